"""Text as a feed takes it: one line, without characters that XML forbids; addresses in ASCII; dates; language tags."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import re
import urllib.parse
from functools import lru_cache

TITLE_CHARS = 250  # directories cut at 255
MOST_CHARS = 4096  # of a title before anything is done with it
SHORT_CHARS = 128  # of a value of the podcast namespace; some apps cut there
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NO_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")  # a sign that begins no encoded byte


def without_controls(text: str) -> str:
    """*text* without the characters that XML 1.0 forbids, including lone surrogates."""
    return NOT_XML.sub("", text)


def clean(text: str) -> str:
    """One line of plain text for the feed."""
    return " ".join(without_controls(text).split())


def plain_title(title: str) -> str:
    """A title that is safe in apps that parse titles as HTML, where `Vec<T>` would lose its `<T>`."""
    text = _unescaped(clean(title)[:MOST_CHARS])
    text = re.sub(r"<(?=[/!?A-Za-z])([^<>]*)>?", r"‹\1›", text)
    return cut(text, TITLE_CHARS) or "Untitled"


def _unescaped(text: str) -> str:
    """*text* without entities, however often they were escaped: `&amp;lt;` in a title would be taken for HTML."""
    while "&" in text and (plain := clean(html.unescape(text))) != text:
        text = plain
    return text


def cut(text: str, chars: int) -> str:
    if len(text) <= chars:
        return text
    return (text[: chars - 1].rsplit(" ", 1)[0] or text[: chars - 1]) + "…"


def shorten(text: str, limit: int) -> str:
    """*text* in at most *limit* bytes of UTF-8, cut at a word."""
    if len(text.encode()) <= limit:
        return text
    cut = text.encode()[: max(0, limit - 4)].decode(errors="ignore")
    return (cut.rsplit(" ", 1)[0] or cut) + "…"


@lru_cache(maxsize=4096)
def web_address(address: str) -> str:
    """*address* in ASCII, as feeds need it; "" unless it is a whole http or https address."""
    try:
        parts = urllib.parse.urlsplit(clean(address))
        host = _ascii_host(parts.hostname or "")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[A-Za-z0-9._:-]+", host):
        return ""
    if ":" in host:
        host = f"[{host}]"
    path, query, fragment = (
        NO_PERCENT.sub("%25", urllib.parse.quote(part, safe="/%:@!$&'()*+,;=~?-._"))
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urllib.parse.urlunsplit((parts.scheme, host + port, path, query, fragment))


def _ascii_host(host: str) -> str:
    """The name of a host as browsers write it: straße.example is xn--strae-oqa.example, and not strasse.example."""
    if host and not host.isascii():
        import idna

        try:
            return idna.encode(host, uts46=True).decode()
        except idna.IDNAError:  # such as an emoji, which only the older rules permit
            pass
    return host.encode("idna").decode() if host else ""


def feed_language(language: str) -> str:
    """The language as a BCP 47 tag in the form used in feeds; "en" if it is missing or malformed."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?.*", language.strip())
    if not match:
        return "en"
    return "-".join(part for part in (match[1].lower(), match[2], match[3]) if part)


def truth(value: bool) -> str:
    return "true" if value else "false"  # Apple and PSP-1; feedgen's own yes and no are errors to validators


def rfc2822(date: dt.datetime) -> str:
    return email.utils.format_datetime(date.astimezone(dt.UTC))
