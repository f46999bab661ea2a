"""What a show follows, as its user wrote it down: the file sources.toml in the folder of the show.

It is what would be missed if everything else were lost, so it is a file that its user can read, edit and copy. It may
hold tokens: nobody but its owner can read it.
"""

from __future__ import annotations

import contextlib
import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.config import Show
from podcaster.config.toml_file import checked
from podcaster.errors import MALFORMED, UsageError, unreadable_text
from podcaster.files import locks
from podcaster.text.slugs import slug

FILE_NAME = "sources.toml"
SAVED = "saved"  # the folder of a show with what was pulled, one folder for each source
OWN = {"studio"}  # names below `saved` that are no source
FEED = "feed"
LAST = 5  # articles at first, unless the user asks for more
_HEAD = "# What this show follows. podcaster follow, unfollow and pull write this file; it may hold tokens.\n"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
_WAIT_S = 10.0  # for another command that writes the file


@dataclass(frozen=True, slots=True)
class Following:
    """One source that the user follows, and what is wanted of it."""

    name: str
    address: str
    kind: str = FEED  # or the name of a service
    title: str = ""  # as the source calls itself
    site: str = ""  # the page that the source belongs to
    last: int = LAST  # how many articles are taken at first
    match: tuple[str, ...] = ()  # words, one of which the title has; "-word": which it has not
    tag: tuple[str, ...] = ()  # tags, one of which the article has
    shortest: int = 0  # words
    longest: int = 0  # words; 0: any
    # Of services.
    only: str = ""  # "unread", "starred"; "": everything
    when_made: str = ""  # what is done there with an article whose episode exists: "read", "tag:NAME"; "": nothing
    token_file: str = ""  # a file that holds the token
    token_env: str = ""  # a variable of the environment that does


def path(show: Show) -> Path:
    """The file."""
    return show.folder / FILE_NAME


def folder(show: Show, name: str) -> Path:
    """Where the articles of a source are kept."""
    return show.folder / SAVED / name


def read(show: Show) -> dict[str, Following]:
    """What is followed, by name, in the order of the file. Raises UsageError for what is wrong in it."""
    return _parsed(_text(path(show)), str(path(show)))


@contextlib.contextmanager
def changing(show: Show) -> Iterator[dict[str, Following]]:
    """What is followed, to be changed in the block, and written at its end. Comments of the user stay."""
    with locks.lock(show.state / "sources.lock", wait_s=_WAIT_S):
        text = _text(path(show))
        before = _parsed(text, str(path(show)))
        after = dict(before)
        yield after
        if after != before:
            files.write(path(show), _written(text, before, after), private=True)
    keep_private(show)


def keep_private(show: Show) -> None:
    """Make the file readable by its owner only: it may have been written by hand."""
    with contextlib.suppress(OSError):
        if stat.S_IMODE(path(show).stat().st_mode) & 0o077:
            path(show).chmod(files.PRIVATE_FILE)


def free_name(wanted: str, taken: dict[str, Following]) -> str:
    """A name for a source that no other has, and that can be the name of a folder."""
    base = slug(wanted)[:40].strip("-") or "source"
    number, name = 1, base
    while name in taken or name in OWN:
        number += 1
        name = f"{base}-{number}"
    return name


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable_text(error, file) from error


def _parsed(text: str, where: str) -> dict[str, Following]:
    try:
        tables = tomllib.loads(text)
    except MALFORMED as error:
        raise UsageError(f"{where} is not valid TOML: {error}", hint="https://toml.io shows the form") from error
    found = {}
    for name, values in tables.items():
        if not isinstance(values, dict) or not _NAME.fullmatch(name) or name in OWN:
            hint = 'write [name] on a line, and address = "https://..." below it'
            raise UsageError(f"{where}: {name!r} is not a source", hint=hint)
        given = checked(Following, values, f"{where}: {name}")
        if "name" in given or not given.get("address"):
            raise UsageError(f"{where}: {name} has no address", hint='address = "https://..."')
        found[name] = checked_values(Following(name=name, **given), where)
    return found


def checked_values(one: Following, where: str) -> Following:
    """*one*, if its numbers make sense. Raises UsageError."""
    for key in ("last", "shortest", "longest"):
        if not 0 <= getattr(one, key) <= 100_000_000:
            raise UsageError(f"{where}: {one.name}: {key} is {getattr(one, key)}", hint="0 or more")
    if one.longest and one.longest < one.shortest:
        raise UsageError(f"{where}: {one.name}: longest is less than shortest", hint="leave one of them out")
    return one


def _written(text: str, before: dict[str, Following], after: dict[str, Following]) -> str:
    import tomlkit  # 20 ms; only when it is written

    document = tomlkit.parse(text or _HEAD)
    for name in before:
        if name not in after:
            document.remove(name)
    for name, one in after.items():
        values = _values(one)
        if name not in before:
            table = tomlkit.table()
            table.update(values)
            if document.body:
                document.add(tomlkit.nl())
            document[name] = table
            continue
        there: Any = document[name]
        for key in _values(before[name]):
            if key not in values:
                there.remove(key)
        for key, value in values.items():
            if there.get(key) != value:
                there[key] = value
    new = tomlkit.dumps(document)
    _parsed(new, FILE_NAME)
    return new


def _values(one: Following) -> dict[str, Any]:
    """What is not as usual."""
    usual = {field.name: field.default for field in fields(Following)}
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(one).items()}
    return {key: value for key, value in given.items() if key != "name" and getattr(one, key) != usual[key]}


def moved(show: Show, name: str, address: str) -> None:
    """Remember that a source has another address from now on."""
    with changing(show) as all_of_them:
        if name in all_of_them:
            all_of_them[name] = replace(all_of_them[name], address=address)
