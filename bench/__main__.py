"""The numbers we hold ourselves to, each beside its promise.

    python -m bench                         all that `make bench` runs, one at a time
    python -m bench NAME ... --page         some benches; their rows on docs/benchmarks.md are renewed
    python -m bench --kind time --page      what needs a quiet machine: a quarter of an hour
    python -m bench --kind long --page      what takes hours
    python -m bench --page-only             the page once more, from docs/benchmarks.json

BENCH_DATA names a folder with harness/ and corpus/ (judges and test data that are not part of the project); rows that
need it are left out without it, and the page says so. BENCH_PEERS_PYTHON: see bench/peers.py. BENCH_CASES: see
bench/spoken.py. PODCASTER_WHISPER names the folder of a speech recognizer's model (bench/heard.py).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import page, record
from bench.catalogue import BENCHES, Kind, chosen
from bench.rows import ROOT, Row, unmeasured


def main() -> int:
    given = _arguments()
    if absent := page.unknown(given.name):
        print(f"unknown: {', '.join(absent)}; known: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    if given.page_only:
        page.write(record.load())
        return 0
    names = chosen(given.name, set(given.kind))
    if given.into:
        record.save({name: measured(name) for name in names}, given.into)
        return 0
    return 0 if all(list(results(names, given.jobs, renew=given.page))) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help=", ".join(BENCHES))
    parser.add_argument("--kind", type=Kind, action="append", default=[], choices=list(Kind), help="all of this kind")
    parser.add_argument("--jobs", type=int, default=1, help="how many counts at a time; times are measured alone")
    parser.add_argument("--page", action="store_true", help="renew their rows on docs/benchmarks.md")
    parser.add_argument("--page-only", action="store_true", help="run nothing; write the page again")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def results(names: Sequence[str], jobs: int, *, renew: bool) -> Iterator[bool]:
    """Run each bench in a process of its own, the counts *jobs* at a time; whether each kept what it promises."""
    lock = threading.Lock()

    def run(name: str) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "result.json"
            subprocess.run([sys.executable, "-m", "bench", name, "--into", str(path)], cwd=ROOT, check=False)
            found = record.load(path)  # none if the process died
        with lock:  # after each: what was measured is kept if the next one fails
            if renew and found:
                everything = record.load() | found
                record.save(everything)
                page.write(everything)
        return bool(found) and all(row.kept is not False for row in found[name].rows)

    alone = [name for name in names if BENCHES[name].kind is Kind.TIME]
    with ThreadPoolExecutor(jobs) as together:
        yield from together.map(run, [name for name in names if name not in alone])
    yield from map(run, alone)


def measured(name: str) -> record.Result:
    """Run a bench and print its rows. One that fails has a row that says so."""
    print(f"== {name}", flush=True)
    watch, rows = record.Watch(), list[Row]()
    try:
        for row in BENCHES[name].rows():
            rows.append(row)
            print(line(row), flush=True)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the judges and the peers are other people's programs
        traceback.print_exc()
        rows.append(unmeasured(f"{name}: it failed", "", f"{type(error).__name__}: {str(error)[:200]}"))
    result = record.finished(rows, watch)
    print(f"   {name}: {result.seconds:.0f} s", flush=True)
    return result


def line(row: Row) -> str:
    """One row in a terminal."""
    mark = {True: "yes", False: "NO", None: ""}[row.kept]
    figures = "; ".join(filter(None, (row.ours, row.peers))) or f"not measured: {row.why_not}"
    return f"{row.what:<46} {row.promise:<22} {figures:<40} {mark}"


if __name__ == "__main__":
    sys.exit(main())
