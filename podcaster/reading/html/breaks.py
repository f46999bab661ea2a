"""Line breaks inside a paragraph: verses and addresses become lines, wrapped prose stays together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from podcaster.model import Span, SpanKind
from podcaster.reading.html.inline import Inline, cut

BREAK = "\ue000"  # stands for a line break until it is known what it means
_ITEM = re.compile(r"[-+*•·▪‣▸►✓✔–—]\s|\d{1,2}[.)]\s|[\"“«]")  # a line that begins something
_ONE_LINE = (SpanKind.LINK, SpanKind.CODE)  # a break within one has no meaning of its own
_BULLET = re.compile(r"[-+*•·▪‣▸►✓✔]\s+(?=\S)")
_END = re.compile(r"[.!?:;…。！？”\"'’)\]»]$")


def lines(text: str, spans: tuple[Span, ...]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """A paragraph at its line breaks: verses and addresses become lines, wrapped prose stays together."""
    if BREAK not in text:
        yield text, spans
        return
    pieces: list[list[int]] = []
    start = 0
    lines = text.split(BREAK)
    sure = any(_wrapped(before, after) for before, after in pairwise(lines))
    for number, line in enumerate(lines):
        begin, end = start, start + len(line)
        pieces.append([start, end])
        start = end + 1
        before = lines[number - 1] if number else ""
        within = any(s.kind in _ONE_LINE and s.start < begin - 1 and s.end > begin for s in spans)
        joined = _wrapped(before, line) or (within and _goes_on(before, 0)) or (sure and _goes_on(before, 45))
        if number and joined and len(pieces) > 1 and not _ITEM.match(line.strip()):
            last = pieces.pop()
            pieces[-1][1] = last[1]
    for begin, end in pieces:
        part, its = cut(text, spans, begin, end)
        if BREAK in part:
            part = part.replace(BREAK, " ")
            part, its = _refold(part, its)
        if part:
            yield part, its


def bulleted(parts: list[tuple[str, tuple[Span, ...]]]) -> list[tuple[str, tuple[Span, ...], bool]]:
    """Lines with, for each, whether it is an item of a list that was typed: three bullets or more in one paragraph."""
    found = [_BULLET.match(text) for text, _ in parts]
    marks = [m[0][0] for m in found if m]
    # Dashes may be a conversation, which asks and cries out.
    dashes = all(mark == "-" for mark in marks) and any("?" in text or "!" in text for text, _ in parts)
    if len(marks) < 3 or 2 * len(marks) < len(parts) or dashes:
        return [(text, spans, False) for text, spans in parts]
    out = []
    for (text, spans), match in zip(parts, found, strict=True):
        if match:
            text, spans = cut(text, spans, match.end(), len(text))
        out.append((text, spans, match is not None))
    return out


def _goes_on(before: str, least: int) -> bool:
    """Whether a line stops in mid-sentence, in a paragraph where that is no sign of a verse."""
    before = before.strip()
    return len(before) > least and not _END.search(before)


def _wrapped(before: str, after: str) -> bool:
    """Whether a line break between these lines only made room: a full line that stops in mid-sentence."""
    before, after = before.strip(), after.strip()
    return len(before) > 55 and bool(after) and after[0].islower() and not _END.search(before)


def _refold(text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    inline, moved = Inline(), []
    positions = []
    for char in text:
        positions.append(inline.length)
        inline.add(char)
    positions.append(inline.length)
    for span in spans:
        moved.append(replace(span, start=positions[span.start], end=positions[span.end]))
    inline.spans = moved
    return inline.finish()
