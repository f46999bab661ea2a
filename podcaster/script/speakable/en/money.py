"""English money: signs, codes, K, M, bn; cents; singular before a noun."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, forms, rule, run, tables
from podcaster.script.speakable.en.measures import PER, adjectival
from podcaster.script.speakable.en.numbers import NUMBER, cardinal, is_one, say

# sign or code -> singular, plural, smaller coin, its plural
CURRENCIES = {k: forms(v) for k, v in tables("en")["currency"].items()}
AFTER = {k: v for k, v in CURRENCIES.items() if k not in {"¥", "US $", "Rs", "Rs.", "TRY", "C$", "A$", "S$"}}

SCALES = tables("en")["scale"]
SCALE = rf"(?:[ -]?(?:{alternatives(SCALES)})(?![A-Za-z]))"
SIGN = alternatives(CURRENCIES)
PER_WORD = rf"(?:\s?/\s?(?P<per>{alternatives(PER)})(?![A-Za-z])(?:/(?P<per2>{alternatives(PER)})(?![A-Za-z]))?)"


def _amount(number: str, scale: str, sign: str, *, single: bool) -> str:
    one, many, coin, coins = CURRENCIES[sign]
    scale = scale.strip(" -")
    if scale:
        return f"{say(number)} {SCALES[scale]} {one if single else many}"
    whole, point, fraction = number.replace(",", "").partition(".")
    fraction = fraction.rstrip("0") if len(fraction) > 2 else fraction
    if not point or not fraction.strip("0"):
        whole = whole or "0"
        return f"{say(whole)} {one if is_one(whole) or single else many}"
    if len(fraction) > 2 or not coin:
        return f"{say(number)} {one if single else many}"
    small = int(fraction.ljust(2, "0"))
    coins_words = f"{cardinal(small)} {coin if small == 1 or single else coins}"
    if not whole or int(whole) == 0:
        return coins_words
    return f"{say(whole)} {one if is_one(whole) or single else many} {'and ' if not single else ''}{coins_words}"


def _money(m: re.Match[str]) -> str:
    glued = m.string[m.end() : m.end() + 1] == "-" and m.string[m.end() + 1 : m.end() + 2].isalpha()
    single = glued or adjectival(m.string, m.start(), m.end())
    plus = m.string[m.end() :].startswith("-plus")
    words = _amount(m["n"], m["scale"] or "", m["sign"], single=single and not plus)
    if m["minus"]:
        words = "minus " + words
    if m["plus"]:
        words += " plus"
    return words + "".join(f" per {PER[per]}" for per in (m["per"], m["per2"]) if per)


def _after(m: re.Match[str]) -> str:
    single = adjectival(m.string, m.start(), m.end())
    return _amount(m["n"], m["scale"] or "", m["sign"], single=single)


def _range(m: re.Match[str]) -> str:
    low, high, one, scale = m["a"], m["b"], m["low"] or "", m["scale"] or ""
    single = adjectival(m.string, m.start(), m.end())
    per = f" per {PER[m['per']]}" if m["per"] else ""
    joint = " to "
    if m["sign2"] and ("." in low or "." in high) and not scale:
        return (
            f"{_amount(low, one, m['sign'], single=False)}{joint}{_amount(high, scale, m['sign2'], single=single)}{per}"
        )
    middle = (
        f" {SCALES[one.strip(' -')]}"
        if one and one.strip(" -") and SCALES[one.strip(" -")] != SCALES.get(scale.strip(" -"))
        else ""
    )
    return f"{say(low)}{middle}{joint}{_amount(high, scale, m['sign'], single=single)}{per}"


def _between(m: re.Match[str]) -> str:
    """between $5 and $10 million: the first amount has the scale of the second."""
    return f"{m['word']} {say(m['a'])} {m['and']} {_amount(m['b'], m['scale'] or '', m['sign'], single=False)}"


LEFT = r"(?<![\w.$])"
RULES: tuple[Rule, ...] = (
    # the same price in two currencies: $15/£13.49
    rule(rf"(?<=\d)\s?/\s?(?=(?:{SIGN})\d)", " or "),
    rule(
        rf"(?P<word>\b(?:[Bb]etween|[Ff]rom)) (?P<sign>{SIGN})\s?(?P<a>{NUMBER}) (?P<and>and|to) (?:{SIGN})\s?(?P<b>{NUMBER})(?P<scale> (?:million|billion|trillion|thousand)\b)",
        _between,
    ),
    rule(
        rf"{LEFT}(?P<sign>{SIGN})\s?(?P<a>{NUMBER})(?P<low>{SCALE})?(?:\s?[-–—~]\s?)(?P<sign2>{SIGN})?\s?(?P<b>{NUMBER})(?P<scale>{SCALE})?{PER_WORD}?(?![\w%])",
        _range,
    ),
    rule(
        rf"(?:(?<!\w)(?P<minus>[-−–](?=\D)))?{LEFT}(?P<sign>{SIGN})\s?-?(?P<n>{NUMBER})(?P<scale>{SCALE})?(?P<plus>\+)?{PER_WORD}?(?![\d])",
        _money,
    ),
    rule(rf"(?<![\w.$/])(?P<n>{NUMBER})(?P<scale>{SCALE})?\s?(?P<sign>{alternatives(AFTER)})(?![\w$])", _after),
    rule(
        rf"(?<![\w.])(?P<n>{NUMBER})\s?¢",
        lambda m: f"{say(m['n'])} cent{'' if is_one(m['n']) or adjectival(m.string, m.start(), m.end()) else 's'}",
    ),
    rule(
        r"(?<![\w.£$])(\d{1,2})p(?=[\s,.;)]|$)(?! ?\d)", lambda m: f"{say(m[1])} pence" if m[1] != "1" else "one penny"
    ),
    rule(r"\b(US|Canadian|Australian) \$", r"\1$"),
)


# €1,50: a decimal comma
DECIMAL_COMMA = re.compile(r"(?<=€)\s?(\d{1,3}),(\d\d)(?![\d,])")


def apply(text: str) -> str:
    """Sums of money in words."""
    return run(RULES, DECIMAL_COMMA.sub(r"\1.\2", text))
