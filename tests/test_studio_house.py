"""Keeping house in the studio: episodes, failures, settings. The same functions as the command line, in a browser."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from podcaster.audio import tags
from podcaster.batch import run as batch
from podcaster.config import FILE_NAME, Show, load, open_show
from podcaster.files import locks
from podcaster.model import Status
from podcaster.studio import keeping
from podcaster.studio.queue import Queue, State
from tests import studios

SETTINGS = (
    '# mine\ntitle = "Letters from the harbour" # of the show\nvoice = "tone"\nbase_url = "https://pod.example/"\n'
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show with two episodes in tones and a file that could not be read, to copy."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "saved").mkdir()
    (folder / "saved/cafe.md").write_text("# Le café du port\n\nLe café est fermé.\n")
    (folder / "saved/ferry.md").write_text("# The ferry\n\nThe ferry came in.\n")
    (folder / "saved/empty.md").write_text("\n")
    (folder / "show").mkdir()
    (folder / "show" / FILE_NAME).write_text(SETTINGS)
    batch.run(open_show(folder / "show"), [folder / "saved"], batch.Options(force=True, report=True))
    return folder


@dataclass
class House:
    """The studio of a copy of that show."""

    show: Show
    queue: Queue
    browser: TestClient
    saved: Path

    def page(self, path: str, status: int = 200) -> str:
        answer = self.browser.get(f"/studio/{path}")
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path: str, status: int = 303, **fields: str | list[str]) -> str:
        """Where it leads, or the page."""
        fields["csrf"] = studios.KEYS.csrf
        answer = self.browser.post(f"/studio/{path}", data=fields)
        assert answer.status_code == status, answer.text
        return answer.headers["location"] if status == 303 else answer.text

    def number(self, title: str) -> int:
        (row,) = (row for row in keeping.listing(self.show, title).rows)
        return row.id

    def feed(self) -> str:
        return (self.show.public / "feed.xml").read_text()


@pytest.fixture
def house(made: Path) -> Iterator[House]:
    """It has the place of the first one: the library knows saves by their paths."""
    kept = made.with_name("kept")
    if not kept.exists():
        shutil.copytree(made, kept)
    shutil.rmtree(made)
    shutil.copytree(kept, made)
    show = open_show(made / "show")
    with contextlib.closing(Queue(show)) as queue:
        yield House(show, queue, studios.client(show, queue), made / "saved")


# ---------------------------------------------------------------- episodes


def test_episodes_are_listed_found_and_paged(house: House, monkeypatch: pytest.MonkeyPatch):
    """Title, date, minutes, the way to listen; a search without accents; a page of the list."""
    page = house.page("episodes")
    assert page.index("Le café du port") != page.index("The ferry")
    assert page.count("<li>\n<h2>") == 2
    (ferry,) = keeping.listing(house.show, "ferry").rows
    assert f'href="/episodes/{ferry.name}.html"' in page
    assert "1 s</p>" in page or " s<" in page
    assert house.browser.get(f"/episodes/{ferry.name}.html").status_code == 200
    found = house.page("episodes?find=CAFE+port")
    assert "Le café du port" in found
    assert "The ferry" not in found
    assert "Nothing found" in house.page("episodes?find=lighthouse")
    monkeypatch.setattr(keeping, "PER_PAGE", 1)
    first, second = house.page("episodes"), house.page("episodes?page=2")
    assert first.count("<li>\n<h2>") == second.count("<li>\n<h2>") == 1
    assert 'href="/studio/episodes?page=2" rel="next"' in first
    assert "Page 2 of 2" in house.page("episodes?page=99")


def test_an_episode_is_removed_after_a_question_and_can_be_made_again(house: House):
    """Out of feed and disk, with the same function as `remove`; its save brings it back through the queue."""
    number = house.number("ferry")
    (ferry,) = keeping.listing(house.show, "ferry").rows
    question = house.page(f"episodes/{number}/remove")
    assert "Remove “" in question
    assert "The ferry" in house.feed(), "a question changes nothing"
    assert house.browser.post(f"/studio/episodes/{number}/remove").status_code == 403, "a form of somebody else"
    assert "The ferry" in house.feed()
    done = house.page(house.send(f"episodes/{number}/remove").removeprefix("/studio/"))
    assert "was removed from the feed" in done
    assert "The ferry" not in house.feed()
    assert not (house.show.episodes / ferry.file).exists()
    assert "The ferry" in house.page("episodes?which=gone")
    assert house.send(f"episodes/{number}/again") == f"/studio/episodes?again={number}"
    assert [Path(draft.path).name for draft in house.queue.listed()] == ["ferry.md"]
    outcomes = batch.run(house.show, [house.saved / "ferry.md"], batch.Options(force=True))
    assert [one.status for one in outcomes] == [Status.MADE]
    assert ferry.guid in house.feed(), "apps know it again"


def test_an_episode_that_is_not_to_come_back(house: House):
    """As with remove --ignore."""
    number = house.number("ferry")
    house.send(f"episodes/{number}/remove", ignore="yes")
    assert "podcaster will not make it again" in house.page(f"episodes?ignored={number}")
    (outcome,) = batch.run(house.show, [house.saved / "ferry.md"], batch.Options(force=True))
    assert outcome.status is Status.UNCHANGED
    assert "It was removed, and podcaster will not make it again" in house.page(f"episodes/{number}")


def test_a_page_of_an_episode_that_was_removed_meanwhile(house: House):
    """By `podcaster remove`, say: its forms change nothing, and do not bring it back."""
    number = house.number("ferry")
    keeping.remove(house.show, number)
    for answer in (
        house.send(f"episodes/{number}/rename", 422, title="The boat"),
        house.send(f"episodes/{number}/remove", 422, ignore="yes"),
    ):
        assert "“The ferry” is not in the show any more: removed" in answer
        assert "in the list of removed episodes" in answer
    assert not house.queue.listed()


def test_an_episode_gets_another_title_and_stays_the_same_for_apps(house: House):
    """In feed, page, tag and what is said; not its GUID and not its address. Only the title is spoken again."""
    number = house.number("ferry")
    (before,) = keeping.listing(house.show, "ferry").rows
    assert "A title needs a letter or a digit" in house.send(f"episodes/{number}/rename", 422, title=" … ")
    assert house.send(f"episodes/{number}/rename", title=" The  boat ") == f"/studio/episodes?renamed={number}"
    assert [Path(draft.path).name for draft in house.queue.listed()] == ["ferry.md"]
    (outcome,) = batch.run(house.show, [house.saved / "ferry.md"], batch.Options(force=True))
    assert (outcome.status, outcome.spoken) == (Status.MADE, 1)
    (after,) = keeping.listing(house.show, "boat").rows
    assert (after.guid, after.name, after.title) == (before.guid, before.name, "The boat")
    assert "The ferry<" not in house.feed()
    assert "The boat" in (house.show.episodes / f"{after.name}.html").read_text()
    assert tags.read(house.show.episodes / after.file)["title"] == "The boat"
    (again,) = batch.run(house.show, [house.saved / "ferry.md"], batch.Options(force=True))
    assert again.status is Status.UNCHANGED, "it stays so"


def test_another_run_at_work_is_said_in_words(house: House):
    """Nothing is done, nothing is lost, and one may try again."""
    number = house.number("ferry")
    with locks.lock(house.show.state / "lock"):
        page = house.send(f"episodes/{number}/remove", 409)
    assert "Another run holds" in page
    assert "The ferry" in house.feed()


def test_an_episode_that_is_not_there(house: House):
    assert "There is no such episode" in house.page("episodes/4711", 422)
    assert "There is no such episode" in house.send("episodes/4711/remove", 422)


# ---------------------------------------------------------------- failures


def test_what_failed_is_said_in_words_and_tried_again(house: House):
    """Its kind, its file and the reason; another try goes through the queue."""
    page = house.page("failures")
    assert "empty.md" in page
    assert "podcaster skips it until the file changes." in page
    assert "1 article" in house.page("episodes")
    source = str(house.saved / "empty.md")
    assert house.send("failures/retry", source=source) == "/studio/queue"
    (draft,) = house.queue.listed()
    assert (draft.path, draft.state) == (source, State.READING)
    assert "Nothing failed" in house.page("failures")
    assert "did not fail" in house.send("failures/retry", 422, source=source)


def test_a_dismissed_failure_is_left_alone(house: House):
    """It is off the list, and the next run does not try it again until it changes."""
    source = house.saved / "empty.md"
    assert house.send("failures/dismiss", source=str(source)) == "/studio/failures?done=dismissed"
    assert "Nothing failed" in house.page("failures")
    (outcome,) = batch.run(house.show, [source], batch.Options(force=True))
    assert outcome.status is Status.UNCHANGED
    assert "Nothing failed" in house.page("failures")
    source.write_text("# Not empty any more\n\nThe boat.\n")
    (outcome,) = batch.run(house.show, [source], batch.Options(force=True))
    assert outcome.status is Status.MADE


# ---------------------------------------------------------------- settings


def of(page: str) -> str:
    """What tells which file the form was made from."""
    return page.partition('name="of" value="')[2].partition('"')[0]


def test_settings_are_saved_beside_the_words_of_their_owner(house: House):
    """The file keeps its comments; feed and pages have the new words at once."""
    page = house.page("settings")
    assert "Pauses are divided by it" in page
    saved = house.send("settings", of=of(page), title="Post from the quay", description="What came.")
    assert saved == "/studio/settings?saved=title,description"
    assert (house.show.folder / FILE_NAME).read_text() == SETTINGS.replace(
        "Letters from the harbour", "Post from the quay"
    ) + 'description = "What came."\n'
    assert "<title>Post from the quay</title>" in house.feed()
    done = house.page("settings?saved=title,description")
    assert "Post from the quay" in done, "the studio itself, too"
    assert "in feed and pages at once" in done


def test_a_wrong_setting_is_said_beside_its_field_and_nothing_is_saved(house: House):
    page = house.send("settings", 422, of=of(house.page("settings")), title="New", pace="fast")
    assert '<p class="wrong" id="f-pace-wrong">“fast” is not a number</p>' in page
    assert 'value="New"' in page
    assert 'aria-invalid="true"' in page
    assert (house.show.folder / FILE_NAME).read_text() == SETTINGS


def test_what_has_to_be_spoken_again_is_agreed_to_first(house: House):
    """What changes, how many episodes it concerns, and how long it would take; then it is written."""
    page = house.send("settings", 200, of=of(house.page("settings")), title="New", pace="1.5")
    assert "Spoken again where it differs" in page
    assert "The show has 2 episodes" in page
    assert (house.show.folder / FILE_NAME).read_text() == SETTINGS
    house.send("settings", of=of(page), title="New", pace="1.5", sure="yes")
    assert (load(house.show.folder).pace, load(house.show.folder).title) == (1.5, "New")


def test_a_file_that_its_owner_changed_meanwhile_is_left_alone(house: House):
    """What was typed in the browser is not lost either."""
    before = of(house.page("settings"))
    (house.show.folder / FILE_NAME).write_text(SETTINGS.replace("harbour", "island"))
    page = house.send("settings", 409, of=before, title="New")
    assert "changed by another program meanwhile" in page
    assert 'value="New"' in page
    assert load(house.show.folder).title == "Letters from the island"
    assert house.send("settings", of=of(page), title="New")
    assert load(house.show.folder).title == "New"


def test_settings_change_while_a_run_is_at_work(house: House):
    """The run goes on with those with which it began; feed and pages follow when it ends."""
    with locks.lock(house.show.state / "lock"):
        saved = house.send("settings", of=of(house.page("settings")), description="What came.")
        assert saved.endswith("&waits=yes")
        assert "when it ends" in house.page(saved.removeprefix("/studio/"))
    assert load(house.show.folder).description == "What came."


# ---------------------------------------------------------------- the show as a whole


def test_the_disk_that_is_used_and_a_cache_that_is_cleared(house: House, monkeypatch: pytest.MonkeyPatch):
    """After a question; no episode changes, and the next run speaks again what it needs."""
    monkeypatch.setenv("PODCASTER_CACHE", str(house.saved / "cache"))
    (house.saved / "cache/segments").mkdir(parents=True)
    (house.saved / "cache/segments/a.flac").write_bytes(bytes(3_000_000))
    page = house.page("disk")
    assert 'Segments <span class="soft">3 MB</span>' in page
    sentences = [*(house.show.state / "segments").glob("??/*.flac")]
    assert sentences
    assert "Clear “Sentences”?" in house.page("disk/clear?cache=sentences")
    assert sentences[0].exists(), "a question changes nothing"
    assert house.browser.post("/studio/disk/clear", data={"cache": "segments"}).status_code == 403
    with locks.lock(house.show.state / "lock"):
        assert "Another run holds" in house.send("disk/clear", 409, cache="sentences")
    assert house.send("disk/clear", cache="segments") == "/studio/disk?freed=3000000"
    house.send("disk/clear", cache="sentences")
    assert not any(path.exists() for path in sentences)
    assert "3 MB freed." in house.page("disk?freed=3000000")
    for wrong in ("", "../..", "library"):
        assert "is not a cache" in house.send("disk/clear", 400, cache=wrong)
        assert "no such cache" in house.page(f"disk/clear?cache={wrong}", 404)
    assert len([*house.show.episodes.glob("*.mp3")]) == 2


def test_the_report_on_the_latest_run(house: House):
    """Its counts, and the page itself: with links that lead somewhere and a policy under which nothing can run."""
    assert "1 failed" in house.page("disk")
    answer = house.browser.get("/studio/report")
    assert "1 article failed, 2 episodes made" in answer.text
    (ferry,) = keeping.listing(house.show, "ferry").rows
    assert f'href="/episodes/{ferry.name}.html"' in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; style-src 'sha256-" in policy
    assert "unsafe" not in policy


def test_how_to_subscribe(house: House):
    """The published feed with its code; without base_url that of this computer, which no phone reaches."""
    page = house.page("subscribe")
    assert 'value="https://pod.example/feed.xml"' in page
    assert "<svg" in page
    assert "http://127.0.0.1:8000/feed.xml" in page
    (house.show.folder / FILE_NAME).write_text(SETTINGS.replace("https://pod.example/", ""))
    page = studios.client(open_show(house.show.folder)).get("/studio/subscribe").text
    assert 'value="http://127.0.0.1:8000/feed.xml"' in page
    assert "<svg" not in page
    assert f"podcaster studio --host 0.0.0.0 --show {house.show.folder}<" in page


def test_what_pages_share_is_loaded_before_the_scripts_that_use_it():
    """A page without it would do nothing when a button is pressed."""
    parts = Path(keeping.__file__).parent / "parts"
    frame = (parts / "frame.html.j2").read_text()
    assert frame.index('static("live.js")') < frame.index("{% block scripts %}")
    pages = [path.read_text() for path in parts.glob("*.html.j2") if path.name != "frame.html.j2"]
    loading = [page for page in pages if 'static("' in page and ".js" in page]
    assert loading
    assert all('{% extends "frame.html.j2" %}' in page for page in loading)
