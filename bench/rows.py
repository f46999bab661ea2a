"""What every bench needs: where the data is, one row of the table, another program's output."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("BENCH_DATA", ROOT.parent / "shared"))


@dataclass(frozen=True, slots=True)
class Row:
    """One promise and what was measured."""

    what: str
    promise: str
    measured: str
    kept: bool | None = None  # None: for information


def run(*command: object) -> str:
    """What the command prints; an error with its own words when it fails."""
    done = subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout
