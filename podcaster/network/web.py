"""Answers from other people's servers; nothing else in podcaster opens a connection to fetch or to tell something.

The proxy comes from the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY) or from the settings of macOS and
Windows, the certificates from the system (or SSL_CERT_FILE and SSL_CERT_DIR).
"""

from __future__ import annotations

import contextlib
import ipaddress
import math
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from podcaster import files
from podcaster.errors import HostileError, UnreadableError, UsageError
from podcaster.network.reach import Reach, reach

if TYPE_CHECKING:
    import httpx

REDIRECTS = 5
ADDRESSES = 4  # of one host to try, one after the other
_MOVED = (301, 302, 303, 307, 308)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class WebError(UnreadableError):
    """There is no usable answer. `about` is the address; the attributes help the caller decide whether to retry."""

    status = 0  # of the answer; 0 without one
    temporary = False  # whether the same request may succeed later


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent, after redirects: 200, or 206 to a request for a range."""

    address: str
    status: int
    headers: Mapping[str, str]  # names in any case
    charset: str  # "" if the server named none
    public: bool  # whether it came from the internet rather than from this machine or its network
    chunks: Iterator[bytes]  # the body as it was sent, so still compressed if the request allowed that


@contextlib.contextmanager
def get(address: str, headers: Mapping[str, str], patience: Patience, *, home: bool = True) -> Iterator[Answer]:
    """The answer to a GET request, for the length of the block.

    *home*: whether *address* may lead to this machine or its network, which is right for what the user typed. However
    that is, no redirect of a public server leads there. Raises WebError, HostileError, UsageError.
    """
    address = current = address.strip()
    trusted = certificates()
    for _ in range(REDIRECTS + 1):
        with contextlib.ExitStack() as stack:
            route = _route(current, home, address)
            response, url = stack.enter_context(_response(route, headers, patience, trusted))
            public = route.public if route.proxy else is_public(url.host)
            if response.status_code in _MOVED:
                current, home = _following(current, response), home and not public
                continue
            if response.status_code not in (200, 206):
                raise _refusal(current, response)
            charset, chunks = response.charset_encoding or "", _chunks(response, current, patience)
            yield Answer(current, response.status_code, response.headers, charset, public, chunks)
            return
    raise _problem(address, f"more than {REDIRECTS} redirects")


def post(address: str, form: Sequence[tuple[str, str]], patience: Patience) -> int:
    """Send a form, as the user asked. Returns the status of the answer, 200 to 299; no redirect is followed.

    Raises WebError, UsageError.
    """
    address = address.strip()
    route = replace(_route(address, True, address), form=urlencode(form).encode())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with _response(route, headers, patience, certificates()) as (response, _):
        if not 200 <= response.status_code < 300:
            raise _refusal(address, response)
        return response.status_code


def _following(address: str, response: httpx.Response) -> str:
    place: str = response.headers.get("location", "")
    try:
        following = urljoin(address, place)
    except ValueError as error:
        raise _problem(address, f"a redirect to {files.safe_text(place)[:100]}, which is not an address") from error
    if not place:
        raise _problem(address, "a redirect that leads nowhere")
    return following


def shown(address: str) -> str:
    """An address for messages and logs, without user names, passwords and fragments."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        return files.safe_text(urlunsplit((parts.scheme, host, parts.path, parts.query, "")))[:300]
    except ValueError:
        return files.safe_text(address)[:300]


def is_public(address: str) -> bool:
    """Whether an IP address is out in the internet: not this machine, not its network, nor hidden inside IPv6."""
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


# ---------------------------------------------------------------- where to connect to


@dataclass(frozen=True, slots=True)
class _Route:
    """A request's way to its server."""

    address: str  # as it was typed, or as a redirect named it
    url: httpx.URL
    places: tuple[httpx.URL, ...]  # what to ask, the first that can be reached: the same URL with each IP address
    proxy: str  # "" for none
    public: bool  # as far as that is known before there is a connection
    form: bytes | None = None  # what is sent by POST; None: nothing is, by GET


def _route(address: str, home: bool, start: str) -> _Route:
    """The way to an address, looked up once and checked. *start*: the address that led there by redirects, or itself.

    The request goes to the IP address that was checked: a second look-up of the name could give another one.
    """
    url = _url(address)
    proxy = _proxy(url)
    found = _look_up(url)
    public = [place for place in found if is_public(place)]
    if proxy:
        # The proxy looks the name up again and may find something else, so everything that is known must be public. A
        # name that only the proxy can look up is judged by what it looks like.
        outside = len(public) == len(found) if found else reach(str(url)) is Reach.WORLD
        allowed = [url.host] if outside or home else []
    else:
        if not found:
            raise _problem(address, "no such host", hint="check the address and the network", temporary=True)
        outside = len(public) == len(found)
        allowed = found if home else public
    if not allowed:
        what = "it leads to a private address"
        if address != start:
            what = f"it redirects to {shown(address)}, which is a private address"
        raise HostileError(f"{what}", about=shown(start), hint="save the page in a browser, and give the file")
    places = tuple(url if proxy else url.copy_with(host=place) for place in allowed[:ADDRESSES])
    return _Route(address, url, places, proxy, outside)


def _url(address: str) -> httpx.URL:
    import httpx

    name = shown(address)
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        url = httpx.URL(address)
    except (ValueError, httpx.InvalidURL) as error:
        raise UsageError(f"{name}: not an address: {files.safe_text(str(error))}") from error
    if url.scheme not in ("http", "https") or not host:
        raise UsageError(f"{name}: only http and https addresses are fetched")
    if url.userinfo:
        raise UsageError(f"{name}: addresses with a user name or a password are not fetched")
    return url


def _look_up(url: httpx.URL) -> list[str]:
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.raw_host.decode(), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def _proxy(url: httpx.URL) -> str:
    """The address of the proxy for *url*, or "".

    httpx would look for one itself, but by the IP address in the URL rather than by the name, which NO_PROXY lists; and
    it leaves out the exceptions in the settings of macOS and Windows.
    """
    from urllib.request import getproxies, proxy_bypass

    known = getproxies()
    found = known.get(url.scheme) or known.get("all", "")
    if not found or proxy_bypass(url.netloc.decode()):
        return ""
    return found if "://" in found else f"http://{found}"


def certificates() -> ssl.SSLContext:
    """The authorities that are trusted: those of the system, else those of Mozilla."""
    import httpx

    context, known = ssl.create_default_context(), ssl.get_default_verify_paths()
    if not (context.cert_store_stats()["x509_ca"] or known.cafile or known.capath):
        # The Python of python.org for macOS finds none; httpx brings those of Mozilla (certifi).
        return httpx.create_ssl_context(trust_env=False)
    return context


# ---------------------------------------------------------------- a request


@contextlib.contextmanager
def _response(
    route: _Route, headers: Mapping[str, str], patience: Patience, certificates: ssl.SSLContext
) -> Iterator[tuple[httpx.Response, httpx.URL]]:
    """The head of the answer to one request, its body still to come, and the URL that was asked."""
    import httpx

    way = f" through the proxy {shown(route.proxy)}" if route.proxy else ""
    with _client(route, certificates) as client, _Alarm(patience) as alarm:
        *others, last = route.places
        what = "could not be fetched" if route.form is None else "could not be told"
        with _translated(route.address, f"{what}{way}", patience):
            for place in others:
                with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                    response = _send(client, route, place, headers, alarm)
                    break
            else:
                place, response = last, _send(client, route, last, headers, alarm)
        with contextlib.closing(response):
            yield response, place


def _client(route: _Route, certificates: ssl.SSLContext) -> httpx.Client:
    import httpx

    try:
        return httpx.Client(verify=certificates, proxy=route.proxy or None, trust_env=False)
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        raise UsageError(
            f"the proxy {shown(route.proxy)} cannot be used: {error}",
            hint="HTTPS_PROXY and HTTP_PROXY name a proxy as in http://proxy.example:3128; NO_PROXY lists exceptions",
        ) from error


def _send(
    client: httpx.Client, route: _Route, place: httpx.URL, headers: Mapping[str, str], alarm: _Alarm
) -> httpx.Response:
    # The server has to prove that it is the host of the address, not the IP address in *place*.
    name = {} if route.proxy else {"sni_hostname": route.url.raw_host.decode()}
    request = client.build_request(
        "GET" if route.form is None else "POST",
        place,
        content=route.form,
        headers={**headers, "Host": route.url.netloc.decode(), "Connection": "close"},
        timeout=max(alarm.patience.left, 0.001),
        extensions={**name, "trace": alarm.watch},
    )
    return client.send(request, stream=True)


def _chunks(response: httpx.Response, address: str, patience: Patience) -> Iterator[bytes]:
    with _translated(address, "the connection broke off", patience):
        for chunk in response.iter_raw():
            if patience.left <= 0:
                raise _too_late(address, patience)
            yield chunk
    if patience.left <= 0:  # a body without a length looks whole when the connection is cut
        raise _too_late(address, patience)


class _Alarm:
    """Ends a connection at the deadline: the time limit of a read begins anew with each byte, and a server may drip."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._socket: socket.socket | None = None
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
            self._socket = info["return_value"].get_extra_info("socket")
            if self.patience.left <= 0:
                self._ring()

    def _ring(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # not SSLSocket's: another thread is reading


# ---------------------------------------------------------------- what went wrong


@contextlib.contextmanager
def _translated(address: str, what: str, patience: Patience) -> Iterator[None]:
    """Turn the errors of httpx into ours."""
    import httpx

    try:
        yield
    except httpx.TimeoutException as error:
        raise _too_late(address, patience) from error
    except httpx.HTTPError as error:
        if patience.left <= 0:
            raise _too_late(address, patience) from error
        reason = files.safe_text(re.sub(r"^\[Errno -?\d+\] ", "", str(error)))[:200]
        raise _problem(address, f"{what}: {reason}", hint="check the address, or try again", temporary=True) from error


def _too_late(address: str, patience: Patience) -> WebError:
    return _problem(address, f"no answer within {patience.seconds:g} s", hint="try again later", temporary=True)


def _refusal(address: str, response: httpx.Response) -> WebError:
    reason = f"the server said {response.status_code} {files.safe_text(response.reason_phrase)}".rstrip()
    temporary = response.status_code == 429 or response.status_code >= 500
    hint = "try again later" if temporary else "check the address in a browser"
    return _problem(address, reason, hint=hint, status=response.status_code, temporary=temporary)


def _problem(address: str, reason: str, *, hint: str = "", status: int = 0, temporary: bool = False) -> WebError:
    error = WebError(reason, about=shown(address), hint=hint)
    error.status, error.temporary = status, temporary
    return error
