"""A page whose address the user typed: fetched once with its lead image, kept as one file that can be read offline."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import http.client
import ipaddress
import logging
import re
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

from podcaster import files
from podcaster.errors import HostileError, InputError, UnreadableError, UnsupportedError, UsageError
from podcaster.reading import safe

log = logging.getLogger(__name__)

PAGE_LIMIT = 20 * safe.MB
IMAGE_LIMIT = 5 * safe.MB
SECONDS = 30.0  # for the page and its picture, redirects included
REDIRECTS = 5
_MOVED = (301, 302, 303, 307, 308)
_CHUNK = 1 << 16
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_IMAGES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; podcaster; one page, asked for by its reader)",
    "Accept-Encoding": "gzip, identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent, after redirects."""

    address: str
    body: bytes
    kind: str  # media type
    charset: str


def is_address(text: str) -> bool:
    """Whether the user typed an address of the web rather than a path."""
    return re.match(r"https?://", text, re.I) is not None


def save(address: str, folder: Path, *, allow_private: bool = False) -> Path:
    """Fetch the page at *address* into *folder*: one HTML file with its lead image inside, named after the address.

    Addresses of the local network are refused, and so are redirects that lead there; tests and users who mean it
    say `allow_private`.
    """
    deadline = time.monotonic() + SECONDS
    answer = _get(address, PAGE_LIMIT, deadline, allow_private, "text/html,application/xhtml+xml;q=0.9")
    if answer.kind not in ("text/html", "application/xhtml+xml", ""):
        raise UnsupportedError(f"{shown(address)}: {answer.kind}, not a page", hint="download it, and give the file")
    if not answer.body.strip():
        raise UnreadableError(f"{shown(address)}: the server sent an empty page")
    page = _text(answer)
    picture = _picture(page, answer.address, deadline, allow_private)
    name = files.slug(re.sub(r"^https?://(www\.)?", "", shown(address))) or "page"
    path = folder / f"{name}-{hashlib.sha256(address.encode()).hexdigest()[:8]}.html"
    files.write(path, _self_contained(page, answer.address, picture))
    return path


def shown(address: str) -> str:
    """An address for messages and logs, without user names, passwords and fragments."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        return files.safe_text(urlunsplit((parts.scheme, host, parts.path, parts.query, "")))[:300]
    except ValueError:
        return files.safe_text(address)[:300]


# ---------------------------------------------------------------- one page, one file


def _text(answer: Answer) -> str:
    from podcaster.reading.encodings import decode

    declared = answer.charset
    if not declared:
        match = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", answer.body[:4096], re.I)
        declared = match[1].decode("ascii", "replace") if match else ""
    return decode(answer.body, shown(answer.address), declared=declared)


def _picture(page: str, address: str, deadline: float, allow_private: bool) -> bytes:
    """The picture that the page names as its own; none if it cannot be had, which is no reason to fail."""
    for tag in re.finditer(r"<meta\b[^>]{1,3000}>", page[: 2 * safe.MB], re.I):
        if not re.search(r"(property|name)\s*=\s*[\"']?(og:image(:url)?|twitter:image(:src)?)[\"'\s>]", tag[0], re.I):
            continue
        content = re.search(r"content\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s>]+))", tag[0], re.I)
        if not content:
            continue
        from html import unescape

        reference = unescape(content[1] or content[2] or content[3])
        try:
            answer = _get(urljoin(address, reference), IMAGE_LIMIT, deadline, allow_private, "image/*")
        except (InputError, UsageError, ValueError) as error:
            log.info("%s: its picture was not fetched: %s", shown(address), error)
            return b""
        return answer.body
    return b""


def _self_contained(page: str, address: str, picture: bytes) -> str:
    """The page with its address and picture in it, without scripts: they are for a browser that is online."""
    page = re.sub(r"(?is)<script\b(?![^>]*(?:ld\+json|math/))[^>]*>.*?</script\s*>", "", page)
    when = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    safe_address = shown(address).replace("--", "%2D%2D").replace(" ", "%20")
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


def _get(address: str, limit: int, deadline: float, allow_private: bool, accept: str) -> Answer:
    current = address.strip()
    for _ in range(REDIRECTS + 1):
        answer, following = _request(current, limit, deadline, allow_private, accept)
        if not following:
            return answer
        current = urljoin(current, following)
    raise UnreadableError(f"{shown(address)}: more than {REDIRECTS} redirects")


def _request(address: str, limit: int, deadline: float, allow_private: bool, accept: str) -> tuple[Answer, str]:
    """One request to an address that was checked; the answer, or where the server sends us instead."""
    name = shown(address)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageError(f"{name}: not an address: {error}") from error
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise UsageError(f"{name}: only http and https addresses are fetched")
    if parts.username or parts.password:
        raise UsageError(f"{name}: addresses with a user name or a password are not fetched")
    secure = parts.scheme.lower() == "https"
    port = port or (443 if secure else 80)
    try:
        ascii_host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError as error:
        raise UsageError(f"{name}: not a host name") from error
    target = urlunsplit(("", "", _quoted(parts.path) or "/", _quoted(parts.query), ""))
    try:
        connection = _connect(ascii_host, port, secure, deadline, allow_private, name)
        # Time-outs of a socket count from byte to byte; a server that drips must be cut off by the clock.
        alarm = threading.Timer(_left(deadline), _cut, (connection.sock,))
        alarm.daemon = True
        alarm.start()
        try:
            connection.request("GET", target, headers={**_HEADERS, "Accept": accept})
            response = connection.getresponse()
            if response.status in _MOVED:
                following = response.headers.get("Location", "")
                if not following:
                    raise UnreadableError(f"{name}: a redirect that leads nowhere")
                return Answer(address, b"", "", ""), following
            if response.status != 200:
                raise UnreadableError(f"{name}: the server said {response.status} {files.safe_text(response.reason)}")
            body = _body(response, limit, deadline, name)
            kind = (response.headers.get_content_type() if response.headers.get("Content-Type") else "").lower()
            return Answer(address, body, kind, response.headers.get_content_charset() or ""), ""
        finally:
            alarm.cancel()
            connection.close()
    except TimeoutError as error:
        raise UnreadableError(f"{name}: no answer within {SECONDS:.0f} s", hint="try again later") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise UnreadableError(f"{name}: no answer within {SECONDS:.0f} s", hint="try again later") from error
        reason = files.safe_text(str(error))[:200]
        raise UnreadableError(f"{name}: could not be fetched: {reason}", hint="check the address") from error


def _quoted(part: str) -> str:
    from urllib.parse import quote

    return quote(part, safe="/%:=&?~#+!$,;'@()*[]|-._")


def _connect(
    host: str, port: int, secure: bool, deadline: float, allow_private: bool, name: str
) -> http.client.HTTPConnection:
    """A connection to an address that was looked up once and checked: a second look-up could answer otherwise."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableError(f"{name}: no such host", hint="check the address and the network") from error
    allowed = [item for item in found if allow_private or is_public(str(item[4][0]))]
    if not allowed:
        raise HostileError(
            f"{name}: it leads to a private address", hint="save the page in a browser, and give the file"
        )
    problem: OSError | None = None
    for family, kind, protocol, _, place in allowed[:4]:
        stream = socket.socket(family, kind, protocol)
        try:
            stream.settimeout(_left(deadline))
            stream.connect(place)
            if secure:
                stream = ssl.create_default_context().wrap_socket(stream, server_hostname=host)
        except OSError as error:
            stream.close()
            problem = error
            continue
        # http.client knows no way to be given a connected socket but this one.
        connection = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(host, port)
        connection.sock = stream
        return connection
    raise problem or OSError("no address")


def is_public(address: str) -> bool:
    """Whether an address is out in the internet: not this machine, not its network, nor hidden inside IPv6."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        if number in _NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return number.is_global and not number.is_multicast and not number.is_reserved


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _cut(stream: socket.socket) -> None:
    with contextlib.suppress(OSError):
        stream.shutdown(socket.SHUT_RDWR)


def _body(response: http.client.HTTPResponse, limit: int, deadline: float, name: str) -> bytes:
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise UnsupportedError(f"{name}: sent in an encoding that was not asked for ({files.safe_text(encoding)[:40]})")
    machine = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    out = bytearray()
    while True:
        _left(deadline)
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        try:
            out += machine.decompress(chunk, limit + 1 - len(out)) if machine else chunk
        except zlib.error as error:
            raise UnreadableError(f"{name}: damaged on its way") from error
        if len(out) > limit or (machine and machine.unconsumed_tail):
            raise HostileError(f"{name}: more than {limit // safe.MB} MB", hint="save the page in a browser")
    if response.length:  # fewer bytes than were announced
        raise UnreadableError(f"{name}: the connection broke off", hint="try again")
    return bytes(out)
