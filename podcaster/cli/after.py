"""After the night: what it brought."""

from __future__ import annotations

import typer

from podcaster.cli.output import DEFAULT_SHOW, Json, ShowFolder, answer, answer_json, open_show
from podcaster.errors import UnreadableError


def report(show: ShowFolder = DEFAULT_SHOW, json: Json = False) -> None:
    """Print where the page about the latest batch is, or what it says: made, failed, speed, what was left out."""
    from podcaster import report as reports

    place = open_show(show)
    path = reports.latest(place)
    if path is None:
        raise UnreadableError(f"there is no report in {place.folder}", hint="podcaster batch writes one at its end")
    if json:
        answer_json({"page": path, **reports.data(path)})
    else:
        answer(str(path))


def add_to(app: typer.Typer) -> None:
    app.command()(report)
