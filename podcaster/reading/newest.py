"""The newest posts behind the address of a feed, or of the front page of a site that has one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

from podcaster import reading
from podcaster.errors import InputError, UnsupportedError
from podcaster.network.web import shown

OFFERED = 10  # posts
_LOOKED_AT = 40  # items at the beginning of a feed
_LINK = re.compile(r"<link\b[^<>]{1,2000}>", re.I)
_ATTRIBUTE = re.compile(r"\b(rel|type|href|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
# What the address of a front page ends with, besides nothing: the list of the posts of a site, in whichever language.
_FRONT = re.compile(
    r"/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?:blog|posts|articles|news|writing|essays|journal|notes|archive|archives)?/?"
    r"(?:(?:index|default|home)\.\w{3,5})?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Post:
    """A post that a feed names."""

    title: str
    address: str
    date: dt.date | dt.datetime | None = None


class PostsFound(UnsupportedError):
    """At the address is no article, but a list of articles: which ones, the newest first."""

    def __init__(self, address: str, feed: str = "", posts: Sequence[Post] = (), *, public: bool = False) -> None:
        what = "a feed" if address == feed else "the front page of a site"
        follow = f"podcaster follow {shown(address)}"
        super().__init__(f"{what}, not an article", about=shown(address), hint=follow)
        self.address, self.feed, self.posts, self.public = address, feed, tuple(posts), public


def posts(feed: bytes, address: str) -> list[Post]:
    """The newest posts of a feed that have an address, the newest first."""
    found: list[Post] = []

    def without_text(source: str, _: Exception) -> None:
        name = source.partition("!")[2]
        if name.startswith(("http://", "https://")):
            found.append(Post(name, name))

    try:
        for article in islice(
            reading.read_bytes(feed, address, on_error=without_text, on_skip=lambda *_: None), _LOOKED_AT
        ):
            if article.address.startswith(("http://", "https://")) and not article.unpublished:
                found.append(Post(article.title, article.address, article.date))
    except InputError:
        if not found:
            raise
    if all(post.date for post in found):
        found.sort(key=lambda post: _day(post.date), reverse=True)
    return list({post.address: post for post in found}.values())[:OFFERED]


def feed_of(page: str, address: str) -> str:
    """The address of the feed of a site, if *address* is its front page; "" if not, or if it has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.query or not _FRONT.fullmatch(parts.path or "/"):
        return ""
    for tag in _LINK.finditer(page):
        said = {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(tag[0])}
        if "alternate" not in said.get("rel", "").lower() or said.get("type", "").lower().strip() not in _TYPES:
            continue
        if said.get("href") and not re.search(r"comment|kommentar", f"{said['href']} {said.get('title', '')}", re.I):
            try:
                return urljoin(address, unescape(said["href"]).strip())
            except ValueError:
                continue
    return ""


def _day(date: dt.date | dt.datetime | None) -> tuple[str, str]:
    """For sorting: dates without a time, with one, and in any zone."""
    if isinstance(date, dt.datetime):
        moment = date.astimezone(dt.UTC) if date.tzinfo else date
        return moment.date().isoformat(), moment.isoformat()
    return (date.isoformat() if date else ""), ""
