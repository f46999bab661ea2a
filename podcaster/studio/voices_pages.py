"""Voices: those that are here, to be heard, and those that can be installed, with size and licence."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from podcaster import voice
from podcaster.model import Voice
from podcaster.studio import hearing, installing
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.refusals import Refusal
from podcaster.text.languages import english_name, primary
from podcaster.voice import licences, weights
from podcaster.voice.casting import ROBOTS, cast_for

VOICES = "/studio/voices"
LINKS = [("Voices", VOICES)]
LOOK_S = 0.3  # between two looks at a download, for a page that shows it
jobs = installing.Jobs()  # of this process


async def _list(request: Request) -> Response:
    return await run_in_threadpool(_page, desk_of(request), request)


def _page(desk: Desk, request: Request) -> Response:
    found = voice.all_voices()
    natural = frozenset(primary(one.language) for one in found if one.engine not in ROBOTS)
    by_language: dict[str, list[dict[str, object]]] = {}
    for one in sorted(found, key=lambda one: (one.engine in ROBOTS, english_name(one.language))):
        name = "Robotic voices" if one.engine in ROBOTS else english_name(one.language)
        by_language.setdefault(name, []).append(_shown(desk, one))
    narrators = cast_for(desk.show.settings.language, desk.show.settings)
    own = english_name(desk.show.settings.language)
    return desk.page(
        request,
        "voices.html.j2",
        languages=sorted(by_language.items(), key=lambda pair: (pair[0] != own, pair[1][0]["robot"], pair[0])),
        own=own,
        narrator=narrators.narrator,
        offers=installing.on_offer(natural),
        kokoro=installing.of_kokoro(frozenset(one.model for one in found if one.engine == "kokoro")),
        weights=weights.are_here(),
        jobs=jobs.every(),
        busy=jobs.busy,
        heard=request.query_params.get("heard", ""),
    )


def _shown(desk: Desk, one: Voice) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "language": one.language,
        "gender": one.gender,
        "licence": licences.stated(one),
        "limit": licences.restriction(one),
        "robot": one.engine in ROBOTS,
        "sample": hearing.place(desk.show, one.id).is_file(),
    }


async def _hear(request: Request) -> Response:
    """Have it speak, if it has not yet; then the list has a player for it."""
    desk = desk_of(request)
    await desk.form(request)
    id = request.path_params["id"]
    await run_in_threadpool(hearing.sample, desk.show, id)
    return RedirectResponse(f"{VOICES}?heard={id}#voice-{id}", 303)


async def _sample(request: Request) -> Response:
    path = hearing.place(desk_of(request).show, request.path_params["id"])
    if not path.is_file():
        raise Refusal(404, "This voice has not been heard yet", "Press its button “Hear”")
    return FileResponse(path, media_type="audio/mpeg")


async def _install(request: Request) -> Response:
    form = await desk_of(request).form(request)
    jobs.start(str(form.get("name", "")))
    return RedirectResponse(f"{VOICES}#installing", 303)


async def _events(request: Request) -> Response:
    """How far the installations are, whenever that changes, until none is left."""
    return StreamingResponse(_changes(request), media_type="text/event-stream")


async def _changes(request: Request) -> AsyncIterator[str]:
    before, told = -1, time.monotonic()
    while not await request.is_disconnected():
        if jobs.version != before or time.monotonic() - told > 10:
            before, told, busy = jobs.version, time.monotonic(), jobs.busy
            shown = [asdict(job) | {"percent": job.percent, "so_far": job.so_far} for job in jobs.every()]
            yield f"data: {json.dumps({'busy': busy, 'jobs': shown})}\n\n"
            if not busy:
                return
        await asyncio.sleep(LOOK_S)


ROUTES = [
    Route(VOICES, _list, methods=["GET"]),
    Route(f"{VOICES}/install", _install, methods=["POST"]),
    Route(f"{VOICES}/events", _events, methods=["GET"]),
    Route(f"{VOICES}/{{id}}/hear", _hear, methods=["POST"]),
    Route(f"{VOICES}/{{id}}/sample.mp3", _sample, methods=["GET"]),
]
