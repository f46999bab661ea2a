"""A name and a date count only if they are those of the article, not of what a page shows beside it."""

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.model import Article
from podcaster.reading import html

TITLE = "The keeper of the last lamp"
PROSE = [
    f"<p>The lamp at the end of the pier was lit at {hour} every evening, and the boats that came home late steered by "
    "it until they passed the outer wall of the harbour.</p>"
    for hour in ("six", "seven", "eight", "nine", "ten")
]


def read(body: str, language: str = "en") -> Article:
    page = f"<html lang='{language}'><head><title>{TITLE} - Tidewater</title></head><body>{body}</body></html>"
    return html.read(page.encode(), "lamp.html", address="https://tidewater.example/stories/lamp")


def facts(article: Article) -> tuple[tuple[str, ...], dt.date | None]:
    day = article.date.date() if isinstance(article.date, dt.datetime) else article.date
    return article.authors, day


CARDS = [
    "<div class='card'><h3><a href='/quay'>The quay</a></h3><p>By Bea Moss</p>"
    "<time datetime='2019-03-03'>3 March 2019</time></div>",
    "<div class='item'><a href='/quay'><h4>The quay</h4></a><span class='author'>Bea Moss</span>"
    "<span class='date'>March 3, 2019</span></div>",
    "<article class='post'><h2><a href='/quay'>The quay</a></h2><div><a rel='author' href='/u/bea'>Bea Moss</a> "
    "<time datetime='2019-03-03'>3 March 2019</time></div></article>",
]
AROUND = [
    "<div class='more'>{}</div>",
    "<section><h2>Read next</h2><div>{}</div></section>",
    "<div class='grid'>{0}{0}{0}</div>",
    "<div class='related'>{}</div>",
    "<aside>{}</aside>",
    "<footer>{}</footer>",
]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("around", AROUND)
def test_the_card_of_another_post_says_nothing_about_the_page(around, card):
    """Behind the article, or in the same element; what the page says of its own article counts."""
    cards = around.format(card)
    text = f"<h1>{TITLE}</h1>{''.join(PROSE)}"
    signed = f"{text}<p>Posted by Jo Vane on May 4, 2021</p>"
    assert facts(read(f"<article>{text}</article>{cards}")) == ((), None)
    assert facts(read(f"<main>{text}{cards}</main>")) == ((), None)
    assert facts(read(f"<main>{signed}{cards}</main>")) == (("Jo Vane",), dt.date(2021, 5, 4))


@pytest.mark.parametrize(
    "thing",
    [
        "<div class='book-card'><b>The Tide</b><span class='author'>Al Pine</span></div>",
        "<div itemscope itemtype='https://schema.org/Book'><b itemprop='name'>The Tide</b>"
        "<b itemprop='author'>Al Pine</b></div>",
        "<div class='pull-quote'><p>Sail on.</p><span class='author'>Al Pine</span></div>",
        "<div class='tweet'><span class='author'>Al Pine</span><time datetime='2019-03-03'>2h</time></div>",
    ],
    ids=["a book", "microdata of a book", "a quotation", "a post of a network"],
)
def test_the_author_of_a_thing_in_the_text_did_not_write_the_page(thing):
    """Wherever it stands."""
    assert facts(read(f"<article><h1>{TITLE}</h1>{thing}{''.join(PROSE)}</article>")) == ((), None)
    assert facts(read(f"<article><h1>{TITLE}</h1>{''.join(PROSE * 2)}{thing}{''.join(PROSE)}</article>")) == ((), None)


@pytest.mark.parametrize("heading", ["Comments", "2 Comments", "7 Kommentare", "You may also like"])
def test_below_a_heading_of_comments_nobody_is_the_writer(heading):
    """Whatever the elements are called."""
    below = f"<div><h3>{heading}</h3><div><span class='author'>Al Pine</span><p>Nice.</p></div></div>"
    assert read(f"<article><h1>{TITLE}</h1>{''.join(PROSE)}</article>{below}").authors == ()


@pytest.mark.parametrize(
    "body",
    [
        "<header><h2><a href='/stories/lamp'>{title}</a></h2><span class='author'>Jo Vane</span></header>{text}",
        "<h4><a href='/topics/sea'>The sea</a></h4><h1>{title}</h1><div class='author'>Jo Vane</div>{text}",
        "<h1>{title}</h1>{text}<div><h4><a href='/author/jo'>Jo Vane</a></h4>"
        "<a rel=author href='/author/jo'>Jo Vane</a></div>",
        "<h1>{title}</h1>{text}<h3>About the author</h3><div class='author'>Jo Vane</div><p>Jo Vane keeps a lamp.</p>",
        "<h1>{title}</h1>{text}<p class='author'>Jo Vane</p><p>Jo Vane keeps a lamp and has a boat, which "
        "she has rowed around the island every summer since she was nine years old.</p><h3>Comments</h3><p>Nice.</p>",
    ],
)  # fmt: skip
def test_a_linked_heading_is_not_always_another_post(body):
    """It may be the title, the section, or the writer."""
    assert read(f"<article>{body.format(title=TITLE, text=''.join(PROSE))}</article>").authors == ("Jo Vane",)
