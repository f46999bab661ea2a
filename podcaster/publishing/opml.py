"""Lists of feeds as OPML 2.0, which podcast apps import: all shelves of a show, or several shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from podcaster.publishing.feed_text import clean


class Listed(NamedTuple):
    """A feed in the list."""

    title: str
    feed: str  # its address
    page: str  # and that of its page


def written(title: str, listed: Iterable[Listed]) -> bytes:
    """The list. The same feeds give the same bytes: no date is in it."""
    from lxml import etree

    root = etree.Element("opml", {"version": "2.0"})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = clean(title)
    body = etree.SubElement(root, "body")
    for one in listed:
        name = clean(one.title)
        about = {"type": "rss", "text": name, "title": name, "xmlUrl": one.feed, "htmlUrl": one.page}
        etree.SubElement(body, "outline", about)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
