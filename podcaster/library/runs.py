"""The runs of batch: when, how much, how fast, and what of it is news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from podcaster.library.database import Database


class Runs(Database):
    """The tables `run` and `news`."""

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

    # ------------------------------------------------------------ what the menu is to tell

    def news(self) -> Iterator[str]:
        """The guids of the episodes that no menu has named, in the order in which they were made."""
        return (str(row["guid"]) for row in self._rows("SELECT guid FROM news ORDER BY rowid"))

    def is_news(self, guid: str) -> bool:
        return self._row("SELECT 1 FROM news WHERE guid = ?", (guid,)) is not None

    def told_news(self) -> None:
        """Nothing is news any more."""
        with self.transaction():
            self._db.execute("DELETE FROM news")

    def speed(self) -> float | None:
        """Characters a second of the latest run that was long enough to tell; None before there was one."""
        row = self._row(
            "SELECT characters / seconds AS speed FROM run WHERE seconds > 20 AND characters > 2000 ORDER BY id DESC"
        )
        return float(row["speed"]) if row else None

    def runs(self) -> list[dict[str, object]]:
        """The runs of this show, the latest first."""
        return [dict(row) for row in self._rows("SELECT * FROM run ORDER BY id DESC LIMIT 100")]
