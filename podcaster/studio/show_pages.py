"""The show as a whole: how to subscribe, the disk that it uses, the report on the latest run."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from podcaster import shell
from podcaster.batch import report
from podcaster.errors import StorageError, UnreadableError
from podcaster.network.reach import Reach, reach
from podcaster.publishing import page_address
from podcaster.publishing.page_words import words
from podcaster.studio import disk
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.refusals import Refusal

SUBSCRIBE, DISK, REPORT = "/studio/subscribe", "/studio/disk", "/studio/report"
LINKS = [("Subscribe", SUBSCRIBE), ("Disk", DISK)]
_STYLE = re.compile(r"style-src '(sha256-[A-Za-z0-9+/=]+)'")


# ---------------------------------------------------------------- how to subscribe


async def _subscribe(request: Request) -> Response:
    from markupsafe import Markup

    desk = desk_of(request)
    here = _address_here(desk, request)
    public = f"{desk.site.base}feed.xml" if desk.site.base else ""
    serve = f"podcaster studio --host 0.0.0.0 --show {shell.path(desk.show.folder.absolute())}"
    block = page_address.block(public or here, words("en"), serve)
    return desk.page(
        request,
        "subscribe.html.j2",
        block=Markup(block),
        locally=here if public else "",
        page=f"{_up(desk)}index.html",
        private=desk.show.settings.private,
    )


def _address_here(desk: Desk, request: Request) -> str:
    """Of the feed on this server: the one that a phone reaches, if the studio listens in the network."""
    root = str(request.base_url)
    if desk.site.network and reach(root) is Reach.MACHINE:
        root = desk.site.network
    return f"{root.rstrip('/')}{_up(desk)}feed.xml"


def _up(desk: Desk) -> str:
    return f"/{desk.site.token}/" if desk.site.token else "/"


# ---------------------------------------------------------------- the disk


async def _disk(request: Request) -> Response:
    desk = desk_of(request)
    return await run_in_threadpool(_disk_page, desk, request)


def _disk_page(desk: Desk, request: Request) -> Response:
    latest = report.latest(desk.show)
    freed = request.query_params.get("freed", "")
    return desk.page(
        request, "disk.html.j2", used=disk.used(desk.show), free=disk.free(desk.show), size=disk.in_words,
        freed=int(freed) if freed.isdecimal() and len(freed) < 19 else None,
        report=_of_report(latest) if latest else None,
    )  # fmt: skip


async def _ask_clear(request: Request) -> Response:
    desk = desk_of(request)
    cache = request.query_params.get("cache", "")
    found = [one for one in await run_in_threadpool(disk.used, desk.show) if one.cache and one.cache == cache]
    if not found:
        raise Refusal(404, "There is no such cache")
    return desk.page(request, "clear.html.j2", one=found[0], size=disk.in_words)


async def _clear(request: Request) -> Response:
    desk = desk_of(request)
    form = await desk.form(request)
    freed = await run_in_threadpool(disk.clear, desk.show, str(form.get("cache", "")))
    return RedirectResponse(f"{DISK}?freed={freed}", 303)


# ---------------------------------------------------------------- the report


def _of_report(path: Path) -> dict[str, object] | None:
    """When the latest run was, and its counts; None if its data cannot be read."""
    try:
        told = report.data(path)
        counts, started = told["counts"], dt.datetime.fromisoformat(str(told["started"])).astimezone()
    except (UnreadableError, StorageError, KeyError, ValueError):
        return None
    if not isinstance(counts, dict):
        return None
    return {"date": started.date(), "time": f"{started:%H:%M}", "counts": [(k, v) for k, v in counts.items() if v]}


async def _report(request: Request) -> Response:
    """The page that the run has left, with links that work from here. It has a style of its own; nothing runs in it."""
    desk = desk_of(request)
    path = await run_in_threadpool(report.latest, desk.show)
    if path is None:
        raise Refusal(404, "There is no report yet", "podcaster batch writes one at its end")
    page = (await run_in_threadpool(path.read_bytes)).decode("utf-8", "replace")
    page = page.replace('href="../../public/', f'href="{_up(desk)}')
    style = _STYLE.search(page)
    allowed = f"style-src '{style[1]}'; " if style else ""
    closed = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    policy = f"default-src 'none'; {allowed}img-src 'self' data:; {closed}"
    return HTMLResponse(page, headers={"content-security-policy": policy})


ROUTES = [
    Route(SUBSCRIBE, _subscribe, methods=["GET"]),
    Route(DISK, _disk, methods=["GET"]),
    Route(f"{DISK}/clear", _ask_clear, methods=["GET"]),
    Route(f"{DISK}/clear", _clear, methods=["POST"]),
    Route(REPORT, _report, methods=["GET"]),
]
