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
