"""One night on many machines: whatever dies, everything is made, and published once."""

import contextlib
import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster import batch, cluster
from podcaster.cluster_task import Store, create, job, settings_of
from podcaster.config import Cast, Settings, Show, Sound, Treatment, Treatments
from podcaster.errors import UsageError
from podcaster.library import Library
from podcaster.model import Outcome, Status
from tests.test_mix import FORCE, posts


def test_of_many_at_once_one_is_first_and_the_others_are_told(tmp_path: Path) -> None:
    """Nobody sees half a file, nobody's file is replaced, and nothing stays beside it."""
    sources = []
    for n in range(8):
        sources.append(tmp_path / f"{n}")
        sources[-1].write_bytes(bytes([n]) * 3_000_000)
    target = tmp_path / "store" / "object"
    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(lambda source: create(target, source), sources))
    assert sum(first) == 1
    assert target.read_bytes() == sources[first.index(True)].read_bytes()
    assert [p.name for p in target.parent.iterdir()] == ["object"]


def test_settings_arrive_as_they_were_sent(tmp_path: Path) -> None:
    """Casts by language, treatments and sound included; only what is not there on another machine is left out."""
    settings = Settings(
        voice="tone",
        pace=1.2,
        treat=Treatments(code=Treatment.SKIP),
        sound=Sound(quality="small"),
        casts={"de": Cast(narrator="system")},
        cover="cover.png",
        lexicon="words.tsv",
    )
    arrived = settings_of(job(Show(tmp_path, settings), force=False))
    assert dict(arrived.casts) == dict(settings.casts)
    assert replace(arrived, casts={}) == replace(settings, casts={}, cover="", lexicon="lexicon.tsv")


def digests(show: Show) -> dict[str, str]:
    found = [p for p in sorted(show.public.rglob("*")) if p.is_file()]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def published(show: Show, outcomes: list[Outcome], count: int) -> None:
    """All of them made, and each in the feed once."""
    assert [o.status for o in outcomes] == [Status.MADE] * count, outcomes
    with Library(show.state / "library.sqlite") as library:
        assert len({e.guid for e in library.episodes()}) == len(library.episodes()) == count
    assert (show.public / "feed.xml").read_text().count("<item>") == count


def test_without_dask_it_says_what_to_install(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(UsageError) as caught:
        cluster.run(show, [tmp_path], "local:1", tmp_path / "store")
    assert "pip install distributed" in caught.value.hint


@pytest.mark.filterwarnings("default")
class TestWithDask:
    @pytest.fixture(autouse=True)
    def _dask(self) -> None:
        pytest.importorskip("distributed")

    def test_many_machines_make_what_one_makes(self, show: Show, tmp_path: Path) -> None:
        """The same bytes; again, nothing is made; and another show takes all of it from the store."""
        folder = posts(tmp_path / "posts", range(1, 4))
        (folder / "copy.md").write_text((folder / "1.md").read_text())
        (folder / "empty.txt").write_text("")
        alone, other = Show(tmp_path / "alone", show.settings), Show(tmp_path / "other", show.settings)
        for place in (show, alone, other):
            with Library(place.state / "library.sqlite") as library:
                library.set_once("podcast_guid", "5d2eaf52-b3e8-5a42-a9a5-3b01a4a1f0a1")
        batch.run(alone, [folder], FORCE)
        seen: list[cluster.Progress] = []
        outcomes = cluster.run(show, [folder], "local:2", tmp_path / "store", FORCE, seen.append)
        assert sorted(o.status for o in outcomes) == ["failed", "made", "made", "made", "skipped"]
        assert (seen[-1].articles_done, seen[-1].articles) == (5, 5)
        numbers = [p for p in digests(show) if p.endswith((".vtt", ".srt", ".json", ".html", ".jpg"))]
        assert {n: digests(show)[n] for n in numbers} == {n: digests(alone)[n] for n in numbers}
        before = digests(show)
        again = cluster.run(show, [folder], "local:1", tmp_path / "store", FORCE)
        assert sorted(o.status for o in again) == ["failed", "skipped", "unchanged", "unchanged", "unchanged"]
        assert digests(show) == before
        cluster.run(other, [folder], "local:1", tmp_path / "store", FORCE)
        assert digests(other) == before

    def test_machines_that_are_killed_lose_nothing(self, show: Show, tmp_path: Path) -> None:
        """Five of them in the middle of their work; what they had begun dies with them."""
        psutil = pytest.importorskip("psutil")
        folder = posts(tmp_path / "posts", range(1, 9))
        killed: list[int] = []
        over = threading.Event()

        def kill() -> None:
            while not over.wait(0.7) and len(killed) < 5:
                with contextlib.suppress(psutil.Error):
                    for process in psutil.Process().children(recursive=True):
                        if "podcaster.cluster_task" in process.cmdline():
                            process.parent().kill()
                            killed.append(process.pid)
                            break

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            outcomes = cluster.run(show, [folder], "local:2", tmp_path / "store", FORCE)
        finally:
            over.set()
            killer.join()
        published(show, outcomes, 8)
        assert killed
        deadline = time.monotonic() + 5
        while any(map(psutil.pid_exists, killed)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(map(psutil.pid_exists, killed))

    def test_a_machine_that_freezes_is_replaced(
        self, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It has said nothing for too long: its work is done by another."""
        psutil = pytest.importorskip("psutil")
        monkeypatch.setattr(cluster, "TTL", "4s")
        frozen: list[object] = []

        def freeze() -> None:
            while not frozen:
                with contextlib.suppress(psutil.Error):
                    for process in psutil.Process().children(recursive=True):
                        if "podcaster.cluster_task" in process.cmdline():
                            worker = process.parent()
                            worker.suspend()
                            process.kill()
                            frozen.append(worker)
                            break
                time.sleep(0.05)

        freezer = threading.Thread(target=freeze, daemon=True)
        freezer.start()
        outcomes = cluster.run(show, [posts(tmp_path / "posts", range(1, 5))], "local:2", tmp_path / "store", FORCE)
        freezer.join(5)
        published(show, outcomes, 4)
        assert frozen

    def test_what_hangs_is_ended_and_tried_again_by_the_next_run(
        self, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A deadline of our own; such a failure is not kept in the store."""
        folder = posts(tmp_path / "posts", range(1, 2))
        with monkeypatch.context() as patch:
            patch.setattr(cluster, "deadline", lambda size: 0.2)
            (late,) = cluster.run(show, [folder], "local:1", tmp_path / "store", FORCE)
        assert (late.status, late.error_kind) == (Status.FAILED, "EngineTimeout")
        assert not list((tmp_path / "store").glob("records/*"))
        with Library(show.state / "library.sqlite") as library:
            assert [f.error_kind for f in library.failures()] == ["EngineTimeout"]
        published(show, cluster.run(show, [folder], "local:1", tmp_path / "store", FORCE), 1)
        with Library(show.state / "library.sqlite") as library:
            assert library.failures() == []

    def test_a_damaged_object_is_not_published(self, show: Show, tmp_path: Path) -> None:
        """It is named, with what to do."""
        folder = posts(tmp_path / "posts", range(1, 2))
        cluster.run(show, [folder], "local:1", tmp_path / "store", FORCE)
        store = Store(tmp_path / "store")
        (mp3,) = show.episodes.glob("*.mp3")
        place = store.place(hashlib.sha256(mp3.read_bytes()).hexdigest())
        place.write_bytes(place.read_bytes()[:-10])
        other = Show(tmp_path / "other", show.settings)
        (outcome,) = cluster.run(other, [folder], "local:1", tmp_path / "store", FORCE)
        assert outcome.status is Status.FAILED
        assert place.name in outcome.reason
        assert not list(other.episodes.glob("*.mp3"))
