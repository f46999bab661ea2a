"""The page of an article: what will be said of it, before a voice says it."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
