"""What each setting means: the tables of the guide, docs/guide/settings.md, the only place with these words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import get_type_hints

from podcaster.config.tables import Settings

END = "## When a change takes effect"  # what follows has tables of another kind
_HEADING = re.compile(r"## (.+)")
_ROW = re.compile(r"\| (.+?) \| (.*?) ?\| ?(.*?) ?\|$")
_KEY = re.compile(r"`([^`]+)`")
_WRITTEN = {"casts": "[cast.de]", "speaker_voices": "[cast.speakers]"}  # as the guide names these settings
# A way to another page of the guide: in brackets, as a sentence of its own, or within one.
_LINKS = ((re.compile(r" ?\(\[[^\]]+\]\([^)]+\)\)"), ""), (re.compile(r" ?See \[[^\]]+\]\([^)]+\)\.?"), ""),
          (re.compile(r"\[([^\]]+)\]\([^)]+\)"), r"\1"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explained:
    """A row of the guide: one setting, or several with the same words."""

    group: str  # the heading above it: "The sound"
    keys: tuple[str, ...]  # "title", "sound.theme", "[cast]", "[cast.de]"
    words: str  # with `code` in backticks

    def covers(self, key: str) -> bool:
        """Whether the row is about *key*, or about the table that it is in."""
        key = _WRITTEN.get(key, key)
        return key in self.keys or key.partition(".")[0] in (*self.keys, *(k[1:-1] for k in self.keys if k[0] == "["))


@functools.cache
def rows() -> tuple[Explained, ...]:
    """The rows of the guide, in its order."""
    return tuple(_rows(_guide().read_text(encoding="utf-8")))


def _rows(text: str) -> Iterator[Explained]:
    group = ""
    for line in text.partition(END)[0].splitlines():
        if heading := _HEADING.fullmatch(line):
            group = heading[1]
        elif (row := _ROW.fullmatch(line)) and (keys := _KEY.findall(row[1])):
            yield Explained(group, tuple(keys), _words(row[3], row[2]))


def _words(text: str, default: str) -> str:
    for pattern, plain in _LINKS:
        text = pattern.sub(plain, text)
    text = text.strip() or default
    first = text.partition(" ")[0]
    return f"{text[:1].upper()}{text[1:]}" if first.islower() else text


def _guide() -> Path:
    """In an installed podcaster it is part of the package."""
    here = Path(__file__).parent.parent
    packaged = here / "_guide" / "settings.md"
    return packaged if packaged.is_file() else here.parent / "docs" / "guide" / "settings.md"


def leaves(table: type = Settings, above: str = "") -> Iterator[str]:
    """The keys of all settings, those of tables with the name of the table: "title", "sound.loudness"."""
    hints = get_type_hints(table)
    for one in fields(table):
        kind = hints[one.name]
        if is_dataclass(kind) and isinstance(kind, type):
            yield from leaves(kind, f"{above}{one.name}.")
        else:
            yield f"{above}{one.name}"
