"""Does Kokoro's rewritten graph sound like the one that was published? The same sentences by both, side by side.

    python -m bench.fidelity                                          distance of the spectra alone
    python -m bench.fidelity --mos VENV/bin/python                    and DNSMOS (package speechmos and librosa there)
    python -m bench.fidelity --accel                                  and with the extra `accel`
    python -m bench.fidelity --whisper VENV/bin/python --model DIR    and errors of a recognizer (faster-whisper there)

The model multiplies rounded numbers: any change of the order of sums moves the spectrum by 0.8 dB; what counts is that
DNSMOS stays within 0.05 and that no more words are misheard.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.speed import TEXT
from podcaster import voice
from podcaster.engines import kokoro
from podcaster.engines.espeak import Phonemizer
from podcaster.engines.kokoro import graph as kokoro_graph
from podcaster.engines.kokoro import session as kokoro_session
from podcaster.engines.kokoro.phonemes import VOCABULARY, symbols

DNSMOS = """
import glob, json, sys
import librosa, numpy
from speechmos import dnsmos
found = []
for path in sorted(glob.glob(sys.argv[1] + "/*.wav")):
    sound, rate = librosa.load(path, sr=16000)
    score = dnsmos.run(numpy.clip(sound, -1, 1), rate)
    found.append([score["ovrl_mos"], score["sig_mos"], score["bak_mos"], score["p808_mos"]])
print(json.dumps(numpy.mean(found, axis=0).tolist()))
"""
WHISPER = """
import glob, json, sys
from faster_whisper import WhisperModel
model = WhisperModel(sys.argv[2], device="cpu", compute_type="int8")
heard = []
for path in sorted(glob.glob(sys.argv[1] + "/*.wav")):
    parts, _ = model.transcribe(path, language="en", beam_size=5, condition_on_previous_text=False)
    heard.append(" ".join(part.text for part in parts))
print(json.dumps(heard))
"""


def published() -> Any:
    """The model as it comes, in ONNX Runtime's own hands."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(kokoro_graph.weights(), options, providers=["CPUExecutionProvider"])


def say(session: Any, text: str, name: str) -> Any:
    """The samples of one sentence."""
    found = symbols(text, Phonemizer("en-us"), accent="us")
    tokens = [VOCABULARY[symbol.text] for symbol in found]
    style = kokoro._styles(voice.find(name))[len(tokens) - 1][None].astype(np.float32)
    feed = {"tokens": np.array([[0, *tokens, 0]]), "style": style, "speed": np.ones(1, dtype=np.float32)}
    return session.run(["audio"], feed)[0].ravel()


def spectrum(wave: Any, size: int = 1024, step: int = 256, bands: int = 80) -> Any:
    """Energy in dB, by moment and mel band."""
    parts = np.lib.stride_tricks.sliding_window_view(np.pad(wave, size // 2), size)[::step] * np.hanning(size)
    power = np.abs(np.fft.rfft(parts)) ** 2
    hertz = np.linspace(0, kokoro.RATE / 2, size // 2 + 1)
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + kokoro.RATE / 1400), bands + 2) / 2595) - 1)
    up = (hertz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - hertz) / (edges[2:] - edges[1:-1])[:, None]
    return 10 * np.log10(power @ np.clip(np.minimum(up, down), 0, None).T + 1e-6)


def distance(a: Any, b: Any) -> float:
    """Mean difference in dB where there is sound."""
    one, other = spectrum(a), spectrum(b)
    return float(np.abs(one - other)[one.max(axis=1) > -10].mean())


def errors(said: str, heard: str) -> tuple[int, int]:
    """Words to change, and words said."""
    a, b = (re.findall(r"[\w']+", text.lower()) for text in (said, heard))
    row = list(range(len(b) + 1))
    for n, word in enumerate(a, 1):
        ahead = [n]
        for (corner, above), other in zip(pairwise(row), b, strict=True):
            ahead.append(min(above + 1, ahead[-1] + 1, corner + (word != other)))
        row = ahead
    return row[-1], len(a)


def write(path: Path, sound: Any) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(kokoro.RATE)
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def ask(python: str, script: str, *arguments: str) -> Any:
    """What another interpreter finds, with its own packages."""
    run = subprocess.run([python, "-c", script, *arguments], capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", nargs="+", default=["heart", "michael"])
    parser.add_argument("--sentences", type=int, default=len(TEXT))
    parser.add_argument("--accel", action="store_true")
    parser.add_argument("--mos", default="", metavar="PYTHON")
    parser.add_argument("--whisper", default="", metavar="PYTHON")
    parser.add_argument("--model", default="", metavar="DIR")
    given = parser.parse_args()
    lines: Sequence[tuple[str, str]] = [(name, text) for name in given.voices for text in TEXT[: given.sentences]]
    first: list[Any] = []
    sessions = [("as published", published()), ("rewritten", kokoro_session.session())]
    if given.accel:
        sessions.append(("accel", kokoro_session.session(device="accel")))
    for label, session in sessions:
        sounds = [say(session, text, name) for name, text in lines]
        first = first or sounds
        print(f"{label}: {np.mean([distance(a, b) for a, b in zip(first, sounds, strict=True)]):.2f} dB", end="")
        with tempfile.TemporaryDirectory() as folder:
            for number, sound in enumerate(sounds):
                write(Path(folder) / f"{number:03}.wav", sound)
            if given.mos:
                scores = ask(given.mos, DNSMOS, folder)
                print(", DNSMOS {:.3f} (signal {:.3f}, background {:.3f}, P.808 {:.3f})".format(*scores), end="")
            if given.whisper:
                heard = ask(given.whisper, WHISPER, folder, given.model)
                wrong, words = np.sum([errors(said, h) for (_, said), h in zip(lines, heard, strict=True)], axis=0)
                print(f", {wrong} of {words} words misheard", end="")
        print(flush=True)


if __name__ == "__main__":
    main()
