"""The page of the queue, its buttons and events, and listening to an article while it is made."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from podcaster.audio import ffmpeg, stitch
from podcaster.config import Settings, Show
from podcaster.episode import segments
from podcaster.errors import BusyError
from podcaster.model import Pcm, Speech
from podcaster.studio import events
from podcaster.studio.messages import Begun, Kept
from podcaster.studio.queue import Queue, State
from podcaster.studio.refusals import Refusal
from tests import studios
from tests.loops import finished

QUEUE = "/studio/queue"


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    queue = Queue(Show(tmp_path / "show", Settings(title="Harbour letters", tonight="22:00-06:30")))
    studios._queues.append(queue)
    return queue


@pytest.fixture
def browser(queue: Queue) -> TestClient:
    return studios.client(queue.show, queue)


def draft(queue: Queue, name: str, state: State = State.READY, **facts: object) -> int:
    path = queue.show.folder / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name)
    number = queue.add(path, name).id
    queue.describe(number, state=state, source=str(path), characters=4000, **facts)
    return number


def has_sound(show: Show, episode: str) -> None:
    """Put the sound of an episode into the show."""
    show.episodes.mkdir(parents=True, exist_ok=True)
    (show.episodes / f"{episode}.mp3").touch()


def press(browser: TestClient, number: int | str, do: str, **fields: str) -> Any:
    token = studios.csrf(browser.get(QUEUE).text)
    return browser.post(f"{QUEUE}/{number}", data={"csrf": token, "do": do, **fields})


def buttons(page: str, number: int) -> list[str]:
    """What the buttons of an article's row do."""
    row = page.partition(f'<li id="a{number}">')[2].partition("</li>\n")[0]
    return re.findall(r'name="do" value="([^"]+)"', row)


def test_each_state_has_its_words_and_its_buttons(queue: Queue, browser: TestClient) -> None:
    reading = draft(queue, "Being read", State.READING)
    ready = draft(queue, "Ready one", words=800)
    doubtful = draft(queue, "Doubtful", doubts=("it ends with a request to subscribe",), wanted=True)
    first, second = draft(queue, "First one"), draft(queue, "Second one")
    for number in (first, second):
        queue.make(number)
    queue.tonight(second)
    failed = draft(
        queue,
        "Broken",
        State.FAILED,
        error="the voice joe is not installed",
        hint="install it",
        error_kind="VoiceError",
    )
    made = draft(queue, "Made one", State.MADE, episode="2026-made-one-1a2b")
    draft(queue, "Taken out", State.MADE, episode="2026-taken-out-3c4d")
    has_sound(queue.show, "2026-made-one-1a2b")
    page = browser.get(QUEUE).text
    assert buttons(page, reading) == ["remove"]
    assert buttons(page, ready) == ["make", "tonight", "remove"]
    assert buttons(page, doubtful) == ["force", "remove"]
    assert "It ends with a request to subscribe" in page
    assert page.count("Its episode was asked for") == 1
    assert buttons(page, first) == ["first", "down", "tonight", "cancel"]
    assert buttons(page, second) == ["first", "up", "by-day", "cancel"]
    assert "are made from 22:00 until 06:30" in page
    assert buttons(page, failed) == ["retry", "remove"]
    assert "The voice joe is not installed" in page
    assert 'href="/studio/voices">Install or choose a voice' in page
    assert 'href="/episodes/2026-made-one-1a2b.html"' in page
    assert "2026-taken-out-3c4d.html" not in page  # nothing is there any more
    assert buttons(page, made) == ["remove"]
    assert "about 4 minutes to listen to" in page


def test_what_is_being_made_is_shown_with_its_sentence(queue: Queue, browser: TestClient) -> None:
    number = draft(queue, "The ferry", State.SPEAKING)
    queue.progress.begin(number, begun(("a", "b", "c", "d")))
    queue.progress.keep(Kept("a", 1.0, -20.0))
    page = browser.get(QUEUE).text
    assert '<progress max="100" value="25"' in page
    assert "data-said>Sentence a.</p>" in page
    assert buttons(page, number) == ["cancel"]
    assert f'href="/studio/articles/{number}/listen"' in page
    assert browser.get(f"/api/articles/{number}").json()["percent"] == 25


def test_it_works_without_scripts(queue: Queue, browser: TestClient) -> None:
    """While something happens the page loads itself again, and only without a script."""
    number = draft(queue, "One")
    refresh = '<noscript><meta http-equiv="refresh" content="10"></noscript>'
    assert refresh not in browser.get(QUEUE).text
    answer = press(browser, number, "make")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{QUEUE}#a{number}")
    assert queue.get(number).state is State.QUEUED
    assert refresh in browser.get(QUEUE).text
    press(browser, number, "cancel")
    assert queue.get(number).state is State.READY
    press(browser, "all", "tonight")
    assert (queue.get(number).state, queue.get(number).tonight) == (State.QUEUED, True)
    press(browser, number, "remove")
    assert "Nothing has been added yet" in browser.get(QUEUE).text


def test_a_doubtful_article_is_shown_before_it_is_made(queue: Queue, browser: TestClient) -> None:
    number = draft(queue, "Doubtful", doubts=("only 27 words",))
    answer = press(browser, number, "make")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/studio/articles/{number}")
    assert queue.get(number).state is State.READY
    press(browser, "all", "make")
    assert queue.get(number).state is State.READY
    press(browser, number, "force")
    assert queue.get(number).state is State.QUEUED


def test_foreign_forms_do_nothing(queue: Queue, browser: TestClient) -> None:
    number = draft(queue, "One")
    assert browser.post(f"{QUEUE}/{number}", data={"do": "make"}).status_code == 403
    assert press(browser, number, "explode").status_code == 400
    assert press(browser, 999, "make").status_code == 404
    assert (
        press(browser, number, "first", back="https://elsewhere.example/").headers["location"].startswith(f"{QUEUE}#")
    )
    assert (
        press(browser, number, "first", back=f"{QUEUE}?state=ready&page=2").headers["location"]
        == f"{QUEUE}?state=ready&page=2#a{number}"
    )
    assert queue.get(number).state is State.READY


def test_a_long_queue_has_pages(queue: Queue, browser: TestClient) -> None:
    """The first page shows the beginning of each list only."""
    with queue._writing() as library, library.transaction():
        for n in range(1000):
            library.add_draft(
                f"content {n}",
                {"path": f"/saved/{n}.txt", "title": f"Letter {n}", "state": State.READY, "source": str(n)},
            )
    page = browser.get(QUEUE).text
    assert page.count('<li id="a') == 20
    assert len(page) < 60_000
    assert f'href="{QUEUE}?state=ready">All 1,000</a>' in page
    page = browser.get(f"{QUEUE}?state=ready&page=20").text
    assert page.count('<li id="a') == 50
    assert "Page 20 of 20" in page
    assert "Letter 0<" in page
    assert browser.get(f"{QUEUE}?state=ready&page=999999").text.count('<li id="a') == 0
    assert browser.get(f"{QUEUE}?state=nonsense&page=-1").status_code == 200


def test_what_holds_the_queue_up_is_said(queue: Queue, browser: TestClient) -> None:
    queue.progress.hold_up("_make", BusyError("another run holds /show (process 12)", hint="wait for it to finish"))
    page = browser.get(QUEUE).text
    assert "The queue is paused: <bdi>another run holds /show (process 12)</bdi>" in page
    assert "Wait for it to finish" in page


# ---------------------------------------------------------------- events


class Page:
    """A page that listens, and goes away when it is told to."""

    def __init__(self, queue: Queue, state: SimpleNamespace) -> None:
        state.desk = SimpleNamespace(queue=queue)
        self.app = SimpleNamespace(state=state)
        self.gone = False

    async def is_disconnected(self) -> bool:
        return self.gone


def test_events_tell_what_changes_and_leave_nothing_behind(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOK_S", 0.01)
    monkeypatch.setattr(events, "BEAT_S", 0.05)
    number = draft(queue, "The ferry", State.SPEAKING)
    state = SimpleNamespace()
    page: Any = Page(queue, state)

    async def listen() -> None:
        told = aiter((await events.events(page)).body_iterator)  # type: ignore[attr-defined]
        first = json.loads((await anext(told))[len("data: ") :])
        assert (first["changed"], first["counts"]["speaking"], first["now"][0]["said"]) == (True, 1, "")
        queue.progress.begin(number, begun(("a", "b")))
        queue.progress.keep(Kept("a", 1.0, -20.0))
        second = json.loads((await anext(told))[len("data: ") :])
        assert (second["changed"], second["now"][0]["percent"], second["now"][0]["said"]) == (False, 50, "Sentence a.")
        assert await anext(told) == ": still here\n\n"
        queue.cancel(number)
        assert json.loads((await anext(told))[len("data: ") :])["now"] == []
        assert len(state.listeners) == 1
        page.gone = True
        assert [one async for one in told] == []
        assert state.listeners == set()
        state.listeners |= set(range(events.MOST))
        with pytest.raises(Refusal, match="32 studio pages are open already"):
            await events.events(page)

    finished(listen())


# ---------------------------------------------------------------- listening meanwhile


def begun(keys: tuple[str, ...], missing: tuple[str, ...] | None = None) -> Begun:
    texts = tuple(f"Sentence {key}." for key in keys)
    return Begun(
        "ferry.txt", "The ferry", keys, texts, (300,) * len(keys), frozenset(keys if missing is None else missing)
    )


def speak(show: Show, key: str, seconds: float, level: float = 0.1, rate: int = 24_000) -> None:
    """Put a sentence into the store of the show."""
    wave = level * np.sin(2 * np.pi * 220 * np.arange(int(seconds * rate)) / rate)
    pcm = Pcm((wave * 32767).astype("<i2").tobytes(), rate)
    segments.Store(segments.place(show)).put(stitch.prepare(Speech(pcm), key))


def decoded(data: bytes) -> np.ndarray[Any, Any]:
    command = [str(ffmpeg.find()), "-v", "error", "-i", "-", "-f", "f32le", "-ac", "1", "-ar", "44100", "-"]
    return np.frombuffer(subprocess.run(command, input=data, capture_output=True, check=True).stdout, "<f4")


def test_the_first_sentences_are_heard_while_the_rest_is_made(queue: Queue, browser: TestClient) -> None:
    """Up to the first gap, as pieces that a player can play one after the other."""
    number = draft(queue, "The ferry", State.SPEAKING)
    own = f"/studio/articles/{number}"
    assert browser.get(f"{own}/heard.json").status_code == 409
    keys = ("aa", "bb", "cc", "dd")
    queue.progress.begin(number, begun(keys))
    assert browser.get(f"{own}/heard.json").json()["to"] == 0
    assert browser.get(f"{own}/heard?from=0").status_code == 409
    for key in ("aa", "bb", "dd"):
        speak(queue.show, key, 1.0, rate=22_050 if key == "bb" else 24_000)
        queue.progress.keep(Kept(key, 1.0, -23.0))
    told = browser.get(f"{own}/heard.json?from=0").json()
    assert (told["from"], told["to"], told["sentences"], told["text"]) == (0, 2, 4, "Sentence aa. Sentence bb.")
    assert told["seconds"] == pytest.approx(2.6, abs=0.1)
    answer = browser.get(f"{own}/heard?from=0&to=2")
    assert (answer.headers["content-type"], answer.headers["podcaster-next"]) == ("audio/mpeg", "2")
    sound = decoded(answer.content)
    assert len(sound) / 44_100 == pytest.approx(told["seconds"], abs=0.15)
    assert np.abs(sound).max() == pytest.approx(0.1 * 10 ** (7 / 20), rel=0.2), "from -23 to -16 LUFS"
    assert browser.get(f"{own}/heard.json?from=2").json()["to"] == 2, "there is a gap"
    part = browser.get(f"{own}/heard?from=0&to=2", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, answer.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(answer.content)}"
    assert len(decoded(browser.get(f"{own}/heard?from=1").content)) / 44_100 == pytest.approx(1.3, abs=0.15)


def test_the_page_on_which_one_listens(queue: Queue, browser: TestClient) -> None:
    """It has a player that needs no script, and leads to the episode once that is made."""
    number = draft(queue, "The ferry", State.SPEAKING)
    own = f"/studio/articles/{number}"
    assert browser.get(f"{own}/listen").headers["location"] == own
    queue.progress.begin(number, begun(("aa", "bb"), missing=("bb",)))
    page = browser.get(f"{own}/listen").text
    assert "1 of 2 sentences can be heard" in page
    assert f'src="{own}/heard?from=0"' in page
    queue.describe(number, state=State.MADE, episode="the-ferry-1a2b")
    assert browser.get(f"{own}/listen").status_code == 200
    has_sound(queue.show, "the-ferry-1a2b")
    assert 'href="/episodes/the-ferry-1a2b.html">Listen to the episode' in browser.get(f"{own}/listen").text
    queue.progress._making.clear()
    assert browser.get(f"{own}/listen").headers["location"] == "/episodes/the-ferry-1a2b.html"
