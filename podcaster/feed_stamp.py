"""Whether the published feed is still that of the library: then nothing is built, however large the archive is."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

from podcaster import __version__, menu
from podcaster.pipeline import Workshop

KEY = "feed_stamp"


def stands(shop: Workshop) -> bool:
    """Whether what was published last would be published again, and is still there."""
    kept = shop.library.setting(KEY)
    return bool(kept) and kept == _stamp(shop)


def publish(shop: Workshop, note: Callable[[str], None] | None = None) -> bool:
    """Bring the feed and its pages up to date, and remember that they are. Returns whether anything changed.

    *note*: takes a line about episodes that the feed does not list because their files are gone.
    """
    menu.readdress(shop)
    changed = shop.publish_feed()
    shop.library.set(KEY, _stamp(shop))
    if note and shop.left_out:
        note(left_out_line(shop))
    return changed


def left_out_line(shop: Workshop) -> str:
    """What to say of episodes that the feed does not list because their files are gone."""
    titles = shop.left_out
    what = "1 episode is" if len(titles) == 1 else f"{len(titles)} episodes are"
    some = ", ".join(map(repr, titles[:3])) + (" …" if len(titles) > 3 else "")
    command = f"podcaster check --show {shlex.quote(str(shop.show.folder))}"
    return f"{what} not in the feed, because files are missing: {some}; {command} lists them"


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
