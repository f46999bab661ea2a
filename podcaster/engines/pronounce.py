"""How the words of a text sound, one by one, between the others: marks, eSpeak NG's groups, the lexicon.

Pure: eSpeak NG is passed in, and so is the function that turns IPA into the symbols of a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from podcaster.engines import alignment, respelling
from podcaster.errors import EngineError
from podcaster.model import WordMark

PAUSES = ";:,.!?—…"
GOES_ON = ",;—"  # after these a voice does not fall: more follows, in another piece or another item
QUOTES = {"«": "“", "»": "”", "„": "“", "[": "(", "]": ")", "{": "(", "}": ")", "–": "—", "―": "—", "‒": "—"}
FULL_WIDTH = {"。": ".", "！": "!", "？": "?", "，": ",", "、": ",", "；": ";", "：": ":", "．": ".", "।": "."}
# What stands for itself in the model's input, wherever it is in a word; commas and stops only at its end.
_MARK = re.compile(r"—|…|[“”\"()¿¡]")
_TAIL = re.compile(r"[;:,.!?]+$")
_INITIALS = re.compile(r"^(\w\.)+\w?$")

Known = dict[tuple[str, ...], list[str]]  # words of the lexicon and their sounds, one for each time that they occur


class Speller(Protocol):
    """What is needed of eSpeak NG."""

    language: str

    def groups(self, text: str) -> tuple[str, ...]: ...
    def starts(self, text: str) -> tuple[int, ...]: ...
    def word(self, word: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol for the model, and the word of the text that it belongs to; -1: none."""

    text: str
    word: int = -1


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, or a part of one, between marks."""

    written: str
    text: str  # as eSpeak NG can read it
    index: int
    sound: str  # from the lexicon, already in the model's symbols
    ended: bool  # an s is added to the sound of `text`


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry of the lexicon in the text."""

    sound: str
    words: int  # how many it is


def symbols(
    text: str, speller: Speller, spell: Callable[[str], str], lexicon: Sequence[tuple[str, str]]
) -> list[Symbol]:
    """*text* as a model reads it. Raises EngineError for a word that has no sound.

    *spell*: IPA to the model's symbols; *lexicon*: words and the model's symbols for them. If a word is listed
    more than once, its occurrences take the sounds in turn; "" is its usual sound.
    """
    known: Known = {}
    for words, sound in lexicon:
        known.setdefault(tuple(plain(w) for w in words.split()), []).append(sound)
    out: list[Symbol] = []
    clause: list[_Word | str] = []
    for item in [*_items(text.split(), known, speller.language), "."]:
        # Quotes and brackets stay inside a clause: the "a" of "a (very) big" is not the letter's name.
        if isinstance(item, _Word) or item not in PAUSES:
            clause.append(item)
            continue
        sounds = iter(_sounds([i for i in clause if isinstance(i, _Word)], speller, spell))
        for part in clause:
            append(out, *(next(sounds) if isinstance(part, _Word) else (part, -1)))
        clause = []
        append(out, item, -1)
    out.pop()  # the one that ended the last clause
    while out and out[0].word < 0 and out[0].text in f"{PAUSES} ":
        out.pop(0)
    if out and all(s.text not in ".!?…" for s in out[-3:]) and out[-1].text not in GOES_ON:
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


def marked(found: Sequence[Symbol]) -> list[bool]:
    """For each word with a sound but the last, whether a mark stands between it and the next, or in one of them."""
    out: list[bool] = []
    word, mark, inside = -1, False, False
    for symbol in found:
        if symbol.word < 0:
            mark = mark or symbol.text != " "
            continue
        if symbol.word != word and word >= 0:
            out.append(mark or inside)
            inside = False
        elif mark and word >= 0:
            inside = True
            out[-1:] = [True] if out else []
        word, mark = symbol.word, False
    return out


def append(out: list[Symbol], sound: str, word: int) -> None:
    """Add a word, or a mark (word -1), with a space where the model expects one."""
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


def _items(words: Sequence[str], known: Known, language: str) -> list[_Word | str]:
    """Words and marks in order; words of the lexicon carry their sound."""
    items: list[_Word | str] = []
    said = 0  # words that already have their sound: all words of a phrase of the lexicon get it with the first
    opened = False
    for n, raw in enumerate(words):
        text = "".join(FULL_WIDTH.get(c, QUOTES.get(c, c)) for c in raw.replace("...", "…"))
        last = n + 1 == len(words)
        if text in ("-", "--", "~"):
            text = "—"
        found = _found(words[n:], known, language) if n >= said else None
        for part in re.split(f"({_MARK.pattern})", text):
            if _MARK.fullmatch(part):
                if part == '"':
                    part, opened = ("”" if opened else "“"), not opened
                if part not in "¿¡":
                    items.append(part)
            elif part:
                core, tail = _tail(part, None if last else words[n + 1])
                if core and n >= said:
                    items.append(_word(core, n, language, found.sound if found else ""))
                    said = n + found.words if found else said
                items += list(tail[:1] if len(set(tail)) == 1 else tail)
    return items


def _word(written: str, index: int, language: str, sound: str) -> _Word:
    text = respelling.folded(written, language) or written
    stem = respelling.without_ending(text, language)
    return _Word(written, stem or text, index, sound, ended=bool(stem))


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


def _found(words: Sequence[str], known: Known, language: str) -> _Found | None:
    """The longest entry of the lexicon that the words begin with; its last word may have a possessive 's."""
    for length in range(min(len(words), max(map(len, known), default=0)), 0, -1):
        key = tuple(plain(w) for w in words[:length])
        owner = respelling.owner(key[-1], language)
        sounds = known.get(key) or (known.get((*key[:-1], owner)) if owner else None)
        if sounds:
            sound = sounds.pop(0) if len(sounds) > 1 else sounds[0]
            return _Found(sound if key in known else respelling.ended(sound), length)
    return None


def plain(word: str) -> str:
    """A word as a lexicon knows it."""
    return re.sub(r"^\W+|\W+$", "", word).casefold()


def _sounds(clause: Sequence[_Word], speller: Speller, spell: Callable[[str], str]) -> list[tuple[str, int]]:
    """The sound of each word of a clause, with the word's number, as it sounds between the others."""
    if not clause:
        return []
    # Words of the lexicon too: their neighbours sound as they do beside them.
    alone = [speller.word(w.text) for w in clause]
    for word, sound in zip(clause, alone, strict=True):
        if not sound and not word.sound and any(c.isalnum() for c in word.text):
            raise EngineError(
                f"the voice has no sound for {word.written!r}",
                hint="give a spelling in the lexicon, or use another voice",
            )
    words = [w.text for w in clause]
    text = " ".join(words)
    starts = speller.starts(text) if len(words) > 1 else ()
    shares = alignment.shares(words, [" ".join(sound) for sound in alone], speller.groups(text), starts)
    return [(w.sound or _spelled(w, share, spell), w.index) for w, share in zip(clause, shares, strict=True)]


def _spelled(word: _Word, share: str, spell: Callable[[str], str]) -> str:
    sound = spell(share)
    return respelling.ended(sound) if word.ended else sound
