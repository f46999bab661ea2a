"""The shows of many machines brought together in one: the same command resumes, and a second time changes nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field

from podcaster import files, shell
from podcaster.config import Show
from podcaster.episode.workshop import Workshop
from podcaster.errors import AudioError, UnreadableError, UsageError, storage_error
from podcaster.library import FILE_NAME, KEPT_OUT, Library
from podcaster.library.made import is_menu
from podcaster.model import Episode
from podcaster.publishing import addresses, repair, salvage, show_library
from podcaster.publishing.episode_files import CHAPTERS


@dataclass(slots=True)
class Merged:
    """What became of the episodes of the shards."""

    copied: int = 0
    same: int = 0
    replaced: list[str] = field(default_factory=list)  # replaced because the episode in the show was older
    older: list[str] = field(default_factory=list)  # not taken because the episode in the show is newer
    kept_out: list[str] = field(default_factory=list)  # removed from this show, by the user or because they are too old
    refused: list[str] = field(default_factory=list)  # damaged, incomplete, or in the way of another


def check(show: Show, shards: Sequence[Show]) -> None:
    """Check that each shard is a show and that none is the target, before anything is locked or copied."""
    for shard in shards:
        if salvage.is_blank(shard.state / FILE_NAME) and not repair.is_published(shard):
            raise UnreadableError(
                f"there is no show in {shard.folder}", hint="name the folders that were given to --show"
            )
        if shard.folder.resolve() == show.folder.resolve():
            raise UsageError(
                f"{shard.folder} cannot be merged into itself", hint="give the target with --show, the shards without"
            )


def merge(show: Show, library: Library, shards: Sequence[Show], note: show_library.Note | None = None) -> Merged:
    """Copy everything from *shards* that *show* lacks, then bring the feed up to date. Hold the show's lock.

    Of two episodes with the same guid the one that was made later wins. *note*: takes lines about a shard whose
    library had to be rebuilt, and about the feed. Raises BusyError when a shard is still at work.
    """
    merging = _Merging(Workshop(show, library))
    for shard in shards:
        with show_library.for_writing(shard, note) as other:
            merging.take(Workshop(shard, other))
    merging.shop.publisher.publish(note)
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
            if not is_menu(episode):  # it covers one part only, and a show has a single menu
                self._one(other, episode)
        # A file whose episode did not arrive is not done here.
        self.shop.library.take_over(other.library, sources=len(self.done.refused) == before)

    def _one(self, other: Workshop, episode: Episode) -> None:
        called = f"{episode.title} ({other.show.folder})"
        self.shop.library.refuse_if_lost()
        if self.names.get(episode.name, episode.guid) != episode.guid:
            self.done.refused.append(f"{called}: another episode has its name, {episode.name}")
            return
        if self.shop.library.state_of(episode.guid) in KEPT_OUT:
            self.done.kept_out.append(called)
            return
        if not other.publisher.files_of(episode).is_published():
            self.done.refused.append(f"{called}: its files are not complete; run its batch again")
            return
        there = self.here.get(episode.guid)
        if there and self.shop.publisher.files_of(there).is_published():
            if there.key == episode.key and there.name == episode.name:
                self.done.same += 1
                return
            if _made(other, episode) <= _made(self.shop, there):
                self.done.older.append(called)
                return
        try:
            self._copy(other, episode)
        except AudioError:
            self.done.refused.append(
                f"{called}: the audio is damaged; podcaster check --show {shell.path(other.show.folder)}"
            )
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
        """Put the files in place, the audio last. Raises AudioError, and leaves no file, if the audio is damaged."""
        source, target = other.publisher.files_of(episode), self.shop.publisher.files_of(episode)
        with files.replacing(target.audio) as part:
            shutil.copyfile(source.audio, part)
            if files.sha256(part) != episode.sha256:
                raise AudioError(f"{episode.file} differs from its record")
            stat = source.audio.stat()
            os.utime(part, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # when it was made decides the next time too
            absent = set(source.absent())  # what an older podcaster did not make
            for suffix in (*source.beside, *source.pictures()):
                if (path := source.path(suffix)) not in absent:
                    files.write(target.path(suffix), path.read_bytes())
            # The shard has another address.
            addresses.readdress_pictures(self.shop.show, episode.name, self.shop.publisher.base)

    def _remove_what_is_left(self, old: Episode, new: Episode) -> None:
        before, after = self.shop.publisher.files_of(old), self.shop.publisher.files_of(new)
        left = [before.audio, *map(before.path, before.beside)] if old.name != new.name else []
        if not new.has_chapters:
            left.append(after.path(CHAPTERS))
        for path in left:
            with contextlib.suppress(OSError):  # no record refers to it any more
                path.unlink()


def _made(shop: Workshop, episode: Episode) -> int:
    """When the audio was made, in nanoseconds."""
    path = shop.show.episodes / episode.file
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise storage_error(error, f"could not look at {path}") from error
