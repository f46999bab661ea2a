"""For voices that read letters: the words of a text as they are written, in place of eSpeak NG's phonemes."""

from __future__ import annotations


class Letters:
    """A speller, like `espeak.Phonemizer`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def groups(self, text: str) -> tuple[str, ...]:
        return tuple(text.casefold().split())

    def starts(self, text: str) -> tuple[int, ...]:
        found, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            found.append(at)
            at += len(word)
        return tuple(found)

    def word(self, word: str) -> tuple[str, ...]:
        return self.groups(word)
