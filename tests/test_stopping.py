"""A run that is told to stop stops, and nohup keeps it going when the terminal goes."""

from __future__ import annotations

import hashlib
import json
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
from podcaster.cli import showing
from podcaster.config import Show
from podcaster.engines.pool import Pool
from podcaster.episode.workshop import Job
from podcaster.errors import Stopped
from podcaster.helpers import stop
from podcaster.model import Segment, Status
from podcaster.reading import safe
from tests import machine
from tests.commands import podcaster

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
    told: list[str] = []
    with pytest.raises(Stopped) as stopped:
        batch.run(hanging, [post], note=told.append)
    sender.join()
    assert told == ["stopping after the sentences in work"]
    assert stopped.value.exit_code == 143
    assert not list(show.episodes.glob(".*.part"))


def test_ctrl_c_is_acknowledged_while_a_library_is_at_work(handlers: None) -> None:
    """Its handler has to wait for the library; the line for the user does not."""
    told: list[str] = []
    before: list[str] = []
    heard: list[int] = []
    sender = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
    with stopping.polite(heard.append, note=told.append):
        sender.start()
        hashlib.pbkdf2_hmac("sha256", b"", b"", 700_000)  # no handler runs before it is done
        before = list(told)
        assert heard == [signal.SIGINT]
    assert before == ["stopping after the sentences in work; Ctrl-C again stops at once"]


def test_a_command_that_ends_at_once_is_not_said_to_be_stopping(handlers: None) -> None:
    """One that does not is, after a moment; the second Ctrl-C ends even one that hangs in a library."""
    told: list[str] = []
    ended = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: None)
    with stopping.heard_at_once(lambda _: told.append("too early"), after_s=20):
        os.kill(os.getpid(), signal.SIGINT)
    with stopping.heard_at_once(lambda _: told.append("stopping"), after_s=0.01, again=ended.set):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        assert ended.wait(20)
    assert told == ["stopping"]


def test_a_stopped_command_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With status 130, and as JSON if that was asked for."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(showing, "open_show", interrupted)
    status, out, err = podcaster(capsys, "status", "--json")
    assert (status, err) == (130, "podcaster: stopped; the same command goes on from here\n")
    assert json.loads(out)["error"]["kind"] == "Stopped"


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
