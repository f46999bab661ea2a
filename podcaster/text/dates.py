"""Days and months as each language writes them. The names and the order come from Babel (CLDR)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from podcaster.text.languages import primary, region

_FIRST = {"fr": "1er", "it": "1º", "pt": "1º"}  # the first day of a month; CLDR has a plain 1
_MONTH_FIRST = ("", "US", "PH")  # the regions of English that write the month before the day


@lru_cache(maxsize=16)
def months(language: str) -> tuple[str, ...]:
    """January to December, as they stand within a date."""
    from babel.core import Locale  # 15 ms

    names = Locale(primary(language)).months["format"]["wide"]
    return tuple(names[number] for number in range(1, 13))


@lru_cache(maxsize=4096)  # a list of many episodes asks 80 microseconds each
def written(day: dt.date, language: str) -> str:
    """*day* as one writes it out: "22. November 2026" in German; ISO 8601 in a language that CLDR does not have."""
    from babel.core import Locale, UnknownLocaleError  # 15 ms
    from babel.dates import format_date

    code = primary(language)
    british = code == "en" and region(language) not in _MONTH_FIRST
    if not code.isalpha():
        return f"{day:%Y-%m-%d}"
    try:
        text = format_date(day, "long", locale=Locale(code, "GB" if british else None))
    except UnknownLocaleError:
        return f"{day:%Y-%m-%d}"
    return text.replace("1", _FIRST[code], 1) if day.day == 1 and code in _FIRST else text


@lru_cache(maxsize=1)
def _english() -> dict[str, int]:
    names = {name.lower(): number for number, name in enumerate(months("en"), 1)}
    return names | {name[:3]: number for name, number in names.items()} | {"sept": 9}


def month_number(english: str) -> int:
    """1 to 12 for the English name of a month or its abbreviation: "Sept." -> 9; 0 for any other word."""
    return _english().get(english.rstrip(".").lower(), 0)


_WIDTHS = (("format", "wide"), ("format", "abbreviated"), ("stand-alone", "wide"), ("stand-alone", "abbreviated"))


@lru_cache(maxsize=16)
def month_numbers(language: str) -> dict[str, int]:
    """1 to 12 by the names that a language gives its months, abbreviated or not, in small letters; names first that
    contain others. Empty for a language that CLDR does not have, or that only counts its months.
    """
    from babel.core import Locale, UnknownLocaleError  # 15 ms

    code = primary(language)
    try:
        names = Locale(code).months if code.isalpha() else {}
    except UnknownLocaleError:
        return {}
    found: dict[str, int] = {}
    for use, width in _WIDTHS:
        for number, name in names.get(use, {}).get(width, {}).items():
            name = name.strip(".").lower()
            if any(sign.isalpha() for sign in name) and not name[0].isdigit():
                found.setdefault(name, number)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=16)
def is_day_first(language: str) -> bool:
    """Whether 3/4 is the third of April in this language; in English only outside of the United States."""
    code = primary(language)
    return bool(code) and (code != "en" or region(language) not in _MONTH_FIRST)
