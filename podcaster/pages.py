"""Pages for people: an episode to read along, a show to subscribe to, a feed that a browser can show."""

from __future__ import annotations

from podcaster.config import Settings


def not_found(settings: Settings) -> str:
    """The page for an address at which there is nothing."""
    return "<!doctype html><title>Nothing here</title>"
