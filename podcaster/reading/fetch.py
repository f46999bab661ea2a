"""What is at an address that the user typed: fetched once, kept as one file that can be read offline."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from podcaster import files
from podcaster.errors import HostileError, InputError, UnreadableError, UsageError
from podcaster.network import typed, web
from podcaster.network.discreet import secrets, without_secrets
from podcaster.network.packed import unpacked
from podcaster.network.web import shown
from podcaster.reading import detours, endings, newest, origin, safe
from podcaster.reading.containers import json_feed
from podcaster.reading.elements import without
from podcaster.reading.encodings import decode
from podcaster.reading.newest import PostsFound
from podcaster.reading.recognise import Kind
from podcaster.text.slugs import slug

log = logging.getLogger(__name__)

PAGE_LIMIT = 20 * safe.MB
IMAGE_LIMIT = 5 * safe.MB
SECONDS = 30.0  # for the page and its picture, redirects included
_FOR_PEOPLE = (401, 402, 403, 406, 429, 451, 503)  # statuses
_LEADS = 3  # pages that lead on by themselves
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
_IMAGES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; podcaster; one page, asked for by its reader)",
    "Accept-Encoding": "gzip, identity",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """A page or a picture, decompressed."""

    address: str  # after redirects
    body: bytes
    kind: str  # media type
    charset: str
    public: bool  # whether it came from the internet rather than from this machine or its network


def is_address(text: str) -> bool:
    """Whether *text* is an address of the web as it stands."""
    found = typed.address(text)
    return found is not None and found.sure


def save(address: str, folder: Path, *, home: bool = True) -> Path:
    """Fetch what is at *address* into *folder*, as one file that can be read offline, named after the address.

    A page is kept with its lead image inside, any other kind of article as it is. *home*: whether the address may be in
    the user's own network, which is right for what the user typed; a public page can neither redirect there nor have
    its picture there. Raises PostsFound where a feed or the front page of a site is found.
    """
    patience = web.Patience.altogether(SECONDS)
    address = address.strip()
    found, called, kind = _arrived(address, patience, home)
    if kind is Kind.FEED or (kind is Kind.JSON and json_feed.is_feed(found.body)):
        posts = newest.posts(found.body, found.address)
        raise PostsFound(found.address, found.address, posts, public=found.public)
    if kind is not Kind.HTML:
        return _document(address, found, kind, called, folder)
    text = _text(found)
    detours.refuse_form(text, address)
    if feed := newest.feed_of(text, found.address):
        _offer(found, feed, patience, home)
    path = _place(address, folder)
    files.write(path, _self_contained(text, found.address, _picture(text, found, patience)))
    return path


def _arrived(address: str, patience: web.Patience, home: bool) -> tuple[Resource, str, Kind]:
    """What is at *address* after all that leads on, what its file is called, and what it is."""
    current = address
    for _ in range(_LEADS + 1):
        found, disposition = _get(current, PAGE_LIMIT, patience, _ACCEPT, home=home)
        if not found.body.strip():
            raise UnreadableError("the server sent an empty page", about=shown(address))
        detours.refuse(address, found.address)
        called = endings.name(found.address, disposition)
        kind = endings.kind(found.body, called, found.kind)
        onwards = detours.leads_to(_text(found), found.address) if kind is Kind.HTML else ""
        if not onwards:
            return found, called, kind
        current, home = onwards, home and not found.public
    raise UnreadableError("its pages lead on and on", about=shown(address), hint="save the page in a browser")


def _offer(page: Resource, feed: str, patience: web.Patience, home: bool) -> None:
    """Raise PostsFound for the front page of a site, unless its feed is of no use."""
    try:
        beside = urlsplit(feed)[:2] == urlsplit(page.address)[:2]
        found, _ = _get(feed, PAGE_LIMIT, patience, "*/*", home=home and beside and not page.public)
        posts = newest.posts(found.body, found.address)
    except (InputError, UsageError, ValueError) as error:
        log.info("%s: its feed was of no use: %s", shown(page.address), error)
        return
    if posts:
        raise PostsFound(page.address, found.address, posts, public=page.public)


def _document(address: str, found: Resource, kind: Kind, called: str, folder: Path) -> Path:
    """Keep a file that is no page. Its own name may be all that it has for a title."""
    stem = called.partition(".")[0]
    name = "document" if stem in secrets(found.address) else slug(stem) or "document"
    path = folder / _digest(address) / f"{name}.{endings.ending(kind, found.body)}"
    body = found.body
    if endings.is_text(kind):  # its file has no place for the name of its encoding
        body = decode(body, shown(address), declared=found.charset).encode()
    origin.keep(path, _kept(found.address))
    files.write(path, body)
    return path


def _place(address: str, folder: Path) -> Path:
    """Where the page at *address* is kept: where it is kept already, however that file is called."""
    digest = _digest(address)
    name = slug(re.sub(r"^https?://(www\.)?", "", unquote(_kept(address)), flags=re.I)) or "page"
    return next(iter(sorted(folder.glob(f"*-{digest}.html"))), folder / f"{name}-{digest}.html")


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:8]


# ---------------------------------------------------------------- one page, one file


def _text(page: Resource) -> str:
    declared = page.charset
    if not declared:
        match = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", page.body[:4096], re.I)
        declared = match[1].decode("ascii", "replace") if match else ""
    return decode(page.body, shown(page.address), declared=declared)


def _picture(text: str, page: Resource, patience: web.Patience) -> bytes:
    """The picture that the page names as its own, or nothing: an article can do without it.

    A page of the user's own network may have its picture beside it. Any other picture has to be out in the internet,
    because the page, not the user, chose its address.
    """
    for tag in re.finditer(r"<meta\b[^<>]{1,3000}>", text[: 2 * safe.MB], re.I):
        if not re.search(r"(property|name)\s*=\s*[\"']?(og:image(:url)?|twitter:image(:src)?)[\"'\s>]", tag[0], re.I):
            continue
        content = re.search(r"content\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s>]+))", tag[0], re.I)
        if not content:
            continue
        from html import unescape

        try:
            address = urljoin(page.address, unescape(content[1] or content[2] or content[3]))
            beside = urlsplit(address)[:2] == urlsplit(page.address)[:2]
            return _get(address, IMAGE_LIMIT, patience, "image/*", home=beside and not page.public)[0].body
        except (InputError, UsageError, ValueError) as error:
            log.info("%s: its picture was not fetched: %s", shown(page.address), error)
            return b""
    return b""


def _kept(address: str) -> str:
    """The address as it may stand in a file and its name."""
    return files.safe_text(without_secrets(address))[:300]


def _self_contained(page: str, address: str, picture: bytes) -> str:
    """The page with its address and picture in it, without scripts: they are for a browser that is online."""
    page = without(page, "script", unless=lambda tag: re.search(r"ld\+json|math/", tag, re.I) is not None)
    when = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    safe_address = _kept(address).replace("--", "%2D%2D").replace(" ", "%20")
    note = f"<!--\n Page saved with SingleFile's conventions\n url: {safe_address}\n saved date: {when}\n-->"
    head = '<meta charset="utf-8">'
    kind = "image/webp" if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP" else ""
    kind = kind or next((kind for magic, kind in _IMAGES if picture.startswith(magic)), "")
    if kind:
        head += f'\n<meta property="og:image" content="data:{kind};base64,{base64.b64encode(picture).decode()}">'
    if "</html" not in page[-10_000:].lower():  # many pages leave it out; one that was cut off was refused
        page += "</html>"
    start = re.search(r"<head\b[^>]*>", page, re.I)
    at = start.end() if start else 0
    page = f"{page[:at]}\n{head}{page[at:]}" if start else f"<head>{head}</head>{page}"
    doctype = re.match(r"\s*<!doctype[^>]*>", page, re.I)
    at = doctype.end() if doctype else 0
    return f"{page[:at]}{note}{page[at:]}"


# ---------------------------------------------------------------- the network


def _get(address: str, limit: int, patience: web.Patience, accept: str, *, home: bool = True) -> tuple[Resource, str]:
    """What a server sent, and what it says about keeping it as a file."""
    with _to_be_saved(), web.get(address, {**_HEADERS, "Accept": accept}, patience, home=home) as answer:
        if answer.status != 200:
            raise UnreadableError("the server sent a part of it, which was not asked for", about=shown(address))
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        found = Resource(answer.address, _body(answer, limit), kind, answer.charset, answer.public)
        return found, answer.headers.get("Content-Disposition", "")


@contextlib.contextmanager
def _to_be_saved() -> Iterator[None]:
    """Where a server answers people and not programs, a browser can save the page."""
    try:
        yield
    except web.WebError as error:
        if error.status in _FOR_PEOPLE:
            error.hint = detours.SAVE_IT
        raise


def _body(answer: web.Answer, limit: int) -> bytes:
    """The whole body. httpx itself would unpack each piece without a limit, and one piece can hold a bomb."""
    name = shown(answer.address)
    out = bytearray()
    for chunk in unpacked(answer.chunks, answer.headers.get("Content-Encoding", ""), name):
        out += chunk
        if len(out) > limit:
            raise HostileError(f"more than {limit // safe.MB} MB", about=name, hint="save the page in a browser")
    return bytes(out)
