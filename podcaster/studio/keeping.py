"""Operations on episodes and failures: find, remove, bring back, try again. No HTTP here.

Each of these is the function that the command line calls, under the same lock.
"""

from __future__ import annotations

import contextlib
import json
import math
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from podcaster.batch import choices
from podcaster.config import Show
from podcaster.episode import retention, taking_back
from podcaster.errors import InputError, UnreadableError, UsageError, in_words, of_kind
from podcaster.library import Failure, Library, Listed
from podcaster.library.selection import fits_text
from podcaster.model import Edits
from podcaster.publishing import media, show_library
from podcaster.publishing.publisher import Note, Publisher

PER_PAGE = 50
THERE, GONE = "there", "gone"  # what is listed: episodes of the show, or those that were taken out of it


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list of episodes."""

    rows: tuple[Listed, ...]
    total: int  # that fit what was asked for
    page: int
    pages: int
    missing: frozenset[int] = frozenset()  # ids of episodes whose audio is gone


def listing(show: Show, text: str = "", *, which: str = THERE, page: int = 1) -> Listing:
    """The episodes with all words of *text*, the newest first. A page number out of range gives the nearest page."""
    with _read(show) as library:
        found = [
            row
            for row in (library.listed() if library else ())
            if row.there == (which == THERE) and (not text or fits_text(row, text))
        ]
    pages = max(1, math.ceil(len(found) / PER_PAGE))
    page = min(max(1, page), pages)
    rows = tuple(found[(page - 1) * PER_PAGE : page * PER_PAGE])
    missing = frozenset(row.id for row in rows if row.there and not (show.episodes / row.file).is_file())
    return Listing(rows, len(found), page, pages, missing)


def episode(show: Show, number: int) -> Listed:
    """The article with that row number. Raises UnreadableError if there is none."""
    with _read(show) as library:
        for row in library.listed() if library else ():
            if row.id == number:
                return row
    raise UnreadableError("there is no such episode", hint="it may have been removed for good; the list has all others")


def episode_named(show: Show, name: str) -> Listed | None:
    """The article whose episode has that name; None if there is none."""
    with _read(show) as library:
        return next((row for row in library.listed() if row.name == name), None) if library else None


@contextlib.contextmanager
def _read(show: Show) -> Iterator[Library | None]:
    """The library of the show; None while nothing has been made."""
    try:
        show_library.refuse_none(show)
    except UnreadableError:
        yield None
        return
    with show_library.for_reading(show) as library:
        yield library


def addresses(row: Listed) -> tuple[str, str]:
    """Of its page and of its audio, below the address of the show."""
    name = urllib.parse.quote(row.name)
    return f"episodes/{name}.html", f"episodes/{name}{row.suffix}"


def about(row: Listed) -> str:
    """Who wrote it, and where: "Jo Vane · Harbour News"."""
    with contextlib.suppress(ValueError):
        authors, end = json.JSONDecoder().raw_decode(row.about)
        return " · ".join(filter(None, (", ".join(authors), row.about[end:].strip())))
    return row.about


def audio_kind(row: Listed) -> str:
    """The media type of its audio."""
    return media.media_type(row.file)


# ---------------------------------------------------------------- episodes


def remove(show: Show, number: int, *, ignore: bool = False, note: Note | None = None) -> taking_back.Gone:
    """Take an episode out of the show: feed, pages, files. *ignore*: no run makes it again.

    Raises UnreadableError if it is not in the show, BusyError while another run holds the show.
    """
    row = episode(show, number)
    if not row.there:
        raise _gone(row)
    with show_library.for_writing(show, note) as library:
        return taking_back.remove(Publisher(show, library), [row], ignore=ignore, note=note)


def bring_back(show: Show, number: int, note: Note | None = None) -> Listed:
    """Let a removed episode be made again. Raises UsageError if it was not made from a saved file."""
    row = episode(show, number)
    if row.there:
        return row
    if row.kind != "article":
        raise UsageError(f"a {row.kind} is made of episodes, so no save brings it back", hint=f"podcaster {row.kind}")
    with show_library.for_writing(show, note) as library:
        library.let_in([row])
    return row


def rename(show: Show, number: int, title: str) -> Listed:
    """Give an article another title by hand: the next run that reads its save says and shows it; its GUID stays.

    Raises UsageError for a title without a visible character, UnreadableError if the episode was removed, or its save.
    """
    row, title = episode(show, number), " ".join(title.split())
    if not row.there:
        raise _gone(row)  # to make it with its new title would bring it back
    if not any(c.isalnum() for c in title):
        raise UsageError("a title needs a letter or a digit")
    path = Path(row.source.partition("!")[0])
    if row.kind != "article" or not path.is_file():
        raise UnreadableError(f"the save of {row.title!r} is not there any more", hint=f"put it back: {path}")
    member = row.source[len(str(path)) :]
    edits = choices.edits_remembered(show, path).get(member, Edits())
    choices.edit(show, path, member, replace(edits, title=title))
    return row


def _gone(row: Listed) -> UnreadableError:
    """It was removed while its page was open."""
    hint = "nothing was changed; you find it in the list of removed episodes, and can bring it back there"
    return UnreadableError(f"“{row.title}” is not in the show any more: {row.state}", hint=hint)


def too_old(show: Show) -> str:
    """What `keep` and `keep_days` leave out again, in words; "" if the show keeps all."""
    return retention.told(show.settings)


def save_of(row: Listed) -> Path | None:
    """The file that an article was read from, if it is there and holds nothing else."""
    path = Path(row.source)
    return path if "!" not in row.source and path.is_file() else None


def work(show: Show) -> tuple[int, int, float | None]:
    """How many articles are episodes, how many milliseconds they last, and how many characters a second were spoken."""
    with _read(show) as library:
        rows = [row for row in library.listed() if row.there and row.kind == "article"] if library else []
        return len(rows), sum(row.duration_ms for row in rows), library.speed() if library else None


# ---------------------------------------------------------------- failures


@dataclass(frozen=True, slots=True)
class Failed:
    """An article that could not be made, in words."""

    source: str
    name: str
    folder: str
    kind: str  # in words
    why: str
    tries: int  # 1 for a file that cannot be read: it is given up at once
    given_up: bool  # no run tries it again until it changes
    doubtful: bool  # it can be made all the same
    there: bool  # its file


def failures(show: Show) -> list[Failed]:
    """All of them, those of one kind together, the most frequent kind first."""
    with _read(show) as library:
        found = [*map(_failed, library.open_failures())] if library else []
    kinds = [one.kind for one in found]
    return sorted(found, key=lambda one: (-kinds.count(one.kind), one.kind, one.source))


def _failed(failure: Failure) -> Failed:
    folder, _, name = failure.source.rpartition("/")
    kind = of_kind(failure.error_kind)
    once = issubclass(kind, InputError)
    return Failed(
        source=failure.source,
        name=name,
        folder=folder,
        kind=in_words(failure.error_kind),
        why=failure.error,
        tries=1 if once else failure.attempts,
        given_up=failure.quarantined,
        doubtful=failure.error_kind == "DoubtfulError",
        there=Path(failure.source.partition("!")[0]).is_file(),
    )


def failed(show: Show, source: str) -> Failed:
    """The failure of that article. Raises UnreadableError if there is none (any more)."""
    for one in failures(show):
        if one.source == source:
            return one
    raise UnreadableError("this article did not fail, or was tried again meanwhile")


def retry(show: Show, source: str, note: Note | None = None) -> Failed:
    """Forget a failure, so that its article is tried again."""
    found = failed(show, source)
    with show_library.for_writing(show, note) as library:
        library.forgive([source])
    return found


def dismiss(show: Show, source: str, note: Note | None = None) -> Failed:
    """Take a failure off the list. An article that was given up is left alone until its file changes or is named."""
    found = failed(show, source)
    with show_library.for_writing(show, note) as library:
        library.dismiss([source])
    return found
