"""Opens articles: the script of each, its place in the library, and what has to be spoken for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from podcaster import errors, files, script
from podcaster.audio import dressing, ffmpeg
from podcaster.config import Show
from podcaster.episode import builder, identity, keys, own, segments, sound
from podcaster.library import Entry, Known, Library
from podcaster.library.made import MADE
from podcaster.model import Article, Script, Utterance
from podcaster.publishing.publisher import Publisher
from podcaster.script.lexicon import Lexicon
from podcaster.text import likeness


class SegmentLost(errors.AudioError):
    """A segment was there when the script was written and is not any more: speak it again."""


@dataclass(frozen=True, slots=True)
class Job:
    """An article with its script written: what has to be spoken is known, and whether anything has."""

    article: Article
    entry: Entry
    script: Script
    keys: tuple[str, ...]  # of the segments, one an utterance
    key: str  # of everything that can change the files
    sound_key: str  # of what can change the sound
    base: str  # the address of the show's episodes
    text_sha256: str
    published: dt.datetime
    known: Known
    added: bool = False  # `published` is when it was added
    chosen: str = ""  # the part of its file that was chosen by hand, for the tag
    recording: Path | None = None  # the author's own, which is its sound

    @property
    def characters(self) -> int:
        return sum(len(u.spoken) for u in self.script.utterances)


class Workshop:
    """What the articles of one run share: show, library, cache of segments, lexicon, ffmpeg, publisher."""

    def __init__(
        self, show: Show, library: Library, *, added: bool = False, store: segments.Store | None = None
    ) -> None:
        """*added*: new episodes are dated when they are added, unless the setting `date` says otherwise. *store*: of
        the same show, and already in use.
        """
        self.show = show
        self.added = show.settings.date == "added" if show.settings.date else added
        self.library = library
        self.store = store or segments.Store(segments.place(show), limit_mb=show.settings.cache_mb)
        self.publisher = Publisher(show, library)

    @cached_property
    def ffmpeg(self) -> Path:
        return ffmpeg.find(self.show.settings.ffmpeg)

    @cached_property
    def dressing(self) -> dressing.Dressing:
        """Theme, intro and outro. Raises UsageError for a file that cannot serve: ask before any work."""
        return dressing.of(self.show.settings.sound, self.show.folder, self.ffmpeg)

    @cached_property
    def dressed(self) -> str:
        """Changes with the files of the dressing."""
        return dressing.digest(self.show.settings.sound, self.show.folder)

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon.load(self.show.lexicon)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when an unchanged file would no longer become the same episode."""
        return keys.fingerprint(self.show, self.lexicon, self.dressed)

    # ------------------------------------------------------------ opening

    def open(self, article: Article, saved: dt.datetime, *, chosen: str = "") -> Job:
        """Write the script of *article* and find its place in the library.

        *saved*: aware, when the file was saved; dates an article that does not tell its own. *chosen*: for the tag.
        Raises NoTextError, LostTextError or VoiceError.
        """
        if article.address and not article.address.startswith(("http://", "https://")):
            article = replace(article, address="")  # file:///home/... is nobody else's business
        text = script.write(article, self.show.settings, lexicon=self.lexicon)
        settings = self.show.settings
        recording = own.recording(article, settings)
        if recording:
            text = own.script(article, text)
            spoken: tuple[str, ...] = (own.key(recording),)
        else:
            spoken = tuple(keys.segment_key(u, settings.device) for u in text.utterances)
        sound_key = keys.sound_key(settings.sound, settings.pauses, self.dressed, text, spoken)
        digest = files.digest_of([b.text for b in article.blocks])
        known = Known(
            article.source,
            article.title,
            digest,
            article.address,
            "" if article.source.startswith(MADE) else likeness.sketch(article.text),
            identity.own_date(article),
        )
        entry = builder.place(
            self.library,
            known,
            article.address or f"podcaster:{article.title}:{digest}",
            lambda guid: identity.episode_name(article, guid),
        )
        published, added = self._date(article, entry, saved)
        return Job(
            article=article,
            entry=entry,
            script=text,
            keys=spoken,
            key=keys.article_key(settings, article, text, published, sound_key, added=added),
            sound_key=sound_key,
            base=self.publisher.base,
            text_sha256=digest,
            published=published,
            known=known,
            added=added,
            chosen=chosen,
            recording=recording,
        )

    def _date(self, article: Article, entry: Entry, saved: dt.datetime) -> tuple[dt.datetime, bool]:
        """The date of its episode in the feed, and whether that is when it was added."""
        former, own = entry.episode, identity.published_on(article, saved)
        if former:
            return identity.corrected(article, former), former.added
        if entry.published:  # the episode was taken back
            date = dt.datetime.fromisoformat(entry.published)
            return date, date != own
        if self.added:
            return identity.added_at(dt.datetime.now(dt.UTC), self.library.latest_date()), True
        return own, False

    def stands(self, job: Job) -> bool:
        """Whether the episode was made from exactly this, and its files are still there."""
        episode = job.entry.episode
        if episode is None or episode.key != job.key:
            return False
        return self.publisher.files_of(episode).is_complete()

    def missing(self, job: Job, *, look_inside: bool = False) -> Iterator[tuple[str, Utterance]]:
        """The utterances that no cached segment exists for, each key once. *look_inside*: damaged ones too.

        The segments of the article are held from now on, until `let_go`.
        """
        if job.recording or self.same_sound(job):
            return
        seen: set[str] = set()
        for key, utterance in zip(job.keys, job.script.utterances, strict=True):
            if key in seen:
                continue
            seen.add(key)
            there = self.store.hold(job.entry.guid, key)
            if not there or (look_inside and self.store.get(key) is None):
                yield key, utterance

    def let_go(self, job: Job) -> None:
        """The article is made, or given up: its segments are held no more."""
        self.store.let_go(job.entry.guid)

    def same_sound(self, job: Job) -> sound.Sound | None:
        """The episode's existing sound, if only its metadata changed."""
        episode = job.entry.episode
        if episode is None or episode.sound_key != job.sound_key:
            return None
        return sound.same(self.show, episode, job.script.utterances)
