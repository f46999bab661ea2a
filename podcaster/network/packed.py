"""What a server sent packed, unpacked within limits: httpx itself would unpack a bomb in one piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from podcaster import files
from podcaster.errors import UnreadableError, UnsupportedError

PIECE = 1_000_000  # bytes


def unpacked(chunks: Iterable[bytes], encoding: str, name: str) -> Iterator[bytes]:
    """The contents of a body in pieces of at most PIECE bytes. *encoding*: what the header Content-Encoding says.

    Raises UnsupportedError for what was not asked for, UnreadableError for damage. *name* is for messages.
    """
    encoding = encoding.strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise UnsupportedError(
            f"sent in an encoding that was not asked for ({files.safe_text(encoding)[:40]})",
            about=name,
            hint="try again later; it is a fault of the server or of a proxy",
        )
    return _inflated(chunks, name) if "gzip" in encoding else iter(chunks)


def _inflated(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The contents of gzip data, which may have several members."""
    machine, begun = zlib.decompressobj(wbits=31), False
    for chunk in chunks:
        rest = chunk
        while rest:
            if machine.eof:
                if not rest.startswith(b"\x1f"):
                    return  # padding after the end, which browsers ignore too
                machine = zlib.decompressobj(wbits=31)
            begun = True
            try:
                yield machine.decompress(rest, PIECE)
            except zlib.error as error:
                raise UnreadableError("damaged on its way", about=name, hint="try again") from error
            rest = machine.unconsumed_tail or machine.unused_data
    if begun and not machine.eof:
        raise UnreadableError("the connection broke off", about=name, hint="try again")
