"""When a page was published: from its head, its address, the lines around its title, and its scripts."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, overload

from podcaster.reading import bylines as names
from podcaster.reading import dates, furniture, rules
from podcaster.reading.html import datelines, linked
from podcaster.reading.html.head import Head
from podcaster.reading.html.linked import string
from podcaster.reading.html.whose import Whose, of_another
from podcaster.reading.spaces import folded

Element = Any
Day = dt.date | dt.datetime

# Names of meta elements by their letters only. The first ones are for the day of publication and nothing else.
_DATE_KEYS = (
    "articlepublishedtime", "ogarticlepublishedtime", "articlepublished", "ogpublishedtime", "datepublished",
    "publishdate", "pubdate", "publicationdate", "parselypubdate", "sailthrudate", "dcdateissued", "dctermscreated",
    "dcdate", "dctermsdate", "cxenseparserecspublishtime", "citationpublicationdate", "date", "datecreated",
    "displaydate", "originalpublicationdate", "ptime", "btpubdate", "publisheddate", "publishedtime", "publishedat",
    "publishtime", "published", "postdate", "dateposted", "articlepublisheddate", "articlepublishdate",
    "articlepublicationdate", "articlepostdate", "articlepubdate", "articledateoriginal", "articledate",
    "ogarticlepublisheddate", "ogpublishdate", "ogpubdate", "ogdatepublished", "ogreleasedate", "schemadatepublished",
    "rnewsdatepublished", "dctermsissued", "dcissued", "dcdatepublished", "dcdatecreated", "dccreated",
    "dcsextarticlefirstpublished", "citationonlinedate", "citationdate", "prismpublicationdate", "rbpubdate",
    "cxenseparsepublishtime", "videoreleasedate", "uploaddate", "articlecreated", "articlecreatetime",
    "weiboarticlecreateat", "createdate", "creationdate", "created",
)  # fmt: skip
_CHANGED_KEYS = (
    "articlemodifiedtime", "ogupdatedtime", "datemodified", "dateupdate", "dateupdated", "lastmodified",
    "articlemodified", "modifieddate", "updatedtime", "lastupdated", "dctermsmodified", "dcdatemodified",
)  # fmt: skip
_DATE_CLASS = re.compile(r"(?:^|\s)(?:published|entry-date|post-date|dt-published)(?:\s|$)")
_IN_RDFA = frozenset((
    "datepublished", "schema:datepublished", "dc:date", "dc:created", "dc:issued", "dcterms:created", "dcterms:issued",
    "dct:issued",
))  # fmt: skip
_ABOUT_WORDS = frozenset(("date", "meta", "metadata", "published", "publish", "posted", "byline", "timestamp"))
_ABOUT_CLASS = re.compile(r"date|time|publish|posted|byline|meta|author|info", re.IGNORECASE)
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
_IN_SCRIPT = re.compile(
    r'\\?"(?:date_?published|published_?(?:at|date|time)?|publish(?:ed)?_?date|publication_?date|post_?date|'
    r'first_?published_?at|date_?posted)\\?"\s*:\s*\\?"?([\dT:.Z+-]{10,35})',
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"\b\d+\W{0,2}(?:min(?:s|ute[sn]?|uto?s|uti)?\b\.?|мин\w*|分钟?)\W{0,2}(?:to |de |di )?"
    r"(?:read|lesezeit|lecture|lectura|leitura|lettura|leestijd|чтения|läsning)?|\b\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?(?:uhr|h\b|[ap]\.?m\b\.?))?|[·•|–—]",
    re.IGNORECASE,
)
_LONGEST_SCRIPT = 2_000_000  # characters


def when(head: Head, title: str, address: str, language: str) -> Day | None:
    """When the page was published, or else changed; None if unknown."""
    root = head.root
    stated, marked = _possible(_stated(head, language), head), _marked(head, language)
    of_address = _possible(dates.date_of_address(address), head)
    found = stated or marked or of_address
    doubted = stated is not None and any(day and _day(day) != _day(stated) for day in (marked, of_address))
    near = _near(head, title, language) if doubted or found is None else _Near()
    if stated and doubted:
        found = _outvoted(stated, marked, of_address, near.published)
    others: tuple[Callable[[], Day | None], ...] = (
        lambda: near.published,
        lambda: datelines.of_text(root, head.whose, language),
        lambda: _timed(head, language),
        lambda: _labelled(head, language),
        lambda: _classed(head, language),
        lambda: _in_scripts(root, title),
        lambda: _changed(head, language),
        lambda: near.changed,
        lambda: _described(head, language),
    )
    found = found or next((day for search in others if (day := _possible(search(), head))), None)
    return _as_written(head, found)


_ZONES = dt.timedelta(days=1)


def _possible(day: Day | None, head: Head) -> Day | None:
    """The day, unless the page was saved before it."""
    return None if day and head.saved and _day(day) > head.saved + _ZONES else day


@overload
def _day(moment: Day) -> dt.date: ...
@overload
def _day(moment: None) -> None: ...
def _day(moment: Day | None) -> dt.date | None:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _outvoted(stated: Day, *others: Day | None) -> Day:
    """The date that a page states, unless two other sources agree on a different one."""
    days = [_day(other) for other in others if other]
    return next((day for day in others if day and _day(day) != _day(stated) and days.count(_day(day)) > 1), stated)


def _as_written(head: Head, found: Day | None) -> Day | None:
    """The day at the place of writing: midnight UTC is the evening before in America."""
    if isinstance(found, dt.datetime) and not found.utcoffset():
        for element in list(head.root.iter("time"))[:4]:
            local = re.match(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d)?$", element.get("datetime") or "")
            if local and not head.whose.is_aside(element) and (day := dates.date(local.group(1))) is not None:
                moment = dt.datetime(
                    day.year, day.month, day.day, int(local.group(2)) % 24, int(local.group(3)) % 60, tzinfo=dt.UTC
                )
                if abs(moment - found) <= dt.timedelta(hours=14):
                    return moment.date()
    return found


def _stated(head: Head, language: str) -> Day | None:
    """From the linked data and the meta elements."""
    published = [string(head.main.get("datePublished"))]
    others = [string(head.main.get(key)) for key in ("dateCreated", "uploadDate")]
    others += [string(thing.get("datePublished")) for thing in head.linked.of_this_page()]
    keyed = (value for key in _DATE_KEYS for value in head.bare.get(key, ()))
    return next(_read(itertools.chain(published, keyed, others), language), None)


def _read(texts: Iterable[str], language: str) -> Iterator[Day]:
    for text in texts:
        found = _of_seconds(text) if text.isdigit() and len(text) in (10, 13) else dates.date(text, language)
        if found is not None:
            yield found


@lru_cache(maxsize=4096)
def _names_a_date(classes: str) -> bool:
    return _DATE_CLASS.search(classes) is not None


@lru_cache(maxsize=1)
def _perhaps_marked() -> Any:
    import lxml.etree

    return lxml.etree.XPath(
        "descendant-or-self::*[@itemprop or @pubdate or contains(@class, 'publish') or contains(@class, '-date') or "
        "(@property and not(self::meta and parent::head))]"
    )


def _marked(head: Head, language: str) -> Day | None:
    """From an element that is marked as the date of publication."""
    for element in _perhaps_marked()(head.root):
        get = element.get
        item = get("itemprop")
        marked = (
            ((classes := get("class")) and ("publish" in classes or "-date" in classes) and _names_a_date(classes))
            or (item and item.lower() in ("datepublished", "datecreated"))
            or get("pubdate") is not None
            or ((said := get("property")) and not _IN_RDFA.isdisjoint(said.lower().split()))
        )
        if not marked or head.whose.is_aside(element):
            continue
        value = (
            element.get("datetime")
            or (element.get("content") if item or get("property") else None)
            or (element.get("title") if element.tag == "abbr" else None)
        )
        found = _possible(dates.date(value or folded("".join(element.itertext()))[:60], language), head)
        if found is not None:
            return found
    return None


@dataclass(slots=True)
class _Near:
    """What the lines around a title say about the date."""

    published: Day | None = None
    changed: Day | None = None


def _near(head: Head, title: str, language: str) -> _Near:
    """The dates nearest to the title; without a title, the first ones of the page."""
    found = list(islice((e for e in islice(head.root.iter(), 100_000) if e.tag in _ELEMENTS or _is_custom(e)), 20_000))
    at = _place(found, title, head.whose)
    dated: list[tuple[int, Day, bool]] = []
    for number, element in _around(found, at):
        if (
            (said := _dated(element, language)) is not None
            and _possible(said[0], head)
            and not (head.whose.is_aside(element) or of_another(element) or _is_fact(element))
        ):
            before = number < at
            if not before or _together(element, found[at]):
                dated.append((2 * (at - number) if before else number - at, *said))
    dated.sort(key=lambda one: one[0])
    return _Near(
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
            dated, changed = _labels()
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
        shown = names.plain_words(folded("".join(element.itertext()))[:300])
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
def _labels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for words that stand before a date: of publication and the like, and of change."""
    return (
        re.compile(rules.expanded(r"\s*{dated}"), re.IGNORECASE),
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
    published, updated = _labels()
    label = "" if published.match(rest) or updated.search(rest) else _label(element)
    if dates.is_elsewhen(rest) or dates.is_elsewhen(label, whole=True) or _is_of_event(element):
        return None
    changed = _is_change(label or rest, element)
    if stamp and (day := dates.date(stamp, language)) is not None:
        return day, changed
    if said is None or dates.in_sentence(rest) or next(element.iter("time"), None) is not None:
        return None
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


def _label(element: Element) -> str:
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


def _is_of_event(element: Element) -> bool:
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
            if key != "title" and value.isdigit() and (moment := _of_seconds(value)):
                return moment.isoformat()
    return ""


def _is_change(label: str, element: Element) -> bool:
    """Whether the words beside a date, or the element's name, speak of a change and not of the publication."""
    dated, changed = _labels()
    if changed.search(label):
        return dated.match(changed.sub("", label)) is None
    classes = element.get("class") or ""
    return "updated" in classes and "publish" not in classes and "entry-date" not in classes


def _timed(head: Head, language: str) -> Day | None:
    """From the first <time> element."""
    for element in head.root.iter("time", "relative-time", "time-ago"):
        if head.whose.is_aside(element) or of_another(element):
            continue
        if dates.is_elsewhen(_label(element), whole=True) or _is_of_event(element):
            continue
        said = element.get("datetime") or folded("".join(element.itertext()))[:60]
        if (found := _possible(dates.date(said, language), head)) is not None:
            return found
    return None


def _labelled(head: Head, language: str) -> Day | None:
    """From a line such as "Posted on 3 May 2020 by Jo Vane", wherever it is."""
    found = (dates.date_within(text, language) for text in head.printed[1])
    return next((said[0] for said in found if said and not dates.is_elsewhen(said[1])), None)


def _classed(head: Head, language: str) -> Day | None:
    """From the first date that an element holds which is named after dates or bylines."""
    for element in islice(
        head.root.iter("p", "div", "span", "li", "td", "dd", "small", "em", "i", "h4", "h5", "h6"), 20_000
    ):
        if len(element) > 3:
            continue
        text = folded(" ".join(islice(element.itertext(), 12)))
        if (
            6 <= len(text) <= 60
            and furniture.is_date(text)
            and _in_a_byline(element)
            and not head.whose.is_aside(element)
        ):
            found = dates.date(text, language)
            if found is not None:
                return found
    return None


def _in_a_byline(element: Element) -> bool:
    near = (element, *islice(element.iterancestors(), 2))
    return any(not _ABOUT_WORDS.isdisjoint(re.split(r"[\W_]+", (e.get("class") or "").lower())) for e in near)


def _in_scripts(root: Element, title: str) -> Day | None:
    """From the data of the page's scripts: that of the article's title, or if they speak of one day only."""
    if (found := next(_read([linked.of_state(root, title).get("date", "")], ""), None)) is not None:
        return found
    days: set[dt.date] = set()
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            continue  # its objects were asked one by one
        for value in _IN_SCRIPT.findall((script.text or "")[:_LONGEST_SCRIPT]):
            days.update(day for found in _read([value], "") if (day := _day(found)))
    return days.pop() if len(days) == 1 else None


def _of_seconds(digits: str) -> Day | None:
    """The moment that many seconds or milliseconds after 1970."""
    seconds = int(digits[:-3] if len(digits) == 13 else digits) if len(digits) in (10, 13) else 0
    return dates.date(dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()) if seconds else None


def _changed(head: Head, language: str) -> Day | None:
    """The day of the last change."""
    said = [string(head.main.get("dateModified")), *(v for key in _CHANGED_KEYS for v in head.bare.get(key, ()))]
    found = next(_read(said, language), None)
    if found is not None:
        return found
    changed = _labels()[1]
    for element in _small(head.root):
        text = folded(" ".join(islice(element.itertext(), 16)))
        if (
            len(text) <= 120
            and _DIGIT.search(text)
            and changed.search(text[:60])
            and (day := dates.date(text, language)) is not None
        ):
            return day
    return None


_IN_BRACKETS = re.compile(r"\(([^()]{6,60})\)\s*$")


def _described(head: Head, language: str) -> Day | None:
    """From brackets at the end of the page's description: "The lamp (news of 3 May 2021)"."""
    said = _IN_BRACKETS.search(head.first("description", "og:description"))
    return dates.date(said[1], language) if said else None


def _small(root: Element) -> Iterator[Element]:
    """Small elements of the page."""
    for element in islice(root.iter("p", "div", "span", "li", "td", "dd", "small", "em", "i"), 20_000):
        if len(element) <= 6:
            yield element
