"""The small pieces of a page just above and below its title: names, dates, pictures, minutes to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from podcaster.reading import bylines as names
from podcaster.reading import dates, rules
from podcaster.reading.html.tags import HEADINGS
from podcaster.reading.spaces import folded

Element = Any

_MOST = 20_000  # elements of a page
_BEFORE, _AFTER = 40, 150  # elements around the title
_LEVELS = 4  # from the title to an element that holds the lines above it, too
_PROSE = 100  # characters of a paragraph
_MOST_PROSE = 600  # characters of paragraphs between the title and the date: a subtitle or two
LONGEST_NAME = 40  # characters
_LONGEST_LINE = 160  # characters of a line with a date
_SKIPPED = frozenset(("script", "style", "noscript", "template", "button", "form", "figcaption", "select", "svg"))
_BETWEEN = re.compile(r"\s*[|·•∙⋅《》]\s*|\s+[–—/-]\s+|\n")
_MINUTES = re.compile(r"(?:\b|^)\d{1,3}\W{0,2}(?:min(?:s|ute[sn]?|uto?s|uti)?\b|мин|分)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words, or a picture, of the head of an article."""

    text: str
    element: Element


def above(title: Element) -> Iterator[Piece]:
    """The pieces just above a title, within an element that holds both."""
    holders = (a for a in islice(title.iterancestors(), _LEVELS) if a.tag not in ("body", "html"))
    holder = next(iter(list(holders)[::-1]), None)
    if holder is None:
        return
    before = []
    for element in islice(holder.iter(), _MOST):
        if element is title:
            break
        before.append(element)
    for element in before[-_BEFORE:]:
        yield from _pieces(element)


def below(title: Element) -> Iterator[Piece]:
    """The pieces between a title and the text."""
    prose = 0
    for number, element in enumerate(_following(title)):
        if number > _AFTER:
            return
        for piece in _pieces(element):
            length = len(piece.text)
            prose += length if length > _PROSE else 0
            if prose > _MOST_PROSE:
                return
            yield piece


def _following(element: Element) -> Iterator[Element]:
    """The elements behind *element* on the page."""
    at = element
    while at is not None and at.tag not in ("body", "html"):
        for sibling in at.itersiblings():
            yield from sibling.iter()
        at = at.getparent()


def _pieces(element: Element) -> Iterator[Piece]:
    """The words of an element itself and behind it, cut at the signs that stand between facts."""
    if isinstance(element.tag, str) and element.tag not in _SKIPPED:
        if element.tag == "img":
            yield Piece("", element)
        elif element.tag == "time" and len(element):
            yield Piece(folded(" ".join(element.itertext())), element)
        elif next(element.iterancestors("time", *_SKIPPED), None) is None:
            yield from (Piece(text, element) for text in _facts(element.text))
    holder = element.getparent()
    if element.tail and holder is not None and holder.tag not in _SKIPPED:
        yield from (Piece(text, holder) for text in _facts(element.tail))


def _facts(text: str | None) -> Iterator[str]:
    for fact in _BETWEEN.split(folded(text)) if text and text.strip() else ():
        rest = names.without_date(fact).strip(" ,") if len(fact) <= 2 * LONGEST_NAME else fact
        if rest and rest != fact:
            yield rest  # "Jo Vane" of "Jo Vane, 3 May 2021"
        if whole := fact.strip(" ,–—"):
            yield whole


def with_holders(element: Element) -> list[Element]:
    """An element and what it is in, as far up as a line of facts goes."""
    return [element, *islice(element.iterancestors(), 3)]


def line_of(element: Element) -> Element | None:
    """The smallest block with the date that an element is in."""
    for holder in with_holders(element):
        text = " ".join(islice(holder.itertext(), 40))
        if len(text) > _LONGEST_LINE or next(holder.iter(*HEADINGS), None) is not None:
            return None
        timed = next(holder.iter("time"), None) is not None
        if timed or _MINUTES.search(text) is not None or dates.date_within(text) is not None:
            return holder
    return None


def is_small_fact(piece: Piece, name: str) -> bool:
    """Whether a piece of a line with a date says nothing else: the date, the time to read, how many words."""
    if piece.element.tag in ("time", "img", "a") or name in piece.text or not re.search(r"[^\W\d_]", piece.text):
        return True
    return any(map(str.isdigit, piece.text)) or _is_dated_label(piece.text)


@lru_cache(maxsize=1)
def _dated_labels() -> re.Pattern[str]:
    return re.compile(rules.expanded(r"({dated}|{changed}|{posted}|on|am|le|el)\W*"), re.IGNORECASE)


def _is_dated_label(text: str) -> bool:
    return _dated_labels().fullmatch(text) is not None


def is_date(piece: Piece) -> bool:
    """Whether a piece says when the article was published, or how many minutes it takes to read."""
    if piece.element.tag == "time":
        return True
    text = piece.text
    if not text or len(text) > 2 * LONGEST_NAME:
        return False
    return _MINUTES.search(text) is not None or dates.date_within(text) is not None
