"""Text as it is displayed, with the stretches of it that are more than text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from podcaster.model import Span, SpanKind
from podcaster.reading.spaces import FEWEST_OF_PROSE, HAN_KANA, unbroken, visible

_SPACE = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\x85]+")
_EDGES = " "


@dataclass(slots=True)
class Inline:
    """A paragraph while it is being collected."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    spaced: bool = True  # ends in white space, or is empty
    spans: list[Span] = field(default_factory=list)
    line: int = 0  # where the line of the source begins
    broken: bool = False  # a source line ended behind a Chinese or Japanese character: no space if another one follows

    def add(self, text: str) -> None:
        """Add words. White space is folded; a line break between Chinese or Japanese characters is dropped."""
        if not (text.isascii() and text.isprintable() and "  " not in text):
            text = self._unbroken(visible(text))
            text = _SPACE.sub(" ", text)
        elif self.broken and text:
            self.broken, text = False, " " + text.lstrip()
        if self.spaced:
            text = text.lstrip(_EDGES)
        if not text:
            return
        self.parts.append(text)
        self.length += len(text)
        self.spaced = text.endswith(" ")

    def _unbroken(self, text: str) -> str:
        """*text* without line breaks between Chinese or Japanese characters, also between two calls of `add`."""
        behind = text.lstrip()
        begins = self.broken or _has_break(text[: len(text) - len(behind)])
        if begins and self.parts and HAN_KANA.match(self.parts[-1][-1]):
            self.broken = not behind
            if not behind:
                return ""
            prose = self.length - self.line > FEWEST_OF_PROSE
            text = behind if prose and HAN_KANA.match(behind) else f" {behind}"
            self.line = self.length
        self.broken = False
        before = text.rstrip()
        if before and HAN_KANA.match(before[-1]) and _has_break(text[len(before) :]):
            self.broken, text = True, before
        whole = unbroken(text, self.length - self.line)
        if (end := max(text.rfind("\n"), text.rfind("\r"))) >= 0:
            self.line = self.length + len(whole) - len(text) + end + 1
        return whole

    def mark(self, kind: SpanKind, start: int, value: str = "") -> None:
        """Mark the text added since *start* as being of that kind."""
        if self.length > start or kind is SpanKind.FORMULA:
            self.spans.append(Span(kind, start, self.length, value))

    def since(self, start: int) -> str:
        """The text added since *start*, which was the length at some time."""
        parts, left = [], self.length - start
        for part in reversed(self.parts):
            if left <= 0:
                break
            parts.append(part)
            left -= len(part)
        return "".join(reversed(parts))

    def finish(self) -> tuple[str, tuple[Span, ...]]:
        """The text and its spans, none of which begins or ends in white space."""
        text = "".join(self.parts).rstrip(_EDGES)
        return text, fitted(text, self.spans)


def _has_break(space: str) -> bool:
    return "\n" in space or "\r" in space


def fitted(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans that still say something about *text*, cut to its words, in order."""
    out = []
    for span in spans:
        start, end = max(0, span.start), min(span.end, len(text))
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        if end > start:
            same = start == span.start and end == span.end
            out.append(span if same else Span(span.kind, start, end, span.value))
    return tuple(sorted(set(out), key=lambda s: (s.start, -s.end, s.kind, s.value)))


def cut(text: str, spans: Sequence[Span], start: int, end: int) -> tuple[str, tuple[Span, ...]]:
    """A part of a text with its spans moved along."""
    part = text[start:end]
    lead = len(part) - len(part.lstrip(_EDGES))
    moved = [
        Span(s.kind, s.start - start - lead, s.end - start - lead, s.value)
        for s in spans
        if s.end > start and s.start < end
    ]
    part = part.strip(_EDGES)
    return part, fitted(part, moved)
