"""A real browser for the tests: pages of several widths in one run of headless Chromium."""

import functools
import html
import json
import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WAIT_S = 120
# Chromium's own window is never narrower than 500 px, so each page has a frame of the wanted width. Scroll bars are
# hidden: those of a phone take no room.
WRAPPER = """<!doctype html><meta charset="utf-8"><title>Frames</title>{frames}<pre id="result"></pre><script>
const measure = frame => {{ {script} }};
addEventListener("load", () => {{
  const found = {{}};
  for (const frame of document.querySelectorAll("iframe")) {{
    try {{ found[frame.title] = measure(frame.contentWindow); }} catch (error) {{ found[frame.title] = String(error); }}
  }}
  document.getElementById("result").textContent = JSON.stringify(found);
}});
</script>"""


def find() -> str | None:
    """The program of an installed Chromium or Chrome."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def measure(pages: Mapping[str, str], script: str, folder: Path, *, width: int = 390) -> dict[str, Any]:
    """Open *pages* and return what *script* returns for each.

    *script* is the body of a JavaScript function; `frame` is the window of the page.
    """
    site = folder / "site"
    site.mkdir()
    frames = []
    for number, (name, page) in enumerate(pages.items()):
        (site / f"{number}.html").write_text(page, encoding="utf-8")
        frames.append(f'<iframe title="{html.escape(name)}" src="{number}.html" width="{width}" height="844"></iframe>')
    (site / "index.html").write_text(WRAPPER.format(frames="".join(frames), script=script), encoding="utf-8")
    handler = functools.partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            dom = _dump(f"http://127.0.0.1:{server.server_port}/index.html", folder)
        finally:
            server.shutdown()
            thread.join()
    found = re.search(r'<pre id="result">(.+?)</pre>', dom, re.DOTALL)
    assert found, dom[:2000]
    return dict(json.loads(html.unescape(found[1])))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the output of a test run is for its results."""


def _dump(address: str, folder: Path) -> str:
    """The document at *address* after its scripts ran."""
    program = find()
    assert program, "neither Chromium nor Chrome is installed; on Debian: apt-get install chromium"
    command = [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        "--no-proxy-server", "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}", "--window-size=1280,900",
        "--dump-dom", address,
    ]  # fmt: skip
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env={**os.environ, "HOME": str(folder)},
    ) as chromium:
        try:
            out, err = chromium.communicate(timeout=WAIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(chromium.pid, signal.SIGKILL)
            raise
    assert chromium.returncode == 0, err[-2000:]
    return out
