"""How fast do the voices speak, beside their peers, on the same text in the same run?

    python -m bench.speed                                   ours alone
    python -m bench.speed --device accel                    and once more with the extra `accel`
    python -m bench.speed --convert                         and `podcaster convert` of one post, from start to MP3
    python -m bench.speed --kokoro-onnx VENV/bin/python     beside a loop over kokoro-onnx in that environment
    python -m bench.speed --piper VENV/bin/python           beside the piper command in that environment
    python -m bench.speed --shell                           beside `espeak-ng | lame`, if both are on the PATH

A cold cache each time (nothing is cached here); "warm" leaves loading out, "all" is from start to end. Rounds are
interleaved, so that whatever else the machine does falls on both; the best round counts. Ratios are of the time for the
same text: how much silence a voice leaves around it is no speed. How the sound is: bench.fidelity.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podcaster import voice
from podcaster.engines.kokoro import graph as kokoro_graph
from podcaster.engines.pool import Pool
from podcaster.model import Role, Utterance

TEXT = (
    "The harbour was quiet when the ferry came in, and the lamps along the quay were still burning.",
    "Nobody had expected the boat before noon, so the café in which we had agreed to meet was closed.",
    "We left our bags with the harbour master, who had nothing to do, and walked up the hill.",
    "From the top one could see both islands, the bridge between them, and the rain that was on its way.",
    "It was the kind of morning on which small plans seem larger than they are.",
    "My sister had brought a map, but the paths on it were those of another century.",
    "What we found instead was a wall, then a gate in the wall, and behind the gate a garden.",
    "An old man was cutting the hedge; he did not look up, yet he told us which way to go.",
    "By the time we were back at the quay, the café had opened and the ferry had gone.",
    "So we stayed until the evening, and I have never been sorry that we did.",
    "Some towns are best understood by those who miss the last boat.",
    "The rest is in the letters, which I have copied here without changing more than the names.",
)
KOKORO_ONNX = """
import json, sys, time
begun = time.perf_counter()
import numpy as np
from kokoro_onnx import Kokoro
job = json.load(sys.stdin)
kokoro = Kokoro(job["model"], job["voices"])
loaded = time.perf_counter()
seconds = 0.0
for text in job["texts"]:
    samples, rate = kokoro.create(text, voice="peer", speed=1.0, lang="en-us", trim=False)
    seconds += len(samples) / rate
ended = time.perf_counter()
print(json.dumps([seconds, ended - loaded, ended - begun]))
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """One run: seconds of audio, of speaking, of everything; and of all processors together, where known."""

    audio: float
    warm: float
    whole: float
    cpu: float = 0.0


def ours(name: str, texts: Sequence[str], jobs: int, device: str = "cpu") -> Timing:
    """Our pool, engines started for this run."""
    said = [Utterance(t, t, Role.NARRATOR, name, "en", 300) for t in texts]
    begun = time.perf_counter()
    with Pool(jobs, device=device) as pool:
        warming = [pool.submit(Utterance("Hi.", "Hi.", Role.NARRATOR, name, "en", 0)) for _ in range(pool.size)]
        for one in warming:
            one.result()
        loaded = time.perf_counter()
        audio = sum(speech.pcm.seconds for speech in pool.speak(said))
        ended = time.perf_counter()
    return Timing(audio, ended - loaded, ended - begun)


def convert(name: str, texts: Sequence[str], folder: Path, device: str = "cpu") -> Timing:
    """One post with this text, from the start of the command to the MP3; no sentence was spoken before."""
    post, show = folder / "post.txt", folder / "show"
    shutil.rmtree(show, ignore_errors=True)
    paragraphs = (" ".join(texts[n : n + 4]) for n in range(0, len(texts), 4))
    post.write_text("A morning at the harbour\n\n" + "\n\n".join(paragraphs) + "\n")
    command = [sys.executable, "-m", "podcaster", "convert", post, "--show", show, "--voice", name, "--device", device]
    begun = time.perf_counter()
    run = subprocess.run([*map(str, command), "--json"], capture_output=True, text=True, check=True)
    whole = time.perf_counter() - begun
    audio = sum(outcome["seconds"] for outcome in json.loads(run.stdout)["outcomes"])
    return Timing(audio, whole, whole)


def kokoro_onnx(python: str, name: str, texts: Sequence[str], folder: Path) -> Timing:
    """The loop that one writes with kokoro-onnx: its own threads, the same weights and voice."""
    import numpy as np

    profile = voice.find(name)
    model, styles = folder / "model.onnx", folder / "voices.npz"
    if not model.exists():
        model.write_bytes(kokoro_graph.weights())
        style = np.fromfile(voice.data_path(f"{profile.model}.f16"), dtype="<f2").reshape(-1, 1, 256)
        np.savez(styles, peer=style.astype(np.float32))
    job = json.dumps({"model": str(model), "voices": str(styles), "texts": list(texts)})
    run = subprocess.run([python, "-c", KOKORO_ONNX], input=job, capture_output=True, text=True, check=True)
    return Timing(*json.loads(run.stdout.splitlines()[-1]))


def piper(python: str, model: str, texts: Sequence[str], folder: Path) -> Timing:
    """The piper command, one sentence a line, files into a folder."""
    import wave

    out = folder / "piper"
    shutil.rmtree(out, ignore_errors=True)
    begun = time.perf_counter()
    subprocess.run(
        [python, "-m", "piper", "-m", model, "--output-dir", str(out)],
        input="\n".join(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    whole = time.perf_counter() - begun
    audio = 0.0
    for path in out.glob("*.wav"):
        with wave.open(str(path)) as sound:
            audio += sound.getnframes() / sound.getframerate()
    return Timing(audio, whole, whole)


def shell(texts: Sequence[str], folder: Path) -> Timing:
    """The pipe of two commands."""
    begun = time.perf_counter()
    subprocess.run(
        f"espeak-ng -v en-us -s 165 --stdout | lame --quiet -b 64 - {folder}/out.mp3",
        input=" ".join(texts), shell=True, capture_output=True, text=True, check=True,
    )  # fmt: skip
    whole = time.perf_counter() - begun
    return Timing(whole, whole, whole)


def cpu_seconds() -> float:
    """Of the processes that we started and that have ended: what counts on a machine that is busy otherwise."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def best(runs: Sequence[Timing]) -> Timing:
    """The round that was disturbed least."""
    return min(runs, key=lambda run: run.warm)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voice", default="heart")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=2, help="how often the text is said in a round")
    parser.add_argument("--convert", action="store_true", help="one post by the command line, beside its voice alone")
    parser.add_argument("--kokoro-onnx", default="", metavar="PYTHON")
    parser.add_argument("--piper", default="", metavar="PYTHON")
    parser.add_argument("--piper-model", default="", metavar="ONNX")
    parser.add_argument("--shell", action="store_true")
    parser.add_argument("--device", default="", help="a second row of ours, on that device")
    given = parser.parse_args()
    texts = TEXT * (1 if given.convert else given.repeat)  # a sentence that comes again in a post is not spoken again
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runners: dict[str, Callable[[], Timing]] = {
            f"podcaster {given.voice}": lambda: ours(given.voice, texts, given.jobs)
        }
        if given.device:
            on = f"podcaster on {given.device}"
            runners[on] = lambda: ours(given.voice, texts, given.jobs, given.device)
        if given.convert:
            runners["convert"] = lambda: convert(given.voice, texts, folder)
            if given.device:
                runners[f"convert on {given.device}"] = lambda: convert(given.voice, texts, folder, given.device)
        if given.kokoro_onnx:
            runners["kokoro-onnx loop"] = lambda: kokoro_onnx(given.kokoro_onnx, given.voice, texts, folder)
        if given.piper:
            runners["piper command"] = lambda: piper(given.piper, given.piper_model, texts, folder)
        if given.shell:
            runners["espeak-ng | lame"] = lambda: shell(texts, folder)
        rounds: dict[str, list[Timing]] = {runner: [] for runner in runners}
        for _ in range(given.rounds):
            for runner, run in runners.items():
                before = cpu_seconds()
                rounds[runner].append(replace(run(), cpu=cpu_seconds() - before))
    print(f"{'':24}{'audio s':>9}{'warm s':>9}{'all s':>9}{'cpu s':>9}{'warm x':>9}{'all x':>9}")
    for runner, runs in rounds.items():
        one = best(runs)
        print(
            f"{runner:24}{one.audio:9.1f}{one.warm:9.1f}{one.whole:9.1f}{one.cpu:9.1f}"
            f"{one.audio / one.warm:9.2f}{one.audio / one.whole:9.2f}"
        )
    for device in ("", f" on {given.device}") if given.convert else ():
        alone = f"podcaster{device}" if device else f"podcaster {given.voice}"
        if f"convert{device}" in rounds:
            whole, voice_s = (min(run.whole for run in rounds[one]) for one in (f"convert{device}", alone))
            print(f"convert{device} / its voice alone: {whole / voice_s:.2f} from start to MP3")
    mine = [runner for runner in rounds if runner.startswith("podcaster")]
    peers = [runner for runner in rounds if not runner.startswith(("podcaster", "convert"))]
    for first, other in itertools.product(mine, peers):
        a, b = best(rounds[first]), best(rounds[other])
        print(f"{first} / {other}: {b.warm / a.warm:.2f} warm, {b.whole / a.whole:.2f} all, ", end="")
        print(f"{min(r.cpu for r in rounds[other]) / min(r.cpu for r in rounds[first]):.2f} a processor's second")


if __name__ == "__main__":
    main()
