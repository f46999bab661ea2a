"""Episodes for one way to work: what has not been in a mix yet, newest first, as one episode with chapters."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podcaster import files, voice
from podcaster.audio import cover, joining
from podcaster.audio.cover import Sleeve
from podcaster.config import Show
from podcaster.episode import builder
from podcaster.episode.workshop import Workshop
from podcaster.errors import MALFORMED, InputError, UnreadableError, storage_error
from podcaster.library import Known, Library
from podcaster.library.made import is_menu, is_mix
from podcaster.model import Article, Block, BlockKind, Chapter, Cue, Episode
from podcaster.publishing import notes
from podcaster.text.phrases import phrases_for, written_date

VERSION = 1  # raise it when the same episodes should produce a different file
JOIN_MS = 60  # how much longer an episode may become when its end is rounded up to a whole frame


@dataclass(frozen=True, slots=True)
class Mix:
    """A mix that was made."""

    path: Path
    episode: Episode
    parts: tuple[Episode, ...]  # in the order in which they are heard


def make(
    show: Show, library: Library, *, minutes: float, now: dt.datetime, note: Callable[[str], None] | None = None
) -> Mix | None:
    """Pack what fits into *minutes* and publish it; None when every episode is in a mix already.

    Nothing is synthesized. *note*: takes a line about the feed. Hold the show's lock. Raises InputError when none is
    short enough.
    """
    shop = Workshop(show, library)
    unheard = [e for e in waiting(library) if shop.publisher.files_of(e).is_published()]
    parts = pack(unheard, round(minutes * 60_000))
    if not parts and library.mixed() and not shop.publisher.is_current():
        shop.publisher.publish(note)  # the last command died between its mix and the feed
    if not unheard:
        return None
    if not parts:
        shortest = min(e.duration_ms for e in unheard)
        raise InputError(
            f"no episode fits into {minutes:g} minutes; the shortest takes {notes.clock(shortest)}",
            hint=f"--minutes {shortest // 60_000 + 1}",
        )
    mix = _made(shop, parts, now)
    shop.publisher.publish(note)
    return mix


def waiting(library: Library) -> list[Episode]:
    """The episodes that are in no mix and are none, the newest first; no menu either."""
    mixed = library.mixed()
    return [e for e in library.episodes() if e.guid not in mixed and not is_mix(e) and not is_menu(e)]


def pack(episodes: Sequence[Episode], limit_ms: int) -> tuple[Episode, ...]:
    """As many of *episodes* as fit, in their order; one that is too long lets the next one pass."""
    chosen, left = [], limit_ms
    for episode in episodes:
        if (length := episode.duration_ms + JOIN_MS) <= left:
            chosen.append(episode)
            left -= length
    return tuple(chosen)


def title_of(day: dt.date, count: int, language: str) -> str:
    """ "Mix vom 22. November 2026: 5 Artikel" in German; English in a language without phrases."""
    words = phrases_for(language)
    if words is None:
        return title_of(day, count, "en")
    one, several = words.mix
    return (one if count == 1 else several).format(date=written_date(day, language), n=count)


def _made(shop: Workshop, parts: Sequence[Episode], now: dt.datetime) -> Mix:
    show, library = shop.show, shop.library
    day, language = now.date(), show.settings.language
    title = title_of(day, len(parts), language)
    key = hashlib.sha256(repr([VERSION, title, [(e.guid, e.sha256) for e in parts]]).encode()).hexdigest()
    source = f"mix:{day}:{key[:12]}"
    # A mix that was cut short by a power cut: the same episodes are the same mix, and it takes the same place.
    entry = builder.place(
        library,
        Known(source, title, key),
        f"podcaster:mix:{key}",
        lambda guid: f"{day}-mix-{guid.hex[:8]}",
    )
    suffix = f".{show.settings.sound.format}"
    path = show.episodes / f"{entry.name}{suffix}"
    with files.replacing(path) as part:
        paths = [show.episodes / e.file for e in parts]
        joined, starts = joining.join(paths, part, sound=show.settings.sound, tool=shop.ffmpeg)
        chapters = _chapters(parts, starts, joined.duration_ms)
        article, cues = _transcript(show, title, parts, starts)
        episode = Episode(
            guid=entry.guid,
            name=entry.name,
            title=title,
            published=now.replace(microsecond=0),
            duration_ms=joined.duration_ms,
            bytes=joined.bytes,
            sha256="",
            key=key,
            source=source,
            authors=tuple(dict.fromkeys(name for e in parts for name in e.authors)),
            description=notes.shortened("; ".join(e.title for e in parts), 1000),
            notes_html=_notes_html(parts, starts),
            language=parts[0].language,
            number=entry.id,
            characters=sum(e.characters for e in parts),
            has_chapters=len(chapters) > 1,
            voices=tuple(sorted({v for e in parts for v in e.voices})),
            text_sha256=key,
            suffix=suffix,
        )
        content = builder.Content(
            article,
            cues,
            chapters,
            timed=(),
            cover=cover.draw(Sleeve(title, show.settings.title, date=day, language=language, number=day.day)),
            lyrics="\n\n".join(b.text for b in article.blocks),
        )
        episode = builder.build(show, part, episode, content)
    library.publish(entry, episode, parts=[e.guid for e in parts])
    return Mix(path, episode, tuple(parts))


def _chapters(parts: Sequence[Episode], starts: Sequence[int], end: int) -> tuple[Chapter, ...]:
    ends = (*starts[1:], end)
    return tuple(Chapter(s, e, p.title, p.address) for p, s, e in zip(parts, starts, ends, strict=True))


def _notes_html(parts: Sequence[Episode], starts: Sequence[int]) -> str:
    items = []
    for part, start in zip(parts, starts, strict=True):
        title = html.escape(part.title)
        link = f'<a href="{html.escape(part.address)}">{title}</a>' if part.address else title
        by = ", ".join((*part.authors, *((part.site,) if part.site else ())))
        items.append(f"<li>{notes.clock(start)} {link}{f' ({html.escape(by)})' if by else ''}</li>")
    credits = "".join(f"<p>{html.escape(c)}</p>" for c in voice.credits(sorted({v for e in parts for v in e.voices})))
    return notes.clean(f"<ul>{''.join(items)}</ul>{credits}")


# ---------------------------------------------------------------- the transcript, from those of the parts


def _transcript(
    show: Show, title: str, parts: Sequence[Episode], starts: Sequence[int]
) -> tuple[Article, tuple[Cue, ...]]:
    """The text of the whole as an article, a heading for each part, and its cues at their times."""
    pauses = show.settings.pauses
    paragraph = (pauses.sentence + pauses.paragraph) / 2 * show.settings.pace
    blocks: list[Block] = []
    cues: list[Cue] = []
    for part, start in zip(parts, starts, strict=True):
        blocks.append(Block(BlockKind.HEADING, part.title, level=2))
        before, text = -1, ""
        for said in _cues(show.episodes / f"{part.name}.json"):
            if before < 0 and said.text.rstrip(".") == part.title.rstrip("."):
                pass  # the heading itself
            elif text and said.start_ms - before < paragraph:
                text = f"{text} {said.text}"
                blocks[-1] = replace(blocks[-1], text=text)
            else:
                text = said.text
                blocks.append(Block(BlockKind.PARAGRAPH, text))
            before = said.end_ms
            cue = replace(said, start_ms=said.start_ms + start, end_ms=said.end_ms + start)
            cues.append(replace(cue, block=len(blocks) - 1, paragraph=len(blocks)))
    return Article(tuple(blocks), title, language=parts[0].language), tuple(cues)


def _cues(path: Path) -> list[Cue]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["segments"]
        return [
            Cue(
                round(s["startTime"] * 1000),
                round(s["endTime"] * 1000),
                str(s["body"]),
                voice=str(s.get("speaker", "")),
            )
            for s in found
        ]
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error
    except MALFORMED as error:
        raise UnreadableError(f"{path} is damaged: {error}", hint="delete it; the next batch makes it again") from error
