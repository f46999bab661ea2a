"""Listings in plain text: code that a converter indented by four columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent

_INDENT = 4  # columns
_AT_MARGIN = 0.6  # of the other lines; a text browser indents all of them
SIGNED = 0.5  # of a listing's lines
LONGEST = 400  # lines
_APART = 3  # lines of a listing have at most two blank ones between them
_SIGN = re.compile(
    r"[{};]\s*$|^\s*(?:[$>#]|//)\s|\w\(\S|\)\s*[{:]$|[=!<>]=|=>|->|:=|^\s*[\w.\[\]]+ = \S+$|</|::|&&|\|\||"
    r"\s--?\w|\s\./\w|^\s*[\])}]|^\s*from \S+ import\b|"
    r"^\s*(?:import|using|def|class|return|const|let|var|public|func|fn|namespace)\s"
)


def blocks(lines: Sequence[str]) -> dict[int, tuple[int, str]]:
    """Where listings begin: for each, the line behind it and its text."""
    found = dict(_runs(lines))
    inside = {n for start, end in found.items() for n in range(start, end)}
    others = [line for n, line in enumerate(lines) if n not in inside and line.strip()]
    at_margin = sum(not line[0].isspace() for line in others)
    if not found or at_margin < _AT_MARGIN * len(others):
        return {}
    texts = {start: (end, dedent("\n".join(lines[start:end])).strip("\n")) for start, end in found.items()}
    return {start: (end, text) for start, (end, text) in texts.items() if _is_code(text)}


def _runs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches of indented lines between blank ones, none of them at the beginning."""
    out: list[tuple[int, int]] = []
    start = last = -1
    for number, line in enumerate((*lines, "end")):
        if not line.strip():
            continue
        indented = line.startswith(" " * _INDENT)
        if start >= 0 and (not indented or number - last > _APART):
            if last < number - 1 and last - start < LONGEST:  # a blank line stands behind it
                out.append((start, last + 1))
            start = -1
        if indented:
            start = number if start < 0 and number and not lines[number - 1].strip() else start
            last = number
    return out


def _is_code(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(map(is_signed, lines)) >= SIGNED * len(lines)


def is_signed(line: str) -> bool:
    """Whether a line has a sign of code: a bracket at its end, an arrow, a prompt, an assignment."""
    return _SIGN.search(line) is not None
