"""Feeds on loopback for tests of what a show follows, and the show that follows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from podcaster.config import Settings, Show
from podcaster.sources import following, pulling
from podcaster.sources.following import Wanted
from podcaster.sources.pulling import Pulled
from tests.sites import Site

SENTENCES = (
    "The ferry left the quay at noon, and nobody on the pier waved.",
    "A gull followed it as far as the lighthouse and then turned back.",
    "In the cabin the mate wrote down the time, the wind and the depth.",
    "Two passengers shared a thermos of tea and did not say a word.",
    "Behind the island the sea was as flat as a table.",
)
LONG = " ".join(SENTENCES * 3)  # more words than anything that is suspected of being a teaser


@dataclass(frozen=True)
class Post:
    """An item of a feed."""

    number: int
    text: str = ""
    title: str = ""
    ident: str = ""
    address: str = ""
    day: str = ""  # RFC 822; "": by its number
    more: str = ""  # further elements

    def item(self, base: str) -> str:
        title = self.title or f"Crossing number {self.number}"
        address = self.address or f"{base}/posts/{self.number}"
        text = self.text or f"<p>This is crossing number {self.number}.</p><p>{LONG}</p>"
        day = self.day or f"{1 + self.number % 28:02d} Mar 2024 10:00:00 GMT"
        return (
            f"<item><title>{title}</title><link>{address}</link><guid>{self.ident or address}</guid>"
            f"<pubDate>{day}</pubDate><content:encoded><![CDATA[{text}]]></content:encoded>{self.more}</item>"
        )


def rss(site: Site, posts: Iterable[Post], title: str = "Harbour notes") -> bytes:
    """A feed, the newest post first."""
    items = "".join(post.item(site.base) for post in posts)
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><link>{site.base}/</link><language>en</language>{items}</channel></rss>"
    ).encode()


def posts(*numbers: int, **more: str) -> list[Post]:
    """Posts of these numbers, the newest first."""
    return [replace(Post(number), **more) for number in sorted(numbers, reverse=True)]


def serve(site: Site, found: Iterable[Post], path: str = "/feed.xml", **headers: str) -> str:
    """Put a feed on the site; returns its address."""
    site.pages[path] = (200, {"Content-Type": "application/rss+xml", **headers}, rss(site, found))
    return f"{site.base}{path}"


def show_at(folder: Path, **settings: object) -> Show:
    """A show that speaks in tones, and whose feeds may name pages of loopback."""
    return Show(folder / "show", Settings(**{"voice": "tone", "home_network": True, **settings}))  # type: ignore[arg-type]


def following_feed(show: Show, address: str, **wanted: object) -> str:
    """Follow a feed; returns its name."""
    return following.follow(show, address, Wanted(**wanted)).name  # type: ignore[arg-type]


def pull(show: Show, *names: str, last: int | None = None) -> list[Pulled]:
    """Pull, with whatever is said on the way left out."""
    return pulling.pull(show, names, last=last)


def titles(pulled: Iterable[Path]) -> list[str]:
    """The numbers in the names of saves: 2024-03-04-crossing-number-3-0123abcd.json is "3"."""
    return [path.stem.split("-number-")[1].split("-")[0] for path in pulled]
