"""Signs that a page is no plain article, or that a listener will miss a part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from podcaster.model import Block, BlockKind, Doubt, SpanKind, count_words
from podcaster.reading.html import paragraphs, posts, stretch, trim
from podcaster.reading.html.vote import prose
from podcaster.reading.html.walk import Found

Element = Any
Sign = tuple[Doubt, str]

_FORMULAS = 0.25  # of its characters are in formulas
_LINKS, _SENTENCES = 0.3, 0.5  # more of its words are links than this share, and fewer are in sentences
_PICTURES = 20  # at least
_WORDS_A_PICTURE = 40  # at most
_CAPTIONS = 0.1  # of its words are below or in pictures
_BETWEEN = 0.2  # of as many words as the article has were left out in its midst
_FEWEST = 40  # words
_WHOLE = 150  # words of prose of another article, which is more than a teaser


def of(found: Sequence[Found], kept: Sequence[bool]) -> tuple[Sign, ...]:
    """The doubts about a choice other than its length and the prose that it leaves out."""
    taken = [entry for entry, good in zip(found, kept, strict=True) if good]
    if not taken:
        return ()
    words = sum(count_words(f.block.text) for f in taken if f.block.kind is not BlockKind.FIGURE)
    signs = (
        _formulas(taken),
        _pictures(taken, words),
        _links(taken, words),
        _discussion(taken, words),
        _between(found, kept, words),
        _other_articles(found, kept),
    )
    return tuple(sign for sign in signs if sign is not None)


def _formulas(taken: Sequence[Found]) -> Sign | None:
    blocks = [f.block for f in taken if f.block.kind is not BlockKind.FIGURE]
    share = sum(map(_in_formulas, blocks)) / max(1, sum(len(block.text) for block in blocks))
    if share < _FORMULAS:
        return None
    return Doubt.FORMULAS, f"{share:.0%} of its text is formulas, and few of these can be followed by ear"


def _in_formulas(block: Block) -> int:
    if block.kind is BlockKind.FORMULA:
        return len(block.text)
    return sum(span.end - span.start for span in block.spans if span.kind is SpanKind.FORMULA)


def _pictures(taken: Sequence[Found], words: int) -> Sign | None:
    pictures = [f.block for f in taken if f.block.kind is BlockKind.FIGURE]
    below = sum(count_words(block.text) for block in pictures)
    if len(pictures) < _PICTURES or words > _WORDS_A_PICTURE * len(pictures) or below < _CAPTIONS * words:
        return None
    return Doubt.PICTURES, f"{len(pictures)} pictures and captions among {words} words: much of it has to be seen"


def _links(taken: Sequence[Found], words: int) -> Sign | None:
    """Whether it is a list of links: a front page, a table of contents, a menu."""
    linked, sentences = 0.0, 0
    for entry in taken:
        count = count_words(entry.block.text)
        linked += count * (_linked_in_table(entry) if entry.block.rows else trim.linked(entry.block))
        sentences += count if paragraphs.ends_sentence(entry.block.text) and not entry.block.rows else 0
    if linked < max(_LINKS * words, _FEWEST) or sentences >= _SENTENCES * words:
        return None
    return Doubt.LINKS, f"{linked:.0f} of its {words} words are links: is it a list of other pages?"


def _linked_in_table(entry: Found) -> float:
    whole = len("".join("".join(entry.element.itertext()).split()))
    links = (len("".join("".join(link.itertext()).split())) for link in entry.element.iter("a"))
    return sum(links) / max(1, whole)


def _discussion(taken: Sequence[Found], words: int) -> Sign | None:
    """Whether it is made of posts by several people: elements of one kind, named after comments or answers."""
    words_of: dict[Element, int] = {}
    for entry in taken:
        shown = entry.block.kind in (BlockKind.FIGURE, BlockKind.EMBED)
        holder = None if shown else posts.around(entry.element)
        if holder is not None:
            words_of[holder] = words_of.get(holder, 0) + count_words(entry.block.text)
    most = max(Counter(map(posts.kind, words_of)).values(), default=0)
    if most < posts.SOME or sum(words_of.values()) <= words / 2:
        return None
    return (
        Doubt.DISCUSSION,
        f"it is a discussion of {len(words_of)} posts: not all of them, or of their names, may be said",
    )


def _between(found: Sequence[Found], kept: Sequence[bool], words: int) -> Sign | None:
    first, last = kept.index(True), len(kept) - 1 - list(kept)[::-1].index(True)
    out = sum(
        count_words(found[number].block.text)
        for number in range(first, last)
        if not kept[number] and found[number].block.kind is not BlockKind.FIGURE
    )
    if out < max(_FEWEST, _BETWEEN * words):
        return None
    return Doubt.INCOMPLETE, f"{out} words between its paragraphs were left out, as links, furniture or other texts"


def _other_articles(found: Sequence[Found], kept: Sequence[bool]) -> Sign | None:
    said: Counter[Element] = Counter()
    left: Counter[Element] = Counter()
    for entry, good in zip(found, kept, strict=True):
        if words := prose(entry.block):
            holder = next((a for a in entry.element.iterancestors() if stretch.is_article(a)), None)
            if holder is not None:
                (said if good else left)[holder] += words
    others = sum(1 for holder, words in left.items() if words >= _WHOLE and not said[holder])
    if not others:
        return None
    more = "another whole article" if others == 1 else f"{others} other whole articles"
    return Doubt.INCOMPLETE, f"{more} of the page {'was' if others == 1 else 'were'} not taken, only its main one"
