"""Asks the user: before anything is deleted, and which of several things is meant."""

from __future__ import annotations

import sys

from podcaster.cli.output import message, say
from podcaster.errors import Stopped, UsageError

YES = {"y", "yes", "j", "ja", "o", "oui", "s", "si", "sí", "sim", "t", "tak", "da", "д", "да", "так", "是"}


def confirm(what: str, *, yes: bool) -> None:
    """Ask the user about *what*, and return if the answer is yes, or if --yes was given. Enter means no.

    Raises Stopped for a no, and UsageError where nobody can be asked.
    """
    if yes:
        return
    if not _somebody():
        raise UsageError(f"nobody can be asked here whether to {what}", hint="give --yes")
    if not may_be(what):
        raise Stopped("nothing was changed")


def may_be(what: str) -> bool:
    """Whether the user says yes to *what*, a question without its mark; False where nobody can be asked."""
    if not _somebody():
        return False
    say(f"{what}? [y/N]")
    return sys.stdin.readline().strip().lower() in YES


def choose(what: str, count: int) -> int | None:
    """The number from 1 to *count* that the user answers to *what*, a question; None for no answer, or for nobody.

    Raises UsageError for an answer that is no such number.
    """
    if not _somebody():
        return None
    say(f"{what}? [1-{count}, Enter for none]")
    said = sys.stdin.readline().strip()
    if not said:
        return None
    if not said.isdecimal() or not 1 <= int(said) <= count:
        raise UsageError(f"{said!r} is none of them: nothing was fetched")
    return int(said)


def answered(question: str, default: str) -> str:
    """What the user answers; *default* for Enter.

    Raises UsageError where nobody can be asked, and Stopped at the end of the input.
    """
    if not _somebody():
        raise UsageError(f"nobody can be asked here: {question}", hint="give the answers as options, and --yes")
    message(f"{question} [{default}]: " if default else f"{question}: ", end="")
    line = sys.stdin.readline()
    if not line:
        raise Stopped("nothing was changed")
    return line.strip() or default


def is_somebody_there() -> bool:
    """Whether the user can be asked."""
    return _somebody()


def _somebody() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
