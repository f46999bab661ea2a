"""Rebuilds a lost library from the published files: from the tags of the episodes, and from the feed."""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from podcaster import files
from podcaster.audio import tags
from podcaster.config import Show
from podcaster.errors import MALFORMED, AudioError, StorageError, storage_error
from podcaster.files import locks
from podcaster.library import FILE_NAME, DamagedLibrary, Library, loaded, repair_command
from podcaster.library.made import MIXES, is_menu
from podcaster.model import Episode, Region
from podcaster.publishing import backups, closing, feed_files, public_files, salvage
from podcaster.publishing.episode_files import CHAPTERS, EpisodeFiles
from podcaster.publishing.media import AUDIO
from podcaster.publishing.publisher import Publisher

NAMED = 3  # titles in a message; the others are counted


@dataclass(frozen=True, slots=True)
class Repaired:
    """The result of a rebuild."""

    episodes: int  # in the library now
    strangers: tuple[str, ...]  # files that are damaged, or not made by podcaster
    set_aside: Path | None  # the damaged library
    lost: tuple[str, ...]  # titles in the feed without a file
    new_token: bool  # the secret part of a private show's addresses could not be recovered
    backup: str = ""  # which backup told what the episodes cannot, and from when


class Listed(NamedTuple):
    """An episode as the feed lists it."""

    guid: str
    title: str
    blocked: bool = False


class Identity(NamedTuple):
    """The identity of the show, as found in its feed."""

    podcast_guid: str
    private: bool
    token: str  # the secret part of its addresses; "" if it is not private, or the feed is not as we write it

    @property
    def settings(self) -> dict[str, str]:
        """The same as rows of the library."""
        return {"podcast_guid": self.podcast_guid, **({"token": self.token} if self.token else {})}


# ---------------------------------------------------------------- what is published


def is_published(show: Show) -> bool:
    """Whether anything is published: a feed or an episode. Raises StorageError if the folder cannot be read."""
    return _read(show.public / "feed.xml") is not None or _has_episodes(show)


def _has_episodes(show: Show) -> bool:
    return any(_episode(show.episodes / name) for name in _audio(show))


def lacking(show: Show, library: Library | None) -> list[Listed]:
    """The episodes in the feed that are missing in *library*. With None: all episodes in the feed."""
    found = []
    for page in feed_files.not_written_by(library, show.public):
        listed = {one.guid: one for one in _listed(_read(page) or b"")}
        found += [listed[guid] for guid in (library.unknown(listed) if library else listed)]
    return found


def complaint(show: Show, library: Library | None) -> str:
    """A sentence that says what is published but missing in *library* (None: no library), or "" if nothing is."""
    if library is None:
        return f"the library of {show.folder} is missing or empty, but its feed or its episodes are there"
    if library.is_empty() and _has_episodes(show):
        return f"the library of {show.folder} knows no episode, but there are some"
    if lost := lacking(show, library):
        return f"the library of {show.folder} lacks {_named([one.title for one in lost])}, listed in its feed"
    told = _told(show)
    if told and any(not library.setting(key) for key in told.settings):
        return f"the library of {show.folder} has lost the identity of the show, which its feed has"
    return ""


def token_of(show: Show) -> str:
    """The secret part of a private show's addresses, as the feed has it; "" if it has none."""
    told = _told(show)
    return told.token if told else ""


def _listed(page: bytes) -> Iterator[Listed]:
    """The episodes of a feed page written by podcaster. Incomplete or damaged entries are skipped."""
    for item in re.findall(rb"<item>(.*?)</item>", page, re.DOTALL):
        guid = re.search(rb"<guid[^>]*>([^<]+)</guid>", item)
        title = re.search(rb"<title>([^<]*)</title>", item)
        if guid:
            yield Listed(_text(guid[1]), _text(title[1]) if title else "", b"<itunes:block>Yes" in item)


def _text(data: bytes) -> str:
    return html.unescape(data.decode("utf-8", "replace")).strip()


def _told(show: Show) -> Identity | None:
    """The identity from the feed, else from an archive page; None if there is neither."""
    for page in feed_files.not_written_by(None, show.public):
        data = _read(page) or b""
        if guid := re.search(rb"<podcast:guid>([0-9a-f-]{36})</podcast:guid>", data):
            private = b"<itunes:block>Yes" in data.partition(b"<item>")[0]  # an item has a block of its own
            token = re.search(rb'href="[^"]*/([0-9a-f]{40})/(?:feed|archive/[0-9]+)\.xml"', data) if private else None
            return Identity(guid[1].decode(), private, token[1].decode() if token else "")
    return None


def _token_of_pictures(show: Show) -> str:
    """The secret part of the addresses that chapters have for their pictures; "" if there is none."""
    for path in show.episodes.glob(f"*{CHAPTERS}"):
        if token := re.search(rb'"img":"[^"]*/([0-9a-f]{40})/episodes/', _read(path) or b""):
            return token[1].decode()
    return ""


def _read(path: Path) -> bytes | None:
    """The content of a published file; None if it does not exist."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        if path.parent.is_symlink() and not path.parent.exists():
            raise storage_error(error, f"could not read {path}: {path.parent} is a link to nothing") from error
        return None
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error


def _audio(show: Show) -> Iterator[str]:
    """The names of the audio files among the episodes."""
    try:
        with os.scandir(show.episodes) as found:
            for entry in found:  # os.scandir, because there may be a million files
                if not entry.name.startswith(".") and entry.name.endswith(AUDIO):
                    yield entry.name
    except FileNotFoundError:
        return
    except OSError as error:
        raise storage_error(error, f"could not list {show.episodes}") from error


def _named(titles: list[str]) -> str:
    """2 episodes ('One', 'Two')."""
    shown = ", ".join(repr(title) for title in titles[:NAMED])
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"{len(titles)} episode{'' if len(titles) == 1 else 's'} ({shown}{more})"


# ---------------------------------------------------------------- rebuilding


def repair(show: Show, note: Callable[[str], None] = lambda _: None) -> tuple[Repaired, bool]:
    """Rebuild the library of a show, then its feed. Return the result, and whether the feed changed."""
    with locks.lock(show.state / "lock"):
        public_files.tidy(show)
        done = rebuild(show)
        with Library(show.state / FILE_NAME) as library:
            closing.close(show, library, note)
            return done, Publisher(show, library).publish()


def rebuild(show: Show, *, accept_loss: bool = True) -> Repaired:
    """Add published episodes that are missing in the library. The caller holds the lock of the show.

    An intact library is completed and loses nothing. A damaged one is renamed, never deleted, and replaced by a new
    one. Raises NewerLibrary, and changes nothing, if a newer podcaster wrote the library.

    *accept_loss*: record whatever is found. Otherwise raise StorageError, and change nothing, if an episode of the feed
    or the address of a private show cannot be found.
    """
    path = show.state / FILE_NAME
    library = _sound(path)
    if library is not None:
        with library, backups.newest(show) if complaint(show, library) else contextlib.nullcontext() as backup:
            return _complete(show, library, accept_loss=accept_loss, backup=backup)
    # Written to a temporary name and then renamed, so that an interrupted rebuild leaves no incomplete library.
    fresh = path.with_name(f".{FILE_NAME}.part")
    _remove(fresh)
    try:
        with Library(fresh) as library, backups.newest(show) as backup:
            done = _complete(show, library, accept_loss=accept_loss, damaged=path, backup=backup)
        aside = _set_aside(path)
        _move(fresh, path)
    finally:
        _remove(fresh)
    return replace(done, set_aside=aside)


def _sound(path: Path) -> Library | None:
    """The library at *path* if every part of it can be read; None if it is missing or damaged."""
    if salvage.is_blank(path):
        return None
    library = None
    try:
        library = Library(path)
        library.refuse_damaged()
    except DamagedLibrary:
        if library:
            library.close()
        return None
    return library


def _complete(
    show: Show,
    library: Library,
    *,
    accept_loss: bool,
    damaged: Path | None = None,
    backup: backups.Backup | None = None,
) -> Repaired:
    strangers: list[str] = []
    with library.transaction():
        was_empty, told = library.is_empty(), _told(show)
        if backup and told and backup.library.setting("podcast_guid") != told.podcast_guid:
            backup = None  # of another show
        settings = {**(salvage.settings(damaged) if damaged else {}), **(told.settings if told else {})}
        for key, value in settings.items():
            library.set_once(key, value)
        for file, sha256, region in salvage.choices(damaged) if damaged else ():
            library.choose(file, sha256, region)
        for file, sha256, edits in salvage.edits(damaged) if damaged else ():
            library.edit(file, sha256, loaded(edits))
        library.keep_out(salvage.kept_out(damaged) if damaged else ())
        library.take_drafts(salvage.drafts(damaged) if damaged else ())
        if backup:
            backup.tell_before(library, {one.guid for one in lacking(show, None)})
        library.block(one.guid for one in lacking(show, library) if one.blocked)
        library.restore(_with_choices(library, _episodes(show, library, strangers)))
        for mix in library.entries_like(MIXES):
            if mix.episode:
                library.restore_mix(mix.episode, _parts(show, mix.episode))
        if backup:
            library.recall(backup.library)
        lost = [one.title for one in lacking(show, library)]
        if show.settings.private and not library.setting("token") and (token := _token_of_pictures(show)):
            library.set_once("token", token)
        # If no feed was ever written, nobody knew the old address, so the token does not count as new.
        had_token = told.private if told else (show.public / "index.html").exists()
        new_token = was_empty and show.settings.private and had_token and not library.setting("token")
        if not accept_loss:
            _refuse_loss(show, lost, new_token=new_token)
        if lost:
            library.forget_sources()  # so their articles are converted again
        said = str(backup) if backup else ""
        strange = tuple(name for name in strangers if not library.has_name(Path(name).stem))  # not an alternate
        return Repaired(library.count(), strange, None, tuple(lost), new_token, said)


def _with_choices(library: Library, episodes: Iterable[Episode]) -> Iterator[Episode]:
    """*episodes*, after the choices by hand in their tags were stored for the content of their files."""
    for episode in episodes:
        if episode.chosen:
            with contextlib.suppress(ValueError, KeyError, TypeError):  # of a newer podcaster
                told = json.loads(episode.chosen)
                source, sha256 = f"{episode.source} ({episode.guid})", str(told["sha256"])
                if "edits" in told:
                    library.edit(source, sha256, loaded(json.dumps(told["edits"])))
                region = Region(bool(told["whole"]), str(told["first"]), str(told["last"]))
                library.choose(source, sha256, region)
        yield episode


def _refuse_loss(show: Show, lost: list[str], *, new_token: bool) -> None:
    again = repair_command(show.state / FILE_NAME)
    if lost:
        raise StorageError(
            f"the library of {show.folder} is lost, and so are the files of {_named(lost)}, listed in its feed",
            hint=f"put the files back, or accept the loss: {again}",
        )
    if new_token:
        raise StorageError(
            f"the library of {show.folder} is lost, and its feed too, so its private address cannot be recovered",
            hint=f"put public/feed.xml back, or accept a new address, which ends all subscriptions: {again}",
        )


def _episodes(show: Show, library: Library, strangers: list[str]) -> Iterator[Episode]:
    """The episodes whose files are in place and which *library* does not know; other files go into *strangers*."""
    for name in _newest_first(show):
        path = show.episodes / name
        if library.has_name(path.stem):
            continue
        episode = _episode(path)
        if episode is None:
            strangers.append(name)
        elif not is_menu(episode) or _lists(show, episode.guid):  # the other menus were withdrawn earlier
            yield episode


def _episode(path: Path) -> Episode | None:
    """The episode as described by the tags of an audio file; None if it is damaged or not made by podcaster."""
    try:
        episode = tags.episode(path)
    except AudioError:
        return None
    return episode if episode and episode.name == path.stem else None


def _newest_first(show: Show) -> Iterator[str]:
    """The audio files by name; of an episode that has two, in different formats, the one made last comes first."""
    suffixes: dict[str, list[str]] = {}
    for name in _audio(show):
        stem, suffix = os.path.splitext(name)  # noqa: PTH122 there may be a million
        suffixes.setdefault(stem, []).append(suffix)
    for stem in sorted(suffixes):
        paths = [show.episodes / f"{stem}{suffix}" for suffix in suffixes[stem]]
        if len(paths) > 1:
            paths.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
        yield from (path.name for path in paths)


def _lists(show: Show, guid: str) -> bool:
    """Whether the feed lists the episode; True if there is no feed."""
    pages = [_read(page) for page in feed_files.not_written_by(None, show.public)]
    return pages == [None] or any(guid.encode() in page for page in pages if page)


def _parts(show: Show, mix: Episode) -> Iterator[tuple[str, str]]:
    """Title and address of what *mix* was made of: its chapters."""
    with contextlib.suppress(OSError, *MALFORMED):  # then the next mix may contain them again
        text = EpisodeFiles(show.episodes, mix).path(CHAPTERS).read_text(encoding="utf-8")
        for chapter in json.loads(text)["chapters"]:
            yield str(chapter["title"]), str(chapter.get("url", ""))


def _set_aside(path: Path) -> Path | None:
    if salvage.is_blank(path):
        _remove(path)
        return None
    # So that everything that can be read is in one file.
    with contextlib.suppress(sqlite3.Error, StorageError), contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = files.unused(path.with_name("library.1.sqlite.old"), "library.{number}.sqlite.old")
    _move(path, aside)
    return aside


def _move(path: Path, target: Path) -> None:
    """Rename a closed library together with its journal."""
    try:
        path.rename(target)
        with contextlib.suppress(FileNotFoundError):
            path.with_name(f"{path.name}-wal").rename(target.with_name(f"{target.name}-wal"))
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
        files.sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, f"could not move {path} to {target}") from error


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
