"""The memory of one article, by its length: `convert` of ten minutes and of ten hours, as whole processes, in tones.

The voice loads no model, so what grows is ours: text, script, timeline, mastering, tags, pages.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.rows import ROOT, Row
from bench.tones import WORDS

MINUTES = (10, 600)
SECONDS_A_LETTER, PAUSE_S = 0.068, 0.3  # of the voice tone, with what is beside letters
MEASURED = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_module("podcaster", run_name="__main__", alter_sys=True)
finally:
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(max(peaks), file=sys.stderr)
"""


def memory() -> Iterator[Row]:
    """The peak of the process, or of the largest below it."""
    peaks = {}
    for minutes in MINUTES:
        peaks[minutes], heard = converted(minutes)
        yield Row(
            f"convert of {minutes} minutes, at most", "", f"{peaks[minutes]:.0f} MB ({heard / 60:.0f} minutes of sound)"
        )
    short, long = (peaks[minutes] for minutes in MINUTES)
    yield Row("ten hours / ten minutes", "<= 1.10", f"{long / short:.2f}", long / short <= 1.10)


def converted(minutes: int) -> tuple[float, float]:
    """Megabytes at most, and the seconds of the episode."""
    with tempfile.TemporaryDirectory() as folder:
        post = Path(folder) / "post.txt"
        post.write_text(text(60 * minutes), encoding="utf-8")
        (Path(folder) / "podcaster.toml").write_text("longest_words = 10_000_000\njobs = 1\n")
        command = ["podcaster", "convert", str(post), "--show", folder, "--voice", "tone", "--force", "--json"]
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(f"convert: status {done.returncode}\n{done.stderr[-2000:]}")
    heard = sum(outcome["seconds"] for outcome in json.loads(done.stdout)["outcomes"])
    return int(done.stderr.split()[-1]) / 1024, heard


def text(seconds: float) -> str:
    """Prose that the voice tone says in about *seconds*, in paragraphs of five; no sentence comes twice."""
    lines: list[str] = []
    while seconds > 0:
        n = len(lines)
        lines.append(
            f"On day {n} the ferry came in {WORDS[n % 40]} noon, and the {WORDS[(7 * n) % 40]} of the "
            f"{WORDS[(3 * n + n // 40) % 40]} was as {WORDS[(n // 7) % 40]} as ever."
        )
        seconds -= SECONDS_A_LETTER * sum(map(str.isalnum, lines[-1])) + PAUSE_S
    return "The log of the ferry\n\n" + "\n\n".join(" ".join(lines[n : n + 5]) for n in range(0, len(lines), 5)) + "\n"
