"""A run that is told to stop stops, and nohup keeps it going when the terminal goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from podcaster.batch import stopping
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
