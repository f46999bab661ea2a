"""What was added to the studio is taken in: an address is fetched, a file is read, each of its articles is a draft."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from podcaster import unforeseen
from podcaster.batch import intake
from podcaster.config import Show, open_show
from podcaster.errors import InputError, PodcasterError, UsageError, of_kind
from podcaster.library import Draft, State
from podcaster.network.web import shown
from podcaster.reading.newest import PostsFound
from podcaster.sources import recordings
from podcaster.studio import contents as reading
from podcaster.studio.contents import Contents
from podcaster.studio.queue import Queue, saved_folder

log = logging.getLogger(__name__)

TOGETHER, TOGETHER_BYTES = 20, 5_000_000  # files that one process reads
WAIT_S = 30.0  # at most, for something to be added


def current(show: Show) -> Show:
    """The show with its current settings, or the former ones while podcaster.toml has a mistake."""
    with contextlib.suppress(UsageError):
        return open_show(show.folder)
    return show


class Taking:
    """`fetch` and `read` each do one piece of work, or wait for one. Threads call them again and again."""

    def __init__(self, queue: Queue, save: Callable[..., Path]) -> None:
        self.queue, self._save = queue, save
        self._show = queue.show
        self._claims: set[int] = set()  # drafts that are being fetched
        self._turn = threading.Lock()

    # ------------------------------------------------------------ fetching

    def fetch(self) -> None:
        """Several threads fetch at a time: an address that never stops answering does not block the others."""
        version = self.queue.version
        draft = self._claimed()
        if draft is None:
            self.queue.wait(version, WAIT_S)
            return
        try:
            path = self._save(draft.address, saved_folder(self.queue.show), **({} if draft.home else {"home": False}))
            if current(self._show).settings.own_audio == "use":
                recordings.bring(path, log.info, apart=True)
        except PostsFound as found:
            self._failed(draft, found, posts=_posts(found), home=draft.home and not found.public)
        except (InputError, UsageError) as error:
            self._failed(draft, error)
        else:
            values = {"path": str(path.absolute()), "address": shown(draft.address)}
            self.queue.change(draft.id, values, only=(State.READING,))
        finally:
            with self._turn:
                self._claims.discard(draft.id)

    def _claimed(self) -> Draft | None:
        with self._turn:
            for draft in self.queue.to_read(fetched=False):
                if draft.id not in self._claims:
                    self._claims.add(draft.id)
                    return draft
        return None

    # ------------------------------------------------------------ reading

    def read(self) -> None:
        """One thread reads; each process that it starts reads several files."""
        version = self.queue.version
        drafts = list(_together(self.queue.to_read(fetched=True)))
        if not drafts:
            self.queue.wait(version, WAIT_S)
            return
        self._show = show = current(self._show)
        answers = reading.contents(show, [(Path(draft.path), draft.number) for draft in drafts])
        for draft, answer in zip(drafts, answers, strict=True):
            if isinstance(answer, Contents):
                self.queue.was_read(draft, list(_facts(draft, answer)))
            else:
                self._failed(draft, unforeseen.logged(answer, unforeseen.log_in(show.state)))

    def _failed(self, draft: Draft, error: PodcasterError, **more: object) -> None:
        values = {"state": State.FAILED, "error": said_of(draft, error), "hint": error.hint, "error_kind": error.kind}
        self.queue.change(draft.id, values | more, only=(State.READING,))


def _posts(found: PostsFound) -> tuple[tuple[str, str, str], ...]:
    """The posts of a feed, for its user to choose from: day, title, address."""
    return tuple((f"{post.date:%Y-%m-%d}" if post.date else "", post.title, post.address) for post in found.posts)


def said_of(draft: Draft, error: PodcasterError) -> str:
    """What happened to a draft, without the folder that its file is in."""
    if not draft.path:
        return error.reason
    return error.without(draft.path).replace(draft.path, Path(draft.path).name)


def about(draft: Draft, error: PodcasterError) -> PodcasterError:
    """The same error, for a page that shows it: as `said_of` says it."""
    return of_kind(error.kind)(said_of(draft, error), hint=error.hint)


def _together(drafts: Collection[Draft]) -> Iterator[Draft]:
    """The first of *drafts*, and what is read with it in one process."""
    size = 0
    for count, draft in enumerate(drafts):
        with contextlib.suppress(OSError):  # reading says what is wrong with it
            size += Path(draft.path).stat().st_size
        if count and (size > TOGETHER_BYTES or count >= TOGETHER):
            return
        yield draft


def _facts(draft: Draft, found: Contents) -> Iterator[dict[str, object]]:
    """The columns of each article of a file."""
    name, count = Path(draft.path).name, len(found.articles)
    source = intake.look(Path(draft.path)).name  # as the library calls the file
    for one in found.articles:
        note = f"Article {one.number} of {'more than ' if found.more else ''}{count} in {name}." if count > 1 else ""
        if one is found.articles[0]:
            note = " ".join(filter(None, [note, *_remarks(found, name)]))
        yield {
            "number": one.number if count > 1 else draft.number,
            "source": source + one.member,
            "title": one.title or draft.title,
            "author": one.author,
            "date": one.date,
            "language": one.language,
            "words": one.words,
            "characters": one.characters,
            "doubts": one.doubts,
            "note": note,
        }


def _remarks(found: Contents, name: str) -> Iterator[str]:
    if found.more:
        yield f"podcaster batch {name} makes all of them."
    if found.failed:
        yield f"{found.failed} more in it could not be read."
    if found.skipped:
        yield f"{found.skipped} more in it were never public, or are no articles."
