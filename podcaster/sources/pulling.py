"""Fetches what is new from all sources of a show: hosts in parallel, one failure does not stop the others."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import queue
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from podcaster import files, unforeseen
from podcaster.config import Show
from podcaster.errors import BusyError, PodcasterError, StorageError, UnforeseenError, UsageError
from podcaster.files import locks
from podcaster.library import FILE_NAME, Library, Visit
from podcaster.network import web
from podcaster.publishing import show_library
from podcaster.sources import listing, manners
from podcaster.sources.contract import Source
from podcaster.sources.feed import FeedSource
from podcaster.sources.listing import FEED, Following
from podcaster.sources.manners import Manners
from podcaster.sources.saves import Keeper
from podcaster.sources.services import opening
from podcaster.sources.sorting import Claims, Sorting

AT_ONCE = 12  # hosts
Note = Callable[[str], None]


class State(StrEnum):
    """How a pull of one source went."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    WAITING = "waiting"  # it is left alone for a while: it failed before, or asked for that


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought from one source."""

    name: str
    state: State
    title: str = ""
    saved: tuple[Path, ...] = ()  # new articles
    edited: tuple[Path, ...] = ()  # articles whose text has changed, and that will be made again
    passed: int = 0  # articles that were left out, by the user's wish
    later: int = 0  # articles whose pages could not be fetched yet
    moved: str = ""  # its new address, as it may be shown
    until: str = ""  # ISO 8601: it is not asked before then
    error_kind: str = ""
    error: str = ""
    hint: str = ""


@dataclass(slots=True)
class _Run:
    """One pull, as its threads share it."""

    show: Show
    connections: web.Connections
    note: Note
    last: int | None
    polite: Manners = field(default_factory=Manners)
    claims: Claims = field(default_factory=Claims)
    stopped: threading.Event = field(default_factory=threading.Event)


def pull(
    show: Show, names: Sequence[str] = (), note: Note | None = None, *, last: int | None = None, wait_s: float = 0.0
) -> list[Pulled]:
    """Fetch what is new from the sources called *names*, or from all, and save it below `saved` in the show.

    What is wrong with one source is in its Pulled; the others go on. Sources that are named are asked even if they
    failed a moment ago. *last*: take this many of the newest of each source, older ones too that are not saved. Raises
    UsageError for an unknown name, BusyError if another pull is at work after *wait_s* seconds, StorageError.
    """
    note = note or (lambda _: None)
    listing.keep_private(show)
    followed = listing.read(show)
    chosen = [_named(followed, name) for name in names] or list(followed.values())
    if not chosen:
        return []
    with _alone(show, wait_s), opened(show, note) as library, web.Connections() as connections:
        for one in chosen:
            files.remove_leftovers(listing.folder(show, one.name))
        _clear(show)
        known = library.visits()
        visits = {one.name: _to(one, known[one.name]) for one in chosen if one.name in known}
        now = dt.datetime.now(dt.UTC)
        waiting = [one for one in chosen if not names and _waits(visits.get(one.name), now)]
        asked = [one for one in chosen if one not in waiting]
        done = {one.name: _left_alone(one, visits[one.name]) for one in waiting}
        run = _Run(show, connections, note, last)
        unsaved: list[Visit] = []
        for one, pulled, visit in _each(run, asked, visits):
            done[one.name] = pulled
            if visit:
                unsaved.append(visit)
        library.remember_visits(unsaved)
    return [done[one.name] for one in chosen if one.name in done]


def _named(followed: dict[str, Following], name: str) -> Following:
    if name in followed:
        return followed[name]
    hint = f"one of {', '.join(followed)}" if followed else "podcaster follow ADDRESS"
    raise UsageError(f"no source is called {name!r}", hint=hint)


@contextlib.contextmanager
def _alone(show: Show, wait_s: float) -> Iterator[None]:
    try:
        with locks.lock(show.state / "pull.lock", wait_s=wait_s):
            yield
    except BusyError as error:
        raise BusyError("another pull of this show is at work", hint="wait for it to finish") from error


@contextlib.contextmanager
def opened(show: Show, note: Note) -> Iterator[Library]:
    """The library, for rows that are written without the lock of a run: a batch may go on meanwhile.

    A library that is missing or damaged is rebuilt first, as by every command.
    """
    with contextlib.suppress(BusyError), show_library.for_writing(show, note):
        pass
    with Library(show.state / FILE_NAME) as library:
        yield library


def _clear(show: Show) -> None:
    """Delete pages that a killed pull was looking at."""
    shutil.rmtree(show.state / "pulling", ignore_errors=True)


def _to(one: Following, visit: Visit) -> Visit:
    """The latest visit to a source. Of another address, it says neither where to go on nor how long to wait."""
    if visit.place in ("", _place(one.address)):
        return visit
    return Visit(one.name, checked=visit.checked, succeeded=visit.succeeded)


def _place(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:32]


def _waits(visit: Visit | None, now: dt.datetime) -> bool:
    return visit is not None and (visit.gone or manners.waits(visit, now))


def _left_alone(one: Following, visit: Visit) -> Pulled:
    return Pulled(
        one.name,
        State.WAITING,
        one.title,
        until="" if visit.gone else visit.wait_until,
        error_kind=visit.error_kind,
        error=visit.error,
        hint=visit.hint,
    )


# ---------------------------------------------------------------- all of them


def _each(
    run: _Run, asked: Sequence[Following], visits: dict[str, Visit]
) -> Iterator[tuple[Following, Pulled, Visit | None]]:
    """Pull each source, the sources of one host one after the other, up to AT_ONCE hosts at the same time."""
    hosts: dict[str, list[Following]] = {}
    for one in asked:
        hosts.setdefault(manners.host_of(one.address) or one.name, []).append(one)
    todo: queue.SimpleQueue[list[Following]] = queue.SimpleQueue()
    for group in hosts.values():
        todo.put(group)
    answers: queue.SimpleQueue[tuple[Following, Pulled, Visit | None] | BaseException] = queue.SimpleQueue()

    def work() -> None:
        with contextlib.suppress(queue.Empty):
            while not run.stopped.is_set():
                for one in todo.get_nowait():
                    if run.stopped.is_set():
                        return
                    try:
                        answers.put((one, *_one(run, one, visits.get(one.name) or Visit(one.name))))
                    except BaseException as error:  # noqa: BLE001 - it is raised again by the thread that waits
                        answers.put(error)

    # Threads that do not keep the command from ending: at Ctrl-C a slow server must not be waited for.
    for _ in range(min(AT_ONCE, len(hosts))):
        threading.Thread(target=work, daemon=True).start()
    try:
        for _ in asked:
            answer = answers.get()
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        run.stopped.set()


def _one(run: _Run, one: Following, visit: Visit) -> tuple[Pulled, Visit | None]:
    """Pull one source. Returns what to remember of the visit, unless it stands in the library already."""
    now = dt.datetime.now(dt.UTC)
    visit = replace(visit, place=_place(one.address))
    try:
        with unforeseen.named(one.name):
            source = open_source(one, run.connections, run.polite)
            return _read(run, one, source, visit, now)
    except StorageError:
        raise
    except UnforeseenError as error:
        told: PodcasterError = unforeseen.logged(error, unforeseen.log_in(run.show.state))
    except PodcasterError as error:
        told = error
    failed = manners.after_failure(visit, told, now)
    pulled = Pulled(
        one.name,
        State.FAILED,
        one.title,
        until="" if failed.gone else failed.wait_until,
        error_kind=told.kind,
        error=told.reason,
        hint=told.hint,
    )
    return pulled, failed


def open_source(one: Following, connections: web.Connections, polite: Manners) -> Source:
    """The source that is followed, ready to be asked."""
    if one.kind == FEED:
        return FeedSource(one.address, connections, polite)
    if opening.is_service(one.kind):
        return opening.source(one, connections)
    raise UsageError(f"{one.name}: {one.kind!r} is no kind of source", hint='kind = "feed", or the name of a service')


def _read(run: _Run, one: Following, source: Source, visit: Visit, now: dt.datetime) -> tuple[Pulled, Visit | None]:
    """Take what is new from a source that is open."""
    keeper = Keeper(run.show, one, run.polite, run.note)
    trouble: PodcasterError | None = None
    with Sorting(keeper, visit, run.claims, run.last, source.newest_first) as sorting:
        try:
            for saved in source.new_since("" if run.last is not None else visit.mark):
                if not sorting.take(saved) or run.stopped.is_set():
                    break
        except StorageError:
            raise
        except PodcasterError as error:  # what came before it is kept
            trouble = error
        now_then = manners.after_failure(visit, trouble, now) if trouble else manners.after_success(visit, now)
        if isinstance(source, FeedSource) and source.moved and not trouble:
            now_then = replace(now_then, place=_place(source.moved))
        sorting.settle(now_then, whole=trouble is None and not run.stopped.is_set())
    moved = "" if trouble else _moved(run, one, source)  # where a login or an advertisement stands is no new place
    result = sorting.result
    pulled = Pulled(
        one.name,
        State.FAILED if trouble else State.NEW if result.saved or result.edited else State.UNCHANGED,
        (source.title if isinstance(source, FeedSource) else "") or one.title,
        saved=tuple(result.saved),
        edited=tuple(result.edited),
        passed=result.passed,
        later=result.later,
        moved=moved,
        until=now_then.wait_until if not now_then.gone else "",
        error_kind=now_then.error_kind,
        error=now_then.error,
        hint=now_then.hint,
    )
    return pulled, None if sorting.opened else now_then


def _moved(run: _Run, one: Following, source: Source) -> str:
    """Remember the new address of a feed that has moved for good; returns it as it may be shown."""
    if not isinstance(source, FeedSource) or source.moved in ("", one.address):
        return ""
    listing.moved(run.show, one.name, source.moved)
    shown = web.shown(source.moved)
    run.note(f"{one.name} has moved to {shown}")
    return shown
