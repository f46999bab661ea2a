"""Warm engines in processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from podcaster import engines, voice
from podcaster.engines import Engine, child, pool
from podcaster.engines.child import Child
from podcaster.engines.pool import Pool
from podcaster.errors import EngineDied, EngineError, EngineTimeout, Stopped, VoiceError
from podcaster.helpers import state
from podcaster.model import Pcm, Role, Speech, Utterance, Voice
from tests import machine


def said(text: str, voice_id: str = "tone") -> Utterance:
    return Utterance(text, text, Role.NARRATOR, voice_id, "en", 300)


class Rough(Engine):
    """An engine that does what its text says: hangs, crashes, is silent, prints, or answers."""

    name = "rough"
    version = "1"
    max_chars = 60

    def __init__(self, voice: Voice, *, threads: int = 1, device: str = "cpu") -> None:
        super().__init__(voice, threads=threads, device=device)
        self.state = Path(str(voice.options.get("state", "")))

        if voice.options.get("broken"):
            raise VoiceError("the voice is broken", hint="mend it")
        if self.state.name:
            with self.state.with_suffix(".loaded").open("a") as log:
                log.write(f"{os.getpid()}\n")

    def speak(self, utterance: Utterance) -> Speech:
        text = utterance.spoken
        first = not self.state.name or not self.state.exists()
        if text.startswith(("hang", "crash")) and (first or "always" in text):
            if self.state.name:
                self.state.touch()
            if text.startswith("crash"):
                print("something broke inside", file=sys.stderr, flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)
        if text.startswith("spin"):
            end = time.process_time() + float(text.split()[1])
            while time.process_time() < end:
                pass
        if text.startswith("raise"):
            raise KeyError(text)
        if text.startswith("silent"):
            return Speech(Pcm(bytes(48_000), 24_000))
        print("chatter on standard output", flush=True)
        return Speech(Pcm(b"\x00\x10" * 24_000, 24_000))


@pytest.fixture
def rough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A voice of the rough engine, found through an entry point as any other."""
    profiles = tmp_path / "voices"
    profiles.mkdir()
    (profiles / "rough.toml").write_text(
        'id = "rough"\nname = "Rough"\nengine = "rough"\nlanguage = "en"\nlicence = "MIT"\n'
        f'[options]\nstate = "{tmp_path / "once"}"\n'
    )
    monkeypatch.setenv("PODCASTER_VOICES", str(profiles))
    point = EntryPoint("rough", "tests.test_pool:Rough", engines.GROUP)
    known = {**engines.available(), "rough": point}
    monkeypatch.setattr(engines, "available", lambda: known)
    return "rough"


def test_speech_comes_back_in_order() -> None:
    """However many workers there are, the first sentence is heard first."""
    texts = [f"Sentence number {n} " + "on " * (n % 7) for n in range(60)]
    with Pool(3) as workers:
        spoken = list(workers.speak(said(t) for t in texts))
    assert [s.pcm.frames for s in spoken] == [sum(c.isalnum() for c in t) * 1440 for t in texts]


def test_utterances_are_taken_only_as_they_are_needed() -> None:
    """A book is never read into memory to speak its first page."""
    taken = 0

    def endless() -> Iterator[Utterance]:
        nonlocal taken
        while True:
            taken += 1
            yield said(f"Number {taken}")

    with Pool(2) as workers:
        spoken = workers.speak(endless())
        for _ in range(5):
            next(spoken)
        assert taken <= 5 + pool.WINDOW * 2
        spoken.close()


def test_results_of_several_articles_may_be_awaited_in_any_order() -> None:
    """submit() keeps all cores busy across articles."""
    with Pool(2) as workers:
        pending = [workers.submit(said("a" * n)) for n in range(1, 30)]
        assert [p.result().pcm.frames for p in reversed(pending)] == [n * 1440 for n in range(29, 0, -1)]


def loaded(state: Path, count: int) -> list[int]:
    """The processes that have loaded the rough voice, once there are so many."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = state.read_text().split() if state.exists() else []
        if len(found) >= count:
            return [int(pid) for pid in found]
        time.sleep(0.005)
    raise AssertionError("the voice was not loaded")


def test_a_voice_is_loaded_before_anything_is_to_be_said(rough: str, tmp_path: Path) -> None:
    """The workers that loaded it say the first sentences; no other ones are started for them."""
    pids: list[int] = []
    with Pool(3, on_start=pids.append) as workers:
        workers.warm(rough, 2)
        assert sorted(loaded(tmp_path / "once.loaded", 2)) == sorted(pids)
        list(workers.speak([said("One.", rough), said("Two.", rough)]))
    assert len(pids) == 2
    assert len(loaded(tmp_path / "once.loaded", 2)) == 2


def test_a_sentence_waits_for_the_worker_that_is_loading_its_voice(rough: str, tmp_path: Path) -> None:
    pids: list[int] = []
    with Pool(3, on_start=pids.append) as workers:
        workers.warm(rough, 1)
        assert workers.is_loading
        workers.submit(said("One.", rough)).result()
        assert not workers.is_loading
        assert loaded(tmp_path / "once.loaded", 1) == pids


def test_what_is_wrong_with_a_voice_is_told_when_it_shall_speak(rough: str, tmp_path: Path) -> None:
    """Loading it ahead is silent about a voice that is broken, or not there."""
    profile = tmp_path / "voices" / "rough.toml"
    profile.write_text(profile.read_text() + "broken = 1\n")
    with Pool(1) as workers:
        workers.warm("nobody", 1)
        workers.warm(rough, 1)
        with pytest.raises(VoiceError, match="the voice is broken"):
            workers.submit(said("One.", rough)).result()


def test_a_voice_that_was_loaded_for_nothing_gives_its_memory_back(rough: str, tmp_path: Path) -> None:
    """The text turns out to be in another language, whose voice has another engine."""
    with Pool(1) as workers:
        workers.warm(rough, 1)
        (pid,) = loaded(tmp_path / "once.loaded", 1)
        workers.submit(said("One.")).result()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_no_process_is_left() -> None:
    """When the pool ends, its engines end."""
    pids: list[int] = []
    with Pool(2, on_start=pids.append) as workers:
        list(workers.speak(said(f"One {n}") for n in range(20)))
        assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_killed_engine_costs_nothing() -> None:
    """Engines that are killed from outside are replaced, and every sentence is spoken."""
    pids: list[int] = []
    with Pool(2, on_start=pids.append) as workers:
        spoken = []
        for speech in workers.speak(said("ab" * (n + 1)) for n in range(40)):
            spoken.append(speech.pcm.frames)
            if len(spoken) in (5, 20):
                os.kill(pids[-1], signal.SIGKILL)
    assert spoken == [2 * (n + 1) * 1440 for n in range(40)]
    assert len(pids) >= 3


@machine.linux
def test_engines_do_not_outlive_a_killed_run(tmp_path: Path) -> None:
    """kill -9 of podcaster leaves no orphan."""
    script = tmp_path / "run.py"
    script.write_text(
        textwrap.dedent("""
        import time
        from podcaster.engines.pool import Pool
        from podcaster.model import Role, Utterance
        with Pool(1, on_start=lambda pid: print(pid, flush=True)) as workers:
            list(workers.speak([Utterance("Hi", "Hi", Role.NARRATOR, "tone", "en", 0)]))
            time.sleep(60)
        """)
    )
    run = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    pid = int(run.stdout.readline())
    run.kill()
    run.wait()
    run.stdout.close()
    until = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_hanging_engine_is_replaced(rough: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence is tried again by a fresh engine, and the run goes on."""
    monkeypatch.setattr(child, "BASE_S", 0.4)
    monkeypatch.setattr(child, "FACTOR", 0.01)
    with Pool(1) as workers:
        assert len(list(workers.speak([said("hang once", rough), said("go on", rough)]))) == 2


def test_a_sentence_that_always_hangs_is_an_error(rough: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After two missed deadlines, the error names the sentence."""
    monkeypatch.setattr(child, "BASE_S", 0.3)
    monkeypatch.setattr(child, "FACTOR", 0.01)
    with Pool(1) as workers, pytest.raises(EngineTimeout, match="hang always"):
        list(workers.speak([said("hang always", rough)]))


def test_an_engine_that_gets_no_core_is_not_taken_for_hanging(rough: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline counts CPU time, not clock time, which matters on a busy machine and most of all with --gentle."""
    monkeypatch.setattr(child, "BASE_S", 0.5)
    monkeypatch.setattr(child, "FACTOR", 0.01)
    with Pool(1) as workers:
        assert next(workers.speak([said("go on", rough)]))  # loaded
        with pytest.raises(EngineTimeout, match="spin 30"):
            next(workers.speak([said("spin 30 seconds for ever", rough)]))
        monkeypatch.setattr(state, "cpu_seconds", lambda _: 0.0)  # as if it ran, and never got far
        assert next(workers.speak([said("spin 2 seconds", rough)]))


@machine.linux
def test_a_gentle_run_uses_only_idle_time() -> None:
    """This includes threads and processes that are started later."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, threading\n"
            "from podcaster.batch.threads import at_idle_priority\n"
            "at_idle_priority()\n"
            "ask = 'import os; print(os.sched_getscheduler(0) == os.SCHED_IDLE, os.getpriority(os.PRIO_PROCESS, 0))'\n"
            "threading.Thread(target=lambda: subprocess.run([sys.executable, '-c', ask])).start()\n",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["True", "19"]


def test_a_stop_waits_for_no_engine_that_is_still_loading(rough: str) -> None:
    """Loading a model may take longer than a stop should; its first utterances are left for the next run."""
    with Pool(2) as workers:
        pending = [workers.submit(said("hang always", rough)), workers.submit(said("go on", rough))]
        while len(workers._children) < 2:
            time.sleep(0.01)
        began = time.monotonic()
        workers.stop()
        for one in pending:
            with pytest.raises(Stopped):
                one.result(20)
        assert time.monotonic() - began < 60


def test_an_engine_is_deaf_to_signals_from_its_first_moment(tmp_path: Path) -> None:
    """A Ctrl-C that reaches every process of a session ends no voice, not even one that is only starting."""
    for wait in (0.0, 0.05, 0.2):
        started = Child()
        time.sleep(wait)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(started.pid, number)
        try:
            assert started.speak("podcaster.engines.tone:ToneEngine", voice.find("tone"), said("Go on.")).pcm.seconds
        finally:
            started.kill()


def test_a_crashing_engine_is_replaced(rough: str) -> None:
    """A crash costs one more try; a second one is told with the engine's last words."""
    with Pool(1) as workers:
        assert next(workers.speak([said("crash once", rough)]))
        with pytest.raises(EngineDied, match=r"crash always.*something broke inside"):
            next(workers.speak([said("crash always", rough)]))
        assert next(workers.speak([said("go on", rough)]))


def test_foreign_failures_become_ours(rough: str) -> None:
    """An engine's own exception is an EngineError that says which."""
    with Pool(1) as workers:
        with pytest.raises(EngineError, match="KeyError"):
            next(workers.speak([said("raise it", rough)]))
        with pytest.raises(EngineError, match="silent"):
            next(workers.speak([said("silent night", rough)]))


def test_a_long_text_is_cut_for_the_engine(rough: str) -> None:
    """An engine never gets more text than its limit; the pieces of speech are joined."""
    text = "go on and on, with many words, and never stop before the end of the line, " * 2
    with Pool(1) as workers:
        speech = next(workers.speak([said(text, rough)]))
    assert speech.pcm.seconds > 4


def test_an_unknown_voice_is_reported_with_the_result() -> None:
    """submit() never raises; the article with that voice fails, and the others continue."""
    with Pool(1) as workers:
        pending = workers.submit(said("Hello", "tonne"))
        with pytest.raises(VoiceError, match="tonne"):
            pending.result()
        assert workers.submit(said("Hello")).result()


def test_stop_ends_the_iterator() -> None:
    """After stop() nothing new begins, and the consumer gets Stopped."""
    with Pool(1) as workers:
        spoken = workers.speak(said(f"Number {n}") for n in range(1000))
        next(spoken)
        workers.stop()
        with pytest.raises(Stopped):
            list(spoken)


def test_closing_does_not_wait_for_a_hanging_engine(rough: str) -> None:
    """A second Ctrl-C ends the run at once."""
    begun = time.monotonic()
    with Pool(1) as workers:
        pending = workers.submit(said("hang always", rough))
        time.sleep(0.3)
    assert time.monotonic() - begun < 60
    with pytest.raises(Stopped):
        pending.result()


@machine.linux
def test_an_engine_starts_quickly() -> None:
    """The child of a light engine needs no heavy library."""
    profile = voice.find("tone")
    one = Child()
    try:
        one.speak(engines.reference(profile), profile, said("Hi"))
        assert one.cpu_seconds() < 1  # 0.15 s, on a busy machine too
    finally:
        one.kill()


def test_there_is_a_worker_for_each_core() -> None:
    """By default as many as physical cores may be used."""
    assert 1 <= pool.physical_cores() <= (os.cpu_count() or 1)


def test_what_is_wanted_first_is_spoken_before_all_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody waits for a sample; an episode does not."""
    monkeypatch.setattr(Pool, "_start_worker", lambda *_: None)
    with Pool(1) as pool:
        for text, first in (("one", False), ("two", False), ("sample", True)):
            pool.submit(said(text), first=first)
        assert [work.utterance.text for work in pool._queue] == ["sample", "one", "two"]
