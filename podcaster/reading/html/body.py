"""The element whose name says that it holds the text of the article, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from podcaster.model import UNSPACED, BlockKind
from podcaster.reading import furniture
from podcaster.reading.html import trim
from podcaster.reading.html.walk import Found

Element = Any

_LEVELS = 3  # above the centre, where such an element is looked for
_LINES = 6  # at the beginning or the end, that a vote may have missed
_BODY = re.compile(
    r"(?:^|\s)(?:articleBody|e-content|(?:js|rich-media|(?:entry|post|article|story|blog-post)(?:-main)?)"
    r"-(?:content|body|text))(?:$|\s)"
)


def around(centre: Element) -> Element | None:
    """The named body that a centre is in, if there is one a few levels above; only for scripts without spaces.

    The vote is by length in characters, and a sentence in Chinese or Japanese has few.
    """
    text = "".join("".join(centre.itertext()).split())
    if sum(map(len, UNSPACED.findall(text))) < len(text) / 2:
        return None
    for holder in islice(centre.iterancestors(), _LEVELS):
        if holder.tag in ("body", "html"):
            return None
        if _names_a_body(f"{holder.get('class') or ''} {holder.get('id') or ''} {holder.get('itemprop') or ''}"):
            return holder
    return None


@lru_cache(maxsize=4096)
def _names_a_body(names: str) -> bool:
    return _BODY.search(names.replace("_", "-")) is not None


def ends(found: Sequence[Found], chosen: Sequence[bool], inside: Sequence[bool]) -> set[int]:
    """The few lines of a named body around the chosen ones: a vote often misses short lines."""
    first, last = chosen.index(True), len(chosen) - 1 - chosen[::-1].index(True)
    before = [number for number in range(first) if inside[number]]
    behind = [number for number in range(last + 1, len(found)) if inside[number]]
    return {number for lines in (before, behind) if len(lines) <= _LINES for number in lines if _is_line(found[number])}


def _is_line(entry: Found) -> bool:
    block = entry.block
    return (
        block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE)
        and trim.linked(block) < 0.3
        and furniture.line(block.text) is None
        and furniture.edge(block.text) is None
    )
