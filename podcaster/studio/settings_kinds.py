"""What a form has to know of each setting: how it is typed in, what it may be, and what a change of it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, get_args, get_type_hints

from podcaster.config import (
    CHANGES,
    DATES,
    DEVICES,
    FORMATS,
    OWN_AUDIO,
    QUALITIES,
    SHELVES,
    TYPES,
    Cast,
    Changes,
    Settings,
    Strings,
    explained,
    strings,
)


class Kind(StrEnum):
    """How a setting is typed in."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    YES = "yes"
    CHOICE = "choice"
    SOME = "some"  # of some values, any
    LINES = "lines"  # several, each on its own line
    VOICE = "voice"
    FIXED = "fixed"  # is only shown


# These name programs and folders: whoever has the key of the studio must not choose them.
FIXED = frozenset(("ffmpeg", "cache", "lexicon"))
FILES = frozenset(("cover", "sound.intro", "sound.outro", "sound.theme"))  # beside podcaster.toml, and nowhere else
CHOICES: dict[str, tuple[str, ...]] = {
    "type": TYPES, "date": DATES, "own_audio": OWN_AUDIO, "device": DEVICES, "sound.format": FORMATS,
    "sound.quality": QUALITIES, "shelves": SHELVES, "sound.also": FORMATS,
}  # fmt: skip
SOUNDS = ("soft", "wood")  # suggestions for sound.theme, which may be a file too
LISTS = ("person", "funding", "location", "casts", "speaker_voices")  # tables with any number of rows


@lru_cache
def keys() -> tuple[str, ...]:
    """Of all settings, in the order of the tables."""
    return tuple(explained.leaves())


def kind_of(key: str) -> Kind:
    """How it is typed in."""
    kind = type_of(key)
    if key in FIXED:
        return Kind.FIXED
    if kind is bool:
        return Kind.YES
    if kind in (int, float):
        return Kind.NUMBER
    if kind == Strings:
        return Kind.SOME if key in CHOICES else Kind.LINES
    if key in CHOICES or members(key):
        return Kind.CHOICE
    if key == "voice" or key.startswith("cast."):
        return Kind.VOICE
    return Kind.LONG if key in ("description", "intro", "outro") else Kind.TEXT


def typed(kind: Kind, value: Any) -> str:
    """A value as one types it."""
    if kind is Kind.YES:
        return "yes" if value else ""
    if kind in (Kind.LINES, Kind.SOME):
        return "\n".join(strings(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


@lru_cache
def type_of(key: str) -> Any:
    """The type of its value."""
    table: Any = Settings
    *above, last = key.split(".")
    for name in above:
        table = get_type_hints(table)[name]
    return get_type_hints(table)[last]


def members(key: str) -> tuple[str, ...]:
    """The values of an enumeration; none for any other setting."""
    kind = type_of(key)
    return tuple(map(str, kind)) if isinstance(kind, type) and issubclass(kind, StrEnum) else ()


def value_of(settings: Settings, key: str) -> Any:
    """The value in these settings."""
    found: Any = settings
    for name in key.split("."):
        found = getattr(found, name)
    return found


@lru_cache
def changes_of(key: str) -> Changes:
    """What has to be made again when it changes."""
    table: Any = Settings
    *above, last = key.split(".")
    for name in above:
        table = get_type_hints(table)[name]
    (found,) = (one for one in fields(table) if one.name == last)
    kinds: Changes = found.metadata[CHANGES]
    return kinds


@lru_cache
def columns(key: str) -> dict[str, str]:
    """The columns of a table with rows, with their defaults."""
    if key == "speaker_voices":
        return {"speaker": "", "voice": ""}
    if key == "casts":
        return {"language": "", **{one.name: "" for one in fields(Cast)}}
    (row, *_) = get_args(type_of(key))
    assert is_dataclass(row)
    return {one.name: str(one.default) for one in fields(row)}


def rows(key: str, settings: Settings) -> Iterator[dict[str, str]]:
    """The rows of a table as the settings have them, without what is as it is by default."""
    value = value_of(settings, key)
    if key == "speaker_voices":
        yield from ({"speaker": name, "voice": one} for name, one in value.items())
        return
    named = [({"language": name}, one) for name, one in value.items()] if key == "casts" else [({}, v) for v in value]
    for first, table in named:
        found = {name: str(getattr(table, name)) for name in columns(key) if name != "language"}
        yield first | {name: one for name, one in found.items() if one != columns(key)[name]}


# ---------------------------------------------------------------- what it costs


class Cost(StrEnum):
    """What a change of a setting costs, the dearest first."""

    SPEECH = "speech"
    SOUND = "sound"
    FILES = "files"
    FEED = "feed"
    NOTHING = "nothing"


EFFECTS = {
    Cost.SPEECH: "Spoken again where it differs",
    Cost.SOUND: "Sound made again, nothing spoken again",
    Cost.FILES: "Files written again, same sound",
    Cost.FEED: "In feed and pages at once",
    Cost.NOTHING: "With the next run",
}


DEAR = (Cost.SPEECH, Cost.SOUND)  # said beside the setting, and agreed to before it is written


def cost(kinds: Changes) -> Cost:
    """The dearest of what these changes need."""
    if kinds & Changes.SCRIPT:
        return Cost.SPEECH
    if kinds & Changes.SOUND:
        return Cost.SOUND
    if kinds & Changes.TAGS:
        return Cost.FILES
    return Cost.FEED if kinds & Changes.FEED else Cost.NOTHING
