"""Numbers that are read digit by digit: telephone and identity numbers, network addresses, codes."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, rule, run
from podcaster.script.speakable.en.numbers import digits


def _groups(m: re.Match[str]) -> str:
    text = m[0]
    plus = "plus " if text.startswith("+") else ""
    tail = ""
    extension = re.search(r",?\s*(?:x|ext\.?|extension)\s*(\d+)$", text, re.IGNORECASE)
    if extension:
        tail = ", extension " + digits(extension[1])
        text = text[: extension.start()]
    groups = re.findall(r"[A-Z]{3,}|\d+|[A-Z](?![A-Z]{2})", text)
    return plus + ", ".join(g.lower() if len(g) > 2 and g.isalpha() else _group(g) for g in groups) + tail


def _group(text: str) -> str:
    if text == "800":
        return "eight hundred"
    return digits(text) if text.isdecimal() else text


def _eight_hundred(m: re.Match[str]) -> str:
    return _groups(m)


EXT = r"(?:,?\s*(?:x|ext\.?|extension)\s*\d{1,6})?"
RULES: tuple[Rule, ...] = (
    rule(
        r"\b([Bb]ug|[Ii]ssue|PR|[Tt]icket|[Oo]rder|[Ii]nvoice|ID|[Cc]ase|[Aa]ccount|[Pp]atent|[Cc]ommit)(?: [Nn]o\.? ?| [Nn]umber | )#?(\d{5,})(?!\w|[.,]\d)",
        lambda m: f"{m[1]} {digits(m[2])}",
    ),
    rule(
        r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?::\d{2,5})?(?![\w.]*\d)",
        lambda m: re.sub(
            r"\d+|[./:]", lambda g: {".": " dot ", "/": " slash ", ":": " colon "}.get(g[0]) or digits(g[0]), m[0]
        ),
    ),
    rule(
        rf"(?<![\w.])\+\d{{1,3}}[ .-]?(?:\(\d{{1,5}}\)[ .-]?)?\d{{1,5}}(?:[ .-]?\d{{2,5}}){{1,5}}{EXT}(?!\w)", _groups
    ),
    rule(rf"(?<![\w.])(?:1[ .-])?\(\d{{3}}\)[ .-]?\d{{3}}[ .-]\d{{4}}{EXT}(?!\w)", _groups),
    rule(rf"(?<![\w.+-])(?:1[ .-])?\d{{3}}[.-]\d{{3}}[.-]\d{{4}}(?:-\d{{4}})?{EXT}(?!\w)", _groups),
    rule(r"(?<![\w.+-])\d{3} \d{3} \d{4}(?!\w)", _groups),
    rule(r"(?<![\w.+-])1[ -](?:8\d\d|900)[ -][A-Z0-9]{3,}(?:-[A-Z0-9]+)*\b", _eight_hundred),
    rule(r"(?<![\w.+-])\d{3}-\d{2}-\d{4}(?![\w-])", _groups),
    rule(rf"(?<![\w.+-])\d{{3}}-\d{{4}}{EXT}(?![\w-])", _groups),
    rule(r"(?<![\w.+-])0\d{2,4} \d{3,4} \d{3,4}(?!\w)", _groups),
    rule(r"(?<![\w.+-])0\d{4} \d{6}(?!\w)", _groups),
    rule(r"(?<![\w.+-])\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}(?!\w)", _groups),
    rule(
        r"\b([Cc]all|[Dd]ial|[Pp]hone|[Tt]ext|[Cc]alled|[Dd]ialed) (\d{3,6})(?![\w,.]\d|\w)(?! (?:people|times|of|friends|customers))",
        lambda m: f"{m[1]} {digits(m[2])}",
    ),
    rule(r"(?<![\w.,$])(911)(?= (?:calls?|operators?|dispatch\w*|emergency|system|service)\b)", lambda m: digits(m[1])),
    rule(r"(?<=\b(?:to|at) )(911|999|112|411|988)(?![\w,])(?=[.,;!?]|$| (?:and|or|if|for)\b)", lambda m: digits(m[1])),
    rule(
        r"\b(ending in|ending with|PIN|code|code is|PIN is|zip|ZIP|extension|ext\.|passcode|password|serial number) (\d{2,8})(?![\w,]|\.\d)",
        lambda m: f"{m[1]} {digits(m[2])}",
    ),
    rule(
        r"\b(?:ISBN|ISSN|DOI|SKU)[ :-]*([\dX][\dX-]{6,})",
        lambda m: (
            m[0][: m.start(1) - m.start()]
            + " ".join(digits(g) if g.isdecimal() else g for g in re.findall(r"\d+|X", m[1]))
        ),
    ),
)


def apply(text: str) -> str:
    """Such numbers in words."""
    return run(RULES, text)
