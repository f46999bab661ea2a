"""Copies the show to where the world can fetch it: what the feed points at before the feed, and nothing twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

from podcaster import files, media
from podcaster.config import Show
from podcaster.errors import UsageError, storage_error
from podcaster.feed_rules import check_feed, refuse_errors


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the show and the name by which the world knows it."""

    name: str  # "episodes/a.mp3"
    path: Path
    size: int  # bytes
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Published:
    """What one run of publish did, or would do."""

    sent: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    bytes: int  # sent


class Target(Protocol):
    """A place that keeps files by their names."""

    where: str  # for messages, and for the memory of what was sent there

    def sizes(self) -> dict[str, int]:
        """What is there, in bytes; nothing if the place is new."""

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        """Bring these there, each finished or not at all and over what was there; *done* is told of each."""

    def remove(self, names: Sequence[str]) -> None:
        """Delete files that are there."""


def publish(
    show: Show,
    target: str | Target,
    *,
    token: str = "",
    remove: bool = False,
    dry_run: bool = False,
    on_file: Callable[[str, int], None] | None = None,
) -> Published:
    """Bring *target* up to date: audio first, the feed last, so that whenever this stops, no feed points at nothing.

    *target*: a folder, "s3://bucket/prefix", or "host:folder" for rsync over SSH. *token*: the secret folder of a
    private show. *remove*: delete there what the show no longer has, once the feed no longer points at it.
    """
    if not show.settings.base_url:
        raise UsageError(
            "the show has no base_url, so its feed would point at this computer",
            hint="write into podcaster.toml where it will be served: base_url = 'https://example.org/podcast/'",
        )
    if show.settings.private and not token:
        raise UsageError("a private show is published under its token, and it has none yet", hint="podcaster feed")
    place = open_target(target, show, token) if isinstance(target, str) else target
    memory = Memory(show.state / "published", place.where)
    wanted = list(items(show.public, memory))
    _refuse_bad_feed(show, wanted)
    there = place.sizes()
    due = [item for item in wanted if there.get(item.name) != item.size or memory.sent(item.name) != item.sha256]
    surplus = [name for name in sorted(there) if media.may_be_seen(name) and name not in {item.name for item in wanted}]
    if not dry_run:

        def done(item: Item) -> None:
            memory.remember(item)
            if on_file:
                on_file(item.name, item.size)

        try:
            for _, batch in groupby(due, key=lambda item: media.rank(item.name)[0]):
                place.put(tuple(batch), done)
            if remove and surplus:
                place.remove(surplus)
        finally:
            memory.save()  # also what an interrupted run has sent
    return Published(
        tuple(item.name for item in due),
        len(wanted) - len(due),
        tuple(surplus) if remove else (),
        sum(item.size for item in due),
    )


def items(public: Path, memory: Memory) -> Iterator[Item]:
    """What is to be there, in the order in which it is to be sent."""
    names = (p.relative_to(public).as_posix() for p in public.rglob("*") if p.is_file() and not p.is_symlink())
    for name in sorted(filter(media.may_be_seen, names), key=media.rank):
        path = public / name
        try:
            status = path.stat()
            digest = memory.digest(name, status) or files.sha256(path)
        except OSError as error:
            raise storage_error(error, f"could not read {path}") from error
        yield Item(name, path, status.st_size, status.st_mtime_ns, digest)


def _refuse_bad_feed(show: Show, wanted: list[Item]) -> None:
    feeds = [item for item in wanted if item.name.endswith(".xml")]
    if not any(item.name == "feed.xml" for item in feeds):
        raise UsageError(f"there is no feed in {show.public}", hint="podcaster convert makes the first episode")
    refuse_errors([f for item in feeds for f in check_feed(item.path.read_bytes(), public=show.public)])


class Memory:
    """What was sent to a place, and the digests of our own files, so that unchanged ones are not even read."""

    def __init__(self, folder: Path, where: str) -> None:
        self._path = folder / f"{hashlib.sha256(where.encode()).hexdigest()[:16]}.json"
        self._files: dict[str, list[str | int]] = {}
        # Lost or damaged, it costs sending everything again and nothing else.
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            self._files = dict(json.loads(self._path.read_text(encoding="utf-8"))["files"])

    def sent(self, name: str) -> str:
        """The digest of what was last sent under *name*; "" if nothing was."""
        return str(self._files.get(name, [""])[0])

    def digest(self, name: str, status: os.stat_result) -> str:
        """The digest of our own file, if it has not been touched since it was sent."""
        known = self._files.get(name)
        return str(known[0]) if known and known[1:] == [status.st_size, status.st_mtime_ns] else ""

    def remember(self, item: Item) -> None:
        self._files[item.name] = [item.sha256, item.size, item.mtime_ns]

    def save(self) -> None:
        files.write(self._path, json.dumps({"files": self._files}, sort_keys=True, indent=0))


# ---------------------------------------------------------------- places


def open_target(target: str, show: Show, token: str = "") -> Target:
    """The place that *target* names. Raises UsageError for one that cannot be."""
    from podcaster import stores

    if target.startswith("s3://"):
        return stores.S3(target, token)
    if stores.is_remote(target):
        return stores.Rsync(target, token)
    return Folder(Path(target), show, token)


class Folder:
    """A folder: a web server's, one that another program uploads, a stick."""

    def __init__(self, path: Path, show: Show, token: str = "") -> None:
        own, there = show.folder.resolve(), path.resolve()
        if there in (own, *own.parents) or there.is_relative_to(own):
            raise UsageError(f"{path} and the show {show.folder} overlap", hint="publish to a folder outside of it")
        self._root = there / token if token else there
        self.where = f"folder {self._root}"

    def sizes(self) -> dict[str, int]:
        try:
            return {
                path.relative_to(self._root).as_posix(): path.stat().st_size
                for path in self._root.rglob("*")
                if path.is_file()
            }
        except OSError as error:
            raise storage_error(error, f"could not read {self._root}") from error

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        for item in batch:
            with files.replacing(self._root / item.name) as part:
                shutil.copyfile(item.path, part)
                # The web server there then says the same Last-Modified as ours.
                os.utime(part, ns=(item.mtime_ns, item.mtime_ns))
            done(item)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            try:
                (self._root / name).unlink(missing_ok=True)
            except OSError as error:
                raise storage_error(error, f"could not delete {self._root / name}") from error
