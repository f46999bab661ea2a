"""The way to a server: its address looked up once and checked, a proxy, and whom to trust."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podcaster import files
from podcaster.errors import HostileError, UnreadableError, UsageError
from podcaster.network import discreet
from podcaster.network.reach import Reach, reach

if TYPE_CHECKING:
    import httpx

ADDRESSES = 4  # of one host to try, one after the other
LOOK = "look at the address in a browser"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class WebError(UnreadableError):
    """There is no usable answer. `about` is the address; the attributes help the caller decide whether to retry."""

    status = 0  # of the answer; 0 without one
    temporary = False  # whether the same request may succeed later
    wait_s = 0.0  # seconds that the server asks to wait


def problem(address: str, reason: str, *, hint: str = "", status: int = 0, temporary: bool = False) -> WebError:
    """What is wrong with *address*, or with what came from there."""
    error = WebError(reason, about=shown(address), hint=hint)
    error.status, error.temporary = status, temporary
    return error


def shown(address: str) -> str:
    """An address for messages and logs, without user names, passwords, fragments, and what looks like a token."""
    try:
        return files.safe_text(discreet.masked(address))[:300]
    except ValueError:  # it cannot be taken apart: what may be a secret is left out all the more
        bare = re.sub(r"//[^/?#]*@", "//", address)
        return files.safe_text(re.split(r"[?#]", bare, maxsplit=1)[0])[:300]


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


@dataclass(frozen=True, slots=True)
class Route:
    """A request's way to its server."""

    address: str  # as it was typed, or as a redirect named it
    url: httpx.URL
    places: tuple[httpx.URL, ...]  # what to ask, the first that can be reached: the same URL with each IP address
    proxy: str  # "" for none
    public: bool  # as far as that is known before there is a connection


def route(address: str, home: bool, start: str, known: dict[str, list[str]]) -> Route:
    """The way to an address, looked up once and checked. *start*: the address that led there by redirects, or itself.

    The request goes to the IP address that was checked: a second look-up of the name could give another one. *known*:
    what was looked up before.
    """
    url = _url(address, start)
    proxy = _proxy(url)
    host = url.netloc.decode()
    found = known[host] = known.get(host) or _look_up(url)
    public = [place for place in found if is_public(place)]
    if proxy:
        # The proxy looks the name up again and may find something else, so everything that is known must be public. A
        # name that only the proxy can look up is judged by what it looks like.
        outside = len(public) == len(found) if found else reach(str(url)) is Reach.WORLD
        allowed = [url.host] if outside or home else []
    else:
        if not found:
            raise problem(address, "no such host", hint="check the address and the network", temporary=True)
        outside = len(public) == len(found)
        allowed = found if home else public
    if not allowed:
        what = "it leads to a private address"
        if address != start:
            what = f"it redirects to {shown(address)}, which is a private address"
        raise HostileError(f"{what}", about=shown(start), hint="save the page in a browser, and give the file")
    places = tuple(url if proxy else url.copy_with(host=place) for place in allowed[:ADDRESSES])
    return Route(address, url, places, proxy, outside)


def _url(address: str, start: str) -> httpx.URL:
    import httpx

    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        url = httpx.URL(address)
    except (ValueError, httpx.InvalidURL) as error:
        raise _unusable(address, start, f"not an address: {files.safe_text(str(error))}") from error
    if url.scheme not in ("http", "https") or not host:
        raise _unusable(address, start, "only http and https addresses are fetched")
    if url.userinfo:
        raise _unusable(address, start, "addresses with a user name or a password are not fetched")
    return url


def _unusable(address: str, start: str, reason: str) -> UsageError | WebError:
    """The error of an address that cannot be fetched: a mistake of the user, unless a server redirected to it."""
    if address == start:
        return UsageError(f"{shown(address)}: {reason}")
    return problem(start, f"it redirects to {shown(address)}: {reason}", hint=LOOK)


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
