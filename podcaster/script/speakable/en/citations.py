"""English words for references to laws with numbers in brackets: Section 230(c)(1), Art. 5(1)(a)."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, rule, run
from podcaster.script.speakable.en.numbers import cardinal

_ROMAN = {"ii": "two", "iii": "three", "iv": "four", "vi": "six", "vii": "seven", "viii": "eight", "ix": "nine"}
_FULL = {"Art.": "Article", "Arts.": "Articles", "Sec.": "Section", "Reg.": "Regulation", "para.": "paragraph"}


def _bracketed(m: re.Match[str]) -> str:
    """(1)(a)(ii) -> one A two."""
    parts = re.findall(r"\w+", m["parts"])
    said = (cardinal(int(p)) if p.isdecimal() else _ROMAN.get(p, p.upper() if len(p) == 1 else p) for p in parts)
    word = _FULL.get(m["word"], m["word"])
    number = cardinal(int(m["n"])) if m["n"].isdecimal() else f"{m['n']},"
    return f"{word} {number} {' '.join(said)}"


RULES: tuple[Rule, ...] = (
    rule(
        r"(?P<word>§{1,2}|\b(?:[Ss]ections?|Sec\.|[Aa]rticles?|Arts?\.|[Rr]ules?|[Cc]lauses?|[Pp]aragraphs?|para\.|[Rr]egulations?|Reg\.|[Ss]ubsections?)) ?(?P<n>\d+(?:\.\d+)*[A-Za-z]?)(?P<parts>(?:\((?:\d{1,2}|[a-z]{1,4}|[A-Z])\))+)",
        _bracketed,
    ),
    # "an A in Art. 5 people failed" is a school report
    rule(
        r"\b(Art|Sec|Reg)s?\. (?=\d+(?:[,;.)]|$| (?:of|and|to|para|applies|says|states|provides|requires)\b| [A-Z]))",
        lambda m: _FULL[f"{m[1]}."] + ("s " if m[0].endswith("s. ") else " "),
    ),
)


def apply(text: str) -> str:
    """Citations in words; the number itself is left to the rules for numbers."""
    return run(RULES, text)
