"""Takes episodes back: first out of the feed and its pages, then off the disk.

Whenever this stops, the feed names no file that is absent: the library marks the episodes in the transaction in which
feed and pages are written, and their files are deleted after it. What a kill leaves of them goes when the
show is opened the next time.
"""

from __future__ import annotations

import contextlib
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from podcaster.errors import MALFORMED
from podcaster.library import IGNORED, REMOVED, Entry, Library, Listed
from podcaster.library.made import MENUS
from podcaster.publishing.episode_files import TRANSCRIPT
from podcaster.publishing.publisher import Note, Publisher


@dataclass(slots=True)
class Gone:
    """What was taken back, and what else that concerns."""

    episodes: list[Listed] = field(default_factory=list)
    menus: list[str] = field(default_factory=list)  # titles: they announced one of the episodes, and are gone too
    left: list[str] = field(default_factory=list)  # names of episodes whose files could not all be deleted yet


def remove(publisher: Publisher, rows: Sequence[Listed], *, ignore: bool = False, note: Note | None = None) -> Gone:
    """Take the episodes *rows* out of the show for good. Hold the show's lock.

    *ignore*: no run makes them again. Raises FeedError or StorageError, with nothing changed, if the feed cannot be
    written without them.
    """
    library = publisher.library
    with library.transaction():
        menus = mark(publisher, rows, IGNORED if ignore else REMOVED)
        publisher.bring_up_to_date(note)
    publisher.sweep()
    names = {row.name for row in rows}
    return Gone(list(rows), menus, [name for name in library.leaving() if name in names])


def mark(publisher: Publisher, rows: Sequence[Listed], state: str) -> list[str]:
    """Have the library publish *rows* no more, nor a menu that announces one of them. Returns the titles of those."""
    library = publisher.library
    chosen = {row.guid for row in rows}
    with library.transaction():
        menus = [row for row in _menus(library) if row.guid not in chosen and _announces(publisher, row, rows)]
        # No save brings a menu or a mix back.
        made = [row for row in rows if row.kind != "article" and state == REMOVED]
        library.take_back([row for row in rows if row not in made], state)
        library.take_back([*made, *menus], REMOVED)
    return [row.title for row in menus]


def _menus(library: Library) -> list[Listed]:
    if not any(entry.episode for entry in library.entries_like(MENUS)):
        return []
    return [row for row in library.listed() if row.there and row.kind == "menu"]


def _announces(publisher: Publisher, menu: Listed, rows: Sequence[Listed]) -> bool:
    """Whether a menu names one of *rows*: it would lead to a page that is gone."""
    path = publisher.show.episodes / f"{menu.name}{TRANSCRIPT}"
    said = ""
    with contextlib.suppress(OSError, *MALFORMED):  # damaged: `check` says so
        said = _plain(" ".join(str(cue["body"]) for cue in json.loads(path.read_text(encoding="utf-8"))["segments"]))
    entry: Entry | None = publisher.library.known(menu.source)
    notes = html.unescape(entry.episode.notes_html) if entry and entry.episode else ""
    return any(_plain(row.title) in said or f"/{row.name}.html" in notes for row in rows if row.title)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def mixes_with(rows: Sequence[Listed]) -> list[str]:
    """The titles of the mixes in which *rows* are still heard, unless these are among them."""
    titles = {row.title for row in rows if row.kind == "mix"}
    return sorted({row.mix for row in rows if row.mix} - titles)
