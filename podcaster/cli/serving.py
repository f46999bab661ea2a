"""serve: the show over HTTP, and where to find it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from podcaster.cli import codes
from podcaster.cli.fitting import as_called
from podcaster.cli.next_steps import FOR_ALL, command, firewall
from podcaster.cli.options import ShowFolders, chosen_shows
from podcaster.cli.output import answer_json, say
from podcaster.cli.studio import open_studio
from podcaster.errors import UsageError
from podcaster.network.reach import Reach, reach
from podcaster.serving import current, server
from podcaster.serving import port as ports
from podcaster.studio.place import Where

commands = typer.Typer()


@commands.command()
def serve(
    show: ShowFolders = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", "-p", help="Port to listen on; 0 for any free one.", min=0, max=65535)
    ] = server.PORT,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host", help="Also answer requests to this host name, e.g. nas.example.ts.net; * for any."
        ),
    ] = None,
    studio: Annotated[
        bool, typer.Option("--studio", help="Serve the studio too; other computers need its key. See podcaster studio.")
    ] = False,
    folders: Annotated[list[Path] | None, typer.Argument(help="The same as --show.", file_okay=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the addresses as JSON when it has started.")] = False,
) -> None:
    """Serve the show, or several shows, over HTTP for podcast apps."""
    show = folders or show
    if studio:
        shows = chosen_shows(show)
        if len(shows) > 1:
            raise UsageError("the studio works on one show, and --show names several", hint="give one --show")
        open_studio(shows[0], Where(host, port, tuple(allow_host or ())), json=json)
        return
    said = Said(tuple(show or ()), port, tuple(allow_host or ()))
    places = [(place, current.ready(place, _note)) for place in chosen_shows(show)]
    hosts = said.hosts
    if len(places) > 1:
        listed = _listed if json else said.welcome_all
        server.serve_several(places, host, port, hosts=hosts, on_start=listed, note=_note)
        return
    ((place, token),) = places
    started = (lambda address: _listed(address, [address])) if json else said.welcome
    server.serve(place, host, port, token=token, hosts=hosts, on_start=started, note=_note)


def _listed(address: str, shows: Sequence[str]) -> None:
    answer_json({"page": address, "feeds": [f"{show}feed.xml" for show in shows]})


def _note(text: str) -> None:
    say(as_called(text))


@dataclass(frozen=True, slots=True)
class Said:
    """What the command line said, for the command that lets a phone reach the show."""

    shows: tuple[Path, ...] = ()
    port: int = server.PORT
    hosts: tuple[str, ...] = ()

    def welcome(self, address: str) -> None:
        """Say where the page and the feed of a show are, on this computer and for the phone."""
        say(f"open {address} in a browser; Ctrl-C stops")
        say(f"subscribe to {address}feed.xml")
        self._phone(address)

    def welcome_all(self, address: str, shows: Sequence[str]) -> None:
        say(f"{len(shows)} shows are at {address}; Ctrl-C stops")
        for show in shows:
            say(f"subscribe to {show}feed.xml")
        self._phone(address)

    def _phone(self, address: str) -> None:
        parts = urlsplit(address)
        port = parts.port or self.port
        if ports.is_of_a_container(parts.hostname or ""):
            say(f"for the phone: publish port {port} of this container, and open the address of the computer")
        elif reach(address) is not Reach.MACHINE:
            if codes.show(f"{address}#subscribe"):
                say("for the phone: point its camera at the code, in the same network")
            else:
                say(f"for the phone: open {address} in the same network")
            say(f"if it cannot reach the page: {firewall(port)}")
        elif not self.hosts:  # with them, a program in front of this one is what the phone reaches
            at = "" if self.port == server.PORT else f" --port {self.port}"
            say(f"for the phone: {command(f'serve {FOR_ALL}{at}', *self.shows)}")
