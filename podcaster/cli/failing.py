"""dismiss: leave failures alone; and find the failures that a command names."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import typer

from podcaster import shell
from podcaster.cli.fitting import here
from podcaster.cli.next_steps import command
from podcaster.cli.options import DEFAULT_SHOW, Json, ShowFolder, open_show
from podcaster.cli.output import answer, answer_json, complain, say
from podcaster.cli.status import exit_status
from podcaster.config import Show
from podcaster.errors import UnreadableError, UsageError
from podcaster.library import Library
from podcaster.library.selection import named
from podcaster.publishing import show_library

commands = typer.Typer()
SHOWN = 3  # failures that a message names


@dataclass(frozen=True, slots=True)
class Wanted:
    """Failures that were named, by file or as a member of a file (feed.xml!3), and names that fit none."""

    found: dict[str, str]  # as named -> source
    strangers: tuple[str, ...]
    known: tuple[str, ...]  # the sources of all failures

    @classmethod
    def of(cls, library: Library, names: Sequence[str]) -> Self:
        """Those that *names* mean."""
        known = [failure.source for failure in library.failures()]
        sources = {name: name if name in known else named(name) for name in names}
        found = {name: source for name, source in sources.items() if library.failures_in(source)}
        return cls(found, tuple(name for name in sources if name not in found), tuple(known))

    @property
    def sources(self) -> list[str]:
        return list(self.found.values())

    def status(self, show: Show) -> int:
        """Report the names that match no failure, and list the failures. Returns the exit status."""
        more = f" and {len(self.known) - SHOWN} more" if len(self.known) > SHOWN else ""
        there = f"; these are: {', '.join(map(here, self.known[:SHOWN]))}{more}" if self.known else ": there are none"
        for name in self.strangers:
            listing = f"podcaster failures --show {shell.path(here(show.folder))}"
            hint = f"{listing} lists them" if self.known else ""
            complain(UnreadableError(f"{name} is not among the failures of this show{there}", hint=hint))
        codes = [UnreadableError.exit_code] * len(self.strangers) + [0] * len(self.found)
        return exit_status(codes, alone=len(codes) == 1)


@commands.command()
def dismiss(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Articles that failed: files, or members of a file (feed.xml!3).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Dismiss all failures.")] = False,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Leave failed articles alone: no run tries or reports them until the file changes. Undone by retry."""
    if bool(sources) == everything:
        raise UsageError("which failures? Name some, or give --all", hint="podcaster failures lists them")
    place = open_show(show)
    show_library.refuse_none(place)
    with show_library.for_writing(place, say) as library:
        wanted = Wanted.of(library, sources or ())
        chosen = [failure.source for failure in library.open_failures()] if everything else wanted.sources
        gone = sorted({failure.source for source in chosen for failure in library.failures_in(source)})
        library.dismiss(chosen)
    if json:
        answer_json({"dismissed": gone, "unknown": wanted.strangers})
    for source in () if json else gone:
        answer(here(source))
    if gone:
        back, listed = command("retry FILE", place.folder), command("failures --dismissed", place.folder)
        say(f"{len(gone)} dismissed; {back} takes that back, {listed} lists them")
    elif everything:
        say("nothing to dismiss: no article has failed")
    sys.exit(wanted.status(place))
