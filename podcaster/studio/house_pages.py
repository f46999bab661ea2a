"""Keeping house: episodes, failures, settings, sources, voices."""

from __future__ import annotations

from podcaster.studio import (
    episodes_pages,
    failures_pages,
    services_pages,
    settings_pages,
    show_pages,
    sources_pages,
    voices_pages,
)

_PAGES = (episodes_pages, failures_pages, services_pages, sources_pages, voices_pages, settings_pages, show_pages)
ROUTES = [route for module in _PAGES for route in module.ROUTES]
LINKS = [link for module in _PAGES for link in module.LINKS]
