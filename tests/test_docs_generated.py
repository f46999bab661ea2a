"""The reference and the man page are what the program says, wherever and however they are written."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from docs.generate.command_line import every
from docs.generate.json_page import undocumented
from docs.generate.pages import PAGES
from podcaster import cli

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After a change of a command, a setting or a table: `make generated`. Terminal and folder do not matter."""
    monkeypatch.setattr("sys.argv", ["/elsewhere/pc"])
    monkeypatch.setenv("COLUMNS", "37")
    monkeypatch.setenv("PODCASTER_SHOW", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "run `make generated`"


def test_every_command_is_in_the_reference_and_in_the_man_page() -> None:
    """Those below another command too, each with all its options."""
    reference = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    manual = (ROOT / "docs/man/podcaster.1").read_text(encoding="utf-8")
    commands = list(every())
    assert {command.words.split()[0] for command in commands} == set(cli.COMMANDS)
    assert "lexicon add" in {command.words for command in commands}
    for command in commands:
        assert f"# podcaster {command.words}\n" in reference
        assert f".SS podcaster {command.words}".replace("-", "\\-") in manual
        assert all(f"`{name}`" in reference for option in command.options for name in option.names)
    section = reference.partition("### podcaster batch\n")[2].partition("\n### ")[0]
    assert "| `--order` `ORDER` | `name` |" in section
    assert "podcaster batch saved/ --until 07:00" in section


def test_every_command_that_prints_json_is_on_the_page_about_it() -> None:
    """With its keys: `ANSWERS` in docs/generate/json_page.py."""
    assert undocumented() == []


def test_the_man_page_has_no_warnings() -> None:
    """groff formats it, and finds no macro or sign that it does not know; without groff, it is ASCII at least."""
    path = ROOT / "docs/man/podcaster.1"
    text = path.read_bytes().decode("ascii")
    assert text.splitlines()[1].startswith(".TH PODCASTER 1 ")
    if groff := shutil.which("groff"):
        done = subprocess.run([groff, "-man", "-ww", "-Tutf8", str(path)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
