"""Opens the library of a show for a command, and decides what happens if the library is lost."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster import shell
from podcaster.config import FILE_NAME as SETTINGS_FILE
from podcaster.config import Show
from podcaster.errors import PodcasterError, StorageError, UnreadableError
from podcaster.files import locks
from podcaster.library import FILE_NAME, DamagedLibrary, Library, repair_command
from podcaster.publishing import closing, public_files, repair, salvage
from podcaster.publishing.publisher import Publisher

Note = Callable[[str], None]  # shows a line to the user


@contextmanager
def for_writing(show: Show, note: Note | None = None, *, wait_s: float = 0.0) -> Iterator[Library]:
    """Lock the show and open its library. A new show gets a new library.

    A library that was deleted, emptied, damaged or put back from an older copy is first rebuilt from what is
    published, and *note* says so: a feed never shrinks, and a private address never changes, because a library began
    again. Raises StorageError, with nothing changed, where that cannot be done; BusyError while another run holds the
    show, after *wait_s* seconds. What a killed run left half-written is deleted first.
    """
    note = note or (lambda _: None)
    with locks.lock(show.state / "lock", wait_s=wait_s):
        public_files.tidy(show)
        with _sound(show, note) as library:
            closing.close(show, library, note)
            if library.leaving():
                # A run was killed while it took episodes back. Before any is made again, their files go.
                with contextlib.suppress(PodcasterError):  # the next command that publishes reports the reason
                    Publisher(show, library).publish()
            yield library


def _sound(show: Show, note: Note) -> Library:
    path = show.state / FILE_NAME
    try:
        library = None if salvage.is_blank(path) else Library(path)
    except DamagedLibrary as error:
        if not repair.is_published(show):
            raise
        why = error.message
    else:
        if library is None and not repair.is_published(show):
            return Library(path)
        why = _complaint(show, library)
        if library:
            if not why:
                return library
            library.close()
    done = repair.rebuild(show, accept_loss=False)
    kept = f"; the damaged file is kept as {done.set_aside}" if done.set_aside else ""
    told = f"; what they do not tell is from the backup {done.backup}" if done.backup else ""
    note(f"{why}: rebuilt, with {done.episodes} episode{'' if done.episodes == 1 else 's'}{told}{kept}")
    return Library(path)


def _complaint(show: Show, library: Library | None) -> str:
    try:
        return repair.complaint(show, library)
    except BaseException:
        if library:
            library.close()
        raise


@contextmanager
def for_reading(show: Show) -> Iterator[Library]:
    """Open the library of a show without changing anything.

    Raises UnreadableError if there is no show, and StorageError if the library lacks what is published: an answer from
    it would be wrong.
    """
    path = show.state / FILE_NAME
    refuse_none(show)
    if salvage.is_blank(path):
        raise StorageError(repair.complaint(show, None), hint=repair_command(path))
    with Library(path, read_only=True) as library:
        if why := repair.complaint(show, library):
            raise StorageError(why, hint=repair_command(path))
        yield library


def folders(paths: Iterable[Path]) -> list[Path]:
    """The folders of shows among *paths* and directly below those that are none, each once, in this order."""
    found: list[Path] = []
    for path in paths:
        inner = [] if is_show(path) or not path.is_dir() else sorted(p for p in path.iterdir() if is_show(p))
        found += inner or [path]
    return list(dict.fromkeys(found))


def is_show(path: Path) -> bool:
    """Whether a show has begun in the folder *path*."""
    return (
        (path / SETTINGS_FILE).is_file() or (path / ".podcaster").is_dir() or (path / "public" / "feed.xml").is_file()
    )


def refuse_none(show: Show) -> None:
    """Raise UnreadableError if there is no show: neither a library nor anything published."""
    if salvage.is_blank(show.state / FILE_NAME) and not repair.is_published(show):
        raise _no_show(show.folder)


def refuse_absent(show: Show) -> None:
    """The same for a command that needs no episode: settings, sources or a lexicon are enough of a show."""
    begun = show.lexicon.is_file() or (show.folder / "sources.toml").is_file()
    if not (begun or is_show(show.folder)):
        raise _no_show(show.folder)


def _no_show(folder: Path) -> UnreadableError:
    """The error for a missing show, with the command that makes one; or the show below *folder*, if there is one."""
    named = shell.path(folder)
    if (folder / SETTINGS_FILE).is_file():
        return UnreadableError(
            f"the show in {folder} has no episodes yet", hint=f"podcaster convert FILE --show {named} makes the first"
        )
    inner = [path for path in folders([folder]) if path != folder]
    if inner:
        return UnreadableError(f"there is no show in {folder}, but below it", hint=f"--show {shell.path(inner[0])}")
    return UnreadableError(f"there is no show in {folder}", hint=f"podcaster convert FILE --show {named} makes one")
