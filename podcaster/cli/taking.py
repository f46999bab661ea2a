"""list, remove and restore: which episodes there are, and which of them are taken back."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from podcaster import shell
from podcaster.cli.asking import confirm
from podcaster.cli.fitting import as_called, here
from podcaster.cli.options import DEFAULT_SHOW, Json, ShowFolder, episodes_offered, open_show
from podcaster.cli.output import answer, answer_json, say, table, terminal_width
from podcaster.config import Show
from podcaster.episode import retention, taking_back
from podcaster.errors import UnreadableError, UsageError
from podcaster.files import real_name
from podcaster.library import Library, Listed
from podcaster.library.selection import called, fits_text, named, select
from podcaster.publishing import show_library
from podcaster.publishing.publisher import Publisher
from podcaster.serving import memory

commands = typer.Typer()
TITLE = 70  # characters of a title in the list, at most

Episodes = Annotated[
    list[str],
    typer.Argument(
        metavar="EPISODE...",
        help="Number, title, file, source file or web address of each.",
        autocompletion=episodes_offered,
    ),
]


class State(StrEnum):
    """What `list --state` asks for."""

    PUBLISHED = "published"
    BLOCKED = "blocked"
    MIXED = "mixed"
    REMOVED = "removed"
    IGNORED = "ignored"
    EXPIRED = "expired"
    RESTORED = "restored"
    ALL = "all"


@commands.command("list")
def list_episodes(
    text: Annotated[str, typer.Argument(help="Words of the title, author, site, address or file.")] = "",
    state: Annotated[
        State,
        typer.Option(
            "--state", help="Which episodes; expired: taken out by `keep` or `keep_days`; restored: to be made again."
        ),
    ] = State.PUBLISHED,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """List the episodes, the newest first: number, date, minutes, title, file."""
    place = open_show(show)
    with show_library.for_reading(place) as library:
        found = [row for row in library.listed() if _is(row, state) and fits_text(row, text)]
    if json:
        answer_json([_plain(row) | {"missing": _is_missing(place, row)} for row in found])
    elif found:
        rows = [
            (
                str(r.number),
                r.published[:10],
                _minutes(r),
                ", ".join([*_states(r), *(["file missing"] if _is_missing(place, r) else [])]),
                textwrap.shorten(r.title, TITLE, placeholder=" …"),
                r.file if r.there else "",
            )
            for r in found
        ]
        answer(table(rows, ("number", "date", "minutes", "state", "title", "file"), width=terminal_width()))
    else:
        say("no episodes" + (f" with {text!r}" if text else ""))


def _is(row: Listed, state: State) -> bool:
    return state is State.ALL or state in _states(row)


def _states(row: Listed) -> list[str]:
    """All that is true of it, of those that can be asked for."""
    also = [State.BLOCKED] if row.blocked else []
    return [str(state) for state in (row.state, *also, *([State.MIXED] if row.mix else []))]


def _is_missing(show: Show, row: Listed) -> bool:
    """Whether the audio of a published episode is not there: `check` says so, and the feed does not list it."""
    return row.there and not (show.episodes / row.file).is_file()


def _minutes(row: Listed) -> str:
    return f"{row.duration_ms / 60_000:.1f}" if row.duration_ms else ""


def _plain(row: Listed) -> dict[str, object]:
    return {
        "number": row.number,
        "guid": row.guid,
        "date": row.published,
        "title": row.title,
        "minutes": round(row.duration_ms / 60_000, 2),
        "bytes": row.bytes,
        "file": row.file,
        "source": row.source,
        "address": row.address,
        "kind": row.kind,
        "state": _states(row),
        "mix": row.mix,
    }


@commands.command()
def remove(
    episodes: Episodes,
    ignore: Annotated[bool, typer.Option("--ignore", help="Never make them again, whatever is saved.")] = False,
    block: Annotated[
        bool, typer.Option("--block", help="Keep them, but ask podcast directories not to show them.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Take episodes out of the show: out of the feed and its pages, then their files."""
    if block and ignore:
        raise UsageError("--block keeps the episode, and --ignore is for one that goes", hint="give one of the two")
    place = open_show(show)
    show_library.refuse_none(place)
    with show_library.for_writing(place, say) as library:
        rows = selected(library, episodes, gone_too=ignore)
        publisher = Publisher(place, library)
        if block:
            library.block(row.guid for row in rows)
            publisher.publish(say)
            gone = taking_back.Gone(rows)
        else:
            _confirm(rows, yes=yes)
            gone = taking_back.remove(publisher, rows, ignore=ignore, note=say)
    if json:
        answer_json({"blocked" if block else "removed": [_plain(row) for row in rows], "menus": gone.menus})
        return
    for row in rows:
        answer(called(row))
    if block:
        say(
            as_called(
                f"{_count(rows)} blocked: the feed asks directories not to show them; podcaster restore takes that back"
            )
        )
    else:
        _say_removed(place, gone, ignore=ignore)


def selected(library: Library, wanted: Sequence[str], *, gone_too: bool) -> list[Listed]:
    """The episodes that were named, each once; all of them, or an error. Those that are in the show come first."""
    rows = list(library.listed())
    there, gone = [row for row in rows if row.there], [row for row in rows if not row.there]
    found: dict[Listed, None] = {}
    for one in wanted:
        try:
            found[select(there, one, named)] = None
        except UnreadableError as unknown:
            try:
                taken = select(gone, one, named)
            except UnreadableError:
                raise unknown from None
            if not gone_too:
                hint = "podcaster restore lets it be made again; remove --ignore keeps it out"
                raise UnreadableError(
                    f"{taken.title!r} is not in the show any more: {taken.state}", hint=hint
                ) from None
            found[taken] = None
    return list(found)


def _count(rows: Sequence[Listed]) -> str:
    return "1 episode" if len(rows) == 1 else f"{len(rows)} episodes"


def _confirm(rows: Sequence[Listed], *, yes: bool) -> None:
    if not yes:
        for row in rows:
            say(f"  {called(row)}")
        for title in taking_back.mixes_with(rows):
            say(f"  still heard in the mix {title!r}: name it too, if it is to go")
    confirm(f"remove {_count(rows)} with all files", yes=yes)


def _say_removed(show: Show, gone: taking_back.Gone, *, ignore: bool) -> None:
    say(f"{_count(gone.episodes)} removed; feed and pages are up to date")
    for title in gone.menus:
        say(f"the menu {title!r} announced what was removed, and is removed too")
    for title in taking_back.mixes_with(gone.episodes):
        say(f"still heard in the mix {title!r}")
    articles = [row for row in gone.episodes if row.kind == "article"]
    if ignore and articles:
        say(as_called("ignored: no run makes them again; podcaster restore takes that back"))
    elif articles:
        say(as_called("the next run that is given the saves makes them again; podcaster remove --ignore prevents that"))
    if gone.left:
        say(f"files of {len(gone.left)} could not be deleted yet; the next command that writes to the show tries again")
    if (show.state / memory.FILE_NAME).exists():
        say(as_called("what was published stays there until: podcaster publish TARGET --remove"))


@commands.command()
def restore(
    episodes: Annotated[
        list[str] | None,
        typer.Argument(metavar="EPISODE...", help="Number, title, file, source file or web address of each."),
    ] = None,
    expired: Annotated[
        bool,
        typer.Option(
            "--expired", help="All that `keep` and `keep_days` have taken out or left unmade; they stay blocked."
        ),
    ] = False,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Unblock episodes, and let those that were removed or ignored be made again."""
    if not (episodes or expired):
        raise UsageError("nothing is named to be restored", hint="podcaster list --state ignored, or --expired")
    place = open_show(show)
    show_library.refuse_none(place)
    with show_library.for_writing(place, say) as library:
        rows = selected(library, episodes or (), gone_too=True)
        blocked = [row for row in rows if row.blocked]
        if expired:
            rows = list(dict.fromkeys([*rows, *(row for row in library.listed() if row.state == "expired")]))
        gone = [row for row in rows if not row.there]
        library.let_in(gone)
        if blocked:
            library.unblock(row.guid for row in blocked)
            Publisher(place, library).publish(say)
    if json:
        answer_json({"unblocked": [_plain(row) for row in blocked], "to_be_made": [_plain(row) for row in gone]})
        return
    _say_restored(place, rows, gone, blocked)


def _say_restored(show: Show, rows: Sequence[Listed], gone: Sequence[Listed], blocked: Sequence[Listed]) -> None:
    for row in rows:
        answer(called(row))
    if blocked:
        say(f"{_count(blocked)} unblocked")
    if articles := [row for row in gone if row.kind == "article"]:
        saves = sorted({row.source for row in articles})
        some = " ".join(shell.path(here(real_name(save))) for save in saves[:3]) + (" …" if len(saves) > 3 else "")
        again = as_called(f"podcaster convert {some}")
        say(f"{_count(articles)} will be made again by the next run that is given the saves: {again}")
        if kept := retention.told(show.settings):
            say(f"episodes that are too old for {kept} are left out again")
    if len(rows) > len(gone) + len([row for row in blocked if row.there]):
        say("all others are in the feed already: nothing to restore")
    sys.exit(0)
