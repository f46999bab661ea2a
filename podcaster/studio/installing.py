"""Voices that are installed from the studio: in a thread, one at a time, each only because its button was pressed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from podcaster import places, unforeseen
from podcaster.errors import BusyError, UsageError
from podcaster.text.languages import english_name
from podcaster.voice import catalogue, licences, offers

WEIGHTS = "kokoro"  # the model of all Kokoro voices, as `voices install` calls it


class State(StrEnum):
    FETCHING = "fetching"
    INSTALLED = "installed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """An installation, as far as it has come."""

    name: str
    state: State = State.FETCHING
    file: str = ""  # that is being fetched
    done: int = 0  # bytes of it
    total: int = 0  # 0: unknown
    said: str = ""  # what it speaks and under which terms, or why it failed
    hint: str = ""

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def so_far(self) -> str:
        """12.3 of 63.0 MB."""
        return f"{self.done / 1e6:.1f}" + (f" of {self.total / 1e6:.1f} MB" if self.total else " MB")


Install = Callable[[str, Callable[[str, int, int], None]], str]  # returns what to say of the voice


class Jobs:
    """The installations of this account that this process has begun. Voices belong to the account, not to a show."""

    def __init__(self, install: Install | None = None) -> None:
        self._install = install or installed
        self._jobs: dict[str, Job] = {}
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self.version = 0  # another number after every change

    def every(self) -> list[Job]:
        """The latest last."""
        with self._turn:
            return [*self._jobs.values()]

    @property
    def busy(self) -> bool:
        return any(job.state is State.FETCHING for job in self.every())

    def start(self, name: str) -> Job:
        """Fetch and install it. Raises UsageError for a wrong name, BusyError during another download."""
        name = name.strip()
        if not name or len(name) > 100 or not name.replace("-", "").replace("_", "").isalnum():
            raise UsageError(
                f"{name[:100]!r} is not the name of a voice", hint="names look like de, af_sky, en_US-lessac-medium"
            )
        with self._turn:
            under_way = [job.name for job in self._jobs.values() if job.state is State.FETCHING]
            if name in under_way:
                return self._jobs[name]
            if under_way:
                raise BusyError(f"{under_way[0]} is being downloaded", hint="wait until it has finished")
            self._jobs.pop(name, None)
            self._jobs[name] = Job(name)
            self.version += 1
            self._thread = threading.Thread(target=self._run, args=(name,), name="voices", daemon=True)
            self._thread.start()
            return self._jobs[name]

    def wait(self, seconds: float) -> None:
        """Until the latest has ended, so long at most."""
        if self._thread:
            self._thread.join(seconds)

    def _run(self, name: str) -> None:
        try:
            said = self._install(name, lambda file, done, total: self._change(name, file=file, done=done, total=total))
            self._change(name, state=State.INSTALLED, said=said)
        except Exception as error:  # noqa: BLE001 - the page shows it; it would be lost otherwise
            found = unforeseen.logged(unforeseen.ours(error, name), places.error_log())
            self._change(name, state=State.FAILED, said=found.message, hint=found.hint)

    def _change(self, name: str, **values: object) -> None:
        with self._turn:
            self._jobs[name] = replace(self._jobs[name], **values)  # type: ignore[arg-type]
            self.version += 1


def installed(name: str, on_progress: Callable[[str, int, int], None]) -> str:
    """Install a voice with the function of `voices install`, and say what it is and what it may be used for."""
    if name == WEIGHTS:
        where: Path = catalogue.install_weights(on_progress=on_progress)
        return f"The model of the Kokoro voices is in {where.parent}."
    notes: list[str] = []
    found = catalogue.install(name, on_progress=on_progress, on_note=notes.append)
    limit = licences.restriction(found)
    terms = f"{found.name} speaks {english_name(found.language)}; {licences.stated(found)}; {found.attribution}."
    return " ".join([terms, *([f"Do not publish its episodes: {limit}."] if limit else []), *notes])


# ---------------------------------------------------------------- what can be had


@dataclass(frozen=True, slots=True)
class Had:
    """A voice that can be installed."""

    name: str  # for `start`
    speaker: str
    language: str  # in English
    terms: str  # size and licence
    private: str  # why its episodes must not be published; "" if they may
    here: bool  # it, or another natural voice of its language, is installed


def on_offer(languages: frozenset[str]) -> list[Had]:
    """The voice of each language that has none of ours, by the names of the languages. *languages*: that have one."""
    found = [
        Had(
            offer.languages[0],
            offer.speaker,
            english_name(offer.languages[0]),
            offer.terms.partition(", for private listening")[0],
            offer.restriction,
            bool(languages.intersection(offer.languages)),
        )
        for offer in offers.every()
    ]
    return sorted(found, key=lambda one: one.language)


def of_kokoro(models: frozenset[str]) -> list[Had]:
    """Kokoro's further voices: half a megabyte each. *models*: that are installed."""
    return [
        Had(name, name.partition("_")[2].capitalize(), english_name(catalogue.KOKORO_LANGUAGES[name[0]]),
            "0.5 MB, Apache-2.0", "", name in models)
        for name in catalogue.KOKORO
    ]  # fmt: skip
