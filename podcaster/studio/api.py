"""The studio for programs: JSON below /api/, with the key as a bearer token."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
