"""Documents of Word: what their author wants to be read, and nothing else."""

# ruff: noqa: E501 - markup as programs write it

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.errors import UnsupportedError
from podcaster.model import Article, Block, BlockKind, SpanKind
from podcaster.reading import read_bytes
from tests.formats import build, word
from tests.formats.build import BREAD, FERRY, GULLS
from tests.formats.word import item, paragraph, run

pytestmark = pytest.mark.usefixtures("read_here")


def read(*body: str, name: str = "gulls.docx", **more: object) -> Article:
    (article,) = read_bytes(word.document(*body, **more), name)  # type: ignore[arg-type]
    return article


def shape(article: Article) -> list[tuple[BlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in article.blocks]


def test_all_parts_of_a_document_are_found() -> None:
    """Headings, lists in lists, quotes, code, tables, footnotes, links, pictures and formulas."""
    gull = build.jpeg()
    fraction = (
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    )
    article = read(
        paragraph("The gulls are back", style="Title"),
        paragraph("Anna Reed", style="Author"),
        paragraph(GULLS, word.NOTE_MARK, " See ", word.link("the count"), "."),
        paragraph("What they eat", style="Heading1"),
        item("bread"), item("with butter", depth=1), item("fish", number=2), item("ice", number=2),
        paragraph(FERRY, style="Quote"),
        paragraph("x = 1", style="SourceCode"), paragraph("y = 2", style="SourceCode"),
        paragraph("The share is ", fraction, " of all."),
        word.table(("Bird", "Count"), ("Gull", "12")),
        paragraph(word.picture("A gull on the wall")),
        note="Except by the baker.", image=gull,
        creator="mvane", created="2024-03-18T09:00:00Z",
    )  # fmt: skip
    assert (article.title, article.authors) == ("The gulls are back", ("Anna Reed",))
    assert article.date == dt.datetime(2024, 3, 18, 9, tzinfo=dt.UTC)
    kinds = [block.kind for block in article.blocks]
    assert kinds == [
        BlockKind.PARAGRAPH, BlockKind.HEADING, *[BlockKind.LIST_ITEM] * 4, BlockKind.QUOTE, BlockKind.CODE,
        BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.FIGURE, BlockKind.FOOTNOTE,
    ]  # fmt: skip
    first, heading, bread, butter, fish, ice, quote, code, share, table, figure, note = article.blocks
    assert (heading.text, heading.level) == ("What they eat", 1)
    assert [(b.level, b.marker) for b in (bread, butter, fish, ice)] == [(1, "•"), (2, "•"), (1, "1."), (1, "2.")]
    assert quote.text == FERRY
    assert code.text == "x = 1\ny = 2"
    assert table.rows == (("Bird", "Count"), ("Gull", "12"))
    assert table.has_head
    assert figure.image is not None
    assert figure.image.alt == "A gull on the wall"
    assert figure.image.data == gull
    assert (note.text, note.marker) == ("Except by the baker.", "1")
    values = {span.kind: span.value for span in first.spans}
    assert values == {SpanKind.NOTE_REF: "1", SpanKind.LINK: "https://example.com/count"}
    assert [span.value for span in share.spans] == ["\\frac{a}{b}"]


def test_only_the_accepted_text_is_read() -> None:
    """Inserted text is read; deleted and moved text, comments, hidden text, placeholders and contents are not."""
    hidden_style = (
        '<w:style w:type="paragraph" w:styleId="Memo"><w:name w:val="Memo"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    article = read(
        paragraph("The gulls are back 1", style="TOC1"),
        paragraph(
            "Nobody counts ", "<w:ins>" + run("the gulls") + "</w:ins>", "<w:del><w:r><w:delText>ducks</w:delText></w:r></w:del>",
            "<w:moveFrom>" + run("moved away") + "</w:moveFrom>", word.COMMENT_MARK, run(" secretly", word.HIDDEN), " here.",
        ),
        paragraph("ask the lawyer", style="Memo"),
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + paragraph("Click here to enter text.") + "</w:sdtContent></w:sdt>",
        paragraph(BREAD),
        paragraph(word.picture("A gull. Description automatically generated")),
        title="Minutes", creator="mvane", styles=hidden_style, image=build.jpeg(),
    )  # fmt: skip
    assert [b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH] == ["Nobody counts the gulls here.", BREAD]
    assert article.title == "Minutes"
    assert article.authors == ()
    images = [b.image.alt for b in article.blocks if b.image]
    assert images == ["A gull."]
    assert {"secretly", "ask the lawyer"} <= {left.text for left in article.left_out}
    told = " ".join([*(left.text for left in article.left_out), repr(article.blocks), article.title])
    assert not [word for word in ("ducks", "moved away", "Is this true", "mvane") if word in told]


def test_the_author_of_the_properties_is_taken_if_it_is_a_person() -> None:
    """Word keeps the name of the account there."""
    assert read(paragraph(GULLS), creator="Anna Reed").authors == ("Anna Reed",)
    assert read(paragraph(GULLS), creator="Microsoft Office User").authors == ()
    assert read(paragraph(GULLS), creator="areed2").authors == ()


def test_a_style_with_an_outline_level_is_a_heading() -> None:
    """Templates of companies have styles of their own."""
    style = '<w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    article = read(paragraph(GULLS), paragraph("Bread", style="Kapitel"), paragraph(BREAD), styles=style)
    assert article.blocks[1] == Block(BlockKind.HEADING, "Bread", level=2)


def test_a_document_that_declares_entities_is_refused() -> None:
    """Such a document unpacks to gigabytes."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="w"><w:body>&a;</w:body></w:document>'
    with pytest.raises(UnsupportedError, match="entities"):
        list(read_bytes(build.zipped({"[Content_Types].xml": "<x/>", "word/document.xml": bomb}), "bomb.docx"))


def test_a_note_that_is_not_in_the_file_is_a_doubt() -> None:
    """Its mark is passed over; the text and the notes that are there are read."""
    lost = '<w:r><w:footnoteReference w:id="7"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>'
    article = read(paragraph(GULLS, word.NOTE_MARK, lost), paragraph(BREAD, lost), note="Except by the baker.")
    assert [text for _, _, text in shape(article)][1:] == [BREAD, "Except by the baker."]
    assert article.blocks[0].text.startswith(GULLS[:40])
    assert ("cut off", "the file has lost 4 notes that its text refers to") in article.doubts
    assert read(paragraph(GULLS, word.NOTE_MARK), paragraph(BREAD), note="One.").doubts == ()
