"""Polite stopping: the first Ctrl-C, TERM or HUP is noted, the second ends the run at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from podcaster.errors import Stopped

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def polite(first: Callable[[int], None]) -> Iterator[None]:
    """Within the block the first signal calls *first* with its number, every later one raises Stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    asked = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise Stopped.by(number)
        asked = True
        first(number)

    before = {name: signal.signal(getattr(signal, name), stop) for name in SIGNALS if hasattr(signal, name)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
