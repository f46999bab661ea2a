"""Japanese and Chinese as units that can be compared: kana, and syllables of pinyin with their tones."""

from __future__ import annotations

import functools

from podcaster.engines import japanese, mandarin
from podcaster.engines.espeak import Phonemizer
from podcaster.engines.katakana import katakana
from podcaster.script.speakable import speakable

# Written in two ways that sound alike: Japanese dictionaries differ in which they give.
ALIKE = (("ヲ", "オ"), ("ヅ", "ズ"), ("ヂ", "ジ"), ("エイ", "エー"), ("トユー", "トイウ"))
ROWS = {
    "ア": "アカサタナハマヤラワガザダバパァャヮ",
    "イ": "イキシチニヒミリギジビピィ",
    "ウ": "ウクスツヌフムユルグズブプュゥヴ",
    "エ": "エケセテネヘメレゲゼデベペェ",
    "オ": "オコソトノホモヨロヲゴゾドボポョォ",
}
LONG = {kana: vowel for vowel, row in ROWS.items() for kana in row}


@functools.cache
def _english() -> Phonemizer:
    return Phonemizer("en")


def kana_units(kana: str) -> list[str]:
    """The kana of a reading, alike where they sound alike: long vowels are written out."""
    for one, other in ALIKE:
        kana = kana.replace(one, other)
    out: list[str] = []
    for char in kana:
        if char == "ー" and out:
            char = LONG.get(out[-1], "ー")
        if char == "イ" and out and LONG.get(out[-1]) == "エ":
            char = "エ"
        if char == "ウ" and out and LONG.get(out[-1]) == "オ":
            char = "オ"
        out.append(char)
    return out


def japanese_units(text: str) -> list[str]:
    """The kana of a text as our reader reads it."""
    readings = japanese.read(speakable(text, "ja"), lambda word: katakana(word, "".join(_english().groups(word))))
    return kana_units("".join("".join(reading.sounds) for reading in readings))


def chinese_units(text: str) -> list[str]:
    """The syllables of a text as our reader reads it, foreign words as they are."""
    readings = mandarin.read(speakable(text, "zh"))
    return [part for r in readings for part in ([r.written.casefold()] if r.foreign else r.sounds)]


def toneless(units: list[str]) -> list[str]:
    return [unit.rstrip("12345") for unit in units]
