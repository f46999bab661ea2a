"""What an archive of a million articles costs: measured where a machine can, extended by a straight line where not.

    python -m bench.scale                                  1,000 and 10,000 articles, a minute or two
    python -m bench.scale --sizes 1000 100000 1000000 --dask
    python -m bench.scale --voice heart                    with the speed of that voice, measured here

The library is made by simulation: real rows of the usual size, and hard links to a few small files where the articles
and the episodes would be. Everything else is the program itself: a resume is `podcaster batch` from start to end in a
process of its own, twice, the second one counts, in processor time (it waits for nobody). Prints tables in Markdown;
every line says whether it was measured.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podcaster.audio import cover
from podcaster.audio.cover import Sleeve
from podcaster.config import Settings, Show
from podcaster.episode.forecast import BESIDE_A_CHARACTER, BITS, SECONDS_A_CHARACTER
from podcaster.episode.workshop import Workshop
from podcaster.library import Library, SourceState
from podcaster.model import Episode

GOAL = 1_000_000
# Assumptions, in the order in which they matter.
CHARACTERS = 5_500  # of a blog post, 900 words
SPEED = 27.0  # characters a second and core: Kokoro on the cores of a small server; --voice measures it
CORES = 16  # of a machine
NIGHT_H = 9.0
CORE_HOUR = 0.04  # US dollars, of a rented core; spot prices are about a third
TASK_S = CHARACTERS / SPEED

LINKS = 30_000  # hard links to one file; file systems allow 65,000
SUFFIXES = (".mp3", ".vtt", ".srt", ".json", ".html", ".peaks.json", ".jpg")


@dataclass(frozen=True, slots=True)
class Point:
    """One size, measured."""

    articles: int
    library_mb: float
    resume_s: float
    resume_mb: float
    feed_s: float
    feed_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rows", type=int, default=0, help="a library of this many rows and no files is opened too")
    parser.add_argument("--dask", action="store_true", help="measure a scheduler on this machine")
    parser.add_argument("--voice", default="", help="measure the speed of this voice")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="podcaster-scale-") as folder:
        points = []
        for size in sorted(given.sizes):
            points.append(measure(Path(folder) / str(size), size))
            print(f"  {size:,} articles: {points[-1]}", file=sys.stderr)
        print("\n".join(sizes_table(points)))
        if given.rows:
            print(f"\n{opened(Path(folder) / 'rows', given.rows)}")
    print("\n" + "\n".join(night_table(speed(given.voice) if given.voice else SPEED, measured=bool(given.voice))))
    if given.dask:
        print(f"\n{scheduler()}")


# ---------------------------------------------------------------- a library by simulation


def simulate(folder: Path, count: int, *, with_files: bool = True) -> Show:
    """A show in which *count* articles have been made, as far as a resume can see."""
    show, saved = Show(folder / "show", Settings(voice="tone")), folder / "saved"
    show.episodes.mkdir(parents=True)
    saved.mkdir()
    with Library(show.state / "library.sqlite") as library:
        fingerprint = Workshop(show, library).fingerprint
        database = library._db
        database.execute("BEGIN")  # one for all: a million commits would measure the disk
        for number in range(count):
            path = saved / f"{number // 1000:04}" / f"{number:07}.md"
            episode = _episode(number, str(path.resolve()))
            size, mtime = 40, 1
            if with_files:
                if number % LINKS == 0:
                    first = _originals(folder, number)
                    seen = first[".md"].stat()
                path.parent.mkdir(exist_ok=True)
                os.link(first[".md"], path)
                size, mtime = seen.st_size, seen.st_mtime_ns
                for suffix in SUFFIXES:
                    os.link(first[suffix], f"{show.episodes}/{episode.name}{suffix}")
            database.execute(
                "INSERT INTO episode (source, guid, name, state) VALUES (?, ?, ?, 'new')",
                (episode.source, episode.guid, episode.name),
            )
            library._record(number + 1, episode)
            state = SourceState(episode.source, size, mtime, "0" * 64, fingerprint, 1)
            database.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?)", tuple(_fields(state)))
        database.execute("COMMIT")
    return show


def _originals(folder: Path, number: int) -> dict[str, Path]:
    """What the next articles and episodes are links to."""
    contents = {
        ".md": b"# Letters\n\nThe ferry came in again.\n",
        ".jpg": cover.draw(Sleeve("Letters", "The harbour")),
        **dict.fromkeys(SUFFIXES[:-1], b"x"),
    }
    made = {suffix: folder / f"original-{number}{suffix}" for suffix in contents}
    for suffix, content in contents.items():
        made[suffix].write_bytes(content)
    return made


def _fields(state: SourceState) -> Iterator[str | int]:
    yield from (state.path, state.size, state.mtime_ns, state.sha256, state.fingerprint, state.episodes)


def _episode(number: int, source: str) -> Episode:
    words = "What came of the ferry, and of the letters that it brought in the rain. "
    return Episode(
        guid=f"urn:letter:{number}",
        name=f"letter-{number:07}",
        title=f"Letter {number}",
        published=dt.datetime(2000, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number % 200_000),
        duration_ms=round(CHARACTERS * SECONDS_A_CHARACTER * 1000),
        bytes=1,
        sha256="0" * 64,
        key="0" * 64,
        source=source,
        authors=("Jo Vane",),
        description=words * 5,
        notes_html=f"<p>{words * 25}</p>",
        language="en",
        address=f"https://harbour.example/{number}",
        number=number + 1,
        characters=CHARACTERS,
        text_sha256=f"{number:064x}",
    )


# ---------------------------------------------------------------- measuring


def measure(folder: Path, count: int) -> Point:
    folder.mkdir()
    show = simulate(folder, count)
    library_mb = (show.state / "library.sqlite").stat().st_size / 1e6
    command = [sys.executable, "-m", "podcaster", "batch", str(folder / "saved"), "--show", str(show.folder)]
    command += ["--voice", "tone"]
    first_s, first_mb = _timed(command)  # builds the feed
    again_s, again_mb = _timed(command)
    return Point(count, library_mb, again_s, again_mb, first_s - again_s, first_mb)


def _timed(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor time and the most memory in MB of a command: what else the machine does is not counted."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said[-500:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3


def opened(folder: Path, count: int) -> str:
    """How long it takes to open a library of this many rows, and to look up what a resume looks up."""
    folder.mkdir()
    show = simulate(folder, count, with_files=False)
    path = show.state / "library.sqlite"
    start = time.perf_counter()
    with Library(path) as library:
        open_s = time.perf_counter() - start
        saved = show.folder.parent / "saved"
        for number in range(0, count, max(1, count // 1000)):
            assert library.source(str((saved / f"{number // 1000:04}" / f"{number:07}.md").resolve()))
        look_s = (time.perf_counter() - start - open_s) / 1000
        start = time.perf_counter()
        assert sum(1 for _ in library.files()) == count
        walk_s = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return (
        f"A library of {count:,} rows ({path.stat().st_size / 1e9:.1f} GB), measured: "
        f"opened in {open_s * 1000:.0f} ms, "
        f"a file looked up in {look_s * 1e6:.0f} µs, all episodes walked through in {walk_s:.1f} s, "
        f"{peak:.0f} MB at most."
    )


def speed(name: str) -> float:
    """Characters a second of one worker with that voice, warm."""
    from podcaster.engines.pool import Pool
    from podcaster.model import Role, Utterance

    text = "By the time we were back at the quay, the café had opened and the ferry had gone, number {} of the day."
    said = [Utterance(t, t, Role.NARRATOR, name, "en", 300) for t in map(text.format, range(24))]
    with Pool(1) as pool:
        list(pool.speak(said[:2]))
        start = time.perf_counter()
        list(pool.speak(said[2:]))
        return sum(len(u.spoken) for u in said[2:]) / (time.perf_counter() - start)


def scheduler() -> str:
    """Tasks a second of a Dask scheduler on this machine, handed out as `batch --dask` does: in a window."""
    import distributed

    tasks, workers = 400, 2
    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=40
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.submit(int, 0).result()
        start, done, flying = time.perf_counter(), 0, set[Any]()
        for number in range(tasks):
            flying.add(client.submit(int, number, key=f"task-{number}", pure=False))
            while len(flying) >= 4 * workers:
                ready = {f for f in flying if f.done()}
                done += len(ready)
                flying -= ready
                if not ready:
                    time.sleep(0.001)
        client.gather(list(flying))
        rate = tasks / (time.perf_counter() - start)
    cores = rate * TASK_S
    return (
        f"A scheduler hands out {rate:.0f} tasks a second (measured, {workers} local workers). A task is one article, "
        f"{TASK_S:.0f} s of one core, so it keeps {cores:,.0f} cores busy; it holds four tasks a worker, "
        "never a million."
    )


# ---------------------------------------------------------------- tables


def sizes_table(points: Sequence[Point]) -> Iterator[str]:
    yield "| articles | library | resume, nothing new | its memory | feed from nothing | its memory | |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | --- |"
    for p in points:
        yield _line(p, "measured")
    if len(points) > 1 and points[-1].articles < GOAL:
        yield _line(extended(points[-2], points[-1], GOAL), "a straight line through the last two")


def extended(a: Point, b: Point, articles: int) -> Point:
    """The straight line through *a* and *b*, at a number of articles."""

    def at(y: float, z: float) -> float:
        return z + (z - y) / (b.articles - a.articles) * (articles - b.articles)

    return Point(
        articles,
        at(a.library_mb, b.library_mb),
        at(a.resume_s, b.resume_s),
        at(a.resume_mb, b.resume_mb),
        at(a.feed_s, b.feed_s),
        at(a.feed_mb, b.feed_mb),
    )


def _line(p: Point, how: str) -> str:
    return (
        f"| {p.articles:,} | {p.library_mb:,.0f} MB | {p.resume_s:,.1f} s | {p.resume_mb:,.0f} MB | {p.feed_s:,.1f} s "
        f"| {p.feed_mb:,.0f} MB | {how} |"
    )


def night_table(characters_a_second: float, *, measured: bool) -> Iterator[str]:
    audio_s = CHARACTERS * SECONDS_A_CHARACTER
    disk = audio_s * BITS["standard"] / 8 + CHARACTERS * BESIDE_A_CHARACTER + 150_000  # and a cover
    core_hours = GOAL * CHARACTERS / characters_a_second / 3600
    yield (
        f"{GOAL:,} articles of {CHARACTERS:,} characters are {GOAL * audio_s / 3600:,.0f} hours of audio and "
        f"{GOAL * disk / 1e12:.1f} TB. At {characters_a_second:.0f} characters a second and core "
        f"({'measured' if measured else 'assumed'}) they take {core_hours:,.0f} core hours, "
        f"{core_hours * CORE_HOUR:,.0f} dollars at {CORE_HOUR} a core hour (assumed)."
    )
    yield ""
    yield f"| machines of {CORES} cores | hours | nights of {NIGHT_H:g} hours | articles a night |"
    yield "| ---: | ---: | ---: | ---: |"
    for machines in (1, 4, 16, 64, 256):
        hours = core_hours / (machines * CORES)
        yield f"| {machines} | {hours:,.0f} | {hours / NIGHT_H:,.1f} | {min(GOAL, GOAL * NIGHT_H / hours):,.0f} |"


if __name__ == "__main__":
    main()
