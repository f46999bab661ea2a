"""Where what is said differs from what is written, word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from podcaster.model import UNSPACED, LedgerEntry

_MOST = 1_000_000  # comparisons of words; a longer pair of texts is taken for different but at its ends
_UNSPACED = UNSPACED.pattern.removesuffix("+")
_WORD = re.compile(rf"\s*(?:{_UNSPACED}|(?:(?!{_UNSPACED})\S)+)\s*")
_HEARD = frozenset("&%#@*/\\")  # signs that Unicode takes for punctuation, and that are said as words


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence."""

    written: str  # as displayed, with the space behind it; "": it is only said
    said: str = ""  # in its place; "" with `differs`: it is not said
    differs: bool = False
    left_out: LedgerEntry | None = None  # what the ledger knows of words that are not said


def compared(written: str, said: str) -> tuple[Piece, ...]:
    """*written* in pieces, each with what is said for it. Cases, quotation marks and the like make no difference."""
    old, new = _words(written), _words(said)
    pieces: list[Piece] = []
    for same, some, others in _steps([keys for _, keys in old], [keys for _, keys in new]):
        text = "".join(text for text, _ in old[some])
        heard = "".join(text for text, _ in new[others]).strip()
        alike = same or _flat(old[some]) == _flat(new[others])
        if alike and pieces and not pieces[-1].differs:
            pieces[-1] = replace(pieces[-1], written=pieces[-1].written + text)
        elif alike:
            pieces.append(Piece(text))
        else:
            pieces += _without_end(text, heard)
    return tuple(piece for piece in pieces if piece.written or piece.said)


def _without_end(written: str, said: str) -> list[Piece]:
    """A difference, and apart from it the comma or full stop that both end with."""
    bare, heard = written.rstrip(), said
    while len(bare) > 1 and len(heard) > 1 and bare[-1] == heard[-1] and _is_silent(bare[-1]):
        bare, heard = bare[:-1], heard[:-1]
    rest = [Piece(written[len(bare) :])] if heard != said else []
    return [Piece(written[: len(bare)] if rest else written, heard, differs=True), *rest]


def _is_silent(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "P" and sign not in _HEARD


def with_left_out(pieces: Sequence[Piece], offset: int, entry: LedgerEntry) -> tuple[Piece, ...]:
    """*pieces* with what is not said, *offset* characters into what is written."""
    out, at, gone = [], 0, Piece("", differs=True, left_out=entry)
    for piece in pieces:
        end = at + len(piece.written)
        if gone not in out and at <= offset < end and not piece.differs:
            head, tail = piece.written[: offset - at], piece.written[offset - at :]
            if tail[:1].isspace():
                head += " "
            out += [Piece(head)] if head else []
            out += [gone, Piece(tail)]
        else:
            out += [gone, piece] if gone not in out and offset < at else [piece]
        at = end
    return tuple(out if gone in out else [*out, gone])


def _words(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Words, each with what of it is heard; a dash or a bracket that stands alone belongs to the word before it."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for match in _WORD.finditer(text):
        keys = _keys(match[0])
        if found and not (keys and found[-1][1]):
            before, known = found[-1]
            found[-1] = before + match[0], known + keys
        else:
            found.append((match[0], keys))
    return found


def _keys(text: str) -> tuple[str, ...]:
    """What of *text* is heard: runs of letters and digits in small letters, and signs that are said."""
    kinds = [(sign, unicodedata.category(sign)) for sign in unicodedata.normalize("NFC", text).casefold()]
    heard = (
        sign if kind[0] in "LMN" else f" {sign} " if sign in _HEARD or kind in ("Sm", "Sc", "So") else " "
        for sign, kind in kinds
    )
    return tuple("".join(heard).split())


def _flat(words: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    return "".join(key for _, keys in words for key in keys)


def _steps(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> Iterable[tuple[bool, slice, slice]]:
    """Stretches of both texts that belong together, and whether they are the same."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    yield True, slice(0, head), slice(0, head)
    ends = len(old) - tail, len(new) - tail
    if (ends[0] - head) * (ends[1] - head) > _MOST:
        yield False, slice(head, ends[0]), slice(head, ends[1])
    else:
        found = SequenceMatcher(None, old[head : ends[0]], new[head : ends[1]], autojunk=False)
        for tag, a, b, c, d in found.get_opcodes():
            yield tag == "equal", slice(head + a, head + b), slice(head + c, head + d)
    yield True, slice(ends[0], len(old)), slice(ends[1], len(new))
