"""English: the subjects in the order in which they may claim a stretch of text."""

from __future__ import annotations

import re

from podcaster.script.speakable import common
from podcaster.script.speakable.en import (
    abbreviations,
    clock,
    dates,
    electronic,
    fractions,
    measures,
    money,
    roman,
    symbols,
    telephone,
)

DIGIT = re.compile(r"\d")
MONTH_DOT = re.compile(r"\b(?:Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Weds?|Thurs?|Fri)\.|\b(?:c|ca)\. ?\d")


def speak(text: str, language: str = "en") -> str:
    """English text as words. Text without digits, signs and abbreviations comes back as it is."""
    original = text
    signs = common.NOT_PLAIN.search(text) is not None or bool(
        re.search(r"[(][^\W\d_]{1,3}[)][a-z]|[a-z]\((?:s|es)\)|[:;8][-']?[)(DPp]|<3", text)
    )
    if signs:
        text = common.bare(common.plain_digits(text), named=True)
        text = electronic.apply(text)
        text = symbols.early(text)
    if signs or MONTH_DOT.search(text):
        text = (
            dates.apply(text, day_first=_day_first(language)) if DIGIT.search(text) or MONTH_DOT.search(text) else text
        )
    if DIGIT.search(text):
        text = telephone.apply(text)
        text = clock.apply(text)
        text = money.apply(text)
    if signs:
        text = abbreviations.addresses(text)
        text = fractions_first(text)
        text = measures.apply(text) if DIGIT.search(text) or "/" in text else text
    text = abbreviations.apply(text)
    text = roman.apply(text)
    if signs:
        text = symbols.numbers(text)
        text = symbols.late(text)
    return common.tidy(text) if text != original else text


def fractions_first(text: str) -> str:
    """Mixed numbers and parts of a cup, before units and dates of the rest."""
    return common.run(fractions.RULES, text)


def _day_first(language: str) -> bool:
    region = language.replace("_", "-").split("-")[-1].upper()
    return region in {"GB", "AU", "NZ", "IE", "IN", "ZA"}
