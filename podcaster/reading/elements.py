"""Elements taken out of the text of a page that is not parsed: in one pass, however the page is made."""

from __future__ import annotations

import re
from collections.abc import Callable


def without(page: str, names: str, *, unless: Callable[[str], bool] = lambda _: False) -> str:
    """*page* without the elements of these *names*, "script|style", except those whose first tag is to stay.

    An element without an end stays: nobody knows what of the rest of the page is in it.
    """
    opening = re.compile(rf"<({names})\b[^<>]{{0,5000}}>", re.I)
    endless: set[str] = set()
    kept: list[str] = []
    at = 0
    while match := opening.search(page, at):
        name = match[1].lower()
        end = None
        if name not in endless and not unless(match[0]):
            end = re.compile(rf"</{name}\s{{0,50}}>", re.I).search(page, match.end())
            if end is None:
                endless.add(name)
        kept.append(page[at : match.start() if end else match.end()])
        at = end.end() if end else match.end()
    return "".join((*kept, page[at:]))
