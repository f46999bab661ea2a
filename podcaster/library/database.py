"""The SQLite file of the library: how it is opened, written in transactions and read; what its errors mean."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from podcaster import files, shell
from podcaster.errors import StorageError, UsageError
from podcaster.files import locks
from podcaster.library.schema import STEPS
from podcaster.text.web_places import place


class DamagedLibrary(StorageError):
    """The file is not a library any more, or a part of it cannot be read. It can be rebuilt from the episodes."""


class NewerLibrary(UsageError):
    """A newer podcaster wrote the file: it is sound, and this version must leave it alone."""


class Database:
    """An open library file. Each subject of the library derives from it and adds its tables."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Raises DamagedLibrary, NewerLibrary or another StorageError. *read_only*: the file must exist."""
        self.path = path
        self._file: tuple[int, int] | None = None  # not known before it is open
        with _storage(f"could not open the library {path}", path), contextlib.ExitStack() as opening:
            self._db = _connected(path) if not read_only else _connected_read_only(path)
            opening.callback(self._db.close)
            self._db.row_factory = sqlite3.Row
            self._db.create_function("place", 1, place, deterministic=True)  # for a step of the schema
            self._step = self._known_number()  # of the schema that the file is at
            if not read_only:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._migrate(self._step)
                self._step = len(STEPS)
            elif not self._step:
                raise DamagedLibrary(f"the library {path} is empty", hint=repair_command(path))
            opening.pop_all()
        self._file = _identity(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def _known_number(self) -> int:
        """The step of the schema that the file is at. Raises NewerLibrary, before anything in it is touched."""
        (number,) = self._db.execute("PRAGMA user_version").fetchone()
        if number > len(STEPS):
            raise NewerLibrary(
                f"{self.path} was written by a newer podcaster (step {number}, this one knows {len(STEPS)}) "
                "and is left as it is",
                hint="upgrade podcaster, or choose another --show folder",
            )
        return int(number)

    def _migrate(self, number: int) -> None:
        for step in range(number, len(STEPS)):
            with self.transaction():
                for statement in STEPS[step].split(";"):
                    if statement.strip():
                        self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {step + 1}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on the disk when the block ends; inside another one, when that ends.

        Raises StorageError once the file is lost.
        """
        self.refuse_if_lost()
        if self._db.in_transaction:
            yield
            return
        with _storage(f"could not write the library {self.path}", self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # a full disk has ended it already
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def refuse_if_lost(self) -> None:
        """Raise StorageError if the file at `path` is not the one that was opened.

        What is written to a deleted file is lost, and after a folder was moved away a second show would appear in its
        old place. Call it before files of the show are written.
        """
        if self._file is not None and _identity(self.path) != self._file:
            raise StorageError(
                f"the library {self.path} was moved, deleted or replaced during this run, so the run stops here",
                hint="put the show's folder back if it was moved; then run the same command again",
            )

    def _row(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Row | None:
        with _storage(f"could not read the library {self.path}", self.path):
            row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return row

    def _rows(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> Iterator[sqlite3.Row]:
        """One after the other, as they are wanted."""
        with _storage(f"could not read the library {self.path}", self.path):
            rows = self._db.execute(sql, values)
        while True:
            with _storage(f"could not read the library {self.path}", self.path):
                row = next(rows, None)
            if row is None:
                return
            yield row

    def _number(self, sql: str) -> int:
        row = self._row(sql)
        return int(row[0] or 0) if row else 0


def repair_command(path: Path) -> str:
    """The command that rebuilds the library at *path*, as it can be typed."""
    return f"podcaster check --repair --show {shell.path(path.parent.parent)}"


def _connected(path: Path) -> sqlite3.Connection:
    if str(path) != ":memory:":
        files.private_file(path)  # SQLite gives its mode to the files beside it
    return sqlite3.connect(path, isolation_level=None, timeout=10)


def _connected_read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing in the library, which may be on a read-only disk. Any thread may close it."""
    address = f"file:{urllib.parse.quote(os.fsencode(path.absolute()))}"
    connection = sqlite3.connect(
        f"{address}?mode=rw", uri=True, isolation_level=None, timeout=10, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        # SQLite wants to put files beside the library and may not. Without a journal, the file alone is complete.
        if path.with_name(f"{path.name}-wal").exists():
            raise
        connection = sqlite3.connect(
            f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
    except BaseException:  # the caller never gets the connection, so nobody else can close it
        connection.close()
        raise
    return connection


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file is there; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


# What SQLite says of a file that is not a whole library. ERROR: a table or a column is missing, or bad JSON in it.
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR}

_OF_LOCKS = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL}


@contextmanager
def _storage(what: str, path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say about the library at *path* into our errors."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Without a code it is Python's own: text in the file that is not UTF-8.
        code: Any = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        kind = code & 0xFF
        if kind == sqlite3.SQLITE_FULL:
            raise StorageError(f"the disk is full: {what}", hint="free some space and run the same again") from error
        if kind in _DAMAGE:
            raise DamagedLibrary(f"{what}: {error}", hint=repair_command(path)) from error
        if kind == sqlite3.SQLITE_CONSTRAINT:
            raise StorageError(f"{what}: {error}", hint="podcaster check says what is wrong with the show") from error
        if kind in _OF_LOCKS and not locks.are_in(path.parent):
            raise StorageError(
                f"{what}: the file system of {path.parent} has no locks, as that of some network drives",
                hint="keep the show on a disk of this computer (--show FOLDER), and publish it to where it is now",
            ) from error
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            hint = "another program has the file open: end it, then run the same again"
            raise StorageError(f"{what}: {error}", hint=hint) from error
        raise StorageError(f"{what}: {error}", hint="check the disk and the permissions of the folder") from error
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror or error}", hint="check the disk and the permissions") from error
