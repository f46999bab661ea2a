"""Install the wheel and the sdist into clean environments, use what is in them, and print a table.

    python packaging/environments.py --python python3.11 --python python3.13 [--only kokoro] [--tests]

For each Python: the wheel alone, with each extra, with all of them; the wheel that is built out of the sdist; with
--tests, the fast tests in the unpacked sdist. An environment is deleted after its use. uv is used where it is on the
PATH, else venv and pip. What is tried runs outside the repository, so nothing of it can be in the way.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = ("dev", "bench", "docs")  # extras for those who work on podcaster
PLAIN = ("", "all", "sdist")  # these make, serve and fetch an episode
LIMIT_S = 1800
FAST = ["-m", "not voices and not browser and not slow", "-p", "no:cacheprovider"]
SPEAK = (
    "import sys; sys.argv[1:] = ['say', 'The ferry came in at noon.', '--voice', '{voice}', '--to', 'said.mp3']\n"
    "from podcaster.cli import main; main()"
)
# What is done with an extra: no network is needed. An expected failure must not come of a missing package.
USES = {
    "kokoro": SPEAK.format(voice="heart"),
    "piper": SPEAK.format(voice="joe"),
    "ja": "from podcaster.engines import japanese; assert japanese.read('今日は良い天気です。', str)",
    "zh": "from podcaster.engines import mandarin; assert mandarin.read('今天天气很好。')",
    "accel": "from podcaster.engines.kokoro import accel; assert 'CPU' in accel._core().available_devices",
    "s3": "publish s3://bucket/harbour",
    "remote": "publish sftp://jo@127.0.0.1:9/harbour",
    "cluster": "batch post.md --voice tone --dask local:1 --store store",
    "outlook": "explain letter.msg",
    "proof": (
        "import sys; sys.path.append('tests'); import tiny_whisper; from pathlib import Path\n"
        "from podcaster.listening import recognizer\n"
        "recognizer.whisper(tiny_whisper.write(Path('model'), 'The ferry came in at noon.'))"
    ),
}
FAILS = {"s3", "remote", "outlook"}  # nobody listens there; it is no letter
MISSING = ("pip install", "No module named", "Traceback")
HERE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "none", "AWS_MAX_ATTEMPTS": "1"}
HERE |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "SFTP_PASSWORD": "none"}
POST = "# The harbour\n\n" + "The lamps along the quay were burning, and the ferry of 7:40 came in late. " * 8


@dataclass(frozen=True, slots=True)
class Row:
    python: str
    what: str
    seconds: float  # to install
    size: int  # MB of the environment
    trouble: str  # "" if all went well


class Failed(Exception):
    """A command did not do what it should; the message is the end of what it printed."""


def run(command: Sequence[str | Path], cwd: Path, *, fails: bool = False) -> str:
    """What a command prints. Raises Failed if it ends otherwise than expected."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    own = {name: str(cwd / "own" / name) for name in ("PODCASTER_CACHE", "PODCASTER_VOICES", "PODCASTER_TOKENS")}
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**outside, **HERE, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
    if bool(done.returncode) != fails or (fails and any(word in done.stdout for word in MISSING)):
        raise Failed(f"status {done.returncode}: {' '.join(done.stdout.split())[-300:]}")
    return done.stdout


class Environment:
    """A clean virtual environment that is gone after the block."""

    def __init__(self, python: str, scratch: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="env-", dir=scratch))
        self.bin = self.folder / ("Scripts" if sys.platform == "win32" else "bin")
        self.python = self.bin / "python"
        self.uv = shutil.which("uv")
        make = [self.uv, "venv", "-q", "--clear", "--python", python] if self.uv else [python, "-m", "venv"]
        run([*make, self.folder], scratch)

    def __enter__(self) -> Environment:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def install(self, *what: str) -> float:
        """The seconds that it took."""
        start = time.monotonic()
        by = [self.uv, "pip"] if self.uv else [self.python, "-m", "pip"]
        run([*by, "install", "-q", *(["--python", self.python] if self.uv else []), *what], self.folder)
        run([*by, "check", *(["--python", self.python] if self.uv else [])], self.folder)
        return time.monotonic() - start

    def size(self) -> int:
        """MB on disk."""
        return sum(path.lstat().st_size for path in self.folder.rglob("*")) // 1_000_000


def use(environment: Environment, what: str) -> None:
    """Do what *what* is for. Raises Failed."""
    with tempfile.TemporaryDirectory(dir=environment.folder) as scratch:
        place = Path(scratch)
        (place / "post.md").write_text(POST, encoding="utf-8")
        (place / "letter.msg").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
        (place / "tests").mkdir()
        shutil.copy(ROOT / "tests" / "tiny_whisper.py", place / "tests")
        (place / "podcast").mkdir()
        (place / "podcast" / "podcaster.toml").write_text(
            'base_url = "https://example.org/harbour/"\n', encoding="utf-8"
        )
        if what in PLAIN:
            run([environment.python, "-P", ROOT / "tests" / "smoke.py", ROOT / "examples" / "harbor-lights.md"], place)
        if what in FAILS:
            run([environment.bin / "podcaster", "convert", "post.md", "--voice", "tone"], place)
        for extra in USES if what == "all" else [what] if what in USES else []:
            words = USES[extra]
            program = ["-P", "-c", words] if "import" in words else ["-P", "-m", "podcaster", *words.split()]
            run([environment.python, *program], place, fails=extra in FAILS)


def tried(python: str, what: str, files: dict[str, Path], scratch: Path) -> Row:
    """One row of the table."""
    version = run([python, "-c", "import platform; print(platform.python_version())"], scratch).strip()
    seconds, size, trouble = 0.0, 0, ""
    try:
        with Environment(python, scratch) as environment:
            if what == "sdist tests":
                source = _unpacked(files["sdist"], environment.folder)
                seconds = environment.install("-e", f"{source}[dev]")
                run([environment.python, "-m", "pytest", "-n", "auto", *FAST], source)
            else:
                wheel = _wheel_of_sdist(environment, files["sdist"]) if what == "sdist" else files["wheel"]
                extras = "kokoro" if what == "sdist" else ",".join(USES) if what == "all" else what
                seconds = environment.install(f"{wheel}[{extras}]" if extras else str(wheel))
                size = environment.size()
                use(environment, what)
    except (Failed, subprocess.TimeoutExpired, OSError) as error:
        trouble = str(error)
    return Row(version, what or "wheel alone", seconds, size, trouble)


def _unpacked(sdist: Path, folder: Path) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    return source


def _wheel_of_sdist(environment: Environment, sdist: Path) -> Path:
    """Built by this Python, in the unpacked sdist."""
    environment.install("hatchling")
    source = _unpacked(sdist, environment.folder)
    run([environment.python, "-m", "hatchling", "build", "-t", "wheel", "-d", environment.folder / "dist"], source)
    (wheel,) = (environment.folder / "dist").iterdir()
    return wheel


def rows(arguments: argparse.Namespace, scratch: Path) -> Iterator[Row]:
    """All that was asked for, one after the other."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(scratch / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,), (sdist,) = (scratch / "dist").glob("*.whl"), (scratch / "dist").glob("*.tar.gz")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    known = [name for name in extras if name not in TOOLS]
    assert set(known) == set(USES), f"what is done with {set(known) ^ set(USES)}?"
    every = ["", *known, "all", "sdist", *(["sdist tests"] if arguments.tests else [])]
    for python in arguments.python or [sys.executable]:
        for what in arguments.only or every:
            yield tried(python, what, {"wheel": wheel, "sdist": sdist}, scratch)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", help="a Python to try; may be given several times")
    parser.add_argument("--only", action="append", help="an extra, 'all', 'sdist' or 'sdist tests'")
    parser.add_argument("--tests", action="store_true", help="also run the fast tests in the unpacked sdist")
    arguments = parser.parse_args()
    failed = 0
    print("| Python | what | install s | MB | result |\n| --- | --- | ---: | ---: | --- |", flush=True)
    with tempfile.TemporaryDirectory(prefix="podcaster-environments-") as scratch:
        for row in rows(arguments, Path(scratch)):
            failed += bool(row.trouble)
            result = row.trouble.replace("|", "/") or "works"
            print(f"| {row.python} | {row.what} | {row.seconds:.0f} | {row.size or ''} | {result} |", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
