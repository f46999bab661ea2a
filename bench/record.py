"""The latest results of every bench, kept in docs/benchmarks.json; docs/benchmarks.md is made from it.

A bench that is run replaces its own rows and no others. Each keeps its date, its machine, and how much of the
processors other programs used meanwhile: a time that was measured beside much other work is no better than a guess.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import resource
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.rows import ROOT, Row
from podcaster import files

RESULTS = ROOT / "docs" / "benchmarks.json"


@dataclass(frozen=True, slots=True)
class Machine:
    """What a result was measured on."""

    processor: str
    cores: int
    memory_gb: int
    system: str
    python: str

    def __str__(self) -> str:
        return f"{self.processor}, {self.cores} cores, {self.memory_gb} GB of memory, {self.system}, {self.python}"


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of one bench, and when and where they were measured."""

    date: str
    machine: Machine
    seconds: float
    others: float | None  # cores in use by other programs, on average; None: not known on this system
    rows: tuple[Row, ...] = field(default=())


def this_machine() -> Machine:
    """The machine that runs this."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return Machine(_processor(), cores, round(memory / 2**30), _system(), f"Python {platform.python_version()}")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


class Watch:
    """How long something takes, and how many cores other programs use meanwhile."""

    def __init__(self) -> None:
        self._began, self._own, self._all = time.perf_counter(), _own(), _all()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._began

    @property
    def others(self) -> float | None:
        now = _all()
        if now is None or self._all is None:
            return None
        return max(0.0, round((now - self._all - (_own() - self._own)) / max(self.seconds, 0.01), 1))


def _own() -> float:
    """Processor seconds of this process and of its children that have ended."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def _all() -> float | None:
    """Processor seconds of everything on this machine; None: this system does not say."""
    try:
        first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    except OSError:
        return None
    user, nice, system, _idle, _waiting, *more = map(int, first[1:])
    return (user + nice + system + sum(more[:2])) / os.sysconf("SC_CLK_TCK")


def finished(rows: Iterable[Row], watch: Watch) -> Result:
    """The result of a bench that has just ended."""
    day = dt.datetime.now(dt.UTC).date().isoformat()
    return Result(day, this_machine(), round(watch.seconds, 1), watch.others, tuple(rows))


def load(path: Path = RESULTS) -> dict[str, Result]:
    """All results, by the name of the bench."""
    if not path.exists():
        return {}
    return {name: _result(found) for name, found in json.loads(path.read_text(encoding="utf-8")).items()}


def _result(found: Mapping[str, Any]) -> Result:
    machine, rows = Machine(**found["machine"]), tuple(Row(**{"ours": "", **row}) for row in found["rows"])
    return Result(found["date"], machine, found["seconds"], found["others"], rows)


def save(results: Mapping[str, Result], path: Path = RESULTS) -> None:
    """Write the results as a whole, one row a line so that a change is seen in a diff."""
    lines = ",\n".join(f"{json.dumps(name)}: {_written(results[name])}" for name in sorted(results))
    files.write(path, f"{{\n{lines}\n}}\n")


def _written(result: Result) -> str:
    about = json.dumps({"date": result.date, "machine": asdict(result.machine), "seconds": result.seconds,
                        "others": result.others}, ensure_ascii=False)  # fmt: skip
    rows = ",\n  ".join(json.dumps(dict(_said(row)), ensure_ascii=False) for row in result.rows)
    return f'{about[:-1]}, "rows": [\n  {rows}]}}'


def _said(row: Row) -> Iterator[tuple[str, object]]:
    """The fields of a row that say something."""
    for name, value in asdict(row).items():
        if name in ("what", "promise") or value not in ("", None):
            yield name, value
