"""One episode as a chapter of a book: its text, its overlay and its audio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from podcaster import voice
from podcaster.config import Show
from podcaster.errors import UnreadableError
from podcaster.model import Alternate, Episode
from podcaster.publishing import templates
from podcaster.publishing.episode_files import COVER, PAGE, TRANSCRIPT, EpisodeFiles
from podcaster.publishing.epub import overlay, page
from podcaster.publishing.epub.container import Container, published
from podcaster.publishing.epub.page import Heading, Place, Text
from podcaster.publishing.epub.pictures import Picture
from podcaster.publishing.feed import base_address
from podcaster.publishing.feed_text import clean, feed_language, web_address, without_controls
from podcaster.publishing.page_words import words
from podcaster.text.languages import right_to_left

OPUS = ".opus"
AUDIO = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".m4b": "audio/mp4", OPUS: "audio/ogg; codecs=opus"}
TITLE = "title"  # the id of the heading of a chapter


@dataclass(frozen=True, slots=True)
class Document:
    """A file of text, NAME.xhtml, and how long NAME.smil plays; 0: nothing in it is heard."""

    name: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents, with the lines below it."""

    text: str
    address: str
    inner: tuple[Entry, ...] = ()
    language: str = ""  # of a chapter


@dataclass(frozen=True, slots=True)
class Chapter:
    """What the package and the table of contents say of an episode that is in the book."""

    entry: Entry
    documents: tuple[Document, ...]
    audio: str
    audio_type: str
    pictures: tuple[Picture, ...]  # without their data
    illustrated: bool  # whether there is a picture in its text
    described: bool


@dataclass(frozen=True, slots=True)
class _Parts:
    """What an episode has on the disk, read."""

    text: Text
    cues: Sequence[overlay.Said]
    clips: Sequence[overlay.Clip]
    closing: range  # the cues after the last one that its page shows: they get a paragraph of their own


def write(box: Container, show: Show, episode: Episode, number: int, *, alone: bool) -> Chapter:
    """Put the episode into the book as its chapter of that *number*; *alone*: its cover is that of the book.

    Raises UnreadableError or StorageError if files of it are missing or damaged.
    """
    prefix, lie, sound = f"chapter-{number}-", EpisodeFiles(show.episodes, episode), sound_of(episode)
    parts = _read(show, episode, prefix)
    pictures = list(parts.text.pictures.values())
    files = {"audio": f"audio/{number}{sound.suffix}", "cover": "cover.jpg"}
    if not alone:
        files["cover"] = f"pictures/cover-{number}.jpg" if episode.has_cover else ""
        if episode.has_cover:
            pictures.append(Picture(files["cover"], "image/jpeg", published(lie.path(COVER))))
    documents = _documents(box, show, episode, parts, prefix, files)
    for one in pictures:
        box.put_picture(one.name, one.data)
    box.copy(files["audio"], lie.path(sound.suffix), sha256=sound.sha256)
    inner = _nested(parts.text.headings, prefix)
    return Chapter(
        Entry(title_of(show, episode), f"{prefix}1.xhtml", inner, language_of(show, episode)),
        documents,
        files["audio"],
        AUDIO[sound.suffix],
        tuple(replace(one, data=b"") for one in pictures),
        bool(parts.text.pictures),
        parts.text.described,
    )


def sound_of(episode: Episode) -> Alternate:
    """Its sound in a format that all readers play, if it has one."""
    own = Alternate(episode.suffix, episode.bytes, episode.sha256)
    return next((one for one in (own, *episode.also) if one.suffix != OPUS), own)


def title_of(show: Show, episode: Episode) -> str:
    """Its title as one line, never empty."""
    return clean(episode.title) or words(language_of(show, episode)).untitled


def language_of(show: Show, episode: Episode) -> str:
    return feed_language(episode.language or show.settings.language)


def _read(show: Show, episode: Episode, prefix: str) -> _Parts:
    lie = EpisodeFiles(show.episodes, episode)
    private = base_address(show.settings) if show.settings.private and show.settings.base_url else ""
    source = published(lie.path(PAGE))
    text = page.read(source, name=str(lie.path(PAGE)), prefix=prefix, private=private)
    cues = overlay.transcript(lie.path(TRANSCRIPT))
    places = text.places | {number: Place(0, TITLE) for number in text.title_cues}
    closing = range(max(places, default=-1) + 1, len(cues))
    if len(cues) < closing.start:
        both = f"{lie.path(PAGE)} and {lie.path(TRANSCRIPT)}"
        raise UnreadableError(f"{both} do not belong together", hint="make the episode again")
    places |= {number: Place(len(text.pieces) - 1, f"s{number}") for number in closing}
    return _Parts(text, cues, overlay.clips(cues, places, episode.duration_ms), closing)


def _documents(
    box: Container, show: Show, episode: Episode, parts: _Parts, prefix: str, files: dict[str, str]
) -> tuple[Document, ...]:
    language, last = language_of(show, episode), len(parts.text.pieces) - 1
    about: dict[str, object] = {
        "episode": episode,
        "title": title_of(show, episode),
        "language": language,
        "right_to_left": right_to_left(language),
        "w": words(language),
        "source": web_address(episode.address),
        **files,
        "credits": voice.credits(episode.voices),
        "last": last,
    }
    made = []
    for number, piece in enumerate(parts.text.pieces):
        name = f"{prefix}{number + 1}"
        closing = [(n, parts.cues[n].text) for n in parts.closing] if number == last else []
        box.put(f"{name}.xhtml", rendered("chapter.xhtml", piece=piece, number=number, closing=closing, **about))
        heard = [clip for clip in parts.clips if clip.place.piece == number]
        if heard:
            box.put(f"{name}.smil", rendered("overlay.smil", text=f"{name}.xhtml", clips=heard, audio=files["audio"]))
        made.append(Document(name, sum(clip.duration_ms for clip in heard)))
    return tuple(made)


def rendered(template: str, **values: object) -> str:
    """A file of the book from its template."""
    return without_controls(templates.render_file(f"epub/{template}", **values))


def _nested(headings: Sequence[Heading], prefix: str) -> tuple[Entry, ...]:
    """The headings as lines of the table of contents, each with those of a lower rank that follow it."""
    out: list[Entry] = []
    at = 0
    while at < len(headings):
        first = headings[at]
        end = at + 1
        while end < len(headings) and headings[end].level > first.level:
            end += 1
        address = f"{prefix}{first.piece + 1}.xhtml#{first.id}"
        out.append(Entry(first.text, address, _nested(headings[at + 1 : end], prefix)))
        at = end
    return tuple(out)
