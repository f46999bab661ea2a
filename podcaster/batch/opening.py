"""Turns saved files into articles to be made. Any other file or article gets its outcome here."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from podcaster import reading, unforeseen
from podcaster.batch import choices, intake
from podcaster.batch.casting import Casting
from podcaster.batch.intake import Options, SavedFile
from podcaster.batch.left_alone import (
    AHEAD,
    ANOTHER_SAVE,
    in_quarantine,
    is_doubtful,
    kept_out,
    no_such,
    not_meant,
    why_another_save,
)
from podcaster.batch.tally import Stage, Tally
from podcaster.config import Show
from podcaster.episode import forecast, own, retention
from podcaster.episode.load import Load
from podcaster.episode.workshop import Job, Workshop
from podcaster.errors import (
    DoubtfulError,
    InputError,
    NoTextError,
    PodcasterError,
    Stopped,
    StorageError,
    UnreadableError,
)
from podcaster.library import KEPT_OUT, Failure, Library, SourceState, containers
from podcaster.model import Article, Outcome, Status, Utterance
from podcaster.reading import doubts, edits
from podcaster.reading.safe import shown


@dataclass(slots=True)
class Ticket:
    """An article on its way to being made."""

    job: Job
    file: SavedFile
    to_speak: deque[tuple[str, Utterance]]
    waiting: int = 0
    synthesized: int = 0
    mended: int = 0  # times that lost segments were spoken again
    error: PodcasterError | None = None

    @property
    def complete(self) -> bool:
        return self.waiting == 0 and (not self.to_speak or self.error is not None)


@dataclass(slots=True)
class Opening:
    """Opens the articles of a run one after the other, as soon as there is room for the next."""

    show: Show
    library: Library
    shop: Workshop
    options: Options
    tally: Tally
    stopped: Callable[[], bool]
    casting: Casting
    load: Load = field(default_factory=Load)
    files: int = 0  # found
    made: int = 0  # opened to be made
    _claimed: dict[int, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # files with an episode that is not whole
    todo: list[intake.Seen] = field(default_factory=list)  # new files found by `look`, in the order of the run
    _failures: dict[str, list[Failure]] = field(default_factory=dict)  # that the library knew, by file
    _named: set[str] = field(default_factory=set)  # files that were given as such, and not in a folder
    _outcomes: deque[Outcome] = field(default_factory=deque)  # of articles not to be made, until yielded

    # ------------------------------------------------------------ before the work

    def look(self, sources: Sequence[Path]) -> Iterator[Outcome]:
        """Find the files to convert, for `todo`. Yields unchanged articles, whose files are not even opened."""
        for episode in self.library.files():
            if not self.shop.publisher.files_of(episode).is_complete():
                for source in (episode.source, *containers(episode.source)):
                    self.broken |= {source, shown(Path(source).resolve())}  # it may have been named from here
        for failure in self.library.failures():
            for source in (failure.source, *containers(failure.source)):
                self._failures.setdefault(source, []).append(failure)
        self._named = {intake.look(path).name for path in sources if not path.is_dir()}
        todo = []
        for path in intake.chosen(sources, self.options.shard):
            if self.stopped():
                break
            self.files += 1
            file = intake.look(path)
            state = self._known(file)
            if state and (state.size, state.mtime_ns) == (file.size, file.mtime_ns):
                self._tell_known(file, state)
                yield from self.told()
            else:
                self.load.expect(file.name, file.size, path)
                todo.append((str(path), file.size, file.mtime_ns))
        self.todo = intake.in_order(todo, self.options.order, sources)

    def check_disk(self, characters: int, *, what: str) -> None:
        """Raise StorageError when the disk has no room for the sound of this many characters."""
        free = forecast.free_bytes(self.show.folder)
        settings = self.show.settings
        formats = forecast.formats_of(settings.sound)
        needed = forecast.disk_bytes(characters, settings.sound.quality, settings.cache_mb * 1_000_000, formats)
        if free < needed:
            raise StorageError(
                f"{what} needs about {needed // 1_000_000 + 1} MB and {free // 1_000_000} MB are free for "
                f"{self.show.folder}",
                hint="free some space, or set cache_mb lower; the same command goes on from here",
            )

    # ------------------------------------------------------------ opening

    def tickets(self) -> Iterator[Ticket | Outcome]:
        """Tickets for the articles to be made of `todo`, and outcomes for all others."""
        for path, _, _ in self.todo:
            if self.stopped():
                return
            file = intake.look(Path(path))
            for ticket in self._open_file(file):
                yield from self.told()
                yield ticket
            yield from self.told()
            file.read = True
            self.load.read(file.name, file.size)
            self.settle(file)

    def spoke(self, characters: int) -> None:
        """Count *characters* as spoken, whether by this run or by an earlier one."""
        self.load.spoken += characters

    def expect(self, characters: int) -> None:
        """Add *characters* to what this run has to speak; a negative number takes some off."""
        self.load.opened += characters

    def told(self) -> Iterator[Outcome]:
        """The outcomes of articles that need no episode and were not reported yet. After a stop, some may be left."""
        while self._outcomes:
            yield self._outcomes.popleft()

    def _known(self, file: SavedFile) -> SourceState | None:
        """The file as it was when all of it was dealt with, and would be dealt with again the same."""
        state = self.library.source(file.name)
        if not state or state.fingerprint != self.shop.fingerprint or file.name in self.broken:
            return None
        return None if any(map(self._again, self._failures.get(file.name, ()))) else state

    def _again(self, failure: Failure) -> bool:
        """Whether this run gives a quarantined article another try; one that was dismissed only where it is named."""
        if failure.dismissed and self._named.isdisjoint((failure.source, *containers(failure.source))):
            return False
        return self.options.retry or (self.options.force and failure.error_kind == DoubtfulError.__name__)

    def _tell_known(self, file: SavedFile, state: SourceState) -> None:
        """Report a file without news: its episodes are unchanged, and its quarantined articles stay in quarantine."""
        kept = [f for f in self._failures.get(file.name, ()) if f.quarantined and f.sha256 == state.sha256]
        kept = [f for f in kept if not f.dismissed]
        if state.episodes or not kept:
            self._outcomes.append(Outcome(file.name, Status.UNCHANGED))
        for failure in kept:
            self._outcomes.append(in_quarantine(failure))

    def _open_file(self, file: SavedFile) -> Iterator[Ticket]:
        try:
            with self.telling(file.name, Stage.READING):
                file.sha256 = _digest(file)
            if self._stands(file):
                file.spoiled = file.partial = True  # the library knows all of it already
                return
            meant = self.options.numbers.get(str(file.path))
            found = self._meant(meant, file) if meant else self._read(file)
            while True:
                with self.telling(file.name, Stage.READING):
                    article = next(found, None)
                if article is None:
                    return
                file.articles += 1
                if ticket := self._open_article(replace(article, source=file.source(article.source)), file):
                    file.open += 1
                    yield ticket
                if self.stopped():
                    file.spoiled = file.partial = True
                    return
        except (StorageError, Stopped):
            raise
        except PodcasterError as error:
            self._report_failure(file.name, file, error)

    def _read(self, file: SavedFile) -> Iterator[Article]:
        """All articles of a file. Each failed or skipped article becomes an outcome."""
        found = reading.read(
            file.path,
            on_error=lambda source, error: self._report_failure(file.source(source), file, error),
            on_skip=lambda source, title, reason: self._outcomes.append(
                Outcome(file.source(source), Status.SKIPPED, title, reason=reason)
            ),
            split=self.shop.show.settings.split,
            regions=choices.of(self.library, file),
        )
        return edits.each(found, file.path, choices.edits_of(self.library, file))

    def _meant(self, numbers: Collection[int], file: SavedFile) -> Iterator[Article]:
        """The articles of these numbers; what else is in the file is left for another run."""
        file.spoiled = file.partial = True

        def failed(source: str, error: PodcasterError) -> None:
            if isinstance(error, NoTextError):
                self._outcomes.append(no_such(source, error))
            else:
                self._report_failure(file.source(source), file, error)

        regions = choices.of(self.library, file)
        split = self.shop.show.settings.split
        found = choices.by_number(file.path, numbers, regions, split=split, on_error=failed)
        yield from edits.each(found, file.path, choices.edits_of(self.library, file))

    def _stands(self, file: SavedFile) -> bool:
        """Whether the file is unchanged and needs no work. If so, this is reported."""
        state = self._known(file)
        if state and (state.size, state.sha256) == (file.size, file.sha256):
            self._remember(file, state.episodes)
            self._tell_known(file, state)
            return True
        # One in which no article was found is not read again because a setting has changed.
        before, failure = self.library.source(file.name), self._quarantined(file.name, file)
        if failure and before and not before.episodes and before.sha256 == file.sha256:
            self._outcomes.append(in_quarantine(failure))
            return True
        return False

    def _quarantined(self, source: str, file: SavedFile) -> Failure | None:
        """Why an article of the file is left alone in this run."""
        before = self.library.failure(source)
        if not before or not before.quarantined or before.sha256 != file.sha256 or self._again(before):
            return None
        return before

    def _report_failure(self, source: str, file: SavedFile, error: PodcasterError) -> None:
        if before := self._quarantined(source, file):
            file.failing.add(source)
            self._outcomes.append(in_quarantine(before))
        else:
            self._outcomes.append(self.failed(source, file, error))

    def _open_article(self, article: Article, file: SavedFile) -> Ticket | None:
        try:
            with unforeseen.told(article.source, self.log):
                if before := self._quarantined(article.source, file):
                    file.articles -= 1
                    file.failing.add(article.source)
                    self._outcomes.append(in_quarantine(before))
                elif not_made := not_meant(article, self.show.settings):
                    kind, reason = not_made
                    file.spoiled |= kind == AHEAD  # its day will come
                    self._skip(article, reason, kind=kind)
                elif is_doubtful(article, self.library, force=self.options.force):
                    what = "; ".join(sentence for _, sentence in article.doubts)
                    raise DoubtfulError(f"{what}", about=article.source, hint=doubts.hint(article.doubts))
                elif self.options.limit and self.made >= self.options.limit:
                    file.spoiled = file.partial = True
                else:
                    return self._open_job(article, file)
        except (StorageError, Stopped):
            raise
        except PodcasterError as error:
            self._outcomes.append(self.failed_article(article, file, error))
        return None

    def _skip(self, article: Article, reason: str, *, kind: str) -> None:
        """Report that no episode is made of an article that is not public, and whether there is one from before."""
        entry = self.library.known(article.source)
        if entry and entry.episode:
            number = entry.episode.number or entry.id
            reason += f": its earlier episode is still in the feed; podcaster remove {number} takes it out"
        self._outcomes.append(Outcome(article.source, Status.SKIPPED, article.title, reason=reason, kind=kind))

    def _open_job(self, article: Article, file: SavedFile) -> Ticket | None:
        now = dt.datetime.now(dt.UTC)  # a clock that was wrong when the file was saved makes no episode of the future
        saved = dt.datetime.fromtimestamp(min(max(file.mtime_ns / 1e9, 0), now.timestamp()), dt.UTC)
        with self.telling(article.source, Stage.SCRIPT):
            if self.load.spoken:
                self.casting.person = None  # the work has begun, and the user may have left
            if own.recording(article, self.show.settings) is None:
                self.casting.settle(article.language)
            chosen = choices.for_the_tag(self.library, file, article.source) if article.by_hand else ""
            job = self.shop.open(article, saved, chosen=chosen)
        first = self._claimed.setdefault(job.entry.id, article.source)
        if first != article.source:
            reason = why_another_save(first)
            self._outcomes.append(
                Outcome(article.source, Status.SKIPPED, article.title, reason=reason, kind=ANOTHER_SAVE)
            )
            return None
        self.library.seen(job.entry, job.known)
        if not_made := self._kept_out(job):
            self._outcomes.append(not_made)
            return None
        if self.shop.stands(job):
            self._outcomes.append(Outcome(article.source, Status.UNCHANGED, article.title))
            return None
        missing = deque(self.shop.missing(job))
        if ear := self.options.ear:
            ear.begins(job, [key for key, _ in missing])
        else:  # the longest first: then no voice is left alone with a long sentence at the end
            missing = deque(sorted(missing, key=lambda pair: -len(pair[1].spoken)))
        characters = sum(len(u.spoken) for _, u in missing)
        self.check_disk(characters, what=article.source)
        self.made += 1
        self.load.found(file.name, file.size, characters)
        self.tally.not_spoken(article, job.script)
        return Ticket(job, file, missing)

    def _kept_out(self, job: Job) -> Outcome | None:
        """What to report of an article that is not made: its episode was taken back for good, or is too old."""
        entry, settings = job.entry, self.show.settings
        if entry.episode is not None:
            return None
        kind = kept_out(entry.state)
        why = f": podcaster restore {entry.id} lets it be made again"
        if entry.state not in KEPT_OUT:
            if not retention.is_too_old(self.library, settings, job.published, dt.datetime.now(dt.UTC)):
                return None
            self.library.expire(entry.id, job.published.astimezone(dt.UTC).isoformat())
            why = f" ({retention.told(settings)})"
        return Outcome(job.article.source, Status.SKIPPED, job.article.title, reason=f"{kind}{why}", kind=kind)

    # ------------------------------------------------------------ outcomes

    @contextmanager
    def telling(self, what: str, stage: Stage) -> Iterator[None]:
        """Within the block time counts for *stage*, and whatever goes wrong names *what* it happened to."""
        with self.tally.stage(stage), unforeseen.told(what, self.log):
            yield

    @property
    def log(self) -> Path:
        return unforeseen.log_in(self.show.state)

    def failed(self, source: str, file: SavedFile, error: PodcasterError, *, title: str = "") -> Outcome:
        """Record a failure and return its outcome. Tries are counted for each article of a file."""
        error = unforeseen.logged(error, self.log)
        permanent = isinstance(error, InputError)
        failure = self.library.fail(source, file.sha256, error, permanent=permanent)
        file.failing.add(source)
        file.spoiled = file.spoiled or not failure.quarantined or not file.sha256
        status = Status.QUARANTINED if failure.quarantined and not permanent else Status.FAILED
        return Outcome(source, status, title, failure.error, error.hint, error.exit_code, error_kind=error.kind)

    def failed_article(self, article: Article, file: SavedFile, error: PodcasterError) -> Outcome:
        """The same for an article that was read."""
        file.articles -= 1
        return self.failed(article.source, file, error, title=article.title)

    def settle(self, file: SavedFile) -> None:
        """Remember a file once all of its articles are dealt with, so that the next run need not open it."""
        if not file.read or file.open:
            return
        if not file.partial:
            self.library.settled(file.name, file.failing)
        if not file.spoiled:
            self._remember(file, file.articles)
        file.spoiled = file.partial = True

    def _remember(self, file: SavedFile, articles: int) -> None:
        self.library.remember_source(
            SourceState(file.name, file.size, file.mtime_ns, file.sha256, self.shop.fingerprint, articles)
        )


def _digest(file: SavedFile) -> str:
    try:
        return intake.digest(file)
    except OSError as error:  # of this file, not of the disk that the show is on
        raise UnreadableError(f"could not read {file.path}: {error.strerror}", hint="check its permissions") from error
