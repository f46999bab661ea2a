"""An author's own recording is fetched beside the save of an article that came by an address or from a source.

The page or the feed chose where the recording is, not the user. So it comes from the internet only, unless it is beside
the article in the user's own network.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from podcaster import files, reading
from podcaster.audio import recorded
from podcaster.errors import HostileError, InputError, PodcasterError, UnsupportedError, UsageError
from podcaster.model import Article
from podcaster.network import web
from podcaster.network.reach import Reach, reach
from podcaster.network.web import shown
from podcaster.reading import recordings

SECONDS = 900.0
_HEAD = 16  # bytes that tell what it is
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; podcaster; the recording of a page, asked for by its reader)",
    "Accept": "audio/*",
    "Accept-Encoding": "identity",
}


def bring(save: Path, note: Callable[[str], None]) -> list[Path]:
    """Fetch the recordings of the articles in *save* that are not beside it yet. Returns where they are.

    One that cannot be fetched is told to *note*, and a voice reads that article.
    """
    found: list[Path] = []
    for article in _articles(save):
        told = article.recording
        if told is None or told.path or not told.address:
            continue
        note(f"fetching the author's recording {shown(told.address)}")
        try:
            found.append(_fetched(told.address, article.address, save))
        except (InputError, UsageError) as error:
            note(f"{error.message}: a voice reads {article.title}")
    return found


def _articles(save: Path) -> Iterator[Article]:
    """What is wrong with the file is said when its episode is made."""
    with contextlib.suppress(PodcasterError):
        yield from reading.read(save, on_error=lambda *_: None, on_skip=lambda *_: None)


def _fetched(address: str, article: str, save: Path) -> Path:
    home = urlsplit(address)[:2] == urlsplit(article)[:2] and reach(address) is not Reach.WORLD
    stem = recordings.kept_at(save, address)
    with web.get(address, _HEADERS, web.Patience.altogether(SECONDS), home=home) as answer:
        if answer.status != 200 or answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise UnsupportedError("sent in a form that was not asked for", about=shown(address))
        chunks = answer.chunks
        head = b""
        while len(head) < _HEAD and (chunk := next(chunks, b"")):
            head += chunk
        kind = recorded.kind(head)
        if not kind:
            raise UnsupportedError("no sound file of a known kind", about=shown(address))
        path = stem.with_name(f"{stem.name}.{recorded.ENDINGS[kind]}")
        with files.replacing(path) as part, part.open("wb") as stream:
            size = stream.write(head)
            for chunk in chunks:
                size += stream.write(chunk)
                if size > recordings.LIMIT:
                    raise HostileError(f"more than {recordings.LIMIT >> 20} MB", about=shown(address))
    return path
