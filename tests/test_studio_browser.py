"""The whole way in a browser, with the tone voice: an article is dropped, corrected, made, heard, and in the feed."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import shutil
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
from podcaster.errors import FREE_SPACE, StorageError
from podcaster.serving import port as ports
from podcaster.serving import server
from podcaster.studio import app, contents, incoming, seen
from podcaster.studio.queue import Queue, State, saved_folder
from podcaster.studio.worker import Worker
from tests import browser, studios
from tests.test_studio_worker import InOurProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
NOON = dt.datetime(2025, 5, 4, 12, tzinfo=dt.UTC)  # what is ordered for the night has to wait, whenever the tests run
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
    with contextlib.closing(Queue(show)) as queue, Worker(queue, maker=InOurProcess(), now=lambda: NOON):
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
    page += '<script src="live.js" defer></script>'
    parts = resources.files("podcaster.studio") / "parts"
    files = {"": page.format("waiting"), **{name: (parts / name).read_text() for name in ("reload.js", "live.js")}}
    with browser.stoppable(chromium, files) as site:
        site.stays_while_stopped("#waiting", 2)
        files[""] = page.format("pulling")
        site.becomes("#pulling", 2)
        files[""] = page.format("ready")
        site.becomes("#ready", 2)


def test_a_form_is_sent_to_a_studio_that_answers_and_once(chromium: Browser) -> None:
    """While the studio is stopped the page stays, with what was typed; a button that is pressed twice acts once."""
    page = '<!doctype html><title>x</title><main><form method="post" action="made"><input name="title" value="Ferry">'
    page += '<button name="do" value="make">Make</button></form></main><script src="live.js" defer></script>'
    parts = resources.files("podcaster.studio") / "parts"
    files = {"": page, "live.js": (parts / "live.js").read_text(), "made": "<!doctype html><title>x</title><p>Made</p>"}
    with browser.stoppable(chromium, files) as site:
        sent: list[str | None] = []
        site.page.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
        site.runs = False
        site.page.locator("input").fill("Late ferry")
        site.page.get_by_role("button").click()
        site.page.get_by_text("nothing was sent").wait_for()
        site.runs = True
        site.page.clock.run_for(100)
        asked: list[str] = []
        site.page.on("request", lambda request: asked.append(request.url) if request.method == "HEAD" else None)
        site.page.evaluate("document.querySelector('button').click(); document.querySelector('button').click()")
        site.page.get_by_text("Made").wait_for()
        assert (sent, len(asked)) == (["title=Late+ferry&do=make"], 1)


# ---------------------------------------------------------------- several windows


def hide(page: Page, is_hidden: bool) -> None:
    """Put another window before this one, or this one before the others: headless, all of them are seen at once."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_hidden,
    )


def test_any_number_of_windows(live: Live, chromium: Browser) -> None:
    """Windows behind others keep no connection, of which a browser has six; what comes to the front is up to date."""
    with browser.elsewhere(chromium) as page:
        page.goto(f"{live.root}studio/queue")
        hide(page, True)
        for _ in range(7):
            other = page.context.new_page()
            other.goto(page.url)
            hide(other, True)
        live.add("ferry.html", POST.format("early"))
        assert not page.get_by_role("link", name="The early ferry").count()
        hide(page, False)
        page.get_by_role("link", name="The early ferry").wait_for()


def test_an_article_that_another_window_removed(live: Live, chromium: Browser) -> None:
    """The window that still shows it says so by itself."""
    number = live.add("ferry.html", POST.format("early"))
    live.queue.tonight(number)
    with browser.visit(chromium, None, f"studio/articles/{number}", site=live.root) as page:
        page.get_by_text("It is made tonight").wait_for()
        live.queue.remove(number)
        page.get_by_text("It was removed from the queue").wait_for()


# ---------------------------------------------------------------- by keyboard


def focused(page: Page) -> str:
    """What the next press of a key is for."""
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_the_focus_stays_when_the_queue_is_renewed(live: Live, chromium: Browser) -> None:
    """On the same button; if that is gone, on the name of the same article, never on another button."""
    first, second = (live.add(f"{name}.html", POST.format(name)) for name in ("early", "late"))
    with browser.visit(chromium, None, "studio/queue", site=live.root) as page:
        page.get_by_role("button", name="Make all that look complete").focus()
        live.queue.describe(second, title="The changed ferry")
        page.get_by_role("link", name="The changed ferry").wait_for()
        assert focused(page) == "Make all that look complete"
        page.locator(f"#a{first}").get_by_role("button", name="Make episode").focus()
        live.queue.tonight(first)
        page.locator(f".queued #a{first}").wait_for()
        assert focused(page) == "The early ferry"
        live.queue.remove(first)
        page.locator(f"#a{first}").wait_for(state="detached")
        assert page.evaluate("document.getElementById('queue').contains(document.activeElement)")


def test_the_focus_stays_on_the_page_of_an_article(live: Live, chromium: Browser) -> None:
    """After a change of the facts, and when another window has changed how far its episode is."""
    number = live.add("ferry.html", POST.format("early"))
    live.queue.tonight(number)
    with browser.visit(chromium, None, f"studio/articles/{number}", site=live.root) as page:
        page.get_by_text("Title, author, date, language").press("Enter")
        page.get_by_label("Title").fill("The changed ferry")
        page.get_by_role("button", name="Change", exact=True).press("Enter")
        page.get_by_role("heading", level=1, name="The changed ferry").wait_for()
        assert focused(page) == "Change"
        page.get_by_role("link", name="To the queue").focus()
        live.queue.make(number, tonight=False)
        live.until(number, State.MADE)
        page.get_by_text("The episode is made.").wait_for()
        assert focused(page) == "To the queue"


def test_a_page_that_loads_itself_again_keeps_the_focus(live: Live, chromium: Browser) -> None:
    with browser.visit(chromium, None, "studio/voices", site=live.root) as page:
        link = page.get_by_role("link", name="settings", exact=True)
        link.focus()
        with page.expect_event("load"):
            page.evaluate("loadAgain()")
        browser.wait_until(page, "document.activeElement.getAttribute('href') === '/studio/settings'")


# ---------------------------------------------------------------- what cannot be added


def test_what_was_added_and_what_was_not(live: Live, chromium: Browser) -> None:
    """Of several files one is empty: both are said, nothing is sent a second time, and the focus stays."""
    posts = [{"name": f"{n}.html", "mimeType": "text/html", "buffer": POST.format(n).encode()} for n in range(3)]
    with browser.visit(chromium, None, "studio/", site=live.root) as page:
        files = page.get_by_label("Files")
        files.set_input_files([*posts, {"name": "empty.md", "mimeType": "text/markdown", "buffer": b""}])  # type: ignore[list-item]
        page.get_by_role("button", name="Add", exact=True).press("Enter")
        page.get_by_role("status").filter(has_text="3 articles were added.").wait_for()
        assert "empty.md: the file is empty" in page.get_by_role("alert").first.inner_text()
        assert page.locator("#recent li").count() == 3
        assert files.evaluate("(one) => one.files.length") == 0
        assert focused(page) == "Add"


def test_files_that_the_browser_cannot_read(live: Live, chromium: Browser, tmp_path: Path) -> None:
    """A folder, and a file that was deleted after it was chosen: the studio is not blamed for them."""
    folder, gone = tmp_path / "letters", tmp_path / "gone.md"
    folder.mkdir()
    gone.write_text("Nobody had expected him.")
    with browser.visit(chromium, None, "studio/", site=live.root) as page:
        wire = page.context.new_cdp_session(page)
        for kind in ("dragEnter", "dragOver", "drop") * 2:
            files = {"items": [], "files": [str(folder), str(gone)], "dragOperationsMask": 1}
            wire.send("Input.dispatchDragEvent", {"type": kind, "x": 150, "y": 250, "data": files})
        page.get_by_text("“letters” is a folder. Open it").wait_for()
        assert page.locator("#chosen li").all_inner_texts() == ["gone.md\n1 kB"], "dropped twice"
        gone.unlink()
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("“gone.md” cannot be read").wait_for()


def test_a_full_disk_is_said_with_what_helps(live: Live, chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the form, which keeps what was chosen."""
    monkeypatch.setattr(incoming.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 0))
    with browser.visit(chromium, None, "studio/", site=live.root) as page:
        files = page.get_by_label("Files")
        files.set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": POST.format("early").encode()})
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("alert").filter(has_text="The disk is full").filter(has_text="Free some space").wait_for()
        assert files.evaluate("(one) => one.files.length") == 1


@pytest.mark.parametrize("where", ["queue", "articles/1"])
def test_a_queue_that_is_held_up_is_reported_by_itself(live: Live, chromium: Browser, where: str) -> None:
    """Also on the page of an article; when there is room again, the notice goes."""
    live.queue.tonight(live.add("ferry.html", POST.format("early")))
    with browser.visit(chromium, None, f"studio/{where}", site=live.root) as page:
        page.get_by_text("tonight").first.wait_for()
        notice = page.get_by_text("The queue is paused: ")
        live.queue.progress.hold_up("test", StorageError("the disk is full: could not keep it", hint=FREE_SPACE))
        notice.filter(has_text="disk is full").wait_for()
        page.get_by_text("Free some space, then try again").wait_for()
        live.queue.progress.hold_up("test", None)
        notice.wait_for(state="detached")


# ---------------------------------------------------------------- the studio was ended


def test_a_studio_that_does_not_answer_is_reported_on_the_page(live: Live, chromium: Browser) -> None:
    """The page stays, with what was typed; the same press of the button works once the studio answers."""
    number = live.add("ferry.html", POST.format("early"))
    with browser.visit(chromium, None, f"studio/articles/{number}", site=live.root) as page:
        page.get_by_text("Title, author, date, language").click()
        page.route("**/facts", lambda route: route.abort("connectionrefused"))
        page.get_by_label("Title").fill("The changed ferry")
        page.get_by_role("button", name="Change", exact=True).click()
        page.get_by_text("The studio does not answer. If it was ended, start it again.").wait_for()
        page.unroute_all()
        page.get_by_role("button", name="Change", exact=True).click()
        page.get_by_role("heading", level=1, name="The changed ferry").wait_for()


def test_a_page_says_that_its_news_have_ended(live: Live, chromium: Browser) -> None:
    """And takes that back when the studio answers again."""
    with browser.elsewhere(chromium) as page:
        page.clock.install()
        page.route("**/events", lambda route: route.abort("connectionrefused"))
        page.goto(f"{live.root}studio/queue")
        end = time.monotonic() + browser.WAIT_MS / 1000
        while not page.get_by_text("The studio does not answer.").count():
            assert time.monotonic() < end
            page.clock.run_for(1000)
        page.unroute_all()
        page.get_by_text("The studio does not answer.").wait_for(state="detached")


# ---------------------------------------------------------------- every page


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
