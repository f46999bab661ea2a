"""How a guest behaves: one connection to a server, a pause between requests, and longer ones after trouble."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from podcaster.errors import PodcasterError, UsageError
from podcaster.library import Visit
from podcaster.network.reach import Reach, reach
from podcaster.network.web import WebError
from podcaster.text.web_places import is_whole

PAUSE_S = 1.0  # between two requests to a server of somebody else
FIRST_WAIT = dt.timedelta(minutes=10)  # after a failure; twice as long after each further one
LONGEST_WAIT = dt.timedelta(days=1)
LONGEST_ASKED = dt.timedelta(days=7)  # longest wait that is accepted from a server: years are a mistake


@dataclass(slots=True)
class Manners:
    """Whose turn it is with each server. Threads share it."""

    sleep: Callable[[float], object] = time.sleep
    _locks: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    _last: dict[str, float] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def turn(self, address: str) -> Iterator[None]:
        """Wait for the server of *address* to be free, and for the pause after what it was asked before."""
        host = host_of(address)
        with self._guard:
            lock = self._locks[host]
        with lock:
            rest = self._last.get(host, float("-inf")) + PAUSE_S - time.monotonic()
            if rest > 0 and reach(address) is Reach.WORLD:
                self.sleep(rest)
            try:
                yield
            finally:
                self._last[host] = time.monotonic()


def host_of(address: str) -> str:
    """The server of an address; "" of one that cannot be taken apart."""
    return urlsplit(address).netloc.rpartition("@")[2].lower() if is_whole(address) else ""


def asked_to_wait(headers: Mapping[str, str], now: dt.datetime) -> float:
    """The seconds that a server asks to wait, in its header Retry-After; 0 if it does not."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max((when - now).total_seconds(), 0.0)


def after_failure(visit: Visit, error: PodcasterError, now: dt.datetime) -> Visit:
    """The visit with its failure, and until when the source is left alone: not at all if its user has to mend it."""
    mended_here = isinstance(error, UsageError)
    asked = dt.timedelta(seconds=min(wait_of(error), LONGEST_ASKED.total_seconds()))
    doubled = min(FIRST_WAIT * 2 ** min(visit.failures, 20), LONGEST_WAIT)
    return replace(
        visit,
        checked=now.isoformat(timespec="seconds"),
        wait_until="" if mended_here else (now + max(asked, doubled)).isoformat(timespec="seconds"),
        failures=visit.failures + 1,
        gone=isinstance(error, WebError) and error.status == 410,
        error_kind=error.kind,
        error=error.reason,
        hint=error.hint,
    )


def after_success(visit: Visit, now: dt.datetime) -> Visit:
    """The visit, if all went well."""
    told = now.isoformat(timespec="seconds")
    return Visit(visit.name, visit.mark, checked=told, succeeded=told, place=visit.place)


def waits(visit: Visit, now: dt.datetime) -> bool:
    """Whether a source is to be left alone. A time that lies further ahead than any wait is of a wrong clock."""
    try:
        until = dt.datetime.fromisoformat(visit.wait_until)
        return now < until <= now + LONGEST_ASKED
    except (ValueError, TypeError):
        return False


def wait_of(error: PodcasterError) -> float:
    """The seconds that a server asked to wait with its refusal."""
    return error.wait_s if isinstance(error, WebError) else 0.0
