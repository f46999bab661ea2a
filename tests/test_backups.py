"""Backups of the library: made whole after a batch, two kept; what no episode tells comes back from them."""

import contextlib
import os
import shlex
import shutil
import sqlite3
from pathlib import Path

import pytest

from podcaster.config import Show
from podcaster.library import Library
from podcaster.publishing import backups
from podcaster.serving.memory import Memory, Place
from tests.commands import run
from tests.harbour_show import post


@pytest.fixture(scope="module")
def made(five_episodes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The show of five posts, of which one is ignored; it was published, and then batch was run once more."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(five_episodes, folder, dirs_exist_ok=True)
    (folder / "saved" / "empty.txt").write_text("")
    assert run("remove", "Ferry 2", "--ignore", "--yes", "--show", folder / "show") == 0
    assert run("publish", folder / "www", "--show", folder / "show") == 0
    run("batch", folder / "saved", "--show", folder / "show")
    return folder


@pytest.fixture
def show(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "show"


def lose(show: Path) -> None:
    for path in (show / ".podcaster").glob("*.sqlite*"):
        path.unlink()


def kept(show: Path, number: int) -> Path:
    return show / ".podcaster" / "backups" / str(number) / "library.sqlite"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


EVERYTHING = {
    "settings": "SELECT key, value FROM show WHERE key NOT IN ('changes', 'feed_stamp', 'feed_files') ORDER BY key",
    "articles": "SELECT source, guid, name, state, title, published FROM episode ORDER BY id",
    "sources": "SELECT path, sha256, fingerprint FROM source ORDER BY path",
    "failures": "SELECT source, attempts, error FROM failure",
    "runs": "SELECT id, started, ended FROM run",
}


def test_all_of_a_lost_library_comes_back_from_episodes_and_backup(
    show: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Also what no episode tells: the ignored article, the saved files, failures, runs. It says which one it used."""
    library = show / ".podcaster" / "library.sqlite"
    before = {name: rows(library, query) for name, query in EVERYTHING.items()}
    lose(show)
    capfd.readouterr()
    assert run("check", "--repair", "--show", show) == 0
    assert f"from the backup {kept(show, 1).parent} of 20" in capfd.readouterr().err
    assert {name: rows(library, query) for name, query in EVERYTHING.items()} == before
    run("batch", show.parent / "saved", "--show", show)
    assert "1 failed, 1 skipped, 4 unchanged" in capfd.readouterr().err
    assert not list((show / ".podcaster").glob(".*"))


@pytest.mark.parametrize("harm", ["half", "text", "of a newer podcaster", "of another show"])
def test_a_backup_that_is_not_whole_is_passed_over(show: Path, harm: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The older one is used instead; one of another show never."""
    post(show.parent / "saved", 6)
    run("batch", show.parent / "saved", "--show", show)
    data = kept(show, 1).read_bytes()
    if harm == "half":
        kept(show, 1).write_bytes(data[: len(data) // 2])
    elif harm == "text":
        kept(show, 1).write_text("no database")
    for number in (1, 2) if harm == "of another show" else (1,):
        with contextlib.closing(sqlite3.connect(kept(show, number))) as db, contextlib.suppress(sqlite3.Error), db:
            if harm == "of a newer podcaster":
                db.execute("PRAGMA user_version = 99")
            elif harm == "of another show":
                db.execute("UPDATE show SET value = 'another' WHERE key = 'podcast_guid'")
    lose(show)
    capfd.readouterr()
    assert run("check", "--repair", "--show", show) == 0
    said = capfd.readouterr().err
    used = f"from the backup {kept(show, 2).parent}"
    assert (used in said) == (harm != "of another show")
    assert "5 episodes in the library" in said


def test_episodes_made_since_the_backup_are_there_and_removed_ones_are_not(show: Path) -> None:
    """The files say what is published; a backup brings no episode back."""
    shutil.copytree(show / ".podcaster" / "backups", show.parent / "older")
    post(show.parent / "saved", 6)
    run("batch", show.parent / "saved", "--show", show)
    assert run("remove", "Ferry 1", "--yes", "--show", show) == 0
    assert run("restore", "Ferry 2", "--show", show) == 0
    run("batch", show.parent / "saved", "--show", show)  # makes 1 and 2 again
    assert run("remove", "Ferry 3", "--yes", "--show", show) == 0
    shutil.rmtree(show / ".podcaster" / "backups")
    shutil.copytree(show.parent / "older", show / ".podcaster" / "backups")
    feed = (show / "public" / "feed.xml").read_bytes()
    lose(show)
    assert run("feed", "--show", show) == 0
    query = "SELECT title FROM episode WHERE record != '' ORDER BY title"
    assert rows(show / ".podcaster" / "library.sqlite", query) == [(f"Ferry {n}",) for n in (1, 2, 4, 5, 6)]
    assert (show / "public" / "feed.xml").read_bytes() == feed


def test_a_private_address_comes_back_without_a_feed(show: Path) -> None:
    """Library and feed are gone: subscribers keep their address."""
    query = "SELECT value FROM show WHERE key = 'token'"
    before = rows(show / ".podcaster" / "library.sqlite", query)
    lose(show)
    (show / "public" / "feed.xml").unlink()
    assert run("feed", "--show", show) == 0
    assert rows(show / ".podcaster" / "library.sqlite", query) == before


def test_what_was_sent_is_known_again_and_sent_again(show: Path) -> None:
    """Files at the place stay ours, so one that is not wanted any more is deleted there."""
    ((where,),) = rows(show / ".podcaster" / "published.sqlite", "SELECT address FROM place")
    lose(show)
    with Memory(show / ".podcaster", Place(str(where), "")) as memory:
        assert "feed.xml" in memory
        assert memory.sent("feed.xml") is None


def test_two_are_kept_and_a_run_without_news_makes_none(show: Path) -> None:
    """So an archive that never changes does not push out what it may need."""
    run("batch", show.parent / "saved", "--show", show)  # these lie in another folder than at the first time
    first = kept(show, 1).read_bytes()
    run("batch", show.parent / "saved", "--show", show)
    assert kept(show, 1).read_bytes() == first
    post(show.parent / "saved", 6)
    run("batch", show.parent / "saved", "--show", show)
    assert kept(show, 2).read_bytes() == first
    assert rows(kept(show, 1), "PRAGMA integrity_check") == [("ok",)]
    assert {p.name for p in (show / ".podcaster" / "backups").iterdir()} == {"1", "2"}
    assert {p.name for p in kept(show, 1).parent.iterdir()} == {"library.sqlite", "podcaster.toml", "published.sqlite"}


@pytest.mark.parametrize(
    "broken", [b'title = "Letters fr', b"\0\0\0\0", b"\xff\xfe\x00"], ids=["cut", "zeros", "noise"]
)
def test_settings_that_were_cut_short_are_in_the_backup(
    show: Path, broken: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """The message has the command that brings them back, and it does."""
    path = show / "podcaster.toml"
    before = (path.read_text("utf-8") if path.exists() else "") + '\nauthor = "Ida Moor"\n'
    path.write_text(before, "utf-8")
    post(show.parent / "saved", 6)
    run("batch", show.parent / "saved", "--show", show)
    path.write_bytes(broken)
    capfd.readouterr()
    assert run("check", "--show", show) == 2
    command = capfd.readouterr().err.split(" batch: ")[1]
    tool, kept_copy, target = shlex.split(command)
    assert (tool, Path(target)) == ("cp", path)
    shutil.copyfile(kept_copy, target)
    assert path.read_text("utf-8") == before
    assert run("check", "--show", show) == 0


def test_settings_that_cannot_be_read_replace_no_copy(show: Path) -> None:
    """They may have been cut short while a batch was at work."""
    (show / "podcaster.toml").write_bytes(b"title = ")
    with Library(show / ".podcaster" / "library.sqlite") as library:
        library.set("changes", "news")
        said: list[str] = []
        backups.keep(Show(show), library, said.append)
    assert not (kept(show, 1).parent / "podcaster.toml").exists()
    assert said == []


@pytest.mark.parametrize("call", ["rename", "unlink", "fsync"])
def test_whenever_a_backup_is_cut_short_a_whole_one_is_there(
    show: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every rename, fsync and unlink fails once, at its place; so it would be after a kill."""
    place, said = Show(show), list[str]()
    real = getattr(os, call)
    for fail_at in range(20):
        left = fail_at

        def breaking(*arguments: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise OSError(28, "No space left on device")
            return real(*arguments, **options)

        with Library(show / ".podcaster" / "library.sqlite") as library:
            library.set("changes", f"{fail_at}")
            monkeypatch.setattr(os, call, breaking)
            backups.keep(place, library, said.append)
            monkeypatch.undo()
        with backups.newest(place) as found:
            assert found is not None
            assert found.library.count() == 4
        if left >= 0:
            break
    assert fail_at > 0
    assert all("no backup of the library could be made" in line for line in said)
    assert said
