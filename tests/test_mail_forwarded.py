"""A letter that was forwarded is by the person who wrote it, whichever program passed it on."""

# ruff: noqa: E501 - samples keep the lines that their programs write

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from podcaster import reading
from podcaster.model import Article, BlockKind
from podcaster.reading.containers import mail_forwarded, program_dates
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

DAY = dt.date(2024, 3, 5)
LETTER = f"<h2>On the wall</h2><p>{GULLS}</p><ul><li>{FERRY}</li></ul><p>{BREAD}</p>"
TEXT = f"{GULLS}\n\n{BREAD}\n"
PRIVATE = (
    "cleo",
    "quay.example",
    "Fwd",
    "forward",
    "weitergeleitet",
    "nachricht",
    "transféré",
    "reenviado",
    "encaminhada",
)


def mail(*, html: str = "", text: str = "", subject: str = "Fwd: The gulls are back", sender: str = "") -> bytes:
    message = EmailMessage()
    message["From"] = sender or "Cleo Brandt <cleo@quay.example>"
    message["To"] = "box@quay.example"
    message["Subject"] = subject
    message["Date"] = "Thu, 07 Mar 2024 18:00:00 +0100"
    message["Message-ID"] = "<1@quay.example>"
    if text or not html:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
        message.set_boundary("gulls-and-bread")
    elif html:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def read(data: bytes) -> Article:
    (article,) = reading.read_bytes(data, "letter.eml")
    return article


GMAIL = (
    '<div dir="ltr">See this!<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{banner}<br>{0}: '
    '<strong class="gmail_sendername">Ada Reed</strong> <span>&lt;<a href="mailto:ada@pier.example">ada@pier.example</a>'
    "&gt;</span><br>{1}: {date}<br>{2}: The gulls are back<br>{3}: Cleo &lt;cleo@quay.example&gt;<br></div><br><br>{letter}</div></div>"
)
APPLE = (
    '<html><body><div>For you</div><div><br><blockquote type="cite"><div>{banner}</div><br>'
    '<div style="margin:0"><span><b>{0}: </b></span><span>"Ada Reed" &lt;<a href="mailto:ada@pier.example">ada@pier.example'
    "</a>&gt;<br></span></div><div><span><b>{2}: </b></span><span><b>The gulls are back</b><br></span></div><div><span><b>"
    "{1}: </b></span><span>{date}<br></span></div><div><span><b>{3}: </b></span><span>cleo@quay.example<br></span></div><br>"
    "<div>{letter}</div></blockquote></div></body></html>"
)
OUTLOOK = (
    '<div class="WordSection1"><p class="MsoNormal">FYI<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt">'
    '<p class="MsoNormal"><b>{0}:</b> Ada Reed &lt;ada@pier.example&gt; <br><b>{1}:</b> {date}<br><b>{3}:</b> Cleo Brandt '
    "&lt;cleo@quay.example&gt;<br><b>{2}:</b> The gulls are back<o:p></o:p></p></div></div>{letter}</div>"
)
WEB = (
    '<div>FYI</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>{0}:</b> Ada Reed '
    "&lt;ada@pier.example&gt;<br>\n<b>{1}:</b> {date}<br>\n<b>{3}:</b> cleo@quay.example &lt;cleo@quay.example&gt;<br>\n<b>{2}:</b> "
    "The gulls are back</font>\n<div>&nbsp;</div>\n</div>{letter}"
)
THUNDERBIRD = (
    '<p>FYI<br></p><div class="moz-forward-container"><br><br>{banner}<table class="moz-email-headers-table"><tbody><tr><th align="RIGHT">'
    "{2}: </th><td>The gulls are back</td></tr><tr><th>{1}: </th><td>{date}</td></tr><tr><th>{0}: </th><td>Ada Reed "
    '<a href="mailto:ada@pier.example">&lt;ada@pier.example&gt;</a></td></tr><tr><th>{3}: </th><td>cleo@quay.example</td></tr>'
    "</tbody></table><br><br>{letter}</div>"
)
YAHOO = (
    '<div>FYI</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>{banner}</div><div><b>{0}:</b> "Ada Reed" &lt;ada@pier.example&gt;</div>'
    "<div><b>{3}:</b> cleo@quay.example &lt;cleo@quay.example&gt;</div><div><b>{1}:</b> {date}</div><div><b>{2}:</b> The gulls are back</div>"
    "<div><br></div><div>{letter}</div></div></div>"
)
PROTON = (
    '<div>FYI</div><div class="protonmail_quote">{banner}<br>{0}: Ada Reed &lt;ada@pier.example&gt;<br>{1}: {date}<br>{2}: The gulls are back'
    '<br>{3}: Cleo &lt;cleo@quay.example&gt;<br><br><blockquote class="protonmail_quote" type="cite">{letter}</blockquote></div>'
)
ZOHO = (
    "<div>FYI</div><blockquote><div>{banner}<br>{0}: Ada Reed &lt;ada@pier.example&gt;<br>{3}: cleo@quay.example<br>{1}: {date}<br>{2}: "
    "The gulls are back<br>{banner}<br></div></blockquote>{letter}"
)
EN, DE, FR, ES = ("From", "Date", "Subject", "To"), ("Von", "Datum", "Betreff", "An"), ("De", "Date", "Objet", "À"), (
    "De", "Fecha", "Asunto", "Para")  # fmt: skip
SENT = ("From", "Sent", "Subject", "To"), ("Von", "Gesendet", "Betreff", "An"), ("De", "Envoyé", "Objet", "À")
SHAPES = {
    "gmail": (GMAIL, "---------- Forwarded message ---------", EN, "Tue, Mar 5, 2024 at 8:00 AM"),
    "gmail-de": (GMAIL, "---------- Forwarded message ---------", ("Von", "Date", "Subject", "To"), "Di., 5. März 2024 um 08:00 Uhr"),
    "gmail-fr": (GMAIL, "---------- Forwarded message ---------", ("De", "Date", "Subject", "To"), "mar. 5 mars 2024 à 08:00"),
    "apple": (APPLE, "Begin forwarded message:", EN, "March 5, 2024 at 8:00:00 AM GMT+1"),
    "apple-de": (APPLE, "Anfang der weitergeleiteten Nachricht:", DE, "5. März 2024 um 08:00:00 MEZ"),
    "apple-fr": (APPLE, "Début du message réexpédié :", FR, "5 mars 2024 à 08:00:00 UTC+1"),
    "apple-es": (APPLE, "Inicio del mensaje reenviado:", ES, "5 de marzo de 2024, 8:00:00 CET"),
    "outlook": (OUTLOOK, "", SENT[0], "Tuesday, March 5, 2024 8:00 AM"),
    "outlook-de": (OUTLOOK, "", SENT[1], "Dienstag, 5. März 2024 08:00"),
    "outlook-fr": (OUTLOOK, "", SENT[2], "mardi 5 mars 2024 08:00"),
    "outlook-es": (OUTLOOK, "", ("De", "Enviado el", "Asunto", "Para"), "martes, 5 de marzo de 2024 8:00"),
    "outlook-web": (WEB, "", SENT[0], "Tuesday, March 5, 2024 8:00 AM"),
    "outlook-web-it": (WEB, "", ("Da", "Inviato", "Oggetto", "A"), "martedì 5 marzo 2024 08:00"),
    "outlook-web-nl": (WEB, "", ("Van", "Verzonden", "Onderwerp", "Aan"), "dinsdag 5 maart 2024 08:00"),
    "outlook-zh": (WEB, "", ("发件人", "发送时间", "主题", "收件人"), "2024年3月5日 8:00"),
    "outlook-pt": (OUTLOOK, "", ("De", "Enviada em", "Assunto", "Para"), "terça-feira, 5 de março de 2024 08:00"),
    "outlook-ru": (WEB, "", ("От", "Отправлено", "Тема", "Кому"), "5 марта 2024 г. 8:00"),
    "outlook-pl": (WEB, "", ("Od", "Wysłane", "Temat", "Do"), "wtorek, 5 marca 2024 08:00"),
    "outlook-sv": (WEB, "", ("Från", "Skickat", "Ämne", "Till"), "den 5 mars 2024 08:00"),
    "outlook-da": (WEB, "", ("Fra", "Sendt", "Emne", "Til"), "5. marts 2024 08:00"),
    "outlook-ja": (WEB, "", ("差出人", "送信日時", "件名", "宛先"), "2024年3月5日 8:00"),
    "outlook-ko": (WEB, "", ("보낸 사람", "보낸 날짜", "제목", "받는 사람"), "2024년 3월 5일 화요일 오전 8:00"),
    "yahoo": (YAHOO, "----- Forwarded Message -----", ("From", "Sent", "Subject", "To"), "Tuesday, March 5, 2024 at 08:00:00 AM GMT+1"),
    "web.de": (YAHOO, "", ("Von", "Gesendet", "Betreff", "An"), "Dienstag, 05. März 2024 um 08:00 Uhr"),
    "proton": (PROTON, "------- Forwarded Message -------", EN, "On Tuesday, March 5th, 2024 at 8:00 AM"),
    "zoho": (ZOHO, "============ Forwarded message ============", EN, "Tue, 05 Mar 2024 08:00:00 +0100"),
    "thunderbird": (THUNDERBIRD, "-------- Forwarded Message --------", EN, "Tue, 5 Mar 2024 08:00:00 +0100"),
    "thunderbird-de": (THUNDERBIRD, "-------- Weitergeleitete Nachricht --------", DE, "Tue, 5 Mar 2024 08:00:00 +0100"),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("subject", ["Fwd: The gulls are back", "WG: The gulls are back", "look"])
def test_a_forwarded_letter_is_by_its_writer(shape: str, subject: str) -> None:
    """Author, day and title are those of the letter; neither the header nor the forwarder's own words are read."""
    form, banner, labels, date = SHAPES[shape]
    article = read(mail(html=form.format(*labels, banner=banner, date=date, letter=LETTER), subject=subject))
    day = article.date.date() if isinstance(article.date, dt.datetime) else article.date
    assert (article.title, article.authors, day) == ("The gulls are back", ("Ada Reed",), DAY)
    assert [b.kind for b in article.blocks] == [
        *(BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.PARAGRAPH)
    ]
    assert article.text == f"On the wall\n\n{GULLS}\n\n{FERRY}\n\n{BREAD}"
    assert not [word for word in PRIVATE if word.lower() in article.text.lower()]


TEXTS = {
    "gmail": "FYI\n\n---------- Forwarded message ---------\nFrom: Ada Reed <ada@pier.example>\nDate: Tue, Mar 5, 2024 at 8:00 AM\n"
    "Subject: The gulls are back\nTo: <cleo@quay.example>\n\n\n" + TEXT,
    "apple": "FYI\n\n> Begin forwarded message:\n> \n> From: Ada Reed <ada@pier.example>\n> Subject: The gulls are back\n"
    "> Date: March 5, 2024 at 8:00:00 AM GMT+1\n> To: cleo@quay.example\n> \n> " + TEXT.replace("\n", "\n> "),
    "outlook": "From: Ada Reed <ada@pier.example> \nSent: Tuesday, March 5, 2024 8:00 AM\nTo: Cleo Brandt <cleo@quay.example>;\n"
    "  Dan Roe <dan@quay.example>\nSubject: The gulls are back\n\n" + TEXT,
    "outlook-de": "-----Ursprüngliche Nachricht-----\nVon: Ada Reed [mailto:ada@pier.example] \nGesendet: Dienstag, 5. März 2024 08:00\n"
    "An: Cleo Brandt\nBetreff: The gulls are back\n\n" + TEXT,
    "outlook-blank-lines": "*From:* Ada Reed <ada@pier.example>\n\n*Sent:* Tuesday, March 5, 2024 8:00 AM\n\n*To:* Cleo\n\n*Subject:* "
    "The gulls are back\n\n" + TEXT,
    "thunderbird": "-------- Forwarded Message --------\nSubject: \tThe gulls are back\nDate: \tTue, 5 Mar 2024 08:00:00 +0100\n"
    "From: \tAda Reed <ada@pier.example>\nTo: \tcleo@quay.example\n\n\n\n" + TEXT,
    "web.de": "Gesendet: Dienstag, 5. März 2024 um 08:00 Uhr\nVon: \"Ada Reed\" <ada@pier.example>\nAn: cleo@quay.example\n"
    "Betreff: The gulls are back\n\n" + TEXT,
    "mutt": "----- Forwarded message from Ada Reed <ada@pier.example> -----\n\nDate: Tue, 5 Mar 2024 08:00:00 +0100\nFrom: Ada Reed "
    "<ada@pier.example>\nTo: cleo@quay.example\nSubject: The gulls are back\n\n" + TEXT + "\n----- End forwarded message -----\n\n-- \nCleo",
    "yahoo": "----- Forwarded Message -----\nFrom: \"Ada Reed\" <ada@pier.example>\nTo: \"Cleo\" <cleo@quay.example>\nSent: Tuesday, "
    "March 5, 2024 at 08:00:00 AM GMT+1\nSubject: The gulls are back\n\n" + TEXT,
    "numbers": "---------- Forwarded message ---------\nFrom: Ada Reed <ada@pier.example>\nDate: 5/3/2024 08:00\nSubject: "
    "The gulls are back\nTo: cleo@quay.example\n\n" + TEXT,
}  # fmt: skip


@pytest.mark.parametrize("shape", TEXTS)
def test_a_letter_forwarded_as_plain_text_is_by_its_writer(shape: str) -> None:
    """The same in plain text, quoted or not, with values that go on in the next line."""
    article = read(mail(text=TEXTS[shape]))
    day = article.date.date() if isinstance(article.date, dt.datetime) else article.date
    assert (article.title, article.authors, day) == ("The gulls are back", ("Ada Reed",), DAY)
    assert article.text == f"{GULLS}\n\n{BREAD}"


def test_the_innermost_of_several_forwards_counts() -> None:
    """A letter that was passed on twice is by the first writer."""
    inner = GMAIL.format(
        *EN, banner="---------- Forwarded message ---------", date="Tue, Mar 5, 2024 at 8:00 AM", letter=LETTER
    )
    outer = OUTLOOK.format(*SENT[0], date="Wednesday, March 6, 2024 9:00 AM", letter=inner).replace(
        "Ada Reed", "Dan Roe", 1
    )
    article = read(mail(html=outer, subject="FW: Fwd: The gulls are back"))
    assert (article.authors, article.date) == (("Ada Reed",), DAY)
    assert article.text.startswith("On the wall")


def test_a_mail_forwarded_as_an_attachment_is_read() -> None:
    """What stands above the attached mail is not."""
    inner = EmailMessage()
    inner["From"], inner["Subject"], inner["To"] = (
        "Ada Reed <ada@pier.example>",
        "The gulls are back",
        "cleo@quay.example",
    )
    inner["Date"] = "Tue, 05 Mar 2024 08:00:00 +0000"
    inner.set_content(LETTER, subtype="html")
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["To"] = "Cleo <cleo@quay.example>", "Fwd: The gulls", "box@quay.example"
    outer["Date"] = "Thu, 07 Mar 2024 18:00:00 +0100"
    outer.set_content("Read this")
    outer.add_attachment(inner)
    article = read(outer.as_bytes())
    assert (article.title, article.authors) == ("The gulls are back", ("Ada Reed",))
    assert article.date == dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC)
    assert article.text.startswith("On the wall")


@pytest.mark.parametrize(
    "quoted",
    [
        "<div>On Tue, Mar 5, 2024 at 8:00 AM Cleo &lt;cleo@quay.example&gt; wrote:<blockquote type='cite'>A private question?</blockquote></div>",
        "<p><b>From:</b> Cleo &lt;cleo@quay.example&gt;<br><b>Sent:</b> Tuesday<br><b>Subject:</b> Fog</p><p>A private question?</p>",
    ],
)
def test_the_mail_that_a_reply_answers_is_not_read(quoted: str) -> None:
    """It is of somebody else, who did not write to the public."""
    article = read(
        mail(html=f"<p>{GULLS}</p><p>{BREAD}</p>{quoted}", subject="Re: Fog", sender="Ada Reed <a@pier.example>")
    )
    assert (article.authors, article.text) == (("Ada Reed",), f"{GULLS}\n\n{BREAD}")


def test_a_letter_about_headers_keeps_them() -> None:
    """A letter that shows a header in its text was not forwarded."""
    lines = f"<p>{GULLS}</p><p>{BREAD}</p><p>From: me<br>Date: today<br>Subject: fog</p><p>{FERRY}</p>"
    article = read(mail(html=lines, subject="How mail works", sender="Ada Reed <ada@pier.example>"))
    assert article.authors == ("Ada Reed",)
    assert "Subject: fog" in article.text
    assert GULLS in article.text


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["From: Ada", "<ada@pier.example>", "Date: 5.3.2024", "To: you", "", "Hello"], "Ada <ada@pier.example>"),
        (["From:", "Ada Reed", "Subject:", "Gulls", "Date:", "today", "Hello"], "Ada Reed"),
        (["Subject: Gulls", "From: Ada Reed", "Cc: a@b.example,", "c@d.example", "Date: today", "Hello"], "Ada Reed"),
    ],
)
def test_a_value_may_stand_below_its_label(lines: list[str], name: str) -> None:
    """Programs break the lines of a header where they like."""
    found = mail_forwarded.find(lines, forwarded=True)
    assert found is not None
    assert found.forward.sender == name
    assert [line for line in lines[found.end :] if line] == ["Hello"]


def test_one_line_can_hold_the_whole_header() -> None:
    """Some programs lose the line breaks."""
    line = "From: Ada Reed <ada@pier.example> Sent: Tuesday, March 5, 2024 To: Cleo Subject: The gulls"
    assert mail_forwarded.split_fields(line) == [
        "From: Ada Reed <ada@pier.example>", "Sent: Tuesday, March 5, 2024", "To: Cleo", "Subject: The gulls",
    ]  # fmt: skip
    assert mail_forwarded.split_fields("To: build a wall") == ["To: build a wall"]


@pytest.mark.parametrize(
    ("line", "sender"),
    [
        ("On Tue, Mar 5, 2024 at 8:00 AM Ada Reed <ada@pier.example> wrote:", "Ada Reed <ada@pier.example>"),
        ("Am 05.03.2024 um 08:00 schrieb Ada Reed <ada@pier.example>:", "Ada Reed <ada@pier.example>"),
        ("Le 5 mars 2024 à 08:00, Ada Reed <ada@pier.example> a écrit :", "Ada Reed <ada@pier.example>"),
        ("El mar, 5 mar 2024 a las 8:00, Ada Reed (<ada@pier.example>) escribió:", "Ada Reed <ada@pier.example>"),
    ],
)
def test_a_header_can_be_one_sentence(line: str, sender: str) -> None:
    """Some programs write above a forwarded letter what others write above a reply."""
    found = mail_forwarded.find(["fyi", "", line, "", "Hello"], forwarded=True)
    assert found is not None
    assert found.forward.sender == sender
    assert program_dates.day(found.forward.date, None) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/5/24, 8:00 AM", DAY),
        ("5/3/2024 08:00", DAY),
        ("05.03.24 08:00", DAY),
        ("di 5 mrt 2024 om 08:00", DAY),
        ("tiistai 5. maaliskuuta 2024 8.00", DAY),
        ("5 Mart 2024 Salı 08:00", DAY),
        ("Tue, 5 Mar 2024 08:00:00 +0100", dt.datetime(2024, 3, 5, 8, tzinfo=dt.timezone(dt.timedelta(hours=1)))),
        ("soon", None),
    ],
)
def test_a_day_is_read_in_the_form_of_its_program(text: str, day: dt.date | None) -> None:
    """The day on which a letter was passed on tells which number is the month."""
    assert program_dates.day(text, dt.date(2024, 3, 7)) == day
