"""opml: the feeds of one show or of several as a list that podcast apps import."""

from __future__ import annotations

from typing import Annotated

import typer

from podcaster.cli.next_steps import command
from podcaster.cli.options import Json, ShowFolders, chosen_shows
from podcaster.cli.output import answer, answer_json, say
from podcaster.publishing import opml, show_library

commands = typer.Typer()


@commands.command("opml")
def opml_command(
    show: ShowFolders = None,
    title: Annotated[str, typer.Option("--title", help="Title of the list (default: the show's).")] = "",
    json: Json = False,
) -> None:
    """Print the feeds of the show, its shelves too, as OPML for podcast apps; --show may be given several times."""
    places = chosen_shows(show)
    listed: list[opml.Listed] = []
    for place in places:
        show_library.refuse_none(place)
        listed += opml.of_show(place)
        if not place.settings.base_url:
            served = command("serve", place.folder)
            say(f"{place.settings.title} has no base_url: its addresses are those of {served} on this computer")
        if place.settings.private:
            say(f"{place.settings.title} is private: whoever has its address can listen")
    if json:
        answer_json([one._asdict() for one in listed])
    else:
        name = title or (places[0].settings.title if len(places) == 1 else "Podcasts")
        answer(opml.written(name, listed).decode().rstrip("\n"))
