"""What the articles under way need stays, whatever becomes of the cache meanwhile; and nothing of it stays for ever."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.batch import run as batch
from podcaster.config import Show
from podcaster.episode import finishing, held, segments
from podcaster.files.locks import lock
from podcaster.model import Status
from tests.test_segments import made

SHORT = "# A quiet harbour\n\nThe ferry came at nine. Nobody had seen a quieter harbour.\n"
FORCE = batch.Options(force=True, jobs=1)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> segments.Store:
    """One that remembers nothing by itself."""
    monkeypatch.setattr(segments, "RECENT_BYTES", 0)
    return segments.Store(tmp_path)


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "short.md"
    path.write_text(SHORT)
    return path


def emptied(folder: Path) -> None:
    """As another run, of a show with a very small cache, would leave it."""
    for path in folder.glob("??/*.flac"):
        path.unlink()


def hidden(folder: Path) -> list[Path]:
    return list((folder / held.RUNS).rglob("*")) if (folder / held.RUNS).exists() else []


@pytest.mark.parametrize("links", [True, False])
def test_what_is_held_stays_although_it_is_pruned(
    store: segments.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Whether it was in the cache before or comes later; also on a disk that has no hard links."""
    if not links:

        def none(*_: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", none)
    store.put(made(1))
    assert store.hold("ferry", made(1).key)
    assert not store.hold("ferry", made(2).key)
    store.put(made(2))
    assert segments.Store(tmp_path).get(made(2).key) == made(2)  # another run has it too
    emptied(tmp_path)
    assert store.get(made(1).key) == made(1)
    assert store.get(made(2).key) == made(2)
    assert store.contains(made(2).key)
    store.close()
    assert hidden(tmp_path) == []


def test_a_segment_goes_with_the_last_article_that_needs_it(store: segments.Store, tmp_path: Path) -> None:
    """Two articles may say the same."""
    store.put(made(1))
    for article in ("ferry", "tide"):
        assert store.hold(article, made(1).key)
        assert store.hold(article, made(1).key)  # asked twice, held once
    emptied(tmp_path)
    store.let_go("ferry")
    assert store.get(made(1).key) == made(1)
    store.let_go("tide")
    assert store.get(made(1).key) is None
    store.close()


def test_what_is_held_is_no_copy(store: segments.Store, tmp_path: Path) -> None:
    """On a disk with hard links a long night takes no more room than its cache."""
    store.put(made(1))
    store.hold("ferry", made(1).key)
    store.hold("ferry", made(2).key)
    store.put(made(2))
    assert [p.stat().st_nlink for p in tmp_path.glob("??/*.flac")] == [2, 2]
    store.close()


def test_a_damaged_segment_is_damaged_wherever_it_is_held(store: segments.Store) -> None:
    """It is thrown away in both places, and what is spoken again is held again."""
    store.put(made(1))
    store.hold("ferry", made(1).key)
    path = store.path(made(1).key)
    with path.open("r+b") as stream:
        stream.truncate(100)
    assert store.get(made(1).key) is None
    assert not store.hold("ferry", made(1).key)
    store.put(made(1))
    path.unlink()
    assert store.get(made(1).key) == made(1)
    store.close()


def test_the_next_run_removes_what_a_killed_run_held(store: segments.Store, tmp_path: Path) -> None:
    """What a run holds that is still at work stays; a folder without a lock stays for a day."""
    store.put(made(1))
    store.hold("ferry", made(1).key)
    runs = tmp_path / held.RUNS
    dead, orphan, fresh = runs / "killed", runs / "orphan", runs / "young"
    for folder in (dead, orphan, fresh):
        folder.mkdir()
        (folder / "x.flac").write_bytes(b"x")
    (runs / "killed.lock").touch()
    os.utime(orphan, (1e9, 1e9))
    segments.Store(tmp_path).prune()
    emptied(tmp_path)
    assert {p.name for p in (dead, orphan, fresh, runs / "killed.lock") if p.exists()} == {"young"}
    assert store.get(made(1).key) == made(1)
    store.close()
    assert [p.name for p in runs.iterdir()] == ["young"]


def test_a_folder_that_was_taken_for_a_dead_one_is_made_anew(
    store: segments.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its making and its locking another run may remove the lock."""
    real, locks = held.locks.lock, list[Path]()

    @contextlib.contextmanager
    def stolen(path: Path):
        locks.append(path)
        with real(path):
            if len(locks) == 1:
                path.unlink()
            yield

    monkeypatch.setattr(held.locks, "lock", stolen)
    assert not store.hold("ferry", made(1).key)
    assert len(set(locks)) == 2
    assert locks[1].exists()
    store.close()


# ---------------------------------------------------------------- in a run


def test_a_cache_that_holds_nothing_still_makes_the_episode(
    show: Show, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every sentence is spoken once, although another run takes each out of the cache at once."""
    monkeypatch.setattr(segments, "RECENT_BYTES", 0)
    put = segments.Store.put

    def stolen(store: segments.Store, segment: object) -> None:
        put(store, segment)  # type: ignore[arg-type]
        emptied(store.folder)

    monkeypatch.setattr(segments.Store, "put", stolen)
    (outcome,) = batch.run(show, [short], FORCE)
    assert (outcome.status, outcome.spoken) == (Status.MADE, outcome.utterances)
    assert hidden(show.state / "segments") == []


def test_a_cache_that_is_deleted_while_it_is_used_costs_only_time(
    show: Show, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice, with all that is held: what is gone is spoken again, as often as it is gone."""
    monkeypatch.setattr(segments, "RECENT_BYTES", 0)
    finish, times = finishing.finish, list[int]()

    def after_deleting(*arguments: object, **options: object) -> object:
        times.append(1)
        if len(times) <= 2:
            shutil.rmtree(show.state / "segments")
        return finish(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(finishing, "finish", after_deleting)
    (outcome,) = batch.run(show, [short], FORCE)
    assert (outcome.status, len(times)) == (Status.MADE, 3)
    assert outcome.spoken == 3 * outcome.utterances


def test_two_shows_share_a_small_cache(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each prunes what the other has just made, and both make their episode."""
    monkeypatch.setattr(segments, "RECENT_BYTES", 0)
    monkeypatch.setattr(segments.Store, "__init__", _small(segments.Store.__init__))
    outcomes: list[Status] = []

    def work(name: str) -> None:
        folder = tmp_path / f"saved-{name}"
        folder.mkdir()
        (folder / "post.md").write_text(SHORT.replace("harbour", f"harbour {name}"))
        mine = Show(tmp_path / name, replace(show.settings, cache=str(tmp_path / "cache"), jobs=1))
        outcomes.extend(one.status for one in batch.run(mine, [folder], FORCE))

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [Status.MADE] * 2
    assert sum(p.stat().st_size for p in (tmp_path / "cache").rglob("*.flac")) <= 30_000
    assert hidden(tmp_path / "cache") == []


def _small(init):
    """One sentence or two."""

    def made_small(store: segments.Store, folder: Path, *, limit_mb: int = 0) -> None:
        init(store, folder, limit_mb=limit_mb)
        store.limit = 30_000

    return made_small


def test_the_lock_of_a_run_is_a_lock(store: segments.Store, tmp_path: Path) -> None:
    """While it lives nobody else gets it; afterwards it is gone."""
    store.hold("ferry", made(1).key)
    (name,) = (tmp_path / held.RUNS).glob("*.lock")
    with pytest.raises(held.BusyError), lock(name):
        pass
    store.close()
    assert not name.exists()
