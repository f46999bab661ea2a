"""The page on which articles are added, and the page that asks for the key."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster.studio.desk import desk_of

LINKS = [("Add", "/studio/")]


async def _add(request: Request) -> Response:
    return desk_of(request).page(request, "add.html.j2")


async def _slash(_: Request) -> Response:
    return RedirectResponse("/studio/", 308)


ROUTES = [
    Route("/studio", _slash, methods=["GET"]),
    Route("/studio/", _add, methods=["GET"]),
]
