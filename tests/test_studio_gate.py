"""Who gets into the studio, and who does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studios import KEY, client, csrf


def test_this_computer_needs_no_key(tmp_path: Path) -> None:
    """Whoever sits at it opens the studio and finds the form."""
    page = client(tmp_path).get("/studio/")
    assert page.status_code == 200
    assert 'name="csrf"' in page.text


@pytest.mark.parametrize(
    ("where", "at", "headers"),
    [
        ("http://nas.local:8000", "192.168.1.7", {}),
        ("http://nas.local:8000", "127.0.0.1", {}),
        ("http://127.0.0.1:8000", "127.0.0.1", {"x-forwarded-for": "192.168.1.7"}),
    ],
)
def test_elsewhere_the_key_is_asked_for(tmp_path: Path, where: str, at: str, headers: dict[str, str]) -> None:
    """Other computers, other names and proxies; then the key opens it, as a cookie that no script reads."""
    visitor = client(tmp_path, where=where, at=at)
    assert visitor.get("/studio/", headers=headers).headers["location"].startswith("/studio/key")
    assert visitor.get("/api/articles", headers=headers).status_code == 401
    assert visitor.post("/studio/key", data={"key": KEY[::-1]}, headers=headers).status_code == 403
    opened = visitor.post("/studio/key", data={"key": f" {KEY[:4].upper()}-{KEY[4:]} "}, headers=headers)
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert KEY not in cookie
    assert csrf(visitor.get("/studio/", headers=headers).text)


def test_other_host_names_are_not_answered(tmp_path: Path) -> None:
    """No page can point a name of its own at this computer (DNS rebinding)."""
    assert client(tmp_path, where="http://evil.example:8000").get("/studio/").status_code == 421


def test_what_is_not_the_studio_is_the_show(tmp_path: Path) -> None:
    """The feed and the episodes, with the same answers as `serve` gives."""
    assert client(tmp_path).get("/robots.txt").text.startswith("User-agent")
