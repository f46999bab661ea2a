"""A voice for podcaster that speaks in Morse code: what an engine has to do, and no more."""

import math
import struct
import unicodedata

from podcaster.engines import Engine
from podcaster.errors import EngineError
from podcaster.model import Pcm, Speech, Utterance, Voice, WordMark

RATE, UNIT = 16_000, 320  # Hz; samples in a dot, 20 ms
MORSE = """.- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..
----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."""
CODE = dict(zip("abcdefghijklmnopqrstuvwxyz0123456789", MORSE.split(), strict=True))


class BeepsEngine(Engine):
    name, version, max_chars = "beeps", "1", 500  # another version: segments are spoken again

    def __init__(self, voice: Voice, *, threads: int = 1, device: str = "cpu") -> None:
        super().__init__(voice, threads=threads, device=device)
        self.turn = 2 * math.pi * float(voice.options.get("pitch", 600)) / RATE

    def speak(self, utterance: Utterance) -> Speech:
        if utterance.ipa:  # what an engine cannot do it refuses, it never ignores
            raise EngineError(f"Morse code has no IPA, which the lexicon gives for {utterance.ipa[0][0]!r}")
        sound, words = [], []
        for word in utterance.spoken.split():
            start = len(sound)
            for letter in unicodedata.normalize("NFKD", word.lower()):
                for mark in CODE.get(letter, ".-.-" if letter.isalpha() else ""):
                    sound += [round(9000 * math.sin(self.turn * n)) for n in range(UNIT if mark == "." else 3 * UNIT)]
                    sound += [0] * UNIT
                sound += [0] * UNIT if letter.isalnum() else []
            if len(sound) > start:
                words.append(WordMark(word, start * 1000 // RATE, len(sound) * 1000 // RATE))
        if not words:
            raise EngineError(f"there is nothing to say in {utterance.spoken!r}")
        return Speech(Pcm(struct.pack(f"<{len(sound)}h", *sound), RATE), tuple(words))
