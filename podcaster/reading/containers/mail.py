"""Mail: newsletters kept as .eml or mbox, and MHTML, the mail-like form in which browsers save pages."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path, PurePath
from urllib.parse import urljoin

from podcaster.errors import NoTextError, UnsupportedError
from podcaster.model import Article, BlockKind, Region
from podcaster.reading import assemble, by_hand, html, plain, safe
from podcaster.reading.containers import mail_body, mail_files, mail_private, mail_trim, program_dates
from podcaster.reading.containers.mail_forwarded import Forward
from podcaster.reading.containers.mail_headers import (
    Sender,
    field,
    recipients,
    says_forwarded,
    says_reply,
    sender,
)
from podcaster.reading.containers.mail_private import CID, Reader
from podcaster.reading.containers.members import with_pictures
from podcaster.reading.encodings import decode
from podcaster.reading.html.tree import declared
from podcaster.reading.safe import Report
from podcaster.reading.titles import subject_of

LARGE = 4 * safe.MB  # the parser needs many times the size: beyond this it works in a child with limits
_PARTS = 2000
_EXPUNGED = 0x8  # X-Mozilla-Status of a mail that was deleted and is still in the file
# Folders of mail programs, and labels of Gmail, in the languages that the narrator speaks.
_BOXES = (
    ({"drafts", "draft", "templates", "unsent messages", "outbox", "entwürfe", "brouillons", "borradores", "bozze",
      "rascunhos", "concepten"}, "it is a draft"),
    ({"trash", "deleted", "deleted items", "deleted messages", "bin", "papierkorb", "corbeille", "papelera", "cestino",
      "lixeira", "lixo", "prullenbak"}, "it was deleted"),
    ({"spam", "junk", "junk e-mail", "junk email", "bulk mail"}, "it is spam"),
)  # fmt: skip
_MBOX = re.compile(rb"(?:\A|\n\r?\n)From [^\n]{5,200}\d{4}[^\n]{0,40}\r?\n(?=[A-Za-z-]+:)")


def read(data: bytes, source: str, report: Report, region: by_hand.Regions = lambda _: None) -> Iterator[Article]:
    """The article of a mail or of an MHTML page; of every mail in an mbox."""
    if data.startswith(b"From "):
        marks = [*_MBOX.finditer(data)]
        for number, mark in enumerate(marks, start=1):
            end = marks[number].start() if number < len(marks) else len(data)
            where = f"{source}!{number}" if len(marks) > 1 else source
            with safe.member(where, report):
                yield _one(data[mark.end() : end], where, region(where))
        if not marks:
            raise NoTextError("no mail in this mailbox", about=source)
        return
    yield _one(data, source, region(source))


def read_outlook(data: bytes, source: str) -> Article:
    """The letter in a file of Outlook (.msg)."""
    mail = mail_files.from_outlook(data, source)
    with safe.naming(source):
        return _parsed(mail, source, None)


def _one(data: bytes, source: str, region: Region | None) -> Article:
    with safe.naming(source):
        if len(data) > LARGE:
            return safe.run_limited(_parsed, data, source, region, seconds=120, memory_mb=3072)
        return _parsed(data, source, region)


def _parsed(data: bytes, source: str, region: Region | None) -> Article:
    data, flags = mail_files.from_apple(data)
    message = email.message_from_bytes(data)  # compat32: the newer policy raises on headers that are not well-formed
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > _PARTS:
            raise UnsupportedError(f"more than {_PARTS:,} parts", about=source)
    location = field(message, "Snapshot-Content-Location")
    pictures = {p.get_content_maintype() for p in parts}
    if location or (
        message.get_content_type() == "multipart/related" and not field(message, "To") and "image" in pictures
    ):
        return _mhtml(parts, location, source, region)
    if message.get_content_type() == "multipart/related" and any(p.get("Content-Location") for p in parts):
        return _mhtml(parts, location, source, region)
    letter = _newsletter(message, source)
    return replace(letter, unpublished=letter.unpublished or mail_files.why(flags))


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


# ---------------------------------------------------------------- MHTML


def _mhtml(parts: list[Message], location: str, source: str, region: Region | None) -> Article:
    root = next((p for p in parts if p.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if root is None:
        raise NoTextError("no page in this MHTML file", about=source)
    address = location or field(root, "Content-Location")
    page = _content(root)
    charset = root.get_param("charset")
    if isinstance(charset, str) and charset:
        page = assemble.as_utf8(page, source, charset)
    page = re.sub(rb"([\"'])cid:", rb"\1" + CID.encode(), page)  # an address that resolving does not change
    found = html.read(page, source, address=assemble.web_address(address), region=region)
    return with_pictures(found, _pictures_of(parts[0], address))


def _pictures_of(message: Message, address: str) -> Callable[[str], bytes | None]:
    """How to find a picture that travelled with a mail or a page, by its address."""
    by_name: dict[str, Message] = {}
    for part in message.walk():
        if part.get_content_maintype() == "image":
            if part.get("Content-Location"):
                with contextlib.suppress(ValueError):  # "http://[broken"
                    by_name.setdefault(urljoin(address, field(part, "Content-Location")), part)
            if part.get("Content-ID"):
                by_name.setdefault(CID + field(part, "Content-ID").strip("<>"), part)

    def picture(reference: str) -> bytes | None:
        part = by_name.get(reference)
        return _content(part) if part is not None else None

    return picture


# ---------------------------------------------------------------- newsletters


def _newsletter(message: Message, source: str) -> Article:
    """The letter in a mail; for a forwarded mail, the original letter."""
    unpublished, outer = _unpublished(message, source), [message]
    while (inner := _attached(message)) is not None:
        message = inner
        outer.append(message)
    letter = _letter(message, outer, source)
    return replace(letter, unpublished=unpublished)


def _attached(message: Message) -> Message | None:
    """The mail that was forwarded as an attachment, if the text above it is short."""
    inner = next((p for p in message.walk() if p.get_content_type() == "message/rfc822" and p is not message), None)
    payload = inner.get_payload() if inner is not None else None
    if not isinstance(payload, list) or not payload or not isinstance(payload[0], Message):
        return None
    own = sum(len(_content(part)) for part in _texts(message, "text/plain"))
    page = sum(len(_content(part)) for part in _texts(message, "text/html"))
    attached = sum(len(_content(part)) for part in payload[0].walk() if part.get_content_maintype() == "text")
    return payload[0] if (own or page // 8) * 4 < attached else None


def _texts(message: Message, kind: str) -> list[Message]:
    """The parts of this kind that are shown one after the other, not as alternatives."""
    if message.get_content_disposition() == "attachment" or message.get_content_type() == "message/rfc822":
        return []
    if not message.is_multipart():
        return [message] if message.get_content_type() == kind and _content(message).strip() else []
    children = message.get_payload()
    found = (
        [_texts(child, kind) for child in children if isinstance(child, Message)] if isinstance(children, list) else []
    )
    if message.get_content_type() == "multipart/alternative":
        return next((parts for parts in reversed(found) if parts), [])
    return [part for parts in found for part in parts]


def _letter(message: Message, outer: list[Message], source: str) -> Article:
    pages, texts = _texts(message, "text/html"), _texts(message, "text/plain")
    if not pages and not texts:
        raise NoTextError("no text in this mail", about=source)
    html = "\n".join(bare(_text(page, source)) if len(pages) > 1 else _text(page, source) for page in pages)
    text = "\n\n".join(_text(part, source) for part in texts)
    found = _from_html(html, message, outer, source) if html else None
    if found is None and text:
        found = _from_text(text, message, outer, source)
    if found is None:
        raise NoTextError("no text in this mail", about=source)
    return _without_cid(with_pictures(found, _pictures_of(message, "")))


def _without_cid(found: Article) -> Article:
    """The article without addresses of pictures inside the mail, which are useless outside it."""
    blocks = [
        replace(b, image=replace(b.image, address="")) if b.image and b.image.address.startswith(CID) else b
        for b in found.blocks
    ]
    return replace(found, blocks=tuple(blocks))


def bare(html: str) -> str:
    """The content of a page without <html> and <body>, to be appended to another one."""
    # The last head that ends is looked for first: behind it, each "<head" would be followed to the end of the page.
    end = max((found.end() for found in re.finditer("(?i)</head>", html)), default=0)
    html = re.sub(r"(?is)<head\b.*?</head>", "", html[:end]) + html[end:]
    return re.sub(r"(?i)<!doctype[^>]{0,1000}>|</?(?:html|body)\b[^>]{0,10000}>", "", html)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the header of a mail, or that of the letter forwarded in it, says about the letter."""

    subject: str
    sender: Sender
    date: dt.date | dt.datetime | None
    reader: Reader

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.sender.authors, self.sender.site)


def _said(message: Message, outer: list[Message], forward: Forward | None) -> _Said:
    subject, sent = field(message, "Subject"), _sent(message)
    if forward is None:
        people = sender(field(message, "From"), field(message, "List-Id"))
        who = mail_private.reader(recipients(outer), people.authors)
        return _Said(mail_private.public_title(subject_of(subject), who), people, sent, who)
    people = sender(forward.sender)
    day = sent.date() if isinstance(sent, dt.datetime) else sent
    names = (*recipients(outer), *forward.recipients, *(field(one, "From") for one in outer))
    who = mail_private.reader(names, people.authors)
    title = mail_private.public_title(subject_of(forward.subject) or subject_of(subject), who)
    return _Said(title, people, (program_dates.day(forward.date, day) if forward.date else None) or sent, who)


def _sent(message: Message) -> dt.date | dt.datetime | None:
    """When a mail was sent, or received if it does not say."""
    said = field(message, "Date")
    received = field(message, "Received").rpartition(";")[2]
    return assemble.parse_date(said) or program_dates.day(said, None) or assemble.parse_date(received)


@dataclass(frozen=True, slots=True)
class Page:
    """What the markup of a letter that was saved as a page says about it."""

    title: str = ""
    date: dt.date | dt.datetime | None = None
    language: str = ""
    forwarded: bool = False


def _from_html(html: str, message: Message, outer: list[Message], source: str) -> Article | None:
    """The article of a mail's HTML; None when nothing is left of it."""
    html = re.sub(r"([\"'])cid:", r"\1" + CID, html)
    subject = field(message, "Subject")
    body = mail_body.read(html, forwarded=says_forwarded(subject), reply=says_reply(subject))
    try:
        return _made(body, _said(message, outer, body.forward), source)
    except NoTextError:
        return None


def read_page(html: str, page: Page, source: str, folder: Path | None) -> Article:
    """The letter in a page of its own, which has no header."""
    header = Message()
    header["Subject"] = page.title
    body = mail_body.read(html, forwarded=page.forwarded or says_forwarded(page.title), folder=folder)
    said = _said(header, [header], body.forward)
    if not said.sender.authors:
        said = replace(said, sender=Sender(body.authors or mail_body.name_above_date(body.blocks)))
    said = replace(said, date=said.date or page.date or mail_body.day(body.blocks, page.language))
    return _made(body, said, source, page.language)


def _made(body: mail_body.Body, said: _Said, source: str, language: str = "") -> Article:
    address = mail_body.address(body.blocks, said.reader)
    blocks, gone = mail_trim.trimmed(body.blocks, said.subject, said.names)
    blocks, private = mail_private.without(blocks, said.reader)
    blocks, again = assemble.without_title(blocks, said.subject)
    facts = assemble.Facts(
        title=said.subject or next((b.text for b in blocks[:6] if b.kind is BlockKind.HEADING), ""),
        authors=said.sender.authors or body.authors,
        date=said.date,
        language=language,
        site=said.sender.site,
        address=address,
    )
    return assemble.article(blocks, facts, source, left_out=(*body.left_out, *private, *gone, *again))


def _from_text(text: str, message: Message, outer: list[Message], source: str) -> Article:
    subject = field(message, "Subject")
    letter, forward = mail_body.letter_in(text, forwarded=says_forwarded(subject), reply=says_reply(subject))
    said = _said(message, outer, forward)
    words = mail_body.tidy_text(letter, said.reader)
    if not safe.has_words(words):
        raise NoTextError("no text in this mail", about=source)
    # Below its subject, so that the first line of the letter is not taken for a title.
    found = plain.read(f"{said.subject}\n\n{words}", source, letter=True)
    blocks, more = mail_trim.trimmed(found.blocks, said.subject, said.names)
    blocks, private = mail_private.without(blocks, said.reader)
    blocks, gone = assemble.without_title(blocks, said.subject)
    if not any(safe.has_words(block.text) for block in blocks):
        raise NoTextError("no text in this mail", about=source)
    return replace(
        found,
        blocks=tuple(blocks),
        left_out=(*found.left_out, *private, *more, *gone),
        title=said.subject or found.title,
        authors=said.sender.authors or found.authors,
        date=said.date or found.date,
        site=said.sender.site or found.site,
    )


def _unpublished(message: Message, source: str) -> str:
    """Why a mail is skipped: it is a draft, spam or deleted; "" if it is not."""
    flags = field(message, "X-Mozilla-Status")
    labels = {label.strip().lower() for label in field(message, "X-Gmail-Labels").split(",")}
    status = field(message, "X-Status")
    folder = PurePath(source.split("!", 1)[0])
    folders = {folder.stem.lower(), folder.parent.stem.lower() if folder.parent.suffix == ".mbox" else ""}
    maildir = re.search(r":2,([A-Z]*)$", folder.name)
    deleted = re.fullmatch(r"[0-9a-fA-F]{1,8}", flags) is not None and int(flags, 16) & _EXPUNGED
    if message.get("X-Unsent") or message.get("X-Mozilla-Draft-Info") or re.fullmatch("[A-Z]*T[A-Z]*", status):
        return "it is a draft"
    if deleted or re.fullmatch("[A-Z]*D[A-Z]*", status) or (maildir and "T" in maildir[1]):
        return "it was deleted"
    if maildir and "D" in maildir[1]:
        return "it is a draft"
    boxes = labels | (folders if not folder.suffix or folder.suffix in (".mbox", ".mbx") else set())
    return next((why for names, why in _BOXES if names & boxes), "")


def _text(part: Message, source: str) -> str:
    charset, data = part.get_param("charset"), _content(part)
    if not isinstance(charset, str) or not charset:
        charset = declared(data) if part.get_content_type() == "text/html" else ""
    text = decode(data, source, declared=charset)
    if part.get_param("format") == "flowed":
        text = re.sub(r"(?<! --) \r?\n(?!>)", " ", text)
    return text
