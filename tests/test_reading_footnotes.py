"""Footnotes without links: numbered, hidden, in the margin; they are told apart from the text, with their marks."""

from __future__ import annotations

import pytest

from podcaster.model import Article, BlockKind, SpanKind
from podcaster.reading import html

PROSE = "<p>The harbour was quiet when the boat came in, and only two people waited on the quay with a dog.</p>" * 4


def read(body: str, rest: str = "") -> Article:
    return html.read(f"<html><body><article>{PROSE}{body}</article>{rest}</body></html>".encode(), "notes.html")


def notes(article: Article) -> list[tuple[str, str]]:
    return [(b.marker, b.text) for b in article.blocks if b.kind is BlockKind.FOOTNOTE]


def marks(article: Article) -> list[str]:
    return [span.value for b in article.blocks for span in b.spans if span.kind is SpanKind.NOTE_REF]


TEXT = "<p>The rope held<sup>1</sup> for nine winters and broke in the tenth.<sup>2</sup></p>"
ROPE = [("1", "It was made of hemp."), ("2", "In the storm of March.")]


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        (f"{TEXT}<p class=footnote><sup>1</sup>It was made of hemp.</p><p><sup>2</sup> In the storm of March.</p>", ""),
        (f"{TEXT}<p><b><sup>1</sup> It was</b> made of hemp.</p><p><b><sup>2</sup></b> In the storm of March.</p>", ""),
        (f"{TEXT}<h4>Footnotes</h4><ol><li>It was made of hemp.</li><li>In the storm of March.</li></ol>", ""),
        (
            TEXT,
            "<div class=wrap><div class=Post-module__x1__footnotes><h4>Footnotes</h4><ol>"
            "<li id=footnote-1>It was made of hemp.</li><li id=footnote-2>In the storm of March.</li></ol></div></div>",
        ),
        (
            TEXT,
            "<div class=wrap><h4>Notes</h4><p><sup>1</sup> It was made of hemp.</p>"
            "<p><sup>2</sup> In the storm of March.</p></div>",
        ),
    ],
)
def test_notes_are_known_by_their_numbers(body, rest):
    """No link leads to them; they may even stand outside of the article."""
    article = read(body, rest)
    assert notes(article) == ROPE
    assert marks(article) == ["1", "2"]
    assert not any(block.text in ("Footnotes", "Notes") for block in article.blocks)


def test_an_exponent_is_no_mark():
    """Square metres stay so, though a note has the number 2."""
    article = read(f"{TEXT}<p>The deck has 40 m<sup>2</sup>.</p><p><sup>2</sup> In the storm of March.</p>")
    assert notes(article) == [("2", "In the storm of March.")]
    assert marks(article) == ["2"]


def test_notes_of_a_recipe_are_its_text():
    """A list below "Notes" to which no mark refers."""
    article = read("<h3>Notes</h3><ol><li>Soak the beans for a night.</li><li>Salt them late.</li></ol>")
    assert notes(article) == []
    assert "Salt them late." in article.text


def test_hidden_notes_are_read():
    """A mark names the element that a click would show."""
    mark = "<span class=ref data-definition=n{0}><a href='#'>*</a></span>"
    body = f"<p>The rope held.{mark.format(1)}</p><p>Then it broke.{mark.format(2)}</p>"
    hidden = "<aside id=n1 style='display:none'>It was made of hemp.</aside><aside id=n2 hidden>In the storm.</aside>"
    article = read(f"{body}{hidden}")
    assert notes(article) == [("*", "It was made of hemp."), ("*", "In the storm.")]
    assert marks(article) == ["*", "*"]


def test_a_note_inside_its_sentence_does_not_interrupt_it():
    """Hidden until a click, or in the margin of the page."""
    content = "<span class=footnoteContent style='display:none'>It was made of hemp.</span>"
    hidden = f"<span class=inline-footnote>1{content}</span>"
    margin = "<label class=sidenote-number></label><span class=sidenote>In the storm of March.</span>"
    article = read(f"<p>The rope held{hidden} for nine winters{margin} and then it broke.</p>")
    assert [text for _, text in notes(article)] == ["It was made of hemp.", "In the storm of March."]
    assert "The rope held1 for nine winters and then it broke." in article.text
    assert marks(article) == ["1"]


def test_many_marks_take_no_long_time():
    """Each is looked at once, and a page may have thousands."""
    marked = "<p>The rope held<sup>1</sup>.</p>" * 3000 + "<p>" + "<sup>1</sup>" * 3000 + "</p>"
    assert "The rope held" in read(marked).text
    margin = "word <span class=sidenote>It was of hemp.</span> " * 3000
    assert html.read_fragment(f"<p>The rope held {margin}.</p>").blocks[-1].kind is BlockKind.FOOTNOTE
