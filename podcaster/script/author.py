"""What a page itself tells its narrator, made ready for the rules of speech: expansions, dates, readings, sounds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from podcaster.model import Block, Span, SpanKind
from podcaster.script.display import Piece, Shown
from podcaster.script.ledger import letters
from podcaster.text import dates
from podcaster.text.languages import primary

_TOLD = frozenset((SpanKind.ABBREVIATION, SpanKind.DATE, SpanKind.READING))
_OF_CHARACTERS = ("ja", "zh", "ko", "yue")  # their voices know the characters better than a spelling in Latin letters
_SHORT_FORM = re.compile(r"(?:[^\W\d_]{1,4}\.\s?)+")  # "e.g.", "Prof.": said in full
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&/-]{1,7}")


@dataclass(slots=True)
class Author:
    """What the author of one article tells the narrator. *letters*: of all that the article says."""

    letters: str
    expanded: dict[str, tuple[int, int]] = field(default_factory=dict)  # abbreviation -> place of its full form

    def settled(self, block: Block, number: int, language: str) -> Block:
        """*block* with the words that are said for its abbreviations, dates and readings."""
        if not any(span.kind in _TOLD for span in block.spans):
            return block
        spans = (self._settled(block.text[s.start : s.end], s, number, language) for s in block.spans)
        return replace(block, spans=tuple(span for span in spans if span is not None))

    def _settled(self, text: str, span: Span, number: int, language: str) -> Span | None:
        said = span.value
        if span.kind is SpanKind.READING:
            return span if not said.isascii() and not _is_latin(said) else self._reading(span, language)
        if span.kind is SpanKind.DATE:
            said = _date(span.value, language)
        elif span.kind is SpanKind.ABBREVIATION:
            said = self._expanded(text, span, number)
        else:
            return span
        return replace(span, kind=SpanKind.SAID, value=said) if said else None

    def _reading(self, span: Span, language: str) -> Span | None:
        return None if primary(language) in _OF_CHARACTERS else replace(span, kind=SpanKind.SAID)

    def _expanded(self, text: str, span: Span, number: int) -> str:
        """What is said for an abbreviation: at its first place with its expansion, unless the article says that too."""
        if letters(span.value) == letters(text):
            return ""
        if _SHORT_FORM.fullmatch(text):
            return span.value
        fits = _ACRONYM.fullmatch(text) and sum(c.isupper() for c in text) > 1 and " " in span.value
        if not fits or letters(span.value) in self.letters:
            return ""
        place = (number, span.start)
        return f"{text} ({span.value})" if self.expanded.setdefault(text, place) == place else ""


def _date(day: str, language: str) -> str:
    try:
        return dates.written(dt.date.fromisoformat(day), language)
    except ValueError:
        return ""


def _is_latin(reading: str) -> bool:
    return reading[:1].isalpha() and ord(reading[0]) < 0x250


def sounds(block: Block, shown: Shown, piece: Piece, spoken: str) -> tuple[tuple[str, str], ...]:
    """*spoken* with the pronunciations that the page gives for its words."""
    found = []
    for span in block.spans:
        word = block.text[span.start : span.end]
        if span.kind is SpanKind.SOUND and piece.start <= shown.place(span.start) < piece.end:
            found += [(word, span.value)] if re.search(rf"\b{re.escape(word)}\b", spoken) else []
    return tuple(found)


def in_other_words(block: Block) -> str | None:
    """The words that the page gives for a whole block; None if the block's own text is said."""
    spans: Sequence[Span] = [s for s in block.spans if s.kind is SpanKind.SAID]
    return next((s.value for s in spans if s.start == 0 and s.end >= len(block.text)), None)


def otherwise(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """Each text for which the page gives other words to say, with these words."""
    return [
        (block.text[span.start : span.end], span.value)
        for block in blocks
        for span in block.spans
        if span.kind is SpanKind.SAID and span.value
    ]
