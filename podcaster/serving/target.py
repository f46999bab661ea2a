"""What every place to publish to can do, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the show and the name by which the world knows it."""

    name: str  # "episodes/a.mp3"
    path: Path
    size: int  # bytes
    mtime_ns: int
    sha256: str


class Target(Protocol):
    """A place that keeps files by their names."""

    where: str  # for messages, and for the memory of what was sent there

    def sizes(self) -> dict[str, int]:
        """What is there, in bytes; nothing if the place is new."""

    def read(self, name: str) -> bytes:
        """The content of one small file that is there; b"" if it is not."""

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        """Copy these to the target, each as a whole or not at all. *done* is called for each file."""

    def remove(self, names: Sequence[str]) -> None:
        """Delete files that are there."""
