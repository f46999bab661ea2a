"""Voices in the studio: to hear, and to install after a button was pressed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from podcaster import voice
from podcaster.config import Settings, Show
from podcaster.errors import BusyError, UsageError, VoiceError
from podcaster.studio import command, voices_pages
from podcaster.studio.installing import Jobs, State
from podcaster.voice import catalogue, offers
from tests import small_voices, studios

SHOW = Settings(voice="tone", title="Letters from the harbour")


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of voices, and no installation yet."""
    monkeypatch.setenv("PODCASTER_VOICES", str(tmp_path / "voices"))
    monkeypatch.setattr(voices_pages, "jobs", Jobs())
    voice.refresh()
    yield tmp_path / "voices"
    monkeypatch.undo()
    voice.refresh()


def test_what_is_here_and_what_can_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """By language, with size and licence; to look at it fetches nothing."""
    monkeypatch.setattr(catalogue, "fetch", lambda *_: pytest.fail("something was fetched"))
    page = studios.client(Show(tmp_path / "show", SHOW)).get("/studio/voices").text
    for one in voice.all_voices():
        assert f'id="voice-{one.id}"' in page
    dutch, polish = offers.of_language("nl"), offers.of_language("pl")
    assert dutch
    assert polish
    assert f'Dutch</h3><p>Alex <span class="soft">· {dutch.terms}</span>' in page
    assert "63 MB, CC0 recordings" in page
    assert f"For private listening only: {polish.restriction}." in page
    assert "Sky <code>af_sky</code>" in page
    assert "Heart <code>af_heart</code>" not in page, "it is here"


def test_a_voice_is_installed_with_its_progress(tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch):
    """The function of `voices install`, from its publisher; terms are shown, and the voice is there at once."""
    small_voices.put_piper(
        tmp_path / "publisher", "xx_XX-reed-medium".replace("xx_XX", "en_US"), "* License: CC BY-NC 4.0\n"
    )
    monkeypatch.setattr(catalogue, "PIPER_HOME", tmp_path / "publisher")
    browser = studios.client(Show(tmp_path / "show", SHOW))
    token = studios.KEYS.csrf
    assert browser.post("/studio/voices/install", data={"name": "en_US-reed-medium"}).status_code == 403
    assert not own.exists(), "a form of somebody else"
    sent = browser.post("/studio/voices/install", data={"name": "en_US-reed-medium", "csrf": token})
    assert sent.headers["location"] == "/studio/voices#installing"
    voices_pages.jobs.wait(20)
    (job,) = voices_pages.jobs.every()
    assert (job.state, job.done) == (State.INSTALLED, job.total), job
    page = browser.get("/studio/voices").text
    assert "Reed speaks English; CC-BY-NC-4.0" in page
    assert "Do not publish its episodes: its licence is for non-commercial use only." in page
    assert 'id="voice-reed"' in page


def test_nothing_secret_is_an_argument(monkeypatch: pytest.MonkeyPatch):
    """Every account of this computer can list the arguments of a process: what is asked for is on its input."""
    monkeypatch.setattr(command, "START", "import sys; print(sys.argv[1:], sys.stdin.readline()[-40:])")
    said = command.answer("follow", "https://quay.example/feed?token=fog", limit_s=20)
    assert said.startswith("[] ")
    assert "?token=fog" in said


def test_one_at_a_time_and_a_failure_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A second voice waits for the first; what failed can go on."""
    goes_on, told = threading.Event(), threading.Event()

    def install(name: str, progress: Callable[[str, int, int], None]) -> str:
        progress("model.onnx", 3_000_000, 12_000_000)
        told.set()
        goes_on.wait(20)
        raise VoiceError("the network is gone", hint="try again later")

    jobs = Jobs(install)
    jobs.start("de")
    assert told.wait(20)
    assert jobs.start("de").percent == 25
    assert jobs.start("de").so_far == "3.0 of 12.0 MB"
    with pytest.raises(BusyError, match="de is being downloaded"):
        jobs.start("nl")
    monkeypatch.setattr(voices_pages, "jobs", jobs)
    browser = studios.client(Show(tmp_path / "show", SHOW))
    page = browser.get("/studio/voices").text
    assert '<progress aria-label="de" max="100" value="25">' in page
    assert '<meta http-equiv="refresh" content="3">' in page, "without scripts it is loaded again"
    goes_on.set()
    jobs.wait(20)
    page = browser.get("/studio/voices").text
    assert "was not installed: the network is gone. Try again later. The part that arrived is kept." in page
    assert 'http-equiv="refresh"' not in page
    with browser.stream("GET", "/studio/voices/events") as events:
        (line,) = [line for line in events.iter_lines() if line]
    assert json.loads(line.removeprefix("data: "))["jobs"][0]["state"] == "failed"
    for wrong in ("", "../../etc", "a b", "https://x.example"):
        with pytest.raises(UsageError):
            jobs.start(wrong)


def test_a_voice_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It speaks once, in a process of its own, and is kept; one that cannot speak says why."""
    show = Show(tmp_path / "show", SHOW)
    browser = studios.client(show)
    speak = "import json, sys; a = json.loads(sys.stdin.readline())[1]; open(a[3], 'a').write('sound')"
    failed = "(print('podcaster: it has\\n  a cold\\n  try: tea', file=sys.stderr), sys.exit(69))"
    monkeypatch.setattr(command, "START", f"{speak}; a[5] == 'tone' or {failed}")
    assert browser.get("/studio/voices/tone/sample.mp3").status_code == 404
    for _ in range(2):
        sent = browser.post("/studio/voices/tone/hear", data={"csrf": studios.KEYS.csrf})
        assert sent.headers["location"] == "/studio/voices?heard=tone#voice-tone"
    heard = browser.get("/studio/voices/tone/sample.mp3")
    assert (heard.content, heard.headers["content-type"]) == (b"sound", "audio/mpeg")
    assert 'src="/studio/voices/tone/sample.mp3"' in browser.get("/studio/voices?heard=tone").text
    failed = browser.post("/studio/voices/heart/hear", data={"csrf": studios.KEYS.csrf})
    assert "It has a cold" in failed.text
    assert "Tea" in failed.text
    unknown = browser.post("/studio/voices/hert/hear", data={"csrf": studios.KEYS.csrf})
    assert "There is no voice" in unknown.text
    assert [path.suffix for path in (show.state / "samples").iterdir()] == [".mp3"]
