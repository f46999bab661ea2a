"""The part of a page that its user chooses: the whole page, or from some words to some others."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from podcaster import reading
from podcaster.errors import RegionError
from podcaster.model import Article, Block, BlockKind, Doubt, Omission, Region, Span, SpanKind
from podcaster.reading import by_hand
from tests.formats import build

pytestmark = pytest.mark.usefixtures("read_here")

PARAGRAPHS = (
    "The ferry left the quay at nine, and nobody on board had seen the lighthouse that night.",
    "“It’s the Café Réunion,” said the mate, “and it opens late.” He poured himself another coffee.",
    "When the rain had stopped, the crew counted the crates again and found that one of them was empty.",
    "They sailed home in the evening, and the flags came down at half past nine as on every other day.",
)
PAGE = f"""<!doctype html><html lang="en"><head><title>A quiet harbour</title>
<script>let secret = "said by a script";</script></head><body>
<nav><ul><li><a href="/">Home port</a></li><li><a href="/boats">All the boats</a></li></ul></nav>
<div style="display:none">Words that nobody sees.</div>
<article><h1>A quiet harbour</h1>{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</article>
<aside class="related"><p>Related: how the bakery by the quay bakes twenty loaves of bread before breakfast.</p></aside>
<footer><p>Printed by the harbour office.</p></footer></body></html>"""
TEXT = "\n\n".join(
    (
        "Home port",
        "All the boats",
        "Share this",
        "A quiet harbour",
        *PARAGRAPHS,
        "Leave a comment",
        "Printed by the harbour office.",
    )
)


def read(folder: Path, name: str, content: str, region: Region) -> Article:
    """The one article of a file that the user chose a part of."""
    (folder / name).write_text(content, encoding="utf-8")
    (article,) = reading.read(folder / name, region=region)
    return article


def test_the_whole_page_is_everything_but_hidden_text_and_scripts(tmp_path: Path) -> None:
    """Menus, related links and the footer are narrated; what no reader of the page sees is not."""
    article = read(tmp_path, "page.html", PAGE, Region(whole=True))
    for text in ("Home port", *PARAGRAPHS, "Related: how the bakery", "Printed by the harbour office."):
        assert text in article.text
    assert "nobody sees" not in article.text
    assert "secret" not in article.text
    assert ("Words that nobody sees.", Omission.HIDDEN) in [(note.text, note.reason) for note in article.left_out]
    assert article.by_hand == ("set by hand: the whole page",)
    assert article.title == "A quiet harbour"


def test_the_whole_of_a_text_file_is_all_of_its_lines(tmp_path: Path) -> None:
    """Lines of menus and below the article are narrated as well."""
    found = read(tmp_path, "page.txt", TEXT, Region(whole=True))
    assert f"{found.title}\n\n{found.text}" == TEXT
    assert found.by_hand == ("set by hand: the whole page",)


@pytest.mark.parametrize(("name", "content"), [("page.html", PAGE), ("page.txt", TEXT)])
def test_the_article_goes_from_the_first_words_to_the_last(tmp_path: Path, name: str, content: str) -> None:
    """Whole paragraphs are taken; case, accents, spaces, quotes and punctuation do not count."""
    region = Region(first='its the  CAFE "reunion"', last="one of them was empty!")
    article = read(tmp_path, name, content, region)
    assert [block.text for block in article.blocks] == list(PARAGRAPHS[1:3])
    assert (PARAGRAPHS[0], Omission.SETTING) in [(note.text, note.reason) for note in article.left_out]
    assert article.by_hand == ('set by hand: from “its the  CAFE "reunion"” to “one of them was empty!”',)


def test_headings_of_a_text_stay_headings(tmp_path: Path) -> None:
    """A short line above prose begins a chapter, also where the part was chosen by hand."""
    text = TEXT.replace(PARAGRAPHS[2], f"What the crew found\n\n{PARAGRAPHS[2]}\n\n* a rope\n* a lamp")
    article = read(tmp_path, "page.txt", text, Region(first="its the cafe", last="as on every other day"))
    assert [block.kind.value for block in article.blocks] == [
        "paragraph",
        "heading",
        "paragraph",
        "list item",
        "list item",
        "paragraph",
    ]


def test_without_first_or_last_words_it_reaches_to_the_end_of_the_page(tmp_path: Path) -> None:
    """--from alone goes to the end of the page, --to alone begins where the page does."""
    begins = read(tmp_path, "page.html", PAGE, Region(first="they sailed home"))
    assert begins.text.startswith(PARAGRAPHS[3])
    assert begins.text.endswith("Printed by the harbour office.")
    ends = read(tmp_path, "page.html", PAGE, Region(last="that night"))
    assert ends.text == f"Home port\n\nAll the boats\n\n{PARAGRAPHS[0]}"


def test_a_choice_by_hand_settles_how_much_is_read(tmp_path: Path) -> None:
    """Two paragraphs are few, and the user wants these two."""
    (tmp_path / "auto.html").write_text(PAGE.replace(PARAGRAPHS[2], "").replace(PARAGRAPHS[3], ""))
    (automatic,) = reading.read(tmp_path / "auto.html")
    assert Doubt.SHORT in dict(automatic.doubts)
    assert automatic.by_hand == ()
    assert read(tmp_path, "page.html", PAGE, Region(first="The ferry left", last="coffee")).doubts == ()


def test_a_choice_by_hand_keeps_doubts_about_the_save(tmp_path: Path) -> None:
    """A file that was cut off in its middle stays so, whatever was chosen of it."""
    cut = PAGE[: PAGE.index("</footer>")] + "<p class=x"
    assert [doubt for doubt, _ in read(tmp_path, "page.html", cut, Region(whole=True)).doubts] == [Doubt.CUT_OFF]


@pytest.mark.parametrize(
    ("region", "message"),
    [
        (Region(first="The ferry left at midnight"), "the words “The ferry left at midnight” are not in it, only"),
        (Region(first="They sailed", last="The ferry left"), "“The ferry left” stands only before “They sailed”"),
        (Region(last="no such words"), "the words “no such words” are not in it"),
        (Region(first="…"), "“…” has no letters to look for"),
    ],
)
def test_words_that_are_not_there_are_an_error(tmp_path: Path, region: Region, message: str) -> None:
    """The message says which words, and how much of them is there; the hint says what to try."""
    (tmp_path / "page.html").write_text(PAGE)
    with pytest.raises(RegionError) as caught:
        list(reading.read(tmp_path / "page.html", region=region))
    assert message in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 65


def blocks(*texts: str) -> list[Block]:
    """A paragraph for each text."""
    return [Block(BlockKind.PARAGRAPH, text) for text in texts]


def test_of_several_places_the_first_begins_and_the_last_ends() -> None:
    """The choice says that there were several."""
    choice = by_hand.choose(
        blocks("a b", "one two", "c", "one two", "d e", "f", "d e", "g"), Region(False, "One", "E"), ""
    )
    assert choice.taken == (False, True, True, True, True, True, True, False)
    assert choice.told[1:] == (
        "“One” occurs 2 times: the part begins at the first",
        "“E” occurs 2 times: the part ends at the last",
    )


def test_words_within_longer_words_count_only_where_there_is_no_other_place() -> None:
    """“art” is not found in “partner” while “art” itself is there; a word that was cut short is found all the same."""
    found = blocks("The partner came.", "Art is long.", "Nothing else.")
    assert by_hand.choose(found, Region(first="art"), "").taken == (False, True, True)
    assert by_hand.choose(found, Region(first="Noth"), "").taken == (False, False, True)


def test_words_may_reach_over_the_end_of_a_paragraph() -> None:
    """Somebody copies a heading with the line below it."""
    choice = by_hand.choose(
        blocks("Menu", "A heading", "The text.", "Footer"), Region(False, "heading the", "text"), ""
    )
    assert choice.taken == (False, True, True, False)


def test_scripts_without_spaces_are_matched_too() -> None:
    """Chinese and Japanese have no words with spaces around them."""
    found = blocks("首页", "渡船在九点离开码头。", "雨停了。", "评论")
    assert by_hand.choose(found, Region(False, "渡船在九点", "雨停了"), "").taken == (False, True, True, False)


def test_footnotes_come_along_with_what_refers_to_them() -> None:
    """They stand below the article, and often below the comments."""
    told = Block(BlockKind.PARAGRAPH, "It rained.1", spans=(Span(SpanKind.NOTE_REF, 10, 11, "1"),))
    notes = [Block(BlockKind.FOOTNOTE, "All day.", marker=mark) for mark in ("1", "2")]
    choice = by_hand.choose([told, *blocks("Comments"), *notes], Region(False, "It", "rained"), "")
    assert choice.taken == (True, False, True, False)


def test_a_file_with_several_articles_is_refused(tmp_path: Path) -> None:
    """A part is chosen of one article, and nobody can say of which."""
    head = "From jo@harbour.example Mon May  6 09:00:00 2019\nFrom: jo@harbour.example\nTo: you@harbour.example"
    letter = "\n\n".join((f"{head}\nSubject: A letter", *PARAGRAPHS))
    (tmp_path / "letters.mbox").write_text(f"{letter}\n\n{letter}\n")
    with pytest.raises(RegionError, match="more than one article"):
        list(reading.read(tmp_path / "letters.mbox", region=Region(whole=True)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("gulls.mhtml", build.mhtml()),
        ("gulls.webarchive", build.webarchive()),
        ("gulls.html.gz", gzip.compress(build.page().encode())),
        ("gulls.zip", build.zipped({"gulls.html": build.page()})),
    ],
)
def test_a_page_in_another_form_has_its_menus_too(tmp_path: Path, name: str, data: bytes) -> None:
    """Whatever wrote the page to disk, it is a page."""
    (tmp_path / name).write_bytes(data)
    (whole,) = reading.read(tmp_path / name, region=Region(whole=True))
    assert whole.text.startswith("Home\n\nArchive")
    assert whole.text.endswith("© 2024 The Quay")
    assert whole.by_hand == ("set by hand: the whole page",)
    assert whole.title == "The gulls are back"


def test_a_note_in_markdown_is_cut_to_its_part(tmp_path: Path) -> None:
    """A format without a page around the article has a part that can be chosen, too."""
    article = read(
        tmp_path, "note.md", "# A note\n\n" + "\n\n".join(PARAGRAPHS), Region(first="It's the café", last="empty")
    )
    assert [block.text for block in article.blocks] == list(PARAGRAPHS[1:3])
    assert article.by_hand
