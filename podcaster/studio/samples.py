"""Sentences that are heard at once: in another voice, or with another pronunciation. Made on demand, and kept."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from podcaster import files, voice
from podcaster.config import Show
from podcaster.errors import MALFORMED, EngineDied, EngineTimeout, of_kind
from podcaster.helpers.process import OWN_GROUP, Helper, Limits, Stuck
from podcaster.studio import sampling
from podcaster.studio.messages import Hear
from podcaster.studio.sampling import START, Sample, question
from podcaster.version import __version__

FOLDER = "trials"  # in the state folder of the show
MOST = 300  # samples that are kept: about 15 MB
PATIENCE_S = 120.0  # a voice loads in ten seconds on a slow machine
WARM_S, LOOK_S = 90.0, 0.05  # to wait for voices that are loaded: each may be within a long sentence
IDLE_S = 45.0  # after which the voice is let go: another may be at work, making an episode


class Samples:
    """The samples of one show. Any thread may ask; one sample is spoken at a time."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._turn = threading.Lock()
        self._process: Helper | None = None
        self._idle_s = idle_s
        self._timer: threading.Timer | None = None

    def sample(self, show: Show, sample: Sample, warm: Callable[[Hear], bool] = lambda _: False) -> str:
        """The name of the sample, in `place`, spoken if it was not before. Raises what hinders it.

        *warm*: has it spoken by voices that are loaded for episodes, if there are any.
        """
        _ = sample.corrections
        name = _name(show, sample)
        path = place(show, name)
        if path.is_file():
            return name
        with self._turn:
            if not path.is_file():
                files.folder(path.parent, private=True)
                if not _spoken_warm(Hear(show.folder, sample, path), warm):
                    self._speak(show, sample, path)
                _tidy(path.parent)
        return name

    def known(self, show: Show, sample: Sample) -> str:
        """The name of a sample that was spoken before; "" if it was not."""
        name = _name(show, sample)
        return name if place(show, name).is_file() else ""

    def close(self) -> None:
        """Let the voice go."""
        with self._turn:
            self._end()

    def _speak(self, show: Show, sample: Sample, path: Path) -> None:
        if self._timer:
            self._timer.cancel()
        try:
            answer = self._ask(question(sample, show, path))
        except (Stuck, OSError) as error:
            self._end()
            raise EngineTimeout("the voice did not answer in time", hint="try it again, or another voice") from error
        finally:
            self._timer = threading.Timer(self._idle_s, self.close)
            self._timer.daemon = True
            self._timer.start()
        try:
            told = json.loads(answer)
        except MALFORMED as error:
            said = self._process.complaints.splitlines() if self._process else []
            self._end()
            raise EngineDied(f"the voice died{f': {said[-1]}' if said else ''}", hint="try another voice") from error
        if "error" in told:
            raise of_kind(str(told["kind"]))(str(told["error"]), hint=str(told["hint"]))

    def _ask(self, line: bytes) -> bytes:
        if self._process is None or not self._process.alive:
            self._end()
            command = [sys.executable, "-c", START, json.dumps(sys.path)]
            self._process = Helper(command, feed=True, read=True, **OWN_GROUP)
        self._process.begin(Limits(PATIENCE_S))
        with contextlib.suppress(BrokenPipeError):
            self._process.write(line)
        return self._process.read_line()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
        if self._timer:
            self._timer.cancel()


def _spoken_warm(wanted: Hear, warm: Callable[[Hear], bool]) -> bool:
    """Whether it was spoken by voices that are loaded; what is wrong with it is found out by a process of its own."""
    failed = sampling.failed(wanted.out)
    failed.unlink(missing_ok=True)
    if not warm(wanted):
        return False
    for _ in range(int(WARM_S / LOOK_S)):
        if wanted.out.is_file() or failed.exists():
            break
        time.sleep(LOOK_S)
    failed.unlink(missing_ok=True)
    return wanted.out.is_file()


def place(show: Show, name: str) -> Path:
    """The file of a sample."""
    return show.state / FOLDER / f"{name}.mp3"


def _name(show: Show, sample: Sample) -> str:
    """Another one for whatever may sound differently."""
    lexicon = files.sha256(show.lexicon) if show.lexicon.is_file() else ""
    settings = repr(show.settings)
    voices = [repr(one) for one in voice.all_voices() if one.id == sample.voice] if sample.voice else []
    return files.digest_of([__version__, asdict(sample), lexicon, settings, voices])[:32]


def _tidy(folder: Path) -> None:
    """Forget the oldest ones."""
    found = []
    for path in folder.glob("*.mp3"):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime, path))
    for _, path in sorted(found, reverse=True)[MOST:]:
        path.unlink(missing_ok=True)
