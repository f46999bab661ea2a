"""A voice of soft tones, 60 ms for each letter or digit: exact and fast, for tests and rehearsals.

With PODCASTER_WORK_LOG=file it appends a line for each utterance that it spoke, so that work done twice can be counted.
"""

from __future__ import annotations

import hashlib
import math
import os
from array import array
from functools import cache

from podcaster.engines.base import Engine, quote
from podcaster.errors import EngineError, storage_error
from podcaster.model import Pcm, Speech, Utterance, Voice, WordMark

LETTER_MS = 60
RATE = 24_000
FRAMES = RATE * LETTER_MS // 1000
SCALE = (0, 2, 4, 7, 9)  # pentatonic: any order of letters sounds friendly
LEVEL = 6_000  # of 32767; about -20 LUFS


class ToneEngine(Engine):
    """Speaks in tones. The profile's option `pitch` is the lowest, in Hz."""

    name = "tone"
    version = "1"
    max_chars = 100_000

    def __init__(self, voice: Voice, *, threads: int = 1, device: str = "cpu") -> None:
        super().__init__(voice, threads=threads, device=device)
        self.pitch = float(voice.options.get("pitch", 262))

    def speak(self, utterance: Utterance) -> Speech:
        sound: list[bytes] = []
        words: list[WordMark] = []
        for word in utterance.spoken.split():
            start = len(sound)
            sound += [_tone(self.pitch, ord(c.lower()) % len(SCALE)) for c in word if c.isalnum()]
            if len(sound) > start:
                words.append(WordMark(word, start * LETTER_MS, len(sound) * LETTER_MS))
        if not sound:
            raise EngineError(f"there is nothing to say in {quote(utterance)}")
        _log(utterance)
        return Speech(Pcm(b"".join(sound), RATE), tuple(words))


@cache
def _tone(pitch: float, step: int) -> bytes:
    """One letter: a sine and its octave, swelling and fading so that letters do not click."""
    turn = 2 * math.pi * pitch * 2 ** (SCALE[step] / 12) / RATE
    samples = array("h", bytes(2 * FRAMES))
    for n in range(FRAMES):
        swell = 0.35 + 0.65 * math.sin(math.pi * (n + 0.5) / FRAMES)
        edge = min(1.0, (n + 1) / 96, (FRAMES - n) / 96)  # 4 ms
        samples[n] = round(LEVEL * swell * edge * (0.8 * math.sin(turn * n) + 0.2 * math.sin(2 * turn * n)))
    return samples.tobytes()


def work_key(utterance: Utterance) -> str:
    """What the work log says of an utterance: the same voice and words, the same line."""
    return hashlib.sha256(f"{utterance.voice}\0{utterance.spoken}".encode()).hexdigest()


def _log(utterance: Utterance) -> None:
    path = os.environ.get("PODCASTER_WORK_LOG")
    if not path:
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, f"{work_key(utterance)}\n".encode())  # one call: lines of several workers do not mix
        finally:
            os.close(handle)
    except OSError as error:
        raise storage_error(error, f"could not write {path}") from error
