"""docs/benchmarks.md: every promise in words for readers, with the latest figures of its benches."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.catalogue import BENCHES, Kind
from bench.record import Machine, Result
from bench.rows import ROOT, Row
from podcaster import files

PAGE = ROOT / "docs" / "benchmarks.md"
PROMISES = Path(__file__).with_name("promises.toml")
NOT_RUN = {
    Kind.COUNT: "not run yet",
    Kind.TIME: "not run yet: it needs a quiet machine",
    Kind.LONG: "not run yet: it takes {length} (make bench-long)",
}
INTRO = """\
<!-- Made by `make bench` from benchmarks.json; do not edit. -->

# Benchmarks

What podcaster promises, what was measured, and how other programs do on the same input in the same run. Each section
says what a promise is about, why it matters, and the command that repeats the measurement.

| on this page | means |
| --- | --- |
| kept: yes, **NO** | whether our figure keeps the promise; empty: a figure for information, without a promise |
| others | other programs on the same input in the same run |
| measured | the date, and how many processor cores other programs used meanwhile ("busy 1.3") |
| not measured | why not, and what helps |

A count is the same on a busy machine; a time that was measured beside much other work is no better than a guess.

To repeat it, in a clone: `make bench-peers` once (the other programs), then `make bench` (forty minutes). The parts
that take hours are `make bench-long`; a single one is `.venv/bin/python -m bench NAME --page`, with a name from the
sections below. Pages, texts and judges that are not ours to distribute are in a folder that `BENCH_DATA` names; without
it, their rows say so. Some of that data was seen while podcaster was written; figures for pages that nobody had seen
are not on this page.
"""


@dataclass(frozen=True, slots=True)
class Promise:
    """One section of the page."""

    name: str
    promise: str
    why: str
    benches: tuple[str, ...]


def promises() -> tuple[Promise, ...]:
    """All of them, in their order."""
    found = tomllib.loads(PROMISES.read_text(encoding="utf-8"))["promise"]
    return tuple(Promise(p["name"], p["promise"], _filled(p["why"]), tuple(p["benches"])) for p in found)


def _filled(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False)


def page(results: Mapping[str, Result]) -> str:
    """The whole page."""
    machines = list(dict.fromkeys(result.machine for _, result in sorted(results.items())))
    return "\n".join(
        [
            INTRO,
            *_machines(machines),
            *_overview(results),
            *_not_kept(results),
            *(line for promise in promises() for line in _section(promise, results, machines)),
        ]
    ).rstrip("\n") + "\n"  # fmt: skip


def _machines(machines: Sequence[Machine]) -> Iterator[str]:
    if len(machines) == 1:
        yield f"Machine: {machines[0]}.\n"
    for number, machine in enumerate(machines if len(machines) > 1 else (), 1):
        yield f"Machine {number}: {machine}.\n"


def _overview(results: Mapping[str, Result]) -> Iterator[str]:
    yield "## Overview\n"
    yield "| promise | figures that keep it | not kept | not measured |"
    yield "| --- | ---: | ---: | ---: |"
    for promise in promises():
        rows = list(_rows(promise, results))
        kept = sum(row.kept is True for row in rows)
        broken = sum(row.kept is False for row in rows)
        absent = sum(bool(row.why_not) for row in rows)
        link = f"[{promise.name}](#{_anchor(promise.name)})"
        yield f"| {link} | {kept} | {f'**{broken}**' if broken else ''} | {absent or ''} |"
    yield ""


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _rows(promise: Promise, results: Mapping[str, Result]) -> Iterator[Row]:
    for name in promise.benches:
        yield from results[name].rows if name in results else [_not_run(name)]


def _not_run(name: str) -> Row:
    bench = BENCHES[name]
    return Row(name, "", "", why_not=NOT_RUN[bench.kind].format(length=_minutes(bench.minutes)))


def _not_kept(results: Mapping[str, Result]) -> Iterator[str]:
    """The broken promises by name: nobody should have to look for them."""
    broken = [(p, row) for p in promises() for row in _rows(p, results) if row.kept is False]
    if not broken:
        return
    yield "## Not kept\n"
    for promise, row in broken:
        others = f"; others: {row.peers}" if row.peers else ""
        yield f"- {promise.name}, {row.what}: {row.ours}, promised {row.promise}{others}"
    yield ""


def _section(promise: Promise, results: Mapping[str, Result], machines: Sequence[Machine]) -> Iterator[str]:
    yield f"## {promise.name}\n"
    yield f"{promise.why}\n"
    yield _filled(f"Promise: {promise.promise}.") + "\n"
    commands = ", ".join(f"`python -m bench {name}`{_length(name)}" for name in promise.benches)
    yield _filled(f"Repeat: {commands}.") + "\n"
    yield "| what | promise | podcaster | others | kept | measured |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name in promise.benches:
        result = results.get(name)
        for row in result.rows if result else [_not_run(name)]:
            yield _line(row, result, machines)
    yield ""


def _length(name: str) -> str:
    bench = BENCHES[name]
    return f" ({_minutes(bench.minutes)})" if bench.kind is Kind.LONG else ""


def _minutes(number: float) -> str:
    return "1 minute" if round(number) == 1 else f"{number:.0f} minutes"


def _line(row: Row, result: Result | None, machines: Sequence[Machine]) -> str:
    kept = {True: "yes", False: "**NO**", None: ""}[row.kept]
    ours = row.ours or (f"not measured: {row.why_not}" if row.why_not else "")
    return "| " + " | ".join(map(_cell, (row.what, row.promise, ours, row.peers, kept, _when(result, machines)))) + " |"


def _when(result: Result | None, machines: Sequence[Machine]) -> str:
    if result is None:
        return ""
    parts = [result.date]
    parts += [f"busy {result.others:.1f}"] if result.others is not None else []
    parts += [f"machine {machines.index(result.machine) + 1}"] if len(machines) > 1 else []
    return ", ".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def write(results: Mapping[str, Result], path: Path = PAGE) -> None:
    """Write the page as a whole."""
    files.write(path, page(results))


def unknown(names: Iterable[str]) -> list[str]:
    """The names that no bench has."""
    return [name for name in names if name not in BENCHES]
