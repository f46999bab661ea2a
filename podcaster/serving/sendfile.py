"""A file into a socket by the system itself, without reading it, and with a sign of life for each piece.

`loop.sendfile` of asyncio does the same, but cannot tell a reader who is slow from one who does not read.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import io
import os
import socket
from collections.abc import Callable
from typing import IO

SLICE = 1024 * 1024  # bytes sent before the next client has its turn
LONG = 4 * 1024 * 1024  # bytes from which on the disk is asked to read ahead
CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTSOCK)


def possible(loop: asyncio.AbstractEventLoop) -> bool:
    """Not on Windows."""
    return hasattr(os, "sendfile") and isinstance(loop, asyncio.SelectorEventLoop)


class Sending:
    """One file on its way. *moved* is called for each piece."""

    def __init__(self, file: IO[bytes], offset: int, count: int, moved: Callable[[], None]) -> None:
        self.file, self.offset, self.count, self.moved = file, offset, count, moved
        self.done: asyncio.Future[None] | None = None

    async def into(self, connection: socket.socket) -> None:
        """Send it. Raises OSError if that fails, io.UnsupportedOperation if it cannot be done at all."""
        if self.count > LONG and hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(self.file.fileno(), self.offset, self.count, os.POSIX_FADV_SEQUENTIAL)
        try:
            if self._push(connection.fileno()):
                return  # a short part fits into the buffers of the system, so it is sent at once
        except OSError as error:
            if error.errno in CANNOT:
                raise io.UnsupportedOperation(str(error)) from error
            raise
        loop = asyncio.get_running_loop()
        self.done = loop.create_future()
        with connection.dup() as ours:  # the loop has its own plans for the connection itself
            loop.add_writer(ours.fileno(), self._go_on, ours.fileno())
            try:
                await self.done
            finally:
                loop.remove_writer(ours.fileno())

    def stop(self) -> None:
        """The connection is lost."""
        if self.done is not None and not self.done.done():
            self.done.set_exception(ConnectionAbortedError(errno.ECONNABORTED, "the connection is lost"))

    def _go_on(self, number: int) -> None:
        assert self.done is not None
        if self.done.done():
            return
        try:
            if self._push(number):
                self.done.set_result(None)
        except OSError as error:
            self.done.set_exception(error)

    def _push(self, number: int) -> bool:
        """Send what the system takes now. Returns whether that was all."""
        try:
            sent = os.sendfile(number, self.file.fileno(), self.offset, min(self.count, SLICE))
        except BlockingIOError:
            return False
        if not sent:
            raise OSError(errno.EIO, "the file has become shorter")
        self.offset += sent
        self.count -= sent
        self.moved()
        return not self.count
