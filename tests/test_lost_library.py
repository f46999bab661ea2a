"""A library that is lost is rebuilt before anything else is done: no feed shrinks and no private address changes."""

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from tests.commands import run
from tests.harbour_show import SENTENCE, TOML, post

TEMPORARY = tempfile.gettempdir()


@pytest.fixture
def show(five_episodes: Path, tmp_path: Path) -> Path:
    shutil.copytree(five_episodes, tmp_path, dirs_exist_ok=True)
    return tmp_path / "show"


# ---------------------------------------------------------------- five ways to lose it


def delete(show: Path) -> None:
    for path in (show / ".podcaster").glob("library.sqlite*"):
        path.unlink()


def truncate(show: Path) -> None:
    delete(show)
    (show / ".podcaster" / "library.sqlite").touch()


def delete_state(show: Path) -> None:
    shutil.rmtree(show / ".podcaster")


def overwrite(show: Path) -> None:
    delete(show)
    (show / ".podcaster" / "library.sqlite").write_bytes(b"no database at all " * 500)


def put_back_an_older_copy(show: Path) -> None:
    with contextlib.closing(sqlite3.connect(show / ".podcaster" / "library.sqlite")) as db:
        db.execute("DELETE FROM episode WHERE id > 2")
        db.commit()


WAYS = [delete, truncate, delete_state, overwrite, put_back_an_older_copy]


# ---------------------------------------------------------------- whatever opens it for writing


def convert(show: Path) -> int:
    return run("convert", post(show.parent / "more", 8), "--show", show)


def batch(show: Path) -> int:
    post(show.parent / "saved", 9)
    return run("batch", show.parent / "saved", "--show", show)


def mix(show: Path) -> int:
    return run("mix", "--minutes", 60, "--show", show)


def merge(show: Path) -> int:
    """The show as the target; a shard gives it a sixth episode."""
    other = show.parent / "other"
    other.mkdir()
    (other / "podcaster.toml").write_text(TOML.replace("private = true", ""))
    assert run("convert", post(show.parent / "more", 7), "--show", other) == 0
    return run("merge", other, "--show", show)


def feed(show: Path) -> int:
    return run("feed", "--show", show)


def publish(show: Path) -> int:
    return run("publish", show.parent / "www", "--show", show)


def retry(show: Path) -> int:
    status = run("retry", "--show", show)
    return status or run("feed", "--show", show)


def watch(show: Path) -> int:
    """Until the first episode was made of what arrived."""
    inbox = show.parent / "inbox"
    post(inbox, 8)
    command = [sys.executable, "-m", "podcaster", "watch", str(inbox), "--show", str(show)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        killer = threading.Timer(60, running.kill)
        killer.start()
        assert running.stderr is not None
        for line in running.stderr:
            if line.startswith("made"):
                time.sleep(1)
                running.terminate()
        killer.cancel()
    return 0


def cover(show: Path) -> int:
    status = run("show", "cover", "--show", show)
    return status or run("feed", "--show", show)


WRITERS = [convert, batch, mix, merge, feed, publish, retry, cover]


def identity(show: Path) -> dict[str, object]:
    """What a listener's app knows of the show, by a parser that is not ours."""
    text = (show / "public" / "feed.xml").read_text()
    found = feedparser.parse(text)
    return {
        "token": set(re.findall(r"https://pod\.example/([0-9a-f]{40})/", text)),
        "show": re.findall(r"<podcast:guid>(.*?)</podcast:guid>", text),
        "episodes": {e.id: (e.title, e.published, e.enclosures[0].href, e.itunes_duration) for e in found.entries},
    }


def files(folder: Path) -> dict[str, str]:
    found = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def numbers(show: Path) -> dict[str, tuple[int, str]]:
    with contextlib.closing(sqlite3.connect(show / ".podcaster" / "library.sqlite")) as db:
        query = "SELECT guid, json_extract(record, '$.number'), name FROM episode WHERE record != '' "
        return {guid: (number, name) for guid, number, name in db.execute(query)}


@pytest.mark.parametrize(("write", "lose"), [*((w, way) for w in WRITERS for way in WAYS), (watch, delete)])
def test_no_command_begins_a_show_again(
    show: Path, write: Callable[[Path], int], lose: Callable[[Path], None], capfd: pytest.CaptureFixture[str]
) -> None:
    """Every episode stays in the feed, with its guid, date, number and file; show and private address are the same."""
    before, numbered = identity(show), numbers(show)
    lose(show)
    capfd.readouterr()
    assert write(show) == 0
    after = identity(show)
    assert after["token"] == before["token"]
    assert after["show"] == before["show"]
    assert before["episodes"].items() <= after["episodes"].items()  # type: ignore[attr-defined]
    assert numbered.items() <= numbers(show).items()
    if write is not watch:  # its output was read above
        assert capfd.readouterr().err.count(": rebuilt, with 5 episodes") == 1
    if write in (convert, batch, watch, merge, mix):
        assert len(after["episodes"]) == 6  # type: ignore[arg-type]


@pytest.mark.parametrize("lose", WAYS)
def test_after_a_rebuild_the_same_batch_changes_nothing(show: Path, lose: Callable[[Path], None]) -> None:
    """What is published is byte for byte the same, and nothing is spoken again."""
    before = files(show / "public")
    lose(show)
    assert run("batch", show.parent / "saved", "--show", show) == 0
    assert files(show / "public") == before


@pytest.mark.parametrize("write", WRITERS)
def test_a_loss_that_cannot_be_rebuilt_is_refused(
    show: Path, write: Callable[[Path], int], capfd: pytest.CaptureFixture[str]
) -> None:
    """With an audio file gone as well, the command stops before it changes anything, and names the way out."""
    delete(show)
    next((show / "public" / "episodes").glob("*-3-*.mp3")).unlink()
    before = files(show / "public")
    assert write(show) == 74
    assert files(show / "public") == before
    assert not (show / ".podcaster" / "library.sqlite").exists()
    said = capfd.readouterr().err
    assert "'Ferry 3'" in said
    assert f"podcaster check --repair --show {show}" in said


def test_an_accepted_loss_is_named_and_the_rest_goes_on(show: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """check --repair keeps what there is, says what is lost and writes the feed; the article brings it back."""
    before = identity(show)
    delete(show)
    next((show / "public" / "episodes").glob("*-2-*.mp3")).unlink()
    assert run("check", "--repair", "--show", show) == 0
    assert "lost: 'Ferry 2'" in capfd.readouterr().err
    after = identity(show)
    assert len(after["episodes"]) == 4  # type: ignore[arg-type]
    assert (after["token"], after["show"]) == (before["token"], before["show"])
    assert run("batch", show.parent / "saved", "--show", show) == 0
    assert identity(show)["episodes"].keys() == before["episodes"].keys()  # type: ignore[attr-defined]


def test_repair_writes_the_feed_too(show: Path) -> None:
    """A feed that lists fewer episodes than there are is complete again."""
    before = files(show / "public")
    feed_file = show / "public" / "feed.xml"
    feed_file.write_text(re.sub(r"<item>.*?</item>", "", feed_file.read_text(), count=2, flags=re.DOTALL))
    delete(show)
    assert run("check", "--repair", "--show", show) == 0
    assert files(show / "public") == before


def test_a_private_address_that_is_lost_for_good_is_refused(show: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Library and feed are gone: only an explicit repair gives the show a new address, and says so."""
    delete(show)
    shutil.rmtree(show / ".podcaster" / "backups")
    (show / "public" / "feed.xml").unlink()
    assert run("feed", "--show", show) == 74
    assert not (show / "public" / "feed.xml").exists()
    assert "private address" in capfd.readouterr().err
    assert run("check", "--repair", "--show", show) == 0
    assert "subscribe again" in capfd.readouterr().err
    assert len(identity(show)["episodes"]) == 5  # type: ignore[arg-type]


def test_a_repair_keeps_everything_in_an_intact_library(show: Path) -> None:
    """Failures, runs and saved files are not forgotten because somebody asked for a repair."""
    (show.parent / "saved" / "empty.txt").write_text("")
    assert run("batch", show.parent / "saved", "--show", show) == 1
    with contextlib.closing(sqlite3.connect(show / ".podcaster" / "library.sqlite")) as db:
        before = [db.execute(f"SELECT * FROM {name}").fetchall() for name in ("source", "failure", "run", "episode")]
    assert run("check", "--repair", "--show", show) == 0
    with contextlib.closing(sqlite3.connect(show / ".podcaster" / "library.sqlite")) as db:
        after = [db.execute(f"SELECT * FROM {name}").fetchall() for name in ("source", "failure", "run", "episode")]
    assert after == before
    assert not list((show / ".podcaster").glob("*.old"))


def test_a_rebuilt_library_knows_the_parts_of_a_mix(show: Path) -> None:
    """Articles already in a mix do not come again in the next one."""
    assert run("mix", "--minutes", 60, "--show", show) == 0
    delete(show)
    assert run("mix", "--minutes", 60, "--show", show) == 0
    assert len(identity(show)["episodes"]) == 6  # type: ignore[arg-type]


def test_of_two_formats_the_newer_file_is_the_episode(show: Path, tmp_path: Path) -> None:
    """A run that was killed between a new format and its feed leaves both files: it is one episode, with one guid."""
    before = identity(show)
    old = next((show / "public" / "episodes").glob("*-4-*.mp3"))
    shutil.copy2(old, tmp_path / "kept.mp3")
    assert run("convert", show.parent / "saved" / "4.md", "--format", "opus", "--show", show) == 0
    shutil.copy2(tmp_path / "kept.mp3", old)
    delete(show)
    assert run("check", "--repair", "--show", show) == 0
    after = identity(show)["episodes"]
    assert after.keys() == before["episodes"].keys()  # type: ignore[attr-defined]
    assert [audio.rpartition(".")[2] for _, _, audio, _ in after.values()].count("opus") == 1  # type: ignore[attr-defined]
    assert not old.exists()


def test_a_shard_that_has_lost_its_library_is_merged_whole(show: Path) -> None:
    """Its episodes are rebuilt first, like those of any show."""
    delete(show)
    whole = show.parent / "whole"
    whole.mkdir()
    (whole / "podcaster.toml").write_text(TOML)
    assert run("merge", show, "--show", whole) == 0
    assert identity(whole)["episodes"].keys() == identity(show)["episodes"].keys()  # type: ignore[attr-defined]


# ---------------------------------------------------------------- a newer podcaster's


def test_the_library_of_a_newer_podcaster_is_left_alone(show: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It is neither written to nor set aside, not even by a repair."""
    with contextlib.closing(sqlite3.connect(show / ".podcaster" / "library.sqlite")) as db:
        db.execute("PRAGMA user_version = 99")
    before = files(show)
    for command in (("check", "--repair"), ("check",), ("status",), ("feed",), ("retry",), ("mix",)):
        assert run(*command, "--show", show) == 2
        said = capfd.readouterr().err
        assert "newer podcaster" in said
        assert "upgrade podcaster" in said
    after = files(show)
    after.pop(".podcaster/lock", None)
    before.pop(".podcaster/lock", None)
    assert after == before


# ---------------------------------------------------------------- commands that only read


def test_a_read_only_show_can_be_looked_at(show: Path) -> None:
    """status, failures and check work for an account that may not write there, and leave no file behind."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("needs an account that may become another one")
    for path in (show, *show.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path in show.parents:
        if path.stat().st_mode & 0o005 != 0o005 and path.owner() == "root" and str(path).startswith(TEMPORARY):
            path.chmod(0o755)
    before = files(show)
    # First as root, so that every module is loaded: Python itself may be installed where only root can read.
    code = (
        "import contextlib, os, sys; from podcaster import cli\n"
        "with contextlib.suppress(SystemExit): cli.app(standalone_mode=False)\n"
        "os.setgid(65534); os.setuid(65534); cli.main()"
    )
    for command, word in (("status", "5 episodes"), ("failures", "no failures"), ("check", "no problems found")):
        arguments = [sys.executable, "-c", code, command, "--show", str(show)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert (done.stdout + done.stderr).count(word) == 2
    assert files(show) == before


@pytest.mark.parametrize("lose", WAYS)
@pytest.mark.parametrize("command", ["status", "failures", "check"])
def test_a_reading_command_reports_the_damage(
    show: Path, lose: Callable[[Path], None], command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """It never shows an empty show, and changes nothing."""
    lose(show)
    before = files(show)
    assert run(command, "--show", show) == 74
    told = capfd.readouterr()
    assert "library" in told.err
    assert f"podcaster check --repair --show {show}" in told.err
    assert told.out == ""
    assert files(show) == before


def test_a_rehearsal_does_not_take_a_lost_library_for_a_new_show(show: Path) -> None:
    """It does not promise a night of work that is done already."""
    delete(show)
    assert run("batch", show.parent / "saved", "--dry-run", "--show", show) == 74


@pytest.mark.parametrize(
    "damage",
    ["DROP TABLE run", "DROP TABLE episode", "DROP TABLE show", "UPDATE episode SET record = '{\"name\": 1}'"],
)
def test_a_damaged_table_is_an_error_of_ours_with_a_way_out(
    show: Path, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """No traceback of SQLite, in whatever command; the repair that is named brings everything back."""
    before = files(show / "public")
    with contextlib.closing(sqlite3.connect(show / ".podcaster" / "library.sqlite")) as db:
        db.execute(damage)
        db.commit()
    statuses = {run(c, "--show", show) for c in ("status", "failures", "check", "feed", "retry")}
    assert statuses <= {0, 74}
    assert 74 in statuses
    assert f"podcaster check --repair --show {show}" in capfd.readouterr().err
    assert files(show / "public") == before
    assert run("check", "--repair", "--show", show) == 0
    assert files(show / "public") == before


def test_a_damaged_page_is_a_clear_error_and_can_be_repaired(show: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """This works for every page of the file."""
    path, before = show / ".podcaster" / "library.sqlite", files(show / "public")
    whole = path.read_bytes()
    for page in range(1, len(whole) // 4096):
        path.write_bytes(whole[: page * 4096] + b"\xff" * 4096 + whole[(page + 1) * 4096 :])
        for command in ("status", "failures", "feed"):
            assert run(command, "--show", show) in (0, 74)
        capfd.readouterr()
        assert files(show / "public") == before
    assert run("check", "--repair", "--show", show) == 0
    assert files(show / "public") == before


# ---------------------------------------------------------------- lost while a run is at work


@pytest.fixture
def night(tmp_path: Path):
    """A batch of forty articles that has made its first episode; it is killed if it does not end."""
    show = tmp_path / "show"
    show.mkdir()
    (show / "podcaster.toml").write_text(TOML)
    for n in range(40):
        path = tmp_path / "saved" / f"{n}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Ferry {n}\n\n" + "".join(SENTENCE.format(n=n * 100 + k) for k in range(10)))
    command = [sys.executable, "-m", "podcaster", "batch", str(tmp_path / "saved"), "--show", str(show)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 60
        while not list(show.rglob("*.mp3")) and time.monotonic() < deadline:
            time.sleep(0.05)
        killer = threading.Timer(60, running.kill)
        killer.start()
        yield show, running
        killer.cancel()


def test_a_library_that_is_deleted_during_a_batch_stops_it(night: tuple[Path, subprocess.Popen[str]]) -> None:
    """It stops at once, and the next run rebuilds the library and goes on."""
    show, running = night
    delete(show)
    _, said = running.communicate()
    assert running.returncode == 74, said
    assert "library.sqlite was moved, deleted or replaced during this run" in said
    assert "Traceback" not in said
    made = len(list(show.rglob("*.mp3")))
    assert 0 < made < 40
    assert run("batch", show.parent / "saved", "--limit", 1, "--show", show) == 0
    assert len(identity(show)["episodes"]) >= made  # type: ignore[arg-type]


def test_a_show_that_is_moved_during_a_batch_stops_it(night: tuple[Path, subprocess.Popen[str]]) -> None:
    """No second show appears in its old place, and the moved one is whole."""
    show, running = night
    moved = show.with_name("moved")
    show.rename(moved)
    _, said = running.communicate()
    assert running.returncode == 74, said
    assert "Traceback" not in said
    assert not (show / "public" / "feed.xml").exists()
    assert not list(show.rglob("*.sqlite"))
    assert not list(show.rglob("*.mp3"))
    assert run("batch", show.parent / "saved", "--limit", 1, "--show", moved) == 0
    assert run("check", "--show", moved) == 0


# ---------------------------------------------------------------- a public folder that cannot be read


@pytest.mark.parametrize("command", ["feed", "batch", "publish"])
def test_an_episodes_folder_that_is_not_there_empties_no_feed(
    show: Path, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """If a disk is not mounted, the feed must not lose all its episodes."""
    (show / "public" / "episodes").rename(show / "elsewhere")
    feed_file = show / "public" / "feed.xml"
    before = feed_file.read_bytes()
    (show.parent / "empty.txt").write_text("")  # nothing for the batch to make
    arguments = {"batch": [show.parent / "empty.txt"], "publish": [show.parent / "www"]}.get(command, [])
    assert run(command, *arguments, "--show", show) == 74
    assert "none of the 5 episodes" in capfd.readouterr().err
    assert feed_file.read_bytes() == before
    assert not (show.parent / "www").exists()


def test_a_public_folder_that_is_a_file_or_a_dead_link_is_reported(
    show: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The error names the folder, and no new show is started."""
    public = show / "public"
    public.rename(show / "elsewhere")
    delete(show)
    for make in (lambda: public.write_text("not a folder"), lambda: public.symlink_to(show / "not mounted")):
        make()
        for command in ("feed", "status", "retry"):
            assert run(command, "--show", show) == 74
            assert str(public) in capfd.readouterr().err
        public.unlink()
    assert not (show / ".podcaster" / "library.sqlite").exists()


def test_a_missing_episode_is_left_out_and_named(show: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The others are published, and nobody has to count."""
    next((show / "public" / "episodes").glob("*-5-*.mp3")).unlink()
    assert run("publish", show.parent / "www", "--show", show) == 0
    said = capfd.readouterr().err
    assert "1 episode is not in the feed, because files are missing: 'Ferry 5'" in said
    assert len(feedparser.parse(next((show.parent / "www").rglob("feed.xml")).read_text()).entries) == 4


@pytest.mark.parametrize("lose", WAYS)
def test_what_was_taken_back_does_not_come_back_with_the_library(
    show: Path, lose: Callable[[Path], None], capfd: pytest.CaptureFixture[str]
) -> None:
    """Its files are gone, and nothing says that it is lost; a blocked episode stays blocked."""
    assert run("remove", "Ferry 2", "--yes", "--show", show) == 0
    assert run("remove", "Ferry 1", "--block", "--show", show) == 0
    before = files(show / "public")
    lose(show)
    capfd.readouterr()
    assert run("check", "--repair", "--show", show) == 0
    said = capfd.readouterr().err
    assert "4 episodes in the library" in said
    assert "lost" not in said.replace(str(show), "")
    assert files(show / "public") == before
    assert (show / "public" / "feed.xml").read_text().count("<itunes:block>Yes") == 2  # the show is private
    assert not list(show.rglob("2019-05-02-*"))


def test_a_damaged_library_that_can_be_read_still_knows_what_is_ignored(
    show: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("remove", "Ferry 2", "--ignore", "--yes", "--show", show) == 0
    with contextlib.closing(sqlite3.connect(show / ".podcaster" / "library.sqlite")) as db:
        db.execute("UPDATE episode SET record = '{' WHERE title = 'Ferry 4'")
        db.commit()
    assert run("check", "--repair", "--show", show) == 0
    assert run("batch", show.parent / "saved", "--show", show) == 0
    capfd.readouterr()
    assert run("list", "--state", "ignored", "--show", show) == 0
    assert "Ferry 2" in capfd.readouterr().out
    assert len(identity(show)["episodes"]) == 4  # type: ignore[arg-type]
