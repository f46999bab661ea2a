"""What a player shows: one ID3v2.3 tag with text, cover, lyrics and chapters, and who the episode is.

v2.3 and UTF-16, because Apple Podcasts loses chapters of a v2.4 tag and Windows shows no v2.4 cover; one tag at the
start, no unsynchronisation, no ID3v1. Our own frames (TXXX podcaster:...) let a library be rebuilt from the files.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import importlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.audio.languages import three_letters
from podcaster.config import Settings
from podcaster.errors import AudioError, storage_error
from podcaster.model import Chapter, Episode

UTF16 = 1
NOWHERE = 0xFFFFFFFF  # byte offsets of a chapter: not used
MOST_CHAPTERS = 255  # one byte counts a table's children
LENGTHS = {"TIT2": 250, "TPE1": 250, "TALB": 250, "COMM": 4_000, "TDES": 4_000, "USLT": 100_000, "chapter": 200}
OURS = "podcaster:"
_TEXTS = {
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


def _id3() -> Any:
    """mutagen.id3, which is only half typed."""
    return importlib.import_module("mutagen.id3")


def plain(text: str, limit: int = 0, *, lines: bool = False) -> str:
    """*text* without what tags cannot hold: control characters, lone surrogates; cut at a word with an ellipsis."""
    kept = "".join(
        c if c.isprintable() or (lines and c == "\n") else " " for c in text if not 0xD800 <= ord(c) < 0xE000
    )
    kept = kept.strip() if lines else " ".join(kept.split())
    if not limit or len(kept) <= limit:
        return kept
    cut = kept[: limit - 1]
    shorter = cut.rsplit(None, 1)[0] if cut and not kept[limit - 1].isspace() else cut
    return (shorter if len(shorter) > limit // 2 else cut).rstrip(" ,;:-–—") + "…"


def write(
    path: Path,
    *,
    episode: Episode,
    show: Settings,
    chapters: Sequence[Chapter] = (),
    cover: bytes | None = None,
    lyrics: str = "",
    feed_url: str = "",
) -> None:
    """Put the tag into *path*, a part file that is not in its place yet, in place of any tag that it has.

    The tag is read back and compared. The same input gives the same bytes.
    """
    from mutagen import MutagenError

    id3 = _id3()
    tag = _tag(episode, show, chapters, cover, lyrics, feed_url)
    try:
        with contextlib.suppress(id3.ID3NoHeaderError):
            id3.ID3(path).delete(path, delete_v1=True, delete_v2=True)
        tag.save(path, v1=0, v2_version=3, padding=lambda _: 0)
        again = id3.ID3(path, translate=False)
    except MutagenError as error:
        cause = error.__context__ if isinstance(error.__context__, OSError) else error.__cause__
        for source in (error, cause, *error.args):
            if isinstance(source, OSError):
                raise storage_error(source, f"could not tag {path.name}") from error
        raise AudioError(f"could not tag {path.name}: {error}") from error
    except OSError as error:
        raise storage_error(error, f"could not tag {path.name}") from error
    wanted, found = _described(tag), _described(again)
    if wanted != found:
        different = sorted(k for k in wanted.keys() | found.keys() if wanted.get(k) != found.get(k))
        raise AudioError(f"the tag of {path.name} reads back differently: {', '.join(different)}")


def _tag(
    episode: Episode, show: Settings, chapters: Sequence[Chapter], cover: bytes | None, lyrics: str, feed_url: str
) -> Any:
    id3 = _id3()
    tag = id3.ID3()
    language = three_letters(episode.language or show.language)

    def text(name: str, value: str) -> None:
        value = plain(value, LENGTHS.get(name, 0), lines=name in ("TDES",))
        if value:
            tag.add(getattr(id3, name)(encoding=UTF16, text=[value]))

    text("TIT2", episode.title or episode.name)
    text("TPE1", ", ".join(episode.authors) or show.author or episode.site or show.title)
    text("TALB", show.title)
    text("TRCK", str(episode.number) if episode.number > 0 else "")
    text("TCON", "Podcast")
    text("TYER", f"{episode.published:%Y}".rjust(4, "0"))
    text("TDAT", f"{episode.published:%d%m}")
    text("TIME", f"{episode.published:%H%M}")
    text("TLAN", language)
    text("TLEN", str(episode.duration_ms))
    text("TCOP", show.copyright)
    text("TDES", episode.description)
    text("TGID", episode.guid)
    text("WFED", feed_url)
    tag.add(id3.PCST(value=1))
    if description := plain(episode.description, LENGTHS["COMM"], lines=True):
        tag.add(id3.COMM(encoding=UTF16, lang=language, desc="", text=[description]))
    if words := plain(lyrics, LENGTHS["USLT"], lines=True):
        tag.add(id3.USLT(encoding=UTF16, lang=language, desc="", text=words))
    if address := _latin_address(episode.address):
        tag.add(id3.WOAS(url=address))
    if cover:
        mime = "image/png" if cover.startswith(b"\x89PNG") else "image/jpeg"
        # A description in UTF-16 stops id3lib; the empty one is the same in Latin-1.
        tag.add(id3.APIC(encoding=0, mime=mime, type=3, desc="", data=cover))
    for key, value in _identity(episode).items():
        if value:
            tag.add(id3.TXXX(encoding=UTF16, desc=OURS + key, text=[value]))
    _add_chapters(tag, chapters)
    return tag


def _add_chapters(tag: Any, chapters: Sequence[Chapter]) -> None:
    id3 = _id3()
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
        title = plain(chapter.title, LENGTHS["chapter"]) or name
        parts = [id3.TIT2(encoding=UTF16, text=[title])]
        if address := _latin_address(chapter.address):
            parts.append(id3.WXXX(encoding=UTF16, desc="chapter url", url=address))
        if chapter.image is not None and chapter.image.data:
            parts.append(id3.APIC(encoding=0, mime="image/jpeg", type=0, desc="", data=chapter.image.data))
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


def _latin_address(address: str) -> str:
    """An address as ID3 wants it, in ASCII: an IRI is percent-encoded."""
    import urllib.parse

    address = plain(address)
    if not address or address.isascii():
        return address
    return urllib.parse.quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def _file_name(source: str) -> str:
    """The name alone: where it lies on somebody's disk is nobody's business, and would differ from place to place."""
    return re.split(r"[/\\]", source)[-1]


def _identity(episode: Episode) -> dict[str, str]:
    """What a library is rebuilt from, beyond what the other frames say."""
    return {
        "guid": plain(episode.guid),
        "key": plain(episode.key),
        "source": plain(_file_name(episode.source)),
        "episode": json.dumps(
            {
                "name": episode.name,
                "title": episode.title,
                "published": episode.published.isoformat(),
                "authors": episode.authors,
                "description": episode.description,
                "notes_html": episode.notes_html,
                "language": episode.language,
                "site": episode.site,
                "address": episode.address,
                "tags": episode.tags,
                "number": episode.number,
                "characters": episode.characters,
                "has_chapters": episode.has_chapters,
                "voices": episode.voices,
                "source": _file_name(episode.source),
                "text_sha256": episode.text_sha256,
                "guid": episode.guid,
            },
            separators=(",", ":"),
            sort_keys=True,
        ),
    }


# ---------------------------------------------------------------- reading


def read(path: Path) -> dict[str, Any]:
    """What the tag of *path* says, as plain values; {} when it has none. Raises AudioError for a damaged one."""
    tag = _open(path)
    return {} if tag is None else _described(tag)


def _open(path: Path) -> Any:
    from mutagen import MutagenError

    id3 = _id3()
    try:
        return id3.ID3(path, translate=False)
    except id3.ID3NoHeaderError:
        return None
    except MutagenError as error:
        raise AudioError(f"could not read the tag of {path}: {error}") from error


def picture(path: Path) -> bytes | None:
    """The front cover in *path*."""
    tag = _open(path)
    found = tag.getall("APIC") if tag is not None else []
    return bytes(found[0].data) if found else None


def _described(tag: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, frame in _TEXTS.items():
        if found := tag.getall(frame):
            out[name] = str(found[0])
    for name, frame in (("description", "COMM"), ("lyrics", "USLT")):
        if found := tag.getall(frame):
            out[name] = str(found[0])
    if found := tag.getall("WOAS"):
        out["address"] = found[0].url
    if found := tag.getall("APIC"):
        data = bytes(found[0].data)
        out["cover"] = {"mime": found[0].mime, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
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
        said["picture_bytes"] = len(sub.data)
    return said


def episode(path: Path) -> Episode | None:
    """The episode that *path* says it is; None when it is not one of ours. For rebuilding a library."""
    said = read(path)
    ours = said.get("podcaster", {})
    if not {"guid", "key", "episode"} <= ours.keys():
        return None
    try:
        about = json.loads(ours["episode"])
        return Episode(
            guid=about["guid"],
            name=about["name"],
            title=about["title"],
            published=dt.datetime.fromisoformat(about["published"]),
            duration_ms=int(said["length_ms"]),
            bytes=path.stat().st_size,
            sha256=files.sha256(path),
            key=ours["key"],
            source=about["source"],
            authors=tuple(about["authors"]),
            description=about["description"],
            notes_html=about["notes_html"],
            language=about["language"],
            site=about["site"],
            address=about["address"],
            tags=tuple(about["tags"]),
            number=about["number"],
            characters=about["characters"],
            has_cover="cover" in said,
            has_chapters=about["has_chapters"],
            voices=tuple(about["voices"]),
            text_sha256=about.get("text_sha256", ""),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise AudioError(f"the tag of {path.name} does not describe an episode: {error}") from error
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error
