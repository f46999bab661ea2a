"""What every page of the studio works with: the show, its queue, access, forms and templates."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from podcaster.config import Show
from podcaster.serving.site import Site
from podcaster.studio import incoming, pages
from podcaster.studio.gate import Gate, Way
from podcaster.studio.incoming import Form
from podcaster.studio.messages import Hear
from podcaster.studio.queue import Queue
from podcaster.studio.refusals import Refusal

Note = Callable[[str], None]


class Row(IntegerConvertor):
    """The number of a row in an address, as `{id:row}`: a longer number is no row, and too large for SQLite."""

    regex = "[0-9]{1,18}"


register_url_convertor("row", Row())


@dataclass(slots=True)
class Desk:
    """`request.app.state.desk` of every page. *rooms*: the links of the navigation, words and address."""

    site: Site
    gate: Gate
    note: Note
    queue: Queue
    rooms: Sequence[tuple[str, str]] = ()
    warm: Callable[[Hear], bool] = lambda _: False  # see Worker.ask
    # Pages and texts are taken apart in memory: a few at a time.
    big_ones: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4))
    of_strangers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))  # who keep up only each other

    @property
    def show(self) -> Show:
        """With the settings of this moment: podcaster.toml may have changed."""
        return self.site.show

    def page(self, request: Request, name: str, status: int = 200, **facts: object) -> Response:
        """The page `parts/NAME` (*name* has its .html.j2) with these facts, and those that every page has.

        In the template: `channel` (the show), `csrf` (a hidden field for every form), `here`, `rooms`, `static(name)`.
        """
        let_in = way_of(request) is not Way.NONE
        csrf = f'<input type="hidden" name="csrf" value="{html.escape(self.gate.keys.csrf)}">' if let_in else ""
        from markupsafe import Markup

        text = pages.render(
            name,
            channel=self.show.settings if let_in else _NOBODY,
            csrf=Markup(csrf),
            here=request.url.path,
            rooms=self.rooms,
            let_in=let_in,
            **facts,
        )
        return HTMLResponse(text, status)

    async def form(self, request: Request) -> Form:
        """The fields of a form without files: `get(name)`, `getlist(name)`. Raises Refusal for one that is not ours."""
        async with incoming.form(request, limits=incoming.SMALL) as form:
            self.refuse_forged(form.get("csrf"))
            return form

    def refuse_forged(self, token: str) -> None:
        if not self.gate.keys.is_form(token):
            raise Refusal(403, "This form is out of date, so nothing was done", "Go back, reload the page, try again")

    def refuse(self, request: Request, why: Refusal) -> Response:
        """A refusal as a page, or as JSON for the API."""
        headers = {"Retry-After": str(why.retry_s)} if why.retry_s else {}
        if request.url.path.startswith("/api"):
            if why.status == 401:
                headers["WWW-Authenticate"] = "Bearer"
            error = {"error": why.what, "hint": why.hint}
            return JSONResponse({k: v for k, v in error.items() if v}, why.status, headers)
        headline = _HEADLINES.get(why.status, "That did not work")
        answer = self.page(request, "refused.html.j2", why.status, headline=headline, what=why.what, hint=why.hint)
        answer.headers.update(headers)
        return answer


class _Nobody:
    """The facts about the show that are shown without the key."""

    title, language = "podcaster", "en"


_NOBODY = _Nobody()
_HEADLINES = {401: "Enter the key", 403: "Not allowed", 404: "Not found", 413: "Too large",
              421: "Unknown host name", 507: "The disk is full or failed"}  # fmt: skip


def way_of(request: Request) -> Way:
    """How the request was let in."""
    way: Way = request.scope.get("studio.way", Way.NONE)
    return way


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
