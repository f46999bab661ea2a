"""A read-later service from the command line: followed, pulled, made into episodes, and marked."""

from __future__ import annotations

import getpass
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcaster.cli import making
from podcaster.library import FILE_NAME, Library
from tests.commands import podcaster
from tests.followed import LONG
from tests.services import FAKES, PRIVATE, TOKEN, Server, respond
from tests.shows import episode
from tests.sites import without_proxies

FAKE = {fake.name: fake for fake in FAKES}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    without_proxies(monkeypatch)
    monkeypatch.setenv("PODCASTER_TOKENS", str(tmp_path / "tokens"))
    made = Server()
    yield made
    made.close()


def serve(server: Server, name: str) -> None:
    """Articles that are long enough not to be taken for teasers."""
    server.fake = FAKE[name]()
    for post in server.fake.posts:
        post.html = f"<p>This is about {post.title.lower()}.</p><p>{LONG}</p>"


def test_what_is_saved_there_is_heard_and_then_marked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Marked when its episode is made and not before; if the server is down then, at the next pull."""
    serve(server, "readeck")
    server.fake.post(11).unread = False
    monkeypatch.setenv("PODCASTER_READECK_TOKEN", TOKEN)
    show = tmp_path / "show"
    here = ("--show", show)
    wish = ("--unread", "--mark-read", "--mark-tag", "heard")
    assert podcaster(capsys, "follow", "readeck", server.base, *wish, *here)[:2] == (0, "readeck\n")
    status, saved, said = podcaster(capsys, "pull", *here)
    assert (status, len(saved.splitlines())) == (0, 1), said
    bread = server.fake.post(13)
    assert (bread.unread, bread.tags) == (True, ["podcast", PRIVATE])
    server.fault = lambda handler: handler.command == "PATCH" and bool(respond(handler, 500, b"{}", {})) is False

    def speak(*_: object, **__: object) -> int:
        """Stands for the part of a batch that needs seconds."""
        with Library(show / ".podcaster" / FILE_NAME) as library:
            library.adopt(episode(1, source=str(Path(saved.strip()).resolve())))
        return 0

    monkeypatch.setattr(making, "_make", speak)
    status, _, said = podcaster(capsys, "batch", *here, "--voice", "tone")
    assert status == 0, said
    assert "readeck: the server answered with status 500" in said
    assert bread.unread
    server.fault = None
    assert podcaster(capsys, "pull", *here)[0] == 0
    assert (bread.unread, bread.tags) == (False, ["podcast", PRIVATE, "heard"])
    heard = len(server.heard)
    assert podcaster(capsys, "pull", *here)[0] == 0
    assert not [one for one in server.heard[heard:] if one.startswith("PATCH")]  # told once
    for path in show.rglob("*"):
        if path.is_file() and path.name != "sources.toml":  # which only its owner can read
            content = path.read_bytes()
            for secret in (TOKEN, PRIVATE, server.base.removeprefix("http://")):
                assert secret.encode() not in content, path
    assert TOKEN.encode() not in (show / "sources.toml").read_bytes()


def test_a_token_is_asked_for_in_a_terminal(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names are seen while they are typed, passwords are not; a wrong one leaves nothing behind."""
    serve(server, "freshrss")
    hidden: list[str] = []

    def typed(name: str, password: str) -> tuple[int, str, str]:
        terminal = io.StringIO(f"{name}\n")
        terminal.isatty = lambda: True  # type: ignore[method-assign]
        monkeypatch.setattr(sys, "stdin", terminal)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        monkeypatch.setattr(getpass, "getpass", lambda *_, **__: hidden.append(password) or password)
        return podcaster(capsys, "follow", "freshrss", server.base, "--starred", "--show", tmp_path / "show")

    status, _, said = typed("jo", "wrong")
    assert status != 0
    assert "the user name or the password is not accepted" in said
    assert not (tmp_path / "tokens").exists()
    assert not (tmp_path / "show" / "sources.toml").exists()
    assert typed("jo", "open sesame")[:2] == (0, "freshrss\n")
    assert hidden == ["wrong", "open sesame"]
    status, saved, _ = podcaster(capsys, "pull", "--show", tmp_path / "show")
    assert (status, len(saved.splitlines())) == (0, 1)


def test_without_a_terminal_and_a_token_it_is_said_what_to_do(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is followed, and the message names the variable and the file."""
    status, _, said = podcaster(capsys, "follow", "miniflux", server.base, "--show", tmp_path / "show")
    assert status == 2
    assert "PODCASTER_MINIFLUX_TOKEN" in said
    assert "chmod 600" in said
