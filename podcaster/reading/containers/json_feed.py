"""JSON Feed 1.0 and 1.1, one item at a time."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from podcaster.errors import NoTextError
from podcaster.model import Article, Doubt
from podcaster.reading import assemble, encodings
from podcaster.reading.containers.exports import Todo, escaped, fragment_of, names_of, string
from podcaster.reading.containers.feed_items import sounds_among, trimmed

_SIGN = re.compile(r"\"version\"\s*:\s*\"https?:\\?/\\?/(?:www\.)?jsonfeed\.org")
_LIST = re.compile(r"\"items\"\s*:\s*\[")
_HEAD = 100_000  # bytes in which it says what it is
_SUMMARY = 150  # words: a shorter text is a summary, if there is nothing else


def is_feed(data: bytes) -> bool:
    """Whether *data*, which is JSON, says that it is a JSON Feed."""
    return _SIGN.search(data[:_HEAD].decode(json.detect_encoding(data), "replace")) is not None


def items(feed: Mapping[str, Any], source: str) -> Todo:
    """A function for each item that makes its article. Items with the same id stay distinct."""
    found = feed.get("items")
    names: Counter[str] = Counter()
    for number, item in enumerate(found if isinstance(found, list) else (), start=1):
        if not isinstance(item, dict):
            continue
        name = assemble.one_line(_id(item) or string(item, "url") or str(number))[:300]
        names[name] += 1
        where = f"{source}!{name}" + (f" ({names[name]})" if names[name] > 1 else "")
        yield where, partial(_article, item, feed, where)


def rescued(data: bytes) -> dict[str, Any] | None:
    """A damaged feed with the items before the damage; None if it is not a JSON Feed or has no complete item."""
    text = data.decode(json.detect_encoding(data), "replace")
    start = _LIST.search(text)
    if not _SIGN.search(text[:_HEAD]) or not start:
        return None
    decoder, whole, at = json.JSONDecoder(strict=False), [], start.end()
    while True:
        begin = re.compile(r"[\s,]*").match(text, at)
        try:
            value, at = decoder.raw_decode(text, begin.end() if begin else at)
        except (ValueError, RecursionError):
            break
        whole.append(value)
    head = {name: _said(text[: start.start()], name) for name in ("title", "home_page_url", "language")}
    return {**head, "version": "jsonfeed.org", "items": encodings.without_surrogates(whole)} if whole else None


def _said(text: str, name: str) -> str:
    """What the beginning of a damaged feed says about the feed."""
    match = re.search(rf"\"{name}\"\s*:\s*(\"(?:[^\"\\]|\\.){{0,1000}}\")", text)
    try:
        value = json.loads(match[1], strict=False) if match else ""
    except ValueError:
        return ""
    return encodings.joined(value) if isinstance(value, str) else ""


def _article(item: Mapping[str, Any], feed: Mapping[str, Any], where: str) -> Article:
    full = string(item, "content_html") or _paragraphs(string(item, "content_text"))
    html = full or _paragraphs(string(item, "summary"))
    if not html.strip():
        raise NoTextError("no text in this item", about=where)
    address = string(item, "url") or string(item, "external_url") or _id(item)
    title = string(item, "title")
    found = fragment_of(html, base=address or string(feed, "home_page_url"))
    if not title and found.blocks and found.blocks[0].text:
        title = " ".join(found.blocks[0].text.split()[:8]) + "…"
    blocks, gone, cut_off = trimmed(found.blocks)
    made = assemble.article(
        blocks,
        assemble.Facts(
            title=title,
            authors=_people(item) or _people(feed),
            date=assemble.parse_date(string(item, "date_published") or string(item, "date_modified")),
            address=address,
            site=string(feed, "title"),
            language=string(item, "language") or string(feed, "language"),
            description=string(item, "summary") if full else "",
            tags=names_of(item.get("tags")),
            sounds=sounds_of(item),
        ),
        where,
        left_out=(*found.left_out, *gone),
    )
    if not cut_off and (full or made.word_count >= _SUMMARY):
        return made
    doubt = (Doubt.CUT_OFF, "The feed has only the beginning or a summary of this article.")
    return replace(made, doubts=(doubt, *(d for d in made.doubts if d[0] is not Doubt.CUT_OFF)))


def sounds_of(item: Mapping[str, Any]) -> tuple[tuple[str, str, int], ...]:
    """The recordings among the attachments of an item: address, media type, bytes (0: not known)."""
    found = item.get("attachments")
    files = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return sounds_among((string(f, "url"), string(f, "mime_type"), str(f.get("size_in_bytes", ""))) for f in files)


def _people(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The authors of a feed or an item, in the form of 1.1 or of 1.0."""
    one = value.get("author")
    return names_of(value.get("authors")) or names_of([one] if isinstance(one, dict) else one)


def _id(item: Mapping[str, Any]) -> str:
    """The identity of an item, which some write as a number."""
    value = item.get("id")
    return str(value) if isinstance(value, str | int | float) else ""


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escaped(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())
