"""What a run is given: saved files, each once, in the order that was asked for."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from podcaster import files, reading
from podcaster.batch.casting import Person
from podcaster.batch.progress import Ear
from podcaster.model import Region
from podcaster.reading.containers import services
from podcaster.reading.safe import ARCHIVE_LIMIT, shown


class Order(StrEnum):
    """Which files come first; newest and oldest by the time when they were saved.

    PRIORITY: all of the source that was named first, the newest of it first, then of the second, and so on.
    """

    NAME = "name"
    PRIORITY = "priority"
    NEWEST = "newest"
    OLDEST = "oldest"
    SHORTEST = "shortest"


@dataclass(frozen=True, slots=True)
class Options:
    """How to go about a run."""

    jobs: int = 0  # workers; 0: the show's setting, else physical cores
    force: bool = False  # doubtful saves too
    retry: bool = False  # quarantined ones too
    limit: int = 0  # articles to make at most; 0: all
    until: dt.datetime | None = None  # aware; no article is started that would not finish by then
    order: Order = Order.NAME
    shard: tuple[int, int] = (1, 1)  # (number of this shard, number of shards): for job arrays, each with its own show
    gentle: bool = False  # at the lowest priority, for a machine that somebody is using
    report: bool = False  # write a page about the run
    menu: bool = False  # and a spoken menu of what is new
    added: bool = False  # new episodes are dated when they are added, unless the setting `date` says otherwise
    region: Region | None = None  # the part of its page that was chosen by hand, of a single file; it is remembered
    numbers: Mapping[str, frozenset[int]] = field(default_factory=dict)  # of the wanted articles, by file; else all
    as_found: bool = False  # forget the parts that were chosen by hand in these files
    unchanged: bool = True  # return the outcomes of unchanged articles too; otherwise only report and count them
    person: Person | None = None  # the user who can be asked for a voice before the first sound; None: nobody
    ear: Ear | None = None  # listens while the articles are made


@dataclass(slots=True)
class SavedFile:
    """One saved file of the run, and how many of its articles are still on their way."""

    path: Path
    name: str
    size: int
    mtime_ns: int
    sha256: str = ""
    open: int = 0  # articles
    articles: int = 0  # in it that are made, or need not be
    read: bool = False  # to its end
    spoiled: bool = False  # not to be remembered as done: another run may bring more of it
    partial: bool = False  # not all of it was looked at
    failing: set[str] = field(default_factory=set)  # its members that failed, and itself, by their sources

    def source(self, told: str) -> str:
        """The source of this file, or of a member of it, by the name that never changes.

        Readers know a file by the path that was given: ferry.md is another file in another folder.
        """
        given = shown(self.path)
        return self.name + told[len(given) :] if told == given or told.startswith(f"{given}!") else told


def chosen(sources: Sequence[Path], shard: tuple[int, int] = (1, 1)) -> Iterator[Path]:
    """The files of *sources*, each once, that fall to this shard: by name, so that every machine agrees."""
    number, count = shard
    seen: set[str] = set()
    for source in sources:
        for path in reading.expand(source):
            if count > 1 and _part(path.name, count) != number - 1:
                continue
            if len(sources) > 1:  # a single folder lists no file twice
                if str(path) in seen:
                    continue
                seen.add(str(path))
            yield path


def _part(name: str, count: int) -> int:
    digest = hashlib.sha256(name.encode(errors="surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") % count


def look(path: Path) -> SavedFile:
    """Size and time of a file; zeros for one that cannot be looked at: reading says what is wrong with it.

    An unpacked export, which is read as a whole, has the size of the files that are read and the time of the newest.
    """
    try:
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            sizes = [(size, time) for _, size, time in _below(path)]
            total, newest = sum(size for size, _ in sizes), max((time for _, time in sizes), default=status.st_mtime_ns)
            return SavedFile(path, shown(os.path.realpath(path)), total, _kept(newest))
        if stat.S_ISLNK(status.st_mode):
            # realpath: for a link to itself, Path.resolve can raise RuntimeError, which is not an OSError.
            name = os.path.realpath(path)
            return SavedFile(path, shown(name), (found := path.stat()).st_size, _kept(found.st_mtime_ns))
    except OSError:
        return SavedFile(path, shown(path), 0, 0)
    # Its folder is asked once and not for every file: an archive of 100,000 is looked through in seconds.
    folder = os.path.dirname(path)  # noqa: PTH120
    name = os.path.join(_real(folder if path.is_absolute() else os.path.abspath(folder)), path.name)  # noqa: PTH100, PTH118
    return SavedFile(path, shown(name), status.st_size, _kept(status.st_mtime_ns))


def _kept(mtime_ns: int) -> int:
    """A file may be of the year 2400, which the library's numbers do not reach."""
    return max(min(mtime_ns, 2**63 - 1), -(2**63))


@lru_cache(maxsize=256)
def _real(folder: str) -> str:
    return os.path.realpath(folder)


def digest(file: SavedFile) -> str:
    """What tells one content from another; not read at all where reading is going to refuse it for its size."""
    if file.path.is_dir():
        return hashlib.sha256(repr(sorted(_below(file.path))).encode(errors="surrogateescape")).hexdigest()
    if not file.path.is_file():
        return ""
    if file.size > ARCHIVE_LIMIT:
        return f"{file.size} bytes at {file.mtime_ns}"
    return files.sha256(file.path)


def _below(folder: Path) -> Iterator[tuple[str, int, int]]:
    """The files of an unpacked export that are read: path, bytes, mtime in ns. None of them is opened."""
    for path in services.files(folder):
        with contextlib.suppress(OSError):
            status = path.lstat()
            yield path.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns


Seen = tuple[str, int, int]  # path, bytes, mtime in ns: little, because an archive may have a million of them


def in_order(found: list[Seen], order: Order, sources: Sequence[Path] = ()) -> list[Seen]:
    """*found*, as *order* says. *sources*: as they were named, where that matters."""
    if order is Order.NAME:
        return found
    if order is Order.PRIORITY:
        named = [str(source) for source in sources]
        return sorted(found, key=lambda seen: (_rank(seen[0], named), -seen[2]))
    what = 1 if order is Order.SHORTEST else 2
    return sorted(found, key=lambda seen: seen[what], reverse=order is Order.NEWEST)


def _rank(path: str, named: Sequence[str]) -> int:
    """Of the first source that *path* is, or is in."""
    whose = (n for n, name in enumerate(named) if path == name or path.startswith(os.path.join(name, "")))  # noqa: PTH118
    return next(whose, len(named))
