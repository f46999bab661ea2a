"""When a page was published: from its head, its address, the lines around its title, and its scripts."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, overload

from podcaster.reading import dates, furniture
from podcaster.reading.html import datelines, linked, near
from podcaster.reading.html.element_names import names_a_change
from podcaster.reading.html.head import Head
from podcaster.reading.html.linked import string
from podcaster.reading.html.whose import of_another
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
_IN_SCRIPT = re.compile(
    r'\\?"(?:date_?published|published_?(?:at|date|time)?|publish(?:ed)?_?date|publication_?date|post_?date|'
    r'first_?published_?at|date_?posted)\\?"\s*:\s*\\?"?([\dT:.Z+-]{10,35})',
    re.IGNORECASE,
)
_LONGEST_SCRIPT = 2_000_000  # characters


def when(head: Head, title: str, address: str, language: str) -> Day | None:
    """When the page was published, or else changed; None if unknown."""
    root = head.root
    stated, marked = head.possible(_stated(head, language)), _marked(head, language)
    of_address = head.possible(dates.date_of_address(address))
    found = stated or marked or of_address
    doubted = stated is not None and any(day and _day(day) != _day(stated) for day in (marked, of_address))
    around = near.find(head, title, language) if doubted or found is None else near.Near()
    if stated and doubted:
        found = _outvoted(stated, marked, of_address, around.published)
    others: tuple[Callable[[], Day | None], ...] = (
        lambda: around.published,
        lambda: datelines.of_text(root, head.whose, language),
        lambda: _timed(head, language),
        lambda: _labelled(head, language),
        lambda: _classed(head, language),
        lambda: _in_scripts(root, title),
        lambda: _changed(head, language),
        lambda: around.changed,
        lambda: _described(head, language),
    )
    found = found or next((day for search in others if (day := head.possible(search()))), None)
    return _as_written(head, found)


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
        found = near.of_seconds(text) if text.isdecimal() and len(text) in (10, 13) else dates.date(text, language)
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
        found = head.possible(dates.date(value or folded("".join(element.itertext()))[:60], language))
        if found is not None:
            return found
    return None


def _timed(head: Head, language: str) -> Day | None:
    """From the first <time> element."""
    for element in head.root.iter("time", "relative-time", "time-ago"):
        if head.whose.is_aside(element) or of_another(element):
            continue
        if dates.is_elsewhen(near.label_of(element), whole=True) or near.is_of_event(element):
            continue
        said = element.get("datetime") or folded("".join(element.itertext()))[:60]
        if (found := head.possible(dates.date(said, language))) is not None:
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
            and not names_a_change(element)
            and not head.whose.is_aside(element)
        ):
            found = dates.date(text, language)
            if found is not None:
                return found
    return None


def _in_a_byline(element: Element) -> bool:
    holders = (element, *islice(element.iterancestors(), 2))
    return any(not _ABOUT_WORDS.isdisjoint(re.split(r"[\W_]+", (e.get("class") or "").lower())) for e in holders)


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


def _changed(head: Head, language: str) -> Day | None:
    """The day of the last change."""
    said = [string(head.main.get("dateModified")), *(v for key in _CHANGED_KEYS for v in head.bare.get(key, ()))]
    found = next(_read(said, language), None)
    if found is not None:
        return found
    changed = near.labels()[1]
    for element in _small(head.root):
        text = folded(" ".join(islice(element.itertext(), 16)))
        if (
            len(text) <= 120
            and re.search(r"\d", text)
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
