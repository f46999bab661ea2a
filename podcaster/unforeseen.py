"""Errors that nobody foresaw become ours at one place, with their traceback kept."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster import errors
from podcaster.errors import PodcasterError


@contextmanager
def told(what: str, log: Path) -> Iterator[None]:
    """Whatever goes wrong inside names *what* it happened to; the others of a run have their night."""
    try:
        yield
    except PodcasterError:
        raise
    except OSError as error:
        if error.errno in errors.DISK_TROUBLE:
            raise errors.storage_error(error, f"while making {what}") from error
        raise PodcasterError(f"{what}: {error}") from error
    except Exception as error:  # whatever it is, it must not end the run
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
            print(dt.datetime.now(dt.UTC).isoformat(), what, file=stream)
            traceback.print_exc(file=stream)
        message = f"{what}: unexpected {type(error).__name__}: {error}"
        raise PodcasterError(message, hint=f"please report it; the traceback is in {log}") from error
