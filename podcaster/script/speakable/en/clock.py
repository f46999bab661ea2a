"""English times of day, durations and ratios."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, rule, run
from podcaster.script.speakable.en.numbers import cardinal, say

# A voice says "AM" like the verb, and "A M" like an article and a letter.
HALF = r"(?:\s?(?P<half>[AaPp])\.?\s?(?:[Mm]\b\.?))"
ZONES = (
    r"(?:EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|GMT|UTC|BST|CET|CEST|IST|JST|AEST|est|edt|pst|pdt|cst|gmt|utc|cet)"
)


def _minutes(text: str) -> str:
    n = int(text)
    if n == 0:
        return ""
    return (" oh " if n < 10 else " ") + cardinal(n)


def _dot(m: re.Match[str]) -> str:
    """The dot of p.m. may also end the sentence."""
    return "." if m[0].endswith(".") and re.match(r"[\"'”’)]*(?:$|\s+[A-Z])", m.string[m.end() :]) else ""


def _half(letter: str) -> str:
    return f" {letter.upper()}.M"


def _twelve(m: re.Match[str]) -> str:
    hour = int(m["h"])
    zone = f" {m['zone'].upper()}" if m["zone"] else ""
    return f"{cardinal(hour)}{_minutes(m['m'] or '0')}{_half(m['half'])}{zone}" + (_dot(m) if not m["zone"] else "")


def _twenty_four(m: re.Match[str]) -> str:
    hour, minute = int(m["h"]), int(m["m"])
    zone = f" {m['zone'].upper()}" if m["zone"] else ""
    if hour > 24 or minute > 59:
        return m[0]
    if minute:
        return cardinal(hour) + _minutes(m["m"]) + zone
    if hour > 12 or hour == 0:
        return ("zero" if hour == 0 else cardinal(hour)) + " hundred" + zone
    return cardinal(hour) + (zone or " o'clock")


def _long(m: re.Match[str]) -> str:
    parts = []
    for value, unit in ((m["h"], "hour"), (m["m"], "minute"), (m["s"], "second")):
        n = int(value)
        if n:
            parts.append(f"{cardinal(n)} {unit}{'' if n == 1 else 's'}")
    return " ".join(parts) or "zero hours"


def _span(m: re.Match[str]) -> str:
    first = cardinal(int(m["h1"])) + (_minutes(m["m1"]) if m["m1"] else "") + (_half(m["half1"]) if m["half1"] else "")
    last = cardinal(int(m["h"])) + (_minutes(m["m"]) if m["m"] else "") + _half(m["half"])
    return f"{first} to {last}{_dot(m)}"


HOUR = r"(?:[01]?\d|2[0-4])"
RULES: tuple[Rule, ...] = (
    rule(r"\b(noon|midnight)\s?[-–]\s?(?=\d)", r"\1 to "),
    rule(
        rf"(?<![\w.,:/])(?P<h1>1[0-2]|0?[1-9])(?:[:.](?P<m1>[0-5]\d))?\s?(?:(?P<half1>[AaPp])\.?[Mm]\.?)?\s?(?:[-–—]|to)\s?(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<m>[0-5]\d))?{HALF}(?![\w])",
        _span,
    ),
    rule(rf"(?<![\w.,:/])(?P<h>[01]?\d)(?:[:.](?P<m>[0-5]\d))?{HALF}(?:\s?(?P<zone>{ZONES})\b)?(?!\w)", _twelve),
    rule(r"(?<![\w.,:/])(?P<h>\d{1,3}):(?P<m>[0-5]\d):(?P<s>[0-5]\d)(?:[.,]\d+)?(?![\w:])Z?", _long),
    rule(
        r"(?<![\w.,:/])(16|4|21|9|3|18):(9|3|10|16|2)(?= (?:screen|display|video|image|format|aspect|monitor|footage|photo)s?\b)",
        lambda m: f"{say(m[1])} by {say(m[2])}",
    ),
    rule(
        r"(?<![\w.,:/])(\d{1,3}(?:\.\d+)?):(\d{1,4})(?=[ -](?:ratio|scale|odds|aspect|split|display|screen|video|image|mix|format|against|in favor))",
        lambda m: f"{say(m[1])} to {say(m[2])}",
    ),
    rule(r"\b(aspect ratio (?:of|is|was)) (\d+):(\d+)\b", lambda m: f"{m[1]} {say(m[2])} by {say(m[3])}"),
    rule(r"\b(ratio of|odds of|scale of|ratio) (\d+):(\d+)\b", lambda m: f"{m[1]} {say(m[2])} to {say(m[3])}"),
    rule(
        rf"(?<![\w.,:/])(?P<h>{HOUR}):(?P<m>[0-5]\d)\s?[-–—]\s?(?P<h2>{HOUR}):(?P<m2>[0-5]\d)(?![\w:])",
        lambda m: f"{cardinal(int(m['h']))}{_minutes(m['m']) or ''} to {cardinal(int(m['h2']))}{_minutes(m['m2'])}",
    ),
    rule(r"(?<![\w.,:/])12:00 (noon|midnight)\b", r"twelve \1"),
    rule(rf"(?<![\w.,:/])(?P<h>{HOUR}):(?P<m>[0-5]\d)(?![\d:])(?:h|hrs|Z)?(?:\s?(?P<zone>{ZONES})\b)?", _twenty_four),
    rule(
        r"(?<![\w.,:/])(\d{1,2}):([0-5]\d)(?:\.(\d+))?(?![\d:])",
        lambda m: (
            cardinal(int(m[1]))
            + _minutes(m[2])
            + (f" point {' '.join(cardinal(int(c)) for c in m[3])}" if m[3] else "")
        ),
    ),
    rule(r"(?<![\w.,:/])(\d+):(\d+)(?![\w:])", lambda m: f"{say(m[1])} to {say(m[2])}"),
    rule(
        r"\b([01]\d|2[0-3])([0-5]\d) ?(?:hours|hrs)\b",
        lambda m: (
            f"{'oh ' if m[1][0] == '0' else ''}{cardinal(int(m[1]))} {'hundred' if m[2] == '00' else _minutes(m[2]).strip()} hours"
        ),
    ),
    rule(
        r"\b(UTC|GMT)\s?([+\-−–])\s?(\d{1,2})(?::(\d\d))?\b",
        lambda m: f"{m[1]} {'plus' if m[2] == '+' else 'minus'} {cardinal(int(m[3]))}{_minutes(m[4] or '0')}",
    ),
    rule(
        r"(?<![\w.])(\d+)\s?h\s?(\d{1,2})\s?m(?:in)?(?:\s?(\d{1,2})\s?s)?\b",
        lambda m: " ".join(
            f"{cardinal(int(v))} {u}{'' if int(v) == 1 else 's'}"
            for v, u in ((m[1], "hour"), (m[2], "minute"), (m[3], "second"))
            if v
        ),
    ),
    rule(
        r"(?<![\w.])(\d+)\s?m(?:in)?\s?(\d{1,2})\s?s(?:ec)?\b",
        lambda m: " ".join(
            f"{cardinal(int(v))} {u}{'' if int(v) == 1 else 's'}" for v, u in ((m[1], "minute"), (m[2], "second"))
        ),
    ),
)


def apply(text: str) -> str:
    """Times in words."""
    return run(RULES, text)
