"""What convert and batch print when they have ended: the episodes, what the run came to, and what to do next."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from pathlib import Path

from podcaster.batch.report import latest
from podcaster.cli.fitting import here, program
from podcaster.cli.output import GOOD, answer, clock, say
from podcaster.config import Show
from podcaster.errors import in_words
from podcaster.model import Outcome, Status

_ORDER = (Status.MADE, Status.FAILED, Status.QUARANTINED, Status.SKIPPED, Status.UNCHANGED)
LISTED = 5  # episodes that are named one by one at the end of a run on a terminal


def summarize(show: Show, outcomes: list[Outcome], counts: Counter[str], empty: list[Path], *, report: bool) -> None:
    """Print the episodes on standard output, and on standard error what the run came to.

    Each failure was reported when it happened; here they are counted. On a terminal the folder of many episodes is
    enough: their names would be a wall.
    """
    made = [o for o in outcomes if o.path]
    if sys.stdout.isatty() and len(made) > LISTED:
        answer(f"{len(made)} episodes in {here(show.episodes)}")
    else:
        for outcome in made:
            answer(here(str(outcome.path)) if sys.stdout.isatty() else str(outcome.path))
    summary = ", ".join(f"{counts[status]} {status}" for status in _ORDER if counts[status]) or "nothing found"
    audio = f", {clock(sum(o.seconds for o in made))} of audio" if made else ""
    say(f"{summary}{audio}")
    kinds = Counter(o.error_kind for o in outcomes if o.status not in GOOD)
    if kinds and counts.total() > 1:
        for kind, count in kinds.most_common():
            say(f"  {count} × {in_words(kind)}")
        say(f"  try: {program()} failures --show {_typed(show)}")
    for path in empty:
        say(f"nothing to read in {path}")
    say(f"feed: {here(show.public / 'feed.xml')}")
    if report:
        say(f"report: {here(latest(show) or '')}")
    if made:
        say(f"listen: {program()} serve --show {_typed(show)}")


def _typed(show: Show) -> str:
    """The folder of the show as an argument."""
    return shlex.quote(here(show.folder))
