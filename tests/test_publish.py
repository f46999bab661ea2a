"""A show on its way to the world: complete, in the right order, and nothing twice."""

import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podcaster import files, stores
from podcaster.config import Show
from podcaster.errors import FeedError, StorageError, UsageError
from podcaster.publish import Folder, Item, publish
from tests import machine
from tests.shows import SETTINGS, put_on_disk


@pytest.fixture
def harbour(tmp_path: Path) -> Show:
    return put_on_disk(tmp_path / "show", replace(SETTINGS, feed_limit=2), count=3)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_becomes_a_copy_of_public(harbour: Show, tmp_path: Path):
    """Everything that the feed points at is there, byte for byte, and readable by a web server."""
    done = publish(harbour, str(tmp_path / "www"))
    assert tree(tmp_path / "www") == tree(harbour.public)
    assert len(done.sent) == len(tree(harbour.public))
    assert done.bytes == sum(map(len, tree(harbour.public).values()))
    assert stat.S_IMODE((tmp_path / "www" / "feed.xml").stat().st_mode) == 0o644


def test_audio_goes_first_and_the_feed_last(harbour: Show, tmp_path: Path):
    """No listener is ever told of an episode that is not there yet."""
    sent = publish(harbour, str(tmp_path / "www")).sent
    assert {name.endswith(".mp3") for name in sent[:3]} == {True}
    assert sent[-3:] == ("archive/1.xml", "index.html", "feed.xml")


def test_unchanged_files_are_not_sent_again(harbour: Show, tmp_path: Path):
    """A second run sends nothing, and after a change only what changed."""
    publish(harbour, str(tmp_path / "www"))
    again = publish(harbour, str(tmp_path / "www"))
    assert (again.sent, again.unchanged) == ((), len(tree(harbour.public)))
    files.write(harbour.episodes / "ferry-1.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nThe ferry came.\n")
    (tmp_path / "www" / "cover.jpg").unlink()
    assert publish(harbour, str(tmp_path / "www")).sent == ("episodes/ferry-1.vtt", "cover.jpg")
    shutil.rmtree(harbour.state / "published")
    assert publish(harbour, str(tmp_path / "www")).sent == publish(harbour, str(tmp_path / "b"), dry_run=True).sent


def test_a_dry_run_says_it_and_sends_nothing(harbour: Show, tmp_path: Path):
    """One can look before the upload of a night."""
    assert "feed.xml" in publish(harbour, str(tmp_path / "www"), dry_run=True).sent
    assert not (tmp_path / "www").exists()


def test_only_what_may_be_seen_leaves_the_house(harbour: Show, tmp_path: Path):
    """Half-written files, notes to oneself and links to elsewhere stay."""
    (harbour.public / ".feed.part.xml").write_text("half")
    (harbour.public / "notes.txt").write_text("mine")
    (harbour.episodes / "away.json").symlink_to("/etc/hostname")
    publish(harbour, str(tmp_path / "www"))
    assert not {".feed.part.xml", "notes.txt", "episodes/away.json"} & set(tree(tmp_path / "www"))


def test_what_the_show_no_longer_has_is_removed_only_when_asked(harbour: Show, tmp_path: Path):
    """Other people's files are never touched."""
    publish(harbour, str(tmp_path / "www"))
    (tmp_path / "www" / "episodes" / "gone.mp3").write_bytes(b"old")
    (tmp_path / "www" / "other.txt").write_text("not ours")
    assert publish(harbour, str(tmp_path / "www")).removed == ()
    assert publish(harbour, str(tmp_path / "www"), remove=True).removed == ("episodes/gone.mp3",)
    assert (tmp_path / "www" / "other.txt").exists()


def test_a_private_show_lies_below_its_token(tmp_path: Path):
    """Its addresses have the secret in them; without one it is not published."""
    show = put_on_disk(tmp_path / "show", replace(SETTINGS, private=True), token="t0ken")
    publish(show, str(tmp_path / "www"), token="t0ken")
    assert (tmp_path / "www" / "t0ken" / "feed.xml").exists()
    assert [p.name for p in (tmp_path / "www").iterdir()] == ["t0ken"]
    with pytest.raises(UsageError, match="token"):
        publish(show, str(tmp_path / "www"))


def test_a_bad_feed_is_not_published(harbour: Show, tmp_path: Path):
    """An episode that is missing here would be missing there."""
    publish(harbour, str(tmp_path / "www"))
    before = tree(tmp_path / "www")
    (harbour.episodes / "ferry-3.mp3").unlink()
    with pytest.raises(FeedError, match=r"ferry-3\.mp3 is not there"):
        publish(harbour, str(tmp_path / "www"))
    assert tree(tmp_path / "www") == before


def test_a_show_without_an_address_cannot_be_published(tmp_path: Path):
    """Its feed would point at this computer."""
    show = put_on_disk(tmp_path / "show", replace(SETTINGS, base_url=""))
    with pytest.raises(UsageError, match="base_url"):
        publish(show, str(tmp_path / "www"))


@pytest.mark.parametrize("where", [".", "public", ".."])
def test_a_show_is_not_published_into_itself(harbour: Show, where: str):
    """That would mix what is served with what is private."""
    with pytest.raises(UsageError, match="overlap"):
        publish(harbour, str(harbour.folder / where))


class Breaking:
    """A folder whose n-th file cannot be sent."""

    def __init__(self, folder: Folder, at: int) -> None:
        self.folder, self.left, self.where = folder, at, folder.where

    def sizes(self) -> dict[str, int]:
        return self.folder.sizes()

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        for item in batch:
            self.left -= 1
            if self.left < 0:
                raise StorageError("the line is down")
            self.folder.put([item], done)

    def remove(self, names: Sequence[str]) -> None:
        self.folder.remove(names)


def test_wherever_it_breaks_the_next_run_goes_on_from_there(tmp_path: Path):
    """For every n: no feed without its audio, and nothing that arrived is sent again."""
    harbour = put_on_disk(tmp_path / "show", count=1)
    count = len(tree(harbour.public))
    for n in range(count):
        there = tmp_path / f"www{n}"
        with pytest.raises(StorageError):
            publish(harbour, Breaking(Folder(there, harbour), n))
        assert not (there / "feed.xml").exists()
        assert len(publish(harbour, str(there)).sent) == count - n
        assert tree(there) == tree(harbour.public)


# ---------------------------------------------------------------- rsync


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A remote shell that stays here: it drops the host and runs the rest."""
    script = tmp_path / "ssh"
    script.write_text('#!/bin/sh\nshift\nexec sh -c "$*"\n')
    script.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(script))
    return script


@machine.program("rsync")
def test_rsync_brings_a_show_to_a_host(harbour: Show, tmp_path: Path, ssh: Path):
    """The same promises as for a folder: complete, in order, nothing twice, only ours removed."""
    there = tmp_path / "far away" / "www"
    target = f"pod.example:{there}"
    done = publish(harbour, target)
    assert tree(there) == tree(harbour.public)
    assert done.sent[-1] == "feed.xml"
    assert publish(harbour, target).sent == ()
    files.write(harbour.episodes / "ferry-1.vtt", "WEBVTT\n")
    (there / "episodes" / "gone.mp3").write_bytes(b"old")
    (there / "other.txt").write_text("not ours")
    again = publish(harbour, target, remove=True)
    assert (again.sent, again.removed) == (("episodes/ferry-1.vtt",), ("episodes/gone.mp3",))
    assert tree(there) == tree(harbour.public) | {"other.txt": b"not ours"}


@machine.program("rsync")
def test_a_host_that_cannot_be_reached_is_one_line(harbour: Show, ssh: Path):
    """No traceback, and what to try."""
    ssh.write_text("#!/bin/sh\necho 'Permission denied (publickey).' >&2\nexit 255\n")
    with pytest.raises(StorageError, match="Permission denied") as refused:
        publish(harbour, "pod.example:www")
    assert "ssh" in refused.value.hint


@pytest.mark.parametrize(
    ("target", "remote"),
    [
        ("pod.example:www", True),
        ("jo@pod.example:/srv/www", True),
        ("[::1]:www", True),
        ("/srv/www", False),
        ("www", False),
        ("C:\\www", False),
        ("C:/www", False),
        ("-oProxyCommand=x:www", False),
        ("./a:b", False),
    ],
)
def test_a_host_is_told_from_a_folder(target: str, remote: bool):
    """A drive letter is no host, and no host is an option of ssh."""
    assert stores.is_remote(target) is remote


# ---------------------------------------------------------------- S3


def test_s3_without_its_library_says_what_to_install(harbour: Show, monkeypatch: pytest.MonkeyPatch):
    """The extra is named."""
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    with pytest.raises(UsageError) as refused:
        publish(harbour, "s3://bucket/pod")
    assert "podcaster[s3]" in refused.value.hint


def test_s3_gets_objects_with_their_types(harbour: Show, s3: Any):
    """Complete, in order, nothing twice, served as what they are."""
    done = publish(harbour, "s3://harbour/pod")
    keys = [e["Key"] for e in s3.list_objects_v2(Bucket="harbour")["Contents"]]
    assert sorted(keys) == sorted(f"pod/{name}" for name in tree(harbour.public))
    assert done.sent[-1] == "feed.xml"
    assert s3.head_object(Bucket="harbour", Key="pod/feed.xml")["ContentType"].startswith("application/rss+xml")
    assert publish(harbour, "s3://harbour/pod").sent == ()
    s3.put_object(Bucket="harbour", Key="pod/episodes/gone.mp3", Body=b"old")
    assert publish(harbour, "s3://harbour/pod", remove=True).removed == ("episodes/gone.mp3",)
    with pytest.raises(StorageError, match="nowhere"):
        publish(harbour, "s3://nowhere/pod")
