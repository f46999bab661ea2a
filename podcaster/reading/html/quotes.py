"""Who is quoted."""

from __future__ import annotations

from typing import Any

from podcaster.reading.html.tags import plain
from podcaster.reading.spaces import folded

Element = Any


def speaker(quote: Element) -> str:
    """The name below a quotation, marked as its attribution; "" if there is none."""
    for cite in quote.iter("footer", "cite", "figcaption"):
        if cite.tag == "cite" and not _ends_quote(cite, quote):
            continue
        if by := folded(plain(cite)).lstrip("—–-―~ ").strip():
            cite.set("data-podcaster", "attribution")
            return by
    return ""


def _ends_quote(cite: Element, quote: Element) -> bool:
    """A <cite> names the speaker when nothing follows it in its quotation."""
    node = cite
    while node is not None and node is not quote:
        if (node.tail or "").strip() or any(folded(plain(s)) for s in node.itersiblings() if isinstance(s.tag, str)):
            return False
        node = node.getparent()
    return True
