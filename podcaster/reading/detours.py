"""Pages that stand where another one was asked for: a page that leads on, one to log in, one that wants consent."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from podcaster.errors import UnreadableError
from podcaster.network.web import shown
from podcaster.reading.elements import without

SAVE_IT = "open it in a browser, save it when all of it shows (SingleFile, or Ctrl-S), and give the file"
_MOST_SECONDS = 10  # a page that reloads later than that is there to be read until then
_HEAD = 100_000  # characters in which a page leads on
_FEW = 120  # words of a page that has a field for a password, and no article
_META = re.compile(r"<meta\b[^<>]{1,3000}>", re.I)
_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?\s*refresh\b", re.I)
_WHERE = re.compile(r"content\s*=\s*([\"'])?\s*(\d{0,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?\s*([^\"'>]+)", re.I)
_PASSWORD = re.compile(r"<input\b[^<>]{0,1000}\btype\s*=\s*[\"']?password\b", re.I)
# What a host or a part of a path is called, and what is there. Whole parts only: "/login-with-care" is an article.
_PLACES = {
    "to log in": re.compile(
        r"(?:wp-)?log[-_]?[io]n|sign[-_]?in|sso|auth|authenticate|authorize|oauth2?|saml|accounts|passport|anmelden|"
        r"anmeldung|connexion|accedi|acceso|entrar|inloggen|logowanie"
    ),
    "that wants consent to cookies": re.compile(
        r"consent|guce|cookie-consent|cookie-?wall|privacy-?gate|privacy-center|gdpr"
    ),
    "that wants to be paid": re.compile(
        r"subscribe|subscription|paywall|regwall|abo|abonnement|abonnieren|abbonati|suscripcion|assine"
    ),
}


def leads_to(page: str, address: str) -> str:
    """Where a page sends whoever reads it, at once (meta refresh); "" if it does not.

    What it says for readers without scripts only is not followed: it is a page that complains of that.
    """
    head = without(page[:_HEAD], "noscript|script|template")
    for tag in _META.finditer(head):
        where = _WHERE.search(tag[0]) if _REFRESH.search(tag[0]) else None
        if where and int(where[2] or 0) <= _MOST_SECONDS:
            try:
                found = urljoin(address, unescape(where[3]).strip())
            except ValueError:
                continue
            if found.partition("#")[0] != address.partition("#")[0]:
                return found
    return ""


def refuse(asked: str, found: str) -> None:
    """Raise UnreadableError if *found*, where *asked* was redirected to, is a page to log in, to consent or to pay."""
    new = _parts(found) - _parts(asked)
    for what, names in _PLACES.items():
        if any(map(names.fullmatch, new)):
            raise UnreadableError(f"it leads to a page {what}: {shown(found)}", about=shown(asked), hint=SAVE_IT)


def refuse_form(page: str, address: str) -> None:
    """Raise UnreadableError for a page with little but a field for a password."""
    if not _PASSWORD.search(page):
        return
    bare = without(page, "script|style|noscript|template")
    if len(re.sub(r"<[^<>]*>", " ", bare).split()) < _FEW:
        raise UnreadableError("a page to log in, not an article", about=shown(address), hint=SAVE_IT)


def _parts(address: str) -> set[str]:
    """The parts of a host before its last two, and of a path, without endings."""
    try:
        parts = urlsplit(address.lower())
    except ValueError:
        return set()
    names = [*(parts.hostname or "").split(".")[:-2], *parts.path.split("/")]
    return {name.partition(".")[0] for name in names}
