"""How the studio is started: alone, where it listens, what it shows, and the server beneath it."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from podcaster.cli import codes as qr_codes
from podcaster.config import Show
from podcaster.errors import BusyError, UnreadableError, UsageError
from podcaster.serving import port, server
from podcaster.studio import app, keys, running
from podcaster.studio.place import Started, Where
from podcaster.studio.queue import saved_folder
from tests import studios
from tests.commands import podcaster, run
from tests.visiting import serving, wait_for

Act = Callable[[app.Studio], None]


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[[Act], None]:
    """What happens instead of serving, while the studio is open."""

    def become(act: Act) -> None:
        def prepared(studio: app.Studio) -> Any:
            return SimpleNamespace(run=lambda sockets: act(studio))

        monkeypatch.setattr(server, "prepared", prepared)

    return become


def open_studio(show: Path, where: Where, notes: list[str] | None = None) -> Started:
    started: list[Started] = []
    running.run(Show(show), where, started.append, (notes if notes is not None else []).append)
    return started[0]


def test_a_second_studio_of_a_show_is_told_where_the_first_is(tmp_path: Path, during: Callable[[Act], None]) -> None:
    """A free port does not help: there is one queue, and one worker for it."""
    caught: list[BusyError] = []
    here = Where(port=0)

    def again(_: app.Studio) -> None:
        during(lambda _: None)
        with pytest.raises(BusyError) as refused:
            open_studio(tmp_path, here)
        caught.append(refused.value)

    during(again)
    first = open_studio(tmp_path, here)
    assert caught[0].message == f"a studio of the show in {tmp_path} is already running"
    assert caught[0].hint == f"open {first.address}, or end it with Ctrl-C where it was started"
    open_studio(tmp_path, here)


def test_a_port_in_use_is_said_with_one_that_is_free(tmp_path: Path, during: Callable[[Act], None]) -> None:
    during(lambda _: None)
    with contextlib.closing(port.listen("127.0.0.1", 0)) as taken:
        with pytest.raises(UsageError, match="is in use") as refused:
            open_studio(tmp_path, Where(port=taken.getsockname()[1]))
        assert "is free: the same command with --port" in refused.value.hint
    assert open_studio(tmp_path, Where(port=0)).address.endswith("/studio/")


def test_a_folder_of_other_things_does_not_become_a_show(tmp_path: Path) -> None:
    (tmp_path / "taxes.pdf").write_bytes(b"%PDF-")
    with pytest.raises(UnreadableError):
        open_studio(tmp_path, Where(port=0))
    assert [path.name for path in tmp_path.iterdir()] == ["taxes.pdf"]


def test_halves_of_uploads_are_cleared_up(tmp_path: Path, during: Callable[[Act], None]) -> None:
    """What a killed studio left."""
    folder = saved_folder(Show(tmp_path))
    during(lambda _: None)
    open_studio(tmp_path, Where(port=0))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".upload.x1y2.part").write_bytes(b"The fer")
    open_studio(tmp_path, Where(port=0))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("where", "opens", "asks"),
    [
        (Where(), ["http://127.0.0.1:8000", "http://localhost:8000"], []),
        (Where(key=True), [], ["http://127.0.0.1:8000"]),
        (Where(new_key=True), ["http://127.0.0.1:8000"], []),
        (Where(hosts=("nas.example",)), ["http://127.0.0.1:8000"], ["https://nas.example"]),
        (Where("0.0.0.0"), [], ["http://127.0.0.1:8000", "http://192.168.1.5:8000"]),
    ],
)
def test_who_needs_the_key_depends_on_where_it_listens(
    tmp_path: Path, during: Callable[[Act], None], where: Where, opens: list[str], asks: list[str]
) -> None:
    """The key is made when somebody needs it, and shown only then."""
    found: dict[str, int] = {}

    def look(studio: app.Studio) -> None:
        for address in (*opens, *asks, "http://evil.example"):
            browser = TestClient(studio, address, client=("127.0.0.1", 9), follow_redirects=False)
            found[address] = browser.get("/studio/").status_code

    during(look)
    where = Where(where.host, 0, where.hosts, where.key, where.new_key)
    started = open_studio(tmp_path, where)
    assert found == {**dict.fromkeys(opens, 200), **dict.fromkeys(asks, 303), "http://evil.example": 421}
    kept, _ = keys.of(tmp_path / ".podcaster", needed=False)
    assert (bool(kept.key), started.key) == (where.needs_key, kept.key)
    assert started.key_address.endswith(f"/studio/key#{kept.key}" if kept.key else "")
    if "nas.example" in where.hosts:
        assert started.key_address.startswith("https://nas.example/")
    again = open_studio(tmp_path, where)
    assert (again.key == "") == (not where.new_key), "shown once"
    assert again.key != started.key or not again.key


class Screen:
    """A terminal, as far as it is asked."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError


@pytest.mark.parametrize(
    ("environment", "options", "opened"),
    [
        ({"DISPLAY": ":0"}, [], True),
        ({"DISPLAY": ":0"}, ["--no-browser"], False),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "1.2.3.4 5 6"}, [], False),
        ({}, [], False),
    ],
)
def test_a_browser_opens_where_its_user_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], options: list[str], opened: bool
) -> None:
    """Not over SSH and not without a screen. The key is shown as text and as a code."""
    asked: list[str] = []
    codes: list[str] = []
    screen = Screen()
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("webbrowser.open", asked.append)
    monkeypatch.setattr("threading.Thread", lambda target, args, daemon: SimpleNamespace(start=lambda: target(*args)))
    monkeypatch.setattr(qr_codes, "drawn", lambda text: codes.append(text) or ["THE CODE"])
    started = Started("http://127.0.0.1:1/studio/", "http://127.0.0.1:1/feed.xml", studios.KEY, "http://x/studio/key#k")
    monkeypatch.setattr(running, "run", lambda show, where, on_start, note: on_start(started))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", screen)
        assert run("studio", "--show", tmp_path, *options) == 0
    assert asked == ([started.address] if opened else [])
    assert codes == [started.key_address]
    assert "abcd-efgh-ijkl" in screen.text
    assert "THE CODE" in screen.text


def test_serve_has_the_studio_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of one show."""
    asked: list[Any] = []
    monkeypatch.setattr(running, "run", lambda show, where, on_start, note: asked.append((show.folder, where)))
    assert run("serve", "--studio", "--show", tmp_path, "--host", "0.0.0.0", "--port", "8001") == 0
    assert asked == [(tmp_path, Where("0.0.0.0", 8001))]
    status, _, complaint = podcaster(capsys, "serve", "--studio", "--show", tmp_path / "a", "--show", tmp_path / "b")
    assert (status, "the studio works on one show" in complaint) == (2, True)


def test_who_sends_too_much_can_read_why(tmp_path: Path) -> None:
    """What is still on its way is read for a while: else the connection would break, and the answer be lost."""
    show = Show(tmp_path)
    studios.client(show)
    studio = app.build(server.app(show), studios.gate(), studios.queue_of(show))
    with serving(studio) as client, socket.create_connection(("127.0.0.1", client.port), timeout=60) as browser:
        head = f"POST /studio/add HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nContent-Length: {2 * 10**9}\r\n"
        browser.sendall(f"{head}Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode())
        browser.sendall(b"a" * 3_000_000)
        answer = b""
        while b"at most 1 GB" not in answer:
            got = browser.recv(65536)
            assert got, answer
            answer += got
    assert answer.startswith(b"HTTP/1.1 413")


def test_an_upload_that_comes_on_is_not_cut_off(tmp_path: Path) -> None:
    """However long it takes: only silence ends it."""
    show = Show(tmp_path)
    one = server.prepared(app.build(server.app(show), studios.gate(), studios.queue_of(show)))
    with studios.listening(one) as number, socket.create_connection(("127.0.0.1", number), timeout=60) as browser:
        head = f"POST /api/articles HTTP/1.1\r\nHost: 127.0.0.1:{number}\r\nContent-Length: 500\r\n"
        browser.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode())
        wait_for(lambda: [c for c in one.server_state.connections if c.waiting_since is None])  # type: ignore[union-attr]
        (connection,) = one.server_state.connections
        connection.moved = before = connection.moved - 100  # type: ignore[union-attr]
        browser.sendall(b'{"text": "The')
        wait_for(lambda: connection.moved > before + 99)  # type: ignore[union-attr]
