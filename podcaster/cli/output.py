"""What the commands print: answers on standard output, all else on standard error."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any, NoReturn

from podcaster.cli.fitting import as_called, columns, here, wrapped
from podcaster.errors import PodcasterError, storage_error
from podcaster.files import safe_text
from podcaster.helpers import streams

GOOD = ("made", "unchanged", "skipped")
_HALF = re.compile("[\ud800-\udfff]")
_hushed = threading.Event()


@dataclass(slots=True)
class _Printed:
    """What a command with --json has printed so far: one document, also if something failed."""

    document: bool = False
    error: PodcasterError | None = None  # the latest that was reported


_printed = _Printed()


def begin() -> None:
    """Forget what an earlier command of this process has printed."""
    _printed.document, _printed.error = False, None


def wants_json() -> bool:
    """Whether --json was given."""
    return "--json" in sys.argv[1:]


def hush(wanted: bool) -> None:
    """Whether `say` prints nothing from now on."""
    (_hushed.set if wanted else _hushed.clear)()


def is_hushed() -> bool:
    """Whether only answers and errors are wanted."""
    return _hushed.is_set()


def say(text: str, *, always: bool = False) -> None:
    """A line for the person at the terminal, on standard error; broken between words where it is too long.

    With --quiet it is only printed if it is *always* to be.
    """
    if _hushed.is_set() and not always:
        return
    message(wrapped(safe_text(text), columns(sys.stderr)))


def message(text: str, end: str = "\n") -> None:
    """A text on standard error. The work goes on if nobody can read it any more: `batch 2>&1 | head`, a full disk."""
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except OSError:
        streams.give_up(sys.stderr)


def fetched_so_far() -> Callable[[str, int, int], None]:
    """A function that is called during a download, and prints a line for each tenth of a file."""
    shown: dict[str, int] = {}

    def show(file: str, done: int, total: int) -> None:
        tenth = 10 * done // total if total else done // 10_000_000
        if shown.get(file, -1) < tenth:
            shown[file] = tenth
            say(f"{file}: {done / 1e6:.1f}" + (f" of {total / 1e6:.1f} MB" if total else " MB"))

    return show


def answer(text: str) -> None:
    """What was asked for, on standard output."""
    with _answering():
        print(text, flush=True)


@contextmanager
def _answering() -> Iterator[None]:
    """While an answer is written. A reader that has gone, such as `head`, changes nothing about how the command ends.

    Raises StorageError where the answer cannot be written.
    """
    try:
        yield
    except BrokenPipeError:
        streams.give_up(sys.stdout)
    except OSError as error:
        streams.give_up(sys.stdout)
        raise storage_error(error, "could not write the answer") from error


def answer_fitting(text: str) -> None:
    """The same for sentences: on a terminal they are broken between words."""
    answer(wrapped(text, columns(sys.stdout)))


def answer_path(path: str | Path) -> None:
    """A file as an answer: on a terminal as seen from here, elsewhere with its own bytes, for the next program."""
    if sys.stdout.isatty():
        answer(safe_text(here(path)))
        return
    with _answering():
        sys.stdout.flush()
        sys.stdout.buffer.write(os.fsencode(path) + b"\n")
        sys.stdout.buffer.flush()


def answer_json(value: object) -> None:
    """The answer as one JSON document, on standard output."""
    _printed.document = True
    answer(_json(value, indent=2))


def answer_json_line(value: object) -> None:
    """One of several answers, each of them a line, of a command that goes on."""
    _printed.document = True
    print(_json(value), flush=True)


def _json(value: object, indent: int | None = None) -> str:
    """*value* as JSON. Bytes of a name that are no text are escaped, which every encoding can write."""
    by_letters = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(plain(value), ensure_ascii=not by_letters, indent=indent)
    return _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def plain(value: Any) -> Any:
    """*value* as JSON knows it."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def complain(error: PodcasterError) -> None:
    """Print the error's message and its hint."""
    _printed.error = error
    say(f"podcaster: {error.message}", always=True)
    if error.hint:
        say(f"  try: {as_called(error.hint)}", always=True)


def fail(error: PodcasterError) -> NoReturn:
    """End with the error's message, its hint and its status."""
    complain(error)
    end(error.exit_code)


def end(status: int) -> NoReturn:
    """End with that status. With --json, a command that has failed before it could answer prints its error as JSON."""
    error, printed = _printed.error, _printed.document
    begin()
    if status and wants_json() and not printed:
        error = error or PodcasterError("it failed: see the messages on standard error")
        kind, hint = type(error).__name__, as_called(error.hint or "")
        answer_json({"error": {"message": error.message, "hint": hint, "kind": kind, "status": status}})
        _printed.document = False
    sys.exit(status)


def table(rows: Iterable[Sequence[str]], head: Sequence[str], *, width: int = 0) -> str:
    """Columns that line up, without a terminal too. *width*: of the terminal; what is longer is cut (0: nothing is)."""
    cells = [list(head), *[[safe_text(c) for c in row] for row in rows]]
    widths = [max(len(r[i]) for r in cells) for i in range(len(head))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in cells]
    return "\n".join(f"{line[: width - 1]}…" if 0 < width < len(line) else line for line in lines)


def terminal_width() -> int:
    """Columns of the terminal that answers go to, or those of $COLUMNS; 0 in a pipe, where nothing has to be cut."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return shutil.get_terminal_size().columns
    return 0


def clock(seconds: float) -> str:
    """1:02:03, 4:05."""
    minutes, s = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{s:02d}" if hours else f"{minutes}:{s:02d}"
