"""The studio reads what was added and makes what is queued, whatever happens to it meanwhile."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from podcaster.batch.stopping import Stop
from podcaster.config import open_show
from podcaster.library import FILE_NAME, Draft, Library, State
from podcaster.studio.messages import Tell, Work
from podcaster.studio.queue import Queue, saved_folder
from podcaster.studio.speaking import Voices, make
from podcaster.studio.worker import Worker

TOML = 'title = "Harbour letters"\nvoice = "tone"\njobs = 1\n'
SENTENCE = "The ferry number {n} crossed the wide bay before the morning fog had lifted from the water again. "


T = TypeVar("T")


class InOurProcess:
    """Makes episodes by the same code as the studio's own process, and can be held up before each work."""

    def __init__(self) -> None:
        self.works: list[Work] = []
        self.go = threading.Event()
        self.go.set()
        self.wrong: list[BaseException] = []  # raised in place of the next works
        self._voices, self._stop = Voices(), Stop()

    def make(self, work: Work, tell: Tell) -> None:
        self._stop = Stop()
        self.works.append(work)
        self.go.wait(30)
        if self.wrong:
            raise self.wrong.pop(0)
        make(work, tell, self._voices, self._stop)

    def stop(self) -> None:
        self._stop.ask()

    def let_go(self) -> None:
        self._voices.close()


class Studio:
    """A queue at work."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "podcaster.toml").write_text(TOML)
        self.queue = Queue(open_show(folder))
        self.maker = InOurProcess()
        self.now = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
        self.pages: dict[str, Callable[[Path], Path]] = {}

    def save(self, address: str, folder: Path) -> Path:
        return self.pages[address](folder)

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        with Worker(self.queue, maker=self.maker, save=self.save, now=lambda: self.now):
            yield

    def post(self, n: int, *, sentences: int = 12) -> Draft:
        return self.queue.add(
            self.file(f"{n}.md", f"---\ntitle: Ferry {n}\n---\n\n{SENTENCE.format(n=n) * sentences}\n")
        )

    def file(self, name: str, text: str) -> Path:
        path = saved_folder(self.queue.show) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def until(self, number: int, *states: State) -> Draft:
        return self.waiting(lambda: self.queue.get(number), lambda draft: draft.state in states)

    def waiting(self, look: Callable[[], T], good: Callable[[T], bool]) -> T:
        deadline = time.monotonic() + 60
        while not good(found := look()):
            assert time.monotonic() < deadline, (found, self.queue.listed(), self.queue.progress.trouble)
            time.sleep(0.02)
        return found

    def titles(self) -> list[str]:
        with Library(self.queue.show.state / FILE_NAME, read_only=True) as library:
            return [episode.title for episode in library.episodes()]


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path / "show")
    with contextlib.closing(studio.queue), contextlib.closing(studio.maker._voices):
        yield studio


def test_from_a_file_to_the_feed(studio: Studio) -> None:
    """What is added is read, what is asked for is made, one run makes what is short, and the feed has it."""
    first, second = studio.post(1), studio.post(2)
    studio.queue.make(first.id)  # before it was read
    with studio.at_work():
        made = studio.until(first.id, State.MADE)
        read = studio.until(second.id, State.READY)
        assert (read.title, read.language, read.words) == ("Ferry 2", "en", 12 * 18)
        assert (read.doubts, read.error) == ((), "")
        assert made.episode in (studio.queue.show.public / "feed.xml").read_text()
        assert studio.titles() == ["Ferry 1"]
        studio.maker.go.clear()
        third = studio.post(3)
        for draft in (second, third):
            studio.until(draft.id, State.READY)
            studio.queue.make(draft.id)
        studio.maker.go.set()
        studio.until(second.id, State.MADE)
        studio.until(third.id, State.MADE)
    assert studio.queue.progress.trouble is None
    making = studio.queue.progress.making(first.id)
    assert making is not None
    assert (making.share, making.up_to(0, 100)) == (1.0, len(making.begun.keys))
    assert making.said.startswith("The ferry number 1")
