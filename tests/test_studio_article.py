"""The page of an article in the studio: see what will be said before it is said, and change it."""

from __future__ import annotations

import contextlib
import dataclasses
import html
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from podcaster.batch import choices
from podcaster.config import Cast, Settings, Show, open_show
from podcaster.engines.pool import Pool
from podcaster.errors import NoTextError, UnreadableError
from podcaster.library import Draft, Listed, State
from podcaster.model import Edits
from podcaster.script.lexicon import own_entries
from podcaster.studio import article_making, article_pages, article_sounds, contents, edit_forms, samples, seen
from podcaster.studio.looks import Looks
from podcaster.studio.queue import Queue
from podcaster.studio.sampling import Sample, hear
from tests import studios
from tests.test_by_hand import PAGE, PARAGRAPHS
from tests.test_studio_queue_page import begun

BELOW = ("Related: h", "Printed by")
NOTE = "# Low tide\n\nBy Ann Low\n\n" + "\n\n".join((*PARAGRAPHS, "```\nmake harbour\n```", "It cost $5."))
TONE = 'voice = "tone"\ntitle = "Letters from the harbour"\n'


@dataclass
class Desk:
    """A studio with one article."""

    show: Show
    queue: Queue
    browser: TestClient
    draft: Draft

    @property
    def own(self) -> str:
        return f"/studio/articles/{self.draft.id}"

    def page(self, more: str = "") -> str:
        answer = self.browser.get(self.own + more)
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, where: str, **fields: str) -> str:
        """Send a form, and return where it leads."""
        answer = self.browser.post(f"{self.own}/{where}", data={**fields, "csrf": studios.KEYS.csrf})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    @property
    def edits(self) -> Edits:
        return choices.edits_remembered(self.show, Path(self.draft.path)).get("", Edits())


@pytest.fixture(scope="module")
def looks() -> Looks:
    """What was seen by one test is known to the next."""
    return Looks()


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles are read in this process, which costs no start of another."""
    monkeypatch.setattr(seen, "run_limited", lambda function, *given, seconds, memory_mb: function(*given))


@pytest.fixture
def desk(
    tmp_path: Path, looks: Looks, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A show in tones, and a note that was added to it. Its pages wait until the note has been read."""
    monkeypatch.setattr(article_pages, "PATIENCE_S", 60)
    folder = tmp_path_factory.getbasetemp() / "studio article"  # one place, so that what was seen is known
    folder.mkdir(exist_ok=True)
    note = folder / "tide.md"
    if not note.exists():
        note.write_text(NOTE, encoding="utf-8")
    show = Show(tmp_path / "show")
    show.folder.mkdir()
    (show.folder / "podcaster.toml").write_text(TONE, encoding="utf-8")
    show = open_show(show.folder)
    with contextlib.closing(Queue(show)) as queue:
        draft = queue.add(note)
        browser = studios.client(show, queue)
        browser.app.app.state.looks = looks  # type: ignore[attr-defined]
        yield Desk(show, queue, browser, draft)


def words_of(page: str) -> str:
    """The text of a page, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_whole_article_is_seen_before_it_is_said(desk: Desk) -> None:
    """Title, author, what is said instead of what is written, what is not said and why, how long it will be."""
    page = desk.page()
    text = words_of(page)
    assert "Low tide" in text
    assert "Ann Low" in text
    assert all(paragraph.split(".")[0].split(",")[0] in text for paragraph in PARAGRAPHS)
    assert "<del>$5</del> <ins>five dollars</ins>" in page
    assert "In the notes, code listing" in text
    assert "make harbour" in text
    assert "listening time, about" in text
    assert "until ready" in text
    assert ">Make episode</button>" in page


def test_doubts_are_said_with_what_helps(desk: Desk) -> None:
    """The note is short; the button then takes the doubts as seen."""
    page = desk.page()
    assert "1 possible problem" in words_of(page)
    assert "If it is complete, make the episode" in words_of(page)
    assert 'name="force" value="yes"' in page
    desk.queue.describe(desk.draft.id, state=State.READY, doubts=("it is short",))
    assert desk.send("make", force="yes") == desk.own
    assert desk.queue.get(desk.draft.id).state is State.QUEUED


def test_a_passage_is_left_out_and_comes_back(desk: Desk) -> None:
    """Remembered for the file; the page leads back to where it was."""
    number = re.search(r'name="leave" value="(\d+) When the rain', desk.page())
    assert number
    assert desk.send("passage", leave=f"{number[1]} {PARAGRAPHS[2]}").endswith(f"?done=left#p{number[1]}")
    assert desk.edits == Edits(left_out=(PARAGRAPHS[2],))
    page = desk.page()
    assert "Left out by you" in page
    assert f'name="found" value="{number[1]} When the rain' in page
    desk.send("passage", found=f"{number[1]} {PARAGRAPHS[2]}")
    assert desk.edits == Edits()


def test_a_listing_is_said_when_asked_for(desk: Desk) -> None:
    """It is not, unasked."""
    number = re.search(r'name="say" value="(\d+) make harbour"', desk.page())
    assert number
    desk.send("passage", say=f"{number[1]} make harbour")
    assert desk.edits.said == ("make harbour",)
    assert "Included by you" in desk.page()
    desk.send("as-found")
    assert desk.edits == Edits()


def test_facts_are_changed_and_known_to_the_queue(desk: Desk) -> None:
    """Only what differs from the save is an edit; the page says what was found."""
    desk.send("facts", title="High tide", author="Jo Vane; Ann Low", date="2026-02-03", language="en-GB")
    assert desk.edits == Edits(title="High tide", authors=("Jo Vane", "Ann Low"), date="2026-02-03", language="en-GB")
    draft = desk.queue.get(desk.draft.id)
    assert (draft.title, draft.author, draft.date, draft.language) == (
        "High tide",
        "Jo Vane, Ann Low",
        "2026-02-03",
        "en-GB",
    )
    assert "found: Low tide" in words_of(desk.page())
    desk.send("facts", title="Low tide", author="Ann Low", date="", language="en")
    assert desk.edits == Edits()


def test_two_windows_change_different_facts(desk: Desk) -> None:
    """Each form changes what was typed in it, and nothing that the other one has changed meanwhile."""
    first, second = (dict(_FIELDS.findall(desk.page())) for _ in range(2))
    desk.send("facts", **first | {"title": "High tide"})
    desk.send("facts", **second | {"author": "Jo Vane"})
    assert desk.edits == Edits(title="High tide", authors=("Jo Vane",))
    third = dict(_FIELDS.findall(desk.page()))
    desk.send("facts", **third | {"title": "Low tide"})
    assert desk.edits == Edits(authors=("Jo Vane",)), "what was changed can be changed back"


_FIELDS = re.compile(r'<input type="(?:text|date|hidden)"[^>]* name="([a-z]+(?:-before)?)" value="([^"]*)"')


def test_a_date_that_is_none_changes_nothing(desk: Desk) -> None:
    """Said in words, with what to type."""
    answer = desk.browser.post(f"{desk.own}/facts", data={"title": "T", "date": "soon", "csrf": studios.KEYS.csrf})
    assert answer.status_code == 400
    assert "is not a date" in answer.text
    assert desk.edits == Edits()


def test_what_is_being_spoken_is_not_changed(desk: Desk) -> None:
    """The run has opened it already."""
    desk.queue.describe(desk.draft.id, state=State.SPEAKING)
    answer = desk.browser.post(f"{desk.own}/as-found", data={"csrf": studios.KEYS.csrf})
    assert answer.status_code == 409


def test_forms_of_other_sites_change_nothing(desk: Desk) -> None:
    """Each has the token of its page."""
    for where in ("facts", "passage", "as-found", "make", "word", "voices"):
        assert desk.browser.post(f"{desk.own}/{where}", data={"leave": "1 x", "csrf": "wrong"}).status_code == 403
    assert desk.edits == Edits()


def test_a_word_is_heard_otherwise_and_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence with the word, at once; then a line in the show's lexicon, and the page has it."""
    said: list[object] = []

    def spoken(_: object, show: Show, sample: object, __: object) -> str:
        said.append(sample)
        path = article_sounds.samples.place(show, "a" * 32)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sound")
        return "a" * 32

    monkeypatch.setattr(article_sounds.Samples, "sample", spoken)
    where = desk.send("word", word="ferry", how="fairy", do="hear", passage="")
    sample = said[0]
    assert isinstance(sample, article_sounds.Sample)
    assert (sample.text, sample.word, sample.how) == (PARAGRAPHS[0], "ferry", "fairy")
    page = desk.browser.get(where).text
    assert f'src="/studio/samples/{"a" * 32}.mp3"' in page
    assert PARAGRAPHS[0] in page
    assert desk.browser.get(f"/studio/samples/{'a' * 32}.mp3").content == b"sound"
    assert own_entries(desk.show.lexicon) == ()
    desk.send("word", word="ferry", how="fairy", do="keep")
    (entry,) = own_entries(desk.show.lexicon)
    assert (entry.word, entry.value, entry.language) == ("ferry", "fairy", "en")
    assert "<del>ferry</del> <ins>fairy</ins>" in desk.page()


def test_a_script_hears_by_json_and_is_told_what_is_wrong(desk: Desk) -> None:
    """A word that is not in the article, and an invalid correction, are explained."""
    for fields, what in (({"word": "Zanzibar", "how": "x"}, "is not a word of this article"), ({}, "no word")):
        answer = desk.browser.post(
            f"{desk.own}/word",
            data={**fields, "do": "hear", "csrf": studios.KEYS.csrf},
            headers={"accept": "application/json"},
        )
        assert answer.status_code == 400
        assert what in answer.text.lower() or what in answer.text


def test_a_voice_is_heard_and_chosen(desk: Desk) -> None:
    """Its first sentence in tones, made once; then it reads this article, or the show."""
    page = desk.page("/voices")
    assert PARAGRAPHS[0] in page
    assert "Apache-2.0" in page
    assert "For private listening only" in page
    answer = desk.browser.post(
        f"{desk.own}/voices",
        data={"voice": "tone", "do": "hear", "csrf": studios.KEYS.csrf},
        headers={"accept": "application/json"},
    )
    told = answer.json()
    sound = desk.browser.get(told["sound"])
    assert sound.headers["content-type"] == "audio/mpeg"
    assert sound.content[:3] in (b"ID3", b"\xff\xf3\x40", b"\xff\xfb\x50")
    assert told["sound"] in desk.page("/voices")
    desk.browser.app.app.state.samples.close()  # type: ignore[attr-defined]
    desk.send("voices", voice="bella", do="article")
    assert desk.edits == Edits(voice="bella")
    assert "chosen for this article" in desk.page()
    desk.send("voices", voice="heart", do="show")
    assert desk.edits == Edits()
    assert open_show(desk.show.folder).settings.voice == "heart"


def test_the_show_gets_a_voice_for_one_language(tmp_path: Path) -> None:
    """Quotations keep theirs, and so do other languages."""
    article_sounds.narrate(Show(tmp_path), "en-GB", "bella")
    assert open_show(tmp_path).settings.cast == Cast(narrator="bella", quote="michael")
    article_sounds.narrate(open_show(tmp_path), "es", "alex")
    settings = open_show(tmp_path).settings
    assert settings.casts["es"].narrator == "alex"
    assert settings.cast.narrator == "bella"


def test_a_page_with_its_furniture(tmp_path: Path) -> None:
    """What is on the page but not in the article is folded in place, and can be included."""
    path = tmp_path / "quiet.html"
    hostile = PAGE.replace("Home port", "<b>&lt;script&gt;alert(1)&lt;/script&gt;</b>")
    path.write_text(hostile, encoding="utf-8")
    found = seen.look(Show(tmp_path / "show", Settings(voice="tone")), path)
    order = [one.words for one in found.passages if one.words]
    assert [one[:10] for one in order] == ["<script>al", "All the bo", *(text[:10] for text in PARAGRAPHS), *BELOW]
    outside = [one.outside for one in found.passages if one.words]
    assert outside == [True, True, *[False] * 4, True, True]
    assert all(one.can_say for one in found.passages if one.outside)
    assert found.facts == found.found
    asked = edit_forms.wished(found, order[6], "say")
    back = seen.look(Show(tmp_path / "show", Settings(voice="tone")), path, 0, asked)
    (said,) = [one for one in back.passages if one.wish == "say"]
    assert said.words.startswith("Related: how")
    assert said.said


def test_hostile_text_is_escaped_and_has_its_direction(tmp_path: Path) -> None:
    """Whatever an article holds, it is text; right to left where its language is."""
    show = Show(tmp_path / "show", Settings(voice="tone"))
    note = tmp_path / "note.md"
    note.write_text(
        '---\nlang: ar\ntitle: "<script>alert(1)</script>"\n---\n\n&lt;img src=x onerror=alert(2)&gt; مرحبا\n'
    )
    with contextlib.closing(Queue(show)) as queue:
        draft = queue.add(note)
        answer = studios.client(show, queue).get(f"/studio/articles/{draft.id}")
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert 'lang="ar" dir="rtl"' in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_what_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    """The page is there all the same; an article that is not there is status 404."""
    show = Show(tmp_path / "show", Settings(voice="tone"))
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>")
    with contextlib.closing(Queue(show)) as queue:
        browser = studios.client(show, queue)
        draft = queue.add(empty)
        assert "This article cannot be narrated" in browser.get(f"/studio/articles/{draft.id}").text
        fetched = queue.add_address("https://harbour.example/x")
        assert "still being downloaded" in browser.get(f"/studio/articles/{fetched.id}").text
        assert browser.get("/studio/articles/999").status_code == 404


def test_the_studio_reads_no_page_itself(tmp_path: Path) -> None:
    """Another process does, with limits: what parses pages and what speaks is never loaded here."""
    path = tmp_path / "quiet.html"
    path.write_text(PAGE, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from podcaster.config import Show; from podcaster.studio import seen\n"
        f"found = seen.look(Show(Path({str(tmp_path / 'show')!r})), Path({str(path)!r}))\n"
        "print(found.facts.title, *(m for m in ('lxml', 'trafilatura', 'onnxruntime', 'numpy') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "A quiet harbour\n", done.stderr


def test_a_long_article_is_shown_in_parts() -> None:
    """150 passages each; passages outside the article are folded."""
    some = [seen.Passage(n, words=f"w{n}", outside=4 <= n < 9) for n in range(1, 20)]
    assert [(s.folded, len(s.passages)) for s in article_pages.stretches(some)] == [(False, 3), (True, 5), (False, 11)]
    assert article_pages.repeated([*some, seen.Passage(30, words="w2")]) == {"w2": 2}


def test_voices_that_are_loaded_speak_samples_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the process that makes episodes, before what waits there; without any, a process of its own does."""
    show = Show(tmp_path, Settings(voice="tone"))
    (tmp_path / "podcaster.toml").write_text(TONE, encoding="utf-8")
    spoken: list[str] = []
    monkeypatch.setattr(samples.Samples, "_speak", lambda _, __, sample, path: spoken.append(sample.text))
    heard = samples.Samples()
    with Pool(1) as pool:
        name = heard.sample(show, Sample(PARAGRAPHS[0], "en"), lambda w: not hear(w.show, w.sample, w.out, pool))
    assert samples.place(show, name).stat().st_size > 10_000
    assert spoken == []
    heard.sample(show, Sample(PARAGRAPHS[1], "en"), lambda w: not hear(w.show, w.sample, w.out, None))
    heard.sample(show, Sample(PARAGRAPHS[2], "en"))
    assert spoken == [PARAGRAPHS[1], PARAGRAPHS[2]]
    assert not list(tmp_path.rglob("*.failed"))


def test_samples_do_not_pile_up(tmp_path: Path) -> None:
    """The oldest ones go."""
    for n in range(samples.MOST + 3):
        path = tmp_path / f"{n}.mp3"
        path.touch()
        os.utime(path, (n, n))
    samples._tidy(tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == {str(n) for n in range(3, samples.MOST + 3)}


def test_its_page_says_how_far_the_episode_is(desk: Desk) -> None:
    """No button to make it while it waits or is spoken; then how far it is, and what can be heard; then the episode."""
    desk.queue.describe(desk.draft.id, state=State.READY)
    assert desk.send("make") == desk.own
    page = desk.page()
    assert "The article is in the queue" in page
    assert "Make episode" not in page
    assert 'http-equiv="refresh"' in page
    desk.queue.describe(desk.draft.id, state=State.SPEAKING)
    assert "Listen meanwhile" not in desk.page()  # nothing can be heard yet
    desk.queue.progress.begin(desk.draft.id, begun(("a", "b", "c", "d"), missing=("c", "d")))
    page = desk.page()
    assert "50 % spoken" in words_of(page)
    assert f'href="{desk.own}/listen">Listen meanwhile</a>' in page
    assert "Make episode" not in page
    desk.queue.describe(desk.draft.id, state=State.MADE, episode="low-tide")
    page = desk.page()
    assert "The episode is made" in page
    assert "data-events" not in page
    assert "Make it again" in page


def test_its_page_plays_the_episode_or_says_that_it_is_gone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sound, the page of the show, and the one where it is kept house of."""
    row = Listed(7, 7, "g", "low-tide", ".mp3", "Low tide", "", "", "", 9, 5, "", "published", "article", False, "")
    monkeypatch.setattr(article_making.keeping, "episode_named", lambda *_: row)
    desk.queue.describe(desk.draft.id, state=State.MADE, episode="low-tide")
    page = desk.page()
    assert "It is not in the show any more" in page
    assert 'href="/studio/episodes/7"' in page
    desk.show.episodes.mkdir(parents=True)
    (desk.show.episodes / "low-tide.mp3").write_bytes(b"sound")
    page = desk.page()
    assert '<source src="/episodes/low-tide.mp3" type="audio/mpeg">' in page
    assert 'href="/episodes/low-tide.html">Listen and read along</a>' in page


def test_pages_and_programs_are_told_the_same_number_of_words(desk: Desk) -> None:
    """Whether it was only read, or looked at and changed."""
    [glance] = contents.contents(desk.show, [(Path(desk.draft.path), 0)])[0].articles  # type: ignore[union-attr]
    found = seen.look(desk.show, Path(desk.draft.path))
    assert found.words == glance.words > 0
    desk.send("passage", leave=f"1 {PARAGRAPHS[2]}")
    [less] = contents.contents(desk.show, [(Path(desk.draft.path), 0)])[0].articles  # type: ignore[union-attr]
    assert less.words == desk.queue.get(desk.draft.id).words == glance.words - len(PARAGRAPHS[2].split())


def test_a_look_is_done_once_for_all_who_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that times out gets no result, and a later one does; a failure reaches all requests."""
    looks, go, count = Looks(), threading.Event(), []
    really = seen.look

    def slow(show: Show, path: Path, number: int) -> seen.Seen:
        count.append(path)
        go.wait(60)
        return really(show, path, number)

    monkeypatch.setattr(seen, "look", slow)
    assert looks.soon(desk.show, desk.draft, 0.01) is None
    assert looks.soon(desk.show, desk.draft, 0.01) is None
    go.set()
    assert looks.of(desk.show, desk.draft).facts.title == "Low tide"
    assert looks.of(desk.show, desk.draft).facts.title == "Low tide"
    assert len(count) == 1
    missing = dataclasses.replace(desk.draft, path=f"{desk.draft.path}.gone")
    with pytest.raises(UnreadableError):
        looks.of(desk.show, missing)


def test_whoever_leaves_out_everything_can_undo_it(desk: Desk, tmp_path: Path) -> None:
    """There is nothing to make then, and every passage has its "Undo"."""
    short = tmp_path / "short.md"
    short.write_text("# Low tide\n\n" + "\n\n".join(PARAGRAPHS[1:3]), encoding="utf-8")
    desk.draft = desk.queue.add(short)
    for words in re.findall(r'name="leave" value="([^"]+)"', desk.page()):
        desk.send("passage", leave=html.unescape(words))
    page = desk.page()
    assert "No episode can be made: <bdi>all of it is left out by hand" in page
    assert "Make episode" not in page
    number = re.search(r'name="found" value="(\d+) When the rain', page)
    assert number
    desk.send("passage", found=f"{number[1]} {PARAGRAPHS[2]}")
    assert "Make episode" in desk.page()
    desk.send("as-found")
    assert desk.edits == Edits()


def test_a_message_about_an_upload_names_it_as_it_was_given(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by the folder of this computer in which it is kept."""
    about = f"{desk.draft.path}!inside.md"

    def refused(*_: object) -> None:
        raise NoTextError("nothing in it to narrate", about=about)

    monkeypatch.setattr(Looks, "soon", refused)
    page = desk.page()
    assert "This article cannot be narrated: tide.md!inside.md: nothing in it to narrate" in words_of(page)
    answer = desk.browser.get(f"{desk.own}/voices")
    assert (answer.status_code, "ide.md!inside.md: nothing" in answer.text) == (422, True)
    assert str(Path(about).parent) not in page + answer.text


def test_a_show_with_an_unknown_voice_is_told_so_where_it_would_speak(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as a fault of podcaster: the status is 404 and names the voice."""
    error = {"error": "there is no voice 'nobody'", "hint": "podcaster voices list", "kind": "UnknownVoiceError"}
    monkeypatch.setattr(samples.Samples, "_ask", lambda *_: json.dumps(error).encode())
    form = {"word": "tide", "how": "tyde", "do": "hear", "csrf": studios.KEYS.csrf}
    answer = desk.browser.post(f"{desk.own}/word", data=form)
    assert (answer.status_code, "There is no voice 'nobody'" in html.unescape(answer.text)) == (404, True)
