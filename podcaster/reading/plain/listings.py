"""Listings in plain text: code that a converter indented by four columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it imports this module
    from podcaster.reading.plain.lines import Piece

_INDENT = 4  # columns
_AT_MARGIN = 0.6  # of the other lines; a text browser indents all of them
_SIGNED = 0.5  # of a listing's lines
_LONGEST = 400  # lines
_FEWEST, _LONGEST_LINE = 3, 160  # lines of a listing between paragraphs; characters of such a line
_SENTENCE = re.compile(r"\w[.!?…。！？]['\"”’»)\]]*$")
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
            if last < number - 1 and last - start < _LONGEST:  # a blank line stands behind it
                out.append((start, last + 1))
            start = -1
        if indented:
            start = number if start < 0 and number and not lines[number - 1].strip() else start
            last = number
    return out


def _is_code(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(_SIGN.search(line) is not None for line in lines) >= _SIGNED * len(lines)


def gathered(found: Sequence[Piece], inside: Sequence[bool], prose: Sequence[bool]) -> tuple[list[Piece], list[bool]]:
    """The pieces with code that stands a line a piece gathered behind the piece above it, and which are inside.

    Only between pieces that are inside. A listing is either mentioned or left out; its lines are no paragraphs.
    """
    out: list[Piece] = []
    kept: list[bool] = []
    at = 0
    while at < len(found):
        end = _end_of_code(found, prose, at) if kept and kept[-1] else at
        if end - at >= _FEWEST and any(inside[end : end + 1]):
            code = "\n".join(text for piece in found[at:end] for text in (piece.text, *piece.listings))
            out[-1] = replace(out[-1], listings=(*out[-1].listings, code))
            at = end
        else:
            out.append(found[at])
            kept.append(inside[at])
            at += 1
    return out, kept


def _end_of_code(found: Sequence[Piece], prose: Sequence[bool], start: int) -> int:
    """The piece behind a listing that begins with this piece; the same piece if none does."""
    if not _is_signed(found[start], prose[start]):
        return start
    signed, last = 0, start
    for number in range(start, min(len(found), start + _LONGEST)):
        piece = found[number]
        if _is_signed(piece, prose[number]):
            signed, last = signed + 1, number
        elif prose[number] or len(piece.text) > _LONGEST_LINE or _SENTENCE.search(piece.text):
            break
    return last + 1 if signed >= _SIGNED * (last + 1 - start) else start


def _is_signed(piece: Piece, prose: bool) -> bool:
    return not prose and len(piece.text) <= _LONGEST_LINE and _SIGN.search(piece.text) is not None
