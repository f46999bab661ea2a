"""What publish finds at a place: its own files, those of somebody else, and an earlier copy of the show."""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster import files
from podcaster.config import Show
from podcaster.errors import BusyError, UsageError
from podcaster.files import locks
from podcaster.publishing import feed
from podcaster.serving import memory, ours
from podcaster.serving.folder import Folder
from podcaster.serving.publish import Options, send
from podcaster.serving.snapshot import taken
from tests.shows import SETTINGS, put_on_disk

INTO = Options(into_existing=True)


@pytest.fixture
def harbour(tmp_path: Path) -> Show:
    return put_on_disk(tmp_path / "show", count=2)


@pytest.fixture
def www(tmp_path: Path) -> Path:
    return tmp_path / "www"


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def forget(show: Show) -> None:
    (show.state / memory.FILE_NAME).unlink()


# ---------------------------------------------------------------- somebody else's files


def test_a_folder_with_other_files_is_refused_until_it_is_meant(harbour: Show, www: Path):
    """The files are named, nothing is sent or deleted, and after the first time nobody is asked again."""
    files.write(www / "index.html", "<h1>My garden</h1>")
    files.write(www / "garden" / "roses.jpg", b"red")
    with pytest.raises(UsageError, match=r"2 files \(garden/roses.jpg, index.html\) not sent by this show") as refused:
        send(harbour, str(www))
    assert "--into-existing" in refused.value.hint
    assert tree(www) == {"index.html": b"<h1>My garden</h1>", "garden/roses.jpg": b"red"}
    send(harbour, str(www), INTO)
    assert tree(www) == tree(harbour.public) | {"garden/roses.jpg": b"red"}
    assert send(harbour, str(www)).sent == ()


def test_hidden_files_are_nobodys_show(harbour: Show, www: Path):
    """A checkout, the notes of a file manager: we never write such names."""
    files.write(www / ".git" / "config", "[core]")
    files.write(www / ".DS_Store", "")
    assert "feed.xml" in send(harbour, str(www)).sent


def test_a_file_that_somebody_puts_in_the_way_later_is_not_replaced(harbour: Show, www: Path):
    """In a place of ours only a name that we want ourselves matters."""
    send(harbour, str(www))
    files.write(www / "robots.txt", "User-agent: *")
    files.write(www / "episodes" / "new.mp3", b"theirs")
    assert send(harbour, str(www)).sent == ()
    files.write(harbour.episodes / "new.mp3", b"ours")
    with pytest.raises(UsageError, match=r"1 file \(episodes/new.mp3\)"):
        send(harbour, str(www))
    assert (www / "episodes" / "new.mp3").read_bytes() == b"theirs"


def test_the_feed_of_another_show_is_not_replaced(harbour: Show, www: Path, tmp_path: Path):
    """Two shows that are sent to one folder by mistake: the second one is refused, and says whose place it is."""
    send(harbour, str(www))
    before = tree(www)
    other = put_on_disk(tmp_path / "other", replace(SETTINGS, title="Notes & queries"))
    for name, data in feed.build(other.settings, [], guid=feed.podcast_guid("other.example/feed.xml")).items():
        files.write(other.public / name, data)
    with pytest.raises(UsageError, match="the feed of another show, 'Letters from the harbour'"):
        send(other, str(www))
    assert tree(www) == before
    send(other, str(www), INTO)
    with pytest.raises(UsageError, match="the feed of another show, 'Notes & queries'"):
        send(harbour, str(www))


def test_our_own_feed_is_known_when_the_memory_is_lost(harbour: Show, www: Path):
    """Sent from another machine, or the state folder is new: the podcast:guid says that it is the same show."""
    send(harbour, str(www))
    forget(harbour)
    assert len(send(harbour, str(www)).sent) == len(tree(harbour.public))
    assert send(harbour, str(www)).sent == ()


def test_the_memory_of_the_first_version_is_taken_over(harbour: Show, www: Path):
    """What podcaster 0.1 has sent is ours, and is not sent again."""
    send(harbour, str(www))
    place = Folder(www, harbour)
    with memory.Memory(harbour.state, memory.Place(place.where, str(www))) as known:
        rows = {name: known.sent(name) for name in known.names()}
    forget(harbour)
    old = harbour.state / "published" / f"{hashlib.sha256(place.where.encode()).hexdigest()[:16]}.json"
    files.write(
        old, json.dumps({"files": {name: [row.sha256, row.size, row.mtime_ns] for name, row in rows.items() if row}})
    )
    assert send(harbour, str(www)).sent == ()
    assert not old.exists()


def test_half_a_file_of_ours_goes_and_that_of_others_stays(harbour: Show, www: Path):
    """As a killed upload leaves it, ours and that of rsync."""
    send(harbour, str(www))
    files.write(harbour.public / "shelves/tag/sea/index.html", "<h1>Sea</h1>")
    send(harbour, str(www))
    ours = [
        ".feed.x7k2m9qa.xml.part",
        "shelves/tag/sea/.index.x7k2m9qa.html.part",
        "episodes/.ferry-1.abcd_123.mp3.part",
        "episodes/.ferry-1.mp3.Xa12Bc",
    ]
    theirs = ["episodes/.roses.abcd1234.mp3.part", "film.mp4.part", "episodes/.ferry-1.swp"]
    for name in (*ours, *theirs):
        files.write(www / name, b"half")
    send(harbour, str(www), Options(dry_run=True))
    assert set(ours) < set(tree(www))
    send(harbour, str(www))
    assert set(tree(www)) - set(tree(harbour.public)) == set(theirs)


def test_two_uploads_to_one_place_do_not_run_at_once(harbour: Show, www: Path):
    """The second one says so; a place of its own is free."""
    send(harbour, str(www))
    (lock,) = harbour.state.glob("published-*.lock")
    with locks.lock(lock):
        with pytest.raises(BusyError):
            send(harbour, str(www))
        assert send(harbour, str(www), Options(dry_run=True)).sent == ()
        assert "feed.xml" in send(harbour, f"{www}2").sent


# ---------------------------------------------------------------- private, and public again


def private(show: Show) -> Show:
    return put_on_disk(show.folder, replace(SETTINGS, private=True), token="t0ken")


def test_a_public_copy_is_named_when_the_show_becomes_private(harbour: Show, www: Path):
    """It would still be heard by everybody. Without an answer it stays, and the next run says so again."""
    send(harbour, str(www))
    public = tree(harbour.public)
    for options in (Options(), Options(), Options(dry_run=True, take_back=lambda _: True)):
        notes: list[str] = []
        done = send(private(harbour), str(www), options, token="t0ken", note=notes.append)
        assert done.former == (str(www),)
        assert notes[0].startswith(f"its former public copy is still at {www}: {len(public)} files (")
        assert notes[0].endswith(f"podcaster publish {www} --show {harbour.folder} --yes")
    assert {name: data for name, data in tree(www).items() if not name.startswith("t0ken")} == public


def test_it_is_taken_back_when_that_is_agreed(harbour: Show, www: Path):
    """Only what was sent goes; other files and the private copy stay."""
    files.write(www / "robots.txt", "User-agent: *")
    send(harbour, str(www), INTO)
    asked: list[str] = []
    done = send(private(harbour), str(www), Options(take_back=lambda text: not asked.append(text)), token="t0ken")  # type: ignore[func-returns-value]
    assert done.former == ()
    assert len(asked) == 1
    assert set(tree(www)) == {"robots.txt", *(f"t0ken/{name}" for name in tree(harbour.public))}
    assert not (www / "episodes").exists()
    assert send(private(harbour), str(www), token="t0ken").sent == ()


def test_a_show_that_is_public_again_moves_back(harbour: Show, www: Path):
    """The folder with the secret name goes, and what lies in it is nobody else's show."""
    send(private(harbour), str(www), token="t0ken")
    public = put_on_disk(harbour.folder)
    done = send(public, str(www), Options(take_back=lambda _: True))
    assert done.former == ()
    assert tree(www) == tree(public.public)
    assert not (www / "t0ken").exists()
    assert send(public, str(www)).former == ()


# ---------------------------------------------------------------- links and copies


def test_the_episodes_may_lie_on_another_disk(harbour: Show, www: Path, tmp_path: Path):
    """public/episodes as a link is followed; any other link is not, wherever it is."""
    disk = tmp_path / "disk"
    harbour.episodes.rename(disk)
    harbour.episodes.symlink_to(disk)
    (disk / "away.json").symlink_to("/etc/hostname")
    elsewhere = tmp_path / "elsewhere"
    files.write(elsewhere / "7.html", "private")
    (harbour.public / "archive").symlink_to(elsewhere)
    sent = send(harbour, str(www)).sent
    assert "episodes/ferry-1.mp3" in sent
    assert not {"episodes/away.json", "archive/7.html"} & set(tree(www))
    assert (www / "episodes" / "ferry-1.mp3").read_bytes() == (disk / "ferry-1.mp3").read_bytes()


def test_without_hard_links_a_file_that_changes_keeps_the_feed_back(
    harbour: Show, www: Path, monkeypatch: pytest.MonkeyPatch
):
    """There the file itself is sent, so one has to look again afterwards."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "no hard links here")

    monkeypatch.setattr(os, "link", refused)
    put = Folder.put

    def meanwhile(self: Folder, batch: object, done: object) -> None:
        put(self, batch, done)  # type: ignore[arg-type]
        files.write(harbour.episodes / "ferry-1.mp3", b"another")

    monkeypatch.setattr(Folder, "put", meanwhile)
    with pytest.raises(BusyError, match=r"ferry-1\.mp3 during the upload"):
        send(harbour, str(www))
    assert not (www / "feed.xml").exists()


def test_what_is_sent_is_the_file_of_the_snapshot(harbour: Show):
    """A file that is replaced, or deleted, after the snapshot is still there as it was."""
    before = (harbour.episodes / "ferry-1.mp3").read_bytes()
    with taken(harbour, lambda *_: False) as snapshot:
        files.write(harbour.episodes / "ferry-1.mp3", b"new")
        (harbour.public / "feed.xml").unlink()
        found = {one.name: one for one in snapshot.found}
        assert found["episodes/ferry-1.mp3"].path.read_bytes() == before
        assert found["feed.xml"].path.read_bytes().startswith(b"<?xml")
    assert not list(harbour.state.glob("*publishing-*"))


def test_a_file_that_is_only_missing_there_is_held_late(harbour: Show):
    """A file that is known as sent gets no link at first. If it is needed and has changed meanwhile, it is not sent."""
    with taken(harbour, lambda *_: True) as snapshot:
        *wanted, late = [one for one in snapshot.found if one.name.startswith("episodes/ferry-")][:3]
        held = snapshot.hold(wanted)
        assert [one.path.read_bytes() for one in held] == [one.path.read_bytes() for one in wanted]
        assert all(one.held for one in held)
        files.write(harbour.public / late.name, b"new")
        with pytest.raises(BusyError, match="during the upload"):
            snapshot.hold([late])


def test_new_episodes_go_before_those_that_replace_one(harbour: Show, www: Path):
    """The feed there tells of the old file until the end, so it is replaced as late as possible."""
    send(harbour, str(www))
    put_on_disk(harbour.folder, count=3)
    files.write(harbour.episodes / "ferry-1.mp3", (harbour.episodes / "ferry-1.mp3").read_bytes()[::-1])
    sent = send(harbour, str(www)).sent
    assert sent[0] == "episodes/ferry-3.mp3"
    assert sent.index("episodes/ferry-3.vtt") < sent.index("episodes/ferry-1.mp3") < sent.index("index.html")


@pytest.mark.parametrize(
    "name",
    [
        "feed.xml",
        "embed.json",
        "embed/listen.js",
        "embed/posts/0f.json",
        "embed/ferry-1.html",
        "archive/12.html",
        "shelves/tag/boats/cover.jpg",
        "shelves/tag/boats/archive/3.xml",
        "episodes/ferry-1.opus",
        "episodes/ferry-1.chapters.json",
    ],
)
def test_half_of_any_file_that_is_sent_is_known_as_ours(name: str, tmp_path: Path) -> None:
    """As this program leaves it when it is killed, and as rsync does."""
    folder, _, last = name.rpartition("/")
    target = tmp_path / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with files.replacing(target) as part:
        halves = [part.name, f".{last}.Xa12Bc"]
        part.touch()
    for half in halves:
        found = ours.leftover_of(f"{folder}/{half}" if folder else half)
        assert found
        assert name.startswith(found)
    assert ours.leftover_of(f"photos/.{last}.Xa12Bc") == ""
