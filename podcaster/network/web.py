"""Answers from other people's servers; nothing else in podcaster opens a connection to fetch or to tell something.

The proxy comes from the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY) or from the settings of macOS and
Windows, the certificates from the system (or SSL_CERT_FILE and SSL_CERT_DIR).
"""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode, urljoin, urlsplit

from podcaster.errors import HostileError
from podcaster.network.lines import Line, Patience, Request, client, pieces, refused, response, too_late
from podcaster.network.packed import unpacked
from podcaster.network.routes import LOOK, Route, WebError, certificates, is_public, problem, route, shown

if TYPE_CHECKING:
    import httpx

__all__ = [
    "Answer",
    "Connections",
    "Patience",
    "Reply",
    "WebError",
    "ask",
    "certificates",
    "get",
    "is_public",
    "post",
    "shown",
]

REDIRECTS = 5
LIMIT = 50_000_000  # bytes of an answer that is kept in memory
_MOVED = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
# The headers that may be sent to another server after a redirect; none of them identifies the user.
_HARMLESS = {
    "accept",
    "accept-encoding",
    "accept-language",
    "user-agent",
    "range",
    "if-range",
    "if-none-match",
    "if-modified-since",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent, after redirects. From `get`: 200, or 206 to a request for a range."""

    address: str
    status: int
    reason: str  # the words behind the status
    headers: Mapping[str, str]  # names in any case
    charset: str  # "" if the server named none
    public: bool  # whether it came from the internet rather than from this machine or its network
    chunks: Iterator[bytes]  # the body; from `get` as it was sent, so still compressed if the request allowed that
    moved: str = ""  # the new address, if every redirect on the way was permanent; else ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of any status with its whole body, unpacked."""

    address: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in any case
    charset: str
    public: bool
    body: bytes
    moved: str = ""

    def refuse(self) -> None:
        """Raise WebError unless the status is 200 to 299."""
        if not 200 <= self.status < 300:
            raise refused(self.address, self.status)

    def json(self) -> Any:
        """The value that the body holds. Raises WebError for a status that is no success, and for anything else."""
        self.refuse()
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            kind = "a web page" if self.body[:1000].lstrip().startswith(b"<") else "something else"
            hint = "check the address: another program may be answering there, or a page that asks for a password"
            raise problem(self.address, f"the server sent {kind} instead of JSON", hint=hint) from error


@contextlib.contextmanager
def get(address: str, headers: Mapping[str, str], patience: Patience, *, home: bool = True) -> Iterator[Answer]:
    """The answer to a GET request, for the length of the block.

    *home*: whether *address* may lead to this machine or its network, which is right for what the user typed. However
    that is, no redirect of a public server leads there. Raises WebError, HostileError, UsageError.
    """
    with Connections(home=home, kept=False) as connections:
        packed = connections.packed("GET", address, headers, None, patience)
        with packed as answer:
            if answer.status not in (200, 206):
                raise refused(answer.address, answer.status, answer.reason)
            yield answer


def post(address: str, form: Sequence[tuple[str, str]], patience: Patience) -> int:
    """Send a form, as the user asked. Returns the status of the answer, 200 to 299; no redirect is followed.

    Raises WebError, UsageError.
    """
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with (
        Connections(kept=False) as connections,
        connections.packed("POST", address, headers, urlencode(form).encode(), patience) as answer,
    ):
        if not 200 <= answer.status < 300:
            raise refused(answer.address, answer.status, answer.reason)
        return answer.status


def ask(
    method: str,
    address: str,
    headers: Mapping[str, str],
    body: bytes | None,
    patience: Patience,
    *,
    home: bool = True,
) -> Reply:
    """One request, and the whole answer to it, whatever its status. Several: see Connections."""
    with Connections(home=home, kept=False) as connections:
        return connections.ask(method, address, headers, body, patience)


class Connections:
    """Connections to servers, kept from one request to the next: one to each server, until the block ends.

    Threads may share it; requests to one server wait for one another. *home*: see `get`.
    """

    def __init__(self, *, home: bool = True, kept: bool = True) -> None:
        self.home = home
        self._kept = kept
        self._trusted: ssl.SSLContext | None = None
        self._lines: dict[tuple[str, str, str], Line] = {}
        self._found: dict[str, list[str]] = {}  # what a host was found to be, as long as its connection is kept
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines.values():
            line.client.close()

    def ask(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        body: bytes | None,
        patience: Patience,
        *,
        limit: int = LIMIT,
    ) -> Reply:
        """The whole answer, whatever its status. A header "Accept-Encoding" is not needed.

        Raises WebError if there is none, HostileError if it has more than *limit* bytes, UsageError for a bad address.
        """
        with self.open(method, address, headers, body, patience) as answer:
            content = bytearray()
            for chunk in answer.chunks:
                content += chunk
                if len(content) > limit:
                    raise HostileError(f"more than {limit // 1_000_000} MB", about=shown(answer.address))
            return Reply(
                answer.address,
                answer.status,
                answer.headers,
                answer.charset,
                answer.public,
                bytes(content),
                answer.moved,
            )

    @contextlib.contextmanager
    def open(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None, patience: Patience
    ) -> Iterator[Answer]:
        """The answer, whatever its status, for the length of the block, with its body unpacked piece by piece."""
        asked = {"Accept-Encoding": "gzip, identity", **headers}
        with self.packed(method, address, asked, body, patience) as answer:
            encoding = answer.headers.get("Content-Encoding", "")
            yield replace(answer, chunks=unpacked(answer.chunks, encoding, shown(answer.address)))

    @contextlib.contextmanager
    def packed(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None, patience: Patience
    ) -> Iterator[Answer]:
        """The answer with its body as it was sent. Redirects are followed for GET and HEAD.

        On the way to another server nothing is sent on that tells who asks: no Authorization, no cookie, no token.
        """
        address = current = address.strip()
        home, moved, for_good = self.home, "", True
        for _ in range(REDIRECTS + 1):
            with contextlib.ExitStack() as stack:
                way = self._route(current, home, address)
                line = stack.enter_context(self._line(way, patience))
                request = Request(method, headers, body)
                reply, url = stack.enter_context(response(way, request, patience, line))
                public = way.public if way.proxy else is_public(url.host)
                if reply.status_code in _MOVED and method in ("GET", "HEAD"):
                    following, home = _following(current, reply), home and not public
                    if not same_server(current, following):
                        headers = {name: value for name, value in headers.items() if name.lower() in _HARMLESS}
                    for_good = for_good and reply.status_code in _FOR_GOOD
                    moved, current = following if for_good else moved, following
                    continue
                charset, chunks = reply.charset_encoding or "", pieces(reply, current, patience)
                yield Answer(
                    current,
                    reply.status_code,
                    reply.reason_phrase,
                    reply.headers,
                    charset,
                    public,
                    chunks,
                    moved,
                )
                return
        raise problem(address, f"more than {REDIRECTS} redirects", hint=LOOK)

    def _route(self, address: str, home: bool, start: str) -> Route:
        return route(address, home, start, self._found if self._kept else {})

    @contextlib.contextmanager
    def _line(self, way: Route, patience: Patience) -> Iterator[Line]:
        """The connection to a server, for one request."""
        with self._lock:
            key = (way.url.scheme, way.url.netloc.decode(), way.proxy)
            line = self._lines.get(key)
            if line is None:
                self._trusted = self._trusted or certificates()
                line = self._lines[key] = Line(client(way, self._trusted), self._kept)
        if not line.turn.acquire(timeout=max(patience.left, 0)):
            raise too_late(way.address, patience)
        try:
            yield line
        finally:
            line.turn.release()


def same_server(one: str, other: str) -> bool:
    """Whether two addresses have the same scheme, host and port."""
    return urlsplit(one)[:2] == urlsplit(other)[:2]


def _following(address: str, response: httpx.Response) -> str:
    place: str = response.headers.get("location", "")
    try:
        following = urljoin(address, place)
    except ValueError as error:
        raise problem(address, f"a redirect to {shown(place)[:100]}, which is not an address", hint=LOOK) from error
    if not place:
        raise problem(address, "a redirect that leads nowhere", hint=LOOK)
    return following
