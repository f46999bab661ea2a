"""A read-later service is followed from the browser; its token goes into a private file and nowhere else."""

from __future__ import annotations

import contextlib
import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from podcaster import cli
from podcaster.config import Settings, Show
from podcaster.sources import following
from podcaster.sources.services.table import KINDS
from podcaster.studio import command
from tests import studios
from tests.services import TOKEN, KarakeepFake, Server, WallabagFake
from tests.sites import without_proxies

asked: list[str] = []


def here(*arguments: str, limit_s: float) -> str:
    """The command in the process of the test."""
    asked.extend(arguments)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(SystemExit):
        cli.app([*arguments], standalone_mode=False)
    return said.getvalue()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    without_proxies(monkeypatch)
    monkeypatch.setenv("PODCASTER_TOKENS", str(tmp_path / "tokens"))
    monkeypatch.setattr(command, "answer", here)
    asked.clear()
    made = Server()
    yield made
    made.close()


@pytest.fixture
def show(tmp_path: Path) -> Show:
    return Show(tmp_path / "show", Settings(voice="tone"))


@pytest.fixture
def browser(show: Show) -> TestClient:
    return studios.client(show)


def form(server: Server, *words: str, **more: str) -> dict[str, str]:
    fields = {"csrf": studios.KEYS.csrf, "address": server.base, "which": "", "tag": "", "mark": ""}
    return fields | {f"word{at}": word for at, word in enumerate(words)} | more


def test_every_service_has_its_form(browser: TestClient) -> None:
    """With what that service asks for, what it can tell, and nothing else; secrets are not shown while typed."""
    page = browser.get("/studio/sources/service").text
    for kind in KINDS:
        assert f"/studio/sources/service/{kind.name}" in page
        own = browser.get(f"/studio/sources/service/{kind.name}").text
        assert own.count('name="word') == len(kind.questions)
        assert ('value="unread"' in own) == bool(kind.unread)
        assert ('name="read"' in own) == bool(kind.read)
        assert ('name="mark"' in own) == kind.tagged
        assert 'type="password"' in own
    assert browser.get("/studio/sources/service/pocket").status_code == 400


def test_a_service_is_followed_from_the_browser(
    browser: TestClient, server: Server, show: Show, tmp_path: Path
) -> None:
    """wallabag with all that it asks for; the password is in no argument, no page, and not even in its file."""
    server.fake = WallabagFake()
    words = ("id-1", "hush", "jo", "open sesame")
    wishes = {"which": "unread", "tag": "podcast", "read": "yes", "mark": "heard"}
    assert browser.post("/studio/sources/service/wallabag", data=form(server, *words) | {"csrf": ""}).status_code == 403
    sent = browser.post("/studio/sources/service/wallabag", data=form(server, *words, **wishes))
    assert sent.headers.get("location") == "/studio/sources?followed=wallabag", sent.text
    (one,) = following.listed(show)
    assert (one.kind, one.only, one.tag, one.when_made) == ("wallabag", "unread", ("podcast",), "read+tag:heard")
    (kept,) = (tmp_path / "tokens").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "sesame" not in kept.read_text()
    assert not [part for part in asked if "sesame" in part or "hush" in part]
    assert "sesame" not in browser.get("/studio/sources").text


def test_a_wrong_token_is_said_and_not_kept(browser: TestClient, server: Server, show: Show, tmp_path: Path) -> None:
    """What was typed is there again, but the token; the one of before still works."""
    server.fake = KarakeepFake()
    send = "/studio/sources/service/karakeep"
    refused = browser.post(send, data=form(server, "wr0ng", tag="podcast"))
    assert refused.status_code == 422
    assert "The token is not accepted" in refused.text or "the token is not accepted" in refused.text
    assert "wr0ng" not in refused.text
    assert f'value="{server.base}"' in refused.text
    assert 'value="podcast"' in refused.text
    assert not list((tmp_path / "tokens").iterdir())
    assert browser.post(send, data=form(server, "")).status_code == 422  # there is none yet
    assert browser.post(send, data=form(server, TOKEN)).status_code == 303
    assert browser.post(send, data=form(server, "wr0ng")).status_code == 422
    assert browser.post(send, data=form(server, "", tag="podcast")).status_code == 303  # by the one that is kept
    assert [one.name for one in following.listed(show)] == ["karakeep", "karakeep-2"]


def test_an_answer_that_cannot_be_is_refused_in_words(browser: TestClient, server: Server, show: Show) -> None:
    """An address without one, a part that is missing."""
    for name, data, words in (
        ("miniflux", form(server, TOKEN, address=""), "address of your server is missing"),
        ("freshrss", form(server, "jo", ""), "something is missing"),
        ("raindrop", form(server, TOKEN, address="", read="yes"), "does not record"),
    ):
        answer = browser.post(f"/studio/sources/service/{name}", data=data)
        assert (answer.status_code, words in answer.text.lower() or words in answer.text) == (422, True), answer.text
    assert following.listed(show) == []
