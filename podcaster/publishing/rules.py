"""Checks a feed offline against the rules of podcast apps and directories, with an independent parser."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import os
import re
import urllib.parse
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from podcaster import files
from podcaster.errors import FeedError
from podcaster.publishing.categories import CATEGORIES
from podcaster.publishing.findings import Finding, Level, absent, fault, warning
from podcaster.publishing.media import AUDIO, media_type

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
FEED_BYTES = 10 * 2**20  # above it apps give up
ART_BYTES = 512 * 1024  # above it some apps skip the picture
NOTES_TAGS = frozenset({"p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"})
DANGEROUS = frozenset({"script", "iframe", "object", "embed", "form", "style", "link", "meta"})
ADDRESS = re.compile(r"https?://(?:[\w.~%:-]+@)?[\w.~%\[\]:-]+(?:[/?#][!#-;=?-\[\]_a-z~]*)?", re.ASCII)
LINKS = re.compile(r"""<\s*[A-Za-z][^<>]*?\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
TAGS = re.compile(r"<\s*([A-Za-z][A-Za-z0-9-]*)")
TEN_MINUTES = 600  # seconds; AntennaPod merges items of one title and day whose lengths are closer than this


def refuse_bad(parts: Mapping[str, bytes], *, public: Path | None = None) -> None:
    """Raise FeedError if these files of a feed may not replace the published ones below *public*.

    Those that stand there already replace nothing: an archive of 10,000 episodes is not judged again at every run.
    """
    new = (data for name, data in parts.items() if public is None or not files.stands(public / name, data))
    now = dt.datetime.now(dt.UTC)
    refuse_errors([finding for data in new for finding in _feed(data, public, now, orphans=False)])


def refuse_bad_episode(data: bytes, title: str) -> None:
    """Raise FeedError if the one episode of this feed breaks a rule, so that it fails alone and not the whole show.

    Its files need not be on disk yet. The rules for the show itself are not checked.
    """
    now = dt.datetime.now(dt.UTC)
    for item in ET.fromstring(data).iter("item"):
        for finding in _item(item, "", None, now):
            if finding.level is Level.ERROR:
                raise FeedError(
                    f"{title!r} would break a rule of podcast feeds: {finding.message}",
                    hint="the article is left out; all others are published",
                )


def refuse_errors(findings: Sequence[Finding]) -> None:
    """Raise FeedError if there is an error among the findings."""
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise FeedError(
            f"the feed breaks a rule and is not published, an older one stays: {errors[0].message}{more}",
            hint="podcaster doctor",
        )


def check_feed(data: bytes, *, public: Path | None, now: dt.datetime | None = None) -> list[Finding]:
    """All problems that podcast apps could have with this feed; with *public*, its files on disk are checked too."""
    return list(_feed(data, public, now or dt.datetime.now(dt.UTC), orphans=True))


# ---------------------------------------------------------------- the feed


def _feed(data: bytes, public: Path | None, now: dt.datetime, *, orphans: bool) -> Iterator[Finding]:
    """*orphans*: also look for orphans. They never make a feed invalid; the search visits every file."""
    if not data.startswith(b"<?xml"):
        yield fault("xml declaration", "the feed does not begin with its XML declaration")
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        yield fault("no doctype", "the feed has a DTD, which parsers refuse")
        return
    if len(data) > FEED_BYTES:
        yield warning("size", f"the feed has {len(data) / 1e6:.1f} MB; lower feed_limit")
    try:
        data.decode("utf-8")
        root = ET.fromstring(data)
    except (ET.ParseError, UnicodeDecodeError) as error:
        yield fault("well-formed", f"the feed is not well-formed: {error}")
        return
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        yield fault("rss", "the feed is not RSS 2.0 with one channel")
        return
    channel = channels[0]
    items = channel.findall("item")
    base = _self(channel).rsplit("feed.xml", 1)[0].rsplit("archive/", 1)[0]
    yield from _channel(channel, items, base, public)
    for item in items:
        name = _text(item, "title") or _text(item, "guid") or "an episode"
        for finding in _item(item, base, public, now):
            yield replace(finding, message=f"{name!r}: {finding.message}")
    yield from _together(channel, items)
    if orphans and public is not None and "/archive/" not in _self(channel):
        yield from _orphans(public, data)


def _self(channel: Element) -> str:
    return next((link.get("href", "") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"), "")


def _channel(  # noqa: PLR0912 - a branch for each rule
    channel: Element, items: Sequence[Element], base: str, public: Path | None
) -> Iterator[Finding]:
    for tag in ("title", "description", "link", "language", f"{ITUNES}explicit"):
        if len(channel.findall(tag)) != 1 or not _text(channel, tag):
            yield fault("channel tags", f"the feed has no {_short(tag)}, or more than one")
    for tag in ("lastBuildDate", f"{ITUNES}author", f"{PODCAST}guid", f"{PODCAST}locked", f"{PODCAST}medium"):
        if len(channel.findall(tag)) != 1 or not _text(channel, tag):
            yield warning("channel tags", f"the feed has no {_short(tag)}, or more than one")
    if _text(channel, f"{ITUNES}explicit") not in ("true", "false"):
        yield fault("explicit", "itunes:explicit must be true or false")
    if len(_text(channel, "description").encode()) > 4000:
        yield fault("description", "the description of the show is longer than 4000 bytes")
    if len(_text(channel, "title")) > 255 or _has_tags(_text(channel, "title")):
        yield fault("title", "the title of the show is longer than 255 characters or has HTML in it")
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?", _text(channel, "language")):
        yield fault("language", f"the language {_text(channel, 'language')!r} is not a code such as en or pt-BR")
    selves = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(selves) != 1 or selves[0].get("type") != "application/rss+xml" or not _is_address(selves[0].get("href")):
        yield fault("self link", "the feed does not say its own address (atom:link rel=self)")
    if not _is_address(_text(channel, "link")):
        yield fault("link", f"{_text(channel, 'link')!r} is not a web address")
    yield from _categories(channel)
    identity = _text(channel, f"{PODCAST}guid")
    if identity and not _is_uuid5(identity):
        yield fault("podcast guid", f"{identity!r} is not a UUID of version 5")
    image = channel.find(f"{ITUNES}image")
    yield from _art(image, base, public, required=True)
    for owner in channel.findall(f"{ITUNES}owner"):
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", _text(owner, f"{ITUNES}email")):
            yield warning("owner", f"{_text(owner, f'{ITUNES}email')!r} is not an e-mail address")
    if not items:
        yield warning("empty", "the feed has no episodes yet")


def _categories(channel: Element) -> Iterator[Finding]:
    categories = channel.findall(f"{ITUNES}category")
    if not categories:
        yield fault("category", "the feed has no itunes:category")
    for category in categories:
        name = category.get("text", "")
        subs = {sub.get("text", "") for sub in category.findall(f"{ITUNES}category")}
        if name not in CATEGORIES or not subs <= CATEGORIES[name]:
            yield fault("category", f"{' > '.join([name, *sorted(subs)])!r} is not in Apple's list")


def _item(  # noqa: PLR0912 - a branch for each rule
    item: Element, base: str, public: Path | None, now: dt.datetime
) -> Iterator[Finding]:
    title = item.findtext("title") or ""
    if not title.strip() or len(title) > 255:
        yield fault("title", "the title is empty or longer than 255 characters")
    if title != title.strip() or _has_tags(title):
        yield fault("title", "the title has HTML or blanks at its ends")
    guid = item.findall("guid")
    if len(guid) != 1 or not (guid[0].text or "").strip() or guid[0].text != (guid[0].text or "").strip():
        yield fault("guid", "the guid is missing, empty or padded")
    elif guid[0].get("isPermaLink", "true") != "false" and not _is_address(guid[0].text):
        yield fault("guid", "the guid is no address, yet isPermaLink is not false")
    yield from _enclosure(item, base, public)
    date = _date(_text(item, "pubDate"))
    if date is None:
        yield fault("pubDate", f"{_text(item, 'pubDate')!r} is not a date of RFC 2822")
    elif date > now + dt.timedelta(hours=1):
        yield warning("pubDate", f"{_text(item, 'pubDate')} is in the future: some apps show it as undated")
    duration = _text(item, f"{ITUNES}duration")
    if not re.fullmatch(r"[1-9]\d*", duration):
        yield fault("duration", f"the duration {duration!r} is not a number of seconds")
    yield from _notes(item)
    if not _is_address(_text(item, "link")):
        yield warning("link", f"{_text(item, 'link')!r} is not a web address")
    if (explicit := _text(item, f"{ITUNES}explicit")) and explicit not in ("true", "false"):
        yield fault("explicit", "itunes:explicit must be true or false")
    yield from _art(item.find(f"{ITUNES}image"), base, public, required=False)
    if not item.findall(f"{PODCAST}transcript"):
        yield warning("transcript", "it has no transcript")
    for tag in ("transcript", "chapters"):
        for element in item.findall(f"{PODCAST}{tag}"):
            address = element.get("url", "")
            if not _is_address(address) or not element.get("type"):
                yield fault(tag, f"{address!r} is not a web address, or its type is missing")
            elif (path := _local(address, base, public)) and not os.path.isfile(path):  # noqa: PTH113
                yield absent(_name(path))


def _enclosure(item: Element, base: str, public: Path | None) -> Iterator[Finding]:
    enclosures = item.findall("enclosure")
    if len(enclosures) != 1:
        yield fault("enclosure", f"it has {len(enclosures)} enclosures")
        return
    address, length = enclosures[0].get("url", ""), enclosures[0].get("length", "")
    if not _is_address(address):
        yield fault("enclosure", f"{address!r} is not an ASCII web address")
    suffix, kind = os.path.splitext(urllib.parse.urlsplit(address).path)[1], enclosures[0].get("type")  # noqa: PTH122
    if suffix not in AUDIO or kind != media_type(suffix):
        yield fault("enclosure", f"a file {suffix} of type {kind} cannot be played by podcast apps")
    elif suffix in (".opus", ".m4b"):
        yield warning("enclosure", f"Apple Podcasts does not take {suffix} files; mp3 and m4a play everywhere")
    if not re.fullmatch(r"[1-9]\d*", length):
        yield fault("enclosure", f"the length {length!r} is not a number of bytes")
        return
    path = _local(address, base, public)
    if not path:
        return
    try:
        size = os.stat(path).st_size  # noqa: PTH116
    except OSError:
        yield absent(_name(path))
        return
    if size != int(length):
        yield fault("enclosure", f"the feed says {length} bytes, {_name(path)} has {size}")


def _notes(item: Element) -> Iterator[Finding]:
    description, notes = _text(item, "description"), _text(item, ENCODED)
    if not description:
        yield warning("description", "it has no description")
    if len(description.encode()) > 4000:
        yield fault("description", "the description is longer than 4000 bytes")
    tags, addresses = _html(description)
    if tags - NOTES_TAGS:
        yield warning("description", f"apps do not show <{'>, <'.join(sorted(tags - NOTES_TAGS))}> in a description")
    more, other = _html(notes)
    if (tags | more) & DANGEROUS:
        yield fault("notes", f"<{min((tags | more) & DANGEROUS)}> in the notes")
    for address in (*addresses, *other):
        if not re.match(r"(https?|mailto|tel):", address, re.IGNORECASE):
            scripted = re.match(r"\s*(javascript|data|file|vbscript):", address, re.IGNORECASE)
            make = fault if scripted else warning
            yield make("notes", f"the link {address[:60]!r} is of no use to a listener")


def _together(channel: Element, items: Sequence[Element]) -> Iterator[Finding]:
    for rule, values in (
        ("guid", [_text(item, "guid") for item in items]),
        ("enclosure", [e.get("url", "") for item in items for e in item.findall("enclosure")]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                yield fault(rule, f"{count} episodes share the {rule} {value}: apps keep one of them")
    dates = [date for item in items if (date := _date(_text(item, "pubDate")))]
    if dates != sorted(dates, reverse=True):
        yield warning("order", "the episodes are not in the order of their dates, newest first")
    if len(set(dates)) != len(dates):
        yield warning("pubDate", "episodes share a date: apps sort them at random")
    same: defaultdict[tuple[str, object], list[int]] = defaultdict(list)
    for item in items:
        date = _date(_text(item, "pubDate"))
        same[_quotes_alike(_text(item, "title")), date.date() if date else None].append(
            int(re.sub(r"\D", "", _text(item, f"{ITUNES}duration")) or 0)
        )
    for (title, day), lengths in same.items():
        lengths.sort()
        if any(b - a < TEN_MINUTES for a, b in pairwise(lengths)):
            yield warning("lookalikes", f"{title!r} appears more than once on {day}: AntennaPod drops one")
    if channel.findall(f"{PODCAST}transcript") or channel.findall(f"{PODCAST}chapters"):
        yield fault("channel tags", "a transcript or chapters outside of an episode crash AntennaPod")


def _orphans(public: Path, data: bytes) -> Iterator[Finding]:
    listed: set[bytes] = set()
    archive = (path.read_bytes() for path in (public / "archive").glob("[0-9]*.xml"))
    for page in (data, *archive):
        listed.update(re.findall(rb"/episodes/([^\"'<>/\s]+\.(?:mp3|m4a|m4b|opus))\"", page))
    for path in sorted(p for p in (public / "episodes").glob("[!.]*") if p.suffix in AUDIO):
        if path.name.encode() not in listed:
            yield warning("orphan", f"episodes/{path.name} is in no feed")


def _art(image: Element | None, base: str, public: Path | None, *, required: bool) -> Iterator[Finding]:
    address = image.get("href", "") if image is not None else ""
    if not address:
        if required or image is not None:
            yield fault("artwork", "there is no itunes:image")
        return
    if not _is_address(address) or not re.search(r"\.(jpg|jpeg|png)$", address):
        yield fault("artwork", f"{address!r} is not an address that ends in .jpg or .png")
    path = _local(address, base, public)
    if path and not os.path.isfile(path):  # noqa: PTH113
        yield absent(_name(path))
    elif path:
        yield from _picture(Path(path))


def _picture(path: Path) -> Iterator[Finding]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            kind, size, mode = picture.format, picture.size, picture.mode
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        yield fault("artwork", f"{path.name} is not a picture: {error}")
        return
    if kind != {".png": "PNG"}.get(path.suffix, "JPEG"):
        yield fault("artwork", f"{path.name} is really {kind}")
    if size[0] != size[1] or not 1400 <= size[0] <= 3000:
        yield fault("artwork", f"{path.name} is {size[0]}x{size[1]}; apps want a square of 1400 to 3000")
    if mode != "RGB":
        yield fault("artwork", f"{path.name} has the colours {mode}; apps want RGB")
    if path.stat().st_size > ART_BYTES:
        yield warning("artwork", f"{path.name} has more than 512 kB")


# ---------------------------------------------------------------- small checks


def _text(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _short(tag: str) -> str:
    return tag.replace(ITUNES, "itunes:").replace(PODCAST, "podcast:")


def _is_address(address: str | None) -> bool:
    """Whether it is a complete http or https address in ASCII, as Apple requires."""
    return ADDRESS.fullmatch(address or "") is not None


def _is_uuid5(text: str) -> bool:
    try:
        return uuid.UUID(text).version == 5 and text == text.lower()
    except ValueError:
        return False


def _has_tags(title: str) -> bool:
    return re.search(r"<[/!?A-Za-z][^<>]*>|&(amp|lt|gt|quot|nbsp|#\d+);", title) is not None


@lru_cache(maxsize=1 << 15)
def _date(text: str) -> dt.datetime | None:
    try:
        date = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)


def _quotes_alike(title: str) -> str:
    """The title as AntennaPod compares it."""
    return re.sub("[“”„]", '"', re.sub("[’‘]", "'", title)).strip().lower()


def _local(address: str, base: str, public: Path | None) -> str:
    """The file behind an address of our own; "" for other people's, or when there are no files to look at."""
    if public is None or not base or not address.startswith(base):
        return ""
    return f"{public}/{urllib.parse.unquote(address[len(base) :])}"  # not a Path: five for each episode take seconds


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _html(text: str) -> tuple[set[str], list[str]]:
    """The names of all tags, and their link targets. A regular expression: a parser needs 3 s for 10,000 episodes."""
    if "<" not in text:
        return set(), []
    tags = {name.lower() for name in set(TAGS.findall(text))}
    return tags, [html.unescape(a or b or c) for a, b, c in LINKS.findall(text)]
