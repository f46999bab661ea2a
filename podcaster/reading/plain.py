"""Plain text as people save it."""

from __future__ import annotations

import re

from podcaster.errors import NoTextError
from podcaster.model import Article, Block, BlockKind
from podcaster.reading import language
from podcaster.reading.html_inline import folded


def read(text: str, source: str) -> Article:
    """The article of a text file. NoTextError when there is nothing to say."""
    paragraphs = [folded(p) for p in re.split(r"\n\s*\n", text) if folded(p)]
    if not paragraphs:
        raise NoTextError(f"{source}: nothing in it could be narrated")
    title = paragraphs[0][:200]
    blocks = tuple(Block(BlockKind.PARAGRAPH, p) for p in paragraphs[1:] if p != title) or (Block(BlockKind.PARAGRAPH, title),)
    return Article(blocks, title, language=language.choose("", text), source=source)
