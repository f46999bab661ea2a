"""What a run will take, before its first minute of work and while it goes on."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from podcaster.config import Sound, strings
from podcaster.errors import StorageError

WINDOW_S = 600.0  # of work that the speed is judged by
BITS = {"small": 48_000, "standard": 64_000, "high": 96_000}  # a second
SECONDS_A_CHARACTER = 0.065  # of audio, pauses included; Kokoro and eSpeak NG on English prose, measured
TIMES_REAL = 1.5  # of one core, until this machine is measured: Kokoro on an ordinary laptop core
SEGMENT_BYTES = 24_000  # a second of cached FLAC speech at 24 kHz
FREE_BYTES = 20_000_000  # below this no run is begun
BESIDE_A_CHARACTER = 14  # bytes of transcripts, page and tag beside the sound, measured; covers not counted


class Pace:
    """Characters a second over the last ten minutes, from the first sentence on: engines take a while to load."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, before: float | None = None) -> None:
        """*before*: characters a second of an earlier run, used until this run has its own."""
        self._clock, self._before = clock, before
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, characters: int) -> None:
        """*characters*: spoken since the beginning."""
        if not characters:
            return
        now = self._clock()
        self._seen.append((now, characters))
        while len(self._seen) > 2 and now - self._seen[1][0] >= WINDOW_S:
            self._seen.popleft()

    @property
    def per_second(self) -> float | None:
        """None while nothing is known."""
        if len(self._seen) < 2:
            return self._before
        (start, before), (end, after) = self._seen[0], self._seen[-1]
        return (after - before) / (end - start) if after > before and end - start > 0.5 else self._before

    def seconds(self, characters: int) -> float | None:
        """How long *characters* will take."""
        speed = self.per_second
        return characters / speed if speed else None


def formats_of(sound: Sound) -> int:
    """The number of formats that each episode will have. Each counts as much as the first."""
    return len({sound.format, *strings(sound.also)})


def disk_bytes(characters: int, quality: str, cache_bytes: int, formats: int = 1) -> int:
    """The disk space that *characters* will need: episodes with all files beside them, and the cache.

    *cache_bytes*: the limit of the cache, 0 for none. *formats*: of each episode.
    """
    seconds = characters * SECONDS_A_CHARACTER
    cache = int(seconds * SEGMENT_BYTES)
    beside = characters * BESIDE_A_CHARACTER
    return int(formats * seconds * BITS[quality] / 8) + beside + (min(cache, cache_bytes) if cache_bytes else cache)


def free_bytes(folder: Path) -> int:
    """Room on the disk of *folder*, which need not be there yet."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def refuse_full(folder: Path) -> None:
    """Raise StorageError if the disk of *folder* is too full to begin anything."""
    free = free_bytes(folder)
    if free < FREE_BYTES:
        raise StorageError(
            f"only {free // 1_000_000} MB are free for {folder}",
            hint=f"at least {FREE_BYTES // 1_000_000} MB are needed to begin",
        )


def in_time(until: dt.datetime | None, characters: int, pace: Pace, now: dt.datetime) -> bool:
    """Whether that many characters will be spoken by *until*; yes while nothing is known yet and there is time."""
    if until is None:
        return True
    needed = pace.seconds(characters) or 0.0
    return now + dt.timedelta(seconds=needed) < until


@dataclass(frozen=True, slots=True)
class Promise:
    """What a run with --until will have done by then, as far as anybody can know before it begins."""

    until: dt.datetime
    speed: float | None  # characters a second in an earlier run on this machine; None: there was none
    share: float  # of the characters that are to be spoken; 1 while no speed is known
    done: dt.datetime | None  # when all of it will be done, if that is in time


def promise(until: dt.datetime, characters: int, speed: float | None, now: dt.datetime) -> Promise:
    """*characters*: to be spoken; *speed*: a second, where it has been measured on this machine."""
    room = max(0.0, (until - now).total_seconds())
    if not speed:
        return Promise(until, None, 1.0, None)
    needed = characters / speed
    if needed <= room:
        return Promise(until, speed, 1.0, now + dt.timedelta(seconds=needed))
    return Promise(until, speed, room / needed, None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run makes no episode of some articles."""

    reason: str
    count: int
    example: str  # source of the first


@dataclass(slots=True)
class Counts:
    """What a run has to do, counted article by article."""

    articles: int = 0
    unchanged: int = 0
    words: int = 0
    characters: int = 0  # still to be spoken
    reasons: dict[str, Reason] = field(default_factory=dict)

    def refuse(self, reason: str, source: str) -> None:
        """No episode would be made of *source*."""
        old = self.reasons.get(reason) or Reason(reason, 0, source)
        self.reasons[reason] = replace(old, count=old.count + 1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer of --dry-run."""

    articles: int
    unchanged: int
    refused: int  # or skipped
    reasons: tuple[Reason, ...]  # why, the most frequent first
    words: int
    characters: int  # still to be spoken
    audio_seconds: float
    work_seconds: float
    megabytes: float  # of episodes
    cache_megabytes: float
    measured: bool  # whether work_seconds comes from this machine
    in_time: int | None = None  # articles that will be done by --until; None without it


def forecast(
    counts: Counts, *, quality: str, jobs: int, speed: float | None, in_time: int | None = None, formats: int = 1
) -> Forecast:
    """What a run will take. *speed*: characters a second on this machine, None if it has not been measured."""
    audio = counts.characters * SECONDS_A_CHARACTER
    work = counts.characters / (speed or assumed(jobs))
    return Forecast(
        articles=counts.articles,
        unchanged=counts.unchanged,
        refused=sum(one.count for one in counts.reasons.values()),
        reasons=tuple(sorted(counts.reasons.values(), key=lambda one: -one.count)),
        words=counts.words,
        characters=counts.characters,
        audio_seconds=audio,
        work_seconds=work,
        megabytes=formats * audio * BITS[quality] / 8e6,
        cache_megabytes=audio * SEGMENT_BYTES / 1e6,
        measured=speed is not None,
        in_time=in_time,
    )


def assumed(jobs: int) -> float:
    """Characters a second of a number of workers, before anything was measured on this machine."""
    return TIMES_REAL * max(1, jobs) / SECONDS_A_CHARACTER
