"""A letter is read without its mailing, and without what concerns only the person it was sent to."""

# ruff: noqa: E501 - samples keep the lines that their programs write

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from podcaster import reading
from podcaster.model import Article, Block, BlockKind, Image, SpanKind
from podcaster.reading.containers import mail_headers, mail_private
from podcaster.reading.containers.mail import bare
from podcaster.reading.containers.mail_private import ADDRESS
from podcaster.reading.encodings import decode
from tests.formats.build import BREAD, FERRY, GULLS, jpeg, mhtml

pytestmark = pytest.mark.usefixtures("read_here")

PADDING = "&#847;&zwnj;&nbsp;&shy;" * 40


def mail(html: str, *, sender: str = "Ada Reed <ada@pier.example>", **fields: str) -> bytes:
    message = EmailMessage()
    message["From"] = sender
    for name, value in ({"To": "Ben Moss <ben@quay.example>", "Subject": "The gulls are back"} | fields).items():
        message[name.replace("_", "-")] = value
    message["Date"] = "Tue, 05 Mar 2024 08:00:00 +0000"
    message.set_content(f"<html><body>{html}</body></html>", subtype="html")
    return message.as_bytes()


def read(data: bytes) -> Article:
    (article,) = reading.read_bytes(data, "letter.eml")
    return article


BODY = f"<p>{GULLS}</p><p>{FERRY}</p><p>{BREAD}</p>"
TEXT = f"{GULLS}\n\n{FERRY}\n\n{BREAD}"
HEADS = {
    "beehiiv": "<p>March 05, 2024 | <a href='https://pier.example/p/gulls'>Read Online</a></p><h1>The gulls are back</h1>",
    "substack": "<p><a href='https://open.pier.example/app-link/post'>Open in app</a> or <a href='https://pier.example/p/g'>online</a></p>"
    "<h1>The gulls are back</h1><p>Ada Reed</p><p>Mar 5</p><p>READ IN APP</p>",
    "mailchimp": "<p><a href='https://mailchi.example/1'>View this email in your browser</a></p>",
    "ghost": "<h1>The gulls are back</h1><p>By Ada Reed – 5 Mar 2024 – <a href='https://pier.example/g'>View online →</a></p>",
    "buttondown": "<p>March 5, 2024</p><h1>The gulls are back</h1>",
    "German": "<p>Wird diese Nachricht nicht richtig dargestellt?</p><p><a href='https://pier.example/g'>Im Browser anzeigen</a></p>",
    "padding": f"<p>What the gulls said {PADDING}</p>",
    "little padding": "<p>What the gulls said \u034f \u200c \u034f \u200c \u034f \u200c \u034f \u200c</p>",
    "sponsor": "<p>Sponsored by Harbour Rope</p>",
}
FEET = {
    "beehiiv": "<h3>How did you like today's newsletter?</h3><ul><li>Loved it</li><li>Could be better</li></ul><p>Login or Subscribe to "
    "participate in polls.</p><p>Update your email preferences or unsubscribe here</p><p>© 2024 The Pier</p><p>Powered by beehiiv</p>",
    "substack": "<p>Thanks for reading The Pier! Subscribe for free to receive new posts.</p><p>Like</p><p>Comment</p><p>Restack</p>"
    "<p>Read The Pier in the app</p><p>Listen to posts, join subscriber chats, and never miss an update from Ada Reed.</p>"
    "<p>© 2024 Ada Reed</p><p>548 Harbour Road PMB 7, Saltmouth, ME 04101</p><p>Unsubscribe</p><p>Start writing</p>",
    "mailchimp": "<p>Copyright © 2024 The Pier, All rights reserved.</p><p>Our mailing address is:</p><p>12 Harbour Road</p><p>Want to change how "
    "you receive these emails?</p><p>You can update your preferences or unsubscribe from this list.</p>",
    "kit": "<p>Unsubscribe | Update your profile | 12 Harbour Road, Saltmouth, ME 04101</p><p>Built with Kit</p>",
    "buttondown": "<p>You just read issue #12 of The Pier. You can also browse the full archives of this newsletter.</p><p>Don't want these "
    "letters? Unsubscribe.</p><p>Powered by Buttondown, the easiest way to start your newsletter.</p>",
    "ghost": "<h3>Read more</h3><p>You're receiving this email because you are a <b>free subscriber</b> to The Pier.</p><p>Manage subscription</p>"
    "<p>The Pier © 2024 – Unsubscribe</p><p>Powered by Ghost</p>",
    "German": "<p>Sie erhalten diesen Brief, weil Sie ihn bestellt haben.</p><p>Impressum | Datenschutz</p><p>Hier abmelden</p>",
    "French": "<p>Vous recevez cet e-mail parce que vous êtes inscrit.</p><p>Se désabonner</p>",
    "Spanish": "<p>Recibes este correo porque vives en el puerto.</p><p>Darse de baja</p>",
    "address": "<p>This message went to ben@quay.example</p>",
    "referrals": "<h3>Share The Pier</h3><p>You currently have 0 referrals, only 1 away from a mug.</p><p>Or copy and paste this link to "
    "others: https://pier.example/subscribe?ref=Xy12</p><p>© The Pier</p><p>Unsubscribe</p>",
}  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("foot", FEET)
def test_the_letter_alone_is_read(head: str, foot: str) -> None:
    """The lines that each program puts above and below a letter are left out, and accounted for."""
    article = read(mail(HEADS[head] + BODY + FEET[foot]))
    assert (article.title, article.authors, article.text) == ("The gulls are back", ("Ada Reed",), TEXT)


def test_a_poll_goes_with_its_answers() -> None:
    """Within a letter too; what follows the answers stays."""
    article = read(
        mail(
            f"<p>{GULLS}</p><p>What did you think of this letter?</p><p>⭐⭐⭐ Loved it</p><p>⭐ Meh</p><p>{BREAD}</p>"
        )
    )
    assert article.text == f"{GULLS}\n\n{BREAD}"


def test_a_short_letter_between_buttons_is_read() -> None:
    """Buttons below the title are left out, and the few words between them are not."""
    html = "<p>Open in app</p><h1>The gulls are back</h1><p>Ada Reed</p><p>Share</p><p>They are.</p><p>Like</p><p>Comment</p>"
    article = read(mail(html + "<p>Read The Pier in the app</p><p>© 2024 Ada Reed</p><p>Unsubscribe</p>"))
    assert article.text == "They are."


def test_a_heading_goes_with_all_that_stood_below_it() -> None:
    """The appeals below it were left out; a heading with text below it stays."""
    share = "<h3>Share</h3><p>You currently have 0 referrals, only 1 away from a mug.</p><p>Click to share</p>"
    article = read(mail(f"<p>{GULLS}</p>{share}<h3>Bread</h3><p>{BREAD}</p>{share.replace('Share', 'Tell others')}"))
    assert article.text == f"{GULLS}\n\nBread\n\n{BREAD}"


def test_the_foot_of_a_short_letter_is_left_out() -> None:
    """The ways out may be longer than the letter."""
    foot = (
        "<p>You are receiving this because you signed up.</p>"
        + "<p>A line about the sender and the law of the land.</p>" * 12
    )
    assert read(mail(f"<p>{GULLS}</p>{foot}")).text == GULLS


# ---------------------------------------------------------------- the reader's own


@pytest.mark.parametrize(
    ("greeting", "kept"),
    [
        ("<p>Hi Ben,</p>", ""),
        ("<p>Dear Ben Moss</p>", ""),
        ("<p>Liebe Clara,</p>", ""),
        ("<p>Hello friends,</p>", "Hello friends,\n\n"),
        ("<p>Dear readers,</p>", "Dear readers,\n\n"),
    ],
)
def test_the_greeting_of_one_person_is_not_read(greeting: str, kept: str) -> None:
    """A greeting of all readers is part of the letter; that of the one who got it is not."""
    assert read(mail(greeting + BODY)).text == kept + TEXT


@pytest.mark.parametrize("label", ["", "<p>Sponsored</p>", "<p><b>Advertisement</b></p>"])
def test_who_paid_is_left_out_with_the_label_and_the_offer_behind_it(label: str) -> None:
    """All of it is one paragraph. A letter that a boy brought is read."""
    offer = "<p>This letter is brought to you by Harbour Rope, the rope for boats. Get your first coil for half the price.</p>"
    assert read(mail(f"<p>{GULLS}</p>{label}{offer}<p>{FERRY}</p>")).text == f"{GULLS}\n\n{FERRY}"
    told = "This letter was brought to me by a boy, who had come across the bar in the fog to ask what had become of the ferry."
    assert read(mail(f"<p>{GULLS}</p><p>{told}</p><p>{FERRY}</p>")).text == f"{GULLS}\n\n{told}\n\n{FERRY}"


def test_a_greeting_at_the_beginning_of_a_paragraph_is_cut() -> None:
    """The links behind it stay where they are."""
    article = read(mail(f"<p>Hi Ben, {GULLS} <a href='https://pier.example/a'>More</a></p><p>{BREAD}</p>"))
    first = article.blocks[0]
    assert first.text == f"{GULLS} More"
    (link,) = first.spans
    assert (first.text[link.start : link.end], link.value) == ("More", "https://pier.example/a")


@pytest.mark.parametrize("broken", ["http://[sea/a.jpg", "http://sea]/a.jpg"])
def test_a_picture_with_a_broken_address_does_not_cost_the_letter(broken: str) -> None:
    """The address of a lead picture is looked at for the name of the reader."""
    blocks = (Block(BlockKind.FIGURE, "The quay", image=Image(address=broken, alt="The quay")),)
    kept, _ = mail_private.without(blocks, WHO)
    assert [block.text for block in kept] == ["The quay"]


WHO = mail_private.reader(["Ben Moss <ben@quay.example>"], [])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://pier.example/a-long-way-to-say-gulls-in-2024", "https://pier.example/a-long-way-to-say-gulls-in-2024"),
        ("https://pier.example/a?utm_source=x&page=2&mc_eid=77#top", "https://pier.example/a?page=2#top"),
        ("https://pier.example/a?to=ben%40quay.example", ""),
        ("https://link.mail.pier.example/ss/c/u001.Xa9kQ2mPz7LtY4vB8nR3cD6f/abc/h1", ""),
        ("https://pier.us1.list-manage.com/track/click?u=1&id=2", ""),
        ("https://pier.example/redirect/2/eyJlIjoiaHR0cHM6Ly9hIn0", ""),
        ("https://pier.example/p/gulls?token=eyJ1c2VyX2lkIjo5OX0", "https://pier.example/p/gulls"),
        ("https://pier.example/u/0f8fad5b-d9cb-469f-a165-70867728950e", ""),
        ("https://docs.google.com/document/d/1aB2cD3eF4gH5iJ6kL7mN8oP9qR0/edit", "https://docs.google.com/document/d/1aB2cD3eF4gH5iJ6kL7mN8oP9qR0/edit"),
        ("https://nl.quay.example/wiki/Een_heel_lange_titel_over_meeuwen", "https://nl.quay.example/wiki/Een_heel_lange_titel_over_meeuwen"),
        ("https://news.quay.example/2024/03/05/gulls-on-the-wall.html", "https://news.quay.example/2024/03/05/gulls-on-the-wall.html"),
        ("https://link.quay.example/x7Yq0aL2kk/gulls", ""),
        ("https://us1.campaign-archive.com/?e=99aa&u=12ab&id=34cd", "https://us1.campaign-archive.com/?u=12ab&id=34cd"),
        ("mailto:ben@quay.example", ""),
        ("mailto:ada@pier.example?subject=x", "mailto:ada@pier.example"),
    ],
)  # fmt: skip
def test_links_are_those_that_anybody_may_have(address: str, public: str) -> None:
    """Notes are published: a link with the reader's key or address is not."""
    assert mail_private.public(address, WHO) == public


def test_an_address_of_the_reader_within_a_paragraph_is_not_read() -> None:
    """The rest of the paragraph is, and its links stay in place."""
    text = f"{GULLS} {BREAD} Written to ben@quay.example and https://click.quay.example/a. <a href='https://pier.example/a'>More</a>"
    article = read(mail(f"<p>{text}</p>"))
    assert article.text == f"{GULLS} {BREAD} Written to  and  More"
    (link,) = [s for s in article.blocks[0].spans if s.kind is SpanKind.LINK]
    assert article.text[link.start : link.end] == "More"


@pytest.mark.parametrize(
    ("subject", "title"), [("Ben, the gulls are back", "The gulls are back"), ("Bennet, a gull", "Bennet, a gull")]
)
def test_a_subject_does_not_begin_with_the_reader(subject: str, title: str) -> None:
    """Programs put the name there."""
    assert read(mail(BODY, Subject=subject)).title == title


@pytest.mark.parametrize(
    ("subject", "heading"),
    [
        ("Harbour lights", "🚢 Harbour Lights!"),
        ("Fwd: Harbour lights", "Harbour lights"),
        ("Harbour lights", "Fwd: Harbour lights"),
        ("[Quay] Harbour lights", "Harbour lights"),
        ("Harbour lights & snow", "Harbour lights and snow"),
        ("Quay letter 12: Harbour lights", "Harbour lights"),
    ],
)
@pytest.mark.parametrize("above", ["", '<p><img src="https://pier.example/logo.png" alt="The pier" width="600"></p>'])
@pytest.mark.parametrize("level", ["h1", "h2"])
def test_a_heading_that_repeats_the_subject_is_not_said_again(
    subject: str, heading: str, above: str, level: str
) -> None:
    """Also below a picture, and in words for readers or for a mail program. It is in the intro."""
    text = "The ferry came in late that night, and nobody on the quay had expected it before noon. " * 6
    found = read(mail(f"{above}<{level}>{heading}</{level}><p>{text}</p><h2>A lamp</h2><p>{text}</p>", Subject=subject))
    assert [b.text for b in found.blocks if b.kind is BlockKind.HEADING] == ["A lamp"]
    assert heading in [left.text for left in found.left_out]


def test_a_heading_of_its_own_is_said() -> None:
    """It only shares a word with the subject."""
    text = "The ferry came in late that night, and nobody on the quay had expected it before noon. " * 6
    found = read(mail(f"<h2>Lights</h2><p>{text}</p>", Subject="Harbour lights in January"))
    assert found.blocks[0].text == "Lights"


def test_a_letter_without_a_subject_has_the_title_of_its_heading() -> None:
    """And not that of its file."""
    assert read(mail(f"<h1>On the wall</h1>{BODY}", Subject="")).title == "On the wall"


def test_no_published_part_of_a_letter_names_its_reader() -> None:
    """Neither its links nor its pictures nor its address."""
    article = read(
        mail(
            f"<p><a href='https://pier.example/p/g?token=eyJ1c2VyX2lkIjo5OX0'>View in browser</a></p><p>{GULLS} "
            f"<a href='https://click.pier.example/CL0/aHR0cHM6Ly9hLmV4YW1wbGUvYg/1/ben'>Here</a></p>"
            "<img src='https://pier.example/open/ben.gif?u=ben' alt='' width='600'>"
            f"<img src='https://pier.example/gull.jpg' alt='A gull' width='600'><p>{BREAD}</p>"
        )
    )
    assert article.address == "https://pier.example/p/g"
    assert not [s for b in article.blocks for s in b.spans if s.kind is SpanKind.LINK]
    assert [b.image.address for b in article.blocks if b.image] == ["https://pier.example/gull.jpg"]


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?gb2312?B?yc/Gr/N2?=", decode(bytes.fromhex("c9cfc6aff376"), "", declared="gbk")),
        ("=?utf-8?q?Caf=C3?= =?utf-8?q?=A9?= to go", "Café to go"),
        ("=?iso-8859-1?Q?=93Gulls=94?=", "“Gulls”"),
        ("Gulls \udcc3\udca4", "Gulls ä"),
        ("=?nonsense?Q?Gulls?=", "Gulls"),
        ("=?utf-8?B?R3Vsb?=", "Gul"),
    ],
)
def test_fields_are_read_as_they_were_meant(raw: str, text: str) -> None:
    """Encoded words name the wrong encoding, break within a letter, or are missing."""
    assert mail_headers.decoded(raw) == text


@pytest.mark.parametrize(
    ("text", "author", "site"),
    [
        ('"Reed, Ada" <a@b.example>', "Ada Reed", ""),
        ("a@b.example (Ada Reed)", "Ada Reed", ""),
        ("Ada Reed via Pier <a@b.example>", "Ada Reed", ""),
        ("Ada Reed from The Pier <a@b.example>", "Ada Reed", "The Pier"),
        ("The Pier <a@b.example>", "", "The Pier"),
        ("Quay Wall <news@quaywall.example>", "", "Quay Wall"),
        ("Quay Wall <quay@quaywall.example>", "Quay Wall", ""),
        ("Quay Wall Media <a@b.example>", "", "Quay Wall Media"),
        ("a@b.example", "", ""),
    ],
)
def test_a_sender_is_a_person_or_a_publication(text: str, author: str, site: str) -> None:
    """As mail programs write them."""
    assert mail_headers.sender(text) == mail_headers.Sender((author,) if author else (), site)


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("Letters from the Quay <quay.example>", "Letters from the Quay"),
        ("87654321mc list <87654321.111.list-id.mail.example>", ""),
        ("a1b2c3 d4e5f6 <x.example>", ""),
        ("<quay.example>", ""),
        ("news.quay.example <news.quay.example>", ""),
    ],
)
def test_a_number_is_no_name_of_a_list(listed: str, name: str) -> None:
    """Programs put keys where a name could stand."""
    assert mail_headers.list_name(listed) == name


def test_a_header_needs_no_blank_behind_the_colon() -> None:
    """The mail is recognised, and its header is not read."""
    data = b"x-store-info:J++/abc\r\nX_Other:1\r\n" + mail(BODY)
    article = read(data)
    assert (article.title, article.text) == ("The gulls are back", TEXT)


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("iso-8859-1", "Café — “hot”".encode("cp1252")),
        ("us-ascii", "Café — “hot”".encode()),
        ("iso-8859-1", "Café — “hot”".encode()),
        ("gb2312", "Café — “hot”".encode("gb18030")),
        ("", "Café — “hot”".encode("cp1252")),
    ],
)
def test_a_body_is_read_in_the_encoding_that_it_has(charset: str, data: bytes) -> None:
    """Not in the smaller one that the mail names."""
    head = "From: Ada Reed <a@b.example>\nTo: x@y.example\nSubject: S\nDate: Tue, 5 Mar 2024 08:00:00 +0000\nContent-Type: text/plain"
    head += f"; charset={charset}" if charset else ""
    body = GULLS.encode() + b" " + data + b"."
    assert read(head.encode() + b"\n\n" + body).text == f"{GULLS} Café — “hot”."


def test_a_page_in_a_mail_may_name_its_encoding_itself() -> None:
    """If the mail does not."""
    head = b"From: Ada Reed <a@b.example>\nTo: x@y.example\nSubject: S\nDate: Tue, 5 Mar 2024 08:00:00 +0000\nContent-Type: text/html\n\n"
    page = f"<meta charset=windows-1251><p>{GULLS} Чайки.</p>".encode("cp1251")
    assert read(head + page).text == f"{GULLS} Чайки."


@pytest.mark.parametrize(
    "line", ["Date: Di, 5 März 2024 08:00 Uhr", "Received: by pier.example; Tue, 5 Mar 2024 08:00:00 +0000"]
)
def test_a_mail_with_a_strange_date_has_its_day(line: str) -> None:
    """In another language, or only where it was received."""
    head = f"From: Ada Reed <a@b.example>\nTo: x@y.example\nSubject: S\n{line}\n\n"
    date = read(f"{head}{GULLS}".encode()).date
    assert (date.date() if isinstance(date, dt.datetime) else date) == dt.date(2024, 3, 5)


# ---------------------------------------------------------------- parts


def test_all_parts_of_a_letter_are_read() -> None:
    """Mail programs cut the HTML of a letter at its pictures; a picture of the mail belongs to it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ada Reed <a@b.example>", "c@d.example", "The gulls are back"
    message["Date"] = "Tue, 05 Mar 2024 08:00:00 +0000"
    message.make_mixed()
    for html in (f"<p>{GULLS}</p><img src='cid:gull@1' alt='A gull'>", f"<html><body><p>{BREAD}</p></body></html>"):
        part = EmailMessage()
        part.set_content(html, subtype="html")
        message.attach(part)
    picture, gull = EmailMessage(), jpeg()
    picture.set_content(gull, "image", "jpeg", cid="<gull@1>")
    message.attach(picture)
    article = read(message.as_bytes())
    assert [b.text for b in article.blocks if not b.image] == [GULLS, BREAD]
    (shown,) = [b.image for b in article.blocks if b.image]
    assert (shown.data, shown.address) == (gull, "")
    assert article.date == dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC)


def test_the_first_line_of_a_letter_in_plain_text_is_read() -> None:
    """The subject is its title, and a short first line belongs to the letter."""
    head = "From: Ada Reed <a@b.example>\nTo: x@y.example\nSubject: Gulls\nDate: Tue, 5 Mar 2024 08:00:00 +0000\n\n"
    article = read(f"{head}A short beginning\n\n{GULLS}\n\n{BREAD}\n".encode())
    assert (article.title, article.text) == ("Gulls", f"A short beginning\n\n{GULLS}\n\n{BREAD}")


def test_a_damaged_address_of_a_picture_costs_the_picture_only() -> None:
    """The page that a browser saved is read."""
    data = mhtml().replace(b"https://example.com/letters/gull.jpg", b"https://[example.com/letters/gull.jpg")
    assert read(data).title == "The gulls are back"


@pytest.mark.parametrize("open_tag", ["<head ", "<!doctype ", "<body "])
def test_a_letter_of_many_tags_that_never_end_is_read(open_tag: str) -> None:
    """Each was followed to the end of the letter: 300,000 of them took hours."""
    assert bare(f"<html><head><title>Tide</title></head><body><p>Fog.</p>{open_tag * 300_000}").startswith(
        "<p>Fog.</p>"
    )


def test_a_private_address_behind_a_very_long_word_is_found() -> None:
    found = [match[0] for match in ADDRESS.finditer(f"{'a' * 300_000} to ada@quay.example")]
    assert found == ["ada@quay.example"]
