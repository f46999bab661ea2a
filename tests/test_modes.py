"""Who may read what on this machine: the state of a show its owner, what is published everybody, whatever the umask."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcaster import cli, doctor, files
from podcaster.config import Show
from podcaster.library import Library
from podcaster.serving.remote import Rsync
from podcaster.serving.target import Item
from tests import machine

TOML = """
title = "Letters from the harbour"
voice = "tone"
base_url = "https://pod.example/"
shelves = ["author"]
shelf_least = 1
feed_limit = 1
jobs = 1
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=["000", "022", "077"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def run(*arguments: object) -> None:
    status = 0
    try:
        cli.app([str(a) for a in arguments], standalone_mode=False)
    except SystemExit as ended:
        status = int(ended.code or 0)
    assert status == 0


def post(path: Path, n: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"---\ntitle: Ferry {n}\nauthor: Anna Lind\n---\n\n{'The ferry left the harbour in the fog. ' * 12}\n"
    )
    return path


def modes(folder: Path) -> dict[str, str]:
    """The modes in a folder, itself included, by kind and mode: "file 644" -> the first of that kind."""
    found: dict[str, str] = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        kind = "folder" if path.is_dir() else "file"
        found.setdefault(f"{kind} {stat.S_IMODE(path.stat().st_mode):03o}", str(path))
    return found


def test_every_file_of_a_show_has_its_mode_whatever_the_umask(
    tmp_path: Path, umask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every command that writes: a web server can read what is published, and nobody else what is not."""
    monkeypatch.setenv("PODCASTER_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "made" / "show"
    run("convert", post(tmp_path / "one" / "1.md", 1), "--show", place, "--voice", "tone")
    (place / "podcaster.toml").write_text(TOML)
    settings = (place / "podcaster.toml").stat().st_mode
    post(tmp_path / "saved" / "2.md", 2)
    (tmp_path / "saved" / "3.txt").write_text("")
    with pytest.raises(SystemExit):  # one file has no text: the failure is recorded too
        cli.app(["batch", str(tmp_path / "saved"), "--menu", "--show", str(place)], standalone_mode=False)
    run("mix", "--show", place)
    run("feed", "--show", place)
    run("publish", tmp_path / "www" / "pod", "--show", place)
    assert (place / "public" / "archive").is_dir()
    assert (place / "public" / "shelves").is_dir()
    for public in (place / "public", tmp_path / "www" / "pod"):
        assert modes(public).keys() == {"file 644", "folder 755"}, modes(public)
    for above in (place, tmp_path / "made", tmp_path / "www"):
        assert stat.S_IMODE(above.stat().st_mode) == 0o755
    state = modes(place / ".podcaster")
    assert state.keys() == {"file 600", "folder 700"}, state
    assert (place / "podcaster.toml").stat().st_mode == settings


def test_the_cache_that_shows_share_is_closed(tmp_path: Path, umask: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was spoken for a show is nobody else's business."""
    monkeypatch.setenv("PODCASTER_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "show"
    place.mkdir()
    (place / "podcaster.toml").write_text(f'{TOML}cache = "shared"\n')
    run("convert", post(tmp_path / "one" / "1.md", 1), "--show", place)
    assert modes(tmp_path / "cache" / "segments").keys() == {"file 600", "folder 700"}


def test_a_show_that_others_could_read_is_closed_at_the_next_write(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is said once; what is published stays as it is."""
    place = tmp_path / "show"
    place.mkdir()
    (place / "podcaster.toml").write_text(TOML)
    run("convert", post(tmp_path / "one" / "1.md", 1), "--show", place)
    public = modes(place / "public")
    for path in (place / ".podcaster", *(place / ".podcaster").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    capfd.readouterr()
    found = [f for f in doctor.check_machine(Show(place)) if f.rule == "modes"]
    assert [f.level for f in found] == [doctor.Level.WARNING]
    run("feed", "--show", place)
    assert not [f for f in doctor.check_machine(Show(place)) if f.rule == "modes"]
    assert f"other accounts of this machine could read {place / '.podcaster'}" in capfd.readouterr().err
    assert modes(place / ".podcaster").keys() == {"file 600", "folder 700"}
    assert modes(place / "public") == public
    run("feed", "--show", place)
    assert "other accounts" not in capfd.readouterr().err


def test_links_to_published_files_are_not_closed(tmp_path: Path) -> None:
    """An upload holds files of public/ by links below the state folder: their mode is that of the published file."""
    state, episode = tmp_path / ".podcaster", tmp_path / "a.mp3"
    (state / ".publishing-x").mkdir(parents=True)
    state.chmod(0o755)
    episode.touch(0o644)
    os.link(episode, state / ".publishing-x" / "a.mp3")
    assert files.close(state)
    assert stat.S_IMODE(episode.stat().st_mode) == 0o644


def test_the_pages_of_a_private_show_have_its_secret_address_and_are_closed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nobody else on this machine reads the token, neither in the show nor in the folder it is published to."""
    place = tmp_path / "show"
    place.mkdir()
    (place / "podcaster.toml").write_text(f"{TOML}private = true\n")
    run("convert", post(tmp_path / "one" / "1.md", 1), "--show", place)
    run("publish", tmp_path / "www", "--show", place)
    assert stat.S_IMODE((place / "public").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "www").stat().st_mode) == 0o711  # found by those who know the name, never listed
    with Library(place / ".podcaster" / "library.sqlite", read_only=True) as library:
        token = library.setting("token")
    assert modes(tmp_path / "www" / token).keys() == {"file 644", "folder 755"}
    assert "other accounts" not in capfd.readouterr().err
    (place / "public").chmod(0o755)  # as in podcaster 0.1, and perhaps for a web server
    run("feed", "--show", place)
    assert f"chmod 700 {place / 'public'}" in capfd.readouterr().err
    run("feed", "--show", place)
    assert "other accounts" not in capfd.readouterr().err
    (place / "public").chmod(0o700)
    (place / "podcaster.toml").write_text(f"{TOML}private = false\n")
    run("feed", "--show", place)
    assert stat.S_IMODE((place / "public").stat().st_mode) == 0o755


@machine.program("rsync")
def test_a_copy_by_rsync_can_be_read_whatever_the_umask_of_the_host(tmp_path: Path, umask: int) -> None:
    """Files and folders of the show; the folder that it is put into belongs to the host."""
    (tmp_path / "www").mkdir()
    path = tmp_path / "public" / "episodes" / "a.mp3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"sound")
    path.chmod(0o600)
    Rsync(str(tmp_path / "www")).put([Item("episodes/a.mp3", path, 5, 0, "")], lambda _: None)
    assert modes(tmp_path / "www" / "episodes").keys() == {"file 644", "folder 755"}
