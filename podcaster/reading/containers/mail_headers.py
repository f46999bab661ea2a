"""The header of a mail: its fields as text, whatever encoding they are in, and the people that they name."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from podcaster.errors import UnsupportedError
from podcaster.reading import assemble
from podcaster.reading.encodings import decode

_ENCODED = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bq])\?([^?]*)\?=", re.I)
_GLUE = re.compile(r"\s*")
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:]+@[^\s<>()\[\]\",;:]+")
_SITE_LIKE = re.compile(
    r"\b(newsletter|news|daily|weekly|monthly|digest|team|magazine|journal|blog|letter|letters|review|times|post|gazette|"
    r"briefing|dispatch|notes|updates?|no-?reply|mailer|info|notiz|brief|bote|zeitung|lettre|boletín|media|press|reports?|"
    r"labs?|club|studios?|institute|foundation|podcast|radio|insider|bulletin|chronicle|tribune|forum|network|inc|llc|gmbh)\b",
    re.I,
)
# Addresses that belong to an office rather than to a person.
_OFFICE = re.compile(
    r"(news(letters?)?|info|team|gm|editors?|no-?reply|updates|crew|support|digest|daily|subscriptions?|letters|mail)$",
    re.I,
)
_TITLE = re.compile(r"^(ph\.?d|m\.?d|m\.?a|jr|sr|esq|inc|llc|ltd|gmbh|s\.?a|[ivx]+)\.?$", re.I)
_FORWARDED = re.compile(
    r"^((re|aw|sv|antw)\s*:\s*)*(fwd?|fw|wg|tr|rv|enc|i|vb|vs|vl|doorst|ilt|pd|пересл|转发|轉寄|轉發|전달)\s*[:：]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote a letter, and for which publication."""

    authors: tuple[str, ...] = ()
    site: str = ""


def field(message: Message, name: str) -> str:
    """A header field as text, whichever way it was encoded; "" if there is none."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), None)
    return assemble.one_line(decoded(raw)) if raw else ""


def decoded(raw: str) -> str:
    """The text of a field. Encoded words may name a wrong encoding, be cut within a letter, or be damaged."""
    text = _bare(raw)
    out: list[str] = []
    held, encoding, end = b"", "", 0  # bytes of encoded words that wait for their neighbours
    for match in _ENCODED.finditer(text):
        between = text[end : match.start()]
        beside = held and _GLUE.fullmatch(between)
        if held and not (beside and match[1].lower() == encoding):
            out.append(_words(held, encoding))
            held = b""
        if not beside:
            out.append(between)
        encoding, end = match[1].lower(), match.end()
        held += _payload(match[2].lower(), match[3])
    if held:
        out.append(_words(held, encoding))
    return "".join([*out, text[end:]])


def _bare(raw: str) -> str:
    """*raw* with the bytes that a careless program wrote into it read as text."""
    try:
        raw.encode()
    except UnicodeEncodeError:
        return _words(raw.encode("utf-8", "surrogateescape"), "")
    return raw


def _words(data: bytes, encoding: str) -> str:
    try:
        return decode(data, "", declared=encoding)
    except UnsupportedError:
        return ""  # no text in any encoding


def _payload(way: str, text: str) -> bytes:
    if way == "q":
        return quopri.decodestring(text.replace("_", " ").encode("utf-8", "replace"), header=False)
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
    try:
        return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + "==")
    except (binascii.Error, ValueError):
        return b""


# ---------------------------------------------------------------- subjects


def says_forwarded(subject: str) -> bool:
    """Whether a subject says that the mail was forwarded."""
    return _FORWARDED.match(subject) is not None


def says_reply(subject: str) -> bool:
    """Whether a subject says that the mail answers another one."""
    return re.match(r"(re|aw|sv|antw|rif|odp|回复|回覆)\s*(\[\d+\])?\s*[:：]", subject, re.I) is not None


# ---------------------------------------------------------------- people


def person(text: str) -> tuple[str, str]:
    """The name and the address in one entry of From, as mail programs write them; each may be empty.

    "Ann <a@b.c>", "a@b.c (Ann)", "Ann [mailto:a@b.c]", "Ann <mailto:a@b.c>".
    """
    text = assemble.one_line(text)
    found = _ADDRESS.search(text.replace("mailto:", " "))
    address = found[0] if found else ""
    name = re.sub(r"[<\[(]\s*(mailto:)?[^<>\[\]()\s]*@[^<>\[\]()]*[>\])]?", " ", text)
    if not name.strip(" \"'"):
        return "", address
    if comment := re.fullmatch(r"\s*\(([^()]+)\)\s*", name.replace(address, " ") if address else name):
        name = comment[1]
    name = re.sub(r"\s+", " ", name).strip(" \"'“”„*;,<>[]")
    name = re.sub(r"\s+(via|über|im Auftrag von|on behalf of)\s+.{1,60}$", "", name, flags=re.I).strip(" \"'")
    return ("" if "@" in name else _in_order(name)), address


def _in_order(name: str) -> str:
    """ "Doe, Jane" as address books have it, the other way round."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(part and len(part.split()) <= 2 for part in parts) and not _TITLE.match(parts[1]):
        return f"{parts[1]} {parts[0]}"
    return name


def sender(text: str, listed: str = "") -> Sender:
    """What a From field says: "Ann from Harbour Letters" is an author and a publication. *listed*: the List-Id."""
    name, address = person(text)
    site = list_name(listed)
    if name and _is_office(name, address):
        return Sender((), name)
    match = re.match(r"(.+?)\s+(?:from|at|@|\||[-–—]|of|von der|di|chez)\s+(.+)$", name)
    if match and not _SITE_LIKE.search(match[1]):
        return Sender((match[1].strip(" ,"),), match[2].strip())
    if not name:
        return Sender((), site)
    if _SITE_LIKE.search(name) or name.lower().startswith(("the ", "die ", "der ", "das ")) or not _has_two_names(name):
        return Sender((), name if len(name) > 3 else site)
    return Sender((name,), site if site != name else "")


def _is_office(name: str, address: str) -> bool:
    """Whether a name is only that of the address's domain, not a person's: Milk Road <news@milkroad.example>."""
    local, _, domain = address.partition("@")
    squeezed = re.sub(r"[\W_]+", "", name).lower()
    return _OFFICE.match(local) is not None and any(squeezed == re.sub(r"\W", "", p) for p in domain.lower().split("."))


def _has_two_names(name: str) -> bool:
    return " " in name or re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2}", name) is not None


def list_name(listed: str) -> str:
    """The name in a List-Id. Many programs write a number or an address there, which is no name."""
    match = re.match(r"\s*\"?([^<\"]+?)\"?\s*<", listed)
    name = match[1].strip() if match else ""
    words = name.split()
    named = len(words) > 1 and all(re.fullmatch(r"[^\W\d_][^\d@]*|\d{1,4}|&|[-–—|]", word) for word in words)
    return name if named and not re.search(r"\w\.\w|=", name) else ""


def recipients(messages: Sequence[Message]) -> tuple[str, ...]:
    """The people these messages were sent to, as their headers name them."""
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "X-Forwarded-To", "Envelope-To", "X-Apple-Forwarded-To")
    return tuple(text for message in messages for name in names if (text := field(message, name)))
