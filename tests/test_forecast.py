"""What a run will take."""

import datetime as dt
import os
import random
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.batch import intake, rehearsal
from podcaster.batch import run as batch
from podcaster.batch.progress import Phase
from podcaster.cli.progress import TimeLeft, far, how_far, is_measured, promise_line, subject
from podcaster.config import Show
from podcaster.engines.pool import Pending, Pool
from podcaster.episode import forecast
from podcaster.episode.load import Certainty, Load
from podcaster.library import Library
from podcaster.model import Status, Utterance
from podcaster.reading import glance
from tests.commands import podcaster


def test_the_pace_is_that_of_the_latest_ten_minutes() -> None:
    """An hour of quick work at the start does not promise a quick end."""
    now = 0.0
    pace = forecast.Pace(clock=lambda: now)
    pace.add(1)
    assert pace.per_second is None
    for minute in range(60):
        now, said = minute * 60.0 + 60, (minute + 1) * 6000
        pace.add(said)
    assert pace.per_second == pytest.approx(100)
    for minute in range(10):
        now, said = 3600 + minute * 60.0 + 60, 360_000 + (minute + 1) * 600
        pace.add(said)
    assert pace.per_second == pytest.approx(10, rel=0.1)
    assert pace.seconds(1000) == pytest.approx(100, rel=0.1)


def test_nothing_is_begun_that_would_not_be_done_in_time() -> None:
    """--until 07:00 means that the machine is quiet at seven."""
    now = 0.0
    pace = forecast.Pace(clock=lambda: now)
    pace.add(1)
    noon = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)
    assert forecast.in_time(None, 10**9, pace, noon)
    assert forecast.in_time(noon + dt.timedelta(seconds=1), 10**9, pace, noon)
    assert not forecast.in_time(noon, 10, pace, noon)
    now = 100.0
    pace.add(1001)
    assert forecast.in_time(noon + dt.timedelta(seconds=60), 500, pace, noon)
    assert not forecast.in_time(noon + dt.timedelta(seconds=60), 700, pace, noon)


def test_a_rehearsal_lists_the_work_and_changes_nothing(show: Show, post: Path) -> None:
    """Before the run everything is to be made, after it nothing."""
    (post.parent / "empty.txt").write_text("")
    found = rehearsal.rehearse(show, [post.parent], intake.Options())
    assert (found.articles, found.unchanged, found.refused) == (1, 0, 1)
    assert found.words > 100
    assert found.characters > 500
    assert found.audio_seconds > 30
    assert not show.folder.exists()
    batch.run(show, [post.parent])
    found = rehearsal.rehearse(show, [post.parent], intake.Options())
    assert (found.articles, found.unchanged, found.characters) == (0, 1, 0)


def test_a_rehearsal_says_why_articles_are_left_out(show: Show, post: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In groups, with the words and the number that the run itself has; each with a file to look at."""
    text = post.read_text()
    ahead = (dt.datetime.now(dt.UTC) + dt.timedelta(days=40)).date()
    for name in ("later", "soon"):
        (post.parent / f"{name}.md").write_text(f"---\ntitle: {name}\ndate: {ahead}\n---\n\n{text}")
    (post.parent / "draft.md").write_text(f"---\ntitle: A draft\ndraft: true\n---\n\n{text}")
    (post.parent / "short.md").write_text("# Short\n\nThe ferry came in.\n")
    (post.parent / "empty.txt").write_text("")
    folder = str(post.parent)
    left_out = {
        "Its date is in the future": (2, "later.md"),
        "It is a draft": (1, "draft.md"),
        "The save looks incomplete or is not an article": (1, "short.md"),
        "Nothing in it could be narrated": (1, "empty.txt"),
    }
    for refused in (5, 4):  # the draft that a run has seen is not read again
        found = rehearsal.rehearse(show, [post.parent], intake.Options())
        reasons = {one.reason: (one.count, Path(one.example).name) for one in found.reasons}
        assert (reasons, found.refused) == (left_out, refused)
        outcomes = batch.run(show, [post.parent])
        assert sum(o.status not in (Status.MADE, Status.UNCHANGED) for o in outcomes) == refused
        left_out.pop("It is a draft", None)
    status, out, _ = podcaster(capsys, "batch", folder, "--dry-run", "--show", show.folder)
    assert status == 0
    assert f"5 refused or skipped\n           2 × Its date is in the future: {folder}/later.md …\n" in out
    with Library(show.state / "library.sqlite") as library:
        library.dismiss([f"{folder}/empty.txt"])
    dismissed = rehearsal.rehearse(show, [post.parent / "empty.txt"], intake.Options())
    assert [(one.reason, one.count) for one in dismissed.reasons] == [("Dismissed", 1)]


def ran(show: Show, seconds: float, characters: int) -> None:
    """An earlier run of that speed."""
    now = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    with Library(show.state / "library.sqlite") as library:
        library.end_run(library.begin_run("batch", 1, now), now, {}, seconds, characters)


def test_a_rehearsal_forecasts_the_episodes_finished_by_seven(show: Show, tmp_path: Path) -> None:
    """In the order of the run, at the speed of the latest one; --limit counts."""
    saved = tmp_path / "saved"
    saved.mkdir()
    for n, sentences in enumerate((40, 20, 60)):
        said = (f"The ferry of day {n} came in at noon for the {k + 20}th time. " for k in range(sentences))
        (saved / f"{n}.md").write_text(f"# Day {n}\n\n" + "".join(said))
        os.utime(saved / f"{n}.md", (n + 1, n + 1))
    ran(show, 100, 10_000)
    now = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)

    def by(seconds: float, **options: object) -> int | None:
        until = now + dt.timedelta(seconds=seconds)
        wanted = intake.Options(until=until, force=True, **options)  # type: ignore[arg-type]
        return rehearsal.rehearse(show, [saved], wanted, now).in_time

    alone = rehearsal.rehearse(show, [saved / "1.md"], intake.Options(force=True)).characters / 100
    assert by(alone * 1.05) == 0  # the first by name is longer
    assert by(alone * 1.05, order=intake.Order.SHORTEST) == 1
    assert by(1e6) == 3
    assert by(1e6, limit=2) == 2
    assert rehearsal.rehearse(show, [saved], intake.Options(force=True)).in_time is None


def test_a_forecast_uses_the_measured_speed() -> None:
    """--until 07:00 says before the work what it will come to; nobody guesses where nothing was measured."""
    now = dt.datetime(2024, 1, 1, 22, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)
    assert forecast.promise(now + hour, 36_000, 100, now).share == 1
    assert forecast.promise(now + hour, 36_000, 100, now).done == now + hour / 10
    half = forecast.promise(now + hour, 720_000, 100, now)
    assert (half.share, half.done) == (0.5, None)
    assert forecast.promise(now + hour, 720_000, None, now).speed is None
    assert "until" in promise_line(half)
    assert "50%" in promise_line(half)


def test_the_first_articles_are_estimated_from_the_latest_run(show: Show, tmp_path: Path) -> None:
    """If an earlier run was measured, no article starts that would not finish in time, not even the first."""
    saved = tmp_path / "saved"
    saved.mkdir()
    said = (f"The ferry came in before noon for the {k + 20}th time, and nobody had expected it. " for k in range(20))
    (saved / "1.md").write_text("# A day\n\n" + "".join(said))
    told: list[batch.Progress] = []
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60)
    ran(show, 1000, 2001)  # two characters a second
    assert batch.run(show, [saved], batch.Options(until=soon, force=True), told.append) == []
    assert [t.promise.share < 0.5 for t in told if t.promise] == [True]
    assert [o.status for o in batch.run(show, [saved], batch.Options(force=True))] == ["made"]


def test_sources_named_first_have_priority(show: Show, tmp_path: Path) -> None:
    """--order priority: source after source as they are named, in each the newest first."""
    found = []
    for folder, name, saved in (("b", "old", 1), ("b", "new", 9), ("a", "1", 5), ("ab", "2", 7)):
        found.append((str(tmp_path / folder / f"{name}.md"), 10, saved))
    ordered = intake.in_order(found, intake.Order.PRIORITY, [tmp_path / "b", tmp_path / "a", tmp_path / "ab"])
    assert [Path(path).stem for path, _, _ in ordered] == ["new", "old", "1", "2"]


def test_progress_says_articles_characters_and_speed() -> None:
    """12 of 300 articles, 84,000 of 1,650,000 characters, so many times real time."""
    progress = batch.Progress(84_000, 1_650_000, 12, 300)
    assert how_far(progress, 5.83) == "12 of 300 articles, 84,000 of 1,650,000 characters, 5.8x real time"
    assert far(progress, None, None) == "12/300 articles, 84k/1.6M characters"
    assert far(progress, 81, 5.83) == "1:21 left, 12/300 articles, 5.8x, 84k/1.6M characters"


def test_unchanged_outcomes_can_be_counted_without_being_kept(show: Show, post: Path) -> None:
    """Unchanged articles are reported one by one, and none is kept in memory."""
    batch.run(show, [post.parent])
    told: list[batch.Progress] = []
    assert batch.run(show, [post.parent], batch.Options(unchanged=False), told.append) == []
    assert [t.outcome.status for t in told if t.outcome] == ["unchanged"]
    assert (told[-1].articles_done, told[-1].articles) == (1, 1)


def test_shards_share_the_files_among_them(tmp_path: Path) -> None:
    """Every file goes to exactly one machine, wherever the folder is mounted."""
    for n in range(40):
        (tmp_path / f"{n}.txt").write_text("x")
    parts = [list(intake.chosen([tmp_path], (k, 4))) for k in range(1, 5)]
    assert sorted(p for part in parts for p in part) == sorted(tmp_path.iterdir())
    assert all(len(part) > 3 for part in parts)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (intake.Order.NAME, ["a.md", "b.md", "c.md"]),
        (intake.Order.SHORTEST, ["b.md", "c.md", "a.md"]),
        (intake.Order.NEWEST, ["c.md", "b.md", "a.md"]),
        (intake.Order.OLDEST, ["a.md", "b.md", "c.md"]),
    ],
)
def test_the_order_is_the_users(show: Show, post: Path, order: intake.Order, names: list[str]) -> None:
    """Newest first, say, so that the morning has what is fresh."""
    import os

    text = post.read_text()
    post.unlink()
    for number, (name, more) in enumerate({"a": " And more of it." * 9, "b": "", "c": " And more."}.items()):
        path = post.parent / f"{name}.md"
        path.write_text(text.replace("A quiet harbour", f"Harbour {name}").replace("/quiet", f"/{name}") + more + "\n")
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    outcomes = batch.run(show, [post.parent], batch.Options(order=order))
    assert [Path(o.source).name for o in outcomes] == names


def night(seed: int, *, count: int, chars_a_second: float, loading: float = 8.0) -> tuple[float, float]:
    """A simulated run of saved pages and notes: seconds left as told after the first tenth, and as they were.

    Two voices; sentences take as long as their letters and up to a third more or less; pages hold six to ten bytes of
    frame for each that is spoken, notes almost none.
    """
    dice = random.Random(seed)
    lengths = [round(min(40_000, 600 + dice.lognormvariate(8.3, 0.8))) for _ in range(count)]
    names = [f"{n}.{dice.choice(('html', 'md'))}" for n in range(count)]
    sizes = [
        round(n * (dice.uniform(6, 10) if name[-1] == "l" else 1.05)) for n, name in zip(lengths, names, strict=True)
    ]
    load, now = Load(), 0.0
    pace = forecast.Pace(clock=lambda: now)
    for name, size in zip(names, sizes, strict=True):
        load.expect(name, size)
    told: float | None = None
    told_at, free = 0.0, [loading, loading * 1.3]
    waiting: list[tuple[float, int]] = []  # when it will have been spoken, and its letters
    for name, size, length in zip(names, sizes, lengths, strict=True):
        load.found(name, size, length)
        load.read(name, size)
        left = length
        while left > 0:
            said = min(left, dice.randint(30, 190))
            left -= said
            first = free.index(min(free))
            free[first] += said / (chars_a_second / 2) * dice.uniform(0.75, 1.33)
            waiting.append((free[first], said))
        while len(waiting) > 64:  # the window of two workers: what is further ahead is not sent out
            now, said = min(waiting)
            waiting.remove((now, said))
            load.spoken += said
            pace.add(load.spoken)
            if told is None and load.spoken * 10 >= sum(lengths):
                told, told_at = pace.seconds(load.ahead), now
    assert told is not None
    return told, max(free) - told_at


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("count", "chars_a_second"), [(120, 30.0), (120, 900.0), (400, 60.0)])
def test_the_time_left_is_right_after_the_first_tenth(seed: int, count: int, chars_a_second: float) -> None:
    """Within 15 %, with a slow voice and a quick one, whatever order pages and notes come in."""
    told, was = night(seed, count=count, chars_a_second=chars_a_second)
    assert told == pytest.approx(was, rel=0.15)


PARAGRAPH = "The ferry came in before noon, and nobody had expected it; the crew sat on the quay and ate. "


def saved_page(folder: Path, name: str, paragraphs: int, frame: int) -> tuple[Path, int]:
    """A page with that many paragraphs in a frame of so many bytes of scripts, styles and menus; and its characters."""
    menu = "".join(
        f'<li><a href="/{n}">A post about harbour number {n} and all that happened there</a></li>' for n in range(40)
    )
    script = f"<script>var x = '{'<p>not to be read</p>' * (frame // 24)}'</script>"
    text = "".join(f"<p>{PARAGRAPH}<b>Then</b> it left.</p>" for _ in range(paragraphs))
    path = folder / name
    path.write_text(
        f"<html><head>{script}</head><body><ul>{menu}</ul><!-- <p>{PARAGRAPH * 9}</p> -->{text}</body></html>"
    )
    return path, len(f"{PARAGRAPH}Then it left.") * paragraphs


def test_a_page_is_judged_by_its_text_and_not_by_its_size(tmp_path: Path) -> None:
    """Scripts, comments and lists of links are no text; a file of another kind is not judged at all."""
    page, characters = saved_page(tmp_path, "a.html", 30, 600_000)
    assert glance.characters(page) == pytest.approx(characters, rel=0.05)
    note = tmp_path / "note.md"
    note.write_text("Ein schöner Tag.")
    assert glance.characters(note) == 16
    assert glance.characters(tmp_path / "a.zip") is None
    assert glance.characters(tmp_path / "gone.html") is None


@pytest.mark.parametrize("hostile", ["<" * 99_999, "<script>" * 9_999, "<!--" * 19_999, "<a " * 29_999, "<p>" * 29_999])
def test_a_glance_at_a_hostile_page_is_short(hostile: str) -> None:
    """What is never closed is not looked for again and again."""
    assert glance.running_text(hostile * 10) <= 20 * len(hostile)


def test_the_characters_ahead_do_not_leap(tmp_path: Path) -> None:
    """Five pages of very different size and frame: what is told first is what it comes to, and so it stays."""
    made = [saved_page(tmp_path, f"{n}.html", 20 + 15 * n, size) for n, size in enumerate((10, 650, 90, 2, 300))]
    pages = [(path.as_posix(), path.stat().st_size, path, characters) for path, characters in made]
    load, told = Load(), []
    for name, size, path, _ in pages:
        load.expect(name, size, path)
    for name, size, _, characters in pages:
        told.append(load.all)
        load.found(name, size, characters)
        told.append(load.all)  # while it is spoken, before its file has been read to the end
        load.spoken += characters
        load.read(name, size)
    assert all(one == pytest.approx(sum(characters for *_, characters in pages), rel=0.1) for one in told)
    assert load.ahead == 0


def test_an_archive_is_expected_to_hold_more_until_it_has_been_read() -> None:
    """After the first of its articles there may be others; after the last there are none."""
    load = Load()
    load.expect("all.zip", 1_000_000)
    expected = load.ahead
    load.found("all.zip", 1_000_000, 5_000)
    assert load.ahead == expected
    load.read("all.zip", 1_000_000)
    assert load.ahead == 5_000


def test_no_characters_are_invented_from_bytes(tmp_path: Path) -> None:
    """A page is "reading" until it has been read, and exact then; an archive is not told by its size at any time."""
    page, characters = saved_page(tmp_path, "a.html", 30, 600_000)
    load = Load()
    load.expect(page.as_posix(), page.stat().st_size, page)
    assert load.certainty is Certainty.GUESSED
    load.found(page.as_posix(), page.stat().st_size, characters)
    assert (load.certainty, load.all) == (Certainty.COUNTED, characters)
    load.expect("all.zip", 9_000_000)
    assert load.certainty is Certainty.GUESSED  # the pictures in it may be most of it
    load.found("all.zip", 9_000_000, 5_000)
    assert load.certainty is Certainty.GUESSED  # other articles may follow
    load.read("all.zip", 9_000_000)
    assert (load.certainty, load.all) == (Certainty.COUNTED, characters + 5_000)
    load.expect("more.zip", 9_000_000)  # as in the first
    assert (load.certainty, load.all) == (Certainty.ESTIMATED, pytest.approx(characters + 10_000, rel=0.2))


class SlowToLoad(Pool):
    """Its voice is loaded when somebody says so."""

    def __init__(self) -> None:
        super().__init__(1)
        self.loaded = threading.Event()

    @property
    def is_loading(self) -> bool:
        return not self.loaded.is_set()

    def submit(self, utterance: Utterance, *, first: bool = False) -> Pending:
        pending: Pending = Pending()

        def speak() -> None:
            self.loaded.wait(20)
            pending.set_result(super(SlowToLoad, self).submit(utterance, first=first).result())

        threading.Thread(target=speak, daemon=True).start()
        return pending


def test_what_is_shown_is_never_wrong_by_more_than_two_times(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the first article has been read; the few articles of a small run are counted before the first is made.

    The first sentence waits for its voice, once: a voice that is loaded is not prepared.
    """
    monkeypatch.setattr(batch, "VOICE_S", 0.01)
    saved = tmp_path / "saved"
    saved.mkdir()
    for n, frame in enumerate((10, 650_000, 90_000)):
        saved_page(saved, f"{n}.html", 2 + n, frame)
    with zipfile.ZipFile(saved / "9.zip", "w") as archive:
        archive.writestr("note.md", "# Of the quay\n\n" + PARAGRAPH * 3)
        archive.writestr("picture.jpg", random.Random(1).randbytes(3_000_000))
    told: list[batch.Progress] = []

    def watch(progress: batch.Progress) -> None:
        told.append(progress)
        if progress.phase is Phase.VOICE:
            pool.loaded.set()

    with SlowToLoad() as pool:
        batch.run(show, [saved / "0.html"], batch.Options(force=True), watch, pool=pool)
        assert [one.phase for one in told].count(Phase.VOICE) == 1
        told.clear()
        outcomes = batch.run(show, [saved], batch.Options(force=True), told.append, pool=pool)
    assert Phase.VOICE not in [one.phase for one in told]
    assert [o.status for o in outcomes if o.status != "unchanged"] == ["made"] * 3
    assert told[0].phase is Phase.READING
    shown = [one for one in told if one.phase is Phase.MAKING and one.certainty is not Certainty.GUESSED]
    whole = told[-1].all_characters
    assert all(whole / 2 <= one.all_characters <= whole * 2 for one in shown)
    first = next(one for one in told if one.outcome and one.outcome.status == "made")
    assert (first.certainty, first.all_characters) == (Certainty.COUNTED, whole)


def test_a_line_says_what_is_being_done() -> None:
    """Reading and preparing the voice, once, have no share and no characters; estimates say that they are some."""
    reading = batch.Progress(0, 83_922, 0, 1, certainty=Certainty.ESTIMATED, phase=Phase.READING)
    assert (subject(reading, 80), far(reading, None, None)) == ("reading", "0/1 articles")
    assert subject(replace(reading, phase=Phase.VOICE), 80) == "preparing the voice (once)"
    making = replace(reading, phase=Phase.MAKING, title="A quiet harbour", done_characters=957)
    assert (subject(making, 80), far(making, None, None)) == ("A quiet harbour", "0/1 articles, 957/~84k characters")
    assert how_far(making, None) == "0 of 1 articles, 957 of about 83,922 characters"
    guessed = replace(making, certainty=Certainty.GUESSED)
    assert TimeLeft().of(guessed) is None
    assert how_far(guessed, None) == "0 of 1 articles, 957 characters"
    assert [is_measured(one) for one in (reading, making, guessed)] == [False, True, False]


def test_each_further_format_needs_disk_space(show: Show, post: Path) -> None:
    """The run refuses a disk that is too small for all of them, and the rehearsal counts them."""
    both = replace(show, settings=replace(show.settings, sound=replace(show.settings.sound, also=("opus", "mp3"))))
    assert [forecast.formats_of(one.settings.sound) for one in (show, both)] == [1, 2]
    one = forecast.disk_bytes(1_000_000, "standard", 1)
    assert forecast.disk_bytes(1_000_000, "standard", 1, 2) - one == 65_000 * 8_000
    alone, together = (rehearsal.rehearse(one, [post], batch.Options()).megabytes for one in (show, both))
    assert together == 2 * alone > 0
