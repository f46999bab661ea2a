"""Many articles in one run: nothing is lost, nothing is done twice, and one bad file does not stop the run."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from podcaster import heap, unforeseen, voice
from podcaster.batch import choices, menu, report
from podcaster.batch.casting import Casting
from podcaster.batch.feeding import Feeding
from podcaster.batch.intake import Options
from podcaster.batch.opening import Opening, Ticket
from podcaster.batch.progress import Phase, Progress, Watch
from podcaster.batch.speaking import Sentence, Speaking
from podcaster.batch.stopping import Stop, polite
from podcaster.batch.tally import Stage, Tally
from podcaster.batch.threads import Beside, at_idle_priority
from podcaster.config import Show
from podcaster.engines import devices, share
from podcaster.engines.pool import ON_CORES, Pool
from podcaster.episode import finishing, forecast, retention
from podcaster.episode.workshop import SegmentLost, Workshop
from podcaster.errors import PodcasterError, Stopped, StorageError
from podcaster.library import Library
from podcaster.model import Episode, Outcome, Status
from podcaster.publishing import backups, show_library
from podcaster.reading.safe import shown
from podcaster.voice.casting import cast_for

__all__ = ["Options", "Progress", "Stop", "Watch", "run"]

# Utterances under way for each worker, so that none is idle while a long article is read or the feed is built.
WINDOW = 32
PATIENCE_S = 2.0  # with an episode that is being finished at a stop: on a busy machine the rest takes seconds too
VOICE_S = 1.0  # without a first sentence, until the line about preparing the voice
AHEAD = 8  # articles read in advance, so that the work of a small run is known early
AHEAD_CHARACTERS = 200_000  # and not more, because scripts take memory
CHARACTERS_A_WORKER = 200  # of the expected text; each worker that is started early should get some of it
MENDS = 5  # times that the damaged or missing segments of one article are spoken again
MASTERS = 8  # episodes encoded at once, at most: with a fast voice that is most of the work


def run(
    show: Show,
    sources: Sequence[Path],
    options: Options | None = None,
    watch: Watch | None = None,
    *,
    pool: Pool | None = None,
    note: show_library.Note | None = None,
    stop: Stop | None = None,
) -> list[Outcome]:
    """Make an episode of every article in *sources*, files or folders, and bring the feed up to date.

    The same call resumes. *pool*: voices that are warm already, and stay so. *note*: takes lines about the show as a
    whole. *stop*: lets another thread stop it. Raises BusyError, StorageError, Stopped, or RegionError if the part that
    *options* choose is not there; what is wrong with one article is in its Outcome.
    """
    note = note or (lambda _: None)
    with show_library.for_writing(show, note) as library:
        if options:
            choices.settle(library, sources, options, split=show.settings.split, note=note)
        run = _Run(show, library, options or Options(), watch or (lambda _: None), pool, note, stop)
        outcomes = run.go(sources)
        if run.shop.publisher.left_out:
            note(run.shop.publisher.left_out_line())
        if line := run.shop.publisher.language_line():
            note(line)
        if run.before and not run.shop.added and (line := run.shop.publisher.old_posts_line(run.added)):
            note(line)
        return outcomes


@dataclass(slots=True)
class _Run:
    show: Show
    library: Library
    options: Options
    watch: Watch
    warm: Pool | None
    note: show_library.Note
    stop: Stop | None
    shop: Workshop = field(init=False)
    opening: Opening = field(init=False)
    outcomes: list[Outcome] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)  # of all outcomes, by status
    spoken_s: float = 0.0  # of speech, made by this run
    active: deque[Ticket] = field(default_factory=deque)
    speaking: Speaking = field(init=False)
    finishing: deque[tuple[Ticket, Future[Episode]]] = field(default_factory=deque)
    feeding: Feeding = field(init=False)
    added: list[str] = field(default_factory=list)  # names of new episodes
    before: int = 0  # episodes that the show had
    stopping: int = 0
    stop_by: float = 0.0
    given_up: bool = False
    late: bool = False
    phase: Phase = Phase.READING
    pace: forecast.Pace = field(default_factory=forecast.Pace)
    news: menu.News = field(default_factory=menu.News)
    tally: Tally = field(default_factory=lambda: Tally(dt.datetime.now(dt.UTC)))

    def go(self, sources: Sequence[Path]) -> list[Outcome]:
        if self.options.gentle:
            at_idle_priority()
        self.shop = Workshop(self.show, self.library, added=self.options.added)
        self.speaking = Speaking(self.shop, self.options.ear)
        self.opening = Opening(
            self.show,
            self.library,
            self.shop,
            self.options,
            self.tally,
            lambda: self.stopping > 0,
            Casting(self.show.settings, self.note, self.options.person),
        )
        started, self.feeding = time.monotonic(), Feeding(self._publish)
        with polite(self._stop, self.stop, self.note), contextlib.closing(self.shop.store):
            self._before()
            self.before = self.library.count()
            if not self.before:
                self.feeding.begin()
            for outcome in self.opening.look(sources):
                self._report_outcome(outcome)
                self.feeding.if_due()
            todo = self.opening.todo
            self._promise()
            number = self.library.begin_run(" ".join(map(shown, sys.argv[1:])), os.getpid(), dt.datetime.now(dt.UTC))
            try:
                if todo or self.news.count:
                    # Half of the estimate is certain enough to refuse a night that could only end with a full disk.
                    if not (self.options.limit or self.options.until):
                        self.opening.check_disk(self.opening.load.ahead // 2, what="this run")
                    self._with_voices(self.opening.tickets())
            except (Stopped, KeyboardInterrupt) as error:
                self._publish()
                self._tell(str(error) or "stopped")
                raise
            # After a StorageError nothing more is written, and the old feed is still good.
            menu.withdraw_former(self.shop)
            retention.apply(self.shop.publisher, dt.datetime.now(dt.UTC), self.note)
            self._publish()
            menu.sweep(self.shop)
            if todo:
                self.shop.store.prune()
            now, seconds = dt.datetime.now(dt.UTC), time.monotonic() - started
            self.library.end_run(number, now, self.counts, seconds, self.opening.load.spoken)
            backups.keep(self.show, self.library, self.note)
        self._tell(
            "stopped" if self.stopping else "no further article would have been finished in time" if self.late else ""
        )
        if self.stopping:
            raise Stopped.by(self.stopping)
        return self.outcomes

    def _promise(self) -> None:
        """Say what will be done by --until, and judge the first articles by the speed of the latest run."""
        until, speed = self.options.until, self.library.speed()
        if until and (ahead := self.opening.load.ahead):
            self.pace = forecast.Pace(before=speed)
            told = forecast.promise(until, ahead, speed, dt.datetime.now(dt.UTC))
            self.watch(replace(self._progress(""), promise=told))

    def _with_voices(self, opened: Iterator[Ticket | Outcome]) -> None:
        heap.one_for_all()
        with self._voices() as pool:
            self.tally.jobs = pool.size
            self._warm(pool)
            # Sound and pages are made in threads of their own, so that no voice ever waits for an encoder.
            masters: Beside[Episode] = Beside(min(pool.size, MASTERS), "mastering")
            try:
                self._work(opened, pool, masters)
            except BaseException:
                self.given_up = True
                raise
            finally:
                masters.close(PATIENCE_S)
            if self.options.menu:
                self._menu(pool)

    def _voices(self) -> contextlib.AbstractContextManager[Pool]:
        if self.warm:
            return contextlib.nullcontext(self.warm)
        settings, threads = self.show.settings, 1
        jobs = self.options.jobs or settings.jobs
        if not jobs and settings.device in ON_CORES:
            with contextlib.suppress(PodcasterError):  # a missing voice is reported for each article
                narrator = voice.find(cast_for(settings.language, settings).narrator)
                jobs, threads = share.best(narrator, self.opening.load.ahead, settings.device)
        return Pool(jobs, threads=threads, device=settings.device)

    def _warm(self, pool: Pool) -> None:
        """Load the narrator's voice while the first file is read: most articles are in the language of the show."""
        if not self.warm:
            narrator = cast_for(self.show.settings.language, self.show.settings).narrator
            pool.warm(narrator, 1 + self.opening.load.ahead // CHARACTERS_A_WORKER)

    def _menu(self, pool: Pool) -> None:
        with self.tally.stage(Stage.VOICES):
            outcome = menu.make(
                self.shop,
                pool,
                self.news,
                self.outcomes,
                now=dt.datetime.now().astimezone(),
                in_time=self._have_time_for,
                stopped=lambda: self.stopping > 0,
            )
        if outcome:
            self._report_outcome(outcome)

    def _publish(self) -> None:
        with self.tally.stage(Stage.FEED):
            if self.opening.broken or not self.shop.publisher.is_current():
                self.shop.publisher.publish()
        if ear := self.options.ear:
            ear.published()

    def _tell(self, ended_by: str) -> None:
        if self.options.report:
            report.write(self.show, self.tally.record(ended_by))

    def _stop(self, number: int) -> None:
        self.stopping, self.stop_by = number, time.monotonic() + PATIENCE_S

    def _before(self) -> None:
        """Check everything that can be checked before the first minute of work."""
        forecast.refuse_full(self.show.folder)
        devices.refuse_missing(self.show.settings.device)  # not after an hour
        self.shop.store.sweep()
        # Each raises its own error if it cannot be used.
        _ = self.shop.dressing, self.shop.lexicon, self.shop.fingerprint
        self.shop.publisher.refuse_bad_show()
        retention.agree_if_little(self.shop.publisher, dt.datetime.now(dt.UTC))
        if self.options.menu:
            self.news.recall(self.library)

    # ------------------------------------------------------------ the loop

    def _work(self, opened: Iterator[Ticket | Outcome], pool: Pool, masters: Beside[Episode]) -> None:
        exhausted = False
        self.watch(self._progress(""))
        while True:
            if self.stopping:
                pool.stop()
            exhausted = self._send_out(opened, pool) or exhausted
            while not exhausted and self._may_read_ahead():
                exhausted = self._open_next(opened)
            self.feeding.if_due()
            if self.speaking:
                self._wait_for_voice(pool)
                self.feeding.meanwhile(self.speaking.next.kept)
                self._collect(self.speaking.take())
            while self.active and self.active[0].complete and not self.stopping:
                self._begin_to_finish(self.active.popleft(), masters)
            # Episodes are encoded while the next articles are spoken, but only a few may wait for it.
            idle = not self.speaking and not (self.active and not self.stopping)
            while self.finishing and (idle or self.finishing[0][1].done() or len(self.finishing) > 2 * pool.size):
                self.feeding.meanwhile(self.finishing[0][1])
                self._record(*self.finishing.popleft())
            if not self.speaking and not self.finishing and (self.stopping or (exhausted and not self.active)):
                for outcome in self.opening.told():
                    self._report_outcome(outcome)
                return

    def _send_out(self, opened: Iterator[Ticket | Outcome], pool: Pool) -> bool:
        """Give the voices enough to do. Returns True if no article is left to open."""
        while not self.stopping and len(self.speaking) < WINDOW * pool.size:
            ticket = next((t for t in self.active if t.to_speak and t.error is None), None)
            if ticket:
                key, utterance = ticket.to_speak.popleft()
                if self.shop.store.hold(ticket.job.entry.guid, key):
                    self.opening.spoke(len(utterance.spoken))
                    continue  # another article with the same sentence was faster
                ticket.waiting += 1
                self.speaking.add(pool, ticket, key, utterance)
            elif len(self.active) > 2 * pool.size:
                return False
            elif self._open_next(opened):
                return True
        return False

    def _open_next(self, opened: Iterator[Ticket | Outcome]) -> bool:
        """Open the next article. Returns True if there is none, or no time for it."""
        if (fresh := next(opened, None)) is None:
            return True
        if isinstance(fresh, Outcome):
            self._report_outcome(fresh)
        elif self._in_time():
            self.active.append(fresh)
        else:
            self.late = True
            return True
        return False

    def _may_read_ahead(self) -> bool:
        """Whether to read more articles in advance while the voices are busy, so that the amount of work is known.

        With --until no article is read in advance, because the speed of the voices has to be known first.
        """
        load = self.opening.load
        busy = self.speaking and not self.speaking.next.kept.done() and not self.stopping and not self.options.until
        return bool(busy and len(self.active) < AHEAD and load.opened - load.spoken < AHEAD_CHARACTERS)

    def _collect(self, sentence: Sentence) -> None:
        ticket, key, utterance, kept = sentence
        ticket.waiting -= 1
        try:
            with self.opening.telling(ticket.job.article.source, Stage.VOICES):
                seconds = kept.result()
            if not self.speaking.has(key):  # counted once if two articles wait for it
                ticket.synthesized += 1
                self.tally.spoke(len(utterance.spoken), seconds)
                self.spoken_s += seconds
        except Stopped:
            return  # its turn had not come when the run was stopped
        except StorageError:
            raise
        except PodcasterError as error:
            ticket.error = ticket.error or error
            self.opening.expect(-sum(len(u.spoken) for _, u in ticket.to_speak))
            ticket.to_speak.clear()
        self.phase = Phase.MAKING
        self.opening.spoke(len(utterance.spoken))
        self.pace.add(self.opening.load.spoken)
        self.watch(self._progress(ticket.job.article.title))

    def _in_time(self) -> bool:
        """Whether all open articles, including the latest, will be done in time."""
        return self._have_time_for(self.opening.load.opened - self.opening.load.spoken)

    def _have_time_for(self, characters: int) -> bool:
        return forecast.in_time(self.options.until, characters, self.pace, dt.datetime.now(dt.UTC))

    # ------------------------------------------------------------ finishing

    def _begin_to_finish(self, ticket: Ticket, masters: Beside[Episode]) -> None:
        def work() -> Episode:
            if ticket.error:
                raise ticket.error
            if self.stopping:
                raise Stopped.by(self.stopping)
            with unforeseen.told(ticket.job.article.source, self.opening.log):
                return finishing.finish(self.shop, ticket.job, given_up=self._out_of_time)

        self.phase = Phase.MAKING
        self.finishing.append((ticket, masters.do(work)))

    def _out_of_time(self) -> bool:
        return self.given_up or (self.stopping > 0 and time.monotonic() > self.stop_by)

    def _record(self, ticket: Ticket, finished: Future[Episode]) -> None:
        article = ticket.job.article
        try:
            with self.opening.telling(article.source, Stage.MASTERING):
                outcome = finishing.record(
                    self.shop, ticket.job, finished.result(), synthesized=ticket.synthesized, news=self.options.menu
                )
            if ticket.job.entry.episode is None:  # a changed episode is no news
                self.news.made(finished.result())
                self.added.append(ticket.job.entry.name)
        except Stopped as error:
            if finished.done() and finished.exception() is error:
                return  # all that was spoken of it is kept
            raise
        except StorageError:
            raise
        except SegmentLost as error:
            if ticket.mended < MENDS:
                ticket.mended += 1
                ticket.to_speak = deque(self.shop.missing(ticket.job, look_inside=True))
                self.opening.expect(sum(len(u.spoken) for _, u in ticket.to_speak))
                self.active.appendleft(ticket)
                return
            outcome = self.opening.failed_article(article, ticket.file, error)
        except PodcasterError as error:
            outcome = self.opening.failed_article(article, ticket.file, error)
        self.shop.let_go(ticket.job)
        ticket.file.open -= 1
        self._report_outcome(outcome)
        self.opening.settle(ticket.file)
        if outcome.status is Status.MADE:
            self.feeding.news()

    def _report_outcome(self, outcome: Outcome) -> None:
        self.counts[outcome.status.value] += 1
        if self.options.unchanged or outcome.status is not Status.UNCHANGED:  # there may be a million of them
            self.outcomes.append(outcome)
        self.tally.outcome(outcome)
        self.watch(replace(self._progress(outcome.title), outcome=outcome))

    def _progress(self, title: str) -> Progress:
        load, files = self.opening.load, self.opening.files
        progress = Progress(load.spoken, load.all, self.counts.total(), files, title, spoken_s=self.spoken_s)
        return replace(progress, certainty=load.certainty, phase=self.phase)

    def _wait_for_voice(self, pool: Pool) -> None:
        """Say that the voice is being loaded, if the first sentence has to wait for it."""
        if self.phase is Phase.READING and self.speaking:
            first = self.speaking.next
            wait([first.kept], VOICE_S)
            if pool.is_loading and not first.kept.done():
                self.phase = Phase.VOICE
                self.watch(self._progress(first.ticket.job.article.title))
