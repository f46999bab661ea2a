"""The cores are shared as was measured, and never beyond the memory."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster import doctor, engines, voice
from podcaster.config import Settings, Show
from podcaster.engines import Engine, share

LONG = share.WORTH_CHARACTERS


class Threaded(Engine):
    """An engine that can use threads."""

    version = "1"
    worker_bytes = 600


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Eight cores, memory for all, and a made-up speed for each share."""
    times = {(8, 1): 3.0, (4, 2): 2.0, (1, 8): 9.0}
    asked = []

    def seconds(_voice, one, _device):
        asked.append(one)
        return times[one]

    monkeypatch.setattr(share, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(share, "physical_cores", lambda: 8)
    monkeypatch.setattr(share, "free_memory", lambda: 8 * 600)
    monkeypatch.setattr(share, "seconds", seconds)
    monkeypatch.setattr(engines, "kind", lambda _: Threaded)
    return asked


def test_it_is_measured_once_and_kept(machine):
    """A second run, and a short run after it, measure nothing."""
    assert share.best(voice.find("tone"), LONG) == (4, 2)
    assert machine == [(8, 1), (4, 2), (1, 8)]
    assert share.best(voice.find("tone"), LONG) == (4, 2)
    assert share.best(voice.find("tone"), 10) == (4, 2)
    assert len(machine) == 3


def test_a_short_run_measures_nothing(machine):
    assert share.best(voice.find("tone"), LONG - 1) == (8, 1)
    assert machine == []


def test_another_version_or_machine_is_another_measurement(machine, monkeypatch):
    share.best(voice.find("tone"), LONG)
    monkeypatch.setattr(Threaded, "version", "2")
    share.best(voice.find("tone"), LONG)
    monkeypatch.setattr(share.platform, "node", lambda: "elsewhere")
    share.best(voice.find("tone"), LONG)
    assert len(machine) == 9


@pytest.mark.parametrize("kept", ["", "[]", '{"x": 3}', '{"x": ["many", 1]}', "\x00"])
def test_a_damaged_note_is_measured_again(machine, tmp_path, kept):
    (tmp_path / share.FILE).write_text(kept)
    assert share.best(voice.find("tone"), LONG) == (4, 2)
    assert len(json.loads((tmp_path / share.FILE).read_text())) == 1


def test_an_engine_without_threads_has_a_worker_a_core(machine, monkeypatch):
    monkeypatch.setattr(engines, "kind", lambda _: Engine)
    assert share.best(voice.find("tone"), LONG) == (8, 1)
    assert machine == []


def test_little_memory_means_fewer_workers_of_more_threads(machine, monkeypatch):
    """Three fit: three of two threads, and no more than that is tried."""
    monkeypatch.setattr(share, "free_memory", lambda: 3 * 600 + 500)
    assert share.best(voice.find("tone"), 10) == (3, 2)


@given(st.integers(1, 256), st.integers(1, 2**31), st.none() | st.integers(0, 2**40))
def test_no_share_takes_more_than_there_is(cores, need, free):
    """Neither cores nor memory, except that one worker is always tried; none is idle by design."""
    shares = share.possible(cores, need, free)
    assert shares
    assert len(set(shares)) == len(shares)
    for jobs, threads in shares:
        assert jobs >= 1
        assert threads >= 1
        assert jobs * threads <= max(cores, 1)
        assert jobs == 1 or free is None or jobs * need <= free


def test_the_time_is_that_of_warm_workers():
    """Real workers, a clock that counts: from after the first sentence to the last."""
    ticks = itertools.count()
    assert share.seconds(voice.find("tone"), (2, 1), clock=lambda: float(next(ticks))) == 1.0


def test_the_doctor_reports_every_finding(machine, tmp_path):
    share.best(voice.find("tone"), LONG)
    found = [f.message for f in doctor.check_machine(Show(tmp_path, Settings(voice="tone"))) if f.rule == "workers"]
    assert found == ["measured best here for tone 1: 4 workers of 2"]
