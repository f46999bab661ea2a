"""The articles that could not be made: why, in words, and another try."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster.studio import keeping
from podcaster.studio.desk import Desk, desk_of

FAILURES = "/studio/failures"
LINKS: list[tuple[str, str]] = []  # the list of episodes leads here
DONE = ("retried", "later", "dismissed")


async def _list(request: Request) -> Response:
    desk = desk_of(request)
    found = await run_in_threadpool(keeping.failures, desk.show)
    kinds = [(kind, [*ones]) for kind, ones in groupby(found, key=lambda one: one.kind)]
    done = request.query_params.get("done", "")
    return desk.page(request, "failures.html.j2", kinds=kinds, total=len(found), done=done if done in DONE else "")


async def _retry(request: Request) -> Response:
    desk = desk_of(request)
    form = await desk.form(request)
    source, force = str(form.get("source", "")), form.get("anyway") == "yes"
    queued = await run_in_threadpool(_retried, desk, source, force)
    return RedirectResponse("/studio/queue" if queued else f"{FAILURES}?done=later", 303)


def _retried(desk: Desk, source: str, force: bool) -> bool:
    """Whether the article is made now; else the next run that is given its file does it."""
    found = keeping.retry(desk.show, source, desk.note)
    if "!" in source or not found.there:
        return False
    desk.queue.make(desk.queue.add(Path(source)).id, force=force)
    return True


async def _dismiss(request: Request) -> Response:
    desk = desk_of(request)
    form = await desk.form(request)
    await run_in_threadpool(keeping.dismiss, desk.show, str(form.get("source", "")), desk.note)
    return RedirectResponse(f"{FAILURES}?done=dismissed", 303)


ROUTES = [
    Route(FAILURES, _list, methods=["GET"]),
    Route(f"{FAILURES}/retry", _retry, methods=["POST"]),
    Route(f"{FAILURES}/dismiss", _dismiss, methods=["POST"]),
]
