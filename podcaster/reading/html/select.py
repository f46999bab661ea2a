"""Which of a page's blocks are its article.

trafilatura says which words belong to the article; the blocks, their kinds and their order come from our own walk
through the page, so that list numbers, captions, notes and the paragraphs in between are not lost.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from copy import copy
from functools import lru_cache
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from podcaster.model import Block, BlockKind, Image, Omission
from podcaster.reading import bylines, furniture
from podcaster.reading.html import clean as html_clean
from podcaster.reading.html import hidden, trim
from podcaster.reading.html import notes as html_notes
from podcaster.reading.html import tree as html_tree
from podcaster.reading.html.account import Account, words_of
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.walk import Found, Walker

Element = Any

_WORD = re.compile(r"\w+")
_CENTRE = 0.85  # of the chosen words must be in one element for it to be the article's own
_ENOUGH = 0.6  # of the page's prose, for a first opinion to stand alone
_GRAM = 4
_MOST_ELEMENTS = 60_000
_MOST_BLOCKS = 20_000  # a book; trafilatura's time grows faster than its pages


def choose(
    root: Element, said: Metadata, picture: Callable[[Element], Image | None], account: Account
) -> tuple[Block, ...]:
    """The article's blocks. What is left out goes into the account."""
    hidden.take_out(root, account)
    marks = html_notes.find(root, account)
    html_clean.around(root, account, marks.footnotes)
    html_clean.shares(root, account)
    body = html_tree.body(root)
    found = Walker(account, said.address, picture, marks.footnotes, marks.references).walk(body)
    if found:
        found = _between(found, _vote(root, found), said, account)
    found = trim.trim(found, said, account, edges=True)
    return tuple(f.block for f in found)


# ---------------------------------------------------------------- the choice of trafilatura


def _vote(root: Element, found: Sequence[Found]) -> list[bool]:
    """For each block, whether trafilatura takes its words for the article's."""
    if len(found) > _MOST_BLOCKS or html_tree.size(root) > _MOST_ELEMENTS:
        return [trim.linked(f.block) < 0.5 and len(f.block.text.split()) > 8 for f in found]
    blocks = [f.block for f in found]
    votes = _heard(blocks, _trafilatura(root, fast=True))
    # Its second opinions take as long as its first, and change something where it has missed much.
    prose = [n if trim.linked(b) < 0.5 and (n := len(b.text.split())) > 8 else 0 for b in blocks]
    if sum(n for n, vote in zip(prose, votes, strict=True) if vote) < _ENOUGH * sum(prose):
        votes = _heard(blocks, _trafilatura(root, fast=False))
    return votes


def _heard(blocks: Sequence[Block], text: str) -> list[bool]:
    """Which blocks are in *text*, by stretches of four words."""
    lines = [_WORD.findall(line) for line in text.lower().split("\n")]
    words = list(chain.from_iterable(lines))
    grams = set(zip(*(words[i:] for i in range(_GRAM)), strict=False))
    whole = set(map(" ".join, lines))
    return [_is_heard(b, grams, whole) for b in blocks]


def _is_heard(block: Block, grams: set[tuple[str, ...]], lines: set[str]) -> bool:
    words = _WORD.findall(block.text.lower())
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


# ---------------------------------------------------------------- the article is one stretch of the page


def _between(found: list[Found], kept: list[bool], said: Metadata, account: Account) -> list[Found]:
    """From the first to the last chosen block of the element that holds most of them, gaps closed with care."""
    if not any(kept):
        return found
    centre = _own_article(found, kept, said)
    if centre is None:
        centre = _centre(found, kept)
    inside = [centre is None or f.element is centre or centre in f.element.iterancestors() for f in found]
    chosen = [k and i for k, i in zip(kept, inside, strict=True)]
    if not any(chosen):
        return found
    first = chosen.index(True)
    last = len(chosen) - 1 - chosen[::-1].index(True)
    first = _earlier(found, inside, first)
    host = urlsplit(said.address).hostname or ""
    leads = _leads(found, kept, first, said)
    lists = {a for f, good in zip(found, chosen, strict=True) if good for a in _lists(f.element)}
    while last + 1 < len(found) and _goes_on(found[last], found[last + 1], lists):
        last += 1
        chosen[last] = True
    out = []
    for number, entry in enumerate(found):
        if (
            chosen[number]
            or number in leads
            or (
                first <= number < last
                and inside[number]
                and (not _foreign(entry.block, host) or any(a in lists for a in _lists(entry.element)))
            )
            or (number > last and inside[number] and entry.block.kind is BlockKind.FOOTNOTE)
        ):
            out.append(entry)
        elif entry.block.text:
            reason = furniture.line(entry.block.text) or html_clean.reason_of(entry.element) or Omission.NAVIGATION
            account.leave(words_of(entry.block), reason)
    return out


def _lists(element: Element) -> list[Element]:
    return [a for a in (element, *element.iterancestors()) if a.tag in ("ul", "ol")]


def _goes_on(last: Found, entry: Found, lists: Collection[Element]) -> bool:
    """Whether a list, or a paragraph of several lines, was broken off by the vote."""
    if trim.linked(entry.block) > 0.5 or furniture.line(entry.block.text) is not None:
        return False
    if entry.element is last.element:
        return bool(entry.element.tag == "p")
    return entry.block.kind is BlockKind.LIST_ITEM and any(a in lists for a in _lists(entry.element))


def _earlier(found: Sequence[Found], inside: Sequence[bool], first: int) -> int:
    """Where the article begins: prose just before the first chosen block belongs to it, too."""
    for number in range(first - 1, max(-1, first - 5), -1):
        block = found[number].block
        if not inside[number]:
            break
        if block.kind is BlockKind.FIGURE:
            continue
        if not _is_prose(block, 20):
            break
        first = number
    return first


def _leads(found: Sequence[Found], kept: Sequence[bool], first: int, said: Metadata) -> set[int]:
    """Chosen prose between the title and the text, in an element of its own: many designs set the lead apart."""
    titles = {bylines.plain_words(t) for t in (said.title, *said.titles) if t}
    heads = [i for i, f in enumerate(found[:first]) if f.block.kind is BlockKind.HEADING]
    heads = [i for i in heads if bylines.plain_words(found[i].block.text) in titles]
    if not heads:
        return set()
    return {i for i in range(heads[-1] + 1, first) if kept[i] and _is_prose(found[i].block, 15)}


def _is_prose(block: Block, fewest: int) -> bool:
    """Whether a block is a paragraph of whole sentences, and of the article's own."""
    return (
        block.kind is BlockKind.PARAGRAPH
        and len(block.text.split()) >= fewest
        and block.text.rstrip().endswith((".", "!", "?", "…", "”", '"', ":"))
        and trim.linked(block) <= 0.3
        and furniture.line(block.text) is None
        and furniture.edge(block.text) is None
        and furniture.credit_behind(block.text) < 0
    )


def _own_article(found: Sequence[Found], kept: Sequence[bool], said: Metadata) -> Element | None:
    """Of several articles on one page, the one under the page's own title."""
    holders: list[Element] = []
    for entry, good in zip(found, kept, strict=True):
        if good:
            holder = next(
                (
                    a
                    for a in entry.element.iterancestors()
                    if a.tag == "article" or "hentry" in (a.get("class") or "").split()
                ),
                None,
            )
            if holder is not None and holder not in holders:
                holders.append(holder)
    if len(holders) < 2:
        return None
    titles = {bylines.plain_words(t) for t in (said.title, *said.titles) if t}
    own = [h for h in holders if any(bylines.plain_words("".join(e.itertext())) in titles for e in h.iter("h1", "h2"))]
    if len(own) != 1:
        return None
    words = sum(
        len(f.block.text.split())
        for f, good in zip(found, kept, strict=True)
        if good and own[0] in f.element.iterancestors()
    )
    return own[0] if words > 50 else None


def _centre(found: Sequence[Found], kept: Sequence[bool]) -> Element | None:
    """The deepest element that holds most of the chosen words."""
    weight: Counter[Element] = Counter()
    total = 0
    for entry, good in zip(found, kept, strict=True):
        if good:
            words = len(entry.block.text.split())
            total += words
            for ancestor in (entry.element, *entry.element.iterancestors()):
                weight[ancestor] += words
    best = None
    depth = -1
    for element, words in weight.items():
        if words >= _CENTRE * total:
            level = sum(1 for _ in element.iterancestors())
            if level > depth:
                best, depth = element, level
    return best


def _foreign(block: Block, host: str) -> bool:
    """Whether to leave out a block between others, one that trafilatura did not choose."""
    if block.kind in (BlockKind.FIGURE, BlockKind.EMBED, BlockKind.FOOTNOTE, BlockKind.CODE, BlockKind.FORMULA):
        return False
    if furniture.line(block.text) is not None:
        return True
    return trim.linked(block, host) > 0.6 or (
        trim.linked(block) > 0.9 and len(block.text) < 25 and block.kind is not BlockKind.LIST_ITEM
    )
