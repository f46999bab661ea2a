"""The content of a tag, independent of its format."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from podcaster.model import Chapter

OURS = "podcaster:"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an episode, as text that every format can hold."""

    texts: Mapping[str, str]  # title, artist, show, track, genre, date (ISO 8601), language, length_ms, lyrics ...
    cover: bytes | None = None
    chapters: tuple[Chapter, ...] = ()
    ours: Mapping[str, str] = field(default_factory=dict)  # what a library is rebuilt from


def mime(picture: bytes) -> str:
    """The media type of a cover."""
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


def picture_of(data: bytes, kind: str) -> dict[str, Any]:
    """Media type, size and checksum of a picture."""
    return {"mime": kind, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def mutagen(module: str) -> Any:
    """A module of mutagen, which is only half typed."""
    return importlib.import_module(f"mutagen.{module}")
