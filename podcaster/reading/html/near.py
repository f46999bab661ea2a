"""The dates around the title of a page: which is nearest, and whether it is that of the publication or of a change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from podcaster.reading import bylines as names
from podcaster.reading import dates, furniture, rules
from podcaster.reading.html.element_names import names_a_change
from podcaster.reading.html.head import Head
from podcaster.reading.html.whose import Whose, heading_text, of_another
from podcaster.reading.spaces import folded

Element = Any
Day = dt.date | dt.datetime

_ELEMENTS = (
    "time", "relative-time", "time-ago", "abbr", "span", "p", "div", "li", "td", "dd", "dt", "small", "em", "i", "a",
    "b", "strong", "summary", "font", "center", "address", "h1", "h2", "h3", "h4", "h5", "h6",
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_STAMPED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_MOMENT_KEY = re.compile(
    r"title|ts|timestamp|data-(?:\w+-)?(?:u?time|date|datetime|timestamp|ts|epoch)|"
    r"data-(?:date-?)?(?:published|publish|posted|pubdate)(?:-?(?:at|on|date|time))?"
)
_BEFORE, _AFTER = 40, 120  # elements around the title in which its date is searched
_FIRST = 1500  # elements of a page without a title in which its date is searched
_PROSE = 200  # bytes of a paragraph of the text
_BEGINNING = 1200  # bytes of the text, behind which a date is one that the text speaks of
_READING_TIME = re.compile(
    r"\b\d+\W{0,2}(?:min(?:s|ute[sn]?|uto?s|uti)?\b\.?|мин\w*|分钟?)\W{0,2}(?:to |de |di )?"
    r"(?:read|lesezeit|lecture|lectura|leitura|lettura|leestijd|чтения|läsning)?|\b\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?(?:uhr|h\b|[ap]\.?m\b\.?))?|[·•|–—]",
    re.IGNORECASE,
)
_ABOUT_CLASS = re.compile(r"date|time|publish|posted|byline|meta|author|info", re.IGNORECASE)


@dataclass(slots=True)
class Near:
    """What the lines around a title say about the date."""

    published: Day | None = None
    changed: Day | None = None


def find(head: Head, title: str, language: str) -> Near:
    """The dates nearest to the title; without a title, the first ones of the page."""
    found = list(islice((e for e in islice(head.root.iter(), 100_000) if e.tag in _ELEMENTS or _is_custom(e)), 20_000))
    at = _place(found, title, head.whose)
    dated: list[tuple[int, Day, bool]] = []
    for number, element in _around(found, at):
        if (
            (said := _dated(element, language)) is not None
            and head.possible(said[0])
            and not (head.whose.is_aside(element) or of_another(element) or _is_fact(element))
        ):
            before = number < at
            if not before or _together(element, found[at]):
                dated.append((2 * (at - number) if before else number - at, *said))
    dated.sort(key=lambda one: one[0])
    return Near(
        next((day for _, day, changed in dated if not changed), None),
        next((day for _, day, changed in dated if changed), None),
    )


def _is_custom(element: Element) -> bool:
    """Whether a site made up the element for itself: <story-date>."""
    return isinstance(element.tag, str) and "-" in element.tag


def _is_fact(element: Element) -> bool:
    """Whether a date is in a row of facts about the subject, as in an infobox: "Opened", "3 May 1891"."""
    for cell in (element, *islice(element.iterancestors(), 3)):
        label = cell.getprevious() if cell.tag == "td" else None
        if label is not None and label.tag == "th":
            dated, changed = labels()
            words = folded("".join(label.itertext()))[:60]
            return not (dated.match(words) or changed.match(words))
    return False


def _place(found: list[Element], title: str, whose: Whose) -> int:
    """Where the title is shown; -1 if it is not."""
    whole = names.plain_words(title)
    begins = -1
    for number, element in enumerate(found):
        if element.tag not in ("h1", "h2", "h3"):
            continue
        shown = names.plain_words(heading_text(element)[:300])
        if shown == whole and not whose.is_aside(element):
            return number
        if begins < 0 and element.tag == "h1" and shown and (shown in whole or whole in shown):
            begins = number
    return begins


def _around(found: list[Element], at: int) -> Iterator[tuple[int, Element]]:
    """The elements near the title, up to the text of the article."""
    prose = 0
    for number in range(max(0, at - _BEFORE), min(len(found), at + _AFTER if at >= 0 else _FIRST)):
        element = found[number]
        if number > at and element.tag == "p":
            length = len(" ".join(islice(element.itertext(), 40)).encode())
            prose += length if length > _PROSE else 0
            if prose > _BEGINNING:
                return
        yield number, element


def _together(date: Element, title: Element) -> bool:
    """Whether a date above a title belongs to it rather than to the whole page."""
    near = list(islice(title.iterancestors(), 3))
    return any(ancestor in near for ancestor in date.iterancestors() if ancestor.tag not in ("body", "html"))


@lru_cache(maxsize=1)
def labels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for words that stand before a date: of publication and the like, and of change."""
    return (
        re.compile(rules.expanded(r"\s*({page}\s)?{dated}"), re.IGNORECASE),
        re.compile(rules.expanded(r"\b{changed}\b"), re.IGNORECASE),
    )


def _dated(element: Element, language: str) -> tuple[Day, bool] | None:
    """The date of an element that says little else, and whether it is that of a change."""
    text = folded(" ".join(islice(element.itertext(), 16))) if len(element) <= 6 else ""
    stamp = _stamp(element)
    if not stamp and not (6 <= len(text) <= 120 and _DIGIT.search(text)):
        return None
    said = dates.date_within(text, language) if len(text) <= 120 else None
    rest = said[1] if said else text
    published, updated = labels()
    label = "" if published.match(rest) or updated.search(rest) else label_of(element)
    if dates.is_elsewhen(rest) or dates.is_elsewhen(label, whole=True) or is_of_event(element):
        return None
    changed = _is_change(label or rest or _label_behind(element), element)
    if stamp and (day := dates.date(stamp, language)) is not None:
        return day, changed
    if said is None or dates.in_sentence(rest) or next(element.iter("time"), None) is not None:
        return None
    if len(element) and any(_DIGIT.search(one.text or "") and names_a_change(one) for one in element.iterdescendants()):
        return None  # that of an element within it
    if rest.endswith(":") and not (published.match(rest) or updated.match(rest)):
        return None  # "Deadline: 3 May 2021"
    others = dates.words_beside(_READING_TIME.sub("", rest))
    if (
        others <= 3
        or furniture.is_date(text)
        or (
            others <= 12
            and (published.match(text) or updated.match(text) or _ABOUT_CLASS.search(element.get("class") or ""))
        )
    ):
        return said[0], changed
    return None


def label_of(element: Element) -> str:
    """The words just before an element, or before one that it begins: "Updated" of "Updated <time>3 May</time>"."""
    for holder in (element, *islice(element.iterancestors(), 2)):
        before = holder.getprevious()
        above = holder.getparent()
        text = (above.text if above is not None else "") if before is None else before.tail
        if not (text or "").strip() and before is not None and isinstance(before.tag, str):
            text = "".join(islice(before.itertext(), 6))
        if text and (label := folded(text)):
            return label if len(label) <= _LONGEST_LABEL and not _DIGIT.search(label) else ""
        if before is not None:
            break
    return ""


_LONGEST_LABEL = 40  # characters
_OF_EVENTS = frozenset((
    "event", "events", "deadline", "expires", "expiry", "expiration", "birthday", "birthdate", "dtstart", "dtend",
    "startdate", "enddate", "validthrough", "countdown",
))  # fmt: skip
_EVENT_WORDS = re.compile(r"start-?date|end-?date|valid-?through|birth-?date", re.IGNORECASE)


def is_of_event(element: Element) -> bool:
    """Whether the name of an element says that its date is that of an event, a deadline or a birth."""
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}".lower()
    return not _OF_EVENTS.isdisjoint(re.split(r"[\W_]+", names)) or _EVENT_WORDS.search(names) is not None


def _stamp(element: Element) -> str:
    """The machine-readable date of an element."""
    if moment := element.get("datetime"):
        return str(moment)
    for key, value in element.items():
        if _MOMENT_KEY.fullmatch(key):
            if _STAMPED.match(value):
                return str(value)
            if key != "title" and value.isdecimal() and (moment := of_seconds(value)):
                return moment.isoformat()
    return ""


def _label_behind(element: Element) -> str:
    """The words behind an element that end the line: "updated" of "<time>3 May</time> updated"."""
    words = folded(element.tail or "") if element.getnext() is None else ""
    return words if len(words) <= _LONGEST_LABEL and not _DIGIT.search(words) else ""


def _is_change(label: str, element: Element) -> bool:
    """Whether the words beside a date, or the element's name, speak of a change and not of the publication."""
    dated, changed = labels()
    if changed.search(label):
        return dated.match(changed.sub("", label)) is None
    return names_a_change(element)


def of_seconds(digits: str) -> Day | None:
    """The moment that many seconds or milliseconds after 1970."""
    seconds = int(digits[:-3] if len(digits) == 13 else digits) if len(digits) in (10, 13) else 0
    return dates.date(dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()) if seconds else None
