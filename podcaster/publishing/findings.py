"""What a check finds wrong with a show, a feed or a machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"  # an app refuses the feed or loses an episode: it must not be published
    WARNING = "warning"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, or the finding OK if there is none."""

    level: Level
    rule: str
    message: str
    file: str = ""  # the name of the file that is absent
    app: str = ""  # the app that refuses the feed or loses the episode
    count: int = 1  # how many of this kind there are; the message is about the first


def absent(name: str, title: str = "") -> Finding:
    """A file of the show that should be there. *title*: of its episode."""
    whose = f" ({title})" if title else ""
    return Finding(Level.ERROR, "absent file", f"{name}{whose} is not there", name)


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each rule and level, errors first: the first one found, with the number of all."""
    groups: dict[tuple[Level, str], Finding] = {}
    for one in findings:
        key = one.level, one.rule
        groups[key] = replace(groups[key], count=groups[key].count + one.count) if key in groups else one
    return sorted(groups.values(), key=lambda one: list(Level).index(one.level))
