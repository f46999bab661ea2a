"""The podcast apps to which an address can be handed over with a link: each takes it in a form of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from podcaster.network.reach import Reach, reach


class App(NamedTuple):
    """A podcast app.

    *link*: {url} is the address of the feed, {quoted} the same as part of a query, {bare} the same without https://.
    Behind "scheme://" only {bare} works: browsers take "https:" there for a host, and drop its colon.
    *platforms*: as in show.js. *fetches*: whether the app reads the feed itself; the servers of its maker do otherwise,
    and they reach no address of a home network.
    """

    name: str
    link: str
    platforms: str
    fetches: bool = True


# Where each form stands: the sources of AntennaPod and Pocket Casts, overcast.fm/podcasterinfo, and for the others the
# clients of Podlove's subscribe button and the list "Podcast App URL Schemes".
APPS = (
    App("Apple Podcasts", "podcast://{bare}", "ios mac"),
    App("AntennaPod", "antennapod-subscribe://{bare}", "android"),
    App("Overcast", "overcast://x-callback-url/add?url={quoted}", "ios mac", fetches=False),
    App("Pocket Casts", "pktc://subscribe/{bare}", "ios android", fetches=False),
    App("Podcast Addict", "podcastaddict://{bare}", "android"),
    App("Castro", "castros://subscribe/{bare}", "ios", fetches=False),
    App("Podcast Republic", "podcastrepublic://subscribe/{url}", "android"),
    App("Downcast", "downcast://{bare}", "ios mac"),
    App("iCatcher!", "icatcher://{bare}", "ios"),
    App("RSSRadio", "rssradio://{bare}", "ios"),
    App("gPodder", "gpodder://{bare}", "linux windows"),
    App("", "pcast://{bare}", "android linux windows"),  # whatever app takes it
)


def that_reach(address: str) -> tuple[App, ...]:
    """The apps that can fetch *address*; all of them while it is unknown."""
    if not address or reach(address) is Reach.WORLD:
        return APPS
    return tuple(app for app in APPS if app.fetches)


def links(address: str) -> Iterator[tuple[App, str]]:
    """Each app that can fetch *address*, with the link that hands the address over; "" while it is unknown."""
    bare = re.sub(r"^https?://", "", address)
    for app in that_reach(address):
        link = app.link.format(url=address, quoted=quote(address, safe=""), bare=bare) if address else ""
        yield app, link
