"""Opens articles: the script of each, its place in the library, and what has to be spoken for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from podcaster import engines, errors, files, script, voice
from podcaster.audio import dressing, ffmpeg
from podcaster.config import THEMES, Show
from podcaster.episode import builder, identity, segments, sound
from podcaster.library import Entry, Library
from podcaster.model import (
    Article,
    Script,
    Utterance,
)
from podcaster.publishing.publisher import Publisher
from podcaster.script.lexicon import Lexicon
from podcaster.version import __version__

VERSION = 3  # raise it when the same script and segments are to become another file
SOUND_VERSION = 3  # and this one when they are to become another sound


class SegmentLost(errors.AudioError):
    """A segment was there when the script was written and is not any more: speak it again."""


@dataclass(frozen=True, slots=True)
class Job:
    """An article whose script stands: what has to be spoken is known, and whether anything has."""

    article: Article
    entry: Entry
    script: Script
    keys: tuple[str, ...]  # of the segments, one an utterance
    key: str  # of everything that can change the files
    sound_key: str  # of what can change the sound
    base: str  # the address of the show's episodes
    text_sha256: str
    published: dt.datetime

    @property
    def characters(self) -> int:
        return sum(len(u.spoken) for u in self.script.utterances)


class Workshop:
    """What the articles of one run share: show, library, cache of segments, lexicon, ffmpeg, publisher."""

    def __init__(self, show: Show, library: Library) -> None:
        self.show = show
        self.library = library
        self.store = segments.Store(segments.place(show), limit_mb=show.settings.cache_mb)
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
        return fingerprint(self.show, self.lexicon, self.dressed)

    # ------------------------------------------------------------ opening

    def open(self, article: Article, saved: dt.datetime) -> Job:
        """Write the script of *article* and find its place in the library.

        *saved*: aware, when the file was saved; dates an article that does not tell its own.
        Raises NoTextError, LostTextError or VoiceError.
        """
        if article.address and not article.address.startswith(("http://", "https://")):
            article = replace(article, address="")  # file:///home/... is nobody else's business
        text = script.write(article, self.show.settings, lexicon=self.lexicon)
        keys = tuple(segment_key(u, self.show.settings.device) for u in text.utterances)
        digest = files.digest_of([b.text for b in article.blocks])
        entry = builder.place(
            self.library,
            builder.Known(article.source, article.title, digest, article.address),
            article.address or f"podcaster:{article.title}:{digest}",
            lambda guid: identity.episode_name(article, guid),
        )
        published = entry.episode.published if entry.episode else identity.published_on(article, saved)
        # The address of the show is not in the key: where it stands in files, the publisher brings it up to date.
        pictured = "1" if identity.figures(article) else ""
        return Job(
            article=article,
            entry=entry,
            script=text,
            keys=keys,
            key=files.digest_of(
                [sound_key := self._sound_key(text, keys), pictured, *self._key(article, text, published)]
            ),
            sound_key=sound_key,
            base=self.publisher.base,
            text_sha256=digest,
            published=published,
        )

    def _sound_key(self, text: Script, keys: Sequence[str]) -> str:
        sound = asdict(self.show.settings.sound)
        for name in ("chapter_depth", "chapter_seconds", "intro", "outro"):
            del sound[name]
        return files.digest_of(
            [
                SOUND_VERSION,
                [(k, u.pause_ms, u.role, u.block) for k, u in zip(keys, text.utterances, strict=True)],
                sound | {"theme": sound["theme"] if sound["theme"] in THEMES else ""},
                self.show.settings.pauses.lead,
                self.dressed,
            ]
        )

    def _key(self, article: Article, text: Script, published: dt.datetime) -> Sequence[object]:
        settings = self.show.settings
        return (
            VERSION,
            [(u.text, u.paragraph) for u in text.utterances],
            [settings.sound.chapter_depth, settings.sound.chapter_seconds],
            [settings.title, settings.author, settings.language, settings.copyright],
            [article.title, article.authors, article.language, article.site, article.address],
            [article.description, article.tags, published.isoformat(), identity.image_digest(article.image)],
            [identity.image_digest(image) for image in identity.figures(article).values()],
            [(asdict(n)["text"], n.address, n.kind) for n in text.notes],
            *(["private"] if settings.private else []),  # its page asks search engines to stay away
        )

    def stands(self, job: Job) -> bool:
        """Whether the episode was made from exactly this, and its files are still there."""
        episode = job.entry.episode
        if episode is None or episode.key != job.key:
            return False
        return self.publisher.files_of(episode).is_complete()

    def missing(self, job: Job, *, look_inside: bool = False) -> Iterator[tuple[str, Utterance]]:
        """The utterances that no cached segment exists for, each key once. *look_inside*: damaged ones too."""
        if self.same_sound(job):
            return
        seen: set[str] = set()
        for key, utterance in zip(job.keys, job.script.utterances, strict=True):
            there = self.store.get(key) is not None if look_inside else self.store.contains(key)
            if key not in seen and not there:
                yield key, utterance
            seen.add(key)

    def same_sound(self, job: Job) -> sound.Sound | None:
        """The episode's sound as it is, if nothing changed but what is told about it."""
        episode = job.entry.episode
        if episode is None or episode.sound_key != job.sound_key:
            return None
        return sound.same(self.show, episode, job.script.utterances)


def segment_key(utterance: Utterance, device: str = "cpu") -> str:
    """The name of an utterance's segment in the cache."""
    profile = voice.find(utterance.voice)
    return segments.key(utterance, profile, engines.version(profile, device))


def fingerprint(show: Show, lexicon: Lexicon, dressed: str) -> str:
    """Of all that an unchanged file's episode depends on: settings, voices, lexicon, versions."""
    settings = asdict(replace(show.settings, casts={}))
    for key in (
        "menu",
        "jobs",
        "cache",
        "cache_mb",
        "ffmpeg",
        "feed_limit",
        "link",
        "email",
        "description",
        "category",
        "base_url",
        "cover",
        "explicit",
    ):
        settings.pop(key)
    casts = {k: asdict(v) for k, v in show.settings.casts.items()}
    voices = [repr(v) for v in voice.all_voices()]
    return files.digest_of(
        [VERSION, SOUND_VERSION, __version__, script.VERSION, settings, casts, voices, lexicon.fingerprint, dressed]
    )
