"""How loud speech is: BS.1770 energies, gated programme loudness, true peak, and the limiter.

All of it is numpy over whole segments. The filters work through their frequency response, so that a sentence costs
two transforms and no loop over samples; the measured difference from FFmpeg's ebur128 is below 0.05 LU.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[Any]  # 32-bit floats between -1 and 1

HOP_MS = 100  # a new block every 100 ms
BLOCK_HOPS = 4  # of 400 ms
OFFSET = -0.691  # LKFS of a mean square of 1.0 after K-weighting
ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
LOW_CUT_HZ = 70.0
SETTLE_S = 0.15  # the slowest of our filters (38 Hz) has forgotten everything after this


def fast_length(n: int) -> int:
    """A length >= *n* whose transform is quick; few enough of them that the filters' responses stay cached."""
    power = 1 << max(4, (n - 1).bit_length())
    return next(
        size for size in (power * 9 // 16, power * 5 // 8, power * 3 // 4, power * 15 // 16, power) if size >= n
    )


def _biquad(b: tuple[float, float, float], a: tuple[float, float, float], z: NDArray[Any]) -> NDArray[Any]:
    numerator = b[0] + z * (b[1] + z * b[2])
    response: NDArray[Any] = numerator / (a[0] + z * (a[1] + z * a[2]))
    return response


def _unit(size: int) -> NDArray[Any]:
    import numpy as np

    delays: NDArray[Any] = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    return delays


@functools.lru_cache(maxsize=16)
def k_weighting(rate: int, size: int) -> NDArray[Any]:
    """Response of the two K-weighting filters at the frequencies of a transform of *size* samples."""
    import numpy as np

    z = _unit(size)
    # The analogue prototypes behind the 48 kHz coefficients of BS.1770, mapped to this rate.
    k = math.tan(math.pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = _biquad(
        (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k),
        (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k),
        z,
    )
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    norm = 1 + k / q + k * k
    bass = _biquad((1, -2, 1), (1, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm), z)
    response: NDArray[Any] = (shelf * bass).astype(np.complex64)
    return response


@functools.lru_cache(maxsize=16)
def low_cut(rate: int, size: int) -> NDArray[Any]:
    """Response of a second-order Butterworth high-pass: removes rumble and a voice's DC offset."""
    import numpy as np

    k = math.tan(math.pi * LOW_CUT_HZ / rate)
    q = math.sqrt(0.5)
    return _biquad((1, -2, 1), (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k), _unit(size)).astype(
        np.complex64
    )


@functools.lru_cache(maxsize=4)
def _halving(rate: int, size: int) -> NDArray[Any]:
    """K-weighting for sums of two neighbours at twice the rate, which have lost a little treble."""
    import numpy as np

    lost = 2 * np.cos(np.pi / 4 * np.arange(size // 2 + 1) / (size // 2))
    response: NDArray[Any] = (k_weighting(rate, size) / lost).astype(np.complex64)
    return response


def hop_length(rate: int) -> int:
    return rate * HOP_MS // 1000


def block_energies(weighted: Samples, rate: int) -> NDArray[Any]:
    """Mean squares of all 400 ms blocks that touch *weighted*, as if silence lay before and behind it.

    The first block holds 100 ms of it; so the blocks of neighbours can be added up, whatever the pause between them.
    """
    import numpy as np

    hop = hop_length(rate)
    hops = -(-len(weighted) // hop)
    padded = np.zeros(hops * hop, np.float32)
    padded[: len(weighted)] = weighted
    squares = np.einsum("ij,ij->i", padded.reshape(hops, hop), padded.reshape(hops, hop))
    return np.convolve(squares.astype(np.float64), np.ones(BLOCK_HOPS)) / (BLOCK_HOPS * hop)


def energies(samples: Samples, rate: int) -> NDArray[Any]:
    """The K-weighted block energies of a segment."""
    import numpy as np

    size = fast_length(len(samples) + int(rate * SETTLE_S))
    weighted = np.fft.irfft(np.fft.rfft(samples, size) * k_weighting(rate, size), size)[: len(samples)]
    return block_energies(weighted.astype(np.float32, copy=False), rate)


def coarse(energies: Iterable[float]) -> bytes:
    """Energies in half decibels from -100 dB on, a byte each: the shape of ten hours in 360 kB."""
    import numpy as np

    levels = 10 * np.log10(np.maximum(np.fromiter(energies, np.float64), 1e-10)) + 100
    return bytes(np.clip(np.rint(2 * levels), 0, 255).astype(np.uint8))


class Histogram:
    """Block energies in 0.05 dB steps: programme loudness of any length in a few kilobytes."""

    STEPS_PER_DB = 20
    LOWEST = -75.0  # LUFS; anything quieter is gated out
    SIZE = 100 * STEPS_PER_DB

    def __init__(self) -> None:
        import numpy as np

        self.counts = np.zeros(self.SIZE, np.int64)
        self.sums = np.zeros(self.SIZE, np.float64)

    def add(self, blocks: Iterable[float] | NDArray[Any]) -> None:
        """Count *blocks* (mean squares)."""
        import numpy as np

        values = np.asarray(blocks if isinstance(blocks, np.ndarray) else list(blocks), np.float64)
        values = values[values > 10 ** ((self.LOWEST - OFFSET) / 10)]
        if not values.size:
            return
        steps = (10 * np.log10(values) + OFFSET - self.LOWEST) * self.STEPS_PER_DB
        bins = np.minimum(steps.astype(np.int64), self.SIZE - 1)
        self.counts += np.bincount(bins, minlength=self.SIZE)
        self.sums += np.bincount(bins, weights=values, minlength=self.SIZE)

    def scaled(self, gain_db: float) -> list[tuple[float, int]]:
        """(mean energy, count) of the steps in use, as if all had been *gain_db* louder."""
        used = self.counts.nonzero()[0]
        factor = 10 ** (gain_db / 10)
        return [(self.sums[i] / self.counts[i] * factor, int(self.counts[i])) for i in used]

    def loudness(self) -> float:
        """Gated loudness in LUFS; -inf for silence."""
        return gated(self.scaled(0.0))


def gated(blocks: list[tuple[float, int]]) -> float:
    """Programme loudness (BS.1770-4) of (energy, count) pairs; -inf when nothing passes the absolute gate."""
    floor = 10 ** ((ABSOLUTE_GATE - OFFSET) / 10)
    loud = [(e, n) for e, n in blocks if e > floor]
    if not loud:
        return -math.inf
    mean = sum(e * n for e, n in loud) / sum(n for _, n in loud)
    gate = mean * 10 ** (RELATIVE_GATE / 10)
    loud = [(e, n) for e, n in loud if e > gate]
    mean = sum(e * n for e, n in loud) / sum(n for _, n in loud)
    return OFFSET + 10 * math.log10(mean)


def programme(*blocks: Iterable[float]) -> float:
    """Programme loudness in LUFS of one or many runs of block energies; -inf for silence."""
    histogram = Histogram()
    for run in blocks:
        histogram.add(run)
    return histogram.loudness()


# ---------------------------------------------------------------- peaks

TAPS = 12  # on either side of a gap between two samples
# Between two samples the wave of speech rises 3 dB above them at most: it has no energy above a quarter of the rate.
HOT = 0.7


@functools.lru_cache(maxsize=1)
def _between() -> NDArray[Any]:
    """Windowed sincs for the points 1/4, 1/2 and 3/4 before and after a sample: (2 * TAPS + 1, 6)."""
    import numpy as np

    at = np.arange(-TAPS, TAPS + 1)[:, None] - np.array([-0.75, -0.5, -0.25, 0.25, 0.5, 0.75])[None, :]
    kernel = np.sinc(at) * np.cos(np.pi * at / (2 * (TAPS + 1))) ** 2
    normal: NDArray[Any] = kernel / kernel.sum(0)
    return normal.astype(np.float32)


def crests(samples: Samples, above: float) -> NDArray[Any]:
    """Where the wave has a crest or a trough of at least *above*: only next to those a true peak can lie."""
    import numpy as np

    level = np.abs(samples)
    hot = level >= above
    hot[1:] &= level[1:] >= level[:-1]
    hot[:-1] &= level[:-1] >= level[1:]
    found: NDArray[Any] = np.flatnonzero(hot)
    return found


def peaks_at(samples: Samples, indices: NDArray[Any]) -> Samples:
    """The largest absolute value of the 4x oversampled wave within a sample of each of *indices*."""
    import numpy as np

    padded = np.pad(samples, TAPS)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * TAPS + 1)
    out: Samples = np.abs(samples[indices])
    step = 1 << 15  # rows at a time: 3 MB
    for i in range(0, len(indices), step):
        rows = windows[indices[i : i + step]]
        for column in _between().T:
            # Not a matrix product: BLAS would start threads for it, which cost more than they bring.
            np.maximum(out[i : i + step], np.abs(np.einsum("ij,j->i", rows, column)), out=out[i : i + step])
    return out


def true_peak(samples: Samples) -> float:
    """The true peak (linear). Only the surroundings of crests near the sample peak are oversampled."""
    import numpy as np

    if not len(samples):
        return 0.0
    highest = float(np.abs(samples).max())
    if highest == 0.0:
        return 0.0
    return float(peaks_at(samples, crests(samples, HOT * highest)).max())


# How far before and after a peak the limiter's gain moves, in half milliseconds. A slow gain cannot recover between
# the pulses of a deep voice: eSpeak NG at -16 LUFS needs 16 dB of gain with 20 ms, 9 dB with 4 ms. The faster ones are
# for voices with still higher peaks.
REACHES = (8, 4, 2)


def limit(samples: Samples, ceiling: float, rate: int, reach: int = REACHES[0]) -> Samples:
    """*samples* with their true peaks held at *ceiling* (linear) by a gain that moves smoothly and looks ahead."""
    import numpy as np

    hot = crests(samples, HOT * ceiling)
    if not len(hot):
        return samples
    peaks = peaks_at(samples, hot)
    over = peaks > ceiling
    if not over.any():
        return samples
    hop = max(1, rate // 2000)  # the gain is worked out every half millisecond
    count = -(-len(samples) // hop) + 1
    need = np.ones(count, np.float32)
    np.minimum.at(need, hot[over] // hop, ceiling / peaks[over])
    # A sample between two points of the curve feels both of them.
    need[1:] = np.minimum(need[1:], need[:-1])
    held = np.lib.stride_tricks.sliding_window_view(np.pad(need, reach, constant_values=1.0), 2 * reach + 1).min(1)
    window = np.hanning(2 * reach + 1).astype(np.float32)
    curve = np.convolve(np.pad(held, reach, mode="edge"), window / window.sum(), "valid").astype(np.float32)
    ramp = np.arange(hop, dtype=np.float32) / hop
    gain = (curve[:-1, None] + (curve[1:] - curve[:-1])[:, None] * ramp).reshape(-1)
    return samples * gain[: len(samples)]


def centred(samples: Samples, rate: int) -> Samples:
    """*samples* without what moves slower than some 15 Hz.

    A voice whose pulses point one way (eSpeak NG's do) loses more on that side to a limiter: an offset remains.
    """
    import numpy as np

    frame, reach = rate // 200, 10  # 5 ms, and 50 ms on either side
    count = -(-len(samples) // frame)
    padded = np.zeros(count * frame, np.float32)
    padded[: len(samples)] = samples
    window = np.hanning(2 * reach + 2)[1:-1]  # even: the averages are those at the frames' edges
    means = np.pad(padded.reshape(count, frame).mean(1), reach)
    slow = np.convolve(means, window / window.sum(), "valid").astype(np.float32)
    ramp = np.arange(frame, dtype=np.float32) / frame
    curve = (slow[:-1, None] + (slow[1:] - slow[:-1])[:, None] * ramp).reshape(-1)
    return samples - curve[: len(samples)]


MOST_OVERS = 1000


class Meter:
    """Loudness and true peak of a stream, in constant memory.

    With *halved*, loudness is measured at half the rate: exact to 0.02 LU for what has no energy above a quarter of
    it, as speech from an engine of 24 kHz in a file of 44.1 kHz, and twice as fast. The peak never is.
    """

    def __init__(self, rate: int, *, halved: bool = False, ceiling: float = math.inf) -> None:
        import numpy as np

        self.halved = halved
        self.rate = rate // 2 if halved else rate
        self.hop = hop_length(self.rate)
        self.chunk = 50 * self.hop * (2 if halved else 1)  # samples to give at a time: 5 s
        self.frames = 0
        self._history: Samples = np.zeros(int(self.rate * SETTLE_S), np.float32)
        self._edge: Samples = np.zeros(2 * TAPS, np.float32)  # the last samples, for peaks across the border
        self._odd: Samples = np.zeros(0, np.float32)
        self._rest: Samples = np.zeros(0, np.float32)  # less than a hop
        self._squares: list[float] = []  # of the last three hops
        self._histogram = Histogram()
        self.peak = 0.0
        self._ceiling = ceiling
        self.calm_peak = 0.0  # the highest peak that is not over *ceiling*
        self.overs: list[tuple[int, float]] = []  # (sample, dB above *ceiling*), the first MOST_OVERS

    def add(self, given: bytes | Samples) -> None:
        """Count samples, or the bytes of 32-bit floats; a multiple of `chunk` is quickest."""
        import numpy as np

        samples = np.frombuffer(given, "<f4") if isinstance(given, bytes) else given
        self.frames += len(samples)
        self._find_peak(samples)
        if self.halved:
            samples = np.concatenate([self._odd, samples]) if len(self._odd) else samples
            whole, self._odd = len(samples) // 2 * 2, samples[len(samples) // 2 * 2 :]
            samples = samples[0:whole:2] + samples[1:whole:2]
        joined = np.concatenate([self._history, samples])
        size = fast_length(len(joined))
        response = _halving(self.rate, size) if self.halved else k_weighting(self.rate, size)
        weighted = np.fft.irfft(np.fft.rfft(joined, size) * response, size)
        weighted = np.concatenate(
            [self._rest, weighted[len(self._history) : len(joined)].astype(np.float32, copy=False)]
        )
        self._history = joined[-len(self._history) :]
        count = len(weighted) // self.hop
        hops = weighted[: count * self.hop].reshape(count, self.hop)
        self._rest = weighted[count * self.hop :]
        self._count(np.einsum("ij,ij->i", hops, hops).astype(np.float64))

    def _find_peak(self, samples: Samples) -> None:
        import numpy as np

        # The first of them were looked at before, except the last few, whose right neighbours were missing.
        fresh = np.concatenate([self._edge, samples])
        interesting = min(max(float(np.abs(fresh).max(initial=0.0)), self.peak), self._ceiling)
        hot = crests(fresh, max(HOT * interesting, 1e-6))
        hot = hot[hot >= TAPS]
        if len(hot):
            peaks = peaks_at(fresh, hot)
            self.calm_peak = max(self.calm_peak, float(peaks.max(where=peaks <= self._ceiling, initial=0.0)))
            self.peak = max(self.peak, float(peaks.max()))
            before = self.frames - len(samples) - len(self._edge)  # samples before `fresh`
            for i in np.flatnonzero(peaks > self._ceiling)[: MOST_OVERS - len(self.overs)].tolist():
                self.overs.append((before + int(hot[i]), 20 * math.log10(float(peaks[i]) / self._ceiling)))
        self._edge = fresh[-2 * TAPS :]

    def _count(self, squares: NDArray[Any]) -> None:
        import numpy as np

        hops = np.concatenate([np.array(self._squares), squares])
        if len(hops) >= BLOCK_HOPS:
            self._histogram.add(np.convolve(hops, np.ones(BLOCK_HOPS), "valid") / (BLOCK_HOPS * self.hop))
        self._squares = hops[-(BLOCK_HOPS - 1) :].tolist()

    def lufs(self) -> float:
        """Programme loudness so far; a sound shorter than a block is measured as if silence followed."""
        if self.frames < BLOCK_HOPS * self.hop * (2 if self.halved else 1):
            short = Histogram()
            total = sum(self._squares) + float((self._rest**2).sum())
            short.add([total / (BLOCK_HOPS * self.hop)])
            return short.loudness()
        return self._histogram.loudness()

    def true_peak_db(self) -> float:
        return 20 * math.log10(self.peak) if self.peak else -math.inf
