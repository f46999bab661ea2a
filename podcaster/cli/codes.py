"""An address as a QR code on a terminal, for the camera of a phone."""

from __future__ import annotations

import os
import shutil
import sys
from itertools import zip_longest
from typing import TextIO

from podcaster.cli.fitting import columns as width
from podcaster.cli.output import message

QUIET = 2  # modules of white around the code; cameras read it with less than the four of the standard
# Of the 256 colours, which themes leave alone: white on black, so that it is the same on a light terminal.
_COLOURS, _END = "\x1b[38;5;231;48;5;16m", "\x1b[0m"
_GLYPHS = {(1, 1): " ", (0, 1): "\u2580", (1, 0): "\u2584", (0, 0): "\u2588"}  # dark above, dark below


def drawn(address: str) -> list[str]:
    """The lines of the code, two rows of modules in each; none if *address* is too long for one."""
    import segno

    try:
        code = segno.make_qr(address, error="l")
    except segno.DataOverflowError:
        return []
    rows = [bytes(row) for row in code.matrix_iter(border=QUIET)]
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=bytes(len(rows[0])))
    return ["".join(_GLYPHS[above, below] for above, below in zip(*pair, strict=True)) for pair in pairs]


def show(address: str) -> bool:
    """Print the code on standard error, if that is a terminal with room for it. Returns whether it was printed."""
    lines = drawn(address)
    if not lines or not _has_room(sys.stderr, len(lines[0]), len(lines)):
        return False
    # Without colours it is right on a dark terminal, and most cameras also read the reverse.
    start, end = ("", "") if os.environ.get("NO_COLOR") or not _knows_colours() else (_COLOURS, _END)
    message("\n".join(f"{start}{line}{end}" for line in lines))
    return True


def _has_room(stream: TextIO, columns: int, lines: int) -> bool:
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    try:
        "".join(_GLYPHS.values()).encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return columns <= width(stream) and lines < shutil.get_terminal_size().lines


def _knows_colours() -> bool:
    """An old console of Windows would print the codes of the colours."""
    return sys.platform != "win32" or bool(os.environ.get("WT_SESSION"))
