"""The interface of all places to publish to, and the files that they are given."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from podcaster.errors import UsageError


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
        """The sizes in bytes of the files that are there; empty if the place is new."""

    def read(self, name: str) -> bytes:
        """The content of one small file that is there; b"" if it is not."""

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        """Copy these to the target, each as a whole or not at all. *done* is called for each file."""

    def remove(self, names: Sequence[str]) -> None:
        """Delete files that are there."""


def beside(name: str, ending: str = ".part") -> str:
    """A hidden name in the folder of *name*, under which it is sent before it takes its place: as files.replacing."""
    folder, slash, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    return f"{folder}{slash}.{stem[:40]}.{secrets.token_hex(4)}{dot}{suffix}{ending}"


def no_password(target: str, hint: str) -> SplitResult:
    """The parts of the address *target*. Raises UsageError if a password is in it: it would be kept in many places."""
    parts = address_parts(target)
    if parts.password:
        raise UsageError("there is a password in the target, where others can see it", hint=hint)
    return parts


def address_parts(target: str) -> SplitResult:
    """The parts of the address *target*. Raises UsageError if it is not a valid address."""
    try:
        return urlsplit(target)
    except ValueError as error:
        raise UsageError(f"{target!r} is not an address: {error}", hint="an IPv6 number stands in [ ]") from error


WORKERS = 8  # files on their way at the same time, where each waits for answers of another machine


def in_parallel(batch: Sequence[Item], send: Callable[[Item], None], done: Callable[[Item], None]) -> None:
    """Send several files at a time. *done* is called in this thread for each that arrived, also if others fail."""
    waiting, sent, failed = iter(batch), dict[Future[None], Item](), list[BaseException]()
    with ThreadPoolExecutor(WORKERS) as pool:
        while True:
            while not failed and len(sent) < WORKERS and (item := next(waiting, None)):
                sent[pool.submit(send, item)] = item
            if not sent:
                break
            for ended in wait(sent, return_when=FIRST_COMPLETED).done:
                item = sent.pop(ended)
                if error := ended.exception():
                    failed.append(error)
                else:
                    done(item)
    if failed:
        raise failed[0]
