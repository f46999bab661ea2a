"""An author's own recording is fetched beside the save of an article that came by an address or from a source.

The page or the feed chose where the recording is, not the user. So it comes from the internet only, unless it is beside
the article in the user's own network.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from podcaster import files, reading
from podcaster.audio import recorded
from podcaster.errors import HostileError, InputError, UnsupportedError, UsageError
from podcaster.network import web
from podcaster.network.reach import Reach, reach
from podcaster.network.web import shown
from podcaster.reading import recordings
from podcaster.reading.safe import run_limited

SECONDS = 900.0
_HEAD = 16  # bytes that tell what it is
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; podcaster; the recording of a page, asked for by its reader)",
    "Accept": "audio/*",
    "Accept-Encoding": "identity",
}


class Wanted(NamedTuple):
    """A recording that is not beside the save of its article."""

    address: str
    article: str  # the address of the article
    title: str


def bring(save: Path, note: Callable[[str], None], *, apart: bool = False) -> list[Path]:
    """Fetch the recordings of the articles in *save* that are not beside it yet. Returns where they are.

    One that cannot be fetched is told to *note*, and a voice reads that article. *apart*: the save is read in a process
    of its own.
    """
    found: list[Path] = []
    there: list[Wanted] = []
    with contextlib.suppress(InputError):  # what is wrong with the file is said when its episode is made
        there = run_limited(wanted, save) if apart else wanted(save)
    for one in there:
        note(f"fetching the author's recording {shown(one.address)}")
        try:
            found.append(_fetched(one, save))
        except (InputError, UsageError) as error:
            note(f"{error.message}: a voice reads {one.title}")
    return found


def wanted(save: Path) -> list[Wanted]:
    """The recordings that the articles of *save* name and that are not beside it."""
    return [
        Wanted(told.address, article.address, article.title)
        for article in reading.read(save, on_error=lambda *_: None, on_skip=lambda *_: None)
        if (told := article.recording) and told.address and not told.path
    ]


def _fetched(one: Wanted, save: Path) -> Path:
    address = one.address
    home = urlsplit(address)[:2] == urlsplit(one.article)[:2] and reach(address) is not Reach.WORLD
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
