"""Tags: what a player shows (text, cover, lyrics, chapters), and what identifies the episode.

One door for all formats: ID3v2.3 in an MP3, Vorbis comments in Opus, atoms in M4A and M4B. Our own fields
(podcaster:...) let a library be rebuilt from the files.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import struct
import types
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.audio import ffmpeg
from podcaster.audio.tags import id3, mp4, vorbis
from podcaster.audio.tags.facts import Facts
from podcaster.config import Channel, Settings
from podcaster.errors import MALFORMED, AudioError, storage_error
from podcaster.model import Alternate, Chapter, Episode
from podcaster.text.languages import three_letters

LENGTHS = {"title": 250, "artist": 250, "show": 250, "description": 4_000, "lyrics": 100_000, "chapter": 200}
_FORMATS: dict[str, types.ModuleType] = {".mp3": id3, ".opus": vorbis, ".m4a": mp4, ".m4b": mp4}


def plain(text: str, limit: int = 0, *, lines: bool = False) -> str:
    """*text* without what tags cannot hold: control characters, lone surrogates; cut at a word with an ellipsis."""
    kept = "\n".join(map(_printable, text.split("\n"))).strip() if lines else " ".join(_printable(text).split())
    if not limit or len(kept) <= limit:
        return kept
    cut = kept[: limit - 1]
    shorter = cut.rsplit(None, 1)[0] if cut and not kept[limit - 1].isspace() else cut
    return (shorter if len(shorter) > limit // 2 else cut).rstrip(" ,;:-–—") + "…"


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " for c in text if not 0xD800 <= ord(c) < 0xE000)


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
    """Put the tag into *path*, a part file that has not been moved into place yet. Any tag that it has is replaced. An
    episode without a key is the same sound in another format: no library is rebuilt from that file.

    The tag is read back and compared. The same input gives the same bytes. The show's ffmpeg writes the chapters of
    an M4B.
    """
    room = _room(path)
    facts = _facts(episode, show, chapters, cover, lyrics, feed_url)
    tag = room.build(facts)
    with _telling(path, "tag"):
        if room is mp4:
            mp4.save(path, tag, facts=facts, tool=ffmpeg.find(show.ffmpeg))
        else:
            room.save(path, tag)
        again = room.load(path)
    wanted, found = room.described(tag), room.described(again) if again is not None else {}
    if wanted != found:
        different = sorted(k for k in wanted.keys() | found.keys() if wanted.get(k) != found.get(k))
        raise AudioError(f"the tag of {path.name} reads back differently: {', '.join(different)}")


def _room(path: Path) -> Any:
    """The module for the format of *path*; an unknown suffix is read as MP3."""
    return _FORMATS.get(files.kind(path), id3)


@contextlib.contextmanager
def _telling(path: Path, verb: str) -> Iterator[None]:
    """Turn mutagen's errors into ours; an error of the disk is wrapped deep inside them."""
    from mutagen import MutagenError

    try:
        yield
    except MutagenError as error:
        cause = error.__context__ if isinstance(error.__context__, OSError) else error.__cause__
        for source in (error, cause, *error.args):
            if isinstance(source, OSError):
                raise storage_error(source, f"could not {verb} {path.name}") from error
        raise AudioError(f"could not {verb} {path.name}: {error}") from error
    except (struct.error, IndexError) as error:  # mutagen lets them through for atoms that are cut off
        raise AudioError(f"could not {verb} {path.name}: it is damaged") from error
    except OSError as error:
        raise storage_error(error, f"could not {verb} {path.name}") from error


def _facts(
    episode: Episode, show: Channel, chapters: Sequence[Chapter], cover: bytes | None, lyrics: str, feed_url: str
) -> Facts:
    texts = {
        "title": episode.title or episode.name,
        "artist": ", ".join(episode.authors) or show.author or episode.site or show.title,
        "show": show.title,
        "track": str(episode.number) if episode.number > 0 else "",
        "genre": "Podcast",
        # strftime's %Y has no zeros before the year 1000
        "date": f"{episode.day.isoformat()}T{episode.published:%H:%M}",
        "language": three_letters(episode.language or show.language),
        "length_ms": str(episode.duration_ms),
        "copyright": show.copyright,
        "description": episode.description,
        "lyrics": lyrics,
        "address": _latin_address(episode.address),
        "podcast_guid": episode.guid,
        "podcast_feed": feed_url,
    }
    kept = {k: plain(v, LENGTHS.get(k, 0), lines=k in ("description", "lyrics")) for k, v in texts.items()}
    told = tuple(
        replace(c, title=plain(c.title, LENGTHS["chapter"]), address=_latin_address(c.address)) for c in chapters
    )
    return Facts(kept, cover, told, {k: v for k, v in _identity(episode).items() if v})


def _latin_address(address: str) -> str:
    """An address as tags want it, in ASCII: an IRI is percent-encoded."""
    address = plain(address)
    if not address or address.isascii():
        return address
    return urllib.parse.quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def _file_name(source: str) -> str:
    """The file name without its folder: the folder is private, and differs between machines."""
    return re.split(r"[/\\]", source)[-1]


_LATER = (  # fields that older tags do not have
    "book",
    "season",
    "chapter",
    "kind",
    "has_html_transcript",
    "sketch",
    "dated",
    "added",
)


def _identity(episode: Episode) -> dict[str, str]:
    """The fields needed to rebuild a library that the standard frames do not have."""
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
                **({"chosen": episode.chosen} if episode.chosen else {}),
                **{name: value for name in _LATER if (value := getattr(episode, name))},
                **({"also": [asdict(one) for one in episode.also]} if episode.also else {}),
                "sound_key": episode.sound_key,
            },
            separators=(",", ":"),
            sort_keys=True,
        ),
    }


# ---------------------------------------------------------------- reading


def read(path: Path) -> dict[str, Any]:
    """What the tag of *path* says, as plain values; {} when it has none. Raises AudioError for a damaged one."""
    tag = _open(path)
    return {} if tag is None else dict(_room(path).described(tag))


def _open(path: Path) -> Any:
    with _telling(path, "read the tag of"):
        return _room(path).load(path)


def picture(path: Path) -> bytes | None:
    """The front cover in *path*."""
    tag = _open(path)
    found: bytes | None = None if tag is None else _room(path).picture(tag)
    return found


def episode(path: Path) -> Episode | None:
    """The episode described by the tag of *path*, for rebuilding a library; None if podcaster did not make it."""
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
            suffix=path.suffix,
            sound_key=about.get("sound_key", ""),
            chosen=about.get("chosen", ""),
            also=tuple(Alternate(**one) for one in about.get("also", ())),
            **{name: about[name] for name in _LATER if name in about},
        )
    except MALFORMED as error:
        raise AudioError(f"the tag of {path.name} does not describe an episode: {error}") from error
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error
