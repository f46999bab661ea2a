"""Which of a page's blocks are its article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from podcaster.model import Block, Image, LeftOut
from podcaster.reading import html_clean, html_notes, html_tree
from podcaster.reading.html_metadata import Metadata
from podcaster.reading.html_walk import Walker

Element = Any


@dataclass(slots=True)
class Chosen:
    blocks: tuple[Block, ...]
    left_out: list[LeftOut] = field(default_factory=list)
    title: str = ""


def choose(root: Element, said: Metadata, picture: Callable[[Element], Image | None], *, extract: bool) -> Chosen:
    """The article's blocks, and what was left out and why."""
    left_out = html_clean.hidden(root)
    marks = html_notes.find(root)
    if extract:
        left_out += html_clean.around(root)
    walker = Walker(said.address, picture, marks.footnotes, marks.references)
    found = walker.walk(html_tree.body(root))
    return Chosen(tuple(f.block for f in found), left_out)
