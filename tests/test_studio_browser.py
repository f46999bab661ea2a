"""The whole way in a browser, with the tone voice: an article is dropped, corrected, made, heard, and in the feed."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Route

from podcaster.audio import tags
from podcaster.config import open_show
from podcaster.serving import port as ports
from podcaster.serving import server
from podcaster.studio import app, contents, seen
from podcaster.studio.queue import Queue, State, saved_folder
from podcaster.studio.worker import Worker
from tests import browser, studios
from tests.test_studio_worker import InOurProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
POST = (
    "<!doctype html><html lang=en><title>The {0} ferry</title><body><article><h1>The {0} ferry</h1>"
    "<p>By Jo Vane, 4 May 2025</p><p>The skipper was called Nguyen, and nobody on the quay had expected him. " + "It "
    "rained, as it does on every morning of the year, and the first van rolled down the hill with the bread. " * 8 +
    "</p><p>The second paragraph is short.</p></article></body></html>"
)  # fmt: skip
DROP = """(html) => {
  const data = new DataTransfer();
  data.items.add(new File([html], "ferry.html", { type: "text/html" }));
  const box = document.querySelector("main form");
  for (const kind of ["dragenter", "dragover", "drop"])
    box.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@dataclass
class Live:
    """A studio at work on a socket of this computer."""

    folder: Path
    root: str
    app: Any
    queue: Queue

    def in_feed(self, title: str) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return f"<title>{title}</title>" in (self.folder / "public/feed.xml").read_text()
        return False

    def add(self, name: str, text: str) -> int:
        """Add a file and wait until it was read."""
        path = saved_folder(self.queue.show) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        number = self.queue.add(path).id
        self.until(number, State.READY, State.FAILED)
        return number

    def until(self, number: int, *states: State) -> None:
        end = time.monotonic() + 30
        while (draft := self.queue.get(number)).state not in states:
            assert time.monotonic() < end, draft
            self.queue.wait(self.queue.version, 0.5)


def _here(function: Callable[..., object], /, *args: object, seconds: float, memory_mb: int, **how: object) -> object:
    """What reads a file, in the process of the test: a process of its own would load the readers for each file."""
    return function(*args, **how)


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    for module in (contents, seen):
        monkeypatch.setattr(module, "run_limited", _here)
    folder = tmp_path / "show"
    folder.mkdir()
    (folder / "podcaster.toml").write_text('title = "Letters from the harbour"\nvoice = "tone"\njobs = 1\n')
    show = open_show(folder)
    with contextlib.closing(Queue(show)) as queue, Worker(queue, maker=InOurProcess()):
        studio = app.build(server.app(show), studios.gate(open_here=True), queue)
        with ports.listen("127.0.0.1", 0) as listener:
            running = server.prepared(studio)
            thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
            thread.start()
            yield Live(folder, f"http://127.0.0.1:{listener.getsockname()[1]}/", studio.app, queue)
            running.should_exit = True
            thread.join(20)


def made(page: Page, live: Live, title: str) -> None:
    """Until its episode is in the feed; its page says so without a reload by hand. Then to the page of the episode."""
    end = time.monotonic() + 30
    while not live.in_feed(title):
        assert time.monotonic() < end, [(draft.name, draft.state, draft.error) for draft in live.queue.listed()]
        page.wait_for_timeout(50)
    page.get_by_role("link", name="Listen and read along").wait_for()
    page.goto(f"{live.root}studio/episodes?find={title.replace(' ', '+')}")
    page.get_by_role("heading", name=title).get_by_role("link").click()


def test_from_a_dropped_file_to_the_feed(live: Live, chromium: Browser) -> None:
    """Drop, correct a word, make, listen, feed."""
    with browser.visit(chromium, None, "studio/", site=live.root) as page:
        page.evaluate(DROP, POST.format("early"))
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("heading", level=1, name="The early ferry").wait_for()
        page.get_by_text("Is a word mispronounced?").click()
        page.get_by_label("Word, as it is written").fill("Nguyen")
        page.get_by_label("How it sounds").fill("win")
        page.get_by_role("button", name="Keep it for the show").click()
        page.get_by_role("status").filter(has_text="lexicon").wait_for()
        assert re.search("^Nguyen\tsay\twin", (live.folder / "lexicon.tsv").read_text(), re.MULTILINE)
        page.get_by_role("button", name="Make episode").click()
        made(page, live, "The early ferry")
        page.evaluate("document.querySelector('audio').play()")
        browser.wait_until(page, "audio.currentTime > 0.2 && !audio.error")
        (audio,) = (live.folder / "public/episodes").glob("*the-early-ferry*.mp3")
        assert tags.read(audio)["title"] == "The early ferry"
        said = audio.with_suffix(".html").read_text()
        assert "Nguyen" in said


def test_the_same_without_scripts(live: Live, chromium: Browser) -> None:
    """Add by choosing a file, make, listen."""
    with browser.visit(chromium, None, "studio/", site=live.root, java_script_enabled=False) as page:
        page.get_by_label("Files").set_input_files(
            {"name": "late.html", "mimeType": "text/html", "buffer": POST.format("late").encode()}
        )
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("heading", level=1, name="The late ferry").wait_for()
        page.get_by_role("button", name="Make episode").click()
        made(page, live, "The late ferry")
        source = page.locator("audio source").get_attribute("src")
        assert page.request.get(f"{live.root.rstrip('/')}{source}").headers["content-type"] == "audio/mpeg"


def test_a_passage_is_left_out_without_a_reload(live: Live, chromium: Browser) -> None:
    """The page stays where it is, with the focus on the button that undoes it."""
    number = live.add("quiet.html", POST.format("quiet"))
    with browser.visit(chromium, None, f"studio/articles/{number}", site=live.root) as page:
        page.get_by_role("button", name="Leave this out").first.wait_for()
        page.evaluate("window.kept = 1")
        page.get_by_role("button", name="Leave this out").first.click()
        page.get_by_role("button", name="Undo:").wait_for()
        assert page.evaluate("window.kept") == 1
        assert page.evaluate("document.activeElement.textContent.trim()") == "Undo"


PLACES = {"id": "1", "name": "quay", "kind": "wallabag"}  # of addresses with names in them
ASKED = {"/studio/disk/clear": "?cache=sentences", "/studio/share": "?url=https://quay.example/1"}
NO_PAGES = re.compile(r"/static/|/events|\.(?:mp3|json|webmanifest|js)$|/heard$|/report$|/key(?:/known)?$|/studio$")


def test_a_page_that_waits_is_loaded_again_once_the_studio_answers(chromium: Browser) -> None:
    """A studio that was stopped: the browser's own error would stay after it has been started again."""
    page = '<!doctype html><title>x</title><p id="{0}">{0}</p><script src="reload.js" defer></script>'
    files = {
        "": page.format("waiting"),
        "reload.js": resources.files("podcaster.studio").joinpath("parts/reload.js").read_text(),
    }
    with browser.stoppable(chromium, files) as site:
        site.stays_while_stopped("#waiting", 2)
        files[""] = page.format("pulling")
        site.becomes("#pulling", 2)
        files[""] = page.format("ready")
        site.becomes("#ready", 2)


def test_every_page_is_for_everybody(live: Live, chromium: Browser) -> None:
    """No page breaks a rule of axe, light or dark, on a phone or a desk; none is wider than a phone."""
    number = live.add("first.html", POST.format("first"))
    live.queue.make(number)
    live.add("empty.md", "")
    (live.folder / "sources.toml").write_text('[quay]\naddress = "https://quay.example/feed"\ntitle = "The quay"\n')
    live.until(number, State.MADE)
    routes = [one for one in live.app.routes if isinstance(one, Route) and "GET" in (one.methods or ())]
    paths = sorted({one.path for one in routes if one.path.startswith("/studio") and not NO_PAGES.search(one.path)})
    wrong = {}
    with browser.visit(chromium, None, "studio/", site=live.root) as page:
        for path in paths:
            named = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: PLACES[found[1]], path)
            page.set_viewport_size({"width": 390, "height": 844})
            answer = page.goto(f"{live.root.rstrip('/')}{named}{ASKED.get(path, '')}")
            assert answer
            assert answer.status == 200, path
            found = ["wider than a phone"] if page.evaluate("document.documentElement.scrollWidth") > 390 else []
            if found := found + browser.violations(page, wide=1280):
                wrong[path] = found
    # The page that asks for the key leads on from here, where none is needed: it is looked at as a phone finds it.
    asking = studios.client(live.folder, live.queue, where="http://nas.local:8000", at="192.168.1.7")
    sheets = {name: asking.get(f"/studio/static/{name}").text for name in ("base.css", "studio.css")}
    files = {"key": asking.get("/studio/key").text, **{f"studio/static/{name}": text for name, text in sheets.items()}}
    with browser.visit(chromium, files, "key") as page:
        wrong |= {"key": found} if (found := browser.violations(page, wide=1280)) else {}
    assert not wrong
    assert len(paths) > 15
