"""The studio reads what was added and makes what is queued, in order, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from podcaster.batch.stopping import Stop
from podcaster.config import open_show
from podcaster.config.hours import hours
from podcaster.errors import (
    BusyError,
    EngineDied,
    HostileError,
    PodcasterError,
    Stopped,
    StorageError,
    UnforeseenError,
    UnreadableError,
)
from podcaster.files import locks
from podcaster.library import FILE_NAME, Draft, Library, State
from podcaster.model import Outcome, Status
from podcaster.studio import contents, taking, worker
from podcaster.studio.maker import Maker
from podcaster.studio.messages import Begun, Hear, Kept, Published, Tell, Work
from podcaster.studio.queue import Queue, saved_folder
from podcaster.studio.sampling import hear
from podcaster.studio.speaking import Voices, make
from podcaster.studio.worker import Worker

T = TypeVar("T")
TOML = 'title = "Harbour letters"\nvoice = "tone"\njobs = 1\ntonight = "23:00-07:00"\n'
SENTENCE = "The ferry number {n} crossed the wide bay before the morning fog had lifted from the water again. "
NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2026, 3, 5, 0, 30, tzinfo=dt.UTC)


class Scripted:
    """Stands for the process that makes episodes: makes each article at once, or does what the test says."""

    def __init__(self) -> None:
        self.works: list[Work] = []
        self.does: list[Callable[[Work, Tell], None]] = []  # the next works, one each
        self.stopped = threading.Event()
        self.queue: Queue | None = None

    def make(self, work: Work, tell: Tell) -> None:
        self.works.append(work)
        self.stopped.clear()
        (self.does.pop(0) if self.does else self.good)(work, tell)

    def good(self, work: Work, tell: Tell) -> None:
        for path, number in work.articles:
            tell(outcome(path, number))
        tell(Published())

    def until_stopped(self, work: Work, tell: Tell) -> None:
        """The first sentence of the first article, and then nothing until the studio stops it."""
        path, _ = work.articles[0]
        tell(Begun(str(path), path.stem, ("a", "b"), ("One.", "Two."), (300, 300), frozenset({"a", "b"})))
        tell(Kept("a", 1.0, -20.0))
        assert self.stopped.wait(30)
        raise Stopped("stopped")

    def stop(self) -> None:
        self.stopped.set()

    def let_go(self) -> None:
        pass

    @property
    def made(self) -> list[list[str]]:
        """The names of the files of each work."""
        return [[path.stem for path, _ in work.articles] for work in self.works]


def outcome(file: Path, number: int = 0, **changes: object) -> Outcome:
    values: dict[str, object] = {"status": Status.MADE, "title": file.stem, "path": Path(f"{file.stem}-1a2b.mp3")}
    return Outcome(f"{file}#{number}" if number else str(file), **{**values, **changes})  # type: ignore[arg-type]


def raising(error: PodcasterError) -> Callable[[Work, Tell], None]:
    def make(_work: Work, _tell: Tell) -> None:
        raise error

    return make


class InOurProcess:
    """The same code as the studio's own process, without one."""

    def __init__(self) -> None:
        self._voices, self._stop = Voices(), Stop()

    def make(self, work: Work, tell: Tell) -> None:
        self._stop = Stop()
        make(work, tell, self._voices, self._stop)

    def stop(self) -> None:
        self._stop.ask()

    def let_go(self) -> None:
        self._voices.close()

    def ask(self, message: Hear) -> bool:
        pool = self._voices.warm
        hear(message.show, message.sample, message.out, pool)
        return pool is not None


class Studio:
    """A queue at work."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "podcaster.toml").write_text(TOML)
        self.queue = Queue(open_show(folder))
        self.maker = Scripted()
        self.now = NOON
        self.pages: dict[str, Callable[[Path], Path]] = {}

    def save(self, address: str, folder: Path) -> Path:
        return self.pages[address](folder)

    @contextlib.contextmanager
    def at_work(self, maker: worker.Making | None = None) -> Iterator[None]:
        with Worker(self.queue, maker=maker or self.maker, save=self.save, now=lambda: self.now):
            yield

    def file(self, name: str, text: str) -> Path:
        path = saved_folder(self.queue.show) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def post(self, name: str, *, sentences: int = 12) -> Draft:
        text = SENTENCE.format(n=name) * sentences
        return self.queue.add(self.file(f"{name}.md", f"---\ntitle: Ferry {name}\n---\n\n{text}\n"))

    def queued(self, *names: str, **facts: object) -> list[int]:
        """Articles that wait to be made, without being read."""
        found = []
        for name in names:
            path = self.file(f"{name}.md", name)
            draft = self.queue.add(path)
            self.queue.describe(draft.id, state=State.READY, source=str(path), characters=900, **facts)
            self.queue.make(draft.id)
            found.append(draft.id)
        return found

    def until(self, number: int, *states: State) -> Draft:
        return self.waiting(lambda: self.queue.get(number), lambda draft: draft.state in states)

    def waiting(self, look: Callable[[], T], good: Callable[[T], bool] = bool) -> T:
        deadline = time.monotonic() + 60
        while not good(found := look()):
            assert time.monotonic() < deadline, (found, self.queue.listed(), self.queue.progress.trouble)
            time.sleep(0.01)
        return found


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """Files are read in this process, and nobody is waited for longer than a moment."""
    monkeypatch.setattr(
        contents, "run_limited", lambda function, *given, seconds, memory_mb, **named: function(*given, **named)
    )
    monkeypatch.setattr(worker, "BUSY_S", 0.02)
    monkeypatch.setattr(worker, "TROUBLE_S", (0.02, 0.05))
    studio = Studio(tmp_path / "show")
    with contextlib.closing(studio.queue):
        yield studio


# ---------------------------------------------------------------- the whole way


def test_from_a_file_to_the_feed(studio: Studio) -> None:
    """What is added is read; what is asked for is made, and is called made when the feed has it.

    The process that makes it is killed after its first sentences: another one goes on, and nothing is there twice.
    """
    first, second = studio.post("one", sentences=9), studio.post("two")
    studio.queue.make(first.id)  # before it was read
    maker, killed = Maker(), threading.Event()

    def kill() -> None:
        studio.waiting(lambda: (now := studio.queue.progress.making(first.id)) is not None and now.done > 0)
        if maker._process:
            maker._process.interrupt()
            killed.set()

    threading.Thread(target=kill, daemon=True).start()
    with studio.at_work(maker):
        made = studio.until(first.id, State.MADE)
        feed = (studio.queue.show.public / "feed.xml").read_text()
        read = studio.until(second.id, State.READY)
    assert killed.is_set()
    assert feed.count("<item>") == 1
    assert made.episode in feed
    assert (read.title, read.language, read.words, read.doubts) == ("Ferry two", "en", 12 * 18, ())
    making = studio.queue.progress.making(first.id)
    assert making is not None
    assert (making.share, making.up_to(0, 100)) == (1.0, len(making.begun.keys))
    assert making.said.startswith("The ferry number one")
    assert studio.queue.progress.trouble is None


def test_one_of_several_articles_of_a_file(studio: Studio) -> None:
    """Each is a draft of its own, and only the one that was asked for is made."""
    items = [
        {"id": str(n), "title": f"Post {n}", "content_html": f"<p>{SENTENCE.format(n=n) * 8}</p>"} for n in (1, 2, 3)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "A feed", "items": items}
    draft = studio.queue.add(studio.file("feed.json", json.dumps(feed)))
    with studio.at_work(InOurProcess()):
        studio.until(draft.id, State.READY)
        drafts = sorted(studio.queue.listed(), key=lambda one: one.number)
        assert [(one.title, one.number, one.note) for one in drafts] == [
            (f"Post {n}", n, f"Article {n} of 3 in feed.json.") for n in (1, 2, 3)
        ]
        assert drafts[0].id == draft.id, "whoever asked for the file has the first"
        studio.queue.make(drafts[1].id)
        assert studio.until(drafts[1].id, State.MADE).episode
    with Library(studio.queue.show.state / FILE_NAME, read_only=True) as library:
        assert [episode.title for episode in library.episodes()] == ["Post 2"]
    assert [one.state for one in studio.queue.listed(State.READY)] == [State.READY] * 2
    assert studio.queue.add(Path(drafts[0].path)).id == draft.id


def test_a_large_export_is_not_all_taken_in(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [{"id": str(n), "title": f"Post {n}", "content_html": f"<p>{SENTENCE.format(n=n)}</p>"} for n in range(9)]
    path = studio.file("all.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    monkeypatch.setattr(contents, "MOST", 4)
    (found,) = contents.contents(studio.queue.show, [(path, 0)], 4)
    assert isinstance(found, contents.Contents)
    assert (len(found.articles), found.more) == (4, True)
    notes = [facts["note"] for facts in taking._facts(studio.queue.add(path), found)]
    assert notes[0] == "Article 1 of more than 4 in all.json. podcaster batch all.json makes all of them."


# ---------------------------------------------------------------- taking in


def test_bad_files_are_told_in_words(studio: Studio) -> None:
    """Each fails alone, without the folder of the studio in its words."""
    empty = studio.queue.add(studio.file("empty.html", ""))
    nothing = studio.queue.add(studio.file("nothing.txt", " \n ... \n"))
    gone = studio.queue.add(path := studio.file("gone.txt", "It will be gone."))
    path.unlink()
    good = studio.post("good")
    with studio.at_work():
        assert (failed := studio.until(empty.id, State.FAILED)).error == "the file is empty"
        assert failed.error_kind == "NoTextError"
        assert studio.until(nothing.id, State.FAILED).error
        assert (failed := studio.until(gone.id, State.FAILED)).error == "no such file"
        assert failed.hint == "check the path"
        studio.until(good.id, State.READY)


def test_a_file_that_kills_its_parser_fails_alone(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others that were to be read in the same process get one of their own."""
    bad, good = studio.file("bad.txt", "The bad one."), studio.file("good.txt", "The good one has words. " * 30)
    read = contents._all

    def limited(_function: object, folder: Path, wanted: list[tuple[Path, int]], most: int, **named: object) -> object:
        if bad in [path for path, _ in wanted]:
            raise HostileError("reading it took more than 120 s of work")
        return read(folder, wanted, most, split=True)

    monkeypatch.setattr(contents, "run_limited", limited)
    first, second = contents.contents(studio.queue.show, [(bad, 0), (good, 0)])
    assert isinstance(first, HostileError)
    assert first.message == "bad.txt: reading it took more than 120 s of work"
    assert isinstance(second, contents.Contents)


def test_an_address_that_answers_for_ever_holds_up_nobody(studio: Studio) -> None:
    endless, let_go = "https://slow.example/?token=abc123", threading.Event()

    def slow(folder: Path) -> Path:
        let_go.wait(30)
        raise UnreadableError("the server did not answer in 30 s", hint="try again")

    studio.pages = {
        endless: slow,
        "https://good.example/": lambda folder: studio.file("page.md", f"# A page\n\n{SENTENCE.format(n=1) * 12}"),
    }
    first = studio.queue.add_address(endless)
    second = studio.queue.add_address("https://good.example/")
    post = studio.post("one")
    with studio.at_work():
        assert studio.until(second.id, State.READY).title == "A page"
        studio.until(post.id, State.READY)
        assert studio.queue.get(first.id).state is State.READING
        let_go.set()
        failed = studio.until(first.id, State.FAILED)
    assert (failed.error, failed.hint) == ("the server did not answer in 30 s", "try again")
    studio.queue.retry(first.id)
    assert studio.queue.get(first.id).address == endless, "it is needed to try again"


def test_a_fetched_address_is_kept_without_its_secret(studio: Studio) -> None:
    address = "https://jo:secret@good.example/post"
    studio.pages = {address: lambda folder: studio.file("page.md", f"# A page\n\n{SENTENCE.format(n=1) * 12}")}
    draft = studio.queue.add_address(address)
    with studio.at_work():
        assert "secret" not in studio.until(draft.id, State.READY).address
    assert studio.queue.add_address(address).id == draft.id


def test_what_was_asked_for_and_is_doubtful_waits_for_an_answer(studio: Studio) -> None:
    short = studio.queue.add(
        studio.file("short.html", "<html><body><article><p>Only a few words.</p></article></body></html>")
    )
    typed = studio.queue.add(studio.file("typed.txt", "Only a few words, but typed.\n"), force=True)
    for draft in (short, typed):
        studio.queue.make(draft.id)
    with studio.at_work():
        assert studio.until(short.id, State.READY).doubts
        studio.until(typed.id, State.MADE)
    assert studio.maker.made == [["typed"]]


# ---------------------------------------------------------------- in order


def test_short_articles_are_made_together_in_their_order(studio: Studio) -> None:
    """One run for each would bring the feed up to date for each; a long one has a run of its own."""
    studio.queued("a", "b")
    studio.queued("long", doubts=())
    studio.queue.describe(3, characters=50_000)
    studio.queued("c", "d")
    studio.queue.move(5, "up")
    with studio.at_work():
        studio.waiting(lambda: studio.queue.counts()[State.MADE] == 5)
    assert studio.maker.made == [["a", "b"], ["long"], ["d", "c"]]
    assert studio.queue.get(1).episode == "a-1a2b"


def test_what_goes_into_one_run() -> None:
    """Not two articles of one file, nor what is made in spite of doubts with what is not."""

    def drafts(**changes: object) -> list[str]:
        first = Draft(1, State.QUEUED, "1", "a.md", characters=100)
        second = Draft(2, State.QUEUED, "2", **{"path": "b.md", "characters": 100, **changes})  # type: ignore[arg-type]
        return [draft.path for draft in worker._one_run([first, second])]

    assert drafts() == ["a.md", "b.md"]
    assert drafts(path="a.md") == drafts(force=True) == drafts(tonight=True) == drafts(characters=9000) == ["a.md"]


def test_a_cancelled_article_is_stopped_and_the_others_go_on(studio: Studio) -> None:
    first, second = studio.queued("a", "b")
    studio.maker.does = [studio.maker.until_stopped]
    with studio.at_work():
        studio.waiting(lambda: studio.queue.progress.making(first))
        studio.until(second, State.SPEAKING)
        studio.queue.cancel(first)
        studio.until(second, State.MADE)
    assert studio.queue.get(first).state is State.READY
    assert studio.maker.made == [["a", "b"], ["b"]]


def test_what_is_put_first_does_not_wait_behind_a_book(studio: Studio) -> None:
    """The book goes on afterwards."""
    (book,) = studio.queued("book")
    studio.queue.describe(book, characters=900_000)
    studio.maker.does = [studio.maker.until_stopped]
    with studio.at_work():
        studio.until(book, State.SPEAKING)
        (small,) = studio.queued("small")
        studio.queue.move(small, "first")
        studio.until(book, State.MADE)
    assert studio.maker.made == [["book"], ["small"], ["book"]]


def test_tonight_waits_for_the_night(studio: Studio) -> None:
    """By day all others are made; at night what would not be done by the morning waits for the next one."""
    first, second, third = studio.queued("a", "b", "c")
    for number in (first, third):
        studio.queue.tonight(number)
    with studio.at_work():
        studio.until(second, State.MADE)
        assert studio.maker.made == [["b"]]
        studio.maker.does = [lambda work, tell: (tell(outcome(work.articles[0][0])), tell(Published()))[0]]
        studio.now = MIDNIGHT
        studio.queue.ring()
        studio.until(first, State.MADE)
        studio.until(third, State.QUEUED)
        assert studio.maker.works[-1].until == MIDNIGHT.replace(hour=7, minute=0)
        studio.now = MIDNIGHT.replace(hour=6)
        studio.queue.ring()
        studio.queue.move(third, "last")
        assert len(studio.maker.works) == 2, "it would not be done any more"
        studio.now = MIDNIGHT + dt.timedelta(days=1)
        studio.queue.ring()
        studio.until(third, State.MADE)


def test_the_hours_of_a_night() -> None:
    night, noon = hours("23:00-07:00"), hours(" 9:30 - 12:00 ")
    assert night is not None
    assert noon is not None
    assert [night.until(MIDNIGHT.replace(hour=h)) for h in (7, 12, 22)] == [None] * 3
    assert night.until(MIDNIGHT.replace(hour=23)) == dt.datetime(2026, 3, 6, 7, tzinfo=dt.UTC)
    assert night.until(MIDNIGHT.replace(hour=6, minute=59)) == dt.datetime(2026, 3, 5, 7, tzinfo=dt.UTC)
    assert noon.until(MIDNIGHT.replace(hour=9)) == dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
    assert (night.length, noon.length) == (dt.timedelta(hours=8), dt.timedelta(hours=2.5))
    assert hours("at night") is hours("25:00-07:00") is None


# ---------------------------------------------------------------- what goes wrong


def test_another_run_is_waited_for(studio: Studio) -> None:
    """The page names the run that holds the show, and the queue continues by itself."""
    (number,) = studio.queued("a")
    lock = studio.queue.show.state / "lock"

    def locked(work: Work, tell: Tell) -> None:
        with locks.lock(lock):
            studio.maker.good(work, tell)

    studio.maker.does = [locked] * 1000
    with contextlib.ExitStack() as held:
        held.enter_context(locks.lock(lock))
        with studio.at_work():
            trouble = studio.waiting(lambda: studio.queue.progress.trouble)
            assert isinstance(trouble, BusyError)
            assert trouble.message.startswith("another run holds")
            studio.until(number, State.QUEUED)
            held.close()
            studio.until(number, State.MADE)
            studio.waiting(lambda: studio.queue.progress.trouble is None)


def test_a_full_disk_is_told_and_the_queue_goes_on_when_there_is_room(studio: Studio) -> None:
    first, second = studio.queued("a", "b")
    full = StorageError("the disk is full: could not keep a segment", hint="free some space")
    studio.maker.does = [raising(full)] * 3
    with studio.at_work():
        assert studio.waiting(lambda: studio.queue.progress.trouble) is full
        studio.until(second, State.MADE)
    assert studio.queue.get(first).state is State.MADE
    assert studio.queue.progress.trouble is None


def test_a_row_that_cannot_be_written_stops_the_run(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has made by then is found again, and not made twice."""
    (number,) = studio.queued("a")
    change, failed = studio.queue.change, []

    def full(number: int, values: dict[str, object], **named: object) -> bool:
        if values.get("state") is State.MADE and not failed:
            failed.append(number)
            raise StorageError("the disk is full: could not write the library")
        return change(number, values, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(studio.queue, "change", full)
    with studio.at_work():
        studio.until(number, State.MADE)
    assert failed == [number]
    assert studio.maker.made == [["a"], ["a"]]


def test_an_article_that_kills_the_process_three_times_is_given_up(studio: Studio) -> None:
    first, second = studio.queued("a", "b")
    died = EngineDied("the process that makes episodes died")
    studio.maker.does = [raising(died)] * 3
    with studio.at_work():
        failed = studio.until(first, State.FAILED)
        studio.until(second, State.MADE)
    assert failed.error == "the process that makes episodes died, 3 times"
    assert studio.queue.retry(first).deaths == 0


def test_a_bug_fails_one_article(studio: Studio) -> None:
    first, second = studio.queued("a", "b")
    studio.maker.does = [raising(UnforeseenError("unexpected KeyError: 'x'", hint="please report it"))]
    with studio.at_work():
        studio.until(second, State.MADE)
    assert studio.queue.get(first).error == "unexpected KeyError: 'x'"


def test_an_article_that_cannot_be_made_says_why(studio: Studio) -> None:
    first, second, third = studio.queued("a", "b", "c")
    names = {"a": {"status": Status.FAILED, "reason": "the voice joe is not installed", "error_kind": "VoiceError",
                   "hint": "podcaster voices install joe", "path": None},
             "b": {"status": Status.SKIPPED, "kind": "another save of the same article", "path": None},
             "c": {}}  # fmt: skip

    def some(work: Work, tell: Tell) -> None:
        for path, _ in work.articles:
            tell(outcome(path, **names[path.stem]))
        tell(Published())

    studio.maker.does = [some]
    with studio.at_work():
        studio.until(third, State.MADE)
        studio.until(second, State.MADE)
    failed = studio.queue.get(first)
    assert (failed.state, failed.error_kind, failed.hint) == (
        State.FAILED,
        "VoiceError",
        "podcaster voices install joe",
    )
    assert studio.maker.made == [["a", "b", "c"], ["b"]], "the other save has its turn afterwards"


def test_the_next_article_has_the_new_settings(studio: Studio) -> None:
    first, second = studio.queued("a", "b")
    settings = studio.queue.show.folder / "podcaster.toml"

    def changed(work: Work, tell: Tell) -> None:
        settings.write_text(f"{TOML}pace = 0.9\n")
        tell(outcome(work.articles[0][0]))
        tell(Published())
        assert studio.maker.stopped.is_set()
        raise Stopped("stopped")

    studio.maker.does = [changed]
    with studio.at_work():
        studio.until(second, State.MADE)
    assert studio.queue.get(first).state is State.MADE
    assert studio.maker.made == [["a", "b"], ["b"]]


def test_after_a_kill_everything_goes_on(studio: Studio) -> None:
    """What was being made is made, in its place of the queue."""
    first, second = studio.queued("a", "b")
    studio.queue.describe(first, state=State.SPEAKING)
    post = studio.post("one")
    with studio.at_work():
        studio.until(first, State.MADE)
        studio.until(post.id, State.READY)
    assert studio.maker.made[0][0] == "a"
    assert studio.queue.get(second).state is State.MADE


def test_the_end_of_the_studio_stops_what_is_made(studio: Studio) -> None:
    (number,) = studio.queued("a")
    studio.maker.does = [studio.maker.until_stopped]
    with studio.at_work():
        studio.until(number, State.SPEAKING)
    assert studio.maker.stopped.is_set()
    assert studio.queue.get(number).state is State.QUEUED


def test_a_show_that_is_moved_while_its_library_is_opened(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there a moment before: the reason is not that a file cannot be opened."""
    studio.queued("a")

    def opened(path: Path, *, read_only: bool = False) -> Library:
        if studio.queue.show.folder.exists():
            studio.queue.show.folder.rename(tmp_path / "moved")
        return Library(path, read_only=read_only)

    monkeypatch.setattr("podcaster.studio.queue.Library", opened)
    with pytest.raises(StorageError, match="was moved or deleted while the studio was open"):
        studio.queue.speed()


def test_a_moved_show_is_told_and_the_queue_goes_on_when_it_is_back(studio: Studio, tmp_path: Path) -> None:
    (number,) = studio.queued("a")
    studio.queue.cancel(number)
    folder = studio.queue.show.folder
    with studio.at_work():
        folder.rename(tmp_path / "moved")
        studio.queue.ring()
        trouble = studio.waiting(lambda: studio.queue.progress.trouble)
        assert "was moved or deleted while the studio was open" in trouble.message
        assert not folder.exists()
        (tmp_path / "moved").rename(folder)
        studio.queue.make(number)
        studio.until(number, State.MADE)
        studio.waiting(lambda: studio.queue.progress.trouble, lambda left: left is None)  # every thread has gone on
