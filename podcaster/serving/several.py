"""Several shows on one server. Each has a path of its own, and a page lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from podcaster.config import Channel
from podcaster.publishing import opml, pages
from podcaster.serving import ranges
from podcaster.serving.hosts import Host, Hosts
from podcaster.serving.ranges import Asked
from podcaster.serving.site import Request, Scope, Send, Site, host_of, say, with_slash
from podcaster.text.slugs import slug

_LIST = "feeds.opml"


def names(folders: Iterable[Path]) -> list[str]:
    """A path on the server for each show, made of the name of its folder."""
    found: list[str] = []
    for folder in folders:
        # Not transliterated: people have subscribed at the names that an older podcaster made.
        wanted = slug(folder.resolve().name, transliterated=False) or "show"
        name, number = wanted, 1
        while name in found:
            number += 1
            name = f"{wanted}-{number}"
        found.append(name)
    return found


@dataclass(slots=True)
class Several:
    """The shows as one ASGI application. A private show is served, but not listed."""

    sites: Mapping[str, Site]  # by their paths
    hosts: Hosts
    note: Callable[[str], None] = lambda _: None

    async def __call__(self, scope: Scope, receive: object, send: Send) -> None:
        if scope["type"] != "http":
            return
        first, slash, rest = scope["path"].removeprefix("/").partition("/")
        site = self.sites.get(first)
        if site is not None and slash:
            await site({**scope, "path": f"/{rest}"}, receive, send)
            return
        asked = Asked.of(scope["method"], scope["headers"])
        host = host_of(asked, scope)
        if asked.method not in ("GET", "HEAD"):
            await say(send, asked, 405, "only GET and HEAD are answered", [(b"allow", b"GET, HEAD")])
        elif host is None or not self.hosts.allow(host):
            await say(send, asked, 421, "this host name is not served here")
        elif site is not None:
            await say(send, asked, 308, "this address ends with a slash", [(b"location", with_slash(scope))])
        elif scope["path"] == f"/{_LIST}":
            await self._list(scope, send, asked, host)
        elif scope["path"] == "/robots.txt":
            await say(send, asked, 200, "User-agent: *\nDisallow:")
        elif scope["path"] in ("", "/"):
            page = pages.shows_page([(name, site.show.settings) for name, site in self._listed()])
            await _page(send, asked, 200, page)
        else:
            await _page(send, asked, 404, pages.not_found(Channel(title="Shows"), "/"))

    def _listed(self) -> list[tuple[str, Site]]:
        return [(name, site) for name, site in self.sites.items() if not site.show.settings.private]

    async def _list(self, scope: Scope, send: Send, asked: Asked, host: Host) -> None:
        listed = []
        for _, site in self._listed():
            base = site.address(Request(asked, host, scope))
            listed.append(opml.Listed(site.show.settings.title, f"{base}feed.xml", base))
        text = opml.written("Shows", listed).decode()
        await say(send, asked, 200, text, kind=b"text/x-opml; charset=utf-8")


async def _page(send: Send, asked: Asked, status: int, page: str) -> None:
    policy = (b"content-security-policy", ranges.policy_for("").encode())
    await say(send, asked, status, page, [policy], kind=b"text/html; charset=utf-8")
