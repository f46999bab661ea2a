"""The names that a page gives to its elements, and whether one of them is that of a byline."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

Element = Any

_WRITER = frozenset((
    "author", "authors", "writer", "writers", "byline", "bylines", "autor", "autore", "autora", "autoren", "auteur",
    "auteurs", "redakteur", "firma", "reporter", "journalist", "columnist", "contributor", "contributors", "autoria",
    "verfasser", "verfasserin", "redacteur", "forfatter", "skribent", "yazar", "penulis",
))  # fmt: skip
# Before "by".
_WROTE = frozenset(("written", "posted", "authored", "submitted", "created", "article", "post", "entry", "story"))
_BESIDE_WRITER = frozenset((  # the other words in the names of such elements
    "a", "and", "area", "art", "article", "bar", "block", "blog", "body", "by", "c", "card", "col", "column",
    "component", "container", "content", "data", "date", "details", "detail", "display", "dt", "element", "elementor",
    "entry", "et", "field", "first", "fn", "full", "fullname", "fusion", "group", "h", "header", "heading", "hentry",
    "info", "inline", "inner", "is", "item", "items", "js", "label", "last", "line", "link", "links", "list", "m",
    "main", "meta", "module", "name", "names", "news", "node", "o", "outer", "p", "page", "pb", "person", "post",
    "primary", "row", "sf", "single", "story", "styled", "tagdiv", "td", "tdb", "text", "the", "title", "top",
    "topic", "u",
    "url", "value", "vcard", "wp", "wrap", "wrapper",
))  # fmt: skip
_SHORT = re.compile(r"(?!img|pdf|gif|svg|pg|qr|rss|sms)[b-df-hj-np-tv-xz]{2,4}")  # the abbreviation of a theme: "mkdf"
_LONGEST_NAME = 60  # characters of the name of an element
_IN_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_MADE_UP = re.compile(  # what programs add to a name: "BylineName-k3xQa", "authorName_yefp"
    r"[-_]+(?=\w*[A-Z\d])\w{3,8}$|(?<=[A-Z][a-z]{3})_[a-z]{4}$"
)


@lru_cache(maxsize=4096)
def names_a_writer(kind: str) -> bool:
    """Whether one of these names of an element is that of a byline: "post-author", "BylineName-k3xQa"."""
    small = kind.lower()
    if "by" not in small and not any(word in small for word in _WRITER):
        return False  # most names are settled here, without taking them apart
    return any(
        _is_writer(token) or _is_writer(_MADE_UP.sub("", token))
        for token in kind.split()[:12]
        if len(token) <= _LONGEST_NAME
    )


def _is_writer(token: str) -> bool:
    words = [word.lower() for word in _IN_TOKEN.findall(token.replace("by-line", "byline"))]
    words = [part for word in words for part in _unglued(word)]
    signed = [before for before, by in pairwise(words) if by == "by" and before in _WROTE]
    if _WRITER.isdisjoint(words) and not signed:
        return False
    return all(
        word in _WRITER or word in _BESIDE_WRITER or word in signed or _SHORT.fullmatch(word) is not None
        for word in words
    )


def _unglued(word: str) -> tuple[str, ...]:
    """The parts of a name without signs between them: "authorname", "writtenby"."""
    if word in _WRITER or word in _BESIDE_WRITER:
        return (word,)
    for at in range(4, len(word) - 1):
        first, rest = word[:at], word[at:]
        if (first in _WRITER and rest in _BESIDE_WRITER) or (first in _WROTE and rest == "by"):
            return first, rest
    return (word,)


def names_a_change(element: Element) -> bool:
    """Whether the classes of an element are those of the date of a change alone."""
    classes = element.get("class") or ""
    changed = "updated" in classes or "modified" in classes
    return changed and "publish" not in classes and "entry-date" not in classes


NAMED_BY = frozenset((
    "id", "data-testid", "data-test-id", "data-test", "data-hook", "data-qa", "data-cy", "data-role",
    "data-component", "data-element", "class",
))  # fmt: skip


def names_of(element: Element) -> str:
    """The names that a page gives to an element: for its style, for scripts, and for tests."""
    return " ".join([name for key, name in element.items() if key in NAMED_BY and name])
