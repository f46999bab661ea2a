"""Episodes that are taken back: feed first, then files; whenever it stops, the feed names nothing that is absent."""

import contextlib
import io
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from podcaster import doctor, files
from podcaster.batch import merge
from podcaster.cli import asking
from podcaster.cli.options import open_show
from podcaster.config import Show
from podcaster.episode import taking_back
from podcaster.errors import FeedError, UsageError
from podcaster.files import locks
from podcaster.library import FILE_NAME, REMOVED, Known, Library, Listed, database
from podcaster.library.selection import select
from podcaster.model import Episode
from podcaster.publishing import repair, rules, show_library
from podcaster.publishing.publisher import Publisher
from tests import shows
from tests.commands import podcaster


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of four episodes, two on the front page of the feed and two in its archive."""
    folder = tmp_path_factory.mktemp("made") / "show"
    folder.mkdir()
    (folder / "podcaster.toml").write_text(
        'title = "Letters from the harbour"\nauthor = "Jo Vane"\nbase_url = "https://pod.example/harbour"\n'
        "feed_limit = 3\n"
    )
    show = open_show(folder)
    shows.put_on_disk(folder, show.settings, 4)
    (show.public / "cover.jpg").unlink()  # the one that is drawn instead is not drawn again
    with Library(show.state / FILE_NAME) as library:
        for episode in reversed(shows.episodes(4)):
            library.adopt(episode)
            files.write(show.state / "timelines" / f"{episode.name}.json.gz", b"")
        Publisher(show, library).publish()
    return folder


@pytest.fixture
def show(made: Path, tmp_path: Path) -> Show:
    shutil.copytree(made, tmp_path / "show")
    return open_show(tmp_path / "show")


def rows(library: Library, *numbers: int) -> list[Listed]:
    return [row for row in library.listed() if row.number in numbers]


def take(show: Show, *numbers: int, ignore: bool = False) -> taking_back.Gone:
    with show_library.for_writing(show) as library:
        return taking_back.remove(Publisher(show, library), rows(library, *numbers), ignore=ignore)


def listed(show: Show) -> set[str]:
    """The GUIDs in the feed and its archive."""
    return set(items(show))


def named(show: Show) -> set[str]:
    """All files of episodes that the feed, its archive and the pages of the show lead to."""
    pages = [*show.public.glob("*.*ml"), *(show.public / "archive").glob("*.*ml")]
    return {name for page in pages for name in re.findall(r"episodes/([^\"&<>?#]+)", page.read_text())}


def of(show: Show, number: int) -> list[str]:
    """What is left of an episode anywhere in the show's folder."""
    return sorted(path.name for path in show.folder.rglob(f"ferry-{number}.*"))


# ---------------------------------------------------------------- what goes


def test_everything_of_the_episode_goes_and_nothing_else(show: Show) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in show.episodes.iterdir()}
    gone = take(show, 4)
    assert [row.title for row in gone.episodes] == ["Ferry number 4"]
    assert of(show, 4) == []
    after = {path.name: path.stat().st_mtime_ns for path in show.episodes.iterdir()}
    assert after == {name: time for name, time in before.items() if not name.startswith("ferry-4.")}
    assert listed(show) == {"urn:harbour:1", "urn:harbour:2", "urn:harbour:3"}
    assert "Ferry number 4" not in (show.public / "index.html").read_text()
    assert "Ferry number 3" in (show.public / "index.html").read_text()


def test_one_of_the_archive_goes_with_its_page(show: Show) -> None:
    assert (show.public / "archive" / "1.xml").exists()
    take(show, 1)
    assert listed(show) == {"urn:harbour:2", "urn:harbour:3", "urn:harbour:4"}
    assert not list((show.public / "archive").glob("*ml"))
    assert not any("ferry-1" in name for name in named(show))


def test_the_check_is_content_and_nothing_brings_it_back(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    take(show, 2, 4)
    quiet = (0, "", "no problems found\n")
    assert podcaster(capsys, "check", "--show", show.folder) == quiet
    status, answer, messages = podcaster(capsys, "check", "--repair", "--show", show.folder)
    assert (status, answer) == (0, "")
    assert "2 episodes in the library" in messages
    assert "lost" not in messages
    assert listed(show) == {"urn:harbour:1", "urn:harbour:3"}


def test_all_episodes_of_a_show_can_go(show: Show) -> None:
    take(show, 1, 2, 3, 4)
    assert listed(show) == set()
    assert named(show) == set()


def test_an_episode_without_files_can_go(show: Show) -> None:
    for name in of(show, 3):
        next(show.folder.rglob(name)).unlink()
    take(show, 3)
    assert "urn:harbour:3" not in listed(show)


def test_no_other_article_gets_its_guid_or_its_name(show: Show) -> None:
    take(show, 4)
    guid = "6ba7b811-9dad-11d1-80b4-00c04fd430c8"
    with show_library.for_writing(show) as library:
        first = library.add(Known("a.md", "One", ""), guid=guid, name="harbour-1")
        library.publish(first, shows.episode(9, guid=first.guid, name=first.name, source="a.md"))
        library.take_back(rows(library, 9), REMOVED)
        other = library.add(Known("b.md", "Two", ""), guid=guid, name="harbour-1")
        assert other.guid != first.guid
        assert other.name == "harbour-1-2"


def test_made_again_it_is_the_same_episode(show: Show) -> None:
    take(show, 4)
    with show_library.for_writing(show) as library:
        entry = library.find(Known("4.md", "", ""))
        assert entry is not None
        assert (entry.guid, entry.name, entry.state, entry.episode) == ("urn:harbour:4", "ferry-4", REMOVED, None)


def test_when_a_feed_would_break_a_rule_nothing_changes(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in show.public.rglob("*") if path.is_file()}

    def bad(*_: object, **__: object) -> None:
        raise FeedError("a rule is broken")

    with monkeypatch.context() as patch:
        patch.setattr(rules, "refuse_bad", bad)
        with pytest.raises(FeedError):
            take(show, 4)
    assert {path: path.read_bytes() for path in show.public.rglob("*") if path.is_file()} == before
    with show_library.for_reading(show) as library:
        assert library.count() == 4


def test_a_file_that_cannot_be_deleted_goes_the_next_time(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    held = show.episodes / "ferry-4.jpg"
    real = Path.unlink

    def unlink(path: Path, *given: object, **said: object) -> None:
        if path == held:
            raise PermissionError(13, "a player holds it open", str(path))
        real(path, *given, **said)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        assert take(show, 4).left == ["ferry-4"]
    assert "ferry-4.jpg" in of(show, 4)
    assert "ferry-4.mp3" not in of(show, 4)
    with show_library.for_writing(show):
        pass
    assert of(show, 4) == []


# ---------------------------------------------------------------- menus and mixes


def add(show: Show, number: int, **changes: object) -> Episode:
    """A whole episode more, made of others."""
    episode = shows.episode(number, has_chapters=False, **changes)
    files.write(show.episodes / episode.file, shows.audio(number))
    shutil.copyfile(show.episodes / "ferry-1.jpg", show.episodes / f"{episode.name}.jpg")
    for suffix in (".vtt", ".srt", ".html", ".peaks.json"):
        files.write(show.episodes / f"{episode.name}{suffix}", "made of others")
    said = {"segments": [{"body": "New in the feed."}, {"body": "Ferry number 4."}]}
    files.write(show.episodes / f"{episode.name}.json", json.dumps(said))
    with show_library.for_writing(show) as library:
        library.adopt(episode)
        Publisher(show, library).publish()
    return episode


@pytest.mark.parametrize(("number", "gone"), [(4, ["New in the feed"]), (3, [])])
def test_a_menu_that_announces_it_goes_too(show: Show, number: int, gone: list[str]) -> None:
    add(show, 6, source=f"menu:2026-11-22:{'a' * 12}", title="New in the feed", address="")
    assert take(show, number).menus == gone
    assert (of(show, 6) == []) == bool(gone)
    assert ("urn:harbour:6" in listed(show)) != bool(gone)


def test_a_mix_stays_and_is_named(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    mix = add(show, 6, source="mix:2026-11-22:0123", title="Mix of Sunday", address="")
    with show_library.for_writing(show) as library:
        library.restore_mix(mix, [(e.title, e.address) for e in shows.episodes(4)[:2]])
    assert [row.number for row in everything(show) if row.mix == "Mix of Sunday"] == [4, 3]
    status, answer, _ = podcaster(capsys, "list", "--state", "mixed", "--show", show.folder)
    assert (status, answer.count("published, mixed")) == (0, 2)
    _, _, messages = podcaster(capsys, "remove", "ferry-4", "--yes", "--show", show.folder)
    assert "still heard in the mix 'Mix of Sunday'" in messages
    assert "urn:harbour:6" in listed(show)
    _, _, messages = podcaster(capsys, "remove", "mix of sunday", "--yes", "--show", show.folder)
    assert "still heard" not in messages
    with show_library.for_reading(show) as library:
        assert library.mixed() == {}  # what is left of its parts may be in another one


def everything(show: Show) -> list[Listed]:
    with show_library.for_reading(show) as library:
        return list(library.listed())


# ---------------------------------------------------------------- the commands


def test_nothing_is_deleted_without_a_yes(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    status, answer, messages = podcaster(capsys, "remove", "4", "3", "--show", show.folder)
    assert (status, answer) == (2, "")
    assert "nobody can be asked here whether to remove 2 episodes" in messages
    assert "--yes" in messages
    assert "4  2020-01-05  Ferry number 4  (ferry-4.mp3)" in messages
    assert len(listed(show)) == 4


@pytest.mark.parametrize(("line", "left", "status"), [("y\n", 3, 0), ("\n", 4, 130), ("no\n", 4, 130), ("", 4, 130)])
def test_at_a_terminal_it_asks_and_enter_means_no(
    show: Show, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, left: int, status: int
) -> None:
    monkeypatch.setattr(asking, "_somebody", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(line))
    ended, _, messages = podcaster(capsys, "remove", "4", "--show", show.folder)
    assert (ended, len(listed(show))) == (status, left)
    assert "remove 1 episode with all files? [y/N]" in messages


def test_one_unknown_name_and_nothing_is_removed(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, messages = podcaster(capsys, "remove", "4", "Ferry number 9", "--yes", "--show", show.folder)
    assert status == 65
    assert "no episode is called 'Ferry number 9'; near to it:" in messages
    assert len(listed(show)) == 4


def test_what_was_removed_is_listed_and_may_still_be_ignored(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ("--show", show.folder)
    _, _, messages = podcaster(capsys, "remove", "4.md", "--yes", *folder)
    assert f"makes them again; podcaster remove --show {show.folder} --ignore prevents that" in messages
    assert [row.state for row in everything(show) if row.number == 4] == [REMOVED]
    status, _, messages = podcaster(capsys, "remove", "ferry-4", "--yes", *folder)
    assert status == 65
    assert "'Ferry number 4' is not in the show any more: removed" in messages
    status, _, messages = podcaster(capsys, "remove", "ferry-4", "--ignore", "--yes", *folder)
    assert (status, "no run makes them again" in messages) == (0, True)
    status, answer, _ = podcaster(capsys, "list", "--state", "ignored", "--json", *folder)
    told = json.loads(answer)
    assert [(one["number"], one["title"], one["state"]) for one in told] == [(4, "Ferry number 4", ["ignored"])]
    status, _, messages = podcaster(capsys, "restore", "ferry-4", *folder)
    assert (status, "1 episode will be made again" in messages) == (0, True)
    status, answer, _ = podcaster(capsys, "list", "--state", "restored", *folder)
    assert (status, "Ferry number 4" in answer) == (0, True)
    assert not [row for row in everything(show) if row.number == 4 and row.state != "restored"]


def test_the_list_is_newest_first_and_filtered(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    status, answer, _ = podcaster(capsys, "list", "--show", show.folder)
    lines = [line.split() for line in answer.splitlines()]
    assert (status, lines[0]) == (0, ["number", "date", "minutes", "state", "title", "file"])
    assert [line[0] for line in lines[1:]] == ["4", "3", "2", "1"]
    assert lines[1] == ["4", "2020-01-05", "1.1", "published", "Ferry", "number", "4", "ferry-4.mp3"]
    _, answer, _ = podcaster(capsys, "list", "FERRY 3", "--show", show.folder)
    assert [line.split()[0] for line in answer.splitlines()[1:]] == ["3"]
    assert podcaster(capsys, "list", "gulls", "--show", show.folder) == (0, "", "no episodes with 'gulls'\n")


def test_a_missing_file_and_a_long_title_are_shown(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    (show.episodes / "ferry-3.mp3").unlink()
    with show_library.for_writing(show) as library:
        library.adopt(shows.episode(4, title="The night ferry " * 19))
    _, answer, _ = podcaster(capsys, "list", "--show", show.folder)
    assert max(map(len, answer.splitlines())) < 140
    assert ["file missing" in line for line in answer.splitlines()[1:]] == [False, True, False, False]
    status, _, messages = podcaster(capsys, "check", "--show", show.folder)
    assert (status, f"podcaster remove --show {show.folder} takes it out of the show" in messages) == (1, True)
    with show_library.for_reading(show) as library, pytest.raises(UsageError) as refused:
        select([row._replace(title="The night ferry " * 19) for row in library.listed()], "the night ferry " * 19)
    assert len(refused.value.message) < 1000


def test_a_blocked_episode_stays_and_the_feed_says_so(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ("--show", show.folder)
    before = {path: path.read_bytes() for path in show.public.rglob("*.xml")}
    assert podcaster(capsys, "remove", "1", "4", "--block", *folder)[0] == 0  # one in the feed, one in its archive
    blocked = {guid for guid, item in items(show).items() if "<itunes:block>Yes</itunes:block>" in item}
    assert blocked == {"urn:harbour:1", "urn:harbour:4"}
    assert podcaster(capsys, "check", *folder)[:2] == (0, "")
    _, answer, _ = podcaster(capsys, "list", "--state", "blocked", *folder)
    assert [line.split()[0] for line in answer.splitlines()[1:]] == ["4", "1"]
    with show_library.for_writing(show) as library:  # its tag is written anew
        library.adopt(shows.episode(4, title="Ferry number four"))
        assert "urn:harbour:4" in library.blocked()
        library.adopt(shows.episode(4))
    assert podcaster(capsys, "restore", "1", "4", *folder)[0] == 0
    assert {path: path.read_bytes() for path in show.public.rglob("*.xml")} == before


def test_a_block_of_an_episode_does_not_make_the_show_private(show: Show) -> None:
    with show_library.for_writing(show) as library:
        library.block(["urn:harbour:4"])
        Publisher(show, library).publish()
    with Library(Path(":memory:")) as lost:
        assert [one.guid for one in repair.lacking(show, lost) if one.blocked] == ["urn:harbour:4"]
    assert repair.token_of(show) == ""
    assert repair.complaint(show, None)


def items(show: Show) -> dict[str, str]:
    """The items of the feed and its archive, by GUID."""
    found = {}
    for page in (show.public / "feed.xml", *(show.public / "archive").glob("*.xml")):
        for item in re.findall("<item>.*?</item>", page.read_text(), re.DOTALL):
            found[re.findall("<guid[^>]*>(.*?)</guid>", item)[0]] = item
    return found


@pytest.mark.parametrize("command", [("remove", "4", "--yes"), ("remove", "4", "--block"), ("restore", "4")])
def test_it_is_refused_while_a_run_holds_the_show(
    show: Show, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    with locks.lock(show.state / "lock"):
        assert podcaster(capsys, *command, "--show", show.folder)[0] == 75
    assert len(listed(show)) == 4


@pytest.mark.parametrize("command", [("list",), ("remove", "4", "--yes"), ("restore", "4")])
def test_without_a_show_each_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    status, _, messages = podcaster(capsys, *command, "--show", tmp_path / "none")
    assert status == 65
    assert "there is no show in" in messages
    assert not (tmp_path / "none").exists()


def test_ignoring_and_blocking_exclude_each_other(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    assert podcaster(capsys, "remove", "4", "--block", "--ignore", "--show", show.folder)[0] == 2
    assert podcaster(capsys, "restore", "--show", show.folder)[0] == 2


def test_the_next_publish_takes_it_from_the_target(
    show: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send = ("publish", tmp_path / "www", "--remove", "--show", show.folder)
    assert podcaster(capsys, *send)[0] == 0
    assert list((tmp_path / "www").rglob("ferry-4*"))
    _, _, messages = podcaster(capsys, "remove", "4", "--yes", "--show", show.folder)
    assert f"stays there until: podcaster publish --show {show.folder} TARGET --remove" in messages
    assert podcaster(capsys, *send)[0] == 0
    assert not list((tmp_path / "www").rglob("ferry-4*"))
    assert len(list((tmp_path / "www").rglob("ferry-3*"))) == len(of(show, 3)) - 1  # the timeline is not published


def test_a_merge_brings_back_what_was_removed_and_not_what_is_ignored(show: Show, made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "shard")
    take(show, 3)
    take(show, 4, ignore=True)
    with show_library.for_writing(show) as library:
        done = merge.merge(show, library, [open_show(tmp_path / "shard")])
    assert (done.kept_out, done.copied, done.same) == ([f"Ferry number 4 ({tmp_path / 'shard'})"], 1, 2)
    assert listed(show) == {"urn:harbour:1", "urn:harbour:2", "urn:harbour:3"}
    assert of(show, 4) == []


def test_a_library_of_an_older_version_is_read_and_goes_on(show: Show) -> None:
    with contextlib.closing(sqlite3.connect(show.state / FILE_NAME)) as db:
        db.executescript(shows.BEFORE_TAKING_BACK)
    assert [(row.number, row.blocked) for row in everything(show)] == [(n, False) for n in (4, 3, 2, 1)]
    with show_library.for_reading(show) as library:
        assert (library.blocked(), library.leaving()) == (frozenset(), [])
    take(show, 4)
    assert len(listed(show)) == 3


# ---------------------------------------------------------------- killed at every step


class Killed(BaseException):
    pass


@contextmanager
def dying(patch: pytest.MonkeyPatch, at: int) -> Iterator[list[int]]:
    """Before the *at*-th change of the disk the process is dead: it changes nothing any more. Yields the count."""
    calls = [0]

    def counted(real):  # type: ignore[no-untyped-def]
        def call(*given, **said):  # type: ignore[no-untyped-def]
            calls[0] += 1
            if calls[0] >= at:
                raise Killed
            return real(*given, **said)

        return call

    class Mortal(sqlite3.Connection):
        def execute(self, sql, *given):  # type: ignore[no-untyped-def]
            if sql == "COMMIT":
                calls[0] += 1
                if calls[0] >= at:
                    raise Killed
            return super().execute(sql, *given)

    with patch.context() as patched:
        for name in ("replace", "unlink"):
            patched.setattr(os, name, counted(getattr(os, name)))
        patched.setattr(database, "_connected", lambda path: Mortal(path, isolation_level=None))
        yield calls


def assert_sound(show: Show) -> None:
    """No page leads to a file that is absent."""
    assert {name for name in named(show) if not (show.episodes / name).is_file()} == set()


def test_killed_at_any_step_it_is_there_or_gone(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the next command that opens the show for writing finishes what was begun, or begins again."""
    seen: set[tuple[bool, bool]] = set()  # whether the library has it, and whether its audio is there
    for at in range(1, 200):
        folder = tmp_path / f"killed-{at}"
        shutil.copytree(show.folder, folder)
        one = open_show(folder)
        with dying(monkeypatch, at) as calls:
            try:
                take(one, 4)
            except Killed:
                pass
            else:
                break
        assert calls[0] >= at
        assert_sound(one)
        with show_library.for_reading(one) as library:
            has = library.count() == 4
        seen.add((has, (one.episodes / "ferry-4.mp3").exists()))
        with show_library.for_writing(one) as library:
            Publisher(one, library).publish()
        assert_sound(one)
        expected = {f"urn:harbour:{n}" for n in ((1, 2, 3, 4) if has else (1, 2, 3))}
        assert listed(one) == expected
        assert (of(one, 4) == []) is not has
        with show_library.for_reading(one) as library:
            assert doctor.check_show(one, library.episodes()) == []
    assert at > 15  # COMMIT, feed and pages, and nine files of the episode
    assert seen == {(True, True), (False, True), (False, False)}
