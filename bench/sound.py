"""Mastering measured beside the usual pydub way, on the same speech, in the same run.

    python bench/sound.py [--minutes 1 10 60] [--voices heart system] [--memory HOURS] [--judge PROGRAM] [--json]

--judge names a program that is given the finished, tagged file and prints a line with FAIL for each fault.

Speech comes from the voices named (a few sentences each, repeated in changing order); CPU seconds are those of this
process and its children. Every row is measured in a process of its own, so that memory is its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import pickle
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


# What is hard to level: (voice, times as loud) in turn, a sentence each.
MIXTURES = {
    "quiet/loud": (("heart", 0.12), ("michael", 1.0)),  # two voices 18 dB apart
    "whisper/shout": (("heart", 1.0), ("heart", 0.15), ("heart", 0.5)),  # one voice, 16 dB up and down
    "uneven": (("system", 1.0), ("system", 0.25), ("system", 0.1)),  # the voice with the highest peaks, 20 dB
}


def speak(name: str) -> Parts:
    """The sentences in one voice, or in a mixture of voices and levels."""
    from podcaster import engines, voice
    from podcaster.audio import stitch
    from podcaster.model import Pcm, Role, Utterance

    turns = MIXTURES.get(name, ((name, 1.0),))
    spoken = {id: engines.load(voice.find(id)) for id, _ in turns}
    out = []
    for i, sentence in enumerate(SENTENCES):
        id, times = turns[i % len(turns)]
        utterance = Utterance(sentence, sentence, Role.NARRATOR, id, "en", 300, block=i)
        speech = spoken[id].speak(utterance)
        pcm = stitch.to_pcm(stitch.to_float(speech.pcm) * times, speech.pcm.rate)
        out.append((utterance, stitch.prepare(replace(speech, pcm=Pcm(pcm.data, pcm.rate)), f"{i:064x}")))
    return out


def programme(parts: Parts, minutes: float) -> Iterator[tuple[Utterance, Segment]]:  # noqa: F821
    """The sentences in changing order until *minutes* are full, a heading now and then."""
    from podcaster.model import Role

    seconds, i = 0.0, 0
    while seconds < minutes * 60:
        utterance, segment = parts[(i * 7 + i // len(parts)) % len(parts)]
        heading = i % 12 == 6
        role = Role.HEADING if heading else Role.NARRATOR
        yield replace(utterance, role=role, pause_ms=750 if heading else 300, block=i), segment
        seconds += segment.pcm.seconds + utterance.pause_ms / 1000
        i += 1


def ours(parts: Parts, minutes: float, out: Path, ffmpeg: str) -> dict[str, float]:
    """The product's way: surveyed, levelled, limited, encoded, verified, tagged."""
    import datetime as dt

    from podcaster.audio import cover, mp3, tags
    from podcaster.audio.cover import Sleeve
    from podcaster.config import Settings
    from podcaster.model import Episode

    settings = Settings(ffmpeg=ffmpeg, title="Notes from the lighthouse")
    done, timeline = mp3.master(lambda: programme(parts, minutes), out, settings=settings)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(timeline.cues))
    title, noon = "The books in the chest", dt.datetime(2024, 3, 5, 12, tzinfo=dt.UTC)
    episode = Episode("g", "books", title, noon, done.duration_ms, 0, "", "k", "books.md", language="en", number=1)
    said = "\n\n".join(SENTENCES)
    picture = cover.draw(Sleeve(title, settings.title))
    episode = replace(episode, authors=("R. Quill",), description=SENTENCES[0], address="https://books.example/chest")
    tags.write(out, episode=episode, show=settings, chapters=timeline.chapters(title), cover=picture, lyrics=said)
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


def spoken(name: str, kept: Path) -> Parts:
    """The sentences of a voice or a mixture; a voice speaks once a table, whatever the number of rows."""
    place = kept / f"{name.replace('/', '-')}.pickle"
    if not place.exists():
        # In a process of its own: the voice's memory is not mastering's.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as voices:
            place.write_bytes(pickle.dumps(voices.submit(speak, name).result()))
    parts: Parts = pickle.loads(place.read_bytes())
    return parts


def measured(way: str, voice_id: str, minutes: float, given: argparse.Namespace) -> dict[str, float | str]:
    """One row, in this process."""
    parts, ffmpeg, judge = spoken(voice_id, Path(given.kept)), given.ffmpeg, given.judge
    WAYS[way](
        parts, 0.05, Path(tempfile.gettempdir()) / "warm.mp3", ffmpeg
    )  # imports and caches are not what is measured
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "a.mp3"
        start, cpu = time.perf_counter(), _cpu()
        said = WAYS[way](parts, minutes, out, ffmpeg)
        wall, used = time.perf_counter() - start, _cpu() - cpu
        lufs, peak = judged(out)
        command = [sys.executable, judge, out, "--require-chapters", "--strict"]
        told = (
            subprocess.run(command, capture_output=True, text=True, check=False)
            if judge and way == "podcaster"
            else None
        )
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
        **({"fails": told.stdout.count("\nFAIL") + told.stdout.startswith("FAIL")} if told else {}),
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
    parser.add_argument("--voices", nargs="+", default=["heart", "michael", "joe", "system", "tone", *MIXTURES])
    parser.add_argument("--peer-minutes", type=float, default=10, help="longest programme for the pydub way")
    parser.add_argument("--memory", type=float, default=0, help="also a programme of this many hours, ours only")
    parser.add_argument("--ffmpeg", default="", help="the ffmpeg of both; default as the product finds it")
    parser.add_argument("--judge", default="", help="a program that judges the finished MP3")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--row", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--kept", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.row:
        print(json.dumps(measured(given.row[0], given.row[1], float(given.row[2]), given)))
        return
    jobs = [(way, v, m) for v in given.voices for m in given.minutes for way in WAYS]
    jobs = [job for job in jobs if job[0] == "podcaster" or job[2] <= given.peer_minutes]
    if given.memory:
        jobs.append(("podcaster", given.voices[0], given.memory * 60))
    with tempfile.TemporaryDirectory() as kept:
        table(jobs, given, kept)


def table(jobs: list[tuple[str, str, float]], given: argparse.Namespace, kept: str) -> None:
    """Measure and print the rows; the speech of each voice is kept in the folder *kept*."""
    common: list[str] = [
        sys.executable,
        __file__,
        "--ffmpeg",
        given.ffmpeg,
        "--judge",
        given.judge,
        "--kept",
        kept,
        "--row",
    ]
    for way, voice_id, minutes in jobs:
        command = [*common, way, voice_id, str(minutes)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            print(f"{way} {voice_id} {minutes:g}: not measured, see above", file=sys.stderr)
            continue
        row = json.loads(done.stdout)
        if given.json:
            print(json.dumps(row), flush=True)
        else:
            print("  ".join(f"{key} {value}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
