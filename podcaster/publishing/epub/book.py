"""A book made of episodes: the EPUB file as a whole."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from podcaster import files, voice
from podcaster.config import Show
from podcaster.errors import StorageError, UsageError, VoiceError, storage_error
from podcaster.model import Episode
from podcaster.publishing import publisher, templates
from podcaster.publishing.episode_files import COVER, EpisodeFiles
from podcaster.publishing.epub import chapter, container
from podcaster.publishing.epub.chapter import Chapter, language_of, rendered, sound_of, title_of
from podcaster.publishing.epub.container import Container, published
from podcaster.publishing.feed_text import clean, feed_language, web_address
from podcaster.text.languages import primary, right_to_left

_ROOM = 1.1  # how much space a book needs, as a multiple of its audio


@dataclass(frozen=True, slots=True)
class Book:
    """Which episodes, in their order, and what the whole is called."""

    show: Show
    episodes: tuple[Episode, ...]
    identifier: str
    title: str

    @property
    def is_one(self) -> bool:
        """Whether it is an episode on its own."""
        return len(self.episodes) == 1

    @property
    def language(self) -> str:
        """Of the book as a whole: the show's, if an episode is in it."""
        found = [language_of(self.show, episode) for episode in self.episodes]
        own = feed_language(self.show.settings.language)
        return own if primary(own) in map(primary, found) and not self.is_one else found[0]

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys([self.language, *(language_of(self.show, e) for e in self.episodes)]))

    @property
    def authors(self) -> list[str]:
        named = dict.fromkeys(clean(name) for episode in self.episodes for name in episode.authors)
        return [name for name in named or (clean(self.show.settings.author),) if name]

    @property
    def narrators(self) -> list[str]:
        """The names of the voices; one that is no longer installed is named by its id."""
        names = []
        for one in dict.fromkeys(id for episode in self.episodes for id in episode.voices):
            names.append(one)
            with contextlib.suppress(VoiceError):
                names[-1] = voice.find(one).name
        return list(dict.fromkeys(names))

    @property
    def description(self) -> str:
        return clean(self.episodes[0].description if self.is_one else self.show.settings.description)

    @property
    def tags(self) -> list[str]:
        return [tag for tag in dict.fromkeys(clean(tag) for e in self.episodes for tag in e.tags) if tag]

    @property
    def sources(self) -> list[str]:
        return [source for source in dict.fromkeys(web_address(e.address) for e in self.episodes) if source]

    @property
    def day(self) -> dt.date:
        return max(episode.day for episode in self.episodes)

    @property
    def modified(self) -> str:
        """The date of the newest episode, not of the export: the same show gives the same book."""
        newest = max(episode.published for episode in self.episodes)
        return f"{newest.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def of(show: Show, episodes: Sequence[Episode], *, podcast: str, choice: str = "", title: str = "") -> Book:
    """The book of these episodes.

    *podcast*: the GUID of the show. *choice*: what was asked for, if it can become other episodes ("all"): the book
    then keeps its identifier. *title*: of the book; "": that of the only episode, else that of the show.
    """
    if len(episodes) == 1 and not choice:
        identifier, usual = episodes[0].guid, title_of(show, episodes[0])
    else:
        made_from = choice or " ".join(sorted(episode.guid for episode in episodes))
        identifier, usual = str(uuid.uuid5(uuid.NAMESPACE_URL, f"podcaster:book:{podcast}:{made_from}")), ""
    with contextlib.suppress(ValueError):
        identifier = f"urn:uuid:{uuid.UUID(identifier)}"
    return Book(show, tuple(episodes), identifier, clean(title) or usual or clean(show.settings.title))


def refuse_another(book: Book, target: Path) -> None:
    """Raise UsageError if there is a file at *target* that is not this book."""
    if target.is_dir() or (target.exists() and container.identifier_of(target) != book.identifier):
        raise UsageError(f"{target} exists and is not this book", hint="delete it, or name another file with --to")


def write(book: Book, target: Path) -> None:
    """Write the book to *target*, where an older edition of it is replaced.

    Raises UsageError, UnreadableError or StorageError; then nothing has changed.
    """
    refuse_another(book, target)
    with files.replacing(target, private=book.show.settings.private) as part:
        _refuse_full_disk(book, part, target)
        with container.writing(part) as box:
            box.put_picture("cover.jpg", _cover(book))
            box.put("book.css", templates.part("epub/book.css"))
            chapters = [
                chapter.write(box, book.show, episode, number, alone=book.is_one)
                for number, episode in enumerate(book.episodes, start=1)
            ]
            _describe(box, book, chapters)


def _refuse_full_disk(book: Book, part: Path, target: Path) -> None:
    needed, free = (
        sum(sound_of(episode).bytes for episode in book.episodes) * _ROOM,
        shutil.disk_usage(part.parent).free,
    )
    if needed > free:
        raise StorageError(
            f"the disk is full: {target} needs {needed / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free",
            hint="free some space, or name a file on another disk with --to",
        )


def _cover(book: Book) -> bytes:
    if book.is_one and book.episodes[0].has_cover:
        return published(EpisodeFiles(book.show.episodes, book.episodes[0]).path(COVER))
    path = book.show.public / "cover.jpg"
    try:
        return path.read_bytes() if path.is_file() else publisher.cover_of(book.show)
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error


def _describe(box: Container, book: Book, chapters: Sequence[Chapter]) -> None:
    """The table of contents and the package, which lists everything."""
    pictures = list({picture.name: picture for one in chapters for picture in one.pictures}.values())
    about = {"language": book.language, "right_to_left": right_to_left(book.language), "title": book.title}
    box.put("nav.xhtml", rendered("nav.xhtml", entries=[one.entry for one in chapters], **about))
    box.put(
        "package.opf",
        rendered(
            "package.opf",
            book=book,
            channel=book.show.settings,
            chapters=chapters,
            documents=[document for one in chapters for document in one.documents],
            pictures=pictures,
            described=all(one.described for one in chapters),
            illustrated=any(one.illustrated for one in chapters),
            features=list(_features(chapters)),
            hazard="unknown" if any(p.media_type == "image/gif" for p in pictures) else "none",
            **about,
        ),
    )


def _features(chapters: Sequence[Chapter]) -> Iterator[str]:
    """In the words of schema.org."""
    yield from ("synchronizedAudioText", "tableOfContents", "readingOrder", "structuralNavigation")
    yield "displayTransformability"
    if any(one.illustrated for one in chapters) and all(one.described for one in chapters):
        yield "alternativeText"
