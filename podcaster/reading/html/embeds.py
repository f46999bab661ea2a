"""What a page shows from elsewhere: posts of networks, films and recordings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from podcaster.model import Block, BlockKind, Span, SpanKind
from podcaster.reading.html.tags import plain
from podcaster.reading.spaces import folded

Element = Any  # lxml is not typed
Whole = Callable[[str | None], str]  # makes an address whole

_POSTS = re.compile(
    r"twitter-(tweet|video)|instagram-media|tiktok-embed|reddit-(card|embed)|fb-post|mastodon-embed|bluesky-embed"
)
_PLAYERS = re.compile(
    r"//(?:www\.|player\.|w\.|open\.)?(?:youtube|youtube-nocookie|vimeo|soundcloud|spotify|ted|dailymotion)\."
)


def is_post(quote: Element) -> bool:
    """Whether a quotation is a post from a social network."""
    return _POSTS.search((quote.get("class") or "").lower()) is not None


def post(element: Element, whole: Whole) -> Block | None:
    """A post: its words, who wrote it, and the link to it."""
    paragraphs = list(element.iter("p"))
    text = folded(" ".join(plain(p) for p in paragraphs) if paragraphs else plain(element))
    text = re.sub(r"\s*(?:https?://t\.co/\w+?(?=pic\.twitter\.|\W|$)|pic\.twitter\.com/\w+)", "", text).strip()
    by = folded("".join([t for p in paragraphs if (t := p.tail)])).lstrip("—–- ").strip()
    links = [a.get("href") for a in element.iter("a") if a.get("href")]
    address = whole(links[-1]) if links else ""
    spans = (Span(SpanKind.LINK, 0, len(text), address),) if address else ()
    return Block(BlockKind.EMBED, text, spans=spans, attribution=by) if text else None


def player(frame: Element, whole: Whole) -> Block | None:
    """A film or a recording that has a title."""
    title = folded(frame.get("title") or "")
    address = whole(frame.get("src") or frame.get("data-src") or "")
    if not title or _PLAYERS.search(address) is None:
        return None
    return Block(BlockKind.EMBED, title, spans=(Span(SpanKind.LINK, 0, len(title), address),))
