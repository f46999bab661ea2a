"""Connections to the server: how many there may be, how long each may take, and files that the system sends itself.

uvicorn speaks HTTP. This adds what it does not limit: connections that never ask, headers that never end, readers that
do not read, and the end of the file descriptors.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from podcaster import heap
from podcaster.serving import sendfile
from podcaster.serving.site import ZERO_COPY

CROWD = 100  # connections
PAUSE = 1.0  # seconds until another connection is tried when there is no room
SPARE = 8  # descriptors that are left for files when there are too few
NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server at home can bear."""

    sockets: int = 4096  # another connection replaces the one that has been silent for longest
    answers: int = 512  # under way at once; further requests get status 503
    head_s: float = 15  # from the connection, or the last answer, to the end of the next request's header
    stall_s: float = 120  # without a byte taken by the reader; players pause
    head_bytes: int = 64 * 1024
    pipelined: int = 16  # requests that are sent before the answers are read


class Connection(HttpToolsProtocol):
    """A connection, and since when it has been waiting for a request."""

    def __init__(self, limits: Limits, on_lost: Callable[[], None], **given: Any) -> None:
        super().__init__(**given)
        self.limits, self.on_lost = limits, on_lost
        self.application, self.app = self.app, self._run
        self.waiting_since: float | None = time.monotonic()  # None: an answer is under way
        self.moved = time.monotonic()  # when the answer last went on
        self.sending: sendfile.Sending | None = None
        self.head_bytes = 0
        self.in_body = False

    def data_received(self, data: bytes) -> None:
        # The body of a request that was refused is read for a while, or its sender would not read the answer.
        self.head_bytes += 0 if self.in_body else len(data)
        super().data_received(data)
        if self.waiting_since is not None and self.head_bytes > self.limits.head_bytes:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.sending is not None:
            self.sending.stop()
        self.on_lost()

    def on_headers_complete(self) -> None:
        self.head_bytes = 0
        self.in_body = True
        self.waiting_since = None
        self.moved = time.monotonic()
        if len(self.pipeline) >= self.limits.pipelined:
            raise ValueError("too many requests at once")  # answered with status 400
        if not self.url.startswith(b"/"):
            self._take_absolute()
        super().on_headers_complete()

    def _take_absolute(self) -> None:
        """`GET http://host/path`, as to a proxy: its host counts, not the header's."""
        scheme, _, rest = self.url.partition(b"://")
        if scheme.lower() in (b"http", b"https"):
            host = rest.partition(b"/")[0].partition(b"?")[0]
            self.headers[:] = [(n, v) for n, v in self.headers if n != b"host"] + [(b"host", host)]
            if rest == host:
                self.url += b"/"

    def on_message_complete(self) -> None:
        self.in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.pipeline:
            self.waiting_since = time.monotonic()
            self.head_bytes = 0

    def expire(self, now: float) -> None:
        """Close the connection if its time is over."""
        if self.waiting_since is None:
            if now - self.moved > self.limits.stall_s:
                self.transport.abort()
        elif self.transport.get_write_buffer_size():  # the end of the last answer has not been read yet
            if now - self.waiting_since > self.limits.stall_s:
                self.transport.abort()
        elif now - self.waiting_since > self.limits.head_s:
            self.transport.close()

    async def _run(self, scope: Any, receive: Any, send: Any) -> None:
        cycle = send.__self__
        # Only uvicorn's count of the remaining bytes prevents this. If it cannot be set, files are read and sent.
        if sendfile.possible(self.loop) and hasattr(cycle, "expected_content_length"):
            scope["extensions"] = {ZERO_COPY: {}}

        async def receiving() -> Any:
            message = await receive()
            self._moved()
            return message

        async def passing(message: Any) -> None:
            if message["type"] == ZERO_COPY:
                await self._send_file(message["file"], message["offset"], message["count"])
                cycle.expected_content_length = 0
                message = {"type": "http.response.body", "body": b""}
            await send(message)
            self._moved()

        try:
            if len(self.tasks) > self.limits.answers:
                await _busy(send)
            else:
                await self.application(scope, receiving, passing)
        except OSError:  # the reader has gone, or the disk
            cycle.disconnected = True  # for uvicorn, which would report an answer without an end
            self.transport.abort()

    async def _send_file(self, file: IO[bytes], offset: int, count: int) -> None:
        while self.transport.get_write_buffer_size():  # the header is still there, which is rare
            await asyncio.sleep(0.01)
        if self.transport.is_closing():
            raise ConnectionAbortedError(errno.ECONNABORTED, "the connection is lost")
        self.sending = sendfile.Sending(file, offset, count, self._moved)
        try:
            await self.sending.into(self.transport.get_extra_info("socket"))
        finally:
            self.sending = None

    def _moved(self) -> None:
        self.moved = time.monotonic()


async def _accept(listener: socket.socket) -> tuple[socket.socket, Any]:
    return await asyncio.get_running_loop().sock_accept(listener)


async def _busy(send: Any) -> None:
    headers = [(b"content-length", b"0"), (b"retry-after", b"5"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


class Server(uvicorn.Server):
    """uvicorn's server with a door of its own: it lets in as many as there is room for."""

    def __init__(self, config: uvicorn.Config, limits: Limits, note: Callable[[str], None]) -> None:
        super().__init__(config)
        self.limits, self.note = limits, note
        self.most = limits.sockets  # fewer if the system allows fewer
        self.has_warned = False

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn, but the signal that ended it is not raised again: stopping is not a failure of the server."""
        with super().capture_signals():
            try:
                yield
            finally:
                self._captured_signals.clear()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self.lifespan.startup()
        self.servers = []  # those of asyncio
        self.room = asyncio.Event()
        tasks = [self._let_in(listener) for listener in sockets or ()]
        self.doors = [asyncio.create_task(task) for task in (*tasks, self._look_after())]
        self.started = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for door in self.doors:
            door.cancel()
        await asyncio.gather(*self.doors, return_exceptions=True)
        await super().shutdown(sockets)

    async def _let_in(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        listener.setblocking(False)
        while True:
            while len(self.server_state.connections) >= self.most:
                await self._make_room()
            try:
                accepted, _ = await _accept(listener)
            except OSError as error:
                if error.errno in NO_ROOM:
                    self._warn(f"no more connections at the moment: {os.strerror(error.errno or 0)}")
                    self.most = max(1, len(self.server_state.connections) - SPARE)
                    await asyncio.sleep(PAUSE)
                else:
                    await asyncio.sleep(0.01)  # the connection is closed already
                continue
            with contextlib.suppress(OSError):
                accepted.setblocking(False)
                await loop.connect_accepted_socket(self._connection, accepted)

    def _connection(self) -> Connection:
        return Connection(
            self.limits,
            self.room.set,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
            _loop=asyncio.get_running_loop(),
        )

    async def _make_room(self) -> None:
        """Close the connection that has been silent longest, if there is one; then wait until one has gone."""
        self.room.clear()
        silent = [c for c in self.server_state.connections if isinstance(c, Connection) and c.waiting_since is not None]
        if silent:
            min(silent, key=lambda c: c.waiting_since or 0).transport.abort()
        else:
            self._warn(f"{self.most} downloads are under way; others wait")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.room.wait(), PAUSE)

    async def _look_after(self) -> None:
        most = 0
        while True:
            await asyncio.sleep(min(1, self.limits.head_s / 4))
            now = time.monotonic()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.expire(now)
            count = len(self.server_state.connections)
            if count <= self.most // 2:
                self.most = self.limits.sockets
            if count < most - CROWD:  # many connections were closed, and they leave circular references behind
                gc.collect()
                heap.give_back()
                most = count
            most = max(most, count)

    def _warn(self, text: str) -> None:
        if not self.has_warned:
            self.has_warned = True
            self.note(text)
