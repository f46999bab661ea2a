"""When a run is told to stop, helpers may go on for a few seconds."""

from __future__ import annotations

import math
import time

from podcaster.errors import Stopped

GRACE_S = 3.0  # for the work of helpers when a run is told to stop; the rest of five seconds is for the feed


class _Stop:
    number = 0
    at = math.inf


def stop_soon(number: int, seconds: float | None = None) -> None:
    """After this many seconds whoever waits for a helper, or starts one, gets Stopped. For the handlers of signals."""
    _Stop.number = number
    _Stop.at = min(_Stop.at, time.monotonic() + (GRACE_S if seconds is None else seconds))


def go_on() -> None:
    """The stop is over: helpers may be started again."""
    _Stop.at = math.inf


def refuse_if_stopped() -> None:
    """Raises Stopped."""
    if time.monotonic() >= _Stop.at:
        raise Stopped.by(_Stop.number)
