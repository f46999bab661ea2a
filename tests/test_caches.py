"""What is kept to be faster can be seen, and deleted without losing anything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from podcaster import doctor, places
from podcaster.cli import app
from podcaster.config import Show
from podcaster.engines import share
from podcaster.errors import UsageError
from podcaster.listening import audition


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of caches with something of each kind, and something of somebody else's; one installed voice."""
    monkeypatch.setenv("PODCASTER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PODCASTER_VOICES", str(tmp_path / "voices"))
    sizes = {"cache/kokoro/model.onnx": 5_000_000, "cache/segments/ab/one.flac": 2_000_000}
    sizes |= {f"cache/{audition.SPEEDS}": 500, f"cache/{share.FILE}": 500, "cache/mine.txt": 7}
    sizes["voices/emil.onnx"] = 3_000_000
    for name, size in sizes.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes(size))
    return tmp_path


def test_caches_are_listed_with_their_sizes(kept: Path) -> None:
    """In bytes for machines, in megabytes with places for people."""
    listed = json.loads(CliRunner().invoke(app, ["cache", "list", "--json"]).stdout)
    assert {one["name"]: one["bytes"] for one in listed} == {
        "models": 5_000_000, "segments": 2_000_000, "measurements": 1000, "voices": 3_000_000, "proof": 0,
    }  # fmt: skip
    lines = CliRunner().invoke(app, ["cache", "list"]).stdout.splitlines()
    assert lines[0].startswith(f"models             5.0 MB  {kept}/cache/kokoro (models")


def test_clearing_leaves_the_rest(kept: Path) -> None:
    """One kind or all; neither voices nor files that are not podcaster's."""
    assert places.clear(["models"]) == 5_000_000
    assert not (kept / "cache/kokoro").exists()
    assert (kept / "cache/segments").exists()
    result = CliRunner().invoke(app, ["cache", "clear"])
    assert "2.0 MB freed" in result.stderr
    assert [p.name for p in (kept / "cache").iterdir()] == ["mine.txt"]
    assert (kept / "voices/emil.onnx").exists()
    assert places.clear() == 0
    with pytest.raises(UsageError, match="unknown cache 'voices'"):
        places.clear(["voices"])


def test_the_doctor_lists_them(kept: Path, tmp_path: Path) -> None:
    """With those of the show that it looks at."""
    show = Show(tmp_path / "show")
    (show.state / "segments").mkdir(parents=True)
    (show.state / "segments/one.flac").write_bytes(bytes(1_000_000))
    told = [finding.message for finding in doctor._caches(show)]
    assert [line.partition(" in ")[0] for line in told] == [
        "models: 5 MB", "segments: 2 MB", "measurements: 0 MB", "voices: 3 MB", "segments of this show: 1 MB",
    ]  # fmt: skip
