"""The bylines of publishing systems and their themes, and those beside them that name somebody else."""

from __future__ import annotations

import pytest

from podcaster.reading import bylines
from podcaster.reading import html as pages
from tests.test_reading_facts import DAY, PROSE, TITLE, day, meta, read


@pytest.mark.parametrize(
    ("byline", "language", "names"),
    [
        (
            "<h4 class='author'>Pubblicato da <a href='/author/jo'><b>Jo Vane</b></a> il <i>24 maggio</i></h4>",
            "it",
            ["Jo Vane"],
        ),
        ("<div class='byline'><a><b>Jo Vane</b></a> and <a><b>Al Pine</b></a></div>", "en", ["Jo Vane", "Al Pine"]),
        ("<span class='creator' itemprop='author'><a><i itemprop='name'>jovane</i></a> (Jo)</span>", "en", ["jovane"]),
        ("<div itemprop='author'><meta itemprop='name' content='Jo Vane'>Keeper of lamps</div>", "en", ["Jo Vane"]),
        ("<dl><dt>Details</dt><dd>Geschrieben von: <span>Jo Vane</span></dd></dl>", "de", ["Jo Vane"]),
        ("<dl><dd class='createdby'><i></i> <b>Jo Vane</b></dd></dl>", "en", ["Jo Vane"]),
        ("<li class='post-author'><i>Autor de la entrada</i><b>Por <a>Jo Vane</a></b></li>", "es", ["Jo Vane"]),
        ("<li class='meta-author'><i>Auteur/autrice de la publication :</i><a>Jo Vane</a></li>", "fr", ["Jo Vane"]),
        ("<li class='post-author'><i>Post author:</i><a>Jo Vane</a></li>", "en", ["Jo Vane"]),
        ("<p>Autore articolo: Jo Vane</p>", "it", ["Jo Vane"]),
        ("<p>Автор записи: Иван Петров</p>", "ru", ["Иван Петров"]),
        ("<div data-testid='byline'><b>Jo Vane</b><b>Coast correspondent</b></div>", "en", ["Jo Vane"]),
        ("<div data-testid='byline'><b>Jo</b><b>Vane</b></div>", "en", ["Jo Vane"]),
        ("<div class='topic-authors'><b>Jo Vane</b></div>", "en", ["Jo Vane"]),
        ("<p>Guest post by Jo Vane</p>", "en", ["Jo Vane"]),
        ("<p><b>本文作者：</b>张小三</p>", "zh", ["张小三"]),
        ("<div><h6>作者</h6><p>张三</p></div>", "zh", ["张三"]),
        ("<div class='date author-info'>2021年5月24日 <b>投稿者: 山田太郎</b></div>", "ja", ["山田太郎"]),
        ("<table><tr><th>Geschrieben von</th><td>Jo Vane</td></tr></table>", "de", ["Jo Vane"]),
    ],
)
def test_themes_and_systems_sign_a_page(byline, language, names):
    """With labels for screen readers, with words behind the name, and with names inside of names."""
    assert list(read(byline, language=language).authors) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        (
            "<div class='authorDetails_lV9A'><b class='authorName_yefp'>Jo Vane</b><small>Keeper</small></div>"
            "<div class='authorDetails_lV9A'><b class='authorName_yefp'>Al Pine</b><small>Pilot</small></div>",
            ("Jo Vane", "Al Pine"),
        ),
        ("<b class='author'>Jo Vane</b><b class='author'>Al Pine</b>", ("Jo Vane", "Al Pine")),
        ("<b itemprop='author'>Jo Vane</b><b itemprop='author'>Al Pine</b>", ("Jo Vane", "Al Pine")),
        ("<p class='byline'>By <b class='author-name'>Jo Vane</b> and Al Pine</p>", ("Jo Vane", "Al Pine")),
        ("<b class='author'>Jo Vane</b><div><h3>The quay</h3><b class='author'>Bea Moss</b></div>", ("Jo Vane",)),
    ],
)
def test_several_writers_have_a_mark_each(byline, names):
    """The marks of one byline stand together; that of another post has a heading of its own."""
    assert read(f"<div>{byline}</div>").authors == names


def test_writers_have_a_mark_each_below_the_title():
    """The heading that they stand below is that of the page."""
    head = "<header><h1>{}</h1><p class='author'>Jo Vane</p><p class='author'>Al Pine</p></header>"
    assert read(heading=head.format(TITLE)).authors == ("Jo Vane", "Al Pine")
    assert read(heading=f"<h1>{TITLE}</h1>{head.format('The quay')}").authors == ("Jo Vane",)


def test_the_home_page_is_no_writer():
    """Themes mark the name of the site in the head of the page as its author; a blog may link its writer to it."""
    site = "<a class='site-title' rel='author' href='/'>Tidewater Lights</a>"
    writer = "<p><a class='author' rel='author' href='/'>Jo Vane</a></p>"
    assert read(site).authors == ()
    assert read(f"{site}{writer}").authors == ("Jo Vane",)


def test_the_section_in_the_place_of_the_writer_is_nobody():
    """Some themes have one place for both."""
    line = "<span class='author'>in <a href='/{}'>Harbour Stories</a></span>"
    assert read(line.format("category/harbour")).authors == ()
    assert read("<span class='author'>by <a href='/author/jo'>Jo Vane</a></span>").authors == ("Jo Vane",)


@pytest.mark.parametrize("label", ["Reviewed by", "Medically reviewed by", "Fact checked by", "Edited by"])
def test_who_checked_a_page_did_not_write_it(label):
    """Even if the name leads to a page about that person."""
    other = f"<p>{label} <a href='/people/al-pine'>Al Pine</a></p>"
    assert read(other).authors == ()
    assert read(f"{other}<p>Words by <a href='/people/jo-vane'>Jo Vane</a></p>").authors == ("Jo Vane",)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Von Jo Vane, Husum", ("Jo Vane",)),
        ("Por Jo Vane, g1 — Porto", ("Jo Vane",)),
        ("Jo Vane (Brest, correspondante)", ("Jo Vane",)),
        ("Jo Vane, Al Pine", ("Jo Vane", "Al Pine")),
        ("Vane, Jo", ("Jo Vane",)),
        ("Jo Vane (avec Al Pine, à Brest)", ("Jo Vane", "Al Pine", "à Brest")),
    ],
)
def test_a_single_word_behind_a_full_name_is_a_place(line, names):
    """Newspapers write where the writer is."""
    assert bylines.people([line]) == names


# ---------------------------------------------------------------- a line of facts


@pytest.mark.parametrize(
    "line",
    [
        "24 May · 5 min · {}",
        "24 May 2021 · 5 min · {}",
        "{} | May 24, 2021",
        "May 24, 2021 · 4 min · 812 words · {} | <a href='/edit'>Suggest Changes</a>",
        "<span>May 24, 2021</span><span>4 min</span><span>{}</span>",
        "Updated: June 3, 2021 | Published: May 24, 2021 | {}",
        "<b>{}</b><b>|</b><b>May 24, 2021</b>",
        "<time datetime='2021-05-24'>May 24</time> — {}",
    ],
)
def test_a_first_name_stands_in_the_line_of_the_date(line):
    """Without a word or a mark: it is what gives a person away, and two other words do not."""
    assert read(f"<p>{line.format('Hannah Merrow')}</p>").authors == ("Hannah Merrow",)
    assert read(f"<p>{line.format('Product Merrow')}</p>").authors == ()


@pytest.mark.parametrize(
    "line",
    [
        "<a href='/hannah-merrow-news'>Hannah Merrow</a> · May 24, 2021",
        "Virginia Beach · May 24, 2021",
        "April Updates · May 24, 2021",
        "Hannah Last · May 24, 2021",
        "Hannah Merrow met the keeper · May 24, 2021",
        "Tidewater Stories, Harbour, Hannah Merrow and the lamp, all in one place · Hannah Merrow",
        "<i>Hannah Merrow</i> <b>on her boat</b> <i>May 24, 2021</i>",
    ],
)
def test_a_first_name_is_not_always_that_of_the_writer(line):
    """A subject that is a link, a town, a month, a word of the text ("last"), a sentence, and a line without a date."""
    assert read(f"<p>{line}</p>").authors == ()


def test_who_is_in_the_title_is_not_beside_the_date_as_its_writer():
    """The page is about that person."""
    heading = "<h1>Hannah Merrow lights the lamp</h1>"
    window = "Hannah Merrow lights the lamp"
    assert read("<p>Hannah Merrow · May 24, 2021</p>", heading=heading, window=window).authors == ()


@pytest.mark.parametrize(
    "label", ["View all posts by {}", "Posts by {}", "Alle Beiträge von {} anzeigen", "Ver todas las entradas de {}"]
)
@pytest.mark.parametrize("key", ["title", "aria-label"])
def test_a_description_says_that_a_link_leads_to_the_posts_of_a_writer(label, key):
    """Whatever the address is; other descriptions do not."""
    line = "<div><a href='/x12' {}='{}'>Jo Vane</a> <i>24.05.2021</i></div>"
    assert read(line.format(key, label.format("Jo Vane"))).authors == ("Jo Vane",)
    assert read(line.format(key, "The boats of Jo Vane")).authors == ()


def test_a_portrait_of_a_name_without_spaces():
    """Japanese and Chinese names are one word."""
    line = "<div><i class='creatorIcon'><img alt='{0}'></i><b>{0}</b><time datetime='2021-05-24'>24 May</time></div>"
    assert read(line.format("山田太郎"), language="ja").authors == ("山田太郎",)
    assert read(line.format("Vane")).authors == ()


# ---------------------------------------------------------------- beside the article


def test_a_teaser_may_be_a_link_without_a_heading():
    """All of the card is a link to another page: its picture, its title, its writer and its date."""
    card = "<a href='{}'><img src='/o.jpg'><b>{}</b><i class='author'>By Bea Moss</i><i>June 2, 2019</i></a>"
    other = read(card.format("/other", "A lamp in the north"))
    assert (other.authors, other.date) == ((), None)
    own = read(card.format("/stories/lamp", "The keeper of the last lamp"))
    assert own.authors == ("Bea Moss",)


def test_a_response_has_a_writer_of_its_own():
    """Like a comment or a reply."""
    said = "<p>Posted by Bea Moss on June 2, 2019</p><p>I saw that lamp when I was a boy.</p>"
    other = read(f"<div class='responses'><div class='response'>{said}</div></div>")
    assert (other.authors, other.date) == ((), None)
    assert read(f"<div class='reports'><div class='report'>{said}</div></div>").authors == ("Bea Moss",)


@pytest.mark.parametrize("before", [True, False])
def test_a_byline_in_the_article_goes_before_a_mark_around_it(before):
    """A box beside the article may be about another writer; without a byline in the article it is the best guess."""
    box = "<div><h4>Featured author</h4><a rel='author' href='/author/bea'>Bea Moss</a></div>"

    def page(byline: str) -> str:
        article = f"<article><h1>{TITLE}</h1>{byline}{PROSE}</article>"
        return f"<html lang='en'><title>{TITLE}</title>{box if before else ''}{article}{'' if before else box}</html>"

    assert pages.read(page("<p>By Jo Vane</p>").encode(), "lamp.html").authors == ("Jo Vane",)
    assert pages.read(page("").encode(), "lamp.html").authors == ("Bea Moss",)


def test_the_card_of_the_owner_names_the_writer_of_a_blog():
    """It leads to the home page of the site."""
    card = "<div class='h-card'><h3 class='name'><a class='u-url' href='{}'>Jo Vane</a></h3><p>I like lamps.</p></div>"
    assert read(card.format("/")).authors == ("Jo Vane",)
    assert read(card.format("/boats")).authors == ()


# ---------------------------------------------------------------- the byline in the title


@pytest.mark.parametrize(
    ("window", "heading", "title", "authors"),
    [
        (f"{TITLE} - by Jo Vane", f"<h1>{TITLE}</h1>", TITLE, ("Jo Vane",)),
        (f"{TITLE} | by Jo Vane | Tide | Medium", f"<h1>{TITLE}</h1>", TITLE, ("Jo Vane",)),
        (f"{TITLE} by Jo Vane", f"<h1>{TITLE}</h1>", TITLE, ("Jo Vane",)),
        (f"{TITLE} - by Jo Vane and Al Pine", f"<h1>{TITLE}</h1>", TITLE, ("Jo Vane", "Al Pine")),
        (f"{TITLE} - by Jo Vane", "", TITLE, ("Jo Vane",)),
        (f"{TITLE} - von Hannes Vane", "", TITLE, ("Hannes Vane",)),
        (TITLE, f"<h1>{TITLE} by Jo Vane</h1>", TITLE, ("Jo Vane",)),
        ("Ten Poems by Jo Vane", "<h1>Ten Poems by Jo Vane</h1>", "Ten Poems by Jo Vane", ()),
        (f"{TITLE} - by the sea", "", f"{TITLE} - by the sea", ()),
        (f"{TITLE} - von Kiel nach Rostock", "", f"{TITLE} - von Kiel nach Rostock", ()),
        (f"{TITLE} - von Kiel Hauptbahnhof", "", f"{TITLE} - von Kiel Hauptbahnhof", ()),
    ],
)
def test_a_title_is_joined_with_its_byline(window, heading, title, authors):
    """A sign before "by", or the title alone elsewhere, shows that it is no part of the title."""
    article = read(window=window, heading=heading)
    assert (article.title, article.authors) == (title, authors)


def test_a_byline_in_the_title_names_a_known_author():
    """Without a sign, what else the page says decides."""
    joined = f"{TITLE} by Jo Vane"
    known = read(head=meta("author", "Jo Vane"), window=joined, heading=f"<h1>{joined}</h1>")
    assert known.title == TITLE
    other = read(head=meta("author", "Al Pine"), window=joined, heading=f"<h1>{joined}</h1>")
    assert other.title == joined


@pytest.mark.parametrize(
    ("window", "language"),
    [("灯台の明かり｜山田太郎", "ja"), ("灯台の明かり / Habr", "ja"), ("灯台の明かり | Tide Lights", "ja")],
)
def test_a_sign_stands_between_a_title_and_a_site(window, language):
    """Also the wide bar of Japanese, and a stroke."""
    assert read(window=window, heading="<h1>灯台の明かり</h1>", language=language).title == "灯台の明かり"


@pytest.mark.parametrize("window", [f"Harbour: {TITLE} | Tidewater", f"Harbour: {TITLE} - The Tide Times"])
def test_a_label_with_a_colon_stands_before_the_title(window):
    """The heading is without it; a short one may be a part of the title."""
    assert read(window=window).title == TITLE
    assert read(window="The lamp: A keeper - Tide", heading="<h2>A keeper</h2>").title != "A keeper"


def test_a_broken_line_in_a_heading_is_a_space():
    """Two words do not become one."""
    broken = TITLE.replace(" of ", "<br>of ")
    assert read(window="Tidewater", heading=f"<h1>{broken}</h1>").title == TITLE


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("<b>Publication publiée :</b>24 mai 2021", "fr"),
        ("<b>Post published:</b>May 24, 2021", "en"),
        ("<b>Publicación de la entrada:</b>24 mayo, 2021", "es"),
        ("<b>Запись опубликована:</b>24.05.2021", "ru"),
    ],
)
def test_a_label_of_the_post_stands_before_its_date(line, language):
    """As themes have it for screen readers; a later day is that of a change."""
    changed = "<li>Last updated: 2022-06-03</li>"
    assert day(read(f"<ul><li>{line}</li>{changed}</ul>", language=language)) == DAY
    other = f"<b>Opening of the long quay:</b>{line.partition('</b>')[2]}"
    assert day(read(f"<ul><li>{other}</li>{changed}</ul>", language=language)) != DAY


def test_a_label_may_stand_behind_a_date():
    """ "2022-06-01 更新" is that of a change, though it is nearer to the title."""
    times = "<p><time datetime='{0}'>{0}</time>{1}</p><p><time datetime='{2}'>{2}</time>{3}</p>"
    first = times.format("2021-05-24", "发表", "2022-06-01", "更新")
    assert day(read(heading=f"<div>{first}<h1>{TITLE}</h1></div>", language="zh")) == DAY


def test_the_date_of_a_change_within_a_byline_is_not_that_of_the_page():
    """Themes hide it in the line of the writer."""
    hidden = "<i class='updated'>2022-05-26T10:00:00+00:00</i>"
    line = (
        "<div class='meta'><p class='meta-info'>By <a href='/author/jo'>Jo Vane</a> | {}<b>May 24th, 2021</b></p></div>"
    )
    assert day(read(line.format(hidden))) == DAY
    assert day(read(line.format(hidden.replace("updated", "stamp")))) != DAY
