"""What a language of Europe brings: its little words, and how it says numbers, dates and times."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from podcaster.script.speakable.common import Rule, forms, rule

Noun = tuple[str, str, str]  # one, many, gender


def early(plus: str) -> tuple[Rule, ...]:
    """What must be put right before a number is looked at."""
    return (
        # $1,234.50 in a text whose decimals have commas
        rule(r"(?<=[$£])\s?(\d{1,3}(?:,\d{3})*)\.(\d\d)(?![\d.,]\d|\d)", lambda m: f"{m[1].replace(',', '')},{m[2]}"),
        rule(r"(?:^|(?<=[\s(]))\+(?=\d{1,3}(?:[.,]\d+)?(?:\s?[%°€]|\s[^\W\d]|$))", f"{plus} "),
    )


@lru_cache(maxsize=4096)
def num2words(n: int, language: str, to: str = "cardinal") -> str:
    """Number words from the library, remembered."""
    from num2words import num2words as words

    try:
        return str(words(n, lang=language, to=to))
    except OverflowError:  # larger than its names for numbers: digit by digit
        return " ".join(str(words(int(digit), lang=language)) for digit in str(n))


def noun(spoken: str) -> Noun:
    """An entry of a table as a noun: "Stunde, Stunden, f"."""
    one, many, gender = ([*forms(spoken), "", ""])[:3]
    return one, many or one, gender or "m"


@dataclass(frozen=True)
class Words:
    """The little words of a language."""

    point: str
    minus: str
    plus: str
    equals: str
    times: str
    divided: str
    percent: str
    per: str
    to: str  # between the ends of a range
    and_: str
    about: str
    degrees: tuple[str, str]
    celsius: str
    fahrenheit: str
    at: str
    dot: str
    slash: str
    dash: str
    underscore: str
    hashtag: str
    number: str
    less: str
    more: str
    paragraph: str
    version: str
    arrow: str
    by: str = "x"
    hash_sign: str = ""
    colon: str = ""
    page: str = ""
    million_of: str = ""  # "de" in un millón de euros
    copyright: str = "copyright"
    squared: str = ""
    cubed: str = ""
    degrees_gender: str = "m"


@dataclass(frozen=True)
class Tongue:
    """A language as data and a few functions."""

    code: str
    words: Words
    cardinal: Callable[[int, str], str]  # number, gender
    year: Callable[[int], str]
    decimals: Callable[[str], str]
    fraction: Callable[[int, int], str]
    date: Callable[[int, int, int | None, str], str]  # day, month, year, text before
    clock: Callable[[int, int, int | None, str], str]  # hour, minute, second, text after
    before: tuple[Rule, ...] = ()  # after the cleaning, before all others
    ordinals: tuple[Rule, ...] = ()
    abbreviations: tuple[Rule, ...] = ()
    late: tuple[Rule, ...] = ()
    time_pattern: str = r"(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
    day_prefix: str = ""  # optional pattern between day and month: "de "
    trigger: re.Pattern[str] | None = None
    part_of: str = ""  # Spanish: tres quintos de milla
    one_below_two: bool = False  # French: 0,2 million
