"""What a run will take, before its first minute of work and while it goes on."""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_S = 600.0  # of work that the speed is judged by
BITS = {"small": 48_000, "standard": 64_000, "high": 96_000}  # a second
SECONDS_A_CHARACTER = 0.065  # of audio, pauses included; Kokoro and eSpeak NG on English prose, measured
TIMES_REAL = 1.5  # of one core, before anything was measured on this machine: Kokoro on a plain laptop core
SEGMENT_BYTES = 24_000  # a second of cached FLAC speech at 24 kHz


class Pace:
    """Characters a second over the last ten minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque([(clock(), 0)])

    def add(self, characters: int) -> None:
        """*characters*: spoken since the beginning."""
        now = self._clock()
        self._seen.append((now, characters))
        while len(self._seen) > 2 and now - self._seen[1][0] >= WINDOW_S:
            self._seen.popleft()

    @property
    def per_second(self) -> float | None:
        """None while nothing is known."""
        (start, before), (end, after) = self._seen[0], self._seen[-1]
        return (after - before) / (end - start) if after > before and end - start > 0.5 else None

    def seconds(self, characters: int) -> float | None:
        """How long that many will take."""
        speed = self.per_second
        return characters / speed if speed else None


def in_time(until: dt.datetime | None, characters: int, pace: Pace, now: dt.datetime) -> bool:
    """Whether that many characters will be spoken by *until*; yes while nothing is known yet and there is time."""
    if until is None:
        return True
    needed = pace.seconds(characters) or 0.0
    return now + dt.timedelta(seconds=needed) < until


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer of --dry-run."""

    articles: int
    unchanged: int
    refused: int
    words: int
    characters: int  # still to be spoken
    audio_seconds: float
    work_seconds: float
    megabytes: float  # of episodes
    cache_megabytes: float
    measured: bool  # whether work_seconds comes from this machine


def forecast(
    *,
    articles: int,
    unchanged: int,
    refused: int,
    words: int,
    characters: int,
    quality: str,
    jobs: int,
    speed: float | None,
) -> Forecast:
    """*speed*: characters a second on this machine, None when it has not been measured."""
    audio = characters * SECONDS_A_CHARACTER
    work = characters / speed if speed else audio / (TIMES_REAL * max(1, jobs))
    return Forecast(
        articles=articles,
        unchanged=unchanged,
        refused=refused,
        words=words,
        characters=characters,
        audio_seconds=audio,
        work_seconds=work,
        megabytes=audio * BITS[quality] / 8e6,
        cache_megabytes=audio * SEGMENT_BYTES / 1e6,
        measured=speed is not None,
    )
