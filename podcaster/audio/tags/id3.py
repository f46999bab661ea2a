"""The tag of an MP3: ID3v2.3, one at the start, no unsynchronisation, no ID3v1.

v2.3, because Apple Podcasts loses chapters of a v2.4 tag and Windows shows no v2.4 cover. A text in ASCII is written in
Latin-1, which takes half the room and is read a hundred times faster; any other in UTF-16, because players take Latin-1
for the code page of their own machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from podcaster.audio.tags.facts import OURS, Facts, mime, mutagen, picture_of
from podcaster.model import Chapter

LATIN1, UTF16 = 0, 1
NOWHERE = 0xFFFFFFFF  # byte offsets of a chapter: not used
MOST_CHAPTERS = 255  # one byte counts a table's children
TEXTS = {
    "title": "TIT2",
    "artist": "TPE1",
    "show": "TALB",
    "track": "TRCK",
    "genre": "TCON",
    "year": "TYER",
    "day": "TDAT",
    "time": "TIME",
    "length_ms": "TLEN",
    "language": "TLAN",
    "copyright": "TCOP",
    "podcast_description": "TDES",
    "podcast_guid": "TGID",
    "podcast_feed": "WFED",
}


def build(facts: Facts) -> Any:
    """The tag for *facts*."""
    id3 = mutagen("id3")
    tag = id3.ID3()
    texts = dict(facts.texts)
    date = texts.pop("date", "")
    if date:  # 2024-03-05T07:08
        texts |= {"year": date[:4], "day": date[8:10] + date[5:7], "time": date[11:13] + date[14:16]}
    texts["podcast_description"] = texts.get("description", "")
    for name, frame in TEXTS.items():
        if value := texts.get(name):
            tag.add(getattr(id3, frame)(encoding=_encoding(value), text=[value]))
    tag.add(id3.PCST(value=1))
    language = texts.get("language", "und")
    if description := texts.get("description"):
        tag.add(id3.COMM(encoding=_encoding(description), lang=language, desc="", text=[description]))
    if lyrics := texts.get("lyrics"):
        tag.add(id3.USLT(encoding=_encoding(lyrics), lang=language, desc="", text=lyrics))
    if address := texts.get("address"):
        tag.add(id3.WOAS(url=address))
    if facts.cover:
        # A description in UTF-16 stops id3lib; the empty one is the same in Latin-1.
        tag.add(id3.APIC(encoding=LATIN1, mime=mime(facts.cover), type=3, desc="", data=facts.cover))
    for key, value in facts.ours.items():
        tag.add(id3.TXXX(encoding=_encoding(value), desc=OURS + key, text=[value]))
    _add_chapters(tag, facts.chapters)
    return tag


def _add_chapters(tag: Any, chapters: Sequence[Chapter]) -> None:
    id3 = mutagen("id3")
    if not chapters:
        return
    if len(chapters) > MOST_CHAPTERS:
        # The rest belongs to the last one that fits.
        last = replace(chapters[MOST_CHAPTERS - 1], end_ms=chapters[-1].end_ms)
        chapters = [*chapters[: MOST_CHAPTERS - 1], last]
    names = [f"chp{i}" for i in range(len(chapters))]
    flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    tag.add(id3.CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]))
    for name, chapter in zip(names, chapters, strict=True):
        title = chapter.title or name
        parts = [id3.TIT2(encoding=_encoding(title), text=[title])]
        if chapter.address:
            parts.append(id3.WXXX(encoding=LATIN1, desc="chapter url", url=chapter.address))
        if chapter.image is not None and chapter.image.data:
            data = chapter.image.data
            parts.append(id3.APIC(encoding=LATIN1, mime=mime(data), type=0, desc="", data=data))
        tag.add(
            id3.CHAP(
                element_id=name,
                start_time=chapter.start_ms,
                end_time=chapter.end_ms,
                start_offset=NOWHERE,
                end_offset=NOWHERE,
                sub_frames=parts,
            )
        )


def _encoding(text: str) -> int:
    return LATIN1 if text.isascii() else UTF16


def save(path: Path, tag: Any) -> None:
    """Write *tag* into *path*, replacing any other."""
    mutagen("id3").delete(path, delete_v1=True, delete_v2=True)
    tag.save(path, v1=0, v2_version=3, padding=lambda _: 0)


def load(path: Path) -> Any:
    """The tag of *path*; None when it has none."""
    id3 = mutagen("id3")
    try:
        return id3.ID3(path, translate=False)
    except id3.ID3NoHeaderError:
        return None


def picture(tag: Any) -> bytes | None:
    """The front cover."""
    found = tag.getall("APIC")
    return bytes(found[0].data) if found else None


def described(tag: Any) -> dict[str, Any]:
    """The content of *tag* as plain values."""
    out: dict[str, Any] = {}
    for name, frame in (*TEXTS.items(), ("description", "COMM"), ("lyrics", "USLT")):
        if found := tag.getall(frame):
            out[name] = str(found[0])
    if found := tag.getall("WOAS"):
        out["address"] = found[0].url
    if found := tag.getall("APIC"):
        out["cover"] = picture_of(bytes(found[0].data), found[0].mime)
    out["podcaster"] = {
        str(frame.desc)[len(OURS) :]: str(frame) for frame in tag.getall("TXXX") if str(frame.desc).startswith(OURS)
    }
    tables = tag.getall("CTOC")
    by_id = {chapter.element_id: chapter for chapter in tag.getall("CHAP")}
    order = list(tables[0].child_element_ids) if tables else list(by_id)
    out["chapters"] = [_chapter(by_id[name]) for name in order if name in by_id]
    return out


def _chapter(frame: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"start_ms": frame.start_time, "end_ms": frame.end_time}
    said["title"] = str(frame.sub_frames.get("TIT2", ""))
    for sub in frame.sub_frames.getall("WXXX"):
        said["address"] = sub.url
    for sub in frame.sub_frames.getall("APIC"):
        said["picture"] = picture_of(bytes(sub.data), sub.mime)
    return said
