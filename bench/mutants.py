"""Damaged files: nothing but an article or an error with a reason may come of them, in bounded time.

    python -m bench.mutants [KIND ...] [--count 2000] [--seed 7] [--seconds 30] [--memory 400] [--jobs N] [--keep DIR]
                            [--also FOLDER]

KIND is a folder of the real files in BENCH_DATA (corpus/real/pdf: pdf), or a suffix that all folders are searched for
(.epub); without one, every folder. --also adds files of one's own, in folders by kind too.

The mutants are read by short-lived processes: what parsers do with memory they do there. Where one of them ends badly,
each of its mutants is read again in a process of its own, and only that counts.
A traceback is an exception that no reader expected, a death one that took the process along (a parser in C), slow one
that needed more than the seconds, heavy one that needed more than the megabytes. --keep saves those files.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import io
import os
import pkgutil
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench.rows import DATA, NO_DATA, Row, unmeasured
from podcaster import reading
from podcaster.errors import HostileError, PodcasterError, UnforeseenError, UnreadableError
from podcaster.model import Article
from podcaster.reading import language, safe

R = TypeVar("R")
MEMORY = 3 << 30
TOGETHER = 25  # mutants in one process: starting it costs as much as reading one of a few kilobytes
GOOD = ("article", "refused")
_INSERTED = (
    *(b"\0", b"<", b"&", b"\n", b"\xff", b'"', b"{", b"[", b"(", b"]]>", b"-->", b"=?", b":", b"\r\n\r\n", b"|", b"%"),
    *(b"99999999999999999999", b"-1", b"\xed\xa0\xbd", b"&#xD83D;", b"</p>", b"<table>", b"<svg>", b"stream\n", b">>"),
)


def mutant(data: bytes, chance: random.Random, inserted: Sequence[bytes] = _INSERTED) -> bytes:
    """*data* cut short, with bits flipped, bytes swapped, a piece copied elsewhere, or something *inserted*."""
    if not data:
        return chance.choice(inserted)
    new = bytearray(data)
    how = chance.choice(("cut", "flip", "swap", "copy", "insert"))
    if how == "cut":
        return bytes(new[: chance.randrange(len(new) + 1)])
    for _ in range(chance.choice((1, 3, 20, 200 if how == "flip" else 40))):
        at, other = chance.randrange(len(new)), chance.randrange(len(new))
        if how == "flip":
            new[at] ^= 1 << chance.randrange(8)
        elif how == "swap":
            new[at], new[other] = new[other], new[at]
        elif how == "copy":
            size = chance.randrange(1, 400)
            new[at : at + chance.choice((0, size))] = new[other : other + size]
        else:
            new[at:at] = chance.choice(inserted)
    return bytes(new)


def mutant_file(data: bytes, chance: random.Random) -> bytes:
    """A mutant of a file; of a zip or gzip, half the time one in which only what was packed is damaged."""
    packed = data[:4] == b"PK\3\4" or data[:2] == b"\x1f\x8b"
    if not packed or chance.random() < 0.5:
        return mutant(data, chance)
    if data[:1] == b"P":
        return in_member(data, chance)
    try:
        return gzip.compress(mutant(gzip.decompress(data), chance), mtime=0)
    except (OSError, EOFError, zlib.error):  # damaged already
        return mutant(data, chance)


def in_member(data: bytes, chance: random.Random) -> bytes:
    """A zip with one member damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(m, archive.read(m)) for m in archive.infolist()]
    except (RuntimeError, zipfile.BadZipFile, NotImplementedError):  # locked, or damaged already
        return mutant(data, chance)
    victim = chance.choice([m.filename for m, content in members if content] or [""])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, mutant(content, chance) if member.filename == victim else content)
    return out.getvalue()


# ---------------------------------------------------------------- in the child


def directly(function: Callable[..., R], /, *args: object, seconds: float = 0, memory_mb: int = 0, **more: object) -> R:
    """`safe.run_limited` without its process, which the input has already.

    What a parser of others raises is damage, as in that process; what our own code raises is a fault.
    """
    del seconds, memory_mb
    try:
        return function(*args, **more)
    except PodcasterError:
        raise
    except (MemoryError, RecursionError) as error:
        raise HostileError(f"too much for it: {type(error).__name__}") from error
    except Exception as error:
        raised_in = traceback.extract_tb(error.__traceback__)[-1].filename
        if "site-packages" not in raised_in and not raised_in.startswith("src"):  # src/lxml/etree.pyx
            trace = traceback.format_exc()
            raise UnforeseenError(f"unexpected {type(error).__name__}: {error}", trace=trace) from error
        raise UnreadableError(f"damaged: {type(error).__name__}: {str(error)[:200]}") from error


def outcome(path: Path) -> str:
    """What came of a file: article, refused, or traceback with its lines."""
    unforeseen: list[str] = []

    def heard(_: str, error: PodcasterError) -> None:
        if isinstance(error, UnforeseenError):
            unforeseen.append(f"{error.message}\n{error.trace}")

    made = False
    try:
        for article in reading.read(path, on_error=heard, on_skip=lambda *_: None):
            made = True
            use(article)
    except UnforeseenError as error:
        heard(path.name, error)
    except PodcasterError:
        pass
    except Exception:  # noqa: BLE001 - what this bench is for
        unforeseen.append(traceback.format_exc())
    return f"traceback\n{unforeseen[0]}" if unforeseen else "article" if made else "refused"


def use(article: Article) -> None:
    """What the next room needs of an article: text that can be written."""
    for text in (article.title, article.text, article.site, *article.authors, *(o.text for o in article.left_out)):
        text.encode()


def _child(jobs: Sequence[Job], limits: Limits) -> None:
    """Make and read some mutants and die. Never returns."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for job in jobs:
        job.make()
        began = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(began) + limits.seconds + 1, resource.RLIM_INFINITY))
        signal.alarm(20 * limits.seconds)  # waits for something; a busy machine alone does not take so long
        said = outcome(job.path)
        used_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        answer = f"{time.process_time() - began} {used_mb} {said}"
        job.answer.write_text(answer, encoding="utf-8", errors="backslashreplace")
    os._exit(0)


# ---------------------------------------------------------------- the run


@dataclass(slots=True)
class Tally:
    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0  # seconds of CPU
    heaviest: int = 0  # megabytes, beside what the program itself takes
    faults: list[tuple[str, str]] = field(default_factory=list)  # the original's name, what happened


@dataclass(frozen=True, slots=True)
class Job:
    """One mutant: the *number*-th of *original*, in a folder of its own."""

    number: int
    original: Path
    folder: Path
    seed: int

    @property
    def path(self) -> Path:
        return self.folder / self.original.name

    @property
    def answer(self) -> Path:
        """What the child wrote about it: seconds, megabytes, what came of it."""
        return self.folder.with_suffix(".txt")

    def make(self) -> None:
        chance = random.Random(f"{self.seed} {self.original.name} {self.number}")
        self.folder.mkdir(exist_ok=True)
        self.path.write_bytes(mutant_file(self.original.read_bytes(), chance))

    def result(self, status: int, limits: Limits) -> Result:
        """What came of it in a process that ended with *status*."""
        if not self.answer.exists():
            ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            kind = "slow" if ended in (signal.SIGXCPU, signal.SIGALRM) else "death"
            return Result(limits.seconds, 0, f"{kind}\nsignal {ended}, status {status}")
        seconds, used_mb, said = self.answer.read_text(encoding="utf-8").split(" ", 2)
        heavy = said in GOOD and int(used_mb) > limits.memory_mb
        return Result(float(seconds), int(used_mb), f"heavy\n{used_mb} MB" if heavy else said)


@dataclass(frozen=True, slots=True)
class Result:
    seconds: float  # of CPU
    megabytes: int
    said: str


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: int = 30
    memory_mb: int = 400


def tally(originals: list[Path], count: int, seed: int, limits: Limits, *, jobs: int, keep: Path | None) -> Tally:
    """*count* mutants of the files in turn, *jobs* processes at a time."""
    found = Tally()
    running: dict[int, list[Job]] = {}
    with tempfile.TemporaryDirectory() as folder:
        every = [Job(n, originals[n % len(originals)], Path(folder) / str(n), seed) for n in range(count)]
        waiting = [every[n : n + TOGETHER] for n in range(0, count, TOGETHER)][::-1]
        while waiting or running:
            if not waiting or len(running) >= jobs:
                waiting += _reap(running, found, limits, keep)
                continue
            together = waiting.pop()
            if (pid := os.fork()) == 0:
                try:
                    _child(together, limits)
                finally:
                    os._exit(9)
            running[pid] = together
    return found


def _reap(running: dict[int, list[Job]], found: Tally, limits: Limits, keep: Path | None) -> list[list[Job]]:
    """Count what a process has read. Where anything in it was wrong, each of its mutants is read once more, alone."""
    pid, status = os.wait()
    jobs = running.pop(pid)
    results = [job.result(status, limits) for job in jobs]
    for job in jobs:
        job.answer.unlink(missing_ok=True)
    if len(jobs) > 1 and any(result.said not in GOOD for result in results):
        return [[job] for job in jobs]
    for job, result in zip(jobs, results, strict=True):
        _count(job, result, found, keep)
    return []


def _count(job: Job, result: Result, found: Tally, keep: Path | None) -> None:
    found.slowest = max(found.slowest, result.seconds)
    found.heaviest = max(found.heaviest, result.megabytes)
    kind = result.said.partition("\n")[0]
    found.counts[kind] += 1
    if kind not in GOOD:
        found.faults.append((f"{job.original.name} #{job.number}", result.said))
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            job.make()
            (keep / f"{job.number}-{job.original.name}").write_bytes(job.path.read_bytes())
    shutil.rmtree(job.folder, ignore_errors=True)


def kinds(roots: list[Path], wanted: list[str]) -> Iterator[tuple[str, list[Path]]]:
    """The files by kind. Raises SystemExit for a kind of which there is none."""
    files = [p for root in roots for p in sorted(root.rglob("*")) if p.is_file() and p.stat().st_size]
    folder = {p: p.relative_to(root).parts[0] for root in roots for p in files if p.is_relative_to(root)}
    for kind in wanted or sorted(set(folder.values())):
        of_kind = [p for p in files if (p.name.endswith(kind) if kind.startswith(".") else folder[p] == kind)]
        if not of_kind:
            raise SystemExit(f"no files of the kind {kind}; there are: {', '.join(sorted(set(folder.values())))}")
        yield kind, of_kind


_PAGE = "\n\n".join(f"<p>The boats are in, and the ferry leaves at {hour} again.</p>" for hour in range(20))


def load_readers() -> None:
    """Load everything that readers need, models too, so that no child has to: half a second and 117 MB of each."""
    for module in pkgutil.walk_packages(reading.__path__, "podcaster.reading."):
        importlib.import_module(module.name)
    for name in ("page.txt", "page.md", "page.html"):
        list(reading.read_bytes(_PAGE.encode(), name))
    language.detect(_PAGE)


def rows(count: int = 10_000, first: int = 0, step: int = 1) -> Iterator[Row]:
    """For `python -m bench`: this many mutants of every *step*-th kind of real file, from the *first* on."""
    root = DATA / "corpus/real"
    if not root.is_dir():
        yield unmeasured("damaged real files", "0 faults", NO_DATA)
        return
    safe.run_limited = directly
    load_readers()
    slowest, heaviest, faults = 0.0, 0, 0
    some = list(kinds([root], []))[first::step]
    for kind, originals in some:
        found = tally(originals, count, 7, Limits(10, 400), jobs=os.cpu_count() or 1, keep=None)
        slowest, heaviest = max(slowest, found.slowest), max(heaviest, found.heaviest)
        faults += len(found.faults)
        print(
            f"  {kind}: {len(found.faults)} faults",
            *(name for name, _ in found.faults[:5]),
            file=sys.stderr,
            flush=True,
        )
    measured = f"{faults}; the slowest {slowest:.1f} s of processor time, the heaviest {heaviest} MB"
    names = ", ".join(kind for kind, _ in some) if step > 1 else f"each of {len(some)} kinds"
    what = f"{count:,} damaged files of {names}: crashes, hangs, heavy ones"
    yield Row(what, "0; <= 10 s, <= 400 MB", measured, not faults)


def fewer() -> Iterator[Row]:
    """Few of each kind."""
    yield from rows(150)


PARTS = 4  # all kinds in one run would take an hour


first, second, third, fourth = (partial(rows, first=part, step=PARTS) for part in range(PARTS))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="*")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--memory", type=int, default=400, help="megabytes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--also", type=Path, action="append", default=[])
    asked = parser.parse_args()
    limits = Limits(asked.seconds, asked.memory)
    safe.run_limited = directly
    good = True
    print(
        f"{'kind':<16}{'files':>6}{'mutants':>9}{'article':>9}{'refused':>9}{'faults':>8}  slowest, heaviest",
        flush=True,
    )
    for kind, originals in kinds([DATA / "corpus/real", *asked.also], asked.kind):
        load_readers()
        for path in originals[:10]:
            outcome(path)
        began = time.monotonic()
        found = tally(originals, asked.count, asked.seed, limits, jobs=asked.jobs, keep=asked.keep)
        counts = found.counts
        print(f"{kind:<16}{len(originals):>6}{asked.count:>9}{counts['article']:>9}{counts['refused']:>9}"
              f"{len(found.faults):>8}  {found.slowest:.1f} s of CPU, {found.heaviest} MB, "
              f"{time.monotonic() - began:.0f} s for all", flush=True)  # fmt: skip
        for name, said in found.faults[:5]:
            print(f"  {name}: " + said.replace("\n", "\n    "))
        good &= not found.faults
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
