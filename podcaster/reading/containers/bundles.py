"""TextBundle and TextPack, as Ulysses, Bear and others export a text: a folder with text.md, info.json and pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from podcaster.errors import InputError, UnpublishedError
from podcaster.model import Article
from podcaster.reading import assemble
from podcaster.reading.containers.exports import loads

_SUFFIXES = (".textbundle", ".textpack")
_BEAR = "net.shinyfrog.bear"


def is_text(name: str) -> bool:
    """Whether a file is the text of a bundle."""
    path = PurePosixPath(name)
    return path.stem.lower() == "text" and path.parent.suffix.lower() in _SUFFIXES


def is_part(name: str, names: Collection[str], source: str = "") -> bool:
    """Whether a file of an archive or a folder belongs to a bundle without being its text."""
    path = PurePosixPath(name)
    for folder in path.parents:
        whole = folder.suffix.lower() in _SUFFIXES or (str(folder) == "." and _is_packed(source, names))
        if whole and path.parent == folder:
            return path.name.lower() == "info.json"
        if whole:
            return path.relative_to(folder).parts[0].lower() == "assets"
    return False


def _is_packed(source: str, names: Collection[str]) -> bool:
    """Whether the archive is a bundle itself: its text lies at the top."""
    named = source.lower().endswith(_SUFFIXES)
    return "info.json" in names and (named or any(n.startswith("text.") for n in names))


def said(data: bytes) -> dict[str, Any]:
    """The fields of info.json; empty if it is damaged."""
    try:
        value = loads(data)
    except (ValueError, RecursionError, InputError):
        return {}
    if not isinstance(value, dict):
        return {}
    bear = value.get(_BEAR)
    return {**value, **(bear if isinstance(bear, dict) else {})}


def filled(found: Iterator[Article], info: dict[str, Any]) -> Iterator[Article]:
    """The articles of a bundle with the date and the address that info.json has. Raises UnpublishedError for trash."""
    if info.get("trashed") in (1, True):
        raise UnpublishedError("it is in the trash")
    if info.get("encrypted") in (1, True):
        raise UnpublishedError("it is encrypted")
    date = assemble.parse_date(info.get("creationDate"))
    address = assemble.web_address(str(info.get("sourceURL") or ""))
    for article in found:
        yield replace(article, date=article.date or date, address=article.address or address)
