"""A writer who is named beside the date in the head of an article, without a word such as "by" or a mark.

The same place has sections, towns and newspapers. So a name counts only with a sign that it is a person's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from podcaster.reading import bylines as names
from podcaster.reading import rules
from podcaster.reading.bylines import BYLINES, plain_words
from podcaster.reading.html.around_title import (
    LONGEST_NAME,
    Piece,
    above,
    below,
    is_date,
    is_small_fact,
    line_of,
    with_holders,
)
from podcaster.reading.html.element_names import names_of
from podcaster.reading.html.head import Head
from podcaster.reading.html.whose import OF_A_SECTION, OF_A_WRITER, of_another
from podcaster.reading.spaces import folded
from podcaster.text.first_names import is_first_name
from podcaster.text.web_places import path_of

Element = Any
_NEAR = 4  # pieces between a name and the date
_MOST_WORDS = 4  # of a name that only its first name gives away
_ALSO_ELSE = frozenset((  # first names that are words or places too: "April Updates", "Virginia Beach"
    "adelaide", "angel", "april", "august", "brooklyn", "carolina", "charlotte", "chelsea", "dawn", "faith", "florence",
    "georgia", "grace", "hope", "ivy", "jordan", "joy", "june", "lourdes", "madison", "may", "mercedes", "mercy",
    "paris", "rose", "ruby", "santiago", "sierra", "summer", "sydney", "victoria", "virginia", "вера", "лев", "любовь",
    "надежда", "роман",
))  # fmt: skip
_INITIAL = re.compile(r"[^\W\d_]{2,} [^\W\d_]\. [^\W\d_]{2,}")  # "Jo P. Vane"
_IN_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PORTRAIT = re.compile(
    r"avatar|portrait|headshot|mugshot|profile|gravatar|(?:author|user|writer|staff|creator)s?[-_/]?(?:image|img|photo|pic|icon)",
    re.IGNORECASE,
)
_OF_PLACES = frozenset((  # words in the names of elements that say where, under which heading or by which house
    "category", "categories", "tag", "tags", "section", "sections", "topic", "topics", "kicker", "eyebrow", "rubric",
    "location", "place", "city", "town", "dateline", "publisher", "publication", "source", "brand", "logo", "badge",
    "breadcrumb", "breadcrumbs", "series", "company", "organization", "site", "label", "photographer", "reviewer",
))  # fmt: skip
_USERS = frozenset(("username", "nickname"))
_OF_USERS = frozenset(("user", "member", "display", "screen", "nick", "profile"))  # before "name"
_BESIDE_USERS = frozenset((
    "name", "link", "text", "label", "item", "meta", "post", "blog", "info", "header", "entry", "article", "detail",
    "details",
))  # fmt: skip
_BOX = frozenset(("author", "authors", "writer", "bio", "biography", "autor", "auteur"))
_OTHER_BOX = frozenset((
    "comment", "comments", "reply", "photo", "image", "quote", "book", "related", "more", "posts", "recent", "popular",
))  # fmt: skip


def writers(head: Head, site: str, address: str) -> list[str]:
    """The names beside the date that have the sign of a person."""
    title = head.whose.title
    return [] if title is None else _Search(head, site, address).near(title)


@dataclass
class _Search:
    head: Head
    site: str
    address: str

    def near(self, title: Element) -> list[str]:
        pieces = list(above(title))
        found: list[str] = []
        for part in (pieces, list(below(title))):
            dated = [number for number, piece in enumerate(part) if is_date(piece)]
            for number in range(len(part)):
                if any(abs(number - at) <= _NEAR for at in dated) and (name := self._writer(part, number)):
                    found.append(name)
            if found:
                break
        return list(dict.fromkeys(found))[:4]

    def _writer(self, part: list[Piece], number: int) -> str:
        """The name that a piece is, if it has the sign of a person."""
        piece = part[number]
        name = _name(piece.text)
        if not name or self._is_else(piece, name) or _is_labelled(part, number):
            return ""
        user = _is_user(piece.element)
        if names.is_single(name):
            return name if user or _leads_to_account(piece.element, name) else ""
        if names.is_phrase(name, self.head.written):
            return ""
        signed = (
            user
            or _is_titled(name)
            or _has_portrait(part, number, name)
            or _has_job(part, number)
            or self._leads_to_writer(piece.element, name)
            or _leads_to_posts(piece.element, name)
            or _is_person(piece.element)
            or self._is_known(name)
            or self._is_fact(part, number, name)
        )
        return name if signed else ""

    def _is_fact(self, part: list[Piece], number: int, name: str) -> bool:
        """Whether a name that begins with a first name is alone with the date in a line: "24 May · 5 min · Jo Vane"."""
        words = name.split()
        first = next((word for word in words if word.lower() not in names.PARTICLES), "")
        element = part[number].element
        if len(words) > _MOST_WORDS or not is_first_name(first) or first.lower() in _ALSO_ELSE:
            return False
        if self._in_title(words[-1]):
            return False  # the page speaks of that person
        if any(self.head.written(word.lower()) for word in words if word.lower() not in names.PARTICLES):
            return False
        link = _link(element)
        if link is not None and name in folded("".join(link.itertext())) and len(path_of(_target(link))) > 1:
            return False  # a person of whom the page speaks may be a section
        line = line_of(element)
        return line is not None and all(
            piece.text == name or is_small_fact(piece, name) for piece in part if line in with_holders(piece.element)
        )

    def _in_title(self, word: str) -> bool:
        title = plain_words(" ".join([self.head.window, self.head.first("og:title")]))
        return plain_words(word) in title.split()

    def _is_else(self, piece: Piece, name: str) -> bool:
        """Whether a name is that of a section, a place or a house, or of someone in a card or a picture."""
        holders = (piece.element, *islice(piece.element.iterancestors(), 2))
        kinds = _words(" ".join(map(names_of, holders)))
        return (
            not _OF_PLACES.isdisjoint(kinds)
            or _is_to_section(_link(piece.element))
            or not names.is_personal(name, self.site)
            or plain_words(name) in self._sections
            or self.head.whose.is_aside(piece.element)
            or of_another(piece.element)
        )

    @cached_property
    def _menu(self) -> list[Element]:
        """The links of the menus and to the sections of the site."""
        return [
            link
            for link in islice(self.head.root.iter("a"), 3000)
            if _is_to_section(link) or next(link.iterancestors("nav"), None) is not None
        ]

    @cached_property
    def _sections(self) -> frozenset[str]:
        stated = [value for key in ("article:section", "article:tag") for value in self.head.meta.get(key, ())]
        leads = (link for link in self._menu if len(path_of(_target(link))) > 1)
        return frozenset(map(plain_words, [*stated, *(folded("".join(link.itertext())) for link in leads)]))

    def _leads_to_writer(self, element: Element, name: str) -> bool:
        """Whether a name is a link to the page of a writer, or to a handle made of the name."""
        link = _link(element)
        if link is None:
            return False
        target = _target(link)
        steps = [step for step in path_of(target).split("/") if step]
        if not steps:
            return False
        if steps[-1][0] in "@~":
            return True
        if OF_A_WRITER.search(target) and "/@" not in target and "/~" not in target:
            return True
        alone = len(steps) == 1 and _fits(name, steps[0], whole=False)
        return alone and not self.head.written(steps[0].lower()) and steps[0] not in map(_only_step, self._menu)

    def _is_known(self, name: str) -> bool:
        """Whether something else on the page says that the name is that of its writer."""
        creator, house = self.head.first("twitter:creator"), self.head.first("twitter:site")
        accounts = [step for step in path_of(self.address).split("/") if step[:1] in ("@", "~")]
        accounts += [creator] if house and creator.lower() != house.lower() else []
        return any(_fits(name, account, whole=True) for account in accounts) or any(
            begins == plain_words(name) or begins.startswith(f"{plain_words(name)} ") for begins in self._boxes
        )

    @cached_property
    def _boxes(self) -> frozenset[str]:
        """The first texts of the boxes about writers."""
        begins: set[str] = set()
        for box in islice(_perhaps_boxes()(self.head.root), 60):
            words = _words(f"{box.get('class') or ''} {box.get('id') or ''}")
            if _BOX.isdisjoint(words) or not _OTHER_BOX.isdisjoint(words) or self.head.whose.is_aside(box):
                continue
            begins.update(plain_words(text[: 2 * LONGEST_NAME]) for text in islice(box.itertext(), 12))
        return frozenset(begins)


@lru_cache(maxsize=1)
def _perhaps_boxes() -> Any:
    import lxml.etree

    kinds = " or ".join(f"contains(@{key}, '{word}')" for key in ("class", "id") for word in ("auth", "bio", "writer"))
    return lxml.etree.XPath(f"descendant::*[{kinds}][not(self::body or self::main or self::article)]")


def _name(text: str) -> str:
    """A name that is the whole of a text; empty if it is anything else."""
    if not 2 <= len(text) <= LONGEST_NAME or any(map(str.isdigit, text)):
        return ""
    found = names.people([text])
    if len(found) != 1 or found[0] != text or len(text.split()) > 5:
        return ""
    words = [word for word in text.split() if word.lower() not in names.PARTICLES]
    return text if words and not any(word[0].islower() for word in words[1:]) else ""


def _is_labelled(part: list[Piece], number: int) -> bool:
    """Whether the words before a name say that it is someone other than the writer: "Photo:", "Reviewed by"."""
    before = next((piece.text for piece in part[max(0, number - 2) : number][::-1] if piece.text), "")
    behind = next((piece.text for piece in part[number + 1 : number + 3] if piece.text), "")
    name = part[number].text
    return (
        before.endswith((":", "："))
        or any(BYLINES.match("helper", f"{before} {way}{name}") for way in ("", "by "))
        or any(BYLINES.match("other", words.strip(":")) for words in (before, behind))
    )


def _is_user(element: Element) -> bool:
    """Whether the names of an element say that its text is the name of a user: "user-name"."""
    for holder in (element, *islice(element.iterancestors(), 1)):
        for token in names_of(holder).split()[:12]:
            words = _words(token)
            named = words & _USERS or ("name" in words and words & _OF_USERS)
            if named and words <= _USERS | _OF_USERS | _BESIDE_USERS:
                return True
    return False


def _words(kinds: str) -> set[str]:
    """The words in names of elements: "user", "name" of "userName"."""
    return {word.lower() for word in _IN_TOKEN.findall(kinds)}


def _link(element: Element) -> Element | None:
    """The link that an element is, is in, or has."""
    around = next((a for a in (element, *islice(element.iterancestors(), 3)) if a.tag == "a"), None)
    return around if around is not None else next(element.iter("a"), None) if len(element) == 1 else None


def _is_to_section(link: Element | None) -> bool:
    """Whether a link leads to a section, or to the posts with a tag."""
    if link is None:
        return False
    return "tag" in (link.get("rel") or "").split() or OF_A_SECTION.search(_target(link)) is not None


@lru_cache(maxsize=1)
def _all_posts() -> re.Pattern[str]:
    """A pattern for the words of a description around a name: "View all posts by"."""
    return re.compile(rules.expanded(r"(\S+ ){0,4}{pieces}(\s({by}|{of}|da))?(\s\S+){0,2}|{writer}"), re.IGNORECASE)


def _leads_to_posts(element: Element, name: str) -> bool:
    """Whether the description of an element says that it leads to the posts of the person: "View all posts by Jo"."""
    for holder in (element, _link(element)):
        for said in (holder.get("title"), holder.get("aria-label")) if holder is not None else ():
            label = folded(said or "")[:200]
            if label and _all_posts().fullmatch(folded(label.replace(name, " ")).rstrip(":")):
                return True
    return False


def _target(link: Element) -> str:
    return str(link.get("href") or "").strip()


def _only_step(link: Element) -> str:
    return path_of(_target(link)).strip("/")


def _leads_to_account(element: Element, name: str) -> bool:
    """Whether a single word is a link to the account of that name: "jo" to /@jo."""
    link = _link(element)
    last = path_of(_target(link)).rstrip("/").rpartition("/")[2] if link is not None else ""
    return last[:1] in ("@", "~") and _letters(last) == _letters(name)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in plain if sign.isalpha())


def _fits(name: str, handle: str, *, whole: bool) -> bool:
    """Whether a handle is made of a name: "jo", "vane" or "jvane" of "Jo Vane"; if *whole*, also "jo-vane"."""
    words = [_letters(word) for word in name.split()]
    words = [word for word in words if word]
    said = _letters(handle)
    if len(words) < 2 or len(said) < 2:
        return False
    first, last = words[0], words[-1]
    if said in ("".join(words), last + first, first + last):
        return whole
    return said in (first, last, first[0] + last, first + last[0])


@lru_cache(maxsize=1)
def _titled() -> re.Pattern[str]:
    return re.compile(rules.expanded(r"{honorific}\.?\s+[^\W\d_]"), re.IGNORECASE)


def _is_titled(name: str) -> bool:
    """Whether a name has the form of a person's: "Dr. Vane", "Jo P. Vane"."""
    return _titled().match(name) is not None or _INITIAL.fullmatch(name) is not None


def _has_portrait(part: list[Piece], number: int, name: str) -> bool:
    """Whether the picture of a person stands before or behind a name, and is not of somebody else."""
    own = plain_words(name)
    for at in range(max(0, number - 2), min(number + 2, len(part))):
        piece = part[at]
        if piece.element.tag != "img" or piece.text:
            continue
        about = plain_words(piece.element.get("alt") or "")
        kinds = [names_of(holder) for holder in (piece.element, piece.element.getparent())]
        shown = _PORTRAIT.search(" ".join([*kinds, path_of(piece.element.get("src") or "")])) is not None
        if own in about and (shown or _of_person().fullmatch(about.replace(own, " ").strip())):
            return True
        beside = at == number - 1 or (at == number + 1 and not any(_name(one.text) for one in part[at + 1 : at + 2]))
        if shown and beside and (not about or _of_person().fullmatch(about)):
            return True
    return False


@lru_cache(maxsize=1)
def _of_person() -> re.Pattern[str]:
    """A pattern for the words beside a name that a picture is described by: "Photo of", "'s avatar"."""
    return re.compile(rules.expanded(r"(s\s+)?((author|user)\s+)?{portrait}(\s+(of|de|di|von))?"), re.IGNORECASE)


def _has_job(part: list[Piece], number: int) -> bool:
    """Whether the words behind a name are a job: "Jo Vane", "Harbour Engineer"."""
    behind = next((piece.text for piece in part[number + 1 : number + 2]), "")
    said = behind.split(",")[0].strip()
    return bool(said) and any(BYLINES.match(kind, said) for kind in ("job", "role"))


def _is_person(element: Element) -> bool:
    """Whether microdata calls an element, or one around it, a person."""
    holders = (element, *islice(element.iterancestors(), 3))
    return any((holder.get("itemtype") or "").endswith("/Person") for holder in holders)
