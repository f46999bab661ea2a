"""What trafilatura considers the article of a page, block by block."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from itertools import chain
from typing import Any

from podcaster.model import Block, count_words
from podcaster.reading.html import tree as html_tree
from podcaster.reading.html import trim
from podcaster.reading.html.walk import Found
from podcaster.reading.spaces import spaced

Element = Any

_WORD = re.compile(r"\w+")
_ENOUGH = 0.6  # of the page's prose, for a first opinion to stand alone
_GRAM = 4
_SHORTEST = 8  # words: with more, a block without links is prose
_MOST_ELEMENTS = 60_000
_IN_LINE = (
    "a", "abbr", "b", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "tt", "u", "var",
)  # fmt: skip
_WIDE = 500  # elements in a line
_MOST_COMPARED = 9_000_000  # pairs of them: a second
_MOST_BLOCKS = 20_000  # a book; trafilatura's time grows faster than its pages


def vote(root: Element, found: Sequence[Found], *, fast: bool = True) -> list[bool]:
    """For each block, whether trafilatura counts its words as the article's. *fast*: ask twice only if needed."""
    size = html_tree.size(root)
    if len(found) > _MOST_BLOCKS or size > _MOST_ELEMENTS or (size > _WIDE and _is_too_wide(root)):
        return [prose(f.block) > 0 for f in found]
    blocks = [f.block for f in found]
    votes = _heard(blocks, _trafilatura(root, fast=fast))
    # Its second opinions take as long as its first, and change something where it has missed much.
    words = [prose(block) for block in blocks]
    if fast and sum(n for n, good in zip(words, votes, strict=True) if good) < _ENOUGH * sum(words):
        votes = _heard(blocks, _trafilatura(root, fast=False))
    return votes


@lru_cache(maxsize=1)
def _wide() -> Any:
    import lxml.etree

    inside = " or ".join(f"self::{tag}" for tag in _IN_LINE)
    return lxml.etree.XPath(f"descendant::*[*[{inside}][{_WIDE}]]")


def _is_too_wide(root: Element) -> bool:
    """Whether paragraphs hold so many links or own words that trafilatura, which compares them, takes long."""
    return sum(len(element) ** 2 for element in _wide()(root)) > _MOST_COMPARED


def prose(block: Block) -> int:
    """The words of a block that is long enough to be read and is not mostly links; otherwise 0."""
    words = count_words(block.text) if trim.linked(block) < 0.5 else 0
    return words if words > _SHORTEST else 0


def _heard(blocks: Sequence[Block], text: str) -> list[bool]:
    """Which blocks are in *text*, by stretches of four words."""
    written = text.split("\n")
    lines = [_words(line) for line in written]
    words = list(chain.from_iterable(lines))
    grams = set(zip(*(words[i:] for i in range(_GRAM)), strict=False))
    same, whole = set(written), set(map(" ".join, lines))
    return [_WORD.search(b.text) is not None if b.text in same else _is_heard(b, grams, whole) for b in blocks]


def _words(text: str) -> list[str]:
    return _WORD.findall(spaced(text.lower()))


def _is_heard(block: Block, grams: set[tuple[str, ...]], lines: set[str]) -> bool:
    words = _words(block.text)
    if not words:
        return False
    own = list(zip(*(words[i:] for i in range(_GRAM)), strict=False))
    if len(words) < _GRAM + 2:
        return " ".join(words) in lines or (bool(own) and grams.issuperset(own))
    return sum(map(grams.__contains__, own)) >= 0.6 * len(own)


def _trafilatura(root: Element, *, fast: bool) -> str:
    from trafilatura import bare_extraction

    body = copy(html_tree.body(root))  # without the head, whose elements it would weigh as well
    document = bare_extraction(body, options=_options(fast))
    return str(getattr(document, "text", "") or "") if document is not None else ""


@lru_cache(maxsize=2)
def _options(fast: bool) -> Any:
    from trafilatura.settings import Extractor

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return Extractor(
        output_format="python", fast=fast, comments=False, tables=True, formatting=False, with_metadata=False
    )
