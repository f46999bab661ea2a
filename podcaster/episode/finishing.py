"""From an article whose segments are spoken to a published episode."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from podcaster import errors, files, heap, voice
from podcaster.audio import cover, mp3, peaks, recorded
from podcaster.audio.cover import Sleeve
from podcaster.config import strings
from podcaster.episode import builder, identity, own, sound
from podcaster.episode.workshop import Job, SegmentLost, Workshop
from podcaster.model import (
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
from podcaster.publishing import notes


def _never() -> bool:
    return False


def finish(shop: Workshop, job: Job, *, given_up: Callable[[], bool] = _never) -> Episode:
    """Master and tag the episode and move it into place. Every segment must be in the store.

    May be called in any thread. The library does not know the episode until it is recorded. Raises AudioError,
    FeedError or StorageError, and Stopped once *given_up* returns true.
    """
    suffix = f".{shop.show.settings.sound.format}"
    shop.library.refuse_if_lost()
    with contextlib.ExitStack() as parts:  # the audio is moved into place last
        part = parts.enter_context(files.replacing(shop.show.episodes / (job.entry.name + suffix)))
        same = shop.same_sound(job)
        if same:
            sound.copy(same, part)
        drawn = _cover(shop, job)  # before there is a timeline: to draw takes 20 MB for a moment
        made = same or _mastered(shop, job, part, given_up)
        others = _others(shop, job, parts, given_up, again=not same)
        timeline = made.timeline
        chapters = builder.illustrated(
            timeline.chapters(
                job.article.title,
                addresses=identity.heading_addresses(job.article),
                levels={n: b.level for n, b in enumerate(job.article.blocks) if b.kind is BlockKind.HEADING},
                images=identity.figures(job.article),
            )
        )
        cues = timeline.cues
        timed = own.notes(job.script) if job.recording else notes.timed_notes(job.script, cues)
        lyrics = job.article.text if job.recording else narrated_text(job.script)
        content = builder.Content(
            job.article,
            own.cues(cues) if job.recording else cues,
            chapters,
            () if job.recording else timed,
            drawn,
            lyrics,
            made.waveform,
        )
        shop.library.refuse_if_lost()
        told = _episode(shop, job, made.mastered, chapters, timed)
        episode = builder.build(shop.show, part, told, content, others=others, pictures_at=job.base)
        sound.keep(shop.show, episode, made)
    return episode


def record(shop: Workshop, job: Job, episode: Episode, *, synthesized: int = 0, news: bool = False) -> Outcome:
    """Tell the library that the files of *episode* are in place. *news*: a menu is to tell of it, if it is new."""
    shop.library.publish(job.entry, episode, news=news and job.entry.episode is None)
    return Outcome(
        source=job.article.source,
        status=Status.MADE,
        title=job.article.title,
        path=shop.show.episodes / episode.file,
        seconds=episode.duration_ms / 1000,
        spoken=synthesized,
        utterances=len(job.script.utterances),
    )


def narrated_text(text: Script) -> str:
    """What is said, as displayed, a paragraph a line."""
    lines: dict[int, list[str]] = {}
    for utterance in text.utterances:
        lines.setdefault(utterance.paragraph, []).append(utterance.text)
    return "\n\n".join(" ".join(line) for line in lines.values())


def _mastered(shop: Workshop, job: Job, part: Path, given_up: Callable[[], bool]) -> sound.Sound:
    heap.give_back()  # what script, voices and cover no longer need
    if job.recording:
        [said] = job.script.utterances
        mastered, timeline = recorded.master(job.recording, part, said, settings=shop.show.settings, tool=shop.ffmpeg)
    else:
        mastered, timeline = mp3.master(
            lambda: _segments(shop, job, given_up),
            part,
            settings=shop.show.settings,
            tool=shop.ffmpeg,
            dressing=shop.dressing,
        )
    return sound.Sound(mastered, timeline, peaks.waveform(timeline))


def _others(
    shop: Workshop, job: Job, parts: contextlib.ExitStack, given_up: Callable[[], bool], *, again: bool
) -> dict[str, Path]:
    """Part files with the sound in the formats of the setting `sound.also`, by suffix.

    *again*: the sound is new. If it is not, the files that are there are kept, and none is added: the segments may be
    gone, and speaking for hours is not what a new title should cost.
    """
    wanted = [f".{one}" for one in strings(shop.show.settings.sound.also) if one != shop.show.settings.sound.format]
    former = {one.suffix: one for one in job.entry.episode.also} if job.entry.episode else {}
    found: dict[str, Path] = {}
    for suffix in dict.fromkeys(wanted):
        path = shop.show.episodes / (job.entry.name + suffix)
        if again:
            found[suffix] = parts.enter_context(files.replacing(path))
            _mastered(shop, job, found[suffix], given_up)
        elif suffix in former and path.is_file() and files.sha256(path) == former[suffix].sha256:
            found[suffix] = parts.enter_context(files.replacing(path))
            shutil.copyfile(path, found[suffix])
    return found


def _segments(shop: Workshop, job: Job, given_up: Callable[[], bool]) -> Iterator[tuple[Utterance, Segment]]:
    for key, utterance in zip(job.keys, job.script.utterances, strict=True):
        if given_up():
            raise errors.Stopped("stopped; the same command goes on from here")
        segment = shop.store.get(key)
        if segment is None:
            raise SegmentLost(
                f"a cached segment of {job.article.source} was damaged or deleted, again and again",
                hint="is another program deleting files in the cache? Then run the same command again",
            )
        yield utterance, segment


def _episode(
    shop: Workshop, job: Job, mastered: Mastered, chapters: Sequence[Chapter], timed: Sequence[TimedNote]
) -> Episode:
    article = job.article
    heard = tuple(sorted({u.voice for u in job.script.utterances if u.voice}))
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
        notes_html=notes.show_notes_html(article, timed, chapters if len(chapters) > 1 else (), voice.credits(heard)),
        language=article.language or shop.show.settings.language,
        site=article.site,
        address=article.address,
        tags=article.tags,
        number=(job.entry.episode.number if job.entry.episode else 0) or job.entry.id,
        characters=job.characters,
        has_chapters=len(chapters) > 1,
        voices=heard,
        text_sha256=job.text_sha256,
        suffix=f".{shop.show.settings.sound.format}",
        sound_key=job.sound_key,
        chosen=job.chosen,
        book=article.book,
        season=article.season,
        chapter=article.chapter,
        kind=article.kind,
        sketch=job.known.sketch,
        dated=job.known.dated,
        added=job.added,
    )


def _cover(shop: Workshop, job: Job) -> bytes:
    article = job.article
    language = article.language or shop.show.settings.language
    picture = cover.from_image(article.image, title=article.title, language=language) if article.image else None
    if picture:
        return picture
    day = None
    if article.date:
        day = dt.date.fromisoformat(job.known.dated[:10]) if job.added else job.published.date()
    sleeve = Sleeve(
        article.title,
        shop.show.settings.title,
        date=day,
        # Plain "en" puts the day first, as on every cover so far; "en-US" puts the month first.
        language="en-GB" if language == "en" else language,
        topic=(*article.tags, article.site)[0],
        number=article.chapter,
    )
    return cover.draw(sleeve)
