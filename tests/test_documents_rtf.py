r"""Rich text: the text of Word, WordPad and TextEdit, without what only its author should see."""

# ruff: noqa: E501 - markup as programs write it

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.model import Article, BlockKind, SpanKind
from podcaster.reading import read_bytes
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fmodern Courier New;}{\f2\fnil\fcharset204 Arial;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0\b\fs36 heading 1;}{\s2\i Quote;}{\s3 Title;}{\s4 toc 1;}}"
)
INFO = (
    r"{\info{\title Old template}{\author Anna Reed}{\operator mvane}{\creatim\yr2024\mo3\dy18\hr9\min0}"
    r"{\revtim\yr2025\mo1\dy1}{\*\company Secret Ltd}{\version7}}"
)


def read(body: str, head: str = HEAD + INFO) -> Article:
    (article,) = read_bytes((head + body + "}").encode("ascii"), "gulls.rtf")
    return article


def test_all_parts_of_a_document_are_found() -> None:
    """Title, headings, lists in lists, quotes, code, tables, footnotes and links."""
    article = read(
        r"\pard\s3 The gulls are back\par \pard\s0 "
        + GULLS
        + r"{\super\chftn{\footnote\pard{\super\chftn} Except by the baker.}} See "
        r'{\field{\*\fldinst HYPERLINK "https://example.com/count"}{\fldrslt\ul the count}}.\par'
        r"\pard\s1 What they eat\par"
        r"{\listtext\bullet\tab}\pard\ls1 bread\par{\listtext o\tab}\pard\ls1\ilvl1 with butter\par"
        r"{\listtext 1.\tab}\pard\ls2 fish\par{\listtext 2.\tab}ice\par"
        r"\pard\s2 " + FERRY + r"\par\pard\f1 x = 1\par y = 2\par\pard\f0"
        r"\trowd\cellx1\cellx2\intbl Bird\cell Count\cell\row\intbl Gull\cell 12\cell\row\pard Caf\'e9 \u8212? \f2\'cf\'f0\'e8\f0 !\par"
    )
    assert (article.title, article.authors, article.date) == (
        "The gulls are back",
        ("Anna Reed",),
        dt.date(2024, 3, 18),
    )
    found = [(b.kind, b.level, b.marker, b.text) for b in article.blocks]
    assert found == [
        (BlockKind.PARAGRAPH, 0, "", f"{GULLS}1 See the count."),
        (BlockKind.HEADING, 1, "", "What they eat"),
        (BlockKind.LIST_ITEM, 1, "•", "bread"),
        (BlockKind.LIST_ITEM, 2, "•", "with butter"),
        (BlockKind.LIST_ITEM, 1, "1.", "fish"),
        (BlockKind.LIST_ITEM, 1, "2.", "ice"),
        (BlockKind.QUOTE, 1, "", FERRY),
        (BlockKind.CODE, 0, "", "x = 1\ny = 2"),
        (BlockKind.TABLE, 0, "", "Bird Count Gull 12"),
        (BlockKind.PARAGRAPH, 0, "", "Café — При!"),
        (BlockKind.FOOTNOTE, 0, "1", "Except by the baker."),
    ]
    assert {s.kind: s.value for s in article.blocks[0].spans} == {
        SpanKind.NOTE_REF: "1",
        SpanKind.LINK: "https://example.com/count",
    }


def test_only_the_accepted_text_is_read() -> None:
    """Comments, deleted and hidden text, headers, contents, pictures and the data of the file are not."""
    article = read(
        r"{\header Confidential draft}\pard\s4 Bread 1\par\pard\s0 Nobody counts {\deleted ducks}{\revised the gulls}"
        r"{\*\atnid mv}{\*\atnauthor mvane}\chatn{\*\annotation{\*\atnref 1}Is this true?}{\v  secretly} here.\par "
        + BREAD
        + r"\par{\*\unknown not for anyone}{\pict\pngblip 89504e470d0a}{\*\shppict{\pict 8950}}"
    )
    assert [b.text for b in article.blocks] == ["Nobody counts the gulls here.", BREAD]
    assert "secretly" in {left.text for left in article.left_out}
    told = repr(article)
    assert not [w for w in ("ducks", "Confidential", "true?", "mvane", "Secret", "not for anyone", "8950") if w in told]


def test_large_letters_are_headings_where_no_style_says_so() -> None:
    """TextEdit and WordPad know no styles."""
    article = read(rf"\pard\fs48\b The gulls are back\b0\par\fs24 {GULLS}\par\fs32 Bread\par\fs24 {BREAD}\par", HEAD)
    assert article.title == "The gulls are back"
    assert [(b.kind, b.text) for b in article.blocks][1] == (BlockKind.HEADING, "Bread")


def test_a_text_that_is_typed_throughout_is_no_code() -> None:
    """Many people write in Courier."""
    article = read(rf"\pard\f1 {GULLS}\par {BREAD}\par", HEAD)
    assert [b.kind for b in article.blocks] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_characters_of_several_bytes_and_halves_of_characters_are_joined() -> None:
    """Japanese in its old code page, and an emoji in two halves."""
    head = r"{\rtf1\ansi\ansicpg932\deff0{\fonttbl{\f0\fcharset128 Mincho;}}"
    article = read(rf"\uc1 \'93\'fa\'96\'7b {GULLS} \u-10179?\u-8704? end\par", head)
    assert article.blocks[0].text == f"日本 {GULLS} 😀 end"


def test_japanese_in_a_font_of_equal_widths_is_no_code() -> None:
    """Most fonts of Japanese are of that kind."""
    head = r"{\rtf1\ansi\ansicpg932\deff0{\fonttbl{\f0\froman Times;}{\f1\fmodern\fcharset128 Gothic;}}"
    article = read(rf"\pard {GULLS}\par\f1\'93\'fa\'96\'7b\par", head)
    assert [(b.kind, b.text) for b in article.blocks][1] == (BlockKind.PARAGRAPH, "日本")
