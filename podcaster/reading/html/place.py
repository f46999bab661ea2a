"""What a piece of text of a page is inside of, and which block it becomes there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from podcaster.model import Block, BlockKind, Span


@dataclass(frozen=True, slots=True)
class Where:
    """What a piece of text is inside of."""

    quote: int = 0
    depth: int = 0  # of lists
    footnote: str | None = None
    heading: int = 0

    def block(self, text: str, spans: tuple[Span, ...], marker: str, anchor: str) -> Block:
        """The block of a paragraph. *marker*: of the list item that begins with it; *anchor*: of the heading."""
        if self.footnote is not None:
            return Block(BlockKind.FOOTNOTE, text, marker=self.footnote, spans=spans)
        if self.heading:
            number = marker if marker != "•" else ""
            return Block(BlockKind.HEADING, text, level=self.heading, marker=number, spans=spans, anchor=anchor)
        if self.quote:
            return Block(BlockKind.QUOTE, text, level=self.quote, marker=marker, spans=spans)
        if self.depth:
            return Block(BlockKind.LIST_ITEM, text, level=self.depth, marker=marker, spans=spans)
        return Block(BlockKind.PARAGRAPH, text, spans=spans)


def joined(blocks: Iterable[Block]) -> tuple[str, tuple[Span, ...]]:
    """The text of these blocks in one line, with all their spans."""
    text, spans = "", []
    for block in blocks:
        gap = len(text) + 1 if text else 0
        spans += [replace(s, start=s.start + gap, end=s.end + gap) for s in block.spans]
        text = f"{text} {block.text}" if text else block.text
    return text, tuple(spans)
