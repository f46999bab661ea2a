"""English units: metric, imperial, kitchen, computing; with "per"; in the singular before a noun."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, forms, just_before, rule, run, tables
from podcaster.script.speakable.en.fractions import QUANTITY, before_noun, half_of
from podcaster.script.speakable.en.numbers import NUMBER, is_one, pairs, say

UNITS = {k: forms(v) for k, v in tables("en")["unit"].items()}


PER = tables("en")["per"]  # after a slash only

# Letters that are a unit only when glued to the number: "5 A students" are not amperes.
ONLY_GLUED = tables("en")["unit only glued"]
NOT_GLUED = {"B", "K", "A", "mo", "us", "t", "F", "N", "J"}

SQUARE = {"2": "square", "²": "square", "^2": "square", "3": "cubic", "³": "cubic", "^3": "cubic"}

DETERMINER = re.compile(
    r"(?:^|[\s(“\"'‘—–])(?:an?|the|this|that|each|every|per|my|your|our|his|her|its|their|another|one|any|no|some)\s+"
    r"(?:(?:new|old|free|extra|nice|good|great|cool|fresh|paid|big|small|little|whole|full|huge|massive|total|single|cheap|modest|mere|tiny|standard|typical|extra|average|fixed|"
    r"flat|maximum|minimum|whopping|recent|final|first|second|last|next|brisk|short|long|quick|daily|monthly|annual|weekly|"
    r"[a-z]+(?:al|ous|ive|ful|ic|ary|able|ible|ed|ing))\s+)?[~≈]?$",
    re.IGNORECASE,
)
NOUN_NEXT = re.compile(
    r"[ -](?!(?:of|in|on|at|to|for|from|by|with|and|or|but|per|as|than|that|which|is|are|was|were|has|have|had|will|would|can|"
    r"could|may|might|should|must|if|when|while|because|so|today|yesterday|tomorrow|now|later|ago|off|away|apart|more|less|"
    r"each|total|every|it|we|they|he|she|i|you|the|a|an|this|these|those|there|here|into|onto|over|under|above|below|before|"
    r"after|until|since|during|not|then|just|only|also|too|out|up|down|across|around|about|between|within|without|through|"
    r"came|went|gets?|got|goes|does|did|do|be|been|being|per|via|versus|vs)\b)[^\W\d_]"
)


# Things described by their size or price, also without an article: 100 watt bulbs, two million dollar houses.
SIZED = re.compile(
    r"[ -](?:old|screens?|monitors?|displays?|laptops?|bulbs?|batter(?:y|ies)|drives?|disks?|discs?|lens(?:es)?|bolts?|tires?|wheels?|pipes?|cables?|wires?|"
    r"deals?|bills?|notes?|coins?|bonds?|awards?|credits?|buyouts?|fees?|fines?|budgets?|investments?|grants?|bonus(?:es)?|prizes?|loans?|deposits?|acquisitions?|tickets?|"
    r"houses?|homes?|mansions?|contracts?|projects?|lawsuits?|settlements?|valuations?|gift cards?|bags?|boxes|bottles?|cartons?|tubs?|"
    r"races?|runs?|walks?|hikes?|radius|zones?|limits?|engines?|motors?|guns?|cameras?|films?|sensors?|connections?|links?|plots?|apartments?|"
    r"gates?|walls?|poles?|boards?|pans?|skillets?|pizzas?|burgers?|steaks?|fillets?|adapters?|chargers?|outlets?|circuits?|resistors?|increments?|intervals?|windows?)\b"
)


def adjectival(text: str, start: int, end: int) -> bool:
    """Whether text[start:end], a measure or a price, describes the noun after it: a *five kilogram* bag."""
    if SIZED.match(text, end):
        return True
    return bool(NOUN_NEXT.match(text, end) and DETERMINER.search(text[max(0, start - 40) : start]))


def _unit(symbol: str, power: str, per: str, *, one: bool) -> str:
    words = UNITS[symbol][0 if one else 1]
    if power:
        words = f"{SQUARE[power]} {words}"
    if per:
        squared = {"²": " squared", "2": " squared", "³": " cubed", "3": " cubed"}.get(per[-1], "")
        words += " per " + PER[per.rstrip("²³^23") if squared else per] + squared
    return words


_SYMBOLS = alternatives(UNITS)
_POWER = r"(?:(?<=m)|(?<=ft)|(?<=mi)|(?<=yd))(?:\^?[23](?![\d.])|[²³])"
_PER = rf"(?:s|m|sec|km|cm|mm|ft|mi)(?:²|³|\^2|\^3)|(?:{alternatives(PER)})"
# Rates that are named without a number: measured in km/h.
RATES = tables("en")["rate"]


# 5m people are five million.
MILLIONS = re.compile(
    r" (?:people|users|customers|followers|subscribers|views|downloads|readers|jobs|copies|visitors|homes|votes|members|children|women|men|"
    r"households|records|rows|lines|vehicles|cars|workers|students|viewers|listeners|Americans|Britons|tonnes|tons|barrels|doses|cases|deaths)\b"
)


def _measure(m: re.Match[str]) -> str:
    number, gap, symbol = m["n"], m["gap"], m["u"]
    end = m.end()
    text = m.string
    if (
        gap.isspace()
        and symbol in ONLY_GLUED
        and (not ONLY_GLUED[symbol] or re.match(r" [A-Za-z]", text[end : end + 2]))
    ):
        return m[0]
    if not gap and symbol in NOT_GLUED and not m["per"]:
        return m[0]
    if not gap and symbol == "m" and MILLIONS.match(text, end):
        return m[0]
    single = is_one(number) or gap == "-" or adjectival(text, m.start(), end) or half_of(number)
    words = _unit(symbol.rstrip(), m["power"] or "", m["per"] or "", one=single)
    dot = "." if symbol.endswith(".") and re.match(r"[\"'”’)]*(?:$|\s+[A-Z])", text[end:]) and not m["per"] else ""
    return f"{before_noun(number, text[: m.start()])} {words}{dot}"


def _range(m: re.Match[str]) -> str:
    low, high, symbol = m["a"], m["b"], m["u"]
    if symbol in ONLY_GLUED and m["gap"]:
        return m[0]
    single = adjectival(m.string, m.start(), m.end())
    dot = "." if symbol.endswith(".") and re.match(r"[\"'”’)]*(?:$|\s+[A-Z])", m.string[m.end() :]) else ""
    return f"{say(low)} to {say(high)} {_unit(symbol, m['power'] or '', m['per'] or '', one=single)}{dot}"


def _by(m: re.Match[str]) -> str:
    sides = re.split(r"\s*[x×]\s*", m["dims"])
    pixels = not m["u"] and all(len(p) > 2 and p.isdecimal() for p in sides)
    parts = [pairs(int(p)) if pixels else say(p) for p in sides]
    single = m["u"] and (
        adjectival(m.string, m.start(), m.end()) or bool(re.match(r" [a-z]+", m.string[m.end() :]) and not m["gap"])
    )
    unit = " " + _unit(m["u"], m["power"] or "", "", one=bool(single)) if m["u"] else ""
    return " by ".join(parts) + unit


def _degrees(m: re.Match[str]) -> str:
    scale = {"C": " Celsius", "F": " Fahrenheit", "K": " kelvin"}.get((m["s"] or "").upper(), "")
    number = m["n"]
    one = is_one(number) or (
        not scale
        and bool(
            re.match(
                r"[ -](?:angles?|turns?|views?|bends?|rotation|field|increments?|tilt|slope)\b", m.string[m.end() :]
            )
        )
    )
    return f"{say(number)} degree{'' if one else 's'}{scale}"


def _feet(m: re.Match[str]) -> str:
    inches = m["i"]
    feet = f"{say(m['f'])} {'foot' if is_one(m['f']) or adjectival(m.string, m.start(), m.end()) else 'feet'}"
    return feet + (f" {say(inches)} inch{'' if is_one(inches) else 'es'}" if inches else "")


def _inches(m: re.Match[str]) -> str:
    one = is_one(m["n"]) or half_of(m["n"]) or m["gap"] == "-" or adjectival(m.string, m.start(), m.end())
    return f"{before_noun(m['n'], just_before(m))} inch{'' if one else 'es'}"


def _rate(text: str) -> str:
    if text in UNITS:
        return UNITS[text][1]
    unit, _, per = text.partition("/")
    return f"{UNITS[unit][1] if unit in UNITS else unit} per {PER[per]}"


LEFT = r"(?<![\w.,/])"
RULES: tuple[Rule, ...] = (
    # 40 °C · 68°F · 45°
    rule(rf"{LEFT}(?P<n>{NUMBER})\s?(?:°|º|deg\.?)\s?(?P<s>[CFKcf])(?![a-zA-Z])", _degrees),
    rule(rf"(?P<n>{NUMBER})℃", r"\g<n>°C"),
    rule(rf"{LEFT}(?P<n>{NUMBER})\s?°(?P<s>)", _degrees),
    # 6'2" · 5 ft 10 in · 12" · 5'
    rule(r"(?<![\w.'’])(?P<f>\d{1,2})\s?['’′]\s?(?P<i>\d{1,2})(?:[\"”″]|''|’’)", _feet),
    rule(rf"{LEFT}(?P<f>\d{{1,2}})\s?(?:ft\.?|feet|foot)\s?(?P<i>\d{{1,2}})\s?(?:in\.?(?![a-z])|inches|\"|″)", _feet),
    rule(rf"{LEFT}(?P<n>{QUANTITY})(?P<gap>)\s?[″]", _inches),
    rule(
        rf"{LEFT}(?P<n>{QUANTITY})(?P<gap>)\"(?=,? (?:long|wide|tall|high|deep|thick|by|x|in diameter|screen|display|monitor|TV|laptop|tablet|model)\b)",
        _inches,
    ),
    rule(rf"{LEFT}(?P<n>{QUANTITY})(?P<gap>)\"(?=\+)", _inches),
    rule(
        rf"(?<![\w.,/\"“])(?<![\"“])(?P<n>{QUANTITY})(?P<gap>)\"(?=[\s.,;)]|$)(?![^\"]*\")(?<!\"\d\")",
        lambda m: m[0] if m.string[: m.start()].count('"') % 2 else _inches(m),
    ),
    rule(r"(?<![\w.'’])(?P<f>\d{1,2})(?:′|['’]$|['’](?= (?:tall|long|wide|high|deep|by|x)\b))(?P<i>)", _feet),
    rule(
        rf"{LEFT}(?P<n>{QUANTITY})(?P<gap>-|\s?)(?:in\.|inch|inches)(?![a-z])(?=[ ,;)]+(?:[a-z]|[x×]|$)|[,;)]|$)",
        _inches,
    ),
    rule(rf"{LEFT}(?P<n>{QUANTITY})(?P<gap>)in(?![a-zA-Z.])", _inches),
    # sq ft · cu ft
    rule(
        r"\b(sq\.?|square|cu\.?|cubic)\s(ft\.?|mi\.?|km|m|cm|in\.?|yd\.?)(?=[\s,;:)]|\.?$|\.\s)",
        lambda m: (
            m[1][:2].replace("sq", "square").replace("cu", "cubic")
            + " "
            + {
                "ft": "feet",
                "mi": "miles",
                "km": "kilometers",
                "m": "meters",
                "cm": "centimeters",
                "in": "inches",
                "yd": "yards",
            }[m[2].rstrip(".")]
            + ("." if m[2].endswith(".") and m.end() == len(m.string) else "")
        ),
    ),
    # 10-20km · 2–5 lb
    rule(
        rf"{LEFT}(?P<a>{NUMBER})\s?(?:-|–|—|to)\s?(?P<b>{NUMBER})(?P<gap>[ -]?)(?P<u>{_SYMBOLS})(?P<power>{_POWER})?(?:/(?P<per>{_PER}))?(?![\w/]|°)",
        _range,
    ),
    # 4x100m · 25 x 7 m · 1920×1080
    rule(
        rf"{LEFT}(?P<dims>{NUMBER}(?:\s?[x×]\s?{NUMBER})+)(?:(?P<gap>\s?)(?P<u>{_SYMBOLS})(?P<power>\s?{_POWER})?)?(?![\w])(?!\s?[=+*/])",
        lambda m: _by(m) if "×" not in m[0] or m["u"] or re.search(r"\d{3}×\d{3}", m[0]) else m[0],
    ),
    rule(
        rf"{LEFT}(?P<n>{QUANTITY})(?P<gap>[ -]?)(?P<u>{_SYMBOLS})(?P<power>{_POWER})?(?:/(?P<per>{_PER}))?(?![\w/°]|-[a-z])",
        _measure,
    ),
    rule(rf"{LEFT}(?P<n>{QUANTITY})(?P<gap>-)(?P<u>{_SYMBOLS})(?P<power>)(?P<per>)(?=-[a-z])", _measure),
    rule(rf"(?<![\w/])(?:{alternatives(RATES)})(?![\w/])", lambda m: _rate(m[0])),
    rule(r"(?<=\w) ?/ ?(km|m|cm|mm|mi|ft)([²³])", lambda m: f" per {SQUARE[m[2]]} {PER[m[1]]}"),
)


AN = re.compile(r"(\b(?:half|of) a)(?= (?:inch|ounce|hour|acre|amp|ohm)\b)")


def apply(text: str) -> str:
    """Measures in words."""
    return AN.sub(r"\1n", run(RULES, text))
