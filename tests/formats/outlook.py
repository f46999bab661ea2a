"""A file of Outlook, as small as the format allows: a compound file whose streams all lie in its mini stream."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI = 512, 64


def _entry(name: str, kind: int, *, child: int = _FREE, right: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ", raw, len(raw), kind, 1, _FREE, right, child, b"", 0, 0, 0, start, size
    )  # fmt: skip


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams at its root, each smaller than 4,096 bytes."""
    mini, chain, places = b"", [], {}
    for name, data in streams.items():
        count = max(1, -(-len(data) // _MINI))
        first = len(chain)
        places[name] = first
        chain += [*range(first + 1, first + count), _END]
        mini += data.ljust(count * _MINI, b"\0")
    entries = [_entry("Root Entry", 5, child=1, start=0, size=len(mini))]
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else _FREE
        entries.append(_entry(name, 2, right=right, start=places[name], size=len(streams[name])))
    pieces = [mini, struct.pack(f"<{len(chain)}I", *chain), b"".join(entries)]  # in sectors, one behind the other
    sizes = [-(-len(piece) // _SECTOR) for piece in pieces]
    starts = [0, sizes[0], sizes[0] + sizes[1]]
    table: list[int] = []
    for start, size in zip(starts, sizes, strict=True):
        table += [*range(start + 1, start + size), _END]
    table.append(_FAT)
    entries_start, chain_start = starts[2], starts[1]
    padded = [
        pieces[0].ljust(sizes[0] * _SECTOR, b"\0"),
        pieces[1].ljust(sizes[1] * _SECTOR, b"\xff"),
        pieces[2].ljust(sizes[2] * _SECTOR, b"\0"),
        struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff"),
    ]
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1,
        entries_start, 0, 0x1000, chain_start, sizes[1], _END, 0, sum(sizes),
    )  # fmt: skip
    return head.ljust(_SECTOR, b"\xff") + b"".join(padded)


def message(*, subject: str, sender: str, address: str, body: str, html: str, sent: dt.datetime | None) -> bytes:
    """A mail as Outlook saves it."""
    texts = {0x0037: subject, 0x0C1A: sender, 0x0C1F: address, 0x1000: body, 0x001A: "IPM.Note"}
    streams = {f"__substg1.0_{key:04X}001F": text.encode("utf-16-le") for key, text in texts.items()}
    streams["__substg1.0_10130102"] = html.encode()
    properties = [(key, 0x001F, len(text.encode("utf-16-le")) + 2) for key, text in texts.items()]
    properties += [(0x1013, 0x0102, len(html.encode())), (0x3FDE, 0x0003, 65001)]
    if sent is not None:
        ticks = int((sent - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10_000_000
        properties.append((0x0039, 0x0040, ticks))
    rows = b"".join(struct.pack("<HHIQ", kind, key, 6, value) for key, kind, value in properties)
    streams["__properties_version1.0"] = struct.pack("<8x4I8x", 0, 0, 0, 0) + rows
    return compound(streams)
