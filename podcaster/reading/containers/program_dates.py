"""Dates as programs write them in each language: in the header of a forwarded letter, or in a feed."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from itertools import product

from podcaster.reading import assemble, dates

_ZONE = re.compile(r"\d{1,2}:\d{2}(:\d{2})?\s*([+-]\d{4}|GMT|UTC)\b(?![+-])")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})[.-](\d{1,2})[.-](\d{4}|\d{2})\b(?![.\d])")
_EASTERN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})")
_NAMED = re.compile(r"\b(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]{3,14})\.?,?\s+(?:de\s+)?(\d{4})\b")
# The languages of programs whose months are not read elsewhere.
_LANGUAGES = (
    "nl",
    "sv",
    "da",
    "nb",
    "fi",
    "pl",
    "cs",
    "tr",
    "ru",
    "uk",
    "hu",
    "ro",
    "ca",
    "de",
    "fr",
    "es",
    "it",
    "pt",
)


def day(text: str, forwarded_on: dt.date | None) -> dt.date | dt.datetime | None:
    """The day in such a text; with its time only where the zone is known.

    A letter is forwarded soon after it came: that tells 3/5 from 5/3.
    """
    text = assemble.one_line(text)[:200]
    if _ZONE.search(text) and isinstance(moment := assemble.parse_date(text), dt.datetime):
        return moment
    if match := _EASTERN.search(text):
        return _valid(match[1], match[2], match[3])
    if match := _SLASHED.search(text):
        both = (_valid(match[3], match[1], match[2]), _valid(match[3], match[2], match[1]))
        days = [one for one in both if one is not None]
        before = [one for one in days if forwarded_on and one <= forwarded_on + dt.timedelta(days=1)]
        return max(before) if before else next(iter(days), None)
    found = dates.date(text)
    if found is not None:
        return found.date() if isinstance(found, dt.datetime) else found
    if match := _DOTTED.search(text):
        return _valid(match[3], match[2], match[1])
    if (match := _NAMED.search(text)) and (month := _months().get(match[2].lower())):
        return _valid(match[3], str(month), match[1])
    return None


def moment(text: str) -> dt.date | dt.datetime | None:
    """The date of a post in a feed, where its program may write months in its own language: "lun., 04 mars 2024"."""
    text = assemble.one_line(text)[:200]
    if found := assemble.parse_date(text):
        return found
    if (match := _NAMED.search(text)) and (month := _months().get(match[2].lower())):
        return assemble.parse_date(f"{match[3]}-{month:02}-{int(match[1]):02}{text[match.end() :]}")
    return None


def _valid(year: str, month: str, number: str) -> dt.date | None:
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(number))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    from babel.core import Locale  # 15 ms

    names: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale(language).months
        for context, form in product(("format", "stand-alone"), ("wide", "abbreviated")):  # "März", "Mär"
            for number, name in months[context][form].items():
                names.setdefault(name.lower().strip("."), number)
    return names
