"""Which of a page's blocks are its article.

trafilatura says which words belong to the article; the blocks, their kinds and their order come from our own walk
through the page, so that list numbers, captions, notes and the paragraphs in between are not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from podcaster.model import Block, Image, Omission
from podcaster.reading import furniture
from podcaster.reading.html import clean as html_clean
from podcaster.reading.html import hidden, stretch, trim, vote
from podcaster.reading.html import notes as html_notes
from podcaster.reading.html import tree as html_tree
from podcaster.reading.html.account import Account, words_of
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.walk import Found, Walker

Element = Any


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
        found = _chosen(found, stretch.between(found, vote.vote(root, found), said), account)
    found = trim.trim(found, said, account, edges=True)
    return tuple(f.block for f in found)


def _chosen(found: list[Found], kept: Sequence[bool], account: Account) -> list[Found]:
    """The blocks that are kept; the others go into the account."""
    for entry, good in zip(found, kept, strict=True):
        if not good and entry.block.text:
            account.leave(words_of(entry.block), _reason(entry))
    return [entry for entry, good in zip(found, kept, strict=True) if good]


def _reason(entry: Found) -> Omission:
    """Why a block is not part of the article."""
    reason = furniture.line(entry.block.text) or html_clean.reason_of(entry.element)
    if reason is not None:
        return reason
    return Omission.NAVIGATION if trim.linked(entry.block) > 0.5 else Omission.OUTSIDE
