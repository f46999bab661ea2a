"""The tag of an M4A or M4B file: MP4 atoms; chapters as players of audiobooks and as QuickTime read them.

ffmpeg writes the chapters, both ways at once, while it copies the sound; mutagen writes the atoms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from podcaster.audio import ffmpeg
from podcaster.audio.tags.facts import Facts, mime, mutagen, picture_of
from podcaster.errors import AudioError
from podcaster.model import Chapter

MOST_CHAPTERS = 255  # one byte counts them in the older of the two ways
TITLE_BYTES = 240  # and one the bytes of a title
TEXTS = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "show": "\xa9alb",
    "genre": "\xa9gen",
    "date": "\xa9day",
    "copyright": "cprt",
    "description": "ldes",
    "lyrics": "\xa9lyr",
    "podcast_feed": "purl",
}
FREE = "----:com.apple.iTunes:"
FREE_TEXTS = {"language": "LANGUAGE", "length_ms": "LENGTH", "address": "WWW", "podcast_guid": "PODCASTGUID"}
OURS = "----:com.podcaster:"
SHORT = 255  # characters of the description that a list shows


def build(facts: Facts) -> dict[str, Any]:
    """The atoms for *facts*; chapters under a key of their own."""
    atoms = mutagen("mp4")
    texts = facts.texts
    tag: dict[str, Any] = {atom: [texts[name]] for name, atom in TEXTS.items() if texts.get(name)}
    if about := texts.get("description"):
        tag["desc"] = [" ".join(about.split())[:SHORT]]
    if track := texts.get("track"):
        tag["trkn"] = [(int(track), 0)]
    tag["pcst"] = True
    free = {FREE + atom: texts[name] for name, atom in FREE_TEXTS.items() if texts.get(name)}
    free |= {OURS + key: value for key, value in facts.ours.items()}
    tag |= {atom: [atoms.MP4FreeForm(value.encode())] for atom, value in free.items()}
    if facts.cover:
        kind = atoms.MP4Cover.FORMAT_PNG if mime(facts.cover) == "image/png" else atoms.MP4Cover.FORMAT_JPEG
        tag["covr"] = [atoms.MP4Cover(facts.cover, imageformat=kind)]
    chapters = facts.chapters[:MOST_CHAPTERS]
    return tag | {"chapters": [(c.start_ms, _title(c, n)) for n, c in enumerate(chapters, start=1)]}


def _title(chapter: Chapter, number: int) -> str:
    return chapter.title.encode()[:TITLE_BYTES].decode("utf-8", "ignore") or f"{number}"


def save(path: Path, tag: dict[str, Any], *, facts: Facts, tool: Path) -> None:
    """Write *tag* into *path*, replacing the old one."""
    atoms = mutagen("mp4")
    chapters = facts.chapters[:MOST_CHAPTERS]
    _put_chapters(path, [(c, title) for c, (_, title) in zip(chapters, tag["chapters"], strict=True)], tool)
    file = atoms.MP4(path)
    file.tags = atoms.MP4Tags()
    for name, value in tag.items():
        if name != "chapters":
            file.tags[name] = value
    file.save(padding=lambda _: 0)


def _put_chapters(path: Path, chapters: Sequence[tuple[Chapter, str]], tool: Path) -> None:
    """Copy the sound of *path* and add the chapters; the old tag and chapters are dropped."""
    seconds = path.stat().st_size / 1000
    told, copied = path.with_name(path.name + ".chapters"), path.with_name(path.name + ".copy")
    lines = [";FFMETADATA1"]
    for chapter, title in chapters:
        escaped = re.sub(r"([=;#\\\n])", r"\\\1", title)
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={chapter.start_ms}", f"END={chapter.end_ms}"]
        lines += [f"title={escaped}"]
    try:
        told.write_text("\n".join(lines) + "\n", encoding="utf-8")
        arguments = ["-y", "-i", str(path), "-f", "ffmetadata", "-i", str(told), "-map", "0:a", "-c", "copy"]
        arguments += ["-map_metadata", "1", "-map_chapters", "1" if chapters else "-1", "-fflags", "+bitexact"]
        arguments += ["-movflags", "+faststart", "-f", "ipod", str(copied)]
        with ffmpeg.running(tool, arguments, seconds=seconds, what=f"putting chapters into {path.name}"):
            pass
        copied.replace(path)
    finally:
        told.unlink(missing_ok=True)
        copied.unlink(missing_ok=True)


def load(path: Path) -> dict[str, Any] | None:
    """The atoms of *path*; None when there are none."""
    file = mutagen("mp4").MP4(path)
    if not file.tags:
        return None
    found = [(round(c.start * 1000), c.title) for c in file.chapters or ()]
    return dict(file.tags) | {"chapters": found}


def picture(tag: dict[str, Any]) -> bytes | None:
    """The front cover."""
    return bytes(tag["covr"][0]) if tag.get("covr") else None


def described(tag: dict[str, Any]) -> dict[str, Any]:
    """The content of *tag* as plain values."""
    out: dict[str, Any] = {name: tag[atom][0] for name, atom in TEXTS.items() if tag.get(atom)}
    if tag.get("trkn"):
        out["track"] = str(tag["trkn"][0][0])
    try:
        for name, atom in FREE_TEXTS.items():
            if tag.get(FREE + atom):
                out[name] = bytes(tag[FREE + atom][0]).decode()
        out["podcaster"] = {k[len(OURS) :]: bytes(v[0]).decode() for k, v in tag.items() if k.startswith(OURS)}
    except UnicodeDecodeError as error:
        raise AudioError(f"the tag is damaged: {error}") from error
    if cover := picture(tag):
        out["cover"] = picture_of(cover, mime(cover))
    ends = [start for start, _ in tag["chapters"][1:]]
    if tag["chapters"]:
        ends.append(int(out.get("length_ms", 0)))
    out["chapters"] = [
        {"start_ms": start, "end_ms": end, "title": title}
        for (start, title), end in zip(tag["chapters"], ends, strict=True)
    ]
    return out
