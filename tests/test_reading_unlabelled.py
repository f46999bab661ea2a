"""A writer who is named beside the date without a word such as "by"; and what else stands in that place."""

from __future__ import annotations

import pytest

from podcaster.model import Article
from podcaster.reading import html as pages
from tests.test_reading_facts import PROSE, TITLE, meta

DATE = "<time datetime='2021-05-24'>May 24, 2021</time>"
AVATAR = "<img class='avatar' src='/a.jpg' alt=''>"


def read(
    below: str = "", *, above: str = "", head: str = "", after: str = "", menu: str = "", address: str = ""
) -> Article:
    """The article of a page. *above* and *below* stand around its title, and *after* behind its text."""
    page = (
        f"<!doctype html><html lang='en'><head><title>{TITLE} - Tidewater</title>"
        f"<meta property='og:site_name' content='Tidewater'>{head}</head><body>"
        f"<nav><a href='/'>Tidewater</a>{menu}</nav><article><header>{above}<h1>{TITLE}</h1>{below}</header>"
        f"<section>{PROSE}</section>{after}</article></body></html>"
    )
    return pages.read(page.encode(), "lamp.html", address=address or "https://tidewater.example/stories/lamp")


def with_avatar(alt: str, *, kind: str = "") -> str:
    return f"<div><img class='{kind}' src='/1.jpg' alt=\"{alt}\"><div><span>Jo Vane</span><p>{DATE}</p></div></div>"


@pytest.mark.parametrize(
    "line",
    [
        f"<div>{AVATAR}<a href='/x1'>Jo Vane</a><p>{DATE}</p></div>",
        f"<div>{AVATAR}<div>Jo Vane</div><div>May 24, 2021 · 5 min read</div></div>",
        f"<p>{AVATAR} Jo Vane · 5 min read · May 24, 2021</p>",
        f"<p>{AVATAR} Jo Vane, May 24, 2021</p>",
        f"<p>{DATE} — {AVATAR} Jo Vane</p>",
        f"<div><a href='/jo'><img src='/uploads/profile_image/7.png' alt='Jo Vane'></a><b>Jo Vane</b> {DATE}</div>",
        with_avatar("Jo Vane's photo"),
        with_avatar("Jo Vane&#39;s avatar"),
        with_avatar("Photo of Jo Vane"),
        with_avatar("Profile picture of Jo Vane"),
        with_avatar("Foto de Jo Vane"),
        with_avatar("Jo Vane", kind="author-image"),
        with_avatar("Jo Vane", kind="round-headshot"),
    ],
)
def test_a_portrait_stands_beside_the_name(line):
    """The name of whoever is in the picture, above or below the title."""
    assert read(line).authors == ("Jo Vane",)
    assert read(above=line).authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "line",
    [
        f"<div><img class='icon' src='/a.svg' alt='Machine Learning'><span>Machine Learning</span> {DATE}</div>",
        f"<div><img class='logo' src='/logo.png' alt='Harbour Tide'><span>Harbour Tide</span> {DATE}</div>",
        f"<div><img class='avatar' src='/a.jpg' alt='Ben Pine'><span>Machine Learning</span> {DATE}</div>",
        f"<div>{AVATAR}<a href='/category/lamps'>Harbour Lamps</a> {DATE}</div>",
        f"<div>{AVATAR}<a href='/lamps' rel='tag'>Harbour Lamps</a> {DATE}</div>",
        f"<div>{AVATAR}<span class='location'>New York</span> {DATE}</div>",
        f"<div>{AVATAR}<span class='post-publisher'>Harbour Tide</span> {DATE}</div>",
        f"<div>{AVATAR}<span>Tidewater</span> {DATE}</div>",
        f"<div>{AVATAR}<span>Staff Writer</span> {DATE}</div>",
        f"<div>{AVATAR}<span>Harbour News</span> {DATE}</div>",
        f"<div>{AVATAR}<span>Reviewed by</span> <span>Ben Pine</span> {DATE}</div>",
        f"<div>{AVATAR}<span>Photo:</span> <span>Ben Pine</span> {DATE}</div>",
        f"<div>{AVATAR}<span>Ben Pine</span> <span>Photographer</span> {DATE}</div>",
        f"<figure>{AVATAR}<figcaption>Ben Pine, {DATE}</figcaption></figure>",
        f"<div class='related-posts'>{AVATAR}<span>Ben Pine</span> {DATE}</div>",
        f"<div>{AVATAR}<h3><a href='/stories/boats'>The boats of the bay</a></h3><span>Ben Pine</span> {DATE}</div>",
        f"<div>{AVATAR}<span>Ben Pine</span></div>",
    ],
)
def test_a_picture_beside_other_words_makes_them_no_name(line):
    """A section, a town, a house, a job, a reviewer, a photographer, another post; and a name far from any date."""
    assert read(line).authors == ()
    assert read(above=line).authors == ()


@pytest.mark.parametrize(
    "line",
    [
        f"<p><a href='/jo'>Jo Vane</a> {DATE}</p>",
        f"<p><a href='/jvane/'>Jo Vane</a> {DATE}</p>",
        "<p><a href='https://tidewater.example/vane'>Jo Vane</a> · 5 min read</p>",
        f"<p><a href='/@jo'>Jo Vane</a> · {DATE}</p>",
        f"<p><a href='https://notes.example/@jo_of_the_pier?x=1'>Jo Vane</a> · {DATE}</p>",
        f"<p><a href='/~jv'>Jo Vane</a> · {DATE}</p>",
        f"<p>{DATE} <a href='/user/profile/17'>Jo Vane</a></p>",
        f"<div><span><a href='/staff/x17'>Jo Vane</a></span></div><div>{DATE}</div>",
    ],
)
def test_a_name_leads_to_a_handle(line):
    """Which may be no more than a part of the name."""
    assert read(line).authors == ("Jo Vane",)


def test_the_name_of_an_account_is_that_of_its_address():
    """One word is enough, if the address says it, too."""
    assert read(f"<p><a href='/@jo'>jo</a> · {DATE}</p>").authors == ("jo",)
    assert read(f"<p><a href='/@lamps'>Harbour</a> · {DATE}</p>").authors == ()


@pytest.mark.parametrize(
    "line",
    [
        f"<p><a href='/machine-learning'>Machine Learning</a> {DATE}</p>",
        f"<p><a href='/newyork'>New York</a> {DATE}</p>",
        f"<p><a href='/harbour'>Harbour Talk</a> {DATE}</p>",
        f"<p><a href='/health'>Health Care</a> {DATE}</p>",
        f"<p><a href='/tags/@lamps'>Harbour Lamps</a> {DATE}</p>",
        f"<p><a href='/'>Harbour Tide</a> {DATE}</p>",
        f"<p><a href='/about'>Harbour Tide</a> {DATE}</p>",
        f"<p><a href='/stories/lamp'>Lamp Harbour</a> {DATE}</p>",
    ],
)
def test_a_section_leads_to_an_address_that_looks_like_a_handle(line):
    """All of its name, a word of the text, or what the menu leads to."""
    assert read(line, menu="<a href='/health'>Health</a>").authors == ()


@pytest.mark.parametrize(
    "name",
    [
        "<span data-hook='user-name' title='Jo Vane'>Jo Vane</span>",
        "<span class='user-name'>Jo Vane</span>",
        "<span class='blog-post__userName'>Jo Vane</span>",
        "<a class='username' href='/x'>Jo Vane</a>",
        "<div data-testid='display-name'><span>Jo Vane</span></div>",
        "<div itemscope itemtype='https://schema.org/Person'><span>Jo Vane</span></div>",
    ],
)
def test_an_element_is_named_after_a_user(name):
    """By its class, or by an attribute for tests or scripts, beside the date."""
    line = f"<ul><li>{name}</li><li><span title='May 24, 2021'>May 24, 2021</span></li><li>3 min read</li></ul>"
    assert read(line).authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "line",
    [
        f"<ul><li data-hook='category-label'>Harbour Lamps</li><li>{DATE}</li></ul>",
        f"<ul><li class='job'>Sr Harbour Pilot</li><li>{DATE}</li></ul>",
        f"<ul><li class='user-actions'>Sign Up</li><li>{DATE}</li></ul>",
        f"<ul><li><span data-hook='user-name'>Writer</span></li><li>{DATE}</li></ul>",
        f"<ul><li><span data-hook='user-name'>Tidewater</span></li><li>{DATE}</li></ul>",
        "<ul><li><span data-hook='user-name'>Jo Vane</span></li></ul>",
    ],
)
def test_other_elements_are_not_named_after_a_user(line):
    """A category, a button, a placeholder, the site; and a user without a date, who may be the reader."""
    assert read(line).authors == ()


def test_a_commenter_has_the_name_of_a_user():
    """And is not the writer."""
    comment = f"<div><span data-hook='user-name'>Ben Pine</span> {DATE}<p>What a lamp!</p></div>"
    assert read(f"<p>{DATE}</p>", after=f"<section class='comments'>{comment}</section>").authors == ()
    assert read(f"<p>{DATE}</p><div id='comments'>{comment}</div>").authors == ()


@pytest.mark.parametrize("name", ["Dr. Vane Pine", "Prof. Jo Vane", "Mrs Jo Vane", "Frau Vane Pine", "Jo P. Vane"])
def test_a_name_has_the_form_of_a_persons(name):
    """By a title or an initial."""
    assert read(f"<p>{DATE} · {name}</p>").authors == (name,)


def test_a_job_stands_behind_a_name():
    """As in "Jo Vane, Harbour Engineer", in an element of its own."""
    assert read(f"<p>{DATE}</p><div>Jo Vane<span>Harbour Engineer, Tide Research</span></div>").authors == ("Jo Vane",)
    assert read(f"<p>{DATE}</p><div>Harbour Engineer</div>").authors == ()


@pytest.mark.parametrize(
    "page",
    [
        {"head": meta("twitter:creator", "@jovane") + meta("twitter:site", "@tidewater")},
        {"address": "https://notes.example/@jovane/lamp"},
        {"address": "https://tidewater.example/~jvane/lamp.html"},
        {"after": "<div class='author-bio'><p>Jo Vane keeps the lamp and writes about it.</p></div>"},
        {"after": "<div id='about-author'><h3>About the author</h3><p>Jo Vane keeps lamps.</p></div>"},
    ],
)
def test_something_else_on_the_page_knows_the_name(page):
    """The account of the writer in the head or in the address, or the box about the writer below the text."""
    assert read(f"<p>{DATE} · 5 min · Jo Vane</p>", **page).authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"head": meta("twitter:creator", "@harbourtalk") + meta("twitter:site", "@harbourtalk")},
        {"head": meta("twitter:creator", "@jovane") + meta("article:section", "Harbour Talk")},
        {"after": "<div class='comment-author'>Harbour Talk</div>"},
        {"after": "<div class='author-bio'><p>Jo keeps lamps. Her show is called Harbour Talk.</p></div>"},
    ],
)
@pytest.mark.parametrize("line", ["{date} · 5 min · Harbour Talk", "Harbour Talk | {date}", "Harbour Talk, {date}"])
def test_two_words_beside_a_date_are_not_always_a_name(line, page):
    """They may be a section, a town or a show."""
    assert read(f"<p>{line.format(date=DATE)}</p>", **page).authors == ()


@pytest.mark.parametrize(
    "line", ["{a} Jo Vane · Harbour Talk · {d}", "Harbour Talk {a} Jo Vane {d}", "{d} · Harbour Talk · Jo Vane {a}"]
)
def test_a_portrait_is_of_the_nearest_name(line):
    """Not of the section beside it."""
    assert read(f"<p>{line.format(a=AVATAR, d=DATE)}</p>").authors == ("Jo Vane",)


def test_two_writers_stand_beside_a_date():
    """Each with a picture."""
    line = f"<div>{AVATAR}<b>Jo Vane</b></div><div>{AVATAR}<b>Ben Pine</b></div><div>{DATE}</div>"
    assert read(line).authors == ("Jo Vane", "Ben Pine")


def test_a_byline_goes_before_a_name_beside_the_date():
    """It says who wrote the article."""
    assert read(f"<p>By Jo Vane</p><div>{AVATAR}<b>Ben Pine</b> {DATE}</div>").authors == ("Jo Vane",)
