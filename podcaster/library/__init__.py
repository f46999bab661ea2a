"""The library: which episodes were made from which articles, in one SQLite file that survives a power cut."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shlex
import sqlite3
import urllib.parse
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

from podcaster.errors import PodcasterError, StorageError, UsageError
from podcaster.library.schema import STEPS
from podcaster.model import Episode

TRIES = 3  # failed runs after which an article is left alone until it changes
FILE_NAME = "library.sqlite"  # in the state folder of a show


class DamagedLibrary(StorageError):
    """The file is not a library any more, or a part of it cannot be read. It can be rebuilt from the episodes."""


class NewerLibrary(UsageError):
    """A newer podcaster wrote the file: it is sound, and this version must leave it alone."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """A saved file as it was when all of its articles had been dealt with."""

    path: str
    size: int  # bytes
    mtime_ns: int
    sha256: str
    fingerprint: str  # of settings, voices, lexicon and versions
    episodes: int


class Files(NamedTuple):
    """What tells whether the files of an episode are there."""

    name: str
    source: str
    bytes: int
    has_chapters: bool
    suffix: str

    @property
    def file(self) -> str:
        return self.name + self.suffix


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of the library, published or not."""

    id: int
    source: str
    guid: str
    name: str
    state: str  # new, published, failed, quarantined
    key: str
    text_sha256: str
    address: str
    title: str
    attempts: int
    error_kind: str
    error: str
    hint: str
    episode: Episode | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not become an episode, and why."""

    source: str
    sha256: str
    attempts: int
    error_kind: str
    error: str
    hint: str

    @property
    def quarantined(self) -> bool:
        return self.attempts >= TRIES


class Library:
    """Open with `with Library(path) as library:`. One writer at a time: hold the show's lock.

    A show that may have lost its library is opened by `show_library`, which compares it with what is published.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Raises DamagedLibrary, NewerLibrary or another StorageError. *read_only*: the file must exist."""
        self.path = path
        self._file: tuple[int, int] | None = None  # not known before it is open
        with _storage(f"could not open the library {path}", path), contextlib.ExitStack() as opening:
            self._db = _connected(path) if not read_only else _connected_read_only(path)
            opening.callback(self._db.close)
            self._db.row_factory = sqlite3.Row
            number = self._known_number()
            if not read_only:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._migrate(number)
            elif not number:
                raise DamagedLibrary(f"the library {path} is empty", hint=repair_command(path))
            opening.pop_all()
        self._file = _identity(path)

    def __enter__(self) -> Library:
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

    def refuse_damaged(self) -> None:
        """Read all of it. Raises DamagedLibrary if any part cannot be read."""
        row = self._row("PRAGMA quick_check(1)")
        if row is None or row[0] != "ok":
            raise DamagedLibrary(f"the library {self.path} is damaged", hint=repair_command(self.path))
        for name in ("show", "source", "failure", "run", "mixed"):
            self._number(f"SELECT count(*) FROM {name}")
        for _ in self.oldest_first():
            pass

    # ------------------------------------------------------------ the show

    def setting(self, key: str) -> str:
        row = self._row("SELECT value FROM show WHERE key = ?", (key,))
        return str(row["value"]) if row else ""

    def set_once(self, key: str, value: str) -> str:
        """Store *value* unless there is one already; return the one that stands."""
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO show VALUES (?, ?)", (key, value))
        return self.setting(key)

    def set(self, key: str, value: str) -> None:
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO show VALUES (?, ?)", (key, value))

    # ------------------------------------------------------------ sources

    def source(self, path: str) -> SourceState | None:
        row = self._row("SELECT * FROM source WHERE path = ?", (path,))
        return SourceState(*row) if row else None

    def remember_source(self, state: SourceState) -> None:
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO source VALUES (:path, :size, :mtime_ns, :sha256, :fingerprint, :episodes)",
                asdict(state),
            )

    # ------------------------------------------------------------ episodes

    def find(self, *, source: str, address: str, title: str, text_sha256: str) -> Entry | None:
        """The entry for an article, found by its source, else by address and title, else by text and title."""
        for where, values in (
            ("source = ?", (source,)),
            ("address = ? AND address != '' AND title = ?", (address, title)),
            ("text_sha256 = ? AND title = ?", (text_sha256, title)),
        ):
            row = self._row(f"SELECT * FROM episode WHERE {where} ORDER BY id LIMIT 1", values)
            if row:
                return self._entry(row)
        return None

    def known(self, source: str) -> Entry | None:
        """The entry of an article by where it came from, and nothing else."""
        row = self._row("SELECT * FROM episode WHERE source = ?", (source,))
        return self._entry(row) if row else None

    def add(self, *, source: str, guid: str, name: str, address: str, title: str, text_sha256: str) -> Entry:
        """A new article; its guid and its name stay for ever."""
        with self.transaction():
            guid = self._free("guid", guid)
            name = self._free("name", name)
            cursor = self._db.execute(
                "INSERT INTO episode (source, guid, name, state, address, title, text_sha256) "
                "VALUES (?, ?, ?, 'new', ?, ?, ?)",
                (source, guid, name, address, title, text_sha256),
            )
        return self._by_id(cursor.lastrowid or 0)

    def _free(self, column: str, wanted: str) -> str:
        candidate, n = wanted, 1
        while self._row(f"SELECT 1 FROM episode WHERE {column} = ?", (candidate,)):
            n += 1
            candidate = str(uuid.uuid5(uuid.UUID(wanted), str(n))) if column == "guid" else f"{wanted}-{n}"
        return candidate

    def _by_id(self, number: int) -> Entry:
        row = self._row("SELECT * FROM episode WHERE id = ?", (number,))
        if row is None:
            raise DamagedLibrary(f"the library {self.path} has lost row {number}", hint=repair_command(self.path))
        return self._entry(row)

    def publish(self, entry: Entry, episode: Episode, *, parts: Sequence[str] = ()) -> None:
        """Record that the files of *episode* are in place, and what they were made from.

        *parts*: the guids of the episodes that it is a mix of.
        """
        with self.transaction():
            # A save that was moved: the next one of the same name is found by it. Where that is taken, it stays.
            self._db.execute("UPDATE OR IGNORE episode SET source = ? WHERE id = ?", (episode.source, entry.id))
            self._record(entry.id, episode)
            self._db.execute("DELETE FROM failure WHERE source = ?", (episode.source,))
            self._db.executemany("INSERT OR REPLACE INTO mixed VALUES (?, ?)", [(p, episode.guid) for p in parts])

    def _record(self, number: int, episode: Episode) -> None:
        self._db.execute(
            "UPDATE episode SET state = 'published', key = ?, text_sha256 = ?, address = ?, title = ?, "
            "published = ?, attempts = 0, error_kind = '', error = '', hint = '', record = ? WHERE id = ?",
            (
                episode.key,
                episode.text_sha256,
                episode.address,
                episode.title,
                episode.published.astimezone(dt.UTC).isoformat(),
                dump(episode),
                number,
            ),
        )
        self._changed()

    def _changed(self) -> None:
        """Count a change, so that anything built from all episodes, such as the feed, knows that it is out of date."""
        self._db.execute(
            "INSERT INTO show VALUES ('changes', 1) ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )

    def withdraw(self, entry: Entry) -> None:
        """Stop publishing its episode. Its files still have to be removed."""
        with self.transaction():
            self._db.execute("UPDATE episode SET state = 'new', record = '' WHERE id = ?", (entry.id,))
            self._changed()

    def forget(self, entry: Entry) -> None:
        """Delete the entry. Call this after its files were removed."""
        with self.transaction():
            self._db.execute("DELETE FROM episode WHERE id = ?", (entry.id,))

    def mixed(self) -> dict[str, str]:
        """The episodes that are in a mix, and in which: guid -> guid of the mix."""
        return {row["guid"]: row["mix"] for row in self._rows("SELECT * FROM mixed")}

    def adopt(self, episode: Episode) -> None:
        """Record an episode of another library whose files are in place here, over the one with its guid.

        Raises StorageError when another episode has its name.
        """
        with self.transaction():
            self._db.execute(
                "INSERT INTO episode (source, guid, name, state) VALUES (?, ?, ?, 'new') ON CONFLICT (guid) DO NOTHING",
                (f"{episode.source} ({episode.guid})", episode.guid, episode.name),
            )
            row = self._db.execute("SELECT id FROM episode WHERE guid = ?", (episode.guid,)).fetchone()
            self._db.execute("UPDATE episode SET name = ? WHERE id = ?", (episode.name, row["id"]))
            # Two machines may have had different files in the same place: the second is known by its guid too.
            self._db.execute("UPDATE OR IGNORE episode SET source = ? WHERE id = ?", (episode.source, row["id"]))
            self._record(row["id"], episode)
            self._db.execute("DELETE FROM failure WHERE source = ?", (episode.source,))

    def restore(self, episodes: Iterable[Episode]) -> None:
        """Record episodes whose files are in place, each under its own number, guid and name; all of them or none.

        One whose guid or name the library has already is left out.
        """
        with self.transaction():
            for episode in episodes:
                number = episode.number if episode.number > 0 else None
                if number and self._row("SELECT 1 FROM episode WHERE id = ?", (number,)):
                    number = None
                # Only the name of its file is known; the address or the text finds it again.
                source = f"{episode.source} ({episode.guid})"
                cursor = self._db.execute(
                    "INSERT OR IGNORE INTO episode (id, source, guid, name, state) VALUES (?, ?, ?, ?, 'new')",
                    (number, source, episode.guid, episode.name),
                )
                if cursor.rowcount:
                    self._record(cursor.lastrowid or 0, replace(episode, source=source))

    def restore_mix(self, mix: Episode, parts: Iterable[tuple[str, str]]) -> None:
        """Remember what *mix* is made of. *parts*: title and address of each."""
        with self.transaction():
            for title, address in parts:
                row = self._row("SELECT guid FROM episode WHERE title = ? AND address = ?", (title, address))
                if row and row["guid"] != mix.guid:
                    self._db.execute("INSERT OR IGNORE INTO mixed VALUES (?, ?)", (row["guid"], mix.guid))

    def unknown(self, guids: Iterable[str]) -> list[str]:
        """Those of *guids* that no article of the library has, published or not."""
        return [guid for guid in guids if not self._row("SELECT 1 FROM episode WHERE guid = ?", (guid,))]

    def has_name(self, name: str) -> bool:
        """Whether an article of the library, published or not, has this file name."""
        return self._row("SELECT 1 FROM episode WHERE name = ?", (name,)) is not None

    def count(self) -> int:
        """How many episodes are published."""
        return self._number("SELECT count(*) FROM episode WHERE state = 'published'")  # this has an index

    def is_empty(self) -> bool:
        """Whether it knows no article at all."""
        return self._row("SELECT 1 FROM episode LIMIT 1") is None

    def forget_sources(self) -> None:
        """Have the next run open every saved file again: some of their episodes may be gone."""
        with self.transaction():
            self._db.execute("DELETE FROM source")

    def take_over(self, other: Library, *, sources: bool) -> None:
        """What *other* knows of files (if *sources*), failures and mixes, where this one knows nothing."""
        with self.transaction():
            for table in ("source", "failure", "mixed") if sources else ("failure", "mixed"):
                for row in other._rows(f"SELECT * FROM {table}"):
                    marks = ", ".join("?" * len(row))
                    self._db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", tuple(row))
            self._db.execute("DELETE FROM failure WHERE source IN (SELECT source FROM episode WHERE record != '')")

    def episodes(self) -> list[Episode]:
        """All published episodes, the newest first."""
        rows = self._rows("SELECT record FROM episode WHERE record != '' ORDER BY published DESC, id DESC")
        return [self._load(row["record"]) for row in rows]

    def oldest_first(self) -> Iterator[tuple[Episode, str]]:
        """Every published episode in the order of the feed, with its record; one at a time: there may be a million."""
        # First the order alone, so that it is not the records that are sorted.
        for row in self._rows(
            "SELECT id FROM episode WHERE record != '' "
            "ORDER BY published, coalesce(json_extract(record, '$.number'), 0), id DESC"
        ):
            found = self._row("SELECT record FROM episode WHERE id = ?", (row["id"],))
            record = found["record"] if found else ""
            yield self._load(record), record

    def files(self) -> Iterator[Files]:
        """Of every published episode, read one after the other: there may be a million."""
        for row in self._rows(
            "SELECT name, source, json_extract(record, '$.bytes'), json_extract(record, '$.has_chapters'), "
            "coalesce(json_extract(record, '$.suffix'), '.mp3') FROM episode WHERE record != '' ORDER BY id"
        ):
            yield Files(*row)

    def entries(self) -> list[Entry]:
        return [self._entry(row) for row in self._rows("SELECT * FROM episode ORDER BY id")]

    def entries_like(self, sources: str) -> list[Entry]:
        """Those whose source fits a pattern of *, ? and [a-z]; the oldest first."""
        rows = self._rows("SELECT * FROM episode WHERE source GLOB ? ORDER BY published, id", (sources,))
        return [self._entry(row) for row in rows]

    def _entry(self, row: sqlite3.Row) -> Entry:
        values = {f.name: row[f.name] for f in fields(Entry) if f.name != "episode"}
        return Entry(**values, episode=self._load(row["record"]) if row["record"] else None)

    def _load(self, record: str) -> Episode:
        try:
            return load(record)
        except (ValueError, KeyError, TypeError) as error:
            what = f"the library {self.path} has a damaged record: {error}"
            raise DamagedLibrary(what, hint=repair_command(self.path)) from error

    # ------------------------------------------------------------ failures

    def fail(self, source: str, sha256: str, error: PodcasterError, *, permanent: bool) -> Failure:
        """Count a failure; a permanent one goes straight to quarantine. A changed file starts again at one."""
        with self.transaction():
            before = self.failure(source)
            attempts = before.attempts + 1 if before and before.sha256 == sha256 else 1
            message, hint = _storable(error.message), _storable(error.hint)
            failure = Failure(source, sha256, TRIES if permanent else attempts, error.kind, message, hint)
            self._db.execute(
                "INSERT OR REPLACE INTO failure VALUES (:source, :sha256, :attempts, :error_kind, :error, :hint)",
                asdict(failure),
            )
        return failure

    def failure(self, source: str) -> Failure | None:
        row = self._row("SELECT * FROM failure WHERE source = ?", (source,))
        return Failure(**dict(row)) if row else None

    def failures(self) -> list[Failure]:
        return [Failure(**dict(row)) for row in self._rows("SELECT * FROM failure ORDER BY source")]

    def failures_in(self, file: str) -> list[Failure]:
        """The failures of a file and of its members."""
        rows = self._rows(f"SELECT * FROM failure WHERE {_IN_FILE} ORDER BY source", {"file": file})
        return [Failure(**dict(row)) for row in rows]

    def settled(self, file: str, still: Collection[str]) -> None:
        """A file was read to its end: forget the failures in it that are not among *still*."""
        over = [(f.source,) for f in self.failures_in(file) if f.source not in still]
        if over:
            with self.transaction():
                self._db.executemany("DELETE FROM failure WHERE source = ?", over)

    def forgive(self, sources: Sequence[str] | None = None) -> int:
        """Let failed articles be tried again: those named, all in the files named, or all. Returns how many."""
        failed = self.failures() if sources is None else [f for s in sources for f in self.failures_in(s)]
        names = {f.source for f in failed}
        with self.transaction():
            self._db.executemany("DELETE FROM failure WHERE source = ?", [(name,) for name in names])
            # The files that contain them were marked as finished, and must be opened again.
            again = {(path,) for name in names for path in (name, *containers(name))}
            self._db.executemany("DELETE FROM source WHERE path = ?", again)
        return len(names)

    # ------------------------------------------------------------ runs

    def begin_run(self, command: str, pid: int, now: dt.datetime) -> int:
        with self.transaction():
            cursor = self._db.execute(
                "INSERT INTO run (started, pid, command) VALUES (?, ?, ?)", (now.isoformat(), pid, command)
            )
        return cursor.lastrowid or 0

    def end_run(self, run: int, now: dt.datetime, counts: Mapping[str, int], seconds: float, characters: int) -> None:
        with self.transaction():
            self._db.execute(
                "UPDATE run SET ended = ?, made = ?, unchanged = ?, failed = ?, skipped = ?, seconds = ?, "
                "characters = ? WHERE id = ?",
                (
                    now.isoformat(),
                    counts.get("made", 0),
                    counts.get("unchanged", 0),
                    counts.get("failed", 0) + counts.get("quarantined", 0),
                    counts.get("skipped", 0),
                    seconds,
                    characters,
                    run,
                ),
            )

    def speed(self) -> float | None:
        """Characters a second of the latest run that was long enough to tell; None before there was one."""
        row = self._row(
            "SELECT characters / seconds AS speed FROM run WHERE seconds > 20 AND characters > 2000 ORDER BY id DESC"
        )
        return float(row["speed"]) if row else None

    def runs(self) -> list[dict[str, object]]:
        """The runs of this show, the latest first."""
        return [dict(row) for row in self._rows("SELECT * FROM run ORDER BY id DESC LIMIT 100")]


# A member is called after its file: file!member. In SQL, so that the index is used: '"' follows '!' in ASCII.
_IN_FILE = "(source = :file OR (source >= :file || '!' AND source < :file || '\"'))"


def _storable(text: str) -> str:
    """*text* as SQLite takes it: a message may name a path that is not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


def containers(source: str) -> Iterator[str]:
    """The files that *source* may be a member of: a.zip and a.zip!b.epub for a.zip!b.epub!chapter."""
    at = source.find("!")
    while at >= 0:
        yield source[:at]
        at = source.find("!", at + 1)


def dump(episode: Episode) -> str:
    values = asdict(episode)
    values["published"] = episode.published.isoformat()
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def load(record: str) -> Episode:
    values = json.loads(record)
    values["published"] = dt.datetime.fromisoformat(values["published"])
    for name in ("authors", "tags", "voices"):
        values[name] = tuple(values[name])
    return Episode(**values)


def repair_command(path: Path) -> str:
    """The command that rebuilds the library at *path*, as it can be typed."""
    return f"podcaster check --repair --show {shlex.quote(str(path.parent.parent))}"


def _connected(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(path, isolation_level=None, timeout=10)


def _connected_read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing in the library. The show may be on a read-only disk."""
    address = f"file:{urllib.parse.quote(str(path.absolute()))}"
    connection = sqlite3.connect(f"{address}?mode=rw", uri=True, isolation_level=None, timeout=10)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        # SQLite wants to put files beside the library and may not. Without a journal, the file alone is complete.
        if path.with_name(f"{path.name}-wal").exists():
            raise
        connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None)
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
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            hint = "another program has the file open: end it, then run the same again"
            raise StorageError(f"{what}: {error}", hint=hint) from error
        raise StorageError(f"{what}: {error}", hint="check the disk and the permissions of the folder") from error
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror or error}", hint="check the disk and the permissions") from error
