"""A folder that is watched: a file that has finished arriving becomes an episode."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from podcaster import reading
from podcaster.batch.intake import look
from podcaster.errors import BusyError, UsageError

SETTLE_S = 2.0  # after this time without a change a file counts as arrived
EVERY_S = 60.0  # between looks at the folder without an event: some network file systems send none
WITHOUT_EVENTS_S = 2.0  # between looks where the system reports no events at all


@dataclass(slots=True)
class Arrivals:
    """Finds the files of a folder that have finished arriving. The time is passed in."""

    settle_s: float = SETTLE_S
    _seen: dict[Path, tuple[int, int, float]] = field(default_factory=dict)
    _given: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def look(self, sizes: dict[Path, tuple[int, int]], now: float) -> list[Path]:
        """*sizes*: path -> (bytes, modification time in ns). Each file is given once, and again when it has changed."""
        ready = []
        for path, state in sizes.items():
            before = self._seen.get(path)
            if before is None or before[:2] != state:
                self._seen[path] = (*state, now)
            elif now - before[2] >= self.settle_s and state[0] > 0 and self._given.get(path) != state:
                self._given[path] = state
                ready.append(path)
        for gone in self._seen.keys() - sizes.keys():
            del self._seen[gone]
            self._given.pop(gone, None)
        return ready

    def not_taken(self, paths: list[Path]) -> None:
        """Give these again."""
        for path in paths:
            self._given.pop(path, None)

    @property
    def unsettled(self) -> bool:
        """Whether a file is still arriving."""
        return any(self._given.get(p) != (size, when) for p, (size, when, _) in self._seen.items())


def watch(
    folder: Path, arrived: Callable[[list[Path]], None], stop: threading.Event, *, settle_s: float = SETTLE_S
) -> None:
    """Call *arrived* with files that have finished arriving, those that lie there already too, until *stop* is set.

    When *arrived* raises BusyError they are given again, and again, until it takes them.
    """
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", hint="podcaster watch FOLDER")
    woken = threading.Event()

    class Wake(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type not in ("opened", "closed_no_write"):  # reading a file here must not count as a change
                woken.set()

    # It reports its own end, or events that it lost, as errors. The folder is looked at every minute all the same.
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)
    observer = Observer()
    observer.schedule(Wake(), str(folder), recursive=True)
    # Refused: the system has no more watches to give, or one of the folders within may not be read.
    with contextlib.suppress(OSError):
        observer.start()

    arrivals = Arrivals(settle_s)

    def pause_s() -> float:
        if arrivals.unsettled:
            return settle_s / 2
        # What waits for events ends when the folder itself is deleted, and knows nothing of one that is made anew.
        hears = observer.is_alive() and all(emitter.is_alive() for emitter in observer.emitters)
        return EVERY_S if hears else WITHOUT_EVENTS_S

    try:
        while not stop.is_set():
            woken.clear()
            if ready := arrivals.look(_states(folder), time.monotonic()):
                try:
                    arrived(ready)
                except BusyError:  # a batch is at work on the same show: these have their turn after it
                    arrivals.not_taken(ready)
            # While something is arriving, look often; else sleep until the folder says that something happened.
            began = time.monotonic()
            while not stop.is_set() and time.monotonic() - began < pause_s():
                if woken.is_set() and not arrivals.unsettled:
                    break
                stop.wait(0.2)
    finally:
        observer.stop()
        if observer.is_alive():
            observer.join()


def _states(folder: Path) -> dict[Path, tuple[int, int]]:
    states = {}
    for path in reading.expand(folder):
        if path.exists():  # it may have gone again
            found = look(path)
            states[path] = (found.size, found.mtime_ns)
    return states
