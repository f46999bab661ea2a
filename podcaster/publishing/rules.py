"""Checks a feed offline against the rules of podcast apps and directories, with an independent parser."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from podcaster import files
from podcaster.errors import FeedError
from podcaster.publishing import series_rules
from podcaster.publishing.categories import CATEGORIES
from podcaster.publishing.episode_rules import art, episode
from podcaster.publishing.feed_values import (
    ATOM,
    ITUNES,
    PODCAST,
    date_of,
    has_tags,
    is_address,
    is_uuid5,
    quotes_alike,
    seconds_of,
    short,
    text_of,
)
from podcaster.publishing.findings import Finding, Level
from podcaster.publishing.levels import broken, in_a_feed_of_others
from podcaster.publishing.media import AUDIO
from podcaster.text.languages import primary

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FEED_BYTES = 10 * 2**20  # above it apps give up
TEN_MINUTES = 600  # seconds; AntennaPod merges items of one title and day whose lengths are closer than this
REQUIRED = {
    "title": "title of the show",
    "description": "description of the show",
    "language": "no language",
    f"{ITUNES}explicit": "no explicit",
    "link": "channel tags",
}  # each tag of the show, and the rule that is broken when it is missing
ADVISED = ("lastBuildDate", f"{ITUNES}author", f"{PODCAST}guid", f"{PODCAST}locked", f"{PODCAST}medium")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?")


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
        for finding in episode(item, "", None, now):
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


def check_feed(data: bytes, *, public: Path | None, now: dt.datetime | None = None, own: bool = True) -> list[Finding]:
    """All problems that podcast apps could have with this feed; with *public*, its files on disk are checked too.

    *own*: as a feed of ours before it is published. Otherwise it is somebody else's, and only what an app refuses is
    an error.
    """
    found = _feed(data, public, now or dt.datetime.now(dt.UTC), orphans=True)
    return list(found if own else map(in_a_feed_of_others, found))


# ---------------------------------------------------------------- the feed


def _feed(data: bytes, public: Path | None, now: dt.datetime, *, orphans: bool) -> Iterator[Finding]:
    """*orphans*: also look for orphans. They never make a feed invalid; the search visits every file."""
    if not data.startswith(b"<?xml"):
        yield broken("xml declaration", "the feed does not begin with its XML declaration")
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        yield broken("no doctype", "the feed has a DTD, which parsers refuse")
        return
    if len(data) > FEED_BYTES:
        yield broken("size", f"the feed has {len(data) / 1e6:.1f} MB; lower feed_limit")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        yield broken("encoding", "the feed is not in UTF-8")
    root, fault = _parsed(data)
    if fault:
        yield broken("well-formed", f"the feed is not well-formed: {fault}")
    if root is None:
        return
    channels = root.findall("channel")
    if root.tag != "rss" or len(channels) != 1:
        yield broken("rss", "the feed is Atom, not RSS" if root.tag == f"{ATOM}feed" else "this is no RSS feed")
        return
    if root.get("version") != "2.0":
        yield broken("rss version", f"the version of RSS is {root.get('version')!r}, not '2.0'")
    channel = channels[0]
    items = channel.findall("item")
    base = _self(channel).rsplit("feed.xml", 1)[0].rsplit("archive/", 1)[0].rsplit("shelves/", 1)[0]
    yield from _channel(channel, items, base, public)
    for item in items:
        name = text_of(item, "title") or text_of(item, "guid") or "an episode"
        for finding in episode(item, base, public, now):
            yield replace(finding, message=f"{name!r}: {finding.message}")
    yield from _together(channel, items)
    yield from series_rules.check(channel, items)
    if orphans and public is not None and not re.search("/(archive|shelves)/", _self(channel)):
        yield from _orphans(public, data)


def _parsed(data: bytes) -> tuple[Element | None, str]:
    """The feed, and the problems of its XML. Blanks before the declaration are reported and then ignored."""
    try:
        return ET.fromstring(data), ""
    except (ET.ParseError, ValueError, LookupError) as error:  # the last two: an encoding that is not known
        bare = data.lstrip()
        return (None if bare == data else _parsed(bare)[0]), str(error)


def _self(channel: Element) -> str:
    return next((link.get("href", "") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"), "")


def _channel(channel: Element, items: Sequence[Element], base: str, public: Path | None) -> Iterator[Finding]:
    yield from _tags(channel)
    selves = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(selves) != 1 or selves[0].get("type") != "application/rss+xml" or not is_address(selves[0].get("href")):
        yield broken("self link", "the feed does not say its own address (atom:link rel=self)")
    yield from _categories(channel)
    identity = text_of(channel, f"{PODCAST}guid")
    if identity and not is_uuid5(identity):
        yield broken("podcast guid", f"{identity!r} is not a UUID of version 5")
    image = channel.find(f"{ITUNES}image")
    if image is None:
        yield broken("no artwork", "there is no itunes:image")
    yield from art(image, base, public)
    for owner in channel.findall(f"{ITUNES}owner"):
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text_of(owner, f"{ITUNES}email")):
            yield broken("owner", f"{text_of(owner, f'{ITUNES}email')!r} is not an e-mail address")
    if not items:
        yield broken("empty", "the feed has no episodes yet")
    elif channel.find("item/enclosure") is None:
        yield broken("no audio", "no item of the feed has an enclosure: there is nothing to play")


def _tags(channel: Element) -> Iterator[Finding]:
    for tag, rule in REQUIRED.items():
        if not text_of(channel, tag):
            yield broken(rule, f"the feed has no {short(tag)}")
        elif len(channel.findall(tag)) > 1:
            yield broken("channel tags", f"the feed has more than one {short(tag)}")
    for tag in ADVISED if channel.find("item") is not None else ADVISED[1:]:  # no date of the build without an episode
        if len(channel.findall(tag)) != 1 or not text_of(channel, tag):
            yield broken("channel advice", f"the feed has no {short(tag)}, or more than one")
    if (explicit := text_of(channel, f"{ITUNES}explicit")) not in ("", "true", "false"):
        yield broken("explicit", f"itunes:explicit is {explicit!r}; it must be true or false")
    if len(text_of(channel, "description").encode()) > 4000:
        yield broken("description", "the description of the show is longer than 4000 bytes")
    if len(text_of(channel, "title")) > 255 or has_tags(text_of(channel, "title")):
        yield broken("title", "the title of the show is longer than 255 characters or has HTML in it")
    if (language := text_of(channel, "language")) and not LANGUAGE.fullmatch(language):
        yield broken("language", f"the language {language!r} is not a code such as en or pt-BR")
    if (link := text_of(channel, "link")) and not is_address(link):
        yield broken("link", f"{link!r} is not a web address")


def _categories(channel: Element) -> Iterator[Finding]:
    categories = channel.findall(f"{ITUNES}category")
    if not categories:
        yield broken("no category", "the feed has no itunes:category")
    for category in categories:
        name = category.get("text", "")
        subs = {sub.get("text", "") for sub in category.findall(f"{ITUNES}category")}
        if name not in CATEGORIES or not subs <= CATEGORIES[name]:
            yield broken("category", f"{' > '.join([name, *sorted(subs)])!r} is not in Apple's list")


def _together(channel: Element, items: Sequence[Element]) -> Iterator[Finding]:
    for rule, values in (
        ("guid", [text_of(item, "guid") for item in items]),
        ("enclosure", [e.get("url", "") for item in items for e in item.findall("enclosure")]),
    ):
        for value, count in Counter(filter(None, values)).items():
            if count > 1:
                yield broken(f"repeated {rule}", f"{count} episodes share the {rule} {value}: apps keep one of them")
    dates = [date for item in items if (date := date_of(text_of(item, "pubDate")))]
    if dates != sorted(dates, reverse=True):
        yield broken("order", "the episodes are not in the order of their dates, newest first")
    if len(set(dates)) != len(dates):
        yield broken("unwise pubDate", "episodes share a date: apps sort them at random")
    yield from _lookalikes(items)
    written = {primary(t.get("language", "")) for item in items for t in item.findall(f"{PODCAST}transcript")}
    if len(written) == 1 and (one := written.pop()) and one != primary(text_of(channel, "language")):
        yield broken(
            "language of the episodes",
            f"the show's language is {text_of(channel, 'language')!r}, and all its episodes are in {one!r}",
        )
    if channel.findall(f"{PODCAST}transcript") or channel.findall(f"{PODCAST}chapters"):
        yield broken("misplaced", "a transcript or chapters outside of an episode crash AntennaPod")


def _lookalikes(items: Sequence[Element]) -> Iterator[Finding]:
    same: defaultdict[tuple[str, object], list[int]] = defaultdict(list)
    for item in items:
        if (title := text_of(item, "title")) and (date := date_of(text_of(item, "pubDate"))):
            same[quotes_alike(title), date.date()].append(seconds_of(text_of(item, f"{ITUNES}duration")))
    for (title, day), lengths in same.items():
        lengths.sort()
        if any(b - a < TEN_MINUTES for a, b in pairwise(lengths)):
            yield broken("lookalikes", f"{title!r} appears more than once on {day}: AntennaPod drops one")


def _orphans(public: Path, data: bytes) -> Iterator[Finding]:
    listed: set[bytes] = set()
    archive = (path.read_bytes() for path in (public / "archive").glob("[0-9]*.xml"))
    for page in (data, *archive):
        listed.update(re.findall(rb"/episodes/([^\"'<>/\s]+\.(?:mp3|m4a|m4b|opus))\"", page))
    for path in sorted(p for p in (public / "episodes").glob("[!.]*") if p.suffix in AUDIO):
        if path.name.encode() not in listed:
            yield broken("orphan", f"episodes/{path.name} is in no feed")
