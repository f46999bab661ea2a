"""Hours that come back every day, such as those of the night: 23:00-07:00."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"([0-2]?\d):([0-5]\d)\s*[-–]\s*([0-2]?\d):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From a time of the day until another one, which may be on the next day."""

    start: dt.time
    end: dt.time

    def until(self, now: dt.datetime) -> dt.datetime | None:
        """When these hours end, if *now*, which is aware, is one of them."""
        time = now.time()
        if self.start < self.end:
            inside, tomorrow = self.start <= time < self.end, False
        else:
            inside, tomorrow = time >= self.start or time < self.end, time >= self.start
        if not inside:
            return None
        day = now.date() + dt.timedelta(days=tomorrow)
        return dt.datetime.combine(day, self.end, now.tzinfo)

    @property
    def length(self) -> dt.timedelta:
        start, end = (dt.timedelta(hours=t.hour, minutes=t.minute) for t in (self.start, self.end))
        return end - start if end > start else end - start + dt.timedelta(days=1)


def hours(text: str) -> Hours | None:
    """The hours that *text* names; None if it names none."""
    match = _WRITTEN.fullmatch(text.strip())
    if not match:
        return None
    try:
        start, end = dt.time(int(match[1]), int(match[2])), dt.time(int(match[3]), int(match[4]))
    except ValueError:
        return None
    return Hours(start, end)
