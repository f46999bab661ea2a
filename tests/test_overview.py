"""What --help, -q, --json and a mistyped command line print."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from podcaster import cli
from podcaster.cli import COMMANDS, load
from podcaster.cli.output import hush
from podcaster.cli.overview import EXAMPLES, GROUPS, MAY_BE_EMPTY
from tests.commands import podcaster


@pytest.fixture(autouse=True)
def _loud() -> Any:
    yield
    hush(False)


def test_every_command_is_in_one_group_and_has_an_example() -> None:
    """The overview is read group by group."""
    grouped = [name for names in GROUPS.values() for name in names]
    assert len(grouped) == len(set(grouped))
    assert set(COMMANDS) <= set(grouped)
    assert set(COMMANDS) <= set(EXAMPLES)
    known = get_command(cli.app).commands  # type: ignore[attr-defined]
    panels = {name: str(known[name].rich_help_panel) for name in COMMANDS}
    assert all(name in GROUPS[panels[name]] for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_example_is_understood_by_its_command(name: str) -> None:
    """Its options and arguments are there."""
    words = shlex.split(EXAMPLES[name].partition(" > ")[0])
    assert words[0] == name
    command, words = load(name), words[1:]
    if hasattr(command, "commands"):
        command, words = command.commands[words[0]], words[1:]
    left = command.make_parser(command.make_context(name, [], resilient_parsing=True)).parse_args(words)[1]
    assert not [word for word in left if word.startswith("-")]


def _parameters(name: str) -> list[tuple[list[str], Any]]:
    """The options and arguments of a command, and of those below it, that take a value; each with its command."""
    command = load(name)
    below = getattr(command, "commands", None) or {"": command}
    found = [([name, *([own] if own else [])], one) for own, it in below.items() for one in it.params]
    return [(words, one) for words, one in found if not getattr(one, "is_flag", False)]


@pytest.mark.parametrize("name", COMMANDS)
def test_an_empty_value_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a path it would be the working folder, and as an option no option: the file, the model or the time is lost."""
    monkeypatch.chdir(tmp_path)
    before: dict[str, list[str]] = {}  # the arguments that come first
    for words, one in _parameters(name):
        for opt in one.opts:
            is_option = opt.startswith("-")
            given = [opt, ""] if is_option else [*before.setdefault(words[-1], []), ""]
            if not is_option:
                before[words[-1]].append("x")
            if opt not in MAY_BE_EMPTY:
                status, out, err = podcaster(capsys, *words, *given)
                assert (status, out) == (2, ""), (words, opt, err)
                named = one.opts[0] if is_option else (one.metavar or opt.upper()).removesuffix("...")
                assert err == f"podcaster: {named} is empty\n  try: check the command: is a variable in it empty?\n"
    assert list(tmp_path.iterdir()) == []


def test_one_empty_name_of_several_is_refused_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An option that clears a value may be empty."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("# A\n\nThe boats came in.\n")
    status, _, err = podcaster(capsys, "batch", "a.md", "")
    assert (status, err.partition("\n")[0]) == (2, "podcaster: one of SOURCES is empty")
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    assert podcaster(capsys, "show", "init", "--yes", "--base-url", "")[0] == 0


def test_help_has_groups_and_no_names_of_types_behind_flags(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json <bool>` reads as if a value had to be given."""
    status, out, _ = podcaster(capsys, "--help")
    assert status == 0
    assert all(name in out for name in GROUPS if any(command in COMMANDS for command in GROUPS[name]))
    assert "bool" not in out
    _, out, _ = podcaster(capsys, "convert", "--help")
    assert "bool" not in out
    assert "podcaster convert post.html" in out
    _, out, _ = podcaster(capsys, "lexicon", "add", "--help")
    assert "bool" not in out


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["convert"], "podcaster: convert: missing argument 'sources'", "podcaster convert --help"),
        (["convert", "--nope", "x"], "podcaster: convert: no such option: --nope", "podcaster convert --help"),
        (["convet", "x"], "podcaster: no such command 'convet'. Did you mean 'convert'?", "podcaster --help"),
        (["lexicon", "add"], "podcaster: lexicon add: missing argument 'word'", "podcaster lexicon add --help"),
    ],
)
def test_a_mistyped_command_is_an_error_like_any_other(
    words: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that says what, one that says what to try."""
    status, out, err = podcaster(capsys, *words)
    first, second = err.rstrip("\n").split("\n")
    assert (status, out) == (2, "")
    assert first.startswith(message)
    assert second.startswith("  try: ")
    assert second.endswith(hint.partition(" ")[2])


def test_an_error_is_json_too_where_json_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads it from standard output, a person from standard error."""
    status, out, err = podcaster(capsys, "status", "--json", "--show", tmp_path / "none")
    error = json.loads(out)["error"]
    assert error["message"] == f"there is no show in {tmp_path / 'none'}"
    assert error["status"] == status == 65
    assert error["hint"]
    assert error["kind"] == "UnreadableError"
    assert "there is no show" in err


@pytest.mark.parametrize("words", [["-q", "convert"], ["convert", "-q"]])
def test_quiet_prints_the_answer_alone(
    words: list[str], post: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a nightly job a line means trouble. Errors are printed all the same."""
    where = ["--show", str(tmp_path / "show")]
    status, out, err = podcaster(capsys, *words, str(post), "--voice", "tone", *where)
    assert (status, err) == (0, "")
    assert re.fullmatch(r"\S+\.mp3\n", out)
    status, out, err = podcaster(capsys, *words, str(tmp_path / "none.md"), *where)
    assert status != 0
    assert "none.md" in err


def test_a_shell_completes_voices_orders_and_formats() -> None:
    """From what is installed, and from what the option takes."""
    for words, value in (("--voice hea", "heart"), ("--order new", "newest"), ("--format o", "opus")):
        typed = f"podcaster batch {words}"
        environment = {**os.environ, "_PODCASTER_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": "3"}
        code = "import podcaster.cli; podcaster.cli.app(prog_name='podcaster')"
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        assert value in done.stdout.split(), done.stderr


def test_the_short_name_of_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`-V`, as in most programs; `-v` is the voice."""
    status, out, _ = podcaster(capsys, "-V")
    assert status == 0
    assert out.startswith("podcaster ")
