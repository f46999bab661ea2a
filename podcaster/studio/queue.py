"""The queue of the studio as its pages see it: add an article, have it made, change the order, take it out."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from podcaster import files
from podcaster.config import Show
from podcaster.errors import DoubtfulError, StorageError, UnreadableError, UsageError, storage_error
from podcaster.library import FILE_NAME, Draft, Library, State
from podcaster.network.web import shown
from podcaster.publishing import salvage, show_library
from podcaster.studio.progress import Progress

__all__ = ["SAVED", "Draft", "Move", "Queue", "State", "saved_folder"]

SAVED = ("saved", "studio")  # the folder of a show where the studio keeps what was added
CREATE_S = 10.0  # to wait for a run that is making the library of a new show just now
PAGE = 50  # drafts on a page
MAKEABLE = (State.READY, State.FAILED, State.MADE)


class Move(StrEnum):
    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


def saved_folder(show: Show) -> Path:
    """Where what was added in the studio is kept: the save is the truth."""
    return show.folder.joinpath(*SAVED)


class Queue:
    """The drafts of one show. Any thread may use it; each call is one transaction."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self.progress = Progress()
        self._path = show.state / FILE_NAME
        self._was_there = False
        # Without a connection that stays, SQLite tidies up after each writer: 19 ms for each article instead of 3.
        self._keeper: Library | None = None
        self._turn = threading.Lock()  # one writer of this process at a time: SQLite's own waiting is by naps
        self._changed = threading.Condition()
        self._version = 0

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._let_go()

    # ------------------------------------------------------------ news

    @property
    def version(self) -> int:
        """Another number after every change."""
        return self._version

    def ring(self) -> None:
        """Wake all threads that wait for a change."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> int:
        """Wait for another version than that, so long at most. Returns the one there is."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, seconds)
            return self._version

    # ------------------------------------------------------------ adding

    def add(self, path: Path, title: str = "", *, number: int = 0, force: bool = False, address: str = "") -> Draft:
        """Add a saved file. The same content is the same draft; one that failed is read again.

        *number*: of one article in it. *force*: never ask about doubts, as for a text that somebody typed.
        """
        try:
            content = files.sha256(path)
        except OSError as error:
            raise UnreadableError(f"could not be read: {error.strerror}", about=path.name) from error
        values = {"path": str(path.absolute()), "title": title, "number": number, "force": force, "address": address}
        return self._add(f"{content}#{number}" if number else content, values)

    def add_address(self, address: str, title: str = "", *, home: bool = True) -> Draft:
        """Add an address, to be fetched. It is kept until then, and without its secrets afterwards.

        *home*: whether it may be in the user's own network.
        """
        content = f"address {hashlib.sha256(address.encode()).hexdigest()}"
        return self._add(content, {"address": address, "title": title, "home": home})

    def _add(self, content: str, values: dict[str, object]) -> Draft:
        with self._writing() as library, library.transaction():
            draft = library.add_draft(content, values)
            if draft.state is State.FAILED:
                self._read_again(library, draft)
                draft = library.draft(draft.id) or draft
        return draft

    @staticmethod
    def _read_again(library: Library, draft: Draft) -> None:
        clean = {"state": State.READING, "error": "", "error_kind": "", "hint": "", "deaths": 0, "posts": ()}
        library.change_draft(draft.id, clean)

    # ------------------------------------------------------------ looking

    def get(self, number: int) -> Draft:
        """Raises UnreadableError if there is no such draft."""
        with self._reading() as library:
            draft = library.draft(number) if library else None
        return draft or _missing(number)

    def listed(self, *states: State, first: int = 0, most: int = PAGE) -> list[Draft]:
        """Those in any of *states* (default: all): queued ones in their order, else the newest first."""
        with self._reading() as library:
            return list(library.drafts(states, first=first, most=most)) if library else []

    def counts(self) -> dict[State, int]:
        with self._reading() as library:
            return library.draft_counts() if library else dict.fromkeys(State, 0)

    def characters_ahead(self) -> int:
        """Of everything that is queued or being made."""
        with self._reading() as library:
            return library.draft_characters() if library else 0

    # ------------------------------------------------------------ changing

    def make(self, number: int, *, force: bool = False, tonight: bool | None = None) -> Draft:
        """Put a draft at the end of the queue, or once it is read.

        Raises DoubtfulError for one with doubts, without *force*.
        """
        values: dict[str, object] = {"wanted": True, "force": True} if force else {"wanted": True}
        if tonight is not None:
            values["tonight"] = tonight
        with self._writing() as library, library.transaction():
            draft = library.draft(number) or _missing(number)
            if draft.state is State.FAILED and not draft.source:  # it was never read
                self._read_again(library, draft)
                library.change_draft(number, values)
            elif draft.state in MAKEABLE and draft.doubts and not (force or draft.force):
                hint = "check what would be spoken, then make it anyway"
                raise DoubtfulError("; ".join(draft.doubts), about=draft.name, hint=hint)
            elif not library.queue_draft(number, only=MAKEABLE, **values, error="", error_kind="", hint="", deaths=0):
                library.change_draft(number, values)
            return library.draft(number) or draft

    def cancel(self, number: int) -> Draft:
        """Take it out of the queue. What was spoken of it is kept, and is not spoken again."""
        with self._writing() as library:
            if not library.change_draft(
                number, {"state": State.READY, "wanted": False}, only=(State.QUEUED, State.SPEAKING)
            ):
                library.change_draft(number, {"wanted": False}, only=(State.READING,))
            return library.draft(number) or _missing(number)

    def move(self, number: int, where: Move | str) -> Draft:
        """Change its place among those that are queued; the first one also comes before what is being spoken."""
        try:
            where = Move(where)
        except ValueError as error:
            raise UsageError(f"{where!r} is not a move", hint=f"one of {', '.join(Move)}") from error
        with self._writing() as library, library.transaction():
            order = [draft.id for draft in library.drafts((State.QUEUED,))]
            if number in order and where is Move.FIRST:
                library.change_draft(number, {"place": library.first_place() - 1})
            elif number in order:
                at = order.index(number)
                order.remove(number)
                to = {Move.UP: max(0, at - 1), Move.DOWN: at + 1, Move.LAST: len(order)}[where]
                order.insert(to, number)
                library.order_drafts(order)
            return library.draft(number) or _missing(number)

    def tonight(self, number: int, on: bool = True) -> Draft:
        """Make it in the hours that are set aside for that, or (False) in its turn."""
        draft = self.get(number)
        if draft.state in (State.QUEUED, State.READING, State.SPEAKING):
            with self._writing() as library:
                library.change_draft(number, {"tonight": on})
                return library.draft(number) or _missing(number)
        return self.make(number, tonight=on)

    def retry(self, number: int) -> Draft:
        """Try again what failed: from where it failed."""
        return self.make(number)

    def remove(self, number: int) -> None:
        """Forget a draft. Its episode stays; the file of one that was never made is deleted, if the studio saved it."""
        with self._writing() as library:
            draft = library.draft(number) or _missing(number)
            library.remove_draft(number, only=tuple(State))
            unused = draft.path and not draft.episode and not library.has_draft_of(draft.path)
        if unused and saved_folder(self.show).absolute() in Path(draft.path).parents:
            with contextlib.suppress(OSError):
                Path(draft.path).unlink()

    def make_all(self, *, tonight: bool = False) -> None:
        """Put all that was read and has no doubts into the queue, the oldest first."""
        with self._writing() as library, library.transaction():
            for draft in reversed(list(library.drafts((State.READY,)))):
                if draft.force or not draft.doubts:
                    library.queue_draft(draft.id, only=(State.READY,), wanted=True, tonight=tonight)

    def forget(self, state: State) -> None:
        """Take all in that state out of the list. Episodes and saved files stay."""
        with self._writing() as library:
            library.remove_drafts(state)

    def describe(self, number: int, **facts: object) -> None:
        """Store what is known of a draft by now: title, author, date, language, words, characters, doubts, note."""
        with self._writing() as library:
            library.change_draft(number, facts)

    # ------------------------------------------------------------ for the worker

    def to_read(self, *, fetched: bool) -> list[Draft]:
        """The drafts that have to be read, the oldest first. Not *fetched*: those that have to be fetched before."""
        with self._reading() as library:
            return library.drafts_to_read(fetched=fetched) if library else []

    def change(self, number: int, values: Mapping[str, object], *, only: Collection[State] = ()) -> bool:
        """Set these columns of a draft, if it is in one of *only* (default: any state). Returns whether it was."""
        with self._writing() as library:
            return library.change_draft(number, values, only=only)

    def change_all(self, values: Mapping[str, object], *, only: Collection[State]) -> None:
        """The same for every draft in one of *only*."""
        if any(self.counts()[state] for state in only):
            with self._writing() as library:
                library.change_drafts(values, only=only)

    def was_read(self, draft: Draft, articles: Sequence[Mapping[str, object]]) -> list[Draft]:
        """A file was read: it becomes a draft for each of its articles, which are queued if that was asked for."""
        with self._writing() as library, library.transaction():
            now = library.draft(draft.id)
            if now is None or now.state is not State.READING:
                return []  # it was removed meanwhile
            shared = {"path": now.path, "force": now.force, "wanted": now.wanted, "tonight": now.tonight}
            parts = [
                {**one, **shared, "address": now.address, "state": State.READY, "content": f"{now.content}#{number}"}
                for number, one in enumerate(articles, start=1)
            ]
            found = library.split_draft(now.id, parts)
            for one in found:
                if one.wanted and (one.force or not one.doubts):
                    library.queue_draft(one.id, only=(State.READY,))
            return found

    def episode_of(self, source: str) -> str:
        """The name of the episode of an article; "" if there is none."""
        with self._reading() as library:
            entry = library.known(source) if library else None
        return entry.name if entry and entry.episode else ""

    def speed(self) -> float | None:
        """Characters a second on this machine, if that was measured."""
        with self._reading() as library:
            return library.speed() if library else None

    # ------------------------------------------------------------ the file

    @contextmanager
    def _writing(self) -> Iterator[Library]:
        with self._turn, self._said_if_gone():
            self._keep()
            with Library(self._path) as library:
                yield library
        self.ring()

    def _keep(self) -> None:
        if self._keeper:
            with contextlib.suppress(StorageError):
                self._keeper.refuse_if_lost()
                return
            self._let_go()
            self.progress.tell("The library of the show was replaced while the studio was open: this is its queue now.")
        self._keeper = Library(self._path, read_only=True)
        self._keeper.draft_counts()  # it is open from the first read on

    def _let_go(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper:
            keeper.close()

    @contextmanager
    def _reading(self) -> Iterator[Library | None]:
        """None: the show has no library yet."""
        if not self._was_there:
            with self._turn:  # it may be made just now
                self._was_there = not salvage.is_blank(self._path)
            if not self._was_there:
                yield None
                return
        with self._said_if_gone(), Library(self._path, read_only=True) as library:
            yield library

    @contextmanager
    def _said_if_gone(self) -> Iterator[None]:
        """Bring the library for the block. What fails because it is moved away meanwhile is reported as that."""
        self._bring()
        try:
            yield
        except StorageError:
            self._bring()
            raise

    def _bring(self) -> None:
        """Make the library of a new show. One that was lost is never begun again here: the next run repairs it."""
        if not salvage.is_blank(self._path):
            self._was_there = True
            return
        if self._was_there:
            raise StorageError(
                f"the library {self._path} was moved or deleted while the studio was open",
                hint="put the show's folder back; the queue goes on from where it was",
            )
        try:
            with show_library.for_writing(self.show, wait_s=CREATE_S):
                self._was_there = True
        except OSError as error:
            raise storage_error(error, f"could not make a show in {self.show.folder}") from error


def _missing(number: int) -> Draft:
    raise UnreadableError(f"there is no article {number} in the studio", hint="it was removed, or never added")


def shown_name(draft: Draft) -> str:
    """What a page calls it: an address without its secrets."""
    return shown(draft.address) if draft.name == draft.address else draft.name
