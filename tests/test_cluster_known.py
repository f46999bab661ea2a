"""A save that was retitled is the same episode for a cluster too. Its machines are played by this process."""

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from podcaster.batch.run import Options
from podcaster.cluster import run as cluster
from podcaster.cluster import task
from podcaster.config import Show
from podcaster.engines.pool import Pool
from podcaster.library import Library
from podcaster.model import Episode, Outcome

FORCE = Options(force=True)
TEXT = "The ferry came in before noon on that day, and nobody on the quay had thought that it would come at all."


class Done:
    """The future of a task that has ended."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record

    def done(self) -> bool:
        return True

    def exception(self) -> None:
        return None

    def result(self) -> dict[str, Any]:
        return self.record


class Client:
    """A cluster of one machine, which works while it is asked."""

    status = "running"

    def scheduler_info(self, n_workers: int) -> dict[str, Any]:
        return {"workers": {"one": {}}}

    def submit(self, make: Any, *arguments: Any, key: str, pure: bool) -> Done:
        return Done(make(*arguments))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    with Pool(1) as voices:

        class Worker:
            alive = True
            asked = 0

            def ask(self, question: list[Any], _: float) -> dict[str, Any]:
                Worker.asked += 1
                scratch = str(tmp_path / f"scratch-{Worker.asked}")
                return task._answer(lambda _: voices, json.dumps([*question, scratch]).encode())

            def close(self) -> None:
                pass

        monkeypatch.setattr(task, "_Worker", Worker)
        monkeypatch.setattr(cluster, "_client", lambda _: contextlib.nullcontext(Client()))
        monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(wait=lambda *_, **__: None))
        yield
        task.let_go()


def episodes(show: Show) -> list[Episode]:
    with Library(show.state / "library.sqlite") as library:
        return library.episodes()


@pytest.mark.usefixtures("machine")
def test_a_retitled_save_is_the_same_episode(show: Show, tmp_path: Path) -> None:
    """With its GUID, its file name, its number and its date; the next run finds nothing to do."""
    posts, store = tmp_path / "posts", str(tmp_path / "store")
    posts.mkdir()
    (posts / "quiet.md").write_text(f"---\ntitle: A quiet harbour\ndate: 2019-05-04\n---\n{TEXT}")

    def run() -> list[Outcome]:
        return cluster.run(show, [posts], "one", store, FORCE)

    assert [o.status for o in run()] == ["made"]
    (before,) = episodes(show)
    (posts / "quiet.md").write_text(f"---\ntitle: Noise at noon\ndate: 2019-05-04\n---\n{TEXT}")
    assert [(o.status, o.title) for o in run()] == [("made", "Noise at noon")]
    (after,) = episodes(show)
    for kept in ("guid", "name", "number", "published"):
        assert getattr(after, kept) == getattr(before, kept)
    assert after.title == "Noise at noon"
    assert (show.public / "feed.xml").read_text().count("<title>Noise at noon</title>") == 1
    assert [path.suffix for path in show.episodes.glob("*.mp3")] == [".mp3"]
    assert [o.status for o in run()] == ["unchanged"]
    # Another save of it in the same run is not a second episode.
    (posts / "zweiter.md").write_text(f"---\ntitle: Noise at noon\ndate: 2019-05-04\n---\n{TEXT}")
    assert sorted(o.status for o in run()) == ["skipped", "unchanged"]
    assert replace(episodes(show)[0], source="") == replace(after, source="")
