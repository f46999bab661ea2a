"""A pull that was begun in the studio: in a thread, by the command `pull`; what is new is added to the queue."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podcaster import places, unforeseen
from podcaster.errors import BusyError, PodcasterError
from podcaster.studio import command
from podcaster.studio.queue import Queue
from podcaster.studio.refusals import sentence

PULL_S = 3600.0  # hundreds of sources, some of them slow


@dataclass(frozen=True, slots=True)
class Result:
    """How a pull went."""

    sources: int
    new: int
    edited: int
    failed: Sequence[tuple[str, str]]  # names, and why
    error: str = ""  # it did not come to its end


class Pull:
    """At most one at a time; the latest one's result."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._what = ""
        self.result: Result | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def what(self) -> str:
        """The source that is asked; "" for all."""
        return self._what

    def start(self, queue: Queue, name: str = "") -> None:
        """Pull the source of that name, or all. Raises BusyError while another pull is running."""
        with self._turn:
            if self.busy:
                raise BusyError("another pull is running", hint="wait until it has finished")
            self._what, self.result = name, None
            self._thread = threading.Thread(target=self._run, args=(queue, name), name="pull", daemon=True)
            self._thread.start()

    def wait(self, seconds: float) -> None:
        """Until it has ended, so long at most."""
        if self._thread:
            self._thread.join(seconds)

    def _run(self, queue: Queue, name: str) -> None:
        try:
            folder = str(queue.show.folder)
            told = json.loads(command.answer("pull", *[name] * bool(name), "--show", folder, "--json", limit_s=PULL_S))
            for one in told:
                for path in (*one["saved"], *one["edited"]):
                    queue.add(Path(path))
            self.result = _result(told)
        except Exception as error:  # noqa: BLE001 - the page shows it; it would be lost otherwise
            found = unforeseen.logged(unforeseen.ours(error, "pull"), places.error_log())
            self.result = Result(0, 0, 0, (), error=_in_words(found))


def _result(told: Sequence[Mapping[str, Any]]) -> Result:
    """*told*: what `pull --json` printed."""
    new, edited = (sum(len(one[key]) for one in told) for key in ("saved", "edited"))
    failed = [(str(one["title"] or one["name"]), str(one["error"])) for one in told if one["state"] == "failed"]
    return Result(len(told), new, edited, failed)


def _in_words(error: PodcasterError) -> str:
    return f"{sentence(error.message)}.{error.hint and f' {sentence(error.hint)}.'}"
