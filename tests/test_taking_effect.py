"""With which command a changed setting takes effect, and what that costs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from podcaster.audio import tags
from podcaster.batch import run as batch
from podcaster.cli import watching
from podcaster.config import CHANGES, FILE_NAME, Changes, Settings, Show, open_show
from podcaster.model import Outcome, Status
from podcaster.serving import current
from podcaster.serving.publish import publish
from tests.commands import podcaster

GUIDE = Path(__file__).parent.parent / "docs/guide/settings.md"
SHOW = 'voice = "tone"\nbase_url = "https://pod.example/quay/"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A show with one episode, and the folder of its save."""
    folder = tmp_path_factory.mktemp("effect")
    (folder / "saved").mkdir()
    (folder / "saved/quiet.md").write_text("# A quiet harbour\n\nThe ferry came.\n\n## Later\n\nIt left.\n")
    (folder / "podcast").mkdir()
    (folder / "podcast" / FILE_NAME).write_text(SHOW)
    batch.run(open_show(folder / "podcast"), [folder / "saved"], batch.Options(force=True))
    return folder / "podcast", folder / "saved"


@pytest.fixture(autouse=True)
def _settings_of_the_beginning(made: tuple[Path, Path]) -> None:
    (made[0] / FILE_NAME).write_text(SHOW)


@pytest.fixture
def audio(made: tuple[Path, Path]) -> Callable[[], tuple[int, int]]:
    """What changes when the sound of the episode is written again."""
    (path,) = (made[0] / "public/episodes").glob("*.mp3")

    def state() -> tuple[int, int]:
        return path.stat().st_mtime_ns, path.stat().st_size

    return state


def again(show: Path, saved: Path, **settings: object) -> Outcome:
    place = open_show(show)
    (outcome,) = batch.run(
        Show(show, replace(place.settings, **settings)), [saved], batch.Options(unchanged=True, force=True)
    )
    return outcome


COMMANDS: dict[str, Callable[[Path, Path, Path, pytest.CaptureFixture[str]], object]] = {
    "feed": lambda show, _, __, capsys: podcaster(capsys, "feed", "--show", show),
    "serve": lambda show, _, __, ___: current.ready(open_show(show), lambda _: None),
    "publish": lambda show, _, there, ___: publish(open_show(show), str(there)),
    "batch": lambda show, saved, _, capsys: podcaster(capsys, "batch", saved, "--show", show),
    "convert": lambda show, saved, _, capsys: podcaster(capsys, "convert", saved / "quiet.md", "--show", show),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_only_the_feed_says_needs_no_other_command(
    command: str,
    made: tuple[Path, Path],
    audio: Callable[[], tuple[int, int]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    """Description and base_url are in feed and page afterwards; the episode is not touched."""
    show, saved = made
    again(show, saved)  # another test may have left another title in the tags
    before = audio()
    address = f"https://{command}.example/quay/"
    (show / FILE_NAME).write_text(f'voice = "tone"\nbase_url = "{address}"\ndescription = "By {command}"\n')
    COMMANDS[command](show, saved, tmp_path / "there", capsys)
    for file in ("feed.xml", "index.html"):
        text = (show / "public" / file).read_text()
        assert (f"By {command}" in text, f"{address}feed.xml" in text) == (True, True)
    assert audio() == before


def test_a_title_is_in_the_feed_at_once_and_in_the_tags_with_the_next_run(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
):
    """Nothing is spoken for it."""
    show, saved = made
    (path,) = (show / "public/episodes").glob("*.mp3")
    (show / FILE_NAME).write_text(SHOW + 'title = "Parcels"\n')
    podcaster(capsys, "feed", "--show", show)
    assert "<title>Parcels</title>" in (show / "public/feed.xml").read_text()
    assert tags.read(path)["show"] != "Parcels"
    outcome = again(show, saved)
    assert (outcome.status, outcome.spoken, tags.read(path)["show"]) == (Status.MADE, 0, "Parcels")


@pytest.mark.parametrize(
    ("settings", "spoken"),
    [
        ({"sound": replace(Settings().sound, chapter_depth=1)}, False),
        ({"sound": replace(Settings().sound, loudness=-19.0)}, False),
        ({"pace": 1.5}, False),
        ({"outro": "That was {title}."}, True),
    ],
    ids=["tags", "sound", "pauses", "words"],
)
def test_a_run_that_is_given_the_save_does_no_more_than_it_must(
    settings: dict[str, Any], spoken: bool, made: tuple[Path, Path], audio: Callable[[], tuple[int, int]]
):
    """The audio is written again, and only new words are spoken."""
    again(*made)
    before = audio()
    outcome = again(*made, **settings)
    assert (outcome.status, outcome.spoken > 0, audio() != before) == (Status.MADE, spoken, True)


@pytest.mark.parametrize("settings", [{"date": "added"}, {"jobs": 2}, {"keep": 3}], ids=lambda one: next(iter(one)))
def test_how_the_work_is_done_changes_nothing(
    settings: dict[str, Any], made: tuple[Path, Path], audio: Callable[[], tuple[int, int]]
):
    again(*made)
    before, feed = audio(), (made[0] / "public/feed.xml").read_bytes()
    assert again(*made, **settings).status is Status.UNCHANGED
    assert (audio(), (made[0] / "public/feed.xml").read_bytes()) == (before, feed)


def test_watch_takes_over_new_settings(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Each file that arrives is made with the settings of then. A podcaster.toml that is half saved changes nothing."""
    show, saved = made
    taken: list[str] = []

    def run(place: Show, *_: object, **__: object) -> None:
        taken.append(place.settings.title)

    def watch(_: Path, arrived: Callable[[list[Path]], None], __: object) -> None:
        for text in ('title = "One"', 'title = "Two"', "", "title = "):
            (show / FILE_NAME).write_text(text)
            arrived([saved / "quiet.md"])
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "run", run)
    monkeypatch.setattr(watching.watching_folder, "watch", watch)
    _, _, messages = podcaster(capsys, "watch", saved, "--show", show)
    assert taken == ["One", "Two", "Two", "Two"]
    assert "the previous settings stay in force: " in messages


def test_the_table_of_the_guide_says_what_each_setting_changes():
    """Row by row the kinds that config.py declares, and no setting is missing."""
    told: dict[str, int] = {}
    for number, row in enumerate(_rows(GUIDE.read_text())):
        told |= dict.fromkeys(re.findall(r"`([a-z_.]+)`", row), number)
    wanted = (
        *(Changes.TAGS | Changes.FEED, Changes.FEED, Changes.TAGS, Changes.SOUND, Changes.SCRIPT),
        *(Changes.SCRIPT | Changes.TAGS | Changes.FEED, *[Changes.NOTHING] * 4),
    )
    used: set[str] = set()
    for name, changes in _declared(Settings):
        key = {"casts": "cast", "speaker_voices": "cast.speakers"}.get(name, name)
        row = key if key in told else key.partition(".")[0]
        assert row in told, f"{name} is missing"
        assert wanted[told[row]] == changes, name
        used.add(row)
    assert used == set(told)


def _rows(guide: str) -> list[str]:
    """The first cells of the table."""
    part = guide.partition("## When a change takes effect")[2]
    return [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]


def _declared(table: type, above: str = "") -> Iterator[tuple[str, Changes]]:
    kinds = get_type_hints(table)
    for one in fields(table):
        if is_dataclass(kinds[one.name]):
            yield from _declared(kinds[one.name], f"{above}{one.name}.")
        else:
            yield above + one.name, one.metadata[CHANGES]
