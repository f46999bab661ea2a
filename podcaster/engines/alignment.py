"""Which sound belongs to which word of a text.

eSpeak NG returns groups of phonemes: one for most words, one for "in the", two for "macOS". It also reports at which
character of the text each group begins. Where a group begins together with a word, the text and the groups can be cut.
Most stretches between these cuts hold one word. In the others, groups and words are matched by comparing the groups
with how each word sounds alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from podcaster.engines.espeak import TIE

JOINED = 5  # the most words that eSpeak NG makes into one group
DIVIDED = 14  # the most groups for one word among several: a long number
STEP = 0.1  # the price of each group or word beyond the first in a step: steps of one word and one group are likeliest
SHIFT = 0.5  # the price of another vowel, or of t as a flap: neighbours change these
VOWELS = frozenset("aeiouyæøœɐɑɒɔɘəɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻᵊ")
_FLAPPED = frozenset({"ɾt", "tɾ", "ɾd", "dɾ"})
_SILENT = re.compile(f"[ˈˌː {TIE}]")  # neighbours change stress and length, so they are not compared


def shares(words: Sequence[str], alone: Sequence[str], groups: Sequence[str], starts: Sequence[int]) -> list[str]:
    """The part of *groups* that belongs to each word of the text " ".join(words).

    *alone*: how each word sounds by itself, "" if it has no sound. *starts*: the character of the text at which each
    group begins; empty if unknown. A word that has no part in *groups* gets the sound that it has alone.
    """
    out: list[str] = []
    for these, those in _stretches(words, groups, starts):
        out += align(groups[those], alone[these]) if len(alone[these]) > 1 else [" ".join(groups[those])]
    return [share or sound for share, sound in zip(out, alone, strict=True)]


def _stretches(words: Sequence[str], groups: Sequence[str], starts: Sequence[int]) -> list[tuple[slice, slice]]:
    """The shortest stretches of words whose groups are known to belong to no other word."""
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word) + 1)
    text = " ".join(words)
    edges = [(0, 0)]  # a word and a group that begin together
    if len(starts) == len(groups) and list(starts) == sorted(starts):
        at = 0
        for group, start in enumerate(starts):
            while at + 1 < len(words) and offsets[at + 1] <= start:
                at += 1
            begins = not any(c.isalnum() for c in text[offsets[at] : start])
            if begins and at > edges[-1][0] and group > edges[-1][1]:
                edges.append((at, group))
    edges.append((len(words), len(groups)))
    return [(slice(a[0], b[0]), slice(a[1], b[1])) for a, b in pairwise(edges)]


def align(groups: Sequence[str], alone: Sequence[str]) -> list[str]:
    """Match *groups* with words, in order, at the least edit distance. *alone*: how each word sounds by itself.

    A group may belong to several words, and a word may have several groups or none: "".
    """
    sounding = [n for n, sound in enumerate(alone) if sound]
    out = [""] * len(alone)
    if not sounding:
        out[:1] = [" ".join(groups)]
        return out
    for n, share in zip(sounding, _dealt(groups, [alone[n] for n in sounding]), strict=True):
        out[n] = share
    return out


def _dealt(groups: Sequence[str], alone: Sequence[str]) -> list[str]:
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for w in range(len(alone) + 1):
        for g in range(len(groups) + 1):
            if (g, w) not in best:
                continue
            so_far = best[g, w][0]
            for dg, dw in _steps(len(groups) - g, len(alone) - w):
                price = distance("".join(groups[g : g + dg]), "".join(alone[w : w + dw]))
                price += so_far + STEP * (max(dg, 1) + dw - 2)
                to = (g + dg, w + dw)
                if to not in best or price < best[to][0]:
                    best[to] = (price, (g, w))
    at = (len(groups), len(alone))
    if at not in best:
        return [""] * len(alone)
    found: list[list[str]] = []
    while at != (0, 0):
        before = best[at][1]
        found.append(_share(groups[before[0] : at[0]], alone[before[1] : at[1]]))
        at = before
    return [share for step in reversed(found) for share in step]


def _steps(groups: int, words: int) -> list[tuple[int, int]]:
    """How many groups may belong to how many words in the next step."""
    if not words:
        return []
    joined = [(1, n) for n in range(1, min(JOINED, words) + 1)] if groups else []
    return [(0, 1), *joined, *((n, 1) for n in range(2, min(DIVIDED, groups) + 1))]


def _share(groups: Sequence[str], alone: Sequence[str]) -> list[str]:
    return [" ".join(groups)] if len(alone) == 1 else _cut(groups[0], alone)


def _cut(group: str, alone: Sequence[str]) -> list[str]:
    """Cut one group into a part for each word, where the parts sound most like the words; no part is empty."""
    places = [n for n in range(1, len(group)) if _parts(group[n - 1], group[n])]
    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for n, word in enumerate(alone):
        ends = [len(group)] if n + 1 == len(alone) else places
        found: dict[int, tuple[float, list[str]]] = {}
        for start, (so_far, parts) in best.items():
            for end in ends:
                price = so_far + distance(group[start:end], word)
                if end > start and (end not in found or price < found[end][0]):
                    found[end] = (price, [*parts, group[start:end]])
        best = found
    return best[len(group)][1] if best else [group, *[""] * (len(alone) - 1)]


def _parts(left: str, right: str) -> bool:
    """Whether a word may end between these characters: never inside a sound or after a stress mark."""
    return left not in f"ˈˌ{TIE}" and right not in f"ː{TIE}" and not unicodedata.combining(right)


@lru_cache(maxsize=20_000)
def distance(one: str, other: str) -> float:
    """Edit distance of two sounds without stress and length."""
    one, other = _SILENT.sub("", one), _SILENT.sub("", other)
    if one == other:
        return 0.0
    row = [float(n) for n in range(len(other) + 1)]
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], float(i)
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + _change(a, b))
    return row[-1]


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return SHIFT if (one in VOWELS and other in VOWELS) or one + other in _FLAPPED else 1.0
