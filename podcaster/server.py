"""The show over HTTP, as podcast apps need it: ranges, HEAD, ETags, 304, gzip; and nothing but the show."""

from __future__ import annotations

import contextlib
import errno
import gzip
import hashlib
import hmac
import ipaddress
import os
import re
import socket
import stat
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from podcaster import feed, pages
from podcaster.config import Show
from podcaster.errors import UsageError
from podcaster.media import may_be_seen, media_type

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

PORT = 8000
CHUNK = 256 * 1024  # bytes
CONNECTIONS = 256  # more are told to come back later (503)
BIG = 32 * 2**20  # a text file above this is sent as it is, not read into memory
COMPRESSED = (".vtt", ".srt", ".json", ".html", ".xml", ".css")
CROSS_ORIGIN = (".vtt", ".srt", ".json")  # web players fetch these; the list of episodes is not theirs to read
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' data:; "
    "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class Body(NamedTuple):
    """What a name stands for at this moment: bytes in memory, or an open file."""

    size: int
    etag: str  # without quotes
    modified: float
    data: bytes | None
    stream: IO[bytes] | None = None


# ---------------------------------------------------------------- the answer to one request


@dataclass(frozen=True, slots=True)
class Site:
    """What is served, to whom."""

    show: Show
    token: str = ""
    hosts: frozenset[str] | None = None  # None: any
    allow: Callable[[str], bool] | None = None

    async def answer(self, request: Request) -> Response:
        """The response for a GET or HEAD."""
        from starlette.concurrency import run_in_threadpool

        return await run_in_threadpool(self._answer, request)

    def _answer(self, request: Request) -> Response:
        from starlette.responses import PlainTextResponse, Response

        host = request.headers.get("host", "")
        if not _host_allowed(host, self.hosts):
            return PlainTextResponse("this host name is not served here\n", status_code=421)
        path = request.scope["path"].removeprefix("/")
        prefix = ""
        if self.token:
            first, _, path = path.partition("/")
            if not hmac.compare_digest(first.encode(), self.token.encode()):
                return self._missing(request)
            prefix = f"{self.token}/"
        if path == "robots.txt" and not self.token:
            return PlainTextResponse("User-agent: *\nDisallow:\n")
        name = path or "index.html"
        if not may_be_seen(name) or (self.allow is not None and not self.allow(name)):
            return self._missing(request)
        try:
            body = open_body(self.show.public / name)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO):
                return self._missing(request)
            # The reason is for the person at the server, not for whoever asks.
            return Response(f"could not read it: {os.strerror(error.errno or 0)}\n", status_code=500)
        if name.endswith(".xml") and not self.show.settings.base_url and body.data is not None:
            body = _bytes_body(_rebased(body.data, f"{request.url.scheme}://{host}/", prefix), body.modified)
        return respond(request, name, body, private=bool(self.token) or self.show.settings.private)

    def _missing(self, request: Request) -> Response:
        from starlette.responses import HTMLResponse, PlainTextResponse

        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(pages.not_found(self.show.settings), 404, {"Content-Security-Policy": HTML_POLICY})
        return PlainTextResponse("there is nothing here\n", status_code=404)


def open_body(path: Path) -> Body:
    """The file as it is now. Never follows a link, never waits on a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise FileNotFoundError(errno.ENOENT, "not a regular file", str(path))
    stream = os.fdopen(handle, "rb", buffering=0)
    if path.name.endswith(COMPRESSED) and status.st_size <= BIG:
        with stream:
            return _bytes_body(stream.readall(), status.st_mtime)
    return Body(status.st_size, f"{status.st_mtime_ns:x}-{status.st_size:x}", status.st_mtime, None, stream)


def _bytes_body(data: bytes, modified: float) -> Body:
    return Body(len(data), hashlib.sha256(data).hexdigest()[:24], modified, data)


@lru_cache(maxsize=8)
def _rebased(data: bytes, root: str, prefix: str) -> bytes:
    known = feed.HOME + prefix  # the feed of a private show has its token already
    return feed.rebase(data, root + prefix, old=known if known.encode() in data else feed.HOME)


@lru_cache(maxsize=32)
def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def respond(request: Request, name: str, body: Body, *, private: bool = False) -> Response:
    """Headers and the part of *body* that is wanted. Takes over the open file."""
    from starlette.responses import Response, StreamingResponse

    headers = {
        "Content-Type": media_type(name),
        "Last-Modified": formatdate(body.modified, usegmt=True),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache" if private else "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",  # the address may hold the secret of a private show
    }
    if private:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if name.endswith(CROSS_ORIGIN):
        headers["Access-Control-Allow-Origin"] = "*"
    if name.endswith(".html"):
        headers["Content-Security-Policy"] = HTML_POLICY
    vary = []
    if name.endswith(".xml"):
        vary.append("Accept")
        if "text/html" in request.headers.get("accept", ""):
            # A browser shows the page that feed.css makes only for a type that it takes for XML.
            headers["Content-Type"] = "application/xml; charset=utf-8"
    data, etag = body.data, body.etag
    span = None
    if data is not None and len(data) > 512:
        vary.append("Accept-Encoding")
        if "range" not in request.headers and _accepts_gzip(request.headers.get("accept-encoding", "")):
            data, etag = _gzipped(data), f"{etag}-gz"
            headers["Content-Encoding"] = "gzip"
    if vary:
        headers["Vary"] = ", ".join(vary)
    headers["ETag"] = f'"{etag}"'
    size = body.size if data is None else len(data)
    if _not_modified(request, body):
        _close(body)
        for name_ in ("Content-Type", "Content-Encoding", "Accept-Ranges"):
            headers.pop(name_, None)
        return Response(status_code=304, headers=headers)
    if "range" in request.headers and _range_holds(request, headers):
        span = parse_range(request.headers["range"], size)
    status = 200
    start, end = 0, size
    if span == UNSATISFIABLE:
        _close(body)
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if span is not None:
        start, end = span
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    if data is not None:
        return Response(data[start:end], status_code=status, headers=headers)
    if body.stream is None or request.method == "HEAD":
        _close(body)
        return Response(status_code=status, headers=headers)
    return StreamingResponse(_chunks(body.stream, start, end), status_code=status, headers=headers)


async def _chunks(stream: IO[bytes], start: int, end: int) -> AsyncIterator[bytes]:
    """A part of an open file in constant memory; it is closed also when the listener hangs up."""
    from starlette.concurrency import run_in_threadpool

    with stream:
        await run_in_threadpool(stream.seek, start)
        while start < end:
            chunk = await run_in_threadpool(stream.read, min(CHUNK, end - start))
            if not chunk:
                return  # cut short by somebody: uvicorn closes the connection, and the client sees it
            start += len(chunk)
            yield chunk


UNSATISFIABLE = (-1, -1)


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive) of the one range asked for; None: send it all; UNSATISFIABLE: 416.

    Several ranges and malformed ones are answered with the whole file, which HTTP allows.
    """
    match = re.fullmatch(r"bytes=\s*(\d*)\s*-\s*(\d*)\s*", header, re.ASCII | re.IGNORECASE)
    if not match or not (match[1] or match[2]):
        return None
    # 19 digits are more than any file has; int() of thousands would cost time.
    first, last = (min(int(part[:20]), 2**63) if part else None for part in match.groups())
    if first is None:
        wanted = min(last or 0, size)
        return (size - wanted, size) if wanted else UNSATISFIABLE
    if last is not None and last < first:
        return None
    if first >= size:
        return UNSATISFIABLE
    return first, size if last is None else min(last + 1, size)


def _range_holds(request: Request, headers: dict[str, str]) -> bool:
    """If-Range: a part only if the file is still the one of which the client has the beginning."""
    known = request.headers.get("if-range")
    return known is None or known.strip() in (headers["ETag"], headers["Last-Modified"])


def _not_modified(request: Request, body: Body) -> bool:
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
        return bool(known & {body.etag, f"{body.etag}-gz", "*"})
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return int(body.modified) <= int(parsedate_to_datetime(since).timestamp())
    except (ValueError, TypeError, OverflowError):
        return False  # a date that cannot be read counts as none


def _accepts_gzip(header: str) -> bool:
    for part in header.lower().split(","):
        coding, _, parameters = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            return re.search(r"q\s*=\s*0(\.0*)?\s*$", parameters) is None
    return False


def _close(body: Body) -> None:
    if body.stream is not None:
        body.stream.close()


# ---------------------------------------------------------------- the application


def app(
    show: Show,
    *,
    token: str = "",
    hosts: Collection[str] | None = None,
    allow: Callable[[str], bool] | None = None,
) -> Starlette:
    """The show as an ASGI application.

    *token*: the secret first part of every path of a private show. *hosts*: the host names that are answered, None for
    any. *allow*: says of a name below public/ ("episodes/a.mp3") whether the library knows it.
    """
    from starlette.applications import Starlette
    from starlette.routing import Route

    site = Site(show, token, None if hosts is None else frozenset(host.lower() for host in hosts), allow)
    return Starlette(routes=[Route("/{path:path}", site.answer, methods=["GET", "HEAD"])])


def _host_allowed(header: str, hosts: frozenset[str] | None) -> bool:
    # What is not even a host name must not get into the addresses of the feed.
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::[0-9]{1,5})?", header)
    return match is not None and (hosts is None or match[1].lower().strip("[]") in hosts)


def allowed_hosts(host: str, show: Show, more: Iterable[str] = ()) -> frozenset[str] | None:
    """The host names that a server on *host* answers: at home only its own, so that no web page can rebind to it."""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        return frozenset(more) or None
    own = urlsplit(show.settings.base_url).hostname
    return frozenset(filter(None, ("localhost", "127.0.0.1", "::1", host, own, *more)))


def serve(
    show: Show,
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    token: str = "",
    hosts: Collection[str] = (),
    allow: Callable[[str], bool] | None = None,
    on_start: Callable[[str], None] | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM, then finish politely and return. *on_start* gets the address of the show."""
    import uvicorn

    if not (show.public / "feed.xml").is_file():
        raise UsageError(f"there is no feed in {show.public}", hint="podcaster convert makes the first episode")
    listener = _listen(host, port)
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        app(show, token=token, hosts=allowed_hosts(host, show, hosts), allow=allow),
        http="h11",
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,  # the path of a private show is its secret
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
    )
    shown = f"[{host}]" if ":" in host else host
    if on_start:
        on_start(f"http://{shown}:{port}/" + (f"{token}/" if token else ""))
    with listener, contextlib.suppress(KeyboardInterrupt):  # how one stops a server
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"could not listen on {host!r}: {error}", hint="127.0.0.1, or 0.0.0.0 for all") from error
    try:
        if os.name != "nt":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno in (errno.EADDRNOTAVAIL, errno.EACCES):
            raise UsageError(f"could not listen on {host} port {port}: {error.strerror}") from error
        raise UsageError(
            f"port {port} on {host} is in use" if isinstance(error, OSError) else f"there is no port {port}",
            hint="choose another: --port 8001, or --port 0 for any free one",
        ) from error
    return listener
