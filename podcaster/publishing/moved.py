"""Whether a show has moved: at which address its feed was before. The feed then says where it is now."""

from __future__ import annotations

import html
import re

from podcaster.config import Show
from podcaster.library import Library
from podcaster.network.reach import Reach, reach
from podcaster.publishing import feed

AT = "feed_at"  # a library setting: the address for which the feed was last written
FROM = "moved_from"  # the one before that; "?" if it is not known
# At the end of the head of a feed, long before its first kilobytes are over.
OWN = re.compile(rb'<atom:link[^>]{0,1000}\bhref="([^"]{1,1000})"[^>]{0,200}\brel="self"')


def has_moved(show: Show, library: Library) -> bool:
    """Whether the feed was at another address before. Remembers the one of now; addresses of this computer are none.

    The secret part of a private show is no part of it: a show that becomes public must not lead to its secret.
    """
    now = feed.base_address(show.settings)
    if reach(now) is not Reach.MACHINE:
        before = library.setting(AT) or _written_for(show)
        if before not in ("", now) and reach(before) is not Reach.MACHINE:
            library.set(FROM, before)
        if library.setting(AT) != now:
            library.set(AT, now)
    return library.setting(FROM) not in ("", now)


def say_moved(library: Library) -> None:
    """Make the feed announce that it has moved, even if the library does not know its old address."""
    if not library.setting(FROM):
        library.set(FROM, "?")


def own_address(data: bytes) -> str:
    """The feed's own address, from its link rel="self"; "" if it has none."""
    found = OWN.search(data[:20_000])
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def _written_for(show: Show) -> str:
    """The address for which the present feed was written, where the library does not know it; "" if it cannot be told.

    A private show's ends with its secret, so it cannot be told there.
    """
    try:
        address = own_address((show.public / "feed.xml").read_bytes())
    except OSError:
        return ""
    before = address.removesuffix("feed.xml")
    return "" if before == address or re.search(r"/[0-9a-f]{40}/$", before) else before
