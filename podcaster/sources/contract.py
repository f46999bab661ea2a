"""What every source hands over, such as a feed or a read-later service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sound:
    """The author's own recording of an article."""

    address: str
    kind: str  # media type, "" if the source does not say
    bytes: int = 0  # 0 if the source does not say


@dataclass(frozen=True, slots=True)
class Saved:
    """One article of a source."""

    id: str  # the source's own name for it, the same at every pull
    mark: str  # once this one has been kept, the next pull resumes here; "": not yet at this one
    address: str = ""  # of the original, which everybody may know
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""  # ISO 8601; "" if the source does not say
    changed: str = ""  # when it was last edited, in any form: another value means that it may have changed
    language: str = ""  # BCP 47
    html: str = ""  # its text; "": only the page at `address` has it
    summary: str = ""  # HTML of what the source calls a summary: never taken for the whole text
    tags: tuple[str, ...] = ()
    site: str = ""  # the name of the site or the feed that it is from
    audio: tuple[Sound, ...] = ()


class Source(Protocol):
    """Where articles come from. All requests go through `network.web`, all errors are those of `errors.py`."""

    # True: with the mark "" the newest comes first, and the caller stops as soon as it has enough. Each page of a
    # service costs a request, so it asks for no more of them than are read. False: all of it is read in any case.
    newest_first: bool

    def new_since(self, mark: str) -> Iterator[Saved]:
        """What has come or was changed since *mark*, the oldest first; "" at first: everything.

        An article may come again, changed or not: the caller knows it by its id. It keeps an article and its mark
        together, so a pull that is killed loses nothing.
        """
        ...

    def made(self, ids: Iterable[str]) -> None:
        """Episodes of these articles exist: mark them at the service as read, or tag them, if the user asked for it."""
        ...
