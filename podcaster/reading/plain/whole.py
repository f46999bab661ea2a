"""All of a text file, or the part of it that its user chose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from podcaster.model import Article, Block, BlockKind, LeftOut, Omission, Region
from podcaster.reading import assemble, by_hand, doubts, language, safe
from podcaster.reading.plain import lines as plain_lines
from podcaster.reading.plain.lines import Piece


def chosen(found: Article, text: str, region: Region) -> Article:
    """*found*, the automatic choice, with the blocks of *region* in place of its own. Title and date stay."""
    pieces, machine = plain_lines.pieces(text)
    known = {block.text: block for block in found.blocks}
    blocks = [_block(piece, known) for piece in pieces if safe.has_words(piece.text)]
    choice = by_hand.choose(blocks, region, found.source)
    pairs = list(zip(blocks, choice.taken, strict=True))
    kept, gone = assemble.without_title([block for block, taken in pairs if taken], found.title)
    if not kept:
        raise safe.no_text(found.source, "it has no text, only a title" if gone else "there are no words in it")
    left = [*(LeftOut(line, reason) for line, reason in machine if line), *gone]
    words = "\n".join(block.text for block in kept)
    return replace(
        found,
        blocks=tuple(kept),
        language=language.choose("", words),
        left_out=(*left, *(LeftOut(block.text, Omission.SETTING) for block, taken in pairs if not taken)),
        doubts=doubts.settled(doubts.of_text(kept, words)),
        by_hand=choice.told,
    )


def _block(piece: Piece, known: Mapping[str, Block]) -> Block:
    """A piece as the automatic choice has it, which knows headings, else by its signs alone."""
    if piece.text in known:
        return known[piece.text]
    if piece.quote:
        return Block(BlockKind.QUOTE, piece.text, level=piece.quote, marker=piece.marker)
    if piece.marker:
        marker = piece.marker if re.search(r"\w", piece.marker) and piece.marker != "o" else "•"
        return Block(BlockKind.LIST_ITEM, piece.text, level=piece.depth, marker=marker)
    return Block(BlockKind.PARAGRAPH, piece.text)
