"""Commands that the studio has run in a process of their own: they load what reads pages and what speaks, it does not.

The process is the command line itself, so that what happens is what happens there, under the same locks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from podcaster.errors import (
    BusyError,
    EngineError,
    InputError,
    PodcasterError,
    StorageError,
    UnforeseenError,
    UsageError,
)
from podcaster.helpers.process import OWN_GROUP, Helper, Limits, Stuck

# The command line, wherever podcaster was imported from.
START = (
    "import json, sys; sys.path[:], sys.argv[1:] = json.loads(sys.stdin.readline()); "
    "from podcaster.__main__ import main; main()"
)
MOST = 8_000_000  # bytes of an answer
_KINDS: dict[int, Callable[..., PodcasterError]] = {
    kind.exit_code: kind for kind in (UsageError, InputError, EngineError, StorageError, BusyError)
}


def answer(*arguments: str, limit_s: float) -> str:
    """What the command prints on its standard output. Raises the error that it ends with, and one after *limit_s*."""
    try:
        with Helper(
            [sys.executable, "-c", START], Limits(total_s=limit_s), feed=True, read=True, **OWN_GROUP
        ) as helper:
            # Not as arguments: everybody on this computer can see those, and an address may hold a secret.
            helper.write(f"{json.dumps([sys.path, arguments])}\n".encode())
            helper.close_input()
            said = helper.read(MOST)
            status, complaints = helper.finish(), helper.complaints
    except Stuck as error:
        raise UnforeseenError(f"podcaster {arguments[0]} {error}", hint="try again") from error
    if status > 1 or (status and not said):  # 1: something of it failed, and the answer says what
        raise error_of(status, complaints)
    return said.decode("utf-8", "replace")


def error_of(status: int, complaints: str) -> PodcasterError:
    """The error that a command has printed: its message and its hint."""
    message, hint = "it ended without a message", ""
    lines = complaints.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("podcaster: "):
            rest = [*_until_next(lines[number + 1 :])]
            tries = [at for at, one in enumerate(rest) if one.startswith("  try: ")]
            cut = tries[0] if tries else len(rest)
            message = " ".join([line.removeprefix("podcaster: "), *map(str.strip, rest[:cut])])
            hint = " ".join(map(str.strip, rest[cut:])).removeprefix("try: ")
    return _KINDS.get(status, UnforeseenError)(message, hint=hint)


def _until_next(lines: list[str]) -> list[str]:
    end = next((n for n, line in enumerate(lines) if line.startswith("podcaster: ")), len(lines))
    return lines[:end]
