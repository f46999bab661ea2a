"""Keeping house: episodes, failures, settings, sources, voices."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
