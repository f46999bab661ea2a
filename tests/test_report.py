"""The report of a run: true figures, a page that needs nothing, constant memory."""

import datetime as dt
import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster import errors
from podcaster.batch import advice, report
from podcaster.batch import run as batch
from podcaster.batch.tally import LISTED, LONGEST, MOST_STEPS, Stage, Tally
from podcaster.config import Show
from podcaster.model import Outcome, Status

START = dt.datetime(2026, 11, 22, 23, 0, tzinfo=dt.UTC)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def tally() -> tuple[Tally, Clock]:
    clock = Clock()
    return Tally(START, clock), clock


@given(st.lists(st.tuples(st.floats(0, 4000), st.integers(1, 500), st.floats(0.1, 30))))
def test_nothing_spoken_is_lost_however_long_the_night(spoken: list[tuple[float, int, float]]) -> None:
    """Bars are joined as the night goes on; their sums stay, and their number is bounded."""
    counting, clock = tally()
    for wait, characters, seconds in spoken:
        clock.now += wait
        counting.spoke(characters, seconds)
    record = counting.record()
    assert record.characters == sum(c for _, c, _ in spoken)
    assert record.speech == pytest.approx(sum(s for _, _, s in spoken))
    assert len(record.steps) <= MOST_STEPS


def test_the_stages_add_up_to_the_whole_run() -> None:
    """Each second is counted once, a stage inside another one included."""
    counting, clock = tally()
    clock.now = 1
    with counting.stage(Stage.READING):
        clock.now = 3
        with counting.stage(Stage.SCRIPT):
            clock.now = 7
        clock.now = 8
    clock.now = 10
    stages = counting.record().stages
    assert (stages["reading"], stages["writing scripts"], stages["everything else"]) == (3, 4, 3)
    assert sum(stages.values()) == counting.record().seconds


def test_a_hundred_thousand_articles_are_a_page_of_ordinary_size(tmp_path: Path) -> None:
    """What is listed is bounded; what is counted is not."""
    counting, _ = tally()
    for n in range(5000):
        counting.outcome(Outcome(f"{n}.md", Status.MADE, f"<b>Ferry</b> {n}", path=tmp_path / f"{n}.mp3", seconds=n))
        counting.outcome(
            Outcome(f"b{n}.md", Status.FAILED, reason=f"b{n}.md: no text", hint="--page", error_kind="NoTextError")
        )
    record = counting.record("stopped")
    assert record.counts == {"made": 5000, "failed": 5000}
    assert len(record.made) == LISTED
    assert [m.seconds for m in record.longest] == [4999 - n for n in range(LONGEST)]
    (trouble,) = record.troubles
    assert trouble.count == 5000
    page = report.page(record, Show(tmp_path))
    assert len(page) < 400_000
    assert "4,500 more were made" in page
    assert "4,995 more" in page
    assert "Nothing in it could be narrated" in page
    assert 'podcaster explain <span class="option">--page</span> b0.md' in page
    assert "NoTextError" not in page
    assert "<b>" not in page


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "iframe")
        if tag != "link":  # the picture of the tab, which is in the page
            self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def test_a_batch_leaves_a_page_whose_links_lead_to_its_episodes(show: Show, post: Path) -> None:
    """Never in public; nothing to fetch, nothing that runs; what failed stands beside what was made."""
    (post.parent / "empty.txt").write_text("")
    post.write_text(post.read_text() + "\n```python\nfor boat in harbour:\n    print(boat)\n```\n")
    (outcome,) = [o for o in batch.run(show, [post.parent], batch.Options(report=True)) if o.path]
    path = report.latest(show)
    assert path is not None
    assert not list(show.public.rglob("*report*"))
    links = Links()
    links.feed(path.read_text(encoding="utf-8"))
    assert outcome.path in [(path.parent / unquote(link)).resolve() for link in links.found]
    assert all((path.parent / unquote(link)).exists() for link in links.found)
    said = report.data(path)
    assert said["counts"] == {"made": 1, "failed": 1}
    assert said["audio"] == pytest.approx(outcome.seconds)
    assert said["silent"] == [{"reason": "code", "times": 1, "words": 5, "in_notes": 1}]
    assert sum(said["stages"].values()) == pytest.approx(said["seconds"], abs=0.01)


def test_a_report_begins_with_what_failed_and_what_to_do(tmp_path: Path) -> None:
    """A sentence for each kind, the reasons, and commands that work as they stand; no name of a class anywhere."""
    counting, clock = tally()
    clock.now = 40
    counting.outcome(Outcome("a.md", Status.MADE, "Ferry", seconds=1441))
    doubtful = Outcome(
        "/saved/my post.html", Status.FAILED, "", "only 42 words", "--force makes it", 65, error_kind="DoubtfulError"
    )
    counting.outcome(doubtful)
    counting.outcome(Outcome("/s/b.html", Status.QUARANTINED, "", "no answer", "", 69, error_kind="EngineTimeout"))
    counting.outcome(Outcome("/s/c.html", Status.SKIPPED, "", "a draft", kind="it is a draft"))
    page = report.page(counting.record(), Show(tmp_path))
    text = html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL))
    wanted = [
        "2 articles failed, 1 episode made",
        "The save looks incomplete or is not an article",
        "only 42 words",
        f"podcaster convert '/saved/my post.html' --force --show {tmp_path}",
        "The voice took too long",
        "Tried three times",
        f"podcaster convert /s/b.html --show {tmp_path}",
        "Episodes made",
        "24 min",
        "It is a draft",
        "How the time went",
    ]
    place = 0
    for words in wanted:  # in this order
        place = text.index(words, place)
    assert not re.search(r"\w+Error|EngineTimeout|24:01", text)


def test_every_kind_of_error_has_words_and_a_step(tmp_path: Path) -> None:
    """Whatever class an article failed with, a person is told what it means, and at least one thing to do."""
    kinds = [name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(kinds) > 20
    for kind in kinds:
        assert "Error" not in errors.in_words(kind)
        assert errors.in_words(kind) != kind
        assert advice.steps(kind, "", ["a.html"], Show(tmp_path))
    assert errors.in_words("another save") == "Another save"


def test_the_hint_of_an_error_comes_before_the_usual_steps(tmp_path: Path) -> None:
    """A command as a command, a sentence as a sentence; the file of a member, not the member."""
    show = Show(tmp_path)
    assert (
        advice.steps("VoiceError", "podcaster voices install joe", ["a.md"], show)[0][1]
        == "podcaster voices install joe"
    )
    assert advice.steps("AudioError", "install ffmpeg", ["a.md"], show)[0] == ("install ffmpeg", "")
    assert (
        advice.steps("EngineDied", "", ["a.zip!b.md", "a.zip!c.md"], show)[-1][1]
        == f"podcaster convert a.zip --show {show.folder}"
    )


def test_the_chart_is_the_speed_over_the_run(tmp_path: Path) -> None:
    """One chart: times of the day below, the average as a line; none for a run of a moment."""
    counting, clock = tally()
    for minute in range(10):
        clock.now = minute * 60 + 30
        counting.spoke(900, 120 if minute != 4 else 60)
    clock.now = 600
    page = report.page(counting.record(), Show(tmp_path))
    assert page.count('<svg class="chart"') == 1
    assert "1.9 times as fast as one listens on average" in page
    few, clock = tally()
    few.spoke(900, 60)
    clock.now = 4
    assert '<svg class="chart"' not in report.page(few.record(), Show(tmp_path))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (0.4, "0.4 s"),
        (9.97, "10 s"),
        (184, "3 min 4 s"),
        (1441, "24 min"),
        (3599.7, "1 h"),
        (7380, "2 h 3 min"),
    ],
)
def test_a_length_has_no_colon(seconds: float, told: str) -> None:
    """Never "24:01 min": minutes, and seconds only of what is short."""
    assert report.length(seconds) == told


def test_report_on_the_command_line(show: Show, post: Path) -> None:
    """Standard output has only the path; without a report there is a hint."""
    command = [sys.executable, "-m", "podcaster", "report", "--show", str(show.folder)]
    before = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (before.returncode, before.stdout) == (65, "")
    assert "there is no show" in before.stderr
    batch.run(show, [post], batch.Options(report=True))
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert Path(said.strip()).read_text().startswith("<!doctype html>")
    data = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    assert data["counts"] == {"made": 1}
