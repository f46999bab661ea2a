"""export: episodes as files for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from podcaster.batch import stopping
from podcaster.cli.options import DEFAULT_SHOW, Json, ShowFolder, episodes_offered, open_show
from podcaster.cli.output import answer_json, answer_path, clock, say
from podcaster.cli.status import SOME_FAILED
from podcaster.cli.taking import selected
from podcaster.config import Show
from podcaster.errors import Stopped, UnreadableError, UsageError
from podcaster.library import Library, Listed
from podcaster.model import Episode
from podcaster.publishing import show_library
from podcaster.publishing.episode_files import EpisodeFiles
from podcaster.publishing.epub import book as books
from podcaster.publishing.epub.chapter import OPUS, sound_of
from podcaster.text.slugs import slug

commands = typer.Typer()
export = typer.Typer(help="Export episodes as files for other programs: epub.", no_args_is_help=True)
commands.add_typer(export, name="export")


@export.command()
def epub(
    episodes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="EPISODE...",
            help="Number, title, file, source file or web address of each.",
            autocompletion=episodes_offered,
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All episodes, the oldest first, but no menu or mix.")
    ] = False,
    last: Annotated[int | None, typer.Option("--last", metavar="N", help="The newest N episodes.", min=1)] = None,
    out: Annotated[
        Path | None, typer.Option("--to", help="The file, e.g. book.epub, or a folder for it (default: here).")
    ] = None,
    title: Annotated[
        str, typer.Option("--title", help="Title of the book (default: the episode's or the show's).")
    ] = "",
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Export episodes as one EPUB book that marks each sentence while it is heard."""
    if bool(episodes) + everything + bool(last) != 1:
        raise UsageError(
            "which episodes? Name some, or give --all or --last N", hint="podcaster list shows the episodes"
        )
    place = open_show(show)
    with show_library.for_reading(place) as library:
        rows = selected(library, episodes, gone_too=False) if episodes else _newest(library, last)
        found, missing = _with_files(place, library, rows, named=bool(episodes))
        choice = "all" if everything else f"last {last}" if last else ""
        book = books.of(place, found, podcast=library.setting("podcast_guid"), choice=choice, title=title)
    target = _target(out, book)
    with stopping.polite(_stop):
        books.write(book, target)
    seconds, size = sum(e.duration_ms for e in found) / 1000, target.stat().st_size
    if json:
        told = {"path": target, "title": book.title, "identifier": book.identifier, "seconds": seconds, "bytes": size}
        answer_json(told | {"episodes": [e.guid for e in found], "missing": [row.guid for row in missing]})
    else:
        answer_path(target)
        count = "1 episode" if len(found) == 1 else f"{len(found)} episodes"
        say(f"{count}, {clock(seconds)}, {size / 1e6:.1f} MB")
    if any(sound_of(e).suffix == OPUS for e in found):
        say('the sound is Opus, which few readers play; with also = ["mp3"] below [sound], new episodes have MP3 too')
    for row in missing:
        say(f"left out, because files are missing: {row.title}")
    sys.exit(SOME_FAILED if missing else 0)


def _stop(number: int) -> None:
    raise Stopped.by(number)  # the half-written book goes on the way


def _newest(library: Library, count: int | None) -> list[Listed]:
    """The newest *count* articles of the show, or all of them, the oldest first."""
    rows = [row for row in library.listed() if row.there and row.kind == "article"]
    return rows[:count][::-1]


def _with_files(show: Show, library: Library, rows: list[Listed], *, named: bool) -> tuple[list[Episode], list[Listed]]:
    """The episodes of *rows* whose files are in place, and the others.

    Raises UnreadableError if files of one that was *named* are missing.
    """
    found, missing = [], []
    for row in rows:
        episode = library.episode(row.guid)
        if episode and EpisodeFiles(show.episodes, episode).is_published():
            found.append(episode)
        elif named:
            raise UnreadableError(f"files of {row.title!r} are missing", hint="podcaster check lists them")
        else:
            missing.append(row)
    if not found:
        raise UnreadableError(f"no episode is in {show.folder}", hint="podcaster check lists what is missing")
    return found, missing


def _target(out: Path | None, book: books.Book) -> Path:
    if out and not out.is_dir():
        return out
    name = book.episodes[0].name if book.is_one else slug(book.title) or "book"
    return (out or Path()) / f"{name}.epub"
