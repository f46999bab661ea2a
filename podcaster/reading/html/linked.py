"""The data that a page has for machines: linked data (JSON-LD), and the state of the scripts that draw the page."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from podcaster.reading import bylines as names
from podcaster.reading.spaces import folded

Element = Any
Thing = dict[str, Any]

LONGEST = 1000  # characters of anything that a page says about itself
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,200}?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?$", re.S
)
_COMMA_AT_END = re.compile(r",(?=\s*[}\]])")
_SPACE = re.compile(r"\s*")
_MOST_VALUES = 20  # in one script
_DEEPEST = 6
_MOST = 400  # objects


@dataclass(slots=True)
class Linked:
    """All objects of the linked data, and those that describe other pages, because they are parts of a list."""

    things: list[Thing] = field(default_factory=list)
    listed: list[Thing] = field(default_factory=list)

    def main(self, titles: list[str]) -> Thing:
        """The object that describes the article. *titles*: what the page calls itself elsewhere."""
        own = [t for t in map(names.plain_words, titles) if t]
        here = {id(thing) for thing in self.of_this_page()}

        def merit(thing: Thing) -> tuple[bool, int]:
            headline = names.plain_words(string(thing.get("headline") or thing.get("name")))
            named = len(headline) > 3 and any(headline in title or title in headline for title in own)
            weight = _weight(thing)
            return (named and weight >= _ARTICLE, weight if named or id(thing) in here else 0)

        best = max(self.things, key=merit, default={})
        return best if best and merit(best)[1] else {}

    def of_this_page(self) -> list[Thing]:
        """The objects that are no parts of a list."""
        elsewhere = {id(thing) for thing in self.listed}
        return [thing for thing in self.things if id(thing) not in elsewhere]

    def people(self) -> list[Thing]:
        """The objects with an identifier, those within others too: an author is often described in another object."""
        found: list[Thing] = []
        waiting = list(self.things)
        while waiting and len(found) < _MOST:
            thing = waiting.pop(0)
            if isinstance(thing.get("@id"), str):
                found.append(thing)
            inner = (thing.get(key) for key in ("author", "creator", "publisher") if thing.get("@type"))
            waiting += [one for one in inner if isinstance(one, dict) and one.get("name")]
        return found

    def crumb(self, address: str) -> str:
        """What the breadcrumbs call this page: their last item, if it leads nowhere else."""
        for thing in self.things:
            items = thing.get("itemListElement")
            if "BreadcrumbList" not in types(thing) or not isinstance(items, list) or len(items) < 2:
                continue
            last = items[-1] if isinstance(items[-1], dict) else {}
            target = last.get("item")
            where = target.get("@id") or target.get("url") if isinstance(target, dict) else target
            if not where or _place(str(where)) == _place(address):
                return string(last) or string(target)
        return ""


def _place(address: str) -> str:
    """An address without its scheme, its query and its last slash."""
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", address).rstrip("/").lower()


def read(root: Element) -> Linked:
    """All objects of JSON-LD, however they are wrapped."""
    found = Linked()

    def gather(value: Any, depth: int, listed: bool) -> None:
        if depth > _DEEPEST or len(found.things) > _MOST:
            return
        if isinstance(value, list):
            for item in value:
                gather(item, depth + 1, listed)
        elif isinstance(value, dict):
            found.things.append(value)
            if listed:
                found.listed.append(value)
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement"):
                if isinstance(value.get(key), (list, dict)):
                    gather(value[key], depth + 1, listed or key == "itemListElement")

    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for value in _values(script.text or ""):
                gather(value, 0, False)
    return found


def _values(text: str) -> list[Any]:
    """The values of one script. The usual errors are mended; of a script beyond repair the main facts are read."""
    raw = _WRAPPING.sub("", text.strip()).strip().rstrip(";")
    if '"' not in raw and "&quot;" in raw:
        raw = html.unescape(raw)
    for attempt in (raw, _COMMA_AT_END.sub("", raw)):
        try:
            return list(_one_after_another(attempt))
        except (ValueError, RecursionError):
            continue
    return _rescued(raw)


def _one_after_another(text: str) -> Iterator[Any]:
    """The JSON values of a text, which may have several with nothing but space between them."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(_MOST_VALUES):
        if at >= len(text):
            break
        value, at = decoder.raw_decode(text, at)
        yield value
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing as well


_OF_ARTICLE = re.compile(r'"@type"\s{0,9}:[\s\[]{0,99}"\w{0,40}(?:Article|Posting)"')
_DATE = re.compile(r'"(datePublished|dateModified)"\s{0,9}:\s{0,9}"([^"]{8,40})"')
_AUTHOR = re.compile(
    r'"author"\s{0,9}:[\s\[]{0,99}(?:"([^"\\]{2,60})"|\{[^{}]{0,300}?"name"\s{0,9}:\s{0,9}"([^"\\]{2,60})")'
)


def _rescued(text: str) -> list[Thing]:
    """The dates and the author of an article in JSON that cannot be read, such as with quotation marks in a text."""
    if len(_OF_ARTICLE.findall(text)) != 1:
        return []
    author = _AUTHOR.search(text)
    facts: Thing = {"@type": "Article", "author": (author[1] or author[2]) if author else ""}
    for name, value in _DATE.findall(text):
        facts.setdefault(name, value)
    return [facts]


def types(item: Thing) -> list[str]:
    """The kinds that an object of the linked data has."""
    kind = item.get("@type")
    return [str(k) for k in kind] if isinstance(kind, list) else [str(kind or "")]


_ARTICLE = 10


def _weight(item: Thing) -> int:
    kinds = " ".join(types(item)).lower()
    score = 0
    if re.search(r"article|posting|report|review|opinion|analysis", kinds):
        score += _ARTICLE
    elif re.search(r"webpage|creativework|recipe|chapter", kinds):
        score += 2
    return score + sum(bool(item.get(k)) for k in ("headline", "author", "datePublished")) if score else 0


def string(value: Any) -> str:
    """The text of a value of the linked data: its own, or the name of the thing."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or _full_name(value)
        if isinstance(value, list):
            value = value[0] if value else ""
    return folded(names.unescaped(value[:LONGEST])) if isinstance(value, str) else ""


def _full_name(person: Thing) -> str:
    return " ".join(part for key in ("givenName", "familyName") if isinstance(part := person.get(key), str))


# ---------------------------------------------------------------- the state of scripts

_LONGEST_STATE = 2_000_000  # characters
_MOST_NODES = 40_000
_TITLES = ("title", "headline", "name")
_DATES = re.compile(
    r"(?:date|first|originally)?_?(?:published|publish|publication|posted)_?(?:at|on|date|time|timestamp)?|post_?date|"
    r"pub_?date",
    re.IGNORECASE,
)
_WRITERS = ("author", "authors", "byline", "bylines", "writer", "writers", "creator", "contributors")


def of_state(root: Element, title: str) -> Thing:
    """`date` and `authors` of the object of the scripts' data that has this title; empty if there is none."""
    whole = names.plain_words(title)
    for script in root.iter("script"):
        kind = (script.get("type") or "").lower()
        text = script.text or ""
        if "json" not in kind or "ld+json" in kind or not 50 < len(text) < _LONGEST_STATE:
            continue
        try:
            state = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        if found := _titled(state, whole):
            return found
    return {}


def _titled(state: Any, title: str) -> Thing:
    """The first object with a title and a date of publication."""
    waiting, seen = [state], 0
    while waiting and title and seen < _MOST_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            shown = (value.get(key) for key in _TITLES)
            if any(isinstance(one, str) and names.plain_words(one[:LONGEST]) == title for one in shown):
                dates = [one for key, one in value.items() if _DATES.fullmatch(key) and isinstance(one, (str, int))]
                if dates:
                    return {"date": str(dates[0]), "authors": _writers(value)}
            waiting.extend(reversed(list(value.values())))
    return {}


def _writers(item: Thing) -> list[str]:
    for key in _WRITERS:
        said = item.get(key)
        found = [string(one) for one in (said if isinstance(said, list) else [said])]
        if any(found):
            return [one for one in found if one]
    return []
