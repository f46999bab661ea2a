"""Programs that work for us: each has limits, and none can hold up a stop.

Whoever waits for one looks at it four times a second: whether it has got any further, whether it gets a core at all,
and whether the run has been told to stop. A process that it left behind with our pipes open is not waited for.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from podcaster.errors import Stopped
from podcaster.helpers import state, stop

REAP_S = 1.0  # for the system to end what was killed: a process that waits for a lost disk ends later
TICK_S = 0.25
LAST_WORDS = 4000  # bytes kept of what a helper complains about
CHUNK = 1 << 16
OWN_GROUP: dict[str, Any] = {} if os.name == "nt" else {"process_group": 0}  # a terminal's Ctrl-C is for us alone
OWN_SESSION: dict[str, Any] = {"start_new_session": True}  # and the terminal too


class Stuck(Exception):
    """A helper did not keep to its limits, and has been killed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that we wait for a helper. Those in which it wants a core and gets none do not count."""

    total_s: float = math.inf
    still_s: float = math.inf  # without a byte from it or to it
    output: Path | None = None  # a file whose growth counts as well
    reading: bool = False  # what it reads from anywhere counts as well


# ---------------------------------------------------------------- a helper


class Helper:
    """A program at work, with its input, output and complaints. One thread at a time may use it."""

    blocking = os.name == "nt"  # its pipes cannot be polled: a thread watches instead

    def __init__(
        self,
        command: Sequence[str],
        limits: Limits | None = None,
        *,
        feed: bool = False,
        read: bool = False,
        **how: Any,
    ) -> None:
        """*feed*, *read*: whether we write to it and read from it. *how* is for Popen. Raises OSError and Stopped."""
        stop.refuse_if_stopped()
        self._has_group = bool(how.get("start_new_session")) or how.get("process_group") == 0
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE if read else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
            **how,
        )
        self._stderr: IO[bytes] | None = self.process.stderr
        self._said = bytearray()
        self._waited = 0.0  # since it was looked at last
        self._over: Exception | None = None
        self._waiting = False
        self.begin(limits or Limits())
        self._listener = threading.Thread(target=self._listen, args=(self.process.stderr,), daemon=True)
        if self.blocking:
            self._listener.start()
            threading.Thread(target=self._watch, name="limits", daemon=True).start()
            return
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                os.set_blocking(pipe.fileno(), False)

    def begin(self, limits: Limits) -> None:
        """New work begins here, within these limits."""
        self.limits = limits
        self._tick = max(0.01, min(TICK_S, limits.total_s / 4, limits.still_s / 4))
        self._total = self._still = 0.0
        self._used = state.cpu_seconds(self.pid)
        self._moved: object = None

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def complaints(self) -> str:
        """The end of what it has written to its error output so far."""
        if self._stderr and not self.blocking:
            self._hear(16)
        if self.blocking and not self.alive:
            self._listener.join(TICK_S)  # its last words; not longer, because what it started may hold the pipe
        return self._said.decode("utf-8", "replace").strip()

    # ------------------------------------------------------------ its pipes

    def write(self, data: bytes | memoryview) -> None:
        """Raises BrokenPipeError when it reads no more."""
        assert self.process.stdin is not None
        handle, rest = self.process.stdin.fileno(), memoryview(data).cast("B")
        while rest:
            try:
                with self._in_time():
                    rest = rest[os.write(handle, rest[:CHUNK]) :]
                self._still = 0.0
            except BlockingIOError:
                self._look(handle, select.POLLOUT)

    def flush(self) -> None:
        """Nothing is kept back."""

    def read(self, size: int = -1) -> bytes:
        """Read *size* bytes of its output, fewer at its end, or everything without *size*."""
        parts: list[bytes] = []
        while size and (part := self._some(CHUNK if size < 0 else min(size, 1 << 20))):
            parts.append(part)
            size -= len(part) if size > 0 else 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read_line(self) -> bytes:
        """Its answer, when each is a line and it says no more before it is asked again."""
        line = b""
        while not line.endswith(b"\n") and (part := self._some(CHUNK)):
            line += part
        return line

    def _some(self, most: int) -> bytes:
        """What there is of its output, a byte at least; nothing at its end."""
        assert self.process.stdout is not None
        handle, ended = self.process.stdout.fileno(), False
        while True:
            try:
                with self._in_time():
                    part = os.read(handle, most)
                self._still = 0.0
                return part
            except BlockingIOError:
                if ended:  # another process has the pipe open, and it is empty
                    return b""
                ended = not self.alive
                if not ended:
                    self._look(handle, select.POLLIN)

    def close_input(self) -> None:
        """Let it know that there is nothing more to read."""
        if self.process.stdin:
            self.process.stdin.close()

    def finish(self) -> int:
        """Close its input, read no more of its output, and wait until it has ended. Returns its status."""
        self.close_input()
        if self.process.stdout:
            self.process.stdout.close()
        while self.alive:
            if self._stderr and not self.blocking:  # is closed when it ends
                self._look()
                continue
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self._tick)
                break
            self._waited += self._tick
            self._check()
        return self.process.returncode

    # ------------------------------------------------------------ its end

    def leave(self, seconds: float) -> None:
        """Close its input, and wait so long at most for it to end."""
        self.close_input()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def interrupt(self) -> None:
        """Kill it and what it started, from any thread: whoever waits for it finds its pipes at their end."""
        if not self.alive:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._has_group and hasattr(os, "killpg"):
                os.killpg(self.pid, signal.SIGKILL)
            else:
                self.process.kill()

    def kill(self) -> None:
        """End it at once, and close its pipes. Comes back even if the system cannot end it yet."""
        if not self._has_group and self.alive:  # it may end what it has started itself
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(TICK_S)
        self.interrupt()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(REAP_S)
        self.close()

    def close(self) -> None:
        """Close its pipes; what it had to complain is kept."""
        _ = self.complaints
        self._stderr = None
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe and not (self.blocking and pipe is self.process.stderr):  # which its listener reads and closes
                with contextlib.suppress(OSError):
                    pipe.close()

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    # ------------------------------------------------------------ its limits

    def _look(self, handle: int | None = None, event: int = 0) -> None:
        """Wait a moment for this to happen; hear its complaints meanwhile."""
        poll, began = select.poll(), time.monotonic()
        if handle is not None:
            poll.register(handle, event)
        heard = self._stderr.fileno() if self._stderr else -1
        if heard >= 0:
            poll.register(heard, select.POLLIN)
        for ready, _ in poll.poll(self._tick * 1000):
            if ready == heard:
                self._hear(1)
        self._waited += time.monotonic() - began
        self._check()

    def _hear(self, times: int) -> None:
        assert self._stderr is not None
        with contextlib.suppress(BlockingIOError):
            for _ in range(times):
                said = os.read(self._stderr.fileno(), CHUNK)
                self._said = (self._said + said)[-LAST_WORDS:]
                if not said:
                    self._stderr = None
                    return

    def _check(self) -> None:
        """Raises Stuck or Stopped, and has killed it then."""
        try:
            stop.refuse_if_stopped()
            if self._waited >= self._tick:
                waited, self._waited = self._waited, 0.0
                self._judge(waited)
        except BaseException:
            self.kill()
            raise

    def _judge(self, waited: float) -> None:
        used, before = state.cpu_seconds(self.pid), self._used
        self._used = used
        if used is not None and before is not None and state.wants_a_core(self.pid):
            waited = min(waited, used - before)  # on a busy machine it could go on and may not
        self._total += waited
        self._still += waited
        moved = state.size_and_time(self.limits.output), state.bytes_read(self.pid) if self.limits.reading else 0
        if moved != self._moved:
            self._moved, self._still = moved, 0.0
        if self._total > self.limits.total_s:
            raise Stuck(f"was not done after {self.limits.total_s:.0f} s")
        if self._still > self.limits.still_s:
            raise Stuck(f"got no further for {self.limits.still_s:.0f} s")

    # ------------------------------------------------------------ where pipes cannot be polled

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        self._waiting = True
        try:
            yield
        finally:
            self._waiting = False
            if self._over:
                raise self._over

    def _watch(self) -> None:
        while self.alive:
            time.sleep(self._tick)
            try:
                stop.refuse_if_stopped()
                if self._waiting:
                    self._judge(self._tick)
            except (Stuck, Stopped) as error:
                self._over = error
                self.interrupt()

    def _listen(self, stderr: IO[bytes]) -> None:
        with stderr as stream, contextlib.suppress(OSError, ValueError):
            while said := stream.read(CHUNK):
                self._said = (self._said + said)[-LAST_WORDS:]
