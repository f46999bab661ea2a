"""The page that asks for the key, and gives the browser a cookie for it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster.studio import gate
from podcaster.studio.desk import desk_of
from podcaster.studio.refusals import Refusal

DAYS = 400  # the longest that browsers keep a cookie


async def _ask(request: Request) -> Response:
    desk = desk_of(request)
    return desk.page(request, "key.html.j2", wrong=False, has_key=bool(desk.gate.keys.key))


async def _take(request: Request) -> Response:
    """The key itself is what shows that this is no form of somebody else."""
    desk = desk_of(request)
    form = await request.form(max_files=0, max_fields=10, max_part_size=1000)
    given = str(form.get("key", ""))
    try:
        await desk.gate.refuse_wrong(given, gate.client_of(request.scope))
    except Refusal as error:
        if error.status != 401:
            raise
        return desk.page(request, "key.html.j2", 403, wrong=True, has_key=True)
    answer = RedirectResponse("/studio/", 303)
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


ROUTES = [Route(gate.KEY, _ask, methods=["GET"]), Route(gate.KEY, _take, methods=["POST"])]
