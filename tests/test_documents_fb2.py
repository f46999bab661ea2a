"""FictionBook: the chapters of a book, without what only its maker should see."""

# ruff: noqa: E501 - markup as programs write it

from __future__ import annotations

import base64
import datetime as dt

import pytest

from podcaster.model import Article, BlockKind
from podcaster.reading import read_bytes
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

ABOUT = (
    "<description><title-info><genre>nature</genre><author><first-name>Anna</first-name><last-name>Reed</last-name></author>"
    "<book-title>Letters from the Quay</book-title><annotation><p>About birds.</p></annotation>"
    '<date value="2024-03-18">March</date><coverpage><image l:href="#cover.jpg"/></coverpage><lang>en</lang></title-info>'
    "<document-info><author><nickname>scanman77</nickname></author><program-used>Maker 2</program-used></document-info></description>"
)
NOTES = '<body name="notes"><title><p>Notes</p></title><section id="n1"><title><p>1</p></title><p>Except by the baker.</p></section></body>'


def book(*sections: str, picture: bytes = b"", encoding: str = "utf-8") -> bytes:
    binary = f'<binary id="cover.jpg" content-type="image/jpeg">{base64.b64encode(picture).decode()}</binary>'
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        f'xmlns:l="http://www.w3.org/1999/xlink">{ABOUT}<body><title><p>Letters</p></title>{"".join(sections)}</body>{NOTES}{binary}</FictionBook>'
    ).encode(encoding)


CHAPTERS = (
    f'<section><title><p>The gulls</p></title><epigraph><p>{FERRY}</p><text-author>Jo Vane</text-author></epigraph><p>{GULLS}<a l:href="#n1" type="note">[1]</a></p>'
    '<section><title><p>Songs</p></title><poem><stanza><v>One gull,</v><v>two gulls.</v></stanza></poem><image l:href="#cover.jpg" alt="A gull"/></section></section>',
    f"<section><title><p>Bread</p></title><p>{BREAD} <emphasis>Always</emphasis>.</p></section>",
)  # fmt: skip


def read(data: bytes, *, split: bool = True) -> list[Article]:
    return list(read_bytes(data, "letters.fb2", split=split))


def test_each_chapter_is_an_article() -> None:
    """With its title, its quotes, verses, pictures and footnotes; the cover is that of the book."""
    gull = build.jpeg()
    first, second = read(book(*CHAPTERS, picture=gull))
    assert [(a.title, a.site, a.authors) for a in (first, second)] == [
        ("The gulls", "Letters from the Quay", ("Anna Reed",)), ("Bread", "Letters from the Quay", ("Anna Reed",)),
    ]  # fmt: skip
    assert [(a.book, a.chapter) for a in (first, second)] == [(first.site, 1), (first.site, 2)]
    assert (first.date, first.language) == (dt.date(2024, 3, 18), "en")
    assert first.image is not None
    assert first.image.data == gull
    assert [(b.kind, b.text) for b in first.blocks] == [
        (BlockKind.QUOTE, FERRY),
        (BlockKind.PARAGRAPH, f"{GULLS}1"),
        (BlockKind.HEADING, "Songs"),
        (BlockKind.PARAGRAPH, "One gull,"),
        (BlockKind.PARAGRAPH, "two gulls."),
        (BlockKind.FIGURE, ""),
        (BlockKind.FOOTNOTE, "Except by the baker."),
    ]
    assert first.blocks[0].attribution == "Jo Vane"
    assert second.text == f"{BREAD} Always."
    assert not [w for w in ("scanman77", "Maker 2") if w in repr((first, second))]


def test_the_whole_book_is_one_article() -> None:
    """With the titles of its chapters as headings."""
    (article,) = read(book(*CHAPTERS), split=False)
    assert article.title == "Letters from the Quay"
    assert (article.book, article.chapter) == ("", 0)
    assert [b.text for b in article.blocks if b.kind is BlockKind.HEADING] == ["The gulls", "Songs", "Bread"]


def test_a_part_that_holds_only_chapters_is_not_one() -> None:
    """Its chapters are; an old code page is read as it is declared."""
    part = f"<section><title><p>Часть</p></title>{CHAPTERS[0]}{CHAPTERS[1]}</section>"
    last = f"<section><title><p>Конец</p></title><p>{FERRY}</p></section>"
    found = read(book(part, last, encoding="windows-1251"))
    assert [a.title for a in found] == ["The gulls", "Bread", "Конец"]


def test_what_no_xml_may_hold_is_passed_over() -> None:
    """Halves of characters, raw signs; what stands beside them stays."""
    data = book(*CHAPTERS).replace(b"The baker thought", b"The \xed\xa0\xbd& baker\x00 thought")
    first, _ = read(data)
    assert "The baker thought so" in first.text.replace("& ", "").replace("\ufffd", "").replace("  ", " ")
