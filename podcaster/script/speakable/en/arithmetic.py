"""English words for calculations, in prose and in code: 10^5 * 300 = 30,000,000."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import tables
from podcaster.script.speakable.en.numbers import cardinal, ordinal, say

_WORDS = tables("en")["sum"]
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,9})?"
_TERM = rf"{_NUMBER}(?:\^\d{{1,4}})?"
_SIGN = r"[-+*×·/÷=≈−–]"
# Needs spaces around every sign, and a power or an equals sign: "2019 - 20" and "5 / 10" are not calculations.
_SUM = re.compile(
    rf"(?<![\w.,^$€£])(?=[^=^≈]{{1,60}}[=^≈]){_TERM}(?: {_SIGN} {_TERM}|(?<=\d)\*(?={_TERM}) ?{_TERM}){{1,12}}(?![\w^]|[.,]\d| [-+*/=] ?\d)"
)
_WHOLE = re.compile(rf"\(?{_TERM}\)?(?:\s?(?:{_SIGN}|x)\s?\(?{_TERM}\)?){{1,12}}")
_TOKEN = re.compile(rf"(?P<n>{_NUMBER})(?:\^(?P<up>\d+))?|(?P<sign>[-+*×·/÷=≈−–x])")


def _said(text: str) -> str:
    out = []
    for m in _TOKEN.finditer(text):
        if m["sign"]:
            out.append(_WORDS.get(m["sign"], "times"))
            continue
        word = say(m["n"])
        if m["up"]:
            power = {"2": "squared", "3": "cubed"}.get(m["up"], f"to the {ordinal(int(m['up']))}")
            word = f"{word} {power}" if m["up"] != "0" else f"{word} to the {cardinal(0)}"
        out.append(word)
    return " ".join(out)


def is_sum(code: str) -> bool:
    """Whether a piece of code is only a calculation."""
    return _WHOLE.fullmatch(code) is not None and ("^" in code or "=" in code or " " in code)


def whole(code: str) -> str:
    """A calculation in words."""
    return _said(code)


def apply(text: str) -> str:
    """Calculations within prose in words."""
    if "^" not in text and "=" not in text and "≈" not in text:
        return text
    return _SUM.sub(lambda m: _said(m[0]) if re.search(r"[\^=≈]", m[0]) else m[0], text)
