"""Other programs that stand beside ours: where they are, which version, and how to get them.

Packages are looked for in the Python that BENCH_PEERS_PYTHON names, else in build/peers (`make bench-peers`), else in
our own. Commands are looked for on the PATH.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

from bench.rows import ROOT

DEBIAN = {"espeak-ng": "espeak-ng", "lame": "lame", "nginx": "nginx-light", "strace": "strace", "mpg123": "mpg123",
          "sox": "sox", "mp3val": "mp3val", "eyeD3": "eyed3", "id3v2": "id3v2", "ffprobe": "ffmpeg"}  # fmt: skip
_ASK = (
    "import importlib.metadata as m, json, sys\nfound = {}\nfor name in sys.argv[1:]:\n"
    "    try:\n        found[name] = m.version(name)\n    except m.PackageNotFoundError:\n        pass\n"
    "print(json.dumps(found))"
)


def python() -> str:
    """The interpreter that has the other programs' packages."""
    own = ROOT / "build" / "peers" / "bin" / "python"
    return os.environ.get("BENCH_PEERS_PYTHON") or (str(own) if own.exists() else sys.executable)


def installed(*names: str) -> dict[str, str]:
    """The versions of those of these packages that are there."""
    done = subprocess.run([python(), "-c", _ASK, *names], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def missing(*names: str) -> str:
    """What to say of packages that are not there; empty if all are."""
    there = installed(*names)
    absent = [name for name in names if name not in there]
    return f"{' and '.join(absent)} not installed: make bench-peers" if absent else ""


def missing_commands(*names: str) -> str:
    """What to say of commands that are not on the PATH; empty if all are."""
    absent = [name for name in names if not shutil.which(name)]
    packages = " ".join(sorted({DEBIAN.get(name, name) for name in absent}))
    return f"{' and '.join(absent)} not installed: apt-get install {packages}" if absent else ""
