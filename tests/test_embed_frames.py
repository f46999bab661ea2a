"""The player in a frame on another site, in Chromium: found by the post, with no request for sound before it plays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from podcaster.library import Library, dump
from podcaster.publishing import feed_files
from tests import browser
from tests.shows import GUID, SETTINGS, episodes, put_on_disk

pytestmark = pytest.mark.browser

POST = '<!doctype html><title>A post</title><link rel="canonical" href="https://www.harbour.example/2/">'
SNIPPET = '<script async src="/pod/embed/listen.js"{more}></script>'
SECONDS = 20


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder public/ of a show of two episodes; the first has a title in Arabic."""
    folder = tmp_path_factory.mktemp("framed")
    made = put_on_disk(folder, SETTINGS)
    newest, oldest = episodes(2)
    oldest = replace(oldest, title="الميناء القديم وحكايات البحارة الذين عادوا", language="ar", has_chapters=False)
    with Library(folder / "library.sqlite") as library:
        known = [(one, dump(one)) for one in (oldest, newest)]
        feed_files.publish(made, library, known, guid=GUID, token="")
    return made.public


@contextmanager
def blog(
    chromium: Browser, show: Path, more: str = "", head: str = POST, **window: Any
) -> Iterator[tuple[Page, list[str]]]:
    """A post with the snippet, and what was asked for so far."""
    files: dict[str, Any] = {f"pod/{p.relative_to(show).as_posix()}": p for p in show.rglob("*") if p.is_file()}
    files |= {f"pod/episodes/ferry-{n}.mp3": browser.sound(SECONDS) for n in (1, 2)}
    files["post.html"] = f"{head}<p>Text</p>{SNIPPET.format(more=more)}<p>More text</p>"
    files["empty.html"] = "<!doctype html>"
    asked: list[str] = []
    with browser.visit(chromium, files, "empty.html", **window) as page:
        page.on("request", lambda request: asked.append(request.url.removeprefix(browser.SITE)))
        page.goto(f"{browser.SITE}post.html")
        yield page, asked


@pytest.mark.parametrize("height", [80, 160])
def test_a_post_has_its_player(chromium: Browser, show: Path, height: int):
    """One line finds the episode; nothing of the sound is loaded before it plays; everything fits into the frame."""
    with blog(chromium, show, f' data-height="{height}"', width=390) as (page, asked):
        player = page.frame_locator("iframe")
        expect(player.locator(".player.mine")).to_be_visible()
        assert page.locator("iframe").get_attribute("title") == "Ferry number 2"
        assert not [path for path in asked if path.endswith(".mp3")]
        framed = page.frames[1]
        root = "document.documentElement"
        assert framed.evaluate(f"[{root}.scrollWidth, {root}.scrollHeight]") == [374, height]
        player.get_by_role("button", name="Play").click()
        browser.wait_until(framed, "audio.currentTime > 0 && !audio.paused")
        assert player.locator("[data-p=total]").inner_text() == "/ 0:20"


@pytest.mark.parametrize(("name", "height"), [("ferry-2", 160), ("ferry-1", 80)])
def test_axe_finds_nothing_wrong(chromium: Browser, show: Path, name: str, height: int):
    files = {path.relative_to(show).as_posix(): path for path in show.rglob("*") if path.is_file()}
    with browser.visit(chromium, files, f"embed/{name}.html", height=height) as page:
        assert browser.violations(page) == []


def test_a_post_without_an_episode_has_none(chromium: Browser, show: Path):
    """Nor is anything asked for but the list; an address may be written beside the script."""
    other = '<!doctype html><title>A post</title><link rel="canonical" href="https://www.harbour.example/constructor">'
    with blog(chromium, show, head=other) as (page, asked):
        page.wait_for_load_state("networkidle")
        assert page.locator("iframe").count() == 0
        assert len([path for path in asked if path.startswith("pod/")]) == 2
    more = ' data-post="https://harbour.example/1" data-theme="dark" data-before="p"'
    with blog(chromium, show, more, head=other) as (page, _):
        expect(page.frame_locator("iframe").locator("h1")).to_contain_text("الميناء")
        framed = page.frames[1]
        assert (
            framed.evaluate("getComputedStyle(document.querySelector('.embed')).backgroundColor")
            != "rgb(244, 241, 234)"
        )
        assert framed.evaluate("document.documentElement.dir") == "rtl"
        assert page.locator("iframe + p").inner_text() == "Text"


def test_a_frame_without_scripts_has_the_player_of_the_browser(chromium: Browser, show: Path):
    frame = '<!doctype html><title>A post</title><iframe src="/pod/embed/ferry-2.html" title="x" height="80"></iframe>'
    with blog(chromium, show, head=frame, java_script_enabled=False) as (page, _):
        expect(page.frame_locator("iframe").locator("audio")).to_be_visible()
        expect(page.frame_locator("iframe").locator("h1")).to_have_text("Ferry number 2")
