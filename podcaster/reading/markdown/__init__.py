"""Markdown, with or without front matter, as blogs and note-taking programs keep it.

The door of reading comes in; nobody else does.
"""

from __future__ import annotations

from podcaster.reading.markdown.article import read

__all__ = ["read"]
