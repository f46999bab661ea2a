"""The text of an episode for a book: from its read-along page, as XHTML, with a place for each sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcaster.errors import UnreadableError
from podcaster.publishing.epub.pictures import Picture, picture_in
from podcaster.publishing.feed_text import clean, web_address

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PIECE_CHARS = 250_000  # of markup; readers take long to open a file with more
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# Elements for browsers only. In a book they would show nothing.
_DROPPED = re.compile(
    "script|style|template|noscript|button|input|select|textarea|form|audio|video|iframe|object|embed|svg|canvas"
)
# Attributes that are kept.
_KEPT = re.compile(
    "id|lang|dir|class|href|src|alt|title|value|start|scope|colspan|rowspan|role|aria-label|datetime"
    "|data-(?:language|speaker|turn|c)"
)
_MAIL = re.compile(r"mailto:[\w.+%-]+@[\w.-]+", re.ASCII)
_EPUB = "http://www.idpf.org/2007/ops"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence is shown: in which piece, the id of its element, and what it is part of."""

    piece: int
    id: str
    kind: str = ""  # "footnote", "table" or "figure", in the vocabulary of EPUB


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 2 to 6
    text: str
    piece: int
    id: str


@dataclass(slots=True)
class Text:
    """An article as pieces of XHTML, each for a file of its own."""

    pieces: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)  # by the number of the cue; the title's are not in it
    title_cues: tuple[int, ...] = ()
    pictures: dict[str, Picture] = field(default_factory=dict)  # by their names
    described: bool = True  # whether every picture has a text in its place


def read(page: bytes, *, name: str, prefix: str, private: str = "") -> Text:
    """The article of a read-along page.

    *name*: of its file, for messages. *prefix*: the name of a piece is this and its number, for links between them.
    *private*: links that begin with this address are taken out. Raises UnreadableError for any other page.
    """
    from lxml import etree, html

    etree.register_namespace("epub", _EPUB)
    tree = html.document_fromstring(
        page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    )
    article = next(iter(tree.xpath('//article[@id="text"]')), None)
    if article is None:
        raise UnreadableError(f"{name} is not the read-along page of an episode", hint="make the episode again")
    text = Text()
    text.title_cues = next((_cues(h1) for h1 in tree.iter("h1")), ())
    _Bookish(article, text, private).convert()
    _cut(article, text, prefix)
    return text


def _cues(element: HtmlElement) -> tuple[int, ...]:
    return tuple(int(number) for number in element.get("data-c", "").split() if number.isdecimal())


class _Bookish:
    """Makes the article of a page an article of a book."""

    def __init__(self, article: HtmlElement, text: Text, private: str) -> None:
        self.article = article
        self.text = text
        self.private = private

    def convert(self) -> None:
        for element in list(self.article.iter()):
            if not isinstance(element.tag, str) or _DROPPED.fullmatch(element.tag) or element.get("hidden") is not None:
                element.drop_tree()
        ids: set[str] = set()
        for element in self.article.iter():
            for name in [name for name in element.attrib if not _KEPT.fullmatch(name)]:
                del element.attrib[name]
            if element.get("id", "") in ids:
                del element.attrib["id"]
            elif element.get("id"):
                ids.add(element.get("id"))
        for image in list(self.article.iter("img")):
            self._picture(image)
        for link in list(self.article.iter("a")):
            self._link(link, ids)
        for element in self.article.iter():
            self._meant(element)

    def _picture(self, image: HtmlElement) -> None:
        found, alt = picture_in(image.get("src", "")), image.get("alt") or ""
        image.attrib.pop("title", None)
        if found:
            self.text.pictures[found.name] = found
            self.text.described &= bool(alt)
            image.set("src", found.name)
            image.set("alt", alt)
        else:
            image.tag = "span"
            image.attrib.clear()
            image.text = alt

    def _link(self, link: HtmlElement, ids: set[str]) -> None:
        address = link.get("href", "")
        if address.startswith("#") and address[1:] in ids:
            return
        usable = address if _MAIL.fullmatch(address) else web_address(address)
        if self.private and usable.startswith(self.private):
            usable = ""
        if usable:
            link.set("href", usable)
        elif address.startswith("#") and not any(c.isalnum() for c in link.text_content()):
            link.drop_tree()  # an arrow back to a place that the book does not have
        elif link.get("id"):
            link.tag = "span"
            link.attrib.pop("href", None)
        else:
            link.drop_tag()

    def _meant(self, element: HtmlElement) -> None:
        """Say what the element is, in the vocabularies of EPUB and of its roles."""
        if element.tag in ("pre", "code"):
            element.set("dir", "ltr")  # style sheets of books must not say it
        if language := element.get("lang"):
            element.set("{http://www.w3.org/XML/1998/namespace}lang", language)
        link = element.get("href", "") if element.tag == "a" else ""
        if link.startswith("#note-"):
            back = link.endswith("-ref")
            element.set("role", "doc-backlink" if back else "doc-noteref")
            if not back:
                element.set(f"{{{_EPUB}}}type", "noteref")
        elif element.tag == "p" and element.get("id", "").startswith("note-"):
            element.set(f"{{{_EPUB}}}type", "footnote")
            element.set("role", "doc-footnote")


# ---------------------------------------------------------------- pieces


def _cut(article: HtmlElement, text: Text, prefix: str) -> None:
    """Put the article into *text* as one piece or, if it is long, as several that begin with headings."""
    members: list[list[HtmlElement]] = [[]]
    size = 0
    for child in article:
        length = len(_written(child))
        if size > PIECE_CHARS and child.tag in _HEADINGS:
            members.append([])
            size = 0
        members[-1].append(child)
        size += length
    for number, piece in enumerate(members):
        for element in (inner for child in piece for inner in child.iter()):
            _note(element, number, text)
    homes = {e.get("id"): n for n, piece in enumerate(members) for c in piece for e in c.iter() if e.get("id")}
    for number, piece in enumerate(members):
        for child in piece:
            for link in child.iter("a"):
                target = link.get("href", "")
                if target.startswith("#") and homes[target[1:]] != number:
                    link.set("href", f"{prefix}{homes[target[1:]] + 1}.xhtml{target}")
        text.pieces.append("\n".join(map(_written, piece)))


def _note(element: HtmlElement, piece: int, text: Text) -> None:
    """Remember which sentences the element shows, and whether it is a heading."""
    numbers = _cues(element)
    element.attrib.pop("data-c", None)
    if numbers and not element.get("id"):
        element.set("id", f"s{numbers[0]}")
    if numbers:
        place = Place(piece, element.get("id"), _kind(element))
        for number in numbers:
            text.places.setdefault(number, place)
    if element.tag in _HEADINGS and (words := clean(element.text_content())):
        if not element.get("id"):
            element.set("id", f"h{len(text.headings)}")
        text.headings.append(Heading(int(element.tag[1]), words, piece, element.get("id")))


def _kind(element: HtmlElement) -> str:
    for one in (element, *element.iterancestors()):
        if one.get(f"{{{_EPUB}}}type") == "footnote":
            return "footnote"
        if one.tag in ("table", "figure"):
            return str(one.tag)
        if one.tag == "div" and one.find("table") is not None:
            return "table"
    return ""


def _written(element: HtmlElement) -> str:
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode", method="xml", with_tail=False))
