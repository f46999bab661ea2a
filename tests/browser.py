"""A real browser for the tests: pages in headless Chromium, driven by Playwright, judged by axe.

Files come from memory, below any address: no port is opened, and what a page asks for elsewhere is an error.
"""

from __future__ import annotations

import contextlib
import functools
import mimetypes
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SITE = "http://127.0.0.1:8000/"
WAIT_MS = 20_000
# Sound without a click and without a loudspeaker; a scroll bar takes no room, as on a phone.
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--in-process-gpu", "--disable-quic", "--no-proxy-server", "--hide-scrollbars",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update",
    "--disable-dev-shm-usage", "--disable-features=HttpsUpgrades",
)  # fmt: skip

Files = Mapping[str, "str | bytes | Path"]


def find() -> str | None:
    """The program of an installed Chromium or Chrome."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextlib.contextmanager
def opened() -> Iterator[Browser]:
    """A running Chromium. It takes seconds to start: one for all tests (the fixture `chromium`)."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT_MS)  # a busy machine

    program = find()
    assert program, "neither Chromium nor Chrome is installed; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*OPTIONS])
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def visit(
    chromium: Browser, files: Files | None, path: str = "index.html", *, site: str = SITE, width: int = 390, **more: Any
) -> Iterator[Page]:
    """*path* of a site with these *files* (by their path), without a memory of earlier visits.

    *files* is None for a site that is served on this computer: *site* is its address.

    It fails at the end if a script failed, the policy of the page refused something, or it asked another site.
    *more*: options of Playwright's `new_context`, such as java_script_enabled, color_scheme, locale, permissions;
    `height`, which goes with *width*; `before`, a script that runs before those of the page.
    """
    wrong: list[str] = []
    size = {"width": width, "height": more.pop("height", 844)}
    with _tab(chromium, more.pop("before", ""), more) as page:
        page.context.route("**/*", functools.partial(_answer, files, site, wrong))
        page.on("pageerror", failed := lambda error: wrong.append(f"error: {error}"))
        page.on("console", refused := lambda m: wrong.append(m.text) if "Content Security" in m.text else None)
        try:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(path if "://" in path else site + path)
            yield page
        finally:
            page.remove_listener("pageerror", failed)
            page.remove_listener("console", refused)
            page.context.unroute_all()
        assert not wrong, wrong


@contextlib.contextmanager
def _tab(chromium: Browser, before: str, options: dict[str, Any]) -> Iterator[Page]:
    """A page with these options. It is used again: each new one would be a process, half a second of the processor."""
    kept: dict[str, Page] = vars(chromium).setdefault("_tabs_of_tests", {})
    key = repr(sorted(options.items())) + before
    page = kept.pop(key, None)
    if page is None:
        context = chromium.new_context(**options)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        if before:
            page.add_init_script(before)
    try:
        yield page
    finally:
        # A page that is left writes down where it was: it may not, or the next visit would find that.
        page.evaluate(_FORGET)
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.emulate_media(color_scheme=options.get("color_scheme", "light"), media="screen")
        page.goto("about:blank")
        if key in kept:  # of a visit within this one
            page.context.close()
        else:
            kept[key] = page


_FORGET = "() => { try { Storage.prototype.setItem = () => {}; localStorage.clear(); } catch { /* it has none */ } }"


def _answer(files: Files | None, site: str, wrong: list[str], route: Route) -> None:
    address = route.request.url
    if address.startswith("file:"):
        route.continue_()
    elif not address.startswith(site):
        wrong.append(f"asked for {address}")
        route.abort()
    elif files is None:
        route.continue_()
    elif (found := files.get(unquote(urlsplit(address[len(site) :]).path))) is None:
        route.fulfill(status=404, body="")
    else:
        data = found.read_bytes() if isinstance(found, Path) else found.encode() if isinstance(found, str) else found
        kind = mimetypes.guess_type(urlsplit(address).path)[0] or "text/html"
        _send(route, data, kind if isinstance(found, bytes | Path) else f"{kind}; charset=utf-8")


def _send(route: Route, data: bytes, kind: str) -> None:
    """The whole, or the part that a player asks for."""
    headers = {"Content-Type": kind, "Accept-Ranges": "bytes"}
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", route.request.headers.get("range", ""))
    if not asked:
        route.fulfill(status=200, headers=headers, body=data)
        return
    start, end = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
    headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
    route.fulfill(status=206, headers=headers, body=data[start : end + 1])


def wait_until(page: Page, condition: str) -> None:
    """Until *condition*, an expression of JavaScript, holds; `audio` is the first sound of the page.

    Playwright's own wait_for_function evaluates text inside the page, which our policy refuses.
    """
    script = f"(() => {{ const audio = document.querySelector('audio'); return !!({condition}); }})()"
    end = time.monotonic() + WAIT_MS / 1000
    while not page.evaluate(script):
        assert time.monotonic() < end, f"it did not happen: {condition}"
        page.wait_for_timeout(15)


def violations(page: Page, *, wide: int = 0) -> list[str]:
    """What axe finds wrong in a light and in a dark window, as "rule: element"; nothing is what a page should have.

    *wide*: the width of the dark window, for the rules that depend on it; contrast depends on no width.
    """
    page.emulate_media(color_scheme="light")
    page.evaluate(_axe())  # from outside: the policy of the page lets none of its own do that
    found = page.evaluate(_RUN, {})
    page.emulate_media(color_scheme="dark")
    again = ["color-contrast"]  # all else is the same in the dark
    if wide:
        page.set_viewport_size({"width": wide, "height": 900})
        again += ["target-size", "scrollable-region-focusable"]
    return found + page.evaluate(_RUN, {"runOnly": again})


_RUN = """(options) => axe.run(document, { ...options, resultTypes: ["violations"] }).then((result) =>
  result.violations.flatMap((rule) => rule.nodes.map((one) => `${rule.id}: ${one.target} ${one.html.slice(0, 99)}`)))"""


@functools.cache
def _axe() -> str:
    source = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    return f"() => {{ {source}\n }}"


@functools.cache
def sound(seconds: int = 90) -> bytes:
    """An MP3 of that length: a quiet tone of 8 kB a second at most. For real words, make an episode with `tone`."""
    from podcaster.audio import ffmpeg

    command = [
        str(ffmpeg.find()), "-v", "error", "-f", "lavfi", "-i",
        f"sine=frequency=220:sample_rate=16000:duration={seconds}", "-b:a", "16k", "-f", "mp3", "-",
    ]  # fmt: skip
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout


def measure(chromium: Browser, pages: Mapping[str, str], script: str, *, width: int = 390) -> dict[str, Any]:
    """Open *pages* and return what *script* returns for each.

    *script* is the body of a JavaScript function; `frame` is the window of the page.
    """
    found = {}
    files = {f"{number}.html": page for number, page in enumerate(pages.values())}
    with visit(chromium, {**files, "": ""}, "", width=width) as tab:
        for name, path in zip(pages, files, strict=True):
            tab.goto(SITE + path)
            found[name] = tab.evaluate(f"() => {{ const frame = window; {script} }}")
    return found


@contextlib.contextmanager
def elsewhere(chromium: Browser, **options: Any) -> Iterator[Page]:
    """An empty page that asks real servers on loopback, with cookies of its own. *options*: as for `new_context`."""
    context = chromium.new_context(**options)
    context.set_default_timeout(WAIT_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


@dataclass
class Stoppable:
    """A page whose server can be stopped. Its clock runs, and can be put forward."""

    page: Page
    files: dict[str, str]
    runs: bool = True

    def stays_while_stopped(self, shown: str, seconds: float) -> None:
        """It asks its stopped server, and goes on to show what it showed."""
        self.runs = False
        for _ in range(2):
            with self.page.expect_event("requestfailed"):
                self.page.clock.run_for(1000 * seconds + 500)
            assert self.page.locator(shown).count(), self.page.content()
        self.runs = True

    def becomes(self, shown: str, seconds: float) -> None:
        """It asks its server, and loads the page that is there now."""
        with self.page.expect_event("load"):
            self.page.clock.run_for(1000 * seconds + 500)
        self.page.wait_for_selector(shown)

    def answer(self, route: Route) -> None:
        found = self.files.get(urlsplit(route.request.url).path[1:]) if self.runs else None
        if found is None:
            route.abort("connectionrefused")
        else:
            kind = mimetypes.guess_type(urlsplit(route.request.url).path)[0] or "text/html"
            route.fulfill(body=found, content_type=f"{kind}; charset=utf-8")


@contextlib.contextmanager
def stoppable(chromium: Browser, files: dict[str, str]) -> Iterator[Stoppable]:
    """The page of `files[""]`, whose clock can be put forward."""
    with elsewhere(chromium) as page:
        site = Stoppable(page, files)
        page.clock.install()
        page.route("**/*", site.answer)
        page.goto(SITE)
        yield site
