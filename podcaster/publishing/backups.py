"""Copies of the library, of what was sent where, and of the settings: two are kept, each whole, made after a batch.

The episodes and the feed tell most of what is in a library, and always as it is now. A backup tells the rest: what is
ignored, the files that were read, failures, choices by hand, what is in a mix, and the secret
address of a private show.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podcaster import files
from podcaster.config import Show, toml_file
from podcaster.errors import PodcasterError
from podcaster.library import FILE_NAME, Library
from podcaster.publishing import salvage, stamp

FOLDER = "backups"  # in the state folder
KEPT = ("1", "2")  # the newest first
SENT = "published.sqlite"  # what was sent where, beside the library
_AS_IT_IS = (stamp.KEY, stamp.FILES, "changes")  # settings that are about the library that has them


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup, opened as a library of its own."""

    library: Library
    place: Path
    made: dt.datetime

    def __str__(self) -> str:
        return f"{self.place} of {self.made:%Y-%m-%d %H:%M}"

    def tell_before(self, library: Library, listed: Collection[str]) -> None:
        """Tell *library* the settings that it lacks, and which articles are kept out, before it takes in the episodes.

        *listed*: the GUIDs in the feed. They were made again since.
        """
        for key, value in self.library.settings().items():
            if key not in _AS_IT_IS:
                library.set_once(key, value)
        library.keep_out(row for row in salvage.kept_out(self.library.path) if row[1] not in listed)


# ---------------------------------------------------------------- making them


def keep(show: Show, library: Library, note: Callable[[str], None]) -> None:
    """Make a backup, if there is anything new in the library. Hold the show's lock.

    A library that does not read well replaces no backup. *note* is told if none can be made: the batch was done anyway.
    """
    folder = show.state / FOLDER
    try:
        if _is_current(show, library):
            return
        new = folder / "new"
        _remove(new)
        files.folder(new, private=True)
        for name in (FILE_NAME, SENT):
            if not salvage.is_blank(show.state / name):
                _copy(show.state / name, new / name)
        _copy_settings(show, new)
        (new / FILE_NAME).touch()  # reading what was sent may have written it to the disk
        files.sync_folder(new)
        _remove(folder / KEPT[1])
        with contextlib.suppress(FileNotFoundError):
            (folder / KEPT[0]).rename(folder / KEPT[1])
        new.rename(folder / KEPT[0])
        files.sync_folder(folder)
    except (OSError, sqlite3.Error, PodcasterError) as error:
        note(f"no backup of the library could be made in {folder}: {error}")


def _is_current(show: Show, library: Library) -> bool:
    newest = show.state / FOLDER / KEPT[0] / FILE_NAME
    if not newest.is_file():
        return False
    made = newest.stat().st_mtime_ns
    for name in (SENT, f"{SENT}-wal"):
        with contextlib.suppress(FileNotFoundError):
            if (show.state / name).stat().st_mtime_ns > made:
                return False
    try:
        with Library(newest, read_only=True) as kept:
            return kept.extent() == library.extent()
    except PodcasterError:
        return False


def _copy(path: Path, target: Path) -> None:
    """A copy in one file, which is read through before it counts."""
    files.private_file(target)
    with contextlib.closing(sqlite3.connect(path)) as there, contextlib.closing(sqlite3.connect(target)) as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode = DELETE")
        (found,) = here.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(f"{path}: {found}")
    files.sync(target)


def _copy_settings(show: Show, new: Path) -> None:
    """Copy podcaster.toml, if it is there and can be read: a file that was cut short replaces no whole one."""
    path = show.folder / toml_file.FILE_NAME
    with contextlib.suppress(FileNotFoundError, PodcasterError):
        content = path.read_bytes()
        toml_file.load(show.folder)
        files.write(new / path.name, content, private=True)


def _remove(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder)


# ---------------------------------------------------------------- using them


@contextmanager
def newest(show: Show) -> Iterator[Backup | None]:
    """The newest backup that is whole and not of a newer podcaster; None if there is none. It is not changed."""
    copy = show.state / f".backup.{FILE_NAME}.part"
    try:
        found = next((one for name in KEPT if (one := _opened(show.state / FOLDER / name, copy))), None)
        with found.library if found else contextlib.nullcontext():
            yield found
    finally:
        _forget(copy)


def _opened(place: Path, copy: Path) -> Backup | None:
    """The backup at *place*, as a library at *copy*; None if there is none, or a part of it cannot be read."""
    _forget(copy)
    with contextlib.suppress(OSError, PodcasterError), contextlib.ExitStack() as trying:
        made = dt.datetime.fromtimestamp((place / FILE_NAME).stat().st_mtime).astimezone()
        files.private_file(copy)
        shutil.copyfile(place / FILE_NAME, copy)
        library = trying.enter_context(Library(copy))  # it may be of an older podcaster
        library.refuse_damaged()
        trying.pop_all()
        return Backup(library, place, made)
    return None


def _forget(copy: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            copy.with_name(copy.name + suffix).unlink()


def bring_back_sent(state: Path) -> None:
    """Put back the record of what was sent where, if it is lost and a backup has it; all of it counts as to be sent.

    It tells which files at a place are ours. Whether they are as they were then, it cannot know.
    """
    path = state / SENT
    for name in KEPT:
        kept = state / FOLDER / name / SENT
        if kept.is_file() and salvage.is_blank(path):
            with contextlib.suppress(OSError, sqlite3.Error), files.replacing(path, private=True) as part:
                shutil.copyfile(kept, part)
                with contextlib.closing(sqlite3.connect(part)) as db:
                    db.execute("UPDATE file SET arrived = 0")
                    db.commit()
