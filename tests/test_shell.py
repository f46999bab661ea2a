"""Commands that are printed can be pasted into a shell: each word arrives as it is, whatever is in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster import files, shell
from podcaster.batch import advice
from podcaster.cli import fitting
from podcaster.config import Show
from podcaster.listening import trial
from podcaster.script.lexicon import Entry, Kind
from tests import machine
from tests.commands import podcaster

pytestmark = machine.posix

ODD = [
    "plain.md",
    "two words.md",
    'it\'s "said".md',
    "'",
    "$HOME `id` \\ !! *.md;&|<>()",
    "#1 ~ {a,b}",
    "",
    "one\ntwo\t'three'\\\r\x07",
    "\n",
    "tidal\u00a0wave \u202e.md",
    "港 ñ 🙂.md",
    "é\n港",
    os.fsdecode(b"caf\xe9 \xff'\\.md"),
    os.fsdecode(b"\xff1.md"),
]


def arrived(typed: str, name: str) -> list[bytes]:
    """The arguments that a program gets from the shell *name* for these words."""
    script = os.fsencode(f"printf '%s\\0' {typed}")
    told = subprocess.run([name, "-c", script], capture_output=True, check=True)
    return told.stdout.split(b"\0")[:-1]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("name", [name for name in ("sh", "bash", "zsh") if shutil.which(name)])
def test_a_word_arrives_byte_by_byte(text: str, name: str) -> None:
    """A terminal shows all of it; the oldest shells know no escapes, but all other words."""
    typed = shell.word(text)
    assert files.safe_text(typed) == typed
    assert "\n" not in typed
    if name == "sh" and typed.startswith("$'"):
        return
    assert arrived(f"{typed} {typed}", name) == [os.fsencode(text)] * 2


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=12).map(lambda data: os.fsdecode(data.replace(b"\0", b""))), min_size=1))
def test_any_bytes_arrive(texts: list[str]) -> None:
    """This is true of any name that a file can have."""
    assert arrived(shell.words(texts), "bash") == [os.fsencode(text) for text in texts]


def test_a_leading_dash_is_no_option() -> None:
    """A path begins with its folder; before other words stands what ends the options."""
    assert shell.path(Path("-x.md")) == "./-x.md"
    assert shell.path("--all here") == "'./--all here'"
    assert shell.path("a-b.md") == "a-b.md"
    assert shell.command("podcaster say", ["-x"], ["--show", "a b"]) == "podcaster say --show 'a b' -- -x"
    assert shell.command("podcaster say", ["x"], ["--show", "a b"]) == "podcaster say x --show 'a b'"
    kept = trial.command_to_keep(Entry("-x", Kind.SAY, "minus x", ""), Path("-show"))
    assert kept == "podcaster lexicon add --show ./-show -- -x 'minus x'"


def test_names_of_the_user_are_not_taken_for_commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The program and the settings are named as they can be typed here, but not inside of a quoted name."""
    folder = tmp_path / "my tools"
    folder.mkdir()
    (folder / "podcaster").touch(0o755)
    monkeypatch.chdir(tmp_path)
    fitting.working_on()
    monkeypatch.setattr("sys.argv", [str(folder / "podcaster")])
    for text in ("the podcaster show/podcaster.toml", "it's a\npodcaster show"):
        hint = fitting.as_called(f"podcaster explain {shell.word(text)} lists it; podcaster retry")
        assert hint == f"'my tools/podcaster' explain {shell.word(text)} lists it; 'my tools/podcaster' retry"


def test_advice_names_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    """The library keeps a name that can be shown; the command has the bytes of the file."""
    file = tmp_path / os.fsdecode(b"caf\xe9\xff.md")
    file.write_text("x")
    steps = advice.steps("DoubtfulError", "", [files.shown(file)], Show(tmp_path / os.fsdecode(b"s\xe9")))
    commands = [command for _, command in steps if command.startswith("podcaster convert ")]
    assert commands
    for command in commands:
        assert os.fsencode(file) in arrived(command, "bash")
    assert files.real_name(r"not there \xff.md") == r"not there \xff.md"
    literal = tmp_path / r"\xff.md"
    literal.write_text("x")
    assert files.real_name(str(literal)) == str(literal)


@machine.linux
def test_a_show_and_a_file_whose_names_are_no_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing ends in an error of encoding: a pipe gets the bytes, JSON an escape, and a person what can be pasted."""
    post = tmp_path / os.fsdecode(b"caf\xe9\xff.md")
    post.write_text("# Low tide, größer\n\n" + "The harbour is quiet in the morning, and the boats lie in a row. " * 12)
    show = os.fsdecode(b"s\xff how")
    monkeypatch.chdir(tmp_path)

    def in_a_process(encoding: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "podcaster", *words, "--show", show]
        environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(Path(__file__).parent.parent)}
        return subprocess.run(command, env=environment, capture_output=True, check=False)

    made = in_a_process("utf-8", "convert", post.name, "--voice", "tone")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / os.fsdecode(made.stdout.rstrip(b"\n"))).is_file()
    (listen,) = re.findall(rb"podcaster serve --show (.+)", made.stderr)
    assert arrived(listen.decode(), "bash") == [os.fsencode(show)]
    told = json.loads(in_a_process("ascii", "status", "--json").stdout)
    assert told["latest"][0]["title"] == "Low tide, größer"
    told = json.loads(podcaster(capsys, "convert", post.name, "--voice", "tone", "--json", "--show", show)[1])
    assert os.fsencode(told["feed"]) == os.fsencode(f"{show}/public/feed.xml")
    (tmp_path / os.fsdecode(b"\xfe.md")).write_text("short")
    status, _, err = podcaster(capsys, "batch", tmp_path, "--voice", "tone", "--show", show)
    assert (status, r"failed  \xfe.md: only" in err) == (1, True), err
    for words in (["explain", post.name], ["status"], ["failures"], ["retry"]):
        status, out, err = podcaster(capsys, *words, "--show", show)
        assert (status, "codec" in err) == (0, False), err
        assert files.safe_text(out) == out
