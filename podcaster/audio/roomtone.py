"""Background noise of a voice, so that its pauses are not completely silent.

Kokoro has a hiss of about -65 dBFS between its words. Digital silence between its sentences sounds, in a quiet room
and on headphones, as if the microphone had been switched off. So the pauses between sentences are filled with noise of
the same level and colour, from a fixed seed. They are filled at every level: with a threshold, two episodes of a voice
that are a decibel apart would sound like two rooms. Voices without background noise (eSpeak NG, Piper) get none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcaster.audio import stitch
from podcaster.model import Segment, Utterance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from podcaster.audio.loudness import Samples

WINDOW_MS = 60  # length of the part of a pause that is measured
STEPS = 4  # windows start every 15 ms
INSIDE_MS = 100  # skipped at both ends of a sentence, which are trimmed and faded
QUIET_DB = 32.0  # a window this far below the loudest one is a pause
LEAST_DB = -90.0  # in the finished file: anything below is silence in 16 bits
MOST_DB = -58.0  # noise above this has breath or echo in it: it is filled in no louder than this
LOOP_S = 3.0
FADE_MS = 8


@dataclass(frozen=True, eq=False, slots=True)
class Floor:
    """The background noise of a voice."""

    level: float  # root mean square, linear
    power: NDArray[Any]  # by frequency, 0 to half of the rate
    rate: int


def floors(sample: Iterable[tuple[Utterance, Segment]]) -> dict[str, Floor]:
    """The background noise of each voice in *sample* that has any."""
    import numpy as np

    found: dict[str, list[Samples]] = {}
    rates: dict[str, int] = {}
    for utterance, segment in sample:
        pause = _pause(stitch.to_float(segment.pcm), segment.pcm.rate)
        if pause is not None:
            found.setdefault(utterance.voice, []).append(pause)
            rates[utterance.voice] = segment.pcm.rate
    out = {}
    for voice, pauses in found.items():
        levels = [_rms(p) for p in pauses]
        # Only the quieter half: the other pauses still contain the end of a word.
        kept = [p for _, p in sorted(zip(levels, pauses, strict=True), key=lambda pair: pair[0])][
            : -(-len(pauses) // 2)
        ]
        level = float(np.median([_rms(p) for p in kept]))
        if level > 0.0 and len({len(p) for p in kept}) == 1:
            power = np.mean([np.abs(np.fft.rfft(p * np.hanning(len(p)))) ** 2 for p in kept], axis=0)
            out[voice] = Floor(level, power, rates[voice])
    return out


def _rms(samples: Samples) -> float:
    return math.sqrt(float((samples.astype(float) ** 2).mean()))


def _pause(samples: Samples, rate: int) -> Samples | None:
    """The quietest window between two words; None if the sentence has no pause."""
    import numpy as np

    size, margin = rate * WINDOW_MS // 1000, rate * INSIDE_MS // 1000
    inside = samples[margin : len(samples) - margin]
    if len(inside) < 4 * size:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(inside, size)[:: size // STEPS]
    levels = np.sqrt(np.einsum("ij,ij->i", windows, windows) / size)
    at = int(levels.argmin())
    if levels[at] > levels.max() * 10 ** (-QUIET_DB / 20):
        return None
    pause: Samples = windows[at].copy()
    return pause


def noise(floor: Floor | None, gain: float, rate: int) -> Samples | None:
    """Three seconds of *floor* at *gain* (linear), to be looped; None if they would be inaudible."""
    import numpy as np

    if floor is None:
        return None
    level = min(floor.level * gain, 10 ** (MOST_DB / 20))
    if level < 10 ** (LEAST_DB / 20):
        return None
    size = int(LOOP_S * rate)
    frequencies = np.fft.rfftfreq(size, 1 / rate)
    own = np.linspace(0, floor.rate / 2, len(floor.power))
    shape = np.sqrt(np.interp(frequencies, own, floor.power, right=0.0))
    dice = np.random.default_rng(20)
    spectrum = shape * np.exp(2j * np.pi * dice.random(len(shape)))
    spectrum[0] = 0.0
    loop = np.fft.irfft(spectrum, size)
    out: Samples = (loop * (level / max(_rms(loop), 1e-12))).astype(np.float32)
    return out


def filled(pause: Samples, loop: Samples, at: int, rate: int) -> Samples:
    """*pause* filled with the part of *loop* that starts at frame *at*, faded at both ends."""
    import numpy as np

    tone = np.take(loop, np.arange(at, at + len(pause)), mode="wrap")
    fade = min(rate * FADE_MS // 1000, len(pause) // 2)
    if fade:
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        tone[:fade] *= ramp
        tone[-fade:] *= ramp[::-1]
    both: Samples = pause + tone
    return both
