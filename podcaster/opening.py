"""From saved files to articles that have to be made; everything else gets its outcome here."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from podcaster import errors, forecast, intake, reading, unforeseen
from podcaster.config import Show
from podcaster.errors import InputError, PodcasterError, Stopped, StorageError
from podcaster.forecast import Load
from podcaster.intake import Options, SavedFile
from podcaster.library import Library, SourceState
from podcaster.model import Article, Outcome, Status, Utterance
from podcaster.pipeline import Job, Workshop
from podcaster.reading.safe import shown
from podcaster.tally import Stage, Tally

FREE_BYTES = 20_000_000  # below this no run is begun


@dataclass(slots=True)
class Ticket:
    """An article on its way to being made."""

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


@dataclass(slots=True)
class Opening:
    """The articles of a run, opened one after the other as there is room for them."""

    show: Show
    library: Library
    shop: Workshop
    options: Options
    tally: Tally
    told: Callable[[Outcome], None]
    stopped: Callable[[], bool]
    load: Load = field(default_factory=Load)
    files: int = 0  # found
    made: int = 0  # opened to be made
    _claimed: dict[int, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # files with an episode that is not whole

    # ------------------------------------------------------------ before the work

    def look(self, sources: Sequence[Path]) -> list[intake.Seen]:
        """Find what there is to do. What is unchanged is told at once, and not even opened."""
        for episode in self.library.files():
            if not self.shop.is_whole(episode):
                source = episode.source.split("#")[0]
                self.broken |= {source, shown(Path(source).resolve())}  # it may have been named from here
        todo = []
        for path in intake.chosen(sources, self.options.shard):
            if self.stopped():
                break
            self.files += 1
            file = intake.look(path)
            state = self._known(file)
            if state and (state.size, state.mtime_ns) == (file.size, file.mtime_ns):
                self.told(Outcome(file.name, Status.UNCHANGED))
            else:
                self.load.expect(file.name, file.size)
                todo.append((str(path), file.size, file.mtime_ns))
        return intake.in_order(todo, self.options.order, sources)

    def check_disk(self, characters: int, *, what: str) -> None:
        """Raise StorageError when the disk has no room for so many characters more."""
        free = forecast.free_bytes(self.show.folder)
        settings = self.show.settings
        needed = forecast.disk_bytes(characters, settings.sound.quality, settings.cache_mb * 1_000_000)
        if free < needed:
            raise StorageError(
                f"{what} needs about {needed // 1_000_000 + 1} MB and {free // 1_000_000} MB are free for "
                f"{self.show.folder}",
                hint="free some space, or set cache_mb lower; the same command goes on from here",
            )

    # ------------------------------------------------------------ opening

    def tickets(self, todo: Sequence[intake.Seen]) -> Iterator[Ticket]:
        """What has to be made of *todo*."""
        for path, _, _ in todo:
            if self.stopped():
                return
            file = intake.look(Path(path))
            yield from self._open_file(file)
            file.read = True
            self.load.read(file.name, file.size)
            self.settle(file)

    def _known(self, file: SavedFile) -> SourceState | None:
        """The file as it was when all of it was made, and would be made again the same."""
        state = self.library.source(file.name)
        if state and state.fingerprint == self.shop.fingerprint and file.name not in self.broken:
            return state
        return None

    def _open_file(self, file: SavedFile) -> Iterator[Ticket]:
        state = self._known(file)
        try:
            file.sha256 = intake.digest(file)
            if state and (state.size, state.sha256) == (file.size, file.sha256):
                self._remember(file, state.episodes)
                self.told(Outcome(file.name, Status.UNCHANGED))
                file.spoiled = True  # nothing new to remember
                return
            if quarantined := self._quarantined(file):
                file.spoiled = True
                self.told(quarantined)
                return
            found = reading.read(
                file.path,
                on_error=lambda source, error: self.told(self.failed(source, file, error)),
                split=self.shop.show.settings.split,
            )
            while True:
                with self.telling(file.name, Stage.READING):
                    article = next(found, None)
                if article is None:
                    return
                file.articles += 1
                if ticket := self._open_article(article, file):
                    file.open += 1
                    yield ticket
                if self.stopped():
                    file.spoiled = True
                    return
        except (StorageError, Stopped):
            raise
        except OSError as error:
            unreadable = errors.UnreadableError(f"could not read {file.path}: {error.strerror}")
            self.told(self.failed(file.name, file, unreadable))
        except PodcasterError as error:
            self.told(self.failed(file.name, file, error))

    def _quarantined(self, file: SavedFile) -> Outcome | None:
        before = self.library.failure(file.name)
        if not before or not before.quarantined or before.sha256 != file.sha256 or self.options.retry:
            return None
        return Outcome(
            file.name,
            Status.QUARANTINED,
            reason=before.error,
            hint=before.hint or "podcaster retry gives it another try",
            exit_code=errors.of_kind(before.error_kind).exit_code,
            error_kind=before.error_kind,
        )

    def _open_article(self, article: Article, file: SavedFile) -> Ticket | None:
        try:
            if article.draft:
                self.told(Outcome(article.source, Status.SKIPPED, article.title, reason="it is a draft"))
            elif article.doubts and not self.options.force:
                what = "; ".join(sentence for _, sentence in article.doubts)
                raise errors.DoubtfulError(f"{article.source}: {what}", hint="--force makes the episode all the same")
            elif self.options.limit and self.made >= self.options.limit:
                file.spoiled = True
            else:
                return self._open_job(article, file)
        except (StorageError, Stopped):
            raise
        except PodcasterError as error:
            self.told(self.failed(article.source, file, error, title=article.title))
        return None

    def _open_job(self, article: Article, file: SavedFile) -> Ticket | None:
        saved = dt.datetime.fromtimestamp(file.mtime_ns / 1e9, dt.UTC)
        with self.telling(article.source, Stage.SCRIPT):
            job = self.shop.open(article, saved)
        first = self._claimed.setdefault(job.entry.id, article.source)
        if first != article.source:
            reason = f"another save of the same article: {first}"
            self.told(Outcome(article.source, Status.SKIPPED, article.title, reason=reason))
            return None
        if self.shop.stands(job):
            self.told(Outcome(article.source, Status.UNCHANGED, article.title))
            return None
        # The longest first: then no voice is left alone with a long sentence at the end.
        missing = deque(sorted(self.shop.missing(job), key=lambda pair: -len(pair[1].spoken)))
        characters = sum(len(u.spoken) for _, u in missing)
        self.check_disk(characters, what=article.source)
        self.made += 1
        self.load.found(file.name, characters)
        self.tally.not_spoken(article, job.script)
        return Ticket(job, file, missing)

    # ------------------------------------------------------------ outcomes

    @contextmanager
    def telling(self, what: str, stage: Stage) -> Iterator[None]:
        """Within the block time counts for *stage*, and whatever goes wrong names *what* it happened to."""
        with self.tally.stage(stage), unforeseen.told(what, self.log):
            yield

    @property
    def log(self) -> Path:
        return self.show.state / "logs" / "errors.log"

    def failed(self, source: str, file: SavedFile, error: PodcasterError, *, title: str = "") -> Outcome:
        """Keep a failure, and say what it is."""
        file.spoiled = True
        permanent = isinstance(error, InputError)
        failure = self.library.fail(source, file.sha256, error, permanent=permanent)
        status = Status.QUARANTINED if failure.quarantined and not permanent else Status.FAILED
        return Outcome(source, status, title, error.message, error.hint, error.exit_code, error_kind=error.kind)

    def settle(self, file: SavedFile) -> None:
        """Remember a file once all of its articles are dealt with, so that the next run need not open it."""
        if file.read and file.open == 0 and not file.spoiled:
            self._remember(file, file.articles)
            file.spoiled = True

    def _remember(self, file: SavedFile, articles: int) -> None:
        self.library.remember_source(
            SourceState(file.name, file.size, file.mtime_ns, file.sha256, self.shop.fingerprint, articles)
        )
