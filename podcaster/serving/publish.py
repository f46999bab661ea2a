"""Uploads the show to a public place: the feed comes last, after the files it links to. Skips unchanged files."""

from __future__ import annotations

import contextlib
import hashlib
import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from podcaster import files, shell, voice
from podcaster.config import FILE_NAME, Show
from podcaster.errors import BusyError, UsageError, VoiceError, storage_error
from podcaster.files import locks
from podcaster.network.reach import Reach, reach
from podcaster.publishing import feed, media, moved, show_library
from podcaster.publishing.feed_text import web_address
from podcaster.publishing.publisher import Publisher
from podcaster.publishing.rules import check_feed, refuse_errors
from podcaster.serving import moving, ours
from podcaster.serving.memory import Memory, Place
from podcaster.serving.moving import Left
from podcaster.serving.places import in_one_spelling, open_target
from podcaster.serving.snapshot import Found, Snapshot, taken
from podcaster.serving.target import Item, Target
from podcaster.serving.webdav import WebDav
from podcaster.voice import licences

WAIT_S = 10.0  # how long to wait for another run on the same show before refusing
PAGES = 3  # files of this rank (media.rank) or higher link to episodes


@dataclass(frozen=True, slots=True)
class Options:
    """What a run of publish may do."""

    remove: bool = False  # also delete files there that are no longer in the show
    dry_run: bool = False  # report the files to be sent, and send nothing
    any_voice: bool = False  # also send voices that may not be published
    into_existing: bool = False  # even if the place has files of another show or of somebody else
    moved_from: str | Target = ""  # where the show was before; its feed there then leads to the new address
    take_back: Callable[[str], bool] = lambda _: False  # asked before a former copy of the show is deleted


@dataclass(frozen=True, slots=True)
class Published:
    """The result of a run of publish, or of a dry run."""

    sent: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    bytes: int  # sent
    pointed: tuple[str, ...] = ()  # feeds that were sent to the place that the show has left
    former: tuple[str, ...] = ()  # places where a copy of the show still lies from when it was private, or was not


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
    show_library.refuse_none(show)
    if isinstance(target, str):
        open_target(target, show)  # before anything is asked of the user: can this machine send anything there?
    if warning := refuse_unreachable(show):
        note(warning)
    with contextlib.ExitStack() as held:
        try:
            with show_library.for_writing(show, note, wait_s=wait_s) as library:
                refuse_restricted(library.voices(), note, force=options.any_voice)
                if options.moved_from:
                    moved.say_moved(library)
                publisher = Publisher(show, library)
                if publisher.publish(note):
                    note("the feed and its pages were updated first")
                upload = held.enter_context(_prepared(show, target, options, publisher.token))
        except BusyError as error:
            hint = "run the same command again when it has ended: then what it has made is sent too"
            raise BusyError(error.message, hint=hint) from error
        return upload.run(note)


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
            note(f"the licence of the voice {id}, {where}, is unknown, because the voice is no longer installed")
            continue
        if limit:
            found.append(f"{id}, {where}: {limit}")
    if found and not force:
        raise VoiceError(
            f"a voice may not be published ({'; '.join(found)})",
            hint="narrate these with another voice, or if you have permission: podcaster publish --any-voice",
        )
    for line in found:
        note(f"published, although the licence of the voice does not allow it: {line}")


def send(
    show: Show,
    target: str | Target,
    options: Options = DEFAULT,
    *,
    token: str = "",
    note: show_library.Note | None = None,
) -> Published:
    """Bring *target* up to date: audio first, the feed last, so that whenever this stops, no feed points at nothing.

    *target*: a folder, "s3://bucket/folder", or what else `places.open_target` knows. *token*: the secret folder of a
    private show. Raises UsageError where somebody else has files, unless the options allow it.
    """
    refuse_unreachable(show)
    with _prepared(show, target, options, token) as upload:
        return upload.run(note or (lambda _: None))


@contextlib.contextmanager
def _prepared(show: Show, target: str | Target, options: Options, token: str) -> Iterator[Upload]:
    """The show as it is now, to be sent to *target*. Hold the show's lock until this has begun, but no longer."""
    if show.settings.private and not token:
        raise UsageError(
            "a private show is published under its token, and it has none yet",
            hint=f"podcaster feed --show {shell.path(show.folder)}",
        )
    place = open_target(target, show, token) if isinstance(target, str) else target
    known = Place(place.where, in_one_spelling(target) if isinstance(target, str) else "", token)
    with contextlib.ExitStack() as held:
        if not options.dry_run:  # two uploads to one place would undo each other
            digest = hashlib.sha256(place.where.encode()).hexdigest()[:16]
            held.enter_context(locks.lock(show.state / f"published-{digest}.lock"))
        memory = held.enter_context(Memory(show.state, known))
        snapshot = held.enter_context(taken(show, memory.has_arrived))
        _refuse_bad_feed(show, snapshot.found, token)
        left = None
        if options.moved_from:
            left = held.enter_context(_left(show, options.moved_from, token, snapshot, place))
        yield Upload(show, place, memory, snapshot, options, left)


@contextlib.contextmanager
def _left(show: Show, target: str | Target, token: str, snapshot: Snapshot, new: Target) -> Iterator[Left]:
    """The place that the show has left for *new*."""
    place = open_target(target, show, token) if isinstance(target, str) else target
    if place.where == new.where:
        hint = "if only the address has changed, no --moved-from is needed"
        raise UsageError("the show is already at the place to which it should move", hint=hint)
    known = Place(place.where, in_one_spelling(target) if isinstance(target, str) else "", token)
    with Memory(show.state, known) as memory:
        feed = next(one for one in snapshot.found if one.name == ours.FEED)
        yield moving.left(place, memory, _content(feed))


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload of a show: what is sent, where, and how it goes."""

    show: Show
    place: Target
    memory: Memory
    snapshot: Snapshot
    options: Options
    left: Left | None = None  # the place that the show has left

    def run(self, note: show_library.Note) -> Published:
        if isinstance(self.place, WebDav) and self.place.warning:
            note(self.place.warning)
        there = self.place.sizes()
        wanted = {one.name: one for one in self.snapshot.found}
        if not self.options.into_existing:
            guid = ours.guid_of(_content(wanted[ours.FEED]))
            ours.refuse_foreign(self.place, there, self.memory, guid=guid, wanted=wanted)
        items = [self._item(one) for one in self.snapshot.found]
        due = sorted(
            (item for item in items if there.get(item.name) != item.size or not self.memory.has_sent(item)),
            key=lambda item: (_step(item, there), item.name),
        )
        surplus = sorted(name for name in self.memory.names() if name in there and name not in wanted)
        if not self.options.dry_run:
            self._send(due, there)
            self._remove([*(surplus if self.options.remove else ()), *ours.leftovers(there, self.memory)])
        return Published(
            tuple(item.name for item in due),
            len(wanted) - len(due),
            tuple(surplus) if self.options.remove else (),
            sum(item.size for item in due),
            self._point_on([item for item in items if moving.is_feed(item.name)], note),
            tuple(self._former(note)),
        )

    def _point_on(self, feeds: Sequence[Item], note: show_library.Note) -> tuple[str, ...]:
        if not self.left:
            return ()
        names = self.left.point_on(feeds, dry_run=self.options.dry_run)
        where = self.left.memory.place.target or self.left.place.where
        note(moving.line(names, where, dry_run=self.options.dry_run))
        return names

    def _item(self, one: Found) -> Item:
        try:
            digest = self.memory.digest(one.name, one.size, one.mtime_ns) or files.sha256(one.path)
        except OSError as error:
            raise storage_error(error, f"could not read {one.path}") from error
        return Item(one.name, one.path, one.size, one.mtime_ns, digest)

    def _send(self, due: Sequence[Item], there: Mapping[str, int]) -> None:
        found = {one.name: one for one in self.snapshot.found}
        held = self.snapshot.hold([found[item.name] for item in due])
        due = [replace(item, path=one.path) for item, one in zip(due, held, strict=True)]
        self.memory.begin(due)
        for step, batch in groupby(due, key=lambda item: _step(item, there)):
            if step[1] >= PAGES:
                self.snapshot.refuse_changed(held)
            self.place.put(tuple(batch), self.memory.arrived)

    def _remove(self, names: Sequence[str]) -> None:
        if names:
            self.place.remove(names)
            self.memory.forget(names)

    # ------------------------------------------------------------ where the show was before

    def _former(self, note: show_library.Note) -> Iterator[str]:
        """Take back, or name, the copies from when the show was not private, or had another secret."""
        for other in self.memory.others():
            with Memory(self.show.state, other) as memory:
                where = f"{other.target}/{other.token}" if other.token else other.target
                left = f"its former {'private' if other.token else 'public'} copy is still at {where}"
                place = open_target(other.target, self.show, other.token)
                if not memory.names():
                    memory.forget_place()
                elif place.where != other.where:
                    note(f"{left}, which is not reached with the present settings of the store")
                    yield where
                elif self.options.dry_run or not self.options.take_back(f"{left}: {ours.named(memory.names())}"):
                    note(f"{left}: {ours.named(memory.names())}; to delete it: {self._command(other.target)} --yes")
                    yield where
                else:
                    _take_back(place, memory)
                    note(f"the former copy at {where} was deleted")

    def _command(self, target: str) -> str:
        return f"podcaster publish {shell.path(target)} --show {shell.path(self.show.folder)}"


def _take_back(place: Target, memory: Memory) -> None:
    """Delete all that was sent to the place, what links to a file before the file."""
    names = sorted(memory.names(), key=media.rank, reverse=True)
    for _, batch in groupby(names, key=lambda name: media.rank(name)[0] >= PAGES):
        gone = tuple(batch)
        place.remove(gone)
        memory.forget(gone)
    memory.forget_place()


def _step(item: Item, there: Mapping[str, int]) -> tuple[int, int]:
    """The turn of a file: new episodes first, then those that replace a published one, then all other files."""
    return (int(item.name in there) if media.is_episode(item.name) else 2), media.rank(item.name)[0]


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


def _refuse_bad_feed(show: Show, wanted: Sequence[Found], token: str) -> None:
    feeds = [one for one in wanted if one.name.endswith(".xml")]
    if not any(one.name == ours.FEED for one in feeds):
        raise UsageError(f"there is no feed in {show.public}", hint="podcaster convert makes the first episode")
    base = feed.base_address(show.settings, token)
    for one in feeds:
        data = _content(one)
        if f'href="{html.escape(base, quote=False)}{one.name}"'.encode() not in data:
            raise UsageError(
                f"{one.name} was written for another address than {base}; nothing is sent",
                hint=f"podcaster feed --show {shell.path(show.folder)} writes it again",
            )
        refuse_errors(check_feed(data, public=show.public))


def _content(one: Found) -> bytes:
    try:
        return one.path.read_bytes()
    except OSError as error:
        raise storage_error(error, f"could not read {one.path}") from error
