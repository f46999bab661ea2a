"""Books as publishers and programs make them: what is narrated, and what is only there to be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from podcaster.model import Article, BlockKind, Doubt, SpanKind
from podcaster.reading import read_bytes
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

LOCK = "A lock is a chamber of water with a gate at either end, and it carries boats up a hill without an engine."


def book(
    documents: Mapping[str, str],
    *,
    toc: Sequence[str] = (),
    landmarks: str = "",
    guide: str = "",
    metadata: str = "",
    apart: Sequence[str] = (),
) -> bytes:
    """An EPUB of bodies by their names; *apart*: those that are not in the line of reading."""
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in documents)
    linear = {n: "no" if n in apart else "yes" for n in documents}
    spine = "".join(f'<itemref idref="{n}" linear="{said}"/>' for n, said in linear.items())
    links = "".join(f"<li>{entry}</li>" for entry in toc)
    wrap = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head/>{}</html>'
    bodies = {n: b if b.startswith("<body") else f"<body>{b}</body>" for n, b in documents.items()}
    return build.zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="E/p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "E/p.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Canal notes</dc:title>'
            f'<dc:creator id="a">Ada Reed</dc:creator><dc:language>en</dc:language>{metadata}</metadata>'
            f"<manifest>{items}"
            '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>'
            f"<spine>{spine}</spine>{guide}</package>",
            "E/nav.xhtml": wrap.format(
                f'<body><nav epub:type="toc"><ol>{links}</ol></nav>'
                f'<nav epub:type="landmarks"><ol>{landmarks}</ol></nav></body>'
            ),
            **{f"E/{n}.xhtml": wrap.format(b) for n, b in bodies.items()},
        }
    )


def chapters(data: bytes) -> list[Article]:
    return list(read_bytes(data, "book.epub"))


def texts(article: Article, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [block.text for block in article.blocks if block.kind is kind]


def test_a_book_in_one_document_with_a_title_page_before_its_chapters() -> None:
    """The title page is not read, the chapters are those of the table of contents."""
    body = (
        '<section epub:type="frontmatter"><section epub:type="titlepage"><h1>Canal notes</h1><p>Ada Reed</p></section>'
        f'<section epub:type="preface" id="p"><h2>Preface</h2><p>{BREAD}</p></section></section>'
        f'<section epub:type="bodymatter"><section id="one"><h2>Locks</h2><p>{LOCK}</p></section>'
        f'<section id="two"><h2>Gulls</h2><p>{GULLS}</p></section></section>'
    )
    toc = [
        '<a href="all.xhtml#p">Preface</a>',
        '<a href="all.xhtml#one">Locks</a>',
        '<a href="all.xhtml#two">Gulls</a>',
    ]
    found = chapters(book({"all": body}, toc=toc))
    assert [(a.title, texts(a)) for a in found] == [("Preface", [BREAD]), ("Locks", [LOCK]), ("Gulls", [GULLS])]


def test_a_short_chapter_is_not_taken_for_an_incomplete_save() -> None:
    """Its author made it that short. A page of a few words is doubtful still, and so is a book of one short chapter."""
    short = f"<p>{LOCK} {LOCK}</p>"
    toc = ['<a href="a.xhtml">Locks</a>', '<a href="b.xhtml">Gulls</a>', '<a href="c.xhtml">To Ben</a>']
    found = chapters(book({"a": short, "b": short, "c": "<p>For Ben.</p>"}, toc=toc))
    doubts = [(article.title, [kind for kind, _ in article.doubts]) for article in found]
    assert doubts == [("Locks", []), ("Gulls", []), ("To Ben", [Doubt.SHORT])]
    (alone,) = chapters(book({"a": short}, toc=toc[:1]))
    assert [kind for kind, _ in alone.doubts] == [Doubt.SHORT]


def test_what_is_no_text_by_its_type() -> None:
    """Copyright page, index and numbers of pages stay silent, by epub:type and by role; a prologue is read."""
    index = "<p>barge, 3</p>" * 400
    found = chapters(
        book(
            {
                "c": f'<body epub:type="copyright-page"><p>{BREAD}</p></body>',
                "i": f'<section role="doc-index"><h1>What is where</h1>{index}</section>',
                "p": f'<section epub:type="prologue"><h1>Before</h1><p>{FERRY}</p></section>',
                "one": f'<h1>Locks</h1><p>{LOCK} <span epub:type="pagebreak" id="p4">4</span>{GULLS}</p>',
            }
        )
    )
    assert [(a.title, texts(a)) for a in found] == [("Before", [FERRY]), ("Locks", [f"{LOCK} {GULLS}"])]


def test_notes_beside_the_text_and_in_a_document_of_their_own() -> None:
    """A hidden note is a footnote with its mark; one at the end of the book comes to where it is referred to."""
    one = (
        f'<h1>Locks</h1><p>{LOCK}<a epub:type="noteref" href="#n1">1</a></p>'
        '<aside epub:type="footnote" id="n1" hidden=""><p>1 Most of them, at least.</p></aside>'
        f'<p>{GULLS}<sup><a href="notes.xhtml#e2">2</a></sup></p><p>{FERRY}</p>'
    )
    notes = (
        '<section epub:type="endnotes"><h1>Notes</h1><ol>'
        '<li id="e2"><p>Until the spring. <a href="one.xhtml#r2">↩</a></p></li></ol></section>'
    )
    (article,) = chapters(book({"one": one, "notes": notes}))
    found = [(b.marker, b.text) for b in article.blocks if b.kind is BlockKind.FOOTNOTE]
    assert found == [("1", "Most of them, at least."), ("2", "Until the spring.")]
    assert [t.rstrip("12") for t in texts(article)] == [LOCK, GULLS, FERRY]
    assert [s.value for b in article.blocks for s in b.spans if s.kind is SpanKind.NOTE_REF] == ["1", "2"]


def test_a_document_of_notes_without_a_name_is_not_read_again() -> None:
    """Its notes are where they are referred to, and the heading of notes within a chapter is no heading of it."""
    mark = '<a href="n.xhtml#f{0}"><sup>{0}</sup></a>'
    one = f"<h1>Locks</h1><p>{LOCK}{mark.format(1)}</p><p>{GULLS}{mark.format(2)}</p>"
    notes = '<p id="f1"><a href="one.xhtml#r1">1</a> Most.</p><p id="f2"><a href="one.xhtml#r2">2</a> Not all.</p>'
    (article,) = chapters(book({"one": one, "n": notes}))
    assert texts(article, BlockKind.FOOTNOTE) == ["Most.", "Not all."]
    note = (
        '<section epub:type="footnotes" hidden=""><h2>Notes</h2>'
        '<aside id="n1" epub:type="footnote"><p>* So far.</p></aside></section>'
    )
    (article,) = chapters(book({"one": f'<p>{LOCK}<a epub:type="noteref" href="#n1">*</a></p>{note}'}))
    assert [(b.kind, b.text) for b in article.blocks][1:] == [(BlockKind.FOOTNOTE, "So far.")]


def test_a_chapter_that_begins_with_a_list_of_its_sections() -> None:
    """The list of links is not read, the text behind it is."""
    links = "".join(f'<li><a href="#s{n}">Section {n}</a></li>' for n in range(4))
    body = f'<h1>Locks</h1><ul>{links}</ul><h2 id="s0">Section 0</h2><p>{LOCK}</p>'
    (article,) = chapters(book({"one": body, "two": f"<h1>Gulls</h1><p>{GULLS}</p>"}))[:1]
    assert [b.text for b in article.blocks] == ["Section 0", LOCK]


def test_documents_that_are_not_in_the_line_of_reading() -> None:
    """They are left out, unless a program says so of all documents."""
    two = {"one": f"<h1>Locks</h1><p>{LOCK}</p>", "answers": f"<h1>Answers</h1><p>{GULLS}</p>"}
    assert [a.title for a in chapters(book(two, apart=["answers"]))] == ["Canal notes"]
    assert [a.title for a in chapters(book(two, apart=["one", "answers"]))] == ["Locks", "Answers"]


def test_a_landmark_within_the_only_document_does_not_silence_it() -> None:
    """Guides and landmarks lead into the text as well as to pages of their own."""
    body = f'<h1 id="t">Canal notes</h1><h2>Locks</h2><p>{LOCK}</p><p>{GULLS}</p>'
    guide = '<guide><reference type="toc" href="all.xhtml#t"/></guide>'
    landmark = '<li><a epub:type="titlepage" href="all.xhtml#t">Title</a></li>'
    (article,) = chapters(book({"all": body}, guide=guide, landmarks=landmark))
    assert texts(article) == [LOCK, GULLS]
    title = '<li><a epub:type="titlepage" href="t.xhtml">Title</a></li>'
    documents = {"t": f"<p>{BREAD}</p>", "one": f"<h1>Locks</h1><p>{LOCK}</p>", "two": f"<h1>Gulls</h1><p>{GULLS}</p>"}
    assert [a.title for a in chapters(book(documents, landmarks=title))] == ["Locks", "Gulls"]


def test_the_title_of_a_part_is_said_before_its_first_chapter() -> None:
    """A page with no more than a title is no episode."""
    documents = {
        "p1": "<h1>Part One: Water</h1>",
        "one": f"<h1>Locks</h1><p>{LOCK}</p>",
        "two": f"<h1>Gulls</h1><p>{GULLS}</p>",
    }
    toc = [f'<a href="{n}.xhtml">{t}</a>' for n, t in (("p1", "Part One: Water"), ("one", "Locks"), ("two", "Gulls"))]
    first, second = chapters(book(documents, toc=toc))
    assert (first.title, texts(first, BlockKind.HEADING)[:1]) == ("Locks", ["Part One: Water"])
    assert second.title == "Gulls"


def test_sections_in_the_table_of_contents_are_no_chapters() -> None:
    """Only its highest level within a document cuts it."""
    body = f'<h1 id="a">Locks</h1><p>{LOCK}</p><h2 id="b">Their gates</h2><p>{GULLS}</p>'
    toc = ['<a href="one.xhtml#a">Locks</a><ol><li><a href="one.xhtml#b">Their gates</a></li></ol>']
    toc.append('<a href="two.xhtml">Ferries</a>')
    found = chapters(book({"one": body, "two": f"<h1>Ferries</h1><p>{FERRY}</p>"}, toc=toc))
    assert [a.title for a in found] == ["Locks", "Ferries"]
    assert texts(found[0]) == [LOCK, GULLS]


def test_one_form_of_a_formula_is_read() -> None:
    """A switch holds the same thing for readers with and without MathML."""
    formula = (
        '<epub:switch><epub:case required-namespace="http://www.w3.org/1998/Math/MathML"><math><mi>h</mi></math></epub:case>'
        "<epub:default><p>the height of the water</p></epub:default></epub:switch>"
    )
    (article,) = chapters(book({"one": f"<h1>Locks</h1><p>{LOCK}</p>{formula}<p>{GULLS}</p>"}))
    assert "the height" not in article.text
    plain = formula.replace("<math><mi>h</mi></math>", "<svg></svg>")
    (article,) = chapters(book({"one": f"<h1>Locks</h1><p>{LOCK}</p>{plain}<p>{GULLS}</p>"}))
    assert texts(article) == [LOCK, "the height of the water", GULLS]


def test_the_licence_around_a_book_of_an_archive_is_not_read() -> None:
    """Project Gutenberg puts its terms before and behind the text."""
    terms = f'<section class="pg-boilerplate pgheader" id="pg-header"><h2>The terms</h2><p>{BREAD}</p></section>'
    (article,) = chapters(book({"one": f"{terms}<h1>Locks</h1><p>{LOCK}</p>{terms}"}))
    assert texts(article) == [LOCK]


def test_only_authors_are_authors() -> None:
    """An illustrator is none, and neither is the program that made the book."""
    more = (
        '<dc:creator id="b">Jo Quay</dc:creator><meta refines="#b" property="role">ill</meta>'
        "<dc:creator>calibre</dc:creator>"
    )
    (article,) = chapters(book({"one": f"<h1>Locks</h1><p>{LOCK}</p>"}, metadata=more))
    assert article.authors == ("Ada Reed",)


def test_a_member_without_a_name_is_passed_over() -> None:
    """A damaged list of members has some; the book is read all the same."""
    data = bytearray(book({"one": f"<h1>Locks</h1><p>{LOCK}</p>", "x" * 9: f"<p>{GULLS}</p>"}))
    at = data.rindex(b"E/" + b"x" * 9 + b".xhtml")  # in the list at the end
    data[at] = 0
    (article,) = read_bytes(bytes(data), "book.epub", on_error=lambda *_: None)
    assert LOCK in article.text
