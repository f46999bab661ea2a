"""Content from other sites in a page: posts of social networks, videos and recordings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from podcaster.model import Block, BlockKind, Span, SpanKind
from podcaster.reading.html.tags import plain
from podcaster.reading.spaces import folded

Element = Any  # lxml is not typed
Whole = Callable[[str | None], str]  # resolves an address

_POSTS = re.compile(
    r"twitter-(tweet|video)|instagram-media|tiktok-embed|reddit-(card|embed)|fb-post|mastodon-embed|bluesky-embed"
)
_PLAYERS = re.compile(
    r"//(?:www\.|player\.|w\.|open\.)?(?:youtube|youtube-nocookie|vimeo|soundcloud|spotify|ted|dailymotion)\."
)


def is_post(quote: Element) -> bool:
    """Whether a quotation is a post from a social network."""
    return _POSTS.search((quote.get("class") or "").lower()) is not None


_ANSWERED = re.compile(r"^(?:@\w{1,30} ){2,}(?=\S)")  # whom a post answers; a single name may be what it is about
_OF_CARD = re.compile(r"(?:^|\s)(?:\w{1,20}-)?tweet(?:\s|$)")
_HEAD_OF_CARD = re.compile(r"(?:^|\s)tweet-(?:header|author(?:-name)?)(?:\s|$)")
_FOOT_OF_CARD = re.compile(r"(?:^|\s)tweet-(?:footer|link|date|photos?|metadata|stats|url)[\w-]*(?:\s|$)")


def is_card(element: Element) -> bool:
    """Whether an element is a post that was drawn as a card: its author, its words, how many liked it."""
    named = element.get("class")
    return (
        named is not None
        and "tweet" in named
        and _OF_CARD.search(named) is not None
        and any(_HEAD_OF_CARD.search(e.get("class") or "") for e in element.iterdescendants("div", "span"))
    )


def _holds_words(element: Element) -> bool:
    """Whether the words of a post are in an element: letters draw a card as a link, and name it so."""
    return any("tweet-text" in (e.get("class") or "").split() for e in element.iterdescendants("div", "span", "p"))


def card(element: Element, whole: Whole) -> Block | None:
    """A post that was drawn as a card: its words, who wrote it, and the link to it."""
    by, parts = "", []

    def visit(node: Element) -> None:
        nonlocal by
        named = node.get("class") or ""
        if _FOOT_OF_CARD.search(named) and not _holds_words(node):
            return
        if _HEAD_OF_CARD.search(named):
            name = next((e for e in node.iter("div", "span") if "tweet-author-name" in (e.get("class") or "")), node)
            by = by or folded(plain(name))
            return
        parts.append(node.text or "")
        for child in node:
            visit(child)
            parts.append(child.tail or "")

    visit(element)
    text = _ANSWERED.sub("", folded("".join(parts)))
    links = (whole(a.get("href")) for a in element.iter("a"))
    address = next((link for link in links if link), "")
    spans = (Span(SpanKind.LINK, 0, len(text), address),) if address else ()
    return Block(BlockKind.EMBED, text, spans=spans, attribution=by) if text else None


def post(element: Element, whole: Whole) -> Block | None:
    """A post: its words, who wrote it, and the link to it."""
    paragraphs = list(element.iter("p"))
    text = folded(" ".join(plain(p) for p in paragraphs) if paragraphs else plain(element))
    text = re.sub(r"\s*(?:https?://t\.co/\w+?(?=pic\.twitter\.|\W|$)|pic\.twitter\.com/\w+)", "", text).strip()
    text = _ANSWERED.sub("", text)
    by = folded("".join([t for p in paragraphs if (t := p.tail)])).lstrip("—–- ").strip()
    links = [a.get("href") for a in element.iter("a") if a.get("href")]
    address = whole(links[-1]) if links else ""
    spans = (Span(SpanKind.LINK, 0, len(text), address),) if address else ()
    return Block(BlockKind.EMBED, text, spans=spans, attribution=by) if text else None


def player(frame: Element, whole: Whole) -> Block | None:
    """A video or a recording that has a title."""
    title = folded(frame.get("title") or "")
    address = whole(frame.get("src") or frame.get("data-src") or "")
    if not title or _PLAYERS.search(address) is None:
        return None
    return Block(BlockKind.EMBED, title, spans=(Span(SpanKind.LINK, 0, len(title), address),))
