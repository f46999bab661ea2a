"""One episode with the podcaster that is installed: made, put into a feed, served and fetched. Needs nothing else.

`make test-wheel` runs it in a clean environment: python tests/smoke.py examples/harbor-lights.md
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import xml.etree.ElementTree as ET
from pathlib import Path

WAIT_S = 60  # for the server to answer
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy between us and this computer


def podcaster(*arguments: str) -> list[str]:
    """A command line of the package as it is installed, never of the folder where we stand (-P)."""
    return [sys.executable, "-P", "-m", "podcaster", *arguments]


def fetched(address: str, span: str = "") -> tuple[int, bytes]:
    """Status and body."""
    request = urllib.request.Request(address, headers={"Range": span} if span else {})
    with OPENER.open(request, timeout=WAIT_S) as answer:
        return answer.status, answer.read()


def answered(address: str) -> bytes:
    """The body, once the server is there."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            return fetched(address)[1]
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def free_port() -> str:
    """One that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as asked:
        return str(asked.getsockname()[1])


def main(article: str, voice: str = "tone") -> None:
    with tempfile.TemporaryDirectory() as folder:
        show = Path(folder) / "show"
        made = podcaster("convert", "--show", str(show), "--voice", voice, str(Path(article).resolve()))
        subprocess.run(made, check=True, cwd=folder)
        (episode,) = (show / "public" / "episodes").glob("*.mp3")
        sound = episode.read_bytes()
        assert sound[:3] == b"ID3", "the episode is no MP3 with tags"
        assert len(sound) > 50_000, f"the episode has {len(sound)} bytes"
        enclosure = ET.parse(show / "public" / "feed.xml").find("channel/item/enclosure")
        assert enclosure is not None, "the feed has no episode"
        assert int(enclosure.attrib["length"]) == len(sound), "the length in the feed differs from the file"
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        server = subprocess.Popen(podcaster("serve", "--show", str(show), "--port", port), cwd=folder)
        try:
            assert b"<enclosure" in answered(f"{base}/feed.xml"), "the feed that is served has no episode"
            status, part = fetched(f"{base}/episodes/{episode.name}", "bytes=100-299")
            assert (status, part) == (206, sound[100:300]), f"a range of the episode: status {status}"
        finally:
            server.terminate()
            server.wait(WAIT_S)
    print(f"Python {sys.version.split()[0]}: an episode was made, served and fetched")


if __name__ == "__main__":
    main(*sys.argv[1:])
