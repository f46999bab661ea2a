"""Serves the show over HTTP with what podcast apps need: ranges, HEAD, ETags, 304, gzip. Serves nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hmac
import ipaddress
import logging
import os
import re
import socket
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podcaster.config import Show
from podcaster.errors import UsageError
from podcaster.publishing import feed, page_address, pages, public_files
from podcaster.publishing.media import may_be_seen
from podcaster.serving.ranges import HTML_POLICY, bytes_body, open_body, respond

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

PORT = 8000
CONNECTIONS = 256  # further connections get status 503

# ---------------------------------------------------------------- the answer to one request


@dataclass(frozen=True, slots=True)
class Site:
    """The show to serve, and the hosts that may be named in a request."""

    show: Show
    allow: Callable[[str], bool]
    token: str = ""
    hosts: frozenset[str] | None = None  # None: any

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
        if not may_be_seen(name):
            return self._missing(request)
        try:
            if not self.allow(name):
                return self._missing(request)
            body = open_body(public_files.within(self.show.public, name))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO):
                return self._missing(request)
            # Only the kind of error: the path is not for the client to see.
            return Response(f"could not read it: {os.strerror(error.errno or 0)}\n", status_code=500)
        if name.endswith((".xml", ".chapters.json")) and not self.show.settings.base_url and body.data is not None:
            rebased = _rebased if name.endswith(".xml") else _rebased_chapters
            body = bytes_body(rebased(body.data, f"{request.url.scheme}://{host}/", prefix), body.modified)
        if name == "index.html" and body.data is not None:
            address = self._address(f"{request.url.scheme}://{host}/{prefix}")
            body = bytes_body(_addressed(body.data, address), body.modified)
        return respond(request, name, body, private=bool(self.token) or self.show.settings.private)

    def _address(self, here: str) -> str:
        """The address of the feed: below base_url if there is one, else at the address of the request."""
        settings = self.show.settings
        return f"{feed.base_address(settings, self.token) if settings.base_url else here}feed.xml"

    def _missing(self, request: Request) -> Response:
        from starlette.responses import HTMLResponse, PlainTextResponse

        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(pages.not_found(self.show.settings), 404, {"Content-Security-Policy": HTML_POLICY})
        return PlainTextResponse("there is nothing here\n", status_code=404)


@lru_cache(maxsize=8)
def _rebased(data: bytes, root: str, prefix: str) -> bytes:
    known = feed.HOME + prefix  # the feed of a private show has its token already
    return feed.rebase(data, root + prefix, old=known if known.encode() in data else feed.HOME)


def _rebased_chapters(data: bytes, root: str, prefix: str) -> bytes:
    """The chapters, with picture addresses at the host of the request."""
    known = f'"img":"{feed.HOME}'  # as notes.as_json writes it
    there = known + prefix if f"{known}{prefix}".encode() in data else known
    return data.replace(there.encode(), f'"img":"{root}{prefix}'.encode())


@lru_cache(maxsize=8)
def _addressed(page: bytes, address: str) -> bytes:
    return page_address.put_in(page, address)


class Published:
    """Whether an episode's file may be served: only what a feed of the show names, read again when the feed changes."""

    def __init__(self, public: Path) -> None:
        self._feed, self._archive = public / "feed.xml", public / "archive"
        self._stamp: tuple[int, ...] = ()
        self._names: frozenset[str] = frozenset()

    def __call__(self, name: str) -> bool:
        if not name.startswith("episodes/"):
            return True
        stamp = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in (self._feed, self._archive))
        if stamp != self._stamp:
            pages_ = [path.read_bytes() for path in (self._feed, *self._archive.glob("[0-9]*.xml")) if path.exists()]
            found = (re.findall(rb"/episodes/([A-Za-z0-9_.-]+)\.(?:mp3|m4a|m4b|opus)\"", page) for page in pages_)
            self._names = frozenset(stem.decode() for stems in found for stem in stems)
            self._stamp = stamp
        file = name.removeprefix("episodes/")
        return re.sub(r"(\.chapters|\.peaks|\.transcript|\.[1-9][0-9]*)?\.[a-z0-9]+$", "", file) in self._names


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
    any. *allow*: says of a name below public/ ("episodes/a.mp3") whether it is published; by default the feed does.
    """
    from starlette.applications import Starlette
    from starlette.routing import Route

    names = None if hosts is None else frozenset(host.lower() for host in hosts)
    site = Site(show, allow or Published(show.public), token, names)
    return Starlette(routes=[Route("/{path:path}", site.answer, methods=["GET", "HEAD"])])


def _host_allowed(header: str, hosts: frozenset[str] | None) -> bool:
    # A malformed host name must not get into the addresses of the feed.
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
    if on_start:
        on_start(f"http://{_reachable(host)}:{port}/" + (f"{token}/" if token else ""))
    # Hidden from the user: malformed requests of strangers, and downloads that were cut off by Ctrl-C.
    log = logging.getLogger("uvicorn.error")
    log.addFilter(_is_news)
    try:
        with listener, contextlib.suppress(KeyboardInterrupt):  # the usual way to stop a server
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        log.removeFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    cut = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return record.levelno >= logging.ERROR and not cut and not str(record.msg).startswith("Cancel ")


def _reachable(host: str) -> str:
    """The name or address under which other machines reach a server that listens on *host*."""
    if host in ("0.0.0.0", "::"):
        # Finds the route of a packet without sending one; the address is reserved for documentation (RFC 5737, 3849).
        family, nobody = (socket.AF_INET, "192.0.2.1") if host == "0.0.0.0" else (socket.AF_INET6, "2001:db8::1")
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((nobody, 9))
                host = probe.getsockname()[0]
            except OSError:
                host = socket.gethostname()  # no network at the moment
    return f"[{host}]" if ":" in host else host


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
