"""What the user chose of a page by hand is remembered for its file, by every later run."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from podcaster.batch import choices
from podcaster.batch.rehearsal import rehearse
from podcaster.batch.run import Options, run
from podcaster.cluster import task
from podcaster.cluster.store import open_store, put_json
from podcaster.config import Show
from podcaster.errors import RegionError, UsageError
from podcaster.library import FILE_NAME, Library
from podcaster.model import Outcome, Region, Status
from podcaster.publishing import repair
from tests.commands import podcaster
from tests.shows import BEFORE_TAKING_BACK
from tests.test_by_hand import PAGE, PARAGRAPHS

REGION = Region(first="It's the Café", last="one of them was empty")
FORCE = Options(force=True)  # the page is short


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved page, with menus and a footer around its article."""
    path = tmp_path / "saved" / "quiet.html"
    path.parent.mkdir()
    path.write_text(PAGE, encoding="utf-8")
    return path


def narrated(show: Show) -> str:
    """The transcript of the only episode."""
    (transcript,) = show.episodes.glob("*.vtt")
    return " ".join(transcript.read_text(encoding="utf-8").split())


def made(show: Show, page: Path, options: Options = FORCE) -> Outcome:
    """What became of the page in one run."""
    (outcome,) = run(show, [page], options)
    return outcome


def test_a_choice_is_taken_again_by_the_next_run(show: Show, page: Path) -> None:
    """Choosing makes the episode again under its GUID; the same run without options takes the same part."""
    made(show, page)
    with Library(show.state / FILE_NAME) as library:
        (before,) = library.episodes()
    assert "They sailed home" in narrated(show)
    notes: list[str] = []
    (outcome,) = run(show, [page], Options(region=REGION), note=notes.append)
    assert outcome.status is Status.MADE  # without --force: two paragraphs are what the user wants
    assert "They sailed home" not in narrated(show)
    assert "counted the crates again" in narrated(show)
    assert notes == ["the choice is remembered for this file; --as-found goes back to the automatic choice"]
    assert made(show, page, Options()).status is Status.UNCHANGED
    page.write_text(PAGE.replace("Printed by", "Written and printed by"), encoding="utf-8")  # saved again
    assert made(show, page, Options()).status is Status.UNCHANGED
    with Library(show.state / FILE_NAME) as library:
        (after,) = library.episodes()
    assert after.guid == before.guid
    assert after.name == before.name


def test_another_choice_makes_the_episode_again(show: Show, page: Path) -> None:
    """The whole page instead of a part of it, then the part again; the same choice twice changes nothing."""
    for region, words in ((Region(whole=True), "All the boats"), (REGION, "counted the crates"), (REGION, "")):
        outcome = made(show, page, Options(region=region))
        assert outcome.status is (Status.MADE if words else Status.UNCHANGED)
        assert words in narrated(show)
    assert "All the boats" not in narrated(show)


def test_a_choice_can_be_forgotten(show: Show, page: Path) -> None:
    """--as-found goes back to the automatic choice, and a second time changes nothing."""
    made(show, page, Options(region=REGION))
    assert choices.remembered(show, page) == {"": REGION}
    assert made(show, page, Options(as_found=True, force=True)).status is Status.MADE
    assert "They sailed home" in narrated(show)
    assert choices.remembered(show, page) == {}
    assert made(show, page, Options(as_found=True, force=True)).status is Status.UNCHANGED


def test_a_choice_follows_a_file_that_is_moved(show: Show, page: Path) -> None:
    """Its content is known under the new name, and so is its episode."""
    made(show, page, Options(region=REGION))
    moved = page.with_name("moved.html")
    page.rename(moved)
    assert choices.remembered(show, moved) == {"": REGION}
    assert made(show, moved, Options()).status is Status.UNCHANGED
    made(show, moved, Options(as_found=True, force=True))
    assert choices.remembered(show, moved) == {}


def test_words_that_are_not_there_change_nothing(show: Show, page: Path) -> None:
    """A slip on the command line leaves no choice, no failure, and the episode as it was."""
    made(show, page)
    with pytest.raises(RegionError, match="“It was late” are not in it"):
        run(show, [page], Options(region=Region(first="It was late")))
    assert choices.remembered(show, page) == {}
    with Library(show.state / FILE_NAME) as library:
        assert library.failures() == []
    assert made(show, page, Options()).status is Status.UNCHANGED


def test_a_page_that_lost_the_chosen_words_is_a_failure_of_its_own(show: Show, page: Path) -> None:
    """Saved again, it is another text: a run says so, and the way back."""
    made(show, page, Options(region=REGION))
    page.write_text(PAGE.replace(PARAGRAPHS[1], ""), encoding="utf-8")
    outcome = made(show, page, Options())
    assert (outcome.status, outcome.error_kind, outcome.exit_code) == (Status.FAILED, "RegionError", 65)
    assert "--as-found" in outcome.hint
    assert made(show, page, Options(as_found=True, retry=True, force=True)).status is Status.MADE


def test_ambiguous_words_are_reported(show: Show, page: Path) -> None:
    """The first place begins, the last one ends, and the run says which was taken."""
    notes: list[str] = []
    run(show, [page], Options(region=Region(first="the ferry", last="the quay")), note=notes.append)
    assert notes[0] == "“the quay” occurs 2 times: the part ends at the last"


def test_a_part_is_chosen_for_one_file_alone(show: Show, page: Path) -> None:
    """The words of one page mean nothing in another."""
    other = page.with_name("other.html")
    other.write_text(PAGE, encoding="utf-8")
    for sources in ([page, other], [page.parent]):
        with pytest.raises(UsageError, match="one article"):
            run(show, sources, Options(region=REGION))


def test_a_rehearsal_counts_the_chosen_part(show: Show, page: Path) -> None:
    """--dry-run forecasts what the run would do."""
    other = page.with_name("other.html")
    other.write_text(PAGE.replace("twenty", "thirty"), encoding="utf-8")
    made(show, page, Options(region=Region(first="They sailed home", last="every other day")))
    with Library(show.state / FILE_NAME) as library:
        library.forget_sources()
    assert rehearse(show, [page], Options()).words == len(PARAGRAPHS[3].split())
    assert choices.remembered(show, other) == {}


def test_a_machine_of_a_cluster_receives_the_choice(show: Show, page: Path, tmp_path: Path) -> None:
    """It works in a show of its own, which remembers nothing."""
    store = open_store(str(tmp_path / "store"))
    put_json(store, "jobs", "job", task.job(show, force=False))
    regions = {"": {"whole": False, "first": REGION.first, "last": REGION.last}}
    chosen = {"regions": regions, "edits": {}}
    record = task.make(store.name, "job", str(page), "key", 60, chosen)
    task.let_go()
    assert [o["status"] for o in record["outcomes"]] == ["made"], record
    assert json.loads(record["episodes"][0]["episode"])["characters"] < 300


def test_a_library_of_an_older_podcaster_is_read_without_choices(show: Show, page: Path) -> None:
    """explain only reads: it must not need the table that the next run adds."""
    made(show, page)
    path = show.state / FILE_NAME
    db = sqlite3.connect(path)
    db.executescript(f"{BEFORE_TAKING_BACK} DROP TABLE chosen; PRAGMA user_version = 2")
    db.close()
    assert choices.remembered(show, page) == {}
    made(show, page, Options(region=REGION))
    assert choices.remembered(show, page) == {"": REGION}


def test_choices_come_along_when_shows_are_merged(show: Show, page: Path, tmp_path: Path) -> None:
    """A part that was chosen by hand in one show is known in the merged show."""
    made(show, page, Options(region=REGION))
    with Library(show.state / FILE_NAME) as one, Library(tmp_path / "other.sqlite") as other:
        other.take_over(one, sources=True)
        assert other.region(str(page.resolve()), "") == REGION


def test_a_damaged_library_keeps_the_choices_that_can_be_read(show: Show, page: Path) -> None:
    """It is rebuilt from the episodes, which know nothing of them."""
    made(show, page, Options(region=REGION))
    db = sqlite3.connect(show.state / FILE_NAME)
    db.executescript("DROP TABLE failure")
    db.close()
    repair.rebuild(show, accept_loss=False)
    assert choices.remembered(show, page) == {"": REGION}


def test_a_lost_library_finds_the_choices_in_the_episodes(show: Show, page: Path) -> None:
    """Nothing is made again: their tags tell the content of the file and what was chosen of it."""
    made(show, page, Options(region=REGION))
    (show.state / FILE_NAME).unlink()
    repair.rebuild(show, accept_loss=False)
    assert choices.remembered(show, page) == {"": REGION}
    assert made(show, page, Options()).status is Status.UNCHANGED


def test_convert_takes_the_part_from_its_options(show: Show, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--from with --to, then --as-found; a wrong word is status 65 with a hint, and options that clash are status 2."""
    place = ("--show", show.folder, "--voice", "tone")
    status, _, err = podcaster(capsys, "convert", page, *place, "--from", "its the cafe", "--to", "was empty")
    assert status == 0, err
    assert "counted the crates" in narrated(show)
    assert "They sailed home" not in narrated(show)
    status, _, err = podcaster(capsys, "convert", page, *place, "--from", "no such words")
    assert status == 65
    assert f"explain --show {show.folder} --page" in err
    assert podcaster(capsys, "convert", page, *place, "--whole-page", "--to", "empty")[0] == 2
    status, _, err = podcaster(capsys, "convert", page, *place, "--as-found", "--force")
    assert status == 0, err
    assert "They sailed home" in narrated(show)


def test_words_are_those_of_the_chosen_part(show: Show, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name in the footer of the page is never spoken, so it is not listed."""
    page.write_text(PAGE.replace("harbour office", "Qwyzzle office"), encoding="utf-8")
    run(show, [page], Options(region=Region(whole=True)))
    assert "Qwyzzle" in podcaster(capsys, "words", page, "--show", show.folder)[1]
    run(show, [page], Options(region=REGION))
    assert "Qwyzzle" not in podcaster(capsys, "words", page, "--show", show.folder)[1]
