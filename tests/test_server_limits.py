"""What a server bears: many idle connections, slow clients, no descriptors; and odd requests that are right."""

import asyncio
import contextlib
import errno
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.config import Show
from podcaster.serving import connections, kept, port, sendfile, server
from podcaster.serving.connections import Limits
from tests import machine
from tests.shows import SETTINGS, put_on_disk
from tests.visiting import Client, running, serving, wait_for

MP3 = "/episodes/ferry-1.mp3"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Show:
    return put_on_disk(tmp_path_factory.mktemp("harbour"), replace(SETTINGS, base_url=""))


@pytest.fixture(scope="module")
def visitor(harbour: Show) -> Iterator[Client]:
    with serving(server.app(harbour, hosts=server.Hosts(frozenset({"pod.local"})))) as client:
        yield client


@contextlib.contextmanager
def connected(client: Client, data: bytes = b"") -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as connection:
        connection.sendall(data)
        yield connection


def hung_up(connection: socket.socket) -> bool:
    """Whether the server closes the connection, sooner or later."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


def test_a_text_is_read_once_until_it_changes(harbour: Show, visitor: Client, monkeypatch: pytest.MonkeyPatch):
    """Nothing is read for a 304. A file of the same size and time is another one if it was replaced."""
    reads: list[str] = []
    read = kept._read
    monkeypatch.setattr(kept, "_read", lambda path, name, make: reads.append(name) or read(path, name, make))
    page = harbour.episodes / "ferry-2.vtt"
    before = visitor.get("/episodes/ferry-2.vtt")
    for _ in range(3):
        again = visitor.get("/episodes/ferry-2.vtt", {"If-None-Match": before.headers["ETag"]})
        assert again.status_code == 304
    assert reads == ["episodes/ferry-2.vtt"]
    status = page.stat()
    part = page.with_suffix(".part")
    part.write_bytes(page.read_bytes().replace(b"ferry", b"FERRY"))
    os.utime(part, ns=(status.st_atime_ns, status.st_mtime_ns))
    part.replace(page)
    after = visitor.get("/episodes/ferry-2.vtt", {"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, b"FERRY" in after.content) == (200, True)
    assert len(reads) == 2


def test_texts_in_memory_have_a_limit(harbour: Show, monkeypatch: pytest.MonkeyPatch):
    """The last ones stay. A digest outlives its text, so a 304 needs no reading."""
    site = server.app(harbour)
    site.kept = kept.Kept(room=9000)
    with serving(site) as client:
        tags = {name: client.get(name).headers["ETag"] for name in ("/feed.xml", "/", "/episodes/ferry-1.vtt")}
        assert 0 < site.kept._weight <= 9000
        assert site.kept._weight == sum(content.weight for content in site.kept._contents.values())
        monkeypatch.setattr(kept, "_read", None)
        assert [client.get(name, {"If-None-Match": tag}).status_code for name, tag in tags.items()] == [304] * 3


def test_several_lines_of_a_condition_count_as_one(visitor: Client):
    """HTTP allows a list to be cut into lines."""
    etag = visitor.get(MP3).headers["ETag"]
    lines = f'Host: pod.local\r\nIf-None-Match: "x"\r\nIf-None-Match: {etag}\r\nConnection: close'
    assert visitor.raw(f"GET {MP3} HTTP/1.1\r\n{lines}\r\n\r\n".encode()).startswith(b"HTTP/1.1 304 ")


@pytest.mark.parametrize(
    ("request_line", "header", "status"),
    [
        (b"GET http://pod.local:8000/feed.xml HTTP/1.1", b"Host: evil.example\r\n", b"200"),
        (b"GET http://pod.local:8000 HTTP/1.1", b"Host: pod.local\r\n", b"200"),
        (b"GET http://evil.example/feed.xml HTTP/1.1", b"Host: pod.local\r\n", b"421"),
        (b"GET /feed.xml HTTP/1.0", b"", b"200"),
        (b"GET /feed.xml HTTP/1.1", b"", b"400"),
        (b"CONNECT pod.local:443 HTTP/1.1", b"Host: pod.local\r\n", b"400"),
        (b"OPTIONS * HTTP/1.1", b"Host: pod.local\r\n", b"405"),
    ],
)
def test_odd_targets_are_understood(visitor: Client, request_line: bytes, header: bytes, status: bytes):
    """A whole address as target counts more than the header; HTTP/1.0 needs no host."""
    got = visitor.raw(request_line + b"\r\n" + header + b"Connection: close\r\n\r\n")
    assert got.split(b" ")[1] == status
    if status == b"200":
        assert b"pod.local" in got or b"127.0.0.1" in got


def test_many_idle_connections_shut_nobody_out(harbour: Show):
    """A new connection takes the place of the one that has been silent longest."""
    with serving(server.app(harbour), Limits(sockets=16)) as client, contextlib.ExitStack() as stack:
        idle = [stack.enter_context(connected(client)) for _ in range(40)]
        assert client.get("/feed.xml").status_code == 200
        assert hung_up(idle[0])


@contextlib.contextmanager
def a_server(show: Show, limits: Limits | None = None) -> Iterator[tuple[connections.Server, Client]]:
    one = server.prepared(server.app(show), limits)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener, running(one, listener):
        yield one, Client(listener.getsockname()[1])


def in_seconds(one: connections.Server, seconds: float) -> None:
    """The server looks after its connections as it would then."""
    for connection in list(one.server_state.connections):
        connection.loop.call_soon_threadsafe(connection.expire, time.monotonic() + seconds)


@pytest.mark.parametrize(
    ("begun", "letter"),
    [
        (b"", b"G"),
        (b"GET /feed.xml HTTP/1.1\r\nHo", b"s"),
        (b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HT", b"T"),
    ],
)
def test_who_does_not_ask_is_disconnected(harbour: Show, begun: bytes, letter: bytes):
    """From the connection or the last answer on, however often another letter comes."""
    with a_server(harbour) as (one, client), connected(client, begun) as slow:
        wait_for(lambda: one.server_state.connections)
        if begun.startswith(b"HEAD"):
            assert slow.recv(15).startswith(b"HTTP/1.1 200")
        in_seconds(one, 12)
        slow.sendall(letter)
        assert client.get("/feed.xml").status_code == 200
        assert any(c.waiting_since for c in one.server_state.connections)
        in_seconds(one, 16)
        assert hung_up(slow)


def test_the_server_looks_after_its_connections_by_itself(harbour: Show):
    """With its own clock."""
    with a_server(harbour, Limits(head_s=0.05)) as (_, client), connected(client) as silent:
        assert hung_up(silent)


@pytest.mark.parametrize("name", ["ferry-1.mp3", "ferry-1.vtt"])
def test_who_does_not_read_is_disconnected(tmp_path: Path, name: str):
    """Of a file and of a text that fit into no buffer. A player that reads again in time goes on."""
    show = put_on_disk(tmp_path, replace(SETTINGS, base_url=""))
    (show.episodes / name).write_bytes(bytes(12_000_000))
    asked = f"GET /episodes/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with a_server(show) as (one, client), connected(client, asked) as lazy:
        wait_for(lambda: [c for c in one.server_state.connections if c.waiting_since is None])
        assert lazy.recv(15).startswith(b"HTTP/1.1 200")
        in_seconds(one, 110)
        assert lazy.recv(1_000_000)
        in_seconds(one, 130)
        wait_for(lambda: not one.server_state.connections)
        assert hung_up(lazy)
        wait_for(lambda: not one.server_state.tasks)


def test_headers_and_rows_of_requests_have_an_end(visitor: Client):
    """Nobody fills the memory with one of them."""
    with connected(visitor, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n") as endless:
        with contextlib.suppress(ConnectionError):
            for _ in range(200):
                endless.sendall(b"X: " + b"x" * 1000 + b"\r\n")
        assert hung_up(endless)
    with connected(visitor, b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 3000) as row:
        got = b""
        with contextlib.suppress(ConnectionError):
            while data := row.recv(65536):
                got += data
        assert got.count(b"HTTP/1.1 200") <= 20
    assert visitor.get("/").status_code == 200


def test_more_answers_than_are_allowed_are_put_off(harbour: Show):
    """With a status after which apps come again."""
    with serving(server.app(harbour), Limits(answers=0)) as client:
        got = client.get("/feed.xml")
        assert (got.status_code, got.headers["Retry-After"]) == (503, "5")


def test_without_descriptors_one_line_is_said(harbour: Show, monkeypatch: pytest.MonkeyPatch):
    """No traceback for each attempt. The server lets fewer in from then on, so that files can be opened."""
    monkeypatch.setattr(connections, "PAUSE", 0.01)
    said: list[str] = []
    one = server.prepared(server.app(harbour, note=said.append))
    full: list[bool] = []

    async def accept(listener: socket.socket) -> tuple[socket.socket, object]:
        if full and len(one.server_state.connections) >= 20:
            raise OSError(errno.EMFILE, "Too many open files")
        return await asyncio.get_running_loop().sock_accept(listener)

    monkeypatch.setattr(connections, "_accept", accept)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener, running(one, listener):
        client = Client(listener.getsockname()[1])
        with contextlib.ExitStack() as stack:
            for _ in range(20):
                stack.enter_context(connected(client))
            wait_for(lambda: len(one.server_state.connections) == 20)
            full.append(True)
            for _ in range(3):
                assert client.get("/feed.xml").status_code == 200
            wait_for(lambda: len(one.server_state.connections) <= 21 - connections.SPARE)
    assert said == ["no more connections at the moment: Too many open files"]


@machine.posix
def test_a_file_goes_out_whole_whoever_sends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """By the system in pieces, and by reading where the system cannot."""
    show = put_on_disk(tmp_path, replace(SETTINGS, base_url=""))
    data = os.urandom(3_000_001)
    (show.episodes / "ferry-1.mp3").write_bytes(data)
    sent: list[int] = []
    push = sendfile.Sending._push
    monkeypatch.setattr(
        sendfile.Sending, "_push", lambda self, number: (push(self, number), sent.append(self.count))[0]
    )
    with serving(server.app(show)) as client:
        assert client.get(MP3).content == data
        assert len(sent) > 1
        assert sent[-1] == 0
        assert client.get(MP3, {"Range": "bytes=1-2000000"}).content == data[1:2_000_001]

        def cannot(*_: object) -> int:
            raise OSError(errno.EINVAL, "not this file system")

        monkeypatch.setattr(sendfile.os, "sendfile", cannot)
        assert client.get(MP3).content == data


@machine.posix
def test_a_file_that_becomes_shorter_ends_the_connection(tmp_path: Path):
    """The client sees that the end is missing, and nobody waits for it."""
    show = put_on_disk(tmp_path, replace(SETTINGS, base_url=""))
    path = show.episodes / "ferry-1.mp3"
    path.write_bytes(bytes(20_000_000))
    with serving(server.app(show)) as client:
        with connected(client, f"GET {MP3} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()) as reader:
            assert reader.recv(15).startswith(b"HTTP/1.1 200")
            os.truncate(path, 1000)
            assert hung_up(reader)
        assert client.get("/feed.xml").status_code == 200


@pytest.mark.parametrize(
    ("name", "age_days", "expected"),
    [
        ("episodes/ferry-1.mp3", 0, "no-cache"),
        ("episodes/ferry-1.mp3", 2.5, "public, max-age=17280"),
        ("cover.jpg", 4000, "public, max-age=604800"),
        ("feed.xml", 4000, "no-cache"),
        ("episodes/ferry-1.vtt", 4000, "no-cache"),
    ],
)
def test_old_audio_may_be_kept_and_texts_are_asked_for(
    harbour: Show, visitor: Client, name: str, age_days: float, expected: str
):
    """An episode that is made again keeps its name, so nothing is kept for ever."""
    path = harbour.public / name
    before = path.stat()
    os.utime(path, (time.time() - age_days * 86400,) * 2)
    try:
        assert visitor.get(f"/{name}").headers["Cache-Control"] == expected
    finally:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_descriptors_are_raised_as_far_as_the_system_allows():
    """Both of a connection count: its socket and its file."""
    assert port.descriptors() >= 256
    small = server.prepared(server.app(Show(Path("x"))), Limits(sockets=10**9))
    assert small.limits.sockets <= port.descriptors() // 2


def test_nothing_is_left_open(visitor: Client):
    """Neither of a client that hangs up in the middle nor of one that gets its file."""
    if not os.path.isdir("/proc/self/fd"):  # noqa: PTH112
        pytest.skip("needs /proc")

    def count() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    visitor.get(MP3)
    before = count()
    for _ in range(5):
        with connected(visitor, f"GET {MP3} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()) as rude:
            rude.recv(10)
        visitor.get(MP3)
    wait_for(lambda: count() <= before)
