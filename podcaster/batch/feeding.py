"""When a run brings the feed up to date: soon after its first episode, then now and then, however long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

FIRST_S = 1.0  # a run that ends sooner publishes once
EVERY_S = 30.0  # between two times
SHARE = 20  # a large feed takes a twentieth of a run at most


@dataclass(slots=True)
class Feeding:
    """Calls *publish* while a run is at work. Its end is up to the run itself."""

    publish: Callable[[], object]
    clock: Callable[[], float] = time.monotonic
    waiting: bool = False  # there is something that the feed does not have
    due: float = 0.0  # by the clock
    has_begun: bool = False  # something was made

    def begin(self) -> None:
        """Have a feed without episodes written soon, so that apps can subscribe before the first one is made."""
        self.waiting, self.due = True, self.clock() + FIRST_S

    def news(self) -> None:
        """The feed lacks something now, such as an episode that has just been made."""
        self.has_begun = True
        if not self.waiting:
            self.waiting, self.due = True, max(self.due, self.clock() + FIRST_S)

    def if_due(self) -> None:
        """Bring the feed up to date if there is news and the time has come. Call it often."""
        if self.waiting and self.clock() >= self.due:
            started = self.clock()
            self.publish()
            now = self.clock()
            self.waiting = False
            if self.has_begun:
                self.due = now + max(EVERY_S, SHARE * (now - started))

    def meanwhile(self, future: Future[Any]) -> None:
        """Let the feed become due while *future* is awaited. Returns when it is done, or the feed up to date."""
        if self.waiting:
            wait([future], max(0.0, self.due - self.clock()))
            self.if_due()
