"""What a show keeps: the newest episodes, or those of the latest days."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster import config
from podcaster.batch import run as batch
from podcaster.batch.menu import News
from podcaster.config import Show
from podcaster.episode import retention
from podcaster.errors import UsageError
from podcaster.library import EXPIRED, Library
from podcaster.model import Outcome, Status
from podcaster.publishing import show_library
from podcaster.publishing.publisher import Publisher
from tests import shows
from tests.commands import podcaster
from tests.test_mix import posts

NOW = dt.datetime(2020, 1, 31, 12, tzinfo=dt.UTC)  # ferry 30 is of today, ferry 1 of the second of January
MENU = f"menu:2020-01-31:{'a' * 12}"


def library_of(count: int, *more: object) -> Library:
    library = Library(Path(":memory:"))
    for episode in (*reversed(shows.episodes(count)), *more):
        library.adopt(episode)  # type: ignore[arg-type]
    return library


def due(library: Library, *, keep: int = 0, days: int = 0) -> list[int]:
    settings = replace(shows.SETTINGS, keep=keep, keep_days=days)
    return [row.number for row in retention.due(library, settings, NOW).rows]


@pytest.mark.parametrize(
    ("keep", "days", "going"),
    [
        (0, 0, []),
        (30, 0, []),
        (28, 0, [2, 1]),
        (1, 0, [*range(29, 0, -1)]),
        (0, 27, [2, 1]),
        (0, 1000, []),
        (29, 26, [3, 2, 1]),
        (27, 28, [3, 2, 1]),
    ],
)
def test_what_is_to_go(keep: int, days: int, going: list[int]) -> None:
    with library_of(30) as library:
        assert due(library, keep=keep, days=days) == going


def test_the_newest_stays_however_old_it_is() -> None:
    with library_of(3) as library:
        settings = replace(shows.SETTINGS, keep_days=7)
        rows = retention.due(library, settings, NOW + dt.timedelta(days=999)).rows
        assert [row.number for row in rows] == [2, 1]


def test_a_menu_neither_counts_nor_goes() -> None:
    with library_of(3, shows.episode(9, source=MENU, published=NOW)) as library:
        assert due(library, keep=2) == [1]
        assert due(library, keep=3) == []
        assert due(library, days=1) == [2, 1]


def test_an_article_that_would_go_at_once_is_too_old() -> None:
    with library_of(3, shows.episode(9, source=MENU, published=NOW)) as library:

        def too_old(day: int, **keep: int) -> bool:
            date = dt.datetime(2020, 1, day, 12, tzinfo=dt.UTC)
            return retention.is_too_old(library, replace(shows.SETTINGS, **keep), date, NOW)

        assert [too_old(day, keep=2) for day in (2, 3, 4)] == [True, False, False]
        assert [too_old(day, keep=4) for day in (1, 2)] == [False, False]
        assert [too_old(day, keep_days=28) for day in (2, 3)] == [True, False]
        assert not too_old(1)
    with library_of(0) as library:  # the first is never too old
        assert not too_old(1, keep_days=1)


def test_more_than_half_of_a_show_goes_only_when_somebody_agrees(tmp_path: Path) -> None:
    show = Show(tmp_path, replace(shows.SETTINGS, keep=3))
    told: list[str] = []
    with library_of(30) as library:
        publisher = Publisher(show, library)
        assert retention.apply(publisher, NOW, told.append) == ()
        assert library.count() == 30
        assert told == [
            "keep = 3 would take 27 of 30 episodes out of the show, so nothing is taken out yet: "
            "agree with podcaster feed --yes, or change podcaster.toml"
        ]
        assert retention.apply(publisher, NOW, told.append, ask=lambda _: False) == ()
        assert len(retention.apply(publisher, NOW, told.append, ask=lambda _: True)) == 27
        assert library.count() == 3
        assert told[-1] == (
            "27 episodes of 30 left the show (keep = 3): 'Ferry number 27', 'Ferry number 26', 'Ferry number 25' …"
        )
        assert {row.state for row in library.listed() if not row.there} == {EXPIRED}
        for episode in reversed(shows.episodes(30)):
            library.adopt(episode)
        assert len(retention.apply(publisher, NOW, told.append)) == 27  # the same settings are agreed to
        for episode in reversed(shows.episodes(30)):
            library.adopt(episode)
        other = Publisher(Show(tmp_path, replace(shows.SETTINGS, keep=2)), library)
        assert retention.apply(other, NOW, told.append) == ()


def test_what_a_batch_adds_to_a_small_show_may_go_without_a_question(tmp_path: Path) -> None:
    show = Show(tmp_path, replace(shows.SETTINGS, keep=3))
    with library_of(2) as library:
        publisher = Publisher(show, library)
        retention.agree_if_little(publisher, NOW)
        for episode in reversed(shows.episodes(30)):
            library.adopt(episode)
        assert len(retention.apply(publisher, NOW, print)) == 27


def test_the_menu_does_not_announce_what_leaves_again() -> None:
    news = News()
    for episode in reversed(shows.episodes(4)):
        if episode.number > 2:
            news.made(episode)
    with library_of(4) as library:
        settings = replace(shows.SETTINGS, keep=1)
        new = {episode.guid for episode in news.first}
        news.without(retention.due(library, settings, NOW).rows, new.__contains__)  # 1 and 2 were there before
    assert ([e.number for e in news.first], news.count, news.ms) == ([4], 1, 65_500)


@pytest.mark.parametrize("line", ["keep = -1", "keep_days = -1", 'keep = "all"', "keep_days = 1.5"])
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "podcaster.toml").write_text(line)
    with pytest.raises(UsageError, match="keep"):
        config.load(tmp_path)


# ---------------------------------------------------------------- in a run


def run(show: Show, saved: Path, told: list[str], **settings: int) -> list[Outcome]:
    kept = Show(show.folder, replace(show.settings, jobs=1, **settings))
    return batch.run(kept, [saved], batch.Options(force=True), note=told.append)


def titles(show: Show) -> list[str]:
    with Library(show.state / "library.sqlite") as library:
        return [episode.title for episode in library.episodes()]


def test_a_batch_keeps_the_newest_and_makes_no_old_one_again(
    show: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither in the next batch, nor after a change of all saves, until somebody wants them back."""
    told: list[str] = []
    saved = posts(tmp_path / "saved", range(4, 6))
    assert {o.status for o in run(show, saved, told, keep=1)} == {Status.MADE}
    assert told == ["1 episode of 2 left the show (keep = 1): 'Ferry 4'"]
    assert titles(show) == ["Ferry 5"]
    assert not list(show.folder.rglob("2019-05-04*"))
    feed = (show.public / "feed.xml").read_bytes()
    posts(saved, range(3, 4))  # one that is older still
    outcomes = run(show, saved, told, keep=1)
    assert {(o.title, o.status, o.reason) for o in outcomes if o.status is not Status.UNCHANGED} == {
        ("Ferry 3", Status.SKIPPED, "too old for what the show keeps (keep = 1)")
    }
    for name in ("3.md", "4.md"):
        (saved / name).write_text((saved / name).read_text() + "\nThe end.\n")
    outcomes = run(show, saved, told)  # all may stay now, but these have gone
    assert [(o.title, o.status) for o in outcomes if o.title] == [
        ("Ferry 3", Status.SKIPPED),
        ("Ferry 4", Status.SKIPPED),
    ]
    assert (show.public / "feed.xml").read_bytes() == feed
    _, answer, _ = podcaster(capsys, "list", "--state", "expired", "--show", show.folder)
    assert [line.split()[1] for line in answer.splitlines()[1:]] == ["2019-05-04", "2019-05-03"]
    with show_library.for_writing(show) as library:
        hidden = next(row.guid for row in library.listed() if row.state == "expired")
        library.block([hidden])
    assert podcaster(capsys, "restore", "--expired", "--show", show.folder)[0] == 0
    with show_library.for_reading(show) as library:
        assert library.blocked() == {hidden}
    assert {o.title for o in run(show, saved, told) if o.status is Status.MADE} == {"Ferry 3", "Ferry 4"}
    assert titles(show) == ["Ferry 5", "Ferry 4", "Ferry 3"]


def test_a_removed_episode_is_made_again_and_an_ignored_one_is_not(
    show: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = posts(tmp_path / "saved", range(1, 3))
    run(show, saved, [])
    before = {path.name for path in show.episodes.iterdir()}
    feed = (show.public / "feed.xml").read_bytes()
    assert podcaster(capsys, "remove", saved / "1.md", "--yes", "--show", show.folder)[0] == 0
    assert titles(show) == ["Ferry 2"]
    assert [o.title for o in run(show, saved, []) if o.status is Status.MADE] == ["Ferry 1"]
    assert {path.name for path in show.episodes.iterdir()} == before
    assert (show.public / "feed.xml").read_bytes() == feed  # the same guid, date and file
    assert podcaster(capsys, "remove", "Ferry 1", "--ignore", "--yes", "--show", show.folder)[0] == 0
    assert {o.status for o in run(show, saved, [])} == {Status.UNCHANGED}
    (saved / "moved").mkdir()
    text = (saved / "1.md").read_text()
    (saved / "1.md").unlink()
    (saved / "moved" / "ferry.md").write_text(f"{text}\nThe end.\n")
    (skipped,) = [o for o in run(show, saved, []) if o.status is not Status.UNCHANGED]
    assert (skipped.status, skipped.exit_code) == (Status.SKIPPED, 0)
    assert skipped.reason == "ignored: podcaster restore 1 lets it be made again"
    assert podcaster(capsys, "restore", "1", "--show", show.folder)[0] == 0
    assert [o.title for o in run(show, saved, []) if o.status is Status.MADE] == ["Ferry 1"]


def test_the_feed_command_applies_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show = shows.put_on_disk(tmp_path, replace(shows.SETTINGS, keep=1), 2)
    (tmp_path / "podcaster.toml").write_text('base_url = "https://pod.example/harbour"\nkeep = 1\n')
    with Library(show.state / "library.sqlite") as library:
        for episode in reversed(shows.episodes(2)):
            library.adopt(episode)
    status, answer, messages = podcaster(capsys, "feed", "--show", tmp_path)
    assert (status, answer) == (0, f"{show.public / 'feed.xml'}\n")
    assert "1 episode of 2 left the show (keep = 1): 'Ferry number 1'" in messages
    assert {path.name.partition(".")[0] for path in show.episodes.iterdir()} == {"ferry-2"}
    assert podcaster(capsys, "check", "--show", tmp_path) == (0, "", "no problems found\n")
