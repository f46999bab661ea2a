"""Letters saved as a page: the HTML of a mail in a file of its own, as webmail, exports and "save as" leave it.

A mail has no header in such a file. What says whose letter it is stands in the markup: the page's title, the line with
the date above the letter, and, if it was forwarded, the header that the mail program wrote into it.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from podcaster.model import Article
from podcaster.reading import assemble, dates, safe
from podcaster.reading.containers import mail
from podcaster.reading.encodings import decode
from podcaster.reading.html.tree import declared

# No mail has these; nearly every page on the web has one of them.
_WEB = re.compile(rb"<(?:article|main|nav)\b|rel=[\"']?canonical|[\"']og:url[\"']", re.I)
_SCRIPT = re.compile(rb"<script\b(?![^>]{0,200}ld\+json)", re.I)
# Written only by programs that send or show mail.
_MARKUP = re.compile(
    rb"x-apple-disable-message|roledescription=[\"']?email|mso-hide|mso-line-height|mso-table|<!--\[if [^\]]{0,20}mso|"
    rb"max-height:\s*0(?:px)?\s*[;\"']|(?:&zwnj;|&#8204;|\xe2\x80\x8c)\s?(?:&nbsp;|&#160;|\xc2\xa0)?"
    rb"(?:&zwnj;|&#8204;|\xe2\x80\x8c)",
    re.I,
)
_FORWARDED = re.compile(
    rb"class=[\"']?[\w -]{0,80}\b(?:gmail_quote|gmail_attr|moz-forward-container|protonmail_quote|yahoo_quoted)|"
    rb"id=[\"']?[\w-]{0,20}(?:divRplyFwdMsg|OLK_SRC_BODY_SECTION|mail-editor-reference-message)",
    re.I,
)
_LEAVE = re.compile(
    r"unsubscribe|opt[ -]out|abmelden|abbestellen|austragen|désinscri|désabonn|darse de baja|disiscriv|"
    r"annulla(?:re)? l['’]?iscrizione|cancelar (?:la |tu |a |sua )?(?:suscripci|inscrição|assinatura|subscrição)|"
    r"afmelden|uitschrijven|avprenumerera|afmeld|退订|取消订阅|配信(?:の)?(?:停止|解除)|отписаться|wypisz",
    re.I,
)
_TABLES = 3  # tables that lay out a letter
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,400})</title", re.I)
_TIME = re.compile(r"<time\b[^>]{0,2000}?\sdatetime=[\"']([^\"'<>]{8,40})[\"']", re.I)
_LANGUAGE = re.compile(r"<html\b[^>]{0,2000}?\slang=[\"']?([A-Za-z]{2,3}(?:-\w{2,8})?)[\"'\s>]", re.I)


def is_letter(data: bytes) -> bool:
    """Whether a page is a mail: markup of mail and a way to unsubscribe, and nothing that pages on the web have."""
    if _SCRIPT.search(data) or _WEB.search(data):
        return False
    if _FORWARDED.search(data):
        return True
    made = _MARKUP.search(data) is not None or len(re.findall(rb"<table\b", data, re.I)) >= _TABLES
    return made and _LEAVE.search(data.decode("utf-8", "ignore")) is not None


def read(data: bytes, source: str, folder: Path | None) -> Article:
    """The letter in a page. Raises NoTextError and whatever reading a page raises."""
    if len(data) > mail.LARGE:
        return safe.run_limited(_letter, data, source, folder, seconds=120, memory_mb=3072)
    return _letter(data, source, folder)


def _letter(data: bytes, source: str, folder: Path | None) -> Article:
    html = decode(data, source, declared=declared(data))
    title, language, time = _TITLE.search(html), _LANGUAGE.search(html), _TIME.search(html)
    page = mail.Page(
        title=assemble.one_line(unescape(title[1])) if title else "",
        date=dates.date(time[1]) if time else None,
        language=language[1] if language else "",
        forwarded=_FORWARDED.search(data) is not None,
    )
    return mail.read_page(html, page, source, folder)
