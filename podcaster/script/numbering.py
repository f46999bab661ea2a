"""Decides which numbers of list items are said, and how."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from podcaster.model import Block, BlockKind

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NUMBER = re.compile(r"\(?(\d{1,4})[.)]?")
_LETTER = re.compile(r"\(?([A-Za-z])[.)]")
_NUMERAL = re.compile(r"\(?([ivxlcIVXLC]+)[.)]")


def spoken_marker(blocks: Sequence[Block], at: int, number: Callable[[int], str]) -> tuple[str, str]:
    """(displayed, spoken) of a list item's mark: "1." is "One."; bullets are silent.

    *number*: how a number is said in the article's language.
    """
    marker = blocks[at].marker.strip()
    if found := _NUMBER.fullmatch(marker):
        return marker, _sentence(number(int(found[1])))
    if (found := _NUMERAL.fullmatch(marker)) and _is_roman(blocks, at):
        return marker, _sentence(number(_value(found[1])))
    if found := _LETTER.fullmatch(marker):
        return marker, f"{found[1].upper()}."
    return "", ""


def _sentence(word: str) -> str:
    return f"{word[:1].upper()}{word[1:].rstrip('.')}." if word else ""


def _is_roman(blocks: Sequence[Block], at: int) -> bool:
    """Whether a neighbour shows that "i." is a number and not the ninth letter."""
    level = blocks[at].level
    near = [b for b in blocks[max(0, at - 8) : at + 9] if b.kind is BlockKind.LIST_ITEM and b.level == level]
    marks = {m[1].lower() for b in near if (m := _NUMERAL.fullmatch(b.marker.strip()))}
    return "ii" in marks


def _value(numeral: str) -> int:
    values = [_ROMAN[c] for c in numeral.lower()]
    return sum(-v if any(v < w for w in values[n + 1 : n + 2]) else v for n, v in enumerate(values))
