"""Checks seasons, episode numbers and trailers in a feed for values that directories refuse or hide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from podcaster.publishing.feed_values import ITUNES, PODCAST, text_of
from podcaster.publishing.findings import Finding
from podcaster.publishing.levels import broken

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KINDS = ("full", "trailer", "bonus")
_NUMBER = re.compile(r"[1-9]\d*")


def check(channel: Element, items: Sequence[Element]) -> Iterator[Finding]:
    """Problems of the seasons and numbers of the episodes."""
    type_ = text_of(channel, f"{ITUNES}type")
    if type_ not in ("", "episodic", "serial"):
        yield broken("type", f"itunes:type is {type_!r}, neither episodic nor serial")
    places: Counter[tuple[str, str]] = Counter()
    for item in items:
        title = text_of(item, "title")
        kind = text_of(item, f"{ITUNES}episodeType") or "full"
        season, number = text_of(item, f"{ITUNES}season"), text_of(item, f"{ITUNES}episode")
        if kind not in KINDS:
            yield broken("episode type", f"{title!r}: itunes:episodeType is {kind!r}, none of {', '.join(KINDS)}")
        for name, value in (("season", season), ("episode", number)):
            if value and not _NUMBER.fullmatch(value):
                yield broken("number", f"{title!r}: itunes:{name} is {value!r}, not a number from 1 on")
        if type_ == "serial" and kind == "full" and not number:
            yield broken("no number", f"{title!r}: an episode of a serial show has no number")
        if number and kind == "full":
            places[season, number] += 1
    for (season, number), count in places.items():
        if count > 1:
            where = f"season {season}, episode {number}" if season else f"episode {number}"
            yield broken("repeated number", f"{count} episodes are {where}: Apple Podcasts shows one of them")
    for trailer in channel.findall(f"{PODCAST}trailer"):
        if not (trailer.text or "").strip() or not trailer.get("url") or not trailer.get("pubdate"):
            yield broken("trailer", "a podcast:trailer has no title, address or date")
