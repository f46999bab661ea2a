"""Lists of feeds as OPML, which every feed reader exports and imports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podcaster.errors import UnreadableError
from podcaster.network import discreet
from podcaster.publishing import opml
from podcaster.reading import safe
from podcaster.reading.xml_clean import Clean
from podcaster.sources.listing import FEED, Following
from podcaster.text.web_places import is_whole, place

LIMIT = 20 * safe.MB


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in a list."""

    title: str
    address: str
    page: str = ""


def read(path: Path) -> list[Outline]:
    """The feeds in an OPML file and its folders, each once. Raises UnreadableError if it is not OPML."""
    from lxml import etree

    name = safe.shown(path)
    with safe.open_regular(path) as (stream, size):
        safe.check_size(size, LIMIT, name, "a list of feeds")
        events = etree.iterparse(
            Clean(stream), events=("end",), recover=True, encoding="utf-8", resolve_entities=False, no_network=True
        )
        found: dict[str, Outline] = {}
        root = ""
        try:
            for _, element in events:
                tag = element.tag if isinstance(element.tag, str) else ""
                root = tag
                if tag.lower() == "outline" and (one := _outline(element)):
                    found.setdefault(place(one.address) or one.address, one)
        except etree.XMLSyntaxError as error:
            raise UnreadableError(f"damaged: {error.msg}", about=name, hint="export it again") from error
    if root.lower() != "opml" and not found:
        raise UnreadableError("it is not a list of feeds (OPML)", about=name, hint="export the list from your reader")
    return list(found.values())


def _outline(element: Any) -> Outline | None:
    said = {name.lower(): value.strip() for name, value in element.attrib.items() if isinstance(name, str)}
    address = said.get("xmlurl", "")
    if not address.startswith(("http://", "https://")) or not is_whole(address):
        return None
    return Outline(said.get("title") or said.get("text") or "", address, said.get("htmlurl", ""))


def written(title: str, followed: Iterable[Following], *, private: bool) -> tuple[str, int]:
    """The feeds that are followed as OPML, and how many were left out: *private* ones, unless they are asked for."""
    feeds = [one for one in followed if one.kind == FEED]
    open_to_all = [one for one in feeds if private or not discreet.secrets(one.address)]
    listed = [opml.Listed(one.title or one.name, one.address, one.site) for one in open_to_all]
    return opml.written(title, listed).decode(), len(feeds) - len(listed)
