"""Rewrites the addresses in the feed and the pages, for visitors from the home network."""

from __future__ import annotations

import re
from functools import lru_cache

from podcaster.publishing import feed, media, page_address

# Attributes and elements in which the feed, its notes, the pages and the chapters have addresses.
_BEFORE = (
    rb"""((?:\b(?:href|url|uri|src|xmlUrl|htmlUrl)=["'])|<(?:link|url|itunes:new-feed-url)>"""
    rb"""|"(?:img|url|feed|episode|player|provider_url|thumbnail_url)":")"""
)


def at(name: str, data: bytes, old: str, new: str, serve: str = page_address.SERVE) -> bytes:
    """The file *name* of the show with the addresses of the show's files below *new* instead of *old*.

    Only those: a blog may have its articles below the same address. *serve*: the command on the show's page that lets
    a phone reach it.
    """
    if is_front_page(name):
        return page_address.put_in(data, f"{new}{name.removesuffix('index.html')}feed.xml", serve)
    return _addresses(old).sub(lambda found: found[1] + new.encode(), data)


def has_addresses(name: str) -> bool:
    """Whether addresses of the show are in the file *name*."""
    return name.endswith((".xml", ".html", ".opml", ".chapters.json")) or (
        name.startswith("embed") and name.endswith(".json")
    )


def is_front_page(name: str) -> bool:
    """Whether it is the page of the show or of a shelf, which shows the address of a feed."""
    return name.rpartition("/")[2] == "index.html"


@lru_cache(maxsize=8)
def _addresses(old: str) -> re.Pattern[bytes]:
    return re.compile(_BEFORE + re.escape(old.encode()) + rb"""(?=(?:%s)?["'<?#])""" % media.NAMES.pattern.encode())


def root_of(data: bytes, prefix: str) -> str:
    """The address below which a show without base_url was written: with its secret part, or without."""
    known = f"{feed.HOME}{prefix}"
    return known if known.encode() in data else feed.HOME
