"""Choose the pieces of a plain-text save that are the article, by a trained model, with a measure of certainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from podcaster.reading.plain import features, forest
from podcaster.reading.plain.choose import Stretch
from podcaster.reading.plain.lines import Piece

MOST = 20_000  # pieces; in larger files the rules alone decide
_ENTER, _LEAVE = 3.0, 1.5  # the price of a new part, and of its end
_LIFTS = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)  # of the bar, in the logarithm of the odds
_FEWEST = 60  # words: less is no article, if there is more in the save
_LONGEST = 120  # words that count for a piece
_LEAST, _HIGHEST = 1e-4, 1 - 1e-4
_RECALL = 1.15  # times the weight of precision: a lost paragraph is worse than a line of a menu


@dataclass(frozen=True, slots=True)
class Choice:
    """What the model considers the article."""

    inside: tuple[bool, ...]  # for each piece
    sure: float  # expected precision and recall together, 0 to 1


def choose(found: Sequence[Piece], stretch: Stretch) -> Choice:
    """The pieces that belong to the article. *stretch*: what the rules take for it."""
    odds = [float(o) for o in forest.trained().odds(features.table(found, stretch))]
    words = features.weights(found)
    return decide([1 / (1 + exp(-max(-30.0, min(30.0, o)))) for o in odds], words)


def decide(chances: Sequence[float], words: Sequence[float]) -> Choice:
    """The best path through the probabilities that each piece is inside.

    The threshold is set where expected precision and recall are best together, recall counting a little more, so an
    unsure region becomes larger.
    """
    everything = sum(p * w for p, w in zip(chances, words, strict=True)) or 1.0
    enough = min(_FEWEST, 0.9 * sum(words))
    best, highest = Choice((False,) * len(chances), 0.0), -1.0
    for lift in _LIFTS:
        inside = _path(chances, words, lift)
        said = sum(w for w, yes in zip(words, inside, strict=True) if yes)
        right = sum(p * w for p, w, yes in zip(chances, words, inside, strict=True) if yes)
        worth = (1 + _RECALL) * right / (said + _RECALL * everything) if said >= enough else 0.0
        if worth > highest or highest <= 0:
            sure = 2 * right / (said + everything) if said >= enough else 0.0
            best, highest = Choice(tuple(inside), sure), worth
    return best


def _path(chances: Sequence[float], words: Sequence[float], lift: float) -> list[bool]:
    """Inside or outside for each piece, with the highest total score after the costs of starting and ending parts."""
    from math import log

    outside, inside = 0.0, -_ENTER
    from_inside: list[tuple[bool, bool]] = []  # whether the best way to (outside, inside) comes from inside
    for chance, count in zip(chances, words, strict=True):
        chance = min(max(chance, _LEAST), _HIGHEST)
        says = (log(chance / (1 - chance)) + lift) * min(max(count, 1.0), _LONGEST) ** 0.35 / 2
        ended, begun = inside - _LEAVE, outside - _ENTER
        from_inside.append((ended > outside, inside >= begun))
        outside, inside = max(outside, ended) - says, max(inside, begun) + says
    out: list[bool] = []
    state = inside > outside
    for ends, goes_on in reversed(from_inside):
        out.append(state)
        state = goes_on if state else ends
    return out[::-1]
