"""The show: its feed, its state, its failures; send it somewhere, check it."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from podcaster import doctor, shell
from podcaster.audio import tags
from podcaster.batch import advice, stopping
from podcaster.cli.asking import may_be
from podcaster.cli.failing import Wanted
from podcaster.cli.fitting import as_called, here
from podcaster.cli.next_steps import command
from podcaster.cli.options import DEFAULT_SHOW, Json, ShowFolder, named_show, open_show, spread
from podcaster.cli.output import answer, answer_fitting, answer_json, answer_path, clock, say
from podcaster.cli.sources import there
from podcaster.cli.status import SOME_FAILED
from podcaster.config import FORMATS, Show
from podcaster.doctor import Finding, Level, grouped
from podcaster.episode import retention
from podcaster.errors import InputError, Stopped, UnreadableError, UsageError, in_words, of_kind
from podcaster.files import safe_text
from podcaster.library import Failure
from podcaster.publishing import media, pending, repair, show_library
from podcaster.publishing.publisher import Publisher
from podcaster.reading import safe
from podcaster.serving import publish as publishing
from podcaster.serving import websub

commands = typer.Typer()


@commands.command()
def tag(file: Annotated[Path, typer.Argument(help="An episode: MP3, M4A, M4B or Opus.")], json: Json = False) -> None:
    """Print the tags of an episode."""
    there(str(file))
    said = tags.read(file) if file.is_file() else {}
    if not said:
        hint = (
            f"podcaster tag reads {', '.join(one.upper() for one in FORMATS)} files with tags, as podcaster makes them"
        )
        raise UnreadableError("not an episode: it has no tags", about=str(file), hint=hint)
    if json:
        answer_json(said)
        return
    for name, value in said.items():
        if isinstance(value, list):
            answer(f"{name}:")
            for item in value:
                answer(f"  {item}")
        else:
            answer(f"{name}: {safe_text(str(value))}")


@commands.command()
def feed(
    show: ShowFolder = DEFAULT_SHOW,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Let `keep` and `keep_days` take out more than half of the show.")
    ] = False,
    json: Json = False,
) -> None:
    """Rebuild the feed, its pages and the index from the library if anything has changed."""
    place = open_show(show)
    show_library.refuse_none(place)
    with show_library.for_writing(place, say) as library:
        publisher = Publisher(place, library)
        gone = retention.apply(
            publisher, dt.datetime.now(dt.UTC), say, ask=lambda what: yes or may_be(f"{what}: go on")
        )
        changed = publisher.publish(say)
        count = library.count() - len(publisher.left_out)
    path = place.public / "feed.xml"
    if json:
        answer_json({"feed": path, "changed": changed, "episodes": count, "expired": len(gone)})
    else:
        say(f"{_count(count, 'episode')}, {'feed rebuilt' if changed else 'nothing changed'}")
        answer_path(path)


@dataclass(frozen=True, slots=True)
class Sending:
    """What publish may do at its target."""

    remove: Annotated[
        bool, typer.Option("--remove", help="Delete files that were sent before and are no longer in the show.")
    ] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be sent, and stop.")] = False
    any_voice: Annotated[
        bool, typer.Option("--any-voice", help="Also publish voices whose licence does not allow it.")
    ] = False
    into_existing: Annotated[
        bool, typer.Option("--into-existing", help="Also publish where other files, or another show, are already.")
    ] = False
    moved_from: Annotated[
        str, typer.Option("--moved-from", help="Where the show was published before: its feed there then leads here.")
    ] = ""
    yes: Annotated[
        bool, typer.Option("--yes", help="Delete, unasked, the copy from before the show was made private or public.")
    ] = False
    verbose: Annotated[bool, typer.Option("--verbose", help="List the files that are sent.")] = False
    ping: Annotated[
        bool, typer.Option("--ping", help="Tell the hub of the setting `websub` which feeds have changed.")
    ] = False


@commands.command()
@spread
def publish(
    target: Annotated[
        str, typer.Argument(help="A folder, s3://bucket/folder, host:folder (rsync), sftp:// or davs://.")
    ],
    show: ShowFolder = DEFAULT_SHOW,
    how: Sending = Sending(),
    json: Json = False,
) -> None:
    """Update the feed and upload the show: changed files only, the feed last."""
    place = open_show(show)
    options = publishing.Options(
        remove=how.remove,
        dry_run=how.dry_run,
        any_voice=how.any_voice,
        into_existing=how.into_existing,
        moved_from=how.moved_from,
        take_back=_agreed if how.yes else _asked,
    )
    if how.ping:
        websub.refuse_without_hub(place)
    with stopping.polite(_stop):
        done = publishing.publish(place, target, options, note=say)
        if how.ping and not how.dry_run:
            websub.ping(place, done.sent, say)
    if json:
        answer_json(done)
        return
    if how.verbose or how.dry_run:
        for name in done.sent:
            answer(name)
        for name in done.removed:
            answer(f"deleted: {name}")
    say(_sent_line(done, dry_run=how.dry_run))


def _sent_line(done: publishing.Published, *, dry_run: bool) -> str:
    """3 episodes with 21 files beside them, and 4 files of the show sent (12.3 MB), 8,000 unchanged."""
    kinds = Counter(media.rank(name)[0] if media.is_episode(name) else 2 for name in done.sent)
    parts = [
        _count(kinds[0], "audio file") if kinds[0] else "",
        f"{_count(kinds[1], 'file')} beside the audio" if kinds[1] else "",
        f"{_count(kinds[2], 'file')} of the show" if kinds[2] else "",
    ]
    what = ", ".join(filter(None, parts)) or "0 files"
    line = f"{what} {'would be sent' if dry_run else 'sent'} ({done.bytes / 1e6:.1f} MB), {done.unchanged:,} unchanged"
    if done.removed:
        line += f", {len(done.removed):,} {'would be deleted' if dry_run else 'deleted'}"
    return line


def _stop(number: int) -> None:
    raise Stopped.by(number)


def _agreed(_: str) -> bool:
    return True


def _asked(question: str) -> bool:
    """Ask at the terminal; without one the answer is no."""
    return sys.stdin.isatty() and sys.stderr.isatty() and typer.confirm(f"{question}. Delete it?", err=True)


@commands.command()
def status(
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
    folder: Annotated[Path | None, typer.Argument(help="The same as --show.")] = None,
) -> None:
    """Show episodes and failures in numbers, the newest episodes, and whether the feed is up to date."""
    place = open_show(folder or show)
    with show_library.for_reading(place) as library:
        episodes, failures, runs = library.episodes(), library.open_failures(), library.runs()
        behind = pending.in_feed(place, library)
    seconds = sum(e.duration_ms for e in episodes) / 1000
    if json:
        answer_json(
            {
                "episodes": len(episodes),
                "seconds": seconds,
                "bytes": sum(e.bytes for e in episodes),
                "failures": len(failures),
                "latest": episodes[:10],
                "runs": runs[:10],
                "title": place.settings.title,
                "feed_is_behind": behind,
            }
        )
        return
    size = sum(e.bytes for e in episodes) / 1e6
    held = f"{_count(len(episodes), 'episode')}, {clock(seconds)}, {size:.0f} MB, {_count(len(failures), 'failure')}"
    answer(f"{place.settings.title}: {held}")
    for e in episodes[:10]:
        answer(f"  {e.published:%Y-%m-%d}  {clock(e.duration_ms / 1000):>7}  {e.title}")
    if behind:
        old = f"still has the old {behind}" if behind != pending.OTHER else "is not up to date"
        say(f"the feed {old}: {as_called(f'podcaster feed --show {shell.path(here(place.folder))}')}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


@commands.command()
def failures(
    dismissed: Annotated[bool, typer.Option("--dismissed", help="List those that were dismissed instead.")] = False,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """List the articles that failed, and why."""
    place = open_show(show)
    with show_library.for_reading(place) as library:
        found = [failure for failure in library.failures() if failure.dismissed == dismissed]
        others = len(library.failures()) - len(found)
    if json:
        answer_json([{**asdict(one), "words": in_words(one.error_kind)} for one in found])
        return
    if found:
        _tell_failures(found, place)
    else:
        say("no failures" if not dismissed else "nothing is dismissed")
    if others and not dismissed:
        say(f"{others} dismissed: {command('failures --dismissed', place.folder)} lists them")


def _tell_failures(found: Sequence[Failure], place: Show) -> None:
    """By kind, in words: which articles, why, and what to do."""
    kinds: dict[str, list[Failure]] = {}
    for failure in found:
        kinds.setdefault(failure.error_kind, []).append(failure)
    for kind, failed in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        answer_fitting(f"{in_words(kind)} ({len(failed)})")
        for failure in failed:
            answer_fitting(f"  {safe_text(here(failure.source))}: {safe_text(failure.error)}{_tries(failure)}")
        sources = [here(failure.source) for failure in failed]
        for words, step in advice.steps(kind, failed[0].hint, sources, place, shown=here):
            say(f"  {words or 'Try'}{':' if step else ''}")
            if step:
                say(f"    {as_called(step)}")


def _tries(failure: Failure) -> str:
    """How often it was tried; a file that cannot be read is given up at once, which the library counts as three."""
    once = failure.attempts < 2 or failure.dismissed or issubclass(of_kind(failure.error_kind), InputError)
    return "" if once else f" (tried {failure.attempts} times)"


@commands.command()
def retry(
    sources: Annotated[list[str] | None, typer.Argument(help="Articles to retry (default: all).")] = None,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Clear failures so that the next batch retries these articles: files, or members of a file (feed.xml!3)."""
    place = open_show(show)
    show_library.refuse_none(place)
    with show_library.for_writing(place, say) as library:
        wanted = Wanted.of(library, sources or ())
        count = library.forgive(wanted.sources if sources else None)
    if json:
        answer_json({"retried": count, "unknown": wanted.strangers})
    elif count or not sources:
        say(f"{count} will be retried by the next batch" if count else "nothing to retry: no article has failed")
    sys.exit(wanted.status(place))


@commands.command()
def check(
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild the library from the episodes' tags.")] = False,
    folder: Annotated[Path | None, typer.Argument(help="The same as --show.")] = None,
) -> None:
    """Verify every episode file by checksum and validate the feed."""
    place = open_show(folder or show)
    if repair:
        _repair(place)
    with show_library.for_reading(place) as library:
        findings = doctor.check_show(place, library.episodes())
    if not json and any(finding.rule == "absent file" for finding in findings):
        say(as_called("a batch with the save makes an episode whole again; podcaster remove takes it out of the show"))
    _print_findings(findings, json)


def _repair(show: Show) -> None:
    show_library.refuse_none(show)
    done, changed = repair.repair(show, say)
    say(f"{_count(done.episodes, 'episode')} in the library")
    if done.set_aside:
        say(f"the damaged library is kept as {done.set_aside}")
    if done.backup:
        say(f"what the episodes do not tell is from the backup {done.backup}")
    for name in done.strangers:
        say(f"not a podcaster episode, or damaged: {name}")
    for title in done.lost:
        say(f"lost: {title!r} was in the feed, but its file is missing or damaged; convert its article again")
    if done.new_token:
        say("the private address is lost: the show has a new one, and listeners must subscribe again")
    say("feed rebuilt" if changed else "feed unchanged")


@commands.command("doctor")
def doctor_command(
    what: Annotated[
        str,
        typer.Argument(metavar="[FEED.xml | FOLDER]", help="A feed file, also somebody else's, or the show's folder."),
    ] = "",
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
    feed: Annotated[Path | None, typer.Option("--feed", help="The same as FEED.xml.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Judge somebody else's feed like one of ours before it is published.")
    ] = False,
) -> None:
    """Check this machine, the show and its feed, or any feed file. Works offline: no address is contacted."""
    if what.startswith(("http://", "https://")):
        raise UsageError("doctor works offline", hint=f"curl -o feed.xml {what}; podcaster doctor feed.xml")
    path = feed or (Path(what) if what and not Path(what).is_dir() else None)
    place = named_show(Path(what) if what and path is None else show)
    try:
        if path is not None:
            findings = grouped(doctor.check_feed_file(path, strict=strict))
        else:
            findings = doctor.check_machine(place) + grouped(doctor.check_own_feed(place))
    except OSError as error:
        raise safe.unreadable(Path(error.filename or path or place.folder), error) from error
    _print_findings(findings, json)


def _print_findings(findings: list[Finding], json: bool) -> None:
    if json:
        answer_json(findings)
    else:
        for f in findings:
            answer_fitting(f"{f.level.value:<7} {f.rule}: {f.message}{_more(f)}")
        if not findings:
            say("no problems found")
    sys.exit(SOME_FAILED if any(f.level is Level.ERROR for f in findings) else 0)


def _more(finding: Finding) -> str:
    """Behind the first of several alike: how many there are; behind an error in a feed: where it fails."""
    refused = f"; fails in {finding.app}" if finding.level is Level.ERROR and finding.app else ""
    return refused + (f" (the first of {finding.count})" if finding.count > 1 else "")
