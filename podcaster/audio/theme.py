"""Audio typography: short sounds where a page would show a title, a heading, a quotation mark or a bullet.

All of them are made here from sines: nothing is sampled, nothing has another licence than ours. They are quieter than
the speech, lie in the pauses, and are off unless `sound.theme` names one.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from podcaster.audio import loudness
from podcaster.model import Role, Utterance

if TYPE_CHECKING:
    from podcaster.audio.loudness import Samples

BELOW_SPEECH = 8.0  # LU
ROOM_MS = 260  # of silence on either side of a sound, at least
ATTACK_MS = 5
# Notes as (starts at ms, semitones above A3, loudness); all of one pentatonic scale, so that any two go together.
_SCORES: dict[str, tuple[tuple[int, int, float], ...]] = {
    "title": ((0, 3, 0.8), (160, 7, 0.9), (320, 12, 1.0)),
    "section": ((0, 7, 0.8), (140, 3, 0.7)),
    "quote in": ((0, 10, 0.6),),
    "quote out": ((0, 5, 0.6),),
    "item": ((0, 15, 0.4),),
    "code": ((0, 15, 0.4), (90, 15, 0.4)),
    "end": ((0, 12, 0.8), (180, 7, 0.8), (360, 3, 1.0)),
}
# Theme -> (seconds to fall to a third, (partial, level, how much faster it falls)...)
_TIMBRES: dict[str, tuple[float, tuple[tuple[float, float, float], ...]]] = {
    "soft": (0.30, ((1.0, 1.0, 1.0), (2.0, 0.18, 2.0), (4.0, 0.10, 4.0))),
    "wood": (0.07, ((1.0, 1.0, 1.0), (2.76, 0.35, 2.5), (5.4, 0.12, 5.0))),
}


def between(previous: Utterance | None, utterance: Utterance | None) -> str:
    """The sound before *utterance* ("" for none); None stands for the beginning and the end."""
    if previous is None or utterance is None:
        return "title" if previous is None else "end"
    if utterance.role is Role.HEADING:
        return "" if previous.role is Role.HEADING and previous.block == utterance.block else "section"
    if (utterance.role is Role.QUOTE) != (previous.role is Role.QUOTE):
        return "quote in" if utterance.role is Role.QUOTE else "quote out"
    if utterance.block == previous.block:
        return ""
    return {Role.LIST_ITEM: "item", Role.CODE_CUE: "code"}.get(utterance.role, "")


def length(theme: str, name: str, rate: int) -> int:
    """Frames of a sound; 0 for none."""
    return len(sound(theme, name, rate, 0.0)) if theme and name else 0


@functools.lru_cache(maxsize=64)
def sound(theme: str, name: str, rate: int, lufs: float) -> Samples:
    """A sound whose loudest 400 ms are at *lufs*."""
    import numpy as np

    fall, partials = _TIMBRES[theme]
    last = max(start for start, _, _ in _SCORES[name])
    out = np.zeros(int(rate * (last / 1000 + 4 * fall)), np.float32)
    for start_ms, semitones, level in _SCORES[name]:
        start = rate * start_ms // 1000
        t = np.arange(len(out) - start) / rate
        pitch = 220.0 * 2 ** (semitones / 12)
        rise = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, t / (ATTACK_MS / 1000)))
        note = sum(
            part * np.sin(2 * np.pi * pitch * ratio * t) * np.exp(-t * faster / fall)
            for ratio, part, faster in partials
        )
        out[start:] += (level * rise * note).astype(np.float32)
    tail = min(len(out), rate // 10)
    out[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)
    loudest = float(loudness.energies(out, rate).max())
    gain = 10 ** ((lufs - loudness.OFFSET - 10 * math.log10(loudest)) / 20)
    quiet: Samples = out * np.float32(gain)
    return quiet
