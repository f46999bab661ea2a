"""Tags that feedgen does not support: the podcast: namespace, itunes:explicit true/false, CDATA, paging links."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
HISTORY = "http://purl.org/syndication/history/1.0"  # RFC 5005
NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM, "content": CONTENT, "fh": HISTORY}


Child = tuple[str, str | None, Mapping[str, str]]  # name, text, attributes


class _Tags:
    """Elements of a channel or an item, in order."""

    def __init__(self) -> None:
        self._tags: list[tuple[Child, bool, tuple[Child, ...]]] = []

    def add(
        self,
        name: str,
        text: str | None = None,
        attributes: Mapping[str, str] | None = None,
        *,
        cdata: bool = False,
        inside: tuple[Child, ...] = (),
    ) -> None:
        """One element: `add("itunes:image", attributes={"href": url})`. Empty attributes are left out."""
        self._tags.append(((name, text, attributes or {}), cdata, inside))

    def _put(self, parent: Any) -> None:
        for child, cdata, inside in self._tags:
            element = _append(parent, child)
            if cdata:
                element.text = etree.CDATA(child[1])
            for grandchild in inside:
                _append(element, grandchild)


def _append(parent: Any, child: Child) -> Any:
    name, text, attributes = child
    element = etree.SubElement(parent, _qualified(name), {k: v for k, v in attributes.items() if v})
    element.text = text
    return element


@lru_cache
def _qualified(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else name


class ChannelTags(_Tags, BaseExtension):  # type: ignore[misc]
    """The show's part of the extension."""

    def extend_ns(self) -> dict[str, str]:
        return NAMESPACES

    def extend_rss(self, feed: Any) -> Any:
        channel = feed.find("channel")
        # feedgen writes the present time, which would make every run's bytes differ; ours is the newest episode's.
        channel.remove(channel.find("lastBuildDate"))
        self._put(channel)
        return feed


class ItemTags(_Tags, BaseEntryExtension):  # type: ignore[misc]
    """An episode's part of the extension."""

    def extend_rss(self, feed: Any) -> Any:
        self._put(feed)
        return feed


def new_generator() -> Any:
    """A feedgen FeedGenerator that knows our tags as `.tags`, on the feed and on each entry."""
    generator = FeedGenerator()
    # RSS only: feedgen's Atom output drops the type and length of enclosures.
    generator.register_extension("tags", ChannelTags, ItemTags, atom=False, rss=True)
    return generator
