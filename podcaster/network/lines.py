"""A connection to one server and a request on it, ended in time."""

from __future__ import annotations

import contextlib
import math
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import responses
from typing import TYPE_CHECKING, Any

from podcaster import files
from podcaster.errors import UsageError
from podcaster.network.routes import LOOK, Route, WebError, problem, shown

if TYPE_CHECKING:
    import httpx


# What a status means to somebody who reads.
_MEANINGS = {
    401: "it answers only to those who sign in",
    402: "it wants to be paid",
    403: "it refuses programs, or everybody who has not signed in",
    404: "there is nothing at this address",
    410: "what was at this address is gone",
    429: "it was asked too often",
    451: "the law forbids it to answer",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: *seconds* for each piece of an answer, and until *deadline* for all of them."""

    seconds: float
    deadline: float = math.inf  # of time.monotonic()

    @classmethod
    def altogether(cls, seconds: float) -> Patience:
        """*seconds* from now on for everything."""
        return cls(seconds, time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds that the next step may take; below 0 when it is too late."""
        return min(self.seconds, self.deadline - time.monotonic())


@dataclass(slots=True)
class Line:
    """The connection to one server."""

    client: httpx.Client
    kept: bool
    socket: socket.socket | None = None  # of the connection that stands
    turn: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Request:
    """What a server is asked."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None


@contextlib.contextmanager
def response(
    way: Route, request: Request, patience: Patience, line: Line
) -> Iterator[tuple[httpx.Response, httpx.URL]]:
    """The head of the answer to one request, its body still to come, and the URL that was asked."""
    import httpx

    through = f" through the proxy {shown(way.proxy)}" if way.proxy else ""
    with _Alarm(patience, line) as alarm:
        *others, last = way.places
        what = "could not be fetched" if request.body is None else "could not be told"
        with _translated(way.address, f"{what}{through}", patience):
            for place in others:
                with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                    response = _send(line, way, place, request, alarm)
                    break
            else:
                place, response = last, _send(line, way, last, request, alarm)
        with contextlib.closing(response):
            yield response, place


def client(way: Route, certificates: ssl.SSLContext) -> httpx.Client:
    """What speaks to the server on *way*."""
    import httpx

    try:
        limits = httpx.Limits(max_keepalive_connections=1)
        return httpx.Client(verify=certificates, proxy=way.proxy or None, trust_env=False, limits=limits)
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        raise UsageError(
            f"the proxy {shown(way.proxy)} cannot be used: {error}",
            hint="HTTPS_PROXY and HTTP_PROXY name a proxy as in http://proxy.example:3128; NO_PROXY lists exceptions",
        ) from error


def _send(line: Line, way: Route, place: httpx.URL, asked: Request, alarm: _Alarm) -> httpx.Response:
    import httpx

    # The server has to prove that it is the host of the address, not the IP address in *place*.
    name = {} if way.proxy else {"sni_hostname": way.url.raw_host.decode()}
    closing = {} if line.kept else {"Connection": "close"}
    request = line.client.build_request(
        asked.method,
        place,
        content=asked.body,
        headers={**asked.headers, "Host": way.url.netloc.decode(), **closing},
        timeout=max(alarm.patience.left, 0.001),
        extensions={**name, "trace": alarm.watch},
    )
    try:
        return line.client.send(request, stream=True)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        # A server may close a connection that was kept just when it is used again.
        if alarm.connected or asked.method not in ("GET", "HEAD") or alarm.patience.left <= 0:
            raise
        return line.client.send(request, stream=True)


def pieces(response: httpx.Response, address: str, patience: Patience) -> Iterator[bytes]:
    """The body as it comes."""
    with _translated(address, "the connection broke off", patience):
        for chunk in response.iter_raw():
            if patience.left <= 0:
                raise too_late(address, patience)
            yield chunk
    if patience.left <= 0:  # a body without a length looks whole when the connection is cut
        raise too_late(address, patience)


class _Alarm:
    """Ends a connection at the deadline: the time limit of a read begins anew with each byte, and a server may drip."""

    def __init__(self, patience: Patience, line: Line) -> None:
        self.patience = patience
        self.connected = False  # by this request, not by one before
        self._line = line
        left = patience.deadline - time.monotonic()
        self._timer = threading.Timer(min(max(left, 0), threading.TIMEOUT_MAX), self._ring)
        self._timer.daemon = True

    def __enter__(self) -> _Alarm:
        if self.patience.deadline < math.inf:
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Learn from httpx (extension "trace") what the connection is; it becomes another with TLS."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._line.socket = info["return_value"].get_extra_info("socket")
            self.connected = True
            if self.patience.left <= 0:
                self._ring()

    def _ring(self) -> None:
        if self._line.socket is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket's: another thread is reading.
                socket.socket.shutdown(self._line.socket, socket.SHUT_RDWR)


# ---------------------------------------------------------------- what went wrong


@contextlib.contextmanager
def _translated(address: str, what: str, patience: Patience) -> Iterator[None]:
    """Turn the errors of httpx into ours."""
    import httpx

    try:
        yield
    except httpx.TimeoutException as error:
        raise too_late(address, patience) from error
    except (httpx.InvalidURL, UnicodeError) as error:  # httpx parses the address of a redirect that nobody follows, too
        raise problem(address, "a redirect to what is not an address", hint=LOOK) from error
    except httpx.HTTPError as error:
        if patience.left <= 0:
            raise too_late(address, patience) from error
        reason = files.safe_text(re.sub(r"^\[Errno -?\d+\] ", "", str(error)))[:200]
        raise problem(address, f"{what}: {reason}", hint="check the address, or try again", temporary=True) from error


def too_late(address: str, patience: Patience) -> WebError:
    """The error of a server that is too slow."""
    return problem(address, f"no answer within {patience.seconds:g} s", hint="try again later", temporary=True)


def refused(address: str, status: int, words: str = "") -> WebError:
    """The error that a status stands for."""
    reason = f"the server said {status} {files.safe_text(words) or responses.get(status, '')}".rstrip()
    meaning = _MEANINGS.get(status) or ("it has a fault, or too much to do" if status >= 500 else "")
    reason += f": {meaning}" if meaning else ""
    temporary = status == 429 or status >= 500
    hint = "try again later" if temporary else "check the address in a browser"
    return problem(address, reason, hint=hint, status=status, temporary=temporary)
