"""The show as an ASGI application. It answers only with files that podcast apps and browsers may have."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hmac
import io
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from podcaster.config import Show
from podcaster.network.reach import Reach, reach
from podcaster.publishing import feed, moved, page_address, pages, public_files
from podcaster.publishing.media import may_be_seen
from podcaster.serving import home, hosts, oembed, ranges
from podcaster.serving.hosts import Host, Hosts
from podcaster.serving.kept import BIG, Kept, opened, regular, stamp
from podcaster.serving.ranges import Answer, Asked, Headers, Version

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

ZERO_COPY = "http.response.zerocopysend"  # an extension of ASGI: the server sends the file, not its bytes
CHUNK = 256 * 1024  # bytes read at a time, where the server cannot send a file
PIECE = 64 * 1024  # bytes of a text sent at a time, so that a slow reader holds no more
ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO)
# Set by proxies: then the host of the request may be the proxy's name for this server, not the listener's.
FORWARDED = (b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip", b"forwarded", b"via")


@dataclass(slots=True)
class Site:
    """The show to serve, and who is answered.

    *token*: the secret first part of every path of a private show. *allow* says of a name below public/
    ("episodes/a.mp3") whether it is published. *note* gets what the owner should know.
    """

    show: Show
    allow: Callable[[str], bool]
    token: str = ""
    hosts: Hosts = field(default_factory=Hosts)
    note: Callable[[str], None] = lambda _: None
    under: str = ""  # the path of this show on a server of several: "harbour/"
    network: str = (
        ""  # the address of this server for other machines at home: "http://192.168.1.5:8000/"; "" if unknown
    )
    public: Path = field(init=False)
    base: str = field(init=False)  # the address with which feed and pages were written; "" without base_url
    below: str = field(init=False)  # the path of base_url
    shared: bool = field(init=False)  # everybody may know which episodes there are
    kept: Kept = field(init=False, default_factory=Kept)
    is_lost: bool = field(init=False, default=False)  # the folder is missing, and the owner knows

    def __post_init__(self) -> None:
        self._settle()

    def adopt(self, show: Show, token: str) -> None:
        """Go on with other settings of the same show."""
        self.show, self.token, self.kept = show, token, Kept()
        self._settle()

    def _settle(self) -> None:
        settings, self.public = self.show.settings, self.show.public
        self.base = feed.base_address(settings, self.token) if settings.base_url else ""
        self.shared = bool(self.base) and not self._private and reach(self.base) is Reach.WORLD
        self.below = unquote(urlsplit(feed.base_address(settings)).path) if settings.base_url else "/"

    async def __call__(self, scope: Scope, _receive: object, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, send)

    async def _answer(self, scope: Scope, send: Send) -> None:
        asked = Asked.of(scope["method"], scope["headers"])
        if asked.method not in ("GET", "HEAD"):
            await say(send, asked, 405, "only GET and HEAD are answered", [(b"allow", b"GET, HEAD")])
            return
        host = host_of(asked, scope)
        if host is None:
            await say(send, asked, 400, "the request names no host")
            return
        if not self.hosts.allow(host):
            hint = f"if this is a name of this computer: podcaster serve --allow-host {host.name}"
            await say(send, asked, 421, f"{host.name} is not served here; {hint}")
            return
        path = self._below_base(scope["path"], host)
        if self.token:
            first, slash, path = path.partition("/")
            if not hmac.compare_digest(first.encode(), self.token.encode()):
                await self._missing(send, asked)
                return
            if not slash:
                await say(send, asked, 308, "this address ends with a slash", [(b"location", with_slash(scope))])
                return
        elif path == "robots.txt":
            await say(send, asked, 200, "User-agent: *\nDisallow:")
            return
        elif path == oembed.PATH and not oembed.takes_json(scope["query_string"]):
            await say(send, asked, 501, "oEmbed is answered in JSON")
            return
        request = Request(asked, host, scope)
        try:
            if path == oembed.PATH:
                name = oembed.file_for(scope["query_string"], self.public)
            else:
                name = f"{path}index.html" if path[-1:] in ("", "/") else path
            ready = await self._file(request, name)
        except OSError as error:
            await self._failed(send, request, error)
            return
        if self.is_lost:
            self.is_lost = False
            self.note(f"the show is in {self.public} again")
        await ready.go(scope, send)

    def _below_base(self, path: str, host: Host) -> str:
        """The path below the show's address: a proxy may leave the path of base_url in front of it, or take it away."""
        if self.below != "/" and path.startswith(self.below) and hosts.same_place(host, self.base):
            return path.removeprefix(self.below)
        return path.removeprefix("/")

    async def _file(self, request: Request, name: str) -> _Ready:
        """Begin the answer with a file of the show. Errors that can be known before the first byte are raised here."""
        if not may_be_seen(name) or not self.allow(name):
            raise FileNotFoundError(errno.ENOENT, "no file of the show")
        path = public_files.within(self.public, name)
        status = regular(os.lstat(path))
        if name.endswith(ranges.COMPRESSED) and status.st_size <= BIG:
            return await self._text(request, path, name, status)
        answer = self._part(request.asked, name, status)
        if answer.end == answer.start or request.asked.method == "HEAD":
            return _Ready(answer)
        stream = os.fdopen(opened(path), "rb", buffering=0)
        now = os.fstat(stream.fileno())
        if stamp(now) != stamp(status):  # replaced this moment
            with contextlib.ExitStack() as until_known:
                until_known.enter_context(stream)
                answer = self._part(request.asked, name, regular(now))
                until_known.pop_all()
        return _Ready(answer, stream=stream)

    def _part(self, asked: Asked, name: str, status: os.stat_result) -> Answer:
        # Not a digest: audio has megabytes, and a changed file has another time.
        version = Version(name, status.st_size, f"{status.st_mtime_ns:x}-{status.st_size:x}", status.st_mtime)
        return ranges.of_part(asked, ranges.of_file(asked, version, private=self._private), version.size)

    @property
    def _private(self) -> bool:
        return bool(self.token) or self.show.settings.private

    async def _text(self, request: Request, path: Path, name: str, status: os.stat_result) -> _Ready:
        asked, root = request.asked, self._root(request, name)
        version = self.kept.version(path, root, status)
        if version is not None:
            packed = version.size > ranges.SMALL and asked.takes_gzip
            if (begun := self._begun(asked, version, packed=packed)).status == 304:
                return _Ready(begun)
        content = await self.kept.content(path, name, root, partial(self._at, name, root))
        packed = bool(content.packed) and asked.takes_gzip
        data = content.packed if packed else content.data
        begun = self._begun(asked, content.version, packed=packed)
        answer = ranges.of_part(asked, begun, len(data))
        return _Ready(answer, b"" if asked.method == "HEAD" else data)

    def _begun(self, asked: Asked, version: Version, *, packed: bool) -> Answer:
        return ranges.of_file(asked, version, private=self._private, packed=packed, shared=self.shared)

    def address(self, request: Request) -> str:
        """The address of the show for this visitor: the one in base_url or the one of this server."""
        if self.base and (request.through_proxy or hosts.same_place(request.host, self.base)):
            return self.base
        return f"{request.scheme}://{request.host.text}/{self.under}{self._prefix}"

    def _root(self, request: Request, name: str) -> str:
        """The address below which the file is served, if it is not the one with which it was written; else ""."""
        if not home.has_addresses(name):
            return ""
        address = self.address(request)
        if not home.is_front_page(name):
            return "" if address == self.base else address
        # It tells how to subscribe, also with a phone, which does not reach what is called localhost here. That of a
        # private show has no address until it is served.
        if self.network and reach(address) is Reach.MACHINE:
            address = f"{self.network}{self.under}{self._prefix}"
        return "" if address == self.base and not self.token else address

    @property
    def _prefix(self) -> str:
        return f"{self.token}/" if self.token else ""

    def _at(self, name: str, root: str, data: bytes) -> bytes:
        if not root:
            return data
        serve = page_address.serve_command(self.show.folder.resolve().name)
        return home.at(name, data, self._written_for(data), root, serve)

    def _written_for(self, data: bytes) -> str:
        """The address with which *data* was written: the show may have moved since the server began."""
        if not self.base:
            return home.root_of(data, self._prefix)
        if self.base.encode() in data:
            return self.base
        with contextlib.suppress(OSError):
            written = moved.own_address((self.public / "feed.xml").read_bytes())
            return written.removesuffix("feed.xml") or self.base
        return self.base

    async def _missing(self, send: Send, asked: Asked, home: str = "") -> None:
        if asked.takes_html:
            page = pages.not_found(self.show.settings, home)
            policy = (b"content-security-policy", ranges.policy_for("").encode())
            await say(send, asked, 404, page, [policy], kind=b"text/html; charset=utf-8")
            return
        await say(send, asked, 404, "not found")

    async def _failed(self, send: Send, request: Request, error: OSError) -> None:
        public, asked = self.public, request.asked
        if error.errno in ABSENT and (public / "feed.xml").is_file():
            await self._missing(send, asked, urlsplit(self.address(request)).path)
            return
        if error.errno in ABSENT:
            # Not 404, at which an app may give the show up.
            if not self.is_lost:
                self.is_lost = True
                self.note(f"there is no show in {public} any more; if it comes back, it is served again")
            await say(send, asked, 503, "the show cannot be read at the moment", [(b"retry-after", b"60")])
            return
        if error.errno in (errno.EMFILE, errno.ENFILE):
            await say(send, asked, 503, "too many files are open", [(b"retry-after", b"5")])
            return
        # Only the kind of error: the path is not for the client to see.
        await say(send, asked, 500, f"could not read it: {os.strerror(error.errno or 0)}")


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a host that is answered."""

    asked: Asked
    host: Host
    scope: Scope

    @property
    def scheme(self) -> str:
        """As the listener sees it: a proxy on this computer may have ended TLS."""
        client = self.scope.get("client")
        if client and client[0] in ("127.0.0.1", "::1") and self.asked.get(b"x-forwarded-proto") == "https":
            return "https"
        return str(self.scope["scheme"])

    @property
    def through_proxy(self) -> bool:
        # Proxies that add no header speak HTTP/1.0 to the server behind them.
        return self.scope["http_version"] == "1.0" or any(name in self.asked.headers for name in FORWARDED)


def host_of(asked: Asked, scope: Scope) -> Host | None:
    """The host of the request. HTTP/1.0 need not name one; then it is the address at which it arrived."""
    header = asked.get(b"host")
    if not header and scope["http_version"] == "1.0" and scope.get("server"):
        name, port = scope["server"]
        header = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    return hosts.parse(header)


def with_slash(scope: Scope) -> bytes:
    last = bytes(scope["raw_path"]).rpartition(b"/")[2]
    query = scope["query_string"]
    return b"".join((last, b"/", b"?" + query if query else b""))


# ---------------------------------------------------------------- sending


async def say(
    send: Send, asked: Asked, status: int, text: str, more: Headers | None = None, *,
    kind: bytes = b"text/plain; charset=utf-8",
) -> None:  # fmt: skip
    body = text.encode() + b"\n"
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), *(more or ())]
    headers.append((b"x-content-type-options", b"nosniff"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if asked.method == "HEAD" else body})


@dataclass(frozen=True, slots=True)
class _Ready:
    """An answer with its file, in memory or open, or with neither. What goes wrong from here on cuts it short."""

    answer: Answer
    data: bytes = b""
    stream: IO[bytes] | None = None

    async def go(self, scope: Scope, send: Send) -> None:
        with self.stream or contextlib.nullcontext():
            await send({"type": "http.response.start", "status": self.answer.status, "headers": self.answer.headers})
            if self.stream is None:
                await self._send_data(send)
                return
            if ZERO_COPY in (scope.get("extensions") or ()):
                start, count = self.answer.start, self.answer.end - self.answer.start
                with contextlib.suppress(io.UnsupportedOperation):  # some file systems cannot
                    await send({"type": ZERO_COPY, "file": self.stream, "offset": start, "count": count})
                    return
            await self._send_chunks(self.stream, send)

    async def _send_data(self, send: Send) -> None:
        start, end = self.answer.start, min(self.answer.end, len(self.data))
        while end - start > PIECE:
            await send({"type": "http.response.body", "body": self.data[start : start + PIECE], "more_body": True})
            start += PIECE
        await send({"type": "http.response.body", "body": self.data[start:end]})

    async def _send_chunks(self, stream: IO[bytes], send: Send) -> None:
        """Constant memory, where the system cannot send the file by itself."""
        start, end = self.answer.start, self.answer.end
        await asyncio.to_thread(stream.seek, start)
        while start < end:
            chunk = await asyncio.to_thread(stream.read, min(CHUNK, end - start))
            if not chunk:
                return  # cut short by somebody: the server closes the connection, and the client sees it
            start += len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": start < end})
