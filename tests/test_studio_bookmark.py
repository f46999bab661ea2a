"""The bookmark in a real browser: from a page of another site into a studio that asks for its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from podcaster.config import Show
from podcaster.serving import server
from podcaster.studio import app
from tests import browser, studios

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SITE = "http://harbour.example/"
PAGE = "<!doctype html><title>The ferry</title><p>Only who is logged in reads that it came at noon.</p>"


async def _article(_: Request) -> Response:
    return Response("What will be said.")


def test_the_bookmark_brings_a_page_with_the_key_and_a_click(tmp_path: Path, chromium: Browser) -> None:
    """Another site's form comes without the strict cookie, so the studio sends it once more; then a person says yes.

    The key comes behind the # of the address that the QR code has, and is gone from the address afterwards.
    """
    show = Show(tmp_path)
    queue = studios.queue_of(show)
    studio = app.build(server.app(show), studios.gate(open_here=False), queue)
    studio.app.router.routes.insert(0, Route("/studio/articles/1", _article))  # the real page reads the article
    one = server.prepared(studio)
    wrong: list[str] = []
    with studios.listening(one) as port, browser.elsewhere(chromium) as page:
        first = f"http://127.0.0.1:{port}/studio/"
        page.context.on("console", lambda m: wrong.append(m.text) if "Content Security" in m.text else None)
        page.context.route(f"{SITE}**", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.goto(f"{first}key#{studios.KEY}")
        page.wait_for_url(first)
        script = page.get_attribute("a.bookmark", "href") or ""
        page.goto(SITE)
        with page.context.expect_page() as opened:
            page.evaluate(script.removeprefix("javascript:"))
        asking = opened.value
        asking.get_by_role("heading", name="Add this page?").wait_for()
        assert queue.listed() == []
        asking.get_by_role("button", name="Add this page").click()
        asking.wait_for_url("**/articles/1")
        assert [draft.title for draft in queue.listed()] == ["The ferry"]
    assert not wrong


def test_files_are_added_by_dropping_them(tmp_path: Path, chromium: Browser) -> None:
    """Two dropped files are listed with their sizes, and sent; an empty one is reported beside the form."""
    show = Show(tmp_path)
    queue = studios.queue_of(show)
    one = server.prepared(app.build(server.app(show), studios.gate(), queue))
    with studios.listening(one) as port, browser.elsewhere(chromium) as page:
        page.goto(f"http://127.0.0.1:{port}/studio/")
        page.evaluate(_DROP, [["Letter.txt", "A letter that was dropped."], ["Answer.txt", "And its answer."]])
        assert page.locator("#chosen").inner_text().split() == ["Letter.txt", "1", "kB", "Answer.txt", "1", "kB"]
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("2 articles were added").wait_for()
        page.evaluate(_DROP, [["Nothing.txt", ""]])
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("Nothing.txt: the file is empty").wait_for()
    assert len(queue.listed()) == 2


_DROP = """files => {
    const all = new DataTransfer();
    for (const [name, text] of files) all.items.add(new File([text], name));
    for (const kind of ["dragenter", "dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: all}));
}"""
