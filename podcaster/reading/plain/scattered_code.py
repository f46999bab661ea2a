"""Code in plain text that stands a line a paragraph, as text browsers write it: one listing again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from podcaster.reading.plain.lines import Piece
from podcaster.reading.plain.listings import LONGEST, SIGNED, is_signed

_FEWEST, _LONGEST_LINE = 3, 160  # lines of a listing between paragraphs; characters of such a line
_SENTENCE = re.compile(r"\w[.!?…。！？]['\"”’»)\]]*$")


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
    if not _is_code(found[start], prose[start]):
        return start
    signed, last = 0, start
    for number in range(start, min(len(found), start + LONGEST)):
        piece = found[number]
        if _is_code(piece, prose[number]):
            signed, last = signed + 1, number
        elif prose[number] or len(piece.text) > _LONGEST_LINE or _SENTENCE.search(piece.text):
            break
    return last + 1 if signed >= SIGNED * (last + 1 - start) else start


def _is_code(piece: Piece, prose: bool) -> bool:
    return not prose and len(piece.text) <= _LONGEST_LINE and is_signed(piece.text)
