"""The page of the settings: every key of podcaster.toml with its values, its default, and what a change of it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from docs.generate import markdown
from docs.generate.markdown import code, text
from podcaster.config import FILE_NAME, Changes, Settings
from podcaster.config.explained import Explained, rows
from podcaster.studio.settings_kinds import CHOICES, Kind, changes_of, keys, kind_of, members, type_of, value_of

INTRODUCTION = (
    f"`{FILE_NAME}` is in the folder of the show, and every key is optional. A key with a dot is in a table: "
    "`sound.loudness` is `loudness` below `[sound]`. [Settings](../guide/settings.md) has the same with examples, and "
    "says with which command a change takes effect."
)
REDONE = {Changes.SCRIPT: "speech", Changes.SOUND: "sound", Changes.TAGS: "tags", Changes.FEED: "feed"}
COSTS = markdown.table(
    ("made again after a change", ""),
    (
        ("speech", "sentences that are spoken differently; all others are taken from the cache"),
        ("sound", "the file, from sentences that are there"),
        ("tags", "tags, chapters and pages of the episodes"),
        ("feed", "the feed and the pages of the show"),
    ),
)
VALUES = {
    Kind.YES: "`true`, `false`",
    Kind.VOICE: "a [voice](../guide/voices.md)",
    Kind.LINES: "a text, or a list of them",
}
NAMES = {"casts": "[cast.LANGUAGE]", "speaker_voices": "[cast.speakers]"}


def page() -> str:
    """Every setting, in the order and the groups of the guide."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    done = set[str]()
    for row in rows():
        found = [key for key in keys() if row.covers(key) and key not in done]
        done |= set(found)
        groups.setdefault(row.group, []).extend(_rows(found, row))
    parts = [INTRODUCTION, COSTS]
    for name, lines in groups.items():
        parts += [f"## {name}", markdown.table(("key", "values", "default", "", "again"), lines)]
    return markdown.page("All settings", "`podcaster/config/tables.py` and `docs/guide/settings.md`", *parts)


def _rows(found: list[str], explained: Explained) -> Iterator[tuple[str, ...]]:
    """The keys of a row of the guide; what it says of a table stands before the keys of the table."""
    words = text(explained.words)
    table = found[0].partition(".")[0] if found and found[0] not in explained.keys else ""
    if table and found[0] not in NAMES:
        yield code(f"[{table}]"), "", "", words, ""
    for key in found:
        redone = [name for kind, name in REDONE.items() if kind in changes_of(key)]
        own = words if key in explained.keys or key in NAMES else ""
        yield code(NAMES.get(key, key)), _values(key), _default(key), own, ", ".join(redone) or "nothing"


def _values(key: str) -> str:
    if choices := members(key) or CHOICES.get(key, ()):
        listed = ", ".join(code(one) if one else "empty" for one in choices)
        return f"a list of {listed}" if kind_of(key) is Kind.SOME else listed
    if type_of(key) is int:
        return "a whole number"
    if type_of(key) is float:
        return "a number"
    if tables := _fields(key):
        return f"tables with {', '.join(code(one) for one in tables)}"
    return VALUES.get(kind_of(key), "a text")


def _fields(key: str) -> tuple[str, ...]:
    """The keys of the tables that a setting consists of."""
    inner: Any = next((one for one in get_args(type_of(key)) if is_dataclass(one)), None)
    return tuple(one.name for one in fields(inner)) if inner else ()


def _default(key: str) -> str:
    value = value_of(Settings(), key)
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, tuple | Mapping):
        return "none"
    return code(f'"{value}"') if isinstance(value, str) else code(str(value))
