"""Web pages: what people save from a browser, and pieces of HTML that are the article already.

The door of reading comes in for pages, the other formats for the HTML in them. All of it works on trees of lxml.
"""

from __future__ import annotations

from podcaster.reading.html.page import Fragment, read, read_fragment, read_limited

__all__ = ["Fragment", "read", "read_fragment", "read_limited"]
