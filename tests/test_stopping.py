"""A run that is told to stop stops, and nohup keeps it going when the terminal goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.batch import run as batch
from podcaster.batch import stopping
from podcaster.batch.run import Options
from podcaster.batch.stopping import Stop
from podcaster.config import Show
from podcaster.engines.pool import Pool
from podcaster.episode.workshop import Job
from podcaster.errors import Stopped
from podcaster.helpers import stop
from podcaster.model import Segment, Status
from podcaster.reading import safe
from tests import machine

pytestmark = machine.posix
START = """
import os, signal
from podcaster.batch.stopping import remember_interrupts
remember_interrupts()
try:
    os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    print("heard")
"""


@pytest.fixture
def handlers() -> Iterator[None]:
    """What was there before is there after."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_signals_ignored_by_nohup_stay_ignored(handlers: None) -> None:
    """The terminal goes, the night goes on; a TERM still stops it."""
    heard: list[int] = []
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stopping.polite(heard.append):
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGTERM)
    assert heard == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_a_terminal_that_goes_stops_a_run_without_nohup(handlers: None) -> None:
    """As TERM does."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may run under nohup
    heard: list[int] = []
    with stopping.polite(heard.append):
        os.kill(os.getpid(), signal.SIGHUP)
    assert heard == [signal.SIGHUP]


def test_an_interrupt_is_heard_behind_a_shells_ampersand() -> None:
    """A shell without job control starts what is in the background with INT ignored."""
    script = f"trap '' INT; exec {sys.executable} -c \"$0\""
    run = subprocess.run(["sh", "-c", script, START], capture_output=True, text=True, check=True)
    assert run.stdout == "heard\n"


@pytest.mark.parametrize("signals", [1, 2])
def test_a_run_stops_while_ffmpeg_hangs(
    signals: int, show: Show, post: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, handlers: None
) -> None:
    """At the first signal after the seconds of grace, at the second at once."""
    begun = tmp_path / "begun"
    tool = tmp_path / "ffmpeg"
    tool.write_text(f"#!/bin/sh\ntrap '' TERM\ntouch {begun}\nsleep 600 & wait\n")
    tool.chmod(0o755)
    monkeypatch.setattr(stop, "GRACE_S", 0.2 if signals == 1 else 1000.0)

    def interrupt() -> None:
        until = time.monotonic() + 60
        while not begun.exists() and time.monotonic() < until:
            time.sleep(0.01)
        for _ in range(signals):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.1)

    sender = threading.Thread(target=interrupt)
    sender.start()
    hanging = replace(show, settings=replace(show.settings, ffmpeg=str(tool)))
    with pytest.raises(Stopped) as stopped:
        batch.run(hanging, [post])
    sender.join()
    assert stopped.value.exit_code == 143
    assert not list(show.episodes.glob(".*.part"))


def test_a_stop_does_not_wait_for_a_parser_that_hangs() -> None:
    """Its file is not at fault: it is opened again by the next run."""
    stop.stop_soon(signal.SIGINT, 0.1)
    try:
        with pytest.raises(Stopped):
            safe.run_limited(time.sleep, 600, seconds=600)
    finally:
        stop.go_on()


class Listening:
    """Hears the sentences of a run as they are kept, and stops it after a number of them."""

    def __init__(self, stop: Stop, after: int) -> None:
        self.stop, self.after = stop, after
        self.missing: list[str] = []
        self.heard: list[str] = []
        self.sentences: tuple[str, ...] = ()
        self.feeds = 0

    def begins(self, job: Job, missing: Collection[str]) -> None:
        self.sentences, self.missing = job.keys, list(missing)

    def kept(self, segment: Segment) -> None:
        self.heard.append(segment.key)
        if len(self.heard) == self.after:
            self.stop.ask()

    def published(self) -> None:
        self.feeds += 1


def test_a_thread_stops_a_run_and_the_same_voices_go_on(show: Show, post: Path) -> None:
    """It costs no sentence: what was heard is not spoken again, and the rest comes in the order of the article."""
    first = Listening(asked := Stop(), after=2)
    with Pool(1) as pool:
        with pytest.raises(Stopped):
            batch.run(show, [post], Options(ear=first), pool=pool, stop=asked)
        assert first.missing == list(dict.fromkeys(first.sentences))
        assert first.heard[:2] == first.missing[:2]
        assert len(first.heard) < len(first.missing)
        pool.go_on()
        second = Listening(Stop(), after=0)
        (outcome,) = batch.run(show, [post], Options(ear=second), pool=pool)
        assert outcome.status is Status.MADE
        assert second.feeds >= 1
        assert second.missing == second.heard == first.missing[len(first.heard) :]
        with pytest.raises(Stopped):
            batch.run(show, [post], Options(), pool=pool, stop=asked)  # it was asked before it began
