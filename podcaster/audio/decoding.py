"""The sound of a finished file, as a player hears it."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from podcaster import files
from podcaster.audio import ffmpeg
from podcaster.errors import AudioError

if TYPE_CHECKING:
    from podcaster.audio.loudness import Samples


def blocks(path: Path, rate: int, size: int, *, tool: Path, seconds: float) -> Iterator[Samples]:
    """The samples of *path* (mono, at *rate*) in blocks. *seconds*: its approximate length.

    libsndfile decodes MP3 in a fifth of the time that ffmpeg takes, with the same samples to 18 bits. ffmpeg decodes
    everything else, and MP3 too if libsndfile was built without it. Raises AudioError if *path* cannot be decoded.
    """
    if files.kind(path) == ".mp3" and _knows_mp3():
        yield from _by_soundfile(path, rate, size)
    else:
        yield from _by_ffmpeg(path, rate, size, tool, seconds)


def excerpt(path: Path, rate: int, start_s: int, length_s: int, *, tool: Path) -> Samples:
    """A few seconds of *path* (mono, at *rate*), or as much of them as exists."""
    import numpy as np

    if files.kind(path) == ".mp3" and _knows_mp3():
        found = list(_by_soundfile(path, rate, length_s * rate, start=start_s * rate, count=1))
    else:
        arguments = ["-ss", f"{start_s}", "-t", f"{length_s}"]
        found = list(_by_ffmpeg(path, rate, (length_s + 1) * rate, tool, length_s, arguments))
    return found[0] if found else np.zeros(0, np.float32)


@functools.cache
def _knows_mp3() -> bool:
    import soundfile

    return "MP3" in soundfile.available_formats()


def _by_soundfile(path: Path, rate: int, size: int, *, start: int = 0, count: int | None = None) -> Iterator[Samples]:
    import soundfile

    with _told(path), soundfile.SoundFile(files.encodable(path)) as opened:
        if (opened.samplerate, opened.channels) != (rate, 1):
            raise AudioError(f"{path.name} has {opened.samplerate} Hz and {opened.channels} channels, not {rate} and 1")
        if start and opened.seek(min(start, opened.frames)) == opened.frames:
            return
        while count is None or count > 0:
            samples = opened.read(size, dtype="float32")
            if not len(samples):
                return
            yield samples
            count = None if count is None else count - 1


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    import soundfile

    try:
        yield
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(f"{path.name} could not be decoded: {error}") from error


def _by_ffmpeg(
    path: Path, rate: int, size: int, tool: Path, seconds: float, which: list[str] | None = None
) -> Iterator[Samples]:
    import numpy as np

    arguments = [*(which or []), "-i", str(path), "-ar", f"{rate}", "-f", "f32le", "-"]
    with ffmpeg.running(tool, arguments, seconds=seconds, what=f"checking {path.name}") as process:
        while data := process.read(size * 4):
            yield np.frombuffer(data, "<f4")
