"""The files of a show at one moment. A run that changes them during the upload does not change the snapshot."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from podcaster import files
from podcaster.config import Show
from podcaster.errors import BusyError, storage_error
from podcaster.files import locks
from podcaster.publishing import media, public_files

PREFIX = ".publishing-"  # of the folders with the links; a name that is never served or sent
FORMER = "publishing-"  # the same in podcaster 0.1
LOCK = "lock"  # held as long as its folder is in use

Unchanged = Callable[[str, int, int], bool]  # name, size, mtime_ns


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the show when the snapshot was taken."""

    name: str
    path: Path
    size: int
    mtime_ns: int
    held: bool  # *path* is a link of ours, so its content stays the same


@dataclass(slots=True)
class Snapshot:
    """All files to send, in the order of sending; feed and pages are held, episodes where it may matter."""

    public: Path
    found: list[Found]
    _folder: Path
    _links: bool = field(default=True)  # whether the file system of the episodes has hard links

    def hold(self, wanted: Sequence[Found]) -> list[Found]:
        """The same files, each held. Raises BusyError if a run has changed one of them since the snapshot."""
        out = [one if one.held else self._held(one) for one in wanted]
        if self._links:
            return out
        # A call of rsync wants all its files in one folder.
        return [self._as_it_is(one) if media.is_episode(one.name) else one for one in out]

    def _held(self, found: Found) -> Found:
        if not self._links:
            return found
        path = self._folder / found.name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.link(found.path, path)
        except FileNotFoundError as error:
            raise _changed(found.name) from error
        except OSError:
            self._links = False
            return found
        if not _is_same(found, path):
            raise _changed(found.name)
        return Found(found.name, path, found.size, found.mtime_ns, held=True)

    def _as_it_is(self, found: Found) -> Found:
        return Found(found.name, self.public / found.name, found.size, found.mtime_ns, held=False)

    def refuse_changed(self, sent: Sequence[Found]) -> None:
        """Raise BusyError if a file without a link was replaced while it was sent: the feed would tell of another."""
        for one in sent:
            if not one.held and not _is_same(one, one.path):
                raise _changed(one.name)


def _is_same(found: Found, path: Path) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (found.size, found.mtime_ns)


def _changed(name: str) -> BusyError:
    return BusyError(
        f"another run changed {name} during the upload, so no feed was sent: the one there stays",
        hint="run the same command again",
    )


@contextlib.contextmanager
def taken(show: Show, unchanged: Unchanged) -> Iterator[Snapshot]:
    """The files of the show as they are now. Hold the show's lock until this has begun.

    *unchanged*: whether an episode's file is known to have been sent as it is. It is listed, but not held.
    """
    _remove_left(show)
    with contextlib.ExitStack() as made:
        try:
            files.folder(show.state, private=True)
            episodes = _links_beside(show.episodes, show.state)
            pages = made.enter_context(_folder(show.state))
            snapshot = Snapshot(show.public, [], pages if episodes is None else made.enter_context(_folder(episodes)))
            _take_pages(show.public, pages, snapshot)
            _take_episodes(show.public, unchanged, snapshot)
        except OSError as error:
            raise storage_error(error, f"could not hold the files of {show.folder}") from error
        snapshot.found.sort(key=lambda one: media.rank(one.name))
        yield snapshot


def _take_pages(public: Path, folder: Path, snapshot: Snapshot) -> None:
    for name, entry in public_files.listed(public, *public_files.with_pages(public)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(entry.path, path)
        except OSError:  # no hard links here
            shutil.copy2(entry.path, path)
        status = path.stat()
        snapshot.found.append(Found(name, path, status.st_size, status.st_mtime_ns, held=True))


def _take_episodes(public: Path, unchanged: Unchanged, snapshot: Snapshot) -> None:
    for name, entry in public_files.listed(public, public_files.LINKED):
        status = entry.stat(follow_symlinks=False)
        one = Found(name, public / name, status.st_size, status.st_mtime_ns, held=False)
        snapshot.found.append(one if unchanged(name, one.size, one.mtime_ns) else snapshot._held(one))


# ---------------------------------------------------------------- the folders with the links


def _links_beside(episodes: Path, state: Path) -> Path | None:
    """The folder of the episodes if they are on another disk, where no link of the state folder reaches."""
    try:
        return episodes if episodes.stat().st_dev != state.stat().st_dev else None
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _folder(parent: Path) -> Iterator[Path]:
    made = tempfile.TemporaryDirectory(prefix=PREFIX, dir=parent, ignore_cleanup_errors=True)
    with made as folder, locks.lock(Path(folder) / LOCK):
        yield Path(folder)


def _remove_left(show: Show) -> None:
    """Remove the folders that killed runs left. No other run can make one now, because the show is locked."""
    left = [path for parent in (show.state, show.episodes) for path in parent.glob(f"{PREFIX}*")]
    left += show.state.glob(f"{FORMER}*")
    for folder in left:
        with contextlib.suppress(OSError, BusyError), locks.lock(folder / LOCK):
            shutil.rmtree(folder)
