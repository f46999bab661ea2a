"""Seasons and numbers of episodes: a book is a season, and its chapters are the season's episodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from podcaster.config import Channel, strings
from podcaster.library import Placed
from podcaster.library.made import is_menu, is_mix
from podcaster.model import Episode

FULL, TRAILER, BONUS = "full", "trailer", "bonus"


class Place(NamedTuple):
    """The season and number of an episode. 0: it has none."""

    kind: str = FULL
    season: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """How the episodes of a show are numbered."""

    serial: bool = False  # True: the oldest episode is heard first; False: the newest
    seasons: Mapping[str, int] = field(default_factory=dict)  # of books, by `book_key`

    def season(self, episode: Episode) -> int:
        return episode.season or (self.seasons.get(book_key(episode), 0) if episode.book else 0)


class Numbering:
    """Gives each episode its place. One for each pass, from the oldest episode to the newest.

    No two full episodes get the same season and number: directories show one of them only.
    """

    def __init__(self, channel: Channel, series: Series) -> None:
        self._series = series
        self._kinds = {name.casefold(): TRAILER for name in strings(channel.trailer)}
        self._kinds |= {name.casefold(): BONUS for name in strings(channel.bonus)}
        self._taken: set[tuple[int, int]] = set()

    def place(self, episode: Episode) -> Place:
        kind = kind_of(episode, self._kinds, serial=self._series.serial)
        season, number = self._series.season(episode), episode.chapter
        if self._series.serial and not number:
            number = episode.number or 1  # directories refuse a serial episode without one
        if kind != FULL or not number:
            return Place(kind, season, number)
        if (season, number) in self._taken:
            if not self._series.serial:
                return Place(kind, season)
            while (season, number) in self._taken:
                number += 1
        self._taken.add((season, number))
        return Place(kind, season, number)


def kind_of(episode: Episode | Placed, kinds: Mapping[str, str], *, serial: bool = False) -> str:
    """full, trailer or bonus. *kinds*: of titles and file names, without case."""
    if kinds:
        names = (episode.title, episode.source, episode.source.replace("\\", "/").rpartition("/")[2])
        for name in names:
            if kind := kinds.get(name.casefold()):
                return kind
    if serial and (is_menu(episode) or is_mix(episode)):
        return BONUS  # made of other episodes
    return episode.kind if episode.kind in (TRAILER, BONUS) else FULL


def book_key(episode: Episode | Placed) -> str:
    """By what a book is known: two authors may have books of one title."""
    return f"{episode.book}\n{''.join(episode.authors[:1])}".casefold()


def series_of(channel: Channel, episodes: Iterable[Episode | Placed], known: Mapping[str, int] | None = None) -> Series:
    """The numbering of a show with these *episodes*, in the order in which they came into it.

    *known*: the seasons that books have already; they keep them.
    """
    kinds = {name.casefold(): BONUS for name in (*strings(channel.trailer), *strings(channel.bonus))}
    seasons, others, last = dict(known or {}), False, max((known or {}).values(), default=0)
    books: dict[str, None] = {}
    for episode in episodes:
        last = max(last, episode.season)
        if kind_of(episode, kinds, serial=True) != FULL:
            continue
        if episode.book and episode.chapter:
            books[book_key(episode)] = None
        else:
            others = True
    for key in books:
        if key not in seasons:
            last += 1
            seasons[key] = last
    serial = channel.type == "serial" if channel.type else bool(books) and not others
    return Series(serial, seasons)
