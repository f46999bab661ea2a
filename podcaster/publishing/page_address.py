"""How to subscribe, on the page of a show: apps, the address of the feed, and a QR code; with and without scripts.

A show with a `base_url` has its address on the page from the start. For any other show only the server knows it, and
puts it in when the page is asked for.
"""

from __future__ import annotations

import re

from podcaster import shell
from podcaster.network.reach import Reach, reach
from podcaster.publishing import apps, templates
from podcaster.publishing.page_words import Words, words

QR_VERSION = 10  # 57 modules a side and 271 bytes; on a phone's screen a larger code is too fine for a camera
SERVE = "podcaster serve --host 0.0.0.0"  # what makes a phone reach the page
OPENED = "index.html#subscribe"  # what the code leads to: the page of the show, beside the feed, with the apps in sight
_BLOCK = re.compile(rb"<!--subscribe-->.*?<!--/subscribe-->", re.DOTALL)
_LANGUAGE = re.compile(rb'<html lang="([A-Za-z0-9-]+)"')


def serve_command(folder: str) -> str:
    """The command that lets a phone reach a show. *folder*: its name, as seen from the folder around it.

    Not the whole path: a page may be published, and strangers need not read where it was made.
    """
    return f"{SERVE} --show {shell.path(folder)}" if folder else SERVE


def block(address: str, w: Words, serve: str = SERVE) -> str:
    """How to subscribe to the feed at *address* ("" if unknown); *serve*: the command that lets a phone reach it."""
    return templates.render(
        "subscribe",
        w=w,
        address=address,
        apps=list(apps.links(address)),
        all_apps=len(apps.that_reach(address)) == len(apps.APPS),
        only_here=not address or reach(address) is Reach.MACHINE,
        code=code(address),
        serve=serve,
    ).strip()


def code(address: str) -> str:
    """A QR code, as SVG, that leads a phone to the page of the show whose feed is at *address*; "" if none could."""
    if not address or reach(address) is Reach.MACHINE:
        return ""
    return _drawn(address.removesuffix("feed.xml") + OPENED)


def put_in(page: bytes, address: str, serve: str = SERVE) -> bytes:
    """The page of a show with the way to subscribe to the feed at *address*, instead of the one that it has.

    *serve*: as for `block`.
    """
    found = _LANGUAGE.search(page)
    there = block(address, words(found[1].decode() if found else ""), serve).encode()
    return _BLOCK.sub(lambda _: there, page, count=1)


def _drawn(address: str) -> str:
    """Black on white with its margin in dark pages too; "" if *address* is too long for a code."""
    import segno

    try:
        drawn = segno.make_qr(address, error="l")
    except segno.DataOverflowError:
        return ""
    if int(drawn.version) > QR_VERSION:
        return ""
    svg = drawn.svg_inline(border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return svg.replace("<svg ", '<svg shape-rendering="crispEdges" ', 1)
