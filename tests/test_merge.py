"""Shows of many machines become one: nothing is lost, nothing is twice, and a second time changes nothing."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster import doctor, files
from podcaster.batch import merge
from podcaster.batch import run as batch
from podcaster.config import Show
from podcaster.errors import BusyError, StorageError, UnreadableError, UsageError
from podcaster.files.locks import lock
from podcaster.library import Library
from podcaster.model import Status
from tests.test_mix import FORCE, addresses_of_pictures, pictured, posts


def shards(show: Show, folder: Path, count: int = 2) -> list[Show]:
    """The articles of *folder* in shows of their own, as a job array leaves them."""
    made = []
    for number in range(1, count + 1):
        shard = Show(show.folder.parent / f"part-{number}", show.settings)
        batch.run(shard, [folder], batch.Options(force=True, shard=(number, count)))
        made.append(shard)
    return made


def bring_together(show: Show, parts: list[Show]) -> merge.Merged:
    merge.check(show, parts)
    with lock(show.state / "lock"), Library(show.state / "library.sqlite") as library:
        return merge.merge(show, library, parts)


def digests(show: Show) -> dict[str, str]:
    found = [p for p in sorted(show.public.rglob("*")) if p.is_file()]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def test_the_parts_of_an_archive_become_the_whole(show: Show, tmp_path: Path) -> None:
    """Every episode with its files, in one feed; the archive is then unchanged for the merged show."""
    folder = posts(tmp_path / "posts", range(1, 6))
    parts = shards(show, folder)
    done = bring_together(show, parts)
    assert (done.copied, done.same, done.refused) == (5, 0, [])
    assert (show.public / "feed.xml").read_text().count("<item>") == 5
    for part in parts:
        for path in part.episodes.iterdir():
            if path.suffixes != [".html"]:  # the page leads to the episodes before and after it, which are others now
                assert (show.episodes / path.name).read_bytes() == path.read_bytes()
    with Library(show.state / "library.sqlite") as library:
        assert not [f for f in doctor.check_show(show, library.episodes()) if f.level is doctor.Level.ERROR]
        assert sorted(episode.number for episode in library.episodes()) == [1, 2, 3, 4, 5]  # each part began at 1
    before = digests(show)
    again = bring_together(show, parts)
    assert (again.copied, again.same) == (0, 5)
    assert {o.status for o in batch.run(show, [folder], FORCE)} == {Status.UNCHANGED}
    assert digests(show) == before


def test_chapters_lead_to_their_pictures_in_the_whole(show: Show, tmp_path: Path) -> None:
    """A part has no address, or another one with a secret of its own."""
    (part,) = shards(show, pictured(tmp_path / "posts"), 1)
    assert addresses_of_pictures(part)[0].startswith("http://localhost:8000/episodes/")
    whole = Show(tmp_path / "whole", replace(show.settings, base_url="https://pod.example/", private=True))
    assert bring_together(whole, [part]).copied == 1
    with Library(whole.state / "library.sqlite") as library:
        token = library.setting("token")
    (address,) = addresses_of_pictures(whole)
    assert address.startswith(f"https://pod.example/{token}/episodes/")
    assert (whole.episodes / address.rpartition("/")[2]).is_file()
    assert bring_together(whole, [part]).same == 1


def test_of_two_with_one_guid_the_newer_wins(show: Show, tmp_path: Path) -> None:
    """Whichever way round they come; what it replaces leaves nothing behind."""
    folder = posts(tmp_path / "posts", range(1, 2))
    (old,) = shards(show, folder, 1)
    new = Show(tmp_path / "new", show.settings)
    text = (folder / "1.md").read_text()
    (folder / "1.md").write_text(text.replace("Ferry 1", "The first ferry"))
    (outcome,) = batch.run(new, [folder], FORCE)
    assert outcome.path is not None
    for path in old.episodes.glob("*.mp3"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    assert bring_together(show, [old]).copied == 1
    assert len(bring_together(show, [new]).replaced) == 1
    assert len(bring_together(show, [old]).older) == 1
    assert [p.name for p in show.episodes.glob("*.mp3")] == [outcome.path.name]
    assert "The first ferry" in (show.public / "feed.xml").read_text()
    assert len({p.name.split(".")[0] for p in show.episodes.iterdir()}) == 1


@pytest.mark.parametrize("nth", [1, 4, 9])
def test_whatever_stops_it_the_same_command_goes_on(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """A full disk in the middle: the feed that was there stays, and nothing half-made."""
    parts = shards(show, posts(tmp_path / "posts", range(1, 3)), 1)
    write, calls = files.write, 0

    def full(path: Path, data: bytes | str) -> bool:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise StorageError("the disk is full: test")
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "write", full)
        with pytest.raises(StorageError):
            bring_together(show, parts)
    done = bring_together(show, parts)
    assert done.copied + done.same == 2
    assert not list(show.folder.rglob("*.part*"))
    assert (show.public / "feed.xml").read_text().count("<item>") == 2


def test_a_damaged_episode_is_refused_and_the_others_arrive(show: Show, tmp_path: Path) -> None:
    """It is named, the status says so, and when its shard has made it again it arrives."""
    folder = posts(tmp_path / "posts", range(1, 4))
    (part,) = shards(show, folder, 1)
    damaged = sorted(part.episodes.glob("*.mp3"))[0]
    good = damaged.read_bytes()
    damaged.write_bytes(good[:-100] + bytes(100))
    command = [sys.executable, "-m", "podcaster", "merge", str(part.folder), "--show", str(show.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Ferry 1" in done.stderr
    assert "2 episodes copied" in done.stderr
    assert not (show.episodes / damaged.name).exists()
    damaged.write_bytes(good)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, Path(done.stdout.strip())) == (0, show.public / "feed.xml")
    assert "1 episode copied, 2 already present" in done.stderr


def test_a_shard_at_work_a_folder_without_a_show_and_the_target_itself(show: Show, tmp_path: Path) -> None:
    """Each is said before anything is copied."""
    (part,) = shards(show, posts(tmp_path / "posts", range(1, 2)), 1)
    with pytest.raises(UnreadableError):
        merge.check(show, [part, Show(tmp_path / "nothing", show.settings)])
    with pytest.raises(UsageError):
        merge.check(part, [part])
    with lock(part.state / "lock"), pytest.raises(BusyError):
        bring_together(show, [part])
    assert not list(show.episodes.glob("*.mp3"))
