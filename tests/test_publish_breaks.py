"""An upload that ends anywhere: what listeners find meanwhile, and what the next run does."""

import errno
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from podcaster import files
from podcaster.config import Show
from podcaster.errors import StorageError
from podcaster.publishing import feed, pages
from podcaster.serving import publish
from podcaster.serving import s3 as stores
from podcaster.serving.publish import Options, send
from podcaster.serving.target import Item
from tests import shows
from tests.shows import GUID, SETTINGS


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


class Ending:
    """A place in memory. Its n-th step kills the run: before a file, or when it has arrived and nobody knows."""

    where = "memory"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.left = -1

    def _step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def sizes(self) -> dict[str, int]:
        self._step()
        return {name: len(data) for name, data in self.files.items()}

    def read(self, name: str) -> bytes:
        self._step()
        return self.files.get(name, b"")

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        for item in batch:
            self._step()
            self.files[item.name] = item.path.read_bytes()
            self._step()
            done(item)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            self._step()
            self.files.pop(name, None)


def listed(there: dict[str, bytes]) -> Iterator[str]:
    """The files that the feeds at a place name."""
    for name, data in there.items():
        if name.endswith(".xml"):
            yield from re.findall(rf'"{re.escape(SETTINGS.base_url)}/((?:episodes|archive)/[^"]+)"', data.decode())


def small(folder: Path, numbers: Sequence[int], changed: Sequence[int] = ()) -> Show:
    """A show of these episodes, only with what a feed names; the *changed* ones have other bytes."""
    show = Show(folder, SETTINGS)
    all_of_them = [shows.episode(n, has_chapters=False) for n in sorted(numbers, reverse=True)]
    for one in all_of_them:
        data = shows.audio(one.number)
        files.write(show.episodes / f"{one.name}.mp3", data[::-1] if one.number in changed else data)
        for suffix in (".jpg", ".vtt", ".srt", ".json", ".html"):
            files.write(show.episodes / f"{one.name}{suffix}", shows._art() if suffix == ".jpg" else "WEBVTT\n")
    files.write(show.public / "cover.jpg", shows._art())
    for name, text in feed.build(show.settings, all_of_them, guid=GUID).items():
        files.write(show.public / name, text)
    files.write(show.public / "index.html", pages.show_page(show.settings, all_of_them))
    return show


def test_wherever_a_run_is_killed_listeners_find_all_that_the_feed_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """For every step of an update: a whole feed, and at most the file that was on its way is sent again."""
    monkeypatch.setattr(publish, "check_feed", lambda *_, **__: [])  # the same good feed, fifty times
    place, show = Ending(), small(tmp_path / "show", [1])
    gone = show.episodes / "gone.mp3"
    gone.write_bytes(b"no longer in the show")
    send(show, place)
    gone.unlink()
    before = dict(place.files)
    state = shutil.copytree(show.state, tmp_path / "before")
    show = small(show.folder, [1, 2], changed=[1])
    wanted = {p.relative_to(show.public).as_posix(): p.read_bytes() for p in show.public.rglob("*") if p.is_file()}
    for step in range(1, 1000):
        shutil.rmtree(show.state)
        shutil.copytree(state, show.state)
        place.files, place.left = dict(before), step
        try:
            send(show, place, Options(remove=True))
        except Killed:
            pass
        else:
            break
        assert set(listed(place.files)) <= set(place.files)
        there, place.left = dict(place.files), -1
        again = send(show, place, Options(remove=True)).sent
        assert sum(there.get(name) == wanted[name] for name in again) <= 1
        assert place.files == wanted
    assert step > 2 * len(set(wanted) - set(before))


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, at: int, number: int) -> Iterator[None]:
    """The n-th file that is copied meets this error, with half of it written."""
    copy, count = shutil.copyfile, 0

    def copied(source: Path, target: Path, **more: Any) -> Path:
        nonlocal count
        count += 1
        if count == at:
            Path(target).write_bytes(Path(source).read_bytes()[:100])
            raise OSError(number, "said the disk", str(target))
        return copy(source, target, **more)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", copied)
        yield


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "the disk is full: could not write"),
        (errno.EACCES, "could not write .*: said the disk"),
    ],
)
def test_a_disk_that_says_no_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, message: str):
    """A full disk, or one without rights, at the target: no half file, no feed, and the next run goes on from there."""
    show, www = small(tmp_path / "show", [1, 2]), tmp_path / "www"
    with failing(monkeypatch, 5, number), pytest.raises(StorageError, match=message):
        send(show, str(www))
    there = [p for p in www.rglob("*") if p.is_file()]
    assert len(there) == 4
    assert not [p for p in there if p.suffix == ".part"]
    assert len(send(show, str(www)).sent) == len([p for p in show.public.rglob("*") if p.is_file()]) - 4


def test_a_file_in_place_of_the_folder_is_one_line(tmp_path: Path):
    """The target is a file."""
    (tmp_path / "www").write_text("a file")
    with pytest.raises(StorageError, match="could not write"):
        send(small(tmp_path / "show", [1]), str(tmp_path / "www"))
    assert (tmp_path / "www").read_text() == "a file"


def test_a_bucket_that_vanishes_half_way_is_one_line(tmp_path: Path, s3: Any, monkeypatch: pytest.MonkeyPatch):
    """What had arrived is gone with it: when the bucket is back, everything is sent again, and nothing is refused."""
    show = small(tmp_path / "show", [1])
    put = stores.S3.put

    def vanishing(self: Any, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        def gone(item: Item) -> None:
            done(item)
            for entry in s3.list_objects_v2(Bucket="harbour")["Contents"]:
                s3.delete_object(Bucket="harbour", Key=entry["Key"])
            s3.delete_bucket(Bucket="harbour")

        put(self, batch, gone)

    with monkeypatch.context() as patch:
        patch.setattr(stores.S3, "put", vanishing)
        with pytest.raises(StorageError, match="harbour"):
            send(show, "s3://harbour/pod")
    s3.create_bucket(Bucket="harbour")
    assert len(send(show, "s3://harbour/pod").sent) == len([p for p in show.public.rglob("*") if p.is_file()])
    assert send(show, "s3://harbour/pod").sent == ()


def test_parts_that_a_killed_run_left_in_a_store_are_given_up(tmp_path: Path, s3: Any, monkeypatch: pytest.MonkeyPatch):
    """A store keeps the parts of an unfinished upload unseen. Those of other files are left alone."""
    show, name = small(tmp_path / "show", [1]), "episodes/ferry-1.mp3"
    for key in (f"pod/{name}", "pod/theirs.mp3"):
        s3.create_multipart_upload(Bucket="harbour", Key=key)
    monkeypatch.setattr(stores, "IN_PARTS", (show.public / name).stat().st_size)
    send(show, "s3://harbour/pod")
    assert [one["Key"] for one in s3.list_multipart_uploads(Bucket="harbour")["Uploads"]] == ["pod/theirs.mp3"]
