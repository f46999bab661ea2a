"""A digest of everything that the published feed was made from. While it is the same, nothing is built again.

Files count by their content, and by their place in the show: a show that was moved or copied, with the times of its
files or without, is as up to date as before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from podcaster import files
from podcaster.config import Changes, Show, changing
from podcaster.library import Library
from podcaster.publishing import templates
from podcaster.version import __version__

KEY = "feed_stamp"  # in the library
FILES = "feed_files"  # in the library: size, time and SHA-256 of each published file, so that few are read again

# By name: bytes, time in nanoseconds, SHA-256; a file that is missing, or cannot be read, has (-1, 0, "").
Table = dict[str, tuple[int, int, str]]


def is_current(show: Show, library: Library) -> bool:
    """Whether the feed would be made from the same as when it was last remembered. Only files with new times are read.

    Nothing is written: the library may be open for reading.
    """
    kept = library.setting(KEY)
    return bool(kept) and kept == of(show, library)


def remember(show: Show, library: Library) -> None:
    """Keep what the feed, as it is now, was made from."""
    known = _known(library)
    table = _table(show, known)
    if table != known:
        library.set(FILES, json.dumps(table))
    library.set(KEY, _of(show, library, table))


def of(show: Show, library: Library) -> str:
    """A digest of the settings that change the feed, the library's published episodes, and the feed files on disk."""
    return _of(show, library, _table(show, _known(library)))


def _of(show: Show, library: Library, table: Table) -> str:
    settings = changing(show.settings, Changes.FEED)
    content = [(name, digest) for name, (_, _, digest) in table.items()]
    parts = [__version__, templates.digest(), settings, library.setting("changes"), content]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _table(show: Show, known: Table) -> Table:
    """Every published file except the episodes; the digests of those that *known* has with the same time are its."""
    return {name: _described(path, known.get(name)) for name, path in _files(show)}


def _described(path: Path, known: tuple[int, int, str] | None) -> tuple[int, int, str]:
    try:
        found = path.stat()
        if known and known[:2] == (found.st_size, found.st_mtime_ns):
            return known
        return found.st_size, found.st_mtime_ns, files.sha256(path)
    except OSError:  # what sends the file reports the reason
        return -1, 0, ""


def _files(show: Show) -> Iterator[tuple[str, Path]]:
    """Name and path of every published file except the episodes, and of the show's own cover."""
    public = show.public
    names = ("feed.xml", "feed.css", "feeds.opml", "index.html", "cover.jpg", "embed.json", "embed/listen.js")
    shelves = (*public.glob("shelves/*/*/*.*"), *public.glob("shelves/*/*/archive/[0-9]*"))
    pages = (*sorted((public / "archive").glob("[0-9]*")), *sorted(shelves))
    pages += tuple(sorted((public / "embed" / "posts").glob("*.json")))
    for path in (*(public / name for name in names), *pages):
        yield path.relative_to(public).as_posix(), path
    if show.settings.cover:
        yield f"cover {show.settings.cover}", show.folder / show.settings.cover


def _known(library: Library) -> Table:
    """What is remembered of the files; nothing if that cannot be read."""
    try:
        kept = dict(json.loads(library.setting(FILES) or "{}"))
        return {str(name): (int(size), int(time), str(digest)) for name, (size, time, digest) in kept.items()}
    except (ValueError, TypeError):
        return {}
