"""Many articles in one run: nothing is lost, nothing is done twice, and one bad file does not stop the run."""

import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.batch import run as batch
from podcaster.batch.rehearsal import rehearse
from podcaster.config import Settings, Show
from podcaster.episode import finishing, forecast, workshop
from podcaster.errors import AudioError, BusyError, EngineError, StorageError, UsageError
from podcaster.files.locks import lock
from podcaster.library import Library
from podcaster.model import Episode, Status
from podcaster.publishing import repair
from podcaster.publishing.media import may_be_seen
from podcaster.publishing.publisher import Publisher
from podcaster.serving.server import Published
from tests import machine


def digests(show: Show) -> dict[str, str]:
    return {
        str(p.relative_to(show.public)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(show.public.rglob("*"))
        if p.is_file()
    }


def test_a_post_becomes_an_episode_in_a_feed(show: Show, post: Path) -> None:
    """One call: an MP3, its transcripts and pages, and a feed that lists it under its own date."""
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.MADE
    assert outcome.path is not None
    stem = outcome.path.with_suffix("")
    assert stem.name.startswith("2019-05-04-a-quiet-harbour-")
    for suffix in (".mp3", ".vtt", ".srt", ".json", ".chapters.json", ".html", ".jpg"):
        assert stem.with_name(stem.name + suffix).stat().st_size > 0
    peaks = json.loads(stem.with_name(stem.name + ".peaks.json").read_text())
    assert (len(peaks["levels"]), max(peaks["levels"])) == (300, 99)
    assert may_be_seen(f"episodes/{stem.name}.peaks.json")
    assert Published(show.public)(f"episodes/{stem.name}.peaks.json")
    feed = (show.public / "feed.xml").read_text()
    assert "Sat, 04 May 2019" in feed
    assert outcome.path.name in feed
    chapters = json.loads(stem.with_name(stem.name + ".chapters.json").read_text())["chapters"]
    assert [c["title"] for c in chapters] == ["A quiet harbour", "What the mate said", "What came after"]


def test_the_narrator_is_loaded_while_the_file_is_read(show: Show, post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first article is opened; and not for a file that needs nothing."""
    told: list[object] = []
    opened = workshop.Workshop.open

    def opening(*given, **named):
        told.append("opened")
        return opened(*given, **named)

    monkeypatch.setattr(workshop.Workshop, "open", opening)
    monkeypatch.setattr(batch.Pool, "warm", lambda _, name, workers: told.append((name, workers >= 1)))
    batch.run(show, [post])
    batch.run(show, [post])
    assert told == [("tone", True), "opened"]


@pytest.mark.parametrize("cache", ["shared", "../spoken"])
def test_shows_that_share_a_cache_speak_a_sentence_once(
    show: Show, post: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    """Another show of the same account takes what the first has spoken; without the setting each speaks for itself."""
    monkeypatch.setenv("PODCASTER_CACHE", str(tmp_path / "account"))
    settings = replace(show.settings, cache=cache)
    (first,) = batch.run(Show(tmp_path / "one", settings), [post])
    (second,) = batch.run(Show(tmp_path / "two", settings), [post])
    (alone,) = batch.run(Show(tmp_path / "three", show.settings), [post])
    assert first.spoken == alone.spoken > 0
    assert (second.status, second.spoken) == (Status.MADE, 0)
    assert not (tmp_path / "two" / ".podcaster" / "segments").exists()


def test_a_second_run_does_nothing_and_changes_no_byte(show: Show, post: Path, made: Path) -> None:
    """An unchanged archive costs nothing."""
    before = digests(show)
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.UNCHANGED
    assert digests(show) == before


def test_the_same_posts_give_the_same_bytes_in_another_place(
    show: Show, post: Path, made: Path, tmp_path: Path
) -> None:
    """Same input, same bytes."""
    other = Show(tmp_path / "other", show.settings)
    with Library(show.state / "library.sqlite") as first, Library(other.state / "library.sqlite") as second:
        second.set_once("podcast_guid", first.setting("podcast_guid"))
    batch.run(other, [post])
    assert digests(show) == digests(other)


def test_a_changed_sentence_costs_one_sentence(show: Show, post: Path, made: Path) -> None:
    """The guid and the file stay, one utterance is synthesized."""
    guid = only_episode(show).guid
    post.write_text(post.read_text().replace("the rain had stopped", "the snow had stopped"))
    (after,) = batch.run(show, [post])
    assert (after.status, after.spoken, after.path) == (Status.MADE, 1, made)
    assert only_episode(show).guid == guid


def only_episode(show: Show):
    with Library(show.state / "library.sqlite") as library:
        (episode,) = library.episodes()
    return episode


def test_one_bad_file_does_not_stop_the_others(show: Show, post: Path) -> None:
    """The good ones are made, the bad ones are listed with their reasons."""
    folder = post.parent
    (folder / "empty.txt").write_text("")
    (folder / "binary.html").write_bytes(bytes(range(256)) * 20)
    outcomes = {Path(o.source).name: o for o in batch.run(show, [folder])}
    assert outcomes["quiet.md"].status is Status.MADE
    for name in ("empty.txt", "binary.html"):
        assert outcomes[name].status is Status.FAILED
        assert outcomes[name].reason
        assert outcomes[name].exit_code == 65


def test_drafts_are_skipped_and_reported(show: Show, post: Path) -> None:
    """What was not published is not narrated."""
    post.write_text(post.read_text().replace("lang: en", "lang: en\ndraft: true"))
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.SKIPPED
    assert "draft" in outcome.reason


def test_a_second_save_of_the_same_article_is_not_a_second_episode(show: Show, post: Path) -> None:
    """Two copies, one episode."""
    (post.parent / "copy.md").write_text(post.read_text())
    outcomes = batch.run(show, [post.parent])
    assert sorted(o.status for o in outcomes) == [Status.MADE, Status.SKIPPED]
    (skipped,) = (o for o in outcomes if o.status is Status.SKIPPED)
    assert skipped.reason.endswith("; if they are two articles, write another url: or title: into one of them")
    assert all(o.status in (Status.UNCHANGED, Status.SKIPPED) for o in batch.run(show, [post.parent]))


def test_a_moved_file_is_the_same_episode(show: Show, post: Path, made: Path) -> None:
    """Sorting an archive into folders does not make every episode new again."""
    guid = only_episode(show).guid
    moved = post.rename(post.parent / "moved.md")
    (outcome,) = batch.run(show, [moved])
    assert outcome.status is Status.UNCHANGED
    assert only_episode(show).guid == guid


def test_a_missing_episode_file_is_made_again(show: Show, post: Path, made: Path) -> None:
    """Done means that the files are there."""
    before = digests(show)
    made.unlink()
    (again,) = batch.run(show, [post])
    assert (again.status, again.spoken) == (Status.MADE, 0)
    assert digests(show) == before


def test_a_missing_episode_of_a_file_with_a_relative_path_is_made_again(
    show: Show, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`podcaster convert post.md` in the folder of the post works the same."""
    monkeypatch.chdir(post.parent)
    (outcome,) = batch.run(show, [Path(post.name)])
    assert outcome.path is not None
    outcome.path.unlink()
    (again,) = batch.run(show, [Path(post.name)])
    assert again.status is Status.MADE


@pytest.mark.parametrize("nth", [1, 2, 3, 5, 8])
def test_whatever_fails_the_next_run_mends(show: Show, post: Path, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    """Break the n-th write into the store: nothing half-made stays, and the same call goes on from there."""
    calls = 0
    put = workshop.segments.Store.put

    def breaking(self, segment):
        nonlocal calls
        calls += 1
        if calls == nth:
            raise StorageError("the disk is full: test")
        put(self, segment)

    with monkeypatch.context() as patch:
        patch.setattr(workshop.segments.Store, "put", breaking)
        with pytest.raises(StorageError):
            batch.run(show, [post])
    assert not list(show.folder.rglob("*.mp3"))
    kept = len(list(show.state.rglob("*.flac")))
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.MADE
    assert outcome.spoken == outcome.utterances - kept
    assert not list(show.folder.rglob("*.part*"))


@pytest.mark.parametrize("error", [AudioError("ffmpeg was killed"), EngineError("no audio")])
def test_a_failed_article_is_tried_three_times(
    show: Show, post: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Then it is left alone until it changes or retry is asked for."""

    def broken(*_args: object, **_kwargs: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(finishing, "finish", broken)
        seen = [batch.run(show, [post])[0].status for _ in range(4)]
    assert seen == [Status.FAILED, Status.FAILED, Status.QUARANTINED, Status.QUARANTINED]
    assert batch.run(show, [post])[0].status is Status.QUARANTINED
    assert batch.run(show, [post], batch.Options(retry=True))[0].status is Status.MADE
    with Library(show.state / "library.sqlite") as library:
        assert library.failures() == []


@pytest.mark.parametrize("format", ["opus", "m4a", "m4b"])
def test_an_article_without_chapters_is_made_in_every_format(show: Show, post: Path, format: str) -> None:
    """A tag without chapters is read back as one that has none."""
    post.write_text("# A note\n\nThe harbour was quiet when the ferry came in.\n")
    settings = replace(show.settings, sound=replace(show.settings.sound, format=format))
    (outcome,) = batch.run(Show(show.folder, settings), [post], batch.Options(force=True))
    assert outcome.status is Status.MADE, outcome.reason


def test_what_was_forced_once_is_made_again_without_force(show: Show, post: Path) -> None:
    """A change of pronunciation needs no second `--force`; another text does, and the episode of the first stays."""
    note = "# A note\n\nThe harbour was quiet when the ferry came in.\n"
    post.write_text(note)
    assert batch.run(show, [post])[0].status is Status.FAILED
    assert batch.run(show, [post], batch.Options(force=True))[0].status is Status.MADE
    show.lexicon.write_text("harbour\tsay\tharber\n")
    foreseen = rehearse(show, [post], batch.Options())
    assert (foreseen.articles, foreseen.refused) == (1, 0)
    assert batch.run(show, [post])[0].status is Status.MADE
    post.write_text(note.replace("quiet", "loud"))
    assert batch.run(show, [post])[0].status is Status.FAILED
    with Library(show.state / "library.sqlite") as library:
        assert [entry.title for entry in library.episodes()] == ["A note"]


@machine.linux
def test_a_show_in_a_folder_whose_name_is_not_utf_8(
    post: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its episodes are made, and what fails is remembered, with the name of the folder in the message."""
    show = Show(tmp_path / "sho\udcffw", Settings(voice="tone"))
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.MADE

    def broken(*_args: object, **_kwargs: object) -> None:
        raise AudioError(f"no sound in {show.folder}")

    post.write_text(post.read_text() + "\nAnd one sentence more.\n")
    monkeypatch.setattr(finishing, "finish", broken)
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.FAILED
    with Library(show.state / "library.sqlite") as library:
        assert [f.error for f in library.failures()] == [rf"no sound in {tmp_path}/sho\udcffw"]


def test_two_runs_at_once_are_one_run_and_a_refusal(show: Show, post: Path) -> None:
    """The second ends at once and says who holds the show."""
    with lock(show.state / "lock"), pytest.raises(BusyError):
        batch.run(show, [post])


def test_ctrl_c_finishes_the_segments_in_work_and_keeps_them(tmp_path: Path) -> None:
    """A stopped run ends with its own status, without a traceback, and the same command goes on."""
    saved = tmp_path / "saved"
    saved.mkdir()
    sentence = "The ferry number {} crossed the wide bay before the morning fog had lifted from the water again. "
    for n in range(40):
        (saved / f"{n}.txt").write_text(f"Ferry {n}\n\n" + "".join(sentence.format(n * 100 + k) for k in range(10)))
    show = Show(tmp_path / "show", Settings(voice="tone"))
    command = [sys.executable, "-m", "podcaster", "batch", str(saved), "--show", str(show.folder), "--voice", "tone"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        deadline = time.monotonic() + 60
        while not list(show.folder.rglob("*.mp3")) and time.monotonic() < deadline:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "Traceback" not in said
    assert "goes on from here" in said
    done = len(list(show.folder.rglob("*.mp3")))
    assert 0 < done < 40
    assert (show.public / "feed.xml").read_text().count("<item>") == done


@pytest.mark.parametrize("damage", ["lost", "garbage"])
def test_a_lost_library_is_rebuilt_from_the_episodes(show: Show, post: Path, made: Path, damage: str) -> None:
    """Nothing is new again: same guid, same bytes, nothing synthesized."""
    before, episode = digests(show), only_episode(show)
    library = show.state / "library.sqlite"
    for path in show.state.glob("library.sqlite*"):
        path.unlink()
    if damage == "garbage":
        library.write_bytes(b"garbage" * 1000)
    assert repair.rebuild(show).episodes == 1
    assert only_episode(show).guid == episode.guid
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.UNCHANGED
    assert digests(show) == before


def test_a_damaged_segment_is_made_again_in_the_same_run(show: Show, post: Path, made: Path) -> None:
    """A cache that was damaged costs the damaged sentences, not the episode."""
    before = digests(show)
    damaged = sorted((show.state / "segments").rglob("*.flac"))[:2]
    for path in damaged:
        path.write_bytes(path.read_bytes()[:-20])
    next(show.episodes.glob("*.mp3")).unlink()
    (outcome,) = batch.run(show, [post])
    assert (outcome.status, outcome.spoken) == (Status.MADE, 2)
    assert digests(show) == before


def test_an_unexpected_error_fails_one_article_only(show: Show, post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is listed with where its traceback is, and the others are made."""
    (post.parent / "other.md").write_text(post.read_text().replace("quiet", "busy"))
    write = workshop.script.write

    def breaking(article, settings, *, lexicon=None):
        if "busy" in article.title:
            raise ZeroDivisionError("on a Tuesday")
        return write(article, settings, lexicon=lexicon)

    monkeypatch.setattr(workshop.script, "write", breaking)
    outcomes = {Path(o.source).name: o for o in batch.run(show, [post.parent])}
    assert outcomes["quiet.md"].status is Status.MADE
    assert outcomes["other.md"].status is Status.FAILED
    assert "on a Tuesday" in outcomes["other.md"].reason
    assert "ZeroDivisionError" in (show.state / "logs" / "errors.log").read_text()


def test_an_episode_that_would_break_the_feed_fails_alone(
    show: Show, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One article whose notes apps would refuse: it is named, and the show is published without it."""
    honest = finishing.notes.show_notes_html

    def notes(article, *rest):
        return "<script>1</script>" if article.title == "A second one" else honest(article, *rest)

    monkeypatch.setattr(finishing.notes, "show_notes_html", notes)
    second = post.with_name("second.md")
    text = post.read_text().replace("example/quiet", "example/second")
    second.write_text(text.replace("A quiet harbour", "A second one"))
    outcomes = {o.title: o for o in batch.run(show, [post, second])}
    assert outcomes["A quiet harbour"].status is Status.MADE
    assert outcomes["A second one"].status is Status.FAILED
    assert "'A second one' would break a rule of podcast feeds: <script>" in outcomes["A second one"].reason
    assert "A second one" not in (show.public / "feed.xml").read_text()
    assert len(list(show.episodes.glob("*.mp3"))) == 1


def test_a_show_that_no_feed_can_have_is_refused_before_the_work(show: Show, post: Path) -> None:
    """Not at the end of the night."""
    broken = Show(show.folder, replace(show.settings, category="Knitting"))
    with pytest.raises(UsageError, match="Knitting"):
        batch.run(broken, [post])
    assert not list((show.state / "segments").rglob("*.flac"))


def test_an_unchanged_archive_is_left_alone(show: Show, post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not read and its feed is not rebuilt, until a file is missing or an option asks for it."""
    batch.run(show, [post])
    built = 0
    publish = Publisher.publish

    def counting(self: Publisher) -> bool:
        nonlocal built
        built += 1
        return publish(self)

    monkeypatch.setattr(Publisher, "publish", counting)
    batch.run(show, [post])
    assert built == 0
    before = digests(show)
    for number, name in enumerate(("feed.xml", "index.html"), start=1):
        (show.public / name).unlink()
        batch.run(show, [post])
        assert built == number
        assert digests(show) == before
    retitled = Show(show.folder, replace(show.settings, description="What the ferry brought."))
    batch.run(retitled, [post])
    assert built == 3


def test_a_night_that_the_disk_has_no_room_for_is_not_begun(
    show: Show, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error comes before the first sentence, with the space needed and the space free."""
    (post.parent / "long.txt").write_text("The ferry came in and went out again, as it does.\n\n" * 20_000)
    monkeypatch.setattr(forecast, "free_bytes", lambda folder: 50_000_000)
    with pytest.raises(StorageError, match=r"this run needs about \d+ MB and 50 MB are free"):
        batch.run(show, [post.parent])
    assert not list(show.state.rglob("*.flac"))
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.MADE


def test_a_huge_file_does_not_stop_the_others(show: Show, post: Path) -> None:
    """It is no reason to think that the disk is too small: it is refused, and the others are made."""
    with (post.parent / "giant.txt").open("wb") as giant:
        giant.truncate(4_000_000_000_000)
    outcomes = {Path(o.source).name: o.status for o in batch.run(show, [post.parent])}
    assert outcomes == {"quiet.md": Status.MADE, "giant.txt": Status.FAILED}


def test_the_disk_is_asked_before_each_article(show: Show, post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that filled up meanwhile stops the run once, instead of causing an error for every article."""
    (post.parent / "another.md").write_text(post.read_text().replace("quiet", "busy"))
    room = iter([50_000_000, 50_000_000, 50_000_000, 0])  # most of the second has been said in the first
    monkeypatch.setattr(forecast, "free_bytes", lambda folder: next(room))
    with pytest.raises(StorageError, match=r"quiet\.md needs about"):
        batch.run(show, [post.parent])
    with Library(show.state / "library.sqlite") as library:
        assert library.failures() == []


def test_sentences_are_spoken_while_an_episode_is_finished(
    show: Show, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No voice waits for an encoder: the second article is in the cache before the first one is through."""
    (post.parent / "zoo.md").write_text(post.read_text().replace("harbour", "zoo").replace("quiet", "busy"))
    finish, seen = finishing.finish, list[bool]()

    def slowly(shop: workshop.Workshop, job: workshop.Job, **given: Callable[[], bool]) -> Episode:
        deadline = time.monotonic() + 60
        while not seen and len(list(shop.store.folder.rglob("*.flac"))) <= len(job.keys):
            if time.monotonic() > deadline:
                seen.append(False)
            time.sleep(0.01)
        seen.append(True)
        return finish(shop, job, **given)

    monkeypatch.setattr(finishing, "finish", slowly)
    outcomes = batch.run(show, [post.parent])
    assert [o.status for o in outcomes] == [Status.MADE] * 2
    assert seen[0]


def test_a_link_to_itself_is_a_file_that_cannot_be_read(show: Show, post: Path) -> None:
    """One bad entry of a folder, in a run and in its rehearsal."""
    (post.parent / "loop.txt").symlink_to("loop.txt")
    named = [post, post.parent / "loop.txt"]
    assert rehearse(show, named, batch.Options()).refused == 1
    outcomes = {Path(o.source).name: o.status for o in batch.run(show, named)}
    assert outcomes == {post.name: Status.MADE, "loop.txt": Status.FAILED}


def test_an_interrupt_that_python_drops_stops_the_run_all_the_same() -> None:
    """Ctrl-C while a run starts may fall into a callback of an import, where no exception gets out."""
    program = (
        "import signal, weakref\n"
        "from podcaster.batch import stopping\n"
        "stopping.remember_interrupts()\n"
        "class Module: pass\n"
        "module = Module()\n"
        "gone = weakref.ref(module, lambda _: signal.raise_signal(signal.SIGINT))\n"
        "del module\n"
        "with stopping.polite(print):\n"
        "    print('it goes on')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "Exception ignored" in done.stderr
    assert "Stopped" in done.stderr.splitlines()[-1]
    assert done.stdout == ""
