"""Get the mail out of files of Apple Mail (.emlx) and of Outlook (.msg)."""

from __future__ import annotations

import datetime as dt
import re
from email.message import EmailMessage

from podcaster.errors import UnsupportedError
from podcaster.installing import extra
from podcaster.reading import safe

_COUNT = re.compile(rb"\s*(\d{1,10})[ \t]*\r?\n(?=[A-Za-z>][\w -]{0,60}[: ])")
_PLIST = re.compile(rb"\n<\?xml version=\"1\.0\" encoding=\"UTF-8\"\?>\s*<!DOCTYPE plist")
_FLAGS = re.compile(rb"<key>flags</key>\s*<integer>(\d{1,19})</integer>")
_DELETED, _DRAFT, _JUNK = 1 << 1, 1 << 6, 1 << 24
_HINT = (
    "in Outlook, save the mail as HTML; in the new Outlook and on the web, download it as .eml; or install the reader "
    f"of such files: {extra('outlook')}"
)


def from_apple(data: bytes) -> tuple[bytes, int]:
    """The mail in an .emlx file, with the flags of Apple Mail; other data are returned unchanged."""
    count = _COUNT.match(data)
    if not count:
        return data, 0
    size, start = int(count[1]), count.end()
    end = min(start + size, len(data))
    plist = _PLIST.search(data, max(start, end - 2))
    if plist is None and (plist := _PLIST.search(data, start)):
        end = plist.start()  # the mail was changed, or its size is wrong
    flags = _FLAGS.search(data, plist.start()) if plist else None
    return data[start:end], int(flags[1]) if flags else 0


def why(flags: int) -> str:
    """Why a mail with these flags is skipped; "" if it is not."""
    reasons = ((_DELETED, "it was deleted"), (_DRAFT, "it is a draft"), (_JUNK, "it is spam"))
    return next((reason for bit, reason in reasons if flags & bit), "")


def from_outlook(data: bytes, source: str) -> bytes:
    """The mail in a .msg file. Raises UnsupportedError if the library for it is missing."""
    try:
        import oxmsg  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise UnsupportedError("an Outlook message (.msg)", about=source, hint=_HINT) from error
    with safe.naming(source):
        return safe.run_limited(_outlook, data, seconds=60, memory_mb=1024)


def _outlook(data: bytes) -> bytes:
    from oxmsg import Message

    found = Message.load(data)
    if found.message_class and not found.message_class.lower().startswith(("ipm.note", "ipm.post")):
        raise UnsupportedError("an item of Outlook that is no mail")
    mail = EmailMessage()
    said = {name.lower(): str(value) for name, value in found.message_headers.items()}
    to = ", ".join(f"{person.name} <{person.email_address}>" for person in found.recipients)
    sent = found.sent_date if isinstance(found.sent_date, dt.datetime) else None  # a number in a damaged one
    fields = {
        "From": found.sender or said.get("from", ""),
        "To": to or said.get("to", ""),
        "Subject": found.subject or said.get("subject", ""),
        "Date": said.get("date", "") or (f"{sent:%a, %d %b %Y %H:%M:%S +0000}" if sent else ""),
        "List-Id": said.get("list-id", ""),
        "X-Unsent": "" if sent or said else "1",
    }
    for name, value in fields.items():
        if value.strip():
            mail[name] = " ".join(value.split())
    mail.set_content(found.body or "")
    if html := found.html_body:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()
