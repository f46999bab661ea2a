"""When a run brings the feed up to date."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.batch import feeding
from podcaster.batch import run as batch
from podcaster.batch.feeding import EVERY_S, FIRST_S, SHARE, Feeding
from podcaster.batch.intake import Options
from podcaster.config import Show
from podcaster.model import Status

TEXT = {
    "Mooring": "The rope that held the boat was old and wet, and it had been so for as long as anyone could remember. "
    "Each morning the mate looked at it, and each morning he said that it would hold one more day.",
    "Sailing": "When the wind turned we went out past the lighthouse with two sails up. Nobody spoke before the island "
    "was behind us, and then the cook came on deck with coffee and asked what we had been so afraid of.",
}


class Clock:
    """A clock that only moves when something takes time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_first_episode_is_in_the_feed_a_second_later():
    """Whatever comes after it, and although a later one waits for half a minute."""
    clock, published = Clock(), list[float]()
    feed = Feeding(lambda: published.append(clock.now), clock)
    feed.if_due()
    assert published == []
    feed.news()
    while clock.now < 1100:
        feed.if_due()
        feed.news()
        clock.now += 0.5
    assert published == [1000 + FIRST_S + n * EVERY_S for n in range(4)]


def test_the_feed_without_episodes_does_not_delay_the_first():
    """It is there after a second, and the first episode a second after it was made."""
    clock, published = Clock(), list[float]()
    feed = Feeding(lambda: published.append(clock.now), clock)
    feed.begin()
    for _ in range(40):
        clock.now += 0.5
        feed.if_due()
        if clock.now == 1003:
            feed.news()
    assert published == [1000 + FIRST_S, 1003 + FIRST_S]


def test_without_news_nothing_is_published():
    """An hour with a single long article costs nothing."""
    clock, published = Clock(), list[float]()
    feed = Feeding(lambda: published.append(clock.now), clock)
    feed.news()
    for _ in range(3600):
        clock.now += 1
        feed.if_due()
    assert len(published) == 1


@pytest.mark.parametrize("seconds", [0.01, 0.4, 5.0, 60.0])
def test_publishing_takes_a_small_part_of_a_long_run(seconds: float):
    """A feed of a million episodes takes a minute, and then the voices have twenty."""
    clock, published = Clock(), list[float]()

    def publish() -> None:
        published.append(clock.now)
        clock.now += seconds

    feed = Feeding(publish, clock)
    while clock.now < 1000 + 8 * 3600:
        feed.news()
        feed.if_due()
        clock.now += 0.7
    assert 1 <= len(published) <= 1 + 8 * 3600 / max(EVERY_S, SHARE * seconds)
    assert seconds * len(published) <= 8 * 3600 / SHARE + seconds


@pytest.mark.parametrize(
    "options",
    [
        Options(jobs=1, limit=2),
        Options(jobs=2, until=dt.datetime.now(dt.UTC) + dt.timedelta(hours=9), added=True),
    ],
    ids=["limit", "until"],
)
def test_the_feed_has_the_first_episode_before_the_second_is_made(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: Options
):
    """A listener need not wait for the whole night. Before the first there is a feed without episodes."""
    monkeypatch.setattr(feeding, "FIRST_S", 0.0)
    for name in ("Mooring", "Sailing"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\n{TEXT[name]}\n")
    listed: list[int] = []

    def watch(progress: batch.Progress) -> None:
        if progress.outcome and progress.outcome.status is Status.MADE:
            listed.append((show.public / "feed.xml").read_text().count("<item>"))

    batch.run(show, [tmp_path / "Mooring.md", tmp_path / "Sailing.md"], replace(options, force=True), watch)
    assert listed == [0, 1]
    assert (show.public / "feed.xml").read_text().count("<item>") == 2
