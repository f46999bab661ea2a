"""English number words: cardinals, ordinals, years, decades, digits, decimals."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re
from functools import lru_cache

from podcaster.script.speakable.common import listed

ONES = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = listed("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
SCALES = listed("_ thousand million billion trillion quadrillion quintillion sextillion septillion octillion")
LONGEST = 3 * len(SCALES)  # longer strings of digits are read digit by digit
IRREGULAR = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}

# A number as written: 7 · 1,250 · 3.14 · .5
NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|(?<![\w.])\.\d+)"


def _below_thousand(n: int) -> str:
    words = []
    if n >= 100:
        words.append(ONES[n // 100] + " hundred")
        n %= 100
    if n >= 20:
        words.append(TENS[n // 10] + ("-" + ONES[n % 10] if n % 10 else ""))
    elif n:
        words.append(ONES[n])
    return " ".join(words)


@lru_cache(maxsize=4096)
def cardinal(n: int) -> str:
    """1234 -> one thousand two hundred thirty-four."""
    if n < 0:
        return "minus " + cardinal(-n)
    if n < 20:
        return ONES[n]
    if n >= 1000 ** len(SCALES):
        return digits(str(n))
    words: list[str] = []
    scale = 0
    while n:
        n, group = divmod(n, 1000)
        if group:
            words.append(_below_thousand(group) + (" " + SCALES[scale] if scale else ""))
        scale += 1
    return " ".join(reversed(words))


@lru_cache(maxsize=1024)
def ordinal(n: int) -> str:
    """21 -> twenty-first."""
    words = cardinal(n)
    head, gap, last = re.fullmatch(r"(.*?)([ -]?)([a-z]+)", words).groups()  # type: ignore[union-attr]
    if last in IRREGULAR:
        last = IRREGULAR[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return f"{head}{gap}{last}"


@lru_cache(maxsize=2048)
def year(n: int) -> str:
    """1905 -> nineteen oh five, 2000 -> two thousand, 2024 -> twenty twenty-four."""
    high, low = divmod(n, 100)
    if n < 100 or n % 1000 == 0 or n > 9999:
        return cardinal(n)
    if low == 0:
        return cardinal(high) + " hundred"
    if high % 10 == 0 and low < 10:  # 2005, 1066 is not one of them
        return cardinal(n)
    return f"{cardinal(high)} {'oh ' if low < 10 else ''}{cardinal(low)}"


def pairs(n: int) -> str:
    """The number of a house, a flight or a room: 101 -> one oh one, 1428 -> fourteen twenty-eight, 370 -> three seventy."""
    if n < 100 or n > 9999 or n % 1000 == 0:
        return cardinal(n)
    high, low = divmod(n, 100)
    if low == 0:
        return cardinal(high) + " hundred"
    return f"{cardinal(high)} {'oh ' if low < 10 else ''}{cardinal(low)}"


def plural(words: str) -> str:
    """nineteen eighty -> nineteen eighties."""
    if words.endswith("y"):
        return words[:-1] + "ies"
    if words.endswith(("x", "s")):
        return words + "es"
    return words + "s"


def decade(n: int) -> str:
    """1980 -> nineteen eighties; 80 -> eighties; 2000 -> two thousands."""
    return plural(year(n))


def digits(text: str) -> str:
    """007 -> zero zero seven."""
    return " ".join(ONES[int(c)] for c in text if c.isdecimal())


def serial(text: str) -> str:
    """A number inside a name: 100 -> one hundred, 08 -> zero eight, 23 -> twenty-three, 12345 -> digit by digit."""
    if text.startswith("0") or len(text) > 4:
        return digits(text)
    return pairs(int(text)) if len(text) > 2 else cardinal(int(text))


def say(text: str) -> str:
    """A written number in words: 1,250 · 3.14 · .5 · 007 · 12345678901234567890."""
    whole, point, fraction = text.replace(",", "").partition(".")
    if point:
        head = cardinal(int(whole)) if whole and len(whole) <= LONGEST else digits(whole)
        return f"{head} point {digits(fraction)}".lstrip()
    if not whole:
        return ""
    if (len(whole) > 1 and whole[0] == "0") or len(whole) > LONGEST:
        return digits(whole)
    return cardinal(int(whole))


def spelled(letters: str) -> str:
    """Letters one by one. With the dots between them, a voice does not read A as the article; the last one has none."""
    return ".".join(letters)


def is_one(text: str) -> bool:
    """Whether the noun after the number is in the singular."""
    return text in {"1", "01"}
