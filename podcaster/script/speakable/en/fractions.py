"""English fractions: 1/2 · 2 1/2 · ½ · 3/4 cup, and quantities that may contain one."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re
import unicodedata

from podcaster.script.speakable.common import Rule, just_before, rule, run
from podcaster.script.speakable.en.numbers import NUMBER, cardinal, ordinal, plural, say

SIGNS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
# 1/2 · 2 1/2 · 2-1/2 · ½ · 2½ · any number
QUANTITY = rf"(?:\d{{1,3}}(?:[ -]|\s?&\s?)\d{{1,2}}[/⁄]\d{{1,3}}|\d{{1,3}}[/⁄]\d{{1,3}}|\d{{0,4}} ?[{SIGNS}]|{NUMBER})"
_MIXED = re.compile(r"(?:(\d+)(?:[ -]|\s?&\s?))?(\d+)[/⁄](\d+)")


def spoken(top: int, bottom: int) -> str:
    """1/2 -> one half, 3/4 -> three quarters, 7/16 -> seven sixteenths."""
    if bottom == 0:
        return f"{cardinal(top)} over zero"
    if bottom == 2:
        name = "half" if top == 1 else "halves"
    elif bottom == 4:
        name = "quarter" if top == 1 else "quarters"
    elif bottom == 1:
        return f"{cardinal(top)} over one"
    else:
        name = ordinal(bottom) if top == 1 else plural(ordinal(bottom))
    return f"{cardinal(top)} {name}"


def _expand(sign: str) -> tuple[int, int]:
    top, _, bottom = unicodedata.normalize("NFKC", sign).partition("⁄")
    return int(top), int(bottom)


def half_of(text: str) -> bool:
    """Whether the quantity is a part of one, so that its noun is in the singular."""
    return bool(re.fullmatch(rf"\d+[/⁄]\d+|[{SIGNS}]", text.strip()) and not _improper(text.strip()))


def _improper(text: str) -> bool:
    if "/" not in text and "⁄" not in text:
        return False
    top, bottom = re.split("[/⁄]", text)
    return int(top) > int(bottom)


def mixed(whole: int, top: int, bottom: int) -> str:
    """2 1/2 -> two and a half; 1 3/4 -> one and three quarters."""
    part = spoken(top, bottom)
    if top == 1 and bottom in {2, 4}:
        part = "a " + part.removeprefix("one ")
    return f"{cardinal(whole)} and {part}"


def before_noun(text: str, before: str) -> str:
    """A quantity before a unit: half an (inch), but after an article: a half (inch gap), a three quarter (inch bolt)."""
    if re.search(r"\b[Aa]n? $", before) and half_of(text):
        return quantity(text).removeprefix("one ").removesuffix("s")
    return quantity(text, of=True)


def quantity(text: str, *, of: bool = False) -> str:
    """Any quantity in words; with *of*, a part is said as before a unit: half a (cup), three quarters of a (cup)."""
    text = text.strip()
    if text[-1:] in SIGNS and text:
        whole = text[:-1].strip()
        top, bottom = _expand(text[-1])
    else:
        found = _MIXED.fullmatch(text)
        if not found:
            return say(text)
        whole, top, bottom = found[1] or "", int(found[2]), int(found[3])
    if whole and whole != "0":
        return mixed(int(whole), top, bottom)
    if of and top < bottom:
        return "half a" if (top, bottom) == (1, 2) else f"{spoken(top, bottom)} of a"
    return spoken(top, bottom)


KITCHEN = r"(?:cup|teaspoon|tablespoon|inch|pound|ounce|mile|pint|quart|gallon|liter|litre|hour|minute|second|foot|yard|acre|kilometer|meter|stick|slice|bottle|can|glass|dozen)"

RULES: tuple[Rule, ...] = (
    # ½ cup · 3/4 cup: part of one
    rule(
        rf"(?<![\w./])(\d{{1,2}}[/⁄]\d{{1,2}}|[{SIGNS}])[ -]({KITCHEN})\b(?!s)",
        lambda m: (
            f"{quantity(m[1], of=True)} {m[2]}".replace("half an ", "half a ")
            .replace(" a inch", " an inch")
            .replace(" a hour", " an hour")
            .replace(" a ounce", " an ounce")
            .replace(" a acre", " an acre")
            if not re.search(r"(?:^|\s)an? $", just_before(m))
            else f"{quantity(m[1])} {m[2]}"
        ),
    ),
    rule(rf"(?<![\w./])(\d{{1,3}}) ?([{SIGNS}])", lambda m: quantity(m[0])),
    rule(rf"[{SIGNS}]", lambda m: quantity(m[0]) + (" " if m.string[m.end() : m.end() + 1].isalnum() else "")),
    rule(
        r"(?<![\w./])(\d{1,3})(?: |-| ?& ?)(\d{1,2})[/⁄](\d{1,3})(?![\w/]|\.\d)",
        lambda m: mixed(int(m[1]), int(m[2]), int(m[3])),
    ),
    # 1/4th · 2/3rds
    rule(r"(?<![\w./])(\d{1,3})[/⁄](\d{1,3})(?:st|nd|rd|th)s?\b", lambda m: spoken(int(m[1]), int(m[2]))),
)


def apply(text: str) -> str:
    """Mixed numbers and parts of a cup."""
    return run(RULES, text)


LATE: tuple[Rule, ...] = (
    # 4/5 stars · rated 8/10 · 10/10
    rule(
        r"(?<![\w./])(\d{1,3}(?:\.\d)?)/(\d{1,3})(?= (?:stars?|points?|marks?|rating|score|correct|questions?)\b)",
        lambda m: f"{say(m[1])} out of {say(m[2])}",
    ),
    # 8/10 at the end of a text is a mark; 3/10 of something is a fraction
    rule(r"(?<![\w./])(\d|10)/10(?=[.!?,;:)\"”]*\s*$|[.!?;)]\s)", lambda m: f"{say(m[1])} out of ten"),
    # 6/8 time
    rule(
        r"(?<![\w./])(\d{1,2})/(2|4|8|16)(?= (?:time|feel|beat|beats|meter|metre|rhythm|groove|signature|waltz)\b)",
        lambda m: f"{say(m[1])} {say(m[2])}",
    ),
    rule(r"(?<![\w./])(\d{1,3}\.\d|10|100)/(5|10|100)(?![\w/])", lambda m: f"{say(m[1])} out of {say(m[2])}"),
    rule(r"(?<![\w./])(\d{1,4}) ?[/⁄] ?(\d{1,4})(?![\w/]|\.\d)", lambda m: spoken(int(m[1]), int(m[2]))),
)
