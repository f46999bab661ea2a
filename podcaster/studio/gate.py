"""Who is let into the studio: which hosts are answered, who needs the key, and what pages of other sites may not do.

A request of this computer to itself needs no key, unless the owner wants one. What comes through a proxy counts as
coming from elsewhere.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from podcaster.network.reach import Reach, reach
from podcaster.serving.hosts import Host, Hosts, same_place
from podcaster.serving.ranges import Asked
from podcaster.serving.site import FORWARDED, Scope, host_of
from podcaster.studio.keys import Keys
from podcaster.studio.refusals import Refusal

SHARE = "/studio/share"
KEY = "/studio/key"
STATIC = "/studio/static/"
OPEN = ("/studio/manifest.webmanifest", KEY, SHARE)  # without a key, like STATIC; none of them tells of the show
READING = ("GET", "HEAD")
_LOCAL = ("127.0.0.1", "::1")


class Way(StrEnum):
    """How a request was let in."""

    HERE = "from this computer"
    COOKIE = "with the cookie of a browser that was given the key"
    BEARER = "with the key itself"
    NONE = "not at all"


@dataclass(slots=True)
class Slowing:
    """Delays wrong keys, longer each time; the right key is never delayed."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    waiting: int = 0
    _tries: dict[str, tuple[int, float]] = field(default_factory=dict)  # by client: how many, and when the last was

    FORGET_S = 600.0
    MOST_S = 8.0
    CLIENTS = 1000
    WAITING = 32  # at once; further ones are refused at once, or they would take the place of answers

    async def wait(self, client: str) -> None:
        count, last = self._tries.pop(client, (0, 0.0))
        count = count + 1 if self.now() - last < self.FORGET_S else 1
        self._tries[client] = count, self.now()
        while len(self._tries) > self.CLIENTS:
            del self._tries[next(iter(self._tries))]
        if self.waiting >= self.WAITING:
            raise Refusal(429, "Too many wrong keys", "Wait a minute", retry_s=60)
        self.waiting += 1
        try:
            await self.sleep(min(self.MOST_S, 0.25 * 2 ** min(count - 1, 10)))
        finally:
            self.waiting -= 1


@dataclass(slots=True)
class Gate:
    """*open_here*: requests of this computer to itself need no key. *hosts*: further ones that are answered."""

    keys: Keys
    open_here: bool = True
    hosts: Hosts = field(default_factory=lambda: Hosts(frozenset()))
    slowing: Slowing = field(default_factory=Slowing)

    async def way_in(self, scope: Scope) -> Way:
        """How the request was let in. Raises Refusal if it comes from where it may not, or without the key."""
        asked = Asked.of(scope["method"], scope["headers"])
        host = host_of(asked, scope)
        if host is None:
            raise Refusal(400, "The request names no host")
        way = await self._way(asked, scope, host)
        if not _is_this_computer(host) and not self.hosts.allow(host):
            hint = f"If this is a name of this computer: podcaster studio --allow-host {host.name}"
            raise Refusal(421, f"{host.name} is not a name of this studio", hint)
        path = str(scope["path"])
        if way is not Way.BEARER and path != SHARE:
            _refuse_foreign(asked, host)
        if way is Way.NONE and path not in OPEN and not path.startswith(STATIC):
            raise Refusal(401, "The studio needs its key")
        return way

    async def _way(self, asked: Asked, scope: Scope, host: Host) -> Way:
        kind, _, given = asked.get(b"authorization").partition(" ")
        if kind.lower() == "bearer" and self.keys.key:
            await self.refuse_wrong(given, client_of(scope))
            return Way.BEARER
        if self.keys.is_cookie(_cookies(asked).get(self.keys.cookie_name, "")):
            return Way.COOKIE
        # A proxy on this computer says so in a header, or speaks HTTP/1.0.
        proxied = scope["http_version"] == "1.0" or any(name in asked.headers for name in FORWARDED)
        near = client_of(scope) in _LOCAL and not proxied
        if self.open_here and near and _is_this_computer(host):
            return Way.HERE
        return Way.NONE

    async def refuse_wrong(self, given: str, client: str) -> None:
        """Raises Refusal, after a while, if *given* is not the key."""
        if self.keys.is_key(given):
            return
        await self.slowing.wait(client)
        raise Refusal(401, "This is not the key of the studio", "podcaster studio --new-key makes a new one")


def is_secure(scope: MutableMapping[str, Any]) -> bool:
    """Whether the browser speaks HTTPS: a proxy on this computer may have ended it."""
    asked = Asked.of(scope["method"], scope["headers"])
    return scope["scheme"] == "https" or (
        client_of(scope) in _LOCAL and asked.get(b"x-forwarded-proto") == "https"
    )  # fmt: skip


def is_foreign(scope: MutableMapping[str, Any]) -> bool:
    """Whether another site, or an unknown sender, made the browser send this."""
    asked = Asked.of(scope["method"], scope["headers"])
    host = host_of(asked, dict(scope))
    return host is None or not _is_ours(asked, host, unknown=False)


def client_of(scope: MutableMapping[str, Any]) -> str:
    client = scope.get("client")
    return str(client[0]).removeprefix("::ffff:") if client else ""


def _is_this_computer(host: Host) -> bool:
    name = f"[{host.name}]" if ":" in host.name else host.name
    return reach(f"http://{name}/") is Reach.MACHINE


def _cookies(asked: Asked) -> dict[str, str]:
    found = SimpleCookie()
    try:
        found.load(asked.get(b"cookie").replace(", ", "; "))  # several lines of one header are one, with commas
    except CookieError:
        return {}
    return {name: one.value for name, one in found.items()}


# ---------------------------------------------------------------- pages of other sites


def _refuse_foreign(asked: Asked, host: Host) -> None:
    """Another site may link here, and do nothing else."""
    if asked.method in READING:
        # A link that is followed; not a picture, a script, a frame or a fetch.
        leads = (asked.get(b"sec-fetch-mode"), asked.get(b"sec-fetch-dest")) == ("navigate", "document")
        if asked.get(b"sec-fetch-site") in ("cross-site", "same-site") and not leads:
            raise Refusal(403, "Pages of other sites cannot use the studio")
    elif not _is_ours(asked, host, unknown=True):
        raise Refusal(403, "A page of another site sent this, so nothing was done")


def _is_ours(asked: Asked, host: Host, *, unknown: bool) -> bool:
    """Whether one of our pages, or the user directly, sent this. *unknown*: the answer for a program that does not say.

    Browsers say where every form comes from: with Sec-Fetch-Site, or with Origin where they do not take the address for
    a safe one (http at home).
    """
    site = asked.get(b"sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = asked.get(b"origin") or asked.get(b"referer")
    if not origin:
        return unknown
    try:
        return urlsplit(origin).scheme in ("http", "https") and same_place(host, origin)
    except ValueError:
        return False
