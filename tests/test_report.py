"""The report of a run: true figures, a page that needs nothing, constant memory."""

import datetime as dt
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.batch import report
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
    assert "try: --page" in page
    assert "<b>" not in page


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img", "iframe")
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


def test_report_on_the_command_line(show: Show, post: Path) -> None:
    """Standard output has only the path; without a report there is a hint."""
    command = [sys.executable, "-m", "podcaster", "report", "--show", str(show.folder)]
    before = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (before.returncode, before.stdout) == (65, "")
    assert "podcaster batch" in before.stderr
    batch.run(show, [post], batch.Options(report=True))
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert Path(said.strip()).read_text().startswith("<!doctype html>")
    data = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    assert data["counts"] == {"made": 1}
