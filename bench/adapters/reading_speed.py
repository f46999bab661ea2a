"""Pages a second beside the best-known extractor, page by page in turn, so that a busy machine is busy for both.

    reading_speed.py MANIFEST [ROUNDS]

Ours is the whole door, `reading.read(path)`: recognising, decoding, metadata, blocks, notes, language, doubts. Theirs
is what their users call on the same bytes: `trafilatura.bare_extraction(data, with_metadata=True,
include_comments=False)`. Prints a JSON object: seconds of processor time of each for all pages (ours with those of our
child processes), the best of three (or ROUNDS) for each page, after a first pass that loads the models of both.
"""

from __future__ import annotations

import gzip
import json
import logging
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from podcaster import reading

ROUNDS = 3


def ours(path: Path) -> None:
    for _ in reading.read(path):
        pass


def theirs(path: Path) -> None:
    trafilatura.bare_extraction(path.read_bytes(), with_metadata=True, include_comments=False)


def worked() -> float:
    """Seconds of processor time of this process and its children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> int:
    """Time both; plain text only ours, for nothing else reads it."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    manifest, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines() if line.strip()]
    readers: dict[str, Callable[[Path], None]] = {"ours": ours}
    if all(row.get("kind", "html") == "html" for row in rows):
        readers["theirs"] = theirs
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for row in rows:
            path = manifest.parent / row["file"]
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            paths.append(Path(folder) / f"{row['id']}.{'txt' if row.get('kind') == 'text' else 'html'}")
            paths[-1].write_bytes(data)
        best = {(name, path): float("inf") for path in paths for name in readers}
        for number in range(rounds + 1):
            for (name, path), least in best.items():
                before = worked()
                try:
                    readers[name](path)
                except Exception as error:  # noqa: BLE001 - a page that crashes has taken its time all the same
                    print(f"{name}, {path.name}: {type(error).__name__}: {error}", file=sys.stderr)
                if number:
                    best[name, path] = min(least, worked() - before)
    spent = {name: sum(best[name, path] for path in paths) for name in readers}
    print(json.dumps({"pages": len(rows), **spent}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
