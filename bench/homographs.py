"""Words that are written alike: how often the voice says the right one, with our choice of senses and without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podcaster.engines import pronounce
from podcaster.engines.espeak import TIE, Phonemizer
from podcaster.script import homographs

CASES = Path(__file__).resolve().parent.parent / "tests" / "homographs"


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases of one file."""

    cases: int
    alone: int  # right without us
    ours: int  # right with us
    decided: int
    wrongly: int  # decided for another sense
    spoiled: int  # right without us, wrong with us


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    """Word, sense, sentence."""
    for line in (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, sense, sentence = line.split("\t")
            yield word, sense, sentence


def tally(name: str) -> Tally:
    """Measure one file of cases by the phonemes of American English."""
    speller = Phonemizer("en-us")
    total = alone = ours = decided = wrongly = spoiled = 0
    for word, sense, sentence in cases(name):
        senses = homographs.senses(word)
        found = next(f for f in homographs.find(sentence) if f.word.casefold() == word)
        place = next(n for n, w in enumerate(sentence.split()) if pronounce.plain(w) == word)
        without, with_ours = (
            "".join(s.text for s in pronounce.symbols(sentence, speller, str, pairs) if s.word == place)
            for pairs in ([], [(word, found.ipa)] if found.ipa else [])
        )
        before, after = (_nearest(sound, senses) == sense for sound in (without, with_ours))
        total, alone, ours = total + 1, alone + before, ours + after
        spoiled += before and not after
        decided += bool(found.sense)
        wrongly += bool(found.sense) and found.sense != sense
    return Tally(total, alone, ours, decided, wrongly, spoiled)


def _nearest(sound: str, senses: dict[str, str]) -> str:
    """The sense that a sound is nearest to: stress counts, the shades of a vowel do not."""
    return min(senses, key=lambda sense: _difference(sound, senses[sense]))


def _difference(one: str, other: str) -> int:
    shades = str.maketrans({"ᵻ": "ɪ", "ɾ": "t", "ɐ": "ə", "i": "ɪ", TIE: "", "ː": "", "ˌ": ""})
    one, other = one.translate(shades), other.translate(shades)
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
