"""All that a page shows, or the part of it that the user chose. Nothing is chosen automatically."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from podcaster.model import Block, Image, Omission, Region
from podcaster.reading import by_hand
from podcaster.reading.html import clean as html_clean
from podcaster.reading.html import hidden, trim
from podcaster.reading.html import notes as html_notes
from podcaster.reading.html import tree as html_tree
from podcaster.reading.html.account import Account, words_of
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.walk import Walker

Element = Any


def chosen(
    root: Element,
    said: Metadata,
    picture: Callable[[Element], Image | None],
    account: Account,
    region: Region,
    source: str,
) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of *region*, menus included, and what there is to say about the choice.

    Hidden text, controls and share buttons are left out, and so is the title if it is at the head.
    """
    hidden.take_out(root, account)
    marks = html_notes.find(root, account)
    html_clean.shares(root, account)
    found = Walker(account, said.address, picture, marks.footnotes, marks.references).walk(html_tree.body(root))
    choice = by_hand.choose([f.block for f in found], region, source)
    kept = []
    for entry, taken in zip(found, choice.taken, strict=True):
        if taken:
            kept.append(entry)
        else:
            account.leave(words_of(entry.block), Omission.SETTING)
    return tuple(f.block for f in trim.trim(kept, said, account, edges=False)), choice.told
