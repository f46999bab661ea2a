"""The episodes of the show: list, search, listen, rename, remove, bring back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster.episode import taking_back
from podcaster.errors import UsageError
from podcaster.library import Listed
from podcaster.publishing.page_words import words
from podcaster.studio import keeping
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.refusals import sentence

LIST = "/studio/episodes"
LINKS = [("Episodes", LIST)]
DONE = ("removed", "ignored", "again", "renamed")  # what the list says was done, with the row of the episode


def shown(desk: Desk, row: Listed) -> dict[str, object]:
    """An episode as the templates show it."""
    up = f"/{desk.site.token}/" if desk.site.token else "/"
    page, audio = keeping.addresses(row)
    return {
        "id": row.id,
        "number": row.number,
        "title": row.title or row.name,
        "date": dt.date.fromisoformat(row.published[:10]) if row.published else None,
        "length": words("en").length(row.duration_ms) if row.duration_ms else "",
        "size": words("en").size(row.bytes) if row.bytes else "",
        "page": up + page,
        "audio": up + audio,
        "kind": row.kind,
        "state": row.state,
        "there": row.there,
        "blocked": row.blocked,
        "mix": row.mix,
        "source": row.source,
        "address": row.address,
        "own": f"{LIST}/{row.id}",
    }


async def _list(request: Request) -> Response:
    desk, asked = desk_of(request), request.query_params
    text, which = asked.get("find", "").strip()[:200], asked.get("which", keeping.THERE)
    page = int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 7 else 1
    found = await run_in_threadpool(keeping.listing, desk.show, text, which=which, page=page)
    failed = await run_in_threadpool(keeping.failures, desk.show)
    return desk.page(
        request,
        "episodes.html.j2",
        rows=[shown(desk, row) | {"missing": row.id in found.missing} for row in found.rows],
        total=found.total,
        page=found.page,
        pages=found.pages,
        find=text,
        gone=which == keeping.GONE,
        failed=len(failed),
        done=await run_in_threadpool(_done, desk, asked),
        earlier=_address(text, which, found.page - 1) if found.page > 1 else "",
        later=_address(text, which, found.page + 1) if found.page < found.pages else "",
    )


def _address(text: str, which: str, page: int) -> str:
    asked = {"find": text, "which": which if which == keeping.GONE else "", "page": str(page) if page > 1 else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{LIST}?{query}" if query else LIST


def _done(desk: Desk, asked: Mapping[str, str]) -> dict[str, object] | None:
    """What was just done, for the line above the list."""
    for what in DONE:
        number = asked.get(what, "")
        if number.isdecimal() and len(number) < 16:
            return {"what": what, "title": keeping.episode(desk.show, int(number)).title, "id": int(number)}
    return None


async def _one(request: Request) -> Response:
    desk, row = await _row(request)
    return _page(desk, request, row)


def _page(desk: Desk, request: Request, row: Listed, *, typed: str | None = None, error: str = "") -> Response:
    missing = row.there and not (desk.show.episodes / row.file).is_file()
    save = keeping.save_of(row)
    return desk.page(
        request, "episode.html.j2", 422 if error else 200, one=shown(desk, row) | {"missing": missing},
        audio_type=keeping.audio_kind(row), has_save=save is not None, about=keeping.about(row), error=error,
        typed=row.title if typed is None else typed, kept=keeping.too_old(desk.show),
    )  # fmt: skip


async def _rename(request: Request) -> Response:
    desk, row = await _row(request)
    title = str((await desk.form(request)).get("title", ""))
    try:
        await run_in_threadpool(keeping.rename, desk.show, row.id, title)
    except UsageError as error:
        return _page(desk, request, row, typed=title, error=sentence(error.message))
    await run_in_threadpool(_queue, desk, row)
    return _to(f"{LIST}?renamed={row.id}")


async def _ask_remove(request: Request) -> Response:
    desk, row = await _row(request)
    return desk.page(request, "remove.html.j2", one=shown(desk, row), mixes=taking_back.mixes_with([row]))


async def _remove(request: Request) -> Response:
    desk = desk_of(request)
    form = await desk.form(request)
    number, ignore = int(request.path_params["id"]), form.get("ignore") == "yes"
    await run_in_threadpool(keeping.remove, desk.show, number, ignore=ignore, note=desk.note)
    return _to(f"{LIST}?{'ignored' if ignore else 'removed'}={number}")


async def _again(request: Request) -> Response:
    """Make an episode again; a removed one comes back."""
    desk = desk_of(request)
    await desk.form(request)
    number = int(request.path_params["id"])
    row = await run_in_threadpool(keeping.bring_back, desk.show, number, desk.note)
    await run_in_threadpool(_queue, desk, row)
    return _to(f"{LIST}?again={number}")


def _queue(desk: Desk, row: Listed) -> None:
    """Queue an article if its saved file holds nothing else; otherwise the next run with that file makes it."""
    save = keeping.save_of(row)
    if save is not None:
        desk.queue.make(desk.queue.add(save).id, force=True)


async def _row(request: Request) -> tuple[Desk, Listed]:
    desk = desk_of(request)
    return desk, await run_in_threadpool(keeping.episode, desk.show, int(request.path_params["id"]))


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)


ROUTES = [
    Route(LIST, _list, methods=["GET"]),
    Route(f"{LIST}/{{id:row}}", _one, methods=["GET"]),
    Route(f"{LIST}/{{id:row}}/remove", _ask_remove, methods=["GET"]),
    Route(f"{LIST}/{{id:row}}/remove", _remove, methods=["POST"]),
    Route(f"{LIST}/{{id:row}}/rename", _rename, methods=["POST"]),
    Route(f"{LIST}/{{id:row}}/again", _again, methods=["POST"]),
]
