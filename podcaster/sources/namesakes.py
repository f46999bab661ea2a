"""Articles without addresses to which their source gives one id: each is known again by its text, title and date."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field

from podcaster.library import Pulled as Row
from podcaster.sources.contract import Saved

WITH_TEXT = re.compile(r" [0-9a-f]{32}$")  # added to ids that several articles share
_ANY, _NONE = "*", "-"  # neither is a plain title or a moment

Described = Callable[[str], tuple[str, str]]  # the name of a save -> its title and its date


@dataclass(slots=True)
class Namesakes:
    """The known articles with one id. Each of their saves is read once, however many there are."""

    rows: Sequence[Row]
    described: Described
    _digests: dict[str, deque[Row]] = field(default_factory=dict)
    _kinds: dict[tuple[str, str], deque[Row]] | None = None  # by title and date; None: no save has been read yet

    def __post_init__(self) -> None:
        for row in self.rows:
            self._digests.setdefault(row.digest, deque()).append(row)

    def id_of(self, saved: Saved, digest: str, seen: Container[str]) -> str:
        """The id of an article of theirs: with its text in it where several share the one that was given.

        *digest*: of its text. *seen*: ids that other articles of this pull have. A known article with other words is
        the same one, edited, unless both its title and its date are others.
        """
        shared = saved.id in seen or len(self.rows) > 1
        same = _first(self._digests.get(digest), seen)
        if not same and shared:
            same = self._edited(saved, seen)
        elif not same and self.rows and self.rows[0].id not in seen:
            same = self.rows[0] if self._is_edit(self.rows[0], saved) else None
            shared = True
        if same:
            return same.id
        return f"{saved.id} {digest}" if shared else saved.id

    def _is_edit(self, row: Row, saved: Saved) -> bool:
        """Whether an article is the only known one with its id, edited."""
        title, date = self._told_by(row)
        is_new_date = bool(date and saved.published) and day_time(date) != day_time(saved.published)
        return not is_new_date or plain(title) == plain(saved.title)

    def _edited(self, saved: Saved, seen: Container[str]) -> Row | None:
        """The known article of which this one is an edit: one with its title before one that only has its date."""
        if self._kinds is None:
            self._kinds = self._by_kind()
        title, date = plain(saved.title), day_time(saved.published) if saved.published else _ANY
        kinds = ((title, date), (title, _NONE), (_ANY, date))
        return next((row for kind in kinds if (row := _first(self._kinds.get(kind), seen))), None)

    def _by_kind(self) -> dict[tuple[str, str], deque[Row]]:
        kinds: dict[tuple[str, str], deque[Row]] = {}
        for row in self.rows:
            title, date = self._told_by(row)
            name = plain(title)
            if date:
                when = day_time(date)
                found = [(name, when), (name, _ANY), (_ANY, when), (_ANY, _ANY)]
            else:
                found = [(name, _NONE)] if title else []
            for kind in found:
                kinds.setdefault(kind, deque()).append(row)
        return kinds

    def _told_by(self, row: Row) -> tuple[str, str]:
        return self.described(row.file) if row.file else ("", "")


def _first(rows: deque[Row] | None, seen: Container[str]) -> Row | None:
    """The first that no article of this pull is; those before it are dropped, so that none is looked at twice."""
    while rows and rows[0].id in seen:
        rows.popleft()
    return rows[0] if rows else None


def plain(text: str) -> str:
    """The words of a title, for comparing."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def day_time(published: str) -> str:
    """*published* in UTC, written so that later dates sort behind earlier ones; "" if it is not a date."""
    try:
        when = dt.datetime.fromisoformat(published)
        when = when.astimezone(dt.UTC) if when.tzinfo else when.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        return ""
    return when.isoformat()
