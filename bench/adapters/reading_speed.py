"""Pages a second beside the best-known extractor, page by page in turn, so that a busy machine is busy for both.

    reading_speed.py MANIFEST [ROUNDS]

Ours is the whole door, `reading.read(path)`: recognising, decoding, metadata, blocks, notes, language, doubts. Theirs
is what their users call on the same bytes: `trafilatura.bare_extraction(data, with_metadata=True,
include_comments=False)`. Prints a JSON object: seconds of processor time of each for all pages (ours with those of our
child processes), for each page the best of three processes (or ROUNDS). A process reads each page once, for nobody
reads a page twice and both keep what they found; a page of our own comes first and loads the models of both. That page
is in German and does not say so, for a page in English needs no detector of languages.
"""

from __future__ import annotations

import gzip
import json
import logging
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import trafilatura

from podcaster import reading

ROUNDS = 3
FIRST = f"""<html><head><title>Die Fähre</title><meta name="date" content="2024-05-03"></head><body><article>
<h1 class="title">Die Fähre</h1>
{"<p>Sie kam vor dem Mittag herein, und niemand hatte sie an einem Tag im Mai so früh erwartet.</p>" * 9}
</article></body></html>"""


def ours(path: Path) -> None:
    for _ in reading.read(path):
        pass


def theirs(path: Path) -> None:
    trafilatura.bare_extraction(path.read_bytes(), with_metadata=True, include_comments=False)


READERS: dict[str, Callable[[Path], None]] = {"ours": ours, "theirs": theirs}


def worked() -> float:
    """Seconds of processor time of this process and its children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(name: str, path: Path) -> float:
    before = worked()
    try:
        READERS[name](path)
    except Exception as error:  # noqa: BLE001 - a page that crashes has taken its time all the same
        print(f"{name}, {path.name}: {type(error).__name__}: {error}", file=sys.stderr)
    return worked() - before


def one_round(first: Path, paths: Sequence[Path], names: Sequence[str]) -> dict[str, list[float]]:
    """Each page once by each reader, in turn; now one of them is first, now the other, for what both load is kept."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    spent: dict[str, list[float]] = {name: [] for name in names}
    for number, path in enumerate((first, *paths)):
        for name in names if number % 2 else names[::-1]:
            spent[name].append(timed(name, path))
    return {name: each[1:] for name, each in spent.items()}


def main() -> int:
    """Time both; plain text only ours, for nothing else reads it."""
    manifest, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines() if line.strip()]
    names = list(READERS) if all(row.get("kind", "html") == "html" for row in rows) else ["ours"]
    with tempfile.TemporaryDirectory() as folder:
        first, paths = Path(folder) / "first.html", []
        first.write_text(FIRST, encoding="utf-8")
        for row in rows:
            path = manifest.parent / row["file"]
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            paths.append(Path(folder) / f"{row['id']}.{'txt' if row.get('kind') == 'text' else 'html'}")
            paths[-1].write_bytes(data)
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=fresh, max_tasks_per_child=1) as pool:
            done = [pool.submit(one_round, first, paths, names).result() for _ in range(rounds)]
    spent = {name: sum(map(min, zip(*(one[name] for one in done), strict=True))) for name in names}
    print(json.dumps({"pages": len(rows), **spent}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
