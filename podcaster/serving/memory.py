"""Records which files were sent to which place, in a small SQLite file beside the library."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from podcaster import files
from podcaster.errors import MALFORMED, StorageError, UsageError
from podcaster.publishing import backups
from podcaster.serving.target import Item

FILE_NAME = "published.sqlite"
FORMER = "published"  # folder with the JSON files in which podcaster 0.1 kept the same
STEP = 1
TABLES = """
CREATE TABLE IF NOT EXISTS place (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, target TEXT NOT NULL, token TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS file (
    place INTEGER NOT NULL REFERENCES place, name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, arrived INTEGER NOT NULL, PRIMARY KEY (place, name)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a show was sent: the target as the user gave it, and the secret folder below it."""

    where: str  # as Target.where
    target: str  # "" if it was not given as text
    token: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file of ours at a place, or on its way there."""

    sha256: str
    size: int
    mtime_ns: int
    arrived: bool


class Memory:
    """What was sent to one place, and the digests of our own files, so that unchanged ones are not even read.

    Each file is recorded before it is sent and when it has arrived, each time in a transaction: a killed run
    forgets nothing, and what it had begun is known as ours. If the file is lost or damaged, everything is sent again.
    """

    def __init__(self, state: Path, place: Place) -> None:
        self._path, self.place = state / FILE_NAME, place
        backups.bring_back_sent(state)
        with self._errors():
            files.private_file(self._path)
        self._db = self._opened()
        with self._errors():
            self._files = dict(self._rows(place.where))
            self.is_known = self._id(place.where) is not None
        if not self.is_known:
            self._adopt(state / FORMER / f"{hashlib.sha256(place.where.encode()).hexdigest()[:16]}.json")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def __contains__(self, name: str) -> bool:
        """Whether the file of that name at the place is ours: sent, or begun."""
        return name in self._files

    def names(self) -> set[str]:
        """The names of all files of ours at the place."""
        return set(self._files)

    def sent(self, name: str) -> Sent | None:
        """What last arrived as *name*."""
        known = self._files.get(name)
        return known if known and known.arrived else None

    def has_sent(self, item: Item) -> bool:
        """Whether the file arrived with just this content."""
        known = self.sent(item.name)
        return known is not None and known.sha256 == item.sha256

    def has_arrived(self, name: str, size: int, mtime_ns: int) -> bool:
        """Whether the local file arrived and has not changed since."""
        return self.sent(name) is not None and self.digest(name, size, mtime_ns) != ""

    def digest(self, name: str, size: int, mtime_ns: int) -> str:
        """The digest of the local file if it is unchanged since it was sent, otherwise ""."""
        known = self._files.get(name)
        return known.sha256 if known and (known.size, known.mtime_ns) == (size, mtime_ns) else ""

    def begin(self, items: Iterable[Item]) -> None:
        """Record that these files are about to be sent. From now on they count as ours, even if they do not arrive."""
        self._write([(item.name, Sent(item.sha256, item.size, item.mtime_ns, arrived=False)) for item in items])

    def arrived(self, item: Item) -> None:
        self._write([(item.name, Sent(item.sha256, item.size, item.mtime_ns, arrived=True))])

    def forget(self, names: Sequence[str]) -> None:
        """These are not at the place any more."""
        with self._errors(), self._db:
            id = self._id(self.place.where)
            self._db.executemany("DELETE FROM file WHERE place = ? AND name = ?", [(id, name) for name in names])
        for name in names:
            self._files.pop(name, None)

    def forget_place(self) -> None:
        """Forget the place, after all our files there were deleted."""
        with self._errors(), self._db:
            id = self._id(self.place.where)
            self._db.execute("DELETE FROM file WHERE place = ?", (id,))
            self._db.execute("DELETE FROM place WHERE id = ?", (id,))
        self._files, self.is_known = {}, False

    def others(self) -> list[Place]:
        """Other places below the same target: where the show lay before it was made private, or public again."""
        if not self.place.target:
            return []
        with self._errors():
            rows = self._db.execute(
                "SELECT address, target, token FROM place WHERE target = ? AND address <> ? ORDER BY id",
                (self.place.target, self.place.where),
            ).fetchall()
        return [Place(*row) for row in rows]

    def _write(self, files: Sequence[tuple[str, Sent]]) -> None:
        with self._errors(), self._db:
            self._db.execute(
                "INSERT INTO place (address, target, token) VALUES (?, ?, ?) ON CONFLICT (address) DO NOTHING",
                (self.place.where, self.place.target, self.place.token),
            )
            id = self._id(self.place.where)
            self._db.executemany(
                "REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)",
                [(id, name, one.sha256, one.size, one.mtime_ns, one.arrived) for name, one in files],
            )
        self._files.update(files)
        self.is_known = True

    def _id(self, where: str) -> int | None:
        row = self._db.execute("SELECT id FROM place WHERE address = ?", (where,)).fetchone()
        return row[0] if row else None

    def _rows(self, where: str) -> Iterator[tuple[str, Sent]]:
        for name, sha256, size, mtime_ns, arrived in self._db.execute(
            "SELECT name, sha256, size, mtime_ns, arrived FROM file WHERE place = ?", (self._id(where),)
        ):
            yield name, Sent(sha256, size, mtime_ns, bool(arrived))

    def _adopt(self, former: Path) -> None:
        """Take over what podcaster 0.1 remembered of this place."""
        with contextlib.suppress(OSError, *MALFORMED):
            known = dict(json.loads(former.read_text(encoding="utf-8"))["files"])
            self._write([(name, Sent(str(a), int(b), int(c), arrived=True)) for name, (a, b, c) in known.items()])
            former.unlink()

    # ------------------------------------------------------------ the file

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._connected()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise self._storage(error) from error
        with self._errors():
            for suffix in ("-wal", "-shm", ""):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
            backups.bring_back_sent(self._path.parent)
            files.private_file(self._path)
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            # A killed process loses nothing; after a power cut the last files are perhaps sent again.
            db.execute("PRAGMA synchronous = NORMAL")
            (step,) = db.execute("PRAGMA user_version").fetchone()
            if step > STEP:
                raise UsageError(f"{self._path} was written by a newer podcaster", hint="upgrade podcaster")
            if step < STEP:
                db.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {STEP}; COMMIT")
            db.execute("SELECT COUNT(*) FROM file").fetchone()
        except BaseException:
            db.close()
            raise
        return db

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise self._storage(error) from error

    def _storage(self, error: Exception) -> StorageError:
        return StorageError(
            f"could not keep a record of what is sent, in {self._path}: {error}",
            hint="check the disk and the permissions of the folder",
        )
