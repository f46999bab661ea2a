"""What a run reports while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from podcaster.episode.forecast import Promise
from podcaster.episode.load import Certainty
from podcaster.episode.workshop import Job
from podcaster.model import Outcome, Segment


class Phase(StrEnum):
    """What a run is busy with until it speaks."""

    READING = "reading"
    VOICE = "preparing the voice"  # it takes longer than a moment, once in a run
    MAKING = "making"


@dataclass(frozen=True, slots=True)
class Progress:
    """Sent during a run. Only the code for terminals turns it into a bar."""

    done_characters: int
    all_characters: int  # exact for articles that have been read, estimated for the others
    articles_done: int
    articles: int  # files found
    title: str = ""
    outcome: Outcome | None = None  # when this is the end of one
    spoken_s: float = 0.0  # seconds of speech that have been made
    promise: Promise | None = None  # with --until, before the first article
    certainty: Certainty = Certainty.COUNTED  # how well all_characters is known
    phase: Phase = Phase.MAKING


Watch = Callable[[Progress], None]


class Ear(Protocol):
    """Listens to articles while they are made, so their sentences are spoken in order. Called by several threads."""

    def begins(self, job: Job, missing: Collection[str]) -> None:
        """The sentences of an article are known. *missing*: the keys of those that are yet to be spoken."""
        ...

    def kept(self, segment: Segment) -> None:
        """A sentence is in the store."""
        ...

    def published(self) -> None:
        """The feed has all episodes that were made so far."""
        ...
