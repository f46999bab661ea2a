"""The files of episodes lead to the address that the show has now: pictures of chapters, and the menu's links."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace

from podcaster import files
from podcaster.audio import tags
from podcaster.config import Show
from podcaster.errors import MALFORMED, AudioError, storage_error
from podcaster.library import Library
from podcaster.library.made import MENUS
from podcaster.model import Chapter, Episode
from podcaster.publishing import notes
from podcaster.publishing.episode_files import CHAPTERS, PAGE, EpisodeFiles

CHAPTERS_AT = "chapters_at"  # a library setting: the address used in the chapters of all episodes


def readdress_chapters(show: Show, library: Library, base: str) -> bool:
    """Make the chapters of all episodes link to their pictures below *base*. Returns whether anything changed."""
    if library.setting(CHAPTERS_AT) == base:
        return False
    changed = False
    for episode in library.files():
        if episode.has_chapters:
            changed |= readdress_pictures(show, episode.name, base)
    library.set(CHAPTERS_AT, base)
    return changed


def readdress_pictures(show: Show, name: str, base: str) -> bool:
    """Have the chapters of one episode lead to their pictures below *base*. Returns whether that changed anything."""
    path = show.episodes / f"{name}{CHAPTERS}"
    try:
        text = path.read_text(encoding="utf-8")
        if '"img":' not in text:
            return False
        told = json.loads(text)
        for chapter in told["chapters"]:
            if "img" in chapter:
                chapter["img"] = base + str(chapter["img"]).rpartition("/")[2]
    except (OSError, *MALFORMED):
        return False  # missing or damaged: `check` says so
    return files.write(path, notes.as_json(told))


def readdress_menus(show: Show, library: Library, base: str) -> None:
    """Have the menu's links to pages of the show lead below *base*. Call it before the feed is built."""
    before = library.setting(CHAPTERS_AT)
    if not before or before == base:
        return
    for entry in library.entries_like(MENUS):
        episode = entry.episode
        if episode and f'href="{before}' in episode.notes_html and EpisodeFiles(show.episodes, episode).is_published():
            with contextlib.suppress(AudioError):  # damaged: `check` says so, and the next menu replaces it
                library.publish(entry, _readdressed(show, episode, before, base))


def _readdressed(show: Show, episode: Episode, before: str, now: str) -> Episode:
    """Its tag, its page and its chapters with other links; the sound is the same."""
    lie = EpisodeFiles(show.episodes, episode)
    links = {PAGE: (f'href="{before}', f'href="{now}'), CHAPTERS: (f'"url":"{before}', f'"url":"{now}')}
    told = replace(episode, notes_html=episode.notes_html.replace(*links[PAGE]))
    said = tags.read(lie.audio)
    chapters = [
        Chapter(c["start_ms"], c["end_ms"], c["title"], c.get("address", "").replace(before, now))
        for c in said["chapters"]
    ]
    picture, lyrics = tags.picture(lie.audio), said.get("lyrics", "")
    try:
        with files.replacing(lie.audio) as part:
            shutil.copyfile(lie.audio, part)
            tags.write(part, episode=told, show=show.settings, chapters=chapters, cover=picture, lyrics=lyrics)
            told = replace(told, bytes=part.stat().st_size, sha256=files.sha256(part))
            for suffix, link in links.items():
                if (beside := lie.path(suffix)).exists():
                    files.write(beside, beside.read_text(encoding="utf-8").replace(*link))
    except OSError as error:
        raise storage_error(error, f"could not write {lie.audio}") from error
    return told
