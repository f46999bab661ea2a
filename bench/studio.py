"""The studio under load: many adds at once, the page of a long queue, the first sound, memory, and kills at random.

    python -m bench studio
    python -m bench.studio --kills 30 --seed 7      only the kills

Each part starts `podcaster studio` as its users do, with the voice tone, and asks it over HTTP. The first sound is
measured with the voice heart, if it is installed: once with the voice still to be loaded, and once with it warm.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import json
import os
import random
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.rows import ROOT, Row, unmeasured
from podcaster import engines, voice
from podcaster.library import FILE_NAME, Library, State

CLIENTS, ADDS, PAGE_MS, IDLE_MB, FIRST_S = 16, 1000, 100, 120, 15
ALONE = """
from podcaster.engines.pool import Pool
from podcaster.model import Role, Utterance
with Pool(0) as pool:
    title = "The harbour in winter, part 1."
    pool.submit(Utterance(title, title, Role.NARRATOR, "heart", "en-US", 300)).result()
"""
SENTENCE = "The ferry number {n} crossed the wide bay before the morning fog had lifted from the water again. "
STATES = [state.value for state in State]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = killed(given.kills, given.seed)
    print(found)
    sys.exit(0 if found.kept else 1)


def studio() -> Iterator[Row]:
    """For `python -m bench`."""
    yield from load()
    yield from first_sound()


def kills() -> Iterator[Row]:
    """The studio killed at random moments."""
    yield killed(30, 1)


# ---------------------------------------------------------------- a studio


class Studio:
    """`podcaster studio` in a process of its own."""

    def __init__(self, folder: Path, settings: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        (folder / "podcaster.toml").write_text(f'title = "Harbour letters"\n{settings}', encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "podcaster", "studio", "--show", str(self.folder), "--port", str(self.port)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PODCASTER_WORK_LOG": str(self.log)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([*command, "--no-browser"], env=environment, **quiet)  # type: ignore[call-overload]

    @property
    def log(self) -> Path:
        return self.folder.parent / "spoken.log"

    def wait(self) -> None:
        for _ in range(600):
            with contextlib.suppress(OSError):
                self.ask("/studio/queue")
                return
            time.sleep(0.1)
        raise SystemExit("the studio did not start")

    def end(self, number: int = signal.SIGINT) -> None:
        assert self.process
        self.process.send_signal(number)
        self.process.wait(60)

    def ask(self, path: str, said: object = None) -> bytes:
        data = None if said is None else json.dumps(said).encode()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=120) as answer:
            found: bytes = answer.read()
        return found

    def add(self, text: str) -> int:
        return int(json.loads(self.ask("/api/articles", {"text": text}))["id"])

    def make(self, number: int) -> None:
        self.ask(f"/api/articles/{number}/make", {})

    def rows(self) -> list[tuple[int, str, str]]:
        """Number, state and content of each draft, after a look at the whole file."""
        with contextlib.closing(sqlite3.connect(self.folder / ".podcaster" / FILE_NAME)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return db.execute("SELECT id, state, content FROM draft ORDER BY id").fetchall()

    @property
    def resident_mb(self) -> float:
        assert self.process
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


@contextlib.contextmanager
def at_work(settings: str = 'voice = "tone"\n') -> Iterator[Studio]:
    with tempfile.TemporaryDirectory() as folder:
        one = Studio(Path(folder) / "show", settings)
        one.start()
        try:
            one.wait()
            yield one
        finally:
            if one.process and one.process.poll() is None:
                one.end()


# ---------------------------------------------------------------- many at once


def load() -> Iterator[Row]:
    """Every text is sent by two clients."""
    with at_work() as one:
        texts = [f"Letter {n}\n\n{SENTENCE.format(n=n) * 3}" for n in range(ADDS // 2)]
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
            numbers = list(clients.map(one.add, [*texts, *texts]))
        spent = time.monotonic() - began
        rows = one.rows()
        good = len(rows) == len({content for _, _, content in rows}) == len(texts) == len(set(numbers))
        good &= numbers[: len(texts)] == numbers[len(texts) :]
        told = f"{ADDS} adds, {len(rows)} drafts, {spent:.1f} s"
        yield Row(f"{ADDS} adds from {CLIENTS} clients, each text twice", "none lost, none twice", told, good)
        for n in range(ADDS - len(texts)):
            one.add(f"Another letter {n}\n\n{SENTENCE.format(n=n) * 3}")
        while any(state == "reading" for _, state, _ in one.rows()):
            time.sleep(1)
        times = []
        for _ in range(21):
            began = time.monotonic()
            one.ask("/studio/queue")
            times.append(1000 * (time.monotonic() - began))
        typical = statistics.median(times)
        yield Row(
            f"page of a queue of {ADDS}",
            f"<= {PAGE_MS} ms",
            f"{typical:.0f} ms, worst {max(times):.0f}",
            typical <= PAGE_MS,
        )
        yield Row(
            "memory of the studio after that",
            f"<= {IDLE_MB} MB",
            f"{one.resident_mb:.0f} MB",
            one.resident_mb <= IDLE_MB,
        )


def first_sound() -> Iterator[Row]:
    """From adding an article until its first sentence can be heard, and the same from the start of the studio on."""
    with contextlib.suppress(Exception):
        if why := engines.check(voice.find("heart")):
            yield unmeasured("from adding an article to its first sound, heart", f"<= {FIRST_S} s", "; ".join(why))
            return
    with at_work('voice = "heart"\n') as one:
        cold = _first_sound(one, 1)
        while any(state != "made" for _, state, _ in one.rows()):  # the next one would wait for it
            time.sleep(0.5)
        warm = _first_sound(one, 2)
        told = f"{warm:.1f} s ({cold:.1f} s with the voice to be loaded)"
        yield Row("from adding an article to its first sound, heart", f"<= {FIRST_S} s", told, warm <= FIRST_S)
    with tempfile.TemporaryDirectory() as folder:
        alone = min(_voice_alone() for _ in range(2))
        one = Studio(Path(folder) / "show", 'voice = "heart"\n')
        began = time.monotonic()
        one.start()
        one.wait()
        _first_sound(one, 1)
        spent = time.monotonic() - began
        one.end()
    told = f"{spent - alone:.1f} s beyond the {alone:.1f} s of the voice alone"
    yield Row("from the start of the studio to the first sound", f"<= {FIRST_S} s", told, spent - alone <= FIRST_S)


def _voice_alone() -> float:
    """Seconds of a process that loads the voice and speaks what is said first."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, check=True, capture_output=True)
    return time.monotonic() - began


def _first_sound(one: Studio, n: int) -> float:
    began = time.monotonic()
    number = one.add(f"The harbour in winter, part {n}\n\n" + "\n\n".join(SENTENCE.format(n=m) * 2 for m in range(12)))
    one.make(number)
    while True:
        with contextlib.suppress(urllib.error.HTTPError):
            if json.loads(one.ask(f"/studio/articles/{number}/heard.json"))["to"]:
                one.ask(f"/studio/articles/{number}/heard?from=0&to=1")
                return time.monotonic() - began
        time.sleep(0.05)


# ---------------------------------------------------------------- kills


def killed(kills: int, seed: int) -> Row:
    """Kill the studio at random moments while articles are added and made: the queue stays whole, each is made once."""
    chance, faults, sent = random.Random(seed), list[str](), dict[int, str]()
    with tempfile.TemporaryDirectory() as folder:
        one = Studio(Path(folder) / "show", 'voice = "tone"\n')
        for kill in range(kills):
            one.start()
            one.wait()
            deadline = time.monotonic() + chance.uniform(0.1, 8.0)
            while time.monotonic() < deadline and len(sent) < 2 * kill + 2:
                n = len(sent)
                number = one.add(f"Letter {n}\n\n" + "".join(SENTENCE.format(n=100 * n + m) for m in range(12)))
                sent[number] = f"Letter {n}"
                one.make(number)
            time.sleep(max(0.0, deadline - time.monotonic()))
            one.end(signal.SIGKILL)
            faults += _faults(one, sent)
        one.start()
        one.wait()
        deadline = time.monotonic() + 600
        while any(state not in ("made", "failed") for _, state, _ in one.rows()) and time.monotonic() < deadline:
            time.sleep(0.5)
        one.end()
        faults += _faults(one, sent)
        with Library(one.folder / ".podcaster" / FILE_NAME, read_only=True) as library:
            titles = Counter(episode.title for episode in library.episodes())
        faults += [f"{title}: {titles[title]} episodes" for title in sent.values() if titles[title] != 1]
        feed = (one.folder / "public" / "feed.xml").read_text(encoding="utf-8")
        if len(set(re.findall(r"<guid[^>]*>([^<]+)", feed))) != len(sent):
            faults.append("the feed does not list each once")
        spoken = Counter(one.log.read_text(encoding="ascii").split())
    repeats = sum(spoken.values()) - len(spoken)
    told = f"{len(sent)} articles made, {repeats} of {len(spoken)} sentences spoken again; {len(faults)} faults"
    for fault in faults[:10]:
        print(fault, file=sys.stderr)
    return Row(f"kill -9 of the studio at {kills} random moments", "the queue is whole", told, not faults)


def _faults(one: Studio, sent: dict[int, str]) -> Iterator[str]:
    rows = one.rows()
    there = {number for number, _, _ in rows}
    yield from (f"{title} is lost" for number, title in sent.items() if number not in there)
    yield from (f"draft {number} is {state}" for number, state, _ in rows if state not in STATES or state == "failed")
    if len({content for _, _, content in rows}) != len(rows):
        yield "a draft is there twice"


if __name__ == "__main__":
    main()
