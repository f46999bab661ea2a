"""Follow a read-later service or a feed reader from the browser: which one, its address, its token, what of it.

The token goes into its private file before the command is called, which tries it: it is never an argument, and never in
a page.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster import files
from podcaster.errors import PodcasterError, UsageError
from podcaster.sources.services import opening, tokens
from podcaster.sources.services.base import Wish
from podcaster.sources.services.table import BY_NAME, KINDS, Kind
from podcaster.studio import command
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.refusals import sentence

SERVICES = "/studio/sources/service"
FOLLOW_S = 180.0  # a service may ask to wait
LINKS: list[tuple[str, str]] = []  # a page below that of the sources
FIELDS = ("address", "which", "tag", "read", "mark")


async def _list(request: Request) -> Response:
    return desk_of(request).page(request, "services.html.j2", kinds=KINDS)


async def _form(request: Request) -> Response:
    return _page(desk_of(request), request, _kind(request))


def _kind(request: Request) -> Kind:
    kind = BY_NAME.get(request.path_params["kind"])
    if kind is None:
        raise UsageError("there is no such service")
    return kind


def _page(
    desk: Desk, request: Request, kind: Kind, *, error: str = "", typed: dict[str, str] | None = None
) -> Response:
    questions = [(f"word{at}", question, _is_secret(question)) for at, question in enumerate(kind.questions)]
    return desk.page(
        request,
        "service.html.j2",
        422 if error else 200,
        kind=kind,
        questions=questions,
        error=error,
        typed=typed or dict.fromkeys(FIELDS, ""),
    )


def _is_secret(question: str) -> bool:
    return any(word in question for word in ("password", "secret", "token"))


async def _follow(request: Request) -> Response:
    desk, kind = desk_of(request), _kind(request)
    form = await desk.form(request)
    typed = {name: str(form.get(name, "")).strip() for name in FIELDS}
    words = [str(form.get(f"word{at}", "")).strip() for at in range(len(kind.questions))]
    try:
        name = await run_in_threadpool(_followed, desk, kind, typed, words)
    except PodcasterError as error:
        said = f"{sentence(error.message)}{error.hint and f': {error.hint}'}"
        return _page(desk, request, kind, error=said, typed=typed)
    return RedirectResponse(f"/studio/sources?followed={name}", 303)


def _followed(desk: Desk, kind: Kind, typed: dict[str, str], words: list[str]) -> str:
    """The name of the source."""
    wish = Wish(typed["which"], typed["tag"], mark_read=bool(typed["read"]), mark_tag=typed["mark"])
    place = opening.place(kind.name, typed["address"], wish)
    wishes = [f"--{typed['which']}"] if typed["which"] in ("unread", "starred") else []
    wishes += [f"--tag={wish.tag}"] if wish.tag else []
    wishes += ["--mark-read"] if wish.mark_read else []
    wishes += [f"--mark-tag={wish.mark_tag}"] if wish.mark_tag else []
    show = ["--show", str(desk.show.folder), "--json"]
    with _kept(place, kind, words):
        told = json.loads(command.answer("follow", *wishes, *show, "--", kind.name, place.address, limit_s=FOLLOW_S))
    return str(told[0]["name"])


@contextlib.contextmanager
def _kept(place: opening.Place, kind: Kind, words: list[str]) -> Iterator[None]:
    """Keep the token for the command, or what was there before if it is not accepted. None typed: that stays."""
    if not any(words):
        opening.token(place)  # or an error
        yield
        return
    if not all(words):
        raise UsageError(f"something is missing: {', '.join(kind.questions)}")
    path = tokens.path(kind.name, place.address)
    before = path.read_bytes() if path.exists() else None
    opening.keep(place, tokens.Secret(tuple(words), kind.title, typed=True))
    try:
        yield
    except BaseException:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            files.write(path, before, private=True)
        raise


ROUTES = [
    Route(SERVICES, _list, methods=["GET"]),
    Route(f"{SERVICES}/{{kind}}", _form, methods=["GET"]),
    Route(f"{SERVICES}/{{kind}}", _follow, methods=["POST"]),
]
