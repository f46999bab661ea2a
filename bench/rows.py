"""What every bench needs: where the data is, one row of the table, another program's output."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("BENCH_DATA", ROOT.parent / "shared"))
NO_DATA = "there is no test data here (BENCH_DATA names its folder)"


@dataclass(frozen=True, slots=True)
class Row:
    """One promise and what was measured."""

    what: str
    promise: str  # empty: for information
    ours: str
    kept: bool | None = None  # None: for information, or not measured
    peers: str = ""  # their figures from the same run, each with its name
    why_not: str = ""  # why it was not measured


def unmeasured(what: str, promise: str, why: str) -> Row:
    """A row that could not be measured here, with the reason and what would help."""
    return Row(what, promise, "", why_not=why)


def named(figures: Mapping[str, object]) -> str:
    """The peers' figures in one cell."""
    return ", ".join(f"{name} {figure}" for name, figure in figures.items())


def run(*command: object, env: Mapping[str, str] | None = None) -> str:
    """What the command prints; an error with its own words when it fails."""
    done = subprocess.run(
        [str(c) for c in command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout
