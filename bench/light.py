"""How far the light on the page of an episode is behind the sound.

An episode in tones, whose words are known to the millisecond, is played in headless Chromium. Each time the page lights
another word, the time of the sound (`currentTime`) is compared with the mark of that word.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.rows import ROOT, Row, unmeasured
from podcaster.batch import run as batch
from podcaster.config import Settings, Show
from tests import browser

SECONDS = 25
SPY = """(() => {
  window.late = [];
  const set = HighlightRegistry.prototype.set;
  HighlightRegistry.prototype.set = function (name, light) {
    const audio = document.querySelector("audio"), now = 1000 * audio.currentTime;
    const marks = data.cues.flatMap(([, , words]) => words.filter((_, n) => n % 3 === 2)).filter((ms) => ms <= now);
    if (!audio.paused) late.push((now - Math.max(...marks)) / audio.playbackRate);
    return set.call(this, name, light);
  };
})()"""


def light() -> Iterator[Row]:
    """The light behind its mark, in milliseconds of the listener, at usual and at double speed."""
    if not browser.find():
        yield unmeasured("light behind the sound", "median 20, p95 50 ms", "no Chromium here: apt-get install chromium")
        return
    with tempfile.TemporaryDirectory() as folder, browser.opened() as chromium:
        show = Show(Path(folder), Settings(voice="tone", title="Light"))
        batch.run(show, [ROOT / "examples" / "harbor-lights.md"])
        files = {path.relative_to(show.public).as_posix(): path for path in show.public.rglob("*") if path.is_file()}
        page = next(
            name for name in files if name.endswith(".html") and name.startswith("episodes/") and name.count(".") == 1
        )
        for speed in ("1", "2"):
            with browser.visit(chromium, files, page, width=1000) as tab:
                tab.evaluate(SPY)
                tab.evaluate(
                    f"(() => {{ listen.part('speed').value = '{speed}'; listen.audio.playbackRate = {speed}; }})()"
                )
                tab.evaluate("listen.seek(0, true)")
                tab.wait_for_timeout(1000 * SECONDS)  # asking meanwhile would hold up the page
                late = sorted(tab.evaluate("late"))
            median, p95 = statistics.median(late), late[int(0.95 * len(late))]
            yield Row(
                f"light behind the sound at {speed}×",
                "median 20, p95 50 ms",
                f"median {median:.0f}, p95 {p95:.0f}, most {late[-1]:.0f} ms ({len(late)} words)",
                median <= 20 and p95 <= 50,
            )
