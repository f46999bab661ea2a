"""The shape of an episode as numbers, for the player of its page and for other players."""

from __future__ import annotations

import json
from collections.abc import Iterator

from podcaster.audio.timeline import Timeline
from podcaster.model import Role

POINTS = 300  # levels over the whole programme
COLUMNS = 110  # paragraphs narrower than this share of the programme cannot be pointed at: they are taken together


def waveform(timeline: Timeline, *, points: int = POINTS) -> str:
    """JSON of *points* levels from 0 to 99 over the whole programme, the loudest 99, and of its paragraphs.

    Levels come from the energies beside the segments, so no audio is read; pauses and music are 0. A paragraph is
    [start in ms, end in ms, level], the level the average of what is spoken in it. A few kB at most.
    """
    levels = [0.0] * points
    total = timeline.frames
    for shape, place in zip(timeline.shapes, timeline.placed, strict=True):
        hop = (place.end - place.start) / max(1, len(shape))
        for i, half_decibels in enumerate(shape):
            at = min(points - 1, int((place.start + (i + 0.5) * hop) * points / total))
            levels[at] = max(levels[at], half_decibels)
    highest = max(levels, default=0.0)
    found = {
        "duration_ms": timeline.duration_ms,
        "levels": [_shown(level, highest) for level in levels],
        "paragraphs": [[start, end, _shown(level, highest)] for start, end, level in _paragraphs(timeline)],
    }
    return json.dumps(found, separators=(",", ":")) + "\n"


def _shown(half_decibels: float, highest: float) -> int:
    """Loudness is heard in ratios: the square root of the amplitude shows quiet speech as well."""
    return round(99 * 10 ** ((half_decibels - highest) / 2 / 40)) if half_decibels else 0


def _paragraphs(timeline: Timeline) -> Iterator[tuple[int, int, float]]:
    """(start in ms, end in ms, half decibels) of each paragraph, or of several short ones; a heading begins anew."""
    narrow = timeline.frames / COLUMNS
    start = end = total = count = 0
    previous = None
    for shape, place in zip(timeline.shapes, timeline.placed, strict=True):
        said = place.utterance
        paragraph = (said.paragraph, said.role is Role.HEADING)
        # A book of short chapters has more of them than columns.
        wide = narrow / 4 if said.role is Role.HEADING else narrow
        if previous is not None and paragraph != previous and end - start >= wide:
            yield _times(timeline, start, end, total / max(1, count))
            start, total, count = place.start, 0, 0
        elif previous is None:
            start = place.start
        end, previous = place.end, paragraph
        total, count = total + sum(shape), count + len(shape)
    if previous is not None:
        yield _times(timeline, start, end, total / max(1, count))


def _times(timeline: Timeline, start: int, end: int, level: float) -> tuple[int, int, float]:
    return 1000 * start // timeline.rate, 1000 * end // timeline.rate, level
