"""Kokoro-82M: a small neural voice that one would choose to listen to, on a plain CPU, with exact word times.

The engine is found by its entry point; benches and `engines.devices` come in for `accel`, `graph` and `session`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from podcaster import voice as voices
from podcaster.engines import espeak, holes, japanese, mandarin, onnx_session, scripts
from podcaster.engines.base import CONJUNCTIONS, PREPOSITIONS, Engine, parts, quote
from podcaster.engines.joining import join
from podcaster.engines.katakana import katakana
from podcaster.engines.kokoro import accel, kana, pinyin, session, unspaced
from podcaster.engines.kokoro import graph as kokoro_graph
from podcaster.engines.kokoro.phonemes import VOCABULARY, kokoro, symbols
from podcaster.engines.pronounce import PAUSES, Symbol, marked, word_marks
from podcaster.engines.readings import Reading
from podcaster.errors import EngineError, VoiceError
from podcaster.model import Pcm, Speech, Utterance, Voice
from podcaster.text.languages import primary
from podcaster.voice import weights

RATE = 24_000
FRAME = 600  # samples; the unit of the model's durations
EARLY = 960  # samples, 40 ms: the sound runs ahead of the durations (onsets of words after pauses, three voices)
MAX_TOKENS = 510  # what the model was trained for; its styles have as many rows
ACCEL_TOKENS = 220  # about 12 s: more would take OpenVINO beyond 600 MB (26 MB a second)
STYLE = 256  # numbers
# eSpeak NG's name for each language of the voices
LANGUAGES = {
    "en-us": "en-us", "en-gb": "en", "en": "en-us", "es": "es", "fr": "fr", "fr-fr": "fr", "hi": "hi", "it": "it",
    "pt-br": "pt-br", "pt": "pt-br", "ja": "en",
    "zh": "en-us",
}  # fmt: skip
UNSPACED = ("ja", "zh")  # read by libraries of their own; eSpeak NG says only the foreign words
UNSPACED_TOKENS = 280  # as long as the longest text of other languages: memory
_CAPITALS = re.compile("[A-Z]{1,5}")
TONES = frozenset("0123456789˥˦˧˨˩↑↓↗↘-")  # English voices have none


class KokoroEngine(Engine):
    """Speaks with one of Kokoro's voices. All voices of a process share one model."""

    name = "kokoro"
    version = f"1.0-int8-{kokoro_graph.SHA256[:8]} graph {kokoro_graph.FORMAT} espeak-ng 1.52 rules 8"
    devices: ClassVar = {**onnx_session.DEVICES, "accel": f"accel {accel.FORMAT}"}
    worker_bytes = 600_000_000
    max_chars = 280  # up to 19 s: a worker takes 570 MB then, and 625 MB with 320

    def __init__(self, voice: Voice, *, threads: int = 1, device: str = "cpu") -> None:
        super().__init__(voice)
        language = voice.language.lower()
        own = session.own_weights(voice)
        if language not in LANGUAGES and not own:
            raise VoiceError(f"{voice.id}: Kokoro cannot speak {voice.language} here", hint=f"known: {list(LANGUAGES)}")
        self.accent = "gb" if language == "en-gb" else "us" if primary(language) == "en" else ""
        self.styles = _styles(voice)
        self.speller = _phonemizer(LANGUAGES.get(language, primary(language)))
        self.tokens = ACCEL_TOKENS if device == "accel" else MAX_TOKENS
        self.language = primary(language)
        if self.language in UNSPACED:
            self.tokens = min(self.tokens, UNSPACED_TOKENS)
        self.session = _own_session(*own, threads, device) if own else _session(threads, device)

    @staticmethod
    def check(voice: Voice) -> list[str]:
        """What is missing or damaged: model, style, eSpeak NG."""
        problems = []
        looks: tuple[Callable[[], object], ...] = (lambda: _weights(voice), espeak.paths, lambda: _styles(voice))
        for look in looks:
            try:
                look()
            except VoiceError as error:
                problems.append(f"{error} ({error.hint})" if error.hint else str(error))
        return problems

    def speak(self, utterance: Utterance) -> Speech:
        scripts.refuse(self.voice, utterance)
        found, words = self._read(utterance)
        if all(s.word < 0 for s in found):
            raise EngineError(f"there is nothing to say in {quote(utterance)}")
        parts = _pieces(found, words, self.tokens)
        return join([self._say(part, words) for part in parts], [_mark(part) for part in parts])

    def _read(self, utterance: Utterance) -> tuple[list[Symbol], list[str]]:
        """The symbols of a text, and its words."""
        if self.language in UNSPACED:
            readings = (
                japanese.read(utterance.spoken, self._katakana)
                if self.language == "ja"
                else mandarin.read(utterance.spoken)
            )
            return unspaced.symbols(readings, self._spelled), [reading.written for reading in readings]
        words = utterance.spoken.split()
        ipa = [*_foreign(words, self.voice.language), *utterance.sounds, *utterance.ipa]
        return symbols(utterance.spoken, self.speller, accent=self.accent, ipa=ipa), words

    def _spelled(self, reading: Reading) -> str:
        """The symbols of a Japanese or Chinese word, or of a foreign one among them."""
        if self.language == "ja" or (reading.foreign and reading.sounds):
            return kana.symbols("".join(reading.sounds))
        if not reading.foreign:
            return "".join(pinyin.symbols(syllable) for syllable in reading.sounds)
        sound = self._foreign_sound(reading.written)
        return kokoro("".join(c for c in sound if c not in TONES), "us" if reading.written.isascii() else "")

    def _katakana(self, word: str) -> str:
        return katakana(word, self._foreign_sound(word))

    def _foreign_sound(self, word: str) -> str:
        """A word of another script in IPA; capitals letter by letter."""
        script = scripts.letters(word).most_common(1)
        language = scripts.LIKELY.get(script[0][0]) if script else None
        if _CAPITALS.fullmatch(word):
            word = ".".join(word) + "."
        return "".join((_phonemizer(language) if language else self.speller).groups(word))

    def _say(self, found: Sequence[Symbol], words: Sequence[str]) -> Speech:
        import numpy as np

        tokens = [VOCABULARY[s.text] for s in found]
        feed = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self.styles[min(len(tokens), len(self.styles)) - 1][None].astype(np.float32),
            "speed": np.array([self.voice.speed], dtype=np.float32),
        }
        try:
            audio, frames = self.session.run(["audio", kokoro_graph.DURATIONS], feed)
        except Exception as error:  # ONNX Runtime's exceptions have no common class that it exports
            raise EngineError(f"the model failed: {onnx_session.last_line(error)}") from error
        wave = np.asarray(audio, dtype=np.float32).ravel()
        if not np.isfinite(wave).all():
            raise EngineError("the model gave numbers that are no sound")
        samples = np.clip(np.rint(wave * 32767.0), -32768, 32767).astype("<i2")
        ends = np.cumsum(np.asarray(frames).ravel().astype(np.int64)) * FRAME - EARLY
        speech = Speech(Pcm(samples.tobytes(), RATE), word_marks(found, [max(0, int(e)) for e in ends], words, RATE))
        return holes.closed(speech, marked(found))


def _foreign(words: Sequence[str], own: str) -> list[tuple[str, str]]:
    """The sounds of words in other scripts, by their language's rules: ours would spell them letter by letter."""
    out = []
    for word in words:
        core = word.strip(PAUSES + "“”\"'()[]«»„")
        found = scripts.letters(core)
        language = scripts.LIKELY.get(found.most_common(1)[0][0]) if found else None
        if language and language != own and found.total() > 1:  # a single Greek letter has an English name
            sound = "".join(c for c in "".join(_phonemizer(language).groups(core)) if c not in TONES)
            if sound:
                out.append((word, sound))
    return out


def _pieces(found: list[Symbol], words: Sequence[str], most: int = MAX_TOKENS) -> list[list[Symbol]]:
    """Pieces that are short enough for the model, cut at the pause, conjunction or space nearest the middle."""
    if len(found) <= most:
        return [found] if found else []
    middle = len(found) / 2
    spaces = [n + 1 for n, s in enumerate(found[:-1]) if s.word < 0 and s.text == " "]
    pauses = [n + 1 for n, s in enumerate(found[:-1]) if s.word < 0 and s.text in PAUSES]
    follows = {n: words[found[n].word].casefold() for n in spaces if found[n].word >= 0}
    clauses = [n for n, word in follows.items() if word in CONJUNCTIONS]
    phrases = [n for n, word in follows.items() if word in PREPOSITIONS]
    loose = [n for n, word in follows.items() if found[n].word and parts(words[found[n].word - 1], word)]
    for places in (pauses, clauses, phrases, loose, spaces):
        near = [p for p in places if abs(p - middle) < len(found) * 0.4]
        if near:
            at = min(near, key=lambda p: abs(p - middle))
            break
    else:
        at = most - 1
    start = found[:at]
    if _mark(start) not in PAUSES:
        start = [*_stripped(start), Symbol(",")]  # it goes on: the voice does not fall there
    return [*_pieces(start, words, most), *_pieces(_stripped(found[at:]), words, most)]


def _stripped(found: Sequence[Symbol]) -> list[Symbol]:
    """*found* without spaces at its edges."""
    text = "".join(s.text for s in found)
    return list(found[len(text) - len(text.lstrip(" ")) : len(text.rstrip(" "))])


def _mark(found: Sequence[Symbol]) -> str:
    """What a piece ends with, closing quotes and brackets left out."""
    return next((s.text for s in reversed(found) if s.text not in "”) "), "")


@functools.cache
def _styles_of(path: str) -> Any:
    import numpy as np

    return np.fromfile(path, dtype="<f2").reshape(-1, STYLE)


def _styles(voice: Voice) -> Any:
    """The voice's vectors, a row for each length of text; of a blend ("af_heart=0.6000,bf_emma=0.4000") their mean."""
    import numpy as np

    models, digests = voice.model.split(","), voice.sha256.split(",")
    mixed: Any = 0.0
    for model, digest in zip(models, digests, strict=True):
        name, _, share = model.partition("=")
        path = voices.data_path(f"{name}.f16")
        voices.verify(path, digest)
        styles = _styles_of(str(path))
        if len(models) == 1:
            return styles
        mixed = mixed + np.float32(share) * styles.astype(np.float32)
    return mixed


@functools.cache
def _phonemizer(name: str) -> espeak.Phonemizer:
    return espeak.Phonemizer(name)


def _weights(voice: Voice) -> None:
    """Raise VoiceError if the voice's model is missing or damaged."""
    own = session.own_weights(voice)
    if own:
        voices.verify(*own)
    else:
        weights.verify()


@functools.cache
def _own_session(path: Path, sha256: str, threads: int, device: str) -> Any:
    return session.own_session(path, sha256, threads=threads, device=device)


@functools.cache
def _session(threads: int, device: str) -> Any:
    return session.session(threads=threads, device=device)
