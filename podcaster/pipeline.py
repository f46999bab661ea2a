"""One article: from what was saved to a published episode."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from podcaster import (
    __version__,
    engines,
    errors,
    feed,
    feed_files,
    feed_rules,
    files,
    finishing,
    heap,
    identity,
    notes,
    script,
    segments,
    voice,
)
from podcaster.audio import cover, dressing, ffmpeg, mp3, peaks, tags
from podcaster.config import THEMES, Show
from podcaster.errors import storage_error
from podcaster.library import Entry, Files, Library
from podcaster.model import (
    Article,
    BlockKind,
    Chapter,
    Episode,
    Mastered,
    Outcome,
    Script,
    Segment,
    Status,
    TimedNote,
    Utterance,
)
from podcaster.script.lexicon import Lexicon

VERSION = 3  # raise it when the same script and segments are to become another file
SOUND_VERSION = 3  # and this one when they are to become another sound
COVER = "cover"  # in the library: what cover.jpg was drawn from, and its checksum
CHAPTERS_AT = "chapters_at"  # in the library: the address that the chapters of all episodes have


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
    """What the articles of one run share: show, library, cache of segments, lexicon, ffmpeg."""

    def __init__(self, show: Show, library: Library) -> None:
        self.show = show
        self.library = library
        self.store = segments.Store(segments.place(show), limit_mb=show.settings.cache_mb)
        self.left_out: list[str] = []  # titles that the latest feed does not list, because their files are gone

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
    def token(self) -> str:
        """The secret part of a private show's addresses, made when it is first asked for; "" for a public show."""
        return self.library.set_once("token", feed.new_token()) if self.show.settings.private else ""

    @cached_property
    def base(self) -> str:
        """The address of the folder with the episodes, as it stands in files; a stand-in if there is no base_url."""
        return f"{feed.base_address(self.show.settings, self.token)}episodes/"

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
        digest = identity.digest_of([b.text for b in article.blocks])
        entry = self.library.find(
            source=article.source, address=article.address, title=article.title, text_sha256=digest
        )
        if entry is None:
            guid = uuid.uuid5(identity.NAMESPACE, article.address or f"podcaster:{article.title}:{digest}")
            entry = self.library.add(
                source=article.source,
                guid=str(guid),
                name=identity.episode_name(article, guid),
                address=article.address,
                title=article.title,
                text_sha256=digest,
            )
        published = entry.episode.published if entry.episode else identity.published_on(article, saved)
        # The address of the show is not in the key: where it stands in files, publish_feed brings it up to date.
        pictured = "1" if finishing.figures(article) else ""
        return Job(
            article=article,
            entry=entry,
            script=text,
            keys=keys,
            key=identity.digest_of(
                [sound_key := self._sound_key(text, keys), pictured, *self._key(article, text, published)]
            ),
            sound_key=sound_key,
            base=self.base,
            text_sha256=digest,
            published=published,
        )

    def _sound_key(self, text: Script, keys: Sequence[str]) -> str:
        sound = asdict(self.show.settings.sound)
        for name in ("chapter_depth", "chapter_seconds", "intro", "outro"):
            del sound[name]
        return identity.digest_of(
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
            [identity.image_digest(image) for image in finishing.figures(article).values()],
            [(asdict(n)["text"], n.address, n.kind) for n in text.notes],
            *(["private"] if settings.private else []),  # its page asks search engines to stay away
        )

    def stands(self, job: Job) -> bool:
        """Whether the episode was made from exactly this, and its files are still there."""
        episode = job.entry.episode
        if episode is None or episode.key != job.key:
            return False
        return self.is_whole(episode)

    def is_whole(self, episode: Episode | Files) -> bool:
        """Whether the files of a published episode are there, by name and length.

        Raises StorageError if the folder cannot be read.
        """
        folder = str(self.show.episodes)  # not by Path: a large archive is asked 100,000 times
        try:
            if os.stat(f"{folder}/{episode.file}").st_size != episode.bytes:  # noqa: PTH116
                return False
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:  # it may be there: a feed without it would be wrong
            raise storage_error(error, f"could not look at {folder}/{episode.file}") from error
        wanted = [*finishing.SIDECARS, ".chapters.json"] if episode.has_chapters else finishing.SIDECARS
        return all(os.path.exists(f"{folder}/{episode.name}{suffix}") for suffix in wanted)  # noqa: PTH110

    def missing(self, job: Job, *, look_inside: bool = False) -> Iterator[tuple[str, Utterance]]:
        """The utterances that no cached segment exists for, each key once. *look_inside*: damaged ones too."""
        if self._same_sound(job):
            return
        seen: set[str] = set()
        for key, utterance in zip(job.keys, job.script.utterances, strict=True):
            there = self.store.get(key) is not None if look_inside else self.store.contains(key)
            if key not in seen and not there:
                yield key, utterance
            seen.add(key)

    # ------------------------------------------------------------ finishing

    def finish(self, job: Job, *, given_up: Callable[[], bool] = lambda: False) -> Episode:
        """Master, tag and put into place; every segment must be in the store. May be called in any thread.

        Nothing is known of it until it is recorded. Raises AudioError, FeedError or StorageError, and Stopped once
        *given_up*.
        """
        suffix = f".{self.show.settings.sound.format}"
        self.library.refuse_if_lost()
        with files.replacing(self.show.episodes / (job.entry.name + suffix)) as part:
            sound = self._same_sound(job)
            if sound:
                finishing.copy(sound, part)
            else:
                sound = self._mastered(job, part, given_up)
            timeline = sound.timeline
            chapters = finishing.illustrated(
                timeline.chapters(
                    job.article.title,
                    addresses=identity.heading_addresses(job.article),
                    levels={n: b.level for n, b in enumerate(job.article.blocks) if b.kind is BlockKind.HEADING},
                    images=finishing.figures(job.article),
                )
            )
            timed = notes.timed_notes(job.script, timeline.cues)
            episode = self._episode(job, sound.mastered, chapters, timed)
            alone = feed.build(self.show.settings, [episode], guid=episode.guid)["feed.xml"]
            feed_rules.refuse_bad_episode(alone, job.article.title)
            picture = self._cover(job)
            tags.write(
                part,
                episode=episode,
                show=self.show.settings,
                chapters=chapters if episode.has_chapters else (),
                cover=picture,
                lyrics=narrated_text(job.script),
            )
            episode = replace(episode, bytes=part.stat().st_size, sha256=files.sha256(part))
            self.library.refuse_if_lost()
            finishing.write_sidecars(
                self.show,
                job.article,
                episode,
                timeline.cues,
                chapters,
                timed,
                picture,
                waveform=sound.waveform,
                base=job.base,
            )
            finishing.keep(self.show, episode, sound)
        return episode

    def _mastered(self, job: Job, part: Path, given_up: Callable[[], bool]) -> finishing.Sound:
        heap.give_back()  # what script and voices no longer need
        mastered, timeline = mp3.master(
            lambda: self._segments(job, given_up),
            part,
            settings=self.show.settings,
            tool=self.ffmpeg,
            dressing=self.dressing,
        )
        return finishing.Sound(mastered, timeline, peaks.waveform(timeline))

    def _same_sound(self, job: Job) -> finishing.Sound | None:
        """The episode's sound as it is, if nothing changed but what is told about it."""
        episode = job.entry.episode
        if episode is None or episode.sound_key != job.sound_key or not self.is_whole(episode):
            return None
        return finishing.same(self.show, episode, job.script.utterances)

    def record(self, job: Job, episode: Episode, *, synthesized: int = 0) -> Outcome:
        """Tell the library that the files of *episode* are in place."""
        self.library.publish(job.entry, episode)
        return Outcome(
            source=job.article.source,
            status=Status.MADE,
            title=job.article.title,
            path=self.show.episodes / episode.file,
            seconds=episode.duration_ms / 1000,
            spoken=synthesized,
            utterances=len(job.script.utterances),
        )

    def _segments(self, job: Job, given_up: Callable[[], bool]) -> Iterator[tuple[Utterance, Segment]]:
        for key, utterance in zip(job.keys, job.script.utterances, strict=True):
            if given_up():
                raise errors.Stopped("stopped; the same command goes on from here")
            segment = self.store.get(key)
            if segment is None:
                raise SegmentLost(f"a cached segment of {job.article.source} was damaged and has to be made again")
            yield utterance, segment

    def _episode(
        self, job: Job, mastered: Mastered, chapters: Sequence[Chapter], timed: Sequence[TimedNote]
    ) -> Episode:
        article = job.article
        return Episode(
            guid=job.entry.guid,
            name=job.entry.name,
            title=article.title,
            published=job.published,
            duration_ms=mastered.duration_ms,
            bytes=mastered.bytes,
            sha256=mastered.sha256,
            key=job.key,
            source=article.source,
            authors=article.authors,
            description=notes.summary(article),
            notes_html=notes.show_notes_html(article, timed, chapters if len(chapters) > 1 else ()),
            language=article.language or self.show.settings.language,
            site=article.site,
            address=article.address,
            tags=article.tags,
            number=(job.entry.episode.number if job.entry.episode else 0) or job.entry.id,
            characters=job.characters,
            has_chapters=len(chapters) > 1,
            voices=tuple(sorted({u.voice for u in job.script.utterances})),
            text_sha256=job.text_sha256,
            suffix=f".{self.show.settings.sound.format}",
            sound_key=job.sound_key,
        )

    def _cover(self, job: Job) -> bytes:
        article, title = job.article, self.show.settings.title
        picture = cover.from_image(article.image, title=article.title) if article.image else None
        return picture or cover.draw(article.title, title, date=job.published.date() if article.date else None)

    # ------------------------------------------------------------ the feed

    def refuse_bad_show(self) -> None:
        """Raise FeedError if no feed of this show could be published, whatever is in it: before a night of work."""
        if self.show.settings.cover:
            finishing.show_cover(self.show)
        empty = feed.build(self.show.settings, [], guid=self._podcast_guid())["feed.xml"]
        feed_rules.refuse_errors(feed_rules.check_feed(empty, public=None))

    def publish_feed(self) -> bool:
        """Bring feed, archive pages, index, cover and the addresses in other files up to date.

        Returns whether anything changed; `left_out` then has the episodes whose files are gone. Raises FeedError when
        the new feed would break a rule, and StorageError when no episode has its files: then what was there stays.
        """
        self.library.refuse_if_lost()
        changed = self.bring_cover()
        guid = self._podcast_guid()
        changed |= feed_files.publish(self.show, self.library, self._whole(), guid=guid, token=self.token)
        return self._address_chapters() or changed

    def _whole(self) -> Iterator[tuple[Episode, str]]:
        """Every episode whose files are in place, with its record; the others are in `left_out` afterwards."""
        self.left_out = []
        count = 0
        for episode, record in self.library.oldest_first():
            # One whose file has gone is not promised to anybody; the next run makes it again.
            if self.is_whole(episode):
                count += 1
                yield episode, record
            else:
                self.left_out.append(episode.title)
        # The only episode of a show may have been deleted on purpose. All of several, or the folder, are lost.
        lost = len(self.left_out) > 1 or not any(self.show.episodes.glob("*"))
        if self.left_out and not count and lost:
            raise errors.StorageError(
                f"none of the {len(self.left_out)} episodes of the show has its files in {self.show.episodes}",
                hint="is the disk mounted? Put the files back, or make the episodes again: podcaster batch FOLDER",
            )

    def bring_cover(self, *, again: bool = False) -> bool:
        """Draw the show's cover if it is missing, or if title, author or the setting `cover` changed.

        A picture that was put in its place by hand stays, unless *again*. Returns whether anything changed.
        """
        settings, path = self.show.settings, self.show.public / "cover.jpg"
        made_from = identity.digest_of([settings.title, settings.author, settings.cover])
        before, _, written = self.library.setting(COVER).partition(" ")
        try:
            there = files.sha256(path) if path.is_file() else ""
        except OSError as error:
            raise storage_error(error, f"could not read {path}") from error
        if not (again or settings.cover or not there):
            if written and (before == made_from or there != written):
                return False
            if not written and not files.stands(path, finishing.show_cover(self.show)):
                return False
        changed = files.write(path, finishing.show_cover(self.show))
        if (stamp := f"{made_from} {files.sha256(path)}") != self.library.setting(COVER):
            self.library.set(COVER, stamp)
        return changed

    def _address_chapters(self) -> bool:
        """Have the chapters of all episodes lead to their pictures at the present address of the show."""
        if self.library.setting(CHAPTERS_AT) == self.base:
            return False
        changed = False
        for episode in self.library.files():
            if episode.has_chapters:
                changed |= finishing.address_pictures(self.show, episode.name, self.base)
        self.library.set(CHAPTERS_AT, self.base)
        return changed

    def _podcast_guid(self) -> str:
        known = self.library.setting("podcast_guid")
        if known:
            return known
        base = self.show.settings.base_url.rstrip("/") or f"http://localhost/{uuid.uuid4()}"
        return self.library.set_once("podcast_guid", feed.podcast_guid(f"{base}/feed.xml"))


def segment_key(utterance: Utterance, device: str = "cpu") -> str:
    """The name of an utterance's segment in the cache."""
    profile = voice.find(utterance.voice)
    return segments.key(utterance, profile, engines.version(profile, device))


def narrated_text(text: Script) -> str:
    """What is said, as displayed, a paragraph a line."""
    lines: dict[int, list[str]] = {}
    for utterance in text.utterances:
        lines.setdefault(utterance.paragraph, []).append(utterance.text)
    return "\n\n".join(" ".join(line) for line in lines.values())


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
    return identity.digest_of(
        [VERSION, SOUND_VERSION, __version__, script.VERSION, settings, casts, voices, lexicon.fingerprint, dressed]
    )
