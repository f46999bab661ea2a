"""When each sentence of a book is heard: the media overlay, from the transcript of an episode."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from podcaster.errors import MALFORMED, UnreadableError
from podcaster.publishing.epub.container import published
from podcaster.publishing.epub.page import Place


class Said(NamedTuple):
    """A cue of a published transcript."""

    start_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of the audio during which one place of the text is lit."""

    place: Place
    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


def transcript(path: Path) -> list[Said]:
    """The cues of a transcript as it is published. Raises UnreadableError or StorageError."""
    try:
        cues = json.loads(published(path))["segments"]
        found = [Said(round(cue["startTime"] * 1000), str(cue["body"])) for cue in cues]
    except MALFORMED as error:
        raise UnreadableError(f"{path} is damaged: {error}", hint="podcaster check") from error
    if not found:
        raise UnreadableError(f"{path} has no text", hint="make the episode again")
    return found


def clips(cues: Sequence[Said], places: Mapping[int, Place], duration_ms: int) -> list[Clip]:
    """The whole audio, divided among the places of the text.

    A place is lit until the next sentence begins, so pauses are heard too and a reader never has to seek. What is
    heard but shown nowhere belongs to what is shown before it.
    """
    starts: list[tuple[int, Place]] = []
    for number, cue in enumerate(cues):
        place = places.get(number)
        if place is None or (starts and place == starts[-1][1]) or cue.start_ms >= duration_ms:
            continue
        if starts and cue.start_ms <= starts[-1][0]:
            continue  # takes no time of its own
        starts.append((cue.start_ms if starts else 0, place))
    ends = [start for start, _ in starts[1:]] + [duration_ms]
    return [Clip(place, start, end) for (start, place), end in zip(starts, ends, strict=True)]
