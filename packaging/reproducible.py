"""Build the wheel and the sdist twice, in other folders, at other times and with another umask, and compare the bytes.

The second time they are built from the unpacked sdist. Needs hatchling, and no network. SOURCE_DATE_EPOCH sets the time
of the files in both; without it, hatchling uses the beginning of February 2020.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
OLD = 1_500_000_000  # the times of the files in the second folder, in seconds


def build(source: Path, out: Path, more: Mapping[str, str], umask: int) -> dict[str, str]:
    """The SHA-256 of the wheel and of the sdist that are built from *source*, by their names."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, umask=umask, env={**os.environ, **more})
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


def unpacked(sdist: Path, folder: Path) -> Path:
    """The folder of the unpacked sdist, all of it old and readable by its owner alone."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    for path in [source, *source.rglob("*")]:
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (OLD, OLD))
    return source


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "second").mkdir()
        first = build(ROOT, folder / "one", {"TZ": "Asia/Tokyo"}, 0o022)
        (sdist,) = (folder / "one").glob("*.tar.gz")
        source = unpacked(sdist, folder / "second")
        second = build(source, folder / "two", {"TZ": "UTC", "PYTHONHASHSEED": "7"}, 0o077)
        later = {"SOURCE_DATE_EPOCH": str(OLD)}
        dated = build(source, folder / "three", later, 0o077), build(ROOT, folder / "four", later, 0o022)
    for name, digest in first.items():
        print(f"{digest}  {name}")
    if first == second and dated[0] == dated[1] and not set(first.values()) & set(dated[0].values()):
        print("the same bytes from this folder and from its sdist")
        return 0
    print(f"not reproducible: {first} here, {second} from the sdist, {dated} with a date", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
