"""The date of an episode: its article's own, or the day on which it was added."""

import datetime as dt
import os
import time
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from mutagen.id3 import ID3

from podcaster import config
from podcaster.audio import tags
from podcaster.batch.run import Options, run
from podcaster.cli import making
from podcaster.config import Show
from podcaster.episode import identity, taking_back
from podcaster.episode.workshop import Workshop
from podcaster.errors import UsageError
from podcaster.library import Library
from podcaster.publishing import feed, show_library
from podcaster.publishing.publisher import Publisher
from tests.commands import podcaster
from tests.shows import GUID, SETTINGS, episode, episodes, put_on_disk

ADDED = Options(added=True)


def date_of(show: Show) -> dt.datetime:
    (item,) = feedparser.parse(show.public / "feed.xml").entries
    return dt.datetime(*item.published_parsed[:6], tzinfo=dt.UTC)


def corrected(post: Path) -> Path:
    post.write_text(post.read_text().replace("2019-05-04", "2019-05-14"))
    return post


def test_an_episode_that_is_added_has_todays_date_and_tells_its_articles(show: Show, post: Path) -> None:
    """In the feed it is new; notes, page and tag have the article's own date. What it was given first stays."""
    begun = dt.datetime.now(dt.UTC).replace(microsecond=0)
    (made,) = run(show, [post], ADDED)
    given = date_of(show)
    assert begun <= given <= dt.datetime.now(dt.UTC)
    assert made.path is not None
    assert "May 4, 2019" in (show.public / "feed.xml").read_text()
    assert '<time datetime="2019-05-04">' in made.path.with_suffix(".html").read_text()
    assert str(ID3(made.path)["TDRC"]).startswith("2019-05-04")
    told = tags.episode(made.path)
    assert told is not None
    assert (told.added, told.dated, told.published) == (True, "2019-05-04", given)

    always = Show(show.folder, replace(show.settings, date="article"))
    (again,) = run(always, [corrected(post)])
    assert date_of(show) == given
    assert "May 14, 2019" in (show.public / "feed.xml").read_text()
    assert again.path == made.path


@pytest.mark.parametrize(("intro", "spoken"), [("{title}.", 0), ("{title}. {date}.", 1)])
def test_a_corrected_date_reaches_the_feed(show: Show, post: Path, intro: str, spoken: int) -> None:
    """Without new speech where the date is not said; else only the sentence that says it is spoken again."""
    show = Show(show.folder, replace(show.settings, intro=intro))
    (first,) = run(show, [post])
    assert date_of(show) == dt.datetime(2019, 5, 4, 12, tzinfo=dt.UTC)
    (again,) = run(show, [corrected(post)])
    assert date_of(show) == dt.datetime(2019, 5, 14, 12, tzinfo=dt.UTC)
    assert (again.spoken, again.path) == (spoken, first.path)


def test_an_old_post_that_is_added_is_in_the_feed_of_a_large_show() -> None:
    """feed.xml has the newest 300 of 1,000 by their dates."""
    old = dt.datetime(2009, 5, 4, 12, tzinfo=dt.UTC)
    now = dt.datetime(2026, 11, 29, 15, tzinfo=dt.UTC)
    for post, is_there in (
        (episode(1001, published=now, dated="2009-05-04", added=True), True),
        (episode(1001, published=old), False),
    ):
        listed = sorted([post, *episodes(1000)], key=lambda e: e.published, reverse=True)
        data = feed.build(SETTINGS, listed, guid=GUID)["feed.xml"]
        assert data.count(b"<item>") <= 300
        assert (b"urn:harbour:1001<" in data) == is_there


@pytest.mark.parametrize(("command", "added"), [("convert", True), ("batch", False)])
def test_the_command_decides(
    command: str, added: bool, post: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What one converts by hand is added; an archive has its own dates."""
    asked: list[Options] = []

    def make(sources: list[str], show: Show, options: Options, *_: object, **__: object) -> int:
        asked.append(options)
        return 0

    monkeypatch.setattr(making, "_make", make)
    assert podcaster(capsys, command, post, "--show", post.parent / "show")[0] == 0
    assert [one.added for one in asked] == [added]


def test_the_setting_overrules_the_command(show: Show) -> None:
    """`date = "article"` for a show of converted posts, `date = "added"` for a nightly batch of what one saves."""
    assert config.parse({}).date == ""
    with pytest.raises(UsageError, match="date is 'today'"):
        config.parse({"date": "today"})
    with Library(show.state / "library.sqlite") as library:
        for date, expected in (("", [True, False]), ("article", [False, False]), ("added", [True, True])):
            chosen = Show(show.folder, replace(show.settings, date=date))
            assert [Workshop(chosen, library, added=command).added for command in (True, False)] == expected


@pytest.mark.parametrize("years", [3, 400])
def test_a_save_from_a_clock_that_was_wrong_is_dated_today(show: Show, post: Path, years: int) -> None:
    """A file without a date of its own has that of its saving, which is never in the future."""
    post.write_text(post.read_text().replace("date: 2019-05-04\n", ""))
    os.utime(post, (time.time() + years * 3e7,) * 2)
    run(show, [post])
    assert abs(date_of(show) - dt.datetime.now(dt.UTC)) < dt.timedelta(hours=1)


@pytest.mark.parametrize(("first", "again"), [(ADDED, Options()), (Options(), ADDED)])
def test_made_again_after_it_was_removed_it_keeps_its_date(
    show: Show, post: Path, monkeypatch: pytest.MonkeyPatch, first: Options, again: Options
) -> None:
    """Whichever command makes it again, and whenever: to an app it is the same episode."""
    monkeypatch.setattr(identity, "added_at", lambda now, newest: dt.datetime(2024, 3, 1, 8, tzinfo=dt.UTC))
    run(show, [post], first)
    given = date_of(show)
    with show_library.for_writing(show) as library:
        taking_back.remove(Publisher(show, library), list(library.listed()))
    monkeypatch.setattr(identity, "added_at", lambda now, newest: now)
    (made,) = run(show, [post], again)
    assert date_of(show) == given
    assert made.path is not None
    told = tags.episode(made.path)
    assert told is not None
    assert told.added == (first is ADDED)


def test_old_posts_that_many_apps_will_not_show_are_mentioned(show: Show, post: Path) -> None:
    """If the show had episodes before, and nobody has chosen between the two dates."""
    limited = Show(show.folder, replace(show.settings, feed_limit=3))
    put_on_disk(show.folder, limited.settings, 4)
    with Library(show.state / "library.sqlite") as library:
        library.set_once("podcast_guid", GUID)
        for one in episodes(4):
            library.adopt(one)
    notes: list[str] = []
    run(limited, [post], note=notes.append)
    (line,) = [line for line in notes if "archive pages" in line]
    assert line.startswith("1 of 1 new episodes are on archive pages and not in feed.xml")
    with show_library.for_writing(limited) as library:
        publisher = Publisher(limited, library)
        assert publisher.old_posts_line(["ferry-4", "ferry-3", "ferry-1"]).startswith("1 of 3 ")
        assert publisher.old_posts_line(["ferry-4", "ferry-3"]) == ""
        chosen = Show(show.folder, replace(limited.settings, date="article"))
        assert Publisher(chosen, library).old_posts_line(["ferry-1"]) == ""


def test_an_archive_that_has_just_begun_is_not_mentioned(show: Show, post: Path) -> None:
    """Its old posts are what it is about."""
    notes: list[str] = []
    (post.parent / "later.md").write_text(post.read_text().replace("2019-05", "2021-05").replace("quiet", "loud"))
    run(Show(show.folder, replace(show.settings, feed_limit=1)), [post.parent], note=notes.append)
    assert "A loud harbour" in (show.public / "feed.xml").read_text()
    assert not [line for line in notes if "archive pages" in line]
