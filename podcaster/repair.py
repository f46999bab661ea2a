"""A library that was lost is rebuilt from the episodes themselves: who they are is in their tags."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from podcaster import files
from podcaster.audio import tags
from podcaster.config import Show
from podcaster.errors import AudioError, StorageError, storage_error
from podcaster.library import Library
from podcaster.media import AUDIO
from podcaster.model import Episode


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a rebuild found."""

    episodes: int
    strangers: tuple[str, ...]  # files that are not ours, or damaged beyond knowing
    set_aside: Path | None  # the damaged library


def rebuild(show: Show) -> Repaired:
    """Make a new library out of the episodes; the old one is set aside, never deleted. Hold the show's lock."""
    library_path = show.state / "library.sqlite"
    aside = _set_aside(library_path)
    found, strangers = [], []
    for path in sorted(p for p in show.episodes.glob("[!.]*") if p.suffix in AUDIO):
        try:
            episode = tags.episode(path)
        except AudioError:
            episode = None
        if episode is None or episode.name != path.stem:
            strangers.append(path.name)
        else:
            found.append(episode)
    with Library(library_path) as library:
        for key, value in _of_the_feed(show).items():
            library.set_once(key, value)
        for episode in sorted(found, key=lambda e: e.number):
            _add(library, episode)
    return Repaired(len(found), tuple(strangers), aside)


def _add(library: Library, episode: Episode) -> None:
    entry = library.add(
        source=f"{episode.source} ({episode.guid})",  # only the name is known; the address or the text finds it again
        guid=episode.guid,
        name=episode.name,
        address=episode.address,
        title=episode.title,
        text_sha256=episode.text_sha256,
    )
    library.publish(entry, replace(episode, source=entry.source))


def _of_the_feed(show: Show) -> dict[str, str]:
    """What the feed tells of the show, so that it stays the same show."""
    try:
        text = (show.public / "feed.xml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    out = {}
    if guid := re.search(r"<podcast:guid>([0-9a-f-]{36})</podcast:guid>", text):
        out["podcast_guid"] = guid[1]
    if token := re.search(r'rel="self"[^>]*/([0-9a-f]{40})/|/([0-9a-f]{40})/[^>]*rel="self"', text):
        out["token"] = token[1] or token[2]
    return out


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    # So that a sound library is whole in one file.
    with contextlib.suppress(sqlite3.Error, StorageError), contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    number = 1
    while (aside := path.with_name(f"library.{number}.sqlite.old")).exists():
        number += 1
    try:
        path.rename(aside)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        files.sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, f"could not set {path} aside") from error
    return aside
