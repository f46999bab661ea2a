"""serve: the show over HTTP, and where to find it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from podcaster.cli.options import ShowFolders, chosen_shows
from podcaster.cli.output import say
from podcaster.cli.studio import open_studio
from podcaster.errors import UsageError
from podcaster.serving import current, server
from podcaster.studio.place import Where

commands = typer.Typer()


@commands.command()
def serve(
    show: ShowFolders = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535)] = 8000,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host", help="Also answer requests to this host name, e.g. nas.example.ts.net; * for any."
        ),
    ] = None,
    studio: Annotated[
        bool, typer.Option("--studio", help="Serve the studio too; other computers need its key. See podcaster studio.")
    ] = False,
) -> None:
    """Serve the show, or several shows, over HTTP for podcast apps."""
    if studio:
        shows = chosen_shows(show)
        if len(shows) > 1:
            raise UsageError("the studio makes one show, and --show names several", hint="give one --show")
        open_studio(shows[0], Where(host, port, tuple(allow_host or ())))
        return
    places = [(place, current.ready(place, say)) for place in chosen_shows(show)]
    hosts = allow_host or ()
    if len(places) > 1:
        server.serve_several(places, host, port, hosts=hosts, on_start=_welcome_all, note=say)
        return
    ((place, token),) = places
    server.serve(place, host, port, token=token, hosts=hosts, on_start=_welcome, note=say)


def _welcome(address: str) -> None:
    say(f"subscribe to {address}feed.xml; Ctrl-C stops")


def _welcome_all(address: str, shows: Sequence[str]) -> None:
    say(f"{len(shows)} shows are at {address}; Ctrl-C stops")
    for show in shows:
        say(f"subscribe to {show}feed.xml")
