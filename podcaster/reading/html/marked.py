"""Bylines that a page marks by rel=author, by microdata, or by the names of their elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from podcaster.reading.bylines import BYLINES, is_joiner
from podcaster.reading.html.bylines import byline
from podcaster.reading.html.element_names import NAMED_BY, names_a_writer, names_of
from podcaster.reading.html.small_texts import pieces
from podcaster.reading.html.whose import OF_A_SECTION, Whose, is_in_text, leads_home, of_another
from podcaster.reading.spaces import folded

Element = Any

_CARD = re.compile(r"(?:^|\s)(?:fn|vcard)(?:\s|$)")  # of a person, or of a place in a table


@lru_cache(maxsize=1)
def _perhaps_writers() -> Any:
    import lxml.etree

    return lxml.etree.XPath(
        f"descendant::*[@rel or @itemprop or @property or {' or '.join(f'@{key}' for key in sorted(NAMED_BY))}]"
        "[not(self::meta or self::body)]"
    )


def bylines(root: Element, whose: Whose) -> tuple[list[list[str]], list[list[str]]]:
    """The bylines that are marked by rel=author, itemprop or classes: in the article, and around it."""
    within, around = _Marks(), _Marks()
    found = 0
    for element in _perhaps_writers()(root):
        if found > _MOST_MARKS:
            break
        if not isinstance(element.tag, str) or element.tag in _NO_BYLINES:
            continue
        kind = names_of(element)
        rel = _REL.search((element.get("rel") or "").lower()) is not None
        prop = (element.get("itemprop") or element.get("property") or "").lower()
        if not (
            rel
            or "author" in prop
            or "creator" in prop
            or (prop and _is_person(element))
            or (kind and (names_a_writer(kind) or _is_card(element)))
        ):
            continue
        text = _words_of(element)
        if not text or len(text) > 150 or whose.is_aside(element) or of_another(element):
            continue
        marks = around if whose.is_outside(element) else within
        if rel:
            if not _is_site(element, kind):
                marks.strict.add(element, text)
        elif is_in_text(element):
            continue  # of something that the text shows
        elif prop:
            marks.itemprop.add(element, text)
        elif not _is_section(element):
            found += 1
            named = byline(text) if any(map(str.isdigit, text)) else None  # "3 May, author: Jo Vane"
            marks.loose.append(_Mention(element, named or text, kind))
    return within.bylines(whose), around.bylines(whose)


_MOST_MARKS = 40


@dataclass(frozen=True, slots=True)
class _Mention:
    """An element whose name says that it is a byline."""

    element: Element
    text: str
    kind: str


@dataclass(slots=True)
class _Mentions:
    """The texts of marks that stand near each other, as those of several writers do."""

    texts: list[str] = field(default_factory=list)
    last: Element = None

    def add(self, element: Element, text: str) -> None:
        if self.texts and text not in self.texts and _apart(self.last, element):
            return
        self.last = element
        self.texts.append(text)


@dataclass(slots=True)
class _Marks:
    """The marks of bylines, by kind."""

    strict: _Mentions = field(default_factory=_Mentions)
    itemprop: _Mentions = field(default_factory=_Mentions)
    loose: list[_Mention] = field(default_factory=list)

    def bylines(self, whose: Whose) -> list[list[str]]:
        """Those that are most likely the byline of the page first."""
        return [self.strict.texts[:3], self.itemprop.texts[:3], *islice(_groups(self.loose, whose), 10)]


def _groups(loose: list[_Mention], whose: Whose) -> Iterator[list[str]]:
    """The texts of each byline. That of the name alone goes before that of a block around it, with a job."""
    within = [one for one in loose if "name" in one.kind.lower()]
    taken: set[Element] = set()
    for number, one in enumerate(loose):
        if one.element in taken:
            continue
        inner = [name for name in within if name is not one and one.element in name.element.iterancestors()]
        if inner and not _joins(one.text, inner):
            continue  # it comes next
        texts = [one.text]
        for other in loose[number + 1 :]:
            if (
                other.kind == one.kind
                and other.element.tag == one.element.tag
                and _beside(one.element, other.element, whose)
            ):
                texts.append(other.text)
                taken.add(other.element)
        yield texts


def _joins(text: str, names: list[_Mention]) -> bool:
    """Whether words such as "and" stand beside the names in a block: one of the writers has no mark."""
    rest = text
    for name in names:
        rest = rest.replace(name.text, " ", 1)
    return len(names) == 1 and any(word == "&" or is_joiner(word) for word in rest.split())


def _beside(one: Element, other: Element, whose: Whose) -> bool:
    """Whether two marks belong to one byline: a small block has both, and no heading of another post."""
    near = list(islice(one.iterancestors(), _LEVELS))
    holder = next((above for above in islice(other.iterancestors(), _LEVELS) if above in near), None)
    if holder is None or holder.tag in ("body", "main", "article"):
        return False
    return len(folded(" ".join(islice(holder.itertext(), 80)))) <= _LONGEST_BYLINE and not any(
        not whose.is_title(heading) for heading in holder.iter("h1", "h2", "h3")
    )


_LEVELS = 7  # from the mark of a name to a block with several writers
_LONGEST_BYLINE = 300  # characters of a block with several writers
_SITE_WORDS = frozenset(("site", "logo", "brand", "masthead", "navbar"))


def _is_site(link: Element, kind: str) -> bool:
    """Whether a link is to the home page, and named as the title of the site."""
    return leads_home(link) and not _SITE_WORDS.isdisjoint(re.split(r"[\W_]+", kind.lower()))


def _is_section(element: Element) -> bool:
    """Whether the only link in an element leads to a section: "in <a>Harbour Notes</a>"."""
    links = list(islice(element.iter("a"), 2))
    return len(links) == 1 and OF_A_SECTION.search(links[0].get("href") or "") is not None


_REL = re.compile(r"(?:^|\s)(?:[a-z]+[:.])?(?:authors?|creator)(?:\s|$)")  # "dc:creator"
_NO_BYLINES = frozenset((
    "script", "style", "input", "form", "button", "svg", "img", "link", "html", "main", "article", "nav", "table",
    "tbody", "tr", "h1",
))  # fmt: skip


def _is_person(element: Element) -> bool:
    """Whether RDFa calls an element the name of a person, as pages of Drupal do."""
    kinds = (element.get("typeof") or "").lower()
    return ("person" in kinds or "useraccount" in kinds) and "name" in (element.get("property") or "")


def _words_of(element: Element) -> str:
    """What an element says, without scripts and styles; of microdata, the names within it."""
    if element.get("itemprop") and element.get("itemprop") != "name":
        stated = [one for one in islice(element.iterdescendants(), 60) if one.get("itemprop") == "name"]
        said = (folded(one.get("content") or " ".join(pieces(one))) for one in stated)
        if names := list(dict.fromkeys(filter(None, said))):
            return "|".join(names)
    return _without_job(element) or folded(" ".join(pieces(element)))


def _without_job(element: Element) -> str:
    """The name in an element that has a name and a job, each in an element of its own; empty for others."""
    if len(element) != 2 or (element.text or "").strip() or any((one.tail or "").strip() for one in element):
        return ""
    name, job = (folded(" ".join(islice(one.itertext(), 6))) for one in element)
    return name if name and any(BYLINES.match(kind, job) for kind in ("role", "job", "duty")) else ""


@lru_cache(maxsize=4096)
def _named_card(classes: str) -> bool:
    return _CARD.search(classes) is not None


def _is_card(element: Element) -> bool:
    """Whether an element is a contact card of a person, not of the subject of a table."""
    return _named_card(element.get("class") or "") and next(element.iterancestors("table"), None) is None


def _apart(one: Element, other: Element) -> bool:
    """Whether two links to authors belong to different articles."""
    nearest = set(list(one.iterancestors())[:4])
    return not any(a in nearest for a in list(other.iterancestors())[:4])
