"""The queue of the studio: what was added there, how far it has come, and in which order it is made."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from podcaster.library.database import Database
from podcaster.library.schema import QUEUED


class State(StrEnum):
    """How far a draft has come. The studio's interface shows these words."""

    READING = "reading"
    READY = "ready"
    QUEUED = "queued"
    SPEAKING = "speaking"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that was added in the studio."""

    id: int
    state: State
    content: str  # identifies the content: there is one draft of each
    path: str = ""  # the saved file; "" while its address is still to be fetched
    number: int = 0  # of the article in a file with several, from 1; 0: the only one, or not known yet
    source: str = ""  # as the library names the article, once it was read
    address: str = ""  # that was typed; without its secrets once it was fetched
    title: str = ""
    author: str = ""
    date: str = ""  # the article's own, ISO 8601
    language: str = ""
    words: int = 0
    characters: int = 0  # expected to be spoken
    doubts: tuple[str, ...] = ()  # sentences
    note: str = ""  # what else its user should know, such as how many articles its file holds
    force: bool = False  # make it in spite of its doubts
    wanted: bool = False  # an episode of it was asked for: it is queued once it is read and without doubts
    tonight: bool = False  # make it in the hours that are set aside for that
    place: int = 0  # in the order of the queue
    deaths: int = 0  # times that the process which made it died
    episode: str = ""  # the name of its file, without the suffix
    error_kind: str = ""
    error: str = ""
    hint: str = ""
    added: str = ""  # ISO 8601, UTC
    changed: str = ""  # ISO 8601, UTC
    posts: tuple[
        tuple[str, str, str], ...
    ] = ()  # date, title, address: its address has a list of articles, and is none
    home: bool = True  # whether its address, and those of its posts, may be in the user's own network

    @property
    def name(self) -> str:
        """What to call it before it has a title: the name of its file, or its address."""
        return self.title or self.path.replace("\\", "/").rpartition("/")[2] or self.address


_COLUMNS = Draft.__match_args__


class Drafts(Database):
    """The table `draft`. A library of an older podcaster that is only read has none.

    Its rows are written without the lock of a run: a transaction is all that a row needs.
    """

    def add_draft(self, content: str, values: Mapping[str, object]) -> Draft:
        """The draft of that content: a new one, or the one that is there."""
        with self.transaction():
            row = self._row("SELECT * FROM draft WHERE content = ?", (content,))
            if row:
                return _draft(row)
            now = _now()
            return self._insert({"state": State.READING, **values, "content": content, "added": now, "changed": now})

    def _insert(self, values: Mapping[str, object]) -> Draft:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        cursor = self._db.execute(f"INSERT INTO draft ({names}) VALUES ({marks})", tuple(map(_stored, values.values())))
        found = self.draft(cursor.lastrowid or 0)
        assert found
        return found

    def draft(self, number: int) -> Draft | None:
        if self._step < QUEUED:
            return None
        row = self._row("SELECT * FROM draft WHERE id = ?", (number,))
        return _draft(row) if row else None

    def drafts(self, states: Collection[State] = (), *, first: int = 0, most: int = -1) -> Iterator[Draft]:
        """Those in any of *states* (default: all): the queue in its order, else the newest first."""
        if self._step < QUEUED:
            return
        where = f"WHERE state IN ({', '.join('?' * len(states))})" if states else ""
        order = "place, id" if set(states) <= {State.QUEUED, State.SPEAKING} and states else "id DESC"
        sql = f"SELECT * FROM draft {where} ORDER BY {order} LIMIT ? OFFSET ?"
        for row in self._rows(sql, (*states, most, first)):
            yield _draft(row)

    def drafts_to_read(self, *, fetched: bool, most: int = 100) -> list[Draft]:
        """The drafts that have to be read, the oldest first. Not *fetched*: those that have to be fetched before."""
        where = f"state = '{State.READING}' AND path {'!=' if fetched else '='} ''"
        return [_draft(row) for row in self._rows(f"SELECT * FROM draft WHERE {where} ORDER BY id LIMIT ?", (most,))]

    def first_place(self) -> int:
        """The place of the draft that comes first in the queue, or is being made."""
        return self._number("SELECT min(place) FROM draft WHERE state IN ('queued', 'speaking')")

    def draft_counts(self) -> dict[State, int]:
        """How many drafts are in each state."""
        if self._step < QUEUED:
            return dict.fromkeys(State, 0)
        found = {State(row[0]): int(row[1]) for row in self._rows("SELECT state, count(*) FROM draft GROUP BY state")}
        return {state: found.get(state, 0) for state in State}

    def change_draft(self, number: int, values: Mapping[str, object], *, only: Collection[State] = ()) -> bool:
        """Set these columns, if the draft is in one of *only* (default: any state). Returns whether it was."""
        values = {**values, "changed": _now()}
        sql = f"UPDATE draft SET {', '.join(f'{name} = ?' for name in values)} WHERE id = ?"
        if only:
            sql += f" AND state IN ({', '.join('?' * len(only))})"
        with self.transaction():
            cursor = self._db.execute(sql, (*map(_stored, values.values()), number, *only))
        return cursor.rowcount > 0

    def change_drafts(self, values: Mapping[str, object], *, only: Collection[State]) -> int:
        """The same for every draft in one of *only*. Returns how many there were."""
        values = {**values, "changed": _now()}
        sql = f"UPDATE draft SET {', '.join(f'{name} = ?' for name in values)} WHERE state IN "
        with self.transaction():
            cursor = self._db.execute(f"{sql}({', '.join('?' * len(only))})", (*map(_stored, values.values()), *only))
        return cursor.rowcount

    def queue_draft(self, number: int, *, only: Collection[State], **values: object) -> bool:
        """Put a draft at the end of the queue, if it is in one of *only*. Returns whether it was."""
        with self.transaction():
            last = self._number("SELECT max(place) FROM draft WHERE state IN ('queued', 'speaking')")
            return self.change_draft(number, {**values, "state": State.QUEUED, "place": last + 1}, only=only)

    def split_draft(self, number: int, parts: Sequence[Mapping[str, object]]) -> list[Draft]:
        """Make one draft of each article of a file: the draft itself is the first, the others come after it.

        An article that is a draft already stays as it is.
        """
        found = []
        with self.transaction():
            for part in parts[1:]:
                found.append(self.add_draft(str(part["content"]), part))
            self.change_draft(number, {k: v for k, v in parts[0].items() if k != "content"})
            first = self.draft(number)
        return [first, *found] if first else found

    def order_drafts(self, numbers: Iterable[int]) -> None:
        """Give these, in this order, the places that they have together."""
        wanted = list(numbers)
        with self.transaction():
            places = sorted(draft.place for number in wanted if (draft := self.draft(number)))
            for number, place in zip(wanted, places, strict=False):
                self._db.execute("UPDATE draft SET place = ? WHERE id = ?", (place, number))

    def remove_draft(self, number: int, *, only: Collection[State]) -> bool:
        with self.transaction():
            marks = ", ".join("?" * len(only))
            cursor = self._db.execute(f"DELETE FROM draft WHERE id = ? AND state IN ({marks})", (number, *only))
        return cursor.rowcount > 0

    def remove_drafts(self, state: State) -> None:
        with self.transaction():
            self._db.execute("DELETE FROM draft WHERE state = ?", (state,))

    def draft_characters(self) -> int:
        """Of all drafts that are queued or being made."""
        return self._number("SELECT sum(characters) FROM draft WHERE state IN ('queued', 'speaking')")

    def take_drafts(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Take in the drafts of another library, where this has none of that content."""
        with self.transaction():
            for row in rows:
                values = {name: row[name] for name in _COLUMNS if name in row}
                names, marks = ", ".join(values), ", ".join("?" * len(values))
                self._db.execute(f"INSERT OR IGNORE INTO draft ({names}) VALUES ({marks})", tuple(values.values()))

    def draft_rows(self) -> Iterator[Mapping[str, object]]:
        """All drafts as they are stored."""
        return map(dict, self._rows("SELECT * FROM draft")) if self._step >= QUEUED else iter(())

    def has_draft_of(self, path: str) -> bool:
        """Whether any draft is of that file."""
        return self._row("SELECT 1 FROM draft WHERE path = ? LIMIT 1", (path,)) is not None


def _draft(row: sqlite3.Row) -> Draft:
    values = {name: row[name] for name in _COLUMNS}
    values |= {
        "state": State(values["state"]),
        "doubts": tuple(json.loads(values["doubts"])),
        "force": bool(values["force"]),
        "wanted": bool(values["wanted"]),
        "tonight": bool(values["tonight"]),
        "posts": tuple((str(day), str(title), str(at)) for day, title, at in json.loads(values["posts"])),
        "home": bool(values["home"]),
    }
    return Draft(**values)


def _stored(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
