"""A folder as a place to publish to."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from podcaster import files
from podcaster.config import Show
from podcaster.errors import UsageError, storage_error
from podcaster.serving.target import Item


class Folder:
    """A local folder: of a web server, of a program that uploads it, or on a USB stick."""

    def __init__(self, path: Path, show: Show, token: str = "") -> None:
        own, there = show.folder.resolve(), path.resolve()
        if there in (own, *own.parents) or there.is_relative_to(own):
            raise UsageError(f"{path} and the show {show.folder} overlap", hint="publish to a folder outside of it")
        self._root = there / token if token else there
        self._hides = there if token else None  # who may list this folder knows the address of the private show
        self._above = there  # never deleted; the folder with the secret name is, once it is empty
        self.where = f"folder {self._root}"

    def sizes(self) -> dict[str, int]:
        try:
            return dict(_sizes(str(self._root)))
        except OSError as error:
            raise storage_error(error, f"could not read {self._root}") from error

    def read(self, name: str) -> bytes:
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise storage_error(error, f"could not read {self._root / name}") from error

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        if self._hides:
            _make_hiding(self._hides)
        for item in batch:
            with files.replacing(self._root / item.name) as part:
                shutil.copyfile(item.path, part)
                # So that another web server sends the same Last-Modified header as ours.
                os.utime(part, ns=(item.mtime_ns, item.mtime_ns))
            done(item)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            try:
                (self._root / name).unlink(missing_ok=True)
            except OSError as error:
                raise storage_error(error, f"could not delete {self._root / name}") from error
        emptied = {above for name in names for above in (self._root / name).parents if self._above in above.parents}
        for folder in sorted(emptied, reverse=True):  # inner folders come first
            with contextlib.suppress(OSError):  # rmdir removes empty folders only
                folder.rmdir()


def _make_hiding(folder: Path) -> None:
    """Make a folder, unless it exists, that a web server can serve files from but other accounts cannot list."""
    if folder.exists():
        return
    try:
        files.folder(folder)
        folder.chmod(0o711)
    except OSError as error:
        raise storage_error(error, f"could not make {folder}") from error


def _sizes(folder: str, above: str = "") -> Iterator[tuple[str, int]]:
    """The files in a folder that may not exist, and below it; os.scandir, because there may be very many."""
    if not os.path.isdir(folder):  # noqa: PTH112
        return
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield from _sizes(entry.path, f"{above}{entry.name}/")
            elif entry.is_file():
                yield f"{above}{entry.name}", entry.stat().st_size
