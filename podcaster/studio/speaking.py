"""Makes the episodes of the studio, in a process of its own, with the same code and lock as every command.

So the studio stays small, pages answer while a voice speaks, and what breaks a parser breaks no page. The voices stay
loaded until the process ends: the studio ends it after a while without work, by closing its input.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import IO

from podcaster import unforeseen, voice
from podcaster.audio import loudness
from podcaster.batch.intake import Order
from podcaster.batch.run import Options, Progress, Stop, run
from podcaster.config import Show, open_show
from podcaster.engines import share
from podcaster.engines.pool import ON_CORES, Pool
from podcaster.episode.workshop import Job
from podcaster.errors import PodcasterError, Stopped
from podcaster.model import Segment
from podcaster.studio import sampling
from podcaster.studio.messages import Begun, Ended, Halt, Hear, Kept, Noted, Published, Tell, Work, packed, received
from podcaster.voice.casting import cast_for

ORPHAN_S = 20.0  # to come to an end after the studio has gone


class Voices:
    """Voices that stay warm from one work to the next."""

    def __init__(self) -> None:
        self._pool: Pool | None = None
        self._for: tuple[int, str] = (0, "")

    def of(self, show: Show) -> Pool:
        """A pool as the settings want it, with the narrator being loaded."""
        settings = show.settings
        wanted = (settings.jobs, settings.device)
        if self._pool and self._for == wanted:
            self._pool.go_on()
            return self._pool
        self.close()
        jobs, threads = settings.jobs, 1
        narrator = cast_for(settings.language, settings).narrator
        if not jobs and settings.device in ON_CORES:
            with contextlib.suppress(PodcasterError):  # a missing voice is reported for each article
                jobs, threads = share.best(voice.find(narrator), 0, settings.device)
        self._pool, self._for = Pool(jobs, threads=threads, device=settings.device), wanted
        self._pool.warm(narrator, self._pool.size)
        return self._pool

    @property
    def warm(self) -> Pool | None:
        """The pool, if there is one by now."""
        return self._pool

    def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool:
            pool.close()


@dataclass(slots=True)
class Listener:
    """The ear of a work: tells of each sentence as it is kept."""

    tell: Tell
    heard: loudness.Histogram = field(default_factory=loudness.Histogram)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def begins(self, job: Job, missing: Collection[str]) -> None:
        said = job.script.utterances
        self.tell(
            Begun(
                job.article.source,
                job.article.title,
                job.keys,
                tuple(one.text for one in said),
                tuple(one.pause_ms for one in said),
                frozenset(missing),
            )
        )

    def kept(self, segment: Segment) -> None:
        with self._turn:
            self.heard.add(segment.energies)
            lufs = self.heard.loudness()
        self.tell(Kept(segment.key, segment.pcm.seconds, lufs))

    def published(self) -> None:
        self.tell(Published())


def make(work: Work, tell: Tell, voices: Voices, stop: Stop) -> None:
    """Do *work* and report its progress. Raises the errors that stop a run, such as BusyError or StorageError."""

    def watch(progress: Progress) -> None:
        if progress.outcome:
            tell(progress.outcome)

    show = open_show(work.show)  # with the settings and the lexicon of this moment
    paths = list(dict.fromkeys(path for path, _ in work.articles))
    numbers = {
        str(path): frozenset(number for one, number in work.articles if one == path)
        for path, number in work.articles
        if number
    }
    options = Options(
        force=work.force,
        retry=True,
        until=work.until,
        order=Order.PRIORITY,
        added=True,
        numbers=numbers,
        ear=Listener(tell),
    )
    run(show, paths, options, watch, pool=voices.of(show), note=lambda line: tell(Noted(line)), stop=stop)


# ---------------------------------------------------------------- the process


def main() -> None:
    """Its whole life: works come in at standard input, one after the other, until that is closed."""
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    turn = threading.Lock()

    def tell(message: object) -> None:
        # The studio may have gone: then the end of its input stops us.
        with turn, contextlib.suppress(BrokenPipeError):
            stdout.write(packed(message))
            stdout.flush()

    works: queue.SimpleQueue[tuple[Work, Stop] | None] = queue.SimpleQueue()
    voices = Voices()
    threading.Thread(target=_receive, args=(stdin, works, voices), daemon=True).start()
    with contextlib.closing(voices):
        while given := works.get():
            tell(Ended(_done(*given, tell, voices)))


def _receive(stdin: IO[bytes], works: queue.SimpleQueue[tuple[Work, Stop] | None], voices: Voices) -> None:
    stop = Stop()
    while (message := received(stdin.read)) is not None:
        if isinstance(message, Work):
            stop = Stop()
            works.put((message, stop))
        elif isinstance(message, Halt):
            stop.ask()
        elif isinstance(message, Hear):
            wanted = (message.show, message.sample, message.out, voices.warm)
            threading.Thread(target=sampling.hear, args=wanted, daemon=True).start()
    stop.ask()
    works.put(None)
    # A voice that hangs must not keep the lock of a show whose studio has gone.
    killer = threading.Timer(ORPHAN_S, os._exit, (Stopped.exit_code,))
    killer.daemon = True
    killer.start()


def _done(work: Work, stop: Stop, tell: Tell, voices: Voices) -> PodcasterError | None:
    try:
        make(work, tell, voices, stop)
    except PodcasterError as error:
        return unforeseen.logged(error, unforeseen.log_in(Show(work.show).state))
    except Exception as error:  # noqa: BLE001 - the studio must hear of it
        found = unforeseen.ours(error, "")
        return unforeseen.logged(found, unforeseen.log_in(Show(work.show).state))
    return None
