"""Org: what its own exporters would publish, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from podcaster.model import Article, BlockKind, SpanKind
from podcaster.reading import read_bytes, recognise
from podcaster.reading.documents import org
from podcaster.reading.recognise import Kind
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")


def one(text: str, name: str = "gulls.org") -> Article:
    (article,) = read_bytes(text.encode(), name)
    return article


HEAD = """#+TITLE: The gulls are back
#+AUTHOR: Anna Reed
#+DATE: <2024-03-18 Mon>
#+LANGUAGE: en
#+FILETAGS: :birds:sea:
#+OPTIONS: toc:nil

"""


def test_all_parts_of_a_text_are_found() -> None:
    """Keywords, headings, lists in lists, quotes, code, tables, footnotes, links, pictures and formulas."""
    article = one(
        HEAD
        + f"""{GULLS}[fn:1] See [[https://example.com/count][the /count/]] and =x_1=.

* DONE [#A] What they eat [1/2]  :food:
SCHEDULED: <2024-03-20 Wed>
:PROPERTIES:
:CUSTOM_ID: eat
:END:
1. [X] bread
   - with *butter*,
     salted
2. fish

#+begin_quote
{FERRY}
#+end_quote
** Counting
#+begin_src python :results output
* x = 1
#+end_src

#+RESULTS:
: printed words

| Bird | Count |
|------+-------|
| Gull | 12    |

#+CAPTION: A gull on the wall
[[file:gull.jpg]]

The area is \\(\\pi r^2\\).[fn:: Of a circle.]

* Footnotes

[fn:1] Except by the
baker.
"""
    )
    assert (article.title, article.authors, article.date) == (
        "The gulls are back",
        ("Anna Reed",),
        dt.date(2024, 3, 18),
    )
    assert (article.language, article.tags) == ("en", ("birds", "sea"))
    assert [(b.kind, b.level, b.marker, b.text) for b in article.blocks] == [
        (BlockKind.PARAGRAPH, 0, "", f"{GULLS}1 See the count and x_1."),
        (BlockKind.HEADING, 1, "", "What they eat"),
        (BlockKind.LIST_ITEM, 1, "1.", "bread"),
        (BlockKind.LIST_ITEM, 2, "•", "with butter, salted"),
        (BlockKind.LIST_ITEM, 1, "2.", "fish"),
        (BlockKind.QUOTE, 1, "", FERRY),
        (BlockKind.HEADING, 2, "", "Counting"),
        (BlockKind.CODE, 0, "", "* x = 1"),
        (BlockKind.TABLE, 0, "", "Bird Count Gull 12"),
        (BlockKind.FIGURE, 0, "", "A gull on the wall"),
        (BlockKind.PARAGRAPH, 0, "", "The area is \\pi r^2.2"),
        (BlockKind.FOOTNOTE, 0, "1", "Except by the baker."),
        (BlockKind.FOOTNOTE, 0, "2", "Of a circle."),
    ]
    assert article.blocks[7].language == "python"
    assert article.blocks[8].has_head
    assert {s.kind for s in article.blocks[0].spans} == {
        SpanKind.NOTE_REF, SpanKind.LINK, SpanKind.EMPHASIS, SpanKind.CODE,
    }  # fmt: skip


def test_what_is_not_exported_is_not_read() -> None:
    """Trees marked as private, comments, drawers, planning and other files."""
    article = one(
        HEAD + f"# ask the lawyer\n{GULLS}\n#+INCLUDE: secret.org\n:LOGBOOK:\nCLOCK: [2024-03-18 Mon 09:00]\n:END:\n"
        f"* Diary :noexport:\nnot for anyone\n** Deeper\nnor this\n* COMMENT Ideas\nlater perhaps\n* Bread\n{BREAD}\n"
        "#+begin_comment\nunsure\n#+end_comment\n#+begin_export html\n<p>raw words</p>\n#+end_export\n"
        "#+begin_src sh :exports none\npassword\n#+end_src\n"
    )
    assert [b.text for b in article.blocks] == [GULLS, "Bread", BREAD]
    left = " ".join(note.text for note in article.left_out)
    assert "not for anyone" in left
    assert "later perhaps" in left
    assert not [w for w in ("lawyer", "CLOCK", "unsure", "raw words", "secret") if w in repr(article)]


def test_trees_that_are_selected_are_the_only_ones() -> None:
    """With their parents, as Org does it."""
    article = one(
        f"Opening words.\n* Birds\nnothing here\n** Gulls :export:\n{GULLS}\n*** Songs\n{FERRY}\n* Bread\n{BREAD}\n"
    )
    assert BREAD not in article.text
    assert "Opening" not in article.text
    assert GULLS in article.text
    assert FERRY in article.text


def test_drafts_are_not_published() -> None:
    """By the keyword of ox-hugo, and by a tag of the file."""
    assert one(HEAD + "#+HUGO_DRAFT: true\n" + GULLS).unpublished == "it is a draft"
    assert one(HEAD.replace(":sea:", ":private:") + GULLS).unpublished == "it is private"


def test_a_text_is_recognised_by_its_keywords() -> None:
    """Also under another name; a text with a list of stars is not Org."""
    assert recognise((HEAD + "* One\n" + GULLS).encode(), "gulls.txt") is Kind.ORG
    assert recognise(f"{GULLS}\n\n* bread\n* butter\n".encode(), "gulls.txt") is Kind.PLAIN


def test_drawers_and_blocks_without_an_end() -> None:
    """They are text, and the others end where they end. The lines are looked through once for all ends."""
    looked = 0

    class Counted(list[str]):
        def __iter__(self) -> Iterator[str]:
            nonlocal looked
            looked += 1
            return super().__iter__()

    lines = [":b:", "hidden", "  :END:", "#+begin_quote", "The ferry.", "#+END_quote", *[":a:"] * 300, "The end."]
    reader = org._Reader(Counted(lines))
    html = reader.html()
    assert looked == 1
    assert "hidden" not in html
    assert html.startswith("<blockquote><p>The ferry.</p></blockquote>")
    assert html.count(":a:") == 300
    assert "The end." in html


def test_a_line_between_colons_hides_nothing_up_to_the_end_of_a_later_drawer() -> None:
    """Drawers are not nested, so it begins none."""
    article = one(f"#+TITLE: Gulls\n\n:note:\n{GULLS}\n\n:LOGBOOK:\nhidden\n:END:\n\n{BREAD}\n")
    assert GULLS in article.text
    assert BREAD in article.text
    assert "hidden" not in article.text
