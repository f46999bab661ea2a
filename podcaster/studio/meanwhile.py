"""Listening to an article while the rest of it is made: its sentences up to the first gap, as pieces of MP3."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podcaster.audio import ffmpeg
from podcaster.config import Show
from podcaster.episode import held, segments
from podcaster.errors import UnreadableError
from podcaster.studio.progress import Making

PIECE_S = 30.0  # of speech in one piece, at most
PIECE = 12  # sentences in one piece, at most: ffmpeg opens a file for each
ALL_S = 300.0  # of what is given in one piece without a script
GAIN_DB = (-12.0, 20.0)
UNKNOWN_DB = 6.0  # while the loudness of the voice is not known
BITRATE = 64_000
_BEFORE = 42  # bytes of a FLAC file up to the end of what it says of itself


@dataclass(frozen=True, slots=True)
class Piece:
    """The sentences from *first* to the one before *end*."""

    first: int
    end: int
    seconds: float
    files: tuple[Path, ...]
    pauses: tuple[int, ...]  # ms, after each


def piece(show: Show, making: Making, first: int, *, most: int = PIECE, seconds: float = PIECE_S) -> Piece:
    """What can be heard from sentence *first* on. It is empty while that is not spoken yet."""
    folder = segments.place(show)
    files: list[Path] = []
    total = 0.0
    end = making.up_to(first, most)
    for at in range(first, end):
        path = _file(folder, making.begun.keys[at])
        length = _seconds(path) + making.begun.pauses[at] / 1000 if path else 0.0
        if path is None or (files and total + length > seconds):
            break
        files.append(path)
        total += length
    last = first + len(files)
    return Piece(first, last, round(total, 2), tuple(files), making.begun.pauses[first:last])


def mp3(show: Show, making: Making, one: Piece) -> bytes:
    """The sound of a piece, about as loud as the episode is going to be. Pieces may be put one after the other."""
    if not one.files:
        raise UnreadableError("there is nothing to be heard yet", hint="wait a moment")
    gain = UNKNOWN_DB
    if making.lufs is not None and math.isfinite(making.lufs):
        gain = min(max(show.settings.sound.loudness - making.lufs, GAIN_DB[0]), GAIN_DB[1])
    arguments = [word for path in one.files for word in ("-i", str(path))]
    arguments += ["-filter_complex", _graph(one.pauses, gain), "-map", "[out]", "-ac", "1", "-ar", "44100"]
    arguments += ["-c:a", "libmp3lame", "-b:a", str(BITRATE), "-write_xing", "0", "-id3v2_version", "0"]
    tool = ffmpeg.find(show.settings.ffmpeg)
    with ffmpeg.running(tool, [*arguments, "-f", "mp3", "-"], seconds=one.seconds, what="could not encode") as helper:
        return helper.read()


def everything(show: Show, making: Making, first: int) -> tuple[bytes, Piece]:
    """All that can be heard from sentence *first* on, some minutes at most: for a player without a script."""
    found, at, seconds = b"", first, 0.0
    while seconds < ALL_S:
        one = piece(show, making, at)
        if not one.files:
            break
        found += mp3(show, making, one)
        at, seconds = one.end, seconds + one.seconds
    return found, Piece(first, at, seconds, (), ())


def _graph(pauses: Sequence[int], gain_db: float) -> str:
    parts = [f"[{n}:a]aresample=44100,apad=pad_dur={pause / 1000:.3f}[a{n}]" for n, pause in enumerate(pauses)]
    joined = "".join(f"[a{n}]" for n in range(len(pauses)))
    level = f"volume={gain_db:.2f}dB,alimiter=limit=0.89:level=false"
    return ";".join([*parts, f"{joined}concat=n={len(pauses)}:v=0:a=1,{level}[out]"])


def _file(folder: Path, key: str) -> Path | None:
    """Where the segment is: in the cache, or held by the run that needs it."""
    path = folder / key[:2] / f"{key}{segments.SUFFIX}"
    if path.is_file():
        return path
    return next(folder.glob(f"{held.RUNS}/*/{key}{segments.SUFFIX}"), None)


def _seconds(path: Path) -> float:
    """The length of a FLAC file, as its head tells it."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_BEFORE)
    except OSError:
        return 0.0
    told = int.from_bytes(head[18:26], "big")  # rate 20 bits, channels 3, bits 5, samples 36
    rate, samples = told >> 44, told & 0xFFFFFFFFF
    return samples / rate if rate else 0.0
