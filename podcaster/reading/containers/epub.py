"""EPUB: the chapters of a book, or the articles of a digest, in the order of its spine."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import IO

from podcaster.errors import InputError, NoTextError, PodcasterError, UnsupportedError
from podcaster.model import Article, Block, BlockKind, Image, LeftOut, Omission, Span, SpanKind, count_words
from podcaster.reading import assemble, safe
from podcaster.reading import html as pages
from podcaster.reading.containers import epub_parts
from podcaster.reading.containers.epub_package import DOCUMENT, Book, Item, book_of, label, refuse_protected
from podcaster.reading.containers.members import Zip, resolved, with_pictures
from podcaster.reading.encodings import decode
from podcaster.reading.safe import Report

_TOTAL = 400 * safe.MB  # unpacked; pictures included
_COUNT = 10_000
_CHAPTERS = 2000
_BASE = "http://book.invalid/"  # stands for the book while relative addresses are resolved
_SILENT_NAMES = re.compile(
    r"(?:.*[/_.-])?(cover(page)?|toc|nav|title_?page|copyright|imprint|colophon|index_?page|contents?)\d*", re.I
)
_SILENT_TITLES = re.compile(
    r"(cover|(table of )?contents|copyright( page)?|title page|imprint|index|colophon|landmarks|impressum|inhalt|"
    r"inhaltsverzeichnis|table des matières|índice|sommaire|mentions légales|also by .{0,60}|(foot|end)?notes|"
    r"(fuß|end)noten|anmerkungen|notes de (fin|bas de page)|notas( finales)?)",
    re.I,
)
_FEW = 600  # words of a page that the guide or the landmarks call a title page
_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)]*$")
_HALF_TITLE = 15  # words of a page that is no more than the title of a part


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
    """Collects reports in a list, which the child process returns to the reader."""
    return Report(lambda where, error: errors.append((where, error)), lambda *_: None)


@dataclass(slots=True)
class Chapter:
    """The text of one or more documents."""

    name: str
    title: str
    blocks: list[Block]
    left_out: list[LeftOut] = field(default_factory=list)
    starts: bool = True  # by the table of contents, if there is one

    @property
    def is_half_title(self) -> bool:
        """Whether it is only the title of the book or of a part, on a page of its own."""
        words = sum(count_words(block.text) for block in self.blocks)
        return words <= _HALF_TITLE and not any(_SENTENCE.search(b.text) or b.rows for b in self.blocks)


def _articles(data: bytes, source: str, split: bool) -> tuple[list[Article], Errors]:
    members = Zip(io.BytesIO(data), source, total=_TOTAL, count=_COUNT)
    refuse_protected(members, source)
    book = book_of(members, source)
    errors: Errors = []
    chapters = _chapters(members, book, source, errors)
    if not chapters and any(not item.linear for item in book.spine):  # some programs mark all documents so
        for item in book.spine:
            item.linear = True
        chapters = _chapters(members, book, source, errors)
    if not chapters and errors:
        raise errors[0][1]
    if not chapters:
        raise NoTextError("no text in this book", about=source, hint="a book of pictures cannot be narrated")
    return _made(book, chapters, members, source, split, errors)


def _chapters(members: Zip, book: Book, source: str, errors: Errors) -> list[Chapter]:
    """The chapters in order. A document that is not in the table of contents belongs to the chapter before it."""
    chapters: list[Chapter] = []
    listed = any(item.starts for item in book.spine)
    for item in book.spine:
        found: list[Chapter] = []
        with safe.member(f"{source}!{item.name}", _into(errors)):
            found = _document(members, item, book)
        for chapter in found:
            last = chapters[-1] if chapters else None
            if last and (last.is_half_title or (listed and not chapter.starts)):
                _join(last, chapter)
            else:
                chapters.append(chapter)
        if len(chapters) > _CHAPTERS:
            raise UnsupportedError(f"more than {_CHAPTERS:,} chapters", about=source)
    return chapters


def _join(one: Chapter, other: Chapter) -> None:
    """Append *other* to *one*. If *one* is only the title of a part, put that title before *other* instead."""
    if one.is_half_title:
        heading = one.title or " ".join(block.text for block in one.blocks)
        one.name, one.title = other.name, other.title or one.title
        one.left_out += (LeftOut(b.text, Omission.METADATA) for b in one.blocks if b.text != heading)
        same = assemble.same_words(heading, one.title)
        one.blocks = [] if same else [Block(BlockKind.HEADING, heading, level=1)]
        if same:
            one.left_out.append(LeftOut(heading, Omission.METADATA))
        one.starts = other.starts
    one.blocks += other.blocks
    one.left_out += other.left_out


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
    for number, chapter in enumerate(chapters, start=1):
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
                    book="" if alone else book.title or assemble.file_title(source),
                    chapter=0 if alone else number,
                ),
                where,
                left_out=chapter.left_out,
                blog=False,
            )
            made.append(_with_pictures(article, members))
    return made, errors


# ---------------------------------------------------------------- a document


def _document(members: Zip, item: Item, book: Book) -> list[Chapter]:
    """The chapters in one document, or text that belongs to the chapter before it; none if the document is not text."""
    if not item.linear or "nav" in item.properties.split():
        return []
    text = decode(members.read(item.name, DOCUMENT), item.name)
    first = item.title or _first_heading(text)
    if _SILENT_TITLES.fullmatch(first.strip(" .:")) and len(item.entries) < 2:
        return []
    cuts = _cuts(item, book)

    def note(address: str) -> str:
        return _note(members, resolved(item.name, address), address.partition("#")[2], book)

    found = epub_parts.parts(text, tuple(cuts), note)
    chapters = []
    for part in found.parts:
        title = cuts.get(part.cut) or ("" if cuts and not _opens(item) else first)
        if chapter := _part(part.html, title, item, book):
            chapter.starts = bool(part.cut) or (item.starts and (not cuts or _opens(item)))
            chapters.append(chapter)
    if chapters:
        chapters[0].left_out += found.left_out
    return chapters


def _opens(item: Item) -> bool:
    """Whether the table of contents leads to the beginning of the document."""
    return any(not entry.fragment for entry in item.entries)


def _cuts(item: Item, book: Book) -> dict[str, str]:
    """Where chapters begin within a document: fragments with their titles. Sections of a chapter do not count."""
    if not item.entries:
        return {}
    highest = min(entry.depth for entry in item.entries)
    entries = [entry for entry in item.entries if entry.depth == highest]
    if len(entries) == 1 and sum(bool(i.entries) for i in book.spine) == 1:  # a book in one file, below its own title
        entries = [entry for entry in item.entries if entry.depth <= highest + 1]
    return {entry.fragment: entry.title for entry in entries if entry.fragment}


def _note(members: Zip, name: str, fragment: str, book: Book) -> str:
    """The markup of a note in another document."""
    if name not in book.notes:
        try:
            data = members.read(name, DOCUMENT) if any(item.name == name for item in book.spine) else b""
            book.notes[name] = decode(data, name) if data else ""
        except InputError:
            book.notes[name] = ""
    text = book.notes[name]
    html = epub_parts.note_in(text, fragment) if fragment in text else ""
    book.brought[name] += bool(html)
    return html


def _part(html: str, title: str, item: Item, book: Book) -> Chapter | None:
    found = pages.read_fragment(html, base=_BASE + item.name, source=item.name)
    kept, gone = _without_titles_of_sections(list(found.blocks))
    blocks = [_bare(block) for block in kept]
    if book.brought[item.name] >= max(2, 0.6 * len(blocks)):
        return None  # notes, which were brought to where they are referred to
    words = sum(count_words(b.text) for b in blocks)
    if _SILENT_NAMES.fullmatch(posixpath.splitext(posixpath.basename(item.name))[0]) and words < 300:
        return None
    if item.name in book.silent and words < _FEW:
        return None
    linked = sum(s.end - s.start for b in kept for s in b.spans if _leads_within(s))
    if len(kept) > 5 and linked > 0.8 * sum(len(b.text) for b in kept):
        return None  # a table of contents by any other name
    if not any(safe.has_words(b.text) or b.rows for b in blocks):
        return None
    blocks, links = _without_links_out(blocks)
    return Chapter(item.name, title or _first_title(blocks), blocks, [*found.left_out, *gone, *links])


def _first_title(blocks: list[Block]) -> str:
    return next((b.text for b in blocks[:2] if b.kind is BlockKind.HEADING), "")


def _leads_within(span: Span) -> bool:
    return span.kind is SpanKind.LINK and span.value.startswith((_BASE, "#"))


def _without_titles_of_sections(blocks: list[Block]) -> tuple[list[Block], list[LeftOut]]:
    """Remove a list of sections at the beginning of a chapter: three or more lines of links within the book."""
    at = 0
    while at < len(blocks) and blocks[at].kind is BlockKind.HEADING:
        at += 1
    end = at
    while end < len(blocks) and blocks[end].text and blocks[end].kind in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH):
        if sum(s.end - s.start for s in blocks[end].spans if _leads_within(s)) < 0.8 * len(blocks[end].text):
            break
        end += 1
    if end - at < 3 or end == len(blocks):
        return blocks, []
    return [*blocks[:at], *blocks[end:]], [LeftOut(b.text, Omission.NAVIGATION) for b in blocks[at:end]]


def _bare(block: Block) -> Block:
    """The block without links that lead to other parts of the book."""
    spans = tuple(s for s in block.spans if not _leads_within(s))
    return replace(block, spans=spans) if spans != block.spans else block


def _without_links_out(blocks: list[Block]) -> tuple[list[Block], list[LeftOut]]:
    """Remove short paragraphs of links within the book: digests put "next | section | main" around each article."""
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
    """The heading that a document begins with. A heading after a paragraph belongs to a section."""
    match = re.search(
        r"(?is)<h[1-3]\b[^>]*>(.{1,2000}?)</h[1-3]>|<p\b[^>]{0,300}>\s*[^<\s]{1,100}\s+[^<\s]{1,100}\s+[^<\s]", text
    )
    return label(match[1])[:300] if match and match[1] else ""


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
