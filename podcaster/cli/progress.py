"""Progress of a run: a bar on a terminal, a plain line a minute without one, JSON lines when asked."""

from __future__ import annotations

import json
import os
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from podcaster.batch.progress import Phase, Progress, Watch
from podcaster.cli.asking import YES
from podcaster.cli.fitting import as_called, here, wrapped
from podcaster.cli.output import GOOD, clock, is_hushed, message, plain, say
from podcaster.episode.forecast import Pace, Promise
from podcaster.episode.load import Certainty
from podcaster.files import safe_text
from podcaster.model import Outcome, Status

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

NARROW = 60  # columns of a terminal that has no room for a title and a bar
BAR = 20  # columns of the bar
PREPARING = "preparing the voice (once)"
EVERY_S = 60.0  # between plain lines


class TimeLeft:
    """The remaining time, estimated from the latest ten minutes."""

    def __init__(self) -> None:
        self._pace = Pace()

    def of(self, progress: Progress) -> float | None:
        """Seconds, or None while nothing is known."""
        self._pace.add(progress.done_characters)
        if progress.certainty is Certainty.GUESSED:
            return None
        return self._pace.seconds(progress.all_characters - progress.done_characters)


def promise_line(promise: Promise) -> str:
    """How much will be finished by the time of --until."""
    by = f"{promise.until.astimezone():%H:%M}"
    if promise.speed is None:
        return f"until {by}: no estimate, because no run on this machine was long enough to measure its speed"
    speed = f"{promise.speed:.0f} characters a second, measured here"
    if promise.done:
        return f"until {by}: all of it, by about {promise.done.astimezone():%H:%M} ({speed})"
    return f"until {by}: about {promise.share:.0%} of what is to be spoken ({speed})"


class Speed:
    """Synthesis speed as a multiple of real time, over the latest minutes."""

    def __init__(self) -> None:
        self._pace = Pace()  # of milliseconds of speech

    def of(self, progress: Progress) -> float | None:
        """Times real time, or None while nothing is known."""
        self._pace.add(round(progress.spoken_s * 1000))
        return self._pace.per_second and self._pace.per_second / 1000


def how_far(progress: Progress, speed: float | None) -> str:
    """Articles, characters and speed: "12 of 300 articles, 84,000 of 1,650,000 characters, 5.8x"."""
    parts = [f"{progress.articles_done:,} of {progress.articles:,} articles"]
    if progress.certainty is not Certainty.SIZES:
        parts.append(f"{progress.done_characters:,}{_of(progress, f'{progress.all_characters:,}')} characters")
    return ", ".join([*parts, *([f"{speed:.1f}x real time"] if speed else [])])


def _of(progress: Progress, whole: str) -> str:
    """ " of 5,361" if everything has been read, " of about 5,400" while it is estimated; nothing before."""
    about = {Certainty.COUNTED: " of ", Certainty.ESTIMATED: " of about "}.get(progress.certainty, "")
    return about and about + whole


def far(progress: Progress, left: float | None, speed: float | None) -> str:
    """For a line with little room: "1:21 left, 12/300 articles, 5.8x, 84k/1.7M characters". *left*: seconds."""
    parts = [f"{progress.articles_done}/{progress.articles} articles"]
    if left is not None:
        parts.insert(0, f"{clock(left)} left")
    if speed:
        parts.append(f"{speed:.1f}x")
    if progress.phase is not Phase.MAKING:
        pass  # nothing is spoken yet
    elif progress.certainty is Certainty.GUESSED:
        parts.append(f"{_short(progress.done_characters)} characters so far")
    elif progress.certainty is not Certainty.SIZES:
        about = "~" if progress.certainty is Certainty.ESTIMATED else ""
        parts.append(f"{_short(progress.done_characters)}/{about}{_short(progress.all_characters)} characters")
    return ", ".join(parts)


def is_measured(progress: Progress) -> bool:
    """Whether a share of the whole can be shown."""
    return progress.phase is Phase.MAKING and progress.certainty is not Certainty.GUESSED


def shortened(told: str, room: int) -> str:
    """As many of its parts, between commas, as there is room for; what matters most stands first."""
    while len(told) > room and ", " in told:
        told = told.rpartition(", ")[0]
    return told


def _short(number: int) -> str:
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.{1 if number < 10 * size else 0}f}{letter}"
    return str(number)


def outcome_line(outcome: Outcome, given: set[str]) -> str:
    """What became of an article; its file is named at the end of the run.

    *given*: the advice that was given in this run already, which is not repeated.
    """
    source = here(outcome.source)
    what = outcome.title or source
    if outcome.status is Status.MADE:
        return f"made  {what}  {clock(outcome.seconds)}"
    line = f"{outcome.status.value}  {what if outcome.status in GOOD else source}"
    if outcome.reason:
        line += f": {as_called(outcome.reason)}"
    if outcome.hint and outcome.status not in GOOD and outcome.hint not in given:
        given.add(outcome.hint)
        line += f"\n  try: {as_called(outcome.hint)}"
    return line


@contextmanager
def watching(*, log_json: bool = False, quiet: bool = False) -> Iterator[Watch]:
    """A function that takes progress and shows it in a form that fits the output."""
    if log_json:
        yield _log_json
    elif quiet:
        yield lambda _: None
    elif is_hushed():
        yield _Failures()
    elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _bar() as watch:
            yield watch
    else:
        yield _Lines()


def _log_json(progress: Progress) -> None:
    event = {"event": "outcome" if progress.outcome else "progress", "time": round(time.time(), 3), **plain(progress)}
    message(json.dumps(event, ensure_ascii=False))


def note_json(text: str) -> None:
    """A line about the show as a whole, among the events of --log-json."""
    event = {"event": "note", "time": round(time.time(), 3), "text": text}
    message(json.dumps(event, ensure_ascii=False))


class _Failures:
    """Nothing but what went wrong."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, progress: Progress) -> None:
        if progress.outcome and progress.outcome.status not in GOOD:
            say(outcome_line(progress.outcome, self._given), always=True)


class _Lines:
    def __init__(self) -> None:
        self._left, self._speed, self._last = TimeLeft(), Speed(), time.monotonic()
        self._given: set[str] = set()

    def __call__(self, progress: Progress) -> None:
        left, speed = self._left.of(progress), self._speed.of(progress)
        if progress.promise:
            say(promise_line(progress.promise))
        if progress.outcome and progress.outcome.status is not Status.UNCHANGED:
            say(outcome_line(progress.outcome, self._given))
        if progress.phase is Phase.VOICE:
            say(PREPARING)
        if time.monotonic() - self._last > EVERY_S:
            self._last = time.monotonic()
            rest = f", about {clock(left)} left" if left is not None else ""
            share = f"{progress.done_characters / max(1, progress.all_characters):4.0%}  "
            begin = share if is_measured(progress) else ""
            say(f"{begin}{how_far(progress, speed)}{rest}  {progress.title}")


_screen: list[Bars] = []  # bars on the screen; they are stopped while the user types


@contextmanager
def _on_screen(bars: Bars) -> Iterator[None]:
    _screen.append(bars)
    try:
        yield
    finally:
        _screen.remove(bars)


NO = {"n", "no", "nein", "non", "nie", "nej", "nei", "nee", "não", "nao", "нет", "ні", "否"}


def ask(question: str) -> bool | None:
    """Ask the user *question*, twice if need be, while no bar moves. Enter means yes; None is neither yes nor no."""
    for bars in _screen:
        bars.stop()
    try:
        for text in (question, f"Yes or no? {question}"):
            say(f"{text} [Y/n]", always=True)
            line = sys.stdin.readline()
            if not line:
                break  # the end of input
            answer = unicodedata.normalize("NFC", line).strip().lower()
            yes = not answer or answer in YES  # Enter is the capital letter
            if yes or answer in NO:
                return yes
        return None
    finally:
        for bars in _screen:
            bars.start()


@contextmanager
def _bar() -> Iterator[Watch]:
    from rich import progress as rich_progress
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True)
    time_left, speed, given = TimeLeft(), Speed(), set[str]()
    text = rich_progress.TextColumn
    share, rest = text("{task.fields[share]}"), text("{task.fields[far]}")
    room = console.width
    narrow = room < NARROW
    columns = (share, rest) if narrow else (text("{task.description}"), rich_progress.BarColumn(BAR), share, rest)
    with rich_progress.Progress(*columns, console=console, transient=True) as bars, _on_screen(bars):
        task = bars.add_task("getting ready", total=None, far="getting ready" if narrow else "", share="")

        def above(line: str) -> None:
            fitting = wrapped(safe_text(line), console.width)
            console.print(escape(fitting), highlight=False, soft_wrap=True)

        def watch(progress: Progress) -> None:
            left, now = time_left.of(progress), speed.of(progress)
            if progress.promise:
                above(promise_line(progress.promise))
            if progress.outcome and progress.outcome.status is not Status.UNCHANGED:
                above(outcome_line(progress.outcome, given))
            about, measured = subject(progress, room), is_measured(progress)
            figures = far(progress, left, now) if progress.phase is Phase.MAKING or not narrow else about
            bars.update(
                task,
                description=escape(about),
                completed=progress.done_characters if measured else 0,
                share=f"{progress.done_characters / max(1, progress.all_characters):>4.0%}" if measured else "",
                far=shortened(figures, room - 6 - (0 if narrow else BAR + 2 + len(about))),
            )
            # Not by `update`, which takes no total for no change of it: without one the bar only moves.
            bars.tasks[0].total = max(1, progress.all_characters) if measured else None

        yield watch


def subject(progress: Progress, room: int) -> str:
    """What stands before the bar on a terminal of *room* columns: what is being done, or the title of the article."""
    if progress.phase is not Phase.MAKING:
        return PREPARING if progress.phase is Phase.VOICE else "reading"
    return safe_text(progress.title[: min(24, room // 4)]) or "getting ready"
