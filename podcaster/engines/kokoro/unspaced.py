"""Japanese as Kokoro reads it, and Chinese: words with their readings, and marks, as the model's symbols."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from podcaster.engines.pronounce import FULL_WIDTH, GOES_ON, PAUSES, QUOTES, Symbol, append
from podcaster.engines.readings import Reading
from podcaster.errors import EngineError

_BRACKET = "()"  # a comma, except at the edges and beside other marks
# Brackets of a remark are heard as a short pause, those of a quotation as quotes.
_MARKS = {
    **FULL_WIDTH,
    **QUOTES,
    **{mark: mark for mark in f"{PAUSES}“”"},
    **dict.fromkeys("（）()[]〔〕［］{}", _BRACKET),
    **dict.fromkeys("／/｜|＝=", ","),
    **dict.fromkeys("「『《〈【﹁﹃", "“"),
    **dict.fromkeys("」』》〉】﹂﹄", "”"),
    **dict.fromkeys("〜～~—―─–‥", "—"),
    **{"⋯": "…", "｡": ".", "､": ","},
}
_ENDS = ".!?…"
_GLOTTAL = "ʔ"  # of a doubled consonant: the word goes on without a gap


def symbols(readings: Sequence[Reading], spell: Callable[[Reading], str]) -> list[Symbol]:
    """*readings* as symbols, each with the number of its reading. Raises EngineError for a word without a sound.

    *spell*: the model's symbols for a word.
    """
    out: list[Symbol] = []
    opened = False  # by a straight quotation mark, which looks the same at both ends
    for number, reading in enumerate(readings):
        if reading.sounds or reading.foreign:
            _append_word(out, number, spell(reading))
            continue
        for char in reading.written:
            if char == '"':
                char, opened = ("”" if opened else "“"), not opened
            mark = _MARKS.get(char)
            if mark:
                _append_mark(out, mark)
            elif unicodedata.category(char) in {"Lo", "Ll", "Lu", "Lt", "Nd", "No", "Nl"}:
                raise EngineError(
                    f"the voice has no sound for {char!r} in {reading.written!r}",
                    hint="give a spelling in the lexicon, or use another voice",
                )
    out = _without_brackets(out)
    while out and out[0].word < 0 and out[0].text in f"{PAUSES} ”":
        out.pop(0)
    if out and all(s.text not in _ENDS for s in out[-3:]) and out[-1].text not in GOES_ON:
        out.append(Symbol("."))
    return out


def _without_brackets(found: Sequence[Symbol]) -> list[Symbol]:
    out: list[Symbol] = []
    for number, symbol in enumerate(found):
        if symbol.text != _BRACKET:
            out.append(symbol)
            continue
        following = next((s.text for s in found[number + 1 :] if s.text not in {" ", _BRACKET}), "")
        if out and out[-1].text not in f"{PAUSES}“ " and following and following not in f"{PAUSES}”":
            out.append(Symbol(","))
    return out


def _append_word(out: list[Symbol], number: int, sound: str) -> None:
    if out and out[-1].text == _GLOTTAL:
        out += [Symbol(c, number) for c in sound]
    else:
        append(out, sound, number)


def _append_mark(out: list[Symbol], mark: str) -> None:
    """Add a mark; of several pauses in a row the strongest stays."""
    before = out[-1].text if out and out[-1].word < 0 else ""
    if mark in PAUSES and before in PAUSES and before:
        if before in _ENDS and (mark not in _ENDS or mark == before):
            return
        if before not in _ENDS:
            out.pop()
    append(out, mark, -1)
