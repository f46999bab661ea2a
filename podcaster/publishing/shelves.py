"""Shelves: a feed of its own for the episodes of one tag, author, site, language or voice, beside that of the show."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from podcaster import files
from podcaster.audio import cover
from podcaster.audio.cover import Sleeve
from podcaster.config import Channel, Show, strings
from podcaster.errors import storage_error
from podcaster.library import Library
from podcaster.model import Episode
from podcaster.publishing import feed, pages, public_files
from podcaster.publishing import rules as feed_rules
from podcaster.publishing.feed_text import clean
from podcaster.publishing.series import FULL, Place
from podcaster.text.languages import english_name, primary
from podcaster.text.slugs import slug

KEY = "shelf_stamps"  # in the library: what the files of each shelf were made from
MOST = 100  # shelves of one kind; a show has thousands of tags
VERSION = 1  # raise it when the same episodes are to become other files

_NAMES: Mapping[str, Callable[[Episode, Channel], Iterable[str]]] = {
    "tag": lambda episode, _: episode.tags,
    "author": lambda episode, _: episode.authors,
    "site": lambda episode, _: (episode.site,),
    "language": lambda episode, channel: (english_name(primary(episode.language or channel.language)),),
    "voice": lambda episode, _: episode.voices,
}


class Kept(NamedTuple):
    """What is kept of an episode until the shelves are written."""

    guid: str
    date: dt.datetime
    title: str
    place: Place
    digest: bytes


@dataclass(slots=True)
class Shelf:
    """The episodes that have one value in common."""

    kind: str
    name: str  # as the first episode spells it
    count: int = 0
    newest: list[Kept] = field(default_factory=list)  # the oldest first

    @property
    def key(self) -> str:
        return self.name.casefold()

    @property
    def folder(self) -> str:
        """Below public/. The same name has the same folder for ever."""
        short = slug(self.name, limit=40)
        if short != self.key.replace(" ", "-"):  # C and C++ are two
            short = f"{short}-{hashlib.sha256(self.key.encode()).hexdigest()[:8]}".lstrip("-")
        return f"{public_files.SHELVES}/{self.kind}/{short}/"


class Shelves:
    """Sorts the episodes of a show into its shelves while its pages are written, and writes them afterwards."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._kinds = [kind for kind in dict.fromkeys(strings(show.settings.shelves)) if kind in _NAMES]
        self._limit = show.settings.feed_limit
        self._shelves: dict[tuple[str, str], Shelf] = {}

    def add(self, dated: Sequence[feed.Dated]) -> None:
        """The episodes of a page, the newest first; the pages come with the oldest first."""
        for one in reversed(dated if self._kinds else ()):
            digest = hashlib.sha256(one.record.encode(errors="surrogatepass")).digest()
            kept = Kept(one.episode.guid, one.date, one.title, one.place, digest)
            for kind in self._kinds:
                names = dict.fromkeys(filter(None, map(clean, _NAMES[kind](one.episode, self._show.settings))))
                for key, name in {name.casefold(): name for name in names}.items():
                    shelf = self._shelves.setdefault((kind, key), Shelf(kind, name))
                    shelf.count += 1
                    shelf.newest.append(kept)
                    if len(shelf.newest) > 2 * self._limit:
                        del shelf.newest[: -self._limit]

    def chosen(self) -> list[Shelf]:
        """The shelves with enough episodes, the fullest of each kind, in the order of the setting and of their names.

        One that is there already stays until it is empty: somebody may have subscribed to it.
        """
        found: list[Shelf] = []
        for kind in self._kinds:
            there = {s.key for s in self._of(kind) if (self._show.public / s.folder / "feed.xml").exists()}
            full = [s for s in self._of(kind) if s.count >= self._show.settings.shelf_least or s.key in there]
            full.sort(key=lambda shelf: (shelf.key not in there, -shelf.count, shelf.key))
            found += sorted(full[:MOST], key=lambda shelf: shelf.key)
        return found

    def _of(self, kind: str) -> list[Shelf]:
        return [shelf for shelf in self._shelves.values() if shelf.kind == kind]

    # ------------------------------------------------------------ writing

    def write(self, library: Library, head: feed.Head) -> tuple[list[pages.Shelved], bool]:
        """Bring the files of all shelves up to date. Returns the shelves, and whether a file changed.

        Raises FeedError for a feed that breaks a rule; its old one stays.
        """
        kept, shelves, changed = _stamps(library), self.chosen(), False
        stamps: dict[str, list[str | int]] = {}
        for shelf in shelves:
            own = _head(head, shelf)
            digest = self._digest(own, shelf)
            if kept.get(shelf.folder) != [digest, *_state(self._show.public / shelf.folder)]:
                changed |= self._write_one(library, own, shelf)
            stamps[shelf.folder] = [digest, *_state(self._show.public / shelf.folder)]
        changed |= _remove_others(self._show.public, {shelf.folder for shelf in shelves})
        if stamps != kept:
            library.set(KEY, json.dumps(stamps))
        return [pages.Shelved(s.kind, s.name, s.folder, s.count) for s in shelves], changed

    def _digest(self, head: feed.Head, shelf: Shelf) -> str:
        """Of all that its files are made from."""
        bare = feed.document(head, [], page=0, pages=0) + pages.show_page(head.channel, [], up=_up(shelf)).encode()
        digest = hashlib.sha256(f"{VERSION} {feed.VERSION} {self._show.settings.cover} ".encode() + bare)
        for one in shelf.newest[-self._limit :]:
            digest.update(f"\0{one.date}\0{one.title}\0{one.place}".encode(errors="surrogatepass") + one.digest)
        return digest.hexdigest()

    def _write_one(self, library: Library, head: feed.Head, shelf: Shelf) -> bool:
        folder = self._show.public / shelf.folder
        dated = []
        for one in reversed(shelf.newest[-self._limit :]):
            if episode := library.episode(one.guid):
                dated.append(feed.Dated(episode, one.date, one.title, one.place, ""))
        data = feed.document(head, dated, page=0, pages=0)
        page = pages.show_page(head.channel, [one.episode for one in dated], up=_up(shelf), folder=shelf.folder)
        changed = files.write(folder / "cover.jpg", self._cover(shelf))
        feed_rules.refuse_bad({f"{shelf.folder}feed.xml": data}, public=self._show.public)
        changed |= files.write(folder / "index.html", page)
        return files.write(folder / "feed.xml", data) or changed

    def _cover(self, shelf: Shelf) -> bytes:
        settings = self._show.settings
        if settings.cover:  # a picture of its own is what the show is known by
            return (self._show.public / "cover.jpg").read_bytes()
        topic = shelf.name if shelf.kind in ("tag", "site") else f"{shelf.kind} {shelf.name}"
        return cover.draw(Sleeve(shelf.name, settings.title, language=settings.language, topic=topic))


def _head(head: feed.Head, shelf: Shelf) -> feed.Head:
    """Whose feed it is: the show's, with a title, an identity and a page of its own."""
    channel = head.channel
    told = replace(
        channel,
        title=f"{channel.title}: {shelf.name}",
        link=f"{head.base}{shelf.folder}index.html",
    )
    numbered = all(one.place.kind != FULL or (one.place.season and one.place.number) for one in shelf.newest)
    guid = str(uuid.uuid5(uuid.UUID(head.guid), f"{shelf.kind}/{shelf.key}"))
    serial = head.serial or (numbered and channel.type != "episodic")
    return feed.Head(told, guid, head.base, shelf.folder, serial=serial)


def _up(shelf: Shelf) -> str:
    """The way from its page to public/."""
    return "../" * shelf.folder.count("/")


# ---------------------------------------------------------------- on disk


def folders(public: Path) -> list[str]:
    """The folders of the shelves that are there, below *public*."""
    return sorted(
        path.parent.relative_to(public).as_posix() for path in public.glob(f"{public_files.SHELVES}/*/*/feed.xml")
    )


def _remove_others(public: Path, wanted: set[str]) -> bool:
    """Delete the files of shelves that are empty or no longer asked for. Returns whether there were any."""
    gone = [public / folder for folder in folders(public) if f"{folder}/" not in wanted]
    try:
        for folder in gone:
            for name in ("feed.xml", "index.html", "cover.jpg"):  # the feed first: nothing leads to a missing file
                (folder / name).unlink(missing_ok=True)
        for folder in (*gone, *{folder.parent for folder in gone}, public / public_files.SHELVES):
            with contextlib.suppress(OSError):  # it is not empty: another shelf, or a file of somebody else
                folder.rmdir()
    except OSError as error:
        raise storage_error(error, f"could not delete a shelf in {public / public_files.SHELVES}") from error
    return bool(gone)


def _state(folder: Path) -> Iterator[int]:
    """Size and time of the files of a shelf; impossible values for a missing file."""
    for name in ("feed.xml", "index.html", "cover.jpg"):
        try:
            found = (folder / name).stat()
        except OSError:
            yield from (-1, 0)
        else:
            yield from (found.st_size, found.st_mtime_ns)


def _stamps(library: Library) -> dict[str, list[str | int]]:
    """The record of what was last written; empty if it is unknown: then everything is built."""
    try:
        return dict(json.loads(library.setting(KEY) or "{}"))
    except (ValueError, TypeError):
        return {}
