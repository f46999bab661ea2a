"""Code in plain text that stands a line, or a word, a paragraph: one listing again.

Text browsers write a line of code as a paragraph. Programs that write each node of a page on a line of its own take the
code of a highlighter, which colours every word, to words and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from podcaster.reading.plain.lines import Piece
from podcaster.reading.plain.listings import LONGEST, SIGNED, is_signed

_FEWEST, _LONGEST_LINE = 3, 160  # lines of a listing between paragraphs; characters of such a line
_FEWEST_TOKENS, _TOKEN_WORDS = 10, 3  # pieces of code in words; words of such a piece
_FEWEST_SIGNS, _SIGNS = 4, 0.12  # brackets alone and the like: of SQL, which has few
_OPENING, _CLOSING = "([{", ")]}"
_DRAWN = re.compile(r"\S ?[│┃] ?\S|[─━][┼╋]")  # a row of a table that a database draws
_ONLY_SIGNS = re.compile(r"[^\w\s]*[=<>(){}\[\];+&|\\/][^\w\s]*")
# "the salt;" is an item of an enumeration, or a verse, as often as a line of code: alone it is a sign of neither.
_ONLY_WORDS = re.compile(r"[^=<>{}()\[\]+&|\\/_$#@*%\"]*;")
_SENTENCE = re.compile(r"\w[.!?…。！？]['\"”’»)\]]*$")


def gathered(found: Sequence[Piece], inside: Sequence[bool], prose: Sequence[bool]) -> tuple[list[Piece], list[bool]]:
    """The pieces with code that stands a line a piece gathered behind the piece above it, and which are inside.

    Only between pieces that are inside. A listing is either mentioned or left out; its lines are no paragraphs.
    """
    out: list[Piece] = []
    kept: list[bool] = []
    tokens = _ends_of_tokens(found, prose)
    at = 0
    while at < len(found):
        end = _end(found, inside, prose, tokens, at) if kept and kept[-1] else at
        if end > at and any(inside[end : end + 1]):
            code = "\n".join(text for piece in found[at:end] for text in (piece.text, *piece.listings))
            out[-1] = replace(out[-1], listings=(*out[-1].listings, code))
            at = end
        else:
            out.append(found[at])
            kept.append(inside[at])
            at += 1
    return out, kept


def _end(
    found: Sequence[Piece], inside: Sequence[bool], prose: Sequence[bool], tokens: Sequence[int], start: int
) -> int:
    """The piece behind a listing that begins with this piece; the same piece if none does."""
    end = _end_of_code(found, prose, start)
    if end - start >= _FEWEST:
        return end
    return start if inside[start] and not _is_sign(found[start].text) else tokens[start]


def _end_of_code(found: Sequence[Piece], prose: Sequence[bool], start: int) -> int:
    """The piece behind a listing that begins with this piece; the same piece if none does."""
    if not _is_code(found[start], prose[start]):
        return start
    signed, last, sure = 0, start, False
    for number in range(start, min(len(found), start + LONGEST)):
        piece = found[number]
        if _is_code(piece, prose[number]):
            signed, last, sure = signed + 1, number, sure or _ONLY_WORDS.fullmatch(piece.text) is None
        elif prose[number] or len(piece.text) > _LONGEST_LINE or _SENTENCE.search(piece.text):
            break
    return last + 1 if sure and signed >= SIGNED * (last + 1 - start) else start


def _is_code(piece: Piece, prose: bool) -> bool:
    signed = is_signed(piece.text) or _DRAWN.search(piece.text) is not None
    signed = signed and not (_is_item(piece) and _ONLY_WORDS.fullmatch(piece.text))
    return not prose and len(piece.text) <= _LONGEST_LINE and signed


def _is_item(piece: Piece) -> bool:
    """Whether a piece has the mark of a list; "#" begins a comment as well."""
    return piece.marker not in ("", "#")


def _ends_of_tokens(found: Sequence[Piece], prose: Sequence[bool]) -> list[int]:
    """For each piece, the one behind code in single words and brackets that begins there; itself if none does.

    From the last to the first, so that a page of single words is looked through once.
    """
    ends = list(range(len(found)))
    signs, last, sure = 0, -1, False
    for number in reversed(range(len(found))):
        text = found[number].text
        if prose[number] or len(text) > _LONGEST_LINE or text.count(" ") >= _TOKEN_WORDS:
            signs, last, sure = 0, -1, False
            continue
        if _is_sign(text) and not _is_item(found[number]):
            signs, last, sure = signs + 1, max(last, number), sure or _ONLY_SIGNS.fullmatch(text) is not None
        count = last + 1 - number
        if sure and count >= _FEWEST_TOKENS and signs >= max(_FEWEST_SIGNS, _SIGNS * count):
            ends[number] = last + 1
    return ends


def _is_sign(text: str) -> bool:
    """Whether a piece is nothing but signs of code, ends a statement, or has a bracket without the other."""
    return (
        text.endswith(";")
        or _ONLY_SIGNS.fullmatch(text) is not None
        or any(text.count(a) != text.count(b) for a, b in zip(_OPENING, _CLOSING, strict=True))
    )
