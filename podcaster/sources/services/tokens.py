"""The tokens of services: from the environment, or from a file that only its owner can read. Never from an argument.

`PODCASTER_WALLABAG_TOKEN` and so on, or the file that `follow` writes after asking. It is kept with the account rather
than in the show, which may be copied or shared.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from podcaster import files, places, shell
from podcaster.errors import UsageError, storage_error

LONGEST = 10_000  # bytes of a file with a token


@dataclass(repr=False)
class Secret:
    """What a service asks for: a token alone, or the words that sign in. It has no form that could be printed."""

    words: tuple[str, ...]
    title: str  # of the service
    kept: Path | None = field(default=None)  # where a renewed token is written
    typed: bool = False  # whether the user was asked for it, so that it is nowhere yet

    def token(self) -> str:
        """The token alone. Raises UsageError if it cannot be one."""
        if len(self.words) != 1 or not re.fullmatch(r"[\x21-\x7e]+", self.words[0]):
            raise UsageError(f"the token for {self.title} is not one: it has spaces or unusual letters, or is empty")
        return self.words[0]

    def keep(self, *words: str) -> None:
        """Write renewed words where these came from, if that is a file."""
        self.words = words
        if self.kept:
            files.write(self.kept, "\n".join(words) + "\n", private=True)


def variable(name: str) -> str:
    """The environment variable for the token of a service."""
    return f"PODCASTER_{name.upper()}_TOKEN"


def path(name: str, address: str) -> Path:
    """The file for the token of a service at *address*."""
    parts = urlsplit(address)
    place = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{parts.hostname or ''}-{parts.port or ''}{parts.path}").strip("-")
    return places.tokens_folder() / f"{name}@{place}.token"


def find(title: str, variable: str, place: Path, words: int) -> Secret | None:
    """The token of a service from the environment, else from its file; None if there is neither.

    *words*: how many the service asks for at most. Raises UsageError for a file that others can read.
    """
    given = os.environ.get(variable, "").strip()
    if given:
        return Secret(_words(given, words), title)
    if not place.exists():
        return None
    return Secret(_words(_read(place), words), title, place)


def ask(title: str, questions: Sequence[str], asked: Callable[[str], str]) -> Secret:
    """What the user answers to *questions*, one after the other. Raises UsageError for no answer."""
    words = []
    for question in questions:
        word = asked(question).strip()
        if not word:
            raise UsageError(f"no {question} for {title}", hint="nothing was followed")
        words.append(word)
    return Secret(tuple(words), title, typed=True)


def missing(title: str, variable: str, place: Path, questions: Sequence[str]) -> UsageError:
    """The error for a service whose token is nowhere."""
    return UsageError(
        f"there is no token for {title}",
        hint=f"follow it in a terminal, which asks for it; or set {variable} to the {', '.join(questions)}, "
        f"with spaces between them; or write them into {place} and run: chmod 600 {shell.path(place)}",
    )


def _words(text: str, count: int) -> tuple[str, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(lines) if len(lines) > 1 else tuple(text.strip().split(None, count - 1))


def _read(place: Path) -> str:
    try:
        with place.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise UsageError("it is not a file", about=str(place))
            if mode & (stat.S_IRWXG | stat.S_IRWXO) and sys.platform != "win32":
                raise UsageError(
                    "others can read this file, which has the token of a service",
                    about=str(place),
                    hint=f"chmod 600 {shell.path(place)}, and make a new token if others have used this computer",
                )
            return stream.read(LONGEST).decode("utf-8", "replace")
    except OSError as error:
        raise storage_error(error, f"could not read {place}") from error
