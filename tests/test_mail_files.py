"""Mails are read from the files that mail programs keep them in."""

from __future__ import annotations

import datetime as dt
import sys

import pytest

from podcaster import reading
from podcaster.errors import InputError, UnreadableError, UnsupportedError
from podcaster.model import Article
from podcaster.reading.recognise import Kind, recognise
from tests.formats import outlook
from tests.formats.build import BREAD, GULLS, plain_mail

pytestmark = pytest.mark.usefixtures("read_here")

MAIL = plain_mail()
PLIST = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/'
    b'DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>\n\t<key>flags</key>\n\t<integer>%d</integer>'
    b"\n</dict>\n</plist>\n"
)


def read(data: bytes, name: str) -> Article:
    (article,) = reading.read_bytes(data, name)
    return article


@pytest.mark.parametrize("size", [len(MAIL), len(MAIL) + 900, 10])
def test_a_mail_of_apple_mail_is_read(size: int) -> None:
    """Without the list of properties behind it, even where its size is wrong."""
    data = b"%-10d\n" % size + MAIL + b"\n" + PLIST % 8590195713
    assert recognise(data) is Kind.MAIL
    if size < 100:
        with pytest.raises(InputError):
            read(data, "1.emlx")
        return
    article = read(data, "1.emlx")
    assert (article.title, article.text) == ("The gulls are back", f"{GULLS}\n\n{BREAD}")


@pytest.mark.parametrize(("flags", "why"), [(1 << 1, "deleted"), (1 << 6, "draft"), (1 << 24, "spam")])
def test_the_flags_of_apple_mail_are_obeyed(flags: int, why: str) -> None:
    """A draft, a deleted mail and spam were never public."""
    assert why in read(b"%d\n" % len(MAIL) + MAIL + b"\n" + PLIST % flags, "1.emlx").unpublished


def message(sent: dt.datetime | None = dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC)) -> bytes:
    html = f"<p>{GULLS}</p><p>{BREAD}</p>"
    return outlook.message(
        subject="Fwd: The gulls are back", sender="Ada Reed", address="ada@pier.example", body="", html=html, sent=sent
    )


def test_a_mail_of_outlook_is_read() -> None:
    """As the same mail in any other file."""
    article = read(message(), "letter.msg")
    assert (article.title, article.authors) == ("The gulls are back", ("Ada Reed",))
    assert article.date == dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC)
    assert article.text == f"{GULLS}\n\n{BREAD}"


def test_a_mail_of_outlook_that_was_not_sent_is_a_draft() -> None:
    """It has no time at which it was sent."""
    assert read(message(None), "letter.msg").unpublished == "it is a draft"


def test_without_its_reader_a_mail_of_outlook_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hint says how to save it otherwise."""
    monkeypatch.setitem(sys.modules, "oxmsg", None)
    with pytest.raises(UnsupportedError) as caught:
        read(message(), "letter.msg")
    assert ".eml" in caught.value.hint
    assert "podcaster-tts[outlook]" in caught.value.hint


def test_a_damaged_mail_of_outlook_is_refused() -> None:
    """By an error of ours."""
    with pytest.raises(UnreadableError):
        read(message()[:700], "letter.msg")


def test_an_old_office_document_is_no_mail() -> None:
    """It begins with the same bytes."""
    with pytest.raises(UnsupportedError, match="Office"):
        read(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "letter.doc")
