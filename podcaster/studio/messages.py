"""What the studio and the process that makes its episodes say to each other: a length, then a pickle."""

from __future__ import annotations

import datetime as dt
import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podcaster.errors import PodcasterError
from podcaster.model import Outcome
from podcaster.studio.sampling import Sample

HEAD = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Work:
    """Make these articles, in this order. *number*: of the article in its file; 0: all of it."""

    show: Path
    articles: tuple[tuple[Path, int], ...]
    force: bool = False
    until: dt.datetime | None = None  # as in Options


@dataclass(frozen=True, slots=True)
class Halt:
    """Stop the current work. The sentence that is being spoken is finished and kept."""


@dataclass(frozen=True, slots=True)
class Hear:
    """Speak a sample into *out* before all that waits. What hinders it is written to `failed(out)`."""

    show: Path
    sample: Sample
    out: Path


@dataclass(frozen=True, slots=True)
class Begun:
    """The sentences of an article are known. One value a sentence, in their order."""

    source: str
    title: str
    keys: tuple[str, ...]  # of their segments
    texts: tuple[str, ...]
    pauses: tuple[int, ...]  # ms, after each
    missing: frozenset[str]  # keys of those that are yet to be spoken


@dataclass(frozen=True, slots=True)
class Kept:
    """A sentence is in the store."""

    key: str
    seconds: float
    lufs: float  # loudness of the article up to here; -inf for silence


@dataclass(frozen=True, slots=True)
class Published:
    """The feed has every episode that was made so far."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A line about the show as a whole."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The work is over. *error*: what stopped it before its end."""

    error: PodcasterError | None = None


Message = Begun | Kept | Published | Noted | Outcome | Ended
Tell = Callable[[Message], None]


def packed(message: object) -> bytes:
    content = pickle.dumps(message)
    return HEAD.pack(len(content)) + content


def received(read: Callable[[int], bytes]) -> object | None:
    """The next message; None at the end, also in the middle of one."""
    head = read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (size,) = HEAD.unpack(head)
    content = read(size)
    return pickle.loads(content) if len(content) == size else None
