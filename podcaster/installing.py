"""The command that installs an extra or a package where this podcaster runs: pip, uv or pipx, with the right Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from podcaster import shell

DISTRIBUTION = "podcaster-tts"  # "podcaster" is another project on the package index
_NEED = re.compile(r"(?P<what>[^;]+?) *; *(?:(?P<where>.+?) and )?extra *== *['\"](?P<extra>[\w-]+)['\"]")
_PIP = re.compile(r"(?<![\w-])pip install ((?:--force-reinstall )?)('[^']+'|[\w.\[\]-]+)")


def extra(name: str, *, again: bool = False) -> str:
    """The command for an extra, as hints name it; `as_here` makes of it what works for the user."""
    return f"pip install {'--force-reinstall ' * again}'{DISTRIBUTION}[{name}]'"


def as_here(hint: str) -> str:
    """*hint* with each `pip install …` as it has to be typed on this machine."""
    return _PIP.sub(lambda found: shell.words(_command(found[2].strip("'"), again=bool(found[1]))), hint)


def command(name: str) -> list[str]:
    """The words of a command that installs the extra *name* here. Empty if nothing here can install anything.

    Where it is possible, only what the extra needs is installed, and podcaster itself is left alone: it is running.
    """
    if not (_is_uv_tool() or _is_pipx() or _has_pip() or shutil.which("uv")):
        return []
    return _command(f"{DISTRIBUTION}[{name}]", again=False, needs=_needs(name))


def _command(package: str, *, again: bool, needs: tuple[str, ...] = ()) -> list[str]:
    """The words of the command. *needs*: the packages that stand for *package*, where it is not installed itself."""
    name, bracket, extras = package.partition("[")
    ours = name == DISTRIBUTION
    own_extras = extras.rstrip("]").split(",") if bracket else []
    if _is_uv_tool():
        force = ["--reinstall"] * again
        return ["uv", "tool", "install", *force, *_uv_tool(own_extras if ours else [], [] if ours else [package])]
    if _is_pipx():
        wanted = [*needs, *(need for one in own_extras for need in _needs(one))]
        force = ["--force"] * again
        if ours and not wanted:
            return ["pipx", "install", "--force", *_ours(bracket + extras)]
        what = [*dict.fromkeys(wanted)] if ours else [package]
        return ["pipx", "inject", *force, DISTRIBUTION, *what]
    what = [*needs] or (_ours(bracket + extras) if ours else [package])
    force = ["--force-reinstall"] * again
    if not _has_pip() and shutil.which("uv"):  # uv makes environments without pip
        return [
            "uv",
            "pip",
            "install",
            *(["--reinstall"] * again),
            "--python",
            shell.dashless(_near(sys.executable)),
            *what,
        ]
    return [*_pip(), "install", *force, *what]


def _is_uv_tool() -> bool:
    return (Path(sys.prefix) / "uv-receipt.toml").is_file()


def _is_pipx() -> bool:
    return (Path(sys.prefix) / "pipx_metadata.json").is_file()


def _uv_tool(extras: Sequence[str], packages: Sequence[str]) -> list[str]:
    """What `uv tool install` is given: it removes the extras and packages that are not named again."""
    known, beside = _of_receipt(Path(sys.prefix) / "uv-receipt.toml")
    wanted = sorted({*known, *extras})
    more = [word for package in (*beside, *packages) for word in ("--with", package)]
    return [*more, *_ours(f"[{','.join(wanted)}]" if wanted else "")]


def _of_receipt(path: Path) -> tuple[list[str], list[str]]:
    """The extras of podcaster and the other packages with which uv has installed this tool."""
    import tomllib

    extras: list[str] = []
    beside: list[str] = []
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("requirements", [])
    except (OSError, ValueError):
        return extras, beside
    for one in found:
        if one.get("name") == DISTRIBUTION:
            extras += one.get("extras", [])
        else:
            own = f"[{','.join(one['extras'])}]" if one.get("extras") else ""
            place = one.get("directory") or one.get("path") or one.get("editable")
            beside.append(place or f"{one.get('name', '')}{own}{one.get('specifier', '')}")
    return extras, beside


def _needs(name: str) -> tuple[str, ...]:
    """The packages of the extra *name*, as podcaster's own record in this environment has them."""
    import importlib.metadata

    try:
        found = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return ()
    out = []
    for one in found:
        what = _NEED.fullmatch(one)
        if what and what["extra"] == name:
            out.append(f"{what['what']}; {what['where']}" if what["where"] else what["what"])
    return tuple(out)


def _has_pip() -> bool:
    import importlib.util

    return importlib.util.find_spec("pip") is not None


def _pip() -> list[str]:
    """The pip of this Python: of another one it would install where podcaster does not look."""
    found = shutil.which("pip")
    python = os.path.abspath(sys.executable)  # noqa: PTH100 - a link to a Python is the environment's own
    if found and os.path.dirname(found) == os.path.dirname(python):  # noqa: PTH120
        return ["pip"]
    return [shell.dashless(_near(python)), "-m", "pip"]


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
        return [DISTRIBUTION + extras]
    if address.startswith("file:"):
        folder = unquote(urlsplit(address).path)
        if os.path.isdir(folder):  # noqa: PTH112 - as text
            near = _near(folder)
            place = "." if _is_working_folder(folder) else near
            place = place if os.path.isabs(place) or place == "." else f"./{place}"  # noqa: PTH117
            return [*(["-e"] * editable), place + extras]
    return [f"{DISTRIBUTION}{extras} @ {address}"]


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
