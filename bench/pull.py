"""What a pull costs, on loopback, beside a loop of feedparser: feeds without news, with news, and a very long one."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench import peers
from bench.rows import ROOT, Row

FEEDS, POSTS, LONG = 100, 50, 20_000
TEXT = "<p>The ferry left the quay at noon, and nobody on the pier waved to it or to the gull that followed.</p>" * 10
PEER = """
import sys, feedparser
for line in open(sys.argv[1]):
    address, etag = line.split()
    feedparser.parse(address, etag=etag)
"""
LIMITED = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_module("podcaster", run_name="__main__", alter_sys=True)
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def feed(name: str, count: int, base: str, news: int = 0) -> bytes:
    """A feed of *count* posts, the newest first, of which *news* are new."""
    items = []
    for n in range(count + news, news, -1):
        day = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(1_500_000_000 + n * 3600))
        items.append(
            f"<item><title>Post {n} of {name}</title><link>{base}/{name}/{n}</link><guid>urn:{name}:{n}</guid>"
            f"<pubDate>{day}</pubDate><description><![CDATA[<p>Number {n} of {name}.</p>{TEXT}]]></description></item>"
        )
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title><link>{base}/{name}/</link>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


class Feeds:
    """A server of feeds that answers 304 to whoever has the newest."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        feeds = self

        class Answering(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = feeds.bodies.get(self.path)
                tag = f'"{hash(body)}"'
                same = self.headers.get("If-None-Match") == tag
                self.send_response(404 if body is None else 304 if same else 200)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "application/rss+xml")
                content = b"" if same or body is None else body
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tag(self, path: str) -> str:
        return f'"{hash(self.bodies[path])}"'


def pulled(show: Path) -> tuple[float, int]:
    """The seconds and the peak of memory, in MB, of a pull as a whole process."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", LIMITED, "podcaster", "pull", "--show", str(show)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"pull: status {done.returncode}\n{done.stderr[-2000:]}")
    return time.perf_counter() - begun, int(done.stderr.split()[-1]) // 1024


def pull() -> Iterator[Row]:
    """Many feeds without news and with a post each; one feed with an archive in it."""
    os.environ |= {"NO_PROXY": "*", "no_proxy": "*"}
    feeds = Feeds()
    with tempfile.TemporaryDirectory() as folder:
        show, long = Path(folder) / "show", Path(folder) / "long"
        names = [f"feed-{n}" for n in range(FEEDS)]
        feeds.bodies = {f"/{name}.xml": feed(name, POSTS, feeds.base) for name in names}
        follow(show, feeds.base, names)
        pulled(show)
        least = min(pulled(show)[0] for _ in range(3))
        peer = feedparser(Path(folder) / "list", feeds, names)
        what = f"pull of {FEEDS} feeds of {POSTS} posts, unchanged"
        yield Row(what, "<= 3 s", f"{least:.2f} s", least <= 3, f"a loop over feedparser {peer}")
        feeds.bodies = {f"/{name}.xml": feed(name, POSTS, feeds.base, 1) for name in names}
        spent, _ = pulled(show)
        yield Row("pull of the same with a new post in each", "", f"{spent:.2f} s")
        feeds.bodies = {"/long.xml": feed("long", LONG, feeds.base)}
        follow(long, feeds.base, ["long"])
        spent, memory = pulled(long)
        size = len(feeds.bodies["/long.xml"]) / 1e6
        feeds.bodies = {"/long.xml": feed("long", LONG, feeds.base, 1)}
        again, memory_again = pulled(long)
        measured = f"{spent:.1f} s, {memory} MB; again {again:.1f} s, {memory_again} MB"
        kept = max(memory, memory_again) <= 300
        yield Row(f"pull of a feed of {LONG:,} entries ({size:.0f} MB)", "<= 300 MB of memory", measured, kept)
    feeds.server.shutdown()


def follow(show: Path, base: str, names: list[str]) -> None:
    """A show that follows these feeds."""
    show.mkdir()
    tables = (f'[{name}]\naddress = "{base}/{name}.xml"\n' for name in names)
    (show / "sources.toml").write_text("\n".join(tables), encoding="utf-8")


def feedparser(path: Path, feeds: Feeds, names: list[str]) -> str:
    """The seconds that feedparser takes for the same answers, one after the other."""
    lines = (f"{feeds.base}/{name}.xml {feeds.tag(f'/{name}.xml')}\n" for name in names)
    path.write_text("".join(lines), encoding="utf-8")
    begun = time.perf_counter()
    done = subprocess.run([peers.python(), "-c", PEER, str(path)], capture_output=True, check=False)
    return f"{time.perf_counter() - begun:.2f} s" if not done.returncode else "(not installed: make bench-peers)"
