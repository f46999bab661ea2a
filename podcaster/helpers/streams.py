"""The standard streams: given up once nobody reads them."""

from __future__ import annotations

import contextlib
import os
from typing import TextIO


def give_up(stream: TextIO) -> None:
    """Send what is still written to *stream* to the null device: who read it has gone, or its disk is full."""
    with contextlib.suppress(OSError, ValueError):  # a stream without a number; closed
        _null(stream.fileno())


def place(stream: TextIO) -> tuple[int, int]:
    """Which file or pipe *stream* leads to; (0, 0) if it leads to none of the system's."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return 0, 0
    return found.st_dev, found.st_ino


def has_no_reader(stream: TextIO, began: tuple[int, int]) -> bool:
    """Whether nobody reads *stream* any more, or it was given up.

    *began*: the `place` that it led to at the start.
    """
    try:
        stream.flush()
    except BrokenPipeError:
        return True
    except (OSError, ValueError):
        return False
    return place(stream) != began


def _null(number: int) -> None:
    opened = os.open(os.devnull, os.O_RDWR)
    if opened == number:
        os.set_inheritable(number, True)
        return
    os.dup2(opened, number)
    os.close(opened)
