"""reStructuredText of blogs: its text, without what only the program of the blog should see."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from podcaster.model import Article, BlockKind, SpanKind
from podcaster.reading import read, read_bytes, recognise
from podcaster.reading.documents import rst
from podcaster.reading.recognise import Kind
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")


def one(text: str, name: str = "gulls.rst") -> Article:
    (article,) = read_bytes(text.encode(), name)
    return article


HEAD = """The gulls are back
##################

:date: 2024-03-18 09:00
:authors: Anna Reed, Jo Vane
:tags: birds, sea
:lang: en
:slug: gulls

"""


def test_all_parts_of_a_text_are_found() -> None:
    """Title, fields, headings, lists in lists, quotes, code, tables, footnotes, links, pictures and formulas."""
    article = one(
        HEAD
        + f"""{GULLS} [#]_ See `the count <https://example.com/count>`_, :ref:`the list <birds>` and :doc:`more`.

What they eat
=============

1. bread

   * with *butter*

2. fish

.. note:: Bring a hat.

.. epigraph::

   {FERRY}

   -- Jo Vane

.. code-block:: python
   :emphasize-lines: 1

   x = 1

.. figure:: gull.jpg
   :alt: A gull

   A gull on the wall

=====  =====
Bird   Count
=====  =====
Gull   12
=====  =====

.. warning-box:: Some own directive
   :level: 3

   {BREAD}

The area is :math:`\\pi r^2`.

.. [#] Except by the baker.
"""
    )
    assert (article.title, article.authors) == ("The gulls are back", ("Anna Reed", "Jo Vane"))
    assert (article.date, article.tags) == (dt.datetime(2024, 3, 18, 9, tzinfo=dt.UTC), ("birds", "sea"))
    assert [(b.kind, b.marker, b.text) for b in article.blocks] == [
        (BlockKind.PARAGRAPH, "", f"{GULLS} 1 See the count, the list and more."),
        (BlockKind.HEADING, "", "What they eat"),
        (BlockKind.LIST_ITEM, "1.", "bread"),
        (BlockKind.LIST_ITEM, "•", "with butter"),
        (BlockKind.LIST_ITEM, "2.", "fish"),
        (BlockKind.PARAGRAPH, "", "Bring a hat."),
        (BlockKind.QUOTE, "", FERRY),
        (BlockKind.CODE, "", "x = 1"),
        (BlockKind.FIGURE, "", "A gull on the wall"),
        (BlockKind.TABLE, "", "Bird Count Gull 12"),
        (BlockKind.PARAGRAPH, "", "Some own directive"),
        (BlockKind.PARAGRAPH, "", BREAD),
        (BlockKind.PARAGRAPH, "", article.blocks[12].text),
        (BlockKind.FOOTNOTE, "1", "Except by the baker."),
    ]
    assert article.blocks[6].attribution == "Jo Vane"
    assert article.blocks[7].language == "python"
    assert [s.value for s in article.blocks[0].spans] == ["1", "https://example.com/count"]
    assert [s.value for s in article.blocks[12].spans if s.kind is SpanKind.FORMULA] == ["\\pi r^2"]


def test_nothing_is_included_and_comments_are_not_read(tmp_path: Path) -> None:
    """A saved text reaches no other file, and passes no HTML on."""
    (tmp_path / "secret.txt").write_text("the password of the harbour\n")
    text = HEAD + (
        f"{GULLS}\n\n.. include:: secret.txt\n\n.. raw:: html\n\n   <p>raw words</p>\n\n"
        f".. literalinclude:: secret.txt\n\n"
        f".. csv-table::\n   :file: secret.txt\n\n.. a comment: ask the lawyer\n\n.. todo:: write more\n\n{BREAD}\n"
    )
    path = tmp_path / "gulls.rst"
    path.write_text(text)
    (article,) = read(path)
    assert [b.text for b in article.blocks] == [GULLS, BREAD]


def test_drafts_of_pelican_and_nikola_are_not_published() -> None:
    """By the field, and by the tag."""
    assert one(HEAD.replace(":slug:", ":status: draft\n:slug:") + GULLS).unpublished == "it is a draft"
    nikola = (
        f".. title: The gulls\n.. slug: gulls\n.. date: 2024-03-18 09:00:00 UTC\n.. tags: birds, private\n\n{GULLS}\n"
    )
    article = one(nikola)
    assert (article.title, article.unpublished) == ("The gulls", "it is private")
    assert article.text == GULLS


def test_a_text_is_recognised_by_its_directives() -> None:
    """Also under another name; Markdown is not."""
    assert recognise((HEAD + GULLS + "\n\n.. note:: A hat.\n").encode(), "gulls.txt") is Kind.RST
    assert recognise(f"Gulls\n=====\n\n{GULLS} See `a` and [b](https://example.com).".encode(), "a.txt") is not Kind.RST


def test_marks_are_not_looked_for_in_what_is_long_and_has_no_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """docutils needs a time that grows with the square of it. Its words are read, and marks around it still count."""
    from docutils.parsers.rst.states import Inliner

    asked: list[str] = []
    parse = Inliner.parse
    monkeypatch.setattr(Inliner, "parse", lambda self, text, *more: (asked.append(text), parse(self, text, *more))[1])
    boats = "boat-" * 500
    article = one(f"The Harbour\n===========\n\nThe *first* one: {boats} and the *last* one.\n\n{GULLS}\n")
    assert article.blocks[0].text == f"The first one: {boats} and the last one."
    assert len(asked) > 2
    assert not any(len(word) > 999 for text in asked for word in text.split())


def test_references_that_lead_nowhere_are_words() -> None:
    """Those that lead to a note or to a target are what they were."""
    refers = "See boat_, `the ferry`_, |gull| and pier_ [#]_."
    article = one(
        f"The Harbour\n===========\n\n{GULLS}\n\n{refers}\n\n.. [#] It left.\n\n.. _boat: https://a.example/\n"
    )
    said = article.blocks[1]
    assert said.text.startswith("See boat, the ferry, gull and pier")
    assert [span.value for span in said.spans if span.kind is SpanKind.LINK] == ["https://a.example/"]


def test_many_references_of_a_paragraph_are_found_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """docutils looks for each among all that is in the paragraph, from its beginning."""
    steps = 0

    class Counted(list[object]):
        def index(self, item: object, start: int = 0, stop: int = 1 << 60) -> int:
            nonlocal steps
            found = super().index(item, start, stop)
            steps += found - start + 1
            return found

    element = type("Element", (), {})()
    element.children = Counted(range(1000))
    assert [rst._index(element, n) for n in range(1000)] == list(range(1000))
    assert steps < 3000
    assert (rst._index(element, 5), rst._index(element, 7, 2, 9)) == (5, 7)
    with pytest.raises(ValueError, match="not in list"):
        rst._index(element, 1000)
