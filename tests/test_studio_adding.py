"""Adding to the studio: files, addresses, texts, pages of a browser; and what is too much, too slow or broken."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import html
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.testclient import TestClient

from podcaster.errors import UnreadableError
from podcaster.reading.newest import Post, PostsFound
from podcaster.studio import incoming
from podcaster.studio.queue import saved_folder
from podcaster.studio.taking import Taking
from tests.loops import finished
from tests.studios import HERE, KEY, client, csrf, show_in

PAGE = "<!doctype html><html><head><title>The ferry</title></head><body><p>It came at noon.</p></body></html>"
ADDRESS = "https://harbour.example/ferry"


@pytest.fixture
def studio(tmp_path: Path) -> TestClient:
    return client(tmp_path)


def kept(studio: TestClient) -> list[Path]:
    """The files that the studio keeps, halves of files too."""
    return sorted(path for path in saved_folder(show_in(studio)).rglob("*") if path.is_file())


def articles(studio: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = studio.get("/api/articles").json()
    return found


def form(studio: TestClient, **fields: Any) -> Any:
    files = fields.pop("files", [("file", ("", b""))])
    token = csrf(studio.get("/studio/").text)
    return studio.post("/studio/add", data={"csrf": token, "text": "", **fields}, files=files)


# ---------------------------------------------------------------- what is added


def test_a_file_is_kept_under_its_name_and_becomes_an_article(tmp_path: Path) -> None:
    """The save is the truth: an episode can always be made again from it."""
    studio = client(tmp_path)
    done = form(studio, files=[("file", ("../../etc/My ferry.HTML", PAGE.encode()))])
    assert (done.status_code, done.headers["location"]) == (303, "/studio/articles/1")
    (path,) = kept(studio)
    assert (path.name, path.read_text()) == ("My ferry.html", PAGE)
    assert path.stat().st_mode & 0o077 == 0
    assert articles(studio)[0]["state"] == "reading"
    assert str(tmp_path) not in studio.get("/api/articles").text


def test_the_same_file_again_is_the_same_article(tmp_path: Path) -> None:
    studio = client(tmp_path)
    for name in ("a.html", "b.html"):
        done = form(studio, files=[("file", (name, PAGE.encode()))])
        assert done.headers["location"] == "/studio/articles/1"
    assert len(kept(studio)) == 1


def test_a_hundred_files_at_once(tmp_path: Path) -> None:
    studio = client(tmp_path)
    done = form(studio, files=[("file", (f"{n}.txt", f"Letter number {n}.".encode())) for n in range(100)])
    assert done.headers["location"] == "/studio/?added=100"
    assert "100 articles were added" in studio.get(done.headers["location"]).text
    assert {path.read_text() for path in kept(studio)} == {f"Letter number {n}." for n in range(100)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (ADDRESS, [ADDRESS]),
        ("www.harbour.example/ferry", ["https://www.harbour.example/ferry"]),
        (f" {ADDRESS}\r\n\r\nhttps://harbour.example/two \r\n{ADDRESS}", ["https://harbour.example/two", ADDRESS]),
    ],
)
def test_addresses_on_lines_are_fetched_one_by_one(tmp_path: Path, text: str, names: list[str]) -> None:
    studio = client(tmp_path)
    assert form(studio, text=text).status_code == 303
    assert [(one["name"], one["state"]) for one in articles(studio)] == [(name, "reading") for name in names]
    assert kept(studio) == []


def test_a_slip_in_an_address_is_asked_about(tmp_path: Path) -> None:
    """Nothing is fetched on a guess; one click takes it."""
    studio = client(tmp_path)
    done = form(studio, text="htps://harbour.example/ferry")
    assert (done.status_code, articles(studio)) == (422, [])
    assert f"did you mean {ADDRESS}?" in done.text
    assert f"\n{ADDRESS}</textarea>" in done.text
    told = studio.post("/api/articles", json={"url": "harbour.example/ferry"})
    assert (told.status_code, f"did you mean {ADDRESS}?" in told.json()["error"]) == (422, True)


@pytest.mark.parametrize(
    ("text", "name"),
    [("The ferry came at noon.\r\nIt left.", "The ferry came at noon It left.txt"), (PAGE, "page.html")],
)
def test_a_pasted_text_is_kept_as_a_file(tmp_path: Path, text: str, name: str) -> None:
    """Also HTML, and a text in which an address stands among words."""
    studio = client(tmp_path)
    assert form(studio, text=text).status_code == 303
    (path,) = kept(studio)
    assert (path.name, path.read_text()) == (name, text.replace("\r\n", "\n"))


def test_what_is_empty_is_named(tmp_path: Path) -> None:
    """It stops nothing else that came with it."""
    studio = client(tmp_path)
    assert "nothing was given" in form(studio).text.lower()
    files = [("file", ("empty.html", b"")), ("file", ("good.html", PAGE.encode()))]
    done = form(studio, files=files)
    assert done.status_code == 200
    assert "<bdi>empty.html</bdi>: the file is empty" in done.text
    assert "One article was added" in done.text
    assert len(articles(studio)) == 1


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\jo\\post.html", "post.html"),
        ("..", "article"),
        (".bashrc", "bashrc"),
        ("a\0b\r\nc.md", "a-b--c.md"),
        ("フェリー.TXT", "フェリー.txt"),
        ("con", "con-file"),
        ("x" * 500 + ".html", "x" * 120 + ".html"),
        ("ferry.h/../t", "t"),
    ],
)
def test_the_name_of_an_upload_is_never_a_path(given: str, name: str) -> None:
    assert incoming.safe_name(given) == name


# ---------------------------------------------------------------- too much, too slow, broken


def test_two_gigabytes_are_refused_before_they_are_sent(studio: TestClient) -> None:
    """By the size that the browser says; nothing of it is kept."""
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(2 * 10**9)}
    done = studio.post("/studio/add", content=never(), headers=headers)
    assert done.status_code == 413
    assert "This is 2 GB; at most 1 GB are taken at once" in done.text


def never() -> Iterator[bytes]:
    yield b""
    raise AssertionError("it was read")


def test_what_does_not_say_its_size_is_cut_off(studio: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.html"\r\n\r\n'
        for _ in range(100):
            yield b"a" * 10_000

    monkeypatch.setattr(incoming, "LIMITS", incoming.Limits(body=100_000))
    before = kept(studio)
    done = studio.post("/api/articles", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert done.status_code == 413
    assert "nothing was kept" in done.json()["error"]
    assert kept(studio) == before


@pytest.mark.parametrize("at", [0, 200_000])
def test_a_disk_that_is_full_is_said_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Before it begins, by the size that the browser says, or in the middle."""
    studio = client(tmp_path)
    free = incoming.SPARE + (at or 100)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    monkeypatch.setattr(incoming, "PIECE", 50_000)
    left = [at]

    def write(part: Any, data: bytes) -> None:
        left[0] -= len(data)
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(incoming, "_put", write)
    done = form(
        studio, files=[("file", ("long.txt", b"a" * 190_000)), ("file", ("second.txt", b"b" * 20_000))][: 1 + bool(at)]
    )
    assert done.status_code == 507
    assert "The disk is full" in done.text
    assert "Free some space, then try again" in done.text
    assert kept(studio) == []
    assert articles(studio) == []


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """The browser went away, or the form has no end."""
    studio = client(tmp_path)
    kind = {"content-type": "multipart/form-data; boundary=x"}
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.html"\r\n\r\nThe fer'
    done = studio.post("/api/articles", content=head, headers=kind)
    assert (done.status_code, "without its end" in done.json()["error"]) == (400, True)
    assert studio.post("/api/articles", content=b"nonsense", headers=kind).status_code == 400

    async def gone() -> Any:
        messages = [{"type": "http.request", "body": head, "more_body": True}, {"type": "http.disconnect"}]

        async def receive() -> Any:
            return messages.pop(0)

        scope = {"type": "http", "method": "POST", "path": "/api/articles", "query_string": b"", "scheme": "http",
                 "http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
                 "headers": [(b"host", b"127.0.0.1"), (b"content-type", kind["content-type"].encode())]}  # fmt: skip
        await studio.app(scope, receive, lambda _: asyncio.sleep(0))  # type: ignore[arg-type]

    with pytest.raises(ConnectionAbortedError):
        finished(gone())
    assert kept(studio) == []


@pytest.mark.parametrize("limits", [{"stall_s": 0.001}, {"slow_s": 0.0, "slow_bytes": 10**12}])
def test_an_upload_that_does_not_come_on_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, Any]
) -> None:
    monkeypatch.setattr(incoming, "LIMITS", incoming.Limits(**limits))
    studio = client(tmp_path)

    async def dripping() -> AsyncIterator[bytes]:
        yield b"--x\r\n"
        await asyncio.sleep(0.01)
        yield b"Content-"

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(studio.app, client=("127.0.0.1", 1))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as browser:
            kind = {"content-type": "multipart/form-data; boundary=x"}
            return await browser.post("/api/articles", content=dripping(), headers=kind)

    done = finished(send())
    assert (done.status_code, done.json()["hint"]) == (408, "Try it again")
    assert kept(studio) == []


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b'--x\r\nContent-Disposition: form-data; name="' + b"a" * 4000 + b'"\r\n\r\n\r\n--x--', 400, "header"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 2001 + b"--x--", 413, "More than 2000"),
        (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + b"a" * 3000 + b"\r\n--x--", 413, "This text"),
        (b"--x\r\n" + b"X: y\r\n" * 7000 + b"\r\n\r\n--x--", 400, ""),
    ],
)
def test_forms_that_mean_harm_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes, status: int, words: str
) -> None:
    monkeypatch.setattr(incoming, "LIMITS", incoming.Limits(text=2000, head=2000))
    kind = {"content-type": "multipart/form-data; boundary=x"}
    done = client(tmp_path).post("/api/articles", content=body, headers=kind)
    assert done.status_code == status
    assert words in done.json()["error"]


def test_adding_at_once_from_many_places_loses_nothing(tmp_path: Path) -> None:
    """Sixteen clients add texts of their own and one that all of them have: each is there once."""
    studio = client(tmp_path)

    async def add(number: int, browser: httpx.AsyncClient) -> None:
        for text in ("The letter that all have.", f"Letter {number}.", f"Answer {number}."):
            assert (await browser.post("/api/articles", json={"text": text})).status_code == 201

    async def all_of_them() -> None:
        transport = httpx.ASGITransport(studio.app, client=("127.0.0.1", 1))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as browser:
            await asyncio.gather(*(add(number, browser) for number in range(16)))

    finished(all_of_them())
    assert len({path.read_text() for path in kept(studio)}) == len(kept(studio)) == len(articles(studio)) == 33


# ---------------------------------------------------------------- for programs


def test_a_program_adds_and_asks_how_far_it_is(tmp_path: Path) -> None:
    studio = client(tmp_path)
    sent: list[dict[str, Any]] = [
        {"url": ADDRESS, "title": "Ferry"},
        {"text": "A text."},
        {"html": PAGE, "url": ADDRESS},
    ]
    for number, what in enumerate(sent, 1):
        done = studio.post("/api/articles", json=what)
        assert (done.status_code, done.headers["location"]) == (201, f"/api/articles/{number}")
        assert (done.json()["id"], done.json()["state"]) == (number, "reading")
    assert [one["id"] for one in articles(studio)] == [3, 2, 1]
    assert [one["id"] for one in studio.get("/api/articles?state=reading&first=1&most=1").json()] == [2]
    assert studio.get("/api/articles?state=lost").status_code == 400
    assert studio.get("/api/articles/3").json()["address"] == ADDRESS
    assert studio.get("/api/articles/99").status_code == 404
    assert studio.post("/api/articles/1/make").status_code == 202
    assert studio.post("/api/articles/1/make", content=b"[]]").status_code == 400
    assert "url: https://harbour.example/ferry" in kept(studio)[-1].read_text() + kept(studio)[0].read_text()


def test_a_program_sends_files(tmp_path: Path) -> None:
    studio = client(tmp_path)
    files = [("file", ("a.txt", b"One letter.")), ("file", ("b.txt", b"Another letter.")), ("file", ("c.txt", b""))]
    done = studio.post("/api/articles", files=files).json()
    assert (done["id"], [one["id"] for one in done["articles"]]) == (1, [1, 2])
    assert done["refused"] == [{"name": "c.txt", "error": "the file is empty: save it again"}]
    named = studio.post("/api/articles", files=files[:1], data={"title": "A letter"}).json()
    assert studio.get(f"/api/articles/{named['id']}").json()["title"] == "A letter"
    assert studio.post("/api/articles", files=files[2:]).status_code == 422


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"content": b"{"}, 400),
        ({"content": b"[" * 100_000}, 400),
        ({"json": ["https://harbour.example/"]}, 422),
        ({"json": {"url": 7}}, 422),
        ({"json": {}}, 422),
        ({"json": {"url": "file:///etc/passwd"}}, 422),
        ({"json": {"text": " \n"}}, 422),
        ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415),
        ({"content": b"x", "headers": {"content-type": f"multipart/form-data; boundary={'b' * 300}"}}, 400),
    ],
)
def test_what_a_program_sends_wrong_is_said(tmp_path: Path, how: dict[str, Any], status: int) -> None:
    studio = client(tmp_path)
    how = {"headers": {"content-type": "application/json"}, **how} if "content" in how else how
    done = studio.post("/api/articles", **how)
    assert done.status_code == status
    assert done.json()["error"]
    assert articles(studio) == []


def test_halves_of_letters_are_replaced(tmp_path: Path) -> None:
    """JSON can name them, and no file and no library can hold them."""
    halves = {"content-type": "application/json"}, b'{"text": "Low \\ud800 tide at the quay", "title": "Tide \\udfff"}'
    done = client(tmp_path).post("/api/articles", headers=halves[0], content=halves[1])
    assert (done.status_code, done.json()["title"]) == (201, "Tide ?")


def test_no_page_shows_the_password_of_an_address(tmp_path: Path) -> None:
    """While it is being fetched, an article is called by its address."""
    studio = client(tmp_path)
    number = studio.post("/api/articles", json={"url": "https://jo:sesame@quay.example/1?token=open"}).json()["id"]
    for page in ("/studio/", "/studio/queue", f"/studio/articles/{number}", "/api/articles"):
        text = studio.get(page).text
        assert "quay.example" in text
        assert "sesame" not in text
        assert "token=open" not in text


# ---------------------------------------------------------------- from other pages


FOREIGN = {"sec-fetch-site": "cross-site", "origin": "https://harbour.example"}
BY_THE_SYSTEM = {"sec-fetch-site": "none"}


def share(studio: TestClient, site: dict[str, str] = FOREIGN, **fields: str) -> Any:
    """What the bookmark sends from the page of another site, or "Share" of the system."""
    return studio.post("/studio/share", files={name: (None, value) for name, value in fields.items()}, headers=site)


def test_a_page_of_another_site_is_added_only_after_a_click(tmp_path: Path) -> None:
    """The bookmark's form only asks; the click of the person adds the page as the browser had it."""
    studio = client(tmp_path)
    evil = '</textarea><script>alert(1)</script>"'
    asked = share(studio, url=ADDRESS, title=f"The ferry {evil}", html=PAGE + evil)
    assert "Add this page?" in asked.text
    assert evil not in asked.text
    assert articles(studio) == []
    fields = {"csrf": csrf(asked.text), "url": ADDRESS, "title": "The ferry", "html": PAGE}
    assert studio.post("/studio/add", data=fields, headers={"sec-fetch-site": "same-origin"}).status_code == 303
    (path,) = kept(studio)
    assert PAGE.removeprefix("<!doctype html>") in path.read_text()
    assert f"url: {ADDRESS}" in path.read_text()
    assert path.name == "The ferry.html"


def test_without_the_cookie_a_shared_page_is_sent_once_more(tmp_path: Path) -> None:
    """Browsers keep a strict cookie back from what another site sends: our own page sends it again, with the cookie."""
    visitor = client(tmp_path, where="http://nas.local:8000")
    step = share(visitor, url=ADDRESS, html=PAGE)
    assert 'action="/studio/share"' in step.text
    assert "csrf" not in step.text
    again = {"sec-fetch-site": "same-origin", "origin": "http://nas.local:8000"}
    fields = {"url": ADDRESS, "html": PAGE}
    refused = visitor.post("/studio/share", data=fields, headers=again)
    assert (refused.status_code, 'href="/studio/key"' in refused.text) == (401, True)
    visitor.post("/studio/key", data={"key": KEY})
    assert csrf(visitor.post("/studio/share", data=fields, headers=again).text)
    assert articles(visitor) == []


def test_the_system_shares_an_address_a_text_or_a_file(tmp_path: Path) -> None:
    """Many apps put the address behind the title, in one text. A file is added at once: no page can carry it on."""
    studio = client(tmp_path)
    assert f'name="url" value="{ADDRESS}"' in share(studio, BY_THE_SYSTEM, text=f"The ferry {ADDRESS}").text
    assert "The studio will download it" in studio.get("/studio/share", params={"url": ADDRESS}).text
    assert share(studio, BY_THE_SYSTEM, title="nothing").status_code == 400
    assert share(studio, BY_THE_SYSTEM, url="javascript:alert(1)").status_code == 400
    assert articles(studio) == []
    file = [("file", ("letter.txt", b"A letter."))]
    foreign = studio.post("/studio/share", files=file, headers=FOREIGN)
    assert (foreign.status_code, articles(studio)) == (400, [])
    shared = studio.post("/studio/share", files=file, headers=BY_THE_SYSTEM)
    assert (shared.status_code, len(articles(studio))) == (303, 1)


def test_the_studio_can_be_installed_on_a_phone(tmp_path: Path) -> None:
    """Browsers ask for the manifest without cookies, so it needs no key and tells nothing of the show."""
    visitor = client(tmp_path, where="http://nas.local:8000")
    answer = visitor.get("/studio/manifest.webmanifest")
    manifest = answer.json()
    assert answer.headers["content-type"] == "application/manifest+json"
    assert "Harbour" not in answer.text
    assert (manifest["start_url"], manifest["share_target"]["action"]) == ("/studio/", "/studio/share")
    for icon in manifest["icons"]:
        picture = Image.open(BytesIO(visitor.get(icon["src"]).content))
        assert icon["sizes"] == f"{picture.width}x{picture.height}"


def test_the_bookmark_sends_the_page_to_this_studio(tmp_path: Path) -> None:
    """One line of script, without what its comment says, for the address under which the studio was asked."""
    page = client(tmp_path, where="http://localhost:8000").get("/studio/").text
    found = re.search(r'href="(javascript:[^"]+)"', page)
    assert found
    script = html.unescape(found[1])
    assert "f.action='http://localhost:8000/studio/share'" in script
    assert "outerHTML" in script
    assert "//" not in script.replace("http://", "")
    assert "\n" not in script


def fetched(studio: TestClient, save: Callable[..., Path]) -> None:
    """Let the studio fetch one address with *save*."""
    Taking(studio.app.desk.queue, save).fetch()  # type: ignore[attr-defined]


def test_the_posts_of_a_feed_are_choices(tmp_path: Path) -> None:
    """The address of a feed or a front page is no article: its posts can be added, or the feed followed."""
    studio = client(tmp_path)
    posts = (Post("High tide", "https://post.example/2", dt.date(2024, 3, 2)), Post("", "https://post.example/1"))
    homes: list[bool] = []

    def save(address: str, folder: Path, *, home: bool = True) -> Path:
        homes.append(home)
        if address.endswith("/blog"):
            raise PostsFound(address, f"{address}/feed.xml", posts, public=True)
        raise UnreadableError("it is gone")

    token = csrf(studio.get("/studio/").text)
    form(studio, text="https://post.example/blog")
    fetched(studio, save)
    page = studio.get("/studio/articles/1").text
    assert re.findall(r"<bdi>(High tide|https://post.example/1)</bdi>", page) == ["High tide", "https://post.example/1"]
    assert ("2024-03-02" in page, "being downloaded" in page) == (True, False)
    assert 'name="address" value="https://post.example/blog"' in page.partition('action="/studio/sources/follow"')[2]
    assert "Choose from its newest posts, or follow it" in studio.get("/studio/queue").text
    assert studio.post("/studio/articles/1/posts", data={"csrf": token}).status_code == 400
    answer = studio.post("/studio/articles/1/posts", data={"post": ["0", "7"], "csrf": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/studio/queue")
    fetched(studio, save)
    [added] = articles(studio)
    assert (added["title"], added["error"]) == ("High tide", "it is gone")
    assert homes == [True, False]  # a feed of the internet names no pages of the user's own network
