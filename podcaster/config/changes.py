"""What has to be made again when a setting gets another value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass
from enum import Flag, auto
from typing import Any, TypeVar

T = TypeVar("T")
CHANGES = "changes"  # in the metadata of a field


class Changes(Flag):
    """What has to be made again when a setting gets another value."""

    NOTHING = 0  # how the work is done: how fast, where, with what
    SCRIPT = auto()  # what is said, in which voice, with which pauses
    SOUND = auto()  # the sound of the same script
    TAGS = auto()  # what the files of an episode contain: tag, chapters, cover, page
    FEED = auto()  # feed, front page, archive pages, the cover of the show


def setting(default: T, changes: Changes) -> T:
    """A field of a table of settings, and what is made again when it changes."""
    made: T = field(default=default, metadata={CHANGES: changes})
    return made


def changing(table: Any, kinds: Changes) -> dict[str, Any]:
    """The settings of *table* that change one of *kinds*, with their values; a table within it only if it has some."""
    found: dict[str, Any] = {}
    for one in fields(table):
        value = getattr(table, one.name)
        if is_dataclass(value):
            if inner := changing(value, kinds):
                found[one.name] = inner
        elif one.metadata[CHANGES] & kinds:
            by_name = isinstance(value, Mapping)
            found[one.name] = {k: _changing(v, kinds) for k, v in value.items()} if by_name else value
    return found


def _changing(value: Any, kinds: Changes) -> Any:
    return changing(value, kinds) if is_dataclass(value) else value
