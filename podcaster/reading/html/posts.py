"""The posts of a discussion: elements of one kind that are named after comments, answers or messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

from podcaster.model import BlockKind
from podcaster.reading import bylines, furniture
from podcaster.reading.html import trim
from podcaster.reading.html.walk import Found

Element = Any

SOME = 3  # posts that make a discussion
_OPENING, _FEWEST = 6, 3  # words by which a paragraph is known
_ADDRESS = re.compile(r"https?://\S+")
_CUT = re.compile(r"(?:\.\.\.|…)\s*$")
_WHOLE = 0.8  # of the words of a post: with fewer, the page shows it in another way than it says
_LEVELS = 8  # above a paragraph, where its post is looked for
_POST = re.compile(
    r"(?:^|[\s_-])(?:comments?|commtext|repl(?:y|ies)|answers?|status|thing|message--post|topic-post|forum-?post|"
    r"post-?bit)(?:[\s_-]|$)",
    re.IGNORECASE,
)


def around(element: Element) -> Element | None:
    """The innermost post that an element is in."""
    for holder in islice((element, *element.iterancestors()), _LEVELS):
        if holder.tag in ("body", "html", "article", "main"):
            return None
        if _POST.search(holder.get("class") or ""):
            return holder
    return None


def kind(post: Element) -> tuple[str, str]:
    """What posts of one discussion have in common: tag and class."""
    return post.tag, post.get("class") or ""


def last_ones(found: Sequence[Found], chosen: Sequence[bool]) -> set[int]:
    """The blocks of posts behind the last chosen one, of the same kind: a vote often misses a short last reply."""
    holders = {around(entry.element) for entry, good in zip(found, chosen, strict=True) if good}
    kinds = Counter(kind(post) for post in holders if post is not None)
    usual = {name for name, count in kinds.items() if count >= SOME}
    if not usual:
        return set()
    last = len(chosen) - 1 - list(chosen)[::-1].index(True)
    return {
        number
        for number, entry in enumerate(found[last + 1 :], last + 1)
        if entry.block.kind is not BlockKind.FIGURE
        and (post := around(entry.element)) is not None
        and kind(post) in usual
        and trim.linked(entry.block) <= 0.6
        and furniture.line(entry.block.text) is None
    }


def of_network(found: Sequence[Found], post: str) -> tuple[int, int] | None:
    """From which block to which one the page of a social network shows *post* among others; None if unsure."""
    # Networks shorten addresses, and some give only the beginning of a post.
    said = bylines.plain_words(_ADDRESS.sub(" ", post)).split()
    whole = f" {' '.join(said)} "
    words = [bylines.plain_words(_ADDRESS.sub(" ", entry.block.text)).split() for entry in found]
    openings = [" ".join(text[:_OPENING]) if len(text) >= _FEWEST else "" for text in words]
    own = [n for n, opening in enumerate(openings) if opening and f" {opening} " in whole]
    if not own or sum(len(text) for text in words[own[0] : own[-1] + 1]) < _WHOLE * len(said):
        return None
    ends = f" {' '.join(said[-_FEWEST:])} " in f" {' '.join(words[own[-1]])} "
    beside = found[own[-1] + 1 : own[-1] + 2]
    more = any(entry.element.getparent() is found[own[-1]].element.getparent() for entry in beside)
    return (own[0], own[-1] + 1) if ends and not more and not _CUT.search(post) else None
