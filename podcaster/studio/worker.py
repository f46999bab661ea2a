"""Works off the queue of the studio: has what was added read, and makes what is queued, in order.

The rows of the queue are the truth: a page changes a row, and whoever is at work on it sees that. So a studio that is
killed at any moment goes on with what it finds.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from podcaster import unforeseen
from podcaster.batch.left_alone import ANOTHER_SAVE
from podcaster.config import Show
from podcaster.config.hours import hours
from podcaster.episode import forecast
from podcaster.errors import BusyError, EngineDied, InputError, PodcasterError, Stopped, UnforeseenError
from podcaster.library import Draft, State
from podcaster.model import Outcome, Status
from podcaster.reading import fetch
from podcaster.studio.maker import Maker
from podcaster.studio.messages import Begun, Hear, Kept, Message, Noted, Published, Tell, Work
from podcaster.studio.queue import Queue
from podcaster.studio.taking import Taking, current, said_of

FETCHERS = 4  # addresses at once: one that never stops answering does not delay the others
# What is made in one run, which brings the feed up to date once: short articles, a few minutes of speech altogether,
# so that what is put first waits no longer than that.
TOGETHER, TOGETHER_CHARACTERS = 20, 8_000
IDLE_S = 180.0  # voices stay loaded so long without work
BUSY_S = 2.0  # until the next try while another run is at work on the show
TROUBLE_S = (5.0, 60.0)  # the same while the disk is full, or the settings are wrong: at first, and at most
DEATHS = 3  # times that an article may kill the process that makes it
LEAVE_S, FETCH_LEAVE_S = 10.0, 2.0  # for threads at the end


class Making(Protocol):
    """What makes episodes: see Maker."""

    def make(self, work: Work, tell: Tell) -> None: ...

    def stop(self) -> None: ...

    def let_go(self) -> None: ...

    def ask(self, message: Hear) -> bool: ...


class Worker:
    """Use it as a context manager: it works within the block. One for each show."""

    def __init__(
        self,
        queue: Queue,
        *,
        maker: Making | None = None,
        save: Callable[..., Path] = fetch.save,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now().astimezone(),
    ) -> None:
        self.queue = queue
        self.progress = queue.progress
        self._maker = maker or Maker()
        self._taking = Taking(queue, save)
        self._now = now
        self._show = queue.show
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._turn = threading.Lock()
        self._running: dict[int, Draft] = {}  # what is being made and has not come to its end
        self._made: dict[int, dict[str, object]] = {}  # what to say of it once the feed has it
        self._late: dict[int, dt.datetime] = {}  # what would not be done tonight: not before the end of this night

    def __enter__(self) -> Worker:
        for job in (self._taking.read, self._make, self._look_after, *[self._taking.fetch] * FETCHERS):
            thread = threading.Thread(target=self._kept_up, args=(job,), name=f"studio {job.__name__}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the sentence that is being spoken. Everything else goes on the next time."""
        self._over.set()
        began = time.monotonic()
        for thread in self._threads:
            # A server that does not answer is hardly waited for.
            patience = FETCH_LEAVE_S if "fetch" in thread.name else LEAVE_S
            while thread.is_alive() and time.monotonic() - began < patience:
                self.queue.ring()
                self._maker.stop()
                thread.join(0.1)
        self._maker.let_go()

    def ask(self, message: Hear) -> bool:
        """Have a sample spoken by a voice that is loaded for episodes. False: none is loaded."""
        return self._maker.ask(message)

    def _kept_up(self, job: Callable[[], None]) -> None:
        """Repeat *job*; an error is shown and the queue goes on."""
        wait = TROUBLE_S[0]
        while not self._over.is_set():
            version = self.queue.version
            try:
                with unforeseen.told("the queue", unforeseen.log_in(self.queue.show.state)):
                    job()
                self.progress.hold_up(job.__name__, None)
                wait = TROUBLE_S[0]
            except PodcasterError as error:
                self.progress.hold_up(job.__name__, error)
                self.queue.wait(version, BUSY_S if isinstance(error, BusyError) else wait)
                wait = min(2 * wait, TROUBLE_S[1])

    # ------------------------------------------------------------ making

    def _make(self) -> None:
        self.queue.change_all({"state": State.QUEUED}, only=(State.SPEAKING,))  # what was interrupted goes on
        idle_since = time.monotonic()
        while not self._over.is_set():
            version = self.queue.version
            show = self._show = current(self._show)
            drafts, until = self._next(show)
            if drafts:
                forecast.refuse_full(show.folder)
                self._make_these(drafts, until)
                idle_since = time.monotonic()
                continue
            self.progress.hold_up("_make", None)
            if time.monotonic() - idle_since > IDLE_S:
                self._maker.let_go()
            self.queue.wait(version, 10.0)

    def _next(self, show: Show) -> tuple[list[Draft], dt.datetime | None]:
        """What is made next, in one run, and until when."""
        now = self._now()
        night = hours(show.settings.tonight)
        end = night.until(now) if night else None
        due = [d for d in self.queue.listed(State.QUEUED, most=-1) if self._is_due(d, now, end)]
        by_day = [draft for draft in due if not draft.tonight]
        drafts = list(_one_run(by_day or due))
        if not drafts or not drafts[0].tonight or not night:
            return drafts, None
        work_s = sum(d.characters for d in drafts) / self._speed()
        too_long = dt.timedelta(seconds=work_s) > night.length  # for any night: it is begun all the same
        return drafts, None if too_long else end

    def _is_due(self, draft: Draft, now: dt.datetime, end: dt.datetime | None) -> bool:
        if not draft.tonight:
            return True
        late = self._late.get(draft.id)
        return end is not None and (late is None or now >= late)

    def _speed(self) -> float:
        return self.queue.speed() or forecast.assumed(1)

    def _make_these(self, drafts: Sequence[Draft], until: dt.datetime | None) -> None:
        speaking = [d for d in drafts if self.queue.change(d.id, {"state": State.SPEAKING}, only=(State.QUEUED,))]
        if not speaking:
            return
        changed = self._stamp()
        with self._turn:
            self._running = {draft.id: draft for draft in speaking}

        wrong: list[PodcasterError] = []

        def tell(message: Message) -> None:
            try:
                self._heard(message)
            except PodcasterError as error:  # the disk is full: the run has to end, and its end has to be awaited
                wrong.append(error)
                self._maker.stop()
            if isinstance(message, Outcome) and self._running and self._stamp() != changed:
                self._maker.stop()  # the next article has the new settings

        articles = tuple((Path(draft.path), draft.number) for draft in speaking)
        work = Work(self.queue.show.folder, articles, force=speaking[0].force, until=until)
        try:
            self._maker.make(work, tell)
            self._tell_made()
            if not wrong:
                self._had_no_end(until)
        except Stopped:
            pass
        except EngineDied as error:
            self._died(error)
        except (InputError, UnforeseenError) as error:
            for draft in list(self._running.values())[:1]:
                self._came_to_an_end(draft.id, _failure(error, draft))
        finally:
            with self._turn:
                left = [*self._running, *self._made]
                self._running, self._made = {}, {}
            for number in left:
                self.queue.change(number, {"state": State.QUEUED}, only=(State.SPEAKING,))
        if wrong:
            raise wrong[0]

    def _heard(self, message: Message) -> None:
        if isinstance(message, Begun):
            self.progress.hold_up("_make", None)
            if draft := self._draft_of(message.source):
                self.progress.begin(draft.id, message)
        elif isinstance(message, Kept):
            self.progress.keep(message)
        elif isinstance(message, Published):
            self._tell_made()
        elif isinstance(message, Noted):
            self.progress.tell(message.text)
        elif isinstance(message, Outcome) and (draft := self._draft_of(message.source)):
            if message.kind == ANOTHER_SAVE:
                self._running.pop(draft.id)
                self.queue.change(draft.id, {"state": State.READY}, only=(State.SPEAKING,))
                self.queue.make(draft.id, force=True)  # it has its turn when the other one is made
                return
            values = self._ending(message, draft)
            if values["state"] is State.MADE:
                with self._turn:
                    self._made[draft.id] = values
                    self._running.pop(draft.id, None)
            else:
                self._came_to_an_end(draft.id, values)

    def _draft_of(self, source: str) -> Draft | None:
        by_number = (d for d in self._running.values() if d.number and source.endswith(f"#{d.number}"))
        return next((d for d in self._running.values() if d.source == source), None) or next(by_number, None)

    def _ending(self, outcome: Outcome, draft: Draft) -> dict[str, object]:
        if outcome.status is Status.MADE and outcome.path:
            return {"state": State.MADE, "episode": outcome.path.stem, "title": outcome.title or draft.title}
        if outcome.status is Status.UNCHANGED:
            return {"state": State.MADE, "episode": self.queue.episode_of(outcome.source) or draft.episode}
        said = outcome.reason.replace(draft.path, Path(draft.path).name) if draft.path else outcome.reason
        values = {"error": said, "hint": outcome.hint, "error_kind": outcome.error_kind}
        return {"state": State.FAILED, **values}

    def _tell_made(self) -> None:
        for number, values in list(self._made.items()):
            self._came_to_an_end(number, values)

    def _came_to_an_end(self, number: int, values: dict[str, object]) -> None:
        with self._turn:
            self._running.pop(number, None)
            self._made.pop(number, None)
        values = {"error": "", "hint": "", "error_kind": "", "deaths": 0, **values, "wanted": False, "tonight": False}
        self.queue.change(number, values, only=(State.SPEAKING, State.QUEUED, State.READY))

    def _had_no_end(self, until: dt.datetime | None) -> None:
        """Handle articles that a finished run did not mention: they would not have finished in time."""
        for draft in list(self._running.values()):
            if until:
                self._late[draft.id] = until
            else:
                self._count_death(draft, "the run ended without a message")

    def _died(self, error: EngineDied) -> None:
        for draft in list(self._running.values())[:1]:
            self._count_death(draft, f"{error.reason}, {DEATHS} times")

    def _count_death(self, draft: Draft, reason: str) -> None:
        if draft.deaths + 1 >= DEATHS:
            values = {"state": State.FAILED, "error": reason, "error_kind": EngineDied.__name__}
            self._came_to_an_end(draft.id, {**values, "hint": "run podcaster doctor to see what is missing"})
        else:
            self.queue.change(draft.id, {"deaths": draft.deaths + 1})

    def _stamp(self) -> tuple[tuple[int, int], ...]:
        """Changes with the settings and with the lexicon."""
        found = []
        for path in (self.queue.show.folder / "podcaster.toml", self._show.lexicon):
            with contextlib.suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime_ns, status.st_size))
        return tuple(found)

    # ------------------------------------------------------------ looking after what is made

    def _look_after(self) -> None:
        """Stop an article that was cancelled or overtaken."""
        version = self.queue.version
        while not self._over.is_set():
            version = self.queue.wait(version, 30.0)
            with self._turn:
                running = dict(self._running)
            if running and self._is_unwanted(running):
                self._maker.stop()

    def _is_unwanted(self, running: dict[int, Draft]) -> bool:
        there = {draft.id: draft for draft in self.queue.listed(State.SPEAKING, most=-1)}
        if any(number in self._running and number not in there for number in running):
            return True
        first = next((d for d in self.queue.listed(State.QUEUED, most=-1) if not d.tonight), None)
        return first is not None and first.place < min(d.place for d in there.values() or running.values())


# ---------------------------------------------------------------- what goes together


def _one_run(drafts: Collection[Draft]) -> Iterator[Draft]:
    """The first of *drafts*, and what is made with it in one run."""
    characters, taken = 0, list[Draft]()
    for draft in drafts:
        characters += draft.characters
        if taken and (
            characters > TOGETHER_CHARACTERS
            or len(taken) >= TOGETHER
            or (draft.force, draft.tonight) != (taken[0].force, taken[0].tonight)
            or draft.path in [one.path for one in taken]
        ):
            return
        taken.append(draft)
        yield draft


def _failure(error: PodcasterError, draft: Draft) -> dict[str, object]:
    values = {"error": said_of(draft, error), "hint": error.hint, "error_kind": error.kind}
    return {"state": State.FAILED, **values}
