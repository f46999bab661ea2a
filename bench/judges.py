"""Independent judges that are not part of the project: BENCH_DATA/harness. They are run, never copied."""

from __future__ import annotations

import contextlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import peers
from bench.rows import DATA, NO_DATA, ROOT, Row, unmeasured
from bench.tones import WORDS
from podcaster import engines, voice

PODCASTER = f"{sys.executable} -m podcaster"
DECODERS = ("ffmpeg", "mpg123", "mp3val", "sox", "eyeD3", "id3v2")
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def verdict(*command: object, **environment: str) -> tuple[int, int, str]:
    """How many checks of a judge passed and failed, by its last line, and all that it printed."""
    done = subprocess.run(
        [str(c) for c in command], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, **ENVIRONMENT, **environment},
    )  # fmt: skip
    found = re.findall(r"(\d+) passed, (\d+) failed", done.stdout)
    if not found:
        raise SystemExit(f"{command[1]}: no verdict, status {done.returncode}\n{(done.stdout + done.stderr)[-2000:]}")
    for line in done.stdout.splitlines():
        if line.startswith("FAIL"):
            print(f"  {line[:300]}", file=sys.stderr)
    return int(found[-1][0]), int(found[-1][1]), done.stdout


def row(what: str, result: tuple[int, int, str], more: str = "") -> Row:
    """All checks must pass."""
    passed, failed, _ = result
    return Row(what, "every check", f"{passed} of {passed + failed} checks pass{more}", not failed and passed > 0)


def judge(name: str) -> Path | None:
    path = DATA / "harness" / name
    return path if path.exists() else None


def saves(folder: Path, count: int, *, sentences: int) -> Path:
    """So many saved posts of words in random order, so that no two are taken for saves of the same article."""
    folder.mkdir()
    for n in range(count):
        own = random.Random(n)
        said = (f"{' '.join(own.choices(WORDS, k=14)).capitalize()}." for _ in range(sentences))
        (folder / f"{n}.txt").write_text(f"The {' and '.join(own.sample(WORDS, 3))}\n\n{' '.join(said)}\n")
    return folder


# ---------------------------------------------------------------- files


def cases() -> Iterator[Row]:
    """Small saved files, each for a kind of fault, with what must and must not be narrated."""
    path = judge("cases/check.py")
    if path is None:
        yield unmeasured("cases of faults that people met", "every check", NO_DATA)
        return
    result = verdict(sys.executable, path, DATA / "cases/cases.jsonl", "--podcaster", PODCASTER)
    yield row("cases of faults that people met", result)


def hostile() -> Iterator[Row]:
    """Inputs that are damaged, odd, or written to do harm."""
    what, promise = "hostile, broken and odd inputs", "133 of 133"
    make, judge_ = judge("reliability/make_bad_inputs.py"), judge("reliability/run_bad_inputs.py")
    if make is None or judge_ is None:
        yield unmeasured(what, promise, NO_DATA)
        return
    with tempfile.TemporaryDirectory(prefix="podcaster-hostile-") as folder:
        subprocess.run([sys.executable, make, f"{folder}/bad"], check=True, capture_output=True)
        convert = f"{PODCASTER} convert {{input}} --out {{outdir}} --voice tone --force"
        result = verdict(
            sys.executable, judge_, "--command", convert, "--text-command", f"{PODCASTER} explain --spoken {{input}}",
            "--manifest", f"{folder}/bad/manifest.json", "--work", f"{folder}/work",
            "--keep-env", "PYTHONPATH,PYTHONDONTWRITEBYTECODE", "--time-scale", "3",
        )  # fmt: skip
    passed, failed, _ = result
    yield Row(what, promise, f"{passed} of {passed + failed}", passed == 133 and not failed)


# ---------------------------------------------------------------- sound


def mp3() -> Iterator[Row]:
    """Finished episodes: the example with a neural voice, with the system voice, and a short one."""
    path = judge("audio/check_mp3.py")
    if absent := ("" if path else NO_DATA) or peers.missing_commands(*DECODERS):
        yield unmeasured("an episode", "every check", absent)
        return
    for name, post in (("heart", "harbor-lights.md"), ("system", "harbor-lights.md"), ("tone", "harbor-lights.md")):
        if why := "; ".join(engines.check(voice.find(name))):
            yield unmeasured(f"the example, voice {name}", "every check", why)
            continue
        with tempfile.TemporaryDirectory() as folder:
            convert = [*PODCASTER.split(), "convert", ROOT / "examples" / post, "--show", folder, "--voice", name]
            subprocess.run([str(c) for c in convert], cwd=ROOT, check=True, capture_output=True)
            episode = next(Path(folder, "public/episodes").glob("*.mp3"))
            result = verdict(sys.executable, path, episode, "--require-chapters", "--require-cbr", "--strict")
        yield row(f"the example post, voice {name}", result)


# ---------------------------------------------------------------- feed and clients


def clients() -> Iterator[Row]:
    """A show of three episodes and one of sixty, served as `serve` does it, and asked by real clients."""
    path, deps = judge("feeds/check_feed.py"), os.environ.get("BENCH_FEED_CLIENTS", "")
    if path is None:
        yield unmeasured("feed, server, clients", "every check", NO_DATA)
        return
    for count, more in ((3, ()), (60, ("--max-episodes", "3"))):
        with tempfile.TemporaryDirectory() as folder, served(Path(folder), count) as address:
            command = [sys.executable, path, address, *more, *(["--deps", deps] if deps else [])]
            passed, failed, said = verdict(*command)
        who = sorted(set(re.findall(r"^PASS (?:client|parser)\.(?:node\.|python\.)?([\w-]+)", said, re.M)))
        skipped = len(re.findall(r"^SKIP", said, re.M))
        told = f", {skipped} skipped; clients: {', '.join(who)}" if who else f", {skipped} skipped"
        yield row(f"feed of {count} episodes, its server and its clients", (passed, failed, said), told)
        if count == 3 and not deps:
            how = "BENCH_FEED_CLIENTS names a folder that BENCH_DATA/harness/feeds/setup.sh has filled"
            yield unmeasured("real podcast clients", "ten, every check", how)
        elif count == 3:
            yield Row(
                "real podcast clients, and parsers that apps are built on", ">= 10", str(len(who)), len(who) >= 10
            )


@contextlib.contextmanager
def served(folder: Path, count: int) -> Iterator[str]:
    """The address of the feed of a show with *count* short episodes."""
    saved = saves(folder / "saved", count, sentences=6)
    show = folder / "show"
    show.mkdir()
    (show / "podcaster.toml").write_text(
        'title = "Harbour letters"\nemail = "jo@harbour.example"\nauthor = "Jo Vane"\n'
    )
    subprocess.run(
        [*PODCASTER.split(), "batch", saved, "--force", "-v", "tone", "--show", show],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    command = [*PODCASTER.split(), "serve", "--show", show, "--port", "0"]
    with subprocess.Popen(
        [str(c) for c in command], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stderr is not None
            lines = iter(server.stderr.readline, "")
            found = (re.search(r"http://127\.0\.0\.1:\d+/feed\.xml", line) for line in lines)
            yield next(filter(None, found)).group()
        finally:
            server.terminate()


# ---------------------------------------------------------------- faults


def random_kills() -> Iterator[Row]:
    """A batch in two workers, killed fifty times at random; then two at once."""
    loop, both = judge("reliability/kill_loop.py"), judge("reliability/two_at_once.py")
    if loop is None or both is None:
        yield unmeasured("kills at random moments", "every check", NO_DATA)
        return
    with tempfile.TemporaryDirectory(prefix="podcaster-kills-") as name:
        result = _killed(Path(name), loop, kills=50, count=150, sentences=40)
    yield row("kill -9 at 50 random moments of a batch", result, f"; {_repeats(result[2])}")
    with tempfile.TemporaryDirectory(prefix="podcaster-twice-") as name:
        folder = Path(name)
        saved = saves(folder / "saved", 25, sentences=20)
        result = verdict(
            sys.executable, both, "--command", _batch(saved, folder / "show", jobs=1), "--state", folder / "show",
            "--work-log", folder / "log", "--expect-count", 25, "--verify", f"{PODCASTER} check {folder}/show",
            PODCASTER_WORK_LOG=str(folder / "log"),
        )  # fmt: skip
    yield row("the same batch started twice at once", result)


def _batch(saved: Path, show: Path, jobs: int) -> str:
    return f"{PODCASTER} batch {saved} --show {show} --voice tone --force --jobs {jobs}"


def _killed(folder: Path, loop: Path, *, kills: int, count: int, sentences: int) -> tuple[int, int, str]:
    saved, show, log = saves(folder / "saved", count, sentences=sentences), folder / "show", folder / "log"
    start = _seconds(f"{PODCASTER} --version")
    return verdict(
        sys.executable, loop, "--command", _batch(saved, show, jobs=2), "--state", show, "--rounds", kills,
        "--min-s", f"{start:.1f}", "--max-s", f"{3 + 4 * start:.1f}", "--verify", f"{PODCASTER} check {show}",
        "--work-log", log, "--workers", 2, "--expect-count", count, "--final-timeout", 1200,
        PODCASTER_WORK_LOG=str(log),
    )  # fmt: skip


def _seconds(command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command.split(), cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def _repeats(said: str) -> str:
    found = re.search(r"(\d+) units, \d+ distinct, (\d+) repeated, bound (\d+)", said)
    kills = re.search(r"(\d+) kills", said)
    told = f"{kills[1]} kills" if kills else ""
    return f"{told}, {found[2]} of {found[1]} sentences spoken again, bound {found[3]}" if found else told


def disk() -> Iterator[Row]:
    """A disk that fills up during a batch, and is enlarged; and a batch killed at each rename and sync."""
    full, calls = judge("reliability/full_disk.py"), judge("reliability/kill_at_syscall.py")
    if full is None or calls is None:
        yield unmeasured("a full disk", "every check", NO_DATA)
        return
    if sys.platform != "linux" or os.geteuid():
        yield unmeasured("a full disk", "every check", "only root can mount a small disk")
    else:
        yield _full(full)
    if absent := peers.missing_commands("strace"):
        yield unmeasured("kills at each rename and sync of a batch", "every check", absent)
    else:
        yield _at_calls(calls)


def _full(path: Path) -> Row:
    with tempfile.TemporaryDirectory(prefix="podcaster-full-") as name:
        saved = saves(Path(name) / "saved", 60, sentences=30)
        command = f"{PODCASTER} batch {saved} --show {{out}} --voice tone --force --jobs 2"
        result = verdict(
            sys.executable, path, "--command", command, "--mb", 8, "--enlarge-mb", 900, "--expect-count", 60,
            "--verify", f"{PODCASTER} check {{out}}",
        )  # fmt: skip
    return row("a disk that is too small for a batch, then enlarged", result)


def _at_calls(path: Path) -> Row:
    with tempfile.TemporaryDirectory(prefix="podcaster-calls-") as name:
        folder = Path(name)
        saved, show, log = saves(folder / "saved", 20, sentences=3), folder / "show", folder / "log"
        result = verdict(
            sys.executable, path, "--command", _batch(saved, show, jobs=1), "--state", show, "--points", "1-40",
            "--calls", "rename,renameat,renameat2,link,linkat,fsync,fdatasync,unlink,unlinkat,ftruncate",
            "--work-log", log, "--expect-count", 20, "--verify", f"{PODCASTER} check {show}",
            PODCASTER_WORK_LOG=str(log),
        )  # fmt: skip
    return row("kill -9 at 40 renames, syncs and deletions, by strace", result)
