"""The package of a book: its title and authors, its documents in their order, its table of contents."""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from podcaster.errors import InputError, UnreadableError, UnsupportedError
from podcaster.reading import assemble, safe
from podcaster.reading.containers import epub_parts
from podcaster.reading.containers.epub_parts import SILENT
from podcaster.reading.containers.members import Zip, resolved

DOCUMENT = 20 * safe.MB
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_COVER = re.compile(r"(?:^|[^a-z])cover(?:[^a-z]|image|$)", re.I)
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # scrambled fonts are not DRM
_NOBODY = frozenset(("unknown", "calibre", "unbekannt", "inconnu", "desconocido", "various", "anonymous", "author"))


@dataclass(slots=True)
class Item:
    """A document of the spine."""

    name: str
    properties: str = ""
    linear: bool = True
    title: str = ""  # in the table of contents
    starts: bool = False  # a chapter, by the table of contents
    entries: list[Entry] = field(default_factory=list)  # of the table of contents that lead into it


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    name: str  # of the document
    fragment: str
    title: str
    depth: int = 1


@dataclass(slots=True)
class Book:
    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    date: str = ""
    address: str = ""
    publisher: str = ""
    description: str = ""
    spine: list[Item] = field(default_factory=list)
    cover: str = ""
    silent: set[str] = field(default_factory=set)  # documents that are a title page, a cover, an index
    brought: Counter[str] = field(default_factory=Counter)  # notes of each document that came to where they belong
    notes: dict[str, str] = field(default_factory=dict)  # texts of documents that notes were looked for in


def refuse_protected(members: Zip, source: str) -> None:
    if "META-INF/encryption.xml" not in members.names:
        return
    text = members.read("META-INF/encryption.xml", 5 * safe.MB).decode("utf-8", "replace")
    protected = re.findall(r"(?s)<(?:\w+:)?EncryptedData\b.*?</(?:\w+:)?EncryptedData>", text)
    if any(not any(font in item for font in _FONTS) for item in protected):
        raise UnsupportedError(
            "protected against copying (DRM)", about=source, hint="only books without DRM can be read"
        )


def _xml(members: Zip, name: str) -> Any:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(members.read(name, 10 * safe.MB), forbid_dtd=False)
    except KeyError as error:
        raise UnreadableError(f"{name} is missing from the book") from error
    except DefusedXmlException as error:
        raise UnsupportedError(f"{name} declares entities, which honest books have no need of") from error
    except (SyntaxError, ValueError) as error:  # ParseError is a SyntaxError
        raise UnreadableError(f"{name} is damaged: {error}") from error


def book_of(members: Zip, source: str) -> Book:
    container = _xml(members, "META-INF/container.xml")
    root = next(
        (e.get("full-path", "") for e in container.iter() if e.tag.endswith("}rootfile") or e.tag == "rootfile"), ""
    )
    if root not in members.names:
        raise UnreadableError("damaged: its package file is missing", about=source)
    package = _xml(members, root)
    book = Book()
    _metadata(book, package)
    items: dict[str, tuple[str, str, str]] = {}  # id -> name, media type, properties
    for element in package.iter(f"{_OPF}item"):
        name = resolved(root, element.get("href") or "")
        items[element.get("id") or ""] = (name, element.get("media-type") or "", element.get("properties") or "")
    by_meta = next((m.get("content", "") for m in package.iter(f"{_OPF}meta") if m.get("name") == "cover"), "")
    for key, (name, kind, properties) in items.items():
        if kind.startswith("image/") and ("cover-image" in properties or key == by_meta):
            book.cover = name
    if not book.cover:  # not declared, or by its name instead of its id
        pictures = {key: name for key, (name, kind, _) in items.items() if kind.startswith("image/")}
        named = (name for key, name in pictures.items() if _COVER.search(key) or _COVER.search(name.rpartition("/")[2]))
        book.cover = resolved(root, by_meta) if resolved(root, by_meta) in pictures.values() else next(named, "")
    for element in package.iter(f"{_OPF}reference"):
        if (element.get("type") or "").lower() in SILENT and "#" not in (element.get("href") or ""):
            book.silent.add(resolved(root, element.get("href") or ""))
    spine = package.find(f"{_OPF}spine")
    for element in spine.iter(f"{_OPF}itemref") if spine is not None else ():
        name, kind, properties = items.get(element.get("idref") or "", ("", "", ""))
        if name in members.names and kind in _PAGES:
            book.spine.append(Item(name, properties, element.get("linear") != "no"))
    by_name = {item.name: item for item in reversed(book.spine)}
    for entry in _contents(members, items, spine, book):
        item = by_name.get(entry.name)
        if item is not None:
            item.entries.append(entry)
            if not item.starts:
                item.starts, item.title = True, entry.title
    return book


def _metadata(book: Book, package: Any) -> None:
    def texts(name: str) -> list[str]:
        return [t for e in package.iter(f"{_DC}{name}") if (t := assemble.one_line("".join(e.itertext())))]

    book.title = next(iter(texts("title")), "")
    roles = {
        (m.get("refines") or "")[1:]: "".join(m.itertext()).strip()
        for m in package.iter(f"{_OPF}meta")
        if m.get("property") == "role"
    }
    # Calibre and others put contributors such as translators into creator with a role.
    names = (
        (assemble.one_line("".join(e.itertext())), e.get(f"{_OPF}role") or roles.get(e.get("id") or "") or "aut")
        for e in package.iter(f"{_DC}creator")
    )
    book.authors = tuple(name for name, role in names if role == "aut" and name.casefold() not in _NOBODY)
    book.language = next(iter(texts("language")), "")
    book.date = next(iter(texts("date")), "")
    book.publisher = next(iter(texts("publisher")), "")
    book.description = re.sub(r"<[^>]+>", " ", next(iter(texts("description")), ""))
    book.address = next((a for t in (*texts("source"), *texts("identifier")) if (a := assemble.web_address(t))), "")


def _contents(members: Zip, items: dict[str, tuple[str, str, str]], spine: Any, book: Book) -> list[Entry]:
    """The table of contents: which document begins which chapter. Both forms are optional; damage is not an error."""
    found: list[Entry] = []
    nav = next((name for name, _, properties in items.values() if "nav" in properties.split()), "")
    try:
        if nav in members.names:
            found = _nav(members.read(nav, DOCUMENT).decode("utf-8", "replace"), nav, book)
        if not found:
            key = spine.get("toc", "") if spine is not None else ""
            ncx = items.get(key, ("", "", ""))[0] or next(
                (n for n, k, _ in items.values() if k.endswith("ncx+xml")), ""
            )
            if ncx in members.names:
                found = [entry for points in _xml(members, ncx).iter(f"{_NCX}navMap") for entry in _ncx(points, ncx, 1)]
    except InputError:
        return found
    return found


def _nav(text: str, nav: str, book: Book) -> list[Entry]:
    """The entries of the table of contents of an EPUB 3; its landmarks mark the documents that are title pages."""
    found: list[Entry] = []
    which, depth = "toc" if "epub:type" not in text else "", 0
    for tag in re.finditer(r"(?is)<(/?)(nav|ol|ul)\b([^>]*)>|<a\b([^>]*)>(.*?)</a>", text):
        if tag[2] and tag[2].lower() == "nav":
            kinds = epub_parts.kinds(_attributes(tag[3])) or {"toc"}
            which, depth = ("toc" if "toc" in kinds else "landmarks" if "landmarks" in kinds else "") * (not tag[1]), 0
        elif tag[2]:
            depth += -1 if tag[1] else 1
        else:
            attributes = _attributes(tag[4])
            name, _, fragment = attributes.get("href", "").partition("#")
            if which == "toc" and (name or fragment):
                found.append(Entry(resolved(nav, name) if name else nav, fragment, label(tag[5]), max(1, depth)))
            elif which == "landmarks" and not fragment and epub_parts.kinds(attributes) & SILENT:
                book.silent.add(resolved(nav, name))
    return found


def _attributes(tag: str) -> dict[str, str]:
    return {k.lower(): entities.unescape(v) for k, v in re.findall(r"([\w:-]+)\s*=\s*[\"']([^\"']*)[\"']", tag)}


def _ncx(points: Any, ncx: str, depth: int) -> Iterator[Entry]:
    """The entries of the table of contents of an EPUB 2."""
    if depth > 20:
        return
    for point in points.findall(f"{_NCX}navPoint"):
        label, target = point.find("{*}navLabel/{*}text"), point.find("{*}content")
        if target is not None:
            name, _, fragment = (target.get("src") or "").partition("#")
            words = assemble.one_line("".join(label.itertext())) if label is not None else ""
            yield Entry(resolved(ncx, name), fragment, words, depth)
        yield from _ncx(point, ncx, depth + 1)


def label(html: str) -> str:
    return assemble.one_line(entities.unescape(re.sub(r"<[^>]+>", " ", html)))
