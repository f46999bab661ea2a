"""What the sources of a show have handed over: how far each was read, and which of its articles are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from podcaster.library.database import Database
from podcaster.library.schema import PULLED


class PullState(StrEnum):
    """What was done with an article of a source."""

    SAVED = "saved"
    PASSED = "passed"  # older than what was asked for, or not wanted
    ELSEWHERE = "elsewhere"  # another source has it
    WAITING = "waiting"  # its page could not be fetched yet


@dataclass(frozen=True, slots=True)
class Visit:
    """How the latest visits to a source went."""

    name: str
    mark: str = ""  # the source's own: the next visit resumes there
    checked: str = ""  # ISO 8601, UTC
    succeeded: str = ""  # ISO 8601, UTC
    wait_until: str = ""  # ISO 8601, UTC: the source is not asked before then
    failures: int = 0  # in a row
    gone: bool = False  # it said that it is there no more
    error_kind: str = ""
    error: str = ""
    hint: str = ""
    place: str = ""  # a digest of the address that was visited; "" for a visit of an older podcaster


@dataclass(frozen=True, slots=True)
class Pulled:
    """An article of a source as it is known."""

    source: str
    id: str
    state: PullState
    place: str = ""  # of its address: see text.web_places
    digest: str = ""  # of its title and its words
    changed: str = ""  # what the source says of its latest edit
    file: str = ""  # its save, below the folder `saved`; "" if it has none of its own
    tries: int = 0  # to fetch its page
    told: bool = False  # whether the service knows that its episode was made


_VISIT = ", ".join(Visit.__match_args__)
_PULLED = ", ".join(Pulled.__match_args__)


class Sources(Database):
    """The tables `followed` and `pulled`. A library of an older podcaster that is only read has none.

    Like the queue's, their rows are written without the lock of a run: each change is one transaction.
    """

    def visit(self, name: str) -> Visit:
        """The latest visit to a source; an empty one for a source that was never asked."""
        if self._step < PULLED:
            return Visit(name)
        row = self._row(f"SELECT {_VISIT} FROM followed WHERE name = ?", (name,))
        return _visit(tuple(row)) if row else Visit(name)

    def visits(self) -> dict[str, Visit]:
        """The latest visit to each source that was ever asked."""
        if self._step < PULLED:
            return {}
        return {row["name"]: _visit(tuple(row)) for row in self._rows(f"SELECT {_VISIT} FROM followed")}

    def remember_visits(self, visits: Iterable[Visit]) -> None:
        """Keep how these visits went."""
        rows = [asdict(visit) for visit in visits]
        if rows:
            marks = ", ".join(f":{name}" for name in Visit.__match_args__)
            with self.transaction():
                self._db.executemany(f"INSERT OR REPLACE INTO followed ({_VISIT}) VALUES ({marks})", rows)

    def forget_visit(self, name: str) -> None:
        """Start over with a source. Its articles stay known: none is taken twice if it is followed again."""
        visit = self.visit(name)
        self.remember_visits([Visit(name, checked=visit.checked, succeeded=visit.succeeded)])

    def pulled(self, source: str) -> Iterator[Pulled]:
        """All articles of a source that are known."""
        if self._step >= PULLED:
            for row in self._rows(f"SELECT {_PULLED} FROM pulled WHERE source = ?", (source,)):
                yield _pulled(tuple(row))

    def pulled_at(self, place: str, digest: str) -> list[Pulled]:
        """The saved articles of all sources that have this address (place) or these words (digest); "" for neither."""
        sql = f"SELECT {_PULLED} FROM pulled WHERE ((place = ? AND place != '') OR (digest = ? AND digest != '')) "
        return [_pulled(tuple(row)) for row in self._rows(f"{sql} AND state = 'saved' LIMIT 50", (place, digest))]

    def pulled_counts(self) -> dict[str, dict[PullState, int]]:
        """How many articles of each source are in each state."""
        found: dict[str, dict[PullState, int]] = {}
        if self._step >= PULLED:
            for row in self._rows("SELECT source, state, count(*) FROM pulled GROUP BY source, state"):
                found.setdefault(row[0], {})[PullState(row[1])] = int(row[2])
        return found

    def remember_pulled(self, rows: Iterable[Pulled], *, visit: Visit | None = None) -> None:
        """Keep what was done with articles and, in the same transaction, how far the source was read."""
        marks = ", ".join(f":{name}" for name in Pulled.__match_args__)
        with self.transaction():
            self._db.executemany(
                f"INSERT OR REPLACE INTO pulled ({_PULLED}) VALUES ({marks})", [asdict(row) for row in rows]
            )
            if visit:
                self.remember_visits([visit])

    def rename_pulled(self, row: Pulled, ident: str) -> None:
        """The source has another id for an article from now on."""
        with self.transaction():
            values = (ident, row.source, row.id)
            self._db.execute("UPDATE OR REPLACE pulled SET id = ? WHERE source = ? AND id = ?", values)

    def untold(self, source: str) -> list[Pulled]:
        """The saved articles of a source whose service does not know yet that their episodes were made."""
        if self._step < PULLED:
            return []
        sql = f"SELECT {_PULLED} FROM pulled WHERE source = ? AND state = 'saved' AND told = 0"
        return [_pulled(tuple(row)) for row in self._rows(sql, (source,))]

    def has_episode(self, file: str) -> bool:
        """Whether an article of the saved file *file* (a path as the library knows it) has an episode."""
        # '"' is the character behind "!".
        sql = "SELECT 1 FROM episode WHERE (source = ? OR (source > ? AND source < ?)) AND record != '' LIMIT 1"
        return self._row(sql, (file, f"{file}!", f'{file}"')) is not None


def _visit(values: tuple[object, ...]) -> Visit:
    made = Visit(*values)  # type: ignore[arg-type]
    return Visit(**{**asdict(made), "gone": bool(made.gone)})


def _pulled(values: tuple[object, ...]) -> Pulled:
    source, ident, state, *rest, told = values
    return Pulled(source, ident, PullState(str(state)), *rest, told=bool(told))  # type: ignore[arg-type,misc]
