"""The page of an episode: its text, highlighted while it is heard, with the player and the notes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlsplit

from podcaster.config import Channel
from podcaster.model import Article, BlockKind, Chapter, Cue, Episode, Image, NoteKind, TimedNote
from podcaster.publishing import page_meta, templates
from podcaster.publishing.feed_text import clean, web_address
from podcaster.publishing.marked_up import image_html, mark_up, safe_link, spoken_times
from podcaster.publishing.page_words import words
from podcaster.text import phrases

SHOWN = (
    "guid",
    "name",
    "title",
    "day",
    "duration_ms",
    "bytes",
    "authors",
    "description",
    "language",
    "site",
    "address",
    "tags",
    "suffix",
    "has_cover",
    "voices",
)  # fmt: skip -- what the library knows of an episode and its page shows


class Neighbour(NamedTuple):
    """An episode that a page leads to."""

    name: str  # of its files
    title: str
    language: str

    @classmethod
    def of(cls, episode: Episode | None) -> Neighbour | None:
        return cls(episode.name, episode.title, episode.language) if episode else None


class Around(NamedTuple):
    """The episodes above and below one in the list of the show, which begins with the newest."""

    previous: Neighbour | None = None  # the newer; of a serial show, the older
    next: Neighbour | None = None  # which plays after it


@dataclass(frozen=True, slots=True)
class Told:
    """The facts on the page of an episode that no library has."""

    text: Iterable[str]  # HTML, in pieces
    cues: Iterable[str]  # JSON in pieces, as `spoken_times` gives them; asked for after the text
    has_cues: bool = False
    title_cues: str = ""  # the numbers of those that say the title
    chapters: Sequence[tuple[int, str]] = ()  # start in ms, title
    links: Sequence[tuple[int, str, str]] = ()  # start in ms, address, text
    wave: str = "null"  # JSON: its shape, as `peaks.waveform` tells it


def read_along(
    article: Article,
    episode: Episode,
    cues: Sequence[Cue],
    notes: Sequence[TimedNote],
    chapters: Sequence[Chapter],
    channel: Channel,
    *,
    waveform: str = "",
) -> Iterator[str]:
    """The page of an episode that has just been made, in pieces: that of ten hours has several megabytes.

    The episodes around it are put in when it is published. *waveform*: its shape as JSON, as `peaks.waveform` tells it.
    """
    marked = mark_up(article, cues, words(episode.language or channel.language))
    told = Told(
        text=chain([_lead_picture(article)], marked.pieces),
        cues=_listed(map(page_meta.as_json, spoken_times(cues, marked))),
        has_cues=bool(cues),
        title_cues=" ".join(str(n) for n, c in enumerate(cues) if c.block < 0 and c.end_ms <= _first_words(cues)),
        chapters=[(chapter.start_ms, clean(chapter.title)) for chapter in chapters] if len(chapters) > 1 else (),
        links=_links(notes),
        wave=compact(waveform),
    )
    return page(told, episode, channel)


def _listed(items: Iterable[str]) -> Iterator[str]:
    """A list in JSON, piece by piece."""
    yield "["
    for number, item in enumerate(items):
        yield f",{item}" if number else item
    yield "]"


def page(told: Told, episode: Episode, channel: Channel, around: Around = Around()) -> Iterator[str]:
    """The page itself, in pieces. It needs only the audio and the cover beside it."""
    language = episode.language or channel.language
    title = clean(episode.title) or words(language).untitled
    return templates.pieces(
        "read_along",
        channel,
        language,
        episode=episode,
        around=around,
        told=told,
        original=safe_link(episode.address),
        source=_source(episode),
        meta=page_meta.head(episode, channel, title),
        made_from=made_from(episode, channel, around),
        data=_data(told, episode, channel),
        recorded=_recorded(told, episode, language),
    )


def _recorded(told: Told, episode: Episode, language: str) -> str:
    """The words that say who reads, if no voice of podcaster does; otherwise ""."""
    if episode.voices or told.has_cues:
        return ""
    return phrases.recorded_by(episode.authors, episode.site or episode.title, language)


def made_from(episode: Episode, channel: Channel, around: Around) -> str:
    """A digest of everything on a page but its text: while it is the same, the page is as it should be."""
    show = [channel.title, channel.author, channel.private, channel.base_url, channel.language]
    facts = [getattr(episode, name) for name in SHOWN]
    return hashlib.sha256(repr([templates.digest(), show, facts, around]).encode("utf-8", "replace")).hexdigest()[:32]


def _source(episode: Episode) -> str:
    """The name of the site, or else its host: "harbour.example"."""
    try:
        host = urlsplit(web_address(episode.address)).hostname or ""
    except ValueError:
        host = ""
    return clean(episode.site) or host.removeprefix("www.")


def _data(told: Told, episode: Episode, channel: Channel) -> Iterator[str]:
    """JSON for the scripts of the page, in pieces: facts for the player, and the cues."""
    about = page_meta.as_json(
        {
            "guid": episode.guid,
            "title": clean(episode.title),
            "author": ", ".join(episode.authors) or channel.author,
            "show": channel.title,
            "cover": f"{episode.name}.jpg" if episode.has_cover else "",
            "src": episode.file,
            "duration_ms": episode.duration_ms,
            "chapters": told.chapters,
        }
    )
    return chain([f'{about[:-1]},"wave":{told.wave},"cues":'], told.cues, ["}"])


def compact(waveform: str) -> str:
    """The file with the waveform as it stands within a page; "null" if there is none."""
    return page_meta.as_json(json.loads(waveform)) if waveform else "null"


def _first_words(cues: Sequence[Cue]) -> int:
    """When the article itself starts, after the intro, in ms."""
    return next((cue.start_ms for cue in cues if cue.block >= 0), 0)


def _lead_picture(article: Article) -> str:
    shown = [block.image for block in article.blocks if block.kind is BlockKind.FIGURE and block.image]
    if article.image is None or any(_same_picture(article.image, other) for other in shown):
        return ""
    picture = image_html(article.image)
    return f"<figure>{picture}</figure>" if picture.startswith("<img") else ""


def _same_picture(one: Image, other: Image) -> bool:
    return any(a and a == b for a, b in ((one.address, other.address), (one.path, other.path), (one.data, other.data)))


def _links(notes: Sequence[TimedNote]) -> list[tuple[int, str, str]]:
    """Each link once, at its first mention, as (start in ms, address, text). Other notes are in the text itself."""
    links: dict[str, tuple[int, str, str]] = {}
    for timed in notes:
        address = safe_link(timed.note.address)
        if timed.note.kind in (NoteKind.LINK, NoteKind.EMBED) and address:
            links.setdefault(address, (timed.start_ms, address, clean(timed.note.text) or address))
    return list(links.values())
