"""A page fetched from an address: only what was asked for, only from where it may come, kept for good."""

from __future__ import annotations

import gzip
import http.server
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from podcaster.errors import HostileError, PodcasterError, UnreadableError, UnsupportedError, UsageError
from podcaster.reading import fetch, read
from tests.formats import build

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A server on loopback that answers from a table and remembers what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[http.server.BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                answer = site.pages.get(self.path, (404, {}, b"no"))
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def html(self, path: str, text: str, **headers: str) -> None:
        self.pages[path] = (200, {"Content-Type": "text/html; charset=utf-8", **headers}, text.encode())


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_page_and_its_picture_are_kept_as_one_file(site: Site, tmp_path: Path) -> None:
    """The page, its own picture and nothing else is fetched; the file can be read again without a network."""
    head = '<meta property="og:image" content="/gull.jpg"><script src="/spy.js">var spy;</script>'
    body = f"<p>{build.GULLS}</p><img src='/other.jpg' width='600'><p>{build.BREAD}</p>"
    site.html("/gulls", build.page(head=head, body=body))
    site.pages["/gull.jpg"] = (200, {"Content-Type": "image/jpeg"}, build.jpeg())
    path = fetch.save(f"{site.base}/gulls", tmp_path, allow_private=True)
    assert sorted(site.asked) == ["/gull.jpg", "/gulls"]
    assert not re.search(r"spy\.js|var spy", path.read_text())  # the picture's letters may spell anything
    site.server.shutdown()
    (article,) = read(path)
    assert article.text.startswith(build.GULLS)
    assert article.address == f"{site.base}/gulls"
    assert article.image is not None
    assert article.image.data
    assert list(tmp_path.iterdir()) == [path]


def test_redirects_are_followed_and_counted(site: Site, tmp_path: Path) -> None:
    """Five redirects are followed, the address that answered is kept; a circle ends."""
    for number in range(5):
        site.pages[f"/r{number}"] = (302, {"Location": f"r{number + 1}"}, b"")
    site.html("/r5", build.page())
    (article,) = read(fetch.save(f"{site.base}/r0", tmp_path, allow_private=True))
    assert article.address == f"{site.base}/r5"
    site.pages["/circle"] = (301, {"Location": "/circle"}, b"")
    with pytest.raises(UnreadableError, match="redirects"):
        fetch.save(f"{site.base}/circle", tmp_path, allow_private=True)
    for target in ("file:///etc/passwd", "ftp://example.com/", "gopher://x"):
        site.pages["/out"] = (302, {"Location": target}, b"")
        with pytest.raises(UsageError, match="http"):
            fetch.save(f"{site.base}/out", tmp_path, allow_private=True)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "[::ffff:127.0.0.1]"]
)
def test_private_addresses_are_refused(host: str, site: Site, tmp_path: Path) -> None:
    """However it is written, the local machine is not fetched from, and nobody there is asked."""
    with pytest.raises(PodcasterError):
        fetch.save(f"http://{host}:{site.server.server_port}/", tmp_path)
    assert not site.asked
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """Link-local, shared, mapped and embedded addresses are not the internet."""
    assert fetch.is_public(address) is public


def test_what_is_not_a_page_is_refused(site: Site, tmp_path: Path) -> None:
    """Errors of the server, other kinds of files, empty, endless and broken answers are each said as such."""
    site.pages["/a.pdf"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-")
    site.html("/empty", " ")
    site.html("/bomb", "x", **{"Content-Encoding": "gzip"})
    site.pages["/bomb"] = (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(b" " * (40 << 20)),
    )
    site.pages["/short"] = (200, {"Content-Type": "text/html", "Content-Length": "9999"}, b"<p>cut")
    for path, kind, words in (
        ("/missing", UnreadableError, "404"),
        ("/a.pdf", UnsupportedError, "application/pdf"),
        ("/empty", UnreadableError, "empty"),
        ("/bomb", HostileError, "20 MB"),
        ("/short", UnreadableError, "broke off"),
    ):
        with pytest.raises(kind, match=words):
            fetch.save(f"{site.base}{path}", tmp_path, allow_private=True)
    assert not list(tmp_path.iterdir())


def test_a_server_that_drips_is_cut_off(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty seconds are thirty seconds, however the server spends them."""
    monkeypatch.setattr(fetch, "SECONDS", 0.6)

    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        try:
            for _ in range(50):
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    site.pages["/drip"] = drip
    start = time.monotonic()
    with pytest.raises(UnreadableError, match="no answer"):
        fetch.save(f"{site.base}/drip", tmp_path, allow_private=True)
    assert time.monotonic() - start < 3


def test_a_missing_picture_costs_nothing(site: Site, tmp_path: Path) -> None:
    """The text is what matters: a picture that cannot be had is no error."""
    for reference in ("/missing.jpg", "file:///etc/hostname", "http://127.0.0.1:1/x.jpg", "http://["):
        site.html("/gulls", build.page(head=f'<meta property="og:image" content="{reference}">'))
        (article,) = read(fetch.save(f"{site.base}/gulls", tmp_path, allow_private=True))
        assert article.text.startswith(build.GULLS)


def test_passwords_are_neither_sent_nor_shown(tmp_path: Path) -> None:
    """An address with a password is refused by a message without it."""
    with pytest.raises(UsageError) as caught:
        fetch.save("https://me:hunter2@example.com/", tmp_path)
    assert "hunter2" not in caught.value.message


def test_an_old_encoding_survives(site: Site, tmp_path: Path) -> None:
    """A page in another encoding is kept in UTF-8, whether its header or itself tells."""
    text = build.page(body=f"<p>“Café” — {build.GULLS}</p>").replace('<meta charset="utf-8">', "")
    site.pages["/header"] = (200, {"Content-Type": "text/html; charset=windows-1252"}, text.encode("cp1252"))
    inside = text.replace("<head>", "<head><meta charset=windows-1252>").encode("cp1252")
    site.pages["/inside"] = (200, {"Content-Type": "text/html"}, inside)
    for path in ("/header", "/inside"):
        (article,) = read(fetch.save(f"{site.base}{path}", tmp_path, allow_private=True))
        assert article.text.startswith("“Café” — The gulls")
