"""Whole pages that a program turned into Markdown: the article in them, without the menus and lists of links around it.

Such a dump has no classes and no elements, so the article is found as in a page that was copied as plain text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from podcaster.errors import NoTextError
from podcaster.model import Article, Block, BlockKind, LeftOut, Omission
from podcaster.reading import furniture, plain
from podcaster.reading.html.account import words_of

_LINK = re.compile(r"!?\[[^\[\]]{0,300}\]\(([^()\s]{0,2000})[^()]{0,200}\)")
_SHARE = re.compile(
    r"facebook\.com/sharer|(?:twitter|x)\.com/(?:intent|share)|pinterest\.com/pin/create|linkedin\.com/share"
)
# A program that wraps lines also wraps addresses, behind their hyphens.
_WRAPPED = re.compile(r"\]\(((?:[^\s()<>]{0,2000}-\n(?:> ?){0,5}){1,40}[^\s()<>]{1,4000})(?=[\s)])")
_BREAK = re.compile(r"\n(?:> ?)*")
_WRAPPED_HEADING = re.compile(r"(?m)^#{1,6} .{50,100}\n(?:[^\W_].{50,100}\n){0,3}(?=[^\W_])")
_STRAY_SPACE = re.compile(r"(?<=[^\s*_][*_)])[*_]{0,2} (?=[,.](?:\s|$))")
_LAYOUT = re.compile(r"(?m)^</?div\b")
_ELEMENTS = 4
_PROSE = 20  # words of a paragraph that is no menu
_TEXT = 200  # words in such paragraphs: with fewer, a list of links may be what the text is about
_MENU = 3  # paragraphs of links above the first prose
_ROOT = 8  # links from the root of a site, which people do not write by hand
_LONGEST = 400_000  # characters


def unwrapped(text: str) -> str:
    """Markdown in which no address of a link is broken over lines."""
    return _WRAPPED.sub(lambda match: "](" + _BREAK.sub("", match[1]), text) if "-\n" in text else text


def with_whole_headings(text: str) -> str:
    """A dump in which no heading is broken over lines."""
    return _WRAPPED_HEADING.sub(lambda match: match[0].replace("\n", " "), text)


def without_stray_spaces(text: str) -> str:
    """A dump without the space that html2text puts between emphasis or a link and the comma behind it."""
    return _STRAY_SPACE.sub(lambda match: match[0].rstrip(" "), text)


def is_page(text: str) -> bool:
    """Whether Markdown without front matter is a whole page: menus of links, buttons to share, a site's own links."""
    if len(text) > _LONGEST:
        return False
    links = [match[1] for match in _LINK.finditer(text)]
    prose = menu = 0
    for paragraph in re.split(r"\n[ \t]*\n|\n(?=[ \t]*[*+-] )", text):
        rest = len(_LINK.sub(" ", paragraph).split())
        if rest >= _PROSE:
            prose += rest
        elif not prose and rest <= 2 and any(not link.startswith("#") for link in _LINK.findall(paragraph)):
            menu += 1
    shares = sum(_SHARE.search(link) is not None for link in links)
    rooted = sum(link.startswith("/") for link in links)
    return prose >= _TEXT and (menu >= _MENU or shares >= 2 or rooted >= _ROOT)


def is_converted(text: str) -> bool:
    """Whether pandoc turned a page into this Markdown: it keeps the elements that only lay out the page."""
    return len(_LAYOUT.findall(text)) >= _ELEMENTS


def without_foot(blocks: list[Block]) -> tuple[list[Block], list[LeftOut]]:
    """The blocks without credits and the publisher's own lines at their end."""
    end, words = len(blocks), sum(len(block.text.split()) for block in blocks)
    while end > 1 and words > _TEXT and blocks[end - 1].kind is BlockKind.PARAGRAPH:
        text = blocks[end - 1].text
        if not (reason := furniture.line(text) or furniture.edge(text)) or reason is Omission.PROMOTION:
            break
        end -= 1
    return blocks[:end], [LeftOut(b.text, furniture.line(b.text) or Omission.FOOTER) for b in blocks[end:]]


def article(blocks: Sequence[Block], source: str) -> tuple[list[Block], list[LeftOut], Article | None]:
    """The blocks of the article in a page, what is left out, and what the page says about it; all, if none is found."""
    lines = [f"* {b.text}" if b.kind is BlockKind.LIST_ITEM else b.text for b in blocks if _is_line(b)]
    try:
        found = plain.read("\n\n".join(lines), source)
    except NoTextError:
        return list(blocks), [], None
    chosen = Counter(_letters(block.text) for block in found.blocks)
    taken = [_is_line(block) and chosen[_letters(block.text)] > 0 for block in blocks]
    if True not in taken:
        return list(blocks), [], None
    first, last = taken.index(True), len(taken) - taken[::-1].index(True)
    # Listings, tables and pictures within the article, and notes, which stand at the end.
    kept = [
        yes or (not _is_line(block) and (first <= at < last or block.kind is BlockKind.FOOTNOTE))
        for at, (block, yes) in enumerate(zip(blocks, taken, strict=True))
    ]
    reasons = {_letters(note.text): note.reason for note in found.left_out}
    gone = [
        LeftOut(words_of(block), reasons.get(_letters(block.text), Omission.OUTSIDE))
        for block, yes in zip(blocks, kept, strict=True)
        if not yes and block.text
    ]
    return [block for block, yes in zip(blocks, kept, strict=True) if yes], gone, found


def _is_line(block: Block) -> bool:
    small = block.kind is BlockKind.TABLE and len(block.rows) < 2  # a row of buttons
    return small or block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
