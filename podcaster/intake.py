"""What a run is given: saved files, each once, in the order that was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from podcaster import files, reading
from podcaster.reading.safe import ARCHIVE_LIMIT, shown


class Order(StrEnum):
    """Which files come first; newest and oldest by the time when they were saved."""

    NAME = "name"
    NEWEST = "newest"
    OLDEST = "oldest"
    SHORTEST = "shortest"


@dataclass(slots=True)
class SavedFile:
    """One saved file of the run, and how many of its articles are still on their way."""

    path: Path
    name: str
    size: int
    mtime_ns: int
    sha256: str = ""
    open: int = 0  # articles
    articles: int = 0  # in it
    read: bool = False  # to its end
    spoiled: bool = False  # not to be remembered as done


def chosen(sources: Sequence[Path], shard: tuple[int, int] = (1, 1)) -> Iterator[Path]:
    """The files of *sources*, each once, that fall to this shard: by name, so that every machine agrees."""
    number, count = shard
    seen: set[Path] = set()
    for source in sources:
        for path in reading.expand(source):
            if path not in seen and (count == 1 or _part(path.name, count) == number - 1):
                seen.add(path)
                yield path


def _part(name: str, count: int) -> int:
    digest = hashlib.sha256(name.encode(errors="surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") % count


def look(path: Path) -> SavedFile:
    """Size and time of a file; zeros for one that cannot be looked at: reading says what is wrong with it."""
    try:
        stat = path.stat()
    except OSError:
        return SavedFile(path, shown(path), 0, 0)
    return SavedFile(path, shown(path.resolve()), stat.st_size, stat.st_mtime_ns)


def digest(file: SavedFile) -> str:
    """What tells one content from another; not read at all where reading is going to refuse it for its size."""
    if not file.path.is_file():
        return ""
    if file.size > ARCHIVE_LIMIT:
        return f"{file.size} bytes at {file.mtime_ns}"
    return files.sha256(file.path)


def in_order(found: Iterable[SavedFile], order: Order) -> list[SavedFile]:
    """*found*, as *order* says."""
    if order is Order.SHORTEST:
        return sorted(found, key=lambda f: f.size)
    if order is Order.NAME:
        return list(found)
    return sorted(found, key=lambda f: f.mtime_ns, reverse=order is Order.NEWEST)
