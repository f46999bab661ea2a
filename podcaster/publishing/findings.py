"""What a check finds wrong with a show or a machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"  # an app refuses the feed or loses an episode: it must not be published
    WARNING = "warning"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, or the statement that there is none (OK)."""

    level: Level
    rule: str
    message: str
    file: str = ""  # the name of the file that is absent


def absent(name: str, title: str = "") -> Finding:
    """A file of the show that should be there. *title*: of its episode."""
    whose = f" ({title})" if title else ""
    return Finding(Level.ERROR, "absent file", f"{name}{whose} is not there", name)


def fault(rule: str, message: str) -> Finding:
    return Finding(Level.ERROR, rule, message)


def warning(rule: str, message: str) -> Finding:
    return Finding(Level.WARNING, rule, message)
