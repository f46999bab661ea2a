"""Texts of LibreOffice: what their author wants to be read, and nothing else."""

# ruff: noqa: E501 - markup as programs write it

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.errors import UnsupportedError
from podcaster.model import Article, BlockKind, SpanKind
from podcaster.reading import read_bytes
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

NS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "style", "table", "drawing", "meta")
) + (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = (
    '<style:style style:name="Title" style:family="paragraph"/>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
    '<style:style style:name="P2" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1"/><text:list-level-style-number text:level="2" style:num-format="1"/></text:list-style>'
)
META = (
    "<office:meta><dc:title>Old template</dc:title><meta:initial-creator>Anna Reed</meta:initial-creator><dc:creator>mvane</dc:creator>"
    "<meta:creation-date>2024-03-18T09:00:00</meta:creation-date><dc:language>en-GB</dc:language>"
    "<meta:editing-cycles>77</meta:editing-cycles></office:meta>"
)


def p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def content(body: str) -> str:
    return f"<office:document-content {NS}><office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"


def document(body: str, **more: bytes) -> bytes:
    return build.zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content(body),
        "meta.xml": f"<office:document-meta {NS}>{META}</office:document-meta>",
        **{f"Pictures/{name}.jpg": data for name, data in more.items()},
    })  # fmt: skip


def read(body: str, **more: bytes) -> Article:
    (article,) = read_bytes(document(body, **more), "gulls.odt")
    return article


def test_all_parts_of_a_document_are_found() -> None:
    """Title, headings, lists in lists, quotes, code, tables, footnotes, links, pictures and formulas."""
    note = '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Except by the baker.</text:p></text:note-body></text:note>'
    cells = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in ("Bird", "Count"))
    more = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in ("Gull", "12"))
    gull = build.jpeg()
    article = read(
        p("The gulls are back", "Title")
        + p(f'{GULLS}{note} See <text:a xlink:href="https://example.com/count">the <text:span text:style-name="T1">count</text:span></text:a>.')
        + '<text:h text:outline-level="2">What they eat</text:h>'
        + f'<text:list text:style-name="L1"><text:list-item>{p("bread")}<text:list><text:list-item>{p("with butter")}</text:list-item></text:list></text:list-item></text:list>'
        + p(FERRY, "P1")
        + p("x = 1<text:line-break/>  y<text:s text:c='2'/>= 2", "Preformatted_20_Text") + p("z = 3", "Preformatted_20_Text")
        + f"<table:table><table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows><table:table-row>{more}</table:table-row></table:table>"
        + p('<draw:frame><draw:image xlink:href="Pictures/gull.jpg"/><svg:desc>A gull</svg:desc></draw:frame>'),
        gull=gull,
    )  # fmt: skip
    assert (article.title, article.authors, article.language) == ("The gulls are back", ("Anna Reed",), "en-GB")
    assert article.date == dt.datetime(2024, 3, 18, 9, tzinfo=dt.UTC)
    assert [(b.kind, b.level, b.marker, b.text) for b in article.blocks] == [
        (BlockKind.PARAGRAPH, 0, "", f"{GULLS}1 See the count."),
        (BlockKind.HEADING, 2, "", "What they eat"),
        (BlockKind.LIST_ITEM, 1, "•", "bread"),
        (BlockKind.LIST_ITEM, 2, "1.", "with butter"),
        (BlockKind.QUOTE, 1, "", FERRY),
        (BlockKind.CODE, 0, "", "x = 1\n  y  = 2\nz = 3"),
        (BlockKind.TABLE, 0, "", "Bird Count Gull 12"),
        (BlockKind.FIGURE, 0, "", ""),
        (BlockKind.FOOTNOTE, 0, "1", "Except by the baker."),
    ]
    assert article.blocks[6].has_head
    image = article.blocks[7].image
    assert image is not None
    assert (image.alt, image.data) == ("A gull", gull)
    assert {s.kind: s.value for s in article.blocks[0].spans} == {
        SpanKind.NOTE_REF: "1", SpanKind.LINK: "https://example.com/count", SpanKind.EMPHASIS: "",
    }  # fmt: skip


def test_only_the_accepted_text_is_read() -> None:
    """Annotations, deleted and hidden text, indexes and placeholders are not."""
    article = read(
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>mvane</dc:creator></office:change-info><text:p>ducks</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        + f'<text:table-of-content><text:index-body>{p("Bread 1")}</text:index-body></text:table-of-content>'
        + p('Nobody counts <text:change text:change-id="c1"/><text:change-start/>the gulls<text:change-end/>'
            "<office:annotation><dc:creator>mvane</dc:creator><text:p>Is this true?</text:p></office:annotation>"
            '<text:span text:style-name="T2"> secretly</text:span><text:placeholder>type here</text:placeholder> here.')
        + p("ask the lawyer", "P2")
        + f'<text:section text:display="none">{p("not for anyone")}</text:section>'
        + p(f"{BREAD}<text:hidden-text text:string-value='x'>password</text:hidden-text>")
    )  # fmt: skip
    assert [b.text for b in article.blocks] == ["Nobody counts the gulls here.", BREAD]
    left = {note.text for note in article.left_out}
    assert {"secretly", "ask the lawyer", "not for anyone"} <= left
    assert not [w for w in ("ducks", "true?", "mvane", "77") if w in repr(article)]


def test_a_flat_document_is_read() -> None:
    """.fodt: the same in one file of XML."""
    flat = f'<?xml version="1.0"?><office:document {NS}>{META}<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:text>{p("The gulls", "Title")}{p(GULLS)}</office:text></office:body></office:document>'
    (article,) = read_bytes(flat.encode(), "gulls.fodt")
    assert (article.title, article.text) == ("The gulls", GULLS)


def test_a_document_with_a_password_is_refused() -> None:
    """It says what to do."""
    data = build.zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
        "content.xml": "\x01\x02",
    })  # fmt: skip
    with pytest.raises(UnsupportedError, match="password"):
        list(read_bytes(data, "gulls.odt"))
