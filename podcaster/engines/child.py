"""An engine in a process of its own: when it hangs or crashes, nothing else is harmed.

Not with multiprocessing, whose children run the main module of the caller again and need one more process to watch
them. The child is a plain interpreter. Requests and answers go through its standard streams: a length, then a pickle.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import pickle
import signal
import struct
import sys
from collections.abc import Iterator
from typing import Any, Protocol

from podcaster.engines import gate
from podcaster.engines.base import Engine, refuse_other
from podcaster.errors import TOO_MANY_OPEN, EngineDied, EngineError, EngineTimeout, PodcasterError, storage_error
from podcaster.helpers.process import OWN_GROUP, Helper, Limits, Stuck
from podcaster.helpers.state import cpu_seconds
from podcaster.model import Speech, Utterance, Voice

LOAD_S = 300.0  # a model may have to be put together first
BASE_S = 20.0  # deadline of an utterance: this and
FACTOR = 10.0  # times as long as it should last
HEAD = struct.Struct("<Q")
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from podcaster.engines import child; child.main()"


def deadline(utterance: Utterance, voice: Voice) -> float:
    """Seconds after which an engine that has not answered counts as hanging."""
    return BASE_S + FACTOR * len(utterance.spoken) / (voice.chars_per_second * voice.speed)


class Child:
    """The process, as its parent sees it. One thread at a time may use it; any thread may kill it."""

    def __init__(self, *, threads: int = 1, device: str = "cpu") -> None:
        # The libraries of engines take the number of their threads from the environment, before they start the first.
        limits = {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
        if device == "accel":  # glibc gives back what each sentence's sizes leave behind: 568 MB, not 627
            limits |= {"MALLOC_MMAP_THRESHOLD_": "1000000", "MALLOC_TRIM_THRESHOLD_": "1000000"}
        argv = [sys.executable, "-c", START, json.dumps(sys.path), str(os.getpid()), str(threads), device]
        try:
            with _signals_held():
                self._process = Helper(argv, feed=True, read=True, env={**os.environ, **limits}, **OWN_GROUP)
        except OSError as error:
            reason = f"could not start a process for the engine: {error.strerror}"
            raise EngineDied(
                reason, hint=storage_error(error, "").hint if error.errno in TOO_MANY_OPEN else ""
            ) from error
        self._loaded: dict[str, str] = {}  # voices, and where their engines are
        self.spoken = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    def load(self, reference: str, voice: Voice) -> None:
        """Have the engine at *reference* made for this voice, unless it is there. Raises as `speak` does."""
        if voice.id not in self._loaded:
            self._ask(("load", reference, voice), LOAD_S, f"loading the voice {voice.id}")
            self._loaded[voice.id] = reference

    @property
    def is_ready(self) -> bool:
        """Whether it has loaded a voice."""
        return bool(self._loaded)

    def is_for_others(self, reference: str) -> bool:
        """Whether it has loaded only voices of other engines and has not spoken yet."""
        return not self.spoken and bool(self._loaded) and reference not in self._loaded.values()

    def speak(self, reference: str, voice: Voice, utterance: Utterance, *, limit_s: float | None = None) -> Speech:
        """Have the engine at *reference* speak. Raises EngineError; after EngineDied or EngineTimeout it is gone."""
        self.load(reference, voice)
        seconds = deadline(utterance, voice) if limit_s is None else limit_s
        answer = self._ask(("speak", voice.id, utterance), seconds, f"“{utterance.spoken[:120]}”")
        self.spoken += 1
        if not isinstance(answer, Speech):
            raise EngineError(f"the engine of {voice.id} answered with {type(answer).__name__} instead of speech")
        return answer

    def _ask(self, request: object, seconds: float, what: str) -> object:
        self._process.begin(Limits(seconds))
        try:
            send(self._process, request)
            good, answer = receive(self._process)
        except Stuck as error:
            raise EngineTimeout(f"the engine was still not done with {what} after {seconds:.0f} s") from error
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            self.kill()
            lines = self._process.complaints.splitlines()
            said = f": {lines[-1].strip()}" if lines else ""
            raise EngineDied(f"the engine died at {what} (status {self._process.process.returncode}){said}") from error
        if not good:
            assert isinstance(answer, PodcasterError)
            raise answer
        return answer

    def cpu_seconds(self) -> float:
        """Processor time of all its threads; infinite where the system does not say."""
        used = cpu_seconds(self.pid)
        return math.inf if used is None else used

    def interrupt(self) -> None:
        """End the process. The caller waiting for its answer gets EngineDied and cleans up."""
        self._process.interrupt()

    def resident_bytes(self) -> int:
        """Memory that it uses; 0 where the system does not say."""
        try:
            with open(f"/proc/{self.pid}/statm", encoding="ascii") as stream:  # noqa: PTH123
                return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            return 0

    def kill(self) -> None:
        """End it at once. It has nothing that must be saved."""
        self._process.kill()


def _signals() -> list[signal.Signals]:
    return [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """A process that is started in the block gets none of these signals before it has set itself to ignore them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Sink(Protocol):
    """Where messages go."""

    def write(self, data: bytes, /) -> object: ...

    def flush(self) -> object: ...


class Source(Protocol):
    """Where messages come from."""

    def read(self, size: int, /) -> bytes: ...


def send(stream: Sink, value: object) -> None:
    """Write one message."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(HEAD.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: Source) -> Any:
    """Read one message. Raises EOFError when the other end is gone."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (length,) = HEAD.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)  # from our own child or parent, over a private pipe


# ---------------------------------------------------------------- the child's own side


def main() -> None:
    """Serve requests until the parent is gone."""
    for number in _signals():  # the parent handles them: it finishes the current work
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _signals())
    die_with(int(sys.argv[2]))
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # output that a library prints must not mix with the answers
    speaker = _Speaker(threads=int(sys.argv[3]), device=sys.argv[4])
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return
        try:
            answer: tuple[bool, object] = (True, speaker.handle(request))
        except PodcasterError as error:
            answer = (False, error)
        except Exception as error:  # noqa: BLE001 - an engine may be anybody's code: its failure becomes ours
            answer = (False, EngineError(f"the engine failed: {type(error).__name__}: {error}"))
        send(answers, answer)


def die_with(parent: int) -> None:
    """On Linux, have the kernel kill this process when its parent dies. Elsewhere it ends at its next read."""
    if sys.platform != "linux":
        return
    import ctypes

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(0)


class _Speaker:
    """The engines of this process, by voice."""

    def __init__(self, *, threads: int, device: str) -> None:
        self._threads, self._device = threads, device
        self.engines: dict[str, tuple[Engine, Voice]] = {}

    def handle(self, request: tuple[str, Any, Any]) -> object:
        if request[0] == "load":
            _, reference, voice = request
            module, _, name = reference.partition(":")
            kind = getattr(importlib.import_module(module), name)
            refuse_other(kind, reference)
            device = self._device if self._device in kind.devices else "cpu"  # others stay as they are
            self.engines[voice.id] = (kind(voice, threads=self._threads, device=device), voice)
            return None
        _, voice_id, utterance = request
        engine, voice = self.engines[voice_id]
        return gate.speak(engine, voice, utterance)
