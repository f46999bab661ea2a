"""Piper's voices: twenty times as fast as speech, in many languages. The model's file is run directly, without piper.

Two changes are made to its graph, once: the durations become an output, for the words' times; and the noise becomes an
input, so that the same sentence is the same sound every time.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import json
import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster import voice as voices
from podcaster.engines import pronounce, scripts
from podcaster.engines.base import quote
from podcaster.engines.espeak import TIE, Phonemizer, paths
from podcaster.engines.pronounce import Symbol, word_marks
from podcaster.errors import EngineError, VoiceError
from podcaster.model import Pcm, Speech, Utterance, Voice

FORMAT = 1  # of what is made of a model
PAD, BEGIN, END = "_", "^", "$"
HOP = 256  # samples a frame, unless the voice's configuration says otherwise
FRAMES_A_SYMBOL = 60  # noise is made for so many; a voice needs about 7
MARKS = {"—": ",", "…": "."}  # of those that models know
KEPT = ",.:;!?"
SEED = 20_240_301


class PiperEngine:
    """Speaks with a Piper model: a file, or `package:path` of an installed data package. Options: noise, noise_w."""

    name = "piper"
    version = f"{FORMAT} espeak-ng 1.52 rules 2"
    max_chars = 500

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        model = model_path(voice)
        self.config = _config(Path(f"{model}.json"))
        inference = self.config.get("inference", {})
        self.noise = float(voice.options.get("noise", inference.get("noise_scale", 0.667)))
        self.noise_w = float(voice.options.get("noise_w", inference.get("noise_w", 0.8)))
        self.length = float(inference.get("length_scale", 1.0)) / voice.speed
        self.rate = int(self.config["audio"]["sample_rate"])
        self.hop = int(self.config.get("hop_length", HOP))
        self.ids: dict[str, list[int]] = self.config["phoneme_id_map"]
        self.speller = Phonemizer(_espeak_voice(self.config["espeak"]["voice"]))
        self.speakers = int(self.config.get("num_speakers", 1))
        self.session = _session(str(model), voice.sha256, int(os.environ.get("PODCASTER_THREADS", "1")))

    @staticmethod
    def check(voice: Voice) -> list[str]:
        """What is missing or damaged: model, configuration, eSpeak NG."""
        try:
            model = model_path(voice)
            _config(Path(f"{model}.json"))
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
        noise = np.random.default_rng(SEED)
        shape = (1, 192, FRAMES_A_SYMBOL * len(tokens))
        feed = {
            "input": np.array([tokens], dtype=np.int64),
            "input_lengths": np.array([len(tokens)], dtype=np.int64),
            "scales": np.array([self.noise, self.length, self.noise_w], dtype=np.float32),
            "noise_0": noise.standard_normal((1, 2, len(tokens)), dtype=np.float32),
            "noise_1": noise.standard_normal(shape, dtype=np.float32),
        }
        if self.speakers > 1:
            feed["sid"] = np.array([int(self.voice.options.get("speaker", 0))], dtype=np.int64)
        try:
            audio, frames = self.session.run(None, feed)
        except Exception as error:  # ONNX Runtime's exceptions have no common class that it exports
            raise EngineError(f"the model of {self.voice.id} failed at {quote(utterance)}: {error}") from error
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
            raise VoiceError(
                f"the voice {voice.id} needs the package {package}", hint="pip install 'podcaster[piper]'"
            ) from error
    else:
        path = Path(voice.model)
        path = path if path.is_absolute() else voices.data_path(voice.model)
    if not path.is_file():
        raise VoiceError(f"the model of {voice.id} is missing: {path}", hint="install the voice again")
    return path


def _config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        if config.get("phoneme_type", "espeak") != "espeak":
            raise VoiceError(f"{path}: only voices with phonemes of eSpeak NG can be used")
        _ = config["phoneme_id_map"], config["espeak"]["voice"], config["audio"]["sample_rate"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VoiceError(f"the configuration {path} of a Piper voice could not be read: {error!r}") from error
    return dict(config)


def _espeak_voice(name: str) -> str:
    """The library knows British English as plain "en"."""
    return {"en-gb": "en", "en-gb-x-rp": "en-gb-x-rp"}.get(name.lower(), name)


@functools.cache
def _session(model: str, sha256: str, threads: int) -> Any:
    import onnxruntime

    if sha256:
        voices.verify(Path(model), sha256)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(_prepared(Path(model))), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's exceptions have no common class that it exports
        raise VoiceError(f"the model {model} could not be loaded: {error}", hint="install the voice again") from error


def _prepared(model: Path) -> Path:
    """The model with its durations as an output and its noise as inputs; made once, beside other caches."""
    digest = hashlib.sha256(f"{files.sha256(model)} {FORMAT}".encode()).hexdigest()[:16]
    path = voices.cache_folder() / "piper" / f"{digest}.onnx"
    if not path.is_file():
        import onnx

        graph = onnx.load(str(model))
        _change(graph, str(model))
        with files.replacing(path) as part:
            part.write_bytes(graph.SerializeToString())
    return path


def _change(model: Any, name: str) -> None:
    from onnx import TensorProto, helper

    ceils = [node.output[0] for node in model.graph.node if node.op_type == "Ceil"]
    noises = [n for n, node in enumerate(model.graph.node) if node.op_type == "RandomNormalLike"]
    if len(ceils) != 1 or len(noises) != 2:
        raise VoiceError(f"{name} is not a Piper model of the usual form")
    model.graph.output.append(helper.make_tensor_value_info(ceils[0], TensorProto.FLOAT, None))
    axes = helper.make_tensor("noise_axes", TensorProto.INT64, [3], [0, 1, 2])
    starts = helper.make_tensor("noise_starts", TensorProto.INT64, [3], [0, 0, 0])
    model.graph.initializer.extend([axes, starts])
    for number, place in reversed(list(enumerate(noises))):
        node = model.graph.node[place]
        given = f"noise_{number}"
        shape = ["a", "b", f"c{number}"]
        model.graph.input.append(
            helper.make_tensor_value_info(given, TensorProto.FLOAT, [f"{given}_{s}" for s in shape])
        )
        as_long = helper.make_node("Shape", [node.input[0]], [f"{given}_shape"], name=f"{given}_shape")
        part = helper.make_node(
            "Slice", [given, "noise_starts", f"{given}_shape", "noise_axes"], list(node.output), name=given
        )
        model.graph.node.remove(node)
        model.graph.node.insert(place, part)
        model.graph.node.insert(place, as_long)
