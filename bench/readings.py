"""Japanese and Chinese as units that can be compared: kana, and syllables of pinyin with their tones.

A recognizer writes Japanese in characters that have several readings, and it often writes a word with wrong characters
that sound right: 片向いた for 傾いた, 表点 for 氷点. A reader gives one reading to each, and that of 表点 is
オモテテン, which was never said. So `missed` takes, of all readings that a dictionary has for what was written,
those nearest to what should have been said. Names are left out, in which nearly every character has some rare reading.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from podcaster.engines import japanese, mandarin
from podcaster.engines.espeak import Phonemizer
from podcaster.engines.katakana import katakana
from podcaster.engines.readings import Reading
from podcaster.script.speakable import speakable
from podcaster.text.kana import katakana as as_katakana

# Written in two ways that sound alike: Japanese dictionaries differ in which they give.
ALIKE = (("ヲ", "オ"), ("ヅ", "ズ"), ("ヂ", "ジ"), ("エイ", "エー"), ("トユー", "トイウ"))
ROWS = {
    "ア": "アカサタナハマヤラワガザダバパァャヮ",
    "イ": "イキシチニヒミリギジビピィ",
    "ウ": "ウクスツヌフムユルグズブプュゥヴ",
    "エ": "エケセテネヘメレゲゼデベペェ",
    "オ": "オコソトノホモヨロヲゴゾドボポョォ",
}
_WORD = re.compile("[ぁ-ゖァ-ヺー一-鿿々]*[一-鿿々][ぁ-ゖァ-ヺー一-鿿々]*")  # with a character at least
_KANA = re.compile("[ぁ-ゖァ-ヺー]")
_SPOKEN = {"ハ": "ワ", "ヘ": "エ"}  # as particles
# Recognizers write half past six so in Chinese: 6.30分.
_TIME = re.compile(r"(?<![\d.])(\d{1,2})\.([0-5]\d)分(?!之)")
LONGEST = 8  # characters of a word of the dictionary
LONG = {kana: vowel for vowel, row in ROWS.items() for kana in row}


@functools.cache
def _english() -> Phonemizer:
    return Phonemizer("en")


def kana_units(kana: str) -> list[str]:
    """The kana of a reading, alike where they sound alike: long vowels are written out."""
    out: list[str] = []
    for char in _alike(kana):
        out.append(_unit(out[-1] if out else "", char))
    return out


def _alike(kana: str) -> str:
    for one, other in ALIKE:
        kana = kana.replace(one, other)
    return kana


def _unit(before: str, char: str) -> str:
    """A kana after another one: long vowels are written out."""
    vowel = LONG.get(before, "")
    if char == "ー" and before:
        return vowel or "ー"
    return vowel if (char, vowel) in {("イ", "エ"), ("ウ", "オ")} else char


def japanese_units(text: str) -> list[str]:
    """The kana of a text as our reader reads it."""
    return kana_units("".join("".join(reading.sounds) for reading in _readings(speakable(text, "ja"))))


def _readings(spoken: str) -> list[Reading]:
    return japanese.read(spoken, lambda word: katakana(word, "".join(_english().groups(word))))


def missed(truth: Sequence[str], heard: str) -> int:
    """Kana to change, to add and to take away until *heard*, read as well as it can be, is *truth*."""
    spoken = speakable(heard, "ja")
    # For each place of the text, by the kana before it: how far each beginning of the truth is from what was read.
    rows: list[dict[str, list[int]]] = [{} for _ in range(len(spoken) + 1)]
    rows[0][""] = list(range(len(truth) + 1))
    ways = _ways(spoken)
    for at, here in enumerate(rows[:-1]):
        for before, row in here.items():
            for end, kana in ways[at]:
                last, further = before, row
                for char in kana:
                    last = _unit(last, char)
                    further = _next_row(further, last, truth)
                known = rows[end].get(last, further)
                rows[end][last] = [min(pair) for pair in zip(known, further, strict=True)]
    return min(row[-1] for row in rows[-1].values())


def _next_row(row: Sequence[int], kana: str, truth: Sequence[str]) -> list[int]:
    """The next row of the edit distance."""
    out = [row[0] + 1]
    for n, wanted in enumerate(truth):
        out.append(min(row[n + 1] + 1, out[-1] + 1, row[n] + (wanted != kana)))
    return out


def _ways(spoken: str) -> list[set[tuple[int, str]]]:
    """For each place of a text the words that begin there: where each ends, and a reading of it in katakana."""
    ways: list[set[tuple[int, str]]] = [set() for _ in spoken]
    at = 0
    for reading in _readings(spoken):  # marks, and spaces between the words, have no sound
        start = spoken.index(reading.written, at)
        for place in range(at, start):
            ways[place].add((place + 1, ""))
        at = start + len(reading.written)
        ways[start].add((at, _alike("".join(reading.sounds))))
    for place in range(at, len(spoken)):
        ways[place].add((place + 1, ""))
    for start, char in enumerate(spoken):
        if _KANA.fullmatch(char):
            kana = as_katakana(char)
            ways[start] |= {(start + 1, _alike(form)) for form in (kana, _SPOKEN.get(kana, kana))}
        for end in range(start + 1, min(start + LONGEST, len(spoken)) + 1):
            ways[start] |= {(end, _alike(kana)) for kana in _known(spoken[start:end])}
    return ways


@functools.cache
def _dictionary() -> Any:
    from sudachipy import Dictionary  # installed with the extra `ja`

    return Dictionary()


def _known(word: str) -> Iterator[str]:
    """The dictionary's readings of a word with Chinese characters."""
    if _WORD.fullmatch(word):
        for entry in _dictionary().lookup(word):
            if entry.part_of_speech()[1] != "固有名詞" and _KANA.match(entry.reading_form()):
                yield entry.reading_form()


def chinese_units(text: str) -> list[str]:
    """The syllables of a text as our reader reads it, foreign words as they are."""
    readings = mandarin.read(speakable(_TIME.sub(r"\1:\2", text), "zh"))
    return [part for r in readings for part in ([r.written.casefold()] if r.foreign else r.sounds)]


def toneless(units: list[str]) -> list[str]:
    return [unit.rstrip("12345") for unit in units]
