"""Plain text as people save it: pasted pages, dumps of text browsers, mails, notes.

Used by reading/door.py for files, by mail for its text part, and by Markdown for bylines.
"""

from __future__ import annotations

from podcaster.model import Article, Region
from podcaster.reading.plain import article, whole
from podcaster.reading.plain.about import byline

__all__ = ["byline", "read"]


def read(text: str, source: str, *, region: Region | None = None, letter: bool = False) -> Article:
    """The article of a text file. *region*: chosen by hand. *letter*: it is no page, and nothing stands around it.

    Raises NoTextError if there is nothing to say.
    """
    found = article.read(text, source, letter=letter)
    return whole.chosen(found, text, region) if region else found
