"""What a show follows: added, listed with its state, and taken off again."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from podcaster.config import Show
from podcaster.errors import PodcasterError, UsageError
from podcaster.library import FILE_NAME, Library, PullState, Visit
from podcaster.network import discreet, web
from podcaster.publishing import salvage
from podcaster.sources import discovery, listing, manners, opml
from podcaster.sources.listing import FEED, Following
from podcaster.sources.pulling import Note, opened
from podcaster.sources.services import opening
from podcaster.sources.services.base import Wish
from podcaster.sources.services.table import BY_NAME
from podcaster.text.web_places import place


@dataclass(frozen=True, slots=True)
class Followed:
    """A source as its user sees it: without its secrets, and with how it went lately."""

    name: str
    kind: str
    title: str
    address: str  # as it may be shown
    site: str
    state: str  # "new": never asked; "good", "failing", "waiting": failed, and left alone for a while; "gone"
    saved: int  # articles
    waiting: int  # articles whose pages could not be fetched yet
    last: int
    match: tuple[str, ...]
    tag: tuple[str, ...]
    shortest: int
    longest: int
    only: str
    when_made: str
    checked: str = ""  # ISO 8601, UTC
    succeeded: str = ""
    until: str = ""
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user wants of a source; None: as it was, or as usual."""

    name: str = ""
    last: int | None = None
    match: tuple[str, ...] | None = None
    tag: tuple[str, ...] | None = None
    shortest: int | None = None
    longest: int | None = None
    only: str | None = None
    when_made: str | None = None
    token_file: str | None = None
    token_env: str | None = None

    def on(self, one: Following) -> Following:
        """*one* with these wishes."""
        given = {key: getattr(self, key) for key in self.__match_args__ if key != "name"}
        made = replace(one, **{key: value for key, value in given.items() if value is not None})
        return listing.checked_values(made, "follow")


def listed(show: Show) -> list[Followed]:
    """What the show follows, in the order in which it was added."""
    visits: dict[str, Visit] = {}
    counts: dict[str, dict[PullState, int]] = {}
    path = show.state / FILE_NAME
    if not salvage.is_blank(path):
        with Library(path, read_only=True) as library:
            visits, counts = library.visits(), library.pulled_counts()
    return [_seen(one, visits.get(one.name), counts.get(one.name, {})) for one in listing.read(show).values()]


def _seen(one: Following, visit: Visit | None, counts: dict[PullState, int]) -> Followed:
    visit = visit or Visit(one.name)
    return Followed(
        one.name,
        one.kind,
        one.title,
        web.shown(one.address),
        web.shown(one.site),
        _state(visit),
        counts.get(PullState.SAVED, 0),
        counts.get(PullState.WAITING, 0),
        one.last,
        one.match,
        one.tag,
        one.shortest,
        one.longest,
        one.only,
        one.when_made,
        visit.checked,
        visit.succeeded,
        "" if visit.gone else visit.wait_until,
        visit.error,
        visit.hint,
    )


def _state(visit: Visit) -> str:
    if visit.gone:
        return "gone"
    if visit.error_kind:
        return "waiting" if manners.waits(visit, dt.datetime.now(dt.UTC)) else "failing"
    return "good" if visit.succeeded else "new"


def follow(show: Show, address: str, wanted: Wanted | None = None, note: Note | None = None) -> Followed:
    """Follow the feed at *address*, or the one of the site there; with other wishes, if it is followed already.

    Raises WebError and its kind if there is no feed, UsageError for wishes that make no sense.
    """
    wanted, note = wanted or Wanted(), note or (lambda _: None)
    found = discovery.find(address)
    if place(found.address) != place(address):
        note(f"found the feed {web.shown(found.address)}")
    title, site = (discreet.bare(text, found.address) for text in (found.title, _public(found.page)))
    one = Following("", found.address, title=title.strip()[:200], site=site)
    return _added(show, one, wanted, note)


def follow_service(
    show: Show,
    kind: str,
    address: str = "",
    wanted: Wanted | None = None,
    note: Note | None = None,
    *,
    asked: Callable[[str], str] | None = None,
) -> Followed:
    """Follow a read-later service or a feed reader. *asked*: asks the user for a token; None: do not ask."""
    wanted, note = wanted or Wanted(), note or (lambda _: None)
    plain = opening.place(kind, address, Wish())
    title = BY_NAME[plain.kind].title
    one = wanted.on(Following(wanted.name or plain.kind, plain.address, kind=plain.kind, title=title))
    opening.sign_in(opening.followed(one), asked)
    return _added(show, one, wanted, note)


def follow_list(show: Show, path: Path, wanted: Wanted | None = None, note: Note | None = None) -> list[Followed]:
    """Follow all feeds in an OPML file; those that are followed already stay as they are. No feed is asked yet."""
    outlines = opml.read(path)
    wanted = wanted or Wanted()
    new: list[str] = []
    with listing.changing(show) as followed:
        there = {place(one.address) or one.address for one in followed.values()}
        for outline in outlines:
            if (place(outline.address) or outline.address) in there:
                continue
            name = listing.free_name(outline.title or _host(outline.address), followed)
            one = Following(name, outline.address, title=outline.title[:200], site=_public(outline.page))
            followed[name] = wanted.on(one)
            new.append(name)
    if note and len(outlines) > len(new):
        note(f"{len(outlines) - len(new)} of them are followed already")
    return [_seen(followed[name], None, {}) for name in new]


def _added(show: Show, one: Following, wanted: Wanted, note: Note) -> Followed:
    with listing.changing(show) as followed:
        known = next((other for other in followed.values() if _same(other, one)), None)
        if known:
            note(f"it is followed already, as {known.name}")
            name = known.name
            if one.kind == FEED and "@" in urlsplit(one.address).netloc and one.address != known.address:
                note(f"{name} is asked with this user name and password from now on")
                known = replace(known, address=one.address)
            followed[name] = wanted.on(known)
        else:
            base = wanted.name or (one.kind if one.kind != FEED else one.title) or _host(one.address)
            name = listing.free_name(base, followed)
            followed[name] = wanted.on(replace(one, name=name))
    return next(seen for seen in listed(show) if seen.name == name)


def _same(one: Following, other: Following) -> bool:
    if one.kind != FEED or other.kind != FEED:
        return (one.kind, one.address, one.tag, one.only) == (other.kind, other.address, other.tag, other.only)
    return (place(one.address) or one.address) == (place(other.address) or other.address)


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _public(page: str) -> str:
    return page if page.startswith(("http://", "https://")) else ""


def unfollow(show: Show, name: str, note: Note | None = None) -> Followed:
    """Take a source off the list, by its name, its address or its title. Its saves and their episodes stay."""
    with listing.changing(show) as followed:
        one = named(followed.values(), name)
        seen = _seen(one, None, {})
        del followed[one.name]
    if not salvage.is_blank(show.state / FILE_NAME):
        with opened(show, note or (lambda _: None)) as library:
            library.forget_visit(one.name)
    return seen


def named(followed: Iterable[Following], name: str) -> Following:
    """The source that the user means. Raises UsageError if there is none, or more than one."""
    everyone, at = list(followed), place(name)
    for found in (
        [one for one in everyone if one.name == name],
        [one for one in everyone if one.address == name or (at and place(one.address) == at)],
        [one for one in everyone if at and place(one.site) == at],
        [one for one in everyone if one.title.casefold() == name.casefold()],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"several sources are meant by {web.shown(name)!r}", hint=", ".join(one.name for one in found)
            )
    hint = f"one of {', '.join(one.name for one in everyone)}" if everyone else "podcaster follow ADDRESS"
    raise UsageError(f"no source is called {web.shown(name)!r}", hint=hint)


def tell_of_episodes(show: Show, note: Note | None = None) -> list[PodcasterError]:
    """Tell services which of their articles have become episodes, where the user asked for that.

    Returns what went wrong: the same is told again the next time.
    """
    wrong: list[PodcasterError] = []
    asked = [one for one in listing.read(show).values() if one.when_made]
    if not asked or salvage.is_blank(show.state / FILE_NAME):
        return wrong
    folder = os.path.realpath(show.folder / listing.SAVED)
    with opened(show, note or (lambda _: None)) as library, web.Connections() as connections:
        for one in asked:
            rows = [row for row in library.untold(one.name) if library.has_episode(f"{folder}/{row.file}")]
            if not rows:
                continue
            try:
                opening.source(one, connections).made([row.id for row in rows])
            except PodcasterError as error:
                wrong.append(type(error)(error.reason, hint=error.hint, about=one.name))
                continue
            library.remember_pulled([replace(row, told=True) for row in rows])
    return wrong
