"""The page on which articles are added, and what the system's "Share" and the bookmark send."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcaster.network.web import shown
from podcaster.reading import fetch
from podcaster.studio import adding, gate, incoming, pages
from podcaster.studio.adding import Added, Given
from podcaster.studio.desk import Desk, desk_of, way_of
from podcaster.studio.gate import Way
from podcaster.studio.incoming import Form, Limits
from podcaster.studio.queue import saved_folder
from podcaster.studio.refusals import Refusal

LINKS = [("Add", "/studio/")]
ARTICLE = "/studio/articles/"
RECENT = 8  # drafts below the form
SHARED = Limits(body=64 * incoming.MB, text=10 * incoming.MB, parts=50)
_WEB = re.compile(r"https?://[^\s<>\"]+", re.I)


async def _add_page(request: Request) -> Response:
    count = request.query_params.get("added", "")
    return await _shown(request, Added(), count=int(count) if re.fullmatch(r"\d{1,4}", count) else 0)


async def _shown(request: Request, added: Added, status: int = 200, *, count: int = 0) -> Response:
    desk = desk_of(request)
    recent = await asyncio.to_thread(desk.queue.listed, most=RECENT)
    root = f"{'https' if gate.is_secure(request.scope) else 'http'}://{request.headers.get('host', '')}"
    return desk.page(
        request,
        "add.html.j2",
        status,
        added=added,
        count=count or len(added.drafts),
        recent=recent,
        article=ARTICLE,
        bookmark=_bookmark(f"{root}{gate.SHARE}"),
        most=incoming.LIMITS.body,
    )


async def _add(request: Request) -> Response:
    desk = desk_of(request)
    async with incoming.form(request, saved_folder(desk.show)) as form:
        desk.refuse_forged(form.get("csrf"))
        added = await asyncio.to_thread(_all_of, desk, form)
    if added.refused:
        return await _shown(request, added, 200 if added.drafts else 422)
    return RedirectResponse(_after(added), 303)


def _all_of(desk: Desk, form: Form) -> Added:
    names = ("text", "html", "url", "title")
    given = Given([upload for _, upload in form.uploads], **{name: form.get(name) for name in names})
    return adding.add(desk.queue, given)


def _after(added: Added) -> str:
    if len(added.drafts) == 1:
        return f"{ARTICLE}{added.drafts[0].id}"
    return f"/studio/?{urlencode({'added': len(added.drafts)})}"


# ---------------------------------------------------------------- shared


async def _share(request: Request) -> Response:
    """Ask whether to add what a page, a bookmark or the system's "Share" sends: anybody can make a browser send it.

    Only a file that the system shares is added at once, for a page cannot carry it on; no other site can send one so.
    """
    desk, way = desk_of(request), way_of(request)
    foreign = gate.is_foreign(request.scope)
    if request.method in gate.READING:
        return _confirm(request, dict(request.query_params), foreign)
    folder = saved_folder(desk.show) if way is not Way.NONE and not foreign else None
    turns = desk.of_strangers if way is Way.NONE else desk.big_ones
    async with turns, incoming.form(request, folder, SHARED) as form:
        if form.uploads:
            added = await asyncio.to_thread(_all_of, desk, form)
            return await _shown(request, added) if added.refused else RedirectResponse(_after(added), 303)
        return _confirm(request, dict(reversed(form.fields)), foreign)


def _confirm(request: Request, told: dict[str, str], foreign: bool) -> Response:
    if way_of(request) is Way.NONE and not foreign:
        raise Refusal(401, "The studio needs its key", "Open the studio, enter the key, and share it again")
    url, page, text = told.get("url", "").strip(), told.get("html", ""), told.get("text", "")
    if not url and not page and (found := _WEB.findall(text)) and len(text) < 2000:
        url, text = found[-1], ""  # many apps send the address as the end of a text
    if url and not fetch.is_address(url):
        url = ""
    if not url and not page.strip() and not text.strip():
        raise Refusal(400, "Nothing was shared", "Share a page, an address or a text")
    return desk_of(request).page(
        request,
        "share.html.j2",
        url=url,
        title=told.get("title", "")[:500],
        html=page,
        text=text,
        address=shown(url),
        size=len(page or text),
    )


def _bookmark(address: str) -> str:
    """The bookmark that sends the page as the browser has it, to this studio."""
    data, _ = pages.static_files()["bookmark.js"]
    lines = (line.strip() for line in data.decode().splitlines() if not line.startswith("//"))
    return f"javascript:{''.join(lines).replace('STUDIO', address)}"


async def _manifest(_: Request) -> Response:
    """How a phone installs the studio, so that other apps can share with it. It tells nothing of the show."""
    icons = [
        {"src": pages.static(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    share = {
        "action": gate.SHARE,
        "method": "POST",
        "enctype": "multipart/form-data",
        "params": {"title": "title", "text": "text", "url": "url", "files": [{"name": "file", "accept": ["*/*"]}]},
    }
    told = {
        "id": "/studio/",
        "name": "podcaster studio",
        "short_name": "podcaster",
        "description": "Articles become podcast episodes",
        "start_url": "/studio/",
        "scope": "/studio/",
        "display": "standalone",
        "background_color": "#fdfcf9",
        "theme_color": "#0b57a4",
        "icons": icons,
        "share_target": share,
    }
    return JSONResponse(told, media_type="application/manifest+json", headers={"cache-control": "no-cache"})


async def _slash(_: Request) -> Response:
    return RedirectResponse("/studio/", 308)


ROUTES = [
    Route("/studio", _slash, methods=["GET"]),
    Route("/studio/", _add_page, methods=["GET"]),
    Route("/studio/add", _add, methods=["POST"]),
    Route(gate.SHARE, _share, methods=["GET", "POST"]),
    Route("/studio/manifest.webmanifest", _manifest, methods=["GET"]),
]
