"""follow, pull, unfollow, sources: where new articles come from."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from podcaster import reading
from podcaster.cli.asking import may_be
from podcaster.cli.fitting import as_called
from podcaster.cli.options import DEFAULT_SHOW, Json, ShowFolder, open_show, spread
from podcaster.cli.output import answer, answer_json, answer_path, complain, say, table, terminal_width
from podcaster.cli.sources import there
from podcaster.config import Show
from podcaster.errors import BusyError, PodcasterError, UsageError, of_kind
from podcaster.network import typed, web
from podcaster.publishing import show_library
from podcaster.sources import following, listing, opml, pulling
from podcaster.sources.following import Followed, Wanted
from podcaster.sources.pulling import Pulled, State
from podcaster.sources.services import opening

commands = typer.Typer()
WAIT_S = 60.0  # that batch waits for another pull


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which articles of a source are wanted."""

    name: Annotated[
        str, typer.Option("--name", help="What to call it here and its folder; by default by its title.")
    ] = ""
    last: Annotated[
        int | None, typer.Option("--last", help="Articles to take at first, the newest; by default 5.", min=0)
    ] = None
    match: Annotated[
        list[str] | None,
        typer.Option(
            "--match", metavar="WORDS", help="Words of the title, one of which it needs; -WORD: may not have."
        ),
    ] = None
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="Only articles with this tag; may be given several times.")
    ] = None
    shortest: Annotated[int | None, typer.Option("--shortest", help="Words that an article has at least.")] = None
    longest: Annotated[int | None, typer.Option("--longest", help="Words that an article has at most.")] = None
    unread: Annotated[bool, typer.Option("--unread", help="Of a service: only what is unread there.")] = False
    starred: Annotated[bool, typer.Option("--starred", help="Of a service: only what is starred there.")] = False
    mark_read: Annotated[
        bool, typer.Option("--mark-read", help="Of a service: mark articles as read once their episodes are made.")
    ] = False
    mark_tag: Annotated[
        str, typer.Option("--mark-tag", metavar="TAG", help="Of a service: give them this tag then.")
    ] = ""
    token_file: Annotated[
        str, typer.Option("--token-file", help="Of a service: the file with its token, readable by you alone.")
    ] = ""
    token_env: Annotated[
        str, typer.Option("--token-env", metavar="NAME", help="Of a service: the environment variable with its token.")
    ] = ""

    @property
    def wanted(self) -> Wanted:
        """For `following`. What was not given stays as it is."""
        if self.unread and self.starred:
            raise UsageError("--unread and --starred exclude one another", hint="give one of the two")
        made = "+".join(["read"] * self.mark_read + [f"tag:{self.mark_tag}"] * bool(self.mark_tag))
        return Wanted(
            self.name,
            self.last,
            None if self.match is None else tuple(self.match),
            None if self.tag is None else tuple(self.tag),
            self.shortest,
            self.longest,
            "unread" if self.unread else "starred" if self.starred else None,
            made or None,
            self.token_file or None,
            self.token_env or None,
        )

    @property
    def for_services(self) -> bool:
        """Whether a wish was given that only services understand."""
        given = (self.unread, self.starred, self.mark_read, self.mark_tag, self.token_file, self.token_env)
        return any(given)


@commands.command()
@spread
def follow(
    source: Annotated[
        str,
        typer.Argument(
            help="The address of a feed or of a site that has one, an OPML file, - to read the address from standard "
            "input, or the name of a service, e.g. wallabag.",
        ),
    ],
    server: Annotated[str, typer.Argument(help="The address of your server, after the name of a service.")] = "",
    wishes: Wishes = Wishes(),
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Add a feed, a site, an OPML file or a read-later service to what the show follows."""
    place, wanted = open_show(show), wishes.wanted
    if opening.is_service(source):
        asked = _ask if sys.stdin.isatty() and sys.stderr.isatty() else None
        added = [following.follow_service(place, source, server, wanted, say, asked=asked)]
    else:
        if server or wishes.for_services:
            hint = "podcaster follow wallabag https://my-server.example --unread"
            raise UsageError("--unread, --starred, --mark-… and --token-… are for services, named first", hint=hint)
        if source != "-" and _is_list(source):
            added = following.follow_list(place, Path(source), wanted, say)
        else:
            added = [following.follow(place, _address(source), wanted, say)]
    if json:
        answer_json(added)
        return
    for one in added:
        answer(one.name)
        say(f"{one.name}: {one.title or one.address}")
    if added:
        say(as_called(f"podcaster pull fetches the newest {added[0].last}, and podcaster batch makes episodes of them"))


def _is_list(source: str) -> bool:
    """Whether *source* names a file. Raises UnreadableError for a list of feeds that is not there."""
    if os.path.isfile(source):  # noqa: PTH113 - Path raises OSError for a long address
        return True
    if source.lower().endswith((".opml", ".xml")) and typed.address(source) is None:
        there(source)
    return False


def _ask(question: str) -> str:
    say(f"{question}:")
    if re.search("password|secret|token|key", question, re.I):
        return getpass.getpass("", sys.stderr)
    return sys.stdin.readline().strip()


def _address(source: str) -> str:
    """The address that was typed, or that stands on standard input, where no list of processes shows it."""
    text = sys.stdin.readline().strip() if source == "-" else source
    meant = typed.address(text)
    if meant is None:
        raise UsageError(
            f"{web.shown(text)!r} is neither an address, nor an OPML file, nor a service",
            hint="podcaster follow https://example.org/",
        )
    without_scheme = meant.address.partition("://")[2] == text.lstrip("/")
    if not (meant.sure or without_scheme) and not may_be(f"did you mean {web.shown(meant.address)}"):
        raise UsageError(f"{web.shown(text)!r} is not an address", hint=f"did you mean {web.shown(meant.address)}?")
    return meant.address


@commands.command()
def unfollow(
    sources: Annotated[list[str], typer.Argument(help="Names, titles or addresses; podcaster sources lists them.")],
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Take sources off the list of what the show follows; saved articles and episodes stay."""
    place = open_show(show)
    show_library.refuse_absent(place)
    for one in sources:
        following.named(listing.read(place).values(), one)  # all of them, or an error
    gone = [following.unfollow(place, one, say) for one in sources]
    if json:
        answer_json(gone)
        return
    for seen in gone:
        answer(seen.name)


@commands.command()
def sources(
    as_opml: Annotated[bool, typer.Option("--opml", help="Print the feeds as OPML, for feed readers.")] = False,
    private: Annotated[
        bool, typer.Option("--private", help="With --opml: private feeds too, with the tokens in their addresses.")
    ] = False,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """List what the show follows, and how the latest pull of each went."""
    place = open_show(show)
    if as_opml and json:
        raise UsageError("--opml and --json exclude one another", hint="give one of the two")
    show_library.refuse_absent(place)
    if as_opml:
        text, left_out = opml.written(place.settings.title, listing.read(place).values(), private=private)
        answer(text.rstrip("\n"))
        if left_out:
            say(f"{left_out} private feed{'' if left_out == 1 else 's'} left out; --private lists them, tokens and all")
        return
    found = [replace(one, hint=as_called(one.hint)) for one in following.listed(place)]
    if json:
        answer_json(found)
    elif found:
        rows = [(s.name, s.state, str(s.saved), _day(s.succeeded), s.title, s.address) for s in found]
        answer(table(rows, ("name", "state", "saved", "pulled", "title", "address"), width=terminal_width()))
        for one in found:
            if one.error:
                say(f"{one.name}: {one.error}{_until(one)}")
    else:
        say(as_called("nothing is followed; podcaster follow https://example.org/ adds a feed"))


def _day(moment: str) -> str:
    try:
        return dt.datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""


def _until(one: Followed | Pulled) -> str:
    return f"; it is not asked before {_day(one.until)}" if one.until else ""


@commands.command()
def pull(
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; by default all.")] = None,
    last: Annotated[
        int | None,
        typer.Option("--last", help="Take this many of the newest, older ones too that are not saved.", min=1),
    ] = None,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Fetch new articles from what the show follows, and save them; podcaster batch makes episodes of them."""
    place = open_show(show)
    show_library.refuse_absent(place)
    followed = listing.read(place)
    if not followed:
        raise nothing_followed()
    names = [following.named(followed.values(), one).name for one in sources or ()]
    found = pulled(place, names, last=last)
    if json:
        answer_json(found)
    else:
        for one in found:
            for path in (*one.saved, *one.edited):
                answer_path(path)
    sys.exit(status(found))


def nothing_followed() -> UsageError:
    """The error of a command that needs sources, in a show that follows none."""
    return UsageError("this show follows nothing yet", hint="podcaster follow https://example.org/")


def pulled(show: Show, names: list[str] | None = None, *, last: int | None = None, wait_s: float = 0.0) -> list[Pulled]:
    """Pull, and say on standard error how it went."""
    found = [_as_called(one) for one in pulling.pull(show, names or (), _note, last=last, wait_s=wait_s)]
    for one in found:
        if said := _in_words(one):
            say(f"{one.name}: {said}")
    new, edited = sum(len(one.saved) for one in found), sum(len(one.edited) for one in found)
    failed = sum(one.state is State.FAILED for one in found)
    counted = [f"{new} new", *([f"{edited} edited"] if edited else []), *([f"{failed} failed"] if failed else [])]
    say(f"{len(found)} source{'' if len(found) == 1 else 's'}: {', '.join(counted)}")
    for error in tell(show):
        complain(error)
    return found


def _as_called(one: Pulled) -> Pulled:
    """*one* with the commands in its hint as they can be typed here."""
    return replace(one, hint=as_called(one.hint))


def _note(text: str) -> None:
    say(as_called(text))


def everything(show: Show, *, dry: bool) -> tuple[list[str], list[Pulled]]:
    """What batch makes if it is given nothing: all that was pulled, after a pull (unless it is a *dry* run)."""
    if not listing.read(show):
        raise UsageError(
            "no files are given, and this show follows nothing whose new articles could be made",
            hint="podcaster follow https://example.org/, or podcaster batch FOLDER",
        )
    found: list[Pulled] = []
    if not dry:
        try:
            found = pulled(show, wait_s=WAIT_S)
        except BusyError as error:
            say(f"{error.message}; going on with what is saved")
    folders = sorted((show.folder / listing.SAVED).glob("*/"))
    own = [path for path in folders if path.name not in listing.OWN and next(reading.expand(path), None) is not None]
    return [str(path) for path in own], found


def tell(show: Show) -> list[PodcasterError]:
    """Tell services what has become an episode."""
    return following.tell_of_episodes(show, say)


def _in_words(one: Pulled) -> str:
    """What is worth a line of its own."""
    if one.state is State.WAITING:
        return f"not asked: {one.error}{_until(one)}"
    said = [f"{len(one.saved)} new" if one.saved else "", f"{len(one.edited)} edited" if one.edited else ""]
    said += [f"{one.later} whose pages cannot be fetched yet" if one.later else ""]
    if one.state is State.FAILED:
        hint = f" (try: {one.hint})" if one.hint else ""
        said += [f"failed: {one.error}{hint}{_until(one)}"]
    return ", ".join(part for part in said if part)


def status(found: list[Pulled]) -> int:
    """The exit status: that of the error if nothing came of all sources, 1 if some failed."""
    failed = [one for one in found if one.state is State.FAILED]
    if failed and len(failed) == len(found) and len({one.error_kind for one in failed}) == 1:
        return of_kind(failed[0].error_kind).exit_code
    return 1 if failed else 0
