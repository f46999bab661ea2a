"""Sources in the studio: follow an address, pull, look at how it went, unfollow. By the commands of that name."""

from __future__ import annotations

import contextlib
import io
import threading
from pathlib import Path

import pytest

from podcaster import cli
from podcaster.config import Settings, Show
from podcaster.errors import BusyError
from podcaster.sources import following
from podcaster.studio import command, fetching, sources_pages
from tests import studios
from tests.sites import Site

FEED = """<rss version="2.0"><channel><title>The quay</title><link>{0}/</link><item><title>The ferry</title>
<guid>1</guid><link>{0}/ferry</link><description>{1}</description></item></channel></rss>"""
TEXT = "The ferry came in before noon, and nobody had expected it on that morning. " * 20


def here(*arguments: str, limit_s: float) -> str:
    """The command in the process of the test."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(SystemExit):
        cli.app([*arguments], standalone_mode=False)
    return said.getvalue()


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "answer", here)
    monkeypatch.setattr(sources_pages, "pull", fetching.Pull())


def test_from_an_address_to_the_queue(site: Site, tmp_path: Path):
    """The site's own address is enough; what is new is in the queue, and the page says how it went."""
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.pages["/"] = (200, {"Content-Type": "text/html"}, f"<html><head><title>Quay</title>{link}".encode())
    feed = FEED.format(site.base, TEXT).encode()
    site.pages["/feed"] = (200, {"Content-Type": "application/rss+xml"}, feed)
    show = Show(tmp_path / "show", Settings(voice="tone"))
    queue = studios.queue_of(show)
    browser = studios.client(show, queue)
    assert "follows nothing yet" in browser.get("/studio/sources").text
    form = {"csrf": studios.KEYS.csrf, "address": f"{site.base}/", "last": "3", "match": "", "now": "yes"}
    assert browser.post("/studio/sources/follow", data=form | {"csrf": ""}).status_code == 403
    sent = browser.post("/studio/sources/follow", data=form)
    assert sent.headers.get("location") == "/studio/sources?followed=the-quay", sent.text
    sources_pages.pull.wait(20)
    page = browser.get("/studio/sources?followed=the-quay").text
    assert "The show follows “<bdi>The quay</bdi>”" in page
    assert "1 new article from 1 source." in page
    assert "1 article · pulled" in page
    (one,) = following.listed(show)
    assert (one.last, one.saved) == (3, 1)
    assert [Path(draft.path).parent for draft in queue.listed()] == [show.folder / "saved/the-quay"]
    assert browser.post("/studio/sources/pull", data={"csrf": studios.KEYS.csrf}).status_code == 303
    sources_pages.pull.wait(20)
    assert "No new articles from 1 source." in browser.get("/studio/sources").text


def test_trouble_is_said_on_the_page(site: Site, tmp_path: Path):
    """An address without a feed, beside its field; a source that fails, with what is wrong."""
    show = Show(tmp_path / "show", Settings(voice="tone"))
    browser = studios.client(show)
    form = {"csrf": studios.KEYS.csrf, "last": "5", "match": ""}
    site.pages["/"] = (200, {"Content-Type": "text/html"}, b"<html><title>Quay</title><p>No feed.")
    for typed, said in ((f"{site.base}/", "feed"), ("", "Type the address"), ("--help", "Type the address")):
        page = browser.post("/studio/sources/follow", data=form | {"address": typed})
        assert page.status_code == 422
        assert said in page.text.partition('id="address-wrong">')[2].partition("</p>")[0]
        assert f'value="{typed}"' in page.text
    site.pages["/feed"] = (200, {"Content-Type": "application/rss+xml"}, FEED.format(site.base, TEXT).encode())
    browser.post("/studio/sources/follow", data=form | {"address": f"{site.base}/feed"})
    site.pages["/feed"] = (500, {}, b"")
    browser.post("/studio/sources/pull", data={"csrf": studios.KEYS.csrf, "name": "the-quay"})
    sources_pages.pull.wait(20)
    page = browser.get("/studio/sources").text
    assert 'class="wrong"' in page
    assert "The quay: " in page
    assert (
        "does not follow such a source"
        in browser.post("/studio/sources/pull", data={"csrf": studios.KEYS.csrf, "name": "other"}).text
    )


@pytest.mark.parametrize(
    "name", ["list.opml", "./list.opml", "~/list.opml", "/etc/passwd", "C:\\list.opml", "wallabag"]
)
def test_no_file_of_this_computer_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    """The command takes lists of feeds and names of services too; what a browser sends is an address, or nothing."""
    monkeypatch.setattr(sources_pages.command, "answer", lambda *_, **__: "[]")
    (tmp_path / "list.opml").write_text('<opml><body><outline xmlUrl="https://quay.example/feed"/></body></opml>')
    monkeypatch.chdir(tmp_path)
    form = {"csrf": studios.KEYS.csrf, "last": "5", "match": "", "address": name}
    page = studios.client(Show(tmp_path / "show")).post("/studio/sources/follow", data=form)
    assert page.status_code == 422
    assert "This is not an address of the web" in page.text


def test_a_source_is_taken_off_after_a_question(site: Site, tmp_path: Path):
    """What was saved of it stays."""
    show = Show(tmp_path / "show", Settings(voice="tone"))
    site.pages["/feed"] = (200, {"Content-Type": "application/rss+xml"}, FEED.format(site.base, TEXT).encode())
    following.follow(show, f"{site.base}/feed")
    browser = studios.client(show)
    assert "Unfollow “" in browser.get("/studio/sources/the-quay/unfollow").text
    assert following.listed(show), "a question changes nothing"
    sent = browser.post("/studio/sources/the-quay/unfollow", data={"csrf": studios.KEYS.csrf})
    assert sent.headers["location"] == "/studio/sources?unfollowed=yes"
    assert following.listed(show) == []


def test_one_pull_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A second one is refused in words, and the page shows that one is under way, without scripts too."""
    goes_on = threading.Event()

    def slow(*_: str, limit_s: float) -> str:
        goes_on.wait(20)
        return "[]"

    monkeypatch.setattr(command, "answer", slow)
    show = Show(tmp_path / "show", Settings(voice="tone"))
    queue = studios.queue_of(show)
    sources_pages.pull.start(queue)
    with pytest.raises(BusyError, match="another pull is running"):
        sources_pages.pull.start(queue)
    browser = studios.client(show, queue)
    assert '<noscript><meta http-equiv="refresh"' in browser.get("/studio/sources").text
    assert browser.post("/studio/sources/pull", data={"csrf": studios.KEYS.csrf}).status_code == 409
    goes_on.set()
    sources_pages.pull.wait(20)
    assert "<noscript>" not in browser.get("/studio/sources").text
