"""Odd surroundings: readers that have gone, a deleted folder, files that may not be opened."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcaster import cli, config, doctor
from podcaster.audio import ffmpeg
from podcaster.cli import fitting, output
from podcaster.config import Settings, Show, writing
from podcaster.doctor import Level
from podcaster.errors import PodcasterError, StorageError, storage_error
from podcaster.helpers import streams
from podcaster.script import lexicon
from podcaster.sources import listing
from tests import commands, machine


def started(*arguments: object, **how: object) -> subprocess.Popen[bytes]:
    """podcaster in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "podcaster", *map(str, arguments)], **how)  # type: ignore[call-overload,no-any-return]


def is_published(show: Path, title: str) -> bool:
    return f"<title>{title}</title>" in (show / "public" / "feed.xml").read_text()


@machine.posix
def test_a_run_whose_messages_nobody_reads_goes_on(post: Path, tmp_path: Path) -> None:
    """`podcaster convert … 2>&1 | head -1` makes all episodes, puts them into the feed, and ends with its status."""
    show = tmp_path / "show"
    run = started(
        "convert", post, tmp_path / "absent.html", "--show", show, "--voice", "tone",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert run.stdout
    run.stdout.close()
    assert run.wait(120) == 1  # one of two failed
    assert is_published(show, "A quiet harbour")


@machine.posix
def test_help_that_is_cut_off_is_no_error() -> None:
    """`podcaster --help | head -1` ends with status 0 and without a message."""
    run = started("--help", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout
    assert run.stderr
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait(60) == 0
    run.stderr.close()


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both streams lead to a pipe that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        for name in ("stdout", "stderr"):
            monkeypatch.setattr(sys, name, pipe)
        yield
        streams.give_up(pipe)


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("write", [output.say, output.answer, output.answer_path, output.answer_json])
def test_a_reader_that_has_gone_stops_no_command(write: object) -> None:
    """Neither the first line nor one of the next raises."""
    assert callable(write)
    for _ in range(3):
        write("line")


@machine.linux  # it has a disk that is always full
def test_an_answer_that_cannot_be_written_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says that it is the answer; it named no file at all. A message that cannot be written is dropped."""
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        monkeypatch.setattr(sys, "stderr", full)
        with pytest.raises(StorageError, match="the disk is full: could not write the answer"):
            output.answer("three episodes")
        output.say("nobody can read this")


@machine.posix
def test_a_deleted_working_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that needs it says what is wrong; one that does not, works, and its hints do."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    status, _, said = commands.podcaster(capsys, "lexicon", "add", "Jo", "joe")
    assert (status, said.splitlines()[0]) == (2, "podcaster: the folder that you are in has been deleted")
    (tmp_path / "podcaster.toml").write_text("")
    status, _, said = commands.podcaster(capsys, "lexicon", "add", "Jo", "joe", "--show", tmp_path)
    assert status == 0, said
    monkeypatch.setattr(sys, "argv", ["bin/podcaster"])
    assert fitting.program() == "bin/podcaster"


@pytest.mark.parametrize(
    ("number", "hint"),
    [(errno.EACCES, "permissions"), (errno.EMFILE, "ulimit -n"), (errno.EROFS, "mount"), (errno.ENOSPC, "free some")],
)
def test_a_refusal_of_the_system_has_its_own_advice(
    number: int, hint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 74, the name of the file, and what to try: also where no module expected it."""

    def refused(**_: object) -> None:
        raise OSError(number, os.strerror(number), "/shows/letters/public")

    monkeypatch.setattr(cli, "app", refused)
    status, _, said = commands.podcaster(capsys, "status")
    assert status == 74
    assert "/shows/letters/public" in said
    assert hint in said


def test_what_is_not_known_is_not_named() -> None:
    """A message does not end with the colon before a name that is not known."""
    assert storage_error(OSError(errno.ENOSPC, ""), "").message == "the disk is full"
    assert storage_error(OSError(errno.EIO, "Input/output error"), "").message == "Input/output error"


@machine.posix
def test_a_limit_for_the_size_of_files_is_named() -> None:
    """ffmpeg is killed by it; "the same command goes on from here" would not help."""
    error = ffmpeg._complaint(-signal.SIGXFSZ, "", "encoding quay.mp3")
    assert (error.exit_code, error.message) == (74, "encoding quay.mp3: File too large")
    assert "ulimit -f" in error.hint


READS = {
    "podcaster.toml": [config.load, writing.text_of],
    "lexicon.tsv": [lambda folder: lexicon.own_entries(folder / "lexicon.tsv")],
    "sources.toml": [lambda folder: listing.read(Show(folder, Settings()))],
}


@pytest.mark.parametrize("name", READS)
def test_a_file_of_settings_that_cannot_be_opened_is_not_blamed_for_its_text(name: str, tmp_path: Path) -> None:
    """The message gives the reason of the system; the hint is not that it must be UTF-8."""
    (tmp_path / name).mkdir()
    for read in READS[name]:
        with pytest.raises(PodcasterError) as refused:
            read(tmp_path)  # type: ignore[no-untyped-call]
        assert "[Errno" not in refused.value.message
        assert "UTF-8" not in refused.value.hint
        assert refused.value.exit_code == 74


def test_settings_may_begin_with_the_mark_of_a_windows_editor(tmp_path: Path) -> None:
    """A byte order mark is no part of the text: neither where settings are read nor where they are changed."""
    file = tmp_path / "podcaster.toml"
    file.write_bytes(b"\xef\xbb\xbftitle = 'Letters'\r\n")
    assert config.load(tmp_path).title == "Letters"
    assert writing.write(tmp_path, {"title": "Harbour letters"})
    assert config.load(tmp_path).title == "Harbour letters"
    (tmp_path / "sources.toml").write_bytes(b"\xef\xbb\xbf[quay]\naddress = 'https://quay.example/feed'\n")
    assert list(listing.read(Show(tmp_path, Settings()))) == ["quay"]


def test_the_doctor_reports_what_it_may_not_read_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed that cannot be read, and a library that cannot be written, are findings among the others."""
    show = Show(tmp_path, Settings())
    (show.public / "feed.xml").mkdir(parents=True)
    show.state.mkdir()
    library = show.state / "library.sqlite"
    library.touch()
    (found,) = doctor.check_own_feed(show)
    assert (found.level, found.rule) == (Level.ERROR, "feed")
    assert "feed.xml could not be read" in found.message
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != library)
    errors = [finding for finding in doctor.check_machine(show) if finding.level is Level.ERROR]
    assert [finding.message for finding in errors if finding.rule == "show"] == [
        f"{library} may not be read and written"
    ]
