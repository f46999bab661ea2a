"""Mouth clicks: bursts of one or two milliseconds that are much louder than the sound around them, made softer.

Neural voices release some stops (the t of "it", the k of "quick") so sharply that headphones tick. Only the treble of
the burst is lowered, to a few times the level around it; bursts that belong to hiss or to a vowel are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcaster.audio.loudness import Samples

STANDS_OUT = 3.5  # times the sharpest of the 18 ms before and after; the encoder sharpens by up to 1.8
NEAR_MS, FAR_MS = 5, 22  # the surroundings: from here to there, on either side
SHARP = 0.004  # second difference; below it no click can be heard
EDGE_MS = 1


def soften(samples: Samples, rate: int) -> Samples:
    """*samples* with every click lowered to STANDS_OUT times what surrounds it."""
    import numpy as np

    ms = rate // 1000
    count = (len(samples) - 2) // ms
    if count < 2 * FAR_MS:
        return samples
    sharpness = np.abs(np.diff(samples[: count * ms + 2], 2)).reshape(count, ms).max(1)
    padded = np.pad(sharpness, FAR_MS)
    windows = np.lib.stride_tricks.sliding_window_view(padded, FAR_MS - NEAR_MS + 1).max(1)
    around = np.maximum(windows[:count], windows[FAR_MS + NEAR_MS :][:count])
    allowed = np.maximum(STANDS_OUT * around, SHARP)
    clicks = np.flatnonzero(sharpness > allowed)
    if not len(clicks):
        return samples
    gain: Samples = np.ones(len(samples), np.float32)
    ramp = np.linspace(1, 0, EDGE_MS * ms + 2, dtype=np.float32)[1:-1]
    for i in clicks.tolist():
        low = float(allowed[i] / sharpness[i])
        start, end = i * ms, min((i + 1) * ms + 2, len(samples))
        shape: Samples = np.concatenate(
            [low + (1 - low) * ramp, np.full(end - start, low, np.float32), low + (1 - low) * ramp[::-1]]
        )
        first = start - len(ramp)
        left, right = max(0, -first), max(0, first + len(shape) - len(samples))
        where = slice(first + left, first + len(shape) - right)
        gain[where] = np.minimum(gain[where], shape[left : len(shape) - right])
    return _treble_times(samples, gain, clicks * ms, rate)


def _treble_times(samples: Samples, gain: Samples, places: Samples, rate: int) -> Samples:
    """*samples* with frequencies above about 2 kHz multiplied by *gain*; computed near *places* only."""
    import numpy as np

    out = samples.copy()
    taps = 2 * (rate // 4000) + 1
    smooth = np.hanning(taps + 2)[1:-1].astype(np.float32)
    smooth /= smooth.sum()
    reach = 3 * rate // 1000
    for at in places.tolist():
        start, end = max(taps, int(at) - reach), min(len(samples) - taps, int(at) + rate // 1000 + reach)
        if end <= start:
            continue
        bass = np.convolve(samples[start - taps // 2 : end + taps // 2], smooth, "valid")
        out[start:end] = bass + (samples[start:end] - bass) * gain[start:end]
    return out
