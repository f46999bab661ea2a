"""The segments that a run is using, held in a folder of its own: what leaves the cache meanwhile is still there.

They are hard links into the cache, which take no room; copies where the file system has no links. The lock
beside the folder is freed by the kernel when the run dies, and the next run that uses the cache removes both.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import threading
import time
from collections import Counter
from pathlib import Path

from podcaster import files
from podcaster.errors import BusyError, StorageError, storage_error
from podcaster.files import locks

RUNS = ".runs"  # in the folder of the cache
LOCK = ".lock"  # suffix of the lock beside a run's folder
ORPHANED_S = 24 * 3600  # a folder that old, without a lock, belongs to nobody: somebody has emptied the cache


class Held:
    """The segments of one run. Several articles may need the same one: it stays until the last of them lets it go."""

    def __init__(self, cache: Path, suffix: str) -> None:
        self._cache, self._runs, self._suffix = cache, cache / RUNS, suffix
        self._folder: Path | None = None  # made when the first segment is needed
        self._lock = contextlib.ExitStack()
        self._turn = threading.Lock()
        self._of: dict[str, set[str]] = {}  # the keys that an article needs
        self._needed: Counter[str] = Counter()

    def needs(self, key: str) -> bool:
        """Whether an article of this run needs the segment, be it there or not."""
        return key in self._needed

    def path(self, key: str) -> Path:
        """Where the segment is held, or would be. Only for one that is needed."""
        assert self._folder is not None
        return self._folder / f"{key}{self._suffix}"

    def hold(self, article: str, key: str, cached: Path) -> bool:
        """Keep the segment until *article* is let go. Returns whether there is one, here or at *cached*."""
        with self._turn:
            folder = self._folder or self._made()
            mine = self._of.setdefault(article, set())
            if key not in mine:
                mine.add(key)
                self._needed[key] += 1
        path = self.path(key)
        try:
            return path.is_file() or _linked(cached, path, folder)
        except OSError as error:
            raise storage_error(error, f"could not hold a segment in {folder}") from error

    def let_go(self, article: str) -> None:
        """*article* is done: what no other one needs may go."""
        with self._turn:
            for key in self._of.pop(article, ()):
                self._needed[key] -= 1
                if not self._needed[key]:
                    del self._needed[key]
                    with contextlib.suppress(OSError):
                        self.path(key).unlink()

    def close(self) -> None:
        """Let everything go."""
        with self._turn:
            folder, self._folder = self._folder, None
            self._of.clear()
            self._needed.clear()
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
                with contextlib.suppress(OSError):
                    _lock_of(folder).unlink()
            self._lock.close()
            with contextlib.suppress(OSError):  # only if no other run has a folder there
                self._runs.rmdir()

    def _made(self) -> Path:
        self.sweep()
        try:
            files.make_below(self._cache, self._runs)
        except OSError as error:
            raise storage_error(error, f"could not make {self._runs}") from error
        while True:
            folder = self._runs / secrets.token_hex(8)
            lock = _lock_of(folder)
            with contextlib.suppress(BusyError), contextlib.ExitStack() as locked:
                locked.enter_context(locks.lock(lock))
                if lock.exists():  # else another run took it for a dead one's and removed it just before we had it
                    self._lock = locked.pop_all()
                    break
        try:
            files.folder(folder, private=True)
        except OSError as error:
            raise storage_error(error, f"could not make {folder}") from error
        self._folder = folder
        return folder

    def sweep(self) -> None:
        """Remove the folders of runs that were killed."""
        for lock in self._runs.glob(f"*{LOCK}"):
            with contextlib.suppress(OSError, BusyError, StorageError), locks.lock(lock):
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                lock.unlink()
        for folder in self._runs.glob("*"):
            with contextlib.suppress(OSError):
                if folder.suffix != LOCK and not _lock_of(folder).exists() and _age(folder) > ORPHANED_S:
                    shutil.rmtree(folder)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}{LOCK}")


def _linked(cached: Path, path: Path, folder: Path) -> bool:
    """Whether there was a file at *cached*, which is at *path* now as well."""
    for _ in range(2):
        try:
            os.link(cached, path)
        except FileExistsError:
            return True
        except FileNotFoundError:
            if folder.is_dir() or not cached.exists():
                return False
            files.make_below(folder.parent.parent, folder)  # somebody has emptied the cache, and with it our folder
        except OSError:  # no hard links here
            try:
                shutil.copy2(cached, path)
            except FileNotFoundError:
                return False
            return True
        else:
            return True
    return False
