"""Title, writers and date printed at the beginning of a text that is an article already."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from podcaster.model import Block, BlockKind, LeftOut, Omission
from podcaster.reading import plain

_PRINTED_BLOCKS = 2  # a line for the writer, a line for the date
_NAMES_NOTHING = re.compile(r"[\w-]+(?:\.[\w-]+)+|(?:index|page|article|post|saved|download|output|untitled)[-_ ]?\d*")


def title(given: str, blocks: list[Block], file_name: str = "") -> tuple[str, list[Block], list[LeftOut]]:
    """The title, and the blocks without it: the *given* one, else the first heading of the first level.

    A heading of a lower level that opens the text is the title if the *file_name* cannot be one: "quay.example.md".
    """
    if given:
        return given, blocks, []
    tops = [i for i, block in enumerate(blocks) if block.kind is BlockKind.HEADING and block.level == 1]
    # One heading of the first level near the top is the title. Several are the parts of the text, unless one opens it.
    first = next((i for i, b in enumerate(blocks) if b.kind is not BlockKind.FIGURE), -1)
    at = tops[0] if tops and (tops[0] == first or (len(tops) == 1 and tops[0] <= 2)) else None
    if at is None and 0 <= first < len(blocks) and blocks[first].kind is BlockKind.HEADING:
        level = blocks[first].level
        alone = sum(1 for b in blocks if b.kind is BlockKind.HEADING and b.level <= level) == 1
        if alone or (_NAMES_NOTHING.fullmatch(file_name.casefold()) and len(blocks[first].text.split()) > 2):
            at = first
    if at is None:
        return "", blocks, []
    found = blocks[at].text
    return found, blocks[:at] + blocks[at + 1 :], [LeftOut(found, Omission.METADATA)]


def printed(blocks: Sequence[Block]) -> tuple[tuple[str, ...], dt.date | dt.datetime | None, int]:
    """Writers and date that are printed under the title, and how many blocks say nothing else."""
    authors: tuple[str, ...] = ()
    date: dt.date | dt.datetime | None = None
    for number, block in enumerate(blocks[:_PRINTED_BLOCKS]):
        said = plain.byline(block.text) if block.kind is BlockKind.PARAGRAPH else None
        if said is None or (said[0] and authors) or (said[1] and date):
            return authors, date, number
        authors, date = said[0] or authors, said[1] or date
    return authors, date, min(len(blocks), _PRINTED_BLOCKS)
