"""The text files that the server sends: read once, then kept with their digests while they are unchanged."""

from __future__ import annotations

import asyncio
import errno
import gzip
import hashlib
import os
import stat
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podcaster.serving.ranges import SMALL, Version

KEPT = 6 * 2**20  # bytes of texts in memory
DIGESTS = 8192  # files whose digest is remembered
BIG = 32 * 2**20  # a larger text file is sent from the disk and not read into memory


@dataclass(frozen=True, slots=True)
class Content:
    """A text as it is served, and compressed."""

    version: Version
    data: bytes
    packed: bytes

    @property
    def weight(self) -> int:
        return len(self.data) + len(self.packed)


def regular(status: os.stat_result) -> os.stat_result:
    """The state of a regular file; a link, a pipe and a folder are as good as absent."""
    if not stat.S_ISREG(status.st_mode):
        raise FileNotFoundError(errno.ENOENT, "not a regular file")
    return status


def opened(path: Path) -> int:
    """A descriptor to read from. Refuses links, and does not wait for pipes."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.open(path, flags | getattr(os, "O_CLOEXEC", 0))


def stamp(status: os.stat_result) -> tuple[int, ...]:
    """What changes when a file is replaced, or written to."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


Form = Callable[[bytes], bytes]  # from the text of the file to the text that is served


class Kept:
    """Texts and digests, by path and by the form in which they are served."""

    def __init__(self, room: int = KEPT) -> None:
        self._room = room
        self._versions: OrderedDict[tuple[str, str], tuple[tuple[int, ...], Version]] = OrderedDict()
        self._contents: OrderedDict[tuple[str, str], Content] = OrderedDict()
        self._weight = 0
        self._one_at_a_time = asyncio.Lock()  # a crowd that asks for a new feed has it read once

    def version(self, path: Path, form: str, status: os.stat_result) -> Version | None:
        """The kept text, if the file is unchanged. *form* names the way in which its text was rewritten."""
        found = self._versions.get((str(path), form))
        if found is None or found[0] != stamp(status):
            return None
        return found[1]

    async def content(self, path: Path, name: str, form: str, make: Form) -> Content:
        """The text, from memory or from the file."""
        key = (str(path), form)
        async with self._one_at_a_time:
            known = self._versions.get(key)
            at_hand = self._contents.get(key)
            if known and at_hand and known[0] == stamp(regular(path.lstat())):
                self._contents.move_to_end(key)
                return at_hand
            now, content = await asyncio.to_thread(_read, path, name, make)
            self._keep(key, now, content)
            return content

    def _keep(self, key: tuple[str, str], now: tuple[int, ...], content: Content) -> None:
        self._versions[key] = now, content.version
        self._versions.move_to_end(key)
        if len(self._versions) > DIGESTS:
            self._versions.popitem(last=False)
        if (old := self._contents.pop(key, None)) is not None:
            self._weight -= old.weight
        self._contents[key] = content
        self._weight += content.weight
        while self._weight > self._room:
            _, gone = self._contents.popitem(last=False)
            self._weight -= gone.weight


def _read(path: Path, name: str, make: Form) -> tuple[tuple[int, ...], Content]:
    with os.fdopen(opened(path), "rb", buffering=0) as stream:
        status = regular(os.fstat(stream.fileno()))
        text = stream.read()
    data = make(text)
    digest = hashlib.sha256(data).hexdigest()[:24]
    version = Version(name, len(data), digest, status.st_mtime)
    packed = gzip.compress(data, 6, mtime=0) if len(data) > SMALL else b""
    return stamp(status), Content(version, data, packed)
