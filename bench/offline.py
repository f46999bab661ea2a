"""What the commands ask of the network, by the kernel's own account (strace), the libraries beneath included."""

from __future__ import annotations

import os
import re
import signal
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench import peers
from bench.rows import Row, unmeasured
from podcaster import engines, voice
from tests import test_offline as watching
from tests.conftest import POST
from tests.shows import SETTINGS, put_on_disk

KEPT = "0 connections, 0 files elsewhere"


def offline() -> Iterator[Row]:
    """`convert` in tones and by a neural voice, `batch` and `serve`, each in an empty home."""
    if absent := peers.missing_commands("strace"):
        yield unmeasured("convert, batch, serve", KEPT, absent)
        return
    yield _commands("convert, voice tone", ("convert", "boat.html", "--voice", "tone", "--show", "show"))
    yield _commands("batch of a folder", ("batch", "saved", "--voice", "tone", "--menu", "--show", "show"))
    if engines.check(voice.find("heart")):
        yield unmeasured("convert, voice heart", KEPT, "the voice is not installed: podcaster voices install kokoro")
    else:
        yield _commands("convert, voice heart", ("convert", "boat.html", "--force", "--jobs", "1", "--show", "show"))
    yield _serve()


def _commands(what: str, words: Sequence[str]) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        watch = watching.Watch(Path(folder), strace=True)
        (watch.folder / "saved").mkdir()
        (watch.folder / "saved" / "quiet.md").write_text(POST)
        (watch.folder / "boat.html").write_text(watching.SHORT["en"] if "heart" in what else watching.PAGE)
        watch.run(*watching.PODCASTER, *words)
        return _row(what, watch)


def _row(what: str, watch: watching.Watch) -> Row:
    seen = len(watch.calls.read_text(errors="replace").splitlines())
    wrong = watch.unwanted()
    return Row(what, KEPT, f"{len(wrong)} among {seen:,} calls that were looked at", not wrong)


def _serve() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        watch = watching.Watch(Path(folder), strace=True)
        put_on_disk(watch.folder / "show", replace(SETTINGS, base_url=""))
        server = watch.start(*watching.PODCASTER, "serve", "--show", "show", "--port", "0", start_new_session=True)
        try:
            assert server.stderr is not None
            lines = iter(server.stderr.readline, "")
            found = (re.search(r"http://127\.0\.0\.1:\d+/feed\.xml", line) for line in lines)
            address = next(filter(None, found)).group()
            with urllib.request.urlopen(address, timeout=60) as answer:
                answer.read()
        finally:
            os.killpg(server.pid, signal.SIGINT)  # strace itself ignores the signal
            server.communicate(timeout=60)
        return _row("serve, and a client on this machine", watch)
