"""Text as it is displayed, with the stretches of it that are more than text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from podcaster.model import Span, SpanKind

# Soft hyphens, zero-width characters, direction marks, byte order marks, fillers of mail.
# The zero-width joiner and non-joiner stay: they hold emoji and Persian words together.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffc"
)
# Controls, halves of a character and noncharacters, which no tree, file or database takes, go with them.
_DROP = re.compile(f"[{INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]")
_SPACE = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\x85]+")
_EDGES = " "


def folded(text: str) -> str:
    """*text* with white space folded, without invisible characters."""
    return " ".join((text if _is_simple(text) else _DROP.sub("", text)).split())


def visible(text: str) -> str:
    """*text* without invisible characters."""
    return _DROP.sub("", text)


def _is_simple(text: str) -> bool:
    """Whether there is nothing to drop; most text is so, and this is much faster than a pattern."""
    return text.isascii() and (text.isprintable() or "".join(text.split()).isprintable())


def verbatim(text: str) -> str:
    """Code: lines and indentation as they are, without what nobody can see."""
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\x0b", "\n").replace("\x0c", "\n")
    )
    lines = [line.rstrip() for line in _DROP.sub("", text).split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


@dataclass(slots=True)
class Inline:
    """A paragraph while it is being collected."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    spaced: bool = True  # ends in white space, or is empty
    spans: list[Span] = field(default_factory=list)

    def add(self, text: str) -> None:
        if not (text.isascii() and text.isprintable() and "  " not in text):
            text = _SPACE.sub(" ", _DROP.sub("", text))
        if self.spaced:
            text = text.lstrip(_EDGES)
        if not text:
            return
        self.parts.append(text)
        self.length += len(text)
        self.spaced = text.endswith(" ")

    def mark(self, kind: SpanKind, start: int, value: str = "") -> None:
        """What was added since *start* is of that kind."""
        if self.length > start or kind is SpanKind.FORMULA:
            self.spans.append(Span(kind, start, self.length, value))

    def finish(self) -> tuple[str, tuple[Span, ...]]:
        """The text and its spans, none of which begins or ends in white space."""
        text = "".join(self.parts).rstrip(_EDGES)
        return text, fitted(text, self.spans)


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
            out.append(replace(span, start=start, end=end))
    return tuple(sorted(set(out), key=lambda s: (s.start, -s.end, s.kind, s.value)))


def cut(text: str, spans: Sequence[Span], start: int, end: int) -> tuple[str, tuple[Span, ...]]:
    """A part of a text with its spans moved along."""
    part = text[start:end]
    lead = len(part) - len(part.lstrip(_EDGES))
    moved = [
        replace(s, start=s.start - start - lead, end=s.end - start - lead)
        for s in spans
        if s.end > start and s.start < end
    ]
    part = part.strip(_EDGES)
    return part, fitted(part, moved)
