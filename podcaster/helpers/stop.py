"""When a run is stopped, its helper processes may work for a few seconds more."""

from __future__ import annotations

import math
import time

from podcaster.errors import Stopped

GRACE_S = 3.0  # for helper processes after a stop; the feed has the rest of the five seconds


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
