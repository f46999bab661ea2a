"""What the show follows: list, follow an address, pull now, unfollow."""

from __future__ import annotations

import datetime as dt
import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster.errors import PodcasterError, UsageError
from podcaster.network.typed import address as typed_address
from podcaster.sources import following
from podcaster.sources.following import Followed
from podcaster.studio import command, fetching
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.refusals import sentence

SOURCES = "/studio/sources"
LINKS = [("Sources", SOURCES)]
FOLLOW_S = 120.0  # to find a feed
pull = fetching.Pull()  # of this process


async def _list(request: Request) -> Response:
    return await run_in_threadpool(_page, desk_of(request), request)


def _page(
    desk: Desk, request: Request, status: int = 200, *, error: str = "", typed: dict[str, str] | None = None
) -> Response:
    asked = request.query_params
    found = following.listed(desk.show)
    named = {one.name: one for one in found}
    return desk.page(
        request,
        "sources.html.j2",
        status,
        sources=[(one, _moment(one.succeeded), _moment(one.until)) for one in found],
        pulling=pull.busy,
        what=named[pull.what].title if pull.what in named else "",
        result=pull.result,
        error=error,
        typed=typed or {"address": "", "last": "5", "match": ""},
        followed=named.get(asked.get("followed", "")),
        gone=asked.get("unfollowed", "") == "yes",
    )


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).astimezone()
    except ValueError:
        return None


async def _follow(request: Request) -> Response:
    """By the command: it finds the feed of a site, and what it loads for that stays out of this process."""
    desk = desk_of(request)
    form = await desk.form(request)
    typed = {name: str(form.get(name, "")).strip() for name in ("address", "last", "match")}
    try:
        name = await run_in_threadpool(_followed, desk, typed)
    except PodcasterError as error:
        said = f"{sentence(error.message)}{error.hint and f': {error.hint}'}"
        return await run_in_threadpool(_page, desk, request, 422, error=said, typed=typed)
    if form.get("now") == "yes" and not pull.busy:
        pull.start(desk.queue, name)
    return RedirectResponse(f"{SOURCES}?followed={name}", 303)


def _followed(desk: Desk, typed: dict[str, str]) -> str:
    """The name of the source."""
    if not typed["address"] or typed["address"].startswith("-"):
        raise UsageError("type the address of a feed or of a site")
    if typed_address(typed["address"]) is None:  # a file of this computer, say, which the command would read
        raise UsageError("this is not an address of the web", hint="a list of feeds: podcaster follow FILE.opml")
    if not typed["last"].isdecimal() or len(typed["last"]) > 6:
        raise UsageError("how many articles at first: a whole number, such as 5")
    wishes = ["--last", typed["last"], *(["--match", typed["match"]] if typed["match"] else [])]
    show = ["--show", str(desk.show.folder), "--json"]
    told = json.loads(command.answer("follow", *wishes, *show, "--", typed["address"], limit_s=FOLLOW_S))
    return str(told[0]["name"]) if told else ""


async def _pull(request: Request) -> Response:
    desk = desk_of(request)
    name = str((await desk.form(request)).get("name", ""))
    if name:
        await _source(desk, name)  # or a refusal
    pull.start(desk.queue, name)
    return RedirectResponse(SOURCES, 303)


async def _ask_unfollow(request: Request) -> Response:
    desk = desk_of(request)
    return desk.page(request, "unfollow.html.j2", one=await _source(desk, request.path_params["name"]))


async def _unfollow(request: Request) -> Response:
    desk = desk_of(request)
    await desk.form(request)
    one = await _source(desk, request.path_params["name"])
    await run_in_threadpool(following.unfollow, desk.show, one.name, desk.note)
    return RedirectResponse(f"{SOURCES}?unfollowed=yes", 303)


async def _source(desk: Desk, name: str) -> Followed:
    found = [one for one in await run_in_threadpool(following.listed, desk.show) if one.name == name]
    if not found:
        raise UsageError("this show does not follow such a source", hint="it may have been taken off the list")
    return found[0]


ROUTES = [
    Route(SOURCES, _list, methods=["GET"]),
    Route(f"{SOURCES}/follow", _follow, methods=["POST"]),
    Route(f"{SOURCES}/pull", _pull, methods=["POST"]),
    Route(f"{SOURCES}/{{name}}/unfollow", _ask_unfollow, methods=["GET"]),
    Route(f"{SOURCES}/{{name}}/unfollow", _unfollow, methods=["POST"]),
]
