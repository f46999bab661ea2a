"""How the words of a text sound, one by one, between the others: marks, eSpeak NG's groups, the lexicon.

Pure: eSpeak NG is passed in, and what turns IPA into the symbols of a model. eSpeak NG joins words ("in which" is one
group) and divides others, so its groups are aligned with the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from podcaster.engines.espeak import TIE
from podcaster.errors import EngineError
from podcaster.model import WordMark

PAUSES = ";:,.!?—…"
QUOTES = {"«": "“", "»": "”", "„": "“", "[": "(", "]": ")", "{": "(", "}": ")", "–": "—", "―": "—", "‒": "—"}
FULL_WIDTH = {"。": ".", "！": "!", "？": "?", "，": ",", "、": ",", "；": ";", "：": ":", "．": ".", "।": "."}
# What stands for itself in the model's input, wherever it is in a word; commas and stops only at its end.
_MARK = re.compile(r"—|…|[“”\"()¿¡]")
_TAIL = re.compile(r"[;:,.!?]+$")
_INITIALS = re.compile(r"^(\w\.)+\w?$")


class Speller(Protocol):
    """What is needed of eSpeak NG."""

    def groups(self, text: str) -> tuple[str, ...]: ...
    def word(self, word: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol for the model, and the word of the text that it belongs to; -1: none."""

    text: str
    word: int = -1


@dataclass(slots=True)
class _Word:
    """A word, or a part of one, between marks."""

    text: str
    index: int
    sound: str = ""  # from the lexicon, already in the model's symbols


def symbols(
    text: str, speller: Speller, spell: Callable[[str], str], lexicon: Sequence[tuple[str, str]]
) -> list[Symbol]:
    """*text* as a model reads it. Raises EngineError for a word that has no sound.

    *spell*: IPA to the model's symbols; *lexicon*: words and the symbols of the model for them. A word that is listed
    more than once sounds so one time after the other; "" is its usual sound.
    """
    known: dict[tuple[str, ...], list[str]] = {}
    for words, sound in lexicon:
        known.setdefault(tuple(plain(w) for w in words.split()), []).append(sound)
    out: list[Symbol] = []
    clause: list[_Word | str] = []
    for item in [*_items(text.split(), known), "."]:
        # Quotes and brackets stay inside a clause: the "a" of "a (very) big" is not the letter's name.
        if isinstance(item, _Word) or item not in PAUSES:
            clause.append(item)
            continue
        sounds = iter(_sounds([i for i in clause if isinstance(i, _Word)], speller, spell))
        for part in clause:
            _append(out, *(next(sounds) if isinstance(part, _Word) else (part, -1)))
        clause = []
        _append(out, item, -1)
    out.pop()  # the one that ended the last clause
    while out and out[0].word < 0 and out[0].text in f"{PAUSES} ":
        out.pop(0)
    if out and all(s.text not in ".!?…" for s in out[-3:]):
        out.append(Symbol("."))  # a heading without a stop would end in the air
    return out


def word_marks(found: Sequence[Symbol], edges: Sequence[int], words: Sequence[str], rate: int) -> tuple[WordMark, ...]:
    """When each word is heard. *edges*: where each symbol begins, and where the last ends, in samples."""
    times: dict[int, tuple[int, int]] = {}
    for n, symbol in enumerate(found):
        if symbol.word >= 0:
            start = times.get(symbol.word, (edges[n], 0))[0]
            times[symbol.word] = (start, edges[n + 1])
    return tuple(
        WordMark(words[word], round(start * 1000 / rate), round(end * 1000 / rate))
        for word, (start, end) in sorted(times.items())
    )


def _append(out: list[Symbol], sound: str, word: int) -> None:
    """Add a word or a mark, with a space where the model expects one."""
    if word >= 0:
        if not sound:
            return
        opened = out and out[-1].word < 0 and out[-1].text in "(“¿¡ "
        if out and not opened:
            out.append(Symbol(" "))
        out += [Symbol(c, word) for c in sound]
        return
    if sound in "(“—" and out:
        out.append(Symbol(" "))
    out.append(Symbol(sound))


def _items(words: Sequence[str], known: dict[tuple[str, ...], list[str]]) -> list[_Word | str]:
    """Words and marks in order; words that the lexicon knows carry their sound."""
    items: list[_Word | str] = []
    skip = 0
    opened = False
    for n, raw in enumerate(words):
        text = "".join(FULL_WIDTH.get(c, QUOTES.get(c, c)) for c in raw.replace("...", "…"))
        last = n + 1 == len(words)
        if text in ("-", "--", "~"):
            text = "—"
        for part in re.split(f"({_MARK.pattern})", text):
            if _MARK.fullmatch(part):
                if part == '"':
                    part, opened = ("”" if opened else "“"), not opened
                if part not in "¿¡":
                    items.append(part)
            elif part:
                core, tail = _tail(part, None if last else words[n + 1])
                if skip:
                    skip -= 1
                elif (phrase := _phrase(words[n:], known)) and core:
                    sounds = known[phrase]
                    items.append(_Word(core, n, sounds.pop(0) if len(sounds) > 1 else sounds[0]))
                    skip = len(phrase) - 1
                elif core:
                    items.append(_Word(core, n))
                items += list(tail[:1] if len(set(tail)) == 1 else tail)
    return items


def _tail(part: str, following: str | None) -> tuple[str, str]:
    """A word and the punctuation after it; the stop of an abbreviation inside a sentence is no stop."""
    found = _TAIL.search(part)
    if not found:
        return part, ""
    core, tail = part[: found.start()], found[0]
    inside = following is not None and (following[:1].islower() or _INITIALS.match(core + "."))
    if tail == "." and inside and core:
        return part, ""
    return core, tail


def _phrase(words: Sequence[str], known: dict[tuple[str, ...], list[str]]) -> tuple[str, ...] | None:
    """The longest entry of the lexicon that the words begin with."""
    for length in range(min(len(words), max(map(len, known), default=0)), 0, -1):
        key = tuple(plain(w) for w in words[:length])
        if key in known:
            return key
    return None


def plain(word: str) -> str:
    """A word as a lexicon knows it."""
    return re.sub(r"^\W+|\W+$", "", word).casefold()


def _sounds(clause: Sequence[_Word], speller: Speller, spell: Callable[[str], str]) -> list[tuple[str, int]]:
    """The sound of each word of a clause, with the word's number, as it sounds between the others."""
    # Words of the lexicon too: their neighbours sound as they do beside them.
    alone = [speller.word(w.text) for w in clause]
    for word, sound in zip(clause, alone, strict=True):
        if not sound and not word.sound and any(c.isalnum() for c in word.text):
            raise EngineError(
                f"the voice has no sound for {word.text!r}", hint="give a spelling in the lexicon, or use another voice"
            )
    groups = speller.groups(" ".join(w.text for w in clause))
    shares = align(groups, ["".join(sound) for sound in alone]) or [" ".join(sound) for sound in alone]
    return [(w.sound or spell(share), w.index) for w, share in zip(clause, shares, strict=True)]


# ---------------------------------------------------------------- which sound belongs to which word

JOINED = 5  # words that eSpeak NG makes one group of, at most
DIVIDED = 14  # groups that it makes of one word, at most: a long number


def align(groups: Sequence[str], alone: Sequence[str]) -> list[str] | None:
    """The groups dealt out to the words. *alone*: how each word sounds for itself. None if they do not fit.

    The cheapest way by edit distance, where a group may be several words and a word several groups.
    """
    if len(groups) == len(alone):
        cost = sum(_distance(g, a) for g, a in zip(groups, alone, strict=True))
        if cost <= 0.5 * sum(map(len, groups)):
            return list(groups)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for w in range(len(alone) + 1):
        for g in range(len(groups) + 1):
            if (g, w) not in best:
                continue
            so_far = best[g, w][0]
            for dg, dw in _steps(len(groups) - g, len(alone) - w, alone[w] if w < len(alone) else ""):
                price = _distance("".join(groups[g : g + dg]), "".join(alone[w : w + dw])) + 0.1 * (dg + dw - 2)
                to = (g + dg, w + dw)
                if to not in best or so_far + price < best[to][0]:
                    best[to] = (so_far + price, (g, w))
    at = (len(groups), len(alone))
    if at not in best:
        return None
    shares: list[list[str]] = []
    while at != (0, 0):
        before = best[at][1]
        shares.append(_share(groups[before[0] : at[0]], alone[before[1] : at[1]]))
        at = before
    return [share for step in reversed(shares) for share in step]


def _steps(groups: int, words: int, word: str) -> list[tuple[int, int]]:
    if words and not word:
        return [(0, 1)]
    joined = [(1, n) for n in range(1, min(JOINED, words) + 1)] if groups else []
    return joined + ([(n, 1) for n in range(2, min(DIVIDED, groups) + 1)] if words else [])


def _share(groups: Sequence[str], alone: Sequence[str]) -> list[str]:
    if len(alone) == 1:
        return [" ".join(groups)]
    if not all(alone):
        return [*groups, *[""] * (len(alone) - len(groups))]
    # One group of several words: cut where the edit distance of the parts is least.
    group, shares = groups[0], []
    for n, word in enumerate(alone[:-1]):
        rest = "".join(alone[n + 1 :])
        cut = min(
            range(1, len(group)),
            key=lambda at: _distance(group[:at], word) + _distance(group[at:], rest) + (group[at] in f"{TIE}ː"),
            default=len(group),
        )
        shares.append(group[:cut])
        group = group[cut:]
    return [*shares, group]


@lru_cache(maxsize=20_000)
def _distance(one: str, other: str) -> int:
    """Edit distance of two sounds, stress and length apart: those change between other words."""
    one, other = (re.sub(f"[ˈˌː{TIE}]", "", s) for s in (one, other))
    if one == other:
        return 0
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
