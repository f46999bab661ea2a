"""Whether a name or a date on a page is that of its article, or of another post, a comment, a book or an event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from podcaster.model import Omission
from podcaster.reading import furniture
from podcaster.reading.bylines import plain_words
from podcaster.reading.html.tags import HEADINGS
from podcaster.reading.spaces import folded
from podcaster.text.web_places import path_of

Element = Any

_OF_ANOTHER = frozenset(("figure", "figcaption", "blockquote", "q", "pre", "code"))
_MENU = re.compile(r"(?:^|-)(?:nav|menu|side-?bar)(?:$|-)")
_LONGEST_CARD = 600  # characters of a card of another post, book or event; an article has more
_WORDS_OF_TITLE = 4
_PROSE = 100  # characters outside of links: a paragraph of the text
_MOST_SIBLINGS = 60
_LEVELS = 4  # above an element, where the paragraphs beside it are looked for
# Classes of what a page shows within or beside its text, and the kinds of these in microdata.
_THINGS = frozenset((
    "book", "books", "product", "products", "quote", "quotation", "pullquote", "testimonial", "testimonials", "tweet",
    "reply", "replies", "response", "responses", "event", "events", "promo", "teaser",
))  # fmt: skip
_KINDS = re.compile(
    r"/(?:\w*Book|Product|Comment|Quotation|Movie|\w*Event|Offer|JobPosting|SoftwareApplication|Course|"
    r"Music\w+|TVSeries|VideoGame|Game)$"
)
_POSTS = re.compile(r"/(?:\w*Article|\w*Posting|CreativeWork|Review|WebPage|Report|Recipe)$")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
OF_A_WRITER = re.compile(
    r"author|/(?:autor\w{0,3}|auteurs?|writers?|people|person|profiles?|staff|contributors?|redakteur\w*|journalist\w*|"
    r"columnist\w*|columnas|firmas|news-?team|by|users?|members?|u)/|/[@~]",
    re.IGNORECASE,
)
OF_A_SECTION = re.compile(
    r"/(?:category|categories|categoria|kategorie|tags?|topics?|sections?|thema|themen|channel|series|archives?|blog|"
    r"search)(?:/|$)|[?&](?:cat|tag)=",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def _names_a_thing(classes: str) -> bool:
    return any(not _THINGS.isdisjoint(map(str.lower, _WORD.findall(token))) for token in classes.split()[:8])


def of_another(element: Element) -> bool:
    """Whether an element belongs to a picture, a quotation or a listing."""
    return any(a.tag in _OF_ANOTHER for a in (element, *islice(element.iterancestors(), 6)))


def _length(element: Element, most: int) -> int:
    """The characters of an element's text, counted up to *most*."""
    length = 0
    for piece in islice(element.itertext(), 5 * most):
        length += len(piece.strip())
        if length > most:
            break
    return length


class Whose:
    """What belongs to the article of a page, judged by the elements around it."""

    def __init__(self, root: Element, titles: list[str], addresses: list[str]) -> None:
        self._root = root
        self._titles = [words for title in titles if (words := plain_words(title))]
        self._paths = {_path(address) for address in addresses if address}
        shown = [plain_words(heading_text(heading)) for heading in islice(root.iter("h1"), 2)]
        self._titles += shown if len(shown) == 1 and shown[0] else []
        self._asides: dict[Element, bool] = {}
        self._cards: dict[Element, bool | None] = {}

    @cached_property
    def title(self) -> Element | None:
        """The heading that shows the title of the page."""
        headings = (e for tag in ("h1", "h2") for e in islice(self._root.iter(tag), 12))
        return next((e for e in headings if self.is_title(e) and not self.is_aside(e)), None)

    @cached_property
    def _article(self) -> Element | None:
        """The <article> or <main> around the title of the page."""
        return None if self.title is None else next(self.title.iterancestors("article", "main"), None)

    def is_outside(self, element: Element) -> bool:
        """Whether an element is not in the <article> or <main> around the title."""
        return self._article is not None and all(above is not self._article for above in element.iterancestors())

    def is_aside(self, element: Element) -> bool:
        """Whether an element belongs to other articles, to comments, to menus, or to a thing in the text."""
        if element not in self._asides:
            self._asides[element] = _is_around(element) or self._is_of_a_card(element)
        return self._asides[element]

    def _is_of_a_card(self, element: Element) -> bool:
        """Whether an element is in a small block about another post or a thing, or below a heading of such posts."""
        for holder in (element, *islice(element.iterancestors(), 12)):
            if holder.tag in ("body", "html"):
                return False
            kind = self._card(holder)
            if kind is None and holder is not element and holder.tag == "a" and self._is_teaser(holder, element):
                kind = True
            if kind is not None:
                return kind
            above = _heading_above(holder)
            if above is not None:
                words = folded("".join(above.itertext()))[:200]
                if self.is_title(above):
                    return False
                if furniture.line(words) in _AFTER_TEXT:
                    return True
        return False

    def _card(self, holder: Element) -> bool | None:
        """Whether a block is a card of another post; False if it is of this one, None if it says nothing about that."""
        if holder not in self._cards:
            self._cards[holder] = self._judged(holder)
        return self._cards[holder]

    def _judged(self, holder: Element) -> bool | None:
        kind = holder.get("itemtype") or ""
        if kind.endswith("/Comment"):
            return True
        if _length(holder, _LONGEST_CARD) > _LONGEST_CARD:
            return None
        if _KINDS.search(kind) or _names_a_thing(f"{holder.get('class') or ''} {holder.get('id') or ''}"):
            return True
        found = list(islice(holder.iter(*HEADINGS), 12))
        if any(map(self.is_title, found)):
            return False
        return True if any(map(self._leads_elsewhere, found)) else None

    def _is_teaser(self, link: Element, element: Element) -> bool:
        """Whether a link to another page holds the title of that page beside an element: a card without a heading."""
        target = str(link.get("href") or "").strip()
        path = _path(target)
        if len(path) < 2 or target.startswith("#") or path in self._paths or OF_A_WRITER.search(target):
            return False
        if _length(link, _LONGEST_CARD) > _LONGEST_CARD:
            return False
        own = set(element.iter())
        rest = (text for one in link.iter() if one not in own for text in (one.text, one.tail) if text)
        return any(len(text.split()) >= _WORDS_OF_TITLE and not self._is_own(text) for text in rest)

    def _is_own(self, text: str) -> bool:
        words = plain_words(folded(text)[:300])
        return any(words in title or title in words for title in self._titles)

    def is_title(self, heading: Element) -> bool:
        """Whether a heading is the title of the page."""
        words = plain_words(heading_text(heading)[:300])
        if not words:
            return False
        if any(words == title or (len(words) > 8 and words in title) or title in words for title in self._titles):
            return True
        link = _link(heading)
        return link is not None and _path(link) in self._paths

    def _leads_elsewhere(self, heading: Element) -> bool:
        """Whether a heading leads to another post, rather than to a writer, a section or a place on the page."""
        link = _link(heading)
        if link is None or link.startswith(("#", "mailto:", "javascript:")) or len(_path(link)) < 2:
            return False
        words = plain_words(folded("".join(heading.itertext()))).split()
        return bool(words) and not OF_A_WRITER.search(link) and not OF_A_SECTION.search(link)


def heading_text(heading: Element) -> str:
    """The words of a heading, with a space where a line is broken."""
    if not len(heading):
        return folded(heading.text or "")
    if next(heading.iter("br"), None) is None:
        return folded("".join(heading.itertext()))
    pieces = []
    for piece in heading.xpath("descendant::text() | descendant::br"):
        pieces.append(piece if isinstance(piece, str) else " ")
    return folded("".join(pieces))


def _link(heading: Element) -> str | None:
    """Where a heading leads: the address of the link that it is in, or that is in it."""
    inner = next(heading.iter("a"), None)
    link = inner if inner is not None else next(islice(heading.iterancestors("a"), 1), None)
    return None if link is None or link.get("href") is None else str(link.get("href")).strip()


_HOME = re.compile(r"(?:https?://[^/?#]+)?/?(?:index\.\w+)?|\./")


def leads_home(link: Element) -> bool:
    """Whether a link leads to the home page of a site."""
    return _HOME.fullmatch((link.get("href") or "#").strip()) is not None


def _path(address: str) -> str:
    return path_of(address).rstrip("/").lower() or "/"


def _heading_above(element: Element) -> Element | None:
    """The nearest heading before an element among those beside it."""
    for sibling in islice(element.itersiblings(preceding=True), _MOST_SIBLINGS):
        if sibling.tag in HEADINGS:
            return sibling
        if isinstance(sibling.tag, str) and len(sibling) and _length(sibling, 120) <= 120:
            inner = next(sibling.iter(*HEADINGS), None)
            if inner is not None:
                return inner
    return None


def _is_around(element: Element) -> bool:
    """Whether an element belongs to other articles, to comments or to menus, by the names of the elements around it."""
    inside = False
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in ("body", "html"):
            return False
        reasons = _reasons(ancestor)
        if Omission.COMMENTS in reasons:
            return True
        if not inside and ancestor.tag in ("main", "article"):
            inside = _length(ancestor, _LONGEST_CARD) > _LONGEST_CARD  # a shorter one may be a card of another post
        if inside:
            continue  # the rest holds the whole article
        if (
            ancestor.tag == "nav"
            or (ancestor.tag == "aside" and not _is_about(ancestor))
            or Omission.RELATED in reasons
            or _is_menu(ancestor)
        ):
            return True
        if ancestor.tag == "footer" and next(ancestor.iterancestors("article"), None) is None:
            return True  # many designs put the byline into the footer of the article
    return False


def _is_about(aside: Element) -> bool:
    """Whether an <aside> has the facts about its article: who wrote it, and when."""
    named = {word.lower() for word in _WORD.findall(aside.get("class") or "")}
    return not _ABOUT.isdisjoint(named) and next(aside.iterancestors("article", "main"), None) is not None


_ABOUT = frozenset(("meta", "byline", "bylines", "author", "authors", "credits", "info"))


def _is_menu(element: Element) -> bool:
    tokens = [*(element.get("class") or "").split()[:8], element.get("id") or ""]
    return any(_MENU.search(token.lower()) for token in tokens)


def is_in_text(element: Element) -> bool:
    """Whether an element stands between paragraphs of the text, as what a text quotes or lists does."""
    before = behind = False
    for holder in (element, *islice(element.iterancestors(), _LEVELS)):
        if holder.tag in ("body", "html", "main", "article"):
            break
        before = before or _has_prose(holder.itersiblings(preceding=True), _BEFORE)
        behind = behind or _has_prose(holder.itersiblings(), _BEHIND)
        if before and behind:
            return True
    return False


_BEFORE = 3  # paragraphs: a byline may stand below the first ones
_BEHIND = 2  # paragraphs: one may be about the writer


def _has_prose(siblings: Iterator[Element], least: int) -> bool:
    """Whether these elements have at least *least* paragraphs of prose. Comments and related posts do not count."""
    found = 0
    for sibling in islice(siblings, _MOST_SIBLINGS):
        if not isinstance(sibling.tag, str) or sibling.tag in ("script", "style", "aside", "footer", "nav", "form"):
            continue
        if sibling.tag in HEADINGS and furniture.line(folded("".join(sibling.itertext()))[:200]) in _AFTER_TEXT:
            return False
        if not _reasons(sibling) & _AFTER_TEXT:
            found += _paragraphs(sibling)
        if found >= least:
            return True
    return False


def _paragraphs(element: Element) -> int:
    """How many paragraphs of prose an element is, or has."""
    own = len(element.text or "") + sum(len(child.tail or "") for child in islice(element, 40))
    if element.tag != "p" and own > _PROSE:
        return 1
    return sum(_is_prose(paragraph) for paragraph in islice(element.iter("p"), 20))


def _is_prose(paragraph: Element) -> bool:
    linked = sum(_length(link, _PROSE) for link in islice(paragraph.iter("a"), 20))
    return _length(paragraph, 5 * _PROSE) - linked > _PROSE


_AFTER_TEXT = frozenset((Omission.RELATED, Omission.COMMENTS))


def _reasons(element: Element) -> frozenset[Omission | None]:
    """Why an element with these classes and this id is left out."""
    return frozenset(map(furniture.named, [*(element.get("class") or "").split()[:8], element.get("id") or ""]))
