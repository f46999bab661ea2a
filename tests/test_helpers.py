"""Stand-ins for programs that go wrong: none keeps us waiting, whatever it does with its pipes and signals."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcaster import voice
from podcaster.audio import ffmpeg
from podcaster.batch import stopping
from podcaster.engines import child
from podcaster.errors import AudioError, EngineTimeout, Stopped, StorageError
from podcaster.helpers import process, state, stop
from podcaster.helpers.process import OWN_GROUP, Helper, Limits, Stuck
from podcaster.serving import remote
from tests import machine

pytestmark = machine.posix
SHORT = Limits(total_s=0.2)


@pytest.fixture(params=[False, True], ids=["polled", "watched"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pipes can be polled, and where they cannot."""
    monkeypatch.setattr(Helper, "blocking", request.param)


@contextlib.contextmanager
def stand_in(script: str, limits: Limits = SHORT, **how: object) -> Iterator[Helper]:
    with Helper(["sh", "-c", script], limits, feed=True, read=True, **OWN_GROUP, **how) as helper:
        yield helper
    assert not helper.alive


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stream:  # noqa: PTH123
        return stream.read().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.usefixtures("both_ways")
def test_one_that_keeps_to_its_limits_is_heard_to_its_end() -> None:
    with stand_in("cat; echo 'so it was' >&2; exit 3", Limits(60)) as helper:
        writer = threading.Thread(target=lambda: (helper.process.stdin.write(b"x" * 9), helper.close_input()))  # type: ignore[union-attr]
        writer.start()
        assert helper.read(5) == b"xxxxx"
        assert helper.read() == b"xxxx"
        assert helper.finish() == 3
    assert helper.complaints == "so it was"


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize(
    "script",
    [
        "exec sleep 600",
        "trap '' TERM INT HUP; while :; do sleep 600; done",
        "exec <&-; exec sleep 600",
        "while :; do echo complaint >&2; done",
    ],
    ids=["sleeps", "ignores TERM", "closes its input", "fills its error output"],
)
def test_one_that_never_answers_is_ended(script: str) -> None:
    with stand_in(script) as helper, pytest.raises(Stuck, match=r"not done after 0\.?\d* s"):
        helper.read()


@pytest.mark.usefixtures("both_ways")
def test_one_that_takes_nothing_is_ended() -> None:
    with stand_in("exec sleep 600") as helper, pytest.raises((Stuck, BrokenPipeError)):
        helper.write(b"x" * (1 << 22))


@pytest.mark.usefixtures("both_ways")
def test_one_that_does_not_end_is_ended() -> None:
    with stand_in("exec >&- 2>&-; exec sleep 600") as helper:
        assert helper.read() == b""
        with pytest.raises(Stuck):
            helper.finish()


def test_complaints_are_kept_to_their_end_only() -> None:
    with stand_in("yes 12345678 | head -c 300000 >&2; echo at last >&2", Limits(60)) as helper:
        assert helper.finish() == 0
    assert len(helper.complaints) <= process.LAST_WORDS
    assert helper.complaints.endswith("at last")


def test_one_that_dies_in_the_middle_is_no_hang() -> None:
    with stand_in("echo half; kill -9 $$", Limits(60)) as helper:
        assert helper.read() == b"half\n"
        assert helper.finish() == -9
        with pytest.raises((BrokenPipeError, ValueError)):
            helper.write(b"more")


def test_what_it_started_may_hold_its_pipes() -> None:
    """The end of the helper itself is the end of its output: ssh leaves a connection behind that lives for hours."""
    with stand_in("sleep 600 & echo $!; exit 0", Limits(60)) as helper:
        left = int(helper.read())
        try:
            assert helper.finish() == 0
            assert is_there(left)
        finally:
            os.kill(left, signal.SIGKILL)


@machine.linux
def test_what_it_started_is_ended_with_it() -> None:
    with stand_in("sleep 600 & echo $!; wait", Limits(60)) as helper:
        left = int(helper.read_line())
        helper.begin(SHORT)
        with pytest.raises(Stuck):
            helper.read()
    until = time.monotonic() + 30
    while is_there(left) and time.monotonic() < until:
        time.sleep(0.01)
    assert not is_there(left)


@machine.linux
def test_what_has_left_its_group_does_not_hold_us_up_either() -> None:
    with stand_in("setsid sh -c 'echo $$; exec sleep 600' & wait", Limits(60)) as helper:
        left = int(helper.read_line())
        helper.begin(SHORT)
        try:
            with pytest.raises(Stuck):
                helper.read()
        finally:
            os.kill(left, signal.SIGKILL)


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that it does is to wait, as far as the system can tell."""
    monkeypatch.setattr(state, "wants_a_core", lambda _: False)


@pytest.mark.usefixtures("idle")
def test_a_byte_now_and_then_is_enough_for_one_limit_and_not_for_the_other() -> None:
    with stand_in("while read line; do echo $line; done", Limits(total_s=150, still_s=30)) as helper:
        for _ in range(4):
            helper._judge(20)
            helper.write(b"on\n")
            assert helper.read_line() == b"on\n"
        with pytest.raises(Stuck, match="got no further for 30 s"):
            helper._judge(31)
        helper.begin(helper.limits)
        for _ in range(7):
            helper._judge(20)
            helper._still = 0
        with pytest.raises(Stuck, match="was not done after 150 s"):
            helper._judge(11)


@pytest.mark.usefixtures("idle")
def test_a_file_that_grows_is_progress(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with stand_in("exec sleep 600", Limits(still_s=30, output=out)) as helper:
        for n in range(4):
            helper._judge(20)
            out.write_bytes(b"x" * (n + 1))
        helper._judge(20)
        with pytest.raises(Stuck):
            helper._judge(31)


@machine.linux
@pytest.mark.usefixtures("idle")
def test_what_it_reads_is_progress_for_one_that_compares_files() -> None:
    """It may say nothing for minutes."""
    with stand_in("read a; echo 1; read b; echo 2", Limits(still_s=30, reading=True)) as helper:
        helper._judge(20)
        helper.write(b"a\n")
        helper.read_line()
        helper._still = 29
        helper._judge(20)
        with pytest.raises(Stuck):
            helper._judge(31)


def test_one_that_gets_no_core_is_given_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds in which it could go on and the system does not let it are not counted."""
    monkeypatch.setattr(state, "wants_a_core", lambda _: True)
    monkeypatch.setattr(state, "cpu_seconds", lambda _: 1.0)
    with stand_in("sleep 0.5; echo done", Limits(total_s=0.2)) as helper:
        assert helper.read() == b"done\n"


@pytest.mark.usefixtures("both_ways")
def test_a_stop_ends_the_waiting_and_lets_nothing_new_begin() -> None:
    with stand_in("exec sleep 600", Limits()) as helper:
        stop.stop_soon(signal.SIGTERM, 0.1)
        try:
            with pytest.raises(Stopped) as stopped:
                helper.read()
            assert stopped.value.exit_code == 143
            with pytest.raises(Stopped):
                Helper(["true"])
        finally:
            stop.go_on()
    with Helper(["true"], Limits(60)) as helper:
        assert helper.finish() == 0


def test_the_first_signal_gives_helpers_some_seconds_and_the_second_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stop, "GRACE_S", 1000.0)
    ends: list[BaseException] = []

    def work() -> None:
        try:
            with stand_in("echo on; exec sleep 600", Limits()) as helper:
                helper.read()
        except Stopped as error:
            ends.append(error)

    heard: list[int] = []
    with pytest.raises(Stopped), stopping.polite(heard.append):
        worker = threading.Thread(target=work)
        worker.start()
        os.kill(os.getpid(), signal.SIGTERM)
        assert heard == [signal.SIGTERM]
        worker.join(0.1)
        assert worker.is_alive()
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            worker.join(60)
            assert len(ends) == 1
    with Helper([sys.executable, "-c", ""], Limits(60)) as helper:  # the stop is over
        assert helper.finish() == 0


def test_one_that_cannot_be_ended_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system ends no process that waits for a lost disk; it must not take us with it."""
    monkeypatch.setattr(process, "REAP_S", 0.05)
    helper = Helper(["sleep", "600"], SHORT, read=True)
    monkeypatch.setattr(helper, "interrupt", lambda: None)
    monkeypatch.setattr(helper.process, "terminate", lambda: None)
    try:
        with pytest.raises(Stuck):
            helper.read()
        assert helper.alive
    finally:
        helper.process.kill()
        helper.process.wait()


# ---------------------------------------------------------------- the programs that we know


def stand_in_for(name: str, folder: Path, script: str) -> Path:
    tool = folder / name
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    return tool


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exec sleep 600", "got no further"),
        ("trap '' TERM; sleep 600 & wait", "got no further"),
        ("exec <&-; exec sleep 600", "got no further"),
        ("while :; do echo oh no >&2; done", "got no further"),
        ("head -c 10 >/dev/null; kill -9 $$", "killed"),
    ],
    ids=["sleeps", "leaves a process", "closes its input", "fills its error output", "dies in the middle"],
)
def test_an_ffmpeg_that_goes_wrong_is_an_error(
    script: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ffmpeg, "STILL_S", 0.2)
    tool = stand_in_for("ffmpeg", tmp_path, script)
    with (
        pytest.raises(AudioError, match=told),
        ffmpeg.running(tool, [str(tmp_path / "a.mp3")], seconds=600, what="encoding", feed=True) as helper,
        contextlib.suppress(BrokenPipeError),
    ):
        helper.write(bytes(1 << 21))


def test_a_decoder_that_drips_for_ever_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It always gets a little further, and takes far longer than its work could."""
    monkeypatch.setattr(ffmpeg, "PATIENCE_S", 0.3)
    tool = stand_in_for("ffmpeg", tmp_path, "while :; do echo drop; sleep 0.02; done")
    with pytest.raises(AudioError, match="was not done"), ffmpeg.running(tool, ["-"], seconds=0, what="x") as helper:
        helper.read()


def test_an_rsync_that_moves_nothing_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has arrived stays; the next upload goes on."""
    stand_in_for("rsync", tmp_path, "trap '' TERM; exec sleep 600")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(remote, "STILL_S", 0.2)
    monkeypatch.setattr(process, "TICK_S", 0.05)
    with pytest.raises(StorageError, match="got no further") as stuck:
        remote.Rsync("pod.example:www").sizes()
    assert "goes on" in stuck.value.hint


def test_an_engine_that_stops_in_the_middle_of_its_answer_is_ended() -> None:
    one = child.Child()
    try:
        one.load("podcaster.engines.tone:ToneEngine", voice.find("tone"))
        os.kill(one.pid, signal.SIGSTOP)
        with pytest.raises(EngineTimeout):
            one._ask(("speak", "tone", None), 0.2, "a word")
    finally:
        one.kill()
