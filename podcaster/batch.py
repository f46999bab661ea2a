"""Many articles in one run: nothing is lost, nothing is done twice, one bad file stops nobody."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from podcaster import errors, files, intake, reading, report, unforeseen
from podcaster.config import Show
from podcaster.engines.pool import Pending, Pool
from podcaster.errors import InputError, PodcasterError, Stopped, StorageError
from podcaster.forecast import Pace, in_time
from podcaster.intake import Order, SavedFile
from podcaster.library import Library, SourceState
from podcaster.model import Article, Outcome, Status, Utterance
from podcaster.pipeline import Job, SegmentLost, Workshop
from podcaster.reading.safe import shown
from podcaster.stopping import polite
from podcaster.tally import Stage, Tally

FEED_EVERY_S = 30.0  # while a run goes on; always at its end
FREE_BYTES = 20_000_000  # below this no run is begun


@dataclass(frozen=True, slots=True)
class Options:
    """How to go about a run."""

    jobs: int = 0  # workers; 0: the show's setting, else physical cores
    force: bool = False  # doubtful saves too
    retry: bool = False  # quarantined ones too
    limit: int = 0  # articles to make at most; 0: all
    until: dt.datetime | None = None  # aware; no article is begun that would not be finished by then
    order: Order = Order.NAME
    shard: tuple[int, int] = (1, 1)  # this one of so many: for job arrays, each with a show of its own
    gentle: bool = False  # at the lowest priority, for a machine that somebody works at
    report: bool = False  # write a page about the run


@dataclass(frozen=True, slots=True)
class Progress:
    """Sent while a run goes on; only the terminal knows bars."""

    done_characters: int
    all_characters: int  # of what has been read, and an estimate for what has not
    articles_done: int
    articles: int  # files found
    title: str = ""
    outcome: Outcome | None = None  # when this is the end of one


Watch = Callable[[Progress], None]


Kept = Future[float]  # seconds of speech, once its segment is in the store


@dataclass(slots=True)
class _Ticket:
    """An article on its way through the pool."""

    job: Job
    file: SavedFile
    to_speak: deque[tuple[str, Utterance]]
    waiting: int = 0
    synthesized: int = 0
    mended: bool = False
    error: PodcasterError | None = None

    @property
    def complete(self) -> bool:
        return self.waiting == 0 and (not self.to_speak or self.error is not None)


def run(
    show: Show, sources: Sequence[Path], options: Options | None = None, watch: Watch | None = None
) -> list[Outcome]:
    """Make an episode of every article in *sources*, files or folders, and bring the feed up to date.

    The same call resumes. Raises BusyError, StorageError or Stopped; what is wrong with one article is in its Outcome.
    """
    with files.lock(show.state / "lock"), Library(show.state / "library.sqlite") as library:
        return _Run(show, library, options or Options(), watch or (lambda _: None)).go(sources)


@dataclass(slots=True)
class _Run:
    show: Show
    library: Library
    options: Options
    watch: Watch
    shop: Workshop = field(init=False)
    outcomes: list[Outcome] = field(default_factory=list)
    claimed: dict[int, str] = field(default_factory=dict)
    active: deque[_Ticket] = field(default_factory=deque)
    flying: deque[tuple[_Ticket, str, Utterance, Kept]] = field(default_factory=deque)
    known: dict[str, SourceState] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    characters: int = 0
    bytes_read: int = 0
    bytes_all: int = 0
    spoken: int = 0
    file_count: int = 0
    made: int = 0
    fed: float = 0.0
    stopping: int = 0
    late: bool = False
    pace: Pace = field(default_factory=Pace)
    tally: Tally = field(default_factory=lambda: Tally(dt.datetime.now(dt.UTC)))

    def go(self, sources: Sequence[Path]) -> list[Outcome]:
        if self.options.gentle and hasattr(os, "nice"):
            os.nice(19)  # the workers inherit it
        self.shop = Workshop(self.show, self.library)
        started = time.monotonic()
        self._before()
        number = self.library.begin_run(" ".join(map(shown, sys.argv[1:])), os.getpid(), dt.datetime.now(dt.UTC))
        with polite(self._stop):
            try:
                with Pool(self.options.jobs or self.show.settings.jobs) as pool:
                    self.tally.jobs = pool.size
                    self._work(sources, pool)
            except (Stopped, KeyboardInterrupt) as error:
                self._publish()
                self._tell(str(error) or "stopped")
                raise
            # After a StorageError nothing more is written: the feed that was there is still good.
            self._publish()
            self.shop.store.prune()
            counts = Counter(str(o.status) for o in self.outcomes)
            self.library.end_run(number, dt.datetime.now(dt.UTC), counts, time.monotonic() - started, self.spoken)
        self._tell("stopped" if self.stopping else "nothing more would have been done in time" if self.late else "")
        if self.stopping:
            raise Stopped.by(self.stopping)
        return self.outcomes

    def _publish(self) -> None:
        with self.tally.stage(Stage.FEED):
            self.shop.publish_feed()

    def _tell(self, ended_by: str) -> None:
        if self.options.report:
            report.write(self.show, self.tally.record(ended_by))

    def _stop(self, number: int) -> None:
        self.stopping = number

    def _before(self) -> None:
        """What can be known before the first minute of work."""
        free = shutil.disk_usage(self.show.folder).free
        if free < FREE_BYTES:
            raise StorageError(
                f"only {free // 1_000_000} MB are free for {self.show.folder}",
                hint=f"at least {FREE_BYTES // 1_000_000} MB are needed to begin",
            )
        files.remove_leftovers(self.show.folder)
        _ = self.shop.ffmpeg, self.shop.lexicon  # both raise what is wrong with them
        self.shop.refuse_bad_show()
        self.known = self.library.sources()
        for episode in self.library.episodes():
            if not self.shop.is_whole(episode):
                self.broken.add(episode.source.split("#")[0])

    # ------------------------------------------------------------ the loop

    def _work(self, sources: Sequence[Path], pool: Pool) -> None:
        window = 4 * pool.size
        opened, exhausted = self._open(sources), False
        while True:
            if self.stopping:
                pool.stop()
            while not self.stopping and len(self.flying) < window:
                ticket = next((t for t in self.active if t.to_speak and t.error is None), None)
                if ticket:
                    key, utterance = ticket.to_speak.popleft()
                    if self.shop.store.contains(key):
                        continue  # another article has said the same in the meantime
                    ticket.waiting += 1
                    self.flying.append((ticket, key, utterance, self._submit(pool, key, utterance)))
                elif exhausted or len(self.active) > 2 * pool.size:
                    break
                elif (fresh := next(opened, None)) is not None:
                    if not self._in_time(fresh):
                        self.late, exhausted = True, True
                        break
                    self.active.append(fresh)
                else:
                    exhausted = True
            if self.flying:
                self._collect(*self.flying.popleft())
            while self.active and self.active[0].complete and not self.stopping:
                self._finish(self.active.popleft())
            if not self.flying and (self.stopping or (exhausted and not self.active)):
                return

    def _submit(self, pool: Pool, key: str, utterance: Utterance) -> Kept:
        """Speak and keep: in the worker's thread, so that a kill costs what is being spoken and nothing more.

        The same sentence of two articles that are both on their way is spoken once.
        """
        for _, other, _, kept in self.flying:
            if other == key:
                return kept
        result: Kept = Future()

        def keep(pending: Pending) -> None:
            from podcaster.audio import stitch

            try:
                speech = pending.result()
                self.shop.store.put(stitch.prepare(speech, key))
                result.set_result(speech.pcm.seconds)
            except BaseException as error:  # noqa: BLE001 it is raised again where the result is asked for
                result.set_exception(error)

        pool.submit(utterance).add_done_callback(keep)
        return result

    def _collect(self, ticket: _Ticket, key: str, utterance: Utterance, kept: Kept) -> None:
        ticket.waiting -= 1
        try:
            with self._telling(ticket.job.article.source, Stage.VOICES):
                seconds = kept.result()
            if all(other != key for _, other, _, _ in self.flying):  # counted once, where two articles wait for it
                ticket.synthesized += 1
                self.tally.spoke(len(utterance.spoken), seconds)
        except Stopped:
            return  # its turn had not come when the run was stopped
        except StorageError:
            raise
        except PodcasterError as error:
            ticket.error = ticket.error or error
        self.spoken += len(utterance.spoken)
        self.pace.add(self.spoken)
        self._report(ticket.job.article.title)

    def _finish(self, ticket: _Ticket) -> None:
        article, file = ticket.job.article, ticket.file
        try:
            if ticket.error:
                raise ticket.error
            with self._telling(article.source, Stage.MASTERING):
                outcome = self.shop.finish(ticket.job, synthesized=ticket.synthesized)
        except (StorageError, Stopped):
            raise
        except SegmentLost as error:
            if not ticket.mended:
                ticket.mended, ticket.to_speak = True, deque(self.shop.missing(ticket.job, look_inside=True))
                self.active.appendleft(ticket)
                return
            outcome = self._failed(article.source, article.title, file, error)
        except PodcasterError as error:
            outcome = self._failed(article.source, article.title, file, error)
        self._close(file, outcome)
        if time.monotonic() - self.fed > FEED_EVERY_S:
            if self.fed:
                self._publish()
            self.fed = time.monotonic()

    def _in_time(self, ticket: _Ticket) -> bool:
        ahead = sum(len(u.spoken) for t in (*self.active, ticket) for _, u in t.to_speak)
        return in_time(self.options.until, ahead, self.pace, dt.datetime.now(dt.UTC))

    # ------------------------------------------------------------ opening articles

    def _open(self, sources: Sequence[Path]) -> Iterator[_Ticket]:
        """Tickets for what has to be made; everything else gets its outcome here."""
        found = intake.in_order(map(intake.look, intake.chosen(sources, self.options.shard)), self.options.order)
        self.file_count, self.bytes_all = len(found), sum(f.size for f in found)
        for file in found:
            if self.stopping:
                return
            yield from self._open_file(file)
            file.read = True
            self.bytes_read += file.size
            self._settle(file)

    def _open_file(self, file: SavedFile) -> Iterator[_Ticket]:
        state = self.known.get(file.name)
        if state and state.fingerprint == self.shop.fingerprint and file.name not in self.broken:
            same = (state.size, state.mtime_ns) == (file.size, file.mtime_ns)
            if same or (state.size == file.size and state.sha256 == files.sha256(file.path)):
                file.sha256 = state.sha256
                if not same:
                    self._remember(file, state.episodes)
                self._report_outcome(Outcome(file.name, Status.UNCHANGED))
                file.spoiled = True  # nothing new to remember
                return
        try:
            file.sha256 = intake.digest(file)
            before = self.library.failure(file.name)
            if before and before.quarantined and before.sha256 == file.sha256 and not self.options.retry:
                file.spoiled = True
                self._report_outcome(
                    Outcome(
                        file.name,
                        Status.QUARANTINED,
                        reason=before.error,
                        hint=before.hint or "podcaster retry gives it another try",
                        exit_code=65,
                        error_kind=before.error_kind,
                    )
                )
                return
            found = reading.read(file.path, on_error=lambda source, error: self._refuse(source, file, error))
            while True:
                with self._telling(file.name, Stage.READING):
                    article = next(found, None)
                if article is None:
                    return
                file.articles += 1
                if ticket := self._open_article(article, file):
                    file.open += 1
                    yield ticket
                if self.stopping:
                    file.spoiled = True
                    return
        except (StorageError, Stopped):
            raise
        except OSError as error:
            self._refuse(file.name, file, errors.UnreadableError(f"could not read {file.path}: {error.strerror}"))
        except PodcasterError as error:
            self._refuse(file.name, file, error)

    def _refuse(self, source: str, file: SavedFile, error: PodcasterError) -> None:
        self._report_outcome(self._failed(source, "", file, error))

    def _open_article(self, article: Article, file: SavedFile) -> _Ticket | None:
        outcome: Outcome | None = None
        try:
            if article.draft:
                outcome = Outcome(article.source, Status.SKIPPED, article.title, reason="it is a draft")
            elif article.doubts and not self.options.force:
                what = "; ".join(sentence for _, sentence in article.doubts)
                raise errors.DoubtfulError(f"{article.source}: {what}", hint="--force makes the episode all the same")
            elif self.options.limit and self.made >= self.options.limit:
                file.spoiled = True
                return None
            else:
                saved = dt.datetime.fromtimestamp(file.mtime_ns / 1e9, dt.UTC)
                with self._telling(article.source, Stage.SCRIPT):
                    job = self.shop.open(article, saved)
                first = self.claimed.setdefault(job.entry.id, article.source)
                if first != article.source:
                    outcome = Outcome(
                        article.source,
                        Status.SKIPPED,
                        article.title,
                        reason=f"another save of the same article: {first}",
                    )
                elif self.shop.stands(job):
                    outcome = Outcome(article.source, Status.UNCHANGED, article.title)
                else:
                    missing = deque(self.shop.missing(job))
                    self.made += 1
                    self.characters += sum(len(u.spoken) for _, u in missing)
                    self.tally.not_spoken(article, job.script)
                    return _Ticket(job, file, missing)
        except (StorageError, Stopped):
            raise
        except PodcasterError as error:
            outcome = self._failed(article.source, article.title, file, error)
        self._report_outcome(outcome)
        return None

    # ------------------------------------------------------------ outcomes

    def _failed(self, source: str, title: str, file: SavedFile, error: PodcasterError) -> Outcome:
        file.spoiled = True
        permanent = isinstance(error, InputError)
        failure = self.library.fail(source, file.sha256, error, permanent=permanent)
        status = Status.QUARANTINED if failure.quarantined and not permanent else Status.FAILED
        return Outcome(
            source, status, title, error.message, error.hint, error.exit_code, error_kind=type(error).__name__
        )

    @contextmanager
    def _telling(self, what: str, stage: Stage) -> Iterator[None]:
        with self.tally.stage(stage), unforeseen.told(what, self.show.state / "logs" / "errors.log"):
            yield

    def _close(self, file: SavedFile, outcome: Outcome) -> None:
        file.open -= 1
        self._report_outcome(outcome)
        self._settle(file)

    def _settle(self, file: SavedFile) -> None:
        """Remember a file once all of its articles are dealt with, so that the next run need not open it."""
        if file.read and file.open == 0 and not file.spoiled:
            self._remember(file, file.articles)
            file.spoiled = True

    def _remember(self, file: SavedFile, articles: int) -> None:
        self.library.remember_source(
            SourceState(file.name, file.size, file.mtime_ns, file.sha256, self.shop.fingerprint, articles)
        )

    def _report_outcome(self, outcome: Outcome | None) -> None:
        if outcome:
            self.outcomes.append(outcome)
            self.tally.outcome(outcome)
            self._report(outcome.title, outcome)

    def _report(self, title: str, outcome: Outcome | None = None) -> None:
        unread = self.bytes_all - self.bytes_read
        ratio = self.characters / self.bytes_read if self.bytes_read and self.characters else 0.2
        ahead = int(unread * min(ratio, 1.0))
        total = max(self.characters + ahead, self.spoken)
        self.watch(Progress(self.spoken, total, len(self.outcomes), self.file_count, title, outcome))
