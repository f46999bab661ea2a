"""The exit status of a command that works through several things: one rule for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from podcaster.cli.output import GOOD
from podcaster.model import Outcome
from podcaster.reading import expand

SOME_FAILED = 1


def exit_status(codes: Iterable[int], *, alone: bool) -> int:
    """The status of a command, from one code for each thing that it was asked for: 0, or the code of its error.

    0 if nothing failed. If one file was named (*alone*) and nothing in it succeeded, the code that all of it failed
    with. In every other case 1: something failed, and the output says what. Only what was asked for and whether it is
    there counts, not when it was made, so the same command has the same status every night.
    """
    found = set(codes)
    if found <= {0}:
        return 0
    return found.pop() if alone and len(found) == 1 else SOME_FAILED


def is_one_file(sources: Sequence[Path]) -> bool:
    """Whether *sources* is one file: neither several nor a folder. The folder of an export is one file."""
    return len(sources) == 1 and next(expand(sources[0]), None) == sources[0]


def code(outcome: Outcome) -> int:
    """0 for an article that is as it should be, else the code of its error."""
    return 0 if outcome.status in GOOD else outcome.exit_code or SOME_FAILED
