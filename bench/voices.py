"""How fast the voices speak, beside what one would use otherwise, in turns in the same run: the best round counts.

Nothing is cached, and loading is left out where both have to load. A ratio above 1: podcaster is faster.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from bench import peers, speed
from bench.program import spent
from bench.rows import ROOT, Row, unmeasured
from podcaster import engines, reading, script, voice
from podcaster.config import Settings
from podcaster.engines.piper import model_path
from podcaster.engines.pool import Pool

ROUNDS = 2
POST = ROOT / "examples" / "harbor-lights.md"  # about four minutes


def in_turns(runners: Mapping[str, Callable[[], speed.Timing]]) -> dict[str, speed.Timing]:
    """The best of some rounds of each: whatever else the machine does falls on all."""
    found: dict[str, list[speed.Timing]] = {name: [] for name in runners}
    for _ in range(ROUNDS):
        for name, run in runners.items():
            found[name].append(run())
    return {name: speed.best(timings) for name, timings in found.items()}


def missing(name: str) -> str:
    """Why a voice cannot speak here; empty if it can."""
    return "; ".join(engines.check(voice.find(name)))


def kokoro() -> Iterator[Row]:
    """The voice heart, on the processor as it is and with the extra `accel`, beside a loop over kokoro-onnx."""
    goals = {"cpu": ("Kokoro", 1.7), "accel": ("Kokoro with the extra accel", 2.3)}
    if why := missing("heart"):
        yield unmeasured("Kokoro", ">= 1.7", why)
        return
    if not importlib.util.find_spec("openvino"):
        del goals["accel"]
        yield unmeasured("Kokoro with the extra accel", ">= 2.3", "openvino is not installed: the extra accel")
    absent = peers.missing("kokoro-onnx")
    with tempfile.TemporaryDirectory() as folder:
        runners = {device: _ours("heart", device) for device in goals}
        if not absent:
            runners["peer"] = lambda: speed.kokoro_onnx(peers.python(), "heart", speed.TEXT, Path(folder))
        found = in_turns(runners)
    for device, (name, goal) in goals.items():
        yield _beside(
            f"{name} / a loop over kokoro-onnx", goal, found[device], found.get("peer"), "kokoro-onnx", absent
        )


def piper() -> Iterator[Row]:
    """The voice joe beside the piper command, which loads it each time: from start to end for both."""
    if why := missing("joe"):
        yield unmeasured("Piper", ">= 1.2", why)
        return
    absent, texts = peers.missing("piper-tts"), speed.TEXT * 4
    model = str(model_path(voice.find("joe")))
    with tempfile.TemporaryDirectory() as folder:
        runners = {"ours": _ours("joe", "cpu", texts)}
        if not absent:
            runners["peer"] = lambda: speed.piper(peers.python(), model, texts, Path(folder))
        found = in_turns(runners)
    yield _beside(
        "Piper / the piper command, with loading", 1.2, found["ours"], found.get("peer"), "piper", absent, whole=True
    )


def _ours(name: str, device: str, texts: tuple[str, ...] = speed.TEXT) -> Callable[[], speed.Timing]:
    return lambda: speed.ours(name, texts, 0, device)


def _beside(
    what: str,
    goal: float,
    ours: speed.Timing,
    peer: speed.Timing | None,
    name: str,
    absent: str,
    *,
    whole: bool = False,
) -> Row:
    """How many times as fast as the peer, for the same text."""

    def taken(timing: speed.Timing) -> float:
        return timing.whole if whole else timing.warm

    told = f"{taken(ours):.1f} s for {ours.audio:.0f} s of speech"
    if peer is None:
        return Row(what, f">= {goal}", "", why_not=f"{absent} (ours alone: {told})")
    ratio = taken(peer) / taken(ours)
    return Row(what, f">= {goal}", f"{ratio:.2f} ({told})", ratio >= goal, f"{name} {taken(peer):.1f} s")


def one_post() -> Iterator[Row]:
    """`convert` of the example post, from the start of the command to the MP3, beside its sentences by the voice."""
    if why := missing("heart"):
        yield unmeasured("one post / its voice alone", "<= 1.12", why)
        return
    for device in ("cpu", "accel"):
        if device == "accel" and not importlib.util.find_spec("openvino"):
            continue
        both = in_turns({"convert": partial(_converted, device), "alone": partial(_alone, device)})
        ratio = both["convert"].whole / both["alone"].whole
        told = f"{ratio:.2f} ({both['convert'].whole:.1f} s for {both['convert'].audio:.0f} s of sound)"
        what = "one post, start to MP3 / its voice alone" + (", with the extra accel" if device == "accel" else "")
        yield Row(what, "<= 1.12", told, ratio <= 1.12, f"the voice alone {both['alone'].whole:.1f} s")


def _converted(device: str) -> speed.Timing:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "podcaster", "convert", POST, "--show", folder, "--voice", "heart"]
        began = time.perf_counter()
        done = subprocess.run(
            [*map(str, command), "--device", device, "--json"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        whole = time.perf_counter() - began
    return speed.Timing(sum(one["seconds"] for one in json.loads(done.stdout)["outcomes"]), whole, whole)


def _alone(device: str) -> speed.Timing:
    """Load the voices, speak every sentence, end: a process of its own, as `convert` is one."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", f"from bench import voices; print(voices.spoken({device!r}))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    whole = time.perf_counter() - began
    return speed.Timing(float(done.stdout.split()[-1]), whole, whole)


def spoken(device: str) -> float:
    """Speak the sentences of the post; the seconds of speech."""
    settings = Settings(voice="heart")
    (article,) = reading.read(POST)
    said = script.write(article, settings).utterances
    with Pool(0, device=device) as pool:
        return sum(speech.pcm.seconds for speech in pool.speak(said))


def preview() -> Iterator[Row]:
    """How long one waits for a voice: the first sentence of `voices preview`, once its model is loaded."""
    from podcaster.listening import audition

    for name in ("heart", "michael", "siwis", "system"):
        if why := missing(name):
            yield unmeasured(f"first sound of {name}", "<= 2 s", why)
            continue
        first = audition.utterances([name])[0]
        with Pool(1) as pool:
            began = time.perf_counter()
            pool.submit(first).result()
            loaded = time.perf_counter() - began
            waits = []
            for _ in range(3):
                began = time.perf_counter()
                pool.submit(first).result()
                waits.append(time.perf_counter() - began)
        wait = statistics.median(waits)
        yield Row(f"preview: first sound of {name}, loaded", "<= 2 s", f"{wait:.2f} s; {loaded:.1f} s cold", wait <= 2)


def system() -> Iterator[Row]:
    """The system voice as an episode, beside the pipe of two commands: wall and CPU time of everything."""
    if absent := peers.missing_commands("espeak-ng", "lame"):
        yield unmeasured("the system voice / espeak-ng | lame", "<= 1.3", absent)
        return
    lines = [f"The ferry of day {n} came in before noon, and nobody had expected it so early." for n in range(600)]
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.txt"
        text.write_text("The ferry\n\n" + "\n\n".join(" ".join(lines[n : n + 6]) for n in range(0, 600, 6)) + "\n")
        say = f"espeak-ng -v en-us -s 165 --stdout -f {text}"
        convert = f"{sys.executable} -m podcaster convert {text} -v system --force"
        ours = spent(f"{convert} -o {folder}/show")
        small = Path(folder) / "small"
        small.mkdir()
        (small / "podcaster.toml").write_text('[sound]\nquality = "small"\n')
        less = spent(f"{convert} --show {small}")
        pipe = spent(f"{say} | lame --quiet -b 64 - {folder}/pipe.mp3")
        same = spent(f"{say} | lame --quiet -b 64 --resample 44.1 - {folder}/same.mp3")
    for name, one, peer in (
        ("the system voice / espeak-ng | lame, both 44.1 kHz", ours, same),
        ("preset small (24 kHz) / espeak-ng | lame (22 kHz)", less, pipe),
        ("standard (44.1 kHz) / espeak-ng | lame (22 kHz)", ours, pipe),
    ):
        wall, cpu = (a / b for a, b in zip(one, peer, strict=True))
        measured = f"{wall:.2f} ({one[0]:.1f} s), processor time {cpu:.2f}"
        yield Row(name, "<= 1.3", measured, wall <= 1.3, f"espeak-ng | lame {peer[0]:.1f} s")
