"""How much there is still to be spoken in a run."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from podcaster.reading import glance

# Characters to be spoken in a byte of a file that nobody looked at; pages of many blogs. Such files are one article.
SHARES = {"md": 0.9, "markdown": 0.9, "txt": 0.95, "text": 0.95, "rst": 0.9, "html": 0.06, "htm": 0.06}
SHARE = 0.1  # of any other kind
TRUST, LITTLE_TRUST = 20_000, 2_000  # characters that must be read to half outweigh a glance, and a guess by size
GLANCED = 8_000_000  # bytes of new files that are glanced at: a fifth of a second; of a large archive they are a sample
MOST_BYTES = 20_000_000  # of one file that are counted: a larger file is refused and yields no audio


class Certainty(StrEnum):
    """How well the characters of a run are known."""

    GUESSED = "guessed"  # by the sizes of files that nobody looked into: not to be shown
    SIZES = "sizes"  # all that is counted is bytes
    ESTIMATED = "estimated"  # by the text that is in the files
    COUNTED = "counted"  # everything has been read


class Load:
    """The characters of a run: counted for articles that have been read, estimated for the others.

    The estimate of a file is the running text that a glance finds in it, or a share of its size. Both are corrected by
    what has come of the files of its kind, more and more as there are more of them. What rests on nothing but sizes is
    `guessed`: a disk may be judged by it, but nobody should be shown it.
    """

    def __init__(self) -> None:
        self._looked = 0  # bytes of files that were glanced at
        self._glances: dict[str, int] = {}  # by file: of the first ones of a run
        self._glanced: defaultdict[str, _Sum] = defaultdict(_Sum)  # by kind: bytes, characters
        self._unread: defaultdict[str, _Sum] = defaultdict(_Sum)  # by kind: bytes that were not glanced at, characters
        self._read: defaultdict[str, _Sum] = defaultdict(_Sum)  # by kind: characters expected, characters found
        self._open, self._rest = "", 0.0  # the file that is being read, and what may still come of it
        self._now = _Sum()  # characters expected of that file, characters found
        self._files = 0  # that nobody has begun to read
        self.opened = 0  # characters to be spoken in the articles read so far
        self.spoken = 0

    def expect(self, name: str, size: int, path: Path | None = None) -> None:
        """A file that will be read; it is glanced at if its *path* is given and not too much has been looked at."""
        self._files += 1
        kind = _kind(name)
        text = glance.characters(path) if path and self._looked < GLANCED else None
        if text is None:
            self._unread[kind].first += min(size, MOST_BYTES)
            return
        self._looked += size
        self._glances[name] = text
        self._unread[kind].second += text
        self._glanced[kind].add(min(size, MOST_BYTES), text)

    def found(self, name: str, size: int, characters: int) -> None:
        """An article in that file has *characters* to be spoken."""
        if name != self._open:
            self._begin(name, size)
        self._now.add(0, characters)
        self._rest = 0.0 if _kind(name) in SHARES else max(0.0, self._rest - characters)
        self.opened += characters

    def read(self, name: str, size: int) -> None:
        """All of that file has been read."""
        if name != self._open:
            self._begin(name, size)
        self._read[_kind(name)].add(self._now.first, self._now.second)
        self._open, self._rest = "", 0.0

    def _begin(self, name: str, size: int) -> None:
        self._files -= 1
        kind = _kind(name)
        if name in self._glances:
            expected = float(self._glances.pop(name))
            self._unread[kind].second -= expected
        else:
            expected = min(size, MOST_BYTES) * self._share(kind)
            self._unread[kind].first -= min(size, MOST_BYTES)
        self._open, self._rest = name, expected * self._correction(kind)
        self._now = _Sum(expected, 0)

    @property
    def ahead(self) -> int:
        """Characters still to be spoken."""
        unread = sum(
            (text.first * self._share(kind) + text.second) * self._correction(kind)
            for kind, text in self._unread.items()
        )
        return max(0, self.opened - self.spoken) + int(unread + self._rest)

    @property
    def all(self) -> int:
        return self.spoken + self.ahead

    @property
    def guessed(self) -> int:
        """Characters of `ahead` that no text was seen of: whole kinds of files of which only the sizes are known."""
        blind = sum(
            size.first * self._share(kind) * self._correction(kind)
            for kind, size in self._unread.items()
            if not self._is_known(kind)
        )
        return int(blind if not self._open or self._is_known(_kind(self._open)) else blind + self._rest)

    @property
    def certainty(self) -> Certainty:
        """Whether `all` is worth showing: an article has been read, and at most half of it is guessed."""
        if not self.opened or 2 * self.guessed > self.all:
            return Certainty.GUESSED
        return Certainty.ESTIMATED if self._files or self._rest else Certainty.COUNTED

    def _is_known(self, kind: str) -> bool:
        """Whether text of a file of that kind has been seen."""
        return bool(self._glanced[kind].first or self._read[kind].first)

    def _share(self, kind: str) -> float:
        """Characters of running text in a byte of that kind of file."""
        known = self._glanced[kind]
        return known.second / known.first if known.first else SHARES.get(kind, SHARE)

    def _correction(self, kind: str) -> float:
        """By how much more is found in files of that kind than was expected of them."""
        trust = TRUST if self._glanced[kind].first else LITTLE_TRUST
        return (self._read[kind].second + trust) / (self._read[kind].first + trust)


@dataclass(slots=True)
class _Sum:
    first: float = 0
    second: float = 0

    def add(self, first: float, second: float) -> None:
        self.first, self.second = self.first + first, self.second + second


def _kind(name: str) -> str:
    return name.rpartition(".")[2].lower()
