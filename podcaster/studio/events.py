"""How far the studio is, told to the pages that are open: server-sent events."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from podcaster.library import State
from podcaster.studio.desk import desk_of
from podcaster.studio.queue import Queue, shown_name
from podcaster.studio.refusals import Refusal

MOST = 32  # pages that listen at a time
LOOK_S = 0.5
BEAT_S = 10.0  # a line that means nothing, so that a connection that is gone is noticed
LONGEST_S = 3600.0  # then the browser asks again


async def events(request: Request) -> Response:
    """One event whenever anything is different."""
    listeners = _listeners(request)
    if len(listeners) >= MOST:
        raise Refusal(503, f"{MOST} studio pages are open already", "Close some of them", retry_s=30)
    return StreamingResponse(_changes(request, listeners), media_type="text/event-stream")


def _listeners(request: Request) -> set[object]:
    state = request.app.state
    if not hasattr(state, "listeners"):
        state.listeners = set()
    found: set[object] = state.listeners
    return found


async def _changes(request: Request, listeners: set[object]) -> AsyncIterator[str]:
    queue, me = desk_of(request).queue, object()
    listeners.add(me)
    try:
        before: tuple[int, int] | None = None
        began = beat = time.monotonic()
        while time.monotonic() - began < LONGEST_S and not await request.is_disconnected():
            version = queue.version, queue.progress.version
            if version != before:
                told = await asyncio.to_thread(told_of, queue, rows=before is None or version[0] != before[0])
                before, beat = version, time.monotonic()
                yield f"data: {json.dumps(told, ensure_ascii=False)}\n\n"
            elif time.monotonic() - beat > BEAT_S:
                beat = time.monotonic()
                yield ": still here\n\n"
            await asyncio.sleep(LOOK_S)
    finally:
        listeners.discard(me)


def told_of(queue: Queue, *, rows: bool) -> dict[str, object]:
    """What is made, and what waits. *rows*: whether a row of the queue may have changed."""
    now = [
        {
            "id": draft.id,
            "title": shown_name(draft),
            "percent": round(100 * making.share) if making else 0,
            "left_s": making.seconds_left if making else None,
            "said": making.said if making else "",
        }
        for draft in queue.listed(State.SPEAKING)
        for making in [queue.progress.making(draft.id)]
    ]
    trouble = queue.progress.trouble
    return {
        "changed": rows,
        "now": now,
        "counts": {state.value: count for state, count in queue.counts().items()},
        "trouble": trouble.message if trouble else "",
    }
