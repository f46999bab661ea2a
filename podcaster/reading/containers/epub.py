"""EPUB: the chapters of a book, or the articles of a digest, in the order of its spine."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import IO, Any

from podcaster.errors import InputError, NoTextError, PodcasterError, UnreadableError, UnsupportedError
from podcaster.model import Article, Block, BlockKind, Image, LeftOut, Omission, SpanKind
from podcaster.reading import assemble, safe
from podcaster.reading import html as pages
from podcaster.reading.containers.members import Zip, resolved, with_pictures
from podcaster.reading.encodings import decode
from podcaster.reading.safe import Report

_TOTAL = 400 * safe.MB  # unpacked; pictures included
_COUNT = 10_000
_DOCUMENT = 20 * safe.MB
_CHAPTERS = 2000
_BASE = "http://book.invalid/"  # stands for the book while relative references are made whole
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # scrambled fonts are no protection
# Parts of a book that nobody wants to be read: by epub:type, by the guide's type, by their name.
_SILENT = {
    *("cover", "titlepage", "title-page", "halftitlepage", "half-title", "toc", "copyright-page", "copyright"),
    *("landmarks", "loi", "lot", "index", "colophon", "imprint", "imprimatur", "page-list", "footnotes", "rearnotes"),
    *("endnotes", "seriespage", "other-credits", "bibliography"),
}
_SILENT_NAMES = re.compile(
    r"(?:.*[/_.-])?(cover(page)?|toc|nav|title_?page|copyright|imprint|colophon|index_?page|contents?)\d*", re.I
)
_SILENT_TITLES = re.compile(
    r"(cover|(table of )?contents|copyright( page)?|title page|imprint|index|colophon|landmarks|impressum|inhalt|"
    r"inhaltsverzeichnis|table des matières|índice|sommaire|mentions légales|also by .{0,60}|(foot|end)?notes)",
    re.I,
)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def read(stream: IO[bytes], source: str, report: Report, *, split: bool = True) -> Iterator[Article]:
    """The chapters as articles, or with `split=False` the whole book as one."""
    stream.seek(0)
    data = safe.read_stream(stream, safe.HTML_LIMIT, source, "an EPUB")
    found, errors = safe.run_limited(_articles, data, source, split, seconds=180, memory_mb=2048)
    for where, error in errors:
        report.failed(where, error)
    yield from found


Errors = list[tuple[str, PodcasterError]]  # of the documents of a book, by their names


def _into(errors: Errors) -> Report:
    """A report in a list: it travels from the child with limits to the reader."""
    return Report(lambda where, error: errors.append((where, error)), lambda *_: None)


@dataclass(slots=True)
class Item:
    """A document of the spine."""

    name: str
    properties: str = ""
    linear: bool = True
    title: str = ""  # in the table of contents
    starts: bool = False  # a chapter, by the table of contents


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
    silent: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Chapter:
    """The text of one or more documents."""

    name: str
    title: str
    blocks: list[Block]
    left_out: list[LeftOut] = field(default_factory=list)


def _articles(data: bytes, source: str, split: bool) -> tuple[list[Article], Errors]:
    members = Zip(io.BytesIO(data), source, total=_TOTAL, count=_COUNT)
    _refuse_protected(members, source)
    book = _book(members, source)
    chapters: list[Chapter] = []
    errors: Errors = []
    for item in book.spine:
        found: Chapter | None = None
        with safe.member(f"{source}!{item.name}", _into(errors)):
            found = _document(members, item, book)
        if found is None:
            continue
        if chapters and not item.starts and any(i.starts for i in book.spine):
            chapters[-1].blocks += found.blocks  # the table of contents knows no chapter that begins here
            chapters[-1].left_out += found.left_out
        else:
            chapters.append(found)
        if len(chapters) > _CHAPTERS:
            raise UnsupportedError(f"more than {_CHAPTERS:,} chapters", about=source)
    if not chapters and errors:
        raise errors[0][1]
    if not chapters:
        raise NoTextError("no text in this book", about=source, hint="a book of pictures cannot be narrated")
    return _made(book, chapters, members, source, split, errors)


def _made(
    book: Book,
    chapters: list[Chapter],
    members: Zip,
    source: str,
    split: bool,
    errors: Errors,
) -> tuple[list[Article], Errors]:
    cover = _member(members, book.cover)
    lead = Image(data=cover, alt=book.title) if cover else None
    single = len(chapters) == 1
    if not split and not single:
        joined: list[Block] = []
        gone: list[LeftOut] = []
        for chapter in chapters:
            if chapter.title:
                joined.append(Block(BlockKind.HEADING, chapter.title, level=1))
            blocks, titles = assemble.without_title(chapter.blocks, chapter.title)
            joined += blocks
            gone += [*chapter.left_out, *titles]
        chapters = [Chapter(source, book.title, joined, gone)]
    made = []
    for chapter in chapters:
        alone = single or not split
        where = source if alone else f"{source}!{chapter.name}"
        with safe.member(where, _into(errors)):
            article = assemble.article(
                chapter.blocks,
                assemble.Facts(
                    title=(book.title or chapter.title)
                    if alone
                    else chapter.title or f"{book.title}, {assemble.file_title(chapter.name)}".lstrip(", "),
                    authors=book.authors,
                    date=assemble.parse_date(book.date),
                    language=book.language,
                    site=book.publisher if alone else book.title,
                    address=book.address,
                    description=book.description if alone else "",
                    image=lead,
                ),
                where,
                left_out=chapter.left_out,
                blog=False,
            )
            made.append(_with_pictures(article, members))
    return made, errors


# ---------------------------------------------------------------- the package


def _refuse_protected(members: Zip, source: str) -> None:
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


def _book(members: Zip, source: str) -> Book:
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
    for element in package.iter(f"{_OPF}reference"):
        if (element.get("type") or "").lower() in _SILENT:
            book.silent.add(resolved(root, element.get("href") or ""))
    spine = package.find(f"{_OPF}spine")
    for element in spine.iter(f"{_OPF}itemref") if spine is not None else ():
        name, kind, properties = items.get(element.get("idref") or "", ("", "", ""))
        if name in members.names and kind in _PAGES:
            book.spine.append(Item(name, properties, element.get("linear") != "no"))
    for name, title in _contents(members, items, spine):
        item = next((i for i in book.spine if i.name == name), None)
        if item is not None and not item.starts:
            item.starts, item.title = True, title
    return book


def _metadata(book: Book, package: Any) -> None:
    def texts(name: str) -> list[str]:
        return [t for e in package.iter(f"{_DC}{name}") if (t := assemble.one_line("".join(e.itertext())))]

    book.title = next(iter(texts("title")), "")
    # Calibre and others put contributors such as translators into creator with a role.
    book.authors = tuple(
        assemble.one_line("".join(e.itertext()))
        for e in package.iter(f"{_DC}creator")
        if e.get(f"{_OPF}role", "aut") in ("aut", "")
    )
    book.language = next(iter(texts("language")), "")
    book.date = next(iter(texts("date")), "")
    book.publisher = next(iter(texts("publisher")), "")
    book.description = re.sub(r"<[^>]+>", " ", next(iter(texts("description")), ""))
    book.address = next((a for t in (*texts("source"), *texts("identifier")) if (a := assemble.web_address(t))), "")


def _contents(members: Zip, items: dict[str, tuple[str, str, str]], spine: Any) -> list[tuple[str, str]]:
    """The table of contents: which document begins which chapter. Both forms are only a help, so damage is no error."""
    found: list[tuple[str, str]] = []
    nav = next((name for name, _, properties in items.values() if "nav" in properties.split()), "")
    try:
        if nav in members.names:
            text = members.read(nav, _DOCUMENT).decode("utf-8", "replace")
            inner = re.search(r"(?is)<nav\b[^>]*type\s*=\s*[\"']toc[\"'].*?</nav>", text)
            for link in re.finditer(
                r"(?is)<a\b[^>]*href\s*=\s*[\"']([^\"']+)[\"'][^>]*>(.*?)</a>", inner[0] if inner else text
            ):
                found.append((resolved(nav, link[1]), _label(link[2])))
        if not found:
            key = spine.get("toc", "") if spine is not None else ""
            ncx = items.get(key, ("", "", ""))[0] or next(
                (n for n, k, _ in items.values() if k.endswith("ncx+xml")), ""
            )
            if ncx in members.names:
                for point in _xml(members, ncx).iter("{http://www.daisy.org/z3986/2005/ncx/}navPoint"):
                    label = point.find("{*}navLabel/{*}text")
                    target = point.find("{*}content")
                    if target is not None:
                        words = assemble.one_line("".join(label.itertext())) if label is not None else ""
                        found.append((resolved(ncx, target.get("src") or ""), words))
    except InputError:
        return found
    return found


def _label(html: str) -> str:
    import html as entities

    return assemble.one_line(entities.unescape(re.sub(r"<[^>]+>", " ", html)))


# ---------------------------------------------------------------- a document


def _document(members: Zip, item: Item, book: Book) -> Chapter | None:
    """The title and the blocks of one document; None if the document is not part of the text."""
    if not item.linear or "nav" in item.properties.split() or item.name in book.silent:
        return None
    text = decode(members.read(item.name, _DOCUMENT), item.name)
    kinds = set(
        re.findall(
            r"[\w-]+",
            " ".join(
                re.findall(r"(?i)<(?:body|section|div|html)\b[^>]*?epub:type\s*=\s*[\"']([^\"']*)", text[:4000])[:2]
            ),
        )
    )
    title = item.title or _first_heading(text)
    if kinds & _SILENT or _SILENT_TITLES.fullmatch(title.strip(" .:")):
        return None
    found = pages.read_fragment(_body(text), base=_BASE + item.name, source=item.name)
    blocks = [_bare(block) for block in found.blocks]
    words = sum(len(b.text.split()) for b in blocks)
    if _SILENT_NAMES.fullmatch(posixpath.splitext(posixpath.basename(item.name))[0]) and words < 300:
        return None
    linked = sum(s.end - s.start for b in blocks for s in b.spans if s.kind is SpanKind.LINK)
    if len(blocks) > 5 and linked > 0.8 * sum(len(b.text) for b in blocks):
        return None  # a table of contents by any other name
    if not any(safe.has_words(b.text) for b in blocks):
        return None
    blocks, gone = _without_links_out(blocks)
    return Chapter(item.name, title, blocks, [*found.left_out, *gone])


def _bare(block: Block) -> Block:
    """The block without links that lead to other parts of the book."""
    spans = tuple(s for s in block.spans if not (s.kind is SpanKind.LINK and s.value.startswith((_BASE, "#"))))
    return replace(block, spans=spans) if spans != block.spans else block


def _without_links_out(blocks: list[Block]) -> tuple[list[Block], list[LeftOut]]:
    """Digests put "next | section | main" around each article: short paragraphs that are links within the book only."""
    kept, gone = list(blocks), []
    for end in (0, -1):
        while kept and re.fullmatch(
            r"[|\s·«»<>-]*((next|previous|section menu|main menu|back|contents|articles|sections)[|\s·«»<>-]*)+",
            kept[end].text,
            re.I,
        ):
            gone.append(LeftOut(kept.pop(end).text, Omission.NAVIGATION))
    return kept, gone


def _first_heading(text: str) -> str:
    match = re.search(r"(?is)<h[1-3]\b[^>]*>(.{1,2000}?)</h[1-3]>", text)
    return _label(match[1])[:300] if match else ""


def _body(text: str) -> str:
    """What is in the body, as HTML: an empty element that closes itself would otherwise swallow what follows."""

    def close(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name.lower() in _VOID else f"<{name}{match[2]}></{name}>"

    start = re.search(r"(?i)<body\b[^>]*>", text)
    end = text.lower().rfind("</body")
    inner = text[start.end() if start else 0 : end if end > 0 else len(text)]
    return re.sub(r"<([A-Za-z][\w:-]*)((?:\s[^<>]{0,2000}?)?)\s*/>", close, inner)


def _with_pictures(article: Article, members: Zip) -> Article:
    def picture(address: str) -> bytes | None:
        return _member(members, resolved("", address.removeprefix(_BASE))) if address.startswith(_BASE) else None

    def clean(image: Image | None) -> Image | None:
        return replace(image, address="") if image and image.address.startswith(_BASE) else image

    filled = with_pictures(article, picture)
    blocks = tuple(replace(b, image=clean(b.image)) if b.image else b for b in filled.blocks)
    return replace(filled, blocks=blocks, image=clean(filled.image))


def _member(members: Zip, name: str) -> bytes | None:
    try:
        return members.read(name, 10 * safe.MB) if name in members.names else None
    except InputError:
        return None  # a damaged picture must not cost the text
