"""File modes of a show: only the owner reads its state; everybody reads public/, unless the show is private."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Callable

from podcaster import files, shell
from podcaster.config import Show
from podcaster.library import Library

CLOSED = "public_closed"  # in the library: podcaster took public/ from all others
TOLD = "public_told"  # setting: the user was warned that others can read it


def close(show: Show, library: Library, note: Callable[[str], None]) -> None:
    """Bring the modes of the show's folders in order, as far as this account may. Hold the show's lock.

    *note* takes a line about a change. The pages of a private show have its secret address, so their folder is closed
    from the beginning; one that others read already may be that of a web server, and stays as it is.
    """
    with contextlib.suppress(OSError):  # what cannot be changed here is shown by doctor
        if is_open(show) and files.close(show.state):
            note(f"other accounts of this machine could read {show.state}; now only yours can")
    with contextlib.suppress(OSError):
        _close_public(show, library, note)


def is_open(show: Show) -> bool:
    """Whether other accounts may look into the state folder. Raises OSError."""
    return bool(show.state.stat().st_mode & 0o077)


def _close_public(show: Show, library: Library, note: Callable[[str], None]) -> None:
    if not show.settings.private:
        if library.setting(CLOSED):
            show.public.chmod(files.PUBLIC_FOLDER)
            library.set(CLOSED, "")
            note(f"other accounts of this machine can read {show.public} again, because the show is public")
        return
    if not show.public.is_dir():
        files.folder(show.folder)
        show.public.mkdir(files.PRIVATE_FOLDER)
        library.set(CLOSED, "yes")
    elif show.public.stat().st_mode & stat.S_IROTH and not library.setting(TOLD):
        library.set(TOLD, "yes")
        note(
            f"other accounts of this machine can read the secret address of the show in {show.public}; unless a web "
            f"server has to: chmod 700 {shell.path(show.public)}"
        )
