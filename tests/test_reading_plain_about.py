"""Title, writers and date of plain text: what stands around the title of a save."""

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.reading import plain

PROSE = "The boat came in late with the tide, and nobody on the quay had a lamp to show it the way. " * 5
MENU = "\n\n".join(["Home", "Share", "Sign in", "Search", "Subscribe", "Share on Facebook", "Follow us"])
END = "\n\n".join(["Share this", "Leave a comment", "Privacy policy", "© 2023 Harbour", "Terms of use"])


def save(*around: str) -> str:
    """A page as a browser copies it, with these lines before the text."""
    return "\n\n".join([MENU, *around, PROSE, PROSE, PROSE, END])


@pytest.mark.parametrize(
    "lines",
    [
        ("The late boat", "Jo Vane", "May 4, 2023"),
        ("The late boat", "By", "Jo Vane", "May 4, 2023 8:21 am ET"),
        ("The late boat", "Author of the article:", "Jo Vane", "Publishing date: May 4, 2023"),
        ("The late boat", "By Jo Vane@lampkeeper May 4, 2023, 11:47am EST"),
        ("Jo Vane", "Quay", "04.05.2023 09:00 AM", "The late boat"),
        ("The late boat", "JO VANE", "4 MAY 2023"),
        ("The late boat", "by Jo June Vane July 4, 2023"),
    ],
)
def test_the_byline_of_a_save_has_many_forms(lines):
    """A name alone is one if the time stands beside it."""
    found = plain.read(save(*lines), "x.txt")
    assert found.authors in (("Jo Vane",), ("Jo June Vane",))
    assert found.date in (dt.date(2023, 5, 4), dt.date(2023, 7, 4))


@pytest.mark.parametrize("line", ["Boat News", "LATE LAMPS", "Member login", "The late boat", "Quay"])
def test_a_label_beside_the_date_is_not_a_name(line):
    """Sections and labels stand there as well."""
    assert plain.read(save("The late boat", line, "May 4, 2023"), "x.txt").authors == ()


def test_the_title_is_the_one_with_which_the_title_of_the_window_begins():
    """The first line of many saves; the site behind it is not said."""
    text = save("The late boat comes home", "May 4, 2023", "Sign up", "A lamp for you")
    found = plain.read(f"The late boat comes home | Tidewater Notes\n\n{text}", "x.txt")
    assert found.title == "The late boat comes home"


def test_a_name_may_be_beside_a_day_without_a_year_or_below_the_text():
    """Pages leave out this year; some writers sign."""
    assert plain.read(save("The late boat", "Jo Vane", "Jul 5"), "x.txt").authors == ("Jo Vane",)
    text = "\n\n".join([MENU, "The late boat", PROSE, PROSE, PROSE, "By Jo Vane", END])
    assert plain.read(text, "x.txt").authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "line", ["Home Archives", "Feed RSS", "M Vane", "In Walks", "Jo 港", "Search Menu", "Vane 12", "Twitter Github"]
)
def test_words_of_menus_and_labels_are_no_names(line):
    """They have capitals, and stand beside the date."""
    assert plain.read(save("The late boat", line, "May 4, 2023"), "x.txt").authors == ()


@pytest.mark.parametrize(
    "notice",
    [
        ("Author: Jo Vane", "Post link: https://example.org/2023/05/04/late-boat/"),
        ("Author:", "Jo Vane", "Permalink: https://example.org/2023/05/04/late-boat/"),
        ("本文作者：Jo Vane", "本文链接：https://example.org/2023/05/04/late-boat/"),
    ],
)
def test_the_notice_of_rights_below_a_text_names_its_writer_and_its_day(notice):
    """Many blogs have the author and the day nowhere else; none of the notice is said."""
    rights = "All posts on this blog are licensed under CC BY-SA 4.0."
    text = "\n\n".join([MENU, "The late boat", PROSE, PROSE, PROSE, *notice, rights, END])
    found = plain.read(text, "x.txt")
    assert found.authors == ("Jo Vane",)
    assert found.date == dt.date(2023, 5, 4)
    assert [b.text for b in found.blocks] == [PROSE.strip()] * 3


def test_a_date_of_change_is_taken_where_there_is_no_other():
    """The day on which a text was published counts, wherever it stands."""
    changed, published = "Last updated: 9 June 2023", "May 4, 2023"
    assert plain.read(save("The late boat", changed), "x.txt").date == dt.date(2023, 6, 9)
    assert plain.read(save("The late boat", changed, published), "x.txt").date == dt.date(2023, 5, 4)
    assert plain.read(save("The late boat", published, changed), "x.txt").date == dt.date(2023, 5, 4)


def test_a_word_for_publishing_is_no_part_of_a_name():
    """It stands between the name and the date."""
    assert plain.read(save("The late boat", "Jo Vane 发布于 2023-05-04"), "x.txt").authors == ("Jo Vane",)
