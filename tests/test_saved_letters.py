"""A letter saved as a page of its own: the HTML of a mail, without its header."""

from __future__ import annotations

import datetime as dt

import pytest

from podcaster import reading
from podcaster.model import Article, BlockKind, Omission
from podcaster.reading.containers import saved_letters
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

FOOT = (
    "<tr><td><p>You are receiving this because you live at the quay. <a href='https://x.example/u'>Unsubscribe</a></p>"
    "</td></tr><tr><td>12 Harbour Road, Saltmouth, ME 04101</td></tr>"
)


def letter(body: str, *, title: str = "The gulls are back", head: str = "", foot: str = FOOT) -> bytes:
    rows = "".join(f"<table role='presentation'><tr><td>{part}</td></tr></table>" for part in body.split("<hr>"))
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}"
        "<meta name='x-apple-disable-message-reformatting'></head><body>"
        f"<div style='display:none;max-height:0'>In this letter: gulls</div>{rows}<table>{foot}</table></body></html>"
    ).encode()


def read(data: bytes, name: str = "saved.html") -> Article:
    return next(iter(reading.read_bytes(data, name)))


def said(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.text]


def test_a_letter_without_its_header_is_dated_by_the_line_above_it():
    """The line with the date and "read online" goes, its date stays; the footer and the preview are not narrated."""
    found = read(letter(f"<p>No. 12, March 5th, 2024 — <a href='https://quay.example/p/gulls'>Read Online</a></p><hr>"
                        f"<h1>The gulls are back</h1><p>{GULLS}</p><p>{BREAD}</p>"))  # fmt: skip
    assert said(found) == [GULLS, BREAD]
    assert (found.title, found.date, found.address) == (
        "The gulls are back",
        dt.date(2024, 3, 5),
        "https://quay.example/p/gulls",
    )


def test_a_forwarded_letter_is_its_writers_though_it_is_saved_as_a_page():
    """Author, date and subject come from the header that the mail program wrote above the letter."""
    page = (
        "<html><body><div dir='ltr'>Look at this<div class='gmail_quote'><div class='gmail_attr'>---------- Forwarded "
        "message ---------<br>From: <strong>Ada Reed</strong> &lt;ada@quay.example&gt;<br>Date: Tue, Mar 5, 2024 at "
        "8:00 AM<br>Subject: Bread on the wall<br>To: &lt;cleo@d.example&gt;<br></div><br>"
        f"<p>{GULLS}</p><ul><li>Gulls<p>Related: the terns of the north quay</p></li></ul><p>{BREAD}</p></div></div>"
    )
    found = read(page.encode())
    assert (found.title, found.authors, found.date) == ("Bread on the wall", ("Ada Reed",), dt.date(2024, 3, 5))
    assert said(found) == [GULLS, "Gulls", "Related: the terns of the north quay", BREAD]


def test_name_and_time_above_a_letter_are_its_author_and_date():
    """A name in the line above a date without a year; the year is in the markup."""
    byline = "<a href='https://quay.example/@ada'>Ada Reed</a></p><p><time datetime='2024-03-05T08:00:00Z'>Mar 5</time>"
    found = read(letter(f"<h1>The gulls are back</h1><p>{byline}</p><hr><p>{GULLS}</p><p>{BREAD}</p>"))
    assert (found.authors, found.date) == (("Ada Reed",), dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC))
    assert said(found) == [GULLS, BREAD]


def test_credits_are_names_and_not_prose():
    """Without a colon, only capitals make a line of names."""
    found = read(letter(f"<p>{GULLS}</p><p>Written by lamplight</p><p>{BREAD}</p><p>Written by Ada Reed</p>"))
    assert said(found) == [GULLS, "Written by lamplight", BREAD]
    assert found.authors == ("Ada Reed",)


def test_referrals_polls_and_appeals_are_not_narrated():
    """What a mailing service puts below a letter goes with its headings; the signature stays."""
    found = read(letter(
        f"<p>{GULLS}</p><p>{BREAD}</p><hr><h4>Share Tidewater Notes</h4><p>You currently have 0 referrals.</p>"
        "<p>Or copy and paste this link to others: https://quay.example/r</p><hr><img src='https://quay.example/a.png' "
        "width='600'><p>That is all for this week!</p><p>Ada and Ben</p><p>Written by: Ada Reed, Ben Moss</p>"
        "<p>Research: Cleo Hart</p><p>Join 30,000 tide enthusiasts.</p><p>+++</p><p>Get our app</p>"
    ))  # fmt: skip
    assert said(found) == [GULLS, BREAD, "That is all for this week!", "Ada and Ben"]
    assert found.authors == ("Ada Reed", "Ben Moss")
    reasons = {note.text: note.reason for note in found.left_out}
    assert reasons["Research: Cleo Hart"] is Omission.CREDIT
    assert reasons["Share Tidewater Notes"] is Omission.SHARING


def test_a_part_that_a_sponsor_paid_for_is_not_narrated():
    """From the heading that says so to the next heading; without a next one, or if it is long, it may be the letter."""
    sponsor = f"<h2>Today's letter is brought to you by Harbour Rope</h2><p>Buy rope. {FERRY}</p><p>It holds.</p>"
    found = read(letter(f"<p>{GULLS}</p><hr>{sponsor}<hr><h2>The wall</h2><p>{BREAD}</p>"))
    assert said(found) == [GULLS, "The wall", BREAD]
    assert [note.reason for note in found.left_out if "rope" in note.text.lower()] == [Omission.ADVERT] * 2
    assert "It holds." in said(read(letter(f"<p>{GULLS}</p><h2>The wall</h2><p>{BREAD}</p><hr>{sponsor}")))
    assert BREAD in said(
        read(letter(f"<p>{GULLS}</p>{sponsor}{f'<p>{BREAD}</p>' * 20}<h2>The wall</h2><p>{FERRY}</p>"))
    )


@pytest.mark.parametrize("line", ["TOGETHER WITH HARBOUR ROPE", "This issue is made possible by Harbour Rope"])
def test_a_line_that_names_a_sponsor_is_not_narrated(line):
    """Where no heading opens a part, only the line goes; a sentence that begins so stays."""
    found = read(letter(f"<p>{GULLS}</p><p>{line}</p><p>Together with the keeper she went up.</p><p>{BREAD}</p>"))
    assert said(found) == [GULLS, "Together with the keeper she went up.", BREAD]
    assert [note.reason for note in found.left_out if note.text == line] == [Omission.ADVERT]


def test_an_offer_to_try_the_newsletter_is_not_narrated():
    """Neither the sentence above the button, nor the button."""
    offer = "<p>Use this link to claim a free trial of the tide tables:</p><p><a href=/t>One-month free trial</a></p>"
    assert said(read(letter(f"<p>{GULLS}</p>{offer}<p>{BREAD}</p>"))) == [GULLS, BREAD]


def test_a_list_that_a_table_lays_out_is_a_list():
    """A column of bullets makes no table of data: each headline beside one is an item."""
    texts = ("Ferry stops in October", "Eleven people stay", "Mail when it can")
    rows = "".join(f"<tr><td width=10>•</td><td><a href='https://q.example/a'>{text}</a></td></tr>" for text in texts)
    found = read(letter(f"<p>{GULLS}</p><table><tr><td colspan=2>Top stories</td></tr>{rows}</table><p>{FERRY}</p>"))
    items = [block for block in found.blocks if block.kind is BlockKind.LIST_ITEM]
    assert [item.text for item in items] == ["Ferry stops in October", "Eleven people stay", "Mail when it can"]
    assert not any(block.kind is BlockKind.TABLE for block in found.blocks)


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><link rel='canonical' href='https://q.example/a'></head>",
        "<html><head><script src='https://q.example/a.js'></script></head>",
        "<html><body><main>",
    ],
)
def test_a_page_of_the_web_is_no_letter(page):
    """A canonical address, a script or a main element: no mail has them, whatever the page says of unsubscribing."""
    assert saved_letters.is_letter(letter("<p>a</p>"))
    assert not saved_letters.is_letter(page.encode() + letter("<p>a</p>"))


def test_a_page_with_tables_is_no_letter_unless_one_can_unsubscribe():
    """Old pages are laid out by tables as well."""
    page = b"<table><tr><td>a</td></tr></table>" * 5
    assert not saved_letters.is_letter(page)
    assert saved_letters.is_letter(page + b"<a href='u'>Unsubscribe</a>")


def test_a_part_of_a_letter_can_be_chosen(tmp_path):
    """Words that the user gives are looked for in the whole page, as on any other page."""
    from podcaster.model import Region

    path = tmp_path / "saved.html"
    path.write_bytes(letter(f"<p>{GULLS}</p><p>{BREAD}</p><p>{FERRY}</p>"))
    found = next(iter(reading.read(path, region=Region(first="He leaves the first", last="in town"))))
    assert said(found) == [BREAD]
