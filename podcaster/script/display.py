"""A block's text as it is displayed and as it is handed to the rules of speech, stretch by stretch.

Footnote marks, struck words and formulas are not read out; code is marked for the rules; everything keeps its place
in the source, so that the ledger can tell what became of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from podcaster.model import Block, BlockKind, Fate, Omission, Span, SpanKind
from podcaster.script import credits, editor, for_readers
from podcaster.script.ledger import letters
from podcaster.text import kana

LONGEST_CODE = 80  # characters of code that can be followed by ear within a sentence

_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FIGURE)
_PRIORITY = (
    SpanKind.SAID,
    SpanKind.NOTE_REF,
    SpanKind.STRUCK,
    SpanKind.FORMULA,
    SpanKind.CODE,
    SpanKind.SUPERSCRIPT,
    SpanKind.SUBSCRIPT,
    SpanKind.READING,
)
_RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
_MARKS = {"TM": "™", "tm": "™", "SM": "℠", "R": "®"}
_BRACKETED = re.compile(r"\[[^\[\]]{1,40}\]|[*†‡§¶]+")
_UNSAYABLE = re.compile(
    r"[!-~]{200,}"  # an endless address, a block of encoded data
    r"|&lt;/?[a-zA-Z](?:(?!&[lg]t;).){0,400}&gt;(?:&(?:amp;)?\#\d+;)*"  # a tag that was escaped once too often
    r"|</?[a-zA-Z][\w-]*(?:\s+[\w-]+=(?:\"[^\"<>]*\"|'[^'<>]*'))+\s*/?>"  # a tag with attributes: Vec<T> has none
    r"|(?:https?://)?\b(?:pic\.(?:twitter|x)\.com|t\.co)/\w+"  # the link to a post's picture
    r"|(?<=\S )\(@\w{1,30}\)"  # the account name after a name that was just said
)
_NO_SPACE_BEFORE = ".,;:!?)]}…”’»"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text of one kind: as saved, as displayed, and as given to the rules of speech."""

    source: str
    shown: str
    spoken: str
    fate: Fate = Fate.SPOKEN
    reason: Omission | None = None
    whole: bool = False  # never divided between sentences
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a block's displayed text: one sentence, or a few short ones."""

    shown: str
    spoken: str  # for the rules of speech
    start: int  # characters into the displayed text
    end: int


Formula = Callable[[str, str], tuple[str, str] | None]  # displayed, TeX -> displayed, spoken; None: only a mention


class Shown:
    """The displayed text of a block and where it comes from."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs: list[Run] = []
        self.places: list[tuple[int, int]] = []  # of each run in the displayed text
        text = ""
        gap = False  # something before this was removed
        for run in runs:
            shown, spoken = run.shown, run.spoken
            if gap and shown:
                if not text or text[-1].isspace():
                    stripped = shown.lstrip()
                    if stripped[:1] and stripped[0] in _NO_SPACE_BEFORE:
                        text = self._trim(text)
                    spoken = spoken[len(shown) - len(stripped) :] if spoken == shown else spoken
                    shown = stripped
                gap = False
            if not run.shown:
                gap = True
            self.runs.append(Run(run.source, shown, spoken, run.fate, run.reason, run.whole, run.span))
            self.places.append((len(text), len(text) + len(shown)))
            text += shown
        self.text = text
        self._starts = [a for a, _ in self.places]
        self._sources = [0, *accumulate(len(run.source) for run in self.runs)][:-1]  # of each run in the source

    def _trim(self, text: str) -> str:
        """*text* without the blank that stood before something removed: "word [1]." is "word."."""
        trimmed = text.rstrip()
        for number, (start, end) in enumerate(self.places):
            if end > len(trimmed):
                run = self.runs[number]
                cut = run.shown[: max(0, len(trimmed) - start)]
                spoken = cut if run.spoken == run.shown else run.spoken
                self.runs[number] = Run(run.source, cut, spoken, run.fate, run.reason, run.whole, run.span)
                self.places[number] = (min(start, len(trimmed)), len(trimmed))
        return trimmed

    def pieces(self, cut: Callable[[str], Sequence[str]]) -> list[Piece]:
        """The parts that *cut* makes of the displayed text; none ends within a formula or a piece of code."""
        return self.divided(0, len(self.text), cut)

    def divided(self, start: int, end: int, cut: Callable[[str], Sequence[str]]) -> list[Piece]:
        """The same for a part of the text."""
        ends: list[int] = []
        at = start
        for part in cut(self.text[start:end]):
            at = _behind(self.text, part, at)
            ends.append(at)
        kept = [e for e in ends[:-1] if e < end and not self._is_inside(e)] + [end]
        out = []
        for stop in kept:
            if self.text[start:stop].strip():
                out.append(self.piece(start, stop))
                start = stop
        return out

    def _is_inside(self, place: int) -> bool:
        """Whether *place* is inside a part that must not be divided."""
        at = bisect_left(self._starts, place) - 1
        return at >= 0 and self.runs[at].whole and self.places[at][0] < place < self.places[at][1]

    def piece(self, start: int, end: int) -> Piece:
        """The displayed and the spoken text between two places."""
        spoken = []
        for at in range(max(0, bisect_right(self._starts, start) - 1), len(self.runs)):
            run, (a, b) = self.runs[at], self.places[at]
            if a >= end:
                break
            if b <= start or a == b:
                continue
            if run.spoken == run.shown:
                spoken.append(run.shown[max(0, start - a) : end - a])
            elif a >= start:  # a run with other spoken words is said as a whole, where it begins
                spoken.append(run.spoken)
        return Piece(self.text[start:end].strip(), "".join(spoken).strip(), start, end)

    def sources(self, pieces: Sequence[Piece]) -> list[tuple[str, int, Run]]:
        """The source text in order, as (text, piece, run): -1 for what belongs to no piece."""
        out: list[tuple[str, int, Run]] = []
        ends = [piece.end for piece in pieces]
        for run, (a, b) in zip(self.runs, self.places, strict=True):
            first = bisect_right(ends, a)  # the piece that *a* is in
            plain = run.source.strip() == run.shown.strip() and not run.whole
            if a == b or not plain:
                is_in = first < len(pieces) and pieces[first].start <= a
                out.append((run.source, first if is_in and run.fate is Fate.SPOKEN else -1, run))
                continue
            at = 0
            shift = run.source.find(run.shown)  # blanks at its edges may have gone
            for number in range(first, len(pieces)):
                piece = pieces[number]
                if piece.start >= b:
                    break
                until = len(run.source) if piece.end >= b else shift + piece.end - a
                out.append((run.source[at:until], number, run))
                at = until
            if at < len(run.source):
                out.append((run.source[at:], -1, run))
        return out

    def place(self, position: int) -> int:
        """Where a place of the source text is displayed."""
        at = bisect_left(self._sources, position) - 1 if position else 0
        if not self.runs:
            return 0
        at = max(0, at)
        a, b = self.places[at]
        return min(b, a + max(0, position - self._sources[at]))


def _behind(text: str, part: str, at: int) -> int:
    """The place behind *part*, which begins at *at* but for white space."""
    for char in part:
        if char.isspace():
            continue
        while at < len(text) and text[at].isspace():
            at += 1
        at += 1
    return at


_NUMBERED = re.compile(r"(\d{1,2})[.)](?=\s+[^\W\d_])")


def shown(
    block: Block,
    formula: Formula,
    *,
    mention: str = "",
    snippet: str = "",
    number: Callable[[int], str] | None = None,
) -> Shown:
    """A block's text in runs. *mention*, *snippet*: said in place of formulas and code beyond the ear.

    *number* says the number of a heading, which "2. Title" has rather than the second title.
    """
    text = block.text
    head = _NUMBERED.match(text) if number and block.kind is BlockKind.HEADING else None
    if head and number:
        name = number(int(head[1]))
        spans = tuple(
            replace(s, start=max(0, s.start - head.end()), end=s.end - head.end())
            for s in block.spans
            if s.end > head.end()
        )
        rest = shown(replace(block, text=text[head.end() :], spans=spans), formula, mention=mention, snippet=snippet)
        return Shown([Run(head[0], head[0], f"{name[:1].upper()}{name[1:]}.", whole=True), *rest.runs])
    behind = credits.told_until(text) if block.kind is BlockKind.FIGURE else len(text)
    if behind < len(text):
        kept = tuple(replace(s, end=min(s.end, behind)) for s in block.spans if s.start < behind)
        told = shown(replace(block, text=text[:behind], spans=kept), formula, mention=mention, snippet=snippet)
        return Shown([*told.runs, Run(text[behind:], "", "", Fate.LEFT_OUT, Omission.CREDIT)])
    asides = for_readers.asides(text) if block.kind in _PROSE else ()
    if asides:
        return Shown(list(_without_asides(block, asides, formula, mention, snippet)))
    return Shown(_runs(block, formula, mention, snippet))


def _without_asides(
    block: Block, asides: Sequence[for_readers.Aside], formula: Formula, mention: str, snippet: str
) -> Iterator[Run]:
    """The runs of a block without what is said to those who see its page; what follows begins with a capital."""
    text, at = block.text, 0
    for aside in (*asides, None):
        yield from _runs(_between(block, at, aside.start if aside else len(text)), formula, mention, snippet, at)
        if aside is None:
            break
        yield Run(text[aside.start : aside.end], "", "", Fate.LEFT_OUT, Omission.EYE)
        at = aside.end
        if aside.opens and text[at].islower():
            yield Run(text[at], text[at].upper(), text[at].upper())
            at += 1


def _between(block: Block, start: int, end: int) -> Block:
    """The part of a block between two places, with the spans in it."""
    spans = tuple(
        replace(s, start=max(0, s.start - start), end=min(s.end, end) - start)
        for s in block.spans
        if s.start < end and s.end > start
    )
    return replace(block, text=block.text[start:end], spans=spans)


def _runs(block: Block, formula: Formula, mention: str, snippet: str, offset: int = 0) -> list[Run]:
    """The runs of a text: plain ones, and one for each span that is not said as it is written.

    *offset*: where the text begins in its block, for the places of the spans.
    """
    text = block.text
    special = sorted((s for s in block.spans if s.kind in _PRIORITY), key=lambda s: (_PRIORITY.index(s.kind), s.start))
    if not special:
        return list(_plain(text))
    taken: list[Span] = []  # sorted by place, without overlaps
    for span in special:
        start, end = max(0, span.start), min(len(text), span.end)
        at = bisect_right(taken, start, key=lambda t: t.start)
        free = (at == 0 or taken[at - 1].end <= start) and (at == len(taken) or end <= taken[at].start)
        if start < end and free:
            taken.insert(at, Span(span.kind, start, end, span.value))
    runs: list[Run] = []
    at = 0
    for span in taken:
        if span.start > at:
            runs += _plain(text[at : span.start])
        run = _special(text[span.start : span.end], span, formula, mention, snippet)
        placed = replace(span, start=span.start + offset, end=span.end + offset)
        runs.append(replace(run, span=placed) if offset and run.span else run)
        at = span.end
    if at < len(text):
        runs += _plain(text[at:])
    return runs


def _plain(text: str) -> Iterator[Run]:
    """Ordinary text without characters that cannot be said aloud."""
    at = 0
    for match in _UNSAYABLE.finditer(text):
        if match.start() > at:
            yield from _without_initials(text[at : match.start()])
        reason = (
            Omission.ADDRESS
            if "://" in match[0] or (len(match[0]) < 60 and match[0][0] not in "<&")
            else Omission.MARKUP
        )
        yield Run(match[0], "", "", Fate.LEFT_OUT, reason)
        at = match.end()
    if at < len(text):
        yield from _without_initials(text[at:])


def _without_initials(text: str) -> Iterator[Run]:
    """Initials in brackets behind the words that they are made of are displayed, not said."""
    at = 0
    for start, end in editor.initials(text) if "(" in text else ():
        yield Run(text[at:start], text[at:start], text[at:start])
        yield Run(text[start:end], text[start:end], "", Fate.LEFT_OUT, Omission.DUPLICATE, whole=True)
        at = end
    if at < len(text):
        yield Run(text[at:], text[at:], text[at:])


def _special(text: str, span: Span, formula: Formula, mention: str, snippet: str) -> Run:
    if span.kind is SpanKind.SAID:
        if not span.value:
            return Run(text, "", "", Fate.LEFT_OUT, Omission.AUTHOR, span=span)
        return Run(text, text, span.value, whole=True, span=span)
    if span.kind is SpanKind.NOTE_REF:
        return Run(text, "", "", Fate.LEFT_OUT, Omission.FOOTNOTE, span=span)
    if span.kind is SpanKind.STRUCK:
        return Run(text, "", "", Fate.LEFT_OUT, Omission.MARKUP, span=span)
    if span.kind is SpanKind.FORMULA:
        read = formula(text, span.value)
        if read is None:
            return Run(text, mention, mention, Fate.NOTES, Omission.FORMULA, whole=True, span=span)
        if letters(read[0]) != letters(text):  # the page showed other signs than its TeX has
            return Run(text, read[0], read[1], Fate.NOTES, Omission.FORMULA, whole=True, span=span)
        return Run(text, read[0], read[1], whole=True, span=span)
    if span.kind is SpanKind.CODE:
        if len(text) > LONGEST_CODE and snippet:
            return Run(text, snippet, snippet, Fate.NOTES, Omission.CODE, whole=True, span=span)
        return Run(text, text, text if "`" in text else f"`{text}`", whole=True, span=span)
    if span.kind is SpanKind.SUPERSCRIPT:
        if _BRACKETED.fullmatch(text):
            return Run(text, "", "", Fate.LEFT_OUT, Omission.FOOTNOTE, span=span)
        raised = _MARKS.get(text) or _turned(text, _RAISED)
        return Run(text, raised, raised, span=span)
    if span.kind is SpanKind.READING:
        return Run(text, text, kana.spoken(span.value), whole=True, span=span)
    lowered = _turned(text, _LOWERED)
    return Run(text, lowered, lowered, span=span)


def _turned(text: str, table: dict[str, str]) -> str:
    """*text* in small figures where Unicode has all of them, else as it is."""
    plain = text.replace("−", "-").replace("–", "-")
    return "".join(table[c] for c in plain) if all(c in table for c in plain) else text
