"""Web pages: what people save from a browser, and pieces of HTML that are the article already.

The door of reading comes in for pages, the other formats for the HTML in them. All of it works on trees of lxml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcaster import late

if TYPE_CHECKING:
    from podcaster.reading.html.page import Fragment, read, read_fragment, read_limited

__all__ = ["Fragment", "read", "read_fragment", "read_limited"]

__getattr__ = late.names(__name__, {name: ("podcaster.reading.html.page", name) for name in __all__})
