"""One run at a time, on whatever file system; nobody is told to wait for a process that is not there."""

import contextlib
import errno
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from podcaster.errors import BusyError, StorageError
from podcaster.files import locks

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has locks of its own")
NONE = [errno.ENOLCK, errno.ENOTSUP, errno.EINVAL, errno.ENOSYS]


def no_locks(monkeypatch: pytest.MonkeyPatch, number: int, *calls: str) -> None:
    """The file system answers *calls* of the module fcntl with that error."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    for call in calls:
        monkeypatch.setattr(f"fcntl.{call}", refuse)


def left(path: Path, **changes: object) -> Path:
    """What a run without locks of the kernel writes beside the lock, of another process or machine."""
    told = json.loads(locks._us_in_words().partition("\n")[2]) | changes
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name("lock.held")
    beside.write_text(f"{told['pid']}\n{json.dumps(told)}\n")
    return beside


def dead() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "show" / ".podcaster" / "lock"


def test_a_second_run_is_refused_and_names_the_first_process(path: Path) -> None:
    """The lock is the kernel's: it holds against another process and goes with its holder."""
    code = (
        "import sys; from pathlib import Path; from podcaster.files import locks\n"
        "with locks.lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=str(holder.pid)), locks.lock(path):
            pass
        holder.kill()
        holder.wait()
    with locks.lock(path):
        pass


@pytest.mark.parametrize("number", NONE)
@pytest.mark.parametrize("calls", [("flock",), ("flock", "lockf")])
def test_without_locks_of_the_file_system_there_is_still_one_run(
    path: Path, number: int, calls: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second one is refused, here and in another process, and the lock is free again at the end."""
    no_locks(monkeypatch, number, *calls)
    monkeypatch.setattr(locks, "SETTLE_S", 0.001)
    with locks.lock(path):
        with pytest.raises(BusyError, match=rf"\(process {os.getpid()}\)"), locks.lock(path):
            pass
        assert path.with_name("lock.held").exists() == ("lockf" in calls)
    with locks.lock(path):
        pass
    assert [p.name for p in path.parent.iterdir()] == ["lock"]


def test_a_run_of_another_process_without_locks_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one is alive, on this machine."""
    no_locks(monkeypatch, errno.ENOLCK, "flock", "lockf")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        left(path, pid=other.pid, began=locks._began(other.pid))
        with pytest.raises(BusyError, match=rf"holds .*show \(process {other.pid}\)"), locks.lock(path):
            pass
        other.kill()
        other.wait()
    with locks.lock(path):
        pass


def gone() -> list[dict[str, object]]:
    return [
        {"pid": dead()},
        {"pid": os.getppid(), "began": "1"},  # the number was given to another process since
        {"pid": 1, "boot": "an earlier one"},
    ]


@pytest.mark.parametrize("case", range(3), ids=["dead", "number given again", "started again"])
def test_what_a_dead_process_of_this_machine_left_is_taken_over(
    path: Path, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_locks(monkeypatch, errno.ENOLCK, "flock", "lockf")
    beside = left(path, **gone()[case])
    with locks.lock(path):
        assert json.loads(beside.read_text().partition("\n")[2])["pid"] == os.getpid()
    assert [p.name for p in path.parent.iterdir()] == ["lock"]


@pytest.mark.parametrize("by_kernel", [True, False])
def test_the_run_of_another_machine_is_named_with_its_age_and_the_way_on(
    path: Path, by_kernel: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody here can know whether it lives; also where this machine has locks and the other had none."""
    if not by_kernel:
        no_locks(monkeypatch, errno.ENOSYS, "flock", "lockf")
    beside = left(path, pid=77, host="nas", since="2020-02-01T10:00:00+00:00")
    with pytest.raises(BusyError, match=r"process 77 on nas, for \d+ days") as refused, locks.lock(path):
        pass
    assert f"if nothing runs on nas any more: rm {beside}" in refused.value.hint
    beside.unlink()
    with locks.lock(path):
        pass


def test_a_half_written_name_is_waited_for_and_then_taken_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that was killed while it wrote itself down shuts nobody out for ever."""
    no_locks(monkeypatch, errno.ENOLCK, "flock", "lockf")
    beside = left(path)
    beside.write_text("")
    with pytest.raises(BusyError) as refused, locks.lock(path):
        pass
    assert "(process" not in refused.value.message
    os.utime(beside, (time.time() - 60,) * 2)
    with locks.lock(path):
        pass


@pytest.mark.parametrize("text", ["", "{dead}\n", "nonsense\n{", "99999999999999999999\n"])
def test_no_process_is_named_that_is_not_there(path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the lock may be from an earlier run, or from podcaster 0.1."""
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("{dead}", str(dead())))
    no_locks(monkeypatch, errno.EAGAIN, "flock")
    with pytest.raises(BusyError, match="another run holds") as refused, locks.lock(path):
        pass
    assert "(process" not in refused.value.message


def test_a_holder_on_another_machine_is_named_with_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On NFS the lock of the kernel holds between machines, and the number of the process is one of there."""
    no_locks(monkeypatch, errno.EAGAIN, "flock")
    left(path, pid=os.getpid(), host="nas").rename(path)
    with pytest.raises(BusyError, match=rf"process {os.getpid()} on nas"), locks.lock(path):
        pass


def test_another_container_is_another_machine(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have the name of this one, but its processes are not seen here."""
    no_locks(monkeypatch, errno.ENOLCK, "flock", "lockf")
    left(path, pid=dead(), machine="pid:[1]")
    with pytest.raises(BusyError, match=f"on {socket.gethostname()}"), locks.lock(path):
        pass


def test_of_many_that_find_a_dead_lock_one_gets_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was made meanwhile is put back by whoever has taken it away."""
    no_locks(monkeypatch, errno.ENOLCK, "flock", "lockf")
    beside = left(path)  # ours: alive
    before = beside.read_text()
    locks._take_away(beside)
    assert beside.read_text() == before
    assert [p.name for p in path.parent.iterdir()] == ["lock.held"]


def test_where_not_even_a_file_can_be_made_it_says_how_to_go_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_locks(monkeypatch, errno.ENOLCK, "flock", "lockf")
    really = os.open

    def no_exclusive(name: object, flags: int, *rest: int) -> int:
        if flags & os.O_EXCL:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        return really(name, flags, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("os.open", no_exclusive)
    with pytest.raises(StorageError, match="has no locks") as refused, locks.lock(path):
        pass
    assert "a disk of this computer" in refused.value.hint


def test_a_lock_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's, that is given back after the first look."""
    looks = iter([errno.EAGAIN])

    def flock(*_: object) -> None:
        with contextlib.suppress(StopIteration):
            raise OSError(next(looks), "")

    monkeypatch.setattr("fcntl.flock", flock)
    monkeypatch.setattr(locks, "LOOK_S", 0.001)
    with locks.lock(path, wait_s=5):
        pass
