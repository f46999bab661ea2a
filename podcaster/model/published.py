"""What is published: an episode, and how an article's road ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Alternate:
    """The sound of an episode in another format, in a file beside its audio."""

    suffix: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Episode:
    """A published episode, as the library, the feed and the pages know it."""

    guid: str
    name: str  # file stem below public/episodes
    title: str
    published: dt.datetime  # aware; its date in the feed: the article's own, or when it was added
    duration_ms: int
    bytes: int
    sha256: str
    key: str  # of everything that can change the sound
    source: str
    authors: tuple[str, ...] = ()
    description: str = ""
    notes_html: str = ""
    language: str = ""
    site: str = ""
    address: str = ""
    tags: tuple[str, ...] = ()
    number: int = 0  # track number, 1-based, in order of publication in this library
    characters: int = 0  # spoken
    has_cover: bool = True
    has_chapters: bool = False
    voices: tuple[str, ...] = ()
    text_sha256: str = ""  # of the article's blocks: knows a save again that was moved
    suffix: str = ".mp3"  # the format
    sound_key: str = ""  # of what can change the sound alone, not the tag
    chosen: str = ""  # the part of its file that was chosen by hand, as JSON; "" for an automatic choice
    book: str = ""  # these four as in Article
    season: int = 0
    chapter: int = 0
    kind: str = ""
    has_html_transcript: bool = False  # episodes of older versions have none
    blocked: bool = False  # directories are asked not to show it
    sketch: str = ""  # of the article's text: knows it again when its title, its file or its words have changed
    dated: str = ""  # the article's own date, ISO 8601; "" if it is unknown
    added: bool = False  # `published` is when it was added, whatever the article's own date
    also: tuple[Alternate, ...] = ()

    @property
    def day(self) -> dt.date:
        """The day that its page and its tag show: the article's own, if it is known."""
        return dt.date.fromisoformat(self.dated[:10]) if self.added and self.dated else self.published.date()

    @property
    def formats(self) -> tuple[str, ...]:
        """The suffixes of its sound in other formats."""
        return tuple(one.suffix for one in self.also)

    @property
    def file(self) -> str:
        """The name of the enclosure below public/episodes."""
        return self.name + self.suffix


class Status(StrEnum):
    MADE = "made"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article of a run."""

    source: str
    status: Status
    title: str = ""
    reason: str = ""  # one sentence for FAILED, QUARANTINED, SKIPPED
    hint: str = ""
    exit_code: int = 0
    path: Path | None = None  # the MP3
    seconds: float = 0.0  # of audio
    spoken: int = 0  # utterances synthesized, not taken from the cache
    utterances: int = 0
    error_kind: str = ""
    kind: str = ""  # of SKIPPED: the reason without what concerns this article alone
