"""English dates: ISO, American and European order, months, decades, quarters, eras, years and spans of years."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, just_before, rule, run, tables
from podcaster.script.speakable.en.numbers import cardinal, decade, ordinal, year
from podcaster.text.dates import month_number, months

MONTHS = months("en")
MONTH = r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?|JAN|FEB|MAR|APR|MAY|JUN|JUNE|JUL|JULY|AUG|SEPT?|OCT|NOV|DEC)\b"
CAPITAL_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|JAN|FEB|MAR|APR|MAY|JUN|JUNE|JUL|JULY|AUG|SEPT?|OCT|NOV|DEC)\b"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:1\d{3}|20\d{2})"
SUFFIX = r"(?:st|nd|rd|th)"
DAYS = {"Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Weds": "Wednesday", "Thu": "Thursday", "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday"}  # fmt: skip
QUARTERS = {"1": "first", "2": "second", "3": "third", "4": "fourth"}
DECADES = tables("en")["decade"]


def month(text: str) -> str:
    """The full name: sept. -> September."""
    return MONTHS[month_number(text) - 1]


def short_year(text: str) -> str:
    """05 -> two thousand five, 99 -> nineteen ninety-nine."""
    n = int(text)
    return year(n + (2000 if n < 50 else 1900))


def _year(text: str) -> str:
    return short_year(text) if len(text) == 2 else year(int(text))


def _say(m: int, d: int, y: str = "") -> str:
    return f"{MONTHS[m - 1]} {ordinal(d)}" + (f", {_year(y)}" if y else "")


def _iso(m: re.Match[str]) -> str:
    mm, dd = int(m["m"]), int(m["d"])
    if not (1 <= mm <= 12 and 1 <= dd <= 31):
        return m[0]
    return _say(mm, dd, m["y"])


def _short(day_first: bool, m: re.Match[str]) -> str:
    """on 6/12; but: before 3/4 of them."""
    mm, d = (int(m[3]), int(m[2])) if day_first else (int(m[2]), int(m[3]))
    if not (1 <= mm <= 12 and 1 <= d <= 31) or m.string[m.end() :].startswith(" of"):
        return m[0]
    return f"{m[1]} {_say(mm, d)}"


def _iso_month(m: re.Match[str]) -> str:
    """2024-03; but 2008-09 may be a season."""
    if int(m["m"]) > int(m["y"][2:]):
        return m[0]
    return f"{MONTHS[int(m['m']) - 1]} {year(int(m['y']))}"


def _numeric(day_first: bool, m: re.Match[str]) -> str:
    first, second, y = int(m["a"]), int(m["b"]), m["y"]
    if m["sep"] == "." or day_first:
        d, mm = (first, second) if second <= 12 else (second, first)
    else:
        mm, d = (first, second) if first <= 12 else (second, first)
    if not (1 <= mm <= 12 and 1 <= d <= 31):
        return m[0]
    return _say(mm, d, y)


def _month_day(m: re.Match[str]) -> str:
    if m["month"] in {"may", "march"} and not m["y"] and not m["suffix"]:
        return m[0]
    out = f"{month(m['month'])} {ordinal(int(m['d']))}"
    if m["d2"]:
        out += f" to {ordinal(int(m['d2']))}"
    return out + (f", {year(int(m['y']))}" if m["y"] else "")


def _day_month(m: re.Match[str]) -> str:
    if m["month"] in {"may", "march", "mar"} and not m["y"] and not m["suffix"]:
        return m[0]
    before = just_before(m)
    the = "" if re.search(r"\b[Tt]he $", before) else "the "
    days = ordinal(int(m["d"])) + (f" to {the}{ordinal(int(m['d2']))}" if m["d2"] else "")
    dot = "." if m[0].endswith(".") and m.end() == len(m.string) else ""
    return f"{the}{days} of {month(m['month'])}" + (f", {year(int(m['y']))}" if m["y"] else "") + dot


def _month_year(m: re.Match[str]) -> str:
    return f"{month(m['month'])} {year(int(m['y']))}"


def _months(m: re.Match[str]) -> str:
    return f"{month(m[1])} to {month(m[2])}"


def _month_alone(m: re.Match[str]) -> str:
    dot = "." if re.match(r"[\"'”’)]*(?:$|\s+[A-Z])", m.string[m.end() :]) else ""
    return month(m[1]) + dot


def _short_decade(m: re.Match[str]) -> str:
    return DECADES[m[1]]


def _span(m: re.Match[str]) -> str:
    a, b = m["a"], m["b"]
    if len(b) == 2 and int(b) <= int(a[2:]) and int(b) != 0:
        return m[0]
    if len(b) == 4 and int(b) < int(a):
        return m[0]
    late = ("oh " if int(b) < 10 else "") + cardinal(int(b)) if len(b) == 2 else year(int(b))
    if b == "00":
        late = "two thousand"
    return f"{year(int(a))} to {late}"


def _between(m: re.Match[str]) -> str:
    """Between 1914 and 1918: two years, unless they are round, or people are counted."""
    a, b = int(m["a"]), int(m["b"])
    round_ones = a % 50 == 0 and b % 50 == 0
    if (
        not 1500 <= a < b <= 2099
        or round_ones
        or re.match(r" (?:people|men|women|children|dollars)\b", m.string[m.end() :])
    ):
        return m[0]
    return f"{m['word']} {year(a)} {m['and']} {year(b)}"


def _eras(m: re.Match[str]) -> str:
    return f"{_old_year(int(m['a']))} to "


def _era(m: re.Match[str]) -> str:
    letters = m["era"].replace(".", "")
    dot = "." if m["era"].endswith(".") and re.match(r"[\"'”’)]*(?:$|\s+[A-Z])", m.string[m.end() :]) else ""
    n = m["n"].replace(",", "")
    return f"{_old_year(int(n)) if len(n) < 5 and ',' not in m['n'] else cardinal(int(n))} {letters}{dot}"


def _old_year(n: int) -> str:
    if 100 < n < 1000:
        high, low = divmod(n, 100)
        return (
            f"{cardinal(high)} hundred" if not low else f"{cardinal(high)} {'oh ' if low < 10 else ''}{cardinal(low)}"
        )
    return year(n)


def _quarter(m: re.Match[str]) -> str:
    part = "quarter" if m["q"] in "Qq" else "half"
    which = QUARTERS[m["n"]]
    y = m["y"].lstrip("'’")
    the = "" if re.search(r"\b(?:[Tt]he|[Oo]ur|[Tt]heir|[Ii]ts|strong|weak|a) $", just_before(m)) else "the "
    return f"{the}{which} {part} of {short_year(y) if len(y) == 2 else year(int(y))}"


NAMED_YEARS = {"TY": "tax year", "CY": "calendar year", "MY": "model year", "AY": "academic year"}


def _named_year(m: re.Match[str]) -> str:
    """TY2024 -> tax year twenty twenty-four; AY2024-25."""
    return f"{NAMED_YEARS[m[1]]} {year(int(m[2]))}" + (f" to {cardinal(int(m[3]))}" if m[3] else "")


MDY = rf"(?P<month>{MONTH})\.?\s(?P<d>{DAY})(?P<suffix>{SUFFIX})?(?![\w%]|\.\d|:\d|,\d)(?:\s?[-–—]\s?(?P<d2>{DAY}){SUFFIX}?(?![\w.:%]))?(?:(?:,\s?|\s)(?P<y>{YEAR})(?![\w%]))?"
DMY = rf"(?<![\w.,:$€£#])(?P<d>{DAY})(?P<suffix>{SUFFIX})?(?:\s?[-–—]\s?(?P<d2>{DAY}){SUFFIX}?)?(?: of|[-–])?[ -]?(?P<month>{MONTH})(?:\.(?=\s|$|,))?(?:(?:,\s?|\s|-)(?P<y>{YEAR})(?![\w%]))?(?! \d{{1,2}}\b)"


WEEKDAY_SPANS_AND_ISO_DATES: tuple[Rule, ...] = (
    rule(
        rf"\b({'|'.join(DAYS)})\.?\s?[-–]\s?({'|'.join(DAYS)})\b\.?(?!\w)",
        lambda m: f"{DAYS[m[1]]} to {DAYS[m[2]]}",
    ),
    rule(
        r"(?<![\w.,/-])(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?:T(?P<h>\d\d):(?P<min>\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?|(?![\w/-]))",
        lambda m: _iso(m) + (f" at {m['h']}:{m['min']}" if m["h"] else ""),
    ),
)


def _numeric_dates(day_first: bool) -> tuple[Rule, ...]:
    """Dates in digits (3/4/2024, 3/4/24): countries differ in which number is the day."""
    return (
        rule(
            r"(?<![\w.,/-])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})(?![\w/-])",
            lambda m: _numeric(day_first, m),
        ),
        rule(
            r"(?<![\w.,/-])(?P<a>\d{1,2})(?P<sep>/)(?P<b>\d{1,2})/(?P<y>\d{2})(?![\w/-])",
            lambda m: _numeric(day_first, m),
        ),
    )


DAY_NAMES = "|".join([*DAYS, *dict.fromkeys(DAYS.values())])
WEEKDAYS: tuple[Rule, ...] = (
    # Mon to Fri · Tue & Thu · Sat 9–12
    rule(
        rf"\b({'|'.join(DAYS)})\b\.?(?=(?:, | to | and | & |, and |/)(?:{DAY_NAMES})\b)",
        lambda m: DAYS[m[1]],
    ),
    rule(rf"(?<=day)( to | and | & |, and |, )({'|'.join(DAYS)})\b\.?(?!\w)", lambda m: f"{m[1]}{DAYS[m[2]]}"),
    rule(
        rf"\b({'|'.join(DAYS)})\b\.?(?=,? (?:\d{{1,2}}(?::\d\d)?\s?(?:[AaPp]\.?[Mm]|[-–—]|to \d)|\d{{1,2}}:\d\d|noon|midnight))",
        lambda m: DAYS[m[1]],
    ),
    rule(r"(?<=day)(,? )(\d{1,2})\s?[-–]\s?(\d{1,2})(?![\w:/-]|\.\d)", r"\1\2 to \3"),
    rule(rf"\b({'|'.join(DAYS)})\.?(?=,? (?:{CAPITAL_MONTH}|{DAY}{SUFFIX}? {CAPITAL_MONTH}))", lambda m: DAYS[m[1]]),
    rule(rf"\b({'|'.join(d for d in DAYS if d not in {'Sun', 'Sat'})})\.(?=,?\s[a-z0-9]|[,;)])", lambda m: DAYS[m[1]]),
)
MONTHS_AND_DAYS: tuple[Rule, ...] = (
    rule(rf"(?<![\w'’]){MDY}", _month_day),
    rule(DMY, _day_month),
    rule(r"(?<![\w.,/-])(?P<y>19\d\d|20\d\d)-(?P<m>0[1-9]|1[0-2])(?![\w/-])", _iso_month),
    rule(rf"\b({MONTH}\.?(?:,| of)? ?{YEAR})\s?[-–—]\s?(?={MONTH}\b)", r"\1 to "),
    rule(rf"\b(?P<month>{MONTH})\.?(?:,| of)? ?(?P<y>{YEAR})(?![\w%]|[.,]\d)", _month_year),
    rule(rf"\b(?P<month>{MONTH})\.?\s['’](?P<y>\d{{2}})\b", lambda m: f"{month(m['month'])} {short_year(m['y'])}"),
    rule(
        r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s?[-–]\s?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?",
        _months,
    ),
    rule(r"\b(Jan|Feb|Aug|Sept?|Oct|Nov|Dec|Apr)\.(?=[\s,;)]|$)", _month_alone),
)
ERAS: tuple[Rule, ...] = (
    rule(r"\b(?:c|ca|circa)\.? ?(?=\d{2,4}\b(?! ?(?:%|percent)))", "circa "),
    rule(r"(?<![\w.,])(?P<a>\d{1,4})\s?[-–—]\s?(?=\d{1,4}\s?(?:BCE|BC|CE|AD|B\.C\.)(?![A-Za-z]))", _eras),
    rule(r"\b(AD|A\.D\.)\s?(?P<n>\d{1,4})\b", lambda m: f"AD {_old_year(int(m['n']))}"),
    rule(
        r"(?<![\w.])(?P<n>\d{1,3}(?:,\d{3})+|\d{1,5})\s?(?P<era>BCE|BC|CE|AD|B\.C\.E\.|B\.C\.|C\.E\.|A\.D\.)(?![A-Za-z])",
        _era,
    ),
    rule(
        r"\b(?P<word>[Bb]etween|[Ff]rom) (?P<a>\d{4}) (?P<and>and|to|until|till) (?P<b>\d{4})(?![\w%]|[.,]\d)",
        _between,
    ),
)
DECADES_AND_YEARS: tuple[Rule, ...] = (
    rule(r"\((r|fl)\. (?=[\da-z])", lambda m: "(reigned " if m[1] == "r" else "(flourished "),
    rule(r"(?<![\w.,$€£])([2-9]0)s\s?[-–]\s?([2-9]0)s\b", lambda m: f"{DECADES[m[1]]} to {DECADES[m[2]]}"),
    rule(r"\b(Sat|Sun)\. (?=(?:&|and) )", lambda m: f"{DAYS[m[1]]} "),
    rule(
        r"(?<![\w.,$€£])((?:1\d|20)\d)0['’]?s\s?[-–]\s?(?=(?:(?:1\d|20)\d)0['’]?s\b)",
        lambda m: decade(int(m[1] + "0")) + " to ",
    ),
    rule(r"(?<![\w.,$€£])(1\d|20)(\d0)['’]?s\b", lambda m: decade(int(m[1] + m[2]))),
    rule(r"(?<![\w.,])['’‘](\d0)['’]?s\b", _short_decade),
    rule(
        r"\b((?:his|her|their|my|your|our|its|in)(?: (?:early|mid|late|very early))?[ -])([2-9]0)['’]?s\b",
        lambda m: m[1] + DECADES[m[2]],
        re.IGNORECASE,
    ),
    rule(r"\b(year |AD )(2[1-9]\d\d|[3-9]\d{3})\b", lambda m: m[1] + year(int(m[2]))),
    rule(r"\b((?:the|early|mid|late)[ -])([02-9]0)s\b", lambda m: m[1] + DECADES[m[2]], re.IGNORECASE),
)


def _short_date(day_first: bool) -> Rule:
    """A date without a year (3/4), recognised only after a word such as "on" or "until"."""
    return rule(
        r"\b([Oo]n|[Bb]y|[Uu]ntil|[Ss]ince|[Ww]eek of|[Dd]ue|[Dd]ated|[Ss]tarting|[Ee]nding|[Bb]efore|[Aa]fter) (\d{1,2})/(\d{1,2})(?![\w/])",
        lambda m: _short(day_first, m),
    )


QUARTERS_AND_FISCAL_YEARS: tuple[Rule, ...] = (
    # Q3FY25 · 3QFY25 · FY25Q3
    rule(r"\b(?:([QH])([1-4])|([1-4])([QH])) ?(?=FY ?['’]?\d\d)", lambda m: f"{m[1] or m[4]}{m[2] or m[3]} "),
    rule(r"\b(FY ?['’]?(?:\d{4}|\d{2}))(?=[QH][1-4]\b)", r"\1 "),
    rule(r"\b(TY|CY|MY|AY) ?(\d{4})(?:[-–/](\d\d))?\b", _named_year),
    rule(r"\b([QH])([1-4])\s?[-–]\s?(?=[QH]?[1-4]\b)", r"\1\2 to "),
    rule(r"\bFY ?(\d{4})[-–/](\d\d)\b", lambda m: f"fiscal year {year(int(m[1]))} to {cardinal(int(m[2]))}"),
    rule(r"\b(?P<q>[QqH])(?P<n>[1-4])[ -]?(?:of )?(?P<y>\d{4}|['’]\d{2})\b", _quarter),
    rule(
        r"\b(?P<n>[1-4])(?P<q>[QH]) ?(?P<y>\d{2}|\d{4})\b",
        lambda m: (
            f"{'' if re.search(r'the $', just_before(m)) else 'the '}{QUARTERS[m['n']]} {'quarter' if m['q'] == 'Q' else 'half'} of {cardinal(int(m['y'])) if len(m['y']) == 2 else year(int(m['y']))}"
        ),
    ),
    rule(r"\b([QH])([1-4])\b", lambda m: f"{m[1]} {cardinal(int(m[2]))}"),
    rule(r"\bFY ?['’]?(\d{4}|\d{2})\b", lambda m: f"fiscal year {_year(m[1])}"),
)
SPANS: tuple[Rule, ...] = (
    rule(
        r"(?<![\w.,])((?:1[5-9]|20)\d\d)\s?[-–—]\s?(present|now|today|date)\b",
        lambda m: f"{year(int(m[1]))} to {m[2]}",
    ),
    rule(rf"(?<![\w.,$€£/#-])(?P<a>{YEAR})\s?[-–—/]\s?(?P<b>{YEAR}|\d\d)(?![\w%/-]|[.,]\d)", _span),
    rule(
        r"(?<![\w])['’](\d\d)[-–]['’]?(\d\d)\b",
        lambda m: f"{cardinal(int(m[1]))} to {('oh ' if m[2][0] == '0' else '') + cardinal(int(m[2]))}",
    ),
    rule(
        r"(?<![\w])['’](\d\d)(?![\w'’])",
        lambda m: f"oh {cardinal(int(m[1]))}" if m[1][0] == "0" and m[1] != "00" else cardinal(int(m[1])),
    ),
    rule(
        rf"\b(b|d|r|fl)\. (?={YEAR}\b)",
        lambda m: {"b": "born ", "d": "died ", "r": "reigned ", "fl": "flourished "}[m[1]],
    ),
)


def _rules(day_first: bool) -> tuple[Rule, ...]:
    """All rules, in the order in which they run."""
    return (
        *WEEKDAY_SPANS_AND_ISO_DATES,
        *_numeric_dates(day_first),
        *WEEKDAYS,
        *MONTHS_AND_DAYS,
        *ERAS,
        *DECADES_AND_YEARS,
        _short_date(day_first),
        *QUARTERS_AND_FISCAL_YEARS,
        *SPANS,
    )


AMERICAN = _rules(day_first=False)
BRITISH = _rules(day_first=True)

COUNTED_NEXT = re.compile(
    r" (?!(?:was|is|has|his|this|as|us|its|plus|versus|series|always|perhaps|does|saw|elections?|olympics|edition)\b)(?:[a-z]+(?<!s)s|people|men|women|children|dollars|[a-z]+ing [a-z]+s|(?:different|new|more|other|unique|separate|individual|active|total|lost|monthly|daily) [a-z]+)\b"
)


def bare_year(m: re.Match[str]) -> str:
    """A four-digit number on its own: a year, or a count."""
    n = int(m[1])
    if COUNTED_NEXT.match(m.string, m.end()) and not (
        1900 <= n <= 2099 and re.match(r" [a-z]+s\b", m.string[m.end() :]) is None
    ):
        return count(n)
    return year(n)


def count(n: int) -> str:
    """1500 -> fifteen hundred, 2019 -> two thousand nineteen."""
    if 1100 <= n <= 9900 and n % 100 == 0 and n % 1000:
        return cardinal(n // 100) + " hundred"
    return cardinal(n)


def apply(text: str, *, day_first: bool = False) -> str:
    """Dates in words."""
    return run(BRITISH if day_first else AMERICAN, text)
