"""Sound for the audio tests: synthetic syllables with pauses, like speech."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from podcaster.audio import stitch
from podcaster.model import Role, Segment, Speech, Utterance

RATE = 24_000


def babble(
    seconds: float, *, rate: int = RATE, level: float = 0.4, seed: int = 1, pitch: float = 120.0
) -> NDArray[np.float32]:
    """Pulses through resonances in syllables of 180 ms: peaks 12 to 16 dB above the loudness, as in speech."""
    dice = np.random.default_rng(seed)
    n = int(seconds * rate)
    t = np.arange(n) / rate
    phase = np.cumsum(pitch * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t + dice.uniform(0, 6)))) / rate
    wave = sum(np.cos(2 * np.pi * k * phase + dice.uniform(0, 6.3)) / k**0.8 for k in range(1, 20))
    syllable = np.abs(np.sin(np.pi * t / 0.18)) ** 0.7 * (
        0.35 + 0.65 * np.repeat(dice.uniform(0, 1, int(n / rate / 0.18) + 2), int(rate * 0.18))[:n]
    )
    hiss = dice.standard_normal(n) * 0.05
    sound = (wave + hiss) * syllable
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def speech(seconds: float = 2.0, *, before: float = 0.2, after: float = 0.3, rate: int = RATE, **more: float) -> Speech:
    """Babble with an engine's silence around it."""
    silence = [np.zeros(int(s * rate), np.float32) for s in (before, after)]
    samples = np.concatenate([silence[0], babble(seconds, rate=rate, **more), silence[1]])  # type: ignore[arg-type]
    return Speech(stitch.to_pcm(samples, rate))


def utterance(
    text: str = "A sentence.", *, role: Role = Role.NARRATOR, voice: str = "v", pause_ms: int = 300, block: int = 0
) -> Utterance:
    return Utterance(text, text, role, voice, "en", pause_ms, block=block)


def segment(seconds: float = 2.0, *, key: str = "k", **more: float) -> Segment:
    return stitch.prepare(speech(seconds, **more), key)


def episode(
    count: int = 6, *, seconds: float = 1.5, headings: tuple[int, ...] = (2, 4)
) -> list[tuple[Utterance, Segment]]:
    """A short programme with headings."""
    out = []
    for i in range(count):
        role = Role.HEADING if i in headings else Role.NARRATOR
        pause = 1000 if i == count - 1 else 1100 if i + 1 in headings else 300
        out.append(
            (utterance(f"Number {i}.", role=role, pause_ms=pause, block=i), segment(seconds, seed=i, key=f"{i:064x}"))
        )
    return out
