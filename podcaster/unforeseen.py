"""Exceptions that no module expected: each becomes one of our errors, and its traceback is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster import files
from podcaster.errors import DISK_TROUBLE, PodcasterError, UnforeseenError, storage_error

FULL = (errno.ENOSPC, errno.EDQUOT)
_LONGEST = 300  # characters quoted from the message of an exception


@contextmanager
def named(what: str, *, disk: Collection[int] = FULL) -> Iterator[None]:
    """Turn an unforeseen exception inside the block into an UnforeseenError that names *what* it happened to.

    Our own errors pass unchanged. An OSError whose number is in *disk* becomes a StorageError, which ends the run.
    """
    try:
        yield
    except PodcasterError:
        raise
    except Exception as error:  # nothing that one article does may end the run
        raise ours(error, what, disk=disk) from error


def ours(error: Exception, what: str, *, disk: Collection[int] = FULL) -> PodcasterError:
    """An exception that no module expected as one of our errors, about *what* it happened to."""
    if isinstance(error, PodcasterError):
        return error
    if isinstance(error, OSError):
        if error.errno in disk:
            return storage_error(error, f"while working on {what}" if what else "")
        return PodcasterError(str(error.strerror or error), about=what)
    said = " ".join(str(error).split())[:_LONGEST]
    return UnforeseenError(
        f"unexpected {type(error).__name__}: {said}",
        hint="please report it",
        about=what,
        trace="".join(traceback.format_exception(error)),
    )


@contextmanager
def told(what: str, log: Path) -> Iterator[None]:
    """Like `named` for work that writes: any trouble with the disk ends the run, and tracebacks go to *log*."""
    try:
        with named(what, disk=DISK_TROUBLE):
            yield
    except UnforeseenError as error:
        if error.trace:
            raise logged(error, log) from error
        raise


def logged(error: PodcasterError, log: Path) -> PodcasterError:
    """The error with its traceback moved to *log* and a hint that says so; any other error as it is."""
    if not isinstance(error, UnforeseenError) or not error.trace:
        return error
    hint = f"please report it; the traceback could not be written to {log}"
    with contextlib.suppress(OSError):
        files.private_file(log)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(f"{dt.datetime.now(dt.UTC).isoformat()} {error.message}\n{error.trace}\n")
        hint = f"please report it; the traceback is in {log}"
    return UnforeseenError(error.reason, hint=hint, about=error.about)


def log_in(state: Path) -> Path:
    """Where the tracebacks of a show are kept. *state*: its `.podcaster` folder."""
    return state / "logs" / "errors.log"
