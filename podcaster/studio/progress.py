"""How far the studio is: what is being made, which of its sentences can be heard, what holds the queue up."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from podcaster.episode.forecast import Pace
from podcaster.errors import PodcasterError
from podcaster.studio.messages import Begun, Kept

KEPT = 8  # articles whose sentences are remembered after they were made


@dataclass(slots=True)
class Making:
    """One article on its way. Sentences are counted from 0."""

    begun: Begun
    there: set[str]  # keys of the sentences that can be heard
    sizes: dict[str, int]  # key -> characters, of a sentence that is there twice both times
    done: int  # characters
    lufs: float | None = None
    said: str = ""  # the sentence that was kept last
    pace: Pace = field(default_factory=Pace)

    @property
    def characters(self) -> int:
        return sum(self.sizes.values())

    @property
    def share(self) -> float:
        return self.done / self.characters if self.characters else 1.0

    @property
    def seconds_left(self) -> float | None:
        """None while nothing is known."""
        return self.pace.seconds(self.characters - self.done)

    def up_to(self, first: int, most: int) -> int:
        """The sentence behind those from *first* on that can be heard without a gap, *most* of them."""
        end = first
        while end < min(len(self.begun.keys), first + most) and self.begun.keys[end] in self.there:
            end += 1
        return end


class Progress:
    """Written by the worker, read by the pages; any thread may do either."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._making: OrderedDict[int, Making] = OrderedDict()  # by the number of the draft
        self._version = 0
        self._troubles: dict[str, PodcasterError] = {}
        self.note = ""  # the latest line about the show as a whole

    @property
    def version(self) -> int:
        """Another number whenever anything is different."""
        return self._version

    def making(self, number: int) -> Making | None:
        """How far that draft is; None if it has not begun, or was made long ago."""
        return self._making.get(number)

    def begin(self, number: int, begun: Begun) -> None:
        sizes = dict.fromkeys(begun.keys, 0)
        for key, text in zip(begun.keys, begun.texts, strict=True):
            sizes[key] += len(text)
        there = sizes.keys() - begun.missing
        making = Making(begun, there, sizes, sum(sizes[key] for key in there))
        making.pace.add(making.done)
        with self._turn:
            self._making.pop(number, None)
            self._making[number] = making
            while len(self._making) > KEPT:
                self._making.popitem(last=False)
            self._version += 1

    def keep(self, kept: Kept) -> None:
        """A sentence is in the store, of whichever article."""
        with self._turn:
            for making in self._making.values():
                if kept.key in making.sizes and kept.key not in making.there:
                    making.there.add(kept.key)
                    making.done += making.sizes[kept.key]
                    making.said = making.begun.texts[making.begun.keys.index(kept.key)]
                    making.lufs = kept.lufs
                    making.pace.add(making.done)
            self._version += 1

    @property
    def trouble(self) -> PodcasterError | None:
        """What holds the queue up; None if nothing does."""
        return next(iter(self._troubles.values()), None)

    def hold_up(self, what: str, error: PodcasterError | None) -> None:
        """Say what holds up that part of the work; None: nothing does."""
        if error is None and what not in self._troubles:
            return
        with self._turn:
            self._troubles = (
                {**self._troubles, what: error}
                if error
                else {one: there for one, there in self._troubles.items() if one != what}
            )
            self._version += 1

    def tell(self, line: str) -> None:
        self.note = line
        self._version += 1
