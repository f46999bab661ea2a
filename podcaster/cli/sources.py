"""What commands are given, as files and folders: web pages and standard input are saved first."""

from __future__ import annotations

import atexit
import difflib
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from podcaster import reading
from podcaster.cli.asking import choose, may_be
from podcaster.cli.fitting import as_called
from podcaster.cli.output import say
from podcaster.config import Show
from podcaster.errors import InputError, NoTextError, PodcasterError, UnreadableError
from podcaster.files import safe_text, write
from podcaster.model import Outcome, Status
from podcaster.network import typed
from podcaster.reading import fetch, numbered, safe
from podcaster.reading.newest import Post, PostsFound
from podcaster.sources import recordings


def saved_files(sources: list[str], show: Show) -> tuple[list[Path], list[Outcome]]:
    """A file or folder for each source; an outcome for each of several whose page could not be fetched."""
    lost: list[Outcome] = []

    def failed(source: str, error: PodcasterError) -> None:
        reason = error.without(source)
        lost.append(Outcome(source, Status.FAILED, "", reason, error.hint, error.exit_code, error_kind=error.kind))

    paths = _each(sources, show.state, failed)
    if show.settings.own_audio == "use":
        for path in paths:
            if path.parent == show.state / "saved":  # it came by an address: for a file, nothing is fetched
                recordings.bring(path, say)
    return paths, lost


def looked_at(
    sources: list[str], show: Show, failed: Callable[[str, PodcasterError], None] = lambda *_: None
) -> list[Path]:
    """A file or folder for each source, for a command that makes nothing of them.

    In a show the pages are kept where convert keeps them; where there is none, only until the command ends.
    """
    if show.folder.is_dir():
        return _each(sources, show.state, failed)
    folder = tempfile.mkdtemp(prefix="podcaster-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _each(sources, Path(folder), failed)


def _each(sources: list[str], state: Path, failed: Callable[[str, PodcasterError], None]) -> list[Path]:
    paths: list[Path] = []
    for source in sources:
        try:
            paths.append(_saved(source, state))
        except InputError as error:
            if len(sources) == 1:
                raise
            failed(source, error)
    if len(sources) == len(paths) == 1 and next(reading.expand(numbered.split(paths[0])[0]), None) is None:
        raise reading.nothing_in(paths[0])
    return paths


def is_page(source: str) -> bool:
    """Whether a source is something to be fetched, and no file."""
    found = typed.address(source)
    return found is not None and found.sure and not _is_file(source)


def _saved(source: str, state: Path) -> Path:
    """The path of a source. Standard input and web pages are saved, so that the episode can be made again."""
    if source == "-":
        return _standard_input(state)
    meant = None if _is_file(source) else typed.address(source)
    if meant is None:
        return there(source)
    if not meant.sure and not may_be(f"there is no file {safe_text(source)}. Did you mean {meant.address}"):
        raise UnreadableError(f"there is no file {safe_text(source)}", hint=f"did you mean {meant.address}?")
    return _fetched(meant.address, state, home=True)


def there(source: str) -> Path:
    """The path of a file or folder that somebody named. Raises UnreadableError if it is not there."""
    path, _ = numbered.split(Path(source))
    try:
        path.stat()
    except OSError as error:
        wrong = safe.unreadable(path, error)
        if os.path.lexists(path) and not path.exists():
            raise UnreadableError("a link to a file that is not there", about=wrong.about) from error
        near = _near(path)
        raise UnreadableError(
            wrong.reason, about=wrong.about, hint=f"did you mean {near}?" if near else wrong.hint
        ) from error
    return Path(source)


def _near(path: Path) -> str:
    """The file or folder beside *path* whose name is most like its name; "" if none is like it."""
    try:
        names = [beside.name for beside in path.parent.iterdir()]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names[:10_000], n=1, cutoff=0.75)
    return safe_text(str(path.parent / near[0])) if near else ""


def _is_file(source: str) -> bool:
    """Whether there is such a file, one article of such a file, or at least the folder in which it would be."""
    path, number = numbered.split(Path(source))
    first = path.parts[0] if len(path.parts) > 1 else ""
    return bool(number) or os.path.lexists(path) or (first not in ("", ".", "..") and os.path.lexists(first))


def _fetched(address: str, state: Path, *, home: bool) -> Path:
    say(f"fetching {address}")
    try:
        return fetch.save(address, state / "saved", home=home)
    except PostsFound as found:
        post = _chosen(found)
        if post is None:
            raise
        # A feed of the internet names posts of the internet only.
        return _fetched(post.address, state, home=not found.public)


def _chosen(found: PostsFound) -> Post | None:
    """Show the posts that were found; which of them the user wants. None where nobody can be asked."""
    if not found.posts:
        return None
    say(f"{found.message}. Its newest posts:")
    for number, post in enumerate(found.posts, start=1):
        day = f"{post.date:%Y-%m-%d}  " if post.date else ""
        say(f"{number:>3}  {day}{safe_text(post.title)}")
        say(f"     {safe_text(post.address)}")
    chosen = choose("Which one", len(found.posts))
    if chosen is None:
        say(as_called("for one of them: podcaster convert ADDRESS; for all that are new from now on: podcaster follow"))
        return None
    return found.posts[chosen - 1]


def _standard_input(state: Path) -> Path:
    """Save standard input, so that its episode can be made again."""
    data = sys.stdin.buffer.read()
    if not data.strip():
        raise NoTextError("standard input is empty", hint="podcaster convert - < post.html")
    path = state / "inbox" / f"{hashlib.sha256(data).hexdigest()[:16]}.txt"
    write(path, data)
    return path
