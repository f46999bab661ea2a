"""The library: what has been made of what."""

import datetime as dt
import errno
import sqlite3
from pathlib import Path

import pytest

from podcaster.errors import EngineError, NoTextError, StorageError, UsageError
from podcaster.library import TRIES, Known, Library, SourceState, dump, load
from podcaster.library.schema import STEPS
from podcaster.model import Episode

EPISODE = Episode(
    guid="3f0c6c9e-7bb0-5d0e-9c39-3c8c4f0f2a11",
    name="a-quiet-harbour-3f0c6c9e",
    title="A quiet harbour",
    published=dt.datetime(2019, 5, 4, 12, tzinfo=dt.UTC),
    duration_ms=61_000,
    bytes=500_000,
    sha256="00",
    key="k",
    source="a.html",
    authors=("Jo Vane",),
    tags=("sea",),
)


@pytest.fixture
def library(tmp_path: Path):
    with Library(tmp_path / "library.sqlite") as opened:
        yield opened


def add(library: Library, source: str = "a.html", *, address: str = "", title: str = "T", text: str = "x"):
    return library.add(Known(source, title, text, address), guid=EPISODE.guid, name="name")


def test_an_episode_comes_back_as_it_went_in(library: Library) -> None:
    """Nothing is lost between a run and the next."""
    library.publish(add(library), EPISODE)
    assert library.episodes() == [EPISODE]
    assert load(dump(EPISODE)) == EPISODE


def test_an_article_is_known_by_its_file_then_its_address_then_its_text(library: Library) -> None:
    """A save that was moved or saved again is not a new episode."""
    entry = add(library, address="https://a.example/1", text="digest")
    assert library.find(Known("a.html", "", "")) == entry
    assert library.find(Known("b.html", "T", "", "https://a.example/1")) == entry
    assert library.find(Known("b.html", "T", "digest")) == entry
    assert library.find(Known("b.html", "T", "other")) is None


def test_guids_and_names_are_never_shared(library: Library) -> None:
    """Two articles that would have the same get different ones."""
    one, two = add(library, "a"), add(library, "b", text="y")
    assert one.guid != two.guid
    assert one.name != two.name


def test_the_newest_article_comes_first(library: Library) -> None:
    """Order is by the articles' own dates, not by when they were made."""
    from dataclasses import replace

    for year in (2012, 2024, 2018):
        entry = add(library, str(year), text=str(year))
        published = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
        library.publish(entry, replace(EPISODE, guid=entry.guid, name=entry.name, published=published))
    assert [e.published.year for e in library.episodes()] == [2024, 2018, 2012]


def test_three_failures_are_quarantine_and_a_changed_file_starts_again(library: Library) -> None:
    """An article that cannot be made does not cost time every night."""
    for attempt in range(1, TRIES + 1):
        failure = library.fail("a", "sha", EngineError("no audio"), permanent=False)
        assert failure.attempts == attempt
    assert failure.quarantined
    assert not library.fail("a", "other sha", EngineError("no audio"), permanent=False).quarantined
    assert library.fail("b", "sha", NoTextError("nothing in it"), permanent=True).quarantined
    assert library.forgive(["b"]) == 1
    assert [f.source for f in library.failures()] == ["a"]
    assert library.forgive() == 1


def test_a_source_is_remembered_as_it_was(library: Library) -> None:
    """What an unchanged file looks like is known without opening it."""
    state = SourceState("a", 10, 20, "sha", "print", 1)
    library.remember_source(state)
    assert library.source("a") == state
    assert library.source("b") is None


def test_a_failed_transaction_changes_nothing(library: Library) -> None:
    """All or nothing."""
    with pytest.raises(KeyError), library.transaction():
        library._db.execute("INSERT INTO show VALUES ('a', 'b')")
        raise KeyError
    assert library.setting("a") == ""


def test_a_value_that_is_set_once_never_changes(library: Library) -> None:
    """The show's own identifier never changes."""
    assert library.set_once("podcast_guid", "one") == "one"
    assert library.set_once("podcast_guid", "two") == "one"


def test_a_library_from_the_future_is_refused(tmp_path: Path) -> None:
    """An older program does not damage a newer library."""
    path = tmp_path / "library.sqlite"
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    db.close()
    with pytest.raises(UsageError, match="newer podcaster"):
        Library(path)


def test_a_damaged_library_is_reported_with_a_remedy(tmp_path: Path) -> None:
    """The message names the repair."""
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError) as caught:
        Library(path)
    assert "repair" in caught.value.hint


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR | 15 << 8])
def test_a_disk_without_locks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """SQLite calls it a locked database, or an error of the disk; where the show can be kept is said instead."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = code

    def refused(*_: object) -> None:
        raise error

    monkeypatch.setattr("podcaster.library.database._connected", refused)
    with pytest.raises(StorageError, match="could not open the library") as usual:
        Library(tmp_path / "library.sqlite")
    assert "no locks" not in usual.value.message

    def without(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.lockf", without)
    with pytest.raises(StorageError, match="has no locks, as that of some network drives") as caught:
        Library(tmp_path / "library.sqlite")
    assert "on a disk of this computer" in caught.value.hint


def test_episodes_come_in_the_order_of_the_feed(library: Library) -> None:
    """The oldest first, those of one moment by their numbers, each with the record that tells whether it changed."""
    from dataclasses import replace

    for name, year, number in (("a", 2020, 4), ("b", 2012, 3), ("c", 2020, 1), ("d", 2020, 2)):
        entry = add(library, name, text=name)
        published = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
        episode = replace(EPISODE, guid=entry.guid, name=entry.name, source=name, published=published, number=number)
        library.publish(entry, episode)
    add(library, "not made yet", text="e")
    found = list(library.oldest_first())
    assert [episode.source for episode, _ in found] == ["b", "c", "d", "a"]
    assert all(load(record) == episode for episode, record in found)
