"""Memory that is free goes back to the system: what ten hours of small pieces leave behind is not kept."""

from __future__ import annotations

import ctypes
import functools
import sys
from typing import Any

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # the numbers of mallopt's settings
_LARGE = 512 * 1024  # bytes; what is larger is never in the heap. glibc raises its own limit with all that is freed
_AT_THE_TOP = 8 * 1024 * 1024  # free bytes at the end of the heap that are kept


@functools.cache
def _libc() -> Any:
    """The C library if it is glibc. Other libraries have no such setting and need none."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def one_for_all() -> None:
    """All threads take memory from one heap, without what is large; to be called before there are any.

    With a heap a thread, what one has freed is of no use to the others: 17 MB in an article of 90 minutes. Large pieces
    that come and go between small ones that stay leave holes: 5 MB in an article of ten minutes.
    """
    if libc := _libc():
        libc.mallopt(_TRIM_THRESHOLD, _AT_THE_TOP)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE)
        libc.mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Return what is free, between two stretches of work: 10 ms."""
    if libc := _libc():
        libc.malloc_trim(0)
