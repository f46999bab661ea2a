"""How well the voices are understood, by a speech recognizer: faster-whisper with a model that is there already.

PODCASTER_WHISPER names the folder of the model; else the largest one is taken that faster-whisper has fetched for this
user. The figures of the page are those of the small model "base"; a larger one hears better.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import peers
from bench.rows import DATA, NO_DATA, Row, run, unmeasured
from bench.speed import TEXT
from podcaster import engines, voice
from podcaster.engines.pool import Pool
from podcaster.errors import EngineError
from podcaster.listening import recognizer

ENGLISH = ("heart", "bella", "michael", "fenrir", "emma", "george")
OTHERS = ("dora", "siwis", "sara", "dora-pt")
JAPANESE, CHINESE = "Japanese readings", "Chinese pinyin"
ASIAN = {"alpha-ja": JAPANESE, "kumo": JAPANESE, "yunxi": CHINESE, "yunjian": CHINESE}
EPISODE = "an episode of plain prose, voice heart: words misheard"
AMERICAN = {"harbour": "harbor", "quay": "pier", "café": "cafe"}
PROSE = (
    "The last ferry of the season left at half past six, with four passengers and a dog that belonged to none of them.",
    "On the quay the man from the kiosk was taking down his flags, and he did not look up when the horn was blown.",
    "I had come to ask about the lighthouse, but nobody on the island wanted to talk about it that evening.",
    "So I sat in the waiting room and read the timetable until the woman who sells the tickets came to lock the door.",
    "She said that the hotel would be glad of a guest, because in ten of its eleven rooms the beds were taken apart.",
    "The night was clear, and one could hear the chains of the boats whenever the water moved.",
    "In the morning there was bread on the table, and a letter that the keeper had left for whoever might ask.",
    "It had taken him thirty years to write it, a line every evening, and most of the lines were about the weather.",
    "Only once, in the winter of the great storm, had he filled four pages, and the last word was not finished.",
    "I read it twice, put it back into its envelope, and walked down to the harbour to wait for the boat.",
)


def model() -> Path | None:
    """The folder of the recognizer's model."""
    if named := os.environ.get("PODCASTER_WHISPER"):
        return Path(named)
    try:
        return recognizer.find_model()
    except EngineError:
        return None


def missing(*packages: str) -> str:
    """Why nothing can be heard here; empty if all is there."""
    if absent := peers.missing("faster-whisper", *packages):
        return absent
    if model() is None:
        return "no model to listen with: PODCASTER_WHISPER names the folder of one (docs/guide/voices.md)"
    if engines.check(voice.find("heart")):
        return "the voices are not installed: podcaster voices install kokoro"
    return ""


def heard() -> Iterator[Row]:
    """A whole episode of plain prose as `convert` makes it, from the MP3."""
    judge = DATA / "harness/listen/listen.py"
    if absent := missing("jiwer", "num2words") or ("" if judge.exists() else NO_DATA):
        yield unmeasured(EPISODE, "<= 2 %", absent)
        return
    with tempfile.TemporaryDirectory() as folder:
        said = "\n\n".join(" ".join(lines[n : n + 4]) for lines in (TEXT, PROSE) for n in range(0, len(lines), 4))
        for british, american in AMERICAN.items():  # as the recognizer writes it: another spelling is not misheard
            said = said.replace(british, american)
        post, text = Path(folder) / "post.txt", Path(folder) / "said.txt"
        post.write_text(f"A morning at the harbor\n\n{said}\n")
        (Path(folder) / "podcaster.toml").write_text('intro = ""\noutro = ""\n')
        run(sys.executable, "-m", "podcaster", "convert", post, "--show", folder, "--voice", "heart", "--force")
        text.write_text(f"A morning at the harbor. {said}\n")
        episode = next(Path(folder, "public/episodes").glob("*.mp3"))
        said_of_it = judged(judge, episode, text)
    for heard_otherwise in re.findall(r"^ +\d\d:.*$", said_of_it, re.M):
        print(heard_otherwise, file=sys.stderr)
    for mark, name, told in re.findall(r"^(PASS|FAIL) (word error|longest gap|cue starts) (.*)$", said_of_it, re.M):
        label, limit = CHECKS[name]
        yield Row(label, limit, told.partition(" (limit")[0], mark == "PASS")


CHECKS = {
    "word error": (EPISODE, "<= 2 %"),
    "longest gap": ("the same: longest run of words lost or added", "<= 4 words"),
    "cue starts": ("the same: start of a sentence in the transcript", "median <= 250 ms"),
}


def judged(judge: Path, episode: Path, text: Path) -> str:
    """What the judge says; it ends with 1 if a limit is passed. Its --json cannot write the numbers of newer numpys."""
    command = [peers.python(), judge, episode, "--text", text, "--whisper", model(), "--max-wer", "0.02"]
    command += ["--vtt", episode.with_suffix(".vtt")]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if "word error" not in done.stdout:
        raise SystemExit(f"{judge.name}: status {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def voices() -> Iterator[Row]:
    """Ten sentences by each of the main voices, one by one."""
    from bench.recognition import Judge, judged, say

    if absent := missing():
        yield unmeasured("ten sentences by each voice", "", absent)
        return
    judge = Judge(peers.python(), str(model()), 1)
    with tempfile.TemporaryDirectory() as folder, Pool(1) as pool:
        for name in (*ENGLISH, *OTHERS, "system:en", "system:de"):
            row = judged(name, say(name, Path(folder), pool), judge)
            wrong, sounded = row.wrong / row.words, row.wrong_by_sound / row.words
            measured = f"{sounded:.1%} misheard, {wrong:.1%} written otherwise, of {row.words} words"
            promise, kept = ("<= 2 %", sounded <= 0.02) if name in ENGLISH else ("", None)
            yield Row(f"ten sentences by {name}", promise, measured, kept)
    judge.close()


def asian() -> Iterator[Row]:
    """Forty sentences with numbers and dates in Japanese and in Chinese, compared as they are read aloud."""
    from bench.asian import judged
    from bench.recognition import Judge

    if absent := missing():
        yield unmeasured("forty Japanese and forty Chinese sentences", "<= 2 %", absent)
        return
    judge = Judge(peers.python(), str(model()), 1)
    with tempfile.TemporaryDirectory() as folder:
        for name, units in ASIAN.items():
            if why := "; ".join(engines.check(voice.find(name))):
                yield unmeasured(f"{units} by {name}", "<= 2 %", why)
                continue
            row = judged(name, judge, Path(folder))
            wrong, read = row.wrong / row.units, row.read_wrongly / row.units
            measured = f"{wrong:.1%} misheard of {row.units}"
            if "Chinese" in units:
                measured += f" (without tones {row.toneless / row.units:.1%})"
            yield Row(f"{units} by {name}", "<= 2 %", measured, wrong <= 0.02)
            yield Row(f"{units} that our reader gets wrong", "<= 2 %", f"{read:.1%} of {row.units}", read <= 0.02)
    judge.close()
