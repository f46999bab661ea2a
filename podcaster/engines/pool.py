"""Engines at work on all cores: utterances go in, speech comes out in order. One that hangs or crashes is replaced."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from podcaster import engines, voice
from podcaster.engines.child import Child
from podcaster.errors import EngineDied, EngineTimeout, PodcasterError, Stopped
from podcaster.model import Speech, Utterance, Voice

WINDOW = 4  # utterances in work for each worker: enough that no worker waits while the first one takes long
TRIES = 2  # the fault is in a sentence that crashes two engines
JOIN_S = 5.0  # for a worker to end: its disk may hang
RECYCLE_AFTER = 500  # utterances; a new process gives back the memory that libraries leak
RECYCLE_BYTES = 1_500_000_000
ON_CORES = ("cpu", "accel")  # devices where each worker has a core of its own

Pending = Future[Speech]


@dataclass(slots=True)
class _Work:
    utterance: Utterance
    voice: Voice
    reference: str
    pending: Pending


class Pool:
    """Workers, each with an engine process that starts at its first utterance and stays for the next ones."""

    def __init__(
        self,
        jobs: int = 0,
        *,
        on_start: Callable[[int], None] | None = None,
        threads: int = 1,
        device: str = "cpu",
    ) -> None:
        """*jobs*: 0 for one worker per physical core. *on_start* gets the process id of each engine process.

        *threads*: the number for each engine. *device*: where neural voices compute. Two workers share a device other
        than the CPU: while it computes for one, the other prepares.
        """
        self.size = jobs or (physical_cores() if device in ON_CORES else min(2, physical_cores()))
        self._on_start = on_start
        self._threads = threads
        self._device = device
        self._queue: deque[_Work] = deque()
        self._wake = threading.Condition()
        self._closed = False
        self._stopping = False
        self._children: dict[int, Child] = {}
        self._idle = 0
        self._warming = 0  # workers that load a voice before anything is to be said
        self._workers: list[threading.Thread] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every engine at once. Utterances not spoken yet fail with Stopped."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()
            children = list(self._children.values())
        self._drop_queue()
        for child in children:
            child.interrupt()
        for worker in self._workers:
            worker.join(JOIN_S)

    def stop(self) -> None:
        """Finish the current work and start nothing new. Utterances still waiting fail with Stopped.

        An engine that has said nothing yet is not waited for: a model may take longer to load than a stop may take.
        """
        with self._wake:
            self._stopping = True
            loading = [child for child in self._children.values() if not child.spoken]
        self._drop_queue()
        for child in loading:
            child.interrupt()

    def go_on(self) -> None:
        """The stop is over: take work again, with the engines that are loaded."""
        with self._wake:
            self._stopping = False

    def _drop_queue(self) -> None:
        with self._wake:
            dropped, self._queue = list(self._queue), deque()
        for work in dropped:
            _fail(work.pending, _stopped())

    def warm(self, name: str, workers: int) -> None:
        """Load this voice in that many workers before the text is ready.

        Errors are not reported here: the first call that speaks tries again and raises them.
        """
        try:
            profile = voice.find(name)
            ahead = (engines.reference(profile), profile)
        except PodcasterError:
            return
        with self._wake:
            while len(self._workers) < min(workers, self.size) and not (self._closed or self._stopping):
                self._warming += 1
                self._start_worker(ahead)

    @property
    def is_loading(self) -> bool:
        """Whether voices are being loaded, and none is ready."""
        with self._wake:
            return bool(self._workers) and not any(child.is_ready for child in self._children.values())

    def _start_worker(self, ahead: tuple[str, Voice] | None = None) -> None:
        worker = threading.Thread(target=self._serve, args=(ahead,), name=f"voice {len(self._workers)}", daemon=True)
        self._workers.append(worker)
        worker.start()

    def submit(self, utterance: Utterance, *, first: bool = False) -> Pending:
        """Have this spoken as soon as a worker is free. The result waits until then, and raises what went wrong.

        *first*: before all that waits.
        """
        pending: Pending = Future()
        try:
            profile = voice.find(utterance.voice)
            work = _Work(utterance, profile, engines.reference(profile), pending)
        except PodcasterError as error:
            pending.set_exception(error)
            return pending
        with self._wake:
            if self._closed or self._stopping:
                pending.set_exception(_stopped())
                return pending
            (self._queue.appendleft if first else self._queue.append)(work)
            if len(self._workers) < self.size and len(self._queue) > self._idle + self._warming:
                self._start_worker()
            self._wake.notify()
        return pending

    def speak(self, utterances: Iterable[Utterance], *, window: int = 0, first: bool = False) -> Iterator[Speech]:
        """The speech of each utterance, in order; they are taken from the iterable only as workers need them.

        *first*: before all that waits.

        Raises EngineError at an utterance that could not be spoken, Stopped after stop().
        """
        ahead = window or WINDOW * self.size
        under_way: deque[Pending] = deque()
        source = iter(utterances)
        try:
            for utterance in source:
                under_way.append(self.submit(utterance, first=first))
                if len(under_way) >= ahead:
                    yield _result(under_way.popleft())
            while under_way:
                yield _result(under_way.popleft())
        finally:
            for pending in under_way:
                pending.cancel()

    # ------------------------------------------------------------ a worker

    def _serve(self, ahead: tuple[str, Voice] | None) -> None:
        child: Child | None = None
        # The child dies with the thread that started it (PR_SET_PDEATHSIG), so it is started and ended here.
        try:
            child = self._warmed(*ahead) if ahead else None
            while True:
                with self._wake:
                    while not self._queue and not self._closed:
                        self._idle += 1
                        self._wake.wait()
                        self._idle -= 1
                    if self._closed:
                        return
                    work = self._queue.popleft()
                if work.pending.set_running_or_notify_cancel():
                    child = self._do(work, child)
        finally:
            self._end(child)

    def _warmed(self, reference: str, profile: Voice) -> Child | None:
        """A child that has loaded the voice, or failed to and still runs; None if it died."""
        child: Child | None = None
        try:
            child = self._start()
            child.load(reference, profile)
        except (EngineDied, EngineTimeout, Stopped):
            self._end(child)
            child = None
        except PodcasterError:
            pass  # the first call that speaks gets the error
        finally:
            with self._wake:
                self._warming -= 1
        return child

    def _do(self, work: _Work, child: Child | None) -> Child | None:
        """Speak it, twice if the engine does not survive. Returns the child for the next."""
        trouble: BaseException | None = None
        if child and child.is_for_others(work.reference):  # loaded early for another language: it only takes memory
            self._end(child)
            child = None
        for _ in range(TRIES):
            if self._closed or (self._stopping and child is None):
                break
            try:
                child = child or self._start()
                work.pending.set_result(child.speak(work.reference, work.voice, work.utterance))
                return self._recycled(child)
            except (EngineDied, EngineTimeout) as error:
                self._end(child)
                child, trouble = None, error
            except Stopped as error:  # it was still at work when a stop could wait no longer
                self._end(child)
                child, trouble = None, error
                break
            except PodcasterError as error:
                trouble = error
                break
            except BaseException as error:  # noqa: BLE001 - the waiting caller must get it, or would wait for ever
                trouble = error
                break
        _fail(work.pending, _stopped() if self._closed or self._stopping or trouble is None else trouble)
        return child

    def _start(self) -> Child:
        child = Child(threads=self._threads, device=self._device)
        with self._wake:
            self._children[child.pid] = child
            over = self._closed or self._stopping
        if over:
            child.interrupt()
        elif self._on_start:
            self._on_start(child.pid)
        return child

    def _end(self, child: Child | None) -> None:
        if child:
            child.kill()
            with self._wake:
                self._children.pop(child.pid, None)

    def _recycled(self, child: Child) -> Child | None:
        if child.spoken < RECYCLE_AFTER and child.resident_bytes() < RECYCLE_BYTES:
            return child
        self._end(child)
        return None


def _result(pending: Pending) -> Speech:
    try:
        return pending.result()
    except CancelledError as error:
        raise _stopped() from error


def _fail(pending: Pending, error: BaseException) -> None:
    if not pending.done():
        with contextlib.suppress(CancelledError):
            pending.set_exception(error)


def _stopped() -> Stopped:
    return Stopped("stopped; the same command goes on from here")


def physical_cores() -> int:
    """Cores that this process may use, hyper-threads not counted: two engines on one core slow each other down."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores = set()
    for cpu in usable:
        topology = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology")
        try:
            cores.add((topology / "thread_siblings_list").read_text().strip())
        except OSError:
            cores.add(str(cpu))
    return max(1, min(len(cores), _quota()))


def _quota() -> int:
    """How many whole cores a container's limit on CPU time allows."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return os.cpu_count() or 1
