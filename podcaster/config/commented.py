"""A podcaster.toml with every setting and its meaning; a setting that is not set is a comment with its default."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from typing import Any, get_type_hints

from podcaster.config import explained
from podcaster.config.explained import Explained
from podcaster.config.tables import Cast, Pauses, Settings, Sound, Treatments

WIDTH = 100
HEAD = (
    "The settings of this show. A line that begins with # and a key, such as #pace, has the default: to change it,",
    "delete the # and write another value. podcaster refuses an unknown key or a wrong value, and names it.",
)
# The tables stand behind the plain keys: in TOML, a key below a table belongs to it.
_TABLES = {"cast": Cast, "pauses": Pauses, "treat": Treatments, "sound": Sound}


def text(values: Mapping[str, Any]) -> str:
    """The file, with *values* set: a table as TOML has it."""
    lines = [f"# {line}" for line in HEAD]
    group = ""
    for row in explained.rows():
        if row.keys[0].startswith("[") or "." in row.keys[0]:
            continue
        if row.group != group:
            group = row.group
            lines += ["", f"# {'-' * 16} {group}"]
        lines += ["", *_words(row), *(_line(key, values, _defaults(Settings)) for key in row.keys)]
    for name, kind in _TABLES.items():
        lines += ["", *_table(name, kind, values.get(name, {}))]
    return "\n".join(lines) + "\n"


def _table(name: str, kind: type, values: Mapping[str, Any]) -> Iterator[str]:
    rows = [row for row in explained.rows() if f"[{name}]" in row.keys or row.keys[0].startswith(f"{name}.")]
    whole = next((row for row in rows if f"[{name}]" in row.keys), None)
    if whole:
        yield from _words(whole)
    yield f"[{name}]"
    for row in [row for row in rows if row is not whole]:
        yield ""
        yield from _words(row)
        yield from (_line(key.partition(".")[2], values, _defaults(kind)) for key in row.keys)
    if whole:
        yield from (_line(key, values, _defaults(kind)) for key in _defaults(kind))
    if name == "cast":
        yield from _inner(values)


def _inner(cast: Mapping[str, Any]) -> Iterator[str]:
    """The casts of other languages and of speakers."""
    inner = {key: value for key, value in cast.items() if isinstance(value, Mapping)}
    languages = {key: value for key, value in inner.items() if key != "speakers"}
    speakers = {key: value for key, value in inner.items() if key == "speakers"}
    for example, tables in (("[cast.de]", languages), ("[cast.speakers]", speakers)):
        yield ""
        yield from _words(next(row for row in explained.rows() if example in row.keys))
        if not tables:
            yield f"#{example}"
        for key, value in tables.items():
            yield f"[cast.{_key(key)}]"
            yield from (f"{_key(one)} = {written(it)}" for one, it in value.items())


def _words(row: Explained) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(row.words, WIDTH - 2, break_long_words=False, break_on_hyphens=False)]


def _line(key: str, values: Mapping[str, Any], defaults: Mapping[str, Any]) -> str:
    return f"{key} = {written(values[key])}" if key in values else f"#{key} = {written(defaults[key])}"


def _defaults(kind: type) -> dict[str, Any]:
    """The default of each setting, in the shortest form that the file may have."""
    hints = get_type_hints(kind)
    found: dict[str, Any] = {}
    for one in fields(kind):
        if one.default is not MISSING:
            found[one.name] = one.default
        elif is_dataclass(hints[one.name]) and hasattr(hints[one.name], "SHORT"):
            found[one.name] = ""
    return found


def written(value: Any) -> str:
    """A value as TOML has it, on one line."""
    import tomlkit  # 20 ms; only when settings are written

    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {written(one)}" for key, one in value.items()) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(written, value)) + "]"
    return str(tomlkit.item(str(value) if isinstance(value, StrEnum) else value).as_string())


def _key(name: str) -> str:
    from tomlkit.items import SingleKey

    return SingleKey(name).as_string()
