"""Only the files of episodes that a feed of the show lists may be served."""

from __future__ import annotations

import re
from pathlib import Path


class Published:
    """Whether a file of the show may be served. The feed is read again when it changes."""

    def __init__(self, public: Path) -> None:
        self._feed, self._archive = public / "feed.xml", public / "archive"
        self._stamp: tuple[tuple[int, ...], ...] = ()
        self._names: frozenset[str] = frozenset()

    def __call__(self, name: str) -> bool:
        folder, _, file = name.rpartition("/")
        if folder not in ("episodes", "embed") or file == "listen.js":
            return True
        stamp = _stamp(self._feed), _stamp(self._archive)
        if stamp != self._stamp:
            pages_ = [path.read_bytes() for path in (self._feed, *self._archive.glob("[0-9]*.xml")) if path.exists()]
            found = (re.findall(rb"/episodes/([A-Za-z0-9_.-]+)\.(?:mp3|m4a|m4b|opus)\"", page) for page in pages_)
            self._names = frozenset(stem.decode() for stems in found for stem in stems)
            self._stamp = stamp
        return _AFTER_STEM.sub("", file) in self._names


_AFTER_STEM = re.compile(r"(\.chapters|\.peaks|\.transcript|\.[1-9][0-9]*)?\.[a-z0-9]+$")


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns
