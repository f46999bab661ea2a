"""The studio for programs: JSON below /api/, with the key as a bearer token. docs/guide/studio.md has examples."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from podcaster.errors import DoubtfulError, UnreadableError
from podcaster.network.web import shown
from podcaster.studio import adding, incoming
from podcaster.studio.adding import Added, Given
from podcaster.studio.desk import desk_of
from podcaster.studio.queue import Draft, State, saved_folder
from podcaster.studio.refusals import Refusal

_SAID = ("text", "html", "url", "title")  # in the order of Given


async def _listed(request: Request) -> Response:
    """All articles, the newest first: `?state=ready`, `?first=100&most=50`."""
    asked = request.query_params
    try:
        states = [State(name) for name in asked.getlist("state")]
        first, most = max(0, int(asked.get("first", "0"))), int(asked.get("most", "-1"))
    except ValueError as error:
        hint = f"state: {', '.join(State)}; first and most: numbers"
        raise Refusal(400, "A parameter of the request is not valid", hint) from error
    queue = desk_of(request).queue
    found = await asyncio.to_thread(queue.listed, *states, first=min(first, 10**9), most=max(-1, min(most, 10**9)))
    return JSONResponse([told(draft) for draft in found])


async def _one(request: Request) -> Response:
    draft = await _draft(request)
    making = desk_of(request).queue.progress.making(draft.id)
    return JSONResponse(told(draft) | ({"percent": round(100 * making.share)} if making else {}))


async def _add(request: Request) -> Response:
    desk = desk_of(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with incoming.form(request, saved_folder(desk.show)) as form:
            given = Given([upload for _, upload in form.uploads], **{name: form.get(name) for name in _SAID})
            added = await asyncio.to_thread(adding.add, desk.queue, given)
    elif kind == "application/json":
        async with desk.big_ones:
            given = _json(await incoming.body(request, incoming.LIMITS))
            added = await asyncio.to_thread(adding.add, desk.queue, given)
    else:
        raise Refusal(415, "This is neither JSON nor a form", "Send application/json, or multipart/form-data with file")
    return _answer(added)


def _answer(added: Added) -> Response:
    refused = [{"name": name, "error": why} for name, why in added.refused]
    if not added.drafts:
        return JSONResponse({"error": "; ".join(f"{name}: {why}" for name, why in added.refused)}, 422)
    first = told(added.drafts[0])
    if len(added.drafts) > 1 or refused:
        first["articles"] = [told(draft) for draft in added.drafts]
        first["refused"] = refused
    return JSONResponse(first, 201, {"Location": f"/api/articles/{added.drafts[0].id}"})


def _json(body: bytes) -> Given:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "This is not JSON") from error
    if not isinstance(said, dict) or not all(isinstance(said.get(name, ""), str) for name in _SAID):
        raise Refusal(422, "This is not understood", 'Send an object such as {"url": "https://example.org/post"}')
    return Given((), *(_whole(said.get(name, "")) for name in _SAID))


def _whole(text: str) -> str:
    """Without halves of letters, which JSON can name and no file can hold."""
    return text.encode("utf-8", "replace").decode()


async def _make(request: Request) -> Response:
    """Put it into the queue: `{"force": true}` in spite of doubts, `{"tonight": true}` in the hours for that."""
    draft, queue = await _draft(request), desk_of(request).queue
    body = await incoming.body(request, incoming.SMALL)
    try:
        said = json.loads(body or b"{}")
        how = {name: bool(said[name]) for name in ("force", "tonight") if name in said}
    except (ValueError, RecursionError, TypeError) as error:
        raise Refusal(400, "This is not understood", 'Send nothing, or {"force": true}') from error
    try:
        made = await asyncio.to_thread(queue.make, draft.id, **how)
    except DoubtfulError as error:
        raise Refusal(409, error.message, 'Look at it; {"force": true} makes it all the same') from error
    return JSONResponse(told(made), 202)


async def _draft(request: Request) -> Draft:
    number = int(request.path_params["number"])
    try:
        return await asyncio.to_thread(desk_of(request).queue.get, number)
    except UnreadableError as error:
        raise Refusal(404, f"There is no article {number}") from error


def told(draft: Draft) -> dict[str, Any]:
    """A draft for a program: no path of this computer, and no address with its secrets."""
    facts = ("title", "author", "date", "language", "words", "doubts", "note", "episode", "error", "hint", "added")
    return {
        "id": draft.id,
        "state": draft.state.value,
        "name": shown(draft.address) if draft.name == draft.address else draft.name,
        "address": shown(draft.address) if draft.address else "",
        **{name: getattr(draft, name) for name in facts},
        "page": f"/studio/articles/{draft.id}",
    }


ROUTES = [
    Route("/api/articles", _listed, methods=["GET"]),
    Route("/api/articles", _add, methods=["POST"]),
    Route("/api/articles/{number:row}", _one, methods=["GET"]),
    Route("/api/articles/{number:row}/make", _make, methods=["POST"]),
]
