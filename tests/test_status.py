"""Exit statuses: the same command has the same status, on the first night and on the tenth, as JSON or not."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from podcaster import errors
from podcaster.cli import app
from podcaster.cli.status import exit_status
from podcaster.config import Show
from podcaster.engines.gate import Implausible
from podcaster.episode import finishing
from podcaster.errors import EngineError, NoTextError, PodcasterError
from tests import machine


def podcaster(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def status(*arguments: object) -> int:
    """What the shell would be given."""
    done = podcaster(*arguments)
    return done.exception.exit_code if isinstance(done.exception, PodcasterError) else done.exit_code


@pytest.fixture
def folder(post: Path) -> Path:
    """A good post and an empty one."""
    (post.parent / "empty.txt").write_text("")
    return post.parent


@pytest.mark.parametrize(
    ("codes", "alone", "expected"),
    [
        ([], False, 0),
        ([], True, 0),
        ([0], True, 0),
        ([0, 0, 0], False, 0),
        ([65], True, 65),  # one file
        ([69], True, 69),
        ([65, 65, 65], True, 65),  # an archive, and nothing in it can be read
        ([69, 69], True, 69),
        ([0, 65], True, 1),  # an archive of which something was made
        ([65, 69], True, 1),  # one archive, two reasons
        ([1], True, 1),
        ([65], False, 1),  # a folder, or one of several shards, with one file
        ([65, 65], False, 1),
        ([0, 65], False, 1),
        ([0, 65, 69], False, 1),
    ],
)
def test_the_rule(codes: list[int], alone: bool, expected: int) -> None:
    """0 if nothing failed; the code of the error if one file was named and all of it failed; else 1."""
    assert exit_status(codes, alone=alone) == expected


def everything_below(kind: type[PodcasterError]) -> Iterator[type[PodcasterError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from everything_below(below)


def test_an_error_keeps_its_status_in_the_library() -> None:
    """The library keeps the name of an error; its status is known again from that, also for an error of a plugin."""
    assert Implausible in everything_below(PodcasterError)
    for kind in everything_below(PodcasterError):
        assert errors.of_kind(kind("").kind).exit_code == kind.exit_code, kind
    assert Implausible("").kind == "EngineError"
    assert errors.of_kind("annotations") is errors.of_kind("errno") is errors.of_kind("Unknown") is PodcasterError


@pytest.mark.parametrize("command", ["convert", "batch"])
@pytest.mark.parametrize("extra", [[], ["--json"]], ids=["text", "json"])
def test_a_folder_with_a_bad_file_has_status_1_every_night(
    folder: Path, show: Show, command: str, extra: list[str]
) -> None:
    """When the good posts are unchanged, and when the bad one is quarantined, and however it is printed."""
    where = ["-o", show.folder, "-v", "tone", *extra]
    assert [status(command, folder, *where) for _ in range(4)] == [1] * 4
    assert [status(command, folder / "quiet.md", folder / "empty.txt", *where) for _ in range(2)] == [1] * 2


@pytest.mark.parametrize("command", ["convert", "batch"])
@pytest.mark.parametrize("extra", [[], ["--json"]], ids=["text", "json"])
def test_one_bad_file_has_its_own_status_every_night(folder: Path, show: Show, command: str, extra: list[str]) -> None:
    """65 for an empty file by itself, before and after it is quarantined."""
    where = ["-o", show.folder, "-v", "tone", *extra]
    assert [status(command, folder / "empty.txt", *where) for _ in range(4)] == [65] * 4


@pytest.mark.parametrize("error", [EngineError, Implausible])
def test_a_failing_engine_has_its_status_after_quarantine_too(
    post: Path, show: Show, monkeypatch: pytest.MonkeyPatch, error: type[EngineError]
) -> None:
    """69 on all nights, the fourth included, on which the article is not tried any more."""

    def fail(*_: object, **__: object) -> None:
        raise error("no audio")

    monkeypatch.setattr(finishing, "finish", fail)
    nights = [podcaster("batch", post, "-o", show.folder, "-v", "tone", "--json") for _ in range(4)]
    assert [night.exit_code for night in nights] == [69] * 4
    found = [json.loads(night.stdout)["outcomes"][0] for night in nights]
    assert [o["status"] for o in found] == ["failed", "failed", "quarantined", "quarantined"]
    assert {(o["exit_code"], o["error_kind"]) for o in found} == {(69, "EngineError")}
    assert status("batch", post.parent, "-o", show.folder, "-v", "tone") == 1


def test_an_archive_of_which_something_was_made_has_status_1(tmp_path: Path, show: Show, post: Path) -> None:
    """One file was named, but it holds two articles and one of them is there."""
    some, none = tmp_path / "some.zip", tmp_path / "none.zip"
    for path, members in (
        (some, {"quiet.md": post.read_text(), "empty.txt": " "}),
        (none, {"a.txt": " ", "b.txt": " "}),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in members.items():
                archive.writestr(name, text)
    where = ["-o", show.folder, "-v", "tone"]
    for path, expected in ((some, 1), (none, 65)):
        assert [status("batch", path, *where) for _ in range(2)] == [expected] * 2
        assert status("convert", path, *where, "--json") == expected
        assert status("explain", path, "--show", show.folder) == expected
        assert status("words", path, "--show", show.folder) == expected


@pytest.mark.parametrize("command", ["convert", "batch"])
def test_nothing_to_read_is_status_65(tmp_path: Path, show: Show, post: Path, command: str) -> None:
    """A folder that is not mounted is an error, and no show is begun; a shard to which no file falls is not."""
    (tmp_path / "inbox").mkdir()
    done = podcaster(command, tmp_path / "inbox", "-o", show.folder, "-v", "tone")
    assert isinstance(done.exception, NoTextError)
    assert status("batch", tmp_path / "inbox", "-o", show.folder, "--dry-run") == 65
    assert not show.folder.exists()
    assert [status("batch", post, "-o", show.folder, "-v", "tone", "--shard", f"{n}/2") for n in (1, 2)] == [0, 0]


def test_an_address_that_cannot_be_fetched_stops_no_other_source(post: Path, show: Show) -> None:
    """It is one failure of several; by itself it has its own status."""
    nowhere = "http://127.0.0.1:9/post"
    done = podcaster("convert", nowhere, post, "-o", show.folder, "-v", "tone", "--json")
    assert done.exit_code == 1
    outcomes = json.loads(done.stdout)["outcomes"]
    assert [(o["source"], o["status"]) for o in outcomes] == [(nowhere, "failed"), (str(post.resolve()), "made")]
    assert status("convert", nowhere, "-o", show.folder, "-v", "tone") == 65


def test_words_counts_unreadable_files(folder: Path, tmp_path: Path) -> None:
    """A file that is not there stops no other, and the status says that something failed."""
    done = podcaster("words", folder / "none.md", folder / "quiet.md", "--show", tmp_path / "show", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)
    assert "none.md" in done.stderr
    assert status("words", folder, "--show", tmp_path / "show") == 1
    assert status("words", folder / "empty.txt", "--show", tmp_path / "show") == 65
    assert status("words", folder / "quiet.md", "--show", tmp_path / "show") == 0


def test_retry_names_articles_that_have_not_failed(folder: Path, show: Show) -> None:
    """Somebody who mistypes a name learns it, and where the names are."""
    status("batch", folder, "-o", show.folder, "-v", "tone")
    done = podcaster("retry", folder / "quiet.md", "--show", show.folder)
    assert done.exit_code == 65
    assert "quiet.md is not among the failures" in done.stderr
    assert "podcaster failures" in done.stderr
    both = podcaster("retry", folder / "quiet.md", folder / "empty.txt", "--show", show.folder)
    assert (both.exit_code, "1 will be retried" in both.stderr) == (1, True)
    assert status("retry", "--show", show.folder) == 0


@machine.posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watch_ends_with_success_when_it_is_stopped(tmp_path: Path, number: signal.Signals) -> None:
    """Like serve and studio: it runs until it is stopped, by Ctrl-C or by the system. A line says so."""
    (tmp_path / "inbox").mkdir()
    command = [sys.executable, "-m", "podcaster", "watch", str(tmp_path / "inbox"), "-o", str(tmp_path / "show")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "watching" in process.stderr.readline()
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    slow = re.compile(r"stopping.*\n") if number == signal.SIGINT else re.compile(r"stopping\n")
    assert (process.returncode, slow.sub("", said)) == (0, "stopped\n")


def test_the_reference_lists_every_status() -> None:
    """What the program can end with is in a table, which the README leads to."""
    root = Path(__file__).parent.parent
    text = (root / "docs/reference/exit-statuses.md").read_text(encoding="utf-8")
    assert "docs/reference/exit-statuses.md" in (root / "README.md").read_text(encoding="utf-8")
    listed = {int(number) for number in re.findall(r"^\| (\d+) \| ", text, re.M)}
    assert listed == {0, 143} | {kind.exit_code for kind in everything_below(PodcasterError)}
