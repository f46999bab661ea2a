"""report, mix and merge: what to do with a finished batch."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from podcaster.batch import merge as merging
from podcaster.batch import report as reports
from podcaster.cli.options import DEFAULT_SHOW, Json, ShowFolder, open_show
from podcaster.cli.output import answer_json, answer_path, clock, say
from podcaster.cli.status import SOME_FAILED
from podcaster.episode import mix as mixing
from podcaster.errors import UnreadableError
from podcaster.publishing import show_library

commands = typer.Typer()


@commands.command()
def report(show: ShowFolder = DEFAULT_SHOW, json: Json = False) -> None:
    """Print the path of the report on the latest batch, or its contents with --json."""
    place = open_show(show)
    show_library.refuse_none(place)
    path = reports.latest(place)
    if path is None:
        raise UnreadableError(f"there is no report in {place.folder}", hint="podcaster batch writes one at its end")
    if json:
        answer_json({"page": path, **reports.data(path)})
    else:
        answer_path(path)


@commands.command()
def mix(
    show: ShowFolder = DEFAULT_SHOW,
    minutes: Annotated[float, typer.Option("--minutes", "-m", help="Maximum length in minutes.", min=1)] = 35,
    json: Json = False,
) -> None:
    """Combine the newest episodes into one with chapters; skip those already in a mix."""
    place = open_show(show)
    show_library.refuse_none(place)
    with show_library.for_writing(place, say) as library:
        made = mixing.make(place, library, minutes=minutes, now=dt.datetime.now().astimezone(), note=say)
        left = len(mixing.waiting(library))
    if json:
        answer_json({"path": made.path if made else None, "mix": made, "waiting": left})
    elif made is None:
        say("nothing to mix: every episode is already in a mix")
    else:
        answer_path(made.path)
        say(f"{made.episode.title}, {clock(made.episode.duration_ms / 1000)}; {left} more episodes for the next mix")


@commands.command()
def merge(
    shards: Annotated[list[Path], typer.Argument(help="The shows to merge.", file_okay=False)],
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Merge the shows of a job array into one: episodes, library and feed."""
    place, places = open_show(show), [open_show(folder) for folder in shards]
    merging.check(place, places)
    with show_library.for_writing(place, say) as library:
        done = merging.merge(place, library, places, say)
    if json:
        answer_json({"merged": done, "feed": place.public / "feed.xml"})
    else:
        for line in done.replaced:
            say(f"replaced an older episode: {line}")
        for line in done.older:
            say(f"skipped, older than the episode in the show: {line}")
        for line in done.kept_out:
            say(f"skipped, because it was taken back here: {line}")
        for line in done.refused:
            say(f"refused: {line}")
        episodes = "episode" if done.copied == 1 else "episodes"
        say(f"{done.copied} {episodes} copied, {done.same} already present")
        answer_path(place.public / "feed.xml")
    sys.exit(SOME_FAILED if done.refused else 0)
