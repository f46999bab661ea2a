"""What lies beside the sound of an episode; and the same sound again, where only its words about itself changed."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podcaster import files, notes, pages
from podcaster.audio import cover, peaks, stitch
from podcaster.config import Show
from podcaster.errors import AudioError, UsageError, storage_error
from podcaster.model import (
    Article,
    BlockKind,
    Chapter,
    Cue,
    Episode,
    Image,
    Mastered,
    TimedNote,
    Utterance,
)

SIDECARS = (".vtt", ".srt", ".json", ".html", ".jpg")  # and .chapters.json where there are chapters
PEAKS = ".peaks.json"  # the waveform as numbers, for players of other people's; our page has it inside
PICTURES_BYTES = 200_000  # of all chapters of an episode: what is before the sound has to arrive before it plays


@dataclass(frozen=True, slots=True)
class Sound:
    """The audio of an episode, without any tag, and what is known of it."""

    mastered: Mastered
    timeline: stitch.Timeline
    waveform: str  # JSON


def figures(article: Article) -> dict[int, Image]:
    """The pictures that came with the article, by their blocks."""
    return {
        n: b.image
        for n, b in enumerate(article.blocks)
        if b.kind is BlockKind.FIGURE and b.image is not None and (b.image.data or b.image.path)
    }


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


def write_sidecars(
    show: Show,
    article: Article,
    episode: Episode,
    cues: Sequence[Cue],
    chapters: Sequence[Chapter],
    timed: Sequence[TimedNote],
    picture: bytes,
    *,
    waveform: str = "",
    base: str = "",
) -> None:
    """Put transcripts, page, chapters and pictures of *episode* beside where its audio will be.

    *base*: the address of the folder with the episodes: chapters tell where their pictures are.
    """
    stem = show.episodes / episode.name
    drawn = peaks.picture(waveform) if waveform else ""
    # One at a time: those of ten hours are ten megabytes.
    texts: dict[str, Callable[[], str | bytes]] = {
        ".vtt": lambda: notes.vtt(cues),
        ".srt": lambda: notes.srt(cues),
        ".json": lambda: notes.transcript_json(cues),
        ".html": lambda: pages.read_along(article, episode, cues, timed, chapters, show.settings, waveform=drawn),
        ".jpg": lambda: picture,
    }
    if waveform:
        texts[PEAKS] = lambda: waveform
    if episode.has_chapters:
        shown = [c.image for c in chapters if c.image and c.image.data]
        names = {id(image): f".{number}.jpg" for number, image in enumerate(shown, start=1)}
        texts |= {names[id(image)]: lambda image=image: image.data or b"" for image in shown}  # type: ignore[misc]
        there = (lambda image: f"{base}{episode.name}{names[id(image)]}") if base else None
        texts[".chapters.json"] = lambda: notes.chapters_json(chapters, there)
    for suffix, content in texts.items():
        files.write(stem.with_name(stem.name + suffix), content())
    for path in stem.parent.glob(f"{stem.name}.[0-9]*.jpg"):
        if path.name[len(stem.name) :] not in texts:  # of a chapter that has gone
            path.unlink(missing_ok=True)


def address_pictures(show: Show, name: str, base: str) -> bool:
    """Have the chapters of an episode lead to their pictures below *base*. Returns whether that changed anything."""
    path = show.episodes / f"{name}.chapters.json"
    try:
        text = path.read_text(encoding="utf-8")
        if '"img":' not in text:
            return False
        told = json.loads(text)
        for chapter in told["chapters"]:
            if "img" in chapter:
                chapter["img"] = base + str(chapter["img"]).rpartition("/")[2]
    except (OSError, ValueError, KeyError, TypeError):
        return False  # missing or damaged: `check` says so
    return files.write(path, notes.as_json(told))


def show_cover(show: Show) -> bytes:
    """The cover of the show: its own picture, else drawn. Raises UsageError for a picture that cannot serve."""
    settings = show.settings
    if not settings.cover:
        return cover.draw(settings.title, "", author=settings.author, seed=settings.title)
    path, reasons = show.folder / settings.cover, list[str]()
    picture = cover.from_image(Image(path=path), title=settings.title, refused=reasons.append)
    if picture is None:
        why = reasons[-1] if reasons else "no reason is known"
        raise UsageError(f"the cover {path} cannot be used: {why}", hint="a JPEG, PNG or WebP of 1400 pixels or more")
    return picture


# ---------------------------------------------------------------- the same sound


def keep(show: Show, episode: Episode, sound: Sound) -> None:
    """Remember where everything lies in *sound*: with that, a new title needs neither voices nor an encoder."""
    told = {"sound_key": episode.sound_key, "waveform": sound.waveform, **sound.timeline.kept()}
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:  # place by place: ten hours are many objects
        between = f'{_json(told)[:-1]},"places":['
        for place in sound.timeline.kept_places():
            stream.write(f"{between}{_json(place)}".encode())
            between = ","
        stream.write(b"]}")
    files.write(_place(show, episode.name), packed.getvalue())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _place(show: Show, name: str) -> Path:
    return show.state / "timelines" / f"{name}.json.gz"


def removed(show: Show, name: str) -> bool:
    """Remove all files of an episode that is published no more. Returns whether none is left."""
    try:
        for path in (*show.episodes.glob(f"{name}.*"), _place(show, name)):
            path.unlink(missing_ok=True)
    except OSError:
        return False  # one that a player holds open, say: whoever asked tries again
    return True


def same(show: Show, episode: Episode, utterances: Sequence[Utterance]) -> Sound | None:
    """The sound of *episode* as it lies there, whole; None if it has to be made again, for whatever reason."""
    path = show.episodes / episode.file
    try:
        told = json.loads(gzip.decompress(_place(show, episode.name).read_bytes()))
        if told["sound_key"] != episode.sound_key or files.sha256(path) != episode.sha256:
            return None
        timeline = stitch.Timeline.restored(show.settings, utterances, told)
        waveform = str(told["waveform"])
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AudioError):
        return None  # gone or damaged: nothing is lost but the time to make it again
    return Sound(Mastered(path, episode.duration_ms, episode.bytes, episode.sha256, 0.0, 0.0), timeline, waveform)


def copy(sound: Sound, part: Path) -> None:
    """The file of *sound* once more, for another tag."""
    try:
        shutil.copyfile(sound.mastered.path, part)
    except OSError as error:
        raise storage_error(error, f"could not copy {sound.mastered.path}") from error
