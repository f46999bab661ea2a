"""A digest of everything that the published feed was made from. While it is the same, nothing is built again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from podcaster.config import Changes, Show, changing
from podcaster.library import Library
from podcaster.publishing import templates
from podcaster.version import __version__

KEY = "feed_stamp"  # in the library


def of(show: Show, library: Library) -> str:
    """A digest of the settings that change the feed, the library's published episodes, and the feed files on disk."""
    settings = changing(show.settings, Changes.FEED)
    cover = show.folder / show.settings.cover if show.settings.cover else None
    parts = [__version__, templates.digest(), settings, library.setting("changes"), list(_files(show.public, cover))]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _files(public: Path, cover: Path | None) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of every published file except the episodes."""
    names = ("feed.xml", "feed.css", "feeds.opml", "index.html", "cover.jpg", "embed.json", "embed/listen.js")
    shelves = (*public.glob("shelves/*/*/*.*"), *public.glob("shelves/*/*/archive/[0-9]*"))
    pages = (*sorted((public / "archive").glob("[0-9]*")), *sorted(shelves))
    pages += tuple(sorted((public / "embed" / "posts").glob("*.json")))
    for path in (*(public / name for name in names), *pages, cover):
        if path is None:
            continue
        try:
            found = path.stat()
        except OSError:
            yield str(path), -1, 0
        else:
            yield str(path), found.st_size, found.st_mtime_ns
