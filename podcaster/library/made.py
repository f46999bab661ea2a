"""Episodes that are made of other episodes: the morning menu and the mix. Their source and their tag say so."""

from __future__ import annotations

from fnmatch import fnmatchcase

from podcaster.library.records import Files, Placed
from podcaster.model import Episode

# The sources of both, as GLOB of SQLite and fnmatch read them. No file has such a name.
MENUS = f"menu:20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]:{'[0-9a-f]' * 12}*"
MADE = ("menu:20", "mix:20")  # the beginnings of both
MIXES = "mix:20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]:*"


def is_menu(episode: Episode | Files | Placed) -> bool:
    """Whether it is a menu, which is never listed as news in a later menu."""
    return fnmatchcase(episode.source, MENUS)


def is_mix(episode: Episode | Files | Placed) -> bool:
    """Whether it was joined from other episodes: then it has no waveform of its own."""
    return fnmatchcase(episode.source, MIXES)
