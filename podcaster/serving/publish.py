"""Uploads the show to a public place: the feed comes last, after the files it links to. Skips unchanged files."""

from __future__ import annotations

import contextlib
import hashlib
import html
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from podcaster import files, voice
from podcaster.config import FILE_NAME, Show
from podcaster.errors import BusyError, UsageError, VoiceError, storage_error
from podcaster.network.reach import Reach, reach
from podcaster.publishing import feed, media, show_library
from podcaster.publishing.feed_text import web_address
from podcaster.publishing.publisher import Publisher
from podcaster.publishing.rules import check_feed, refuse_errors
from podcaster.serving import remote
from podcaster.serving.folder import Folder
from podcaster.serving.target import Item, Target
from podcaster.voice import licences

WAIT_S = 10.0  # how long to wait for another run on the same show before refusing
PAGES = 3  # files of this rank (media.rank) or higher link to episodes
FROZEN = "publishing-"  # folder in the state folder with copies of the pages during an upload
LEFT_S = 24 * 3600  # an older folder is left over from a killed run


@dataclass(frozen=True, slots=True)
class Options:
    """What a run of publish may do."""

    remove: bool = False  # also delete there what the show no longer has
    dry_run: bool = False  # say what would be sent, and send nothing
    any_voice: bool = False  # also send voices that may not be published


@dataclass(frozen=True, slots=True)
class Published:
    """The result of a run of publish, or of a dry run."""

    sent: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    bytes: int  # sent


DEFAULT = Options()


def publish(
    show: Show,
    target: str | Target,
    options: Options = DEFAULT,
    *,
    note: show_library.Note | None = None,
    wait_s: float = WAIT_S,
) -> Published:
    """Update the feed and all files that contain an address to the settings, then send the show to *target*.

    The show is locked only while its own files are updated, not while they are sent: a batch may begin
    meanwhile. Raises UsageError for a base_url that no other machine could reach, VoiceError for a voice that may not
    be published unless the options allow it, BusyError while another run holds the show. *note* gets lines about the
    show. The rest is as for `send`.
    """
    note = note or (lambda _: None)
    if warning := refuse_unreachable(show):
        note(warning)
    show_library.refuse_none(show)
    with contextlib.ExitStack() as frozen:
        try:
            with show_library.for_writing(show, note, wait_s=wait_s) as library:
                refuse_restricted(library.voices(), note, force=options.any_voice)
                publisher = Publisher(show, library)
                if publisher.publish(note):
                    note("the feed and its pages were brought up to date first")
                pages = frozen.enter_context(_frozen(show))
                token = publisher.token
        except BusyError as error:
            hint = "run the same command again when it has ended: then what it has made is sent too"
            raise BusyError(error.message, hint=hint) from error
        return send(show, target, options, token=token, pages=pages)


def refuse_restricted(heard: Mapping[str, int], note: show_library.Note, *, force: bool) -> None:
    """Raise VoiceError if a voice of *heard* (voice id -> number of episodes) may not be published.

    With *force* it is only noted, like a voice whose profile is no longer installed.
    """
    found = []
    for id, episodes in heard.items():
        where = f"in {episodes} episode{'' if episodes == 1 else 's'}"
        try:
            limit = licences.restriction(voice.find(id))
        except VoiceError:
            note(f"the licence of the voice {id}, {where}, is not known, because the voice is no longer installed")
            continue
        if limit:
            found.append(f"{id}, {where}: {limit}")
    if found and not force:
        raise VoiceError(
            f"a voice may not be published ({'; '.join(found)})",
            hint="narrate these with another voice, or if you have permission: podcaster publish --any-voice",
        )
    for line in found:
        note(f"published although the voice may not be: {line}")


def send(
    show: Show,
    target: str | Target,
    options: Options = DEFAULT,
    *,
    token: str = "",
    pages: Path | None = None,
) -> Published:
    """Bring *target* up to date: audio first, the feed last, so that whenever this stops, no feed points at nothing.

    *target*: a folder, "s3://bucket/prefix", or "host:folder" for rsync over SSH. *token*: the secret folder of a
    private show. *pages*: a folder with copies of feed, pages and cover, where a run may change those of the show
    meanwhile.
    """
    refuse_unreachable(show)
    if show.settings.private and not token:
        raise UsageError(
            "a private show is published under its token, and it has none yet",
            hint=f"podcaster feed --show {show.folder}",
        )
    place = open_target(target, show, token) if isinstance(target, str) else target
    memory = Memory(show.state / "published", place.where)
    wanted = list(items(show.public, pages or show.public, memory))
    _refuse_bad_feed(show, wanted, token)
    there = place.sizes()
    due = [item for item in wanted if there.get(item.name) != item.size or memory.sent(item.name) != item.sha256]
    names = {item.name for item in wanted}
    surplus = [name for name in sorted(there) if media.may_be_seen(name) and name not in names]
    if not options.dry_run:
        try:
            for rank, batch in groupby(due, key=lambda item: media.rank(item.name)[0]):
                if rank >= PAGES:
                    _refuse_changed(wanted)
                place.put(tuple(batch), memory.remember)
            if options.remove and surplus:
                place.remove(surplus)
        finally:
            memory.save()  # an interrupted run also records what it has sent
    return Published(
        tuple(item.name for item in due),
        len(wanted) - len(due),
        tuple(surplus) if options.remove else (),
        sum(item.size for item in due),
    )


# ---------------------------------------------------------------- whether it may be sent


def refuse_unreachable(show: Show) -> str:
    """Raise UsageError if the addresses of the feed lead to this computer; return a warning if only home has them."""
    settings, hint = show.settings, f"base_url = 'https://example.org/podcast/' in {show.folder / FILE_NAME}"
    if not settings.base_url:
        raise UsageError(
            f"the show has no base_url, so its feed would lead to this computer ({feed.HOME})",
            hint=f"write where the show will be served: {hint}",
        )
    for key, address in (("base_url", feed.base_address(settings)), ("link", web_address(settings.link))):
        if address and reach(address) is Reach.MACHINE:
            raise UsageError(
                f"{key} is {getattr(settings, key)}, which leads every listener to their own computer; nothing is sent",
                hint=f"write where the show will be served: {hint}" if key == "base_url" else f"another {key}, or none",
            )
    if reach(feed.base_address(settings)) is Reach.NETWORK:
        return f"base_url is {settings.base_url}: podcast apps reach it in your own network, and nowhere else"
    return ""


def _refuse_bad_feed(show: Show, wanted: list[Item], token: str) -> None:
    feeds = [item for item in wanted if item.name.endswith(".xml")]
    if not any(item.name == "feed.xml" for item in feeds):
        raise UsageError(f"there is no feed in {show.public}", hint="podcaster convert makes the first episode")
    base = feed.base_address(show.settings, token)
    for item in feeds:
        data = item.path.read_bytes()
        if f'href="{html.escape(base, quote=False)}{item.name}"'.encode() not in data:
            raise UsageError(
                f"{item.name} was written for another address than {base}; nothing is sent",
                hint=f"podcaster feed --show {show.folder} writes it again",
            )
        refuse_errors(check_feed(data, public=show.public))


def _refuse_changed(wanted: Sequence[Item]) -> None:
    """Raise BusyError if an episode is not the file that was sent: the feed would tell of another one."""
    for item in wanted:
        if not item.name.startswith("episodes/"):
            continue
        try:
            found = item.path.stat()
            changed = (found.st_size, found.st_mtime_ns) != (item.size, item.mtime_ns)
        except OSError:
            changed = True
        if changed:
            raise BusyError(
                f"another run changed {item.name} during the upload, so no feed was sent: the one there stays",
                hint="run the same command again",
            )


# ---------------------------------------------------------------- the files to send


def items(public: Path, pages: Path, memory: Memory) -> Iterator[Item]:
    """The files that the target should have, in sending order. *pages*: the folder with feed, pages and cover."""
    found = {name: public / name for name in _names(public, "episodes")}
    found |= {name: pages / name for name in _names(pages, "", "archive")}
    for name in sorted(found, key=media.rank):
        path = found[name]
        try:
            status = path.stat()
            digest = memory.digest(name, status) or files.sha256(path)
        except OSError as error:
            raise storage_error(error, f"could not read {path}") from error
        yield Item(name, path, status.st_size, status.st_mtime_ns, digest)


def _names(public: Path, *folders: str) -> Iterator[str]:
    """The names below *public* of the files in *folders* that may be sent. Symbolic links are left out."""
    for folder in folders:
        try:
            with os.scandir(public / folder) as found:
                for entry in found:
                    name = f"{folder}/{entry.name}" if folder else entry.name
                    if media.may_be_seen(name) and entry.is_file(follow_symlinks=False):
                        yield name
        except FileNotFoundError:
            continue
        except OSError as error:
            raise storage_error(error, f"could not list {public / folder}") from error


@contextlib.contextmanager
def _frozen(show: Show) -> Iterator[Path]:
    """A folder with feed, pages and cover as they are now, whatever becomes of those of the show. Hold its lock."""
    for left in show.state.glob(f"{FROZEN}*"):  # left over from a killed run
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_S:
                shutil.rmtree(left)
    with contextlib.ExitStack() as made:
        try:
            folder = Path(made.enter_context(tempfile.TemporaryDirectory(prefix=FROZEN, dir=show.state)))
            for name in _names(show.public, "", "archive"):
                _link(show.public / name, folder / name)
        except OSError as error:
            raise storage_error(error, f"could not copy the pages of {show.folder}") from error
        yield folder


def _link(path: Path, target: Path) -> None:
    """A hard link to the file, which keeps its content when *path* is replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except OSError:  # the file system has no hard links, or the target is on another one
        shutil.copy2(path, target)


class Memory:
    """What was sent to a place, and the digests of our own files, so that unchanged ones are not even read."""

    def __init__(self, folder: Path, where: str) -> None:
        self._path = folder / f"{hashlib.sha256(where.encode()).hexdigest()[:16]}.json"
        self._files: dict[str, list[str | int]] = {}
        # If this file is lost or damaged, everything is sent again; nothing worse happens.
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            self._files = dict(json.loads(self._path.read_text(encoding="utf-8"))["files"])

    def sent(self, name: str) -> str:
        """The digest of the file last sent as *name*; "" if none was sent."""
        return str(self._files.get(name, [""])[0])

    def digest(self, name: str, status: os.stat_result) -> str:
        """The digest of the local file, if it has not changed since it was sent."""
        known = self._files.get(name)
        return str(known[0]) if known and known[1:] == [status.st_size, status.st_mtime_ns] else ""

    def remember(self, item: Item) -> None:
        self._files[item.name] = [item.sha256, item.size, item.mtime_ns]

    def save(self) -> None:
        files.write(self._path, json.dumps({"files": self._files}, sort_keys=True, indent=0))


# ---------------------------------------------------------------- places


def open_target(target: str, show: Show, token: str = "") -> Target:
    """The place that *target* names. Raises UsageError for one that cannot be."""
    if target.startswith("s3://"):
        return remote.S3(target, token)
    if remote.is_remote(target):
        return remote.Rsync(target, token)
    return Folder(Path(target), show, token)
