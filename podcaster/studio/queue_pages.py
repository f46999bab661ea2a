"""The queue: what is read, made and waits, and its events."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
