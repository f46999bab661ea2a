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


# ---------------------------------------------------------------- what stands behind "by"

NO_NAMES = [
    ("By The Sea", "en"), ("By Train", "en"), ("By Design", "en"),
    ("By Bus or Ferry", "en"), ("By Popular Demand", "en"),
    ("By Land and Sea", "en"), ("By Signing Up", "en"), ("By All Means", "en"), ("By Lantern Boat", "en"),
    ("Von Hamburg nach Kiel", "de"), ("Von Anfang an", "de"), ("Von A bis Z", "de"), ("Von Haus zu Haus", "de"),
    ("Von Wind und Wellen", "de"), ("von Ravensberger (publisher)", "de"), ("Von Hand gemacht", "de"),
    ("Par Temps Froid", "fr"), ("Par Exemple", "fr"), ("Par La Mer", "fr"),
    ("Por Ejemplo", "es"), ("Por Fin", "es"), ("Por Primera Vez", "es"), ("Por Exemplo", "pt"),
    ("Door Weer en Wind", "nl"), ("Av Misstag", "sv"), ("di Notte", "it"),
]  # fmt: skip
NAMES = [
    ("By Jack Train", "en", "Jack Train"), ("By Will Hand", "en", "Will Hand"),
    ("By April Rivers", "en", "April Rivers"),
    ("By Jo van der Vane", "en", "Jo van der Vane"), ("BY JO VANE", "en", "JO VANE"),
    ("By Jo Vane for The Tide", "en", "Jo Vane"), ("By Nguyen Thi Mai", "en", "Nguyen Thi Mai"),
    ("Von Hans Anfang", "de", "Hans Anfang"), ("Von Eva Wind", "de", "Eva Wind"),
    ("Par Jean Froid", "fr", "Jean Froid"),
    ("Por Ana Mar", "es", "Ana Mar"), ("Av Eva Trä", "sv", "Eva Trä"), ("di Anna Notte", "it", "Anna Notte"),
]  # fmt: skip
BOATS = f"<p>The lantern boat is a boat with a lantern. {'It is slow. ' * 9}</p>"


@pytest.mark.parametrize(("line", "language"), NO_NAMES)
def test_a_phrase_that_begins_like_a_byline_names_nobody(line, language):
    """As a line or a heading, below the title, in the text or behind it."""
    for form in (f"<p>{line}</p>", f"<h3>{line}</h3>", f"<ul><li>{line}</li></ul>"):
        for body in (f"{form}{''.join(PROSE)}", f"{PROSE[0]}{form}{PROSE[1]}", f"{''.join(PROSE)}{form}{PROSE[0]}"):
            assert read(f"<article><h1>{TITLE}</h1>{body}{BOATS}</article>", language).authors == (), (form, body)


@pytest.mark.parametrize(("line", "language", "name"), NAMES)
def test_a_name_may_consist_of_common_words(line, language, name):
    """One word that is nothing else than a name is enough; at the top and at the end of a page."""
    for form in (f"<p>{line}</p>", f"<h3>{line}</h3>"):
        assert read(f"<article><h1>{TITLE}</h1>{form}{''.join(PROSE)}</article>", language).authors == (name,)
    end = f"<article><h1>{TITLE}</h1>{''.join(PROSE)}<p>{line}</p></article>"
    assert read(end, language).authors == (name,)


@pytest.mark.parametrize(
    "line", ["<p>By <a href='/u/jo'>Joanna</a></p>", "<h4>By Joanna</h4><p>May 4, 2021</p>", "<p>Posted by Joanna</p>"]
)
def test_a_single_word_behind_by_needs_another_sign(line):
    """A link, a date, or who did what: else "By Joanna" is no surer than "By Train"."""
    assert read(f"<article><h1>{TITLE}</h1>{line}{''.join(PROSE)}</article>").authors == ("Joanna",)
    assert read(f"<article><h1>{TITLE}</h1><p>By Joanna</p>{''.join(PROSE)}</article>").authors == ()


def test_what_a_text_lists_has_other_authors():
    """Between paragraphs of the text, bylines and labels are those of what it speaks of."""
    books = (
        "<h3>The Tide</h3><p>By Al Pine</p><p>A book.</p><ul><li>The Ebb<span>by Bea Moss</span></li></ul>"
        "<p><b>Author:</b> Cy Ley<br><b>Pages:</b> 312</p><div class='author'>Di Orr</div>"
    )
    assert read(f"<article><h1>{TITLE}</h1>{''.join(PROSE)}{books}{''.join(PROSE)}</article>").authors == ()


def test_an_owner_of_rights_is_not_the_writer():
    """In most pages it is a company or the maker of a design."""
    for line in ("© 2019-2021 by Ann Crow", "Copyright 2021 by Ann Crow. All rights reserved."):
        text = f"<h1>{TITLE}</h1><p>{line}</p>{''.join(PROSE)}"
        assert read(f"<article>{text}</article>").authors == ()
        assert read(f"<article>{text}<p>Posted by Jo Vane</p></article>").authors == ("Jo Vane",)


# ---------------------------------------------------------------- the shapes of bylines


@pytest.mark.parametrize(
    "byline",
    [
        "<p><span>By Jo Vane</span><span>Tide News, Quayside</span></p>",
        "<div><span>By </span><a href='/people/jo-vane'>Jo Vane</a>, Harbour Correspondent</div>",
        "<section class='author-card'><h4 class='author-card-name'><a href='/author/jo/'>Jo Vane</a></h4></section>",
        "<a data-testid='authorName' href='/@jo'>Jo Vane</a>",
        "<aside class='story__meta'><span class='story__author'>di Jo Vane</span></aside>",
        "<dl><dt>Author</dt><dd>Jo Vane</dd><dt>Date</dt><dd>May 4, 2021</dd></dl>",
        "<table><tr><th>Author</th><td>Jo Vane</td></tr></table>",
        "<div><div><span>Author</span></div><div>Jo Vane</div></div>",
    ],
)
def test_a_byline_may_be_a_fact_or_stand_beside_a_job(byline):
    """In the shapes of newspapers, themes and programs; the inner one of two elements is the byline."""
    assert read(f"<article><h1>{TITLE}</h1>{byline}{''.join(PROSE)}</article>").authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "facts",
    [
        "<table><tr><th>Author</th><td>Al Pine</td></tr><tr><th>Publisher</th><td>Tide Books</td></tr></table>",
        "<table><tr><th>Author</th><th>Main Title</th></tr><tr><td>Al Pine</td><td>The Tide</td></tr></table>",
        "<dl><dt>Author</dt><dd>Al Pine</dd><dt>Pages</dt><dd>312</dd></dl>",
        "<p><b>Author:</b> Al Pine<br><b>Publisher:</b> Tide Books</p>",
        "<ul><li>Author: Al Pine</li><li>Publisher: Tide Books</li></ul>",
    ],
)
def test_the_facts_about_a_book_do_not_name_the_writer_of_the_page(facts):
    """Though they stand right below the title."""
    assert read(f"<article><h1>{TITLE}</h1>{facts}{''.join(PROSE)}</article>").authors == ()
