"""All of a text file, or the part of it that its user chose."""

from __future__ import annotations

from dataclasses import replace

from podcaster.model import Article, LeftOut, Omission, Region
from podcaster.reading import assemble, by_hand, doubts, language, safe
from podcaster.reading.plain import article, choose
from podcaster.reading.plain import lines as plain_lines


def chosen(found: Article, text: str, region: Region) -> Article:
    """*found*, the automatic choice, with the blocks of *region* in place of its own. Title and date stay."""
    pieces, machine = plain_lines.pieces(text)
    body = [piece for piece in pieces if safe.has_words(piece.text)]
    prose = [choose.is_prose(piece) for piece in body]
    blocks = [
        block
        for number, piece in enumerate(body)
        for block in (article.block(piece, body, number, prose), *article.listings(piece))
    ]
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
