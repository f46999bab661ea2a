"""A file that has finished arriving becomes an episode."""

import errno
import queue
import shutil
import threading
from pathlib import Path

import pytest

from podcaster.batch import watch
from podcaster.errors import BusyError, UsageError
from tests import machine


def test_a_file_is_given_once_it_has_stopped_changing_and_again_when_it_changes() -> None:
    """Half a download is never narrated."""
    arrivals, a = watch.Arrivals(settle_s=2), Path("a.html")
    assert arrivals.look({a: (10, 1)}, 0.0) == []
    assert arrivals.look({a: (20, 2)}, 1.9) == []
    assert arrivals.look({a: (20, 2)}, 3.0) == []
    assert arrivals.unsettled
    assert arrivals.look({a: (20, 2)}, 4.0) == [a]
    assert arrivals.look({a: (20, 2)}, 9.0) == []
    assert not arrivals.unsettled
    assert arrivals.look({a: (21, 3)}, 10.0) == []
    assert arrivals.look({a: (21, 3)}, 12.0) == [a]
    assert arrivals.look({}, 13.0) == []
    assert not arrivals.unsettled


def test_an_empty_file_is_not_one_that_has_arrived() -> None:
    """Browsers make the name first."""
    arrivals, a = watch.Arrivals(settle_s=1), Path("a.html")
    assert [arrivals.look({a: (0, 1)}, float(t)) for t in range(5)] == [[]] * 5


def test_a_folder_is_watched_until_told_to_stop(tmp_path: Path) -> None:
    """What lies there and what comes later is given."""
    (tmp_path / "there.txt").write_text("There already.")
    seen: list[str] = []
    stop = threading.Event()

    def arrived(paths: list[Path]) -> None:
        seen.extend(p.name for p in paths)
        if "later.txt" in seen:
            stop.set()
        else:
            (tmp_path / "later.txt").write_text("Came later.")

    watch.watch(tmp_path, arrived, stop, settle_s=0.2)
    assert seen == ["there.txt", "later.txt"]


def test_a_folder_that_is_deleted_and_made_again_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system reports no events for the new folder."""
    monkeypatch.setattr(watch, "EVERY_S", 1e9)
    folder, stop, seen = tmp_path / "inbox", threading.Event(), list[str]()
    folder.mkdir()
    (folder / "there.txt").write_text("There already.")

    def again() -> None:
        folder.mkdir()
        (folder / "later.txt").write_text("Came later.")

    def arrived(paths: list[Path]) -> None:
        seen.extend(p.name for p in paths)
        if "later.txt" in seen:
            stop.set()
        else:
            shutil.rmtree(folder)
            threading.Timer(1, again).start()

    patience = threading.Timer(60, stop.set)
    patience.start()
    watch.watch(folder, arrived, stop, settle_s=0.2)
    patience.cancel()
    assert seen == ["there.txt", "later.txt"]


@machine.linux
def test_what_the_library_reports_about_itself_is_not_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """When it is stopped it may call its own end an error."""
    from watchdog.observers.api import ObservedWatch
    from watchdog.observers.inotify import InotifyEmitter

    stop = threading.Event()
    stop.set()
    watch.watch(tmp_path, lambda _: None, stop)
    InotifyEmitter(queue.Queue(), ObservedWatch(str(tmp_path), recursive=True)).queue_events(1)
    assert not caplog.records


def test_a_folder_is_watched_where_the_system_reports_no_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system has a limited number of watches, and one that has no more refuses."""
    from watchdog.observers import Observer

    def refused(_: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(Observer, "start", refused)
    test_a_folder_is_watched_until_told_to_stop(tmp_path)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    """With a usage error, before anything is begun."""
    with pytest.raises(UsageError):
        watch.watch(tmp_path / "none", lambda _: None, threading.Event())


def test_what_comes_while_a_batch_is_at_work_has_its_turn_after_it(tmp_path: Path) -> None:
    """A show that another run holds is no reason to stop watching, nor to forget a file."""
    (tmp_path / "there.txt").write_text("There already.")
    tries: list[list[str]] = []
    stop = threading.Event()

    def arrived(paths: list[Path]) -> None:
        tries.append([p.name for p in paths])
        if len(tries) < 3:
            raise BusyError("another run holds it")
        stop.set()

    watch.watch(tmp_path, arrived, stop, settle_s=0.2)
    assert tries == [["there.txt"]] * 3
