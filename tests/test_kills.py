"""Commands that are killed before a rename, a sync, a deletion or a commit: nothing is lost, and nothing is left."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from bench import kills
from podcaster.config import Show
from podcaster.publishing import public_files

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a killed process is a fork of this one")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> kills.Stage:
    return kills.Stage(tmp_path_factory.mktemp("kills"), letters=2, shard=False)


@pytest.mark.parametrize(("command", "every"), [("remove", 6), ("publish", 50)])
def test_a_killed_command_loses_nothing_and_leaves_nothing(stage: kills.Stage, command: str, every: int) -> None:
    """Some of its moments; `python -m bench kills` tries all of them, with all commands."""
    found = kills.Trial(stage, command).run(every)
    assert found.faults == []
    assert found.points >= 2


def test_the_bench_sees_what_is_left_over(stage: kills.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """If nobody tidied up, it would say so."""
    monkeypatch.setattr(public_files, "tidy", lambda _: None)
    found = kills.Trial(stage, "remove").run(7)
    assert found.faults
    left = [fault.partition(": ")[2].partition(" ")[0] for fault in found.faults]
    assert all(name.startswith("show/public/") and Path(name).name.startswith(".") for name in left)


def test_the_process_ends_at_the_call_that_is_asked_for(tmp_path: Path) -> None:
    """The calls before it were made, it was not."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        kills.Calls(3).watch()
        for name in "abcd":
            (tmp_path / name).touch()
            (tmp_path / name).unlink()
        os._exit(0)
    assert kills.ended(child) == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == ["c"]


def test_halves_of_files_go_wherever_listeners_could_see_them(tmp_path: Path) -> None:
    """Also where the episodes are on another disk; what belongs to somebody else stays."""
    show = Show(tmp_path / "show")
    disk = tmp_path / "disk"
    theirs = show.folder / "saved" / ".post.md.part"
    for folder in (show.public / "archive", show.state, disk, theirs.parent):
        folder.mkdir(parents=True)
    show.episodes.symlink_to(disk)
    halves = [show.folder, show.public, show.public / "archive", show.state, disk]
    for folder in halves:
        (folder / ".a.x1y2.xml.part").touch()
    theirs.touch()
    (show.public / "feed.xml").touch()
    public_files.tidy(show)
    assert list(tmp_path.rglob("*.part")) == [theirs]
    assert (show.public / "feed.xml").exists()
