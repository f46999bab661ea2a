"""A hub is told of changed feeds when that is asked for, and a hub that fails costs nothing."""

import urllib.parse
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.cli import showing
from podcaster.config import Show
from podcaster.errors import UsageError
from podcaster.network import web
from podcaster.serving import publish as publishing
from podcaster.serving import websub
from tests.commands import podcaster
from tests.shows import SETTINGS
from tests.sites import Site

SENT = ("episodes/ferry-1.mp3", "archive/1.xml", "shelves/tag/boats/feed.xml", "feed.xml")


@pytest.fixture
def show(tmp_path: Path, site: Site) -> Show:
    return Show(tmp_path / "show", replace(SETTINGS, websub=f"{site.base}/hub"))


def test_the_hub_gets_the_addresses_of_the_changed_feeds(show: Show, site: Site):
    """One form, as hubs take it; audio and archive pages are not told of."""
    site.pages["/hub"] = (204, {}, b"")
    said: list[str] = []
    assert websub.ping(show, SENT, said.append)
    assert [urllib.parse.parse_qsl(body) for body in site.sent] == [
        [
            ("hub.mode", "publish"),
            ("hub.url", "https://pod.example/harbour/shelves/tag/boats/feed.xml"),
            ("hub.url", "https://pod.example/harbour/feed.xml"),
        ]
    ]
    assert site.headers[0]["content-type"] == "application/x-www-form-urlencoded"
    assert said == [f"the hub {site.base}/hub was notified of 2 changed feeds"]


@pytest.mark.parametrize(("status", "why"), [(500, "500"), (404, "404"), (302, "302")])
def test_a_hub_that_refuses_is_said_and_nothing_fails(show: Show, site: Site, status: int, why: str):
    site.pages["/hub"] = (status, {"Location": "/elsewhere"}, b"no")
    said: list[str] = []
    assert not websub.ping(show, SENT, said.append)
    assert "but everything is published" in said[0]
    assert why in said[0]
    assert said[1].startswith("  try: ")
    assert site.asked == ["/hub"]  # no redirect is followed


def test_a_hub_that_is_not_there_is_said_too(show: Show, site: Site):
    site.close()
    said: list[str] = []
    assert not websub.ping(show, SENT, said.append)
    assert "could not be fetched" not in said[0]
    assert "the hub could not be notified" in said[0]


def test_without_a_changed_feed_nobody_is_told(show: Show, site: Site):
    said: list[str] = []
    assert not websub.ping(show, ["episodes/ferry-1.mp3", "archive/1.xml"], said.append)
    assert said == ["no feed has changed, so the hub is not notified"]
    assert site.sent == []


def test_no_hub_learns_the_address_of_a_private_show(show: Show, site: Site):
    private = Show(show.folder, replace(show.settings, private=True))
    with pytest.raises(UsageError, match="secret address"):
        websub.ping(private, SENT, lambda _: None)
    with pytest.raises(UsageError, match="no hub"):
        websub.ping(Show(show.folder, SETTINGS), SENT, lambda _: None)
    assert site.sent == []


def test_a_form_has_the_limits_of_everything_that_is_fetched(site: Site):
    """The address is checked, and a server that answers anything but success is refused."""
    site.pages["/form"] = (200, {}, b"thanks")
    assert web.post(f"{site.base}/form", [("a", "1 & 2")], web.Patience(10)) == 200
    assert site.sent == ["a=1+%26+2"]
    with pytest.raises(UsageError, match="only http"):
        web.post("ftp://hub.example/", [], web.Patience(10))


def test_publish_tells_the_hub_only_when_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder, told = tmp_path / "show", list[tuple[str, ...]]()
    folder.mkdir()
    (folder / "podcaster.toml").write_text('base_url = "https://pod.example/"\nwebsub = "https://hub.example/"\n')
    done = publishing.Published(sent=SENT, unchanged=0, removed=(), bytes=0)
    monkeypatch.setattr(showing.publishing, "publish", lambda *_, **__: done)
    monkeypatch.setattr(showing.websub, "ping", lambda _, sent, __: told.append(sent))
    assert podcaster(capsys, "publish", tmp_path / "www", "--show", folder)[0] == 0
    assert podcaster(capsys, "publish", tmp_path / "www", "--show", folder, "--ping", "--dry-run")[0] == 0
    assert told == []
    assert podcaster(capsys, "publish", tmp_path / "www", "--show", folder, "--ping")[0] == 0
    assert told == [SENT]
    (folder / "podcaster.toml").write_text('base_url = "https://pod.example/"\n')
    status, _, errors = podcaster(capsys, "publish", tmp_path / "www", "--show", folder, "--ping")
    assert (status, "no hub" in errors) == (2, True)
