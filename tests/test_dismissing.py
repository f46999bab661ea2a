"""Failures that the user wants to hear of no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podcaster.batch import run as batch
from podcaster.config import Settings, Show
from podcaster.model import Status
from podcaster.publishing import show_library
from tests.commands import podcaster

TEXT = "The harbour froze in January, and the boats stayed where they were until the thaw came in one night. " * 6


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """A show whose folder of saves has two files that cannot be read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "empty.md").write_text("")
    (tmp_path / "saved" / "links.txt").write_text("https://blog.example.org/a\n")
    (tmp_path / "podcast").mkdir()
    (tmp_path / "podcast" / "podcaster.toml").write_text('voice = "tone"\n')
    show = Show(Path("podcast"), Settings(voice="tone"))
    made(show)
    return show


def made(show: Show, name: str = "saved", **options: object) -> dict[str, Status]:
    """What became of each file of a run."""
    found = batch.run(show, [Path(name)], batch.Options(**options))  # type: ignore[arg-type]
    return {Path(outcome.source).name: outcome.status for outcome in found}


def test_a_dismissed_file_is_not_red_again(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """No night reports it, whatever changes in the settings; the other failure still is one."""
    assert set(made(show).values()) == {Status.QUARANTINED}
    told = "1 dismissed; podcaster retry FILE takes that back, podcaster failures --dismissed lists them\n"
    assert podcaster(capsys, "dismiss", "saved/empty.md") == (0, "saved/empty.md\n", told)
    for changed in (show, Show(show.folder, Settings(voice="tone", pace=1.5))):
        status = made(changed)
        assert status.pop("empty.md") in (Status.UNCHANGED, Status.SKIPPED)
        assert status == {"links.txt": Status.QUARANTINED}
    # A run of a person on the folder tries the failed ones again, but not what was dismissed.
    assert made(show, retry=True) == {"empty.md": Status.UNCHANGED, "links.txt": Status.FAILED}
    listed = podcaster(capsys, "failures")[1:]
    assert "links.txt" in listed[0]
    assert "empty.md" not in listed[0]
    assert "1 dismissed: podcaster failures --dismissed lists them\n" in listed[1]
    assert "empty.md" in podcaster(capsys, "failures", "--dismissed")[1]
    assert "1 failure\n" in podcaster(capsys, "status")[1]


def test_the_way_back_names_the_show(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """The command that is shown is for this show, not for the usual one."""
    show.folder.rename("letters")
    made(Show(Path("letters"), show.settings))
    told = podcaster(capsys, "dismiss", "saved/empty.md", "--show", "letters")[2]
    assert "podcaster retry FILE --show letters takes that back" in told
    assert "podcaster failures --dismissed --show letters lists them" in told
    listed = podcaster(capsys, "failures", "--show", "letters")[2]
    assert "1 dismissed: podcaster failures --dismissed --show letters lists them\n" in listed


def test_everything_dismissed_is_a_good_night(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    assert podcaster(capsys, "batch", "saved")[0] == 1
    assert podcaster(capsys, "dismiss", "--all")[0] == 0
    assert podcaster(capsys, "batch", "saved")[0] == 0
    assert podcaster(capsys, "dismiss", "--all")[::2] == (0, "nothing to dismiss: no article has failed\n")


def test_retry_takes_it_back(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    podcaster(capsys, "dismiss", "--all")
    assert podcaster(capsys, "retry")[2] == "nothing to retry: no article has failed\n"
    assert podcaster(capsys, "retry", "saved/empty.md")[::2] == (0, "1 will be retried by the next batch\n")
    assert made(show)["empty.md"] is Status.FAILED


def test_a_changed_file_is_read(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    podcaster(capsys, "dismiss", "saved/empty.md")
    Path("saved/empty.md").write_text(TEXT)
    assert made(show)["empty.md"] is Status.MADE
    with show_library.for_reading(show) as library:
        assert [Path(failure.source).name for failure in library.failures()] == ["links.txt"]


def test_a_file_that_is_named_to_convert_is_tried(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """Then it is a failure like any other again."""
    podcaster(capsys, "dismiss", "saved/empty.md")
    assert podcaster(capsys, "convert", "saved/empty.md")[0] == 65
    assert "empty.md" in podcaster(capsys, "failures")[1]


@pytest.mark.usefixtures("show")
def test_what_did_not_fail_cannot_be_dismissed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, told = podcaster(capsys, "dismiss", "other.md")
    assert (status, out) == (65, "")
    assert "other.md is not among the failures of this show; these are: saved/empty.md, saved/links.txt\n" in told
    assert podcaster(capsys, "dismiss")[0] == 2
    assert podcaster(capsys, "dismiss", "other.md", "saved/empty.md")[:2] == (1, "saved/empty.md\n")


def test_json_has_the_names_that_no_failure_has(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """As that of retry."""
    status, out, _ = podcaster(capsys, "dismiss", "saved/empty.md", "nope.md", "--json")
    found = json.loads(out)
    assert (status, found["unknown"]) == (1, ["nope.md"])
    assert [Path(source).name for source in found["dismissed"]] == ["empty.md"]
