"""The settings of the show: a form with the words of the guide, what a change costs, and the file that it writes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster import voice
from podcaster.config import Show, open_show, writing
from podcaster.episode import forecast
from podcaster.errors import BusyError, UsageError
from podcaster.publishing.page_words import words
from podcaster.serving import current
from podcaster.studio import keeping, settings, settings_read
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.incoming import Form
from podcaster.studio.settings_kinds import DEAR, EFFECTS, LISTS, Cost, changes_of, cost, keys

SETTINGS = "/studio/settings"
LINKS = [("Settings", SETTINGS)]
_MEANT_FOR = "of"  # the field with the digest of the file that the form was made from


async def _show(request: Request) -> Response:
    desk = desk_of(request)
    saved = [key for key in request.query_params.get("saved", "")[:4000].split(",") if key in keys()]
    return await run_in_threadpool(_page, desk, request, saved=saved)


def _page(
    desk: Desk,
    request: Request,
    status: int = 200,
    *,
    sent: settings.Sent | None = None,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    saved: Sequence[str] = (),
) -> Response:
    show = open_show(desk.show.folder)
    effects: dict[Cost, list[str]] = {}
    for key in saved:
        effects.setdefault(cost(changes_of(key)), []).append(key)
    return desk.page(
        request, "settings.html.j2", status,
        groups=settings.form(show.settings, sent, errors),
        of=_digest(writing.text_of(show.folder)),
        folder=show.folder,
        voices=[(one.id, f"{one.name}, {one.language}") for one in voice.all_voices()],
        wrong=len(errors or ()),
        notice=notice,
        saved=[(EFFECTS[kind], names) for kind, names in effects.items()],
        waits=request.query_params.get("waits") == "yes",
    )  # fmt: skip


async def _save(request: Request) -> Response:
    desk = desk_of(request)
    form = await desk.form(request)
    return await run_in_threadpool(_saved, desk, request, form)


def _saved(desk: Desk, request: Request, form: Form) -> Response:
    show = open_show(desk.show.folder)
    sent = {name: form.getlist(name) for name in form}
    changes, errors = settings_read.read(sent, show)
    before = writing.text_of(show.folder)
    if _digest(before) != form.get(_MEANT_FOR):
        notice = "podcaster.toml was changed by another program meanwhile. Look at the values, and save again."
        return _page(desk, request, 409, sent=sent, errors=errors, notice=notice)
    if errors:
        return _page(desk, request, 422, sent=sent, errors=errors)
    told = settings_read.told(changes, show.settings)
    if any(one.cost in DEAR for one in told) and form.get("sure") != "yes":
        work = _work(show)
        if work.episodes:
            again = [(name, value) for name, values in sent.items() if _is_of(name, changes) for value in values]
            return desk.page(request, "settings_sure.html.j2", told=told, work=work, sent=again, of=_digest(before))
    try:
        writing.write(show.folder, changes, before=before)
    except UsageError as error:
        return _page(desk, request, 409, sent=sent, notice=f"{error.message}. {error.hint}")
    waits = "" if _taken_over(desk, show) else "&waits=yes"
    return RedirectResponse(f"{SETTINGS}?saved={','.join(changes)}{waits}" if changes else SETTINGS, 303)


def _is_of(name: str, changes: Mapping[str, Any]) -> bool:
    """Whether a field belongs to one of the settings that change."""
    return name in changes or (name.partition(".")[0] in LISTS and name.partition(".")[0] in changes)


def _taken_over(desk: Desk, show: Show) -> bool:
    """Have feed and pages say the new settings; False if another run is at work: they do when it has ended."""
    new = open_show(show.folder)
    try:
        token, _ = current.taken_over(new, desk.note)
    except BusyError:
        return False
    desk.site.adopt(new, token)
    return True


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# ---------------------------------------------------------------- what it costs


@dataclass(frozen=True, slots=True)
class Work:
    """What would be made again, at most."""

    episodes: int
    length: str  # in words
    takes: str  # to speak all of it again, in words


def _work(show: Show) -> Work:
    count, milliseconds, speed = keeping.work(show)
    seconds = milliseconds / 1000
    # Characters a second of an earlier run, else what an ordinary computer does.
    taken = seconds / forecast.SECONDS_A_CHARACTER / speed if speed else seconds / forecast.TIMES_REAL
    return Work(count, words("en").length(milliseconds), words("en").length(round(taken * 1000)))


ROUTES = [Route(SETTINGS, _show, methods=["GET"]), Route(SETTINGS, _save, methods=["POST"])]
