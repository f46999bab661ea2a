"""A feed as a source: asked whether it has changed, and read piece by piece if it has."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

from podcaster.errors import MALFORMED, HostileError, NoTextError
from podcaster.network import discreet, web
from podcaster.network.web import WebError
from podcaster.reading import safe
from podcaster.sources.contract import Saved
from podcaster.sources.items import Feed
from podcaster.sources.manners import Manners, asked_to_wait
from podcaster.text.web_places import is_whole
from podcaster.version import __version__

LIMIT = 200 * safe.MB  # a feed of 20,000 entries with their texts
IN_MEMORY = 4 * safe.MB  # a larger one is put on the disk while it is read
SECONDS = 20.0  # for each piece of an answer
ALTOGETHER = 120.0  # for all of it
AGENT = f"podcaster/{__version__} (a feed that its user follows)"
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_IN_WORDS = {
    401: ("it asks for a password", "an address may hold one: https://name:password@example.org/feed"),
    403: ("it refuses to be read (403)", "look at the address in a browser; a private feed needs its token in it"),
    404: ("there is no feed (404)", "look for its new address on the site, then: podcaster follow ADDRESS"),
    407: ("the proxy asks for a password", "HTTPS_PROXY may hold one"),
    410: ("its site says that it has ended (410)", "podcaster unfollow takes it off the list; the episodes stay"),
    429: ("it was asked too often (429)", "try again later"),
}
_WRONG = (
    "it refuses the user name or the password in its address",
    "podcaster follow https://name:password@example.org/feed with the right ones",
)


class FeedSource:
    """A feed that is followed."""

    newest_first = False

    def __init__(self, address: str, connections: web.Connections, manners: Manners) -> None:
        self.moved = ""  # where the feed is from now on, if its server said so
        self.title = self.page = ""  # as the feed tells them; "" while it has not been read
        self._address, self._connections, self._manners = address, connections, manners

    def new_since(self, mark: str) -> Iterator[Saved]:
        """All articles in the order of the feed, if anything in it has changed since *mark*."""
        with self._changed(mark) as found:
            if found is None:
                return
            body, answer, now = found
            feed = Feed(body, answer.charset, answer.address)
            before: Saved | None = None
            with contextlib.suppress(NoTextError):  # a feed without articles is not an error
                for one in feed.articles():
                    if before:
                        yield before
                    before = one
            self.title, self.page = discreet.bare(feed.title, self._address).strip(), feed.page
            if feed.broken:  # what came is kept, and the rest asked for again
                if before:
                    yield before
                raise feed.broken[0]
            if before:
                yield replace(before, mark=now)

    def made(self, ids: Iterable[str]) -> None:
        """Does nothing: a feed cannot be changed by its readers."""

    @contextlib.contextmanager
    def _changed(self, mark: str) -> Iterator[tuple[IO[bytes], web.Answer, str] | None]:
        """The feed, the answer that it came with, and its new mark; None if it is as it was."""
        known = _read(mark)
        address, headers = without_password(self._address)
        headers |= {"User-Agent": AGENT, "Accept": ACCEPT}
        for name, header in (("etag", "If-None-Match"), ("modified", "If-Modified-Since")):
            if _can_be_sent(known.get(name, "")):
                headers[header] = known[name]
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            with self._manners.turn(address):
                answer = self._asked(address, headers, body)
            if answer.status == 304:
                yield None
                return
            if answer.status == 401 and "Authorization" in headers:
                refuse(answer, words=_WRONG)
            refuse(answer)
            digest = hashlib.sha256()
            body.seek(0)
            while piece := body.read(1 << 20):
                digest.update(piece)
            body.seek(0)
            now = {"sha256": digest.hexdigest()}
            for name, header in (("etag", "ETag"), ("modified", "Last-Modified")):
                if _can_be_sent(value := answer.headers.get(header, "")):
                    now[name] = value
            same = known.get("sha256") == now["sha256"]
            yield None if same else (body, answer, json.dumps(now))

    def _asked(self, address: str, headers: dict[str, str], body: IO[bytes]) -> web.Answer:
        patience = web.Patience(SECONDS, web.Patience.altogether(ALTOGETHER).deadline)
        with self._connections.open("GET", address, headers, None, patience) as answer:
            size = 0
            for chunk in answer.chunks:
                size += len(chunk)
                if size > LIMIT:
                    raise HostileError(f"more than {LIMIT // safe.MB} MB", about=web.shown(address))
                if answer.status == 200:
                    body.write(chunk)
            insecure = address.startswith("https:") and answer.moved.startswith("http:")
            if answer.status in (200, 304) and answer.moved and not insecure:
                self.moved = with_password(answer.moved, self._address)
            return answer


def refuse(answer: web.Answer | web.Reply, about: str = "", *, words: tuple[str, str] | None = None) -> None:
    """Raise WebError, in words, for any status but 200. *about*: what to call it. *words*: better ones than usual."""
    if answer.status == 200:
        return
    words = words or _IN_WORDS.get(answer.status)
    temporary = answer.status in (408, 429) or answer.status >= 500
    reason, hint = words or (f"its server answers {answer.status}", "try again later")
    error = WebError(reason, hint=hint, about=about)
    error.status, error.temporary = answer.status, temporary
    error.wait_s = asked_to_wait(answer.headers, dt.datetime.now(dt.UTC))
    raise error


def _can_be_sent(value: str) -> bool:
    """Whether a value that a server sent can be sent back to it in a header."""
    return 0 < len(value) <= 1000 and value.isascii() and value.isprintable()


def _read(mark: str) -> dict[str, str]:
    try:
        return {str(key): str(value) for key, value in json.loads(mark).items()}
    except MALFORMED:
        return {}


def without_password(address: str) -> tuple[str, dict[str, str]]:
    """The address without its user name and password, and the header that they belong into."""
    if not is_whole(address):
        return address, {}  # whoever asks for it is told so
    parts = urlsplit(address)
    user, sign, host = parts.netloc.rpartition("@")
    if not sign:
        return address, {}
    name, _, word = user.partition(":")
    token = base64.b64encode(f"{unquote(name)}:{unquote(word)}".encode()).decode()
    return urlunsplit(parts._replace(netloc=host)), {"Authorization": f"Basic {token}"}


def with_password(address: str, former: str) -> str:
    """A new address with the password of the former one, if it is of the same server."""
    user, sign, host = urlsplit(former).netloc.rpartition("@")
    parts = urlsplit(address)
    if sign and parts.netloc == host:
        return urlunsplit(parts._replace(netloc=f"{user}@{host}"))
    return address
