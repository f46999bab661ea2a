"""One run at a time: by a lock of the kernel, and where the file system has none, by a file that names its holder."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import functools
import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from podcaster import files, shell
from podcaster.errors import BusyError, StorageError, storage_error

LOOK_S = 0.2  # between two looks at a lock that another run holds
SETTLE_S = 0.05  # how long the file that names us has to stand before we trust it
WRITING_S = 10.0  # a file without a name in it that is older than this was left by a crash
HELD = ".held"  # behind the name of a lock: the file of a run without a lock of the kernel

# What a file system says that has no such locks: some network file systems, and drivers in user space.
_NONE = {errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
_here: set[str] = set()  # paths of the locks that this process holds: those of fcntl.lockf let it in twice


@dataclass(frozen=True, slots=True)
class Holder:
    """The run that holds a lock, as it wrote itself down."""

    pid: int
    host: str = ""  # "" if it was written by podcaster 0.1
    machine: str = ""  # this installation of an operating system, and the container in it
    boot: str = ""  # since the machine was started
    began: str = ""  # when the process was started, in ticks of the kernel: the same number may be another one later
    since: str = ""  # ISO 8601

    @property
    def is_elsewhere(self) -> bool:
        """Whether this machine cannot tell if the run is still alive."""
        return bool(self.host) and (self.host, self.machine) != (socket.gethostname(), _machine())

    @property
    def is_alive(self) -> bool:
        """Whether that process is at work on this machine."""
        if self.is_elsewhere or self.pid <= 0 or (self.boot and self.boot != _boot()):
            return False
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            pass  # it is there and somebody else's
        return not self.began or self.began == _began(self.pid)

    @property
    def name(self) -> str:
        """(process 1234 on nas, for 3 hours): as far as it is certain."""
        if self.is_elsewhere:
            return f" (process {self.pid} on {self.host}, for {_age(self.since)})"
        return f" (process {self.pid})" if self.is_alive else ""


@contextlib.contextmanager
def lock(path: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """Hold *path* for this run. The kernel frees it when we die.

    A second run gets BusyError if it is not free within *wait_s* seconds. Where the file system has no locks, a file
    beside it names the holder: one that a dead process of this machine left is taken over, one of another machine stays
    until its user removes it: whether its process is alive cannot be known here. Raises StorageError if even that file
    cannot be written.
    """
    deadline = time.monotonic() + wait_s
    with contextlib.ExitStack() as held:
        while True:
            try:
                with contextlib.ExitStack() as trying:
                    _take(path, trying)
                    held.enter_context(trying.pop_all())
                break
            except BusyError:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(LOOK_S)
        yield


def are_in(folder: Path) -> bool:
    """Whether the file system of *folder* has locks of the kind that SQLite needs. A file without a name is tried."""
    if os.name == "nt":  # pragma: no cover
        return True
    import fcntl

    try:
        with tempfile.TemporaryFile(dir=folder) as stream:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _NONE
    return True


def _take(path: Path, held: contextlib.ExitStack) -> None:
    """Take the lock; what is put into *held* gives it back."""
    try:
        files.folder(path.parent, private=files.STATE in path.parts)  # voices may be everybody's
        files.private_file(path)
        place = os.path.realpath(path)
        if place in _here:
            raise _busy(path, _us())
        stream = held.enter_context(path.open("r+", encoding="utf-8", errors="replace"))
    except OSError as error:
        raise storage_error(error, f"could not open the lock {path}") from error
    by_kernel = _by_kernel(stream, path)
    beside = path.with_name(path.name + HELD)
    if by_kernel and (other := _standing(beside)):  # of a machine that has no locks on this file system
        raise _busy(path, other, beside)
    if not by_kernel:
        _by_file(path, beside, held)
    _here.add(place)
    held.callback(_here.discard, place)
    stream.seek(0)
    stream.truncate()
    stream.write(_us_in_words())
    with contextlib.suppress(OSError):  # a full disk must not keep us from reading what is there
        stream.flush()


# ---------------------------------------------------------------- the kernel's


def _by_kernel(stream: IO[str], path: Path) -> bool:
    """Whether the kernel gave us the lock; False if the file system has none. Raises BusyError if another has it."""
    if os.name == "nt":  # pragma: no cover
        import msvcrt

        calls = [functools.partial(msvcrt.locking, stream.fileno(), msvcrt.LK_NBLCK, 1)]  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        wanted = fcntl.LOCK_EX | fcntl.LOCK_NB
        # NFS without flock may still have the second kind, which its server keeps.
        calls = [functools.partial(fcntl.flock, stream, wanted), functools.partial(fcntl.lockf, stream, wanted)]
    for call in calls:
        try:
            call()
        except OSError as error:
            if error.errno in _NONE:
                continue
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise storage_error(error, f"could not lock {path}") from error
            stream.seek(0)
            raise _busy(path, _holder(stream.read(2000))) from error
        return True
    return False


# ---------------------------------------------------------------- a file with a name in it


def _by_file(path: Path, beside: Path, held: contextlib.ExitStack) -> None:
    for _ in range(3):
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, files.PRIVATE_FILE)
        except FileExistsError:
            if other := _standing(beside):
                raise _busy(path, other, beside) from None
            _take_away(beside)
            continue
        except OSError as error:
            raise StorageError(
                f"the file system of {path.parent} has no locks, and no file can be made there: {error.strerror}",
                hint="put the show on a disk of this computer, and publish it to where it is now",
            ) from error
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(_us_in_words())
        held.callback(_give_back, beside)
        time.sleep(SETTLE_S)  # two runs that take away what a dead one left may take away the file of each other
        if not _is_ours(beside):
            break
        return
    raise _busy(path, _holder(_read(beside)), beside)


def _standing(beside: Path) -> Holder | None:
    """The holder of the file; None if there is no file, or its process has died."""
    try:
        age = time.time() - beside.stat().st_mtime
    except OSError:
        return None
    found = _holder(_read(beside))
    if not found.pid:  # it is being written, or its writer was killed just then
        return found if age < WRITING_S else None
    return found if found.is_elsewhere or found.is_alive else None


def _take_away(beside: Path) -> None:
    """Remove the file of a dead process, and nobody else's that came in its place meanwhile."""
    mine = beside.with_name(f".{beside.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        beside.rename(mine)
        if _standing(mine):
            mine.rename(beside)
        else:
            mine.unlink()


def _is_ours(beside: Path) -> bool:
    return replace(_holder(_read(beside)), since="") == _us()


def _give_back(beside: Path) -> None:
    with contextlib.suppress(OSError):
        if _is_ours(beside):
            beside.unlink()


# ---------------------------------------------------------------- who holds it


def _busy(path: Path, holder: Holder, beside: Path | None = None) -> BusyError:
    hint = "wait for it to finish, or use another --show folder"
    if beside and holder.is_elsewhere:
        hint = f"wait for it to finish; if nothing runs on {holder.host} any more: rm {shell.path(beside)}"
    return BusyError(f"another run holds {path.parent.parent}{holder.name}", hint=hint)


def _us() -> Holder:
    pid = os.getpid()
    return Holder(pid, socket.gethostname(), _machine(), _boot(), _began(pid))


def _us_in_words() -> str:
    """The number of our process, as podcaster 0.1 wrote it, and behind it all the rest."""
    return f"{os.getpid()}\n{json.dumps({**asdict(_us()), 'since': dt.datetime.now(dt.UTC).isoformat()})}\n"


def _holder(text: str) -> Holder:
    """Who wrote *text*; process 0 if it names nobody."""
    first, _, rest = text.partition("\n")
    with contextlib.suppress(ValueError, TypeError):
        told = json.loads(rest)
        return Holder(int(told["pid"]), *(str(told[key]) for key in ("host", "machine", "boot", "began", "since")))
    return Holder(int(first) if first.strip().isdecimal() else 0)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[:2000]
    except OSError:
        return ""


def _age(since: str) -> str:
    """3 hours: since when, by the clock of this computer."""
    try:
        seconds = (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(since)).total_seconds()
    except (ValueError, TypeError):
        return "an unknown time"
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def _machine() -> str:
    """A value that differs between machines of the same name, and between a container and its host."""
    space = ""
    with contextlib.suppress(OSError, AttributeError):
        space = str(Path("/proc/self/ns/pid").readlink())
    return f"{_read(Path('/etc/machine-id')).strip()} {space}".strip()


def _boot() -> str:
    return _read(Path("/proc/sys/kernel/random/boot_id")).strip()


def _began(pid: int) -> str:
    """When a process was started; "" where that cannot be known."""
    told = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return told[19] if len(told) > 19 else ""
