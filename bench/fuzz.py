"""Damaged input for everything that reads: the files, the headers, the settings, the lexicon, the texts.

    make fuzz                              # FUZZ_SECONDS=60 for all of them together
    python -m bench.fuzz [TARGET ...] [--seconds 60 | --count N] [--seed 7] [--jobs 2] [--keep DIR]

Small samples of our own (tests/formats, bench/fuzz_targets.py) are damaged and read in processes that die with what
they read. A traceback is an exception that is not one of our errors, or a broken promise; a death took the process
along; slow needed more than 10 s of CPU; heavy needed more than 400 MB. Each is a fault, and --keep saves its input,
which belongs in tests/fuzz_regressions/TARGET once it is mended: every file there is read by a test. The same seed and
number are the same input again. `python -m bench.mutants` damages real files instead.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import mutants
from bench.fuzz_targets import Target, targets
from bench.rows import Row
from podcaster.errors import PodcasterError, UnforeseenError
from podcaster.reading import safe

_GOOD = ("used", "refused")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of each target, and within which limits."""

    seed: int = 7
    count: int = 1 << 60
    seconds: float = 1e9  # for one target
    cpu_s: float = 10
    memory_mb: int = 400


@dataclass(slots=True)
class Found:
    """What came of the inputs of one target."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    heaviest: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)  # the number of the input, what happened


def outcome(target: Target, data: bytes, name: str) -> str:
    """used, refused, or traceback with its lines."""
    try:
        target.use(data, name)
    except UnforeseenError as error:
        return f"traceback\n{error.message}\n{error.trace}"
    except PodcasterError:
        return "refused"
    except Exception:  # noqa: BLE001 - what this is for
        return f"traceback\n{traceback.format_exc()}"
    return "used"


# ---------------------------------------------------------------- in the child


def _child(target: Target, plan: Plan, first: int, until: float, out: int) -> None:
    """Use inputs from number *first* on, and write down what came of each. Never returns."""
    limit = mutants.MEMORY
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    before = _peak_mb()
    for number in range(first, plan.count):
        if number > first and time.monotonic() > until:
            break
        os.write(out, f"{number}\n".encode())
        name, data = target.mutant(plan.seed, number)
        signal.setitimer(signal.ITIMER_PROF, plan.cpu_s)
        signal.setitimer(
            signal.ITIMER_REAL, 20 * plan.cpu_s
        )  # waits for something; a busy machine alone does not take so long
        began = time.process_time()
        said = outcome(target, data, name)
        spent = time.process_time() - began
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.write(out, (json.dumps([number, spent, _peak_mb() - before, said[:20_000]]) + "\n").encode())
    os._exit(0)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


# ---------------------------------------------------------------- the run


def fuzz(target: Target, plan: Plan) -> Found:
    """Inputs of one target, in a process that is begun again whenever it dies."""
    found = Found(target.name)
    until = time.monotonic() + plan.seconds
    number = 0
    while number < plan.count and (not number or time.monotonic() < until):
        lines, status = _lines_of_child(target, plan, number, until)
        begun = -1
        for line in lines:
            if line.isdecimal():
                begun = int(line)
                continue
            number, spent, used_mb, said = json.loads(line)
            _count(found, plan, number, spent, used_mb, said)
            begun = -1
        if begun >= 0:  # it died with this one
            number = begun
            ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            kind = "slow" if ended in (signal.SIGPROF, signal.SIGALRM) else "death"
            _count(
                found,
                plan,
                number,
                plan.cpu_s if kind == "slow" else 0.0,
                0,
                f"{kind}\nsignal {ended}, status {status}",
            )
        number += 1
    return found


def _lines_of_child(target: Target, plan: Plan, first: int, until: float) -> tuple[list[str], int]:
    into, out = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.close(into)
            _child(target, plan, first, until, out)
        finally:
            os._exit(9)
    os.close(out)
    with os.fdopen(into, encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    return lines, os.waitpid(pid, 0)[1]


def _count(found: Found, plan: Plan, number: int, spent: float, used_mb: int, said: str) -> None:
    # What a process has used never shrinks: an input is heavy if it needed clearly more than the heaviest before it.
    if said in _GOOD and used_mb > max(plan.memory_mb, 1.1 * found.heaviest):
        said = f"heavy\n{used_mb} MB"
    found.slowest, found.heaviest = max(found.slowest, spent), max(found.heaviest, used_mb)
    kind = said.partition("\n")[0]
    found.counts[kind] += 1
    if kind not in _GOOD:
        found.faults.append((number, said))


def warm(chosen: list[Target]) -> None:
    """Load what all inputs need, models too, once. A sample that is a fault itself ends the run."""
    mutants.load_readers()
    safe.run_limited = mutants.directly
    for target in chosen:
        for name, data in target.seeds:
            if (said := outcome(target, data, name)) not in _GOOD:
                raise SystemExit(f"{target.name}: the sample {name} itself: {said}")


def keep(folder: Path, target: Target, seed: int, number: int) -> None:
    """Save the input with this number."""
    name, data = target.mutant(seed, number)
    place = folder / target.name / f"{seed}-{number}-{name}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="*")
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together, of one process")
    parser.add_argument("--count", type=int, default=0, help="inputs of each target; then time does not count")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    if unknown := set(asked.target) - {target.name for target in targets()}:
        parser.error(f"no such target: {', '.join(unknown)}; there are: {', '.join(t.name for t in targets())}")
    return asked


def rows() -> Iterator[Row]:
    """For `python -m bench`: the same inputs every time."""
    chosen, inputs = targets(), 300
    warm(chosen)
    plan, jobs = Plan(count=inputs), os.cpu_count() or 1
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        found = list(pool.imap_unordered(_of_target, [(target.name, plan) for target in chosen]))
    for one in found:
        for number, said in one.faults[:3]:
            print(f"  {one.name} #{number}: {said[:2000]}", file=sys.stderr)
    faults = sum(len(one.faults) for one in found)
    slowest, heaviest = max(one.slowest for one in found), max(one.heaviest for one in found)
    measured = f"{faults}; the slowest {slowest:.1f} s of processor time, the heaviest {heaviest} MB"
    what = f"{inputs} damaged inputs for each of {len(chosen)} readers and parsers: crashes, hangs, heavy ones"
    yield Row(what, "0; <= 10 s, <= 400 MB", measured, not faults)


def main() -> int:
    asked = _arguments()
    chosen = [target for target in targets() if not asked.target or target.name in asked.target]
    warm(chosen)
    each = asked.seconds * asked.jobs / len(chosen)
    plan = Plan(asked.seed, asked.count) if asked.count else Plan(asked.seed, seconds=each)
    good = True
    print(f"{'target':<18}{'inputs':>8}{'used':>8}{'refused':>9}{'faults':>8}  slowest, heaviest", flush=True)
    with multiprocessing.get_context("fork").Pool(asked.jobs) as pool:
        for found in pool.imap_unordered(_of_target, [(target.name, plan) for target in chosen]):
            counts = found.counts
            print(f"{found.name:<18}{counts.total():>8}{counts['used']:>8}{counts['refused']:>9}{len(found.faults):>8}"
                  f"  {found.slowest:.2f} s of CPU, {found.heaviest} MB", flush=True)  # fmt: skip
            target = next(target for target in chosen if target.name == found.name)
            for number, _ in found.faults if asked.keep else ():
                keep(asked.keep, target, asked.seed, number)
            for number, said in found.faults[:3]:
                print(f"  #{number}: " + "\n    ".join(_shortened(said.splitlines())), flush=True)
            good &= not found.faults
    return 0 if good else 1


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= 40 else [*lines[:10], "...", *lines[-25:]]


def _of_target(what: tuple[str, Plan]) -> Found:
    name, plan = what
    return fuzz(next(target for target in targets() if target.name == name), plan)


if __name__ == "__main__":
    sys.exit(main())
