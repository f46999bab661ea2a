"""English: the groups of rules, in the order in which they are applied."""

# Each pattern is on one line, next to its purpose.

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from podcaster.script.speakable import common
from podcaster.script.speakable.en import (
    abbreviations,
    arithmetic,
    capitals,
    citations,
    clock,
    dates,
    electronic,
    fractions,
    labels,
    measures,
    menus,
    money,
    quotients,
    raised,
    references,
    roman,
    science,
    slashes,
    sport,
    symbols,
    telephone,
)
from podcaster.text.languages import region

DIGIT = re.compile(r"\d")
# Text that needs the rules for signs, although it has only characters of prose.
HIDDEN = re.compile(
    r"[(][^\W\d_]{1,3}[)][a-z]|[a-z]\((?:s|es)\)|[:;8][-']?[)(DPp]|(?<![Ͱ-Ͽ])[α-ωΔΣΠΩΦΓΛΘΨ](?![Ͱ-Ͽ])|\b(?:Ctrl|Cmd|Alt)-[A-Z]\b"
    r"|\w [»›] \w|\([ivx]{2,5}\)|(?:^|\(|[;:,.] )[a-h]\) "
    rf"|[{raised.RAISED}{raised.LOWERED}]"
)
DATED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu|Fri|Sat|Sun)[–-]|\b(?:Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Weds?|Thurs?|Fri)\."
)
# 5⭐ · ★★★★☆
STARS = re.compile(r"(?P<n>\d)\s?[⭐★]\ufe0f?|(?P<full>[★⭐]{2,10})(?P<rest>☆*)")
FIRST = (raised.apply, labels.early, menus.apply)
SIGNS = (
    labels.apply,
    citations.apply,
    references.apply,
    sport.apply,
    science.apply,
    electronic.apply,
    arithmetic.apply,
    symbols.early,
)
NUMBERS = (telephone.apply, quotients.apply, clock.apply, money.apply)
AMOUNTS = (abbreviations.addresses, measures.apply, fractions.apply)
LETTERS = (abbreviations.apply, roman.apply)
REST = (symbols.numbers, slashes.apply, symbols.late)
DAY_FIRST = frozenset({"GB", "AU", "NZ", "IE", "IN", "ZA"})


def _stars(m: re.Match[str]) -> str:
    if m["n"]:
        return f"{m['n']}-star"
    of = f" out of {len(m[0])}" if m["rest"] else ""
    return f"{len(m['full'])}{of} stars"


def _applied(subjects: Iterable[Callable[[str], str]], text: str) -> str:
    for subject in subjects:
        text = subject(text)
    return text


def speak(text: str, language: str = "en") -> str:
    """English *text* in words. Text without digits, signs and abbreviations is returned unchanged."""
    original = text
    signs = common.NOT_PLAIN.search(text) is not None or HIDDEN.search(text) is not None
    if signs:
        text = STARS.sub(_stars, text)
        text = _applied(FIRST, common.plain_digits(text))
        text = common.bare(text, named=True)
        text = _applied(SIGNS, text)
    numbers = DIGIT.search(text) is not None
    if numbers or DATED.search(text):
        text = dates.apply(text, day_first=region(language) in DAY_FIRST)
    if numbers:
        text = _applied(NUMBERS, text)
    if signs:
        text = _applied(AMOUNTS, text)
    text = _applied(LETTERS, text)
    if signs:
        text = _applied(REST, text)
    text = capitals.apply(text)
    return common.tidy(text) if text != original else text
