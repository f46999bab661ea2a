"""The subject of a text, piece by piece: where it changes, and what fits the title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from podcaster.reading.plain.lines import Piece

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[np.float32]]

_SIZE = 256  # places of a word in the sums; two words may share one
_WINDOWS = (60, 250)  # words before and behind a piece that are compared
_CORE = 250  # words behind the title that stand for the article
_TOP = 3  # pieces at the top of a save, among them the title of the window
_LONGEST = 6000  # characters of a piece that are read
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_TERM = re.compile(rf"[{_WIDE}](?=([{_WIDE}]))|[^\W\d_{_WIDE}]{{4,}}")


def terms(text: str) -> list[str]:
    """The words that a subject is known by: those of four letters or more; without spaces, pairs of letters."""
    return [m[0] + (m[1] or "") for m in _TERM.finditer(text[:_LONGEST].lower())]


def columns(found: Sequence[Piece], words: Table, title_at: int, start: int) -> Table:
    """How alike the texts before and behind each piece are, and how near each place is to the title and its text.

    *title_at*, *start*: where the rules find the title (-1: nowhere) and the beginning of the article.
    """
    import numpy as np

    own = _vectors(found)
    ends = np.cumsum(np.maximum(words, 0.5))
    starts = ends - np.maximum(words, 0.5)
    sums = np.concatenate([np.zeros((1, _SIZE), dtype=np.float32), np.cumsum(own, axis=0)])
    at = np.arange(len(own))
    begin = max(title_at, start, 0)
    core = sums[np.searchsorted(starts, starts[begin] + _CORE)] - sums[begin]
    top = own[:_TOP].sum(axis=0) + (own[title_at] if title_at >= 0 else 0)
    out = [_alike(own, core[None, :]), _alike(own, top[None, :])]
    for window in _WINDOWS:
        first = np.searchsorted(starts, starts - window)
        last = np.searchsorted(ends, ends + window, side="right")
        before, behind = sums[at] - sums[first], sums[last] - sums[at]
        around = sums[last] - sums[first]
        to_core, to_top = _alike(around, core[None, :]), _alike(around, top[None, :])
        out += [
            _alike(before, behind),
            to_core,
            to_top,
            _alike(before, top[None, :]) - _alike(behind, top[None, :]),
            to_core / (to_core.max() or 1.0),
            to_top / (to_top.max() or 1.0),
        ]
    return np.column_stack(out).astype(np.float32)


def _vectors(found: Sequence[Piece]) -> Table:
    """How often each word is used in each piece; words that many pieces use count less."""
    import numpy as np

    out = np.zeros((len(found), _SIZE), dtype=np.float32)
    for number, piece in enumerate(found):
        for term in terms(piece.text):
            out[number, crc32(term.encode()) % _SIZE] += 1
    named = (out > 0).sum(axis=0)
    rare: Table = np.log1p(len(found) / (1 + named)).astype(np.float32)
    weighed: Table = np.sqrt(out) * rare
    return weighed


def _alike(one: Table, other: Table) -> Table:
    """The cosine of two rows of sums; 0 where one is empty."""
    import numpy as np

    length = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    cosine: Table = (one * other).sum(axis=1) / np.maximum(length, 1e-6)
    return cosine
