"""The rules for one episode of a feed, and for pictures."""

from __future__ import annotations

import datetime as dt
import os
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from podcaster.publishing.feed_values import (
    ITUNES,
    PODCAST,
    date_of,
    has_tags,
    is_address,
    local,
    name_of,
    tags_and_links,
    text_of,
)
from podcaster.publishing.findings import Finding, absent
from podcaster.publishing.levels import broken
from podcaster.publishing.media import AUDIO, media_type

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC_DATE = "{http://purl.org/dc/elements/1.1/}date"
ART_BYTES = 512 * 1024  # above it some apps skip the picture
NOTES_TAGS = frozenset({"p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"})
DANGEROUS = frozenset({"script", "iframe", "object", "embed", "form", "style", "link", "meta"})


def episode(item: Element, base: str, public: Path | None, now: dt.datetime) -> Iterator[Finding]:
    """Problems of one episode in a feed. *base*: the address of the files in *public*."""
    title = item.findtext("title") or ""
    if not title.strip():
        yield broken("no title", "the title is empty")
    elif len(title) > 255:
        yield broken("title", "the title is longer than 255 characters")
    elif title != title.strip() or has_tags(title):
        yield broken("title", "the title has HTML or blanks at its ends")
    yield from _guid(item)
    yield from _enclosure(item, base, public)
    yield from _alternates(item, base, public)
    yield from _times(item, now)
    yield from _notes(item)
    if not is_address(text_of(item, "link")):
        yield broken("no link", f"{text_of(item, 'link')!r} is not a web address")
    if (explicit := text_of(item, f"{ITUNES}explicit")) and explicit not in ("true", "false"):
        yield broken("explicit", f"itunes:explicit is {explicit!r}; it must be true or false")
    yield from art(item.find(f"{ITUNES}image"), base, public)
    if not item.findall(f"{PODCAST}transcript"):
        yield broken("no transcript", "it has no transcript")
    for tag in ("transcript", "chapters"):
        for element in item.findall(f"{PODCAST}{tag}"):
            address = element.get("url", "")
            if not is_address(address) or not element.get("type"):
                yield broken(tag, f"{address!r} is not a web address, or its type is missing")
            elif (path := local(address, base, public)) and not os.path.isfile(path):  # noqa: PTH113
                yield absent(name_of(path))


def _guid(item: Element) -> Iterator[Finding]:
    guid = item.findall("guid")
    said = (guid[0].text or "") if guid else ""
    if not said.strip():
        yield broken("no guid", "the guid is missing or empty")
    elif len(guid) != 1 or said != said.strip():
        yield broken("guid", "it has more than one guid, or blanks around it")
    elif guid[0].get("isPermaLink", "true") != "false" and not is_address(said):
        yield broken("guid", "the guid is no address, yet isPermaLink is not false")


def _times(item: Element, now: dt.datetime) -> Iterator[Finding]:
    said = text_of(item, "pubDate")
    date = date_of(said)
    if not said and item.find(DC_DATE) is not None:
        yield broken("pubDate", "its date is in dc:date, not in pubDate")
    elif not said:
        yield broken("no pubDate", "it has no date")
    elif date is None:
        yield broken("pubDate", f"{said!r} is not a date of RFC 2822")
    elif date > now + dt.timedelta(hours=1):
        yield broken("unwise pubDate", f"{said} is in the future: some apps show it as undated")
    duration = text_of(item, f"{ITUNES}duration")
    if not duration:
        yield broken("no duration", "it does not say how long it is")
    elif not re.fullmatch(r"[1-9]\d*", duration):
        yield broken("duration", f"the duration {duration!r} is not a number of seconds")


def _enclosure(item: Element, base: str, public: Path | None) -> Iterator[Finding]:
    enclosures = item.findall("enclosure")
    if not enclosures:
        yield broken("no enclosure", "it has no enclosure: apps show nothing to play")
        return
    if len(enclosures) > 1:
        yield broken("enclosure", f"it has {len(enclosures)} enclosures: most apps play the first")
    address, length = enclosures[0].get("url", ""), enclosures[0].get("length", "")
    if not address.strip().lower().startswith(("http://", "https://")):
        yield broken("enclosure address", f"{address!r} is not a web address")
    elif not is_address(address):
        yield broken("enclosure", f"{address!r} is not an ASCII web address")
    yield from _enclosure_type(address, enclosures[0].get("type", ""))
    if not re.fullmatch(r"[1-9]\d*", length):
        yield broken("enclosure length", f"the length {length!r} is not a number of bytes")
        return
    path = local(address, base, public)
    if not path:
        return
    try:
        size = os.stat(path).st_size  # noqa: PTH116
    except OSError:
        yield absent(name_of(path))
        return
    if size != int(length):
        yield broken("enclosure length", f"the feed says {length} bytes, {name_of(path)} has {size}")


def _alternates(item: Element, base: str, public: Path | None) -> Iterator[Finding]:
    for alternate in item.findall(f"{PODCAST}alternateEnclosure"):
        sources = [source.get("uri", "") for source in alternate.findall(f"{PODCAST}source")]
        if not alternate.get("type") or not sources or not all(map(is_address, sources)):
            yield broken("alternate enclosure", "another format of it has no type, or no web address")
            continue
        for path in filter(None, (local(address, base, public) for address in sources)):
            if not os.path.isfile(path):  # noqa: PTH113
                yield absent(name_of(path))
            elif str(size := os.stat(path).st_size) != alternate.get("length", str(size)):  # noqa: PTH116
                said = f"the feed says {alternate.get('length')} bytes, {name_of(path)} has {size}"
                yield broken("alternate enclosure", said)


def _enclosure_type(address: str, kind: str) -> Iterator[Finding]:
    try:
        suffix = os.path.splitext(urllib.parse.urlsplit(address).path)[1]  # noqa: PTH122
    except ValueError:
        suffix = ""
    if suffix not in AUDIO or kind != media_type(suffix):
        yield broken("enclosure type", f"not every app plays a file {suffix or 'without a suffix'} of type {kind!r}")
    elif suffix in (".opus", ".m4b"):
        yield broken("enclosure format", f"Apple Podcasts does not take {suffix} files; mp3 and m4a play everywhere")


def _notes(item: Element) -> Iterator[Finding]:
    description, notes = text_of(item, "description"), text_of(item, ENCODED)
    if not description:
        yield broken("no description", "it has no description")
    if len(description.encode()) > 4000:
        yield broken("description", "the description is longer than 4000 bytes")
    tags, addresses = tags_and_links(description)
    if tags - NOTES_TAGS:
        shown = ">, <".join(sorted(tags - NOTES_TAGS))
        yield broken("tags in a description", f"apps do not show <{shown}> in a description")
    more, other = tags_and_links(notes)
    if (tags | more) & DANGEROUS:
        yield broken("notes", f"<{min((tags | more) & DANGEROUS)}> in the notes")
    for address in (*addresses, *other):
        if not re.match(r"(https?|mailto|tel):", address, re.IGNORECASE):
            scripted = re.match(r"\s*(javascript|data|file|vbscript):", address, re.IGNORECASE)
            rule = "notes" if scripted else "link in the notes"
            yield broken(rule, f"the link {address[:60]!r} is of no use to a listener")


def art(image: Element | None, base: str, public: Path | None) -> Iterator[Finding]:
    """Problems of the picture of a show or an episode, if it has one."""
    if image is None:
        return
    address = image.get("href", "")
    if not address:
        yield broken("artwork", "itunes:image has no address (href)")
        return
    if not is_address(address) or not re.search(r"\.(jpg|jpeg|png)$", address):
        yield broken("artwork", f"{address!r} is not an address that ends in .jpg or .png")
    path = local(address, base, public)
    if path and not os.path.isfile(path):  # noqa: PTH113
        yield absent(name_of(path))
    elif path:
        yield from _picture(Path(path))


def _picture(path: Path) -> Iterator[Finding]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            kind, size, mode = picture.format, picture.size, picture.mode
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        yield broken("artwork", f"{path.name} is not a picture: {error}")
        return
    if kind != {".png": "PNG"}.get(path.suffix, "JPEG"):
        yield broken("artwork", f"{path.name} is really {kind}")
    if size[0] != size[1] or not 1400 <= size[0] <= 3000:
        yield broken("artwork", f"{path.name} is {size[0]}x{size[1]}; apps want a square of 1400 to 3000")
    if mode != "RGB":
        yield broken("artwork", f"{path.name} has the colours {mode}; apps want RGB")
    if path.stat().st_size > ART_BYTES:
        yield broken("large artwork", f"{path.name} has more than 512 kB")
