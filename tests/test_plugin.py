"""The example of an engine by somebody else: installed as a package, found, and held to the same contract."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from podcaster import installing

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "engine-plugin"


@pytest.fixture(scope="module")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with the example installed, apart from ours; nothing is fetched."""
    target = tmp_path_factory.mktemp("plugged")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps", "--no-index"]
    # Packages are built in their source folder; a copy keeps ours clean.
    copy = tmp_path_factory.mktemp("source")
    for path in EXAMPLE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            (copy / path.relative_to(EXAMPLE)).parent.mkdir(parents=True, exist_ok=True)
            (copy / path.relative_to(EXAMPLE)).write_bytes(path.read_bytes())
    subprocess.run([*pip, "--no-build-isolation", "--target", str(target), str(copy)], check=True, timeout=120)
    return {**os.environ, "PYTHONPATH": f"{target}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}


def test_it_needs_podcaster_by_the_name_that_it_is_installed_by() -> None:
    """Under another name, pip would fetch another project, and write it over podcaster."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dependencies"] == [installing.DISTRIBUTION]


def test_it_keeps_the_contract(plugged: dict[str, str]) -> None:
    """The same contract as for our own engines, in this process and in a child."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.engine_contract", "marconi"],
        env=plugged, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout == "marconi: keeps the contract\n"


def test_it_is_listed_and_heard(plugged: dict[str, str], tmp_path: Path) -> None:
    """Its voice is in the list and makes an MP3 like any other."""

    def podcaster(*arguments: str) -> str:
        command = [sys.executable, "-m", "podcaster", "voices", *arguments]
        return subprocess.run(command, env=plugged, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    row = next(line for line in podcaster("list").splitlines() if line.startswith("marconi"))
    assert row.split()[1:3] == ["en", "beeps"]
    assert podcaster("preview", "marconi", "--text", "Quiet.", "--to", "preview.mp3") == "preview.mp3\n"
    assert (tmp_path / "preview.mp3").stat().st_size > 5_000
