"""Work done in a background thread."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


def at_idle_priority() -> None:
    """From now on this process, and every process it starts, uses only idle time of cores and disks."""
    if hasattr(os, "nice"):
        os.nice(19)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # if that is forbidden, the lowest priority must suffice
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))  # with it goes the idle class of the disk


class Beside(Generic[T]):
    """A number of threads that take tasks in order.

    Unlike an executor's threads, they do not keep the program from ending: a second Ctrl-C ends it at once.
    """

    def __init__(self, threads: int, name: str) -> None:
        self._todo: queue.SimpleQueue[tuple[Callable[[], T], Future[T]] | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._serve, name=name, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def do(self, work: Callable[[], T]) -> Future[T]:
        result: Future[T] = Future()
        self._todo.put((work, result))
        return result

    def close(self, patience_s: float) -> None:
        """Let the threads end after their present work, and wait for them for some seconds at most."""
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join(patience_s)

    def _serve(self) -> None:
        while given := self._todo.get():
            work, result = given
            try:
                result.set_result(work())
            except BaseException as error:  # noqa: BLE001 it is raised again where the result is asked for
                result.set_exception(error)
