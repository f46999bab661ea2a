"""Brings the pages of episodes that exist up to date: a new look, a new title of the show, other episodes around them.

The article itself is kept nowhere but in its page: all that is needed is read from the page as it lies there, also from
one that an older version has written. A page that says that it was made from the same is not read to its end.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

from podcaster import files
from podcaster.config import Channel, Show
from podcaster.errors import MALFORMED, storage_error
from podcaster.model import Episode
from podcaster.publishing import episode_page, page_meta
from podcaster.publishing.episode_files import PAGE, PEAKS, EpisodeFiles
from podcaster.publishing.episode_page import Around, Neighbour, Told

# A run publishes while other threads finish episodes: a page just written must not be replaced by an older version.
writing = threading.Lock()
_HEAD = 512  # bytes at the start of a page that contain its digest
_MADE_FROM = re.compile(rb'<meta name="generator" content="podcaster ([0-9a-f]{32})">')
_TEXT = re.compile(r'<article id="text">(.*)</article>', re.DOTALL)
_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
_TITLE_CUES = re.compile(r'<h1[^>]*? data-c="([\d ]+)"')
_TITLE = re.compile(r"<h1[^>]*>([^<]*)</h1>")
_CHAPTERS = re.compile(r'<details id="chapters">(.*?)</details>', re.DOTALL)
_BUTTON = r'<li><(?:a|button) class="t"[^>]*? data-ms="(\d+)"[^>]*>[^<]*</(?:a|button)> '
_CHAPTER = re.compile(_BUTTON + r"<span[^>]*>([^<]*)</span></li>")
_LINK = re.compile(_BUTTON + r'<a href="([^"]*)" rel="noreferrer">([^<]*)</a></li>')


class Row:
    """Episodes, the oldest first, each with those around it; not every page has to be looked at.

    *serial*: they are heard from the beginning; otherwise the newest is heard first.
    """

    def __init__(self, show: Show, *, serial: bool = False) -> None:
        self._show = show
        self._serial = serial
        self._before: Episode | None = None
        self._last: Episode | None = None  # what follows it is not known yet
        self._stale = self._look = False  # of the last: whether it may be out of date, or one beside it
        self.changed = False

    def add(self, episodes: Iterable[Episode], *, stale: bool) -> None:
        """The next ones. *stale*: their pages may be out of date; otherwise only those beside such a one can be."""
        for episode in episodes:
            self._settle(episode, look=self._look or stale)
            self._before, self._last, self._look, self._stale = self._last, episode, stale or self._stale, stale

    def close(self) -> bool:
        """There are no more. Returns whether any page has changed."""
        self._settle(None, look=True)
        self._last = None
        return self.changed

    def _settle(self, following: Episode | None, *, look: bool) -> None:
        if self._last is not None and look:
            newer, older = Neighbour.of(following), Neighbour.of(self._before)
            around = Around(previous=older, next=newer) if self._serial else Around(previous=newer, next=older)
            self.changed |= bring(self._show, self._last, around)


def bring(show: Show, episode: Episode, around: Around) -> bool:
    """Bring the page of *episode* up to date. Returns whether that changed it.

    A page that nobody can read stays as it is: it is damaged, or somebody has put it there by hand.
    """
    path = EpisodeFiles(show.episodes, episode).path(PAGE)
    with writing:
        return _bring(show, episode, around, path)


def _bring(show: Show, episode: Episode, around: Around, path: Path) -> bool:
    if made_from(path) == episode_page.made_from(episode, show.settings, around):
        return False
    try:
        before = path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeError):
        return False
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error
    peaks = EpisodeFiles(show.episodes, episode).path(PEAKS)
    page = renewed(before, episode, show.settings, around, peaks=peaks)
    return bool(page) and files.write(path, page)


def _wave(path: Path) -> str:
    """The waveform beside a page of an older version, which had it as a picture only."""
    try:
        return episode_page.compact(path.read_text(encoding="utf-8"))
    except (OSError, *MALFORMED):
        return "null"


def made_from(path: Path) -> str:
    """The digest in the page of the facts it was made from; "" without one, or without a page."""
    try:
        with path.open("rb") as stream:
            found = _MADE_FROM.search(stream.read(_HEAD))
    except OSError:
        return ""
    return found[1].decode() if found else ""


def renewed(before: str, episode: Episode, channel: Channel, around: Around, *, peaks: Path | None = None) -> str:
    """The page *before* as it is written today; "" if it cannot be read.

    *peaks*: the file with the waveform, for a page of an older version, which has it as a picture only.
    """
    told = read(before)
    if told is None:
        return ""
    if peaks and told.wave == "null":
        told = replace(told, wave=_wave(peaks))
    return "".join(episode_page.page(told, episode, channel, around))


def read(page: str) -> Told | None:
    """The facts that only the page has; None if podcaster did not write the page."""
    text, data = _TEXT.search(page), _DATA.search(page)
    if not text or not data:
        return None
    try:
        known = json.loads(data[1])
        cues = known["cues"]
        chapters = known["chapters"] if "chapters" in known else list(_chapters(page[: text.start()]))
    except MALFORMED:
        return None
    title_cues = _TITLE_CUES.search(page)
    return Told(
        text=[text[1]],
        cues=[page_meta.as_json(cues)],
        has_cues=bool(cues),
        title_cues=title_cues[1] if title_cues else "",
        chapters=[(int(ms), str(title)) for ms, title in chapters],
        links=list(_links(page[text.end() :])),
        wave=page_meta.as_json(known.get("wave")),
    )


def _chapters(before: str) -> Iterator[tuple[int, str]]:
    """Those of a page of an older version; one that was called like the episode has no name of its own."""
    title, listed = _TITLE.search(before), _CHAPTERS.search(before)
    for ms, name in _CHAPTER.findall(listed[1]) if listed else ():
        yield int(ms), "" if title and name == title[1] else unescape(name)


def _links(after: str) -> Iterator[tuple[int, str, str]]:
    for ms, address, text in _LINK.findall(after):
        yield int(ms), unescape(address), unescape(text)
