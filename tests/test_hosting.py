"""The settings for web servers in the guide: copied from there, they serve a show as podcast apps need it."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import pytest

from podcaster.publishing import media
from podcaster.serving.publish import send
from tests import machine
from tests.shows import put_on_disk

GUIDE = Path(__file__).parent.parent / "docs" / "guide" / "hosting.md"


def snippet(language: str, root: Path, port: int) -> str:
    """What the guide shows, with another folder and port."""
    (text,) = re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert "/srv/www" in text
    assert "8080" in text
    return (
        str(text)
        .replace("/srv/www", str(root))
        .replace("listen 8080", f"listen 127.0.0.1:{port}")
        .replace("8080", str(port))
    )


@contextlib.contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 10):
                    break
                assert server.poll() is None
                time.sleep(0.01)
            yield
        finally:
            server.terminate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    send(put_on_disk(tmp_path / "show", count=1), str(tmp_path / "www" / "harbour"))
    (tmp_path / "www" / "harbour" / ".hidden.json").write_text("{}")
    for name in ("embed/ferry-1.html", "embed.json", "embed/listen.js", "embed/posts/0a.json"):
        (tmp_path / "www" / "harbour" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "www" / "harbour" / name).write_text(" ")
    for suffix in (".m4a", ".m4b", ".opus", ".opml", ".png"):  # of other shows
        (tmp_path / "www" / "harbour" / "episodes" / f"other{suffix}").write_bytes(b"0" * 100)
    return tmp_path


def asked(url: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(
        url, headers={key.replace("_", "-"): value for key, value in headers.items()}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def nginx(folder: Path, port: int) -> list[str]:
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {paths}\n{snippet('nginx', folder / 'www', port)}}}\n"
    )
    return ["nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]


def caddy(folder: Path, port: int) -> list[str]:
    (folder / "Caddyfile").write_text("{\n admin off\n auto_https off\n}\n" + snippet("caddy", folder / "www", port))
    return ["caddy", "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


@pytest.mark.parametrize(
    "server",
    [
        pytest.param(nginx, marks=machine.optional("nginx"), id="nginx"),
        pytest.param(caddy, marks=machine.optional("caddy"), id="caddy"),
    ],
)
def test_the_settings_in_the_guide_serve_a_show(folder: Path, server: Callable[[Path, int], list[str]]):
    """Every file with its media type and its time in caches, ranges, 304, compression of the feed; no hidden files."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = folder / "www" / "harbour"
    with running(server(folder, port), folder, port):
        for path in root.rglob("*"):
            name = path.relative_to(root).as_posix()
            if path.is_file() and name != ".hidden.json":
                status, headers, data = asked(f"http://127.0.0.1:{port}/harbour/{name}")
                said = headers["Content-Type"].lower().replace("; ", ";")
                assert (status, said) == (200, media.media_type(name).replace("; ", ";")), name
                assert data == path.read_bytes(), name
                assert headers["Access-Control-Allow-Origin"] == "*", name
                lasting = said.startswith(("audio/", "image/"))
                assert headers["Cache-Control"] == f"max-age={3600 if lasting else 300}", name
        at = f"http://127.0.0.1:{port}/harbour"
        for page, framed in (
            ("index.html", False),
            ("feed.xml", False),
            ("", False),
            ("episodes/ferry-1.html", False),
            ("embed/ferry-1.html", True),
        ):
            _, headers, _ = asked(f"{at}/{page}")
            assert (headers["Content-Security-Policy"] != "frame-ancestors 'self'") is framed, page
        status, headers, data = asked(f"{at}/episodes/ferry-1.mp3", Range="bytes=100-199")
        assert (status, data) == (206, (root / "episodes" / "ferry-1.mp3").read_bytes()[100:200])
        assert asked(f"{at}/episodes/ferry-1.mp3", Range="bytes=99999999-")[0] == 416
        _, headers, _ = asked(f"{at}/feed.xml")
        assert asked(f"{at}/feed.xml", If_None_Match=headers["ETag"])[0] == 304
        _, headers, data = asked(f"{at}/feed.xml", Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip"
        assert headers["ETag"].startswith("W/")
        assert "Content-Encoding" not in asked(f"{at}/episodes/ferry-1.mp3", Accept_Encoding="gzip")[1]
        assert asked(f"{at}/.hidden.json")[0] == asked(f"http://127.0.0.1:{port}/etc/passwd")[0] == 404
        assert asked(f"{at}/feed.xml", "POST")[0] == 405
        assert asked(f"{at}/")[2] == (root / "index.html").read_bytes()
