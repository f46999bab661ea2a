"""The runs of batch: when, how much, how fast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from podcaster.library.database import Database


class Runs(Database):
    """The table `run`."""

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
