"""What convert and batch print at the end: the episodes, a summary of the run, and the next steps."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from podcaster.batch.progress import Progress, Watch
from podcaster.batch.report import latest
from podcaster.cli.fitting import here
from podcaster.cli.next_steps import command, hearing
from podcaster.cli.output import GOOD, answer, answer_path, clock, say
from podcaster.cli.status import code
from podcaster.config import Show
from podcaster.errors import PodcasterError, in_words
from podcaster.model import Outcome, Status
from podcaster.publishing import show_library

_ORDER = (Status.MADE, Status.FAILED, Status.QUARANTINED, Status.SKIPPED, Status.UNCHANGED)
LISTED = 5  # episodes that are named one by one at the end of a run on a terminal


@dataclass(slots=True)
class Seen:
    """What a run has reported so far; unchanged articles too, which its outcomes may lack."""

    show: Show
    shown: Watch = lambda _: None
    note: Callable[[str], None] = say
    counts: Counter[str] = field(default_factory=Counter)  # by status
    codes: set[int] = field(default_factory=set)
    last: Outcome | None = None
    is_new: bool = field(init=False)  # the show: its folder has not been named yet

    def __post_init__(self) -> None:
        self.is_new = not show_library.is_show(self.show.folder)

    def __call__(self, progress: Progress) -> None:
        if self.is_new and show_library.is_show(self.show.folder):
            self.is_new = False
            folder = here(self.show.folder)
            self.note(f"created a show in {folder if Path(folder).is_absolute() else f'./{folder}'}")
        if progress.outcome:
            self.last = progress.outcome
            self.counts[self.last.status.value] += 1
            self.codes.add(code(self.last))
        self.shown(progress)


def summarize(show: Show, outcomes: list[Outcome], seen: Seen, empty: list[Path], *, report: bool) -> None:
    """Print the episodes on standard output, and on standard error what the run came to.

    Each failure was reported when it happened; here they are counted. On a terminal the folder of many episodes is
    enough: their names would be a wall. After a single article the user wants to hear it.
    """
    counts = seen.counts
    made = [o for o in outcomes if o.path]
    if sys.stdout.isatty() and len(made) > LISTED:
        answer(f"{len(made)} episodes in {here(show.episodes)}")
    else:
        for outcome in made:
            answer_path(str(outcome.path))
    if sys.stderr.isatty() and _tell_one(show, seen, empty, report=report):
        return
    summary = ", ".join(f"{counts[status]} {status}" for status in _ORDER if counts[status]) or "nothing found"
    audio = f", {clock(sum(o.seconds for o in made))} of audio" if made else ""
    say(f"{summary}{audio}")
    kinds = Counter(o.error_kind for o in outcomes if o.status not in GOOD)
    if kinds and counts.total() > 1:
        for kind, count in kinds.most_common():
            say(f"  {count} × {in_words(kind)}")
        if made or show.state.is_dir():  # not where no file that was named is there
            say(f"  try: {command('failures', show.folder)}")
    for path in empty:
        say(f"nothing to read in {here(path)}")
    if counts[Status.MADE] or counts[Status.UNCHANGED]:
        say(f"feed: {here(show.public / 'feed.xml')}")
    if report and latest(show):
        say(f"report: {here(latest(show) or '')}")
    if made:
        say(f"listen: {command('serve', show.folder)}")


def _tell_one(show: Show, seen: Seen, empty: list[Path], *, report: bool) -> bool:
    """After one article that has an episode: how to hear it. Returns whether that is all there is to report."""
    one = seen.last if seen.counts.total() == 1 and not empty and not report else None
    if one is None or one.status not in (Status.MADE, Status.UNCHANGED):
        return False
    if one.status is Status.UNCHANGED:
        say(f"unchanged: {_there(show, one.source) or one.title or one.source}")
    for line in hearing(show):
        say(line)
    return True


def _there(show: Show, source: str) -> str:
    """The audio of the article of *source*; "" for a file of several."""
    with contextlib.suppress(PodcasterError), show_library.for_reading(show) as library:
        entry = library.known(source)
        if entry and entry.episode:
            return here(show.episodes / entry.episode.file)
    return ""
