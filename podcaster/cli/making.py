"""convert and batch: saved posts in, episodes out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from podcaster.batch.casting import Person
from podcaster.batch.rehearsal import rehearse
from podcaster.batch.run import Options, Progress, Watch, run
from podcaster.cli.fitting import here
from podcaster.cli.following import everything, tell
from podcaster.cli.following import status as pull_status
from podcaster.cli.night import Night, clock_time, order, shard
from podcaster.cli.options import (
    DEFAULT_SHOW,
    ByHand,
    Json,
    LogJson,
    Overrides,
    Quiet,
    ShowFolder,
    open_show,
    spread,
)
from podcaster.cli.output import answer, answer_json, clock, complain, fetched_so_far, hush, is_hushed, say
from podcaster.cli.progress import ask, note_json, watching
from podcaster.cli.proofing import Whisper, WithProof, prove, recognizer
from podcaster.cli.results import Seen, summarize
from podcaster.cli.sources import looked_at, saved_files
from podcaster.cli.status import SOME_FAILED, exit_status, is_one_file
from podcaster.cluster.run import run as run_on_many
from podcaster.config import Show
from podcaster.errors import PodcasterError, UsageError
from podcaster.model import Outcome
from podcaster.reading import expand, nothing_in, numbered
from podcaster.sources.pulling import Pulled

commands = typer.Typer()

Sources = Annotated[
    list[str],
    typer.Argument(
        help="Saved posts: web pages, PDF, EPUB, Word, Markdown, text, mail, feeds, exports; folders of them, "
        "export.zip#3, web addresses, or - for input."
    ),
]


@dataclass(frozen=True, slots=True)
class Making:
    """How convert and batch make episodes and report their outcomes."""

    force: Annotated[bool, typer.Option("--force", help="Also convert saves that look incomplete or paywalled.")] = (
        False
    )
    proof: WithProof = False
    whisper: Whisper = ""
    log_json: LogJson = False
    json: Json = False
    quiet: Quiet = False


@commands.command()
@spread
def convert(
    sources: Sources,
    show: ShowFolder = DEFAULT_SHOW,
    said: Overrides = Overrides(),
    hand: ByHand = ByHand(),
    how: Making = Making(),
) -> None:
    """Convert saved posts to episodes and update the feed. Run it again to resume."""
    options = Options(
        jobs=said.jobs,
        force=how.force,
        retry=True,
        added=True,
        region=hand.region,
        as_found=hand.as_found,
        person=None if how.json or how.log_json else _person(),
    )
    sys.exit(_make(sources, open_show(show, said), options, how))


@commands.command()
@spread
def batch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Saved posts, folders, web addresses. By default: pull what the show follows, and make all of it."
        ),
    ] = None,
    show: ShowFolder = DEFAULT_SHOW,
    said: Overrides = Overrides(),
    night: Night = Night(),
    how: Making = Making(),
) -> None:
    """Convert a whole archive, e.g. overnight: like convert, but skips articles that failed three times."""
    place = open_show(show, said)
    options = Options(
        jobs=said.jobs,
        force=how.force,
        retry=night.retry,
        limit=night.limit,
        until=clock_time(night.until),
        order=order(night.order),
        shard=shard(night.shard),
        gentle=night.gentle,
        report=not night.dask,
        menu=night.menu or place.settings.menu,
    )
    if night.dask and (not night.store or night.until or night.limit or said.jobs or night.menu):
        raise UsageError(
            "--dask needs --store, and cannot be combined with --until, --limit, --jobs or --menu",
            hint="--dask tcp://host:8786 --store /shared/store",
        )
    given, pulled = (sources, []) if sources else everything(place, dry=night.dry_run)
    if not given:
        sys.exit(_nothing_new(place, pulled, json=how.json))
    if night.dry_run:
        sys.exit(_rehearse(given, place, options, json=how.json))
    cluster = (night.dask, night.store) if night.dask else None
    made = _make(given, place, options, how, cluster, pulled=pulled)
    for error in tell(place) if pulled else ():
        complain(error)
    sys.exit(made or pull_status(pulled))


def _nothing_new(show: Show, pulled: list[Pulled], *, json: bool) -> int:
    """Say that nothing was ever saved. Returns the exit status."""
    if json:
        answer_json({"outcomes": [], "feed": show.public / "feed.xml", "pulled": pulled})
    say("nothing to make: no source has had an article yet")
    return pull_status(pulled)


def _person() -> Person | None:
    """The user, if the command was started at a terminal."""
    return Person(ask, fetched_so_far()) if sys.stdin.isatty() and sys.stderr.isatty() else None


def _rehearse(sources: list[str], place: Show, options: Options, *, json: bool) -> int:
    """Say what a run would do. Returns the exit status: what cannot be opened fails here as it would there."""
    lost: list[int] = []

    def failed(_: str, error: PodcasterError) -> None:
        complain(error)
        lost.append(error.exit_code)

    paths = looked_at(sources, place, failed)
    empty = _without_articles(paths)
    if len(empty) == len(sources):
        raise nothing_in(empty[0])
    found = rehearse(place, paths, options)
    status = exit_status(lost, alone=False)
    if json:
        answer_json(found)
        return status
    answer(f"articles   {found.articles} to make, {found.unchanged} unchanged, {found.refused} refused or skipped")
    for one in found.reasons:
        answer(f"           {one.count} × {one.reason}: {here(one.example)}{' …' if one.count > 1 else ''}")
    answer(f"words      {found.words}")
    answer(f"audio      about {clock(found.audio_seconds)} to synthesize")
    answer(f"work       about {clock(found.work_seconds)}{'' if found.measured else ' (not measured here yet)'}")
    if options.until and found.in_time is not None:
        answer(f"in time    about {found.in_time} of {found.articles} by {options.until.astimezone():%H:%M}")
    answer(f"disk       about {found.megabytes:.0f} MB of episodes, {found.cache_megabytes:.0f} MB of cache")
    return status


def _make(
    sources: list[str],
    show: Show,
    options: Options,
    how: Making,
    cluster: tuple[str, str] | None = None,
    *,
    pulled: Sequence[Pulled] = (),
) -> int:
    """Make the episodes, report each outcome, and check the sound if asked. Returns the exit status."""

    hush(how.quiet or is_hushed())
    listener = recognizer(how.whisper) if how.proof else None
    saved, lost = saved_files(sources, show)
    paths, numbers = _numbered(saved)
    if numbers and cluster:
        raise UsageError("--dask takes whole files", hint="podcaster convert FILE#3")
    options = replace(options, numbers=numbers)
    empty = _without_articles(paths)
    if len(empty) == len(sources):
        raise nothing_in(empty[0])
    note = note_json if how.log_json else say
    with watching(log_json=how.log_json, quiet=how.json) as show_progress:
        seen = Seen(show, show_progress, note)
        for outcome in lost:
            seen(Progress(0, 0, 0, 0, outcome=outcome))
        outcomes = lost
        if len(empty) < len(paths):
            outcomes = [*lost, *_outcomes(show, paths, options, seen, every=how.json, note=note, cluster=cluster)]
    if not how.json:
        summarize(show, outcomes, seen, empty, report=options.report)
    proofs, flawed = prove(outcomes, listener, json=how.json) if listener else ({}, False)
    if how.json:
        told = {"outcomes": outcomes, "feed": show.public / "feed.xml"}
        answer_json(told | ({"proofs": proofs} if listener else {}) | ({"pulled": pulled} if pulled else {}))
    return exit_status({*seen.codes, SOME_FAILED} if flawed else seen.codes, alone=not lost and is_one_file(paths))


def _numbered(sources: list[Path]) -> tuple[list[Path], dict[str, frozenset[int]]]:
    """The files, each once, and which articles are meant of those that were named with a number, as in export.zip#3."""
    numbers: dict[Path, frozenset[int]] = {}
    whole: set[Path] = set()
    for source in sources:
        path, number = numbered.split(source)
        numbers[path] = numbers.get(path, frozenset()) | ({number} if number else frozenset())
        if not number:
            whole.add(path)
    return list(numbers), {str(path): found for path, found in numbers.items() if found and path not in whole}


def _without_articles(paths: list[Path]) -> list[Path]:
    """The folders in which there is nothing to read."""
    return [path for path in paths if next(expand(path), None) is None]


def _outcomes(
    show: Show,
    paths: list[Path],
    options: Options,
    watch: Watch,
    *,
    every: bool,
    note: Callable[[str], None],
    cluster: tuple[str, str] | None,
) -> list[Outcome]:
    """Make the episodes, here or on a cluster. *every*: return the outcomes of unchanged articles too."""
    if cluster:
        return run_on_many(show, paths, *cluster, options, watch, note=note)

    return run(show, paths, replace(options, unchanged=every), watch, note=note)
