"""A show's own intro and outro: loaded from any format, set to the level of the speech, faded, and mixed with it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from podcaster import files
from podcaster.audio import ffmpeg, loudness, rates
from podcaster.errors import AudioError, RefusedError, UsageError

if TYPE_CHECKING:
    from podcaster.audio.loudness import Samples

LONGEST_S = 60.0  # because it is kept in memory: 6 MB
FADE_IN_MS = 10  # removes a click and keeps the attack
FADE_OUT_S = 1.5
DUCKED_DB = -15.0  # gain while somebody speaks
DUCK_S = 0.5  # time to get from full level to DUCKED_DB
HINT = f"a WAV, FLAC, MP3 or OGG file of up to {LONGEST_S:.0f} s"


@dataclass(frozen=True, eq=False, slots=True)
class Music:
    """A recording, mono."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def load(path: Path, what: str, tool: Path) -> Music:
    """The file *path*, the *what* of a show. Raises UsageError if it cannot be used."""
    if not path.is_file():
        raise UsageError(f"the {what} {path} is not there", hint=f"{HINT}, beside podcaster.toml")
    try:
        music = _by_soundfile(path, what) or _by_ffmpeg(path, tool)
    except AudioError as error:
        reason = "it contains no sound, or is damaged" if isinstance(error, RefusedError) else error.message
        raise UsageError(f"the {what} {path} cannot be read: {reason}", hint=HINT) from error
    if music.seconds > LONGEST_S:
        raise UsageError(f"the {what} {path} is longer than {LONGEST_S:.0f} s", hint="cut it shorter, or leave it out")
    if not len(music.samples) or not math.isfinite(loudness.programme(loudness.energies(music.samples, music.rate))):
        raise UsageError(f"the {what} {path} is silent", hint=HINT)
    return music


def _by_soundfile(path: Path, what: str) -> Music | None:
    import numpy as np
    import soundfile

    try:
        with soundfile.SoundFile(files.encodable(path)) as opened:
            if opened.frames > LONGEST_S * opened.samplerate:
                raise UsageError(
                    f"the {what} {path} lasts {opened.frames / opened.samplerate:.0f} s; the longest is "
                    f"{LONGEST_S:.0f} s",
                    hint="cut it shorter, or leave it out",
                )
            samples = opened.read(dtype="float32", always_2d=True).mean(1)
            return Music(np.nan_to_num(samples), opened.samplerate)
    except (soundfile.SoundFileError, RuntimeError, OSError):
        return None  # ffmpeg reads more formats, and its error messages are better


def _by_ffmpeg(path: Path, tool: Path) -> Music:
    import numpy as np

    rate = 48_000
    arguments = ["-i", f"file:{path}", "-map", "0:a:0", "-t", f"{LONGEST_S + 1}"]
    arguments += ["-ac", "1", "-ar", f"{rate}", "-f", "f32le", "-"]
    with ffmpeg.running(tool, arguments, seconds=LONGEST_S, what=path.name) as process:
        return Music(np.frombuffer(process.read(), "<f4"), rate)


def levelled(music: Music, rate: int, lufs: float, ceiling: float) -> Samples:
    """*music* at *rate*, as loud as the speech, faded at both ends and limited to *ceiling*."""
    import numpy as np

    samples = music.samples.astype(np.float32)
    rise, fall = _ramp(music.rate * FADE_IN_MS // 1000, samples), _ramp(int(music.rate * FADE_OUT_S), samples)
    samples[: len(rise)] *= rise
    samples[len(samples) - len(fall) :] *= fall[::-1]
    samples = rates.resampled(samples, music.rate, rate)
    gain = 10 ** ((lufs - loudness.programme(loudness.energies(samples, rate))) / 20)
    return loudness.limit(samples * np.float32(gain), ceiling, rate)


def _ramp(frames: int, samples: Samples) -> Samples:
    import numpy as np

    ramp: Samples = np.linspace(0, 1, max(1, min(frames, len(samples) // 2)), dtype=np.float32)
    return ramp


def ducked(samples: Samples, rate: int, speech_at: int) -> Samples:
    """*samples*, turned down from frame *speech_at* on, where the speech begins."""
    import numpy as np

    low, down = 10 ** (DUCKED_DB / 20), int(rate * DUCK_S)
    curve = np.interp(np.arange(len(samples)), [speech_at - down, speech_at], [1.0, low])
    out: Samples = (samples * curve).astype(np.float32)
    return out


def under(
    audio: Iterable[Samples], beds: Sequence[tuple[int, Samples]], *, ceiling: float, rate: int
) -> Iterator[Samples]:
    """*audio* with each of *beds* mixed in from its start frame on. What was mixed is limited to *ceiling*."""
    import numpy as np

    at = 0
    for samples in audio:
        end, mixed = at + len(samples), samples
        for start, bed in beds:
            first, last = max(at, start), min(end, start + len(bed))
            if first < last:
                mixed = mixed.astype(np.float32)  # a copy: pauses and sounds of the theme are shared
                mixed[first - at : last - at] += bed[first - start : last - start]
        yield samples if mixed is samples else loudness.limit(mixed, ceiling, rate)
        at = end
