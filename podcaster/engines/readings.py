"""Words of a script without spaces and their readings: the step between a text and the symbols of a model."""

from __future__ import annotations

from dataclasses import dataclass

# Forms of characters, most of them in names, that stand in no dictionary, and the usual forms
USUAL = str.maketrans("𠮷㐂髙﨑𣘺𠀋濵囍", "吉喜高崎橋丈浜喜")


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as it is written and as it is read; or marks, which have no sound of their own."""

    written: str
    sounds: tuple[str, ...] = ()  # in Japanese katakana, in Chinese pinyin with the number of the tone: "hao3"
    foreign: bool = False  # a word of another script: without sounds, or in katakana
