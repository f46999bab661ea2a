"""Which files below public/ belong to the show: one rule for serving, publishing and finding left-over files."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from podcaster import files
from podcaster.config import Show
from podcaster.errors import storage_error
from podcaster.publishing import media

SHELVES = "shelves"
LINKED = "episodes"  # the folder that may be a link to another disk; no other link below public/ is followed


def within(public: Path, name: str) -> Path:
    """The path of the file *name* below *public*. Raises FileNotFoundError if a link there leads to another place."""
    path = public / name
    if path.is_symlink() or _leads_away(public, name.rpartition("/")[0]):
        raise FileNotFoundError(errno.ENOENT, "a symbolic link is not followed", str(path))
    return path


def listed(public: Path, *folders: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Names below *public*, with their entries, of the files in *folders* that may be seen; "" is *public* itself."""
    for folder in folders:
        if _leads_away(public, folder):
            continue
        try:
            with os.scandir(public / folder) as found:
                for entry in found:
                    name = f"{folder}/{entry.name}" if folder else entry.name
                    if media.may_be_seen(name) and entry.is_file(follow_symlinks=False):
                        yield name, entry
        except FileNotFoundError:
            continue
        except OSError as error:
            raise storage_error(error, f"could not list {public / folder}") from error


def tidy(show: Show) -> None:
    """Delete what killed runs left half-written in the show. Hold the show's lock.

    A web server may show the folder to everybody, so whichever command comes next does this.
    """
    files.remove_leftovers(show.folder, below=False)
    for folder in (show.state, show.public, *([show.episodes] if show.episodes.is_symlink() else [])):
        files.remove_leftovers(folder)


def with_pages(public: Path) -> list[str]:
    """The folders below *public* in which feeds and pages are: its own, the archive's and those of shelves."""
    there = (*public.glob(f"{SHELVES}/*/*"), *public.glob(f"{SHELVES}/*/*/archive"))
    return [
        "",
        "archive",
        "embed",
        "embed/posts",
        *sorted(path.relative_to(public).as_posix() for path in there if path.is_dir()),
    ]


def _leads_away(public: Path, folder: str) -> bool:
    if folder in ("", LINKED):
        return False
    return any(
        (public / part).is_symlink() for part in (folder, *map(str, PurePosixPath(folder).parents)) if part != "."
    )
