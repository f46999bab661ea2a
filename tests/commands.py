"""A command of podcaster, run in the process of the test."""

from __future__ import annotations

import sys

import pytest

from podcaster import cli
from podcaster.cli import main
from podcaster.errors import PodcasterError


def podcaster(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """The status, the answer and the messages of a command."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as ended:
        patch.setattr("sys.argv", ["podcaster", *map(str, arguments)])
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def run(*arguments: object) -> int:
    """The status of a command that catches no output; what went wrong is printed."""
    try:
        cli.app([str(a) for a in arguments], standalone_mode=False)
    except PodcasterError as error:
        print(f"podcaster: {error.message}", file=sys.stderr)
        print(f"  try: {error.hint}", file=sys.stderr)
        return error.exit_code
    except SystemExit as error:
        return int(error.code or 0)
    return 0


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """Both streams are a terminal of that width. Not a fixture: the streams of a test are there when it has begun."""
    monkeypatch.setenv("COLUMNS", str(columns))
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
