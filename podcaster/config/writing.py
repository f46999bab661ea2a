"""Writes settings into podcaster.toml as its owner would: comments, order and blanks of the file stay as they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from podcaster import files
from podcaster.config.tables import Settings
from podcaster.config.toml_file import FILE_NAME, parse
from podcaster.errors import MALFORMED, UsageError, storage_error, unreadable_text

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_HEADER = re.compile(r"\[([^\[\]]+)\]")
# The keys of a setting in the file, where they are not its name.
_PLACES = {"casts": ("cast",), "speaker_voices": ("cast", "speakers")}


def text_of(folder: Path) -> str:
    """The text of the file; "" if there is none. Raises UsageError if it cannot be read."""
    path = folder / FILE_NAME
    try:
        # As it is: a file of Windows keeps its line ends.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable_text(error, path) from error


def write(folder: Path, changes: Mapping[str, Any], *, before: str | None = None) -> bool:
    """Give settings of the show in *folder* other values. Returns whether the file changed.

    *changes*: by key, "title" or "sound.loudness"; a value as `Settings` has it, tables of tables as mappings.
    *before*: the text that the changes were made for. Raises UsageError if the file has another one by now, or if a
    value is wrong, and StorageError; the file is as it was then.
    """
    text = text_of(folder)
    if before is not None and text != before:
        raise UsageError(
            f"{FILE_NAME} was changed by another program meanwhile",
            hint="look at the new values, and change them again",
        )
    new = changed(text, changes)
    path = folder / FILE_NAME
    try:
        # A link to a file elsewhere stays a link.
        return files.write(path.resolve(), new.encode())
    except OSError as error:
        raise storage_error(error, f"could not write {path}") from error


def changed(text: str, changes: Mapping[str, Any]) -> str:
    """The text of a podcaster.toml with other values. Raises UsageError if it is not valid before or afterwards."""
    import tomlkit  # 20 ms; only when settings are written
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
    except (TOMLKitError, *MALFORMED) as error:
        raise UsageError(f"{FILE_NAME} is not valid TOML: {error}", hint="https://toml.io shows the form") from error
    parse(document.unwrap())
    for key, value in changes.items():
        if (told := _told(tomlkit.dumps(document), key)) is not None:
            document = tomlkit.parse(told)
        value = _names_alone(key, value) if key not in document and _is_tables(value) else value
        if key not in document and not isinstance(value, Mapping) and not _is_tables(value) and "." not in key:
            document = tomlkit.parse(_inserted(tomlkit.dumps(document), tomlkit.dumps({key: _as_toml(value)})))
        else:
            _put(document, key, value)
    new = tomlkit.dumps(document)
    if "\r\n" in text:
        new = new.replace("\r\n", "\n").replace("\n", "\r\n")
    parse(tomlkit.parse(new).unwrap())
    return new


def _told(text: str, key: str) -> str | None:
    """*text* with the line "#key = default" in force, as a file of `commented` has it; None if it has no such line."""
    *above, name = _PLACES.get(key, tuple(key.split(".")))
    table = ""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if header := _HEADER.match(line):
            table = header[1]
        elif table == ".".join(above) and line.startswith(f"#{name} = ") and _is_whole([line[1:]]):
            new = "".join([*lines[:number], line[1:], *lines[number + 1 :]])
            return new if _is_whole([*lines[:number]]) and _is_whole([new]) else None
    return None


def _inserted(text: str, line: str) -> str:
    """*text* with a new key behind the other plain ones: before the first table, and before the comment on that."""
    lines = text.splitlines(keepends=True)
    end = next((n for n, one in enumerate(lines) if one.lstrip().startswith("[") and _is_whole(lines[:n])), len(lines))
    at = end
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    if not at:  # a comment at the top is about the whole file
        at = max((n for n in range(1, end + 1) if not lines[n - 1].strip()), default=0 if end < len(lines) else end)
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    return "".join([*lines[:at], line, *lines[at:]])


def _is_whole(lines: Sequence[str]) -> bool:
    """Whether no string and no list goes on behind these lines."""
    try:
        tomllib.loads("".join(lines))
    except MALFORMED:
        return False
    return True


def _as_toml(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _put(document: TOMLDocument, key: str, value: Any) -> None:
    *above, last = _PLACES.get(key, tuple(key.split(".")))
    table: MutableMapping[str, Any] = document
    for name in above:
        table = _table(table, name)
    if key == "casts":
        _put_casts(_table(table, last), value)
    elif isinstance(value, Mapping):
        _fill(_table(table, last), value)
    elif _is_tables(value):
        _put_tables(table, last, value)
    else:
        table[last] = _as_toml(value)


def _table(above: MutableMapping[str, Any], name: str) -> MutableMapping[str, Any]:
    """The table *name*, made if it is missing; a short form, such as license = "MIT", becomes one."""
    import tomlkit
    from tomlkit.items import InlineTable

    found = above.get(name)
    if not isinstance(found, MutableMapping):
        made = tomlkit.inline_table() if isinstance(above, InlineTable) else tomlkit.table()
        if found is not None:
            del above[name]  # else the table would stand among the plain values
            made[_short(name)] = found
        above[name] = made
    table: MutableMapping[str, Any] = above[name]
    return table


def _short(name: str) -> str:
    """The key that a plain value in the place of the table *name* is the value of."""
    kind = get_type_hints(Settings)[name]
    one = next(iter(get_args(kind)), kind)
    return str(one.SHORT)


def _fill(table: MutableMapping[str, Any], values: Mapping[str, Any]) -> None:
    """Just these keys, the others go; what is right already is not touched."""
    for name in [name for name in table if name not in values]:
        del table[name]
    for name, value in values.items():
        if name not in table or table[name] != value:
            table[name] = value


def _put_casts(table: MutableMapping[str, Any], casts: Mapping[str, Mapping[str, str]]) -> None:
    """[cast.de] and its like. The roles of [cast] itself, and its speakers, are other settings."""
    there = {name.lower(): name for name, value in table.items() if isinstance(value, Mapping) and name != "speakers"}
    for lower, name in there.items():
        if lower not in casts:
            del table[name]
    for name, roles in casts.items():
        _fill(_table(table, there.get(name, name)), roles)


def _is_tables(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(v, Mapping) for v in value)


def _names_alone(key: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
    """The short form of rows of which none says more."""
    short = _short(key)
    return [row[short] for row in rows] if all(set(row) == {short} for row in rows) else rows


def _put_tables(above: MutableMapping[str, Any], name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """[[person]] and its like."""
    import tomlkit
    from tomlkit.items import AoT

    found = above.get(name)
    if isinstance(found, AoT):
        for table, row in zip(found, rows, strict=False):
            _fill(table, row)
        while len(found) > len(rows):
            del found[len(found) - 1]
        new = found
    else:
        if name in above:
            del above[name]
        above[name] = new = tomlkit.aot()
    for row in rows[len(new) :]:
        table = tomlkit.table()
        _fill(table, row)
        new.append(table)
