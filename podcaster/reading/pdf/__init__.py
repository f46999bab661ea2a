"""PDF: the text of printed pages, without what is printed on every page."""

from __future__ import annotations

import re

from podcaster.errors import UnsupportedError
from podcaster.model import Article
from podcaster.reading import assemble, safe
from podcaster.reading.pdf import front, layout, paragraphs
from podcaster.reading.pdf.text import Page, pages

_TABLE = 60  # words
_NO_LETTERS = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


def read(data: bytes, source: str) -> Article:
    """The article of a PDF with text in it. Scans and forms are refused."""
    return safe.run_limited(_article, data, source, seconds=120, memory_mb=2048)


def _article(data: bytes, source: str) -> Article:
    found, about = pages(data, source)
    _refuse_without_text(found, source)
    text = layout.running_text(found)
    body = layout.body_size(text.lines)
    words = paragraphs.Words(text.lines)
    title, lines, titles = front.take_title(about.title, text.lines, body)
    authors, bylines = front.take_authors(about.author, lines)
    blocks = [*paragraphs.blocks(lines, body, words), *paragraphs.notes(text.notes, words)]
    if _is_table(" ".join(block.text for block in blocks).split()):
        raise UnsupportedError(
            "a table of figures, not an article",
            about=source,
            hint="give it a text about the figures; a table within an article is read",
        )
    return assemble.article(
        blocks,
        assemble.Facts(
            title=title or assemble.file_title(source),
            authors=authors,
            date=assemble.parse_date(about.date),
        ),
        source,
        left_out=[*text.left_out, *titles, *bylines],
        blog=False,
    )


def _is_table(words: list[str]) -> bool:
    """Whether a text is numbers with their labels: there is next to no prose between them."""
    numbers = sum(any(map(str.isdigit, word)) and not any(map(str.islower, word)) for word in words)
    prose = sum(word[:1].islower() for word in words)
    return len(words) >= _TABLE and (
        numbers > 0.5 * len(words) or (numbers > 0.25 * len(words) and prose < 0.15 * len(words))
    )


def _refuse_without_text(found: list[Page], source: str) -> None:
    text = "".join(line.text for page in found for line in page.lines)
    scanned = len(text) < 20 * len(found) and len(text) < 400 and any(page.has_picture for page in found)
    if scanned or not safe.has_words(text):
        raise UnsupportedError(
            "a PDF without text: a scan or pictures",
            about=source,
            hint="make its text readable first, for example with ocrmypdf",
        )
    pieces = sum(page.pieces for page in found)
    if len(_NO_LETTERS.findall(text)) > 0.15 * len(text) or pieces > 20 + len(text):
        raise UnsupportedError(
            "a PDF that does not say which letters its signs are",
            about=source,
            hint="have its text recognised again, for example with ocrmypdf --force-ocr",
        )
    fields = sum(page.fields for page in found)
    if fields >= 10 and fields * 60 > len(text):
        raise UnsupportedError(
            f"a form with {fields} fields, not an article",
            about=source,
            hint="if it is to be narrated all the same, print it into a new PDF",
        )
