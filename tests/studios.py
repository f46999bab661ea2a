"""The studio of a small show, in the process of the test: requests go to its application without a socket."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.testclient import TestClient

from podcaster.config import Settings, Show
from podcaster.serving import server
from podcaster.serving.hosts import Hosts
from podcaster.studio import app
from podcaster.studio.gate import Gate, Slowing
from podcaster.studio.keys import Keys
from podcaster.studio.queue import Queue
from tests.visiting import running

HERE = "http://127.0.0.1:8000"
KEY = "abcdefghijklmnopqrstuvwxyz234567"
KEYS = Keys(KEY, "the secret of the forms")
_queues: list[Queue] = []  # that are open


async def _at_once(_: float) -> None:
    """Stands for waiting."""


def gate(**how: Any) -> Gate:
    """A gate whose key is KEY; wrong keys cost no time."""
    how.setdefault("slowing", Slowing(sleep=_at_once))
    how.setdefault("hosts", Hosts(frozenset({"nas.local"})))
    return Gate(KEYS, **how)


def client(
    show: Show | Path, queue: Queue | None = None, *, where: str = HERE, at: str = "127.0.0.1", **how: Any
) -> TestClient:
    """A browser at *at* that asks the studio of *show* under the address *where*. It follows no redirect."""
    show = show if isinstance(show, Show) else Show(show, Settings(title="Harbour letters"))
    studio = app.build(server.app(show), gate(**how), queue or queue_of(show))
    return TestClient(studio, where, client=(at, 5000), follow_redirects=False, raise_server_exceptions=False)


def close_queues() -> None:
    """At the end of each test (conftest.py): a queue opens its file again if it is asked again."""
    while _queues:
        _queues.pop().close()


def csrf(page: str) -> str:
    """The hidden field of the forms of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found, page
    return found[1]


def show_in(browser: TestClient) -> Show:
    """The show whose studio *browser* asks."""
    studio = browser.app
    assert isinstance(studio, app.Studio)
    return studio.desk.show


def queue_of(show: Show) -> Queue:
    """A queue that is closed at the end of the test."""
    _queues.append(Queue(show))
    return _queues[-1]


@contextlib.contextmanager
def listening(one: uvicorn.Server) -> Iterator[int]:
    """The port of a server that runs until the block ends."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener, running(one, listener):
        yield listener.getsockname()[1]
