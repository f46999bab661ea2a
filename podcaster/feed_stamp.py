"""Whether the published feed is still that of the library: then nothing is built, however large the archive is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from podcaster import __version__
from podcaster.pipeline import Workshop

KEY = "feed_stamp"


def stands(shop: Workshop) -> bool:
    """Whether what was published last would be published again, and is still there."""
    kept = shop.library.setting(KEY)
    return bool(kept) and kept == _stamp(shop)


def keep(shop: Workshop) -> None:
    """Call it after the feed was published from the library as it is."""
    shop.library.set(KEY, _stamp(shop))


def _stamp(shop: Workshop) -> str:
    settings = asdict(replace(shop.show.settings, casts={}))
    cover = shop.show.folder / shop.show.settings.cover if shop.show.settings.cover else None
    parts = [__version__, settings, shop.library.setting("changes"), list(_files(shop.show.public, cover))]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _files(public: Path, cover: Path | None) -> Iterator[tuple[str, int, int]]:
    """Name, bytes and time of all that was published beside the episodes."""
    names = ("feed.xml", "feed.css", "index.html", "cover.jpg")
    for path in (*(public / name for name in names), *sorted((public / "archive").glob("[0-9]*")), cover):
        if path is None:
            continue
        try:
            found = path.stat()
        except OSError:
            yield str(path), -1, 0
        else:
            yield str(path), found.st_size, found.st_mtime_ns
