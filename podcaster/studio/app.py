"""The studio as an ASGI application: /studio/ and /api/ behind its gate; all else is the show, as `serve` has it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from podcaster import unforeseen
from podcaster.errors import DISK_TROUBLE, PodcasterError, UnforeseenError
from podcaster.serving.site import Scope, Send, Site
from podcaster.studio import (
    add_pages,
    api,
    article_pages,
    article_sounds,
    gate,
    house_pages,
    key_pages,
    pages,
    queue_pages,
    refusals,
)
from podcaster.studio.desk import Desk
from podcaster.studio.gate import Gate
from podcaster.studio.messages import Hear
from podcaster.studio.queue import Queue
from podcaster.studio.refusals import Refusal

Receive = Callable[[], Awaitable[dict[str, Any]]]

# Each has ROUTES, and may have LINKS: entries of the navigation, words and address.
PAGES = (add_pages, queue_pages, article_pages, article_sounds, house_pages, api, key_pages)

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    # Not no-referrer: then browsers do not say which site a form comes from.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
}


def build(
    site: Site,
    gate: Gate,
    queue: Queue,
    note: Callable[[str], None] = lambda _: None,
    warm: Callable[[Hear], bool] = lambda _: False,
) -> Studio:
    """The studio of the show that *site* serves. *warm*: has a sample spoken by voices that are loaded, if any are."""
    routes = [*_STATIC, *(route for module in PAGES for route in module.ROUTES)]
    rooms = [link for module in PAGES for link in getattr(module, "LINKS", ())]
    app = Starlette(routes=routes)
    app.state.desk = Desk(site, gate, note, queue, rooms, warm)
    # Without Starlette's own page for what nobody foresaw: the door below has that.
    answering = ExceptionMiddleware(app.router, {HTTPException: _http, Refusal: _refused, PodcasterError: _ours})
    return Studio(app, answering, app.state.desk)


def is_studio(path: str) -> bool:
    """Whether a path is the studio's, and not the show's."""
    return path in ("/studio", "/api") or path.startswith(("/studio/", "/api/"))


@dataclass(slots=True)
class Studio:
    """Its entrance: checks access, sets the headers, and turns errors into messages."""

    app: Starlette
    answering: ASGIApp
    desk: Desk

    def note(self, text: str) -> None:
        self.desk.note(text)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if not is_studio(scope["path"]):
            await self.desk.site(scope, receive, send)
            return
        sending = _Sending(send)
        scope = {**scope, "app": self.app}
        request = Request(scope)
        try:
            scope["studio.way"] = await self.desk.gate.way_in(scope)
            await self.answering(scope, receive, sending)
        except Refusal as error:
            await self._kept_out(request, error)(scope, receive, sending)
        except (ClientDisconnect, ConnectionError):
            raise ConnectionAbortedError("the reader has gone") from None
        except Exception as error:
            if sending.has_begun:
                raise
            await self._unforeseen(error, request)(scope, receive, sending)

    def _kept_out(self, request: Request, error: Refusal) -> Response:
        if error.status == 401 and not request.url.path.startswith("/api"):
            return RedirectResponse(key_pages.asking(request), 303)
        return self.desk.refuse(request, error)

    def _unforeseen(self, error: Exception, request: Request) -> Response:
        found = unforeseen.ours(error, request.url.path, disk=DISK_TROUBLE)
        if not isinstance(found, UnforeseenError):
            return self.desk.refuse(request, refusals.of(found))
        found = unforeseen.logged(found, unforeseen.log_in(self.desk.show.state))
        return self.desk.refuse(
            request, Refusal(500, "podcaster had an internal error", f"{found.message}; {found.hint}")
        )


@dataclass(slots=True)
class _Sending:
    """Sends an answer with the headers of the studio."""

    send: Send
    has_begun: bool = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            there = {name.lower() for name, _ in message["headers"]}
            more = {"cache-control": "no-store", **HEADERS}
            fixed = [(k.encode(), v.encode()) for k, v in more.items() if k.encode() not in there]
            message = {**message, "headers": [*message["headers"], *fixed]}
        await self.send(dict(message))


# ---------------------------------------------------------------- what went wrong


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "There is no such page", 405: "This address does not support that method"}
    return _answer(request, Refusal(status, words.get(status, str(getattr(error, "detail", "")))))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _answer(request, error)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, PodcasterError)
    return _answer(request, refusals.of(error))


def _answer(request: Request, why: Refusal) -> Response:
    desk: Desk = request.app.state.desk
    return desk.refuse(request, why)


# ---------------------------------------------------------------- files of the pages


async def _static_file(request: Request) -> Response:
    found = pages.static_files().get(request.path_params["name"])
    if found is None:
        raise Refusal(404, "There is no such file")
    data, kind = found
    known = request.url.query and pages.static(request.path_params["name"]).endswith(request.url.query)
    kept = "public, max-age=31536000, immutable" if known else "no-cache"
    return Response(data, headers={"content-type": kind, "cache-control": kept})


_STATIC = [Route(f"{gate.STATIC}{{name}}", _static_file, methods=["GET"])]
