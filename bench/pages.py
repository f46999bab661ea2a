"""The pages of a show of a thousand episodes: how heavy they are, and what axe finds wrong in them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.rows import ROOT, Row, unmeasured
from podcaster.batch import run as batch
from podcaster.config import Settings, Show
from podcaster.library import FILE_NAME, Library
from podcaster.publishing import pages as show_pages
from tests import browser


def pages() -> Iterator[Row]:
    """Sizes as a server with gzip sends them; axe in a light and in a dark window, on a phone and on a desktop."""
    with tempfile.TemporaryDirectory() as folder:
        show = Show(Path(folder), Settings(voice="tone", title="Letters", email="jo@harbour.example"))
        batch.run(show, [ROOT / "examples" / "harbor-lights.md"])
        size = len(gzip.compress(_thousand(show), 6, mtime=0)) / 1000
        yield Row("page of a show of 1,000 episodes, gzipped", "<= 60 kB", f"{size:.0f} kB", size <= 60)
        files = {path.relative_to(show.public).as_posix(): path for path in show.public.rglob("*") if path.is_file()}
        if not browser.find():
            yield unmeasured("axe: violations", "0", "no Chromium here: apt-get install chromium")
            return
        with browser.opened() as chromium:
            found = list(_violations(chromium, files))
        yield Row(
            "axe: violations on the pages of a show and an episode",
            "0",
            f"{len(found)} on 2 pages, at 390 and 1280 px, light and dark",
            not found,
        )


def _thousand(show: Show) -> bytes:
    with Library(show.state / FILE_NAME, read_only=True) as library:
        (first,) = library.episodes()
    episodes = [
        dataclasses.replace(
            first, guid=f"urn:letter:{n}", name=f"letter-{n}", number=n,
            title=f"Letter {n} of the harbour, and what it brought", published=first.published + dt.timedelta(days=n),
        )
        for n in range(1000)
    ]  # fmt: skip
    return show_pages.show_page(show.settings, episodes[::-1]).encode()


def _violations(chromium: Any, files: dict[str, Path]) -> Iterator[str]:
    episode = next(n for n in files if n.startswith("episodes/") and n.endswith(".html") and n.count(".") == 1)
    for page in ("index.html", episode):
        for width in (390, 1280):
            with browser.visit(chromium, files, page, width=width) as tab:
                yield from browser.violations(tab)
