"""From where an address can be reached, judged by the address alone: nothing is looked up."""

from __future__ import annotations

import ipaddress
import re
import socket
from enum import StrEnum
from urllib.parse import urlsplit


class Reach(StrEnum):
    """Who can fetch something from an address."""

    MACHINE = "only this computer"
    NETWORK = "only your own network"
    WORLD = "everybody"


# RFC 6761 and the names that /etc/hosts has for a computer itself.
OWN_NAMES = {"localhost", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback"}
# Names that no public DNS has: mDNS (RFC 6762), home networks (RFC 8375), what routers and companies use.
NETWORK_NAMES = ("local", "lan", "home", "home.arpa", "internal", "intranet", "private", "corp", "localdomain")


def reach(address: str) -> Reach:
    """Who can reach a web address: http://nas.local/ is good enough at home, http://localhost/ nowhere else."""
    host = (urlsplit(address).hostname or "").rstrip(".").lower()
    first = host.split(".", maxsplit=1)[0]
    if host in OWN_NAMES or host.endswith(".localhost") or (first in OWN_NAMES and host.endswith(".localdomain")):
        return Reach.MACHINE
    if number := _ip(host):
        if number.is_loopback or number.is_unspecified or int(number) >> 24 == 0:  # 0.0.0.0/8 is "this network"
            return Reach.MACHINE
        return Reach.WORLD if number.is_global else Reach.NETWORK
    if "." not in host or host.endswith(tuple(f".{name}" for name in NETWORK_NAMES)):
        return Reach.NETWORK
    return Reach.WORLD


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The number that *host* is, also in the old forms that programs accept: 127.1, 0x7f000001, 2130706433."""
    try:
        number = ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        if not re.fullmatch(r"(?:0x)?[0-9a-f]+(?:\.(?:0x)?[0-9a-f]+){0,3}", host) or not host[0].isdigit():
            return None
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    mapped = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return mapped or number
