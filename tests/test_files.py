"""Files are finished or absent; names that are safe everywhere."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster import files
from podcaster.errors import StorageError


def test_a_replaced_file_is_the_old_one_until_the_block_ends(tmp_path: Path) -> None:
    """A reader never sees a half-written file."""
    path = tmp_path / "feed.xml"
    path.write_text("old")
    with files.replacing(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    """What was there before stays there when writing fails."""
    path = tmp_path / "feed.xml"
    path.write_text("old")
    with pytest.raises(KeyError), files.replacing(path) as part:
        part.write_text("half")
        raise KeyError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    """An OSError while writing becomes a StorageError that names the file and the cause."""
    with pytest.raises(StorageError, match=r"the disk is full.*feed\.xml"), files.replacing(tmp_path / "feed.xml"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    """An unchanged file keeps its modification time."""
    path = tmp_path / "a.txt"
    assert files.write(path, "same")
    before = path.stat().st_mtime_ns
    assert not files.write(path, b"same")
    assert path.stat().st_mtime_ns == before


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    """Only half-written files go; everything else stays."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / ".feed.abc.xml.part").write_text("half")
    (tmp_path / "deep" / "feed.xml").write_text("whole")
    assert files.remove_leftovers(tmp_path) == 1
    assert (tmp_path / "deep" / "feed.xml").exists()


@given(st.text())
def test_text_for_a_terminal_cannot_steer_it(text: str) -> None:
    """No control character of an article reaches the screen."""
    assert not any((ord(c) < 32 and c not in "\n\t") or ord(c) == 127 for c in files.safe_text(text))


def test_a_private_file_that_is_there_keeps_its_locks(tmp_path: Path) -> None:
    """SQLite's too: a process that closes a file drops all the locks that it has on it, and another may then write."""
    fcntl = pytest.importorskip("fcntl")
    path = tmp_path / "library.sqlite"
    files.private_file(path)
    assert path.stat().st_mode & 0o077 == 0
    with path.open("r+b") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        files.private_file(path)
        code = f"import fcntl; fcntl.lockf(open({str(path)!r}, 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
        other = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False)
    assert "BlockingIOError" in other.stderr


def test_a_text_in_pieces_is_written_as_a_whole(tmp_path):
    """It takes the place of another text only if it is another one; when it breaks off, what was there stays."""
    path = tmp_path / "page.html"
    assert files.write(path, iter(["Quay\r\n", "Ü"]))
    assert path.read_bytes() == "Quay\r\nÜ".encode()
    before = path.stat()
    assert not files.write(path, iter(["Quay\r", "\nÜ"]))
    assert path.stat() == before

    def broken():
        yield "Ferry"
        raise ValueError

    with pytest.raises(ValueError):
        files.write(path, broken())
    assert path.read_bytes() == "Quay\r\nÜ".encode()
    assert list(tmp_path.iterdir()) == [path]
