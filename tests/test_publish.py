"""A show on its way to the world: complete, in the right order, and nothing twice."""

import json
import os
import re
import shutil
import stat
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pictures

from podcaster import config, files
from podcaster.batch import run as batch
from podcaster.config import Show
from podcaster.errors import BusyError, FeedError, MissingToolError, PodcasterError, StorageError, UsageError
from podcaster.files import locks
from podcaster.library import Library
from podcaster.serving import memory
from podcaster.serving import remote as stores
from podcaster.serving.folder import Folder
from podcaster.serving.publish import Options, publish, send
from podcaster.serving.s3 import S3
from podcaster.serving.target import Item
from tests import machine
from tests.commands import podcaster
from tests.conftest import POST
from tests.shows import GUID, SETTINGS, episodes, put_on_disk

LETTERS = config.Settings(voice="tone", title="Letters", jobs=1)


@pytest.fixture
def harbour(tmp_path: Path) -> Show:
    return put_on_disk(tmp_path / "show", replace(SETTINGS, feed_limit=2), count=3)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_becomes_a_copy_of_public(harbour: Show, tmp_path: Path):
    """Everything that the feed points at is there, byte for byte, and readable by a web server."""
    done = send(harbour, str(tmp_path / "www"))
    assert tree(tmp_path / "www") == tree(harbour.public)
    assert len(done.sent) == len(tree(harbour.public))
    assert done.bytes == sum(map(len, tree(harbour.public).values()))
    assert stat.S_IMODE((tmp_path / "www" / "feed.xml").stat().st_mode) == 0o644


def test_audio_goes_first_and_the_feed_last(harbour: Show, tmp_path: Path):
    """No listener is ever told of an episode that is not there yet."""
    sent = send(harbour, str(tmp_path / "www")).sent
    assert {name.endswith(".mp3") for name in sent[:3]} == {True}
    assert sent[-3:] == ("archive/1.xml", "index.html", "feed.xml")


def test_unchanged_files_are_not_sent_again(harbour: Show, tmp_path: Path):
    """A second run sends nothing, and after a change only what changed."""
    send(harbour, str(tmp_path / "www"))
    again = send(harbour, str(tmp_path / "www"))
    assert (again.sent, again.unchanged) == ((), len(tree(harbour.public)))
    files.write(harbour.episodes / "ferry-1.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nThe ferry came.\n")
    (tmp_path / "www" / "cover.jpg").unlink()
    assert send(harbour, str(tmp_path / "www")).sent == ("episodes/ferry-1.vtt", "cover.jpg")
    (harbour.state / memory.FILE_NAME).write_bytes(b"no database")
    assert send(harbour, str(tmp_path / "www")).sent == send(harbour, str(tmp_path / "b"), Options(dry_run=True)).sent


def test_a_dry_run_says_it_and_sends_nothing(harbour: Show, tmp_path: Path):
    """One can look before the upload of a night."""
    assert "feed.xml" in send(harbour, str(tmp_path / "www"), Options(dry_run=True)).sent
    assert not (tmp_path / "www").exists()


def test_only_public_files_are_copied(harbour: Show, tmp_path: Path):
    """Half-written files, notes to oneself and links to elsewhere stay."""
    (harbour.public / ".feed.part.xml").write_text("half")
    (harbour.public / "notes.txt").write_text("mine")
    (harbour.episodes / "away.json").symlink_to("/etc/hostname")
    send(harbour, str(tmp_path / "www"))
    assert not {".feed.part.xml", "notes.txt", "episodes/away.json"} & set(tree(tmp_path / "www"))


def test_remote_files_are_removed_only_with_the_option(harbour: Show, tmp_path: Path):
    """Only what was sent is deleted; other people's files are never touched."""
    (harbour.episodes / "gone.mp3").write_bytes(b"old")
    send(harbour, str(tmp_path / "www"))
    (harbour.episodes / "gone.mp3").unlink()
    (tmp_path / "www" / "episodes" / "theirs.mp3").write_bytes(b"not ours")
    (tmp_path / "www" / "other.txt").write_text("not ours")
    assert send(harbour, str(tmp_path / "www")).removed == ()
    assert (tmp_path / "www" / "episodes" / "gone.mp3").exists()
    assert send(harbour, str(tmp_path / "www"), Options(remove=True)).removed == ("episodes/gone.mp3",)
    theirs = {"episodes/theirs.mp3": b"not ours", "other.txt": b"not ours"}
    assert tree(tmp_path / "www") == tree(harbour.public) | theirs
    assert send(harbour, str(tmp_path / "www"), Options(remove=True)).removed == ()


def test_a_private_show_lies_below_its_token(tmp_path: Path):
    """Its addresses have the secret in them; without one it is not published."""
    show = put_on_disk(tmp_path / "show", replace(SETTINGS, private=True), token="t0ken")
    send(show, str(tmp_path / "www"), token="t0ken")
    assert (tmp_path / "www" / "t0ken" / "feed.xml").exists()
    assert [p.name for p in (tmp_path / "www").iterdir()] == ["t0ken"]
    with pytest.raises(UsageError, match="token"):
        send(show, str(tmp_path / "www"))


def test_a_bad_feed_is_not_published(harbour: Show, tmp_path: Path):
    """An episode that is missing here would be missing there."""
    send(harbour, str(tmp_path / "www"))
    before = tree(tmp_path / "www")
    (harbour.episodes / "ferry-3.mp3").unlink()
    with pytest.raises(FeedError, match=r"ferry-3\.mp3 is not there"):
        send(harbour, str(tmp_path / "www"))
    assert tree(tmp_path / "www") == before


@pytest.mark.parametrize("target", ["www", "s3://harbour/pod", "pod.example:www"])
@pytest.mark.parametrize(
    "address", ["", "http://localhost:8000/", "http://127.0.0.1/pod", "http://[::1]/", "http://0/"]
)
def test_a_show_whose_address_is_this_computer_cannot_be_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, target: str
):
    """Its feed would point all listeners at their own computers. Nothing is sent to any target."""
    rsync = tmp_path / "bin" / "rsync"
    rsync.parent.mkdir()
    rsync.write_text(f"#!/bin/sh\ntouch '{tmp_path / 'www'}'\n")
    rsync.chmod(0o755)
    monkeypatch.setenv("PATH", f"{rsync.parent}{os.pathsep}{os.environ['PATH']}")
    show = put_on_disk(tmp_path / "show", replace(SETTINGS, base_url=address))
    for way in (publish, send):
        with pytest.raises(UsageError, match="base_url") as refused:
            way(show, str(tmp_path / target) if target == "www" else target)  # type: ignore[operator]
        assert refused.value.exit_code == 2
        assert "base_url = 'https://example.org/podcast/'" in refused.value.hint
        assert str(show.folder / "podcaster.toml") in refused.value.hint
    assert not (tmp_path / "www").exists()


def test_a_feed_that_was_written_for_another_address_is_not_sent(harbour: Show, tmp_path: Path):
    """It would tell listeners to go where nothing is."""
    moved = Show(harbour.folder, replace(harbour.settings, base_url="https://other.example/"))
    with pytest.raises(UsageError, match="another address") as refused:
        send(moved, str(tmp_path / "www"))
    assert refused.value.hint.startswith("podcaster feed --show")
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize("where", [".", "public", ".."])
def test_a_show_is_not_published_into_itself(harbour: Show, where: str):
    """That would mix what is served with what is private."""
    with pytest.raises(UsageError, match="overlap"):
        send(harbour, str(harbour.folder / where))


class Breaking:
    """A folder whose n-th file cannot be sent."""

    def __init__(self, folder: Folder, at: int) -> None:
        self.folder, self.left, self.where = folder, at, folder.where

    def sizes(self) -> dict[str, int]:
        return self.folder.sizes()

    def read(self, name: str) -> bytes:
        return self.folder.read(name)

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
            send(harbour, Breaking(Folder(there, harbour), n))
        assert not (there / "feed.xml").exists()
        assert len(send(harbour, str(there)).sent) == count - n
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
    (harbour.episodes / "gone.mp3").write_bytes(b"old")
    done = send(harbour, target)
    assert tree(there) == tree(harbour.public)
    assert done.sent[-1] == "feed.xml"
    place = stores.Rsync(target)
    assert place.read("feed.xml") == (harbour.public / "feed.xml").read_bytes()
    assert place.read("absent.xml") == stores.Rsync(f"{target}/none").read("feed.xml") == b""
    assert send(harbour, target).sent == ()
    files.write(harbour.episodes / "ferry-1.vtt", "WEBVTT\n")
    (harbour.episodes / "gone.mp3").unlink()
    (there / "other.txt").write_text("not ours")
    again = send(harbour, target, Options(remove=True))
    assert (again.sent, again.removed) == (("episodes/ferry-1.vtt",), ("episodes/gone.mp3",))
    assert tree(there) == tree(harbour.public) | {"other.txt": b"not ours"}


@machine.program("rsync")
def test_a_host_that_cannot_be_reached_is_one_line(harbour: Show, ssh: Path):
    """No traceback, and what to try."""
    ssh.write_text("#!/bin/sh\necho 'Permission denied (publickey).' >&2\nexit 255\n")
    with pytest.raises(StorageError, match="Permission denied") as refused:
        send(harbour, "pod.example:www")
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
def test_a_host_is_distinguished_from_a_folder(target: str, remote: bool):
    """A drive letter is no host, and no host is an option of ssh."""
    assert stores.is_remote(target) is remote


# ---------------------------------------------------------------- S3


def test_s3_without_boto3_names_the_package(harbour: Show, monkeypatch: pytest.MonkeyPatch):
    """The extra is named."""
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    with pytest.raises(MissingToolError) as refused:
        send(harbour, "s3://bucket/pod")
    assert "podcaster-tts[s3]" in refused.value.hint


def test_s3_gets_objects_with_their_types(harbour: Show, s3: Any):
    """Complete, in order, nothing twice, served as what they are."""
    (harbour.episodes / "gone.mp3").write_bytes(b"old")
    done = send(harbour, "s3://harbour/pod")
    keys = [e["Key"] for e in s3.list_objects_v2(Bucket="harbour")["Contents"]]
    assert sorted(keys) == sorted(f"pod/{name}" for name in tree(harbour.public))
    assert done.sent[-1] == "feed.xml"
    place = S3("s3://harbour/pod")
    assert place.read("feed.xml") == (harbour.public / "feed.xml").read_bytes()
    assert place.read("absent.xml") == b""
    assert s3.head_object(Bucket="harbour", Key="pod/feed.xml")["ContentType"].startswith("application/rss+xml")
    assert send(harbour, "s3://harbour/pod").sent == ()
    (harbour.episodes / "gone.mp3").unlink()
    s3.put_object(Bucket="harbour", Key="pod/episodes/theirs.mp3", Body=b"not ours")
    assert send(harbour, "s3://harbour/pod", Options(remove=True)).removed == ("episodes/gone.mp3",)
    with pytest.raises(StorageError, match="nowhere"):
        send(harbour, "s3://nowhere/pod")


# ---------------------------------------------------------------- with the settings of now

ADDRESS = "https://pod.example/harbour/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of two episodes, one with a picture in a chapter, that has only been served at home so far."""
    folder = tmp_path_factory.mktemp("served")
    saved = folder / "saved"
    saved.mkdir()
    Pictures.effect_noise((900, 600), 80).convert("RGB").save(saved / "mate.png")
    picture = "![The mate at the rail](mate.png)\n\nBy the time"
    (saved / "quiet.md").write_text(POST.replace("By the time", picture))
    (saved / "busy.md").write_text(POST.replace("quiet", "busy"))
    batch.run(Show(folder / "show", LETTERS), [saved])
    return folder


@pytest.fixture
def home(served: Path, tmp_path: Path) -> Show:
    """A copy of it."""
    shutil.copytree(served, tmp_path, dirs_exist_ok=True)
    return Show(tmp_path / "show", LETTERS)


def settings(show: Show, **changes: Any) -> Show:
    return Show(show.folder, replace(show.settings, **changes))


class Kept:
    """A place in memory."""

    def __init__(self, before: Callable[[Item], None] = lambda item: None) -> None:
        self.where, self.files, self._before = "memory", dict[str, bytes](), before

    def sizes(self) -> dict[str, int]:
        return {name: len(data) for name, data in self.files.items()}

    def read(self, name: str) -> bytes:
        return self.files.get(name, b"")

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        for item in batch:
            self._before(item)
            self.files[item.name] = item.path.read_bytes()
            done(item)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            del self.files[name]


def assert_moved(sent: dict[str, bytes], address: str) -> None:
    """All of our own addresses in *sent* begin with *address*, and no file knows another one."""
    feed = sent["feed.xml"].decode()
    own = re.findall(r'(?:url|href)="([^"]*(?:feed\.xml|cover\.jpg|/episodes/[^"]*))"', feed)
    assert len(own) > 10
    assert all(one.startswith(address) for one in own), own
    assert f'value="{address}feed.xml"' in sent["index.html"].decode()
    chapters = [json.loads(data)["chapters"] for name, data in sent.items() if name.endswith(".chapters.json")]
    pictures = [c["img"] for listed in chapters for c in listed if "img" in c]
    assert len(pictures) == 1
    assert pictures[0].startswith(f"{address}episodes/")
    assert pictures[0].removeprefix(address) in sent
    for name, data in sent.items():
        assert b"//localhost" not in data, name


def assert_whole(there: dict[str, bytes]) -> None:
    """Every file that the feed names is there; every episode has as many bytes as the feed says."""
    feed = there["feed.xml"].decode()
    own = re.search(r'href="([^"]*)feed\.xml" rel="self"', feed) or re.search(r'href="([^"]*)feed\.xml"', feed)
    assert own
    for address in re.findall(rf'"{re.escape(own[1])}(episodes/[^"]+)"', feed):
        assert address in there
    lengths = {re.search(r'url="([^"]+)"', tag)[1]: re.search(r'length="(\d+)"', tag)[1] for tag in enclosures(feed)}  # type: ignore[index]
    assert lengths
    for address, length in lengths.items():
        assert len(there[address.removeprefix(own[1])]) == int(length)


def enclosures(feed: str) -> list[str]:
    return re.findall(r"<enclosure [^>]*>", feed)


def test_an_address_that_is_set_later_is_in_all_that_is_sent(home: Show):
    """Feed, front page and chapters have the new address: nothing leads a listener to localhost."""
    place = Kept()
    done = publish(settings(home, base_url=ADDRESS), place)
    assert done.sent[-1] == "feed.xml"
    assert_moved(place.files, ADDRESS)
    again = publish(settings(home, base_url="https://other.example"), place)
    assert_moved(place.files, "https://other.example/")
    assert {name.rpartition(".")[2] for name in again.sent} == {"json", "html", "xml"}  # no audio once more
    assert publish(settings(home, base_url="https://other.example"), place).sent == ()


def test_a_folder_gets_the_address_of_now(home: Show, tmp_path: Path):
    """The folder has the new address, and the next batch finds its episodes unchanged."""
    moved = settings(home, base_url=ADDRESS)
    publish(moved, str(tmp_path / "www"))
    assert_moved(tree(tmp_path / "www"), ADDRESS)
    assert {o.status for o in batch.run(moved, [home.folder.parent / "saved"])} == {"unchanged"}
    assert publish(moved, str(tmp_path / "www")).sent == ()


@machine.program("rsync")
def test_a_host_gets_the_address_of_now(home: Show, tmp_path: Path, ssh: Path):
    """What rsync brings to a host has the new address too."""
    publish(settings(home, base_url=ADDRESS), f"pod.example:{tmp_path / 'far'}")
    assert_moved(tree(tmp_path / "far"), ADDRESS)


def test_a_store_gets_the_address_of_now(home: Show, s3: Any):
    """What goes into an S3-compatible store has the new address too."""
    publish(settings(home, base_url=ADDRESS), "s3://harbour/pod")
    names = [e["Key"] for e in s3.list_objects_v2(Bucket="harbour")["Contents"]]
    sent = {n.removeprefix("pod/"): s3.get_object(Bucket="harbour", Key=n)["Body"].read() for n in names}
    assert_moved(sent, ADDRESS)


def test_a_show_that_becomes_private_is_sent_below_its_secret(home: Show, tmp_path: Path):
    """Every address has it, and it is the same the next time; the next batch asks search engines to stay away."""
    private = settings(home, base_url=ADDRESS, private=True)
    publish(private, str(tmp_path / "www"))
    (secret,) = (tmp_path / "www").iterdir()
    assert re.fullmatch(r"[0-9a-f]{40}", secret.name)
    feed = (secret / "feed.xml").read_text()
    assert f"{ADDRESS}{secret.name}/episodes/" in feed
    assert f"{ADDRESS}episodes/" not in feed
    assert publish(private, str(tmp_path / "www")).sent == ()
    batch.run(private, [home.folder.parent / "saved"])
    pages = list(home.episodes.glob("*.html"))
    assert len(pages) == 4  # and two transcripts
    assert all('name="robots" content="noindex' in page.read_text() for page in pages)


def test_a_home_network_is_a_good_address_at_home(home: Show):
    """The show is sent, and one line says who can hear it."""
    notes: list[str] = []
    place = Kept()
    publish(settings(home, base_url="http://192.168.1.5/pod/"), place, note=notes.append)
    assert_moved(place.files, "http://192.168.1.5/pod/")
    assert "in your own network, and nowhere else" in notes[0]
    publish(settings(home, base_url=ADDRESS), place, note=(notes := []).append)
    assert notes == ["the feed and its pages were updated first"]


def test_a_home_page_on_this_computer_is_refused(home: Show):
    """The setting `link` stands in the feed as well."""
    with pytest.raises(UsageError, match="link is http://localhost:3000"):
        publish(settings(home, base_url=ADDRESS, link="http://localhost:3000"), Kept())


@pytest.mark.parametrize("address", ["https://", "https://pod.example/?show=1", "https://pod.example/#a"])
def test_an_address_that_is_not_a_folder_is_refused(home: Show, address: str):
    """It is refused like any other bad setting, with an example of a good one."""
    with pytest.raises(UsageError, match="base_url") as refused:
        publish(settings(home, base_url=address), Kept())
    assert "https://example.org/podcast/" in refused.value.hint


def test_a_show_that_is_not_there_is_not_made(tmp_path: Path):
    """A slip in --show leaves no empty show behind."""
    with pytest.raises(PodcasterError, match="there is no show"):
        publish(Show(tmp_path / "none", SETTINGS), Kept())
    assert not (tmp_path / "none").exists()


def test_title_author_and_description_are_those_of_now(home: Show):
    """The feed, the pages and the drawn cover follow podcaster.toml."""
    place = Kept()
    publish(settings(home, base_url=ADDRESS), place)
    before = place.files["cover.jpg"]
    changed = settings(home, base_url=ADDRESS, title="Letters from the quay", description="What the ferry brought.")
    sent = publish(changed, place).sent
    assert {name for name in sent if not name.startswith(("embed", "episodes/"))} == {
        "cover.jpg",
        "index.html",
        "feed.xml",
    }
    assert place.files["cover.jpg"] != before
    for name in ("index.html", "feed.xml"):
        assert b"Letters from the quay" in place.files[name]
        assert b"What the ferry brought." in place.files[name]
    publish(settings(home, base_url=ADDRESS), place)
    assert place.files["cover.jpg"] == before


def test_a_cover_of_ones_own_comes_and_goes_with_its_setting(home: Show):
    """A picture that somebody put in its place by hand stays, until it is asked to be drawn again."""
    place, public = Kept(), settings(home, base_url=ADDRESS)
    publish(public, place)
    drawn = place.files["cover.jpg"]
    Pictures.new("RGB", (1500, 1500), "teal").save(home.folder / "own.png")
    publish(settings(public, cover="own.png"), place)
    own = place.files["cover.jpg"]
    assert own != drawn
    publish(public, place)
    assert place.files["cover.jpg"] == drawn
    (home.public / "cover.jpg").write_bytes(own)
    publish(settings(public, title="Another title"), place)
    assert place.files["cover.jpg"] == own


def test_a_dry_run_brings_the_feed_up_to_date_and_sends_nothing(home: Show):
    """The files that it names are the ones that are sent afterwards."""
    place, public = Kept(), settings(home, base_url=ADDRESS)
    would = publish(public, place, Options(dry_run=True)).sent
    assert place.files == {}
    assert publish(public, place).sent == would


# ---------------------------------------------------------------- during other runs


def test_a_run_that_is_about_to_end_is_waited_for(home: Show):
    """A watched folder takes the show for a moment every now and then."""
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with locks.lock(home.state / "lock"):
            held.set()
            free.wait(60)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)
    timer = threading.Timer(0.5, free.set)
    timer.start()
    place = Kept()
    publish(settings(home, base_url=ADDRESS), place, wait_s=60)
    other.join()
    assert "feed.xml" in place.files


def test_a_run_that_is_still_going_on_is_reported(home: Show):
    """Nothing is sent, and the error says which process holds the show and what to do."""
    place = Kept()
    with locks.lock(home.state / "lock"):
        with pytest.raises(BusyError, match=f"process {os.getpid()}") as refused:
            publish(settings(home, base_url=ADDRESS), place, wait_s=0.3)
    assert refused.value.hint.startswith("run the same command again")
    assert place.files == {}


def test_a_batch_may_begin_while_the_show_is_sent(home: Show, tmp_path: Path):
    """A long upload does not block a batch. It sends the feed from when it began, with just its episodes."""
    saved, public = home.folder.parent / "saved", settings(home, base_url=ADDRESS)
    begun = []

    def meanwhile(item: Item) -> None:
        if not begun:
            begun.append(item.name)
            (saved / "more.md").write_text((saved / "busy.md").read_text().replace("busy", "merry"))
            assert [o.status for o in batch.run(public, [saved / "more.md"])] == ["made"]

    place = Kept(meanwhile)
    publish(public, place)
    assert place.files["feed.xml"].count(b"<item>") == 2
    assert not [name for name in place.files if "merry" in name]
    assert not list(home.state.glob("*publishing-*"))
    publish(public, place)
    assert place.files["feed.xml"].count(b"<item>") == 3
    assert [name for name in place.files if "merry" in name]


def test_an_episode_that_changes_while_it_is_sent_is_sent_as_it_was(home: Show):
    """The published feed never describes a file that was replaced: what it was is sent, and then the new one."""
    saved, public = home.folder.parent / "saved", settings(home, base_url=ADDRESS)
    begun = []

    def meanwhile(item: Item) -> None:
        if not begun:
            begun.append(item.name)
            (saved / "busy.md").write_text((saved / "busy.md").read_text().replace("24 loaves", "240 loaves"))
            batch.run(public, [saved])

    place = Kept(meanwhile)
    publish(public, place)
    assert_moved(place.files, ADDRESS)
    assert_whole(place.files)
    before = place.files.copy()
    publish(public, place)
    assert_whole(place.files)
    changed = {name for name, data in place.files.items() if before[name] != data}
    assert any(name.endswith(".mp3") for name in changed)
    assert place.files["feed.xml"] != before["feed.xml"]


def test_leftovers_of_a_killed_upload_are_removed(home: Show):
    """Copies that no run uses any more are gone after the next one; those of another upload stay."""
    for name in (".publishing-left", "publishing-old", ".publishing-used"):
        (home.state / name).mkdir()
        (home.state / name / "feed.xml").write_text("as it was")
    with locks.lock(home.state / ".publishing-used" / "lock"):
        publish(settings(home, base_url=ADDRESS), Kept())
    assert [p.name for p in home.state.glob("*publishing-*")] == [".publishing-used"]


def test_publish_tells_how_many_files_it_sent(harbour: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Not every name, unless one asks for them: a large show has thousands of files."""
    (harbour.folder / config.FILE_NAME).write_text(f'base_url = "{ADDRESS}"\n')
    with Library(harbour.state / "library.sqlite") as library:
        library.set_once("podcast_guid", GUID)
        for one in episodes(3):
            library.adopt(one)
    command = ("publish", tmp_path / "www", "--show", harbour.folder)
    _, dry, messages = podcaster(capsys, *command, "--dry-run")
    assert ("episodes/ferry-1.mp3" in dry.split(), "would be sent" in messages) == (True, True)
    _, answer, messages = podcaster(capsys, *command)
    assert (answer, messages.splitlines()[-1].partition(" (")[0]) == (
        "",
        "3 audio files, 21 files beside the audio, 15 files of the show sent",
    )
    (harbour.episodes / "ferry-2.vtt").write_text("WEBVTT")
    (harbour.episodes / "gone.mp3").write_bytes(b"")
    _, answer, messages = podcaster(capsys, *command, "--verbose")
    assert answer.split() == ["episodes/gone.mp3", "episodes/ferry-2.vtt"]
    (harbour.episodes / "gone.mp3").unlink()
    _, _, messages = podcaster(capsys, *command, "--remove")
    assert messages.splitlines()[-1] == "0 files sent (0.0 MB), 39 unchanged, 1 deleted"


def test_a_bucket_that_is_no_address_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="is not an address: Invalid IPv6 URL"):
        S3("s3://[half/pod")
