"""Measure what goes into the convolutions of Kokoro's decoder, over all its voices: the ranges of the device accel.

    python -m bench.calibrate podcaster/engines/kokoro/ranges.json

What is kept is two thirds of the least and the most that were seen: peaks are rare, and what they cost all other
numbers in steps is heard more than that they are cut. Difference of the spectrum to the usual path, by how much of the
range is kept: 1.1 of it 1.84 dB, 1.0 1.71, 0.8 1.47, 0.66 1.20, 0.5 1.27; with all numbers as they are 1.08.
A change of the file is a change of the sound: raise kokoro_accel.FORMAT.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import onnxruntime

from bench.speed import TEXT
from podcaster import voice
from podcaster.engines import kokoro, onnx_session
from podcaster.engines.kokoro import decoder
from podcaster.engines.kokoro import graph as kokoro_graph
from podcaster.listening import audition
from podcaster.model import Role, Utterance

KEPT = 0.66
MORE = (
    "Really? No!",
    "Wait… What was that?",
    "In nineteen eighty-four, three and a half million dollars were spent on the bridge, and nobody asked why; the"
    " mayor, who had signed for it, said that he had never seen the paper, and his clerk said that there was none.",
)


class Watching:
    """Like the session of the whole graph, noting what goes into the convolutions on the way."""

    def __init__(self) -> None:
        model = decoder.before(kokoro_graph.model(), kokoro_graph.DURATIONS)
        self.first = onnx_session.session(f"kokoro/{kokoro_graph.SHA256[:12]}-calibrate", lambda: model, threads=2)
        self.tensors = decoder.ranged(kokoro_graph.published())
        watched = decoder.decoder(kokoro_graph.published(), {}, watched=True)
        self.second = onnxruntime.InferenceSession(watched.SerializeToString(), providers=onnx_session.PROVIDERS)
        self.found = dict.fromkeys(self.tensors, (0.0, 0.0))

    def run(self, _: Any, feed: dict[str, Any]) -> list[Any]:
        durations, *given = self.first.run([kokoro_graph.DURATIONS, *decoder.INPUTS], feed)
        inputs = dict(zip(decoder.INPUTS, given, strict=True))
        sound, *seen = self.second.run([decoder.SOUND, *self.tensors.values()], inputs)
        for name, array in zip(self.tensors, seen, strict=True):
            low, high = self.found[name]
            self.found[name] = min(low, float(array.min())), max(high, float(array.max()))
        return [sound, durations]


def main() -> None:
    session = Watching()
    for profile in voice.all_voices():
        if profile.engine != "kokoro":
            continue
        engine = kokoro.KokoroEngine(profile)
        engine.session = session
        lines = audition.sample(profile.language)
        if profile.language.startswith("en"):
            lines += TEXT[::2] + MORE
        for line in lines:
            engine.speak(Utterance(line, line, Role.NARRATOR, profile.id, profile.language, 0))
        print(f"{profile.id}: {len(lines)} sentences", flush=True)
    kept = {name: [round(low * KEPT, 3), round(high * KEPT, 3)] for name, (low, high) in session.found.items()}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(limits)}" for name, limits in kept.items())
    Path(sys.argv[1]).write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
