"""How many words a text has."""

from __future__ import annotations

import re

# Chinese characters, kana and Thai, Lao, Khmer and Burmese letters: none of these scripts has spaces between words.
UNSPACED = re.compile(
    "[\u0e01-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3"
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_LETTERS_A_WORD = 2  # of a script without spaces


def count_words(text: str) -> int:
    """How many words *text* has; in a script without spaces two characters count as one."""
    if text.isascii():
        return len(text.split())
    more = len(text.encode("utf-8", "replace")) - len(text)
    # A dash or an accent here and there, or a Chinese name in an English sentence: no need for the slow way.
    if more * 8 < len(text) or UNSPACED.search(text) is None:
        return len(text.split())
    runs = UNSPACED.findall(text)
    return len(UNSPACED.sub(" ", text).split()) + sum(-(-len(run) // _LETTERS_A_WORD) for run in runs)
