"""Who wrote a page: what its head says, what it prints, and what is neither."""

from __future__ import annotations

import json

import pytest

from podcaster.reading import html

TEXT = (
    "<p>" + "The boat came in late with the tide, and nobody on the quay had a lamp to show it the way. " * 5 + "</p>"
)
COMMENTS = """<ol class=commentlist><li class=comment><article class=comment><footer><div class='comment-author vcard'>
<cite class=fn>Bo Lind</cite></div></footer><p>I was there too.</p></article></li></ol>"""


def writers(body: str, head: str = "", title: str = "A boat") -> tuple[str, ...]:
    """The writers of a page with this body."""
    page = f"<html lang=en><head><title>{title}</title>{head}</head><body>{body}{TEXT * 3}{COMMENTS}</body></html>"
    return html.read(page.encode(), "x.html").authors


def linked(author: object) -> str:
    """An author of the linked data."""
    said = {"@type": "Article", "headline": "A boat", "author": author}
    return f"<script type='application/ld+json'>{json.dumps(said)}</script>"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>A boat</h1><div class=byline>Jo Vane Thursday, May 4, 2023</div>",
        "<h1>A boat</h1><p>By Jo Vane Thursday, May 4, 2023</p>",
        "<h1>A boat</h1><p><em>Written by: <a href=/x>Jo Vane</a></em></p>",
        "<h1>A boat</h1><div class=autor><h6>Jo Vane | Publicado hace 3 horas</h6></div>",
        "<h1>A boat</h1><h3><a href='https://a.example/people/jo-vane?trk=1'>Jo Vane</a></h3>",
        "<h1>A boat</h1><span class='author vcard'><span class=fn>Jo Vane</span> • 8h</span>",
    ],
)
def test_the_byline_is_read_as_pages_print_it(body):
    """Without the date, the label and what else stands beside the name."""
    assert writers(body) == ("Jo Vane",)


def test_who_comments_did_not_write_the_page():
    """Not even where a comment is an article with a visiting card of its own."""
    assert writers("<h1>A boat</h1>") == ()


def test_the_subject_of_a_table_did_not_write_the_page():
    """An encyclopedia's box has a visiting card too."""
    assert writers("<h1>A boat</h1><table class='infobox vcard'><tr><th class=fn>Harbour Isle</th></tr></table>") == ()


def test_a_site_may_have_the_name_of_its_writer():
    """Then nobody else is searched for."""
    head = "<meta property='og:site_name' content='Jo Vane'>" + linked({"@type": "Person", "name": "Jo Vane"})
    assert writers("<h1>A boat</h1>", head) == ("Jo Vane",)


def test_an_organisation_is_the_author_if_the_page_says_so_and_nobody_else_is_named():
    """As in encyclopedias; a byline on the page comes first."""
    head = linked({"@type": "Organization", "name": "Contributors to Harbour projects"})
    assert writers("<h1>A boat</h1>", head) == ("Contributors to Harbour projects",)
    news = linked({"@type": "Organization", "name": "Harbour News"})
    assert writers("<h1>A boat</h1><p class=byline>By Jo Vane</p>", news) == ("Jo Vane",)


def test_the_name_on_the_page_replaces_that_of_an_account():
    """A user name is said only if the page has no other."""
    account = linked("jv4567")
    assert writers("<h1>A boat</h1><p class=author-name>Jo Vane</p>", account) == ("Jo Vane",)
    assert writers("<h1>A boat</h1>", account) == ("jv4567",)


def test_a_handle_is_not_a_name():
    """The byline on the page is."""
    head = "<meta property='article:author' content='@HarbourNews'>"
    assert writers("<h1>A boat</h1><p class=byline>By Jo Vane</p>", head) == ("Jo Vane",)


def test_a_spanish_or_italian_signature_is_a_byline():
    """Newspapers call the line below the title so."""
    assert writers("<h1>A boat</h1><p class=firma>Inés Vega</p>") == ("Inés Vega",)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ('(4) Jo Vane on X: "Ropes for beginners" / X', ("Jo Vane",)),
        ("Jo Vane (@jo@quay.example)", ("Jo Vane",)),
        ("The boat on fire: a story", ()),
    ],
)
def test_networks_have_the_writer_in_the_title(title, names):
    """Their pages name the writer nowhere else."""
    assert writers("<h2>Post</h2>", f"<meta property='og:title' content='{title}'>") == names


@pytest.mark.parametrize(
    "body",
    [
        "<article data-author=lampkeeper><h1>A boat</h1></article>",
        "<h3><a class='author link' href='/lampkeeper'>lampkeeper</a> opened this</h3>",
        "<div><span>150 points</span> by <a href='user?id=lampkeeper'>lampkeeper</a> 3 hours ago</div>",
    ],
)
def test_who_began_a_thread_is_its_author(body):
    """Forums have only user names."""
    assert writers(body) == ("lampkeeper",)


def test_a_link_to_a_user_without_by_before_it_is_no_writer():
    """Readers are linked as well."""
    assert writers("<h1>A boat</h1><p>Liked: <a href='/user/bo'>bo</a></p>") == ()
