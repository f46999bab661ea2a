"""Piper's voices: twenty times as fast as speech, in many languages. The model is run directly, without piper.

The engine is found by its entry point; nobody else comes in.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from podcaster import voice as voices
from podcaster.engines import onnx_session, pronounce, scripts
from podcaster.engines.base import Engine, quote
from podcaster.engines.espeak import TIE, Phonemizer, paths
from podcaster.engines.piper import graph as piper_graph
from podcaster.engines.piper.letters import Letters
from podcaster.engines.pronounce import Speller, Symbol, word_marks
from podcaster.errors import EngineError, VoiceError
from podcaster.installing import extra
from podcaster.model import Pcm, Speech, Utterance, Voice
from podcaster.voice import piper_config

PAD, BEGIN, END = "_", "^", "$"
HOP = 256  # samples a frame, unless the voice's configuration says otherwise
MARKS = {"—": ",", "…": "."}  # of those that models know
KEPT = ",.:;!?"


class PiperEngine(Engine):
    """Speaks with a Piper model: a file, or `package:path` of an installed data package. Options: noise, noise_w."""

    name = "piper"
    version = f"{piper_graph.FORMAT} espeak-ng 1.52 rules 5"
    devices: ClassVar = onnx_session.DEVICES  # OpenVINO makes it slower: on accel it stays as it is
    worker_bytes = 300_000_000
    max_chars = 500

    def __init__(self, voice: Voice, *, threads: int = 1, device: str = "cpu") -> None:
        super().__init__(voice)
        model = model_path(voice)
        self.config = piper_config.read(Path(f"{model}.json"))
        inference = self.config.get("inference", {})
        self.noise = float(voice.options.get("noise", inference.get("noise_scale", 0.667)))
        self.noise_w = float(voice.options.get("noise_w", inference.get("noise_w", 0.8)))
        self.length = float(inference.get("length_scale", 1.0)) / voice.speed
        self.rate = int(self.config["audio"]["sample_rate"])
        self.hop = int(self.config.get("hop_length", HOP))
        self.ids: dict[str, list[int]] = self.config["phoneme_id_map"]
        self.speller = _speller(self.config)
        self.speakers = int(self.config.get("num_speakers", 1))
        self.session = _session(str(model), voice.sha256, threads, device)

    @staticmethod
    def check(voice: Voice) -> list[str]:
        """What is missing or damaged: model, configuration, eSpeak NG."""
        try:
            model = model_path(voice)
            piper_config.read(Path(f"{model}.json"))
            if voice.sha256:
                voices.verify(model, voice.sha256)
            paths()
        except VoiceError as error:
            return [f"{error} ({error.hint})" if error.hint else str(error)]
        return []

    def speak(self, utterance: Utterance) -> Speech:
        import numpy as np

        scripts.refuse(self.voice, utterance)
        wanted = (*utterance.sounds, *utterance.ipa)
        lexicon = [(words, self._spell(sound.strip("/[]")) if sound else "") for words, sound in wanted]
        found = self._known(pronounce.symbols(utterance.spoken, self.speller, self._spell, lexicon))
        if all(s.word < 0 for s in found):
            raise EngineError(f"there is nothing to say in {quote(utterance)}")
        tokens, firsts = self._tokens(found)
        feed = {
            "input": np.array([tokens], dtype=np.int64),
            "input_lengths": np.array([len(tokens)], dtype=np.int64),
            "scales": np.array([self.noise, self.length, self.noise_w], dtype=np.float32),
        }
        if self.speakers > 1:
            feed["sid"] = np.array([int(self.voice.options.get("speaker", 0))], dtype=np.int64)
        try:
            audio, frames = self.session.run(None, feed)
        except Exception as error:  # ONNX Runtime's exceptions have no common class that it exports
            raise EngineError(
                f"the model of {self.voice.id} failed at {quote(utterance)}: {onnx_session.last_line(error)}"
            ) from error
        wave = np.asarray(audio, dtype=np.float32).ravel()
        # As piper does it: the loudest sample is full scale; here with room, so that nothing clips.
        wave *= 0.9 / max(float(np.abs(wave).max()), 1e-6)
        ends = np.cumsum(np.asarray(frames).ravel()).astype(np.int64) * self.hop
        edges = [int(ends[n - 1]) for n in firsts]
        samples = np.rint(wave * 32767).astype("<i2")
        return Speech(Pcm(samples.tobytes(), self.rate), word_marks(found, edges, utterance.spoken.split(), self.rate))

    def _spell(self, sound: str) -> str:
        """IPA in the model's symbols. Raises EngineError for one that it has not."""
        plain = unicodedata.normalize("NFD", sound.replace(TIE, "")).replace("c\u0327", "ç").replace("ɝ", "ɜɹ")
        plain = "".join(c for c in plain if c in self.ids or not unicodedata.combining(c))
        unknown = sorted({c for c in plain if c not in self.ids})
        if unknown:
            raise EngineError(f"the voice {self.voice.id} has no symbol for {' '.join(unknown)!r} in {sound!r}")
        return plain

    def _known(self, found: Sequence[Symbol]) -> list[Symbol]:
        """Without the marks that the model never learnt: quotes and brackets make no sound."""
        out: list[Symbol] = []
        for symbol in found:
            text = MARKS.get(symbol.text, symbol.text) if symbol.word < 0 else symbol.text
            if text in KEPT and out and out[-1].text == " ":
                out.pop()
            twice = symbol.word < 0 and bool(out) and text == out[-1].text
            if (symbol.word >= 0 or text in f"{KEPT} ") and not twice:
                out.append(Symbol(text, symbol.word))
        return out

    def _tokens(self, found: Sequence[Symbol]) -> tuple[list[int], list[int]]:
        """The model's numbers, a pad after each; and where the first of each symbol is, and of the end."""
        tokens = [*self.ids[BEGIN], *self.ids[PAD]]
        firsts = []
        for symbol in found:
            firsts.append(len(tokens))
            tokens += [*self.ids[symbol.text], *self.ids[PAD]]
        return [*tokens, *self.ids[END]], [*firsts, len(tokens)]


def model_path(voice: Voice) -> Path:
    """The model's file. Raises VoiceError, saying how to get it, where there is none."""
    package, _, inside = voice.model.partition(":")
    if inside and re.fullmatch(r"\w+", package):
        try:
            path = Path(str(importlib.resources.files(package) / inside))
        except ModuleNotFoundError as error:
            raise VoiceError(f"the voice {voice.id} needs the package {package}", hint=extra("piper")) from error
    else:
        path = Path(voice.model)
        path = path if path.is_absolute() else voices.data_path(voice.model)
    if not path.is_file():
        raise VoiceError(f"the model of {voice.id} is missing: {path}", hint="install the voice again")
    return path


def _speller(config: dict[str, Any]) -> Speller:
    name = _espeak_voice(config["espeak"]["voice"])
    reads_letters = config.get("phoneme_type") == piper_config.LETTERS
    return Letters(name, config["phoneme_id_map"]) if reads_letters else Phonemizer(name)


def _espeak_voice(name: str) -> str:
    """The library knows British English as plain "en"."""
    return {"en-gb": "en", "en-gb-x-rp": "en-gb-x-rp"}.get(name.lower(), name)


@functools.cache
def _session(model: str, sha256: str, threads: int, device: str) -> Any:
    if sha256:
        voices.verify(Path(model), sha256)
    return piper_graph.session(Path(model), threads=threads, device=device)
