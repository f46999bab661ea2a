"""The server beside nginx: both serve the same show in turns, and the same clients ask both.

The clients are sockets in one process that waits for all of them at once; a request is asked again as soon as it is
answered. Needs Linux for the time of a processor; without nginx, our numbers stand alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import select
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bench.rows import ROOT, Row, unmeasured
from podcaster import files
from podcaster.config import Settings, Show
from podcaster.model import Episode
from podcaster.publishing import feed, pages

MP3 = "/episodes/episode-999.mp3"
SIZE = 30_000_000
ROUNDS, SECONDS = 3, 1.5
NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 8192; }}
http {{
  access_log off; sendfile on; keepalive_requests 100000000; types {{ application/rss+xml xml; text/vtt vtt; }}
  gzip on; gzip_types application/rss+xml text/vtt; gzip_comp_level 6;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""
OURS = (
    "import sys; from pathlib import Path; from podcaster.config import Show; from podcaster.serving import server;"
    "server.serve(Show(Path(sys.argv[1])), port=int(sys.argv[2]))"
)


class Load(NamedTuple):
    """What some clients got of a server in some seconds."""

    rate: float  # answers a second
    p50_ms: float
    p99_ms: float
    worst_ms: float
    mb_s: float
    cpu_us: float  # of the server, an answer


@dataclass
class Peer:
    """A server that runs."""

    port: int
    processes: list[int]
    loads: dict[str, list[Load]] = field(default_factory=dict)

    @property
    def cpu_s(self) -> float:
        ticks = 0
        for process in self.processes:
            stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(stat[11]) + int(stat[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    @property
    def memory_mb(self) -> float:
        pages_ = sum(
            int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) for process in self.processes
        )
        return pages_ * os.sysconf("SC_PAGE_SIZE") / 1e6

    def median(self, name: str) -> Load:
        return Load(*(statistics.median(column) for column in zip(*self.loads[name], strict=True)))


# ---------------------------------------------------------------- the clients


@dataclass
class Client:
    connection: socket.socket
    asked: float = 0.0
    left: int = -1  # bytes of the answer to come; -1: not even its header


def request(path: str, *headers: str) -> bytes:
    lines = (f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: bench", "Accept: */*", *headers)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def first(port: int, asked: bytes) -> dict[str, str]:
    """The headers of the first answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(asked)
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(65536)
    status, *lines = got.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    return {"status": status.split()[1]} | {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}


def drive(peer: Peer, asked: bytes, clients: int, seconds: float = SECONDS) -> Load:
    """So many clients, each with one request under way at any moment."""
    now, buffer, poll = time.perf_counter, bytearray(1 << 20), select.epoll()
    view, spent, got = memoryview(buffer), [], 0
    everybody = {}
    for _ in range(clients):
        client = Client(socket.create_connection(("127.0.0.1", peer.port)))
        client.connection.setblocking(False)
        everybody[client.connection.fileno()] = client
        poll.register(client.connection, select.EPOLLIN)
    cpu, begun = peer.cpu_s, now()
    for client in everybody.values():
        client.asked = now()
        client.connection.send(asked)
    while now() < begun + seconds:
        for number, _ in poll.poll(1):
            client = everybody[number]
            count = client.connection.recv_into(buffer)
            if not count:
                raise SystemExit(f"the server hung up on {asked!r}")
            got += count
            client.left = _left(view[:count]) if client.left < 0 else client.left - count
            if client.left == 0:
                spent.append(now() - client.asked)
                client.left, client.asked = -1, now()
                client.connection.send(asked)
    wall = now() - begun
    cpu = peer.cpu_s - cpu
    for client in everybody.values():
        client.connection.close()
    if not spent:
        raise SystemExit(f"no answer in {seconds} s to {asked!r}")
    spent.sort()
    ms = [1000 * spent[int(len(spent) * share)] for share in (0.5, 0.99)]
    return Load(len(spent) / wall, *ms, 1000 * spent[-1], got / wall / 1e6, 1e6 * cpu / max(1, len(spent)))


def _left(begun: memoryview) -> int:
    head, _, body = bytes(begun).partition(b"\r\n\r\n")
    low = head.lower()
    at = low.find(b"content-length:")
    length = int(low[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 and b" 304 " not in low[:13] else 0
    return length - len(body)


# ---------------------------------------------------------------- the servers


def a_show(folder: Path) -> Show:
    """A thousand episodes in one feed, of which one has its files."""
    settings = Settings(title="Letters", feed_limit=1000, email="jo@harbour.example", base_url="")
    noon = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
    episodes = [
        Episode(
            guid=f"urn:letter:{n}",
            name=f"episode-{n}",
            title=f"Letter number {n}",
            published=noon + dt.timedelta(days=n),
            duration_ms=600_000,
            bytes=SIZE,
            sha256="",
            key="",
            source="",
            description=f"What ferry {n} brought. " * 4,
            notes_html=f"<p>Notes of day {n}, with <a href='https://harbour.example/{n}'>a link</a>.</p>" * 2,
        )
        for n in reversed(range(1000))
    ]
    show = Show(folder, settings)
    for name, data in feed.build(settings, episodes, guid=feed.podcast_guid("harbour.example/feed.xml")).items():
        files.write(show.public / name, data)
    files.write(show.public / "index.html", pages.show_page(settings, episodes))
    files.write(show.public / MP3[1:], os.urandom(SIZE))
    files.write(show.public / MP3[1:].replace(".mp3", ".vtt"), "WEBVTT\n\n00:00.000 --> 00:01.000\nA ferry.\n" * 300)
    return show


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running(command: list[object], port: int) -> Iterator[Peer]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([str(c) for c in command], env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    first(port, request("/feed.xml"))  # an answer: nginx listens before it has workers
                    break
                time.sleep(0.05)
            below = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
            yield Peer(port, [int(child) for child in below] or [process.pid])
        finally:
            process.terminate()


@contextlib.contextmanager
def both() -> Iterator[tuple[Peer, Peer | None]]:
    """Ours and nginx."""
    with tempfile.TemporaryDirectory(prefix="podcaster-serve-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # nginx reads it as another user
        show = a_show(folder / "show")
        port = _free_port()
        ours = stack.enter_context(running([sys.executable, "-c", OURS, show.folder, port], port))
        if not (nginx := shutil.which("nginx")):
            yield ours, None
            return
        port = _free_port()
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, root=show.public), encoding="utf-8")
        yield ours, stack.enter_context(running([nginx, "-c", folder / "nginx.conf"], port))


# ---------------------------------------------------------------- the rows


class Case(NamedTuple):
    what: str
    path: str
    headers: tuple[str, ...]
    clients: int
    rate: float = 0  # at least this many a second
    p99_ms: float = 0  # at most
    share: float = 0  # of nginx's bytes a second, at least


CASES = (
    Case("304 of a feed of 1,000", "/feed.xml", ("Accept-Encoding: gzip", "If-None-Match: {etag}"), 16, 4000, 10),
    Case("304 of an MP3", MP3, ("If-None-Match: {etag}",), 16),
    Case("64 kB ranges", MP3, ("Range: bytes=9000000-9065535",), 16, 4000),
    Case("30 MB", MP3, (), 16, share=0.9),
    Case("30 MB", MP3, (), 1),
    Case("feed of 1,000, gzip", "/feed.xml", ("Accept-Encoding: gzip",), 8),
    Case("feed of 1,000, identity", "/feed.xml", (), 8),
    Case("a transcript", MP3.replace(".mp3", ".vtt"), (), 16),
)


def serve() -> Iterator[Row]:
    """`podcaster serve` beside nginx: throughput, waiting, processor time, idle and slow clients, memory."""
    if not hasattr(select, "epoll"):
        yield unmeasured("the server", "", "needs Linux")
        return
    with both() as (ours, nginx):
        for case in CASES:
            _measure(ours, case)  # warm, and the texts read
        memory = ours.memory_mb
        for case in CASES:
            name = f"{case.what}, {case.clients}"
            for _ in range(ROUNDS):
                for peer in filter(None, (ours, nginx)):
                    peer.loads.setdefault(name, []).append(_measure(peer, case))
            yield _row(name, case, ours.median(name), nginx.median(name) if nginx else None)
        yield from _others_wait(ours)
        time.sleep(2)
        ratio = ours.memory_mb / memory
        measured = f"{ratio:.2f}: {memory:.0f} MB warm, {ours.memory_mb:.0f} MB after all this"
        yield Row("server: memory after / before all this", "<= 1.3", measured, ratio <= 1.3)


def _measure(peer: Peer, case: Case) -> Load:
    compressed = tuple(h for h in case.headers if "{" not in h)
    etag = first(peer.port, request(case.path, *compressed)).get("etag", "")
    return drive(peer, request(case.path, *(h.format(etag=etag) for h in case.headers)), case.clients)


def _row(name: str, case: Case, ours: Load, nginx: Load | None) -> Row:
    measured = _told(case, ours)
    if nginx:
        measured += f", {ours.rate / nginx.rate:.2f} of nginx's"
    peer = f"nginx {_told(case, nginx)}" if nginx else "nginx is not installed: apt-get install nginx-light"
    promise, kept = [], []
    if case.rate:
        promise.append(f">= {case.rate:,.0f} a second")
        kept.append(ours.rate >= case.rate)
    if case.p99_ms:
        promise.append(f"p99 <= {case.p99_ms:.0f} ms")
        kept.append(ours.p99_ms <= case.p99_ms)
    if case.share and nginx:
        promise.append(f">= {case.share} of nginx's")
        kept.append(ours.rate >= case.share * nginx.rate)
    return Row(f"server: {name} clients", ", ".join(promise), measured, all(kept) if kept else None, peer)


def _told(case: Case, load: Load) -> str:
    speed = f"{load.mb_s:,.0f} MB/s" if case.path == MP3 and not case.headers else f"{load.rate:,.0f} a second"
    return f"{speed}, p50 {load.p50_ms:.1f}, p99 {load.p99_ms:.1f} ms, processor {load.cpu_us:,.0f} µs"


def _others_wait(ours: Peer) -> Iterator[Row]:
    """One client that asks again and again, beside many that do nothing, or little."""
    address, asked = ("127.0.0.1", ours.port), request(MP3, "Range: bytes=9000000-9000999")
    for what, count, begun in (
        ("2,000 idle connections", 2000, b""),
        ("50 slow senders", 50, b"GET /feed.xml HTTP/1.1\r\nHo"),
        ("50 readers that do not read", 50, request("/feed.xml")),
        ("50 downloads that do not read", 50, request(MP3)),
    ):
        with contextlib.ExitStack() as stack:
            for _ in range(count):
                stack.enter_context(socket.create_connection(address)).sendall(begun)
            time.sleep(0.5)
            load = drive(ours, asked, 1)
        measured = f"p99 {load.p99_ms:.1f} ms, the worst {load.worst_ms:.1f} ms"
        yield Row(f"server: {what}, another client waits", "<= 100 ms", measured, load.worst_ms <= 100)
