"""The page that asks for the key, and gives the browser a cookie for it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster.studio import gate, incoming
from podcaster.studio.desk import desk_of
from podcaster.studio.refusals import Refusal

FIRST = "/studio/"
KNOWN = f"{gate.KEY}/known"  # answers whoever has got in
SMALL = incoming.Limits(body=4096, text=4096)  # bytes: whoever sends it is not known yet
DAYS = 400  # the longest that browsers keep a cookie


def asking(request: Request) -> str:
    """The address of the page that asks for the key and then leads to where *request* wanted to go."""
    wanted = _ours(request.url.path) if request.method in gate.READING else FIRST
    return gate.KEY if wanted == FIRST else f"{gate.KEY}?{urlencode({'to': wanted})}"


def _ours(path: str) -> str:
    """*path* if it is a page of the studio, else its first page: no redirect leads elsewhere."""
    return path if re.fullmatch(r"/studio/[A-Za-z0-9_/-]{0,200}", path) and path != gate.KEY else FIRST


async def _ask(request: Request) -> Response:
    desk, wanted = desk_of(request), _ours(request.query_params.get("to", ""))
    return desk.page(request, "key.html.j2", wrong=False, has_key=bool(desk.gate.keys.key), to=wanted)


async def _take(request: Request) -> Response:
    """The key itself proves that the form is not from another site."""
    desk = desk_of(request)
    async with incoming.form(request, limits=SMALL) as form:
        given, wanted = form.get("key"), _ours(form.get("to"))
    try:
        await desk.gate.refuse_wrong(given, gate.client_of(request.scope))
    except Refusal as error:
        if error.status != 401:
            raise
        return desk.page(request, "key.html.j2", 403, wrong=True, has_key=True, to=wanted)
    answer = RedirectResponse(wanted, 303)
    keys = desk.gate.keys
    answer.set_cookie(
        keys.cookie_name,
        keys.cookie,
        max_age=DAYS * 86400,
        httponly=True,
        samesite="strict",
        secure=gate.is_secure(request.scope),
    )
    return answer


async def _known(_: Request) -> Response:
    return Response(status_code=204)


ROUTES = [
    Route(gate.KEY, _ask, methods=["GET"]),
    Route(gate.KEY, _take, methods=["POST"]),
    Route(KNOWN, _known, methods=["GET"]),
]
