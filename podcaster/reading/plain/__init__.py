"""Plain text as people save it: pasted pages, dumps of text browsers, mails, notes.

The door of reading comes in for files, mail for its text part, Markdown for the line that says who wrote it and when.
"""

from __future__ import annotations

from podcaster.reading.plain.article import byline, read

__all__ = ["byline", "read"]
