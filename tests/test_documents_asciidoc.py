"""AsciiDoc: the text of blogs, without what only its author should see."""

# ruff: noqa: E501 - lines of markup

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from podcaster.model import Article, BlockKind, SpanKind
from podcaster.reading import read, read_bytes, recognise
from podcaster.reading.recognise import Kind
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")


def one(text: str, name: str = "gulls.adoc") -> Article:
    (article,) = read_bytes(text.encode(), name)
    return article


HEAD = """= The gulls are back
Anna Reed <anna@quay.example>; Jo Vane
v1.2, 2024-03-18
:lang: en
:keywords: birds, sea
:town: Quay Town

"""


def test_all_parts_of_a_text_are_found() -> None:
    """Header, headings, lists in lists, quotes, code, tables, footnotes, links, pictures and formulas."""
    article = one(
        HEAD
        + f"""{GULLS}footnote:[Except by the baker.] See https://example.com/count[the count] in {{town}}, <<birds,the list>>
and `x_1` with _care_.

[[birds]]
== What they eat

. bread
* with *butter*
. fish
+
and ice

NOTE: Bring a hat.

[quote, Jo Vane, Letters]
____
{FERRY}
____

.Counting
[source,python]
----
x = 1 # <1>
= no heading
----
<1> It is one.

[cols="1,1",options="header"]
|===
|Bird |Count

|Gull
|12
|===

.A gull on the wall
image::gull.jpg[A gull,300]

====
{BREAD}
====

Gull:: a white bird

The area is stem:[\\pi r^2].
"""
    )
    assert (article.title, article.authors, article.date) == (
        "The gulls are back",
        ("Anna Reed", "Jo Vane"),
        dt.date(2024, 3, 18),
    )
    assert (article.language, article.tags) == ("en", ("birds", "sea"))
    assert "anna@quay" not in repr(article)
    assert [(b.kind, b.level, b.marker, b.text) for b in article.blocks] == [
        (BlockKind.PARAGRAPH, 0, "", f"{GULLS}1 See the count in Quay Town, the list and x_1 with care."),
        (BlockKind.HEADING, 1, "", "What they eat"),
        (BlockKind.LIST_ITEM, 1, "1.", "bread"),
        (BlockKind.LIST_ITEM, 2, "•", "with butter"),
        (BlockKind.LIST_ITEM, 1, "2.", "fish"),
        (BlockKind.LIST_ITEM, 1, "", "and ice"),
        (BlockKind.PARAGRAPH, 0, "", "Bring a hat."),
        (BlockKind.QUOTE, 1, "", FERRY),
        (BlockKind.PARAGRAPH, 0, "", "Counting"),
        (BlockKind.CODE, 0, "", "x = 1\n= no heading"),
        (BlockKind.LIST_ITEM, 1, "1.", "It is one."),
        (BlockKind.TABLE, 0, "", "Bird Count Gull 12"),
        (BlockKind.FIGURE, 0, "", "A gull on the wall"),
        (BlockKind.PARAGRAPH, 0, "", BREAD),
        (BlockKind.PARAGRAPH, 0, "", "Gull"),
        (BlockKind.PARAGRAPH, 0, "", "a white bird"),
        (BlockKind.PARAGRAPH, 0, "", article.blocks[16].text),
        (BlockKind.FOOTNOTE, 0, "1", "Except by the baker."),
    ]
    assert article.blocks[7].attribution == "Jo Vane, Letters"
    assert article.blocks[9].language == "python"
    assert article.blocks[11].has_head
    assert {s.kind for s in article.blocks[0].spans} == {
        SpanKind.NOTE_REF, SpanKind.LINK, SpanKind.EMPHASIS, SpanKind.CODE,
    }  # fmt: skip
    assert [s.value for s in article.blocks[16].spans] == ["\\pi r^2"]


def test_comments_and_other_files_are_not_read(tmp_path: Path) -> None:
    """A saved text reaches no other file, and passes no HTML on."""
    (tmp_path / "secret.adoc").write_text("the password of the harbour\n")
    path = tmp_path / "gulls.adoc"
    path.write_text(
        HEAD
        + f"// ask the lawyer\n{GULLS}\n\n////\nunsure\n////\n\ninclude::secret.adoc[]\n\n++++\n<p>raw words</p>\n++++\n\n"
        f"ifdef::internal[]\nfor us only\nendif::[]\n\n[comment]\nlater perhaps\n\n{BREAD}\n"
    )
    (article,) = read(path)
    assert [b.text for b in article.blocks] == [GULLS, BREAD]
    assert "for us only" in {note.text for note in article.left_out}


def test_drafts_are_not_published() -> None:
    """By an attribute of JBake, and by front matter of Hugo or Jekyll."""
    assert one(HEAD.replace(":town:", ":jbake-status: draft\n:town:") + GULLS).unpublished == "it is a draft"
    article = one(f"---\ntitle: The gulls\ndraft: true\n---\n{GULLS}\n")
    assert (article.title, article.unpublished, article.text) == ("The gulls", "it is a draft", GULLS)


def test_a_text_is_recognised_by_its_signs() -> None:
    """Also under another name."""
    text = HEAD + f"{GULLS}\n\n== Bread\n\n{BREAD}\n"
    assert recognise(text.encode(), "gulls.txt") is Kind.ASCIIDOC
    assert recognise(f"{GULLS}\n\n----\n\n{BREAD}\n".encode(), "gulls.txt") is Kind.PLAIN
