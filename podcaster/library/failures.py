"""The articles that failed, how often, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from podcaster.errors import PodcasterError
from podcaster.library.database import Database
from podcaster.library.records import DISMISSED, TRIES, Failure, containers

# A member is called after its file: file!member. In SQL, so that the index is used: '"' follows '!' in ASCII.
_IN_FILE = "(source = :file OR (source >= :file || '!' AND source < :file || '\"'))"


def _storable(text: str) -> str:
    """*text* as SQLite takes it: a message may name a path that is not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


class Failures(Database):
    """The table `failure`."""

    def fail(self, source: str, sha256: str, error: PodcasterError, *, permanent: bool) -> Failure:
        """Count a failure; a permanent one goes straight to quarantine. A changed file starts again at one."""
        with self.transaction():
            before = self.failure(source)
            again = before is not None and before.sha256 == sha256 and not before.dismissed
            attempts = before.attempts + 1 if before and again else 1
            reason, hint = _storable(error.without(source)), _storable(error.hint)
            failure = Failure(source, sha256, TRIES if permanent else attempts, error.kind, reason, hint)
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

    def open_failures(self) -> list[Failure]:
        """The failures that may need action by the user."""
        return [failure for failure in self.failures() if not failure.dismissed]

    def dismiss(self, sources: Sequence[str]) -> int:
        """Leave failed articles alone: those named, and all in the files named. Returns how many there are."""
        names = [(f.source,) for source in sources for f in self.failures_in(source)]
        with self.transaction():
            self._db.executemany(f"UPDATE failure SET attempts = {DISMISSED} WHERE source = ?", names)
        return len(set(names))

    def forgive(self, sources: Sequence[str] | None = None) -> int:
        """Let failed articles be tried again: those named, all in the files named, or all that are not dismissed.

        Returns how many.
        """
        failed = self.open_failures() if sources is None else [f for s in sources for f in self.failures_in(s)]
        names = {f.source for f in failed}
        with self.transaction():
            self._db.executemany("DELETE FROM failure WHERE source = ?", [(name,) for name in names])
            # The files that contain them were marked as finished, and must be opened again.
            again = {(path,) for name in names for path in (name, *containers(name))}
            self._db.executemany("DELETE FROM source WHERE path = ?", again)
        return len(names)
