"""The library: what has been made of what, in one SQLite file that survives a power cut."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import NamedTuple

from podcaster.errors import PodcasterError, StorageError, UsageError
from podcaster.library_schema import STEPS
from podcaster.model import Episode

TRIES = 3  # failed runs after which an article is left alone until it changes


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
    """Open with `with Library(path) as library:`. One writer at a time: hold the show's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _storage(f"could not open the library {path}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
            try:
                self._db.row_factory = sqlite3.Row
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._migrate()
            except BaseException:  # nobody else can close it
                self._db.close()
                raise

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def _migrate(self) -> None:
        (number,) = self._db.execute("PRAGMA user_version").fetchone()
        if number > len(STEPS):
            raise UsageError(
                f"{self.path} was written by a newer podcaster (step {number}, this one knows {len(STEPS)})",
                hint="upgrade podcaster, or choose another --show folder",
            )
        for step in range(number, len(STEPS)):
            with self.transaction():
                for statement in STEPS[step].split(";"):
                    if statement.strip():
                        self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {step + 1}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on the disk when the block ends."""
        with _storage(f"could not write the library {self.path}"):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # ------------------------------------------------------------ the show

    def setting(self, key: str) -> str:
        row = self._db.execute("SELECT value FROM show WHERE key = ?", (key,)).fetchone()
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
        row = self._db.execute("SELECT * FROM source WHERE path = ?", (path,)).fetchone()
        return SourceState(*row) if row else None

    def remember_source(self, state: SourceState) -> None:
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO source VALUES (:path, :size, :mtime_ns, :sha256, :fingerprint, :episodes)",
                asdict(state),
            )

    # ------------------------------------------------------------ episodes

    def find(self, *, source: str, address: str, title: str, text_sha256: str) -> Entry | None:
        """The entry for an article: by where it came from, else the same address and title, else the same text."""
        for where, values in (
            ("source = ?", (source,)),
            ("address = ? AND address != '' AND title = ?", (address, title)),
            ("text_sha256 = ? AND title = ?", (text_sha256, title)),
        ):
            row = self._db.execute(f"SELECT * FROM episode WHERE {where} ORDER BY id LIMIT 1", values).fetchone()
            if row:
                return _entry(row)
        return None

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
        while self._db.execute(f"SELECT 1 FROM episode WHERE {column} = ?", (candidate,)).fetchone():
            n += 1
            candidate = str(uuid.uuid5(uuid.UUID(wanted), str(n))) if column == "guid" else f"{wanted}-{n}"
        return candidate

    def _by_id(self, number: int) -> Entry:
        return _entry(self._db.execute("SELECT * FROM episode WHERE id = ?", (number,)).fetchone())

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
        """Whoever keeps something made of all episodes, the feed, say, sees by this that they are others now."""
        self._db.execute(
            "INSERT INTO show VALUES ('changes', 1) ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )

    def withdraw(self, entry: Entry) -> None:
        """Its episode is published no more; its files are still to be removed."""
        with self.transaction():
            self._db.execute("UPDATE episode SET state = 'new', record = '' WHERE id = ?", (entry.id,))
            self._changed()

    def forget(self, entry: Entry) -> None:
        """Nothing is left of it. Call it after its files were removed."""
        with self.transaction():
            self._db.execute("DELETE FROM episode WHERE id = ?", (entry.id,))

    def mixed(self) -> dict[str, str]:
        """The episodes that are in a mix, and in which: guid -> guid of the mix."""
        return {row["guid"]: row["mix"] for row in self._db.execute("SELECT * FROM mixed")}

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

    def take_over(self, other: Library, *, sources: bool) -> None:
        """What *other* knows of files (if *sources*), failures and mixes, where this one knows nothing."""
        with self.transaction():
            for table in ("source", "failure", "mixed") if sources else ("failure", "mixed"):
                for row in other._db.execute(f"SELECT * FROM {table}"):
                    marks = ", ".join("?" * len(row))
                    self._db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", tuple(row))
            self._db.execute("DELETE FROM failure WHERE source IN (SELECT source FROM episode WHERE record != '')")

    def episodes(self) -> list[Episode]:
        """All published episodes, the newest first."""
        rows = self._db.execute(
            "SELECT record FROM episode WHERE record != '' ORDER BY published DESC, id DESC"
        ).fetchall()
        return [load(row["record"]) for row in rows]

    def oldest_first(self) -> Iterator[tuple[Episode, str]]:
        """Every published episode in the order of the feed, with its record; one at a time: there may be a million."""
        # First the order alone, so that it is not the records that are sorted.
        for row in self._db.execute(
            "SELECT id FROM episode WHERE record != '' "
            "ORDER BY published, coalesce(json_extract(record, '$.number'), 0), id DESC"
        ):
            (record,) = self._db.execute("SELECT record FROM episode WHERE id = ?", (row["id"],)).fetchone()
            yield load(record), record

    def files(self) -> Iterator[Files]:
        """Of every published episode, read one after the other: there may be a million."""
        for row in self._db.execute(
            "SELECT name, source, json_extract(record, '$.bytes'), json_extract(record, '$.has_chapters'), "
            "coalesce(json_extract(record, '$.suffix'), '.mp3') FROM episode WHERE record != '' ORDER BY id"
        ):
            yield Files(*row)

    def entries(self) -> list[Entry]:
        return [_entry(row) for row in self._db.execute("SELECT * FROM episode ORDER BY id")]

    def entries_like(self, sources: str) -> list[Entry]:
        """Those whose source fits a pattern of *, ? and [a-z]; the oldest first."""
        rows = self._db.execute("SELECT * FROM episode WHERE source GLOB ? ORDER BY published, id", (sources,))
        return [_entry(row) for row in rows]

    # ------------------------------------------------------------ failures

    def fail(self, source: str, sha256: str, error: PodcasterError, *, permanent: bool) -> Failure:
        """Count a failure; a permanent one goes straight to quarantine. A changed file starts again at one."""
        with self.transaction():
            before = self.failure(source)
            attempts = before.attempts + 1 if before and before.sha256 == sha256 else 1
            failure = Failure(source, sha256, TRIES if permanent else attempts, error.kind, error.message, error.hint)
            self._db.execute(
                "INSERT OR REPLACE INTO failure VALUES (:source, :sha256, :attempts, :error_kind, :error, :hint)",
                asdict(failure),
            )
        return failure

    def failure(self, source: str) -> Failure | None:
        row = self._db.execute("SELECT * FROM failure WHERE source = ?", (source,)).fetchone()
        return Failure(**dict(row)) if row else None

    def failures(self) -> list[Failure]:
        return [Failure(**dict(row)) for row in self._db.execute("SELECT * FROM failure ORDER BY source")]

    def forgive(self, sources: Sequence[str] | None = None) -> int:
        """Let failed articles be tried again: those named, or all. Returns how many."""
        with self.transaction():
            if sources is None:
                return self._db.execute("DELETE FROM failure").rowcount
            return sum(self._db.execute("DELETE FROM failure WHERE source = ?", (s,)).rowcount for s in sources)

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
        row = self._db.execute(
            "SELECT characters / seconds AS speed FROM run WHERE seconds > 20 AND characters > 2000 ORDER BY id DESC"
        ).fetchone()
        return float(row["speed"]) if row else None

    def runs(self) -> list[dict[str, object]]:
        """The runs of this show, the latest first."""
        return [dict(row) for row in self._db.execute("SELECT * FROM run ORDER BY id DESC LIMIT 100")]


def _entry(row: sqlite3.Row) -> Entry:
    values = {f.name: row[f.name] for f in fields(Entry) if f.name != "episode"}
    return Entry(**values, episode=load(row["record"]) if row["record"] else None)


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


@contextmanager
def _storage(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if "full" in str(error):
            raise StorageError(f"the disk is full: {what}", hint="free some space and run the same again") from error
        raise StorageError(
            f"{what}: {error}", hint="podcaster check --repair rebuilds the library from the episodes"
        ) from error
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror or error}", hint="check the disk and the permissions") from error
