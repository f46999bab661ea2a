"""The library: which episodes were made from which articles, in one SQLite file that survives a power cut."""

from __future__ import annotations

from dataclasses import asdict

from podcaster.library.choices import Choices, dumped, loaded
from podcaster.library.database import DamagedLibrary, NewerLibrary, repair_command
from podcaster.library.failures import Failures
from podcaster.library.pulled import Pulled, PullState, Sources, Visit
from podcaster.library.queue import Draft, Drafts, State
from podcaster.library.recognition import Known
from podcaster.library.records import TRIES, Entry, Failure, Files, Placed, SourceState, containers, dump, load
from podcaster.library.runs import Runs
from podcaster.library.taken import EXPIRED, IGNORED, KEPT_OUT, REMOVED, Listed, Taken

__all__ = [
    "EXPIRED",
    "FILE_NAME",
    "IGNORED",
    "KEPT_OUT",
    "REMOVED",
    "TRIES",
    "DamagedLibrary",
    "Draft",
    "Entry",
    "Failure",
    "Files",
    "Known",
    "Library",
    "Listed",
    "NewerLibrary",
    "Placed",
    "PullState",
    "Pulled",
    "SourceState",
    "State",
    "Visit",
    "containers",
    "dump",
    "dumped",
    "load",
    "loaded",
    "repair_command",
]

FILE_NAME = "library.sqlite"  # in the state folder of a show


class Library(Taken, Choices, Failures, Runs, Drafts, Sources):
    """Open with `with Library(path) as library:`. One writer at a time: hold the show's lock.

    A show that may have lost its library is opened by `show_library`, which compares it with what is published.
    """

    def refuse_damaged(self) -> None:
        """Read all of it. Raises DamagedLibrary if any part cannot be read."""
        row = self._row("PRAGMA quick_check(1)")
        if row is None or row[0] != "ok":
            raise DamagedLibrary(f"the library {self.path} is damaged", hint=repair_command(self.path))
        for name in (
            "show",
            "source",
            "failure",
            "run",
            "mixed",
            "chosen",
            "edited",
            "blocked",
            "leaving",
            "alike",
            "news",
            "draft",
            "followed",
            "pulled",
        ):
            self._number(f"SELECT count(*) FROM {name}")
        for _ in self.oldest_first():
            pass

    # ------------------------------------------------------------ the show

    def setting(self, key: str) -> str:
        row = self._row("SELECT value FROM show WHERE key = ?", (key,))
        return str(row["value"]) if row else ""

    def settings(self) -> dict[str, str]:
        """All of them."""
        return {str(row["key"]): str(row["value"]) for row in self._rows("SELECT key, value FROM show")}

    def extent(self) -> tuple[object, ...]:
        """What is different whenever more than a run without any news was recorded."""
        names = ("episode", "source", "failure", "mixed", "chosen", "edited", "blocked")
        return (self.setting("changes"), *(self._number(f"SELECT count(*) FROM {name}") for name in names))

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

    def forget_sources(self) -> None:
        """Have the next run open every saved file again: some of their episodes may be gone."""
        with self.transaction():
            self._db.execute("DELETE FROM source")

    def take_over(self, other: Library, *, sources: bool) -> None:
        """What *other* knows of files (if *sources*), failures, mixes, choices and blocks, where this knows nothing."""
        tables = ("failure", "mixed", "chosen", "edited", "blocked")
        with self.transaction():
            for table in ("source", *tables) if sources else tables:
                for row in other._rows(f"SELECT * FROM {table}"):
                    marks = ", ".join("?" * len(row))
                    self._db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", tuple(row))
            self._db.execute("DELETE FROM failure WHERE source IN (SELECT source FROM episode WHERE record != '')")

    def recall(self, backup: Library) -> None:
        """Take from *backup* what is in no episode: files, failures, choices, drafts, sources and so on."""
        with self.transaction():
            self.take_over(backup, sources=True)
            for row in backup._rows("SELECT guid, source, dated FROM episode"):
                # Only the name of its file is in the tags of an episode.
                self._db.execute(
                    "UPDATE OR IGNORE episode SET source = :source, dated = :dated "
                    "WHERE guid = :guid AND source LIKE '% (' || :guid || ')'",
                    dict(row),
                )
            self.take_drafts(backup.draft_rows())
            self.remember_visits(backup.visits().values())
            for name in backup.pulled_counts():
                self.remember_pulled(backup.pulled(name))
            for row in backup._rows("SELECT * FROM run"):
                marks = ", ".join("?" * len(row))
                self._db.execute(f"INSERT OR IGNORE INTO run VALUES ({marks})", tuple(row))
