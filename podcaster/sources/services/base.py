"""What all services have in common: which articles are new, what is handed over, what is marked once it is an episode.

A service lists what the user has chosen, the newest first. Which ones are new stands in the mark: what was handed over
before, as far as it is still listed. The text is asked for only for an article that is new, one at a time.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from podcaster.errors import MALFORMED
from podcaster.network import web
from podcaster.sources.contract import Saved, Sound
from podcaster.sources.services import public
from podcaster.sources.services.talk import Talk
from podcaster.sources.services.tokens import Secret

PAGES = 20_000  # of one list; more is a fault of the server
REMEMBERED = 20_000  # articles in a mark
_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
_MAIL = re.compile(r"[^\s<>()@]{1,100}@[^\s<>()@]{1,100}\.[^\s<>()@.]{2,20}")
_DIGEST = 6  # bytes of an article's id in a mark

Item = dict[str, Any]
Fetch = Callable[[Any], tuple[list[Item], Any]]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which articles the user wants of a service, and what happens to them there once they have become episodes."""

    which: str = ""  # "unread", "starred", or "" for everything that is saved
    tag: str = ""
    mark_read: bool = False
    mark_tag: str = ""

    @property
    def chosen(self) -> bool:
        """Whether the user picks each article, perhaps long after it was saved. Such a list is looked at as a whole."""
        return bool(self.tag) or self.which == "starred"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a service lists it. Nothing in it has been checked yet."""

    id: str
    saved: str  # when it was saved, or a number that grows: comparable with others of the service
    address: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    language: str = ""
    html: str = ""
    tags: tuple[str, ...] = ()  # the author's own, never those of the user
    site: str = ""
    audio: tuple[Sound, ...] = ()
    more: str = ""  # what the service's own module needs for the text


class Service:
    """A service that is open. A module derives from it and says how its interface lists, tells texts and marks."""

    newest_first = True
    header = ("Authorization", "Bearer {}")  # how a request says who asks
    in_order = True  # whether the list begins with what was saved last
    own: tuple[str, ...] = ()  # addresses of the service's own pages, which only its user can open

    def __init__(self, talk: Talk, wish: Wish) -> None:
        self.talk = talk
        self.wish = wish

    def sign_in(self, secret: Secret) -> None:
        """Sign all requests from now on."""
        name, form = self.header
        value = form.format(secret.token())
        self.talk.headers = lambda: {name: value}

    def pages(self) -> Iterator[list[Entry]]:
        """What the user has chosen, the newest first, page by page."""
        raise NotImplementedError

    def filled(self, entry: Entry) -> Entry:
        """*entry* with its text. An empty one means that only its page has the text."""
        return entry

    def mark_read(self, ids: list[str]) -> None:
        """Mark articles as read. A second time changes nothing."""
        raise NotImplementedError

    def mark_tag(self, ids: list[str], tag: str) -> None:
        """Give articles a tag besides those that they have. A second time changes nothing."""
        raise NotImplementedError

    # ------------------------------------------------------------ what `pulling` calls

    def new_since(self, mark: str) -> Iterator[Saved]:
        """Articles that were not handed over before, the oldest first; with no mark the newest first, for as long as
        they are wanted: the older ones are then taken for known.
        """
        memory = _Memory.of(mark)
        entries = reversed(self._new(memory)) if mark else self._first(memory)
        for entry in entries:
            memory.add(entry.id)
            if saved := self._saved(entry, memory):
                yield saved

    def made(self, ids: Iterable[str]) -> None:
        """Mark articles as the user asked, now that their episodes have been made."""
        made = sorted(set(ids))
        if made and self.wish.mark_read:
            self.mark_read(made)
        if made and self.wish.mark_tag:
            self.mark_tag(made, self.wish.mark_tag)

    # ------------------------------------------------------------ which ones are new

    @property
    def _whole(self) -> bool:
        """Whether a new article can stand anywhere in the list."""
        return self.wish.chosen or not self.in_order

    def _first(self, memory: _Memory) -> Iterator[Entry]:
        if self._whole:
            entries = [replace(entry, html="") for page in self.pages() for entry in page]
            for entry in entries:
                memory.add(entry.id)
            yield from entries if self.in_order else sorted(entries, key=lambda entry: entry.saved, reverse=True)
            return
        for page in self.pages():
            for entry in page:
                memory.since = entry.saved
                yield entry

    def _new(self, memory: _Memory) -> list[Entry]:
        """The new ones, the newest first, without their texts: there may be a thousand pages of them."""
        new: list[Entry] = []
        listed: list[str] = []
        for page in self.pages():
            unknown = [entry for entry in page if entry.id not in memory]
            if self._whole:
                listed += [entry.id for entry in page]
            else:
                unknown = [entry for entry in unknown if entry.saved >= memory.since]
            new += [replace(entry, html="") for entry in unknown]
            if page and not unknown and not self._whole:
                break
        if self._whole:
            memory.keep(listed)
        return new if self.in_order else sorted(new, key=lambda entry: entry.saved, reverse=True)

    def _saved(self, entry: Entry, memory: _Memory) -> Saved | None:
        """The part of an article that is kept; None if its address is not public."""
        own = (self.talk.server, *self.own)
        address = public.address(entry.address, own)
        if not address:
            return None
        full = entry if entry.html else self._with_text(entry)
        return Saved(
            id=full.id,
            mark=str(memory),
            address=address,
            title=full.title.strip(),
            authors=tuple(name for author in full.authors if (name := _MAIL.sub("", author).strip(" ()<>,\t\n"))),
            published=_date(full.published),
            language=full.language.replace("_", "-"),
            html=public.html(full.html, own),
            tags=full.tags,
            site=full.site,
            audio=tuple(sound for sound in full.audio if public.address(sound.address, own) == sound.address),
        )

    def _with_text(self, entry: Entry) -> Entry:
        try:
            return self.filled(entry)
        except web.WebError as error:
            # One text that a service does not have, or cannot tell, does not stop the others: its page is fetched.
            if error.status in (0, 401, 403, 429):
                raise
            return entry

    # ------------------------------------------------------------ for the modules

    @contextlib.contextmanager
    def unless_gone(self) -> Iterator[None]:
        """Leave an article alone that the user has deleted there: it cannot be marked, today or ever."""
        try:
            yield
        except web.WebError as error:
            if error.status not in (404, 410):
                raise
            next(self.pages(), None)  # if the whole interface is gone, that is the error

    def walked(self, start: Any, fetch: Fetch, entry: Callable[[Item], Entry | None]) -> Iterator[list[Entry]]:
        """The pages of a list. *fetch*: from a cursor to a page's items and the next cursor, None at the end.

        A server that gives the same page for ever is an error, and so is a list that never ends.
        """
        cursor, cursors, seen = start, {str(start)}, set()
        for _ in range(PAGES):
            try:
                items, cursor = fetch(cursor)
                page = [made for item in items if (made := entry(item))]
            except MALFORMED as error:
                raise self.talk.strange("articles in another form than documented") from error
            fresh = [one for one in page if _digest(one.id) not in seen]
            seen |= {_digest(one.id) for one in page}
            yield fresh
            if cursor is None or not items:
                return
            if str(cursor) in cursors or (page and not fresh):
                raise self.talk.strange("the same list again and again")
            cursors.add(str(cursor))
        raise self.talk.strange("a list without an end")

    def items(self, answer: Any, *keys: str) -> list[Item]:
        """The list of objects that stands in an answer below *keys*."""
        try:
            for key in keys:
                answer = answer[key]
            if isinstance(answer, list) and all(isinstance(item, dict) for item in answer):
                return answer
        except MALFORMED:
            pass
        raise self.talk.strange("an answer in another form than documented")


def text(value: object) -> str:
    """*value* if it is text, else ""."""
    return value if isinstance(value, str) else ""


def texts(values: object) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()


def _date(value: str) -> str:
    """A date of a service in the usual form, "" for one that cannot be read."""
    try:
        return datetime.fromisoformat(value.strip()).isoformat()
    except ValueError:
        return ""


def ident(value: object) -> str:
    """The id of an article, fit to be a part of an address. Raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str) or not _ID.fullmatch(str(value)):
        raise ValueError("not an id")
    return str(value)


# ---------------------------------------------------------------- marks


class _Memory:
    """What a mark says: the articles that were handed over, and since when a list that only grows counts."""

    def __init__(self, since: str, known: Iterable[bytes]) -> None:
        self.since = since
        self._known = dict.fromkeys(known)  # in the order in which they came

    @classmethod
    def of(cls, mark: str) -> _Memory:
        try:
            value = json.loads(mark)
            data = base64.b64decode(value["known"])
            return cls(str(value["since"]), [data[at : at + _DIGEST] for at in range(0, len(data), _DIGEST)])
        except MALFORMED:
            return cls("", [])

    def __contains__(self, ident: str) -> bool:
        return _digest(ident) in self._known

    def __str__(self) -> str:
        known = b"".join(list(self._known)[-REMEMBERED:])
        return json.dumps({"since": self.since, "known": base64.b64encode(known).decode()})

    def add(self, ident: str) -> None:
        self._known[_digest(ident)] = None

    def keep(self, listed: Iterable[str]) -> None:
        """Forget what is no longer listed."""
        there = {_digest(ident) for ident in listed}
        self._known = {one: None for one in self._known if one in there}


def _digest(ident: str) -> bytes:
    return hashlib.sha256(ident.encode("utf-8", "replace")).digest()[:_DIGEST]
