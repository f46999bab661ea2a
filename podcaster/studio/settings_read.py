"""What a form of settings changes, and which values are not valid, with messages for the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podcaster import voice
from podcaster.config import Settings, Show, parse, strings
from podcaster.errors import UsageError, VoiceError
from podcaster.publishing.categories import find_category
from podcaster.studio.settings import Sent, sent_rows
from podcaster.studio.settings_kinds import (
    CHOICES,
    EFFECTS,
    FILES,
    FIXED,
    LISTS,
    SOUNDS,
    Cost,
    Kind,
    changes_of,
    columns,
    cost,
    keys,
    kind_of,
    rows,
    type_of,
    typed,
    value_of,
)

_WHERE = "settings"  # begins the messages of `parse`; taken off again


class _WrongError(Exception):
    """A value that is not valid, with a message for the user."""


def read(sent: Sent, show: Show) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form changes, by key, and what is wrong with it, by key. A field that was not sent does not change."""
    changes: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for key in keys():
        listed = key in LISTS
        if key in FIXED or not (any(name.startswith(f"{key}.") for name in sent) if listed else key in sent):
            continue
        try:
            if listed:
                table = [*sent_rows(key, sent)]
                value, same = _table_of(key, table), table == [*rows(key, show.settings)]
            else:
                value, old = _value(key, sent[key]), value_of(show.settings, key)
                same = value == (strings(old) if kind_of(key) in (Kind.LINES, Kind.SOME) else old)
            if not same:
                _refuse(key, value, show.folder)
                changes[key] = value
        except _WrongError as wrong:
            errors[key] = str(wrong)
    return changes, errors


def _value(key: str, sent: Sequence[str]) -> Any:
    kind, text = kind_of(key), sent[-1].strip().replace("\r\n", "\n")
    if kind is Kind.YES:
        return text == "yes"
    if kind is Kind.SOME:
        return tuple(one for one in CHOICES[key] if one in sent)
    if kind is Kind.LINES:
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    if kind is Kind.NUMBER:
        return _number(text, whole=type_of(key) is int)
    return " ".join(text.split()) if kind is not Kind.LONG else text


def _number(text: str, *, whole: bool) -> float:
    plain = text.replace("−", "-").replace(",", ".").replace(" ", "")
    try:
        return int(plain) if whole else float(plain)
    except ValueError as error:
        what = "a whole number" if whole else "a number"
        raise _WrongError(f"“{text}” is not {what}" if text else f"Type {what} here") from error


def _table_of(key: str, table: Sequence[Mapping[str, str]]) -> Any:
    """Rows as podcaster.toml has them."""
    if key not in ("casts", "speaker_voices"):
        return [*table]
    first = next(iter(columns(key)))
    named: dict[str, Any] = {}
    for row in table:
        name = row.get(first, "")
        if not name:
            raise _WrongError(f"A row has no {first}")
        if name.lower() in map(str.lower, named):
            raise _WrongError(f"Two rows are about {name}")
        rest = {column: one for column, one in row.items() if column != first}
        named[name.lower() if key == "casts" else name] = rest if key == "casts" else rest.get("voice", "")
    return named


def _refuse(key: str, value: Any, folder: Path) -> None:
    """Raise _WrongError for a value that podcaster.toml may not have, or a voice or a file that is not there."""
    if key in FILES and value and value not in SOUNDS:
        if value != Path(value).name or "\\" in value:
            raise _WrongError("Name a file in the folder of the show, without a path")
        if not (folder / value).is_file():
            raise _WrongError(f"There is no file {value} in the folder of the show")
    for one in strings(value) if key == "category" else ():
        try:
            find_category(one)
        except UsageError as error:
            raise _WrongError(_sentence(error.message, error.hint)) from error
    for name in _voices(key, value):
        try:
            voice.find(name)
        except VoiceError as error:
            near = error.hint.partition("podcaster voices")[0].strip()
            raise _WrongError(_sentence(error.message, near)) from error
    try:
        parse(_nested(key, value), where=_WHERE)
    except UsageError as error:
        said = error.message.removeprefix(f"{_WHERE}: ")
        if key in LISTS:  # the hint shows how it is written in the file
            raise _WrongError(_sentence(said)) from error
        raise _WrongError(_sentence(error.hint if said.startswith(f"{key} is ") else said)) from error


def _sentence(said: str, hint: str = "") -> str:
    return f"{said[:1].upper()}{said[1:]}{hint and f': {hint}'}"


def _voices(key: str, value: Any) -> list[str]:
    if key == "casts":
        return [one for roles in value.values() for one in roles.values()]
    if key == "speaker_voices":
        return [*value.values()]
    return [value] if kind_of(key) is Kind.VOICE and value else []


def _nested(key: str, value: Any) -> dict[str, Any]:
    if key == "casts":
        return {"cast": value}
    if key == "speaker_voices":
        return {"cast": {"speakers": value}}
    *above, last = key.split(".")
    made: Any = {last: [*value] if isinstance(value, tuple) else value}
    for name in reversed(above):
        made = {name: made}
    return dict(made)


# ---------------------------------------------------------------- what it costs


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that gets another value, in words."""

    label: str
    old: str
    new: str
    cost: Cost

    @property
    def effect(self) -> str:
        return EFFECTS[self.cost]


def told(changes: Mapping[str, Any], settings: Settings) -> list[Change]:
    """The changes that the user has to confirm, the most expensive first."""
    found = []
    for key, new in changes.items():
        if key in LISTS:
            old_text, new_text = (str(len(one)) for one in (value_of(settings, key), new))
        else:
            old_text, new_text = (typed(kind_of(key), one) for one in (value_of(settings, key), new))
        found.append(Change(key, old_text, new_text, cost(changes_of(key))))
    order = [*Cost]
    return sorted(found, key=lambda one: order.index(one.cost))
