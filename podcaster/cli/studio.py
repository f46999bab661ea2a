"""The studio: make episodes in a browser."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from dataclasses import dataclass
from typing import Annotated

import typer

from podcaster.cli import codes
from podcaster.cli.options import DEFAULT_SHOW, ShowFolder, open_show, spread
from podcaster.cli.output import answer_json, say
from podcaster.config import Show
from podcaster.studio.keys import in_groups
from podcaster.studio.place import PORT, Started, Where

commands = typer.Typer()
Host = Annotated[
    str, typer.Option("--host", help="Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all.")
]
Port = Annotated[int, typer.Option("--port", "-p", help="Port to listen on; 0 for any free one.", min=0, max=65535)]
AllowHost = Annotated[
    list[str] | None,
    typer.Option("--allow-host", help="Also answer requests to this host name, e.g. nas.example.ts.net; * for any."),
]


@dataclass(frozen=True, slots=True)
class Door:
    """Where the studio listens, and who is let in."""

    host: Host = "127.0.0.1"
    port: Port = PORT
    allow_host: AllowHost = None
    key: Annotated[bool, typer.Option("--key", help="Ask for the key on this computer too.")] = False
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Make a new key; browsers and programs with the old key are locked out.")
    ] = False


@commands.command()
@spread
def studio(
    show: ShowFolder = DEFAULT_SHOW,
    door: Door = Door(),
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the studio in a browser.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Print the addresses as JSON when it has started.")] = False,
) -> None:
    """Make episodes in a browser: add articles, see what will be said, listen, subscribe."""
    where = Where(door.host, door.port, tuple(door.allow_host or ()), door.key, door.new_key)
    open_studio(open_show(show), where, browser=browser, json=json)


def open_studio(show: Show, where: Where, *, browser: bool = False, json: bool = False) -> None:
    """Run the studio of *show* until Ctrl-C. With *json*, its addresses are the answer, and the key if it is new."""
    from podcaster.studio import running  # starlette

    def started(studio: Started) -> None:
        answer_json(studio) if json else _welcome(studio)
        if browser and _has_display():
            threading.Thread(target=webbrowser.open, args=(studio.address,), daemon=True).start()

    running.run(show, where, started, say)


def _welcome(studio: Started) -> None:
    """Say where it is, and the key if it was made just now: nothing shows it again."""
    say(f"the studio is at {studio.address}; Ctrl-C stops")
    say(f"subscribe to {studio.feed}")
    if studio.key:
        say(f"the key, shown only this once: {in_groups(studio.key)}")
        say(f"open this address on the other device to sign in: {studio.key_address}")
        codes.show(studio.key_address)


def _has_display() -> bool:
    """Whether a browser would open where the user sees it: not over SSH, and not without a screen."""
    if os.environ.get("SSH_CONNECTION") or not sys.stderr.isatty():
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
