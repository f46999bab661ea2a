"""What the library knows of an article, a saved file and a failure, and how an episode is stored."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import NamedTuple

from podcaster.model import Alternate, Episode

DISMISSED = 1_000_000  # in place of the number of tries: nobody wants to hear of it again
TRIES = 3  # failed runs after which an article is left alone until it changes


@dataclass(frozen=True, slots=True)
class SourceState:
    """A saved file as it was when all of its articles had been dealt with."""

    path: str
    size: int  # bytes
    mtime_ns: int
    sha256: str
    fingerprint: str  # of settings, voices, lexicon and versions
    episodes: int


class Files(NamedTuple):
    """What one must know of an episode to see whether all its files exist."""

    name: str
    source: str
    bytes: int
    has_chapters: bool
    suffix: str
    has_html_transcript: bool = False
    formats: tuple[str, ...] = ()  # as in Episode

    @property
    def file(self) -> str:
        return self.name + self.suffix


class Placed(NamedTuple):
    """What one must know of an episode to number the episodes of a show."""

    title: str
    source: str
    authors: tuple[str, ...]  # the first
    book: str
    season: int
    chapter: int
    kind: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of the library, published or not."""

    id: int
    source: str
    guid: str
    name: str
    state: str  # new, published, removed, ignored, expired
    key: str
    text_sha256: str
    address: str
    title: str
    attempts: int
    error_kind: str
    error: str
    hint: str
    episode: Episode | None
    sketch: str = ""  # of its text
    dated: str = ""  # the article's own date, ISO 8601
    published: str = ""  # the date of its episode in the feed, ISO 8601; kept when the episode is taken back


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not become an episode, and why."""

    source: str
    sha256: str
    attempts: int
    error_kind: str
    error: str
    hint: str

    @property
    def quarantined(self) -> bool:
        return self.attempts >= TRIES

    @property
    def dismissed(self) -> bool:
        """Whether the user wants it left alone: no run tries or reports it until its file changes or is named."""
        return self.attempts >= DISMISSED


def containers(source: str) -> Iterator[str]:
    """The files that *source* may be a member of: a.zip and a.zip!b.epub for a.zip!b.epub!chapter."""
    at = source.find("!")
    while at >= 0:
        yield source[:at]
        at = source.find("!", at + 1)


def dump(episode: Episode) -> str:
    values = asdict(episode)
    values["published"] = episode.published.isoformat()
    del values["blocked"]  # a table says it, and a record that is written anew does not change it
    if not episode.also:
        del values["also"]  # so that an older podcaster can read it
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def load(record: str) -> Episode:
    values = json.loads(record)
    values["published"] = dt.datetime.fromisoformat(values["published"])
    for name in ("authors", "tags", "voices"):
        values[name] = tuple(values[name])
    values["also"] = tuple(Alternate(**one) for one in values.get("also", ()))
    return Episode(**values)
