"""The sentences of a run that the voices are at work on: each is spoken once, and stored as soon as it is spoken."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import NamedTuple

from podcaster.audio import stitch
from podcaster.batch.opening import Ticket
from podcaster.batch.progress import Ear
from podcaster.engines.pool import Pending, Pool
from podcaster.episode.workshop import Workshop
from podcaster.model import Utterance

Kept = Future[float]  # seconds of speech, once its segment is in the store


class Sentence(NamedTuple):
    """An utterance of an article on its way through a voice into the store."""

    ticket: Ticket
    key: str
    utterance: Utterance
    kept: Kept


@dataclass(slots=True)
class Speaking:
    """The sentences in work, in the order in which they were given to the voices."""

    shop: Workshop
    ear: Ear | None
    _sentences: deque[Sentence] = field(default_factory=deque)

    def __len__(self) -> int:
        return len(self._sentences)

    @property
    def next(self) -> Sentence:
        """The sentence that was given to the voices first. There has to be one."""
        return self._sentences[0]

    def take(self) -> Sentence:
        """Remove the sentence that was given to the voices first, and return it."""
        return self._sentences.popleft()

    def has(self, key: str) -> bool:
        """Whether a sentence with this key is in work."""
        return any(one.key == key for one in self._sentences)

    def add(self, pool: Pool, ticket: Ticket, key: str, utterance: Utterance) -> None:
        """Have an utterance spoken. A sentence that two open articles share is spoken once."""
        same = next((one.kept for one in self._sentences if one.key == key), None)
        kept = self._submit(pool, key, utterance) if same is None else same
        self._sentences.append(Sentence(ticket, key, utterance, kept))

    def _submit(self, pool: Pool, key: str, utterance: Utterance) -> Kept:
        """Speak and store, in the worker's thread: a kill costs only the sentences that the voices speak just then."""
        result: Kept = Future()

        def keep(pending: Pending) -> None:
            try:
                speech = pending.result()
                self.shop.library.refuse_if_lost()
                segment = stitch.prepare(speech, key)
                self.shop.store.put(segment)
                if self.ear:
                    self.ear.kept(segment)
                result.set_result(speech.pcm.seconds)
            except BaseException as error:  # noqa: BLE001 it is raised again where the result is asked for
                result.set_exception(error)

        pool.submit(utterance).add_done_callback(keep)
        return result
