"""The shows of many machines brought together in one: the same command resumes, and a second time changes nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field

from podcaster import feed_stamp, files, finishing, repair, show_library
from podcaster.config import Show
from podcaster.errors import AudioError, UnreadableError, UsageError, storage_error
from podcaster.finishing import PEAKS, SIDECARS
from podcaster.library import FILE_NAME, Library
from podcaster.menu import is_menu
from podcaster.model import Episode
from podcaster.pipeline import Workshop

ALL_SIDECARS = (*SIDECARS, ".chapters.json")


@dataclass(slots=True)
class Merged:
    """What became of the episodes of the shards."""

    copied: int = 0
    same: int = 0
    replaced: list[str] = field(default_factory=list)  # what was there was older
    older: list[str] = field(default_factory=list)  # what was there is newer, and stayed
    refused: list[str] = field(default_factory=list)  # damaged, incomplete, or in the way of another


def check(show: Show, shards: Sequence[Show]) -> None:
    """Before anything is locked or copied: each shard is a show, and none is the target."""
    for shard in shards:
        if repair.is_blank(shard.state / FILE_NAME) and not repair.is_published(shard):
            raise UnreadableError(
                f"there is no show in {shard.folder}", hint="name the folders that were given to --show"
            )
        if shard.folder.resolve() == show.folder.resolve():
            raise UsageError(
                f"{shard.folder} cannot be merged into itself", hint="give the target with --show, the shards without"
            )


def merge(show: Show, library: Library, shards: Sequence[Show], note: show_library.Note | None = None) -> Merged:
    """Copy what *shards* have and *show* has not, then bring the feed up to date. Hold the show's lock.

    Of two episodes with the same guid the one that was made later wins. *note*: takes lines about a shard whose
    library had to be rebuilt, and about the feed. Raises BusyError when a shard is still at work.
    """
    merging = _Merging(Workshop(show, library))
    files.remove_leftovers(show.folder)
    for shard in shards:
        with show_library.for_writing(shard, note) as other:
            merging.take(Workshop(shard, other))
    feed_stamp.publish(merging.shop, note)
    return merging.done


class _Merging:
    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.done = Merged()
        self.here = {e.guid: e for e in shop.library.episodes()}
        self.names = {e.name: e.guid for e in shop.library.entries()}

    def take(self, other: Workshop) -> None:
        before = len(self.done.refused)
        for episode in other.library.episodes():
            if not is_menu(episode):  # it tells of a part only, and a show has one
                self._one(other, episode)
        # A file whose episode did not arrive is not done here.
        self.shop.library.take_over(other.library, sources=len(self.done.refused) == before)

    def _one(self, other: Workshop, episode: Episode) -> None:
        called = f"{episode.title} ({other.show.folder})"
        self.shop.library.refuse_if_lost()
        if self.names.get(episode.name, episode.guid) != episode.guid:
            self.done.refused.append(f"{called}: another episode has its name, {episode.name}")
            return
        if not other.is_whole(episode):
            self.done.refused.append(f"{called}: its files are not complete; run its batch again")
            return
        there = self.here.get(episode.guid)
        if there and self.shop.is_whole(there):
            if there.key == episode.key and there.name == episode.name:
                self.done.same += 1
                return
            if _made(other, episode) <= _made(self.shop, there):
                self.done.older.append(called)
                return
        try:
            self._copy(other, episode)
        except AudioError:
            self.done.refused.append(f"{called}: the audio is damaged; podcaster check --show {other.show.folder}")
            return
        self.shop.library.adopt(episode)
        if there:
            self.done.replaced.append(called)
            self._remove_what_is_left(there, episode)
        else:
            self.done.copied += 1
        self.here[episode.guid] = episode
        self.names[episode.name] = episode.guid

    def _copy(self, other: Workshop, episode: Episode) -> None:
        """Put the files in place, the audio last. Raises AudioError, and leaves nothing, when it is damaged."""
        source, target = other.show.episodes, self.shop.show.episodes
        with files.replacing(target / episode.file) as part:
            shutil.copyfile(source / episode.file, part)
            if files.sha256(part) != episode.sha256:
                raise AudioError(f"{episode.file} is not what was recorded")
            stat = (source / episode.file).stat()
            os.utime(part, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # when it was made decides the next time too
            pictures = [p.name[len(episode.name) :] for p in source.glob(f"{episode.name}.[0-9]*.jpg")]
            waveform = [PEAKS] if (source / (episode.name + PEAKS)).is_file() else []  # older episodes have none
            for suffix in (*(ALL_SIDECARS if episode.has_chapters else SIDECARS), *pictures, *waveform):
                files.write(target / (episode.name + suffix), (source / (episode.name + suffix)).read_bytes())
            finishing.address_pictures(self.shop.show, episode.name, self.shop.base)  # the shard has another address

    def _remove_what_is_left(self, old: Episode, new: Episode) -> None:
        names = [old.name + s for s in (old.suffix, *ALL_SIDECARS, PEAKS)] if old.name != new.name else []
        if not new.has_chapters:
            names.append(f"{new.name}.chapters.json")
        for name in names:
            with contextlib.suppress(OSError):  # nothing points at it any more
                (self.shop.show.episodes / name).unlink()


def _made(shop: Workshop, episode: Episode) -> int:
    """When the audio was made, in nanoseconds."""
    path = shop.show.episodes / episode.file
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise storage_error(error, f"could not look at {path}") from error
