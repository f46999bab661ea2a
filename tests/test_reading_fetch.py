"""A page fetched from an address: only what was asked for, only from where it may come, kept for good."""

from __future__ import annotations

import gzip
import http.server
import re
import time
from pathlib import Path

import pytest

from podcaster.errors import HostileError, UnreadableError, UnsupportedError, UsageError
from podcaster.reading import endings, fetch, read
from podcaster.reading.recognise import Kind
from tests.formats import build
from tests.sites import Handler, Internet, Site, open_site


def test_a_page_and_its_picture_are_kept_as_one_file(site: Site, tmp_path: Path) -> None:
    """The page, its own picture and nothing else is fetched; the file can be read again without a network."""
    head = '<meta property="og:image" content="/gull.jpg"><script src="/spy.js">var spy;</script>'
    body = f"<p>{build.GULLS}</p><img src='/other.jpg' width='600'><p>{build.BREAD}</p>"
    site.html("/gulls", build.page(head=head, body=body))
    site.pages["/gull.jpg"] = (200, {"Content-Type": "image/jpeg"}, build.jpeg())
    path = fetch.save(f"{site.base}/gulls", tmp_path)
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
    (article,) = read(fetch.save(f"{site.base}/r0", tmp_path))
    assert article.address == f"{site.base}/r5"
    site.pages["/circle"] = (301, {"Location": "/circle"}, b"")
    with pytest.raises(UnreadableError, match="redirects"):
        fetch.save(f"{site.base}/circle", tmp_path)
    for target in ("file:///etc/passwd", "ftp://example.com/", "gopher://x"):
        site.pages["/out"] = (302, {"Location": target}, b"")
        with pytest.raises(UnreadableError, match=r"/out: it redirects to .*: only http and https"):
            fetch.save(f"{site.base}/out", tmp_path)


def endless(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(b"<p>more" * 10_000)


def test_what_is_not_a_page_is_refused(site: Site, tmp_path: Path) -> None:
    """Errors of the server, other kinds of files, empty, endless and broken answers are each said as such."""
    site.pages["/a.jpg"] = (200, {"Content-Type": "image/jpeg"}, build.jpeg())
    site.html("/empty", " ")
    site.html("/bomb", "x", **{"Content-Encoding": "gzip"})
    site.pages["/bomb"] = (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(b" " * (40 << 20)),
    )
    site.pages["/short"] = (200, {"Content-Type": "text/html", "Content-Length": "9999"}, b"<p>cut")
    site.html("/brotli", "x", **{"Content-Encoding": "br"})
    site.html("/damaged", "x", **{"Content-Encoding": "gzip"})
    site.pages["/cut"] = (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b"cut")[:-9])
    site.pages["/part"] = (206, {"Content-Type": "text/html", "Content-Range": "bytes 0-0/9"}, b"x")
    site.pages["/endless"] = endless
    for path, kind, words in (
        ("/missing", UnreadableError, "404"),
        ("/a.jpg", UnsupportedError, "a picture"),
        ("/empty", UnreadableError, "empty"),
        ("/bomb", HostileError, "20 MB"),
        ("/short", UnreadableError, "broke off"),
        ("/brotli", UnsupportedError, "not asked for"),
        ("/damaged", UnreadableError, "damaged"),
        ("/cut", UnreadableError, "broke off"),
        ("/part", UnreadableError, "a part"),
        ("/endless", HostileError, "20 MB"),
    ):
        with pytest.raises(kind, match=words):
            fetch.save(f"{site.base}{path}", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_server_that_drips_is_cut_off(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty seconds are thirty seconds, however the server spends them."""
    monkeypatch.setattr(fetch, "SECONDS", 0.6)

    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        try:
            for _ in range(600):
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    site.pages["/drip"] = drip
    start = time.monotonic()
    with pytest.raises(UnreadableError, match="no answer"):
        fetch.save(f"{site.base}/drip", tmp_path)
    assert time.monotonic() - start < 40  # of the sixty that the server takes


def test_a_page_in_several_gzip_members_is_kept_whole(site: Site, tmp_path: Path) -> None:
    """Some servers compress a page in pieces; padding after the last one is ignored."""
    text = build.page().encode()
    packed = gzip.compress(text[:300]) + gzip.compress(text[300:]) + b"\0" * 8
    site.pages["/gulls"] = (200, {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}, packed)
    site.html("/plain", text.decode())
    (article,) = read(fetch.save(f"{site.base}/gulls", tmp_path))
    (plain,) = read(fetch.save(f"{site.base}/plain", tmp_path))
    assert article.blocks == plain.blocks


def test_a_picture_comes_from_where_the_page_may_send_us(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a public page nothing is fetched from the network at home, and for a page at home only what is beside it."""
    with open_site() as nas, open_site() as other:
        names = {"pod.example": [["93.184.216.34"]], "nas": [["192.168.1.2"]]}
        internet = Internet(monkeypatch, names, **{"93.184.216.34": site, "192.168.1.2": nas, "10.0.0.7": other})
        for one in (site, nas, other):
            one.pages["/gull.jpg"] = (200, {"Content-Type": "image/jpeg"}, build.jpeg())
        for page, picture, kept in (
            ("http://pod.example/", "/gull.jpg", True),
            ("http://pod.example/", "http://nas/gull.jpg", False),
            ("http://nas/", "/gull.jpg", True),
            ("http://nas/", "http://pod.example/gull.jpg", True),
            ("http://nas/", "http://10.0.0.7/gull.jpg", False),
            ("http://nas/", "http://nas:8080/gull.jpg", False),
        ):
            text = build.page(head=f'<meta property="og:image" content="{picture}">')
            for one in (site, nas):
                one.html("/", text)
            internet.connected.clear()
            (article,) = read(fetch.save(page, tmp_path))
            assert bool(article.image and article.image.data) is kept, (page, picture)
            assert len(internet.connected) == (2 if kept else 1)


def test_a_missing_picture_costs_nothing(site: Site, tmp_path: Path) -> None:
    """Only the text matters: a picture that cannot be fetched is not an error."""
    for reference in ("/missing.jpg", "file:///etc/hostname", "http://127.0.0.1:1/x.jpg", "http://[", "http://x:y/"):
        site.html("/gulls", build.page(head=f'<meta property="og:image" content="{reference}">'))
        (article,) = read(fetch.save(f"{site.base}/gulls", tmp_path))
        assert article.text.startswith(build.GULLS)


def test_passwords_are_neither_sent_nor_shown(tmp_path: Path) -> None:
    """An address with a password is refused, and the message does not show the password."""
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
        (article,) = read(fetch.save(f"{site.base}{path}", tmp_path))
        assert article.text.startswith("“Café” — The gulls")


def test_a_page_keeps_its_file(site: Site, tmp_path: Path) -> None:
    """It is called after the words of the address; one that an older podcaster called otherwise is written over."""
    site.html("/%D1%87%D0%B0%D0%B9%D0%BA%D0%B8", build.page())
    address = f"{site.base}/%D1%87%D0%B0%D0%B9%D0%BA%D0%B8"
    path = fetch.save(address, tmp_path)
    assert "-chayki-" in path.name
    former = path.rename(tmp_path / f"page-{path.stem[-8:]}.html")
    assert fetch.save(address, tmp_path) == former
    assert list(tmp_path.iterdir()) == [former]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_file_from_the_web_has_a_name_for_its_end(kind: Kind) -> None:
    """Whoever adds a kind is told here, not by a page that cannot be kept."""
    assert endings.ending(kind, b"").isalnum()
