"""Mastering measured beside the usual pydub way, on the same speech, in the same run.

    python bench/sound.py [--minutes 1 10 60] [--voices system tone] [--memory HOURS] [--json]

Speech comes from the voices named (a few sentences each, repeated in changing order); CPU seconds are those of this
process and its children. Every row is measured in a process of its own, so that memory is its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

SENTENCES = (
    "The lighthouse keeper wrote down the weather every evening for thirty years.",
    "Most of the entries are a single line.",
    "On the night of the great storm there are four pages, and the last one ends in the middle of a word.",
    "What was he about to say?",
    "His daughter, who found the books in a chest under the stairs, has a theory of her own.",
    "She thinks that the lamp went out, that he ran up to light it again, and that he simply forgot to finish.",
    "It is a modest explanation; she likes it because it sounds like him.",
    "The books are now in the town museum, next to a stuffed gull.",
    "Visitors may turn the pages, if their hands are clean.",
    "Few do, but those who begin tend to stay until the doors close.",
)
Parts = list[tuple["Utterance", "Segment"]]  # noqa: F821


def speak(voice_id: str) -> Parts:
    """The sentences in one voice."""
    from podcaster import engines, voice
    from podcaster.audio import stitch
    from podcaster.model import Role, Utterance

    engine = engines.load(voice.find(voice_id))
    said = [Utterance(s, s, Role.NARRATOR, voice_id, "en", 300, block=i) for i, s in enumerate(SENTENCES)]
    return [(u, stitch.prepare(engine.speak(u), f"{i:064x}")) for i, u in enumerate(said)]


def programme(parts: Parts, minutes: float) -> Iterator[tuple[Utterance, Segment]]:  # noqa: F821
    """The sentences in changing order until *minutes* are full, a heading now and then."""
    from podcaster.model import Role

    seconds, i = 0.0, 0
    while seconds < minutes * 60:
        utterance, segment = parts[(i * 7 + i // len(parts)) % len(parts)]
        heading = i % 25 == 24
        role = Role.HEADING if heading else Role.NARRATOR
        yield replace(utterance, role=role, pause_ms=750 if heading else 300, block=i), segment
        seconds += segment.pcm.seconds + utterance.pause_ms / 1000
        i += 1


def ours(parts: Parts, minutes: float, out: Path, ffmpeg: str) -> dict[str, float]:
    """The product's way: surveyed, levelled, limited, encoded, verified."""
    from podcaster.audio import mp3
    from podcaster.config import Settings

    done, timeline = mp3.master(lambda: programme(parts, minutes), out, settings=Settings(ffmpeg=ffmpeg))
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(timeline.cues))
    return {"seconds": done.duration_ms / 1000}


def pydub(parts: Parts, minutes: float, out: Path, ffmpeg: str) -> dict[str, float]:
    """The usual way: `+=` and export; no loudness, no limiter, no check."""
    from podcaster.audio import stitch
    from podcaster.audio.ffmpeg import find

    kind = stitch.audio_segment()
    kind.converter = str(find(ffmpeg))
    rate = parts[0][1].pcm.rate
    whole = kind.silent(400, frame_rate=rate)
    for utterance, segment in programme(parts, minutes):
        whole += stitch.clip(segment.pcm)
        whole += kind.silent(utterance.pause_ms, frame_rate=rate)
    whole.export(str(out), format="mp3", bitrate="64k", parameters=["-ar", "44100"]).close()
    return {"seconds": len(whole) / 1000}


WAYS = {"podcaster": ours, "pydub +=": pydub}


def measured(way: str, voice_id: str, minutes: float, ffmpeg: str) -> dict[str, float | str]:
    """One row, in this process."""
    # In a process of its own: the voice's memory is not mastering's.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as voices:
        parts = voices.submit(speak, voice_id).result()
    WAYS[way](
        parts, 0.05, Path(tempfile.gettempdir()) / "warm.mp3", ffmpeg
    )  # imports and caches are not what is measured
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "a.mp3"
        start, cpu = time.perf_counter(), _cpu()
        said = WAYS[way](parts, minutes, out, ffmpeg)
        wall, used = time.perf_counter() - start, _cpu() - cpu
        lufs, peak = judged(out)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "way": way,
        "voice": voice_id,
        "minutes": minutes,
        "cpu_s": round(used, 2),
        "wall_s": round(wall, 2),
        "x": round(said["seconds"] / used, 1),
        "rss_mb": round(memory),
        "lufs": lufs,
        "dbtp": peak,
    }


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(r.ru_utime + r.ru_stime for r in map(resource.getrusage, kinds))


def judged(path: Path) -> tuple[float, float]:
    """(LUFS, dBTP) by FFmpeg's meter, which is not ours."""
    from podcaster.audio.ffmpeg import find

    command = [find(), "-hide_banner", "-nostats", "-i", path, "-af", "ebur128=peak=true:framelog=verbose"]
    said = subprocess.run([*command, "-f", "null", "-"], stderr=subprocess.PIPE, check=True).stderr.decode()
    lines = dict(line.strip().split(":", 1) for line in said.rsplit("Summary:", 1)[1].splitlines() if ":" in line)
    return float(lines["I"].split()[0]), float(lines["Peak"].split()[0])


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 10, 60])
    parser.add_argument("--voices", nargs="+", default=["system", "tone"])
    parser.add_argument("--peer-minutes", type=float, default=10, help="longest programme for the pydub way")
    parser.add_argument("--memory", type=float, default=0, help="also a programme of this many hours, ours only")
    parser.add_argument("--ffmpeg", default="", help="the ffmpeg of both; default as the product finds it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--row", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.row:
        print(json.dumps(measured(given.row[0], given.row[1], float(given.row[2]), given.ffmpeg)))
        return
    jobs = [(way, v, m) for v in given.voices for m in given.minutes for way in WAYS]
    jobs = [job for job in jobs if job[0] == "podcaster" or job[2] <= given.peer_minutes]
    if given.memory:
        jobs.append(("podcaster", given.voices[0], given.memory * 60))
    for way, voice_id, minutes in jobs:
        command = [sys.executable, __file__, "--ffmpeg", given.ffmpeg, "--row", way, voice_id, str(minutes)]
        row = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        if given.json:
            print(json.dumps(row), flush=True)
        else:
            print("  ".join(f"{key} {value}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
