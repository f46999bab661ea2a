"""What a block is by itself: a paragraph of the article's own, or something that leads elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from podcaster.model import Block, BlockKind, count_words
from podcaster.reading import furniture
from podcaster.reading.html import trim

Element = Any

_NOT_PROSE = (BlockKind.FIGURE, BlockKind.EMBED, BlockKind.FOOTNOTE, BlockKind.CODE, BlockKind.FORMULA)


def is_paragraph(block: Block, fewest: int) -> bool:
    """Whether a block is a paragraph of whole sentences, and of the article's own."""
    return (
        block.kind is BlockKind.PARAGRAPH
        and count_words(block.text) >= fewest
        and ends_sentence(block.text)
        and trim.linked(block) <= 0.3
        and furniture.line(block.text) is None
        and furniture.edge(block.text) is None
        and furniture.credit_behind(block.text) < 0
    )


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return text.rstrip().endswith((".", "!", "?", "…", "”", '"', ":", "。", "！", "？", "」"))


def is_foreign(block: Block, host: str) -> bool:
    """Whether to leave out a block between chosen ones that trafilatura did not choose."""
    if block.kind in _NOT_PROSE:
        return False
    if furniture.line(block.text) is not None:
        return True
    return trim.linked(block, host) > 0.6 or (
        trim.linked(block) > 0.9 and len(block.text) < 25 and block.kind is not BlockKind.LIST_ITEM
    )


def is_in(element: Element, holders: Collection[Element]) -> bool:
    return any(a in holders for a in element.iterancestors())


def named(elements: Sequence[Element]) -> str:
    return " ".join(e.get(key) or "" for e in elements for key in ("class", "id"))
