"""The tag of an Opus file: Vorbis comments, with chapters as CHAPTER001 and the cover as FLAC has it."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from typing import Any

from podcaster.audio.tags.facts import Facts, mime, mutagen, picture_of
from podcaster.errors import AudioError

MOST_CHAPTERS = 999  # three digits
TEXTS = {
    "title": "TITLE",
    "artist": "ARTIST",
    "show": "ALBUM",
    "track": "TRACKNUMBER",
    "genre": "GENRE",
    "date": "DATE",
    "language": "LANGUAGE",
    "length_ms": "LENGTH",
    "copyright": "COPYRIGHT",
    "description": "DESCRIPTION",
    "lyrics": "LYRICS",
    "address": "URL",
    "podcast_guid": "PODCASTGUID",
    "podcast_feed": "PODCASTURL",
}
OURS = "PODCASTER_"
PICTURE = "METADATA_BLOCK_PICTURE"
Tag = dict[str, list[str]]


def build(facts: Facts) -> Tag:
    """The comments for *facts*."""
    tag: Tag = {field: [facts.texts[name]] for name, field in TEXTS.items() if facts.texts.get(name)}
    tag |= {OURS + key.upper(): [value] for key, value in facts.ours.items()}
    for number, chapter in enumerate(facts.chapters[:MOST_CHAPTERS], start=1):
        name = f"CHAPTER{number:03}"
        tag[name] = [_stamp(chapter.start_ms)]
        tag[f"{name}NAME"] = [chapter.title or name]
        if chapter.address:
            tag[f"{name}URL"] = [chapter.address]
    if facts.cover:
        tag[PICTURE] = [base64.b64encode(_block(facts.cover)).decode("ascii")]
    return tag


def _block(cover: bytes) -> bytes:
    block = mutagen("flac").Picture()
    block.type, block.mime, block.data = 3, mime(cover), cover
    written: bytes = block.write()
    return written


def save(path: Path, tag: Tag) -> None:
    """Write *tag* into *path*, replacing the old one."""
    file = mutagen("oggopus").OggOpus(path)
    file.tags.clear()
    for name, values in tag.items():
        file.tags[name] = values
    file.save(padding=lambda _: 0)


def load(path: Path) -> Tag | None:
    """The comments of *path*; None when there are none."""
    tags = mutagen("oggopus").OggOpus(path).tags
    return {name.upper(): list(tags[name]) for name in tags.keys()} if tags else None  # noqa: SIM118 it lists pairs


def picture(tag: Tag) -> bytes | None:
    """The front cover."""
    flac = mutagen("flac")
    for value in tag.get(PICTURE, []):
        try:
            return bytes(flac.Picture(base64.b64decode(value, validate=True)).data)
        except (binascii.Error, ValueError, flac.error) as damage:
            raise AudioError(f"the picture in the tag is damaged: {damage}") from damage
    return None


def described(tag: Tag) -> dict[str, Any]:
    """The content of *tag* as plain values."""
    out: dict[str, Any] = {name: tag[field][0] for name, field in TEXTS.items() if tag.get(field)}
    if cover := picture(tag):
        out["cover"] = picture_of(cover, mime(cover))
    out["podcaster"] = {name[len(OURS) :].lower(): v[0] for name, v in tag.items() if name.startswith(OURS)}
    starts = [(name, _ms(tag[name][0])) for name in sorted(tag) if re.fullmatch(r"CHAPTER\d{3}", name)]
    ends = [start for _, start in starts[1:]]
    if starts:
        ends.append(int(out.get("length_ms", 0)))
    out["chapters"] = [
        {"start_ms": start, "end_ms": end, "title": tag.get(f"{name}NAME", [""])[0]}
        | ({"address": tag[f"{name}URL"][0]} if f"{name}URL" in tag else {})
        for (name, start), end in zip(starts, ends, strict=True)
    ]
    return out


def _stamp(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def _ms(stamp: str) -> int:
    found = re.fullmatch(r"(\d+):(\d\d):(\d\d)\.(\d{3})", stamp)
    if not found:
        raise AudioError(f"{stamp!r} is not the time of a chapter")
    hours, minutes, seconds, rest = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
