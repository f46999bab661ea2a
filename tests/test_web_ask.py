"""Requests of feeds and services: any method, any status, a connection kept, no secret sent on or shown."""

from __future__ import annotations

import gzip
import json
import time

import pytest

from podcaster.errors import HostileError, UnreadableError
from podcaster.network import web
from podcaster.network.discreet import masked, secrets, without_secrets
from tests.sites import Handler, Internet, Site, open_site

PATIENCE = web.Patience(10)


def test_any_status_is_an_answer(site: Site) -> None:
    """Whoever asks decides what 304, 401 or 410 mean."""
    for status in (304, 401, 410, 429, 500):
        site.pages["/feed"] = (status, {"Retry-After": "7"}, b"")
        reply = web.ask("GET", f"{site.base}/feed", {}, None, PATIENCE)
        assert (reply.status, reply.headers["retry-after"]) == (status, "7")
        with pytest.raises(web.WebError) as refused:
            reply.refuse()
        assert refused.value.status == status
        assert refused.value.temporary is (status in (429, 500))


def test_a_body_is_unpacked_within_a_limit(site: Site) -> None:
    """A bomb of a few kilobytes ends at the limit; a cut answer is no answer."""
    site.pages["/small"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"text"))
    site.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(3_000_000)))
    site.pages["/cut"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"text" * 100)[:-12])
    with web.Connections() as connections:
        assert connections.ask("GET", f"{site.base}/small", {}, None, PATIENCE).body == b"text"
        with pytest.raises(HostileError, match="more than 1 MB"):
            connections.ask("GET", f"{site.base}/bomb", {}, None, PATIENCE, limit=1_000_000)
        with pytest.raises(UnreadableError, match="broke off"):
            connections.ask("GET", f"{site.base}/cut", {}, None, PATIENCE)


def test_json_or_words(site: Site) -> None:
    """A page of a captive portal where a service should answer is said to be one."""
    site.pages["/api"] = (200, {}, json.dumps({"a": 1}).encode())
    assert web.ask("POST", f"{site.base}/api", {"Content-Type": "application/json"}, b"{}", PATIENCE).json() == {"a": 1}
    assert site.sent == ["{}"]
    site.pages["/api"] = (200, {}, b" <html>Sign in")
    with pytest.raises(web.WebError, match="a web page instead of JSON"):
        web.ask("GET", f"{site.base}/api", {}, None, PATIENCE).json()
    site.pages["/api"] = (401, {}, b"{}")
    with pytest.raises(web.WebError, match="the server said 401 Unauthorized"):
        web.ask("GET", f"{site.base}/api", {}, None, PATIENCE).json()


def test_one_connection_is_kept(site: Site) -> None:
    """Many requests to a server need one connection, also after the server has closed it."""
    places: list[int] = []

    def answer(handler: Handler) -> None:
        places.append(handler.client_address[1])
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"ok")
        handler.close_connection = len(places) == 3

    site.pages["/"] = answer
    with web.Connections() as connections:
        for _ in range(5):
            assert connections.ask("GET", f"{site.base}/", {}, None, PATIENCE).body == b"ok"
    assert len(places) == 5
    assert len(set(places)) == 2


def test_a_kept_connection_ends_at_the_deadline_too(site: Site) -> None:
    """The second answer on it drips."""

    def drip(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Content-Length", "2000")
        handler.end_headers()
        for _ in range(1000):  # for a minute
            handler.wfile.write(b"x")
            time.sleep(0.06)

    def quick(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.close_connection = False
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    site.pages |= {"/": quick, "/drip": drip}
    with web.Connections() as connections:
        connections.ask("GET", f"{site.base}/", {}, None, PATIENCE)
        began = time.monotonic()
        with pytest.raises(web.WebError, match="no answer within"):
            connections.ask("GET", f"{site.base}/drip", {}, None, web.Patience.altogether(0.3))
        assert time.monotonic() - began < 40


def test_a_redirect_to_another_server_tells_nobody_who_asks(site: Site) -> None:
    """A token goes only to the server that it is for; within that server it goes on."""
    headers = {"Authorization": "Bearer abc", "X-Auth-Token": "abc", "If-None-Match": '"1"'}
    with open_site() as other:
        other.pages["/feed"] = (200, {}, b"")
        site.pages["/out"] = (302, {"Location": f"{other.base}/feed"}, b"")
        site.pages["/in"] = (302, {"Location": "/feed"}, b"")
        site.pages["/feed"] = (200, {}, b"")
        web.ask("GET", f"{site.base}/out", headers, None, PATIENCE)
        web.ask("GET", f"{site.base}/in", headers, None, PATIENCE)
        assert not {"authorization", "x-auth-token"} & set(other.headers[-1])
        assert other.headers[-1]["if-none-match"] == '"1"'
        assert site.headers[-1]["authorization"] == "Bearer abc"


def test_only_a_move_for_good_is_one(site: Site) -> None:
    """After 301 and 302 the first place is where to ask again; a form is never sent on."""
    site.pages["/a"] = (301, {"Location": "/b"}, b"")
    site.pages["/b"] = (302, {"Location": "/c"}, b"")
    site.pages["/c"] = (308, {"Location": "/d"}, b"")
    site.pages["/d"] = (200, {}, b"")
    assert web.ask("GET", f"{site.base}/a", {}, None, PATIENCE).moved == f"{site.base}/b"
    assert web.ask("GET", f"{site.base}/b", {}, None, PATIENCE).moved == ""
    assert web.ask("GET", f"{site.base}/c", {}, None, PATIENCE).moved == f"{site.base}/d"
    assert web.ask("POST", f"{site.base}/c", {}, b"", PATIENCE).status == 308


def test_an_address_that_a_feed_names_is_public(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was not typed by the user is fetched from the home network."""
    Internet(monkeypatch, {"nas": [["192.168.1.2"]]}, **{"192.168.1.2": site})
    with web.Connections(home=False) as connections, pytest.raises(HostileError, match="private address"):
        connections.ask("GET", "http://nas/", {}, None, PATIENCE)


@pytest.mark.parametrize(
    ("address", "for_people", "hidden"),
    [
        ("https://h.example/feed?token=abc123&page=2", "https://h.example/feed?token=…&page=2", ("abc123",)),
        ("https://jo:pass1@h.example/feed#x", "https://h.example/feed", ("pass1",)),
        ("https://h.example/9f86d081884c7d659a2feaa0.rss", "https://h.example/…", ("9f86d081884c7d659a2feaa0",)),
        ("https://h.example/rss?u=AbCd3fGh1jKl9mNo", "https://h.example/rss?u=…", ("AbCd3fGh1jKl9mNo",)),
        ("https://h.example/2024/05/42-things-in-2024/", "https://h.example/2024/05/42-things-in-2024/", ()),
        ("https://h.example/?p=123", "https://h.example/?p=123", ()),
    ],
)
def test_secrets_in_addresses(address: str, for_people: str, hidden: tuple[str, ...]) -> None:
    """Messages show where something is, and never what would let others in."""
    assert (masked(address), secrets(address)) == (for_people, hidden)
    assert web.shown(address) == for_people


def test_an_address_in_a_file_has_no_named_secrets() -> None:
    """What tells one page from another stays."""
    long = "https://h.example/p/9f86d081884c7d659a2feaa0?p=3"
    assert without_secrets(f"{long}&access_token=abcd") == long
