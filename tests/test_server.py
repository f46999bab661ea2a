"""The show over HTTP, as podcast apps, browsers and strangers ask for it."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.config import Show
from podcaster.errors import UsageError
from podcaster.publishing import notes, pages
from podcaster.serving import ranges, server
from podcaster.serving.hosts import Hosts
from tests import machine
from tests.shows import SETTINGS, audio, episode, put_on_disk
from tests.visiting import Client, serving

MP3 = "/episodes/ferry-1.mp3"
WHOLE = audio(1)
SIZE = len(WHOLE)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Show:
    return put_on_disk(tmp_path_factory.mktemp("harbour"), replace(SETTINGS, base_url=""))


@pytest.fixture(scope="module")
def client(harbour: Show) -> Iterator[Client]:
    with serving(server.app(harbour)) as client:
        yield client


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("0-0", 0, 1),
        ("0-1", 0, 2),
        ("100-499", 100, 500),
        ("2000-", 2000, SIZE),
        ("-128", SIZE - 128, SIZE),
        (f"{SIZE - 10}-{SIZE + 1000}", SIZE - 10, SIZE),
        (f"-{SIZE + 5}", 0, SIZE),
        ("0-" + "9" * 40, 0, SIZE),
    ],
)
def test_a_player_gets_exactly_the_part_it_asks_for(client: Client, wanted: str, start: int, end: int):
    """Seeking needs exact ranges; Apple refuses shows without them."""
    got = client.get(MP3, headers={"Range": f"bytes={wanted}"})
    assert got.status_code == 206
    assert got.content == WHOLE[start:end]
    assert got.headers["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"


@pytest.mark.parametrize("wanted", ["bytes=abc", "bytes=5-2", "pages=1-2", "bytes=", "bytes=-", "bytes=0-9,20-29"])
def test_a_range_that_cannot_be_understood_is_the_whole_file(client: Client, wanted: str):
    """HTTP allows it, and no player is left with nothing."""
    got = client.get(MP3, headers={"Range": wanted})
    assert (got.status_code, got.content) == (200, WHOLE)


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", "bytes=-0", f"bytes={'9' * 30}-"])
def test_a_range_behind_the_end_is_refused_with_the_size(client: Client, wanted: str):
    """The player learns how long the file is."""
    got = client.get(MP3, headers={"Range": wanted})
    assert (got.status_code, got.headers["Content-Range"]) == (416, f"bytes */{SIZE}")


@given(header=st.one_of(st.text(max_size=30), st.from_regex(r"bytes=\d*-\d*", fullmatch=True)), size=st.integers(0, 99))
def test_no_range_leads_outside_of_the_file(header: str, size: int):
    """Whatever range is requested, only bytes of the file are sent."""
    span = ranges.parse_range(header, size)
    assert span is None or span == ranges.UNSATISFIABLE or 0 <= span[0] < span[1] <= size


def test_a_broken_download_goes_on_only_if_the_file_is_the_same(client: Client):
    """If-Range with the known ETag or date sends the part, with another the whole file."""
    whole = client.get(MP3)
    for known, status in ((whole.headers["ETag"], 206), (whole.headers["Last-Modified"], 206), ('"other"', 200)):
        assert client.get(MP3, headers={"Range": "bytes=5-", "If-Range": known}).status_code == status


@pytest.mark.parametrize("path", [MP3, "/feed.xml", "/cover.jpg", "/episodes/ferry-1.vtt", "/"])
def test_head_says_what_get_would(client: Client, path: str):
    """Directories look before they fetch."""
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    for answer in (head, get):
        del answer.headers["Date"]  # in any spelling; a second may pass between the two
    assert dict(head.headers) == dict(get.headers)
    assert int(head.headers["Content-Length"]) == len(get.content)


@pytest.mark.parametrize("path", [MP3, "/feed.xml"])
def test_what_is_known_already_is_not_sent_again(client: Client, path: str):
    """Apps ask every hour; 304 answers most of it, and a changed ETag wins over the date."""
    headers = client.get(path).headers
    etag, date = headers["ETag"], headers["Last-Modified"]
    for known in ({"If-None-Match": f'"x", {etag}'}, {"If-None-Match": f"W/{etag}"}, {"If-Modified-Since": date}):
        got = client.get(path, headers=known)
        assert (got.status_code, got.content) == (304, b"")
        assert got.headers["ETag"] == etag
    old = "Mon, 01 Jan 1990 00:00:00 GMT"
    for known in ({"If-None-Match": '"x"', "If-Modified-Since": date}, {"If-Modified-Since": old}):
        assert client.get(path, headers=known).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": "rubbish"}).status_code == 200


def test_text_is_compressed_for_those_who_take_it_and_audio_never(client: Client):
    """The two forms of the feed have different ETags, and the Vary header tells caches."""
    plain = client.get("/feed.xml")
    packed = client.get("/feed.xml", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    again = client.get("/feed.xml", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304
    assert "Content-Encoding" not in client.get("/feed.xml", headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert "Content-Encoding" not in client.get(MP3, headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    ("path", "kind", "open_to_others"),
    [
        ("/feed.xml", "application/rss+xml; charset=utf-8", False),
        (MP3, "audio/mpeg", False),
        ("/episodes/ferry-1.vtt", "text/vtt; charset=utf-8", True),
        ("/episodes/ferry-1.srt", "application/x-subrip", True),
        ("/episodes/ferry-1.json", "application/json", True),
        ("/episodes/ferry-1.chapters.json", "application/json+chapters", True),
        ("/episodes/ferry-1.html", "text/html; charset=utf-8", False),
        ("/episodes/ferry-1.jpg", "image/jpeg", False),
        ("/feed.css", "text/css; charset=utf-8", False),
    ],
)
def test_every_file_has_its_type_and_web_players_may_read_transcripts(
    client: Client, path: str, kind: str, open_to_others: bool
):
    """What a web page elsewhere may not read is the list of what somebody listens to."""
    headers = client.get(path).headers
    assert headers["Content-Type"] == kind
    assert (headers.get("Access-Control-Allow-Origin") == "*") is open_to_others
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_browser_can_show_the_feed(client: Client):
    """Browsers style only what they take for XML; podcast apps get the type of a feed."""
    got = client.get("/feed.xml", headers={"Accept": "text/html,application/xhtml+xml"})
    assert got.headers["Content-Type"].startswith("application/xml")
    assert "Accept" in got.headers["Vary"]


def test_a_show_without_base_url_has_the_address_it_was_asked_for(client: Client, harbour: Show):
    """At home the audio is found under any name of the computer."""
    assert b'url="http://pod.local:8000/episodes/ferry-1.mp3"' in client.get("/feed.xml").content
    assert b"localhost:8000" in (harbour.public / "feed.xml").read_bytes()


def test_pictures_of_chapters_have_the_address_that_was_asked_for(tmp_path: Path):
    """With a base_url too, where the show is asked for at home."""
    for settings, token, home, asked in (
        (replace(SETTINGS, base_url=""), "", "http://localhost:8000/", "http://pod.local:8000/"),
        (
            replace(SETTINGS, base_url="", private=True),
            "t0ken",
            "http://localhost:8000/t0ken/",
            "http://pod.local:8000/t0ken/",
        ),
        (SETTINGS, "", "https://pod.example/harbour/", "http://pod.local:8000/"),
    ):
        show = put_on_disk(tmp_path / (token or settings.base_url[-7:] or "open"), settings, token=token)
        chapters = [{"startTime": 0, "title": "One", "img": f"{home}episodes/ferry-1.1.jpg"}]
        told = notes.as_json({"version": "1.2.0", "chapters": chapters})
        (show.episodes / "ferry-1.chapters.json").write_text(told)
        with serving(server.app(show, token=token)) as client:
            got = client.get(f"{f'/{token}' if token else ''}/episodes/ferry-1.chapters.json").content
        assert [c["img"] for c in json.loads(got)["chapters"]] == [f"{asked}episodes/ferry-1.1.jpg"]


def test_the_page_of_a_show_has_the_address_it_was_asked_for(client: Client, harbour: Show, tmp_path: Path):
    """Without scripts too: as text and as a QR code, with the secret of a private show, or below base_url."""
    page = client.get("/").content
    assert b'value="http://pod.local:8000/feed.xml"' in page
    assert b'class="qr"' in page
    assert client.get("/index.html").content == page
    other = client.get("/", {"Host": "127.0.0.1:8000"})
    assert b'value="http://127.0.0.1:8000/feed.xml"' in other.content
    assert b'class="qr"' not in other.content  # a phone would find itself there
    assert b"podcaster serve --host 0.0.0.0" in other.content
    assert client.get("/", {"If-None-Match": other.headers["ETag"]}).status_code == 200
    for number, (base, host) in enumerate((("", "pod.local:8000"), ("https://pod.example/", "pod.example"))):
        folder = tmp_path / str(number)
        show = put_on_disk(folder, replace(SETTINGS, base_url=base, private=True), token="t0ken")
        with serving(server.app(show, token="t0ken")) as private:
            page = private.get("/t0ken/", {"Host": host}).content
        address = f"{base or 'http://pod.local:8000/'}t0ken/feed.xml"
        assert f'value="{address}"'.encode() in page
        assert b'class="qr"' in page


@pytest.mark.parametrize(
    "path",
    [
        "/../podcaster.toml",
        "/%2e%2e/podcaster.toml",
        "/episodes/..%2f..%2fpodcaster.toml",
        "/episodes/.hidden.mp3",
        "/.git/config",
        "//etc/passwd",
        "/episodes/",
        "/episodes",
        "/archive/x.xml",
        "/episodes/ferry-1.mp3%00.jpg",
        "/episodes/link.mp3",
        "/episodes/folder.mp3",
        "/episodes/pipe.mp3",
        "/no-such.mp3",
    ],
)
def test_nothing_but_the_show_is_served(client: Client, harbour: Show, path: str):
    """No way out of public/, no dot files, no folders, links or pipes."""
    (harbour.folder / "podcaster.toml").write_text("secret")
    for name, make in {
        ".hidden.mp3": lambda p: p.write_text("x"),
        "link.mp3": lambda p: p.symlink_to(harbour.folder / "podcaster.toml"),
        "folder.mp3": lambda p: p.mkdir(),
        "pipe.mp3": os.mkfifo,
    }.items():
        if not (one := harbour.episodes / name).exists():
            make(one)
    assert client.get(path).status_code == 404


def test_the_episodes_may_lie_on_another_disk(client: Client, harbour: Show, tmp_path: Path):
    """public/episodes as a link is followed, like when the show is published; no other folder is."""
    harbour.episodes.rename(tmp_path / "disk")
    harbour.episodes.symlink_to(tmp_path / "disk")
    (harbour.public / "archive").mkdir(exist_ok=True)
    (harbour.public / "archive" / "7.html").write_text("a page of the archive")
    assert client.get(MP3).content == WHOLE
    assert client.get("/archive/7.html").status_code == 200
    (harbour.public / "archive").rename(tmp_path / "elsewhere")
    (harbour.public / "archive").symlink_to(tmp_path / "elsewhere")
    assert client.get("/archive/7.html").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_there_is_nothing_to_change(client: Client, method: str):
    """Only GET and HEAD are answered."""
    assert client.request(method, "/feed.xml").status_code == 405


def test_only_names_that_the_library_knows(harbour: Show):
    """What lies in the folder by chance stays there."""
    with serving(server.app(harbour, allow=lambda name: name == "feed.xml")) as client:
        assert client.get("/feed.xml").status_code == 200
        assert client.get(MP3).status_code == 404


def test_what_no_feed_names_yet_is_not_served(tmp_path: Path):
    """An episode is there from the moment on at which the feed tells of it, and so are those of the archive."""
    show = put_on_disk(tmp_path, replace(SETTINGS, base_url="", feed_limit=2), count=4)
    (show.episodes / "draft.mp3").write_bytes(b"not yet")
    with serving(server.app(show)) as client:
        assert client.get("/episodes/draft.mp3").status_code == 404
        assert client.get("/episodes/ferry-1.mp3").status_code == 200
        assert b"ferry-1.mp3" in client.get("/archive/1.xml").content
        feed = (show.public / "feed.xml").read_bytes()
        (show.public / "feed.xml").write_bytes(feed.replace(b"ferry-4.mp3", b"draft.mp3"))
        assert client.get("/episodes/draft.mp3").status_code == 200


def test_a_private_show_is_found_only_with_its_token(tmp_path: Path):
    """Without the secret there is nothing, not even the front page; with it every address of the feed works."""
    show = put_on_disk(tmp_path, replace(SETTINGS, base_url="", private=True), token="t0ken")
    with serving(server.app(show, token="t0ken")) as client:
        for path in ("/feed.xml", "/", "/robots.txt", "/wrong/feed.xml", "/t0ke/feed.xml", "/t0kenn/feed.xml"):
            assert client.get(path).status_code == 404
        got = client.get("/t0ken/feed.xml")
        assert b"http://pod.local:8000/t0ken/episodes/ferry-1.mp3" in got.content
        assert b"t0ken/t0ken" not in got.content
        assert "noindex" in got.headers["X-Robots-Tag"]
        assert got.headers["Cache-Control"].startswith("private")
        assert client.get(f"/t0ken{MP3}").content == WHOLE


def test_other_host_names_are_not_answered(harbour: Show):
    """A web page cannot point its name at this computer and read the feed; the answer says how to allow a name."""
    with serving(server.app(harbour, hosts=Hosts.of_this_computer(["Nas.Example.ts.net"]))) as client:
        for host in (
            "localhost:8000",
            "127.0.0.1",
            "[::1]:80",
            "192.168.1.5:8000",
            socket.gethostname(),
            "NAS.example.ts.net.",
        ):
            assert client.get("/feed.xml", headers={"Host": host}).status_code == 200
        refused = client.get("/feed.xml", headers={"Host": "evil.example:8000"})
        assert (refused.status_code, b"--allow-host evil.example\n" in refused.content) == (421, True)
        assert client.get("/feed.xml", headers={"Host": 'a"><b'}).status_code == 400


def test_a_port_in_use_is_one_clear_line(harbour: Show):
    """Two servers on a port: the second says who has it, as far as the system tells, and which one is free."""
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} on 127.0.0.1 is in use") as refused:
            server.serve(harbour, port=port)
    if sys.platform == "linux":
        assert f"(process {os.getpid()})" in refused.value.message
    free = re.search(r"port (\d+) is free: the same command with --port \1$", refused.value.hint)
    assert free
    assert port < int(free[1]) <= port + 20


def test_a_show_without_a_feed_is_not_served(tmp_path: Path):
    """One learns how to make the first episode."""
    with pytest.raises(UsageError, match="no feed"):
        server.serve(Show(tmp_path))


@machine.posix
def test_ctrl_c_ends_the_server_politely(harbour: Show):
    """It starts, answers, survives rubbish and a listener who hangs up, and ends at once, with status 0 and silent."""
    code = (
        "import sys; from pathlib import Path; from podcaster.serving import server; from podcaster.config import Show;"
        "server.serve(Show(Path(sys.argv[1])), port=0, on_start=lambda a: print(a, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(harbour.folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        address = process.stdout.readline().strip()
        host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
        with socket.create_connection((host, int(port)), timeout=60) as rude:
            rude.sendall(f"GET {MP3} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            rude.recv(10)
        for _ in range(50):
            try:
                with urllib.request.urlopen(f"{address}feed.xml", timeout=60) as answer:
                    assert answer.status == 200
                break
            except ConnectionError:
                time.sleep(0.05)
        with socket.create_connection((host, int(port)), timeout=60) as rubbish:
            rubbish.sendall(b"\x00\x01 rubbish\r\n\r\n")
            assert b"400" in rubbish.recv(100)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")


def test_the_server_allows_what_its_pages_ask_for(client: Client):
    """A page says in itself what it loads: pictures, sound, chapters. What the server says must not forbid that."""

    def directives(policy: str) -> dict[str, list[str]]:
        return {name: sources for name, *sources in map(str.split, policy.split(";"))}

    page = pages.show_page(SETTINGS, [episode(1)])
    asked = directives(re.findall('Content-Security-Policy" content="([^"]*)"', page)[0])
    served = directives(client.get("/index.html").headers["content-security-policy"])
    for name in ("img-src", "media-src", "connect-src"):
        assert "'self'" in asked[name]
        assert "'self'" in served[name]
