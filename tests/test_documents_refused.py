"""Documents that are not read are refused by name, with what to do."""

from __future__ import annotations

import io
import zipfile

import pytest

from podcaster.errors import UnsupportedError
from podcaster.reading import Kind, read_bytes, recognise
from tests.formats import build, word
from tests.formats.build import BREAD, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "data", "what", "way"),
    [
        ("a.tex", b"% a comment\n\\documentclass{article}\n\\begin{document}Gulls\\end{document}", "LaTeX", "pandoc"),
        ("a.pages", build.zipped({"Index/Document.iwa": "x", "preview.jpg": "x"}), "Pages", "Export To"),
        ("a.numbers", build.zipped({"Index/Document.iwa": "x"}), "Numbers", "CSV"),
        ("a.key", build.zipped({"Index/Document.iwa": "x"}), "Keynote", "PDF"),
        ("a.xlsx", build.zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "spreadsheet", "CSV"),
        ("a.pptx", build.zipped({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "presentation", "PDF"),
        ("a.odp", build.zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "presentation", "PDF"),
        ("a.doc", OLE + bytes(600), "old Office document", ".docx"),
        ("a.docx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password", "without"),
        ("a.mobi", bytes(60) + b"BOOKMOBI" + bytes(100), "Kindle book", "ebook-convert"),
        ("a.1", b'.\\" made by hand\n.TH GULLS 1\n.SH NAME\ngulls\n', "manual page", "HTML"),
        ("a.txt", b"h1. Gulls\nThey are back.\nh2. Bread\nAll of it.\n", "wiki markup", "HTML"),
    ],
)
def test_a_document_that_is_not_read_is_refused_with_a_way_out(name: str, data: bytes, what: str, way: str) -> None:
    """The message says what it is, the hint how to get something that can be read."""
    with pytest.raises(UnsupportedError) as caught:
        list(read_bytes(data, name))
    assert what in caught.value.message
    assert way in caught.value.hint


def test_a_text_about_latex_is_no_latex() -> None:
    """Posts show code of it."""
    text = f"{GULLS}\n\n    \\documentclass{{article}}\n    \\begin{{document}}\n\n{BREAD}\n"
    assert recognise(text.encode(), "a.txt") is Kind.PLAIN
    assert recognise(f"Gulls\n=====\n\n::\n\n{text}".encode(), "a.rst") is Kind.RST


def test_an_archive_with_a_member_without_a_name_is_read() -> None:
    """Damage does this."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("x.txt", "no")
        archive.writestr("gulls.txt", f"The gulls\n\n{GULLS}\n\n{BREAD}\n")
    damaged = data.getvalue().replace(b"x.txt", b"\0.txt")
    (article,) = read_bytes(damaged, "a.zip", on_error=lambda *_: None)
    assert GULLS in article.text


def test_a_document_in_the_strict_form_of_the_standard_is_cleaned_too() -> None:
    """Word can save it; its names are others."""
    usual = word.document(word.paragraph(GULLS, word.run("secretly", word.HIDDEN)))
    members = zipfile.ZipFile(io.BytesIO(usual))
    strict = {
        name: members.read(name).replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        for name in members.namelist()
    }
    (article,) = read_bytes(build.zipped(strict), "gulls.docx")
    assert article.text == GULLS
