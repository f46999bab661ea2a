"""Names of elements: what a class or an id may throw out, and what they only sound like."""

from __future__ import annotations

import lxml.html
import pytest

from podcaster.model import Block, BlockKind, Span, SpanKind
from podcaster.reading import html
from podcaster.reading.html import account, trim
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.walk import Found

PROSE = "<p>The harbour was quiet when the boat came in, and only two people waited on the quay with a dog.</p>"
TEASERS = "".join(
    f"<table><tr><td><div>The mayor and two members of the council went to see the works in street {n} of the old town "
    f"today, and they were told that the stones will come in the spring.</div></td></tr></table>"
    for n in range(12)
)


def read(body: str):
    return html.read(f"<html lang=en><title>Parts</title><body>{body}</body></html>".encode(), "parts.html")


@pytest.mark.parametrize("word", ["Cookies", "Tags", "Navigation", "Menu", "Comments", "Feedback", "Credits"])
def test_a_heading_with_an_id_of_its_own_words_is_a_heading(word):
    """Programs make the id from the text, so it says nothing about the page."""
    heads = (word, "Rope", "Lamps")
    parts = "".join(f"<h2 id={head.lower()}>{head}</h2>{PROSE * 3}" for head in heads)
    blocks = read(f"<article>{PROSE * 3}{parts}</article>").blocks
    assert [block.text for block in blocks if block.kind is BlockKind.HEADING] == list(heads)


def test_a_section_with_an_id_of_its_own_heading_is_read():
    """On a page whose other sections have such ids, even "comments" only repeats a heading."""
    heads = ("How the rope is made", "Related work on rope", "Comments of the keeper", "Feedback and control")
    parts = "".join(
        f"<section id={head.title().replace(' ', '')}><h2>{head}</h2>{PROSE}<p>So much for part {n}.</p></section>"
        for n, head in enumerate(heads)
    )
    text = read(f"<article><h1>Rope</h1>{PROSE * 3}{parts}</article>").text
    assert [f"part {n}" in text for n in range(4)] == [True] * 4


def test_a_section_of_comments_is_left_out_all_the_same():
    """Its id repeats its heading as well, but no other section of the page has such an id."""
    said = "<section id=comments><h3>Comments</h3><p>Bo says that he saw the very same dog in the spring.</p></section>"
    related = "<div id=related><h3>Related</h3><p><a href=/x>Ten more dogs of the harbour</a></p></div>"
    text = read(f"<article><h1>Rope</h1>{PROSE * 6}</article>{said}{related}").text
    assert "Bo says" not in text
    assert "more dogs" not in text


def test_the_article_is_not_thrown_out_by_its_name():
    """The only place of the article on a page full of teasers says that it is behind a paywall."""
    text = read(f"<h1>Parts</h1><article class='node paywall-on'>{PROSE * 2}</article>{TEASERS}").text
    assert "The harbour was quiet" in text


def test_subjects_of_a_post_are_no_names():
    """WordPress makes classes of the words under which a post is filed."""
    named = "hentry type-post tag-share category-related-news category-comments"
    assert "waited on the quay" in read(f"<div class='{named}'><h2>Rope</h2>{PROSE * 2}</div>{TEASERS}").text


def test_a_menu_without_links_leads_nowhere():
    """It is what is cooked; a menu of the site is links."""
    soup = "<h2>Soup</h2><p>Fish soup with bread, a little lemon and the leaves of the fennel, as they cook it.</p>"
    links = "<div id=main-menu><p>Here you find the way to all <a href=/a>the ports of the long coast</a>.</p></div>"
    text = read(f"<main>{links}{PROSE * 4}<div id=menu>{soup}</div>{PROSE * 2}</main>").text
    assert "Fish soup with bread" in text
    assert "way to all" not in text


def test_a_sentence_without_links_is_no_menu():
    """A class can be about the subject of a paragraph."""
    ticker = "<p class=ticker>The price of a ticket went up again in June, and nobody on the quay was pleased.</p>"
    menu = "<p class=ticker>All the news of the harbour, of the boats and of <a href=/a>the town behind it</a>.</p>"
    text = read(f"<main>{PROSE * 2}{ticker}{menu}{PROSE * 2}</main>").text
    assert "price of a ticket" in text
    assert "All the news" not in text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<p>It sank on <span class=entry-date>15 April 1912</span>.</p>", "It sank on 15 April 1912."),
        ("<li>Lost on <b>the rock</b> <span class=post-date>in May</span>.</li>", "Lost on the rock in May."),
        ("<p>Posted on <span class=entry-date>15 April 2012</span>.</p>", None),
    ],
)
def test_a_date_of_its_own_element_stays_in_its_sentence(line, said):
    """Only a line about the article loses its date to the intro."""
    blocks = [block.text for block in read(f"<main>{PROSE * 3}{line}{PROSE * 3}</main>").blocks]
    assert (said in blocks) is (said is not None)
    assert not any("2012" in text for text in blocks)


def test_names_do_not_throw_out_text_without_spaces():
    """Chinese and Japanese paragraphs weigh as much as others."""
    prose = "<p>港の議会は火曜日に集まり、縄の値段と北の桟橋の傷みについて話し合い、結局は何も決めなかった。</p>"
    text = html.read(f"<html lang=ja><body><div class=promo>{prose * 5}</div></body></html>".encode(), "a.html").text
    assert "港の議会" in text


@pytest.mark.parametrize(
    "name", ["image-text", "photo_of_the-day-description", "media-2x-title", "wide PicDesc pic_desc"]
)
def test_the_text_of_a_picture_is_its_caption(name):
    """Its name has a word for a picture, and ends in a word for text."""
    blocks = read(f"<article>{PROSE * 4}<div class='{name}'>The quay in May</div>{PROSE * 4}</article>").blocks
    assert [block.text for block in blocks if block.kind is BlockKind.FIGURE] == ["The quay in May"]


@pytest.mark.parametrize("name", ["image--text", "text-image", "image.text", "image text", f"image{'-a' * 60}-note"])
def test_other_names_are_no_captions(name):
    """The last of them must not be divided in all possible ways, of which there are more than anybody can try."""
    blocks = read(f"<article>{PROSE * 4}<div class='{name}'>The quay in May</div>{PROSE * 4}</article>").blocks
    assert "The quay in May" in [block.text for block in blocks if block.kind is BlockKind.PARAGRAPH]


@pytest.mark.parametrize(("address", "said"), [("/log/category/ropes/", []), ("/ropes", ["Ropes"])])
def test_the_categories_above_the_text_are_not_said(address, said):
    """A line with nothing but links to all that is filed under them."""
    page = lxml.html.fromstring("<div><p>Ropes</p></div>")
    link = Span(SpanKind.LINK, 0, 5, address)
    found = [Found(Block(BlockKind.PARAGRAPH, "Ropes", spans=(link,)), page[0])]
    assert [f.block.text for f in trim.trim(found, Metadata(), account.opened(page), edges=True)] == said
