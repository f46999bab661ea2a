"""The articles that were looked at last, so that a page is there at once when it is asked for again."""

from __future__ import annotations

import pickle
import threading
import zlib
from collections import OrderedDict
from concurrent.futures import Future
from pathlib import Path

from podcaster import files, voice
from podcaster.batch import choices
from podcaster.config import Show
from podcaster.library import Draft, dumped
from podcaster.model import Edits
from podcaster.studio import seen
from podcaster.studio.queue import Queue
from podcaster.studio.seen import Seen

MOST_BYTES = 8_000_000  # of them, packed: an article of ten hours has 300,000
AT_ONCE = 2  # looks: each takes a core


class Looks:
    """Any thread may ask. Two that ask for the same article wait for one look."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, bytes] = OrderedDict()
        self._under_way: dict[str, Future[Seen]] = {}
        self._turn = threading.Lock()
        self._cores = threading.Semaphore(AT_ONCE)

    def of(self, show: Show, draft: Draft) -> Seen:
        """What would be said of a draft that has a file, with what is remembered of it. Raises as `seen.look`."""
        found = self.soon(show, draft, None)
        assert found
        return found

    def soon(self, show: Show, draft: Draft, patience_s: float | None) -> Seen | None:
        """The same, if it is known within *patience_s*; None: the look is still under way."""
        path = Path(draft.path)
        edits = choices.edits_remembered(show, path)
        key = _key(show, path, draft.number, {name: dumped(one) for name, one in edits.items()})
        with self._turn:
            packed = self._known.get(key)
            if packed:
                self._known.move_to_end(key)
            elif key not in self._under_way:
                self._under_way[key] = Future()
                # The end of the studio does not wait for it.
                threading.Thread(target=self._look, args=(key, show, path, draft.number), daemon=True).start()
            pending = self._under_way.get(key)
        if packed or not pending:
            found = pickle.loads(zlib.decompress(packed or b""))
            assert isinstance(found, Seen)
            return found
        try:
            return pending.result(patience_s)
        except TimeoutError:
            if pending.done():  # it was the look that failed
                raise
            return None

    def _look(self, key: str, show: Show, path: Path, number: int) -> None:
        pending = self._under_way[key]
        try:
            with self._cores:
                found = seen.look(show, path, number)
            packed = zlib.compress(pickle.dumps(found))
            with self._turn:
                self._known[key] = packed
                while len(self._known) > 1 and sum(map(len, self._known.values())) > MOST_BYTES:
                    self._known.popitem(last=False)
            pending.set_result(found)
        except BaseException as error:  # noqa: BLE001 - whoever waits must get it
            pending.set_exception(error)
        finally:
            with self._turn:
                self._under_way.pop(key, None)


def change(show: Show, queue: Queue, looks: Looks, draft: Draft, member: str, edits: Edits) -> Seen:
    """Remember *edits* for the article of a draft, look at it again, and tell the queue what it is now."""
    choices.edit(show, Path(draft.path), member, edits)
    found = looks.of(show, draft)
    tell(queue, draft, found)
    return found


def tell(queue: Queue, draft: Draft, found: Seen) -> None:
    """Have the queue list the draft as it was seen."""
    facts = found.facts
    queue.describe(
        draft.id,
        title=facts.title,
        author=found.author,
        date=facts.date,
        language=facts.language,
        words=found.words,
        characters=found.characters,
        doubts=tuple(one.sentence for one in found.doubts),
    )


def _key(show: Show, path: Path, number: int, edits: dict[str, str]) -> str:
    """Another one for whatever may be seen differently."""
    status = path.stat() if path.exists() else None
    told = (status.st_size, status.st_mtime_ns) if status else ()
    lexicon = files.sha256(show.lexicon) if show.lexicon.is_file() else ""
    voices = [one.id for one in voice.all_voices()]
    return files.digest_of([str(path), told, number, edits, repr(show.settings), lexicon, voices])
