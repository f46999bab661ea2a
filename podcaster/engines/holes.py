"""Long silences between words where no mark stands: a voice sometimes stops for half a second inside a clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from podcaster.engines.joining import LOUD, STEP_MS
from podcaster.model import Pcm, Speech, WordMark

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_MS = 240  # a voice pauses as long before a new part of a sentence
KEPT_MS = 200  # what is left of a longer silence: the pause after a comma between two pieces
FADE_MS = 10


def closed(speech: Speech, marked: Sequence[bool]) -> Speech:
    """*speech* with its long silences made shorter, except at marks, and the times of its words moved along.

    *marked*: for each word but the last, whether a mark stands between it and the next.
    """
    words, rate = speech.words or (), speech.pcm.rate
    fade = rate * FADE_MS // 1000
    kept = (rate * KEPT_MS // 1000 - fade) // 2  # on each side
    cuts = []
    for start, end in _silences(speech.pcm):
        if not _is_marked(words, marked, (start + end) * 500 / rate):
            cuts.append((start + kept, end - kept))
    if not cuts:
        return speech
    return Speech(_without(speech.pcm, cuts, fade), tuple(_moved(word, cuts, fade, rate) for word in words))


def _silences(pcm: Pcm) -> list[tuple[int, int]]:
    """First sample and end of the silences inside a sound that are longer than LONGEST_MS."""
    import numpy as np

    step = max(1, pcm.rate * STEP_MS // 1000)
    samples = np.frombuffer(pcm.data, "<i2")
    blocks = samples[: len(samples) // step * step].reshape(-1, step)
    loud = np.flatnonzero((blocks > LOUD).any(axis=1) | (blocks < -LOUD).any(axis=1))
    found = np.flatnonzero(np.diff(loud) - 1 > LONGEST_MS // STEP_MS)
    return [(int(loud[n] + 1) * step, int(loud[n + 1]) * step) for n in found]


def _is_marked(words: Sequence[WordMark], marked: Sequence[bool], middle_ms: float) -> bool:
    """Whether a mark stands between the words around this moment. Word times are not exact to the silence's edges."""
    before = sum((word.start_ms + word.end_ms) / 2 <= middle_ms for word in words)
    return not 0 < before < len(words) or marked[before - 1]


def _without(pcm: Pcm, cuts: Sequence[tuple[int, int]], fade: int) -> Pcm:
    """The sound without these parts; a short fade joins the rest, because a silence is not all zeros."""
    import numpy as np

    samples = np.frombuffer(pcm.data, "<i2")
    ramp = np.linspace(0, 1, fade)
    out: list[NDArray[Any]] = []
    at = 0
    for start, end in cuts:
        met = samples[start : start + fade] * (1 - ramp) + samples[end - fade : end] * ramp
        out += [samples[at:start], np.rint(met).astype("<i2")]
        at = end
    return Pcm(np.concatenate([*out, samples[at:]]).tobytes(), pcm.rate)


def _moved(word: WordMark, cuts: Sequence[tuple[int, int]], fade: int, rate: int) -> WordMark:
    def moved(ms: int) -> int:
        at = ms * rate / 1000
        gone = sum(min(max(at - start, 0), end - start) * (1 - fade / (end - start)) for start, end in cuts)
        return round((at - gone) * 1000 / rate)

    return WordMark(word.text, moved(word.start_ms), moved(word.end_ms))
