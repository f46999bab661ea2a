"""Who gets into the studio, who does not, and what pages of other sites can make a browser do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.routing import Route

from podcaster.studio import app, keys
from podcaster.studio.gate import Slowing
from podcaster.studio.refusals import Refusal
from tests.loops import finished
from tests.shows import put_on_disk
from tests.studios import HERE, KEY, KEYS, client, csrf

PAGE = "<!doctype html><title>The ferry</title><p>It came at noon.</p>"
BEARER = {"authorization": f"Bearer {KEY}"}
ELSEWHERE: list[tuple[str, str, dict[str, str]]] = [
    ("http://nas.local:8000", "192.168.1.7", {}),
    ("http://nas.local:8000", "127.0.0.1", {}),
    (HERE, "127.0.0.1", {"x-forwarded-for": "192.168.1.7"}),
    (HERE, "192.168.1.7", {}),
]
FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:9000"},
    {"referer": "http://evil.example/page"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": HERE},
]


def articles(studio: Any) -> int:
    return len(studio.get("/api/articles", headers=BEARER).json())


def test_this_computer_needs_no_key(tmp_path: Path) -> None:
    """Whoever sits at it opens the studio and finds the form."""
    page = client(tmp_path).get("/studio/")
    assert page.status_code == 200
    assert csrf(page.text) == KEYS.csrf


@pytest.mark.parametrize(("where", "at", "headers"), ELSEWHERE)
def test_elsewhere_the_key_is_asked_for(tmp_path: Path, where: str, at: str, headers: dict[str, str]) -> None:
    """Other computers, other names and proxies; then the key opens it, as a cookie that no script reads."""
    visitor = client(tmp_path, where=where, at=at)
    visitor.headers.update(headers)
    assert visitor.get("/studio/").headers["location"] == "/studio/key"
    assert visitor.post("/studio/add", data={"csrf": KEYS.csrf, "text": "A text."}).status_code == 303
    asked = visitor.get("/api/articles")
    assert (asked.status_code, asked.headers["www-authenticate"]) == (401, "Bearer")
    assert "csrf" not in visitor.get("/studio/key").text
    assert visitor.post("/studio/key", data={"key": KEY[::-1]}).status_code == 403
    opened = visitor.post("/studio/key", data={"key": f" {KEY[:4].upper()}-{KEY[4:]} "})
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert KEY not in cookie
    assert csrf(visitor.get("/studio/").text)
    assert articles(visitor) == 0


def test_after_the_key_one_is_where_one_wanted_to_be(tmp_path: Path) -> None:
    """On a page of the studio, and never led elsewhere. A browser can ask whether it has the cookie already."""
    visitor = client(tmp_path, where="http://nas.local:8000")
    asked = visitor.get("/studio/articles/3").headers["location"]
    assert asked == "/studio/key?to=%2Fstudio%2Farticles%2F3"
    assert 'name="to" value="/studio/articles/3"' in visitor.get(asked).text
    assert visitor.get("/studio/key/known").status_code == 303
    for wanted, found in (
        ("/studio/articles/3", "/studio/articles/3"),
        ("//evil.example/", "/studio/"),
        ("https://evil.example/studio/", "/studio/"),
        ("/studio/key", "/studio/"),
    ):
        assert visitor.post("/studio/key", data={"key": KEY, "to": wanted}).headers["location"] == found
    assert visitor.get("/studio/key/known").status_code == 204


def test_who_has_no_key_can_send_little(tmp_path: Path) -> None:
    """Nothing of a stranger fills the memory."""
    visitor = client(tmp_path, where="http://nas.local:8000")
    assert visitor.post("/studio/key", data={"key": "a" * 5000}).status_code == 413
    assert visitor.post("/studio/share", data={"text": "a" * 10_500_000}).status_code == 413


def test_a_key_is_asked_for_on_this_computer_if_its_owner_wants_it(tmp_path: Path) -> None:
    assert client(tmp_path, open_here=False).get("/studio/").status_code == 303


def test_behind_https_the_cookie_is_for_https_alone(tmp_path: Path) -> None:
    visitor = client(tmp_path, where="https://nas.local")
    assert "secure" in visitor.post("/studio/key", data={"key": KEY}).headers["set-cookie"].lower()
    proxied = client(tmp_path, where="http://nas.local")
    told = {"x-forwarded-proto": "https"}
    assert "secure" in proxied.post("/studio/key", data={"key": KEY}, headers=told).headers["set-cookie"].lower()


def test_the_key_itself_opens_the_api(tmp_path: Path) -> None:
    """For programs and Shortcuts; a wrong one is refused although the computer itself needs none."""
    visitor = client(tmp_path, where="http://nas.local:8000", at="192.168.1.7")
    assert visitor.get("/api/articles", headers=BEARER).json() == []
    wrong = client(tmp_path).get("/api/articles", headers={"authorization": "Bearer x"})
    assert (wrong.status_code, wrong.json()["error"]) == (401, "This is not the key of the studio")


def test_other_host_names_are_not_answered(tmp_path: Path) -> None:
    """No page can point a name of its own at this computer (DNS rebinding), with the key or without."""
    evil = client(tmp_path, where="http://evil.example:8000")
    assert evil.get("/studio/").status_code == 421
    assert evil.get("/api/articles", headers=BEARER).status_code == 421
    assert evil.get("/robots.txt").status_code == 200, "the show itself is checked by its own hosts"


@pytest.mark.parametrize("headers", FOREIGN)
def test_pages_of_other_sites_add_and_make_nothing(tmp_path: Path, headers: dict[str, str]) -> None:
    """A form or a fetch from another site, to a studio without a key, to one with the cookie, and to the API."""
    for visitor in (client(tmp_path), client(tmp_path, where="http://nas.local:8000")):
        visitor.post("/studio/key", data={"key": KEY})
        for path, more in (
            ("/studio/add", {"data": {"csrf": KEYS.csrf, "text": "A text."}}),
            ("/api/articles", {"json": {"text": "A text."}}),
            ("/api/articles/1/make", {}),
        ):
            done = visitor.post(path, headers=headers, **more)  # type: ignore[arg-type]
            assert done.status_code == 403
            assert "access-control-allow-origin" not in done.headers
        assert articles(visitor) == 0


def test_a_form_without_its_secret_is_not_ours(tmp_path: Path) -> None:
    studio = client(tmp_path)
    for token in ("", "x", KEYS.csrf[:-1]):
        done = studio.post("/studio/add", data={"csrf": token, "text": "A text."})
        assert (done.status_code, "out of date" in done.text) == (403, True)
    assert articles(studio) == 0


def test_our_own_pages_may_send_forms(tmp_path: Path) -> None:
    """Whatever they say of where they come from, and whatever the address."""
    for where in (HERE, "http://localhost:8000", "http://[::1]:8000"):
        studio, host = client(tmp_path), {"host": where.removeprefix("http://")}
        for headers in ({"origin": where}, {"sec-fetch-site": "same-origin", "origin": where}, {}):
            done = studio.post("/studio/add", data={"csrf": KEYS.csrf, "text": "A text."}, headers=headers | host)
            assert done.status_code == 303


def test_other_sites_cannot_load_anything_of_the_studio(tmp_path: Path) -> None:
    """Neither as a picture, nor as a script, nor in a frame; a link to it works."""
    studio = client(tmp_path)
    for dest, mode in (("image", "no-cors"), ("iframe", "navigate"), ("empty", "cors")):
        headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": dest}
        assert studio.get("/studio/", headers=headers).status_code == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert studio.get("/studio/", headers=link).status_code == 200
    assert studio.options("/api/articles", headers={"origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/studio/", "/studio/key", "/studio/nothing", "/api/articles", "/api/nothing"])
def test_every_answer_has_the_headers_that_protect_it(tmp_path: Path, path: str) -> None:
    answer = client(tmp_path).get(path)
    assert answer.headers["content-security-policy"] == app.POLICY
    assert "unsafe" not in app.POLICY
    expected = {
        "cache-control": "no-store",
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-robots-tag": "noindex, nofollow",
    }
    assert {name: answer.headers[name] for name in expected} == expected


def test_pages_have_nothing_inline_and_nothing_from_elsewhere(tmp_path: Path) -> None:
    studio = client(tmp_path)
    for path in ("/studio/", "/studio/key", "/studio/share?url=https://harbour.example/"):
        page = studio.get(path).text
        assert "<script>" not in page
        assert "<style" not in page
        assert " style=" not in page
        assert " on" not in page.split("<body>")[0]
        for address in [part.split('"')[0] for part in page.split('src="')[1:]]:
            assert studio.get(address).status_code == 200
    assert "immutable" in studio.get(address).headers["cache-control"]
    assert studio.get("/studio/static/..%2fapp.py").status_code == 404
    assert studio.get("/studio/static/add.html.j2").status_code == 404


def test_the_show_never_leads_to_the_studio(tmp_path: Path) -> None:
    """The public part is what `serve` serves, and says nothing of the studio; its files stay private."""
    show = put_on_disk(tmp_path / "show")
    keys.of(show.state, needed=True)
    studio = client(show)
    for path in (
        "/",
        "/feed.xml",
        "/robots.txt",
        "/episodes/ferry-1.html",
        "/.podcaster/studio.json",
        "/saved/studio/",
    ):
        assert "studio" not in studio.get(path).text.replace(HERE, "")
    assert studio.get("/feed.xml").text.startswith("<?xml")
    assert studio.get("/studio", headers={"x-forwarded-for": "1.2.3.4"}).headers["location"] == "/studio/key"
    assert studio.post("/feed.xml").status_code == 405


def test_wrong_keys_wait_longer_each_time() -> None:
    """The right key is never delayed; many tries at once are refused."""
    waited: list[float] = []
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    slow = Slowing(lambda: clock[0], sleep)

    async def tries() -> None:
        for _ in range(7):
            await slow.wait("192.168.1.7")
        await slow.wait("192.168.1.8")
        clock[0] = 700.0
        await slow.wait("192.168.1.7")

    finished(tries())
    assert waited == [0.25, 0.5, 1, 2, 4, 8, 8, 0.25, 0.25]
    slow.waiting = Slowing.WAITING
    with pytest.raises(Refusal, match="Too many") as refused:
        finished(slow.wait("192.168.1.9"))
    assert (refused.value.status, len(waited)) == (429, 9)


def test_the_key_is_random_and_in_a_file_of_its_owner(tmp_path: Path) -> None:
    """160 bits, made when first needed, and again only with --new-key."""
    state = tmp_path / "show" / ".podcaster"
    without, made = keys.of(state, needed=False)
    assert (without.key, made, without.is_key(""), without.is_cookie(without.cookie)) == ("", False, False, False)
    first, made = keys.of(state, needed=True)
    assert (made, len(first.key), first.secret) == (True, 32, without.secret)
    assert (state / keys.FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert keys.of(state, needed=True) == (first, False)
    second, made = keys.of(state, needed=True, new=True)
    assert made
    assert not second.is_key(first.key)
    assert not second.is_cookie(first.cookie)
    assert not second.is_form(first.csrf)
    (state / keys.FILE_NAME).write_text("damaged")
    assert keys.of(state, needed=True)[1]


def test_what_breaks_is_said_in_words(tmp_path: Path) -> None:
    """The traceback is in the log of the show, and nothing of it on the page."""
    studio = client(tmp_path)

    async def breaks(_: Request) -> None:
        raise ZeroDivisionError("inner matters")

    async def full(_: Request) -> None:
        raise OSError(28, "No space left on device")

    application = studio.app
    assert isinstance(application, app.Studio)
    application.app.router.routes += [Route("/studio/breaks", breaks), Route("/api/full", full)]
    broken = studio.get("/studio/breaks")
    assert broken.status_code == 500
    assert "Traceback" not in broken.text
    assert "podcaster had an internal error" in broken.text
    assert "ZeroDivisionError: inner matters" in (tmp_path / ".podcaster/logs/errors.log").read_text()
    assert studio.get("/api/full").status_code == 507


@pytest.mark.parametrize("number", ["0", "9223372036854775808", "9" * 30, "٣", "-1", "1e9", "%00"])
def test_numbers_that_no_row_has_are_not_found(tmp_path: Path, number: str) -> None:
    """On every page that has one in its address; a voice that nobody has is not found either."""
    studio = client(tmp_path)
    form = {"csrf": KEYS.csrf, "do": "cancel"}
    assert studio.get(f"/studio/articles/{number}").status_code == 404
    assert studio.get(f"/studio/articles/{number}/heard.json").status_code == 404
    assert studio.get(f"/api/articles/{number}").status_code == 404
    assert studio.post(f"/studio/queue/{number}", data=form).status_code == 404
    assert studio.post(f"/studio/voices/{number}/hear", data=form).status_code == 404
