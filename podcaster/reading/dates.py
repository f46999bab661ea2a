"""Find dates in texts and addresses, if they are plausible for an article."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from podcaster.reading import rules
from podcaster.reading.spaces import folded
from podcaster.text import dates

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|"
    r"[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_MONTH_NAMES = (
    "jan(?:uary|uar|vier)?|ene(?:ro)?|janeiro|gennaio|января?|januari",
    "feb(?:ruary|ruar|rero|braio)?|f[ée]v(?:r(?:ier|eiro)?)?|февраля?|februari",
    "mar(?:ch|s|zo|ço)?|märz|марта?|maart",
    "apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|апреля?",
    "may|mai|mayo|maio|maggio|мая|mei",
    "june?|juni|juin|jun(?:io|ho)?|giugno|июня",
    "july?|juli|juil(?:let)?|jul(?:io|ho)?|luglio|июля",
    "aug(?:ust|ustus)?|août|ago(?:sto)?|августа?",
    "sep(?:t(?:ember|embre|iembre)?)?|set(?:embro|tembre)?|сентября?",
    "o[ck]t(?:ober|obre|ubre)?|out(?:ubro)?|ottobre|октября?",
    "nov(?:ember|embre|iembre|embro)?|ноября?",
    "de[cz](?:ember|embro)?|déc(?:embre)?|dic(?:iembre|embre)?|декабря?",
)
_ANY_MONTH = "|".join(_MONTH_NAMES)
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:de |of )?\s*({_ANY_MONTH})\b\.?,?[\s-]*(?:de |"
    rf"del )?(\d{{4}}|(?<=-|\s)['’]\d\d\b|(?<=-)\d\d\b)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b({_ANY_MONTH})(?:\.?\s+|-)(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?:at )?|-|"
    rf"\s\d\d:\d\d:\d\d\s(?:[A-Z]{{2,5}}\s)?)(\d{{4}})\b",  # the last one as Java writes it
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b|\b(\d\d)\.(\d\d)\.(\d\d)\b(?![.:]?\d)")
_DASHED = re.compile(r"(?<![\w-])(\d\d?)-(\d\d?)-(\d{4})(?![\w-])")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b|(?<![\w/])(\d{1,2})/(\d{1,2})/(\d\d)(?![\w/])")
_ERA = re.compile(r"(令和|平成)\s?(\d{1,2}|元)年\s?(\d{1,2})月\s?(\d{1,2})日")
_ERAS = {"令和": 2018, "平成": 1988}  # the year before the first one
_YEAR_FIRST = re.compile(r"(?<![0-9A-Za-z_])(\d{4})[/.年년]\s?(\d{1,2})[/.月월]\s?(\d{1,2})[日일]?")
# As programs write the English order with Chinese or Japanese months: "十一月 02, 2022", "11月 2, 2022".
_MONTH_FIRST = re.compile(r"(?<!\d)(十[一二]?|[一二三四五六七八九]|\d{1,2})月\s?(\d{1,2})日?[,，]?\s?(\d{4})(?!\d)")
_DIGITS = "一二三四五六七八九"
_SENTENCE = re.compile(r"[。！？]|[가-힣]{2}[.!?]\s*$")  # in Japanese, Chinese and Korean
_UNSPACED = re.compile("[぀-ヿ㐀-鿿]")  # kana and Chinese characters: about two of them are a word
_LABEL = re.compile(  # what these languages write beside a date, with the parts of a time
    "最終|最后|最後|公開|更新|投稿|掲載|作成|公布|发布|發布|發佈|发表|發表|時間|时间|日期|日時|午前|午後|上午|下午|"
    "[月火水木金土日]曜日?|星期.|[于於日時时分秒]"
)
_COMPACT = re.compile(r"(20\d\d)([01]\d)([0-3]\d)(?:T?\d{4,6}Z?)?$")
_EARLIEST = 1990
_AHEAD = dt.timedelta(days=2)  # of today in UTC: time zones, and a clock that is slow; a later date is that of an event
_IN_ADDRESS = re.compile(
    r"[/_-](?P<y1>(?:19|20)\d\d)[/._-](?P<m1>\d{1,2})[/._-](?P<d1>\d{1,2})(?!\d)|"
    r"[/_-]t?(?P<y2>20\d\d)(?P<m2>[01]\d)/?(?P<d2>[0-3]\d)(?![\da-z])|"  # 20210504, 202105/04
    r"/(?P<y3>20\d\d)/(?P<m3>[01]\d)(?P<d3>[0-3]\d)/|"
    r"/(?P<y4>20\d\d)/(?P<m4>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(?P<d4>\d{1,2})/"
)


def date(text: str, language: str = "") -> dt.date | dt.datetime | None:
    """The date in *text*, if it is plausible for an article. *language* gives the names of months and the order."""
    found = date_within(text, language)
    return found[0] if found else None


def date_within(text: str, language: str = "") -> tuple[dt.date | dt.datetime, str] | None:
    """The date in *text*, and the other words of the text."""
    text = folded(text)[:200]
    for match, day in _days(text, language):
        if day is None:
            return None
        before, behind = text[: match.start()], text[match.end() :]
        changed, published = _labels()
        if changed.search(before) and (mark := published.match(behind)):  # "Updated 9 May 2021, published 3 May 2021"
            return date_within(behind[mark.start("label") :], language)
        return day, folded(f"{before} {behind}")
    return None


def is_of_change(text: str) -> bool:
    """Whether the date that `date` finds in *text* is labelled as that of a change: "Updated 9 May 2021"."""
    text = folded(text)[:200]
    match = next((match for match, _ in _days(text, "")), None)
    return match is not None and _labels()[0].search(text[: match.start()]) is not None


@lru_cache(maxsize=1)
def _labels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for what stands before a date of change, and for what stands between it and the date of publication."""
    return (
        re.compile(rules.expanded(r"{changed}[\s:：]*$"), re.IGNORECASE),
        re.compile(rules.expanded(r"[^\w]{0,5}(?P<label>(?!{changed}){dated}.{0,12}\d)"), re.IGNORECASE),
    )


@lru_cache(maxsize=1)
def _elsewhen() -> re.Pattern[str]:
    """A pattern for a label of the date of something else than the article."""
    return re.compile(rules.expanded(r"\W*{elsewhen}(?!\w)[\s:：]*"), re.IGNORECASE)


def is_elsewhen(label: str, *, whole: bool = False) -> bool:
    """Whether the words beside a date say that it is not that of the article: "Valid until", "Deadline:".

    *whole*: they are all of another element, of which no part counts.
    """
    pattern = _elsewhen()
    return (pattern.fullmatch(label) if whole else pattern.match(label)) is not None


def words_beside(others: str) -> int:
    """How many words stand beside a date, without the labels of languages that put no spaces between words."""
    return max(len(others.split()), len(_UNSPACED.findall(_LABEL.sub("", others))) // 2)


def in_sentence(text: str) -> bool:
    """Whether *text*, which has a date, is a sentence of Japanese, Chinese or Korean: the text speaks of that day."""
    return _SENTENCE.search(text) is not None


def _days(text: str, language: str) -> Iterator[tuple[re.Match[str], dt.date | dt.datetime | None]]:
    """The days that each way to write a date finds in *text*."""
    if not any(map(str.isdigit, text)):
        return
    if match := _ISO.search(text):
        yield match, _moment(match)
    if match := _COMPACT.match(text):
        yield match, _valid(*map(int, match.groups()))
    if match := _DAY_MONTH.search(text):
        yield match, _valid(_year(match[3].strip("'’")), _month(match[2]), int(match[1]))
    if match := _MONTH_DAY.search(text):
        yield match, _valid(int(match[3]), _month(match[1]), int(match[2]))
    if match := _YEAR_FIRST.search(text):
        yield match, _valid(*map(int, match.groups()))
    if match := _MONTH_FIRST.search(text):
        yield match, _valid(int(match[3]), _number(match[1]), int(match[2]))
    if match := _ERA.search(text):
        yield match, _valid(_ERAS[match[1]] + (1 if match[2] == "元" else int(match[2])), int(match[3]), int(match[4]))
    for pattern in (_DOTTED, _DASHED, _SLASHED):
        if match := pattern.search(text):
            first, second, year = (part for part in match.groups() if part is not None)
            yield match, _in_order(int(first), int(second), _year(year), language, slashed=pattern is _SLASHED)
    if (
        language
        and (months := dates.month_numbers(language))
        and (match := _in_language(language).search(text.lower()))
    ):
        month = months[match["month"] or match["month2"]]
        yield match, _valid(int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"]))


def _number(month: str) -> int:
    """The number of a month in figures or in Chinese characters: "十一" is 11."""
    if month.isascii():
        return int(month)
    return 10 * month.startswith("十") + _DIGITS.find(month[-1]) + 1


def _year(digits: str) -> int:
    return int(digits) if len(digits) > 2 else 2000 + int(digits)


def _in_order(first: int, second: int, year: int, language: str, *, slashed: bool) -> dt.date | None:
    """A date in figures: with slashes the language decides on the order, else the day is first if it can be."""
    day_first = first > 12 or (second <= 12 and (not slashed or dates.is_day_first(language)))
    return _valid(year, second, first) if day_first else _valid(year, first, second)


@lru_cache(maxsize=16)
def _in_language(language: str) -> re.Pattern[str]:
    """A pattern for dates with the months of a language: "4. marca 2021", "2021. május 4.", "4 tháng 5, 2021"."""
    month = rf"(?P<month>{'|'.join(map(re.escape, dates.month_numbers(language)))})"
    between = r"(?:\W{1,3}[^\W\d]{1,4})?\W{1,3}"  # "of", "de", "năm"
    return re.compile(
        rf"\b(?P<day>\d{{1,2}}){between}{month}\b{between}(?P<year>\d{{4}})\b|"
        rf"\b(?P<year2>\d{{4}})\W{{1,3}}{month.replace('month', 'month2')}\W{{1,3}}(?P<day2>\d{{1,2}})\b"
    )


def _month(name: str) -> int:
    return next(n for n, names in enumerate(_MONTH_NAMES, 1) if re.fullmatch(names, name, re.IGNORECASE))


def _valid(year: int, month: int, day: int) -> dt.date | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if year >= _EARLIEST and found <= dt.datetime.now(dt.UTC).date() + _AHEAD else None


def _moment(match: re.Match[str]) -> dt.date | dt.datetime | None:
    year, month, number, hour, minute, second, zone = match.groups()
    day = _valid(int(year), int(month), int(number))
    if day is None or hour is None or zone is None:
        return day
    offset = dt.timedelta(0)
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (1 if zone[0] == "+" else -1)
    try:
        return dt.datetime.combine(day, dt.time(int(hour), int(minute), int(second or 0), tzinfo=dt.timezone(offset)))
    except ValueError:
        return day


def date_of_address(address: str) -> dt.date | None:
    """The date in the path of an address, as blogs and newspapers have it."""
    match = _IN_ADDRESS.search(address)
    if not match:
        return None
    year, month, day = (part for part in match.groups() if part is not None)
    return _valid(int(year), int(month) if month.isdigit() else _month(month), int(day))
