"""Texts as they are searched in: the same rule in Python and, as page_parts/fold.js, on the pages of a show."""

from __future__ import annotations

import re
import unicodedata

# Marks over and under Latin and Greek letters, vowels of Hebrew and Arabic, and signs that nobody sees.
_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u200b-\u200f]"
)
_SAME = str.maketrans(
    {"ک": "ك", "ی": "ي", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
     "ى": "ي", "ة": "ه"}
)  # fmt: skip


def folded(text: str) -> str:
    """*text* in small letters without what nobody types: accents, width, vowel signs."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text).lower())
    return unicodedata.normalize("NFC", plain.translate(_SAME))
