"""Numbers, units, amounts and dates in a language without rules of its own, by CLDR (babel) and num2words.

What the two do not know stays as it is written, and the voice reads it in its own way.
"""

# Each pattern and table is on as few lines as it fits.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from podcaster.script.speakable.common import NOT_PLAIN, alternatives, bare, plain_digits, tidy
from podcaster.text.dates import months

# language -> its name in num2words; "": only units and names of currencies are known, and figures stay
LANGUAGES = {
    **{code: code for code in ("pl", "ru", "uk", "be", "cs", "sk", "sl", "da", "sv", "no", "fi", "tr", "hu", "ro")},
    **{code: code for code in ("lt", "lv", "is", "ca", "id", "az")},
    **{"nb": "no", "nn": "no", "el": "", "bg": "", "hr": "", "et": "", "mk": "", "sq": "", "eu": ""},
}
# num2words has no negative numbers in these.
_MINUS = {"pl": "minus", "cs": "minus", "sk": "mínus", "tr": "eksi", "el": "μείον", "bg": "минус", "hr": "minus"}
_MINUS |= {"et": "miinus", "mk": "минус", "sq": "minus", "eu": "minus"}
_WITHOUT_DECIMALS = frozenset({"tr", "hu", "cs", "sk"})  # num2words is wrong or says tenths after any number
_WITHOUT_DATES = frozenset({"hu", "lt", "lv", "az", "eu"})  # another order, or words between
# The day of a date is an ordinal: how the end of "fifth" becomes "of the fifth", in the last word or in all.
_DAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "pl": (("y", "ego"), ("i", "iego")),
    "ru": (("ый", "ого"), ("ой", "ого"), ("ий", "ьего")),
    "uk": (("ий", "ого"), ("ій", "ього")),
    **dict.fromkeys(("sv", "da", "no", "nb", "nn", "fi", "sl"), ()),
}
_STOPPED = frozenset({"cs", "sk", "hr", "et", "is", "da", "no", "nb", "nn", "fi", "sl"})  # 5. is "fifth"
# CLDR's units, and how they are written everywhere
_UNITS = {
    "length-kilometer": "km", "length-meter": "m", "length-centimeter": "cm", "length-millimeter": "mm", "mass-kilogram": "kg",
    "mass-gram": "g", "mass-milligram": "mg", "volume-liter": "l", "volume-milliliter": "ml", "duration-hour": "h",
    "duration-minute": "min", "duration-second": "s", "duration-millisecond": "ms", "speed-kilometer-per-hour": "km/h",
    "speed-meter-per-second": "m/s", "digital-kilobyte": "kB", "digital-megabyte": "MB", "digital-gigabyte": "GB",
    "digital-terabyte": "TB", "power-watt": "W", "power-kilowatt": "kW", "power-megawatt": "MW", "energy-kilowatt-hour": "kWh",
    "frequency-hertz": "Hz", "frequency-megahertz": "MHz", "frequency-gigahertz": "GHz", "area-square-meter": "m²",
    "area-square-kilometer": "km²", "area-hectare": "ha", "volume-cubic-meter": "m³", "temperature-celsius": "°C",
    "temperature-fahrenheit": "°F", "angle-degree": "°", "concentr-percent": "%", "concentr-permille": "‰",
    "electric-volt": "V", "pressure-hectopascal": "hPa",
}  # fmt: skip
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₴": "UAH", "₺": "TRY", "zł": "PLN", "Kč": "CZK", "Ft": "HUF"}  # fmt: skip
_CODES = (
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "CHF",
    "PLN",
    "CZK",
    "SEK",
    "NOK",
    "DKK",
    "HUF",
    "RON",
    "TRY",
    "UAH",
    "RUB",
    "BGN",
)
_KRONER = {"sv": "SEK", "da": "DKK", "no": "NOK", "nb": "NOK", "nn": "NOK", "is": "ISK"}
# The name of a country's own money without the country: złotych, not złotych polskich.
_OWN = {"pl": ("PLN", 0), "ro": ("RON", 0), "sv": ("SEK", -1), "da": ("DKK", -1), "cs": ("CZK", -1), "hu": ("HUF", -1)}
_OWN |= {"ru": ("RUB", -1), "uk": ("UAH", -1), **dict.fromkeys(("no", "nb", "nn"), ("NOK", -1))}
# The last word of a number before a feminine noun: dwie minuty. "One" only alone.
_FEMININE = {"pl": {"jeden": "jedna", "dwa": "dwie"}, "ru": {"один": "одна", "два": "две"}, "cs": {"dva": "dvě"}}
_FEMININE |= {"uk": {"один": "одна", "два": "дві"}, "sk": {"jeden": "jedna", "dva": "dve"}}
# The number of a year before these is an ordinal, in a case that only the voice may know.
_YEARS = r"roku|rok|roce|rokom|году|года|год|годов|г\.|році|року|рік|р\.|годзе|года|letu|leta|leto"
_FIGURES = re.compile(r"[-−–]?\d[\d.,\s]*(?<!\s)")


@dataclass(frozen=True, slots=True)
class _Language:
    """What is known of a language, and the patterns made of it."""

    code: str
    words: str  # in num2words
    minus: str
    decimal: str
    group: str
    units: dict[str, str]  # symbol -> CLDR's unit
    money: dict[str, str]  # sign or code -> ISO 4217
    measure: re.Pattern[str]
    before: re.Pattern[str]  # the sign of a currency, and the amount
    after: re.Pattern[str]
    day: re.Pattern[str]  # before the name of a month
    plain: re.Pattern[str]


@lru_cache(maxsize=8)
def _language(code: str) -> _Language:
    from babel.numbers import get_decimal_symbol, get_group_symbol  # 15 ms

    decimal, group = get_decimal_symbol(code), get_group_symbol(code)
    separator = re.escape(group) if group in ".," else "[ \u00a0\u202f]"
    number = (
        rf"(?P<n>\d{{1,3}}(?:{separator}\d{{3}})+(?!\d)(?:{re.escape(decimal)}\d+)?|\d+(?:{re.escape(decimal)}\d+)?)"
    )
    left = r"(?<![\w.,:/+–-])(?:(?:^|(?<=[\s(\"„“«]))(?P<sign>[-−–]))?"
    units = {**(_symbols("ru") if code in {"bg", "mk", "be"} else {}), **_symbols(code)}
    money = {**_SIGNS, **{c: c for c in _CODES}, **({"kr": _KRONER[code]} if code in _KRONER else {})}
    names = "|".join(re.escape(name) for name in months(code))
    return _Language(
        code,
        LANGUAGES[code],
        _MINUS.get(code) or _num2words(-3, LANGUAGES[code]).removesuffix(_num2words(3, LANGUAGES[code])).strip(),
        decimal,
        group,
        units,
        money,
        re.compile(rf"{left}{number}\s?(?P<unit>{alternatives(units)})(?![\w/²³])"),
        re.compile(rf"(?<!\w)(?P<sign>[-−–])?(?P<coin>[$€£¥%])\s?{number}(?![\w%])"),
        re.compile(rf"{left}{number}\s?(?P<coin>{alternatives(money)})(?!\w)(?:(?<=kr)\.(?=\s+[a-zæøåäö]))?"),
        re.compile(rf"(?<![\w.,:/–-])(?P<d>[1-9]|[12]\d|3[01])\.?(?= (?:{names})\b)"),
        re.compile(rf"{left}{number}(?![\w%°]|[.,:/–-]\d|\s?[$€£¥]|\s(?:{_YEARS})\b)"),
    )


def _symbols(code: str) -> dict[str, str]:
    """How units are written, in every language and in this one, with CLDR's name of each."""
    from babel.units import format_unit

    found: dict[str, str] = {}
    for unit, symbol in _UNITS.items():
        local = format_unit(7, unit, length="short", locale=code)
        for written in (symbol, symbol.replace("²", "2").replace("³", "3"), local.removeprefix("7").strip()):
            if written and "7" not in written:
                found.setdefault(written, unit)
    return found


@lru_cache(maxsize=1024)
def _num2words(n: float, name: str, to: str = "cardinal") -> str:
    from num2words import num2words

    return str(num2words(n, lang=name, to=to)).strip()


def _value(known: _Language, text: str) -> int | float:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    plain = plain.replace(known.group, "") if known.group in ".," else plain
    number = float(plain.replace(known.decimal, "."))
    return int(number) if number.is_integer() and known.decimal not in plain else number


def _number(known: _Language, text: str, sign: str | None = None) -> str:
    """A number in words, or its figures where num2words does not know how."""
    minus = f"{known.minus} " if sign else ""
    bare_number = re.sub(r"\D", "", text)
    if (
        not known.words
        or (bare_number[0] == "0" and text != "0" and known.decimal not in text)
        or len(bare_number) > 12
    ):
        return minus + text
    value = _value(known, text)
    if isinstance(value, float):
        return minus + (text if known.code in _WITHOUT_DECIMALS else _num2words(value, known.words))
    if text.isdecimal() and 1100 <= value <= 1999 and known.words in {"sv", "da", "no"}:
        return minus + _year(value, known.words)
    return minus + _num2words(value, known.words)


def _plain(known: _Language, m: re.Match[str]) -> str:
    """A number alone; before a stop and a small letter it is an ordinal, which the voice reads."""
    ordinal = re.match(r"\.\s+([^\W\d_])", m.string[m.end() :])
    return m[0] if ordinal and ordinal[1].islower() else _number(known, m["n"], m["sign"])


def _year(n: int, name: str) -> str:
    if name != "sv":
        return _num2words(n, name, "year")
    rest = f"{_num2words(n % 100, name)}" if n % 100 else ""
    return f"{_num2words(n // 100, name)}hundra{rest}"


def _measured(known: _Language, m: re.Match[str]) -> str:
    unit = known.units[m["unit"]]
    return _with_unit(known, m, unit) or m[0]


def _with_unit(known: _Language, m: re.Match[str], unit: str) -> str:
    """The number and the name of the unit in the order of the language; "" where CLDR has no words for it."""
    from babel.units import format_unit

    if len(m["n"]) > 20:  # more digits than CLDR's numbers have
        return ""
    name = format_unit(_value(known, m["n"]), unit, length="long", locale=known.code)
    one = _FIGURES.sub("", format_unit(1, unit, length="long", locale=known.code), count=1).strip()
    said = _agreeing(known, _number(known, m["n"], m["sign"]), one)
    return "" if "/" in name else _FIGURES.sub(lambda _: said, name, count=1)


def _agreeing(known: _Language, number: str, noun: str) -> str:
    """The words of a number before *noun*, feminine where that is."""
    *rest, last = number.split(" ")
    if not noun.split(maxsplit=1)[0].endswith(("a", "а", "я")) or (known.code == "pl" and rest and last == "jeden"):
        return number
    return " ".join([*rest, _FEMININE.get(known.code, {}).get(last, last)])


def _paid(known: _Language, m: re.Match[str]) -> str:
    from babel.numbers import get_currency_name

    if m["coin"] == "%":  # Turkish: %20
        return _with_unit(known, m, "concentr-percent")
    coin = known.money[m["coin"]]
    names = [get_currency_name(coin, count=n, locale=known.code) for n in (_value(known, m["n"]), 1)]
    own, place = _OWN.get(known.code, ("", 0))
    if coin == own:
        names = [name.split()[place] for name in names]
    return f"{_agreeing(known, _number(known, m['n'], m['sign']), names[1])} {names[0]}"


def _day(known: _Language, n: int) -> str:
    """The day of a date: an ordinal where num2words can form it, else its figure."""
    endings = _DAYS.get(known.code)
    if endings is None:
        return f"{n}." if known.code in _STOPPED else _number(known, str(n))
    parts = _num2words(n, known.words, "ordinal").split()
    for at in range(0 if known.code == "pl" else len(parts) - 1, len(parts)):
        for old, new in endings:
            if parts[at].endswith(old):
                parts[at] = parts[at].removesuffix(old) + new
                break
    return " ".join(parts)


def _dated(known: _Language, m: re.Match[str]) -> str:
    """2024-03-05 and 5.3.2024 with the name of the month."""
    try:
        day = date(int(m["y"] or m["y2"]), int(m["m"] or m["m2"]), int(m["d"] or m["d2"]))
    except ValueError:
        return m[0]
    return f"{_day(known, day.day)} {months(known.code)[day.month - 1]} {_number(known, str(day.year))}"


_DATE = re.compile(
    r"(?<![\w.,:/-])(?:(?P<y>[12]\d{3})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d{1,2})\. ?(?P<m2>\d{1,2})\. ?(?P<y2>[12]\d{3}))(?![\w/-]|[.:]\d)"
)


def speak(text: str, code: str) -> str:
    """*text* with what CLDR and num2words know of its numbers in words; without footnote marks, markup and emoji."""
    if not NOT_PLAIN.search(text):
        return text
    text = bare(plain_digits(text))
    if any(c.isdecimal() for c in text):
        known = _language(code)
        if code not in _WITHOUT_DATES:
            text = _DATE.sub(lambda m: _dated(known, m), text)
            if code in _DAYS:
                text = known.day.sub(lambda m: _day(known, int(m["d"])), text)
        text = known.before.sub(lambda m: _paid(known, m), text)
        text = known.after.sub(lambda m: _paid(known, m), text)
        text = known.measure.sub(lambda m: _measured(known, m), text)
        text = known.plain.sub(lambda m: _plain(known, m), text)
    return tidy(text)
