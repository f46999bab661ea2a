"""The settings of a show as a form, with the words of the guide. Nothing here knows HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from podcaster.config import Settings, explained, strings
from podcaster.studio.settings_kinds import (
    CHOICES,
    DEAR,
    EFFECTS,
    LISTS,
    SOUNDS,
    Kind,
    changes_of,
    columns,
    cost,
    keys,
    kind_of,
    members,
    rows,
    typed,
    value_of,
)

Sent = Mapping[str, Sequence[str]]  # a form that was sent: each name with its values

_LABELS = {"base_url": "Base URL", "cache_mb": "Cache (MB)", "see_also": "“See also”", "casts": "Language",
           "href": "Page", "img": "Picture", "url": "Address", "geo": "Coordinates", "osm": "OSM"}  # fmt: skip
_ROW = re.compile(r"(?P<key>\w+)\.(?P<row>\d{1,4})\.(?P<column>\w+)")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    key: str  # its name in the form: "sound.loudness", "person.0.role"
    label: str
    kind: Kind
    value: str
    chosen: tuple[str, ...] = ()  # of Kind.SOME
    default: str = ""
    choices: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the guide with its fields."""

    title: str
    words: str
    effect: str  # what a change costs; "" if nothing is spoken or mastered again
    fields: tuple[Field, ...] = ()
    table: tuple[tuple[Field, ...], ...] = ()  # of a setting with several rows; the last is empty, for one more
    error: str = ""

    @property
    def wrong(self) -> bool:
        return bool(self.error) or any(one.error for one in self.fields)


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    parts: tuple[Part, ...]

    @property
    def wrong(self) -> bool:
        return any(part.wrong for part in self.parts)


def form(settings: Settings, sent: Sent | None = None, errors: Mapping[str, str] | None = None) -> tuple[Group, ...]:
    """All settings with their words, as they are, or as they were *sent* with what is wrong with that."""
    groups: dict[str, list[Part]] = {}
    left = [*keys()]
    for row in explained.rows():
        covered = [key for key in left if row.covers(key)]
        left = [key for key in left if key not in covered]
        if covered:
            groups.setdefault(row.group, []).append(_part(row, covered, settings, sent or {}, errors or {}))
    return tuple(Group(name, tuple(parts)) for name, parts in groups.items())


def _part(
    row: explained.Explained, keys: Sequence[str], settings: Settings, sent: Sent, errors: Mapping[str, str]
) -> Part:
    key = keys[0]
    title = (
        _label(row.keys[0].strip("[]"))
        if len(row.keys) == 1
        else _label(row.keys[0]) + "".join(f" and {_label(one).lower()}" for one in row.keys[1:])
    )
    cost_of_it = cost(changes_of(key))
    effect = EFFECTS[cost_of_it] if cost_of_it in DEAR else ""
    if key in LISTS:
        table = [*sent_rows(key, sent)] if sent else [*rows(key, settings)]
        filled = tuple(tuple(_cells(key, n, one)) for n, one in enumerate([*table, {}]))
        return Part(_TITLES.get(key, title), row.words, effect, table=filled, error=errors.get(key, ""))
    return Part(title, row.words, effect, tuple(_field(one, settings, sent, errors.get(one, "")) for one in keys))


_TITLES = {"casts": "Voices for other languages", "speaker_voices": "Voices of speakers"}


def _field(key: str, settings: Settings, sent: Sent, error: str) -> Field:
    kind, value = kind_of(key), value_of(settings, key)
    given = sent.get(key)
    chosen = tuple(one for one in given if one) if given is not None else strings(value) if kind is Kind.SOME else ()
    return Field(
        key,
        _label(key),
        kind,
        given[-1] if given else typed(kind, value),
        chosen,
        typed(kind, value_of(Settings(), key)),
        SOUNDS if key == "sound.theme" else CHOICES.get(key, members(key)),
        error,
    )


def _cells(key: str, number: int, row: Mapping[str, str]) -> Iterator[Field]:
    for column, default in columns(key).items():
        kind = Kind.VOICE if key in ("casts", "speaker_voices") and column not in ("language", "speaker") else Kind.TEXT
        yield Field(f"{key}.{number}.{column}", _label(column), kind, row.get(column, ""), default=default)


def _label(key: str) -> str:
    name = key.rpartition(".")[2]
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def sent_rows(key: str, sent: Sent) -> Iterator[dict[str, str]]:
    """The rows that were typed in, without empty ones, and without what is as it is by default."""
    found: dict[int, dict[str, str]] = {}
    for name, values in sent.items():
        place = _ROW.fullmatch(name)
        if place and place["key"] == key and place["column"] in columns(key):
            value = " ".join(values[-1].split())
            if value and value != columns(key)[place["column"]]:
                found.setdefault(int(place["row"]), {})[place["column"]] = value
    for number in sorted(found):
        yield found[number]
