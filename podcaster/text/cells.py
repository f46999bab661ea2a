"""How wide a text is where every character has its cell, as in a terminal."""

from __future__ import annotations

import unicodedata


def cells(text: str) -> int:
    """How many columns *text* takes: two for each Chinese or Japanese character, none for an accent of its own."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
