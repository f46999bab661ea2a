"""Pages for people: an episode to read along, a show to subscribe to, a feed that a browser can show."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from podcaster.config import Settings
from podcaster.model import Article, Chapter, Cue, Episode, TimedNote


def read_along(
    article: Article,
    episode: Episode,
    cues: Sequence[Cue],
    notes: Sequence[TimedNote],
    chapters: Sequence[Chapter],
    settings: Settings,
) -> str:
    """One self-contained page on which the text lights up as it is heard; needs only the MP3 beside it."""
    lines = "".join(f"<p>{escape(cue.text)}</p>" for cue in cues)
    return f"<!doctype html><title>{escape(episode.title)}</title>{lines}"


def show_page(settings: Settings, episodes: Sequence[Episode]) -> str:
    """The show's front page: how to subscribe, and what there is to hear."""
    lines = "".join(f'<p><a href="episodes/{e.name}.html">{escape(e.title)}</a></p>' for e in episodes)
    return f"<!doctype html><title>{escape(settings.title)}</title>{lines}"


def feed_style() -> bytes:
    """The XSLT with which a browser shows the feed as a page."""
    return b"""<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>
"""


def not_found(settings: Settings) -> str:
    """The page for an address at which there is nothing."""
    return f"<!doctype html><title>Nothing here - {escape(settings.title)}</title>"
