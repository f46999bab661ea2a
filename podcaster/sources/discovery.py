"""The feed behind an address: the address itself, or what the page there says, or where feeds usually are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from podcaster.errors import InputError, NoTextError, UnreadableError, UsageError
from podcaster.network import web
from podcaster.reading import safe
from podcaster.reading.encodings import decode
from podcaster.sources import feed
from podcaster.sources.items import Feed, kind_of

LIMIT = 200 * safe.MB
_HEAD = safe.MB  # bytes of a page in which its feeds are looked for
_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "text/rss+xml",
    "application/json",
}
_COMMENTS = re.compile(r"comment|kommentar|komentar", re.I)
_LINKED = re.compile(r"(?:^|[/.])(?:feed|rss|atom)(?:/|\.xml|\.json|$)|/index\.xml$", re.I)
# Where sites have theirs whose pages do not say it.
_USUAL = ("feed", "feed.xml", "rss.xml", "atom.xml", "index.xml", "rss", "feed.json")


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was found."""

    address: str
    title: str
    page: str  # of the site that it belongs to


def find(address: str) -> Found:
    """The feed at *address* or of the site there. Raises WebError, UnreadableError if there is none, UsageError."""
    with web.Connections() as connections:
        reply = _asked(connections, address)
        feed.refuse(reply, web.shown(address))
        kind = kind_of(io.BytesIO(reply.body))
        if kind in ("xml", "json"):
            here = feed.with_password(reply.moved, address) if reply.moved else address
            return _read(reply, here)
        if kind != "page":
            hint = "look at the address in a browser"
            raise UnreadableError("neither a feed nor a page", about=web.shown(address), hint=hint)
        named = list(_named(reply))
    # A page of the internet cannot name a feed at home.
    with web.Connections(home=not reply.public) as connections:
        for one in dict.fromkeys([*named, *_guesses(reply.address)]):
            with suppress(InputError, UsageError):
                found = _asked(connections, one)
                if found.status == 200 and kind_of(io.BytesIO(found.body)) in ("xml", "json"):
                    return _read(found, found.moved or one)
    raise UnreadableError(
        "no feed was found there",
        about=web.shown(address),
        hint="look for a link called RSS or Atom on the site, and follow its address",
    )


def _asked(connections: web.Connections, address: str) -> web.Reply:
    plain, headers = feed.without_password(address)
    headers |= {"User-Agent": feed.AGENT, "Accept": f"{feed.ACCEPT}, text/html;q=0.8"}
    patience = web.Patience(feed.SECONDS, web.Patience.altogether(feed.ALTOGETHER).deadline)
    return connections.ask("GET", plain, headers, None, patience, limit=LIMIT)


def _read(reply: web.Reply, address: str) -> Found:
    """What the feed says of itself: known once its first article has been read."""
    read = Feed(io.BytesIO(reply.body), reply.charset, reply.address)
    with suppress(NoTextError):
        next(read.articles(), None)
    host = urlsplit(address).hostname or ""
    return Found(address, read.title.strip() or host.removeprefix("www."), read.page)


def _guesses(address: str) -> Iterator[str]:
    for name in _USUAL:
        for base in dict.fromkeys((address if address.endswith("/") else f"{address}/", urljoin(address, "/"))):
            yield urljoin(base, name)


class _Links(HTMLParser):
    """The feeds that a page names, in its head or in a link that readers see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.stated: list[str] = []
        self.linked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        place = said.get("href", "").strip()
        if not place:
            return
        if tag == "base" and not self.base:
            self.base = place
        elif tag == "link" and "alternate" in said.get("rel", "").lower().split():
            kind = said.get("type", "").partition(";")[0].strip().lower()
            if kind in _TYPES and not _COMMENTS.search(f"{place} {said.get('title', '')}"):
                self.stated.append(place)
        elif tag == "a" and _LINKED.search(place.partition("?")[0]) and not _COMMENTS.search(place):
            self.linked.append(place)


def _named(reply: web.Reply) -> Iterator[str]:
    page = decode(reply.body[:_HEAD], web.shown(reply.address), declared=reply.charset)
    links = _Links()
    with suppress(ValueError, AssertionError):  # what the parser says of broken markup
        links.feed(page)
    for place in [*links.stated, *links.linked[:5]]:
        with suppress(ValueError):
            address = urljoin(urljoin(reply.address, links.base), place)
            if address.startswith(("http://", "https://")):
                yield address
