"""The command that installs an extra or a package where this podcaster runs: pip, uv or pipx, with the right Python."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

DISTRIBUTION = "podcaster-tts"  # "podcaster" is another project on the package index
_PIP = re.compile(r"(?<![\w-])pip install ((?:--force-reinstall )?)('[^']+'|[\w.\[\]-]+)")


def extra(name: str, *, again: bool = False) -> str:
    """The command for an extra, as hints name it; `as_here` makes of it what works for the user."""
    return f"pip install {'--force-reinstall ' * again}'{DISTRIBUTION}[{name}]'"


def as_here(hint: str) -> str:
    """*hint* with each `pip install …` as it has to be typed on this machine."""
    return _PIP.sub(lambda found: _command(found[2].strip("'"), again=bool(found[1])), hint)


def _command(package: str, *, again: bool) -> str:
    name, bracket, extras = package.partition("[")
    ours = name == DISTRIBUTION
    what = _ours(bracket + extras) if ours else [shlex.quote(package)]
    prefix = Path(sys.prefix)
    if (prefix / "uv-receipt.toml").is_file():  # uv tool install
        force = ["--reinstall"] * again
        return " ".join(["uv tool install", *force, *(what if ours else ["--with", *what, *_ours("")])])
    if (prefix / "pipx_metadata.json").is_file():
        return " ".join(["pipx install --force", *what] if ours else ["pipx inject", DISTRIBUTION, *what])
    force = ["--force-reinstall"] * again
    if not _has_pip() and shutil.which("uv"):  # uv makes environments without pip
        return " ".join(
            ["uv pip install", *(["--reinstall"] * again), "--python", shlex.quote(_near(sys.executable)), *what]
        )
    return " ".join([_pip(), "install", *force, *what])


def _has_pip() -> bool:
    import importlib.util

    return importlib.util.find_spec("pip") is not None


def _pip() -> str:
    """The pip of this Python: of another one it would install where podcaster does not look."""
    found = shutil.which("pip")
    python = os.path.abspath(sys.executable)  # noqa: PTH100 - a link to a Python is the environment's own
    if found and os.path.dirname(found) == os.path.dirname(python):  # noqa: PTH120
        return "pip"
    return f"{shlex.quote(_near(python))} -m pip"


def _near(path: str) -> str:
    """*path* as seen from the working folder if it is inside it."""
    try:
        start = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118 - only as text
    except OSError:  # it was deleted
        return path
    return path[len(start) :] if len(start) > 1 and path.startswith(start) else path


def _ours(extras: str) -> list[str]:
    """The words that name podcaster with these extras: from where it was installed, so that it stays the same one."""
    address, editable = _origin()
    if not address:
        return [shlex.quote(DISTRIBUTION + extras)]
    if address.startswith("file:"):
        folder = unquote(urlsplit(address).path)
        if os.path.isdir(folder):  # noqa: PTH112 - as text
            near = _near(folder)
            place = "." if _is_working_folder(folder) else near
            place = place if os.path.isabs(place) or place == "." else f"./{place}"  # noqa: PTH117
            return [*(["-e"] * editable), shlex.quote(place + extras)]
    return [shlex.quote(f"{DISTRIBUTION}{extras} @ {address}")]


def _is_working_folder(folder: str) -> bool:
    try:
        return os.path.samefile(folder, os.getcwd())  # noqa: PTH109, PTH121
    except OSError:
        return False


@cache
def _origin() -> tuple[str, bool]:
    """Where podcaster was installed from, if that was no package index, and whether that folder is used as it is.

    Source: "Recording the Direct URL Origin of installed distributions", packaging.python.org.
    """
    import importlib.metadata

    try:
        text = importlib.metadata.distribution(DISTRIBUTION).read_text("direct_url.json") or "{}"
        found = json.loads(text)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        found = {}
    if "vcs_info" in found:
        return f"{found['vcs_info'].get('vcs', 'git')}+{found.get('url', '')}", False
    return str(found.get("url", "")), bool(found.get("dir_info", {}).get("editable"))
