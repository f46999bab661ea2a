"""Which articles of a source are new, which were edited, and which are known from elsewhere or under another id."""

from __future__ import annotations

import datetime as dt
import hashlib
import html as entities
import pickle
import re
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from podcaster.errors import InputError
from podcaster.library import FILE_NAME, Library, PullState, Visit
from podcaster.library import Pulled as Row
from podcaster.sources import saves
from podcaster.sources.contract import Saved
from podcaster.sources.listing import FEED, SAVED, Following
from podcaster.sources.namesakes import WITH_TEXT, Namesakes, day_time, plain
from podcaster.sources.saves import Keeper, Later, Unwanted
from podcaster.text.web_places import is_home, is_whole, place

OWN_WORDS = 30  # a shorter text may be the same in many posts: "New photos are online."
IN_MEMORY = 8_000_000  # bytes of articles that wait for their turn; more of them wait on the disk
NAMELESS = "-"  # id of an article that has none, nor anything else that could be one
_TAG = re.compile(r"<[^<>]{0,5000}>")


@dataclass(slots=True)
class Claims:
    """Which articles the sources of one pull are about to save: the same post in two feeds is saved once."""

    taken: dict[str, str] = field(default_factory=dict)  # a place or a digest -> source and id
    guard: threading.Lock = field(default_factory=threading.Lock)


@dataclass(slots=True)
class Result:
    """What a pull of one source came to."""

    saved: list[Path] = field(default_factory=list)
    edited: list[Path] = field(default_factory=list)
    passed: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class _Facts:
    """What has to be known of an article that waits for its turn."""

    at: int  # where it lies in the file of those that wait
    newest: tuple[str, int]  # sorts by date, then by the order of the source
    place: str
    digest: str
    words: int
    known_by_text: bool  # whether its title and text, and the date of a short one, tell it from others
    changed: str
    fits: bool  # whether title and tags are what the user asked for
    new: bool  # whether nothing is known of it; else it is to be tried again, or taken after all


@dataclass(slots=True)
class Sorting:
    """The articles of one source as they come, for one pull."""

    keeper: Keeper
    visit: Visit
    claims: Claims
    last: int | None  # the user asks for this many of the newest, even if they were left out before
    newest_first: bool
    result: Result = field(default_factory=Result)
    mark: str = ""  # of the latest article that was dealt with
    held: bool = False  # the mark stays where it was, because something has to be asked for again
    _library: Library | None = None
    _known: dict[str, Row] = field(default_factory=dict)
    _namesakes: dict[str, Namesakes] = field(default_factory=dict)  # by the id that the source gave
    _found: list[saves.Found] = field(default_factory=list)  # saves that the library does not know
    _files: dict[str, str] = field(default_factory=dict)  # of those: what they are known as, or their place -> file
    _shared: set[str] = field(default_factory=set)  # ids that the source gave to several articles
    _ids: set[str] = field(default_factory=set)
    _places: Counter[str] = field(default_factory=Counter)
    _waiting: dict[str, _Facts] = field(default_factory=dict)
    _standing: list[tuple[str, int]] = field(default_factory=list)  # dates of those that are saved
    _file: tempfile.SpooledTemporaryFile[bytes] = field(
        default_factory=lambda: tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by `__exit__`
    )
    _count: int = 0
    _enough: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._library:
            self._library.close()

    @property
    def name(self) -> str:
        return self.keeper.one.name

    @property
    def opened(self) -> bool:
        """Whether there was anything to look at: then the library knows of the visit."""
        return self._library is not None

    @property
    def first(self) -> bool:
        """Whether the source is read from its beginning."""
        return not self.visit.mark or self.last is not None

    @property
    def _limit(self) -> int:
        return self.keeper.one.last if self.last is None else self.last

    def library(self) -> Library:
        """The library, opened by the thread that uses it, once there is something to look up."""
        if self._library is None:
            self._library = Library(self.keeper.show.state / FILE_NAME)
            self._known = {row.id: row for row in self._library.pulled(self.name)}
            without_address: dict[str, list[Row]] = {}
            for row in self._known.values():
                if not row.place:
                    without_address.setdefault(WITH_TEXT.sub("", row.id), []).append(row)
            self._namesakes = {ident: Namesakes(rows, self._described) for ident, rows in without_address.items()}
            self._shared = {ident[: blank.start()] for ident in self._known for blank in re.finditer(" ", ident)}
            if not self._known:
                self._found = saves.found(self.keeper.show, self.name)
                self._files = {one.source_id or place(one.address): one.file for one in reversed(self._found)}
        return self._library

    # ------------------------------------------------------------ as they come

    def take(self, saved: Saved) -> bool:
        """Look at the next article. Returns whether more of them are wanted."""
        self.library()
        self._count += 1
        saved = _with_whole_addresses(saved)
        saved = replace(saved, id=saved.id or saved.address or NAMELESS)
        facts = self._facts(saved)
        if not saved.address:
            saved = replace(saved, id=self._told_apart(saved, facts))
        elif self._is_shared(saved, facts):
            saved = replace(saved, id=f"{saved.id} {saved.address}")
        if saved.id in self._ids:
            return True
        self._ids.add(saved.id)
        self._places[facts.place] += 1
        row = self._known.get(saved.id) or self._recalled(saved, facts)
        if row and row.state is PullState.SAVED:
            self._standing.append(facts.newest)
        if row and not self._again(row):
            self._edited(row, saved, facts)
        elif self.newest_first and not self.first and facts.fits:
            self._new(saved, facts, row)
        else:
            self._put(saved, replace(facts, new=row is None))
        if saved.mark and not self.held:
            self.mark = saved.mark
        self._enough += facts.fits
        return not (self.newest_first and self.first and self._enough >= self._limit)

    def _is_shared(self, saved: Saved, facts: _Facts) -> bool:
        """Whether another article of the source has this id: some feeds give the same one to all of theirs."""
        row = self._known.get(saved.id)
        if row is None or saved.id in self._ids:
            return saved.id in self._ids
        other = "" not in (row.place, facts.place) and row.place != facts.place
        return other and row.digest != facts.digest and not self._is_moved(row, saved)

    def _is_moved(self, row: Row, saved: Saved) -> bool:
        """Whether an article with another address and another text is still this known one, moved and edited.

        It has the id, the title and the date of the known one, and no other article has shared its id so far.
        """
        if row.id in self._shared:
            return False
        return not row.file or saves.is_called(row.file, saved)

    def _told_apart(self, saved: Saved, facts: _Facts) -> str:
        """The id of an article without an address: several may have the one that was given."""
        known = self._namesakes.setdefault(saved.id, Namesakes((), self._described))
        return known.id_of(saved, facts.digest, self._ids)

    def _described(self, file: str) -> tuple[str, str]:
        return saves.described(self.keeper.show, file)

    def _again(self, row: Row) -> bool:
        """Whether an article that is known is to be saved now."""
        return row.state is PullState.WAITING or (self.last is not None and row.state is PullState.PASSED)

    def _facts(self, saved: Saved) -> _Facts:
        text = " ".join(_TAG.sub(" ", saved.html or saved.summary).split())
        words = entities.unescape(text).split()
        own = len(words) >= OWN_WORDS
        told = (saved.title, *words) if own else (saved.title, *words, saved.published)
        digest = hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()[:32]
        return _Facts(
            at=-1,
            newest=(_moment(saved.published), -self._count),
            place=place(saved.address),
            digest=digest,
            words=len(words),
            known_by_text=own or bool(saved.published),
            changed=saved.changed,
            fits=_fits(saved, self.keeper.one),
            new=True,
        )

    def _put(self, saved: Saved, facts: _Facts) -> None:
        """Keep an article until all are seen: only then is it certain which are new."""
        at = self._file.seek(0, 2)
        pickle.dump(saved, self._file)
        self._waiting[saved.id] = replace(facts, at=at)

    def _taken_out(self, facts: _Facts) -> Saved:
        self._file.seek(facts.at)
        found: Saved = pickle.load(self._file)
        return found

    # ------------------------------------------------------------ when all are seen

    def settle(self, visit: Visit, *, whole: bool) -> None:
        """Save what is new, and remember how far the source was read. *whole*: it was read to its end."""
        if self._library is None:  # nothing has changed
            return
        if whole:
            self._renamed()
        order = sorted(self._waiting.items(), key=lambda one: one[1].newest)
        chosen = self._chosen(order)
        passed = []
        for ident, facts in order:
            if ident in chosen and facts.fits:
                self._new(self._taken_out(facts), facts, self._known.get(ident))
            elif facts.new:
                passed.append(self._row(ident, facts, PullState.PASSED))
        self.result.passed += len(passed)
        mark = self.visit.mark if self.held or not whole else self.mark or self.visit.mark
        self.library().remember_pulled(passed, visit=replace(visit, mark=mark))

    def _chosen(self, order: list[tuple[str, _Facts]]) -> set[str]:
        """Of those that wait, the ones to save now; at first only the newest."""
        if not self.first:
            return {ident for ident, _ in order}
        again = {ident for ident, facts in order if not facts.new and self.last is None}
        since = max((_moment(one.published) for one in self._found), default="")
        if since and self.last is None:  # the library was lost, and the saves tell how far the source had been read
            return again | {ident for ident, facts in order if facts.newest[0] > since}
        fit = [(facts.newest, ident) for ident, facts in order if facts.fits]
        fit += [(moment, "") for moment in self._standing]
        chosen = again | {ident for _, ident in sorted(fit, reverse=True)[: self._limit]} - {""}
        if self._standing and not self.visit.succeeded and self.last is None:  # the first pull was cut short
            chosen |= {ident for ident, facts in order if facts.fits and facts.newest > min(self._standing)}
        return chosen

    def _renamed(self) -> None:
        """Find the articles that only have another id now: their old ids are not in the source any more."""
        gone = [row for row in self._known.values() if row.id not in self._ids]
        if not gone:
            return
        places = {row.place: row for row in gone if row.place and not is_home(row.place)}
        texts = {row.digest: row for row in gone}
        for ident, facts in list(self._waiting.items()):
            row = places.get(facts.place) if self._places[facts.place] == 1 else None
            row = row or (texts.get(facts.digest) if facts.known_by_text else None)
            if row is None or not facts.new or row.id in self._ids:
                continue
            self.library().rename_pulled(row, ident)
            self._ids.add(row.id)
            row = self._known[ident] = replace(row, id=ident)
            if not self._again(row):
                saved = self._taken_out(self._waiting.pop(ident))
                self._edited(row, saved, facts)

    # ------------------------------------------------------------ one article

    def _recalled(self, saved: Saved, facts: _Facts) -> Row | None:
        """What a save tells of an article that a new library does not know."""
        file = self._files.get(saves.known_as(saved.id)) or (facts.place and self._files.get(facts.place))
        if not file:
            return None
        row = replace(self._row(saved.id, facts, PullState.SAVED), file=file)
        self.library().remember_pulled([row])
        return row

    def _edited(self, row: Row, saved: Saved, facts: _Facts) -> None:
        """Save an article again if it was edited, or if the user asks for the newest and its page is missing."""
        is_page = not row.file.endswith(".json")
        missing = not is_page and self.last is not None and saves.is_cut_off(saved)
        if row.digest == facts.digest and not missing and not (is_page and row.changed != saved.changed):
            return
        now = replace(row, place=facts.place, digest=facts.digest, changed=saved.changed)
        path = self.keeper.show.folder / SAVED / row.file
        if row.state is PullState.SAVED and path.is_file():  # one that its user has deleted stays deleted
            before = path.read_bytes()
            try:
                file = self.keeper.keep(saved, former=row.file, tries=row.tries)
            except Later:
                self.library().remember_pulled([replace(row, tries=row.tries + 1)])
                self._hold()
                return
            except InputError as error:
                self.keeper.note(f"{self.name}: {error.message}; the former text is kept")
                file = row.file
            now, path = replace(now, file=file, tries=0), path.parent / Path(file).name
            if path.read_bytes() != before:
                self.result.edited.append(path)
        self.library().remember_pulled([now])

    def _new(self, saved: Saved, facts: _Facts, row: Row | None) -> None:
        """Save an article, unless another source has it."""
        keys = self._keys(facts)
        if not self._claim(saved, keys):
            self.library().remember_pulled([self._row(saved.id, facts, PullState.ELSEWHERE)])
            self.result.passed += 1
            return
        tries = row.tries if row else 0
        made = self._row(saved.id, facts, PullState.SAVED)
        try:
            made = replace(made, file=self.keeper.keep(saved, tries=tries))
            self.result.saved.append(self.keeper.show.folder / SAVED / made.file)
        except Later:
            made = replace(made, state=PullState.WAITING, tries=tries + 1)
            self._hold()
        except Unwanted:
            made = replace(made, state=PullState.PASSED)
            self.result.passed += 1
        except InputError as error:
            self.keeper.note(f"{self.name}: {error.message}")
            made = replace(made, state=PullState.PASSED)
            self.result.passed += 1
        # The mark of a source that is only added to moves on with every article.
        step = self.newest_first and not self.first and saved.mark and not self.held
        if step:
            self.visit = replace(self.visit, mark=saved.mark)
        self.library().remember_pulled([made], visit=self.visit if step else None)
        if made.state is not PullState.SAVED:
            with self.claims.guard:
                for key in keys:
                    self.claims.taken.pop(key, None)

    def _hold(self) -> None:
        self.held = True
        self.result.later += 1

    def _row(self, ident: str, facts: _Facts, state: PullState) -> Row:
        return Row(self.name, ident, state, facts.place, facts.digest, facts.changed)

    def _keys(self, facts: _Facts) -> tuple[str, str]:
        """The address and the text of an article, each "" if it does not tell the article from others."""
        alone = facts.place and not is_home(facts.place) and self._places[facts.place] == 1
        return facts.place if alone else "", facts.digest if facts.words >= OWN_WORDS else ""

    def _claim(self, saved: Saved, keys: tuple[str, str]) -> bool:
        """Whether this source is the one that saves the article: no other has it, or is about to."""
        at, text = keys
        with self.claims.guard:
            rows = [row for row in self.library().pulled_at(at, text) if (row.source, row.id) != (self.name, saved.id)]
            others = [row for row in rows if row.source != self.name or (row.digest == text and row.digest)]
            us = f"{self.name} {saved.id}"
            if others or any(self.claims.taken.get(key, us) != us for key in keys if key):
                return False
            self.claims.taken |= {key: us for key in keys if key}
            return True


def _with_whole_addresses(saved: Saved) -> Saved:
    """An article without malformed addresses, which lead nowhere."""
    address = saved.address if is_whole(saved.address) else ""
    return replace(saved, address=address, audio=tuple(one for one in saved.audio if is_whole(one.address)))


def _fits(saved: Saved, one: Following) -> bool:
    """Whether title and tags are what the user asked for."""
    title = f" {plain(saved.title)} "
    tags = {tag.casefold().strip() for tag in saved.tags}
    if one.kind == FEED and one.tag and not tags & {tag.casefold().strip() for tag in one.tag}:
        return False
    asked = [word for word in one.match if not word.startswith("-")]
    unasked = [word[1:] for word in one.match if word.startswith("-")]
    return (not asked or any(_has(title, word) for word in asked)) and not any(_has(title, word) for word in unasked)


def _has(title: str, words: str) -> bool:
    asked = plain(words)
    return bool(asked) and f" {asked} " in title


def _moment(published: str) -> str:
    """A date that sorts, in UTC; "" for none. A date to come counts as today: no post stays the newest for years."""
    return min(day_time(published), dt.datetime.now(dt.UTC).isoformat())
