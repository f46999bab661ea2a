"""WACZ, the archives of Webrecorder's programs: a zip with WARCs, lists of pages, and indexes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Iterator

from podcaster.errors import NoTextError
from podcaster.model import Article
from podcaster.reading import safe
from podcaster.reading.containers import warc
from podcaster.reading.containers.members import Members
from podcaster.reading.safe import Report

_ARCHIVE = re.compile(r"(?:.*/)?archive/[^/]+\.w?arc(?:\.gz)?", re.I)
_PAGES = re.compile(r"(?:.*/)?pages/[^/]+\.jsonl", re.I)
_LIST_LIMIT = 100 * safe.MB


def is_wacz(names: Collection[str]) -> bool:
    return any(_ARCHIVE.fullmatch(name) for name in names) and any(
        _PAGES.fullmatch(name) or name.endswith("datapackage.json") for name in names
    )


def read(members: Members, source: str, report: Report) -> Iterator[Article]:
    """The pages that someone visited; what these load, frames and all, is in the WARCs too."""
    archives = sorted(name for name in members.names if _ARCHIVE.fullmatch(name))
    visited = warc.Pages(_visited(members, source, report))
    first: NoTextError | None = None
    for pages in (visited, warc.Pages()):
        for name in archives:
            where = f"{source}!{name}"
            with safe.member(where, report):
                try:
                    yield from warc.read(io.BytesIO(members.read(name)), where, report, pages=pages)
                except NoTextError as error:  # of one WARC of several
                    first = first or error
        if pages.met:
            break
    if not pages.read:
        raise first or NoTextError("no pages in this archive of the web", about=source)


def _visited(members: Members, source: str, report: Report) -> Iterator[str]:
    """The addresses in the lists of pages, a line of JSON each."""
    for name in sorted(members.names):
        if not _PAGES.fullmatch(name):
            continue
        text = ""
        with safe.member(f"{source}!{name}", report):
            text = members.read(name, _LIST_LIMIT).decode("utf-8", "replace")
        for line in text.splitlines():
            try:
                said = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict) and isinstance(said.get("url"), str):
                yield said["url"]
