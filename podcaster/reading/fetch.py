"""A page whose address the user typed: fetched once with its lead image, kept as one file that can be read offline."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from podcaster import files
from podcaster.errors import HostileError, InputError, UnreadableError, UnsupportedError, UsageError
from podcaster.network import web
from podcaster.network.discreet import without_secrets
from podcaster.network.packed import unpacked
from podcaster.network.web import shown
from podcaster.reading import safe
from podcaster.reading.encodings import decode
from podcaster.text.slugs import slug

log = logging.getLogger(__name__)

PAGE_LIMIT = 20 * safe.MB
IMAGE_LIMIT = 5 * safe.MB
SECONDS = 30.0  # for the page and its picture, redirects included
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
    """Whether the user typed an address of the web rather than a path."""
    return re.match(r"https?://", text, re.I) is not None


def save(address: str, folder: Path) -> Path:
    """Fetch the page at *address* into *folder*: one HTML file with its lead image inside, named after the address.

    The address may be in the user's own network; a public page can neither redirect there nor have its picture there.
    """
    patience = web.Patience.altogether(SECONDS)
    page = _get(address, PAGE_LIMIT, patience, "text/html,application/xhtml+xml;q=0.9")
    if page.kind not in ("text/html", "application/xhtml+xml", ""):
        raise UnsupportedError(
            f"{files.safe_text(page.kind)[:100]}, not a page",
            about=shown(address),
            hint="download it, and give the file",
        )
    if not page.body.strip():
        raise UnreadableError("the server sent an empty page", about=shown(address))
    text = _text(page)
    picture = _picture(text, page, patience)
    path = _place(address, folder)
    files.write(path, _self_contained(text, page.address, picture))
    return path


def _place(address: str, folder: Path) -> Path:
    """Where the page at *address* is kept: where it is kept already, however that file is called."""
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    name = slug(re.sub(r"^https?://(www\.)?", "", unquote(_kept(address)), flags=re.I)) or "page"
    return next(iter(sorted(folder.glob(f"*-{digest}.html"))), folder / f"{name}-{digest}.html")


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
    for tag in re.finditer(r"<meta\b[^>]{1,3000}>", text[: 2 * safe.MB], re.I):
        if not re.search(r"(property|name)\s*=\s*[\"']?(og:image(:url)?|twitter:image(:src)?)[\"'\s>]", tag[0], re.I):
            continue
        content = re.search(r"content\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s>]+))", tag[0], re.I)
        if not content:
            continue
        from html import unescape

        try:
            address = urljoin(page.address, unescape(content[1] or content[2] or content[3]))
            beside = urlsplit(address)[:2] == urlsplit(page.address)[:2]
            return _get(address, IMAGE_LIMIT, patience, "image/*", home=beside and not page.public).body
        except (InputError, UsageError, ValueError) as error:
            log.info("%s: its picture was not fetched: %s", shown(page.address), error)
            return b""
    return b""


def _kept(address: str) -> str:
    """The address as it may stand in a file and its name."""
    return files.safe_text(without_secrets(address))[:300]


def _self_contained(page: str, address: str, picture: bytes) -> str:
    """The page with its address and picture in it, without scripts: they are for a browser that is online."""
    page = re.sub(r"(?is)<script\b(?![^>]*(?:ld\+json|math/))[^>]*>.*?</script\s*>", "", page)
    when = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    safe_address = _kept(address).replace("--", "%2D%2D").replace(" ", "%20")
    note = f"<!--\n Page saved with SingleFile's conventions\n url: {safe_address}\n saved date: {when}\n-->"
    head = '<meta charset="utf-8">'
    kind = "image/webp" if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP" else ""
    kind = kind or next((kind for magic, kind in _IMAGES if picture.startswith(magic)), "")
    if kind:
        head += f'\n<meta property="og:image" content="data:{kind};base64,{base64.b64encode(picture).decode()}">'
    start = re.search(r"<head\b[^>]*>", page, re.I)
    at = start.end() if start else 0
    page = f"{page[:at]}\n{head}{page[at:]}" if start else f"<head>{head}</head>{page}"
    doctype = re.match(r"\s*<!doctype[^>]*>", page, re.I)
    at = doctype.end() if doctype else 0
    return f"{page[:at]}{note}{page[at:]}"


# ---------------------------------------------------------------- the network


def _get(address: str, limit: int, patience: web.Patience, accept: str, *, home: bool = True) -> Resource:
    with web.get(address, {**_HEADERS, "Accept": accept}, patience, home=home) as answer:
        if answer.status != 200:
            raise UnreadableError("the server sent a part of it, which was not asked for", about=shown(address))
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Resource(answer.address, _body(answer, limit), kind, answer.charset, answer.public)


def _body(answer: web.Answer, limit: int) -> bytes:
    """The whole body. httpx itself would unpack each piece without a limit, and one piece can hold a bomb."""
    name = shown(answer.address)
    out = bytearray()
    for chunk in unpacked(answer.chunks, answer.headers.get("Content-Encoding", ""), name):
        out += chunk
        if len(out) > limit:
            raise HostileError(f"more than {limit // safe.MB} MB", about=name, hint="save the page in a browser")
    return bytes(out)
