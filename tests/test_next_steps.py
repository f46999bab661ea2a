"""What a command says at its end: how to hear the episode here, and how to get it on the phone."""

from __future__ import annotations

import ast
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import zxingcpp

from podcaster.batch.progress import Progress
from podcaster.cli import COMMANDS, codes, next_steps, results
from podcaster.cli import serving as serving_command
from podcaster.cli.options import episodes_offered, shows_offered
from podcaster.config import FILE_NAME, Settings, Show
from podcaster.library import FILE_NAME as LIBRARY
from podcaster.library import Library
from podcaster.model import Outcome, Status
from tests.commands import at_a_terminal, podcaster
from tests.shows import episodes, put_on_disk

HOME = Settings(title="Letters")
LAN = "http://192.168.1.5:8000/"


@pytest.fixture(autouse=True)
def on_linux_with_a_screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["podcaster"])
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("shutil.which", lambda name, path=None: f"/usr/bin/{name}" if name == "xdg-open" else None)
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "WAYLAND_DISPLAY", "PODCASTER_SHOW", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def told(show: Show, outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """The lines of both streams after a run with this outcome."""
    seen = results.Seen(show)
    seen(Progress(1, 1, 1, 1, outcome=outcome))
    results.summarize(show, [outcome] if outcome.path else [], seen, [], report=False)
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


# ---------------------------------------------------------------- after convert


def test_after_one_article_one_knows_where_it_is_and_how_to_hear_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three lines on a terminal, and the path stands there once."""
    at_a_terminal(monkeypatch, 100)
    show = put_on_disk(tmp_path / "podcast", HOME, 0)
    out, err = told(show, Outcome("a.md", Status.MADE, "Ferry", path=show.episodes / "a.mp3", seconds=65), capsys)
    assert out == ["podcast/public/episodes/a.mp3"]
    assert err == [
        "hear it here: xdg-open podcast/public/index.html",
        "on the phone: podcaster serve --host 0.0.0.0",
    ]


def test_an_unchanged_article_is_found_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who asks for it once more wants to hear it."""
    show = put_on_disk(tmp_path / "podcast", HOME, 1)
    monkeypatch.setattr(results, "_there", lambda show, source: f"{show.folder.name} has {source}")
    at_a_terminal(monkeypatch, 100)
    out, err = told(show, Outcome("a.md", Status.UNCHANGED, "Ferry"), capsys)
    assert (out, err[0], len(err)) == ([], "unchanged: podcast has a.md", 3)


def test_a_failed_article_is_not_to_be_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is there a feed to name."""
    at_a_terminal(monkeypatch, 100)
    failed = Outcome("a.md", Status.FAILED, reason="only 5 words", error_kind="DoubtfulError")
    assert told(Show(tmp_path / "podcast"), failed, capsys) == ([], ["1 failed"])


def test_explain_says_that_a_language_has_no_natural_voice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], read_here: None
) -> None:
    """Before anything is spoken, with the command that gets one; not where the voice was chosen, and not in English."""
    monkeypatch.chdir(tmp_path)
    at_a_terminal(monkeypatch, 200)
    Path("fest.txt").write_text("Die Fähre kam am Mittag, und niemand hatte auf sie gewartet. Das Wetter war schön.")
    _, out, err = podcaster(capsys, "explain", "fest.txt")
    assert "system" in out
    assert "German has no natural voice here yet" in err
    assert "podcaster voices install de" in err
    Path("podcast").mkdir()
    Path("podcast/podcaster.toml").write_text('[cast.de]\nnarrator = "system"\n')
    assert "natural voice" not in podcaster(capsys, "explain", "fest.txt")[2]


def test_without_a_terminal_there_is_a_path_and_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For logs and for the next program."""
    show = put_on_disk(tmp_path / "podcast", HOME, 0)
    path = show.episodes / "a.mp3"
    out, err = told(show, Outcome("a.md", Status.MADE, "Ferry", path=path, seconds=65), capsys)
    assert out == [str(path)]
    assert err[0] == "1 made, 1:05 of audio"


def test_a_run_says_once_which_folder_it_has_begun(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Only if there was no show, and as soon as there is one."""
    show = Show(tmp_path / "podcast")
    seen = results.Seen(show)
    progress = Progress(0, 1, 0, 1)
    seen(progress)
    assert capsys.readouterr().err == ""
    put_on_disk(show.folder, HOME, 0)
    for one in (seen, seen, results.Seen(show)):
        one(progress)
    assert capsys.readouterr().err == "created a show in ./podcast\n"


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "xdg-open 'my show/index.html'"),
        ("linux", {"DISPLAY": ""}, ""),
        ("linux", {"DISPLAY": "", "WAYLAND_DISPLAY": "wayland-0"}, "xdg-open 'my show/index.html'"),
        ("linux", {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, ""),
        ("darwin", {}, "open 'my show/index.html'"),
        ("win32", {}, 'explorer "my show/index.html"'),
    ],
)
def test_a_page_is_opened_by_what_this_system_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, environment: dict[str, str], expected: str
) -> None:
    """Nothing where the user has no screen: over SSH, or on a server."""
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert next_steps.opening(tmp_path / "my show" / "index.html") == expected


def test_over_ssh_one_command_is_for_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A page of the other computer would open nowhere."""
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    (line,) = next_steps.hearing(Show(tmp_path / "my show"))
    assert line == "hear it in a browser or on the phone: podcaster serve --host 0.0.0.0 --show 'my show'"


def test_the_usual_show_is_not_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither ./podcast nor the one of PODCASTER_SHOW; podcaster is called as it was called."""
    monkeypatch.setattr("sys.argv", [str(tmp_path / ".venv/bin/podcaster")])
    assert next_steps.command("serve", Path("podcast")) == ".venv/bin/podcaster serve"
    monkeypatch.setenv("PODCASTER_SHOW", "letters")
    assert next_steps.command("serve", Path("letters")) == ".venv/bin/podcaster serve"
    assert next_steps.command("serve", Path("podcast")) == ".venv/bin/podcaster serve --show podcast"


# ---------------------------------------------------------------- serve


def welcomed(said: serving_command.Said, address: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    said.welcome(address)
    return capsys.readouterr().err.splitlines()


def test_for_this_computer_only_the_command_for_the_phone_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """With the show and the port that were asked for. There is no code: it would lead a phone to itself."""
    said = serving_command.Said((Path("letters"),), 8080)
    assert welcomed(said, "http://127.0.0.1:8080/", capsys) == [
        "open http://127.0.0.1:8080/ in a browser; Ctrl-C stops",
        "subscribe to http://127.0.0.1:8080/feed.xml",
        "for the phone: podcaster serve --host 0.0.0.0 --port 8080 --show letters",
    ]
    behind_a_proxy = serving_command.Said(hosts=("nas.example.ts.net",))
    assert len(welcomed(behind_a_proxy, "http://127.0.0.1:8000/", capsys)) == 2


def test_in_a_network_a_camera_reads_the_page_from_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same on a dark and on a light terminal: both colours are said."""
    at_a_terminal(monkeypatch, 80)
    lines = welcomed(serving_command.Said(), LAN, capsys)
    code = [line for line in lines if line.startswith("\x1b[38;5;231;48;5;16m")]
    assert all(line.endswith("\x1b[0m") for line in code)
    assert [line for line in lines if line not in code] == [
        f"open {LAN} in a browser; Ctrl-C stops",
        f"subscribe to {LAN}feed.xml",
        "for the phone: point its camera at the code, in the same network",
        "if it cannot reach the page: let TCP port 8000 through the firewall",
    ]
    assert read([re.sub(r"\x1b\[[\d;]*m", "", line) for line in code]) == f"{LAN}#subscribe"


def read(lines: list[str]) -> str:
    """What a camera reads on a terminal: light blocks on a dark ground."""
    rows: list[list[bool]] = []
    for line in lines:
        rows += [[c in "█▀" for c in line], [c in "█▄" for c in line]]
    picture = np.kron(np.pad(np.array(rows), 4), np.ones((6, 6), bool)).astype(np.uint8) * 255
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


@pytest.mark.parametrize("columns", [28, 80])
def test_a_code_is_not_broken_by_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    """Then there is the address alone; also without a terminal, and on one without these letters."""
    at_a_terminal(monkeypatch, columns)
    if columns == 80:
        monkeypatch.setenv("TERM", "dumb")
    assert not codes.show(LAN)
    lines = " ".join(line.strip() for line in welcomed(serving_command.Said(), LAN, capsys))
    assert f"for the phone: open {LAN} in the same network" in lines


def test_the_width_that_counts_is_that_of_the_stream_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output may go to a file, whose width is taken for 80."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "fileno", lambda: 2)
    monkeypatch.setattr("os.get_terminal_size", lambda number: os.terminal_size((28 if number == 2 else 80, 24)))
    assert not codes.show(LAN)


def test_an_address_that_is_too_long_for_a_code_has_none() -> None:
    assert codes.drawn(f"{LAN}{'x' * 3000}") == []


@pytest.mark.parametrize(
    ("platform", "tool", "expected"),
    [
        ("linux", "ufw", "sudo ufw allow 8000/tcp"),
        ("linux", "firewall-cmd", "sudo firewall-cmd --add-port=8000/tcp"),
        ("darwin", "", "allow incoming connections in System Settings, Network, Firewall (TCP port 8000)"),
        ("win32", "", "allow Python in the Windows firewall for private networks (TCP port 8000)"),
    ],
)
def test_what_a_firewall_needs_is_said_for_this_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, tool: str, expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr("shutil.which", lambda name, path="": name if name == tool and "/usr/sbin" in path else None)
    assert next_steps.firewall(8000) == expected


def test_in_a_container_its_own_address_is_not_given_to_a_phone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("podcaster.serving.port.is_of_a_container", lambda host: host == "172.17.0.2")
    (_, _, line) = welcomed(serving_command.Said(), "http://172.17.0.2:8000/", capsys)
    assert line == "for the phone: publish port 8000 of this container, and open the address of the computer"


def test_a_show_is_served_before_anything_was_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says how the first episode is made, with the name by which podcaster was called."""
    asked: list[Any] = []
    monkeypatch.setattr(serving_command.server, "serve", lambda show, *_, **__: asked.append(show.folder))
    status, _, messages = podcaster(capsys, "serve")
    assert (status, asked) == (0, [Path("podcast")])
    assert messages == (
        "there is no episode in podcast yet; podcaster convert FILE --show podcast makes the first, "
        "and the page then shows it\n"
    )
    assert (tmp_path / "podcast/public/index.html").is_file()


# ---------------------------------------------------------------- what a shell offers


def test_a_shell_offers_folders_with_a_show_and_the_way_to_them(tmp_path: Path) -> None:
    for name in ("letters", "all/a", "all/b", ".hidden"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / FILE_NAME).touch()
    (tmp_path / "pictures").mkdir()
    (tmp_path / "list.txt").touch()
    assert shows_offered("") == ["all/", "letters"]
    assert shows_offered("l") == ["letters"]
    assert shows_offered("all/") == ["all/a", "all/b"]
    assert shows_offered(f"{tmp_path}/all/b") == [f"{tmp_path}/all/b"]
    assert shows_offered(".h") == [".hidden"]
    assert shows_offered("none/x") == []


def test_a_shell_offers_the_newest_episodes_by_number(tmp_path: Path) -> None:
    """With their titles; nothing where there is no show."""
    show = Show(tmp_path / "letters")
    with Library(show.state / LIBRARY) as library:
        for one in reversed(episodes(2)):
            library.adopt(one)
    there, nowhere = (SimpleNamespace(params={"show": folder}) for folder in (show.folder, tmp_path / "none"))
    assert episodes_offered(there, "") == [("2", "Ferry number 2"), ("1", "Ferry number 1")]
    assert episodes_offered(there, "1") == [("1", "Ferry number 1")]
    assert episodes_offered(nowhere, "") == []


@pytest.mark.parametrize("path", sorted(Path(results.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_a_command_in_a_note_is_the_one_that_works_here(path: Path) -> None:
    """What `say` is given names no command by a name that the user may not have: `as_called` puts in the right one."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "say":
            said = [call.args[0], *getattr(call.args[0], "values", ())]
            text = " ".join(str(part.value) for part in said if isinstance(part, ast.Constant))
            named = re.findall(r"(?<![\w./-])podcaster ([a-z]+)", text)
            assert not set(named) & set(COMMANDS), f"line {call.lineno}"
