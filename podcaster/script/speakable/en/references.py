"""English words for places in a text: Example 3.4.10, Tables 4.9 and 4.10, Psalm 23:4, reference [2], pp. 12 ff."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, forms, rule, run, tables
from podcaster.script.speakable.en.numbers import cardinal

# What has parts of parts: the words of the table and their abbreviations, which need the stop.
NUMBERED = tables("en")["numbered"]
SHORT = {k: forms(v) for k, v in NUMBERED.items() if v}
LONG = alternatives(k for k, v in NUMBERED.items() if not v)
_DOTTED = r"(?:[A-Z]\.)?(?:\d{1,3}(?:\.\d{1,3}){2,}|\d{1,3}\.\d{1,2})"
# Four numbers that are an address in a network, not a place in a text
_ADDRESS = re.compile(
    r"\d{3}|(?:0|10|127)\.|.*\.0\.|(\d+)(?:\.\1){3}$|8\.8\.4\.4$|.*\b(?:IP|DNS|[Ii]ps?|[Aa]ddress(?:es)?|[Hh]osts?|[Ss]ervers?|[Pp]ing|[Ss]ubnet|[Gg]ateway|[Rr]outer)\b"
)
BOOKS = alternatives(tables("en")["book"])


def _number(text: str) -> str:
    """3.4.10 -> three point four point ten; a zero before the last number is said: 3.05."""
    parts = [
        part if part.isalpha() else ("oh " if len(part) > 1 and part[0] == "0" else "") + cardinal(int(part))
        for part in text.split(".")
    ]
    return " point ".join(parts)


def _numbered(m: re.Match[str]) -> str:
    """A word and its numbers: Tables 4.9 and 4.10, Fig. 3.4.10."""
    word, numbers = m["word"], m["numbers"]
    many = len(re.findall(_DOTTED, numbers)) > 1
    if word.endswith(".") and word.rstrip(".").lower() in SHORT:
        one, more = SHORT[word.rstrip(".").lower()]
        said = more if many else one
        word = said.capitalize() if word[0].isupper() else said
    numbers = re.sub(r"\s?[-–—]\s?(?=[A-Z]?\.?\d)", " to ", numbers)
    return f"{word} {re.sub(_DOTTED, lambda d: _number(d[0]), numbers)}"


def _four(m: re.Match[str]) -> str:
    """8.4.2.1, unless it is the address of a machine."""
    before = m.string[max(0, m.start() - 24) : m.start()]
    return m[0] if _ADDRESS.match(m[0]) or _ADDRESS.match(before) or len(m[0]) > 11 else _number(m[0])


def _verse(m: re.Match[str]) -> str:
    """1 Corinthians 13:4–7 -> First Corinthians thirteen four to seven."""
    order = {"1": "First ", "2": "Second ", "3": "Third "}.get(m["order"] or "", "")
    last = f" to {cardinal(int(m['last']))}" if m["last"] else ""
    return f"{order}{m['book']} {cardinal(int(m['chapter']))} {cardinal(int(m['verse']))}{last}"


RULES: tuple[Rule, ...] = (
    rule(
        rf"(?<![\w.])(?P<word>{LONG}|(?i:{alternatives(SHORT)})\.|§{{1,2}}) ?(?P<numbers>{_DOTTED}(?:(?:, (?:and )?| and | or | to | & |\s?[-–—]\s?){_DOTTED})*)(?![\w%]|\.\d|,\d|(?: percent| million| billion)\b)",
        _numbered,
    ),
    rule(r"(?<![\w.$€£:/+-])\d{1,2}(?:\.\d{1,2}){3}(?![\w/:]|\.\d)", _four),
    # 3.4.10 without a word: no date, which has a zero or a year of this century
    rule(r"(?<![\w.$€£:/+-])[1-9]\.\d{1,2}\.(?:\d|[1-9]\d)(?![\w/:]|\.\d)", lambda m: _number(m[0])),
    rule(
        rf"(?<![\w.])(?:(?P<order>[123]) )?(?P<book>{BOOKS}) (?P<chapter>\d{{1,3}}):(?P<verse>\d{{1,3}})(?:\s?[-–—]\s?(?P<last>\d{{1,3}}))?(?![\w:]|\s?[ap]\.?m\b)",
        _verse,
    ),
    # pp. 12 ff.
    rule(r"(?<=\d)\s?ff?\.(?=[\s,;)]|$)", lambda m: " and following" + ("." if m.end() == len(m.string) else "")),
)


def apply(text: str) -> str:
    """References in words."""
    return run(RULES, text)
