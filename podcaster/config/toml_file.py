"""Settings from podcaster.toml. Errors name the place in the file and a remedy."""

from __future__ import annotations

import difflib
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from podcaster import shell
from podcaster.config.hours import hours
from podcaster.config.tables import (
    DATES,
    DEVICES,
    FORMATS,
    OWN_AUDIO,
    QUALITIES,
    SHELVES,
    THEMES,
    TYPES,
    Cast,
    Settings,
    Strings,
    Treatment,
    strings,
)
from podcaster.errors import MALFORMED, PodcasterError, UsageError, unreadable_text

FILE_NAME = "podcaster.toml"
T = TypeVar("T")


def says(folder: Path, key: str) -> bool:
    """Whether podcaster.toml in *folder* has *key*, with whatever value."""
    try:
        return key in tomllib.loads((folder / FILE_NAME).read_text(encoding="utf-8-sig"))
    except (OSError, *MALFORMED):
        return False


def load(folder: Path) -> Settings:
    """The settings of the show in *folder*; the defaults if it has no podcaster.toml."""
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows begin it with a mark
    except FileNotFoundError as error:
        if folder.is_symlink() and not folder.exists():
            raise UsageError(f"{folder} is a link to a folder that is not there", hint="--show FOLDER") from error
        return Settings()
    except NotADirectoryError as error:
        raise UsageError(f"{folder} is not a folder, so it cannot be a show", hint="--show FOLDER") from error
    except OSError as error:
        raise unreadable_text(error, path) from error
    except UnicodeDecodeError as error:
        hint = _copy_of(folder) or "it must be a UTF-8 text file"
        raise UsageError(f"could not read {path}: {error}", hint=hint) from error
    try:
        values = tomllib.loads(text)
    except MALFORMED as error:
        hint = _copy_of(folder) or "https://toml.io shows the form"
        raise UsageError(f"{path} is not valid TOML: {error}", hint=hint) from error
    return parse(values, where=str(path))


def _copy_of(folder: Path) -> str:
    """What to do about a damaged file, if a batch has left a copy of it; else ""."""
    for kept in sorted(folder.glob(f".podcaster/backups/[12]/{FILE_NAME}")):
        if kept.stat().st_size:
            copying = f"cp {shell.path(kept)} {shell.path(folder / FILE_NAME)}"
            return f"correct it in an editor, or restore the copy of an earlier batch: {copying}"
    return ""


def parse(values: Mapping[str, Any], *, where: str = FILE_NAME) -> Settings:
    """Settings from a table that was read. Raises UsageError for an unknown key and for a value of the wrong type."""
    values = dict(values)
    casts: dict[str, Cast] = {}
    speakers: dict[str, str] = {}
    cast = values.get("cast")
    if isinstance(cast, dict):
        cast = dict(cast)
        speakers = _voices_of(cast.pop("speakers", {}), f"{where}: cast.speakers")
        own = {k: v for k, v in cast.items() if not isinstance(v, dict)}
        casts = {k.lower(): _table(Cast, v, f"{where}: cast.{k}") for k, v in cast.items() if isinstance(v, dict)}
        values["cast"] = own
    for key, hint in (
        ("casts", "write one table per language: [cast.de]"),
        ("speaker_voices", "write [cast.speakers]"),
    ):
        if key in values:
            raise UsageError(f"{where}: unknown key {key!r}", hint=hint)
    settings = _table(Settings, values, where)
    _check(settings, where)
    return replace(settings, casts=types.MappingProxyType(casts), speaker_voices=types.MappingProxyType(speakers))


def _voices_of(table: Any, where: str) -> dict[str, str]:
    """The voice of each speaker."""
    if not isinstance(table, dict) or not all(isinstance(voice, str) for voice in table.values()):
        raise UsageError(
            f"{where} must be a table of voices", hint='[cast.speakers], then lines such as "Anna" = "emma"'
        )
    return dict(table)


def _check(settings: Settings, where: str) -> None:
    if settings.date not in DATES:
        raise UsageError(f"{where}: date is {settings.date!r}", hint="article or added")
    if settings.own_audio not in OWN_AUDIO:
        raise UsageError(f"{where}: own_audio is {settings.own_audio!r}", hint="skip or use")
    if settings.device not in DEVICES:
        raise UsageError(f"{where}: device is {settings.device!r}", hint=f"one of {', '.join(DEVICES)}")
    if not hours(settings.tonight):
        raise UsageError(f"{where}: tonight is {settings.tonight!r}", hint='two times of the day: "23:00-07:00"')
    _check_sound(settings, where)
    _check_show(settings, where)
    limits = (
        ("pace", settings.pace, 0.25, 4.0),
        ("sound.loudness", settings.sound.loudness, -40.0, -8.0),
        ("sound.true_peak", settings.sound.true_peak, -9.0, 0.0),
        ("sound.chapter_depth", settings.sound.chapter_depth, 0, 6),
        ("sound.intro_overlap", settings.sound.intro_overlap, 0.0, 30.0),
        ("sound.chapter_seconds", settings.sound.chapter_seconds, 0.0, 3600.0),
        ("longest_words", settings.longest_words, 1, 100_000_000),
        ("feed_limit", settings.feed_limit, 1, 100_000),
        ("shelf_least", settings.shelf_least, 1, 100_000),
        ("keep", settings.keep, 0, 1_000_000),
        ("keep_days", settings.keep_days, 0, 100_000),
        ("jobs", settings.jobs, 0, 1024),
        ("cache_mb", settings.cache_mb, 0, 10_000_000),
    )
    for key, value, low, high in limits:
        if not low <= value <= high:
            raise UsageError(f"{where}: {key} is {value}", hint=f"from {low} to {high}")
    for treated in fields(settings.treat):
        if getattr(settings.treat, treated.name) is Treatment.SUMMARY and treated.name != "tables":
            hint = "only tables have one: speak, mention, notes or skip"
            raise UsageError(f"{where}: treat.{treated.name} is 'summary'", hint=hint)
    for pause in fields(settings.pauses):
        value = getattr(settings.pauses, pause.name)
        if not 0 <= value <= 20_000:
            raise UsageError(f"{where}: pauses.{pause.name} is {value}", hint="milliseconds, from 0 to 20000")
    if settings.base_url and not settings.base_url.startswith(("http://", "https://")):
        raise UsageError(f"{where}: base_url is {settings.base_url!r}", hint="begin it with https:// or http://")


def _check_sound(settings: Settings, where: str) -> None:
    for one in strings(settings.sound.also):
        if one not in FORMATS:
            raise UsageError(f"{where}: sound.also has {one!r}", hint=f"some of {', '.join(FORMATS)}")
    if settings.sound.format not in FORMATS:
        raise UsageError(f"{where}: sound.format is {settings.sound.format!r}", hint=f"one of {', '.join(FORMATS)}")
    if settings.sound.quality not in QUALITIES:
        raise UsageError(f"{where}: sound.quality is {settings.sound.quality!r}", hint=f"one of {', '.join(QUALITIES)}")
    if settings.sound.theme not in THEMES and not settings.sound.theme.endswith(".toml"):
        hint = '"", soft, wood, or a file of your own: "mine.toml"'
        raise UsageError(f"{where}: sound.theme is {settings.sound.theme!r}", hint=hint)


def _check_show(settings: Settings, where: str) -> None:
    """What the feed says of the show."""
    if settings.type not in TYPES:
        raise UsageError(f"{where}: type is {settings.type!r}", hint='"", episodic or serial')
    for shelf in strings(settings.shelves):
        if shelf not in SHELVES:
            raise UsageError(f"{where}: shelves has {shelf!r}", hint=f"some of {', '.join(SHELVES)}")
    if settings.location and any(place.rel not in ("", "subject", "creator") for place in settings.location):
        raise UsageError(f"{where}: location.rel is neither subject nor creator")
    addresses = [("websub", settings.websub), ("license.url", settings.license.url)]
    addresses += [(f"funding.{key}", getattr(one, key)) for one in settings.funding for key in ("url",)]
    addresses += [(f"person.{key}", getattr(one, key)) for one in settings.person for key in ("href", "img")]
    for key, address in addresses:
        if address and not address.startswith(("http://", "https://")):
            raise UsageError(f"{where}: {key} is {address!r}", hint="begin it with https:// or http://")
    needed = [("person", "name", one.name) for one in settings.person]
    needed += [("funding", "url", one.url) for one in settings.funding]
    needed += [("location", "name", one.name) for one in settings.location]
    for table, key, value in needed:
        if not value.strip():
            raise UsageError(
                f"{where}: {table} has no {key}", hint=f'{table} = "...", or [[{table}]] with {key} = "..."'
            )


def _table(kind: type[T], values: Mapping[str, Any], where: str) -> T:
    return kind(**checked(kind, values, where))


def checked(
    kind: type, values: Mapping[str, Any], where: str, error: type[PodcasterError] = UsageError
) -> dict[str, Any]:
    """*values*, each with the type of the field of *kind* that has its name. Raises *error* for anything else."""
    hints = typing.get_type_hints(kind)
    known = [f.name for f in fields(kind)]
    out: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
            raise error(f"{where}: unknown key {key!r}", hint=hint)
        try:
            out[key] = _value(hints[key], value, f"{where}: {key}", error)
        except _WrongTypeError as wrong:
            default = next(f.default for f in fields(kind) if f.name == key)
            said = str(value).lower() if isinstance(value, bool) else repr(value)
            raise error(f"{where}: {key} is {said}", hint=_wanted(wrong.wanted, default)) from None
    return out


class _WrongTypeError(Exception):
    """A value is not of the type *wanted*."""

    def __init__(self, wanted: type) -> None:
        super().__init__(wanted)
        self.wanted = wanted


def _wanted(kind: type, default: Any) -> str:
    """What to write instead: "a number, such as 1.0"."""
    own = default if isinstance(default, int | float) and not isinstance(default, bool) else 0
    words = {
        bool: "true or false",
        int: f"a whole number, such as {int(own or 3)}",
        float: f"a number, such as {float(own or 1)}",
        str: 'a text in quotes, such as "text"',
        Mapping: "a table",
    }
    return words.get(kind, f"a value of the type {kind.__name__}")


def _value(wanted: Any, value: Any, where: str, error: type[PodcasterError]) -> Any:
    if wanted == Strings:
        wanted = str if isinstance(value, str) else tuple[str, ...]
    if typing.get_origin(wanted) is tuple:
        one = typing.get_args(wanted)[0]
        return tuple(_value(one, item, where, error) for item in (value if isinstance(value, list) else [value]))
    if is_dataclass(wanted) and isinstance(wanted, type):
        short = getattr(wanted, "SHORT", "")
        if short and isinstance(value, str):
            value = {short: value}
        if not isinstance(value, dict):
            key = where.rpartition(": ")[2]
            raise UsageError(f"{where} must be a table", hint=f"write [{key}] on a line, and its keys below it")
        return _table(wanted, value, where)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        try:
            return wanted(value)
        except ValueError as unknown:
            raise UsageError(f"{where} is {value!r}", hint=f"one of {', '.join(wanted)}") from unknown
    if wanted in (float, float | None) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    plain = float if wanted == float | None else typing.get_origin(wanted) or wanted
    if not isinstance(value, plain) or (isinstance(value, bool) and wanted is not bool):
        raise _WrongTypeError(plain)
    return value
