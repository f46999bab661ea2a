"""The queue: what is made now, what waits, what was read; and listening to an article while it is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcaster.episode.forecast import SECONDS_A_CHARACTER, assumed
from podcaster.errors import DoubtfulError, UnknownVoiceError, UnreadableError, VoiceError
from podcaster.library import Draft, State
from podcaster.listening.explanation import length
from podcaster.publishing import media
from podcaster.studio import events, meanwhile, refusals
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.progress import Making
from podcaster.studio.queue import PAGE, Move, Queue, shown_name
from podcaster.studio.refusals import Refusal, sentence
from podcaster.text.languages import right_to_left

QUEUE = "/studio/queue"
ARTICLES = "/studio/articles"
LINKS = [("Queue", QUEUE)]
SECTIONS = (State.SPEAKING, State.QUEUED, State.READY, State.READING, State.FAILED, State.MADE)
FIRST = 20  # of each section on the first page
VOICES = (VoiceError.__name__, UnknownVoiceError.__name__)  # errors that a voice of one's own mends

ACTIONS: dict[str, Callable[[Queue, int], object]] = {
    "make": lambda queue, number: queue.make(number),
    "force": lambda queue, number: queue.make(number, force=True),
    "tonight": lambda queue, number: queue.tonight(number),
    "by-day": lambda queue, number: queue.tonight(number, on=False),
    "cancel": lambda queue, number: queue.cancel(number),
    "retry": lambda queue, number: queue.retry(number),
    "remove": lambda queue, number: queue.remove(number),
    **{move.value: lambda queue, number, move=move: queue.move(number, move) for move in Move},  # type: ignore[misc]
}
OF_ALL: dict[str, Callable[[Queue], object]] = {
    "make": lambda queue: queue.make_all(),
    "tonight": lambda queue: queue.make_all(tonight=True),
    "forget": lambda queue: queue.forget(State.MADE),
}


async def _queue(request: Request) -> Response:
    return await run_in_threadpool(_page, desk_of(request), request)


def paused(queue: Queue) -> tuple[str, str]:
    """Why the queue is paused, and what to do; both are empty while it works."""
    trouble = queue.progress.trouble
    return (trouble.message, refusals.of(trouble).hint) if trouble else ("", "")


def _page(desk: Desk, request: Request) -> Response:
    queue, asked = desk.queue, request.query_params
    only = State(asked["state"]) if asked.get("state", "") in tuple(State) else None
    page = int(asked["page"]) if re.fullmatch(r"[1-9]\d{0,5}", asked.get("page", "")) else 1
    counts = queue.counts()
    sections, makeable = [], 0
    for state in (only,) if only else SECTIONS:
        first, most = ((page - 1) * PAGE, PAGE) if only else (0, FIRST)
        drafts = queue.listed(state, first=first, most=most)
        rows = [_row(desk, draft, first + at) for at, draft in enumerate(drafts, start=1)]
        if state is State.READY:
            makeable = sum(not draft.doubts or draft.force for draft in drafts)
        sections.append({"state": state.value, "rows": rows, "count": counts[state], "more": counts[state] > FIRST})
    pages = max(1, -(-counts[only] // PAGE)) if only else 1
    waiting = queue.characters_ahead()
    trouble, hint = paused(queue)
    return desk.page(
        request,
        "queue.html.j2",
        sections=sections,
        only=only.value if only else "",
        page=page,
        pages=pages,
        earlier=_address(only, page - 1) if page > 1 else "",
        later=_address(only, page + 1) if page < pages else "",
        own=QUEUE,
        empty=not any(counts.values()),
        busy=any(counts[state] for state in (State.READING, State.QUEUED, State.SPEAKING)),
        ahead=length(waiting / (queue.speed() or assumed(1))) if waiting else "",
        makeable=0 if only else makeable,
        trouble=trouble,
        hint=hint,
        note=queue.progress.note,
        night=desk.show.settings.tonight.replace("-", " until "),
    )


def _address(only: State | None, page: int) -> str:
    asked = {"state": only.value if only else "", "page": str(page) if page > 1 else ""}
    return f"{QUEUE}?{urlencode({name: value for name, value in asked.items() if value})}"


def _row(desk: Desk, draft: Draft, position: int) -> dict[str, object]:
    making = desk.queue.progress.making(draft.id)
    return {
        "id": draft.id,
        "position": position,
        "title": shown_name(draft),
        "language": draft.language,
        "dir": "rtl" if right_to_left(draft.language) else "ltr",
        "author": draft.author,
        "page": f"{ARTICLES}/{draft.id}",
        "listen": f"{ARTICLES}/{draft.id}/listen" if making else "",
        "episode": episode_page(desk, draft),
        "length": length(draft.characters * SECONDS_A_CHARACTER) if draft.characters else "",
        "doubts": [sentence(doubt) for doubt in draft.doubts],
        "can_make": not draft.doubts or draft.force,
        "note": draft.note,
        "tonight": draft.tonight,
        "wanted": draft.wanted,
        "error": sentence(draft.error),
        "hint": sentence(draft.hint),
        "posts": len(draft.posts),
        "needs_voice": draft.error_kind in VOICES,
        **now_of(making),
    }


def now_of(making: Making | None) -> dict[str, object]:
    """How far an article is, and which sentence was spoken last."""
    left = making.seconds_left if making else None
    return {
        "percent": round(100 * making.share) if making else 0,
        "said": making.said if making else "",
        "left": length(left) if left else "",
    }


def episode_page(desk: Desk, draft: Draft) -> str:
    """The address of its episode; "" if it has none, or if that was taken out of the show."""
    up = f"/{desk.site.token}/" if desk.site.token else "/"
    there = draft.episode and any((desk.show.episodes / f"{draft.episode}{end}").is_file() for end in media.AUDIO)
    return f"{up}episodes/{quote(draft.episode)}.html" if there else ""


# ---------------------------------------------------------------- buttons


async def _act(request: Request) -> Response:
    """A button of the row of an article."""
    desk = desk_of(request)
    form = await desk.form(request)
    what = ACTIONS.get(form.get("do"))
    if what is None:
        raise Refusal(400, "This button is not known", "Reload the page")
    number = request.path_params["id"]
    try:
        await run_in_threadpool(what, desk.queue, number)
    except DoubtfulError:
        return RedirectResponse(f"{ARTICLES}/{number}", 303)  # it shows the doubts, and asks
    except UnreadableError as error:
        raise Refusal(404, "This article is no longer in the studio", "Reload the queue") from error
    return RedirectResponse(_back(form.get("back"), number), 303)


def _back(told: str, number: int) -> str:
    """The page of the queue that the button was on."""
    known = re.fullmatch(r"/studio/queue(\?[a-z0-9=&]{0,60})?", told)
    return f"{told if known else QUEUE}#a{number}"


async def _act_on_all(request: Request) -> Response:
    desk = desk_of(request)
    what = OF_ALL.get((await desk.form(request)).get("do"))
    if what is None:
        raise Refusal(400, "This button is not known", "Reload the page")
    await run_in_threadpool(what, desk.queue)
    return RedirectResponse(QUEUE, 303)


# ---------------------------------------------------------------- listening meanwhile


def _making(request: Request) -> tuple[Desk, Draft, Making | None]:
    desk = desk_of(request)
    try:
        draft = desk.queue.get(request.path_params["id"])
    except UnreadableError as error:
        raise Refusal(404, "This article is no longer in the studio") from error
    return desk, draft, desk.queue.progress.making(draft.id)


def _first(request: Request) -> int:
    told = request.query_params.get("from", "0")
    return int(told) if re.fullmatch(r"\d{1,7}", told) else 0


async def _listen(request: Request) -> Response:
    return await run_in_threadpool(_listen_page, request)


def _listen_page(request: Request) -> Response:
    desk, draft, making = _making(request)
    if making is None:
        return RedirectResponse(episode_page(desk, draft) or f"{ARTICLES}/{draft.id}", 303)
    spoken = making.up_to(0, len(making.begun.keys))
    return desk.page(
        request,
        "listen.html.j2",
        row=_row(desk, draft, 0),
        state=draft.state.value,
        own=f"{ARTICLES}/{draft.id}",
        spoken=spoken,
        sentences=len(making.begun.keys),
        first=min(_first(request), spoken),
    )


async def _told(request: Request) -> Response:
    """What can be heard from a sentence on, and whether more will come."""
    return JSONResponse(await run_in_threadpool(_what_there_is, request))


def _what_there_is(request: Request) -> dict[str, object]:
    desk, draft, making = _making(request)
    if making is None:
        raise Refusal(409, "No sentence of this article has been spoken yet", "Wait a moment", retry_s=3)
    first = _first(request)
    one = meanwhile.piece(desk.show, making, first)
    return {
        "from": first,
        "to": one.end,
        "sentences": len(making.begun.keys),
        "seconds": one.seconds,
        "text": " ".join(making.begun.texts[first : one.end]),
        "state": draft.state.value,
        "episode": episode_page(desk, draft) if draft.state is State.MADE else "",
    }


async def _heard(request: Request) -> Response:
    """The sound from a sentence on: up to the one named by `to`, or some minutes of what there is."""
    data, end = await run_in_threadpool(_sound, request)
    return _ranged(request, data, {"podcaster-next": str(end)})


def _sound(request: Request) -> tuple[bytes, int]:
    desk, _, making = _making(request)
    if making is None:
        raise Refusal(409, "No sentence of this article has been spoken yet", "Wait a moment", retry_s=3)
    first, to = _first(request), request.query_params.get("to", "")
    if re.fullmatch(r"\d{1,7}", to):
        one = meanwhile.piece(desk.show, making, first, most=max(0, min(int(to) - first, meanwhile.PIECE)))
        data = meanwhile.mp3(desk.show, making, one) if one.files else b""
    else:
        data, one = meanwhile.everything(desk.show, making, first)
    if not data:
        raise Refusal(409, "This sentence has not been spoken yet", "Wait a moment", retry_s=3)
    return data, one.end


def _ranged(request: Request, data: bytes, headers: dict[str, str]) -> Response:
    """*data*, or the part of it that a player asks for: some play nothing from a server that gives no parts."""
    headers = {"accept-ranges": "bytes", **headers}
    match = re.fullmatch(r"bytes=(\d{1,12})-(\d{0,12})", request.headers.get("range", ""))
    if not match or int(match[1]) >= len(data):
        return Response(data, media_type="audio/mpeg", headers=headers)
    first, last = int(match[1]), min(int(match[2] or len(data)), len(data) - 1)
    headers["content-range"] = f"bytes {first}-{last}/{len(data)}"
    return Response(data[first : last + 1], 206, headers, "audio/mpeg")


ROUTES = [
    Route(QUEUE, _queue, methods=["GET"]),
    Route(f"{QUEUE}/all", _act_on_all, methods=["POST"]),
    Route(f"{QUEUE}/{{id:row}}", _act, methods=["POST"]),
    Route("/studio/events", events.events, methods=["GET"]),
    Route(f"{ARTICLES}/{{id:row}}/listen", _listen, methods=["GET"]),
    Route(f"{ARTICLES}/{{id:row}}/heard.json", _told, methods=["GET"]),
    Route(f"{ARTICLES}/{{id:row}}/heard", _heard, methods=["GET"]),
]
