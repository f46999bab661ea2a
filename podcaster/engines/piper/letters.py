"""For voices that read letters: the words of a text as they are written, in place of eSpeak NG's phonemes."""

from __future__ import annotations

from collections.abc import Container

APOSTROPHES = str.maketrans("’ʼ`´", "''''")
# Latin letters as a Cyrillic voice can say them: a name in the middle of a sentence must not fail the article.
_LIKE = "a=а b=б c=к d=д e=е f=ф g=ґ h=г i=і j=дж k=к l=л m=м n=н o=о p=п q=к r=р s=с t=т u=у v=в w=в x=кс y=и z=з"
_CYRILLIC = {pair[0]: pair[2:] for pair in _LIKE.split()}


class Letters:
    """A speller, like `espeak.Phonemizer`."""

    def __init__(self, language: str, known: Container[str]) -> None:
        """*known*: the letters that the model has learnt."""
        self.language = language
        self._known = known

    def groups(self, text: str) -> tuple[str, ...]:
        words = text.translate(APOSTROPHES).casefold().split()
        return tuple("".join(map(self._letter, word)) for word in words)

    def _letter(self, letter: str) -> str:
        if letter in self._known or letter not in _CYRILLIC:
            return letter  # an unknown one is refused by the engine, which names it
        other = _CYRILLIC[letter]
        return other if all(c in self._known for c in other) else letter

    def starts(self, text: str) -> tuple[int, ...]:
        found, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            found.append(at)
            at += len(word)
        return tuple(found)

    def word(self, word: str) -> tuple[str, ...]:
        return self.groups(word)
