"""A run without a voice: what there is to do, how long it will take, how large it will be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from podcaster import reading, script
from podcaster.batch import choices
from podcaster.batch.intake import Options, SavedFile, chosen, digest, in_order, look
from podcaster.batch.left_alone import DISMISSED, is_doubtful, kept_out, not_meant
from podcaster.config import Show
from podcaster.engines import devices
from podcaster.engines.pool import physical_cores
from podcaster.episode import own
from podcaster.episode.forecast import Counts, Forecast, assumed, forecast, formats_of
from podcaster.episode.keys import segment_key
from podcaster.episode.segments import Store, place
from podcaster.episode.workshop import Workshop
from podcaster.errors import DoubtfulError, PodcasterError, in_words
from podcaster.library import FILE_NAME, KEPT_OUT, Library, SourceState
from podcaster.model import Article
from podcaster.publishing import repair, salvage, show_library
from podcaster.reading import edits


def rehearse(show: Show, sources: Sequence[Path], options: Options, now: dt.datetime | None = None) -> Forecast:
    """Read every article and write its script, but speak and change nothing. *now*: an aware time, for tests."""
    devices.refuse_missing(show.settings.device)
    path = show.state / FILE_NAME
    jobs = options.jobs or show.settings.jobs or physical_cores()
    now = now or dt.datetime.now(dt.UTC)
    room = (options.until - now).total_seconds() if options.until else None  # seconds
    in_time = 0
    counts = Counts()
    new = salvage.is_blank(path) and not repair.is_published(show)
    with Library(Path(":memory:")) if new else show_library.for_reading(show) as library:
        shop = Workshop(show, library, store=Store(place(show), only_look=True))
        fingerprint = shop.fingerprint
        speed = library.speed()
        for file in _files(sources, options):
            if options.limit and counts.articles >= options.limit:
                break
            seen = look(file)
            state = library.source(seen.name)
            if state and state.fingerprint == fingerprint and _same(seen, state):
                counts.unchanged += state.episodes
                _count_failures(counts, library, seen.name)
                continue
            try:
                found = reading.read(
                    file,
                    on_error=lambda source, error: counts.refuse(in_words(error.kind), source),
                    on_skip=lambda source, _, reason: counts.refuse(in_words(reason), source),
                    split=show.settings.split,
                    regions=choices.of(library, seen),
                )
                for article in edits.each(found, file, choices.edits_of(library, seen)):
                    if reason := _why_not(article, show, library, options):
                        counts.refuse(in_words(reason), article.source)
                        continue
                    if options.limit and counts.articles >= options.limit:
                        break
                    try:
                        said = script.write(article, show.settings, lexicon=shop.lexicon)
                    except PodcasterError as error:  # the run itself reports each one
                        counts.refuse(in_words(error.kind), article.source)
                        continue
                    counts.articles += 1
                    counts.words += article.word_count
                    if own.recording(article, show.settings):  # its own recording is used, and no voice speaks
                        said = replace(said, utterances=())
                    missing = {segment_key(u, show.settings.device): len(u.spoken) for u in said.utterances}
                    counts.characters += sum(n for key, n in missing.items() if not shop.store.contains(key))
                    in_time += room is not None and counts.characters / (speed or assumed(jobs)) <= room
            except PodcasterError as error:
                counts.refuse(in_words(error.kind), str(file))
    return forecast(
        counts,
        quality=show.settings.sound.quality,
        jobs=jobs,
        speed=speed,
        in_time=None if room is None else in_time,
        formats=formats_of(show.settings.sound),
    )


def _files(sources: Sequence[Path], options: Options) -> Iterator[Path]:
    """The files in the order in which the run would take them."""
    seen = ((str(path), *_stamp(path)) for path in chosen(sources, options.shard))
    return (Path(name) for name, _, _ in in_order(list(seen), options.order, sources))


def _stamp(path: Path) -> tuple[int, int]:
    found = look(path)
    return found.size, found.mtime_ns


def _count_failures(counts: Counts, library: Library, name: str) -> None:
    """The articles of a file that is unchanged since a run read it."""
    for failure in library.failures_in(name):
        counts.refuse(in_words(DISMISSED if failure.dismissed else failure.error_kind), failure.source)


def _why_not(article: Article, show: Show, library: Library, options: Options) -> str:
    """The kind of error or the reason for which a run would make no episode of *article*; "" if it would."""
    if not_made := not_meant(article, show.settings):
        return not_made[0]
    if is_doubtful(article, library, force=options.force):
        return DoubtfulError.__name__
    entry = library.known(article.source)
    return kept_out(entry.state) if entry and entry.episode is None and entry.state in KEPT_OUT else ""


def _same(file: SavedFile, state: SourceState) -> bool:
    try:
        return file.size == state.size and digest(file) == state.sha256
    except OSError:
        return False
