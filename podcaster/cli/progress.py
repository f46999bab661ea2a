"""Progress of a run: a bar on a terminal, a plain line a minute without one, JSON lines when asked."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from podcaster.cli.output import GOOD, clock, plain, say
from podcaster.files import safe_text
from podcaster.forecast import Pace
from podcaster.model import Outcome, Status

if TYPE_CHECKING:
    from podcaster.batch import Progress, Watch

EVERY_S = 60.0  # between plain lines


class TimeLeft:
    """What the rest will take, judged by the latest ten minutes."""

    def __init__(self) -> None:
        self._pace = Pace()

    def of(self, progress: Progress) -> float | None:
        """Seconds, or None while nothing is known."""
        self._pace.add(progress.done_characters)
        return self._pace.seconds(progress.all_characters - progress.done_characters)


def outcome_line(outcome: Outcome) -> str:
    what = outcome.title or outcome.source
    if outcome.status is Status.MADE:
        return f"made       {what}  {clock(outcome.seconds)}  {outcome.path}"
    line = f"{outcome.status.value:<10} {what if outcome.status in GOOD else outcome.source}"
    if outcome.reason:
        line += f": {outcome.reason.removeprefix(outcome.source).lstrip(': ')}"
    if outcome.hint and outcome.status not in GOOD:
        line += f" (try: {outcome.hint})"
    return line


@contextmanager
def watching(*, log_json: bool = False, quiet: bool = False) -> Iterator[Watch]:
    """A function to send progress to; what it shows depends on where it is shown."""
    if log_json:
        yield _log_json
    elif quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar() as watch:
            yield watch
    else:
        yield _Lines()


def _log_json(progress: Progress) -> None:
    event = {"event": "outcome" if progress.outcome else "progress", "time": round(time.time(), 3), **plain(progress)}
    print(json.dumps(event, ensure_ascii=False), file=sys.stderr, flush=True)


class _Lines:
    def __init__(self) -> None:
        self._left, self._last = TimeLeft(), time.monotonic()

    def __call__(self, progress: Progress) -> None:
        left = self._left.of(progress)
        if progress.outcome and progress.outcome.status is not Status.UNCHANGED:
            say(outcome_line(progress.outcome))
        if time.monotonic() - self._last > EVERY_S:
            self._last = time.monotonic()
            rest = f", about {clock(left)} left" if left is not None else ""
            share = progress.done_characters / max(1, progress.all_characters)
            say(f"{share:4.0%}  {progress.articles_done} of {progress.articles} files{rest}  {progress.title}")


@contextmanager
def _bar() -> Iterator[Watch]:
    from rich import progress as rich_progress
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True)
    time_left = TimeLeft()
    text = rich_progress.TextColumn
    columns = (
        text("{task.description}"),
        rich_progress.BarColumn(),
        text("{task.percentage:>3.0f} %"),
        text("{task.fields[left]}"),
    )
    with rich_progress.Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("reading", total=None, left="")

        def watch(progress: Progress) -> None:
            left = time_left.of(progress)
            if progress.outcome and progress.outcome.status is not Status.UNCHANGED:
                console.print(escape(safe_text(outcome_line(progress.outcome))), highlight=False)
            bars.update(
                task,
                description=escape(safe_text(progress.title[:40] or "reading")),
                total=max(1, progress.all_characters),
                completed=progress.done_characters,
                left=f"{clock(left)} left" if left is not None else "",
            )

        yield watch
