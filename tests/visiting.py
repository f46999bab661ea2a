"""A server on a port of its own, and a client that sends what it is given."""

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message

import uvicorn

from podcaster.serving import server
from podcaster.serving.connections import Limits


@dataclass
class Reply:
    status_code: int
    headers: Message
    content: bytes


@dataclass
class Client:
    """Sends paths unchanged: an HTTP library would normalise the paths under test."""

    port: int

    def raw(self, data: bytes) -> bytes:
        """Everything that is answered until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def request(self, method: str, path: str, headers: dict[str, str] | None = None) -> Reply:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, headers={"Host": "pod.local:8000"} | (headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())

    def get(self, path: str, headers: dict[str, str] | None = None) -> Reply:
        return self.request("GET", path, headers)

    def head(self, path: str) -> Reply:
        return self.request("HEAD", path)


@contextlib.contextmanager
def serving(site: server.Application, limits: Limits | None = None) -> Iterator[Client]:
    """The site behind a real socket, as `podcaster serve` runs it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        with running(server.prepared(site, limits), listener):
            yield Client(listener.getsockname()[1])


@contextlib.contextmanager
def running(one: uvicorn.Server, listener: socket.socket) -> Iterator[None]:
    thread = threading.Thread(target=one.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield
    finally:
        one.should_exit = True
        thread.join()


def wait_for(condition: object) -> None:
    """Until *condition*, a function, says yes; a minute at most."""
    assert callable(condition)
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)
