"""Untrusted files: opened only when they are regular and not absurd, parsed in a child with limits where needed."""

from __future__ import annotations

import contextlib
import errno
import os
import pickle
import re
import signal
import stat
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar, cast

from podcaster import files, unforeseen
from podcaster.errors import (
    HostileError,
    InputError,
    NoTextError,
    PodcasterError,
    Stopped,
    StorageError,
    UnforeseenError,
    UnpublishedError,
    UnreadableError,
    storage_error,
)
from podcaster.helpers.process import OWN_GROUP, Helper, Limits, Stuck

MB = 1 << 20
TEXT_LIMIT = 20 * MB  # plain text, Markdown, mail in text: two hundred hours of speech
HTML_LIMIT = 200 * MB  # a page saved with all its pictures inside
ARCHIVE_LIMIT = 2048 * MB  # a zip, a WARC: read piece by piece
FEED_LIMIT = 512 * MB  # an export of a whole blog; one item at a time is kept

R = TypeVar("R")

_WHY = {
    errno.ENOENT: "no such file",
    errno.EACCES: "you may not read it",
    errno.EPERM: "you may not read it",
    errno.ELOOP: "a link that leads back to itself",
    errno.ENXIO: "not a regular file",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENOTDIR: "no such file",
}


_MISSING = (errno.ENOENT, errno.ENOTDIR)
shown = files.shown


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The file's stream and size; refuses folders, pipes and devices, and never waits for a writer."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_NOCTTY", 0))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise unreadable(path, error) from error
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError("a folder, not a file", about=shown(path))
        raise UnreadableError("not a regular file", about=shown(path), hint="give it a file on disk")
    with os.fdopen(handle, "rb") as stream:
        try:
            yield stream, status.st_size
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):  # of a temporary file: not the article's fault
                raise storage_error(error, f"could not read {shown(path)}") from error
            raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError | ValueError) -> UnreadableError:
    """The error for a file that cannot be opened, in words."""
    number = error.errno if isinstance(error, OSError) else None
    reason = _WHY.get(number or 0) or getattr(error, "strerror", None) or str(error)
    return UnreadableError(f"{reason}", about=shown(path), hint="check the path" if number in _MISSING else "")


def check_size(size: int, limit: int, source: str, kind: str) -> None:
    """Refuse what is larger than any honest file of its kind, before reading it."""
    if size > limit:
        raise HostileError(
            f"{size / MB:,.0f} MB, and {kind} may have {limit // MB:,} MB",
            about=source,
            hint="split it, or save the article alone",
        )


def read_stream(stream: IO[bytes], limit: int, source: str, kind: str) -> bytes:
    """All of *stream*, at most *limit* bytes whatever its size claims to be."""
    data = stream.read(limit + 1)
    check_size(len(data), limit, source, kind)
    return data


def read_file(path: Path, limit: int = HTML_LIMIT, kind: str = "a file") -> bytes:
    """The bytes of a regular file that is not larger than *limit*."""
    with open_regular(path) as (stream, size):
        check_size(size, limit, shown(path), kind)
        return read_stream(stream, limit, shown(path), kind)


def inside(folder: Path, reference: str, limit: int = 20 * MB) -> Path | None:
    """The regular file that a page in *folder* means by *reference*; None if it lies outside, is missing or absurd."""
    from urllib.parse import unquote

    name = unquote(re.split(r"[#?]", reference, maxsplit=1)[0])
    if not name or "\0" in name or ":" in name.split("/")[0] or name.startswith(("/", "\\")):
        return None
    try:
        root = folder.resolve(strict=True)
        path = (root / name).resolve(strict=True)
        status = path.stat()
    except (OSError, RuntimeError, ValueError):
        return None
    if not path.is_relative_to(root) or not stat.S_ISREG(status.st_mode) or not 0 < status.st_size <= limit:
        return None
    return path


# ---------------------------------------------------------------- a child with limits

# Not multiprocessing: its spawn imports the caller's main module again, which a parser has no need of.
_CHILD = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from podcaster.reading.safe import _serve
_serve()
"""
_PACKAGE = Path(__file__).parent.parent
_START_S = 8  # a busy machine may need this long to start Python and import the parsers


def run_limited(
    function: Callable[..., R], /, *args: object, seconds: float = 60, memory_mb: int = 1024, **kwargs: object
) -> R:
    """`function(*args)` in a process of its own. Raises HostileError if it takes too long or too much memory.

    The function must be importable by name. A PodcasterError is passed on unchanged; anything else that
    a parser raises becomes UnreadableError, and what a line of our own raises UnforeseenError, with its traceback.
    """
    request = pickle.dumps(sys.path) + pickle.dumps((int(seconds), memory_mb, function, args, kwargs))
    # One thread: arithmetic libraries reserve address space for every core, and that is what is limited here.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", _CHILD]
    with Helper(command, Limits(seconds + _START_S), feed=True, read=True, env=environment, **OWN_GROUP) as child:
        try:
            with contextlib.suppress(BrokenPipeError):  # it died before; what there is of an answer tells
                child.write(request)
            answer = child.read()
            status = child.finish()
        except Stuck as error:
            raise HostileError(f"reading it took more than {seconds:.0f} s") from error
    if status in (-getattr(signal, "SIGXCPU", 24), -signal.SIGTERM) or (not answer and status == -9):
        raise HostileError(f"reading it took more than {seconds:.0f} s of work, or more memory than there is")
    try:
        good, value = pickle.loads(answer)
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError) as error:
        raise HostileError(f"its parser died (status {status})") from error
    if not good:
        raise value
    return cast(R, value)


def _serve() -> None:
    """The child's whole life: one request from standard input, one answer to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends us
    _die_with_parent()
    seconds, memory_mb, function, args, kwargs = pickle.load(sys.stdin.buffer)
    _limit(seconds, memory_mb)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a parser that prints must not spoil the answer
    with out:
        out.write(_answer(function, args, kwargs))


def _answer(function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
    """Whether the function returned, and what it returned or which of our errors its exception means; as a pickle."""
    try:
        return pickle.dumps((True, function(*args, **kwargs)))
    except PodcasterError as error:
        return pickle.dumps((False, error))
    except (MemoryError, RecursionError) as error:
        what = "memory" if isinstance(error, MemoryError) else "depth"
        del error
        return pickle.dumps((False, HostileError(f"reading it took more {what} than any honest file needs")))
    except Exception as error:  # noqa: BLE001 - parsers of hostile files raise anything; the parent must hear of it
        return pickle.dumps((False, _misread(error)))


def _misread(error: Exception) -> PodcasterError:
    """A fault of the program if a line of its own raised *error*; if a parser did, the file is damaged."""
    where = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
    if where != Path(__file__) and where.is_relative_to(_PACKAGE) and not isinstance(error, OSError):
        return unforeseen.ours(error, "")
    return UnreadableError(damaged("damaged", error), hint="save it again")


def damaged(what: str, error: Exception) -> str:
    """*what*, and what a parser says about it; a mere key or number says nothing to anybody."""
    said = "" if isinstance(error, LookupError) else " ".join(str(error).split())[:200]
    return f"{what}: {said}" if " " in said else what


def _limit(seconds: int, memory_mb: int) -> None:
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows: the deadline alone has to do
        return
    for name, value in (("RLIMIT_AS", memory_mb * MB), ("RLIMIT_CPU", seconds), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(OSError, ValueError):  # macOS knows RLIMIT_AS but does not always set it
            resource.setrlimit(kind, (wanted, hard))


def _die_with_parent() -> None:
    if sys.platform != "linux":
        return
    import ctypes

    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL)


# ---------------------------------------------------------------- errors that name their file


@contextlib.contextmanager
def naming(source: str) -> Iterator[None]:
    """Name *source* in every error that leaves the block; an unforeseen exception becomes an UnforeseenError."""
    try:
        with unforeseen.named(source):
            try:
                yield
            except RecursionError as error:
                raise HostileError("nested too deeply", about=source, hint="save the article in another way") from error
            except MemoryError as error:
                raise HostileError("more memory was needed than there is", about=source) from error
    except InputError as error:
        if source in error.about:  # of a member, too
            raise
        raise type(error)(error.message, hint=error.hint, about=source) from error
    except UnforeseenError as error:
        if error.about:
            raise
        raise UnforeseenError(error.reason, hint=error.hint, about=source, trace=error.trace) from error  # of a child


# ---------------------------------------------------------------- members of a file


@dataclass(frozen=True, slots=True)
class Report:
    """Where readers report the members of a file that do not become articles."""

    failed: Callable[[str, PodcasterError], None]  # source, error
    skipped: Callable[[str, str, str], None]  # source, title, reason: was never public, or is no article


@contextlib.contextmanager
def member(source: str, report: Report) -> Iterator[None]:
    """Read one member of a file inside the block: an error is reported for this member only, and reading continues.

    A full disk and a request to stop concern the whole run, and pass.
    """
    try:
        with naming(source):
            yield
    except (StorageError, Stopped):
        raise
    except UnpublishedError as error:
        report.skipped(source, "", error.without(source))
    except PodcasterError as error:
        report.failed(source, error)


def has_words(text: str) -> bool:
    """Whether there is anything to say."""
    return any(c.isalnum() for c in text)


def no_text(source: str, why: str = "nothing in it could be narrated") -> NoTextError:
    return NoTextError(f"{why}", about=source)
