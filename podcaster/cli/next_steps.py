"""What to do next, as commands that work where the user is: hear an episode here, get it on the phone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from podcaster import shell
from podcaster.cli.fitting import here, program
from podcaster.cli.options import usual_show
from podcaster.config import Show

FOR_ALL = "--host 0.0.0.0"  # what makes a server answer the phone
_ADMIN = ("/usr/sbin", "/sbin")  # where Linux has the firewall's commands, mostly not in the PATH of a user
_FIREWALLS = (("ufw", "sudo ufw allow {port}/tcp"), ("firewall-cmd", "sudo firewall-cmd --add-port={port}/tcp"))


def command(what: str, *shows: Path) -> str:
    """podcaster *what* for these shows, which are only named where that is needed."""
    named = [here(one) for one in shows]
    if named == [here(usual_show())]:
        named = []
    return " ".join([program(), what, *(f"--show {shell.path(one)}" for one in named)])


def opening(path: Path) -> str:
    """The command that opens a page or a file on the screen of the user; "" where there is no screen."""
    if is_far_away():
        return ""
    shown = here(path)
    if sys.platform == "win32":  # cmd and PowerShell both know it
        return f'explorer "{shown}"' if " " in shown else f"explorer {shown}"
    if sys.platform == "darwin":
        return f"open {shell.path(shown)}"
    screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    # wslview is that of Linux in Windows.
    opener = next((name for name in ("wslview", "xdg-open") if shutil.which(name)), "") if screen else ""
    return f"{opener} {shell.path(shown)}" if opener else ""


def is_far_away() -> bool:
    """Whether the user is at another computer than this one."""
    return bool(os.environ.get("SSH_CONNECTION"))


def hearing(show: Show) -> Sequence[str]:
    """How to hear what *show* has, here and on the phone."""
    phone = command(f"serve {FOR_ALL}", show.folder)
    if is_far_away():
        return (f"hear it in a browser or on the phone: {phone}",)
    return (
        f"hear it here: {opening(show.public / 'index.html') or command('serve', show.folder)}",
        f"on the phone: {phone}",
    )


def firewall(port: int) -> str:
    """What lets a phone through the firewall of this system, if it has one."""
    if sys.platform == "win32":
        return f"allow Python in the Windows firewall for private networks (TCP port {port})"
    if sys.platform == "darwin":
        return f"allow incoming connections in System Settings, Network, Firewall (TCP port {port})"
    path = os.pathsep.join([os.environ.get("PATH", ""), *_ADMIN])
    for tool, line in _FIREWALLS:
        if shutil.which(tool, path=path):
            return line.format(port=port)
    return f"let TCP port {port} through the firewall"
