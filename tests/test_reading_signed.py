"""The bylines of publishing systems and their themes, and those beside them that name somebody else."""

from __future__ import annotations

import pytest

from podcaster.reading import bylines
from tests.test_reading_facts import read


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
