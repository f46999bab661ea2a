"""English words for rates and quotients of units: BTU/hr/sf, W/m2, lb/in2, requests/second, $0.15/1M tokens."""

# Each pattern is on one line, next to its purpose.

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, rule, run, tables
from podcaster.script.speakable.en.fractions import QUANTITY, quantity
from podcaster.script.speakable.en.measures import PER, UNITS
from podcaster.script.speakable.en.numbers import NUMBER, is_one, say

TIMES = {k: v for k, v in PER.items() if v in {"second", "minute", "hour", "day", "week", "month", "year"}}
COUNTED = tables("en")["counted by time"]  # a short form of what is counted, before a slash and a time
SCALES = {"K": "thousand", "k": "thousand", "M": "million", "B": "billion"}
RAISED = {"2": "square", "²": "square", "^2": "square", "3": "cubic", "³": "cubic", "^3": "cubic"}

_LEFT = alternatives(UNITS)
_POWER = r"(?:\^?[23](?![\d.])|[²³])"
_RIGHT = rf"(?:{alternatives({**PER, **UNITS})}){_POWER}?"
_RIGHTS = rf"(?:\s?/\s?{_RIGHT}(?![A-Za-z])){{1,3}}"
# Letters that are a unit also without a number, if they stand over an area or a volume
_BARE = rf"(?:[a-zA-Zµμ]{{2,5}}|[WNJgL])\s?/\s?(?:m|cm|mm|in|ft|km|L|mL|dL){_POWER}"


def _divisor(text: str) -> str:
    """m2 -> square meter; hr -> hour; s² -> second squared."""
    power = re.search(rf"{_POWER}$", text) if text not in PER and text not in UNITS else None
    name = text[: power.start()] if power else text
    word = PER.get(name) or UNITS[name][0]
    if not power:
        return word
    return f"{word} squared" if word == "second" else f"{RAISED[power[0]]} {word}"


def _per(text: str) -> str:
    return "".join(f" per {_divisor(part.strip())}" for part in text.split("/")[1:])


def _measure(m: re.Match[str]) -> str:
    if m["u"] + m["per"] in UNITS:  # Gb/s are not gigabytes
        return m[0]
    one = is_one(m["n"])
    unit = UNITS[m["u"]][0 if one else 1]
    if m["power"]:
        unit = f"{RAISED[m['power']]} {unit}"
    return f"{quantity(m['n'])} {unit}{_per(m['per'])}"


def _bare(m: re.Match[str]) -> str:
    unit, _, per = m[0].partition("/")
    known = UNITS.get(unit.strip())
    name = re.sub(rf"{_POWER}$", "", per.strip())
    return f"{known[1]} per {_divisor(per.strip())}" if known and (name in PER or name in UNITS) else m[0]


def _counted(m: re.Match[str]) -> str:
    """requests/second, req/min."""
    what = m["what"]
    if what in TIMES or what.removesuffix("s") in TIMES or what in {"and", "or", "and/or", "per", "night", "date"}:
        return m[0]
    return f"{COUNTED.get(what, what)} per {TIMES[m['time']]}"


RULES: tuple[Rule, ...] = (
    # 8 $/sf
    rule(rf"(?<![\w.$])(?P<n>{NUMBER})\s?(?P<sign>[$€£])(?=/(?:{alternatives(PER)})(?![A-Za-z]))", r"\g<sign>\g<n>"),
    # $0.15/1M tokens · $10/100 images
    rule(rf"([$€£]\s?{NUMBER})\s?/\s?1([KkMB])(?= [a-z])", lambda m: f"{m[1]} per {SCALES[m[2]]}"),
    rule(rf"([$€£]\s?{NUMBER})\s?/\s?(\d{{2,4}})(?= [a-z]+s\b)", lambda m: f"{m[1]} per {say(m[2])}"),
    # 4:30/km
    rule(
        r"(?<![\w:.])(\d{1,2}:[0-5]\d)\s?(?:min)?\s?/\s?(km|mi|mile|kilometer|kilometre)\b",
        lambda m: f"{m[1]} per {PER.get(m[2], m[2])}",
    ),
    rule(rf"(?<![\w.,/])(?P<n>{QUANTITY})[ -]?(?P<u>{_LEFT})(?P<power>[²³])?(?P<per>{_RIGHTS})(?![\w°²³]|/)", _measure),
    # 2 million/sqm · 0.4/km²
    rule(
        rf"(?<=\d)(?P<scale> (?:thousand|million|billion))?\s?/\s?(?P<per>(?=[^\s/]{{2}}){_RIGHT})(?![\w/])",
        lambda m: f"{m['scale'] or ''} per {_divisor(m['per'])}",
    ),
    # 5¢/kWh · a few dollars/page
    rule(
        rf"(?P<coin>(?<=\d)\s?¢|\b(?:cents?|dollars?|euros?|pounds?|pence))\s?/\s?(?P<per>{_RIGHT})(?![\w/])",
        lambda m: f"{m['coin']} per {_divisor(m['per'])}",
    ),
    rule(rf"(?<![\w./]){_BARE}(?![\w/])", _bare),
    rule(rf"(?<![\w./])(?P<what>[a-z]{{3,}})\s?/\s?(?P<time>{alternatives(TIMES)})(?![\w/.]\w|\w|/)", _counted),
)


def apply(text: str) -> str:
    """Quotients in words."""
    return run(RULES, text) if "/" in text else text
