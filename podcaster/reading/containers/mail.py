"""Mail: newsletters kept as .eml or mbox, and MHTML, the mail-like form in which browsers save pages."""

from __future__ import annotations

import email
import email.header
import email.utils
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import Message
from pathlib import PurePath
from urllib.parse import urljoin

from podcaster.errors import NoTextError, UnsupportedError
from podcaster.model import Article, Region
from podcaster.reading import assemble, html, plain, safe
from podcaster.reading.containers import mail_body
from podcaster.reading.containers.members import with_pictures
from podcaster.reading.encodings import decode
from podcaster.reading.safe import Report

_LARGE = 4 * safe.MB  # the parser needs many times the size: beyond this it works in a child with limits
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
_CID = "http://cid.invalid/"
_MBOX = re.compile(rb"(?:\A|\n\r?\n)From [^\n]{5,200}\d{4}[^\n]{0,40}\r?\n(?=[A-Za-z-]+:)")
_REPLY = re.compile(r"^((re|fwd?|aw|wg|tr|rv|sv|vs|antw)\s*(\[\d+\])?:\s*)+", re.I)
_SITE_LIKE = re.compile(
    r"\b(newsletter|news|daily|weekly|monthly|digest|team|magazine|journal|blog|letter|letters|review|times|post|gazette|"
    r"briefing|dispatch|notes|updates?|no-?reply|mailer|info)\b",
    re.I,
)


def read(data: bytes, source: str, report: Report, region: Region | None = None) -> Iterator[Article]:
    """The article of a mail or of an MHTML page; of every mail in an mbox."""
    if data.startswith(b"From "):
        marks = [*_MBOX.finditer(data)]
        for number, mark in enumerate(marks, start=1):
            end = marks[number].start() if number < len(marks) else len(data)
            where = f"{source}!{number}" if len(marks) > 1 else source
            with safe.member(where, report):
                yield _one(data[mark.end() : end], where, region)
        if not marks:
            raise NoTextError("no mail in this mailbox", about=source)
        return
    yield _one(data, source, region)


def _one(data: bytes, source: str, region: Region | None) -> Article:
    with safe.naming(source):
        if len(data) > _LARGE:
            return safe.run_limited(_parsed, data, source, region, seconds=120, memory_mb=3072)
        return _parsed(data, source, region)


def _parsed(data: bytes, source: str, region: Region | None) -> Article:
    message = email.message_from_bytes(data)  # compat32: the newer policy raises on headers that are not well-formed
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > _PARTS:
            raise UnsupportedError(f"more than {_PARTS:,} parts", about=source)
    location = header(message, "Snapshot-Content-Location")
    pictures = {p.get_content_maintype() for p in parts}
    if location or (
        message.get_content_type() == "multipart/related" and not header(message, "To") and "image" in pictures
    ):
        return _mhtml(parts, location, source, region)
    if message.get_content_type() == "multipart/related" and any(p.get("Content-Location") for p in parts):
        return _mhtml(parts, location, source, region)
    return _newsletter(message, parts, source)


def header(message: Message, name: str) -> str:
    """A header field as text, whichever way it was encoded."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        text = str(email.header.make_header(email.header.decode_header(str(raw))))
    except (LookupError, ValueError, MessageError):
        text = str(raw)
    return assemble.one_line(text.encode("utf-8", "replace").decode())


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


# ---------------------------------------------------------------- MHTML


def _mhtml(parts: list[Message], location: str, source: str, region: Region | None) -> Article:
    root = next((p for p in parts if p.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if root is None:
        raise NoTextError("no page in this MHTML file", about=source)
    address = location or header(root, "Content-Location")
    page = _content(root)
    charset = root.get_param("charset")
    if isinstance(charset, str) and charset:
        page = assemble.as_utf8(page, source, charset)
    page = re.sub(rb"([\"'])cid:", rb"\1" + _CID.encode(), page)  # an address that survives being made whole
    by_name: dict[str, Message] = {}
    for part in parts:
        if part.get_content_maintype() == "image":
            if part.get("Content-Location"):
                by_name.setdefault(urljoin(address, header(part, "Content-Location")), part)
            if part.get("Content-ID"):
                by_name.setdefault(_CID + header(part, "Content-ID").strip("<>"), part)

    def picture(reference: str) -> bytes | None:
        part = by_name.get(reference)
        return _content(part) if part is not None else None

    found = html.read(page, source, address=assemble.web_address(address), region=region)
    return with_pictures(found, picture)


# ---------------------------------------------------------------- newsletters


def _newsletter(message: Message, parts: list[Message], source: str) -> Article:
    bodies = [p for p in parts if p.get_content_disposition() != "attachment" and p.get_content_maintype() == "text"]
    page = next((p for p in bodies if p.get_content_type() == "text/html" and _content(p).strip()), None)
    text = next((p for p in bodies if p.get_content_type() == "text/plain" and _content(p).strip()), None)
    if page is None and text is None:
        raise NoTextError("no text in this mail", about=source)
    subject = _REPLY.sub("", header(message, "Subject"))
    authors, site = _sender(message)
    date = assemble.parse_date(header(message, "Date"))
    found = None
    if page is not None:
        found = _from_html(page, subject, source)
    if found is None and text is not None:
        words = mail_body.tidy_text(_text(text, source))
        if not safe.has_words(words):
            raise NoTextError("no text in this mail", about=source)
        found = plain.read(words, source)
        blocks, gone = assemble.without_title(found.blocks, subject)
        found = replace(found, blocks=tuple(blocks), left_out=(*found.left_out, *gone))
    if found is None:
        raise NoTextError("no text in this mail", about=source)
    return replace(
        found,
        title=subject or found.title,
        authors=authors or found.authors,
        date=date or found.date,
        site=site or found.site,
        unpublished=_unpublished(message, source),
    )


def _unpublished(message: Message, source: str) -> str:
    """Why a mail is not one that was sent to its reader and kept: it is a draft, or it was deleted."""
    flags = header(message, "X-Mozilla-Status")
    labels = {label.strip().lower() for label in header(message, "X-Gmail-Labels").split(",")}
    status = header(message, "X-Status")
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
    charset = part.get_param("charset")
    text = decode(_content(part), source, declared=charset if isinstance(charset, str) else "")
    if part.get_param("format") == "flowed":
        text = re.sub(r"(?<! --) \r?\n(?!>)", " ", text)
    return text


def _from_html(part: Message, subject: str, source: str) -> Article | None:
    """The article of a mail's HTML; None when nothing is left of it."""
    blocks, gone, address = mail_body.read(_text(part, source))
    try:
        return assemble.article(blocks, assemble.Facts(title=subject, address=address), source, left_out=gone)
    except NoTextError:
        return None


def _sender(message: Message) -> tuple[tuple[str, ...], str]:
    """Who wrote it, and for which publication: "Ann from Harbour Letters", or the name of the list."""
    name, address = email.utils.parseaddr(header(message, "From"))
    name = re.sub(r"\s+via\s+\w+$", "", name.strip("\"' "))
    listed = re.match(r"\s*\"?([^<\"]+?)\"?\s*<", header(message, "List-Id"))
    site = listed[1].strip() if listed and " " in listed[1].strip() else ""
    match = re.match(r"(.+?)\s+(?:from|at|@|\||[-–—]|of)\s+(.+)$", name)
    if match and not _SITE_LIKE.search(match[1]):
        return (match[1].strip(),), match[2].strip()
    if not name or "@" in name or name == address:
        return (), site
    if _SITE_LIKE.search(name) or name.lower().startswith("the ") or " " not in name:
        return (), name if len(name) > 3 else site
    return (name,), site if site != name else ""
