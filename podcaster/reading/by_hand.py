"""The part of a page that its user chose by hand: whole paragraphs, found by a few of their words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from podcaster import shell
from podcaster.errors import RegionError
from podcaster.files import real_name
from podcaster.model import Article, Block, BlockKind, LeftOut, Omission, Region, SpanKind
from podcaster.reading import doubts, safe

Regions = Callable[[str], Region | None]  # the part that was chosen of the article with this source

WHOLE = "set by hand: the whole page"
LEAST = 2  # words that must be found for a message to name them

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")  # scripts without spaces: each sign is a word


@dataclass(frozen=True, slots=True)
class Choice:
    """Which blocks were chosen, and what there is to say about it."""

    taken: tuple[bool, ...]  # one a block
    told: tuple[str, ...]  # sentences


def choose(blocks: Sequence[Block], region: Region, source: str) -> Choice:
    """Which of *blocks* are in *region*, with the footnotes that they refer to.

    Case, accents, spaces, quotes and punctuation do not count. Raises RegionError for words that are not there.
    """
    if region.whole:
        return Choice((True,) * len(blocks), (WHOLE,))
    text = _Text.of([" ".join((block.text, block.attribution, *map(" ".join, block.rows))) for block in blocks])
    told: list[str] = []
    start, begin = 0, 0
    if region.first:
        found = text.find(region.first)
        if not found:
            raise _missing(region.first, text, source)
        begin = found[0]
        start = text.block(begin)
        if len(found) > 1:
            told.append(f"“{region.first}” occurs {len(found)} times: the part begins at the first")
    end = len(blocks)
    if region.last:
        everywhere = text.find(region.last)
        found = [at for at in everywhere if at >= begin]
        if not everywhere:
            raise _missing(region.last, text, source)
        if not found:
            why = f"“{region.last}” stands only before “{region.first}”"
            raise RegionError(why, about=source, hint="give the words in the order of the page, or other words")
        end = text.block(found[-1] + len(letters(region.last)) - 1) + 1
        if len(found) > 1:
            told.append(f"“{region.last}” occurs {len(found)} times: the part ends at the last")
    inside = [start <= number < end for number in range(len(blocks))]
    marks = {
        span.value
        for block, good in zip(blocks, inside, strict=True)
        for span in (block.spans if good else ())
        if span.kind is SpanKind.NOTE_REF
    }
    noted = [block.kind is BlockKind.FOOTNOTE and block.marker in marks for block in blocks]
    return Choice(tuple(a or b for a, b in zip(inside, noted, strict=True)), (_sentence(region), *told))


def cut(article: Article, region: Region) -> Article:
    """*article* with the chosen part of its blocks, for formats that hold an article and no page around it."""
    choice = choose(article.blocks, region, article.source)
    pairs = list(zip(article.blocks, choice.taken, strict=True))
    kept = tuple(block for block, good in pairs if good)
    if not any(safe.has_words(block.text) for block in kept):
        raise safe.no_text(article.source)
    gone = tuple(LeftOut(block.text, Omission.SETTING) for block, good in pairs if not good and block.text)
    return replace(
        article,
        blocks=kept,
        left_out=(*article.left_out, *gone),
        doubts=doubts.settled(article.doubts),
        by_hand=choice.told,
    )


def letters(text: str) -> str:
    """*text* without whatever a user may type differently from the page: A-b "Ç" -> abc."""
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return _WORD.findall(text.casefold())


def _sentence(region: Region) -> str:
    begin = f"from “{region.first}”" if region.first else "from the beginning of the page"
    end = f"to “{region.last}”" if region.last else "to its end"
    return f"set by hand: {begin} {end}"


def _missing(words: str, text: _Text, source: str) -> RegionError:
    """The error for words that are not on the page; it says how many of them are."""
    hint = (
        f"copy some words of a paragraph that podcaster explain --page --as-found {shell.path(real_name(source))} shows"
    )
    if not letters(words):
        return RegionError(f"“{words}” has no letters to look for", about=source, hint=hint)
    near = words.split()
    while len(near) > LEAST and not text.find(" ".join(near)):
        near.pop()
    known = " ".join(near)
    but = f", only “{known}” is" if len(near) >= LEAST and known != words and text.find(known) else ""
    return RegionError(f"the words “{words}” are not in it{but}", about=source, hint=hint)


@dataclass(slots=True)
class _Text:
    """The letters of all blocks in one string, and where words and blocks begin in it."""

    letters: str = ""
    words: set[int] = field(default_factory=set)
    blocks: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Text:
        found = cls()
        parts: list[str] = []
        at = 0
        for text in texts:
            found.blocks.append(at)
            for word in _words(text):
                found.words.add(at)
                parts.append(word)
                at += len(word)
        found.words.add(at)
        found.letters = "".join(parts)
        return found

    def find(self, words: str) -> list[int]:
        """Where *words* begin, one place after the other; places within longer words only if there are no others."""
        needle = letters(words)
        found: list[int] = []
        at = self.letters.find(needle) if needle else -1
        while at >= 0:
            found.append(at)
            at = self.letters.find(needle, at + len(needle))
        whole = [at for at in found if self._parted(at) and self._parted(at + len(needle))]
        return whole or found

    def block(self, at: int) -> int:
        """The block that a letter belongs to."""
        return bisect_right(self.blocks, at) - 1

    def _parted(self, at: int) -> bool:
        return at in self.words or _WIDE.match(self.letters, at) is not None
