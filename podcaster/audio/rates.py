"""Samples at another rate: needed only where engines or recordings of different rates meet in one episode."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podcaster.audio import loudness

if TYPE_CHECKING:
    from podcaster.audio.loudness import Samples


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """A segment at another rate, through its spectrum: exact below the lower Nyquist frequency.

    Its ends should be silent, so that nothing wraps around.
    """
    import numpy as np

    if rate == wanted:
        return samples
    common = math.gcd(rate, wanted)
    unit, unit_out = rate // common, wanted // common
    pieces = loudness.fast_length(-(-(len(samples) + rate // 50) // unit))
    size, size_out = pieces * unit, pieces * unit_out
    spectrum = np.fft.rfft(samples, size)[: min(size, size_out) // 2 + 1]
    out = np.fft.irfft(spectrum, size_out) * (size_out / size)
    return out[: scaled(len(samples), rate, wanted)].astype(np.float32, copy=False)


def scaled(frames: int, rate: int, wanted: int) -> int:
    """The number of frames that *frames* become at another rate."""
    return (frames * wanted * 2 + rate) // (2 * rate)
