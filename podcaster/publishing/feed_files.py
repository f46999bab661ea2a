"""Writes the files of the feed one page at a time, so that memory does not grow with the archive."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from podcaster import files
from podcaster.config import Channel, Show
from podcaster.errors import storage_error
from podcaster.library import Library
from podcaster.model import Episode
from podcaster.publishing import embeds, feed, media, opml, pages, renewal, templates
from podcaster.publishing import rules as feed_rules
from podcaster.publishing.moved import has_moved
from podcaster.publishing.series import Numbering, Series, series_of
from podcaster.publishing.shelves import Shelves
from podcaster.version import __version__

KEY = "archive_stamps"
COUNT = "feed_count"  # number of episodes in the feed when it was last written
LISTED = 2_000  # episodes on the front page, at most, so that it opens at once; the others are on archive pages

# Of an archive page: the digest of all that it was made from, then bytes and time of its two files. A page that has
# both as they were is neither built nor read: a new episode in an archive of 100,000 costs a thousand pages otherwise.
Stamp = list[str | int]


OPML = "feeds.opml"  # below public/: the feeds of the show and of its shelves
SEASONS = "seasons"  # a library setting: the seasons that books have, as JSON


def publish(show: Show, library: Library, episodes: Iterable[tuple[Episode, str]], *, guid: str, token: str) -> bool:
    """Bring feed, archive pages and front page up to date. Returns whether anything changed.

    *episodes*: with their records, the oldest first. No feed is replaced before all that is new was judged; raises
    FeedError when it breaks a rule, and what was there stays. Pages of episodes follow: a new look, other neighbours.
    """
    settings, public = show.settings, show.public
    series = _series(settings, library)
    head = _head(show, library, guid, token, series)
    common, kept = _common(head), _stamps(library)
    digests: dict[str, str] = {}
    front, formats, changed, count = _Front(), _Formats(show), False, 0
    shelves, players, row = Shelves(show), embeds.Embeds(show), renewal.Row(show, serial=series.serial)
    trailers: list[feed.Dated] = []
    with files.replacing_together() as put:
        for page, dated in feed.paged(
            feed.in_order(formats.watched(episodes), Numbering(settings, series)), settings.feed_limit
        ):
            listed = [one.episode for one in dated]
            count += len(listed)
            trailers += feed.trailers_among(dated)
            shelves.add(dated)
            if not page:
                break
            front.add(page, listed)
            name = f"archive/{page}"
            digests[name] = _digest(common, page, dated)
            stale = kept.get(name) != [digests[name], *_state(public / name)]
            row.add(reversed(listed), stale=stale)
            players.add(reversed(listed), stale=stale)
            if not stale:
                continue
            new = {
                f"{name}.xml": feed.document(head, dated, page=page, pages=page),
                f"{name}.html": pages.archive_page(settings, listed, page).encode(),
            }
            for file, data in new.items():
                if files.stands(public / file, data):
                    continue
                if file.endswith(".xml"):
                    feed_rules.refuse_bad({file: data}, public=public)
                put(public / file, data)
                changed = True
        newest = feed.document(head, dated, page=0, pages=len(digests), trailers=trailers)
        feed_rules.refuse_bad({"feed.xml": newest}, public=public)
    row.add(reversed(listed), stale=True)
    players.add(reversed(listed), stale=True)
    strange = players.close()
    changed |= row.close() | players.changed | files.write(public / feed.STYLE, pages.feed_style(settings))
    shelved, shelves_changed = shelves.write(library, head)
    shown = front.shown(listed, serial=series.serial)
    index = pages.show_page(settings, *shown, shelves=shelved, made_in=show.folder.resolve().name)
    changed |= shelves_changed | files.write(public / "index.html", index) | _write_list(public, head, shelved)
    changed |= files.write(public / "feed.xml", newest)  # last, because it links to the others
    gone = (path for path in _archive(public) if f"archive/{path.stem}" not in digests)  # no page links to these now
    _remove([*gone, *strange, *formats.former])
    embeds.tidy(show)
    _remember(library, {name: [digest, *_state(public / name)] for name, digest in digests.items()}, count)
    return changed


def _head(show: Show, library: Library, guid: str, token: str, series: Series) -> feed.Head:
    base = feed.base_address(show.settings, token)
    return feed.Head(show.settings, guid, base, serial=series.serial, moved=has_moved(show, library))


def _write_list(public: Path, head: feed.Head, shelved: Sequence[pages.Shelved]) -> bool:
    """Bring the list of all feeds up to date: there is one while there are shelves. Returns whether it changed."""
    path = public / OPML
    if not shelved:
        there = path.exists()
        _remove([path])
        return there
    title = head.channel.title
    listed = [opml.Listed(title, f"{head.base}feed.xml", head.base)]
    for shelf in shelved:
        address = f"{head.base}{shelf.folder}"
        listed.append(opml.Listed(f"{title}: {shelf.name}", f"{address}feed.xml", f"{address}index.html"))
    return files.write(path, opml.written(title, listed))


def _series(settings: Channel, library: Library) -> Series:
    """How the episodes are numbered. A book that has a season keeps it, whatever comes before it later."""
    try:
        known = {str(book): int(season) for book, season in json.loads(library.setting(SEASONS) or "{}").items()}
    except (ValueError, TypeError, AttributeError):
        known = {}
    series = series_of(settings, library.placed(), known)
    if series.seasons != known:
        library.set(SEASONS, json.dumps(series.seasons, ensure_ascii=False))
    return series


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error(error, f"could not delete {path}") from error


def _archive(public: Path) -> Iterator[Path]:
    return (path for path in (public / "archive").glob("[0-9]*") if path.suffix in (".xml", ".html"))


# ---------------------------------------------------------------- pages that are up to date


def _stamps(library: Library) -> dict[str, Stamp]:
    """The record of what was last written. If it is unknown, the result is empty and everything is built."""
    try:
        return dict(json.loads(library.setting(KEY) or "{}"))
    except (ValueError, TypeError):
        return {}


def not_written_by(library: Library | None, public: Path) -> Iterator[Path]:
    """The pages of the feed that may list what *library* does not know: feed.xml, and each page that it did not write.

    An archive of 100,000 episodes is not read again at every run. None: all pages.
    """
    kept = _stamps(library) if library else {}
    if library and library.count() < int(library.setting(COUNT) or 0):
        kept = {}  # the library has lost episodes since then
    yield public / "feed.xml"
    for path in sorted(_archive(public), key=lambda page: (len(page.name), page.name), reverse=True):
        name = f"archive/{path.stem}"
        if path.suffix == ".xml" and (name not in kept or kept[name][1:] != list(_state(public / name))):
            yield path


def _remember(library: Library, stamps: dict[str, Stamp], count: int) -> None:
    if stamps != _stamps(library):
        library.set(KEY, json.dumps(stamps))
    if library.setting(COUNT) != str(count):
        library.set(COUNT, str(count))


def _common(head: feed.Head) -> str:
    """What all archive pages are made from."""
    # A page without episodes contains everything that other pages take from the settings.
    bare = feed.document(head, [], page=1, pages=1) + pages.archive_page(head.channel, [], 1).encode()
    return f"{__version__} {feed.VERSION} {templates.digest()} {hashlib.sha256(bare).hexdigest()}"


def _digest(common: str, page: int, dated: Sequence[feed.Dated]) -> str:
    digest = hashlib.sha256(f"{common} {page}".encode())
    for one in dated:
        digest.update(
            f"\0{one.date.isoformat()}\0{one.title}\0{one.place}\0{one.record}".encode(errors="surrogatepass")
        )
    return digest.hexdigest()


def _state(page: Path) -> Iterator[int]:
    """Size and time of the files of a page; impossible values for a missing file."""
    for suffix in (".xml", ".html"):
        try:
            found = page.with_suffix(suffix).stat()
        except OSError:
            yield from (-1, 0)
        else:
            yield from (found.st_size, found.st_mtime_ns)


# ---------------------------------------------------------------- collected while the pages are written


class _Front:
    """The content of the front page: the newest episodes, and summaries of the archive pages."""

    def __init__(self) -> None:
        self.pages: deque[tuple[int, list[Episode]]] = deque()
        self.older: list[pages.Stretch] = []

    def add(self, page: int, episodes: Sequence[Episode]) -> None:
        self.pages.append(
            (page, [replace(e, notes_html="") for e in episodes])
        )  # notes are long, and the front page does not show them
        while sum(len(some) for _, some in self.pages) > LISTED:
            self.older.append(pages.Stretch.of(*self.pages.popleft()))

    def shown(self, newest: Sequence[Episode], *, serial: bool) -> tuple[list[Episode], list[pages.Stretch]]:
        """The arguments for pages.show_page, the newest first; the oldest, where a *serial* show fits on it."""
        episodes = [*newest, *(e for _, some in reversed(self.pages) for e in some)]
        return episodes[::-1] if serial and not self.older else episodes, self.older[::-1]


class _Formats:
    """Finds audio files of an episode in a format it no longer has; no feed lists such a file."""

    def __init__(self, show: Show) -> None:
        self._folder = show.episodes
        self._usual = f".{show.settings.sound.format}"
        self._unusual: dict[str, list[str]] = {}
        self.former: list[Path] = []
        try:
            with contextlib.suppress(FileNotFoundError), os.scandir(show.episodes) as found:
                for entry in found:  # os.scandir, because there may be a million files
                    stem, suffix = os.path.splitext(entry.name)  # noqa: PTH122
                    if suffix in media.AUDIO and suffix != self._usual:
                        self._unusual.setdefault(stem, []).append(suffix)
        except OSError as error:
            raise storage_error(error, f"could not list {show.episodes}") from error

    def watched(self, episodes: Iterable[tuple[Episode, str]]) -> Iterator[tuple[Episode, str]]:
        """The same *episodes*; afterwards `former` has the files that they had before."""
        for episode, record in episodes:
            other = self._unusual.get(episode.name, [])
            if episode.suffix != self._usual:
                other = [self._usual, *other]
            kept = (episode.suffix, *episode.formats)
            self.former += [self._folder / (episode.name + suffix) for suffix in other if suffix not in kept]
            yield episode, record
