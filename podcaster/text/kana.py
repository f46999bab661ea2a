"""The two syllabaries of Japanese."""

from __future__ import annotations

import re

_LONG = re.compile("(?<=[オコソトノホモヨロゴゾドボポョ])ウ")


def katakana(text: str) -> str:
    """*text* with katakana for hiragana."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def spoken(reading: str) -> str:
    """A reading as it is written beside its characters, as one word for a voice: とうきょう is トーキョー.

    In katakana it stays one word beside other characters.
    """
    return _LONG.sub("ー", katakana(reading))
