"""How alike two texts are, told from a short sketch of each (minhash over runs of three words)."""

from __future__ import annotations

import base64
import binascii
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RUN = 3  # words
HASHES = 128  # the standard error of the likeness is at most 0.044
BANDS = 12  # of two hashes each: texts with a likeness of 0.6 share one in 99 of 100 cases, with 0.01 in 1 of 800
LEAST = 12  # runs; a shorter text has no sketch
# A word, or one sign of a script that puts no blanks between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W{_UNSPACED}]+")
_MASK = (1 << 64) - 1


class Likeness(NamedTuple):
    """Of two texts."""

    common: float  # runs in both / runs in either, 0 to 1
    contained: float  # runs in both / runs in the shorter text, 0 to 1
    runs: int = 0  # of the shorter text


def sketch(text: str) -> str:
    """A digest of *text* to compare with others: 348 characters; "" if the text is too short."""
    import numpy as np

    known: dict[str, int] = {}
    words = [known.setdefault(w, zlib.crc32(w.encode(errors="replace"))) for w in _words(text)]
    if len(words) < LEAST + RUN - 1:
        return ""
    numbers = np.array(words, dtype=np.uint64)
    runs = np.zeros(len(words) - RUN + 1, dtype=np.uint64)
    for place in range(RUN):
        runs = _mixed(runs + numbers[place : len(runs) + place])
    runs = np.unique(runs)
    if len(runs) < LEAST:
        return ""
    lowest = [int((runs * factor + shift).min()) & 0xFFFF for factor, shift in _functions()]
    return base64.b64encode(struct.pack(f"<I{HASHES}H", min(len(runs), 0xFFFFFFFF), *lowest)).decode()


def likeness(one: str, other: str) -> Likeness | None:
    """How alike the texts of two sketches are; None if a sketch is missing or damaged."""
    a, b = _read(one), _read(other)
    if a is None or b is None:
        return None
    common = sum(x == y for x, y in zip(a[1:], b[1:], strict=True)) / HASHES
    both = common * (a[0] + b[0]) / (1 + common)
    shorter = min(a[0], b[0])
    return Likeness(common, min(1.0, both / shorter), shorter)


def bands(sketch: str) -> tuple[int, ...]:
    """Numbers of which two sketches share at least one where their texts are alike: the rows of an index."""
    found = _read(sketch)
    if found is None:
        return ()
    return tuple(n << 32 | found[1 + 2 * n] << 16 | found[2 + 2 * n] for n in range(BANDS))


@lru_cache(maxsize=64)
def _read(sketch: str) -> tuple[int, ...] | None:
    try:
        found = struct.unpack(f"<I{HASHES}H", base64.b64decode(sketch, validate=True))
    except (ValueError, binascii.Error, struct.error):
        return None
    return found if found[0] else None


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(unicodedata.normalize("NFKC", re.sub("['’]", "", text)).casefold()):
        yield match[0]


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each value scattered over 64 bits (the last step of splitmix64)."""
    import numpy as np

    values = (values + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1)
def _functions() -> tuple[tuple[np.uint64, np.uint64], ...]:
    """The hash functions, the same on every machine for ever: an odd factor and a shift for each."""
    import numpy as np

    state, out = 1, []
    for _ in range(HASHES):
        pair = []
        for _ in range(2):
            state = (state * 6364136223846793005 + 1442695040888963407) & _MASK
            pair.append((state ^ (state >> 29)) * 0xBF58476D1CE4E5B9 & _MASK)
        out.append((np.uint64(pair[0] | 1), np.uint64(pair[1])))
    return tuple(out)
