"""show: what concerns the show as a whole."""

from __future__ import annotations

import typer

from podcaster.cli.options import DEFAULT_SHOW, Json, ShowFolder, open_show
from podcaster.cli.output import answer, answer_json, say
from podcaster.publishing import show_library
from podcaster.publishing.publisher import Publisher

commands = typer.Typer()
of_the_show = typer.Typer(no_args_is_help=True, help="Manage the show: redraw its cover.")
of_the_show.callback()(lambda: None)  # else a single command takes its group's place
commands.add_typer(of_the_show, name="show")


@of_the_show.command("cover")
def show_cover(show: ShowFolder = DEFAULT_SHOW, json: Json = False) -> None:
    """Redraw the show's cover from its title, or from the image in the setting `cover`."""
    place = open_show(show)
    path = place.public / "cover.jpg"
    with show_library.for_writing(place, say) as library:
        changed = Publisher(place, library).bring_cover(again=True)
    if json:
        answer_json({"cover": path, "changed": changed})
    else:
        say("cover redrawn" if changed else "nothing changed")
        answer(str(path))
