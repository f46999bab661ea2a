"""Lists of feeds as OPML 2.0, which podcast apps import: all shelves of a show, or several shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree as ET

from podcaster import shell
from podcaster.config import Show
from podcaster.errors import FeedError
from podcaster.publishing.feed_text import clean
from podcaster.publishing.feed_values import ATOM


class Listed(NamedTuple):
    """A feed in the list."""

    title: str
    feed: str  # its address
    page: str  # and that of its page


def of_show(show: Show) -> list[Listed]:
    """The feeds of a show: its list if it has shelves, else its feed. Raises FeedError if that cannot be read."""
    path = show.public / "feeds.opml"
    try:
        if path.is_file():
            outlines = ET.fromstring(path.read_bytes()).iter("outline")
            return [Listed(o.get("text", ""), o.get("xmlUrl", ""), o.get("htmlUrl", "")) for o in outlines]
        path = show.public / "feed.xml"
        channel = ET.fromstring(path.read_bytes()).find("channel")
    except (OSError, ET.ParseError) as error:
        raise FeedError(
            f"{path} cannot be read: {error}", hint=f"podcaster feed --show {shell.path(show.folder)} writes it"
        ) from error
    links = [] if channel is None else channel.findall(f"{ATOM}link[@rel='self']")
    feed = links[0].get("href", "") if links else ""
    return [Listed(show.settings.title, feed, feed.removesuffix("feed.xml"))]


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
