"""Transcripts, chapters and show notes of an episode."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from textwrap import wrap
from typing import NamedTuple

from podcaster.model import Article, BlockKind, Chapter, Cue, Image, Note, NoteKind, Script, TimedNote, Wish
from podcaster.publishing.captions import captions
from podcaster.text import dates
from podcaster.text.languages import primary

LINE = 42  # characters of a subtitle's line: what players show without breaking it again
SUMMARY = 250  # characters
TAGS = frozenset(("p", "a", "ul", "ol", "li", "em", "strong", "br", "b", "i"))  # what podcast apps show
ImageAddress = Callable[[Image], str]
_LABELS = {  # original, by, chapters, mentioned, code, table, footnote, formula, picture, voice
    "en": ("Read the original", "by", "Chapters", "Mentioned", "Code", "Table", "Footnote", "Formula", "Picture",
           "Voice"),
    "de": ("Zum Original", "von", "Kapitel", "Erwähnt", "Code", "Tabelle", "Fußnote", "Formel", "Bild",
           "Stimme"),
    "fr": ("Lire l’original", "de", "Chapitres", "Mentionné", "Code", "Tableau", "Note", "Formule", "Image",
           "Voix"),
    "es": ("Leer el original", "de", "Capítulos", "Mencionado", "Código", "Tabla", "Nota al pie", "Fórmula", "Imagen",
           "Voz"),
    "it": ("Leggi l’originale", "di", "Capitoli", "Menzionati", "Codice", "Tabella", "Nota", "Formula", "Immagine",
           "Voce"),
    "pt": ("Ler o original", "de", "Capítulos", "Mencionado", "Código", "Tabela", "Nota", "Fórmula", "Imagem",
           "Voz"),
    "nl": ("Lees het origineel", "door", "Hoofdstukken", "Genoemd", "Code", "Tabel", "Voetnoot", "Formule",
           "Afbeelding", "Stem"),
}  # fmt: skip


class _Labels(NamedTuple):
    original: str
    by: str
    chapters: str
    mentioned: str
    code: str
    table: str
    footnote: str
    formula: str
    picture: str
    voice: str


# ---------------------------------------------------------------- transcripts


def vtt(cues: Sequence[Cue]) -> str:
    """The transcript as WebVTT, a cue for each sentence or part of one. With several voices, each names its speaker.

    In a conversation that is the person, elsewhere the voice.
    """
    several = _has_speakers(cues)
    parts = ["WEBVTT\n"]
    for number, cue in enumerate(captions(cues), start=1):
        text = "\n".join(html.escape(line, quote=False) for line in _lines(cue.text))
        if several and cue.voice:
            text = f"<v {_speaker(cue)}>{text}"
        parts.append(f"{number}\n{_stamp(cue.start_ms, '.')} --> {_stamp(_end(cue), '.')}\n{text}\n")
    return "\n".join(parts)


def srt(cues: Sequence[Cue]) -> str:
    """The transcript as SubRip."""
    parts = []
    for number, cue in enumerate(captions(cues), start=1):
        text = "\n".join(_lines(cue.text))
        parts.append(f"{number}\n{_stamp(cue.start_ms, ',')} --> {_stamp(_end(cue), ',')}\n{text}\n")
    return "\n".join(parts)


def transcript_json(cues: Sequence[Cue]) -> str:
    """The transcript in the JSON form of the podcast namespace."""
    several = _has_speakers(cues)
    segments: list[dict[str, object]] = []
    for cue in cues:
        segment: dict[str, object] = {"startTime": cue.start_ms / 1000, "endTime": _end(cue) / 1000, "body": cue.text}
        if several and cue.voice:
            segment["speaker"] = _speaker(cue)
        segments.append(segment)
    return as_json({"version": "1.0.0", "segments": segments})


def transcript_html(cues: Sequence[Cue], title: str, language: str) -> str:
    """The transcript as plain HTML, a paragraph of the article each, for apps that show text and nothing else."""
    parts = [
        f'<!doctype html>\n<html lang="{html.escape(language or "en")}"><head><meta charset="utf-8">'
        '<meta name="robots" content="noindex">'  # the page of the episode is for people
        f"<title>{html.escape(title)}</title></head><body>"
    ]
    several, said = _has_speakers(cues), ""
    for _, together in groupby(cues, key=lambda cue: (cue.paragraph, cue.voice, cue.speaker)):
        paragraph = list(together)
        speaker = _speaker(paragraph[0]) if several and paragraph[0].voice else ""
        if speaker != said:
            parts.append(f"<cite>{speaker}:</cite>" if speaker else "")
            said = speaker
        text = html.escape(" ".join(cue.text for cue in paragraph), quote=False)
        parts.append(f"<time>{clock(paragraph[0].start_ms)}</time>\n<p>{text}</p>")
    return "\n".join(filter(None, [*parts, "</body></html>\n"]))


def chapters_json(chapters: Sequence[Chapter], image_address: ImageAddress | None = None) -> str:
    """Chapters in the JSON form of the podcast namespace. *image_address*: where a chapter's picture is served."""
    listed: list[dict[str, object]] = []
    for chapter in chapters:
        # Whole seconds where they are whole: AntennaPod reads startTime as an integer.
        start = chapter.start_ms / 1000
        item: dict[str, object] = {"startTime": int(start) if start.is_integer() else start, "title": chapter.title}
        if chapter.end_ms > chapter.start_ms:
            item["endTime"] = chapter.end_ms / 1000
        if chapter.address:
            item["url"] = chapter.address
        address = image_address(chapter.image) if chapter.image and image_address else ""
        if address:
            item["img"] = address
        listed.append(item)
    return as_json({"version": "1.2.0", "chapters": listed})


def as_json(value: object) -> str:
    """*value* in the format of all JSON files of a show."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _end(cue: Cue) -> int:
    return max(cue.end_ms, cue.start_ms + 1)


def _lines(text: str) -> list[str]:
    # A blank line would end the cue, and "-->" would begin another.
    flat = " ".join(text.split()).replace("-->", "→")
    return wrap(flat, LINE, break_long_words=False, break_on_hyphens=False) or [flat]


def _has_speakers(cues: Sequence[Cue]) -> bool:
    return len({c.voice for c in cues if c.voice}) > 1 or any(c.speaker for c in cues)


def _speaker(cue: Cue) -> str:
    return html.escape((cue.speaker or cue.voice).replace("\n", " "), quote=False)


def _stamp(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(max(0, milliseconds), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"


# ---------------------------------------------------------------- notes at their time


def timed_notes(script: Script, cues: Sequence[Cue]) -> tuple[TimedNote, ...]:
    """The notes of a script at the times of their utterances, in order."""
    last = len(cues) - 1
    timed = [TimedNote(cues[min(n.utterance, last)].start_ms if cues else 0, n) for n in script.notes]
    return tuple(sorted(timed, key=lambda t: t.start_ms))


def clock(milliseconds: int) -> str:
    """A time as players write and link it: 04:12, 1:04:12."""
    seconds = milliseconds // 1000
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def summary(article: Article) -> str:
    """What the article is about, in plain text of at most 250 characters."""
    prose = (b for b in article.blocks if b.kind is BlockKind.PARAGRAPH and b.wish is not Wish.LEAVE_OUT)
    paragraphs = (b.text for b in prose if len(b.text) > 20)
    text = " ".join((article.description or next(paragraphs, "") or article.title).split())
    return shortened(text, SUMMARY)


def shortened(text: str, limit: int) -> str:
    """*text* in at most *limit* characters: whole sentences if they fill half of it, else whole words."""
    if len(text) <= limit:
        return text
    start = text[: limit + 1]
    ends = [m.end() for m in re.finditer(r"[.!?…。！？][\"'”’»)]*(?=\s|$)|[。！？]", start) if m.end() <= limit]
    if ends and ends[-1] >= limit // 2:
        return text[: ends[-1]]
    cut = text[: limit - 1]
    if " " in cut[limit // 2 :]:
        cut = cut.rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,;:–—-')}…"


def show_notes_html(
    article: Article, timed: Sequence[TimedNote], chapters: Sequence[Chapter] = (), credits: Sequence[str] = ()
) -> str:
    """The notes of an episode: what it is, where it is from, its chapters, and what is linked or shown, with times.

    *credits*: the attributions that the licences of its voices require.
    """
    labels = _Labels(*_LABELS.get(primary(article.language), _LABELS["en"]))
    parts = [f"<p>{_escape(summary(article))}</p>", _origin(article, labels)]
    if len(chapters) > 1:
        items = "".join(f"<li>{_time(c.start_ms)} {_escape(c.title)}</li>" for c in chapters)
        parts.append(f"<p><strong>{labels.chapters}</strong></p><ul>{items}</ul>")
    if listed := [item for t in _without_repeats(timed) if (item := _item(t, labels))]:
        parts.append(f"<p><strong>{labels.mentioned}</strong></p><ul>{''.join(listed)}</ul>")
    parts += [f"<p>{labels.voice}: {_escape(line)}</p>" for line in credits]
    return clean("\n".join(part for part in parts if part))


def clean(markup: str) -> str:
    """*markup* reduced to the tags that podcast apps show, without scripts and unsafe addresses."""
    import nh3

    return nh3.clean(
        markup,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _escape(text: str) -> str:
    return html.escape(text, quote=True)


def _time(milliseconds: int) -> str:
    return clock(milliseconds)


def _origin(article: Article, labels: _Labels) -> str:
    names = ", ".join(article.authors)
    title = _escape(article.title)
    link = f'<a href="{_escape(article.address)}">{title}</a>' if article.address else title
    by = f" {labels.by} {_escape(names)}" if names else ""
    day = dates.written(article.date, article.language or "en") if article.date else ""
    rest = "".join(f", {_escape(one)}" for one in (article.site, day) if one)
    if article.address:
        return f"<p>{labels.original}: {link}{by}{rest}</p>"
    return f"<p>{_escape(day)}</p>" if day else ""


def _without_repeats(timed: Iterable[TimedNote]) -> list[TimedNote]:
    """Each link once, where it is first mentioned."""
    seen: set[str] = set()
    out = []
    for t in timed:
        if t.note.kind is NoteKind.LINK and t.note.address:
            if t.note.address in seen:
                continue
            seen.add(t.note.address)
        out.append(t)
    return out


def _item(t: TimedNote, labels: _Labels) -> str:
    body = _body(t.note, labels)
    time = f"{_time(t.start_ms)} " if t.start_ms >= 0 else ""  # of a recording it is not known
    return f"<li>{time}{body}</li>" if body else ""


def _body(note: Note, labels: _Labels) -> str:
    text = _escape(" ".join(note.text.split()))
    match note.kind:
        case NoteKind.CODE:
            return f"<strong>{labels.code}:</strong><br>{_verbatim(note.text)}"
        case NoteKind.TABLE:
            return f"<strong>{labels.table}:</strong><br>{_rows(note)}"
        case NoteKind.FOOTNOTE:
            return f"<em>{labels.footnote}:</em> {text}"
        case NoteKind.FORMULA:
            return f"<em>{labels.formula}:</em> {text}"
        case NoteKind.FIGURE:
            if not text:
                return ""
            linked = f'<a href="{_escape(note.address)}">{text}</a>' if _is_web(note.address) else text
            return f"<em>{labels.picture}:</em> {linked}"
        case _:
            return f'<a href="{_escape(note.address)}">{text}</a>' if _is_web(note.address) else text


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _verbatim(code: str) -> str:
    """Code as HTML for podcast apps: lines end with `<br>`, and indentation is non-breaking spaces."""
    lines = []
    for line in code.rstrip().split("\n"):
        bare = line.lstrip(" \t")
        indent = len(line[: len(line) - len(bare)].expandtabs(4))
        lines.append("\u00a0" * indent + _escape(bare))
    return "<br>".join(lines)


def _rows(note: Note) -> str:
    if not note.rows:
        return _escape(note.text)
    rows = [" | ".join(_escape(cell) for cell in row) for row in note.rows]
    if note.has_head:
        rows[0] = f"<strong>{rows[0]}</strong>"
    return "<br>".join(rows)
