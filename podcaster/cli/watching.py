"""watch: convert every file that arrives in a folder."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from podcaster import unforeseen
from podcaster.batch import watch as watching_folder
from podcaster.batch.run import Options, run
from podcaster.batch.stopping import polite
from podcaster.cli.options import DEFAULT_SHOW, LogJson, Overrides, ShowFolder, open_show, spread
from podcaster.cli.output import answer_json_line, complain, say
from podcaster.cli.progress import note_json, watching
from podcaster.cli.sources import there
from podcaster.config import FILE_NAME
from podcaster.errors import Stopped, UnforeseenError, UsageError

commands = typer.Typer()


@commands.command()
@spread
def watch(
    folder: Annotated[Path, typer.Argument(help="The folder where saved posts arrive.", file_okay=False)],
    show: ShowFolder = DEFAULT_SHOW,
    said: Overrides = Overrides(),
    log_json: LogJson = False,
    json: Annotated[bool, typer.Option("--json", help="Print each outcome as a line of JSON.")] = False,
) -> None:
    """Convert every file that arrives in a folder, until Ctrl-C."""

    there(str(folder))
    place = open_show(show, said)

    note = _once(note_json if log_json else say)

    def arrived(paths: list[Path]) -> None:
        nonlocal place
        try:
            if not _is_being_saved(show):
                place = open_show(show, said)
        except UsageError as error:  # somebody is editing podcaster.toml
            note(f"the previous settings stay in force: {error.message}")
        try:
            with watching(log_json=log_json, quiet=json) as report, unforeseen.named(str(folder)):
                outcomes = run(place, paths, Options(jobs=said.jobs, added=True), report, note=note)
            for outcome in outcomes if json else ():
                answer_json_line(outcome)
        except UnforeseenError as error:  # these files; whatever arrives later is made
            complain(unforeseen.logged(error, unforeseen.log_in(place.state)))

    stop = threading.Event()
    # It runs until it is stopped: that is no failure, not even if the work on a file was cut short. The next start of
    # watch goes on with it.
    with contextlib.suppress(Stopped), polite(lambda _: stop.set()):
        note(f"watching {folder}; Ctrl-C stops")
        watching_folder.watch(folder, arrived, stop)
    note("stopped")


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
