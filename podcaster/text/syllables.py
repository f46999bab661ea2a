"""Where a long word may be broken at the end of a line: between its syllables, as its language divides them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

SOFT_HYPHEN = "\u00ad"
SHORTEST = 8  # letters; a shorter word is not divided
AT_EDGES = 3  # letters that stay together at either end of a word
_LETTERS = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")


def divided(word: str, language: str) -> str:
    """*word* with a soft hyphen between its syllables; unchanged in a language that has no dictionary."""
    patterns = _patterns(language.replace("-", "_"))
    if patterns is None:
        return word
    return _LETTERS.sub(lambda m: _between(m[0], patterns.positions(m[0].lower())), word)


def _between(word: str, places: list[int]) -> str:
    cuts = [0, *places, len(word)]
    return SOFT_HYPHEN.join(word[start:end] for start, end in pairwise(cuts))


@lru_cache(maxsize=8)
def _patterns(language: str) -> Any:
    from pyphen import Pyphen, language_fallback  # a dictionary takes 100 ms; most titles need none

    known = language_fallback(language) if language else None
    return Pyphen(lang=known, left=AT_EDGES, right=AT_EDGES) if known else None
