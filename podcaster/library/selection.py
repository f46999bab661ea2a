"""Finds the episode that somebody means: by its number, title, file, save or address; refuses what is unclear."""

from __future__ import annotations

import difflib
import os
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from podcaster.errors import UnreadableError, UsageError
from podcaster.files import shown
from podcaster.library.records import containers
from podcaster.library.taken import Listed
from podcaster.text.folding import folded

NEAREST = 3
SHOWN = 8  # episodes in a message about a name that fits several
_SUFFIX = re.compile(r"\.(?:mp3|m4a|m4b|opus|html|vtt|srt|json|jpg|(?:chapters|peaks)\.json|\d+\.jpg)$")


def named(source: str) -> str:
    """What the library calls a file, or a member of one, that somebody names from here: feed.xml!3."""
    for file in (source, *reversed([*containers(source)])):
        if os.path.lexists(file):
            return shown(os.path.realpath(file)) + source[len(file) :]
    return shown(os.path.realpath(source))


def select(rows: Sequence[Listed], wanted: str, named: Callable[[str], str] = str) -> Listed:
    """The one of *rows* that *wanted* means. *named*: the source of a save, as the library has it, by its path.

    Raises UsageError when it fits several, and UnreadableError with the nearest ones when it fits none.
    """
    for fits in _ways(wanted.strip(), named):
        found = [row for row in rows if fits(row)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"{wanted!r} fits {len(found)} episodes: {_several(found)}",
                hint="name one of them by its number or its file",
            )
    near = _nearest(rows, wanted)
    said = f"; near to it: {_several(near)}" if near else ""
    raise UnreadableError(f"no episode is called {wanted!r}{said}", hint="podcaster list shows the episodes")


def fits_text(row: Listed, text: str) -> bool:
    """Whether all words of *text* are in its title, its authors, site, address, save or file name."""
    told = _found_in(" ".join((row.title, row.about, row.address, row.source, row.name)))
    return all(word in told for word in _found_in(text).split())


def _found_in(text: str) -> str:
    return folded(_plain(text))


def called(row: Listed) -> str:
    """A line that tells an episode from all others: 12  2024-03-05  The ferry  (2024-03-05-the-ferry-1a2b3c4d.mp3)."""
    return f"{row.number}  {row.published[:10] or '-'}  {_short(row.title)}  ({row.file})"


def _short(title: str) -> str:
    return textwrap.shorten(title, 100, placeholder=" …")


def _several(rows: Sequence[Listed]) -> str:
    more = f"; and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return "; ".join(f"{row.number} {_short(row.title)!r} ({row.file})" for row in rows[:SHOWN]) + more


def _ways(wanted: str, named: Callable[[str], str]) -> Iterator[Callable[[Listed], bool]]:
    """The ways in which a name may be meant, the most certain first."""
    if wanted.isdecimal() and wanted.isascii():
        number = int(wanted[:18])
        yield lambda row: row.number == number
    yield lambda row: row.guid == wanted
    file = re.split(r"[/\\]", wanted)[-1]
    names = {file, _SUFFIX.sub("", file)}
    yield lambda row: row.name in names
    source = named(wanted)
    # That of a rebuilt library has a GUID behind it.
    yield lambda row: source in (row.source, row.source.removesuffix(f" ({row.guid})"))
    if "://" in wanted:
        address = _address(wanted)
        yield lambda row: _address(row.address) == address
    title = _plain(wanted)
    yield lambda row: bool(title) and _plain(row.title) == title
    # The last, because several folders and exports may have a file of that name.
    yield lambda row: bool(file) and file in re.split(r"[/\\!]", row.source.removesuffix(f" ({row.guid})"))


def _address(text: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", text.partition("#")[0]).rstrip("/").casefold()


def _plain(text: str) -> str:
    """*text* without differences that do not count in a search: case, blanks, the shape of quotes and dashes."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.translate(str.maketrans("‘’“”„«»‐‑‒–—−", '\'\'"""""------'))
    return " ".join(text.split())


def _nearest(rows: Sequence[Listed], wanted: str) -> list[Listed]:
    """The episodes that may be meant: those with the words in their titles, else with a similar title or file name."""
    plain = _plain(wanted)
    inside = [row for row in rows if plain and all(word in _plain(row.title) for word in plain.split())]
    if inside:
        return inside[:NEAREST]
    by_name: dict[str, Listed] = {}
    for row in rows[:20_000]:  # the newest: to compare a million titles would take minutes
        for name in (row.name, _plain(row.title)):
            by_name.setdefault(name, row)
    close = difflib.get_close_matches(plain, by_name, n=NEAREST, cutoff=0.6)
    return list(dict.fromkeys(by_name[name] for name in close))
