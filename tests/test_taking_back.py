"""Episodes that are taken back: feed first, then files; whenever it stops, the feed names nothing that is absent."""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from podcaster import doctor, files
from podcaster.config import Show
from podcaster.episode import taking_back
from podcaster.errors import FeedError
from podcaster.library import FILE_NAME, REMOVED, Library, Listed, database
from podcaster.publishing import rules, show_library
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
    show = opened(folder)
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
    return opened(tmp_path / "show")


def opened(folder: Path) -> Show:
    from podcaster.cli.options import open_show

    return open_show(folder)


def rows(library: Library, *numbers: int) -> list[Listed]:
    return [row for row in library.listed() if row.number in numbers]


def take(show: Show, *numbers: int, ignore: bool = False) -> taking_back.Gone:
    with show_library.for_writing(show) as library:
        return taking_back.remove(Publisher(show, library), rows(library, *numbers), ignore=ignore)


def listed(show: Show) -> dict[str, str]:
    """The enclosures of the feed and its archive, by GUID."""
    found: dict[str, str] = {}
    for page in (show.public / "feed.xml", *(show.public / "archive").glob("*.xml")):
        for item in re.findall("<item>.*?</item>", page.read_text(), re.DOTALL):
            found[re.search("<guid[^>]*>(.*?)</guid>", item)[1]] = re.search('enclosure url="(.*?)"', item)[1]  # type: ignore[index]
    return found


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
    assert set(listed(show)) == {"urn:harbour:1", "urn:harbour:2", "urn:harbour:3"}
    assert "Ferry number 4" not in (show.public / "index.html").read_text()
    assert "Ferry number 3" in (show.public / "index.html").read_text()


def test_one_of_the_archive_goes_with_its_page(show: Show) -> None:
    assert (show.public / "archive" / "1.xml").exists()
    take(show, 1)
    assert set(listed(show)) == {"urn:harbour:2", "urn:harbour:3", "urn:harbour:4"}
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
    assert set(listed(show)) == {"urn:harbour:1", "urn:harbour:3"}


def test_all_episodes_of_a_show_can_go(show: Show) -> None:
    take(show, 1, 2, 3, 4)
    assert listed(show) == {}
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
        facts = {"address": "", "text_sha256": ""}
        first = library.add(source="a.md", guid=guid, name="harbour-1", title="One", **facts)
        library.publish(first, shows.episode(9, guid=first.guid, name=first.name, source="a.md"))
        library.take_back(rows(library, 9), REMOVED)
        other = library.add(source="b.md", guid=guid, name="harbour-1", title="Two", **facts)
        assert other.guid != first.guid
        assert other.name == "harbour-1-2"


def test_made_again_it_is_the_same_episode(show: Show) -> None:
    take(show, 4)
    with show_library.for_writing(show) as library:
        entry = library.find(source="4.md", address="", title="", text_sha256="")
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
        one = opened(folder)
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
        assert set(listed(one)) == expected
        assert (of(one, 4) == []) is not has
        with show_library.for_reading(one) as library:
            assert doctor.check_show(one, library.episodes()) == []
    assert at > 15  # COMMIT, feed and pages, and nine files of the episode
    assert seen == {(True, True), (False, True), (False, False)}
