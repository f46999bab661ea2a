"""The host names that the server answers: names and addresses of this computer, and those the user allows."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from podcaster.network.reach import NETWORK_NAMES, OWN_NAMES
from podcaster.publishing.feed_text import web_address

# A malformed host name must not get into the addresses of the feed.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?")
_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True)
class Host:
    """The host of a request, as its header says it."""

    text: str  # with the port: "nas.local:8000", "[::1]:8000"
    name: str  # in lower case, without brackets and without the dot of the root
    port: str  # "" if it is the usual one


@lru_cache(maxsize=256)
def parse(header: str) -> Host | None:
    """The host in a Host header; None if the header is malformed."""
    match = _HOST.fullmatch(header)
    if match is None:
        return None
    return Host(header, match[1].strip("[]").rstrip(".").lower(), match[2] or "")


def same_place(host: Host, base: str) -> bool:
    """Whether *host* is the host of the address *base*, port included."""
    name, port = _place(base)
    return host.name == name and (host.port or port) == port  # a proxy that ends TLS leaves the port out


@lru_cache(maxsize=8)
def _place(base: str) -> tuple[str, str]:
    parts = urlsplit(base)
    return parts.hostname or "", str(parts.port or _PORTS.get(parts.scheme, ""))


def own_names(resolver: Path = Path("/etc/resolv.conf")) -> set[str]:
    """The names of this computer, plain and with the endings that home networks use. No name is looked up.

    *resolver*: names the ending that the router of this network uses, such as fritz.box.
    """
    full = socket.gethostname().rstrip(".").lower()
    first = full.partition(".")[0]
    endings = set(NETWORK_NAMES)
    with contextlib.suppress(OSError, UnicodeError):
        for line in re.findall(r"^(?:search|domain)[ \t]+(.+)$", resolver.read_text(), re.MULTILINE):
            endings.update(ending.strip(".").lower() for ending in line.split())
    return {*OWN_NAMES, full, first, *(f"{first}.{ending}" for ending in endings)} - {""}


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts that are answered, so that no web page can point a name of its own at this computer and read the show.

    An address in numbers is always answered: such a page would have to have a name.
    """

    names: frozenset[str] | None = None  # None: any

    @classmethod
    def of_this_computer(cls, more: Iterable[str] = (), *, base: str = "") -> Hosts:
        """Its own names, the host of the address *base*, and *more*; "*" allows every name."""
        names = [name.strip().rstrip(".").lower() for name in more]
        if "*" in names:
            return cls(None)
        there = urlsplit(web_address(base)).hostname if base else None
        return cls(frozenset(filter(None, (*own_names(), there, *names))))

    def allow(self, host: Host) -> bool:
        return self.names is None or host.name in self.names or _is_number(host.name)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
