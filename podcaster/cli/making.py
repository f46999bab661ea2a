"""convert and batch: saved posts in, episodes out."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from podcaster import unforeseen
from podcaster.batch import watch as watching_folder
from podcaster.batch.casting import Person
from podcaster.batch.intake import Order
from podcaster.batch.rehearsal import rehearse
from podcaster.batch.report import latest
from podcaster.batch.run import Options, Progress, Watch, run
from podcaster.batch.stopping import polite
from podcaster.cli.fitting import here, program
from podcaster.cli.following import everything, tell
from podcaster.cli.following import status as pull_status
from podcaster.cli.options import (
    DEFAULT_SHOW,
    ByHand,
    Json,
    LogJson,
    Overrides,
    Quiet,
    ShowFolder,
    offered,
    open_show,
    spread,
)
from podcaster.cli.output import GOOD, answer, answer_json, clock, complain, fetched_so_far, hush, is_hushed, say
from podcaster.cli.progress import ask, note_json, watching
from podcaster.cli.proofing import Whisper, WithProof, prove, recognizer
from podcaster.cli.sources import looked_at, saved_files
from podcaster.cli.status import SOME_FAILED, code, exit_status, is_one_file
from podcaster.cluster.run import run as run_on_many
from podcaster.config import FILE_NAME, Show
from podcaster.errors import NoTextError, Stopped, UnforeseenError, UsageError, in_words
from podcaster.model import Outcome, Status
from podcaster.reading import expand, numbered
from podcaster.sources.pulling import Pulled

commands = typer.Typer()
_ORDER = (Status.MADE, Status.FAILED, Status.QUARANTINED, Status.SKIPPED, Status.UNCHANGED)
LISTED = 5  # episodes that are named one by one at the end of a run on a terminal

Sources = Annotated[
    list[str], typer.Argument(help="Saved posts, folders, export.zip#3, web addresses, or - for input.")
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


@dataclass(frozen=True, slots=True)
class Night:
    """What batch can do beyond convert."""

    limit: Annotated[int, typer.Option("--limit", help="Maximum number of episodes.", min=0)] = 0
    retry: Annotated[bool, typer.Option("--retry", help="Also retry articles that failed three times.")] = False
    order: Annotated[
        str,
        typer.Option(
            "--order",
            help="name, newest, oldest, shortest, or priority (the order of the arguments).",
            autocompletion=offered(*Order),
        ),
    ] = "name"
    until: Annotated[
        str, typer.Option("--until", help="Start no article that would not finish by this time, e.g. 07:00.")
    ] = ""
    shard: Annotated[str, typer.Option("--shard", help="Convert one part of a job array, e.g. 3/200.")] = "1/1"
    gentle: Annotated[bool, typer.Option("--gentle", help="Run at the lowest CPU priority.")] = False
    dask: Annotated[
        str, typer.Option("--dask", help="Run on a Dask cluster, e.g. tcp://host:8786 (local:4 to try it here).")
    ] = ""
    store: Annotated[
        str, typer.Option("--store", help="With --dask: a folder shared by all machines, or s3://bucket/prefix.")
    ] = ""
    menu: Annotated[
        bool, typer.Option("--menu", help="Add a short episode that announces the new ones; setting `menu`.")
    ] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would be converted, and stop.")] = False


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
        until=_clock_time(night.until),
        order=_order(night.order),
        shard=_shard(night.shard),
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
        _rehearse(given, looked_at(given, place), place, options, json=how.json)
        return
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


@commands.command()
@spread
def watch(
    folder: Annotated[Path, typer.Argument(help="The folder where saved posts arrive.", file_okay=False)],
    show: ShowFolder = DEFAULT_SHOW,
    said: Overrides = Overrides(),
    log_json: LogJson = False,
) -> None:
    """Convert every file that arrives in a folder, until Ctrl-C (status 130) or TERM (143)."""

    place = open_show(show, said)

    note = _once(note_json if log_json else say)

    def arrived(paths: list[Path]) -> None:
        nonlocal place
        try:
            if not _is_being_saved(show):
                place = open_show(show, said)
        except UsageError as error:  # somebody is at work on podcaster.toml
            note(f"the former settings stay: {error.message}")
        try:
            with watching(log_json=log_json) as report, unforeseen.named(str(folder)):
                run(place, paths, Options(jobs=said.jobs, added=True), report, note=note)
        except UnforeseenError as error:  # these files; whatever arrives later is made
            complain(unforeseen.logged(error, unforeseen.log_in(place.state)))

    stop = threading.Event()
    received: list[int] = []

    def stopped(number: int) -> None:
        received.append(number)
        stop.set()

    say(f"watching {folder}; Ctrl-C stops")
    with polite(stopped):
        watching_folder.watch(folder, arrived, stop)
    raise Stopped.by(received[0])


def _is_being_saved(show: Path) -> bool:
    """Whether podcaster.toml is missing or empty, as for a moment while an editor saves it.

    A private show must not become public by that.
    """
    try:
        return (show / FILE_NAME).stat().st_size == 0
    except OSError:
        return True


def _once(note: Callable[[str], None]) -> Callable[[str], None]:
    """*note*, but each line only once: `watch` starts a run for every new file."""
    told: set[str] = set()

    def first(text: str) -> None:
        if text not in told:
            told.add(text)
            note(text)

    return first


def _person() -> Person | None:
    """The user, if the command was started at a terminal."""
    return Person(ask, fetched_so_far()) if sys.stdin.isatty() and sys.stderr.isatty() else None


def _order(text: str) -> Order:
    try:
        return Order(text)
    except ValueError as error:
        raise UsageError(f"--order is {text!r}", hint=f"one of {', '.join(Order)}") from error


def _shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise UsageError(f"--shard is {text!r}", hint="give the part and the number of parts, e.g. 3/200")
    return int(number), int(count)


def _clock_time(text: str) -> dt.datetime | None:
    """The next time the clock shows *text*."""
    if not text:
        return None
    try:
        wanted = dt.time.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--until is {text!r}", hint="give a time of day, e.g. 07:00") from error
    now = dt.datetime.now().astimezone()
    then = now.replace(hour=wanted.hour, minute=wanted.minute, second=wanted.second, microsecond=0)
    return then if then > now else then + dt.timedelta(days=1)


def _rehearse(sources: list[str], paths: list[Path], place: Show, options: Options, *, json: bool) -> None:
    if len(_without_articles(paths)) == len(paths):
        raise _nothing_to_read(sources)
    found = rehearse(place, paths, options)
    if json:
        answer_json(found)
        return
    answer(f"articles   {found.articles} to make, {found.unchanged} unchanged, {found.refused} refused or skipped")
    answer(f"words      {found.words}")
    answer(f"audio      about {clock(found.audio_seconds)} to synthesize")
    answer(f"work       about {clock(found.work_seconds)}{'' if found.measured else ' (not measured here yet)'}")
    if options.until and found.in_time is not None:
        answer(f"in time    about {found.in_time} of {found.articles} by {options.until.astimezone():%H:%M}")
    answer(f"disk       about {found.megabytes:.0f} MB of episodes, {found.cache_megabytes:.0f} MB of cache")


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
        raise _nothing_to_read(sources)
    counts: Counter[str] = Counter()
    codes: set[int] = set()
    note = note_json if how.log_json else say
    with watching(log_json=how.log_json, quiet=how.json) as show_progress:

        def watch(progress: Progress) -> None:
            if progress.outcome:  # including unchanged articles, which `outcomes` may lack
                counts[progress.outcome.status.value] += 1
                codes.add(code(progress.outcome))
            show_progress(progress)

        for outcome in lost:
            watch(Progress(0, 0, 0, 0, outcome=outcome))
        outcomes = lost
        if paths:
            outcomes = [*lost, *_outcomes(show, paths, options, watch, every=how.json, note=note, cluster=cluster)]
    if not how.json:
        _summarize(show, outcomes, counts, empty, report=options.report)
    proofs, flawed = prove(outcomes, listener, json=how.json) if listener else ({}, False)
    if how.json:
        told = {"outcomes": outcomes, "feed": show.public / "feed.xml"}
        answer_json(told | ({"proofs": proofs} if listener else {}) | ({"pulled": pulled} if pulled else {}))
    return exit_status({*codes, SOME_FAILED} if flawed else codes, alone=not lost and is_one_file(paths))


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


def _nothing_to_read(sources: list[str]) -> NoTextError:
    return NoTextError(
        f"there is nothing to read in {', '.join(sources)}",
        hint="check the path; docs/guide/formats.md lists the supported formats",
    )


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


def _summarize(show: Show, outcomes: list[Outcome], counts: Counter[str], empty: list[Path], *, report: bool) -> None:
    """Print the episodes on standard output, and on standard error what the run came to.

    Each failure was reported when it happened; here they are counted. On a terminal the folder of many episodes is
    enough: their names would be a wall.
    """
    made = [o for o in outcomes if o.path]
    if sys.stdout.isatty() and len(made) > LISTED:
        answer(f"{len(made)} episodes in {here(show.episodes)}")
    else:
        for outcome in made:
            answer(here(str(outcome.path)) if sys.stdout.isatty() else str(outcome.path))
    summary = ", ".join(f"{counts[status]} {status}" for status in _ORDER if counts[status]) or "nothing found"
    audio = f", {clock(sum(o.seconds for o in made))} of audio" if made else ""
    say(f"{summary}{audio}")
    kinds = Counter(o.error_kind for o in outcomes if o.status not in GOOD)
    if kinds and counts.total() > 1:
        for kind, count in kinds.most_common():
            say(f"  {count} × {in_words(kind)}")
        say(f"  try: {program()} failures --show {_typed(show)}")
    for path in empty:
        say(f"nothing to read in {path}")
    say(f"feed: {here(show.public / 'feed.xml')}")
    if report:
        say(f"report: {here(latest(show) or '')}")
    if made:
        say(f"listen: {program()} serve --show {_typed(show)}")


def _typed(show: Show) -> str:
    """The folder of the show as an argument."""
    return shlex.quote(here(show.folder))
