"""The only way to make an episode from a sound and its data, for articles, menus and mixes."""

from __future__ import annotations

import types
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podcaster import files
from podcaster.audio import cover, tags
from podcaster.config import Show
from podcaster.library import Entry, Known, Library
from podcaster.model import Alternate, Article, Chapter, Cue, Episode, Image, TimedNote
from podcaster.publishing import episode_page, feed, notes, renewal, rules
from podcaster.publishing.episode_files import (
    CHAPTERS,
    COVER,
    HTML,
    PAGE,
    PEAKS,
    SRT,
    TRANSCRIPT,
    VTT,
    EpisodeFiles,
    picture,
)

NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562: names that are URLs
NO_OTHERS: Mapping[str, Path] = types.MappingProxyType({})
PICTURES_BYTES = 200_000  # of all chapters of an episode: what is before the sound has to arrive before it plays


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that goes into the tag and the files of an episode, except the sound."""

    article: Article
    cues: Sequence[Cue]
    chapters: Sequence[Chapter]  # one, if it is to have none
    timed: Sequence[TimedNote]
    cover: bytes  # JPEG
    lyrics: str
    waveform: str = ""  # JSON; "" if it has none


def place(library: Library, known: Known, identity: str, name: Callable[[uuid.UUID], str]) -> Entry:
    """The place of an episode in the library, the one that it had before if there is one.

    *identity*: what the GUID of a new one is made from, forever. *name*: gives the name of its files.
    """
    if entry := library.find(known):
        return entry
    guid = uuid.uuid5(NAMESPACE, identity)
    return library.add(known, guid=str(guid), name=name(guid))


def build(
    show: Show,
    part: Path,
    episode: Episode,
    content: Content,
    *,
    others: Mapping[str, Path] = NO_OTHERS,
    pictures_at: str = "",
) -> Episode:
    """Write the tag into *part*, the audio file, and move it and all files beside it into place.

    *episode*: everything known so far; its length in bytes and its checksum are added here. *others*: part files with
    its sound in other formats, by suffix. *pictures_at*: the address of the folder with the episodes, where chapters
    find their pictures. Raises AudioError, FeedError or StorageError.
    """
    episode = replace(episode, has_html_transcript=True)
    alone = feed.build(show.settings, [episode], guid=episode.guid)["feed.xml"]
    rules.refuse_bad_episode(alone, episode.title)
    also = []
    for suffix, other in others.items():
        _tag(other, show, replace(episode, key=""), content)
        also.append(Alternate(suffix, other.stat().st_size, files.sha256(other)))
    episode = replace(episode, also=tuple(also))
    _tag(part, show, episode, content)
    episode = replace(episode, bytes=part.stat().st_size, sha256=files.sha256(part))
    _put_beside(show, episode, content, pictures_at)
    return episode


def _tag(path: Path, show: Show, episode: Episode, content: Content) -> None:
    tags.write(
        path,
        episode=episode,
        show=show.settings,
        chapters=content.chapters if episode.has_chapters else (),
        cover=content.cover,
        lyrics=content.lyrics,
    )


def illustrated(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """*chapters* with small JPEGs for pictures; those that cannot serve, or no longer fit, are left out."""
    out, room = [], PICTURES_BYTES
    for chapter in chapters:
        data = cover.chapter_picture(chapter.image) if chapter.image else None
        if data is not None and len(data) > room:
            data = None
        room -= len(data or b"")
        alt = chapter.image.alt if chapter.image else ""
        out.append(replace(chapter, image=Image(data=data, alt=alt) if data else None))
    return tuple(out)


def _put_beside(show: Show, episode: Episode, content: Content, base: str) -> None:
    """Write transcripts, page, chapters and pictures of *episode* beside where its audio will be."""
    cues, chapters = content.cues, content.chapters
    # Of a recording nobody knows when which word is heard: its one cue says so, and is no part of the text.
    told = (content.article, episode, cues if episode.voices else ())
    # One at a time: those of ten hours are ten megabytes.
    texts: dict[str, Callable[[], str | bytes | Iterator[str]]] = {
        VTT: lambda: notes.vtt(cues),
        SRT: lambda: notes.srt(cues),
        TRANSCRIPT: lambda: notes.transcript_json(cues),
        HTML: lambda: notes.transcript_html(cues, episode.title, episode.language),
        PAGE: lambda: episode_page.read_along(*told, content.timed, chapters, show.settings, waveform=content.waveform),
        COVER: lambda: content.cover,
    }
    if content.waveform:
        texts[PEAKS] = lambda: content.waveform
    if episode.has_chapters:
        shown = [c.image for c in chapters if c.image and c.image.data]
        names = {id(image): picture(number) for number, image in enumerate(shown, start=1)}
        texts |= {names[id(image)]: lambda image=image: image.data or b"" for image in shown}  # type: ignore[misc]
        there = (lambda image: f"{base}{episode.name}{names[id(image)]}") if base else None
        texts[CHAPTERS] = lambda: notes.chapters_json(chapters, there)
    lie = EpisodeFiles(show.episodes, episode)
    for suffix, content_of in texts.items():
        now = content_of()
        with renewal.writing:
            files.write(lie.path(suffix), now)
    for suffix in lie.pictures():
        if suffix not in texts:  # of a chapter that has gone
            lie.path(suffix).unlink(missing_ok=True)
