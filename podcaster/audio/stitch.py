"""Prepares the audio of one sentence so that the joins cannot be heard. Nothing here opens a file."""

from __future__ import annotations

import functools
import warnings
from typing import TYPE_CHECKING, Any

from podcaster.audio import declick, loudness
from podcaster.errors import AudioError
from podcaster.model import Pcm, Segment, Speech, WordMark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from podcaster.audio.loudness import Samples

VERSION = 3  # of prepare(): part of every segment's key, raise it when the sound changes
MARGIN_MS = 30  # left around the speech
FADE_MS = 5
# Below the loudest 10 ms by this much is silence. The softest consonants of the voices measured (f, h, th at the end
# of a sentence) stay within 45 dB of the loudest vowel.
SILENCE_DB = 52.0
SPEECH_DB = 42.0  # what is less far below the loudest is certainly speech
# A click 70 to 100 ms before a vowel (Kokoro's michael makes them, at -50 dB) is not speech; a soft release that late
# after the last vowel may be.
CLICK_MS = 50
ECHO_MS = 160
FLOOR = 10 ** (-72 / 20)  # and what is below this is silence in any case


def to_float(pcm: Pcm) -> Samples:
    """The samples between -1 and 1."""
    import numpy as np

    return np.frombuffer(pcm.data, "<i2").astype(np.float32) * np.float32(1 / 32768)


def to_pcm(samples: Samples, rate: int) -> Pcm:
    """Samples between -1 and 1 as 16 bit."""
    import numpy as np

    return Pcm(np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes(), rate)


@functools.lru_cache(maxsize=1)
def audio_segment() -> Any:
    """pydub's AudioSegment, imported without its remarks about audioop and a missing ffmpeg on the PATH."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment


def clip(pcm: Pcm) -> Any:
    """*pcm* as a pydub segment."""
    return audio_segment()(data=pcm.data, sample_width=2, frame_rate=pcm.rate, channels=1)


def prepare(speech: Speech, key: str) -> Segment:
    """Trim silence, remove rumble, fade both ends and measure; done once, before the segment is cached."""
    import numpy as np

    rate = speech.pcm.rate
    raw = to_float(speech.pcm)
    if not len(raw):
        raise AudioError("an utterance without a sample cannot be stitched")
    size = loudness.fast_length(len(raw) + int(rate * loudness.SETTLE_S))
    spectrum = np.fft.rfft(raw, size) * loudness.low_cut(rate, size)
    clean = declick.soften(np.fft.irfft(spectrum, size)[: len(raw)].astype(np.float32, copy=False), rate)
    start, end = speech_bounds(clean, rate)
    held = clip(to_pcm(clean[start:end], rate))
    fade = min(FADE_MS, int(len(held) / 2))
    if fade:
        held = held.fade_in(fade).fade_out(fade)
    pcm = Pcm(held.raw_data, rate)
    # The fades touch 5 ms of near silence, so the weighting may come from the transform that is there already.
    weighted = np.fft.irfft(spectrum * loudness.k_weighting(rate, size), size)[start:end]
    blocks = loudness.block_energies(weighted.astype(np.float32, copy=False), rate)
    return Segment(
        key=key,
        pcm=pcm,
        words=None if speech.words is None else _shifted(speech.words, start * 1000 / rate, pcm),
        energies=tuple(float(f"{e:.5g}") for e in blocks.tolist()),
        peak=float(f"{loudness.true_peak(to_float(pcm)):.5g}"),
    )


def speech_bounds(samples: Samples, rate: int) -> tuple[int, int]:
    """First and last sample worth keeping: the speech and MARGIN_MS around it."""
    import numpy as np

    hop = max(1, rate // 200)  # 5 ms
    count = -(-len(samples) // hop)
    padded = np.zeros(count * hop, np.float32)
    padded[: len(samples)] = samples
    # Soft consonants are hiss, an engine's floor is hum: lifting the treble by 6 dB an octave tells them apart.
    lifted = np.empty_like(padded)
    lifted[0] = padded[0]
    np.subtract(padded[1:], 0.85 * padded[:-1], out=lifted[1:])
    frames = lifted.reshape(count, hop)
    level = np.sqrt(np.einsum("ij,ij->i", frames, frames) / hop)
    loudest = float(level.max())
    loud = np.flatnonzero(level > max(loudest * 10 ** (-SILENCE_DB / 20), FLOOR))
    if not len(loud):
        return 0, len(samples)
    sure = loud[level[loud] > loudest * 10 ** (-SPEECH_DB / 20)]
    first = _attached(loud[loud <= sure[0]][::-1], CLICK_MS)
    last = _attached(loud[loud >= sure[-1]], ECHO_MS)
    margin = rate * MARGIN_MS // 1000
    return max(0, first * hop - margin), min(len(samples), (last + 1) * hop + margin)


def _attached(frames: NDArray[Any], gap_ms: int) -> int:
    """The farthest of *frames* (5 ms each, outward) that is reached without a gap."""
    import numpy as np

    gaps = np.flatnonzero(np.abs(np.diff(frames)) * 5 > gap_ms)
    return int(frames[gaps[0]] if len(gaps) else frames[-1])


def _shifted(words: tuple[WordMark, ...], by_ms: float, pcm: Pcm) -> tuple[WordMark, ...]:
    last = pcm.frames * 1000 // pcm.rate

    def inside(ms: float) -> int:
        return min(max(round(ms - by_ms), 0), last)

    return tuple(WordMark(w.text, inside(w.start_ms), inside(w.end_ms)) for w in words)
