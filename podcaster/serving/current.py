"""Keeps what is served up to date with the settings: at the start, and when podcaster.toml changes."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from podcaster import shell, unforeseen
from podcaster.config import FILE_NAME, Show, open_show
from podcaster.errors import BusyError, PodcasterError, UsageError
from podcaster.publishing import repair, show_library
from podcaster.publishing.publisher import Publisher
from podcaster.serving.site import Site

Note = Callable[[str], None]
EVERY_S = 2.0  # between two looks at podcaster.toml
LATER = "new settings take effect when it has ended"
LOOK_S = 0.2  # between two looks for the feed of a run that has just begun


# ---------------------------------------------------------------- at the start


def ready(show: Show, note: Note, *, maker: str = "") -> str:
    """Bring the feed up to date if that is possible now. Returns the secret part of a private show's addresses.

    A show that has no episode yet gets a feed and a page without any. Raises UnreadableError for a folder that has
    other things in it, and UsageError for a private show whose address is not known. *maker*: what makes the first
    episode; by default a command.
    """
    refuse_other(show)
    waits = False
    while True:
        try:
            return _up_to_date(show, note, maker)
        except BusyError:
            if _has_feed(show):
                note(f"another run is using the show in {show.folder}: {LATER}")
                break
            if not waits:
                note(f"another run is using the show in {show.folder} and has not written a feed yet: waiting for it")
            waits = True
        except PodcasterError as error:
            if not _has_feed(show):
                raise
            note(f"could not update the feed of {show.folder}, so the old one is served: {error.message}")
            if error.hint:
                note(f"  try: {error.hint}")
            break
        time.sleep(LOOK_S)
    token = repair.token_of(show)
    if show.settings.private and not token:
        raise UsageError(
            "a private show is served under its token, and its feed has none",
            hint=f"podcaster feed --show {shell.path(show.folder)}",
        )
    return token  # of the feed that is served: a private show stays one until its feed can be written again


def _up_to_date(show: Show, note: Note, maker: str) -> str:
    with show_library.for_writing(show, note) as library:
        publisher = Publisher(show, library)
        if not publisher.is_current():
            publisher.publish(note)
        if not library.count():
            make = maker or f"podcaster convert FILE --show {shell.path(show.folder)}"
            note(f"there is no episode in {show.folder} yet; {make} makes the first, and the page then shows it")
        return publisher.token


def refuse_other(show: Show) -> None:
    """Raise UnreadableError for a folder in which no show has begun, unless it is new or empty."""
    begun = (show.folder / FILE_NAME).is_file() or show.state.is_dir() or not any(_content(show.folder))
    if not begun:
        show_library.refuse_none(show)


def _content(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from folder.iterdir()


def _has_feed(show: Show) -> bool:
    return (show.public / "feed.xml").is_file()


# ---------------------------------------------------------------- while it is served


@contextlib.contextmanager
def looked_after(served: Sequence[Current]) -> Iterator[None]:
    """Look after each of *served* now and then, until the block ends."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(EVERY_S):
            for one in served:
                try:
                    one.look()
                except Exception as error:  # noqa: BLE001 - the show is served all the same
                    one.site.note(str(unforeseen.ours(error, str(one.site.show.folder))))

    thread = threading.Thread(target=look, name="settings", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


@dataclass(slots=True)
class Current:
    """One served show, brought up to date when its settings change."""

    site: Site
    changed: Callable[[Site], str]  # takes over the host of base_url; returns the address of the show
    _seen: tuple[object, ...] = field(init=False)  # what the served settings were read from
    _before: tuple[object, ...] = field(init=False)  # at the last look
    _waits: bool = field(init=False, default=False)  # for another run to end, and the owner knows

    def __post_init__(self) -> None:
        self._seen = self._before = _state(self.site.show)

    def look(self) -> None:
        """Apply changes of podcaster.toml and of the cover as soon as two checks in a row find the same state.

        An editor may empty or remove the file for a moment before it writes it, and the show may be moved. With the
        settings of such a moment, a private show would be public.
        """
        state, before = _state(self.site.show), self._before
        self._before = state
        is_there = state[0] is not None or self._seen[0] is None
        if state != before or not is_there or (state == self._seen and not self._waits):
            return
        try:
            show = open_show(self.site.show.folder)
            token, changed = taken_over(show, self.site.note)
        except BusyError:
            if not self._waits:
                self.site.note(f"another run is using the show in {self.site.show.folder}: {LATER}")
            self._waits = True
            return
        except PodcasterError as error:
            self.site.note(f"the settings of {self.site.show.folder} were not applied: {error.message}")
            self._seen, self._waits = state, False
            return
        self._seen, self._waits = _state(show), False
        moved = token != self.site.token
        self.site.adopt(show, token)
        address = self.changed(self.site)
        if changed:
            self.site.note(f"feed and pages have the new settings of {show.folder}")
        if moved:
            self.site.note(f"subscribe to {address}feed.xml")


def taken_over(show: Show, note: Note) -> tuple[str, bool]:
    """Bring feed and pages up to date with the settings of *show*. Returns its token, and whether anything changed."""
    with show_library.for_writing(show, note) as library:
        publisher = Publisher(show, library)
        changed = not publisher.is_current() and publisher.publish(note)
        return publisher.token, changed


def _state(show: Show) -> tuple[object, ...]:
    """What changes when podcaster.toml or the picture that it names is written."""
    found: list[object] = []
    cover = show.settings.cover
    for path in (show.folder / FILE_NAME, *([show.folder / cover] if cover else [])):
        try:
            status = path.stat()
        except OSError:
            found.append(None)
        else:
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)
