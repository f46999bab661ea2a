"""Parts of a page that open at a click are read with their headings; what a style sheet hides is not."""

from __future__ import annotations

import pytest

from podcaster.model import BlockKind, Omission, Region
from podcaster.reading import html

PROSE = "<p>The harbour was quiet when the boat came in, and only two people waited on the quay with a dog.</p>" * 6


def read(body: str, head: str = ""):
    markup = f"<html lang=en><head><title>Nets</title>{head}</head><body><article>{body}{PROSE}</article></body></html>"
    return html.read(markup.encode(), "nets.html")


def said(body: str, head: str = "") -> str:
    return read(body, head).text


ANSWER = "<p>Only the small ones.</p>"


@pytest.mark.parametrize(
    "opened",
    [
        f"<h3><button aria-expanded=false>Are nets sold here?</button></h3><div style='display:none'>{ANSWER}</div>",
        f"<h3 class=faq-question>Are nets sold here?</h3><div class='faq-answer hidden'>{ANSWER}</div>",
        f"<button aria-controls=a><h3>Are nets sold here?</h3></button><div id=a hidden role=region>{ANSWER}</div>",
        "<button class=accordion>Are nets sold here?</button>"
        "<div class=panel><p>Only the small ones. The large ones come by sea in the first week of May.</p></div>",
    ],
)
def test_an_answer_that_opens_at_a_click_is_read_under_its_question(opened):
    """A page of questions holds each answer in a closed box, and each question in a button."""
    blocks = read(PROSE + opened).blocks
    question = next(block for block in blocks if block.text == "Are nets sold here?")
    assert question.kind is BlockKind.HEADING
    assert blocks[blocks.index(question) + 1].text.startswith("Only the small ones.")


def test_a_button_beside_a_heading_is_no_part_of_it():
    """A link to copy, an arrow: the heading is what stands beside them."""
    blocks = read(
        f"{PROSE}<h2>The old net <button aria-expanded=false>Copy the link</button></h2><p>It held.</p>"
    ).blocks
    assert "The old net" in [block.text for block in blocks]


def test_a_closed_menu_stays_silent():
    """It opens at a click as well, but it is links."""
    menu = "<button aria-expanded=false>More places</button><div class=panel style='display:none'>"
    links = "".join(f"<a href=/{n}>The port of {n}.</a> " for n in ("Alm", "Bor", "Cal"))
    assert "port of" not in said(f"{menu}{links}</div>{PROSE}")


@pytest.mark.parametrize("named", ["d-none", "w-condition-invisible", "w-form-done", "hidden", "hide"])
def test_classes_by_which_frameworks_hide(named):
    """Bootstrap, Tailwind and builders of sites take an element out of the display by these."""
    article = read(f"{PROSE}<div class='note {named}'><p>Your message was received, thank you.</p></div>")
    assert "Your message" not in article.text
    assert any("Your message" in n.text and n.reason is Omission.HIDDEN for n in article.left_out)


@pytest.mark.parametrize("named", ["hidden md:block", "d-none d-lg-flex", "hidden-note"])
def test_what_a_large_screen_shows_is_read(named):
    """A class hides the element on a telephone only."""
    assert "The tide is out." in said(f"{PROSE}<div class='{named}'><p>The tide is out.</p></div>")


def test_so_many_hidden_parts_are_pages_of_the_article():
    """A gallery shows one part and hides the others by a class, until it is turned."""
    parts = "".join(
        f"<div class='part hidden'><p>Net number {n} was mended by the keeper's daughter in the cold spring, "
        f"and it has not been torn again since she tied the last of its knots.</p></div>"
        for n in range(9)
    )
    assert "Net number 8" in said(f"{PROSE}{parts}")


SHEET = ".off, div.note.late { color: red; display : none !important } .tab{display:none} .tab.on{display:block}"


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("off", False),
        ("note late", False),
        ("late", True),
        ("tab", True),
        ("phone", True),
        ("ink", True),
        ("told", True),
    ],
)
def test_a_rule_of_the_style_sheet_hides(named, shown):
    """A rule for every screen, and no other rule that displays the class again."""
    media = "@media print { .phone { display: none } .x { top: 0 } } @media (max-width: 9em) { .ink { display:none } }"
    head = f"<style>{SHEET}</style><style>/* .told{{display:none}} */ {media}</style>"
    assert ("A line for some." in said(f"{PROSE}<div class='{named}'><p>A line for some.</p></div>", head)) is shown


def test_a_style_sheet_without_an_end_is_read_quickly():
    """Rules are read in one pass, however they are nested and whatever is not closed."""
    for sheet in ("{" * 300_000, "/*" * 150_000, ".a," * 100_000 + "{display:none", "none } " * 50_000):
        assert "harbour" in said(PROSE, f"<style>{sheet}</style>")


def test_the_rest_of_a_page_behind_an_open_noscript_is_read():
    """An end tag was forgotten, and the article stands in what only browsers without scripts would show."""
    rest = "<noscript><img src=a.gif><main><h1>Nets</h1>" + "".join(
        f"<p>On day {n} the net was laid out on the wall, and the whole street came to see how long it was.</p>"
        for n in range(8)
    )
    whole = f"<html><body>{PROSE * 3}{rest}</body></html>"
    assert "On day 7" in html.read(whole.encode(), "nets.html", region=Region(whole=True)).text
