"""English money: signs, codes, K, M, bn; cents; singular before a noun."""

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, rule, run
from podcaster.script.speakable.en.measures import PER, adjectival
from podcaster.script.speakable.en.numbers import NUMBER, cardinal, is_one, say

# sign or code -> singular, plural, smaller coin, its plural
DOLLAR = ("dollar", "dollars", "cent", "cents")


def _kind(name: str) -> tuple[str, str, str, str]:
    return f"{name} dollar", f"{name} dollars", "cent", "cents"


CURRENCIES: dict[str, tuple[str, str, str, str]] = {
    "$": DOLLAR,
    "US$": _kind("US"), "U.S.$": _kind("US"), "USD": _kind("US"), "US $": _kind("US"), "USD$": _kind("US"),
    "C$": _kind("Canadian"), "CA$": _kind("Canadian"), "CAD": _kind("Canadian"), "Can$": _kind("Canadian"),
    "A$": _kind("Australian"), "AU$": _kind("Australian"), "AUD": _kind("Australian"),
    "NZ$": _kind("New Zealand"), "NZD": _kind("New Zealand"), "S$": _kind("Singapore"), "SGD": _kind("Singapore"),
    "HK$": _kind("Hong Kong"), "HKD": _kind("Hong Kong"), "NT$": _kind("Taiwan"), "TWD": _kind("Taiwan"),
    "R$": ("real", "reais", "centavo", "centavos"), "BRL": ("Brazilian real", "Brazilian reais", "centavo", "centavos"),
    "€": ("euro", "euros", "cent", "cents"), "EUR": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"), "GBP": ("pound", "pounds", "penny", "pence"),
    "¥": ("yen", "yen", "sen", "sen"), "￥": ("yen", "yen", "sen", "sen"), "JPY": ("yen", "yen", "sen", "sen"),
    "CN¥": ("yuan", "yuan", "fen", "fen"), "RMB": ("yuan", "yuan", "fen", "fen"), "CNY": ("yuan", "yuan", "fen", "fen"),
    "₹": ("rupee", "rupees", "paisa", "paise"), "INR": ("rupee", "rupees", "paisa", "paise"), "Rs.": ("rupee", "rupees", "paisa", "paise"),
    "Rs": ("rupee", "rupees", "paisa", "paise"),
    "₩": ("won", "won", "jeon", "jeon"), "KRW": ("won", "won", "jeon", "jeon"),
    "₽": ("ruble", "rubles", "kopeck", "kopecks"), "RUB": ("ruble", "rubles", "kopeck", "kopecks"),
    "₺": ("lira", "lira", "kurus", "kurus"), "TRY": ("lira", "lira", "kurus", "kurus"),
    "₿": ("bitcoin", "bitcoin", "", ""), "BTC": ("bitcoin", "bitcoin", "", ""), "ETH": ("ether", "ether", "", ""),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"), "SEK": ("Swedish krona", "Swedish kronor", "öre", "öre"),
    "NOK": ("Norwegian krone", "Norwegian kroner", "øre", "øre"), "DKK": ("Danish krone", "Danish kroner", "øre", "øre"),
    "kr": ("krone", "kroner", "øre", "øre"), "PLN": ("zloty", "zlotys", "grosz", "groszy"), "zł": ("zloty", "zlotys", "grosz", "groszy"),
    "CZK": ("Czech crown", "Czech crowns", "haler", "halers"), "HUF": ("forint", "forints", "filler", "fillers"),
    "ILS": ("shekel", "shekels", "agora", "agorot"), "₪": ("shekel", "shekels", "agora", "agorot"),
    "MXN": ("Mexican peso", "Mexican pesos", "centavo", "centavos"), "ZAR": ("rand", "rand", "cent", "cents"),
    "₱": ("peso", "pesos", "centavo", "centavos"), "₫": ("dong", "dong", "", ""), "₴": ("hryvnia", "hryvnias", "kopeck", "kopecks"),
    "₦": ("naira", "naira", "kobo", "kobo"), "฿": ("baht", "baht", "satang", "satang"), "THB": ("baht", "baht", "satang", "satang"),
}  # fmt: skip
AFTER = {k: v for k, v in CURRENCIES.items() if k not in {"¥", "US $", "Rs", "Rs.", "TRY", "C$", "A$", "S$"}}

SCALES = {
    "k": "thousand", "K": "thousand", "thousand": "thousand", "m": "million", "M": "million", "mn": "million", "mm": "million",
    "MM": "million", "mil": "million", "mio": "million", "million": "million", "b": "billion", "B": "billion", "bn": "billion", "Bn": "billion",
    "BN": "billion", "bln": "billion", "bil": "billion", "billion": "billion", "t": "trillion", "T": "trillion", "tn": "trillion", "Tn": "trillion",
    "trn": "trillion", "trillion": "trillion", "hundred": "hundred", "quadrillion": "quadrillion", "Million": "million", "Billion": "billion",
    "Trillion": "trillion", "grand": "thousand",
}  # fmt: skip
SCALE = rf"(?:[ -]?(?:{alternatives(SCALES)})(?![A-Za-z]))"
SIGN = alternatives(CURRENCIES)
PER_WORD = rf"(?:\s?/\s?(?P<per>{alternatives(PER)})(?![A-Za-z])(?:/(?P<per2>{alternatives(PER)})(?![A-Za-z]))?)"
DASH = r"(?:\s?[-–—]\s?| to )"


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
    """between $5 and $10 million: the first sum has the scale of the second."""
    return f"{m['word']} {say(m['a'])} {m['and']} {_amount(m['b'], m['scale'] or '', m['sign'], single=False)}"


LEFT = r"(?<![\w.$])"
RULES: tuple[Rule, ...] = (
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


def apply(text: str) -> str:
    """Sums of money in words."""
    return run(RULES, text)
