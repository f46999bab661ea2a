"""Captions for players: a sentence that lasts longer than one can stay on the screen is shown in parts."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from podcaster.model import UNSPACED, Cue
from podcaster.publishing.marked_up import word_places

MOST_MS = 7_000  # a caption longer than this is cut
AIM_MS = 6_000  # parts are about this long at most
LEAST = 20  # letters of a part
_CLAUSE = re.compile(r"[,;:—–!?。、，；：！？…)」』）]$")
_AWKWARD = 0.5  # how far from the best place a clause may end and still be better than the middle of one; in parts


def captions(cues: Iterable[Cue]) -> Iterator[Cue]:
    """*cues* with the long ones cut between words, at the end of a clause where one is near."""
    for cue in cues:
        yield from _parts(cue) if cue.end_ms - cue.start_ms > MOST_MS else (cue,)


def _parts(cue: Cue) -> Iterator[Cue]:
    """The parts of a cue, each from where its first word is heard to where the next part begins."""
    places = word_places(cue.text, cue.words) or _spread(cue)
    starts = [(at, ms) for at, _, ms in places[1:] if at]
    count = max(1, min(-(-(cue.end_ms - cue.start_ms) // AIM_MS), _size(cue.text) // LEAST))
    length = (cue.end_ms - cue.start_ms) / count
    cuts: list[tuple[int, int]] = []
    for number in range(1, count):
        best = cue.start_ms + number * length
        last = cuts[-1][1] if cuts else cue.start_ms
        near = _near(starts, last, best, length)
        found = min(near, key=lambda s: _cost(cue.text, s, best, length), default=None)
        if found and found[1] < cue.end_ms:
            cuts.append(found)
    edges = [(0, cue.start_ms), *cuts, (len(cue.text), cue.end_ms)]
    for (at, start), (until, end) in pairwise(edges):
        first, after = (bisect.bisect_left(cue.words, ms, key=lambda word: word.start_ms) for ms in (start, end))
        words = cue.words[first:after]
        yield replace(cue, text=cue.text[at:until].strip(), start_ms=start, end_ms=end, words=words)


def _near(starts: Sequence[tuple[int, int]], last: int, best: float, length: float) -> Sequence[tuple[int, int]]:
    """The starts of words after *last* that can have the lowest cost: farther ones lose even at the end of a clause."""
    low = bisect.bisect_right(starts, last, key=_time)
    at = bisect.bisect_left(starts, best, low, key=_time)
    beside = [abs(ms - best) for _, ms in starts[max(low, at - 1) : at + 1]]
    if not beside:
        return ()
    reach = min(beside) + _AWKWARD * length + 1
    high = bisect.bisect_right(starts, best + reach, low, key=_time)
    return starts[bisect.bisect_left(starts, best - reach, low, key=_time) : high]


def _time(start: tuple[int, int]) -> int:
    return start[1]


def _size(text: str) -> int:
    """How many letters the text would have in a script with blanks."""
    return len(text) + 2 * sum(map(len, UNSPACED.findall(text)))


def _cost(text: str, place: tuple[int, int], best: float, length: float) -> float:
    at, ms = place
    clause = _CLAUSE.search(text[max(0, at - 3) : at].rstrip())
    return abs(ms - best) / length + (0 if clause else _AWKWARD)


def _spread(cue: Cue) -> list[tuple[int, int, int]]:
    """Words (or signs) with estimated times in proportion to the text, for voices without word times."""
    length = cue.end_ms - cue.start_ms
    found = re.finditer(r"[\u3040-\u30ff\u3400-\u9fff]|\S+?(?=[\s\u3040-\u30ff\u3400-\u9fff]|$)", cue.text)
    return [(m.start(), len(m[0]), cue.start_ms + length * m.start() // max(1, len(cue.text))) for m in found]
