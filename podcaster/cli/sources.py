"""What convert and batch are given, as files and folders: web pages and standard input are saved first."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from podcaster.cli.output import say
from podcaster.errors import InputError, NoTextError
from podcaster.files import write
from podcaster.model import Outcome, Status
from podcaster.reading import fetch


def saved_files(sources: list[str], state: Path) -> tuple[list[Path], list[Outcome]]:
    """A file or folder for each source; an outcome for each of several whose page could not be fetched."""
    paths: list[Path] = []
    lost: list[Outcome] = []
    for source in sources:
        try:
            paths.append(_saved(source, state))
        except InputError as error:
            if len(sources) == 1:
                raise
            reason = error.without(source)
            lost.append(Outcome(source, Status.FAILED, "", reason, error.hint, error.exit_code, error_kind=error.kind))
    return paths, lost


def _saved(source: str, state: Path) -> Path:
    """The path of a source. Standard input and web pages are saved, so that the episode can be made again."""
    if source == "-":
        return _standard_input(state)
    if fetch.is_address(source):
        say(f"fetching {source}")
        return fetch.save(source, state / "saved")
    return Path(source)


def _standard_input(state: Path) -> Path:
    """Save standard input, so that its episode can be made again."""
    data = sys.stdin.buffer.read()
    if not data.strip():
        raise NoTextError("standard input is empty", hint="podcaster convert - < post.html")
    path = state / "inbox" / f"{hashlib.sha256(data).hexdigest()[:16]}.txt"
    write(path, data)
    return path
