"""Polite stopping: the first Ctrl-C, TERM or HUP is noted, the second ends the run at once."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from podcaster.errors import Stopped
from podcaster.helpers.stop import go_on, stop_soon

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
AT_ONCE_S = 0.5  # after a second signal, for the main thread to end by itself


_interrupted = threading.Event()


def remember_interrupts() -> None:
    """From here on a Ctrl-C is not only raised but remembered, and found by `polite`.

    Python drops an exception that falls into a callback, and every import has one: a night that is stopped while it
    starts would go on.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        _interrupted.set()
        raise KeyboardInterrupt

    # Also if it was ignored, as for a job that a shell started with `&`: a signal to this process is meant for it.
    signal.signal(signal.SIGINT, interrupt)


class Stop:
    """Stops a run from another thread, as the first signal does: sentences in work are finished and kept."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._asked = False
        self._first: Callable[[int], None] | None = None

    def ask(self) -> None:
        """A run that has not begun stops when it begins."""
        with self._turn:
            again, self._asked = self._asked, True
            if self._first and not again:
                stop_soon(signal.SIGTERM)
                self._first(signal.SIGTERM)

    @contextmanager
    def heeded_by(self, first: Callable[[int], None]) -> Iterator[None]:
        with self._turn:
            if self._asked:
                raise Stopped.by(signal.SIGTERM)
            self._first = first
        try:
            yield
        finally:
            with self._turn:
                self._first = None
            go_on()


@contextmanager
def at_once() -> Iterator[None]:
    """Within the block of `polite` around it, while the user is asked: the first signal is noted and raises Stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    before = {number: handler for number in _numbers() if callable(handler := signal.getsignal(number))}

    def stop(number: int, frame: FrameType | None) -> None:
        before[number](number, frame)
        raise Stopped.by(number)

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def heard_at_once(
    heard: Callable[[int], None], *, after_s: float = 0.0, again: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Within the block *heard* is called with the number of the first signal, and *again* some time after the second.

    Both are called from a thread of their own: the handler of a signal has to wait for the main thread, which may be at
    work in a library. *after_s*: seconds in which the block may end by itself, and nothing needs to be said.
    """
    if threading.current_thread() is not threading.main_thread() or os.name == "nt":
        yield
        return
    outside, inside = os.pipe()
    os.set_blocking(inside, False)
    over = threading.Event()

    def listen() -> None:
        count = 0
        while number := os.read(outside, 1):
            if number[0] not in _numbers():
                continue
            count += 1
            if not over.wait(AT_ONCE_S if count == 2 else after_s):
                with contextlib.suppress(OSError, ValueError):  # a terminal that is gone
                    heard(number[0]) if count == 1 else again()

    thread = threading.Thread(target=listen, name="signals", daemon=True)
    thread.start()
    before = signal.set_wakeup_fd(inside, warn_on_full_buffer=False)
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(before)
        os.close(inside)
        thread.join(1.0)
        if not thread.is_alive():
            os.close(outside)


def stopping_line(number: int) -> str:
    """The message at the first signal."""
    again = "; Ctrl-C again stops at once" if number == signal.SIGINT else ""
    return f"stopping after the sentences in work{again}"


def end_now() -> None:
    """End the process at once, even from within a library. No file is damaged: files are replaced as a whole."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(Stopped.exit_code)


def _numbers() -> list[int]:
    return [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]


@contextmanager
def polite(
    first: Callable[[int], None], other: Stop | None = None, note: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Within the block the first signal calls *first* with its number, every later one raises Stopped.

    *note*: takes the line for the user, at once, and from another thread.
    So does *other*, for a thread that has no signals.
    Whoever waits for a helper process gets Stopped a few seconds after the first. HUP stays ignored where it is, behind
    nohup: the terminal may go. Raises Stopped when there was a Ctrl-C before.
    """
    told = heard_at_once(lambda number: note(stopping_line(number))) if note else contextlib.nullcontext()
    with other.heeded_by(first) if other else contextlib.nullcontext(), _heeding_signals(first), told:
        yield


@contextmanager
def _heeding_signals(first: Callable[[int], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    asked = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        stop_soon(number, 0 if asked else None)
        if asked:
            raise Stopped.by(number)
        asked = True
        first(number)

    if _interrupted.is_set():
        raise Stopped.by(signal.SIGINT)
    numbers = _numbers()
    deaf = [n for n in numbers if n != signal.SIGINT and signal.getsignal(n) is signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in numbers if number not in deaf}
    try:
        yield
    finally:
        go_on()
        for number, handler in before.items():
            signal.signal(number, handler)
