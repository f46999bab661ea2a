"""The morning menu: what a night has brought, said in a minute; one in a show, and never a trouble to the night."""

import contextlib
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster import doctor, files
from podcaster.audio import tags
from podcaster.batch import menu, merge
from podcaster.batch import run as batch
from podcaster.config import Cast, Show
from podcaster.episode import finishing, mix, workshop
from podcaster.errors import AudioError, StorageError
from podcaster.files.locks import lock
from podcaster.library import Library
from podcaster.library.made import is_menu
from podcaster.model import BlockKind, Episode, Outcome, Status
from podcaster.publishing import repair, show_library
from podcaster.publishing.publisher import Publisher
from podcaster.script.menu_phrases import length
from tests.commands import run
from tests.shows import episode
from tests.test_mix import posts

ASKED = batch.Options(force=True, menu=True)  # they are short
MORNING = dt.datetime(2026, 11, 22, 6, 30, tzinfo=dt.UTC)


@pytest.fixture
def show(show: Show) -> Show:
    """One voice is enough, and sooner there."""
    return Show(show.folder, replace(show.settings, jobs=1))


def news(count: int, **changes: object) -> menu.News:
    told = menu.News()
    for n in range(1, count + 1):
        told.made(episode(n, **({"duration_ms": 240_000} | changes)))
    return told


def text(told: menu.News, failed: tuple[str, ...] = (), language: str = "en-GB", now: dt.datetime = MORNING) -> str:
    return menu.write(told, failed, language, now).text


def published(show: Show) -> list[Episode]:
    with Library(show.state / "library.sqlite") as library:
        return library.episodes()


def menus(show: Show) -> list[Episode]:
    return [e for e in published(show) if is_menu(e)]


def digests(show: Show) -> dict[str, str]:
    found = [p for p in sorted(show.public.rglob("*")) if p.is_file()]
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def assert_clean(show: Show, items: int) -> None:
    """Every published episode is whole, nothing else lies beside them, and the feed lists just these."""
    episodes = published(show)
    assert not [f for f in doctor.check_show(show, episodes) if f.level is doctor.Level.ERROR]
    assert {p.name.partition(".")[0] for p in show.episodes.iterdir()} == {e.name for e in episodes}
    assert {p.name.partition(".")[0] for p in (show.state / "timelines").iterdir()} <= {e.name for e in episodes}
    assert (show.public / "feed.xml").read_text().count("<item>") == items == len(episodes)


# ---------------------------------------------------------------- what it says


def test_the_menu_lists_episodes_and_failures() -> None:
    """As a person would, in the order in which they were made."""
    article = menu.write(news(2), ("The fog", "The tide"), "en-GB", MORNING)
    assert article.title == "Morning menu, 22 November 2026"
    assert article.text.split("\n\n") == [
        "Good morning. 2 new episodes are in the feed, 8 minutes in all.",
        "Ferry number 1",
        "By Jo Vane, 4 minutes.",
        "Ferry number 2",
        "By Jo Vane, 4 minutes.",
        "2 articles could not be made",
        "The fog; The tide.",
    ]


def test_the_menu_agrees_in_number_and_greets_by_time_of_day() -> None:
    """No "1 new episodes", and no good morning at three."""
    article = menu.write(news(1, authors=(), site=""), (), "en-GB", MORNING.replace(hour=15))
    assert article.title == "New in the feed, 22 November 2026"
    assert article.text.split("\n\n") == ["One new episode is in the feed: 4 minutes.", "Ferry number 1", "4 minutes."]


def test_a_long_list_is_cut_and_says_how_many_more() -> None:
    """A hundred titles are too many to hear, and "And 1 more" is never said."""
    assert "And 88 more" in text(news(100))
    assert "Ferry number 12" in text(news(100))
    assert "Ferry number 13" not in text(news(100))
    assert "Ferry number 13" in text(news(13))
    assert "more" not in text(news(13))
    many = tuple(f"Post {n}" for n in range(20))
    assert text(news(1), many).endswith(
        "20 articles could not be made\n\nPost 0; Post 1; Post 2; Post 3; Post 4. And 15 more."
    )


def test_lengths_are_rounded_to_minutes() -> None:
    """Hours where there are some, and never none at all."""
    assert [length(ms, "en") for ms in (200, 61_000, 41 * 60_000, 3_600_000, 7_500_000)] == [
        "one minute",
        "one minute",
        "41 minutes",
        "one hour",
        "2 hours and 5 minutes",
    ]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl"])
def test_every_language_says_all_of_it(language: str) -> None:
    """One and many, morning and afternoon, no place left to be filled."""
    for count in (1, 30):
        for hour in (6, 15):
            said = menu.write(news(count), ("A", "B"), language, MORNING.replace(hour=hour))
            assert "{" not in said.title + said.text
            assert "2026" in said.title
            assert (str(count) in said.blocks[0].text) == (count > 1)


def test_each_heading_links_to_the_article_or_to_our_own_page() -> None:
    """So that a chapter leads somewhere."""
    told = menu.News()
    told.made(episode(1))
    told.made(episode(2, address=""))
    headings = [b for b in menu.write(told, (), "en", MORNING, base="https://pod.example/episodes/").blocks if b.spans]
    assert [b.kind for b in headings] == [BlockKind.HEADING] * 2
    assert [s.value for b in headings for s in b.spans] == [
        "https://harbour.example/1",
        "https://pod.example/episodes/ferry-2.html",
    ]


def test_a_language_without_words_has_a_menu_only_where_its_voice_is_english(show: Show) -> None:
    """Rather none than a voice that reads English with another tongue's letters."""
    polish = replace(show.settings, language="pl")
    assert menu.language_of(replace(polish, voice="")) == ""
    assert menu.language_of(replace(polish, voice="emma")) == "en"
    assert menu.language_of(replace(polish, voice="", cast=Cast(narrator="siwis"))) == ""
    assert menu.language_of(show.settings) == "en"


# ---------------------------------------------------------------- how it is made


def test_a_batch_ends_with_a_menu_that_has_a_chapter_an_episode(show: Show, tmp_path: Path) -> None:
    """An episode of the feed like any other, its newest: chapters with links, named by the day."""
    outcomes = batch.run(show, [posts(tmp_path / "posts", range(1, 4))], ASKED)
    assert [o.status for o in outcomes] == [Status.MADE] * 4
    assert re.fullmatch(r"(?:Morning menu|New in the feed), [A-Z][a-z]+ \d+, 20\d\d", outcomes[-1].title)
    (made,) = menus(show)
    assert published(show)[0] == made
    assert outcomes[-1].path == show.episodes / made.file
    chapters = tags.read(show.episodes / made.file)["chapters"]
    assert [(c["title"], c["address"]) for c in chapters[1:]] == [
        (f"Ferry {n}", f"https://harbour.example/{n}") for n in (1, 2, 3)
    ]
    said = " ".join((show.episodes / f"{made.name}.srt").read_text().split())  # lines are broken where they are full
    assert "3 new episodes are in the feed" in said
    assert said.count("By Jo Vane, one minute.") == 3
    assert_clean(show, 4)


def test_the_next_menu_takes_the_place_of_the_one_before(show: Show, tmp_path: Path) -> None:
    """With a GUID of its own, or no app would fetch it; nothing is left of the former, and it is no news itself."""
    folder = posts(tmp_path / "posts", range(1, 3))
    batch.run(show, [folder], ASKED)
    (first,) = menus(show)
    batch.run(show, [posts(folder, range(3, 4))], ASKED)
    (second,) = menus(show)
    assert first.guid != second.guid
    said = (show.episodes / f"{second.name}.srt").read_text()
    assert "One new episode" in said
    assert "Ferry 2" not in said
    assert "menu" not in said.lower().partition("ferry 3")[2]
    assert_clean(show, 4)


def test_without_anything_new_no_menu_is_made(show: Show, tmp_path: Path) -> None:
    """Neither an unchanged archive nor a changed sentence is news, and the existing menu keeps its bytes."""
    folder = posts(tmp_path / "posts", range(1, 3))
    batch.run(show, [folder], ASKED)
    before = digests(show)
    assert {o.status for o in batch.run(show, [folder], ASKED)} == {Status.UNCHANGED}
    assert digests(show) == before
    (guid,) = [e.guid for e in menus(show)]
    post = folder / "1.md"
    post.write_text(post.read_text().replace("tied it up", "let it go"))
    assert sorted(o.status for o in batch.run(show, [folder], ASKED)) == [Status.MADE, Status.UNCHANGED]
    assert [e.guid for e in menus(show)] == [guid]


def test_no_menu_without_the_setting(show: Show, tmp_path: Path) -> None:
    """And asking for it makes no unchanged episode new."""
    folder = posts(tmp_path / "posts", range(1, 3))
    batch.run(show, [folder], batch.Options(force=True))
    assert menus(show) == []
    wanting = Show(show.folder, replace(show.settings, menu=True))
    assert {o.status for o in batch.run(wanting, [folder], ASKED)} == {Status.UNCHANGED}


def breaking(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> None:
    """Whatever is done to finish a menu goes wrong."""
    honest: Callable[..., object] = getattr(finishing, name)

    def broken(shop: workshop.Workshop, job: workshop.Job, *rest: object, **given: object) -> object:
        if job.article.source.startswith("menu:"):
            raise error
        return honest(shop, job, *rest, **given)

    monkeypatch.setattr(finishing, name, broken)


@pytest.mark.parametrize("error", [AudioError("ffmpeg was killed"), StorageError("full"), ZeroDivisionError("oh")])
def test_a_menu_that_fails_is_an_outcome_and_nothing_more(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The episodes are made and in the feed, the menu of yesterday stays, and no failure waits to be tried again."""
    folder = posts(tmp_path / "posts", range(1, 2))
    batch.run(show, [folder], ASKED)
    (before,) = menus(show)
    with monkeypatch.context() as patch:
        breaking(patch, "finish", error)
        outcomes = batch.run(show, [posts(folder, range(2, 3))], ASKED)
    assert sorted(o.status for o in outcomes) == [Status.FAILED, Status.MADE, Status.UNCHANGED]
    (failed,) = [o for o in outcomes if o.status is Status.FAILED]
    assert failed.source == "morning menu"
    assert failed.reason
    assert menus(show) == [before]
    with Library(show.state / "library.sqlite") as library:
        assert library.failures() == []
    assert_clean(show, 3)


@pytest.mark.parametrize("where", ["record", "withdraw", "publish", "sweep"])
def test_after_a_power_cut_the_next_run_is_clean(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Files in place and not recorded, two menus recorded, a feed of before: one whole menu at most, nothing beside."""
    folder = posts(tmp_path / "posts", range(1, 2))
    batch.run(show, [folder], ASKED)

    class PowerCut(BaseException):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        if where == "record":
            breaking(patch, "record", PowerCut())  # type: ignore[arg-type]
        elif where == "withdraw":
            patch.setattr(menu, "withdraw_former", cut)
        elif where == "publish":
            patch.setattr(Publisher, "publish", cut)
        else:
            patch.setattr(menu, "sweep", cut)
        with pytest.raises(PowerCut):
            batch.run(show, [posts(folder, range(2, 3))], ASKED)
    assert {o.status for o in batch.run(show, [folder])} == {Status.UNCHANGED}
    assert len(menus(show)) == 1
    assert_clean(show, 3)


@pytest.mark.parametrize("where", ["the last article", "the menu"])
def test_after_a_kill_the_next_run_makes_the_menu(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Of all that was new, although every file is unchanged by then; and only once."""
    folder = posts(tmp_path / "posts", range(1, 3))

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if where == "the menu":
            breaking(patch, "finish", KeyboardInterrupt())  # type: ignore[arg-type]
        else:
            patch.setattr(menu, "make", cut)
        with pytest.raises(KeyboardInterrupt):
            batch.run(show, [folder], ASKED)
    assert menus(show) == []
    assert sorted(o.status for o in batch.run(show, [folder], ASKED)) == [Status.MADE, *[Status.UNCHANGED] * 2]
    (told,) = menus(show)
    said = (show.episodes / f"{told.name}.srt").read_text()
    assert "2 new episodes" in said
    assert {o.status for o in batch.run(show, [folder], ASKED)} == {Status.UNCHANGED}
    assert menus(show) == [told]
    assert_clean(show, 3)


def test_a_menu_that_was_lost_is_not_missed(show: Show, tmp_path: Path) -> None:
    """It comes from no file that could make it again: the next run forgets it, and check is content."""
    folder = posts(tmp_path / "posts", range(1, 3))
    batch.run(show, [folder], ASKED)
    (show.episodes / menus(show)[0].file).unlink()
    assert {o.status for o in batch.run(show, [folder], ASKED)} == {Status.UNCHANGED}
    assert menus(show) == []
    assert_clean(show, 2)


def test_its_links_follow_the_show_to_a_new_address(show: Show, tmp_path: Path) -> None:
    """Notes, page, chapters and tag have the new address, and everything still agrees with the feed."""
    folder = posts(tmp_path / "posts", range(1, 3))
    for n in (1, 2):  # without an address of their own, so the menu leads to our pages
        path = folder / f"{n}.md"
        path.write_text(re.sub("url: .*\n", "", path.read_text()))
    old, new = (Show(show.folder, replace(show.settings, base_url=f"https://{n}.example/")) for n in ("old", "new"))
    batch.run(old, [folder], ASKED)
    before = digests(show)
    with show_library.for_writing(new) as library:
        assert Publisher(new, library).publish()
        assert not Publisher(new, library).publish()
    (told,) = menus(show)
    stem = show.episodes / told.name
    said = tags.read(stem.with_suffix(".mp3"))
    listed = json.loads(stem.with_suffix(".chapters.json").read_text())["chapters"]
    pages = [f"https://new.example/episodes/{e.name}.html" for e in published(show) if not is_menu(e)]
    assert sorted(c["url"] for c in listed if "url" in c) == sorted(pages)
    assert sorted(c["address"] for c in said["chapters"] if "address" in c) == sorted(pages)
    for text in (told.notes_html, stem.with_suffix(".html").read_text(), (show.public / "feed.xml").read_text()):
        assert "old.example" not in text
        assert all(page in text for page in pages)
    assert said["cover"]
    assert said["lyrics"]
    assert_clean(show, 3)
    with show_library.for_writing(old) as library:
        Publisher(old, library).publish()
    feed = show.public / "feed.xml"
    assert "<itunes:new-feed-url>https://old.example/feed.xml</itunes:new-feed-url>" in feed.read_text()
    # Nothing else remembers that the show was elsewhere in between.
    assert {name for name, digest in digests(show).items() if digest != before[name]} == {str(feed)}


def test_a_rebuilt_library_knows_its_menu(show: Show, tmp_path: Path) -> None:
    """And the next one takes its place."""
    folder = posts(tmp_path / "posts", range(1, 3))
    batch.run(show, [folder], ASKED)
    guid = menus(show)[0].guid
    assert repair.rebuild(show).episodes == 3
    assert [e.guid for e in menus(show)] == [guid]
    batch.run(show, [posts(folder, range(3, 4))], ASKED)
    (second,) = menus(show)
    assert second.guid != guid
    assert_clean(show, 4)


def test_a_file_named_like_a_menu_is_not_a_menu(show: Show, tmp_path: Path) -> None:
    """Its episode is never withdrawn, even if a rebuilt library knows only its name."""
    folder = posts(tmp_path / "posts", range(1, 3))
    for n in (1, 2):
        (folder / f"{n}.md").rename(folder / f"menu:{n}.md")
    batch.run(show, [folder], ASKED)
    repair.rebuild(show)
    assert len(menus(show)) == 1
    batch.run(show, [folder], ASKED)
    assert_clean(show, 3)


def test_no_mix_has_it_and_no_other_show(show: Show, tmp_path: Path) -> None:
    """What was new that morning is not for the way home, nor the menu of a part for the whole."""
    batch.run(show, [posts(tmp_path / "posts", range(1, 3))], ASKED)
    with Library(show.state / "library.sqlite") as library:
        assert [e.title for e in mix.waiting(library)] == ["Ferry 2", "Ferry 1"]
    whole = Show(tmp_path / "whole", show.settings)
    with lock(whole.state / "lock"), Library(whole.state / "library.sqlite") as library:
        done = merge.merge(whole, library, [show])
    assert (done.copied, done.refused) == (2, [])
    assert menus(whole) == []
    assert (whole.public / "feed.xml").read_text().count("<item>") == 2


def make(show: Show, *, in_time: bool = True, stopped: tuple[bool, ...] = (False,)) -> Outcome | None:
    told, looks = news(1), list(stopped)
    with lock(show.state / "lock"), Library(show.state / "library.sqlite") as library, batch.Pool(1) as pool:
        shop = workshop.Workshop(show, library)
        with contextlib.closing(shop.store):
            return menu.make(
                shop,
                pool,
                told,
                [],
                now=MORNING,
                in_time=lambda _: in_time,
                stopped=lambda: looks.pop(0) if len(looks) > 1 else looks[0],
            )


def test_without_time_or_words_it_says_so_and_when_stopped_it_is_silent(show: Show) -> None:
    """Skipped with a reason, and nothing is left of it."""
    late = make(show, in_time=False)
    assert late is not None
    assert (late.status, late.reason) == (Status.SKIPPED, "no time was left for it")
    wordless = make(Show(show.folder, replace(show.settings, language="pl", voice="", cast=Cast(narrator="siwis"))))
    assert wordless is not None
    assert wordless.status is Status.SKIPPED
    assert "'pl'" in wordless.reason
    assert make(show, stopped=(True,)) is None
    assert make(show, stopped=(False, True)) is None  # while it is being spoken
    assert published(show) == []


def test_the_same_news_is_the_same_file(show: Show, tmp_path: Path) -> None:
    """Same input, same bytes, in another place too."""
    other = Show(tmp_path / "other", show.settings)
    first, second = make(show), make(other)
    assert first is not None
    assert second is not None
    assert first.path is not None
    assert second.path is not None
    assert first.path.name == second.path.name
    assert first.path.name.startswith("2026-11-22-menu-")
    assert files.sha256(first.path) == files.sha256(second.path)


def test_the_command_and_the_setting_ask_for_it(show: Show, tmp_path: Path) -> None:
    """`--menu`, or `menu = true` in podcaster.toml; convert makes none."""
    folder = posts(tmp_path / "posts", range(1, 2))
    files.write(show.folder / "podcaster.toml", 'voice = "tone"\nmenu = true\n')
    assert run("convert", folder, "--show", show.folder, "--force") == 0
    assert menus(show) == []
    assert run("batch", posts(folder, range(2, 3)), "--show", show.folder, "--force") == 0
    assert len(menus(show)) == 1
    other = Show(tmp_path / "other", show.settings)
    assert run("batch", folder, "--show", other.folder, "--voice", "tone", "--force", "--menu") == 0
    assert len(menus(other)) == 1
    assert run("batch", folder, "--dask", "local:1", "--store", tmp_path / "store", "--menu") == 2
