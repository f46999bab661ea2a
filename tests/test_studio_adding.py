"""Adding to the studio: files, addresses, texts, pages of a browser; and what is too much, too slow or broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from podcaster.studio import incoming
from podcaster.studio.queue import saved_folder
from tests.studios import client, csrf, show_in

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
        (f" {ADDRESS}\r\n\r\nhttps://harbour.example/two \r\n{ADDRESS}", ["https://harbour.example/two", ADDRESS]),
    ],
)
def test_addresses_on_lines_are_fetched_one_by_one(tmp_path: Path, text: str, names: list[str]) -> None:
    studio = client(tmp_path)
    assert form(studio, text=text).status_code == 303
    assert [(one["name"], one["state"]) for one in articles(studio)] == [(name, "reading") for name in names]
    assert kept(studio) == []


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
