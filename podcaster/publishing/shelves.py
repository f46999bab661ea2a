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
from typing import NamedTuple, TypeAlias

from podcaster import files
from podcaster.audio import cover
from podcaster.audio.cover import Sleeve
from podcaster.config import Channel, Show, strings
from podcaster.errors import storage_error
from podcaster.library import Library
from podcaster.model import Episode
from podcaster.publishing import feed, pages, public_files, templates
from podcaster.publishing import rules as feed_rules
from podcaster.publishing.feed_text import clean
from podcaster.publishing.series import FULL, Place
from podcaster.text.languages import english_name, primary
from podcaster.text.slugs import slug

KEY = "shelf_stamps"  # in the library: what the files of each shelf were made from
FILES = ("feed.xml", "index.html", "cover.jpg")  # of a shelf, besides its archive pages
MOST = 100  # shelves of one kind; a show has thousands of tags
VERSION = 2  # raise it when the same episodes are to become other files

# Of a page: the digest of all that it was made from, then bytes and time of its files.
Stamp: TypeAlias = list[str | int]

_NAMES: Mapping[str, Callable[[Episode, Channel], Iterable[str]]] = {
    "tag": lambda episode, _: episode.tags,
    "author": lambda episode, _: episode.authors,
    "site": lambda episode, _: (episode.site,),
    "language": lambda episode, channel: (english_name(primary(episode.language or channel.language)),),
    "voice": lambda episode, _: episode.voices,
}


class Kept(NamedTuple):
    """What is kept of an episode until the shelves are written: 400 bytes, however many shelves it is on."""

    guid: str
    day: dt.date
    duration_ms: int
    date: dt.datetime  # in the feed
    title: str
    place: Place
    digest: bytes


@dataclass(slots=True)
class Shelf:
    """The episodes that have one value in common."""

    kind: str
    name: str  # as the first episode spells it
    episodes: list[Kept] = field(default_factory=list)  # the oldest first
    transliterated: bool = True  # False: it has the folder that an older podcaster gave to a name in another script

    @property
    def key(self) -> str:
        return self.name.casefold()

    @property
    def folder(self) -> str:
        """Below public/. The same name has the same folder for ever."""
        short = slug(self.name, limit=40, transliterated=self.transliterated)
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
            episode = one.episode
            kept = Kept(
                episode.guid, episode.published.date(), episode.duration_ms, one.date, one.title, one.place, digest
            )
            for kind in self._kinds:
                names = dict.fromkeys(filter(None, map(clean, _NAMES[kind](episode, self._show.settings))))
                for key, name in {name.casefold(): name for name in names}.items():
                    self._shelves.setdefault((kind, key), Shelf(kind, name)).episodes.append(kept)

    def chosen(self) -> list[Shelf]:
        """The shelves with enough episodes, the fullest of each kind, in the order of the setting and of their names.

        One that is there already stays until it is empty: somebody may have subscribed to it.
        """
        found: list[Shelf] = []
        for shelf in self._shelves.values():
            shelf.transliterated = not self._is_there(replace(shelf, transliterated=False))
        for kind in self._kinds:
            there = {shelf.key for shelf in self._of(kind) if self._is_there(shelf)}
            full = [s for s in self._of(kind) if len(s.episodes) >= self._show.settings.shelf_least or s.key in there]
            full.sort(key=lambda shelf: (shelf.key not in there, -len(shelf.episodes), shelf.key))
            found += sorted(full[:MOST], key=lambda shelf: shelf.key)
        return found

    def _of(self, kind: str) -> list[Shelf]:
        return [shelf for shelf in self._shelves.values() if shelf.kind == kind]

    def _is_there(self, shelf: Shelf) -> bool:
        return (self._show.public / shelf.folder / "feed.xml").exists()

    # ------------------------------------------------------------ writing

    def write(self, library: Library, head: feed.Head) -> tuple[list[pages.Shelved], bool]:
        """Bring the files of all shelves up to date. Returns the shelves, and whether a file changed.

        Raises FeedError for a feed that breaks a rule; its old one stays.
        """
        kept, shelves, changed = _stamps(library), self.chosen(), False
        stamps: dict[str, Stamp] = {}
        for shelf in shelves:
            changed |= self._write_one(library, _head(head, shelf), shelf, kept, stamps)
        changed |= _remove_others(self._show.public, set(stamps))
        if stamps != kept:
            library.set(KEY, json.dumps(stamps))
        return [pages.Shelved(s.kind, s.name, s.folder, len(s.episodes)) for s in shelves], changed

    def _write_one(
        self, library: Library, head: feed.Head, shelf: Shelf, kept: dict[str, Stamp], stamps: dict[str, Stamp]
    ) -> bool:
        """Bring the archive pages of a shelf up to date, then its own page and its feed, which lead to them."""
        common, changed, older = self._common(head, shelf), False, list[pages.Stretch]()
        picture = self._show.public / shelf.folder / "cover.jpg"
        if not picture.exists():  # every page names it
            changed |= files.write(picture, self._cover(shelf))
        for page, some in feed.paged(shelf.episodes, self._limit):
            name = f"{shelf.folder}archive/{page}" if page else shelf.folder
            digest = _digest(common, some, page or len(older))
            if kept.get(name) != [digest, *_state(self._show.public, name)]:
                dated = _dated(library, some)
                new = self._page(head, shelf, dated, page) if page else self._front(head, shelf, dated, older[::-1])
                for file, data in new.items():
                    if file.endswith(".xml"):
                        feed_rules.refuse_bad({file: data}, public=self._show.public)
                    changed |= files.write(self._show.public / file, data)
            stamps[name] = [digest, *_state(self._show.public, name)]
            older.append(_stretch(page, some))
        return changed

    def _common(self, head: feed.Head, shelf: Shelf) -> bytes:
        """All that the pages of a shelf are made from, besides the episodes."""
        bare = feed.document(head, [], page=0, pages=0) + pages.show_page(head.channel, [], up=_up(shelf)).encode()
        about = f"{VERSION} {feed.VERSION} {templates.digest()} {self._show.settings.cover} {self._limit} "
        return about.encode() + bare

    def _page(self, head: feed.Head, shelf: Shelf, dated: Sequence[feed.Dated], page: int) -> dict[str, bytes]:
        name, listed = f"{shelf.folder}archive/{page}", [one.episode for one in dated]
        there = pages.archive_page(head.channel, listed, page, up=f"../{_up(shelf)}")
        return {f"{name}.html": there.encode(), f"{name}.xml": feed.document(head, dated, page=page, pages=page)}

    def _front(
        self, head: feed.Head, shelf: Shelf, dated: Sequence[feed.Dated], older: Sequence[pages.Stretch]
    ) -> dict[str, bytes]:
        listed = [one.episode for one in dated]
        page = pages.show_page(head.channel, listed, older, up=_up(shelf), folder=shelf.folder)
        return {
            f"{shelf.folder}cover.jpg": self._cover(shelf),
            f"{shelf.folder}index.html": page.encode(),
            f"{shelf.folder}feed.xml": feed.document(head, dated, page=0, pages=len(older)),
        }

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
    numbered = all(one.place.kind != FULL or (one.place.season and one.place.number) for one in shelf.episodes)
    guid = str(uuid.uuid5(uuid.UUID(head.guid), f"{shelf.kind}/{shelf.key}"))
    serial = head.serial or (numbered and channel.type != "episodic")
    return feed.Head(told, guid, head.base, shelf.folder, serial=serial)


def _up(shelf: Shelf) -> str:
    """The way from its page to public/."""
    return "../" * shelf.folder.count("/")


def _dated(library: Library, some: Sequence[Kept]) -> list[feed.Dated]:
    """The episodes as the feed lists them."""
    found = ((one, library.episode(one.guid)) for one in some)
    return [feed.Dated(episode, one.date, one.title, one.place, "") for one, episode in found if episode]


def _digest(common: bytes, some: Sequence[Kept], page: int) -> str:
    digest = hashlib.sha256(f"{page} ".encode() + common)
    for one in some:
        digest.update(f"\0{one.date}\0{one.title}\0{one.place}".encode(errors="surrogatepass") + one.digest)
    return digest.hexdigest()


def _stretch(page: int, some: Sequence[Kept]) -> pages.Stretch:
    """*some*: the newest first."""
    return pages.Stretch(page, len(some), sum(one.duration_ms for one in some), some[-1].day, some[0].day)


# ---------------------------------------------------------------- on disk


def folders(public: Path) -> list[str]:
    """The folders of the shelves that are there, below *public*."""
    return sorted(
        path.parent.relative_to(public).as_posix() for path in public.glob(f"{public_files.SHELVES}/*/*/feed.xml")
    )


def _remove_others(public: Path, wanted: set[str]) -> bool:
    """Delete the files of shelves that are empty or no longer asked for, and archive pages that a shelf no longer has.

    *wanted*: names of folders and of archive pages. Returns whether there were any others.
    """
    gone: list[Path] = []
    for folder in folders(public):
        if f"{folder}/" not in wanted:  # the feed is deleted first, so that it never links to a missing file
            gone += [public / folder / name for name in FILES]
        pages_there = sorted((public / folder / "archive").glob("[0-9]*"))
        gone += [path for path in pages_there if f"{folder}/archive/{path.stem}" not in wanted]
    try:
        for path in gone:
            path.unlink(missing_ok=True)
        above = {folder for path in gone for folder in path.parents if public in folder.parents}
        for folder_ in sorted(above, key=lambda path: -len(path.parts)):
            with contextlib.suppress(OSError):  # not empty: it has another shelf, or a file of somebody else
                folder_.rmdir()
    except OSError as error:
        raise storage_error(error, f"could not delete a shelf in {public / public_files.SHELVES}") from error
    return bool(gone)


def _state(public: Path, name: str) -> Iterator[int]:
    """Size and time of the files of a shelf, or of one of its archive pages; impossible values for a missing file."""
    for file in [name + file for file in FILES] if name.endswith("/") else [f"{name}.xml", f"{name}.html"]:
        try:
            found = (public / file).stat()
        except OSError:
            yield from (-1, 0)
        else:
            yield from (found.st_size, found.st_mtime_ns)


def _stamps(library: Library) -> dict[str, Stamp]:
    """The record of what was last written; empty if it is unknown: then everything is built."""
    try:
        return dict(json.loads(library.setting(KEY) or "{}"))
    except (ValueError, TypeError):
        return {}
