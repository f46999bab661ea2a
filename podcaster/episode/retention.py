"""What a show keeps: the settings `keep` (a number of episodes) and `keep_days` (a number of days).

An episode is as old as its date in the feed says. The newest episode is always kept. A menu does not count, because the
next menu replaces it. What was removed is not made again, and an article that would be removed at once is not made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from podcaster.config import Settings
from podcaster.episode import taking_back
from podcaster.library import EXPIRED, Library, Listed
from podcaster.publishing.publisher import Publisher

AGREED = "retention"  # in the library: the settings that took something out, or had nothing to take out
MANY = 10  # more than these, and more than half of the show, go only when somebody agrees
NAMED = 3  # titles in a line

Ask = Callable[[str], bool]  # a question to the user


@dataclass(frozen=True, slots=True)
class Due:
    """The episodes that the settings take out of the show."""

    rows: tuple[Listed, ...]
    of: int  # episodes before

    @property
    def is_much(self) -> bool:
        return len(self.rows) > MANY and 2 * len(self.rows) > self.of


def due(library: Library, settings: Settings, now: dt.datetime) -> Due:
    """What is to go now."""
    if not (settings.keep or settings.keep_days):
        return Due((), 0)
    rows = [row for row in library.listed() if row.there and row.kind != "menu"]
    oldest = _oldest(settings, now)
    going = (
        row
        for number, row in enumerate(rows)
        if number and ((settings.keep and number >= settings.keep) or row.published < oldest)
    )
    return Due(tuple(going), len(rows))


def is_too_old(library: Library, settings: Settings, published: dt.datetime, now: dt.datetime) -> bool:
    """Whether an article of that date would go as soon as its episode was made."""
    if not (settings.keep or settings.keep_days) or not library.newest(1):
        return False
    date = _text(published)
    return date < _oldest(settings, now) or bool(settings.keep and date < library.newest(settings.keep))


def apply(
    publisher: Publisher, now: dt.datetime, note: Callable[[str], None], *, ask: Ask | None = None
) -> tuple[Listed, ...]:
    """Mark what is to go, and say so; the next `publish` takes it out of the feed and deletes its files.

    More than half of a show goes only if the same settings were applied before, or *ask* says yes.
    """
    library, settings = publisher.library, publisher.show.settings
    found = due(library, settings, now)
    rule = f"{settings.keep} {settings.keep_days}"
    if found.is_much and library.setting(AGREED) != rule:
        what = f"{told(settings)} would take {len(found.rows)} of {found.of} episodes out of the show"
        if ask is None or not ask(what):
            note(f"{what}, so nothing is taken out yet: agree with podcaster feed --yes, or change podcaster.toml")
            return ()
    agree(publisher, rule)
    if found.rows:
        menus = taking_back.mark(publisher, found.rows, EXPIRED)
        note(_line(found, settings))
        for title in menus:
            note(f"{title!r} announced what left, and leaves too")
    return found.rows


def agree_if_little(publisher: Publisher, now: dt.datetime) -> None:
    """Take settings for agreed under which little has to go: what a batch adds then may go without a question."""
    if not due(publisher.library, publisher.show.settings, now).is_much:
        agree(publisher, f"{publisher.show.settings.keep} {publisher.show.settings.keep_days}")


def agree(publisher: Publisher, rule: str) -> None:
    if publisher.library.setting(AGREED) != rule and (rule != "0 0" or publisher.library.setting(AGREED)):
        publisher.library.set(AGREED, rule)


def told(settings: Settings) -> str:
    """keep = 50, keep_days = 30."""
    values = (("keep", settings.keep), ("keep_days", settings.keep_days))
    return " and ".join(f"{key} = {value}" for key, value in values if value)


def _line(found: Due, settings: Settings) -> str:
    titles = ", ".join(repr(row.title) for row in found.rows[:NAMED]) + (" …" if len(found.rows) > NAMED else "")
    what = "1 episode" if len(found.rows) == 1 else f"{len(found.rows)} episodes"
    return f"{what} of {found.of} left the show ({told(settings)}): {titles}"


def _oldest(settings: Settings, now: dt.datetime) -> str:
    """The date from which on episodes are young enough, as the library writes dates; "" for any."""
    return _text(now - dt.timedelta(days=settings.keep_days)) if settings.keep_days else ""


def _text(date: dt.datetime) -> str:
    return date.astimezone(dt.UTC).isoformat()
