"""Lines that fit the terminal, paths as seen from where the user is, and commands that work there."""

from __future__ import annotations

import os
import re
import shutil
import sys
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from podcaster import shell
from podcaster.cli.overview import EXAMPLES
from podcaster.installing import as_here
from podcaster.text.cells import cells

_NARROW = 20  # columns below which nothing is wrapped
_LABEL = re.compile(
    r" *(?:[a-z]+: (?=\S)|[*!+-] |\[[^\]]*\] |[a-z-]+ {2,})?"
)  # what stands before a text, as in "  try: "
_MOST_INDENT = 14


def columns(stream: TextIO) -> int:
    """The width of the terminal that *stream* goes to; 0 for a file or a pipe, where nothing is wrapped."""
    if not stream.isatty():
        return 0
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return shutil.get_terminal_size().columns


def wrapped(text: str, width: int) -> str:
    """*text* with each line broken between words, the rest of it indented to where its own text begins.

    A path that is longer than a line is left whole, so that it can be copied. *width* 0: as it is.
    """
    return text if width < _NARROW else "\n".join(_line(line, width) for line in text.split("\n"))


def _line(line: str, width: int) -> str:
    if cells(line) <= width:
        return line
    label = _LABEL.match(line)
    start = label.end() if label else 0
    own = len(line) - len(line.lstrip(" "))
    indent = " " * (start if own < start <= min(_MOST_INDENT, width // 3) else min(own + 2, width // 3))
    out, current = [], line[:start]
    for word in shell.pieces(line[start:]):
        bare = word.rstrip(" ")
        fits_below = cells(indent + bare) <= width or len(current) > start  # a long path stays behind its label
        if current.strip() and cells(current + bare) > width and fits_below:
            out.append(current.rstrip(" "))
            current = indent
        current += word
    return "\n".join([*out, current.rstrip(" ")])


def here(path: str | Path) -> str:
    """*path* as seen from the working folder where that is shorter; otherwise as it is."""
    text, folder = str(path), working_folder()
    if not folder or not os.path.isabs(text):  # noqa: PTH117 - only as text
        return text
    try:
        seen = os.path.relpath(text, folder)
    except ValueError:  # another drive
        return text
    return seen if seen != "." and len(seen) < len(text) else text


def working_folder() -> str:
    """The folder that the user is in; "" if it was deleted."""
    try:
        return os.getcwd()  # noqa: PTH109 - as text
    except OSError:  # it was deleted
        return ""


def program() -> str:
    """How podcaster is called here: "podcaster", ".venv/bin/podcaster", "python -m podcaster"."""
    return _program(sys.argv[0], sys.executable, working_folder())


@lru_cache(maxsize=4)
def _program(called: str, python: str, folder: str) -> str:
    if Path(called).name == "__main__.py" and python:
        known = shutil.which(Path(python).name)
        return f"{shell.path(Path(python).name if known == python else here(python))} -m podcaster"
    own = os.path.normpath(os.path.join(folder, called))  # noqa: PTH118 - `folder` may be gone
    if Path(called).stem == "podcaster" and shutil.which("podcaster") != own:
        return shell.path(here(own))
    return "podcaster"


def working_on(*shows: Path, usual: bool = True) -> None:
    """Which show a command is about: `as_called` names its file of settings, and if it is not the *usual* one, itself.

    Of several, or of none, it names nothing.
    """
    _shows[:] = shows if len(shows) == 1 else ()
    _unusual[:] = [] if usual else _shows


_shows: list[Path] = []
_unusual: list[Path] = []  # the same show, where commands have to name it
WITHOUT_SHOW = ("voices", "cache", "tag")  # commands that are about no show
GROUPS = ("lexicon", "export", "show")  # each of their commands takes --show, and they do not
_SETTINGS = re.compile(r"(?:[^\s'\"]*/)?(?<![\w.-])podcaster\.toml\b")


@lru_cache(maxsize=1)
def _command() -> re.Pattern[str]:
    """A pattern for the program before one of its commands or options. Only hints need it, so it is not made before."""
    return re.compile(rf"(?<![\w./-])podcaster (?=(?:{'|'.join(EXAMPLES)})\b|--?[a-z])")


@lru_cache(maxsize=1)
def _with_show() -> re.Pattern[str]:
    """A pattern for a command that takes --show."""
    alone = "|".join(name for name in EXAMPLES if name not in (*WITHOUT_SHOW, *GROUPS))
    return re.compile(rf"(?<![\w./-])podcaster (?:(?:{'|'.join(GROUPS)}) [a-z]+|(?:{alone}))(?![\w-])")


def _settings_file(named: str) -> str:
    """The whole path of the show's podcaster.toml, where that is *named*, and what writes it if it is not there yet."""
    path = (_shows[0] / "podcaster.toml").absolute() if _shows else None
    if path is None or (named != path.name and Path(named).absolute() != path):
        return named
    begins = f"podcaster show init --show {shell.path(_shows[0])} creates it"
    return str(path) if path.is_file() else f"{path} ({begins})"


def as_called(hint: str) -> str:
    """*hint* with its commands as they can be typed here, and the whole path of the settings that it names."""
    hint = _of_this_show(shell.outside_quotes(_SETTINGS, lambda found: _settings_file(found[0]), as_here(hint)))
    name = program()
    return hint if name == "podcaster" else shell.outside_quotes(_command(), lambda _: f"{name} ", hint)


def _of_this_show(hint: str) -> str:
    """*hint* with --show in its commands, where they would work on another show without it."""
    if not _unusual:
        return hint
    show = f" --show {shell.path(here(_unusual[0]))}"
    marked = shell.outside_quotes(_with_show(), lambda found: f"{found[0]}\0", hint.replace("\0", ""))
    first, *others = marked.split("\0")
    return first + "".join(one if "--show " in one or one.startswith(" --help") else f"{show}{one}" for one in others)
