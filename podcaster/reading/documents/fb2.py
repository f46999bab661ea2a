"""FictionBook (.fb2): the chapters of a book. Who made the file, and with which program, is not read."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from podcaster.errors import NoTextError, PodcasterError
from podcaster.model import Article, Image
from podcaster.reading import assemble, safe, xml_clean
from podcaster.reading import html as pages
from podcaster.reading.assemble import Facts
from podcaster.reading.containers.members import PICTURE
from podcaster.reading.documents import finish
from podcaster.reading.documents.office_xml import attribute, local, parse, text_of
from podcaster.reading.safe import Report

Element = Any
_NOTES = ("notes", "comments", "footnotes")
_CHAPTERS = 2000
_DEEPEST = 100
_TAGS = {
    "p": "p", "subtitle": "h4", "emphasis": "em", "strong": "strong", "strikethrough": "s", "sub": "sub", "sup": "sup",
    "code": "code", "cite": "blockquote", "epigraph": "blockquote", "text-author": "footer", "poem": "div",
    "stanza": "div", "table": "table", "tr": "tr", "td": "td", "th": "th", "date": "p", "annotation": "div",
}  # fmt: skip


@dataclass(slots=True)
class Book:
    """What the file says about the book."""

    facts: Facts
    notes: dict[str, Element] = field(default_factory=dict)  # by their ids
    pictures: dict[str, str] = field(default_factory=dict)  # by their ids, as data: URIs


def read(data: bytes, source: str, report: Report, *, split: bool = True) -> Iterator[Article]:
    """The chapters as articles, or with `split=False` the whole book as one."""
    found, errors = safe.run_limited(_articles, data, source, split, seconds=120, memory_mb=2048)
    for where, error in errors:
        report.failed(where, error)
    yield from found


def _articles(data: bytes, source: str, split: bool) -> tuple[list[Article], list[tuple[str, PodcasterError]]]:
    root = parse(xml_clean.Clean(io.BytesIO(data)).read(), source, recover=True, huge=True, encoding="utf-8")
    book = _book(root)
    bodies = [body for body in root if local(body) == "body"]
    sections = [s for body in bodies if attribute(body, "name") not in _NOTES for s in _chapters(body)]
    if not split and len(sections) > 1:
        sections = [[part for section in sections for part in section]]
    errors: list[tuple[str, PodcasterError]] = []
    report = Report(lambda where, error: errors.append((where, error)), lambda *_: None)
    made: list[Article] = []
    for number, section in enumerate(sections[:_CHAPTERS], 1):
        where = source if len(sections) == 1 else f"{source}!{number}"
        with safe.member(where, report):
            made.append(_article(section, book, where, 0 if len(sections) == 1 else number))
    # A part that has only a title, or a page with a motto, is no loss.
    lost = [(where, error) for where, error in errors if not isinstance(error, NoTextError)]
    if not made:
        raise (
            lost[0][1]
            if lost
            else NoTextError("no text in this book", about=source, hint="is it whole? download it again")
        )
    return made, lost


def _chapters(body: Element) -> list[list[Element]]:
    """The elements of each chapter. A part that only holds chapters is not a chapter."""
    sections = [e for e in body if local(e) == "section"]
    others = [e for e in body if local(e) in ("p", "poem", "cite", "table", "subtitle", "image")]
    if not sections:
        return [[body]]
    if others:  # a chapter with sections, not a part
        return [[body]]
    found: list[list[Element]] = []
    opening = [e for e in body if local(e) == "epigraph"]
    for section in sections:
        inner = [e for e in section if local(e) == "section" and any(local(c) == "title" for c in e)]
        found += _chapters(section) if len(inner) > 1 or len(sections) == 1 else [[section]]
    if opening:
        found[0][:0] = opening
    return found


def _article(elements: list[Element], book: Book, where: str, chapter: int) -> Article:
    """*chapter*: its number, 0 for the whole book."""
    alone = not chapter
    walk = _Walk(book)
    title = ""
    if len([e for e in elements if local(e) in ("section", "body")]) == 1:
        top = next(e for e in elements if local(e) in ("section", "body"))
        walk.own_title = next((e for e in top if local(e) == "title"), None)
        if walk.own_title is not None:
            title = " ".join(" ".join(walk.own_title.itertext()).split())
    html = "".join(walk.element(element, 1) for element in elements)
    found = pages.read_fragment(html + finish.footnotes(walk.notes), source=where)
    facts = book.facts
    return assemble.article(
        found.blocks,
        Facts(
            title=(facts.title or title) if alone else title,
            authors=facts.authors,
            date=facts.date,
            language=facts.language,
            site="" if alone else facts.title,
            description=facts.description if alone else "",
            image=facts.image,
            book="" if alone else facts.title or assemble.file_title(where.rpartition("!")[0]),
            chapter=chapter,
        ),
        where,
        left_out=found.left_out,
        blog=False,
    )


def _book(root: Element) -> Book:
    about = next((e for e in root.iter("{*}title-info")), None)
    book = Book(Facts())
    for element in root:
        if local(element) == "binary" and attribute(element, "content-type").startswith("image/"):
            encoded = "".join((element.text or "").split())
            if len(encoded) <= PICTURE * 4 // 3:
                book.pictures[attribute(element, "id")] = f"data:{attribute(element, 'content-type')};base64,{encoded}"
        elif local(element) == "body" and attribute(element, "name") in _NOTES:
            book.notes |= {key: e for e in element.iter() if local(e) == "section" and (key := attribute(e, "id"))}
    if about is not None:
        book.facts = Facts(
            title=text_of(about, "book-title"),
            authors=[name for e in about if local(e) == "author" and (name := _name(e))],
            date=next((d for e in about if local(e) == "date"
                       if (d := assemble.parse_date(attribute(e, "value") or e.text))), None),
            language=text_of(about, "lang"),
            description=text_of(about, "annotation"),
            image=_cover(about, book),
        )  # fmt: skip
    return book


def _name(author: Element) -> str:
    parts = [text_of(author, name) for name in ("first-name", "middle-name", "last-name")]
    return " ".join(part for part in parts if part) or text_of(author, "nickname")


def _cover(about: Element, book: Book) -> Image | None:
    page = next((e for e in about if local(e) == "coverpage"), None)
    image = next((e for e in page if local(e) == "image"), None) if page is not None else None
    source = book.pictures.get(attribute(image, "href").lstrip("#"), "") if image is not None else ""
    if not source:
        return None
    try:
        return Image(data=base64.b64decode(source.partition(",")[2]), alt=text_of(about, "book-title"))
    except (binascii.Error, ValueError):
        return None


@dataclass(slots=True)
class _Walk:
    """Turns the elements of a chapter into HTML."""

    book: Book
    own_title: Element | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)  # id of a note -> its number

    def inside(self, element: Element, depth: int) -> str:
        parts = [escape(element.text or "")]
        for child in element:
            parts.append(self.element(child, depth) + escape(child.tail or ""))
        return "".join(parts)

    def element(self, element: Element, depth: int) -> str:
        name = local(element)
        if not name or element is self.own_title or depth > _DEEPEST:
            return ""
        match name:
            case "section" | "body":
                return self.inside(element, depth + 1)
            case "title":
                words = "<br>".join(self.inside(p, depth) for p in element if local(p) == "p")
                return finish.tag(f"h{max(1, min(depth - 1, 6))}", words.replace("<br>", " "))
            case "v":
                return f"{self.inside(element, depth)}<br>"
            case "a":
                return self.link(element, depth)
            case "image":
                source = self.book.pictures.get(attribute(element, "href").lstrip("#"), "")
                return f'<img src="{escape(source)}" alt="{escape(attribute(element, "alt"))}">' if source else ""
            case "table" | "tr":
                inner = "".join(self.element(child, depth) for child in element)
                return finish.tag(name, inner)
        inner = self.inside(element, depth)
        return finish.tag(_TAGS[name], inner) if name in _TAGS else inner

    def link(self, element: Element, depth: int) -> str:
        target = attribute(element, "href")
        note = self.book.notes.get(target.lstrip("#")) if target.startswith("#") else None
        if note is None:
            inner = self.inside(element, depth)
            return finish.tag("a", inner, href=target) if re.match(r"https?://|mailto:", target) else inner
        if target not in self.known:
            self.known[target] = str(len(self.notes) + 1)
            place = len(self.notes)
            self.notes.append((self.known[target], ""))
            text = "".join(self.element(e, depth + 1) for e in note if local(e) != "title")
            self.notes[place] = (self.known[target], text)
        return finish.reference(self.known[target])
