"""A command of podcaster, run in the process of the test."""

from __future__ import annotations

import pytest

from podcaster.cli import main


def podcaster(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """The status, the answer and the messages of a command."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as ended:
        patch.setattr("sys.argv", ["podcaster", *map(str, arguments)])
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err
