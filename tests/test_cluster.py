"""One night on many machines: whatever dies, everything is made, and published once."""

import contextlib
import hashlib
import importlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from podcaster import installing
from podcaster.batch import run as batch
from podcaster.cluster import run as cluster
from podcaster.cluster import task as cluster_task
from podcaster.cluster.store import Folder, Store, get_json, open_store, place, put_file, put_json
from podcaster.cluster.task import job, settings_of
from podcaster.config import Cast, Settings, Show, Sound, Treatment, Treatments
from podcaster.errors import MissingToolError, StorageError, UsageError
from podcaster.library import Library
from podcaster.model import Outcome, Status
from tests.test_mix import FORCE, addresses_of_pictures, pictured, posts

BUCKET = "s3://harbour/nights"


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each kind of store; the bucket is on a server of its own that speaks S3."""
    if request.param == "bucket":
        request.getfixturevalue("s3")
        return open_store(BUCKET)
    return open_store(str(tmp_path / "store"))


@pytest.mark.filterwarnings("default")
class TestStore:
    def test_of_many_writers_one_wins_and_the_others_get_an_error(self, store: Store, tmp_path: Path) -> None:
        """Nobody sees half a file, nobody's file is replaced, and nothing stays beside it."""
        sources = []
        for n in range(8):
            sources.append(tmp_path / f"{n}")
            sources[-1].write_bytes(bytes([n]) * 1_000_000)
        with ThreadPoolExecutor(8) as pool:
            first = list(pool.map(lambda source: store.create("some/object", source), sources))
        assert sum(first) == 1
        assert store.read("some/object") == sources[first.index(True)].read_bytes()
        if isinstance(store, Folder):
            assert [p.name for p in (store.folder / "some").iterdir()] == ["object"]

    def test_stored_records_are_read_back(self, store: Store, tmp_path: Path) -> None:
        """Files by their digest, values by their key; the first stays; what is not there is None."""
        source = tmp_path / "sound"
        source.write_bytes(b"la la la")
        digest = put_file(store, source)
        assert put_file(store, source) == digest == hashlib.sha256(b"la la la").hexdigest()
        assert store.has(place(digest))
        assert not store.has(place("0" * 64))
        store.fetch(place(digest), tmp_path / "again")
        assert (tmp_path / "again").read_bytes() == b"la la la"
        put_json(store, "records", "ferry", {"é": 1})
        put_json(store, "records", "ferry", {"é": 2})
        assert get_json(store, "records", "ferry") == {"é": 1}
        assert get_json(store, "records", "other") is None

    def test_a_bucket_that_is_not_there_is_named(self, s3: object) -> None:
        """An error of ours, with what to look at."""
        with pytest.raises(StorageError, match="nowhere"):
            put_file(open_store("s3://nowhere/x"), Path(__file__))
        with pytest.raises(UsageError):
            open_store("https://example.org/x")


def test_settings_arrive_as_they_were_sent(tmp_path: Path) -> None:
    """This includes casts by language, treatments and sound; only files missing on the other machine are left out."""
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
    assert replace(arrived, casts={}) == replace(settings, casts={}, cover="", lexicon="lexicon.tsv", date="article")


def digests(show: Show) -> dict[str, str]:
    found = [p for p in sorted(show.public.rglob("*")) if p.is_file()]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def published(show: Show, outcomes: list[Outcome], count: int) -> None:
    """All of them made, and each in the feed once."""
    assert [o.status for o in outcomes] == [Status.MADE] * count, outcomes
    with Library(show.state / "library.sqlite") as library:
        assert len({e.guid for e in library.episodes()}) == len(library.episodes()) == count
    assert (show.public / "feed.xml").read_text().count("<item>") == count


def test_without_dask_the_error_names_the_package(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(MissingToolError) as caught:
        cluster.run(show, [tmp_path], "local:1", str(tmp_path / "store"))
    assert caught.value.hint == installing.extra("cluster")


def freeze_one_of(scheduler: Any) -> list[str]:
    """Freeze a machine in the middle of its work, and return its address; none if none is at work."""
    busy = {urlsplit(state.address).port: state.address for state in scheduler.workers.values() if state.processing}
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "cluster import task" in " ".join(process.cmdline()):
                worker = process.parent()
                for connection in worker.net_connections():
                    if connection.status == psutil.CONN_LISTEN and connection.laddr.port in busy:
                        worker.suspend()
                        process.kill()
                        return [busy[connection.laddr.port]]
    return []


@pytest.mark.filterwarnings("default")
class TestWithDask:
    def test_chapters_lead_to_their_pictures_in_the_show(self, show: Show, tmp_path: Path) -> None:
        """A machine makes them in a show of its own, whose secret is another one."""
        private = Show(show.folder, replace(show.settings, base_url="https://pod.example/", private=True))
        folder = pictured(tmp_path / "posts")
        for n in range(2):
            cluster.run(private, [folder], "local:1", str(tmp_path / f"store{n}"), FORCE)
        with Library(show.state / "library.sqlite") as library:
            token = library.setting("token")
        (address,) = addresses_of_pictures(private)
        assert address.startswith(f"https://pod.example/{token}/episodes/")

    def test_many_machines_make_the_same_episodes_as_one(self, show: Show, tmp_path: Path) -> None:
        """The same bytes; again, nothing is made; and another show takes all of it from the store.

        What was damaged there meanwhile is named, and not published.
        """
        folder = posts(tmp_path / "posts", range(1, 4))
        (folder / "copy.md").write_text((folder / "1.md").read_text())
        (folder / "empty.txt").write_text("")
        alone, other = Show(tmp_path / "alone", show.settings), Show(tmp_path / "other", show.settings)
        for one in (show, alone, other):
            with Library(one.state / "library.sqlite") as library:
                library.set_once("podcast_guid", "5d2eaf52-b3e8-5a42-a9a5-3b01a4a1f0a1")
        batch.run(alone, [folder], FORCE)
        seen: list[cluster.Progress] = []
        outcomes = cluster.run(show, [folder], "local:2", str(tmp_path / "store"), FORCE, seen.append)
        assert sorted(o.status for o in outcomes) == ["failed", "made", "made", "made", "skipped"]
        assert (seen[-1].articles_done, seen[-1].articles) == (5, 5)
        assert [(o.exit_code, o.error_kind) for o in outcomes if o.status is Status.FAILED] == [(65, "NoTextError")]
        numbers = [p for p in digests(show) if p.endswith((".vtt", ".srt", ".json", ".html", ".jpg"))]
        assert {n: digests(show)[n] for n in numbers} == {n: digests(alone)[n] for n in numbers}
        before = digests(show)
        again = cluster.run(show, [folder], "local:1", str(tmp_path / "store"), FORCE)
        assert sorted(o.status for o in again) == ["failed", "skipped", "unchanged", "unchanged", "unchanged"]
        assert digests(show) == before
        cluster.run(other, [folder], "local:1", str(tmp_path / "store"), FORCE)
        assert digests(other) == before
        (mp3,) = show.episodes.glob("*ferry-2-*.mp3")
        kept = tmp_path / "store" / place(hashlib.sha256(mp3.read_bytes()).hexdigest())
        kept.write_bytes(kept.read_bytes()[:-10])
        last = Show(tmp_path / "last", show.settings)
        outcomes = cluster.run(last, [folder / "1.md", folder / "2.md"], "local:1", str(tmp_path / "store"), FORCE)
        assert [o.status for o in outcomes] == [Status.MADE, Status.FAILED]
        assert kept.name in outcomes[1].reason
        assert [path for path in last.episodes.glob("*.mp3") if "ferry-2-" in path.name] == []

    def test_a_bucket_does_as_well_as_a_folder(self, show: Show, tmp_path: Path, s3: object) -> None:
        """Made once, taken by whoever asks next."""
        folder = posts(tmp_path / "posts", range(1, 3))
        other = Show(tmp_path / "other", show.settings)
        published(show, cluster.run(show, [folder], "local:1", BUCKET, FORCE), 2)
        published(other, cluster.run(other, [folder], "local:1", BUCKET, FORCE), 2)
        sounds = [p for p in digests(show) if p.endswith(".mp3")]
        assert {n: digests(other)[n] for n in sounds} == {n: digests(show)[n] for n in sounds}

    def test_voices_stay_warm_from_one_article_to_the_next(self, tmp_path: Path, show: Show) -> None:
        """One process does the work of one machine, and its voice is loaded once."""
        folder = posts(tmp_path / "posts", range(1, 4))
        place = open_store(str(tmp_path / "store"))
        put_json(place, "jobs", "job", job(show, force=True))
        seen = set()
        for number, path in enumerate(sorted(folder.iterdir())):
            record = cluster_task.make(place.name, "job", str(path), f"key{number}", 60)
            assert [o["status"] for o in record["outcomes"]] == ["made"], record
            seen.add(tuple(p.pid for p in psutil.Process().children(recursive=True) if p.status() != "zombie"))
        assert len(seen) == 1
        cluster_task.let_go()

    def test_machines_that_are_killed_lose_nothing(self, show: Show, tmp_path: Path) -> None:
        """Three of them in the middle of their work; what they had begun dies with them."""
        folder = posts(tmp_path / "posts", range(1, 7))
        killed: list[int] = []
        over = threading.Event()

        def kill() -> None:
            while not over.wait(2.0) and len(killed) < 3:
                with contextlib.suppress(psutil.Error):
                    for process in psutil.Process().children(recursive=True):
                        if "cluster import task" in " ".join(process.cmdline()):
                            process.parent().kill()
                            killed.append(process.pid)
                            break

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            outcomes = cluster.run(show, [folder], "local:2", str(tmp_path / "store"), FORCE)
        finally:
            over.set()
            killer.join()
        published(show, outcomes, 6)
        assert killed
        deadline = time.monotonic() + 60
        while any(map(psutil.pid_exists, killed)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(map(psutil.pid_exists, killed))

    def test_a_machine_that_freezes_is_replaced(
        self, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A machine that is silent for too long loses its work to another; the test sets when each was heard last."""
        distributed = importlib.import_module("distributed")
        look, frozen, given_up = distributed.Scheduler.check_worker_ttl, [], []

        async def check(scheduler: Any) -> None:
            if not frozen:
                frozen.extend(freeze_one_of(scheduler))
            silent = [state for state in scheduler.workers.values() if state.address in frozen]
            for state in scheduler.workers.values():
                state.last_seen = 0.0 if state in silent else time.time()
            if silent and not given_up:
                given_up.extend(frozen)
                await look(scheduler)

        monkeypatch.setattr(distributed.Scheduler, "check_worker_ttl", check)
        monkeypatch.setattr(cluster, "TTL", "100ms")  # how often it checks
        outcomes = cluster.run(
            show, [posts(tmp_path / "posts", range(1, 5))], "local:2", str(tmp_path / "store"), FORCE
        )
        published(show, outcomes, 4)
        assert given_up

    def test_an_article_that_hangs_is_ended_and_retried_by_the_next_run(
        self, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """podcaster sets the deadline itself; such a failure is not kept in the store."""
        folder = posts(tmp_path / "posts", range(1, 2))
        with monkeypatch.context() as patch:
            patch.setattr(cluster, "deadline", lambda size: 0.2)
            (late,) = cluster.run(show, [folder], "local:1", str(tmp_path / "store"), FORCE)
        assert (late.status, late.error_kind) == (Status.FAILED, "EngineTimeout")
        assert not list((tmp_path / "store").glob("records/*"))
        with Library(show.state / "library.sqlite") as library:
            assert [f.error_kind for f in library.failures()] == ["EngineTimeout"]
        published(show, cluster.run(show, [folder], "local:1", str(tmp_path / "store"), FORCE), 1)
        with Library(show.state / "library.sqlite") as library:
            assert library.failures() == []
