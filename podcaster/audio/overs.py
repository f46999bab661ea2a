"""Lowers the gain of single frames of an MP3 without encoding it again.

At 64 kb/s, about one frame in 100,000 exceeds the peak limit by more than any sensible headroom. Each half frame
("granule") has its own gain in steps of 1.5 dB, so the few that are too loud can be turned down in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

STEP_DB = 1.3  # the least that a step of 1.5 dB lowers the peak
DELAY = 529  # samples by which the decoder delays a granule
EDGE = 160  # samples at each end of a granule's 576 to which the neighbouring granule contributes half
_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # MPEG-1
_KBPS_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # MPEG-2
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000)}


def soften(path: Path, overs: Iterable[tuple[int, float]]) -> int:
    """Turn down the granules around *overs* (decoded sample, excess in dB) in a mono CBR file without a tag.

    Return how many were turned down.
    """
    with path.open("r+b") as stream:
        head = stream.read(4)
        version = head[1] >> 3 & 3
        if head[0] != 0xFF or head[1] & 0xE7 != 0xE3 or version not in _RATES or head[3] >> 6 != 3:
            return 0  # not a file that we made
        granules = 2 if version == 3 else 1
        steps: dict[int, int] = {}
        for sample, excess in overs:
            granule, at = divmod(sample + DELAY, 576)
            # Two granules share a peak near their border; lowering only one has half the effect.
            for heard in (granule, *([granule - 1] if at < EDGE else [granule + 1] if at >= 576 - EDGE else [])):
                place = heard + granules  # the first frame holds the Info header
                steps[place] = max(steps.get(place, 0), int(excess / STEP_DB) + 1)
        wanted = {granule // granules for granule in steps}
        # Keep only these: ten hours have 1.5 million frames.
        starts = {n: start for n, start in enumerate(_starts(stream, version)) if n in wanted}
        for granule, down in steps.items():
            frame, half = divmod(granule, granules)
            if frame in starts:
                # Side information, mono: main_data_begin, private bits (and scfsi), then 59 or 63 bits a granule.
                bit = 32 + ((9 + 5 + 4 + half * 59) if version == 3 else (8 + 1)) + 12 + 9
                _lower(stream, starts[frame] * 8 + bit, down)
    return len(steps)


def _starts(stream: BinaryIO, version: int) -> Iterator[int]:
    """The start of every frame. The frame with the Info header may have another bit rate."""
    table, per = (_KBPS, 144_000) if version == 3 else (_KBPS_LOW, 72_000)
    size, at = stream.seek(0, 2), 0
    while at + 4 <= size:
        stream.seek(at + 2)
        bits = stream.read(1)[0]
        length = per * table[min(bits >> 4, 14)] // _RATES[version][min(bits >> 2 & 3, 2)] + (bits >> 1 & 1)
        if length < 4:
            break  # not a frame, so leave the rest alone
        yield at
        at += length


def _lower(stream: BinaryIO, bit: int, steps: int) -> None:
    """Subtract *steps* from the 8-bit gain at *bit*."""
    stream.seek(bit // 8)
    shift = 8 - bit % 8
    word = int.from_bytes(stream.read(2), "big")
    gain = word >> shift & 0xFF
    word = word & ~(0xFF << shift) | max(0, gain - steps) << shift
    stream.seek(bit // 8)
    stream.write(word.to_bytes(2, "big"))
