"""The author's own recording of an article: on its page, in its feed, or beside its save. Nothing is fetched here.

What counts as one: a sound that the page's own data call the audio of the article; a player of the page with words
around it that say that this text is read; a file that belongs to an item of a feed, unless it is far too long or too
short for the text; a sound file beside the save with the same name. What does not: players of other sites, which are
frames; sounds that are called a podcast, an interview, music, a sample or an advert; voices of programs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from podcaster.model import Article, Recording
from podcaster.reading import safe
from podcaster.reading.rules import Table
from podcaster.reading.spaces import folded
from podcaster.text.web_places import path_of

Element = Any

RECORDINGS = Table("recordings", compare=re.Pattern.search, lowered=True)
ENDINGS = ("mp3", "m4a", "m4b", "ogg", "oga", "opus", "aac", "flac", "wav")
LIMIT = 500 * safe.MB
_NOT_READING = ("machine", "advert", "other")
_PLAYERS = 20  # of a page are looked at
_AROUND = 200  # characters of words near a player; more is the text itself
_LEVELS = 3  # elements around it
# A minute of speech has 60 to 400 words, and 0.2 to 2.5 MB.
_WORDS_A_MINUTE = (60, 400)
_BYTES_A_MINUTE = (200_000, 2_500_000)
_PLENTY = 2  # minutes of greeting, music and goodbye


def of_item(sounds: Iterable[tuple[str, str, int]], words: int) -> Recording | None:
    """The recording among the sound files of a feed's item. *words*: how many its article has."""
    for address, kind, size in sounds:
        if _is_web(address) and not _is_another(unquote(address), ("machine", "advert")) and _fits(size, words):
            return Recording(address, kind, size)
    return None


def _fits(size: int, words: int) -> bool:
    """Whether a sound of *size* bytes can be *words* words read aloud. A *size* of 0 is unknown and always fits."""
    if not size:
        return True
    shortest, longest = size / _BYTES_A_MINUTE[1], size / _BYTES_A_MINUTE[0]
    return shortest <= words / _WORDS_A_MINUTE[0] + _PLENTY and longest >= words / _WORDS_A_MINUTE[1]


def of_page(
    root: Element, linked: Mapping[str, Any], meta: Mapping[str, Sequence[str]], base: str, folder: Path | None
) -> Recording | None:
    """The recording of a page. *linked*: what its linked data say of the article; *base*: where it was, or "".

    *folder*: where its own files are. Call it before anything is removed from the tree.
    """
    for found in (*_in_data(linked), *_in_meta(meta), *_players(root)):
        path = safe.inside(folder, found.address, LIMIT) if folder and _has_ending(found.address) else None
        if path:
            return replace(found, address="", path=path)
        try:
            address = urljoin(base, found.address)
        except ValueError:
            continue
        if _is_web(address):
            return replace(found, address=address)
    return None


def _in_data(linked: Mapping[str, Any]) -> Iterator[Recording]:
    told = linked.get("audio")
    for one in told if isinstance(told, list) else [told]:
        said = one if isinstance(one, dict) else {"contentUrl": one}
        address = next((said[key] for key in ("contentUrl", "url") if isinstance(said.get(key), str)), "")
        words = " ".join(str(said.get(key, "")) for key in ("@type", "name", "description", "caption"))
        if address and not _is_another(f"{words} {unquote(address)}"):
            yield Recording(address.strip(), str(said.get("encodingFormat") or ""))


def _in_meta(meta: Mapping[str, Sequence[str]]) -> Iterator[Recording]:
    if any(kind.startswith(("music.", "video.")) for kind in meta.get("og:type", ())):
        return
    kind = next(iter(meta.get("og:audio:type", ())), "")
    for name in ("og:audio:secure_url", "og:audio:url", "og:audio"):
        for address in meta.get(name, ()):
            if not _is_another(unquote(address)) and (kind.startswith("audio/") or _has_ending(address)):
                yield Recording(address, kind)


def _players(root: Element) -> Iterator[Recording]:
    """The players of the page that read this text to its reader; none if there are two of them."""
    found: dict[str, Recording] = {}
    for number, player in enumerate(root.iter("audio")):
        if number >= _PLAYERS:
            return
        if player.get("loop") is not None or player.get("muted") is not None:
            continue  # a sound in the background
        address, kind = (player.get("src") or "").strip(), player.get("type") or ""
        if not address or address.startswith("data:"):
            continue
        about = f"{_said_of(player)} {unquote(address)}"
        if not _is_another(about) and RECORDINGS.match("reading", about):
            found[address] = Recording(address, kind)
    if len(found) == 1:
        yield from found.values()


def _said_of(player: Element) -> str:
    """The names of a player and of the elements around it, and the words near it."""
    said = [_names(player)]
    inner = player
    for holder in list(player.iterancestors())[:_LEVELS]:
        if holder.tag in ("body", "html"):
            break
        said.append(_names(holder))
        before = inner.getprevious()
        if before is not None and isinstance(before.tag, str):
            near = folded("".join(before.itertext()))
            said.append(near if len(near) <= _AROUND else "")
        words = folded("".join(holder.itertext()))
        if len(words) > _AROUND:
            break
        said.append(words)
        inner = holder
    return " ".join(said)


def _names(element: Element) -> str:
    told = (element.get(name) or "" for name in ("class", "id", "title", "aria-label", "data-testid"))
    return re.sub(r"[_/]+|(?<=[a-z])(?=[A-Z])", " ", " ".join(told))[:500]


def _is_another(words: str, kinds: Sequence[str] = _NOT_READING) -> bool:
    return any(RECORDINGS.match(kind, words) for kind in kinds)


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _has_ending(address: str) -> bool:
    return path_of(address).lower().endswith(tuple(f".{one}" for one in ENDINGS))


def named_in(page: bytes, found: Recording | None) -> bytes:
    """A page that names the recording *found*, unless it names one already."""
    head = re.search(rb"<head\b[^<>]{0,2000}>", page, re.I)
    if found is None or head is None or b"og:audio" in page:
        return page
    told = f'<meta property="og:audio" content="{escape(found.address)}">'
    told += f'<meta property="og:audio:type" content="{escape(found.kind or "audio/mpeg")}">'
    return page[: head.end()] + told.encode() + page[head.end() :]


# ---------------------------------------------------------------- beside the save


def kept_at(save: Path, address: str) -> Path:
    """Where the recording at *address* is kept beside the save of its article, without the ending."""
    return save.with_name(f"{save.stem}-{hashlib.sha256(address.encode()).hexdigest()[:8]}")


def located(article: Article, save: Path) -> Article:
    """*article* with the file of its recording, if there is one beside its *save*."""
    told = article.recording
    if told and not told.path and (path := _with_ending(kept_at(save, told.address))):
        return replace(article, recording=replace(told, path=path))
    if told is None and "!" not in article.source and (path := _with_ending(save.with_suffix(""))):
        return replace(article, recording=Recording(path=path))
    return article


def _with_ending(stem: Path) -> Path | None:
    for ending in ENDINGS:
        path = stem.with_name(f"{stem.name}.{ending}")
        if path.is_file() and not path.is_symlink():
            return path
    return None
