"""A conversation with the interface of a service: requests that carry the token, answers in JSON, errors in words.

No message names the address of the server or the token: the server may be one that nobody else knows.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from podcaster.errors import MALFORMED, HostileError, UsageError
from podcaster.network import web

SECONDS = 60.0  # for one answer as a whole
LONGEST_WAIT = 90.0  # seconds that a service may ask us to wait; for longer, the next pull goes on
WAITS = 6  # in one run
Query = Sequence[tuple[str, str]]


@dataclass
class Talk:
    """Requests to one service. *headers* signs them; *renew* is called once if the token is no longer accepted."""

    title: str  # what the service is called in messages
    server: str  # the address of its interface, without a slash at the end
    connections: web.Connections
    headers: Callable[[], Mapping[str, str]] = dict
    renew: Callable[[], bool] = lambda: False
    sleep: Callable[[float], None] = time.sleep
    _waited: int = field(default=0, init=False)

    def json(
        self, path: str, query: Query = (), *, method: str = "GET", body: object = None, signed: bool = True
    ) -> Any:
        """The value that the service answers with; None for an empty answer.

        *body*: a tuple of pairs is sent as a form, anything else as JSON. *signed*: whether the request says who asks.
        """
        reply = self._reply(method, path, query, body, signed=signed)
        if not reply.body.strip():
            return None
        try:
            return json.loads(reply.body)
        except (ValueError, RecursionError) as error:
            page = reply.body[:500].lstrip().startswith(b"<")
            raise self.strange("a web page instead of JSON" if page else "something else than JSON") from error

    def text(
        self, path: str, query: Query = (), *, method: str = "GET", body: object = None, signed: bool = True
    ) -> str:
        """What the service answers with, as text."""
        reply = self._reply(method, path, query, body, signed=signed)
        try:
            return reply.body.decode(reply.charset or "utf-8", "replace")
        except LookupError:  # a charset that nobody knows
            return reply.body.decode("utf-8", "replace")

    def strange(self, what: str) -> web.WebError:
        """The error for an answer that is not what the documentation says."""
        hint = "check the address of the server: another program, or a page that asks for a password, may answer there"
        return self._error(f"the server sent {what}", hint)

    def refused_token(self, reason: str) -> web.WebError:
        """The error for a token, or a password, that is not accepted."""
        error = self._error(reason, "follow the service again to enter a new token, or correct it in the environment")
        error.status = HTTPStatus.UNAUTHORIZED
        return error

    def _reply(self, method: str, path: str, query: Query, body: object, *, signed: bool) -> web.Reply:
        renewed = not signed
        while True:
            reply = self._once(method, path, query, body, self.headers() if signed else {})
            if reply.status == HTTPStatus.UNAUTHORIZED and not renewed and self.renew():
                renewed = True
                continue
            if reply.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                seconds = _seconds(reply.headers.get("Retry-After", ""))
                if seconds is not None and seconds <= LONGEST_WAIT and self._waited < WAITS:
                    self._waited += 1
                    self.sleep(seconds)
                    continue
            if not 200 <= reply.status < 300:
                raise self._refused(reply)
            return reply

    def _once(self, method: str, path: str, query: Query, body: object, signature: Mapping[str, str]) -> web.Reply:
        address = f"{self.server}{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Accept": "application/json, */*;q=0.5", **signature}
        content: bytes | None = None
        if isinstance(body, tuple):
            content, headers["Content-Type"] = urlencode(body).encode(), "application/x-www-form-urlencoded"
        elif body is not None:
            content, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        try:
            reply = self.connections.ask(method, address, headers, content, web.Patience.altogether(SECONDS))
        except (web.WebError, HostileError) as error:
            told = self._error(self._without_address(error.reason), "check that the server runs, or try again later")
            told.status = getattr(error, "status", 0)
            told.temporary = getattr(error, "temporary", False)
            told.wait_s = getattr(error, "wait_s", 0.0)
            raise told from None  # the cause names the address
        except UsageError as error:
            raise UsageError(self._without_address(error.reason), about=self.title, hint=error.hint) from None
        if not web.same_server(reply.address, address):
            # The token did not go there: see web.Connections.
            raise self._error("the server redirects to another one", "follow the service at its new address")
        return reply

    def _without_address(self, reason: str) -> str:
        for name in (self.server, web.shown(self.server), urlsplit(self.server).netloc, urlsplit(self.server).hostname):
            reason = reason.replace(name or self.server, "the server")
        return reason

    def _refused(self, reply: web.Reply) -> web.WebError:
        status = reply.status
        temporary = False
        if status == HTTPStatus.UNAUTHORIZED:
            return self.refused_token("the token is not accepted")
        if status == HTTPStatus.FORBIDDEN:
            reason, hint = "the token is not allowed to do this", "give a token that may read, and change if you mark"
        elif status == HTTPStatus.NOT_FOUND:
            reason = "the server does not have this interface"
            hint = "check the address of the server: the one that you open in a browser, without a page behind it"
        elif status == HTTPStatus.TOO_MANY_REQUESTS:
            reason, hint, temporary = "the server asks us to wait", "try again later", True
        elif 300 <= status < 400:
            reason, hint = "the server redirects", "follow the service at the address where it is now, with https://"
        else:
            temporary = status >= 500
            reason = f"the server answered with status {status}"
            hint = "try again later" if temporary else "check the version of the server"
        error = self._error(reason, hint)
        error.status, error.temporary = status, temporary
        error.wait_s = _seconds(reply.headers.get("Retry-After", "")) or 0.0
        return error

    def _error(self, reason: str, hint: str) -> web.WebError:
        return web.WebError(reason, about=self.title, hint=hint)


def _seconds(retry_after: str) -> float | None:
    """The header Retry-After in seconds; None without a usable one."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except MALFORMED:
        return None
