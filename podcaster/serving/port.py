"""The port to listen on, and the reasons why it cannot be used."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import re
import socket
from pathlib import Path
from typing import Any, NamedTuple

from podcaster.errors import UsageError

FURTHER = 20  # ports that are tried for the next free one
BACKLOG = 512


class _Place(NamedTuple):
    """A place to listen, as getaddrinfo names it."""

    family: int
    kind: int
    protocol: int
    address: tuple[Any, ...]

    def at(self, port: int) -> _Place:
        return self._replace(address=(self.address[0], port, *self.address[2:]))


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises UsageError; its hint is a command that works, if one is known."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host[1:-1] if host.startswith("[") and host.endswith("]") else host,
            port,
            type=socket.SOCK_STREAM,
            flags=socket.AI_PASSIVE,
        )[0]
    except OverflowError as error:
        raise _no_port(port) from error
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"could not listen on {host!r}: {reason}", hint="127.0.0.1, or 0.0.0.0 for all") from error
    place = _Place(family, kind, protocol, address)
    try:
        return _listening(place)
    except OverflowError as error:
        raise _no_port(port) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise _in_use(host, port, place) from error
        if error.errno == errno.EACCES and 0 < port < 1024:
            what = f"port {port} needs the rights of an administrator, like every port below 1024"
            raise UsageError(what, hint="the same command with --port 8000") from error
        what = f"could not listen on {host} port {port}: {error.strerror}"
        raise UsageError(what, hint="127.0.0.1, or 0.0.0.0 for all") from error


def _no_port(port: int) -> UsageError:
    return UsageError(f"there is no port {port}", hint="the same command with --port 8000")


def _listening(place: _Place) -> socket.socket:
    listener = socket.socket(place.family, place.kind, place.protocol)
    try:
        if os.name != "nt":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place.address)
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def _in_use(host: str, port: int, place: _Place) -> UsageError:
    hint = "choose another: --port 0 takes any free one"
    for other in range(port + 1, min(port + 1 + FURTHER, 65536)):
        with contextlib.suppress(OSError):
            _listening(place.at(other)).close()
            hint = f"port {other} is free: the same command with --port {other}"
            break
    by = user_of(port)
    return UsageError(f"port {port} on {host} is in use{f' by {by}' if by else ''}", hint=hint)


def user_of(port: int, proc: Path = Path("/proc")) -> str:
    """The process that listens on a port, as far as Linux tells an ordinary user: "python3 (process 123)"."""
    sockets = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            # local address in hexadecimal, 0A: listening, inode
            sockets |= set(
                re.findall(
                    rf"^ *\d+: [0-9A-F]+:{port:04X} [0-9A-F]+:[0-9A-F]+ 0A (?:\S+ +){{5}}(\d+)",
                    (proc / "net" / table).read_text(),
                    re.MULTILINE,
                )
            )
    wanted = {f"socket:[{inode}]" for inode in sockets}
    for process in proc.glob("[0-9]*") if wanted else ():
        with contextlib.suppress(OSError):
            if any(str(one.readlink()) in wanted for one in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return ""


def reachable(host: str) -> str:
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


_OF_CONTAINERS = ("172.16.0.0/12", "10.88.0.0/15")  # what Docker and Podman give out


def is_of_a_container(host: str, root: Path = Path("/")) -> bool:
    """Whether *host* is an address that this container has, and that means nothing outside of its computer."""
    if not ((root / ".dockerenv").exists() or (root / "run/.containerenv").exists()):
        return False
    with contextlib.suppress(ValueError):
        return any(ipaddress.ip_address(host) in ipaddress.ip_network(net) for net in _OF_CONTAINERS)
    return False


def descriptors() -> int:
    """How many files and connections this process may have open, after asking for as many as there can be."""
    try:
        import resource
    except ImportError:
        return 8192  # Windows has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (65536, 10240):  # macOS calls its limit infinite, and gives 10,240
        wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(OSError, ValueError):
            if soft < wanted:
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            break
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
