"""Mandarin word by word, with the pinyin of each, by jieba and pypinyin (extra `zh`).

Traditional characters are read as the simplified ones that they stand for, because jieba's dictionary has only those.
jieba would cache its dictionary in the shared folder for temporary files, and load whatever file it finds there; so it
is loaded from the package instead. A single character with several readings is read by its neighbours.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from podcaster.engines import polyphones
from podcaster.engines.readings import USUAL, Reading
from podcaster.errors import VoiceError
from podcaster.installing import extra
from podcaster.text.kana import katakana

HINT = extra("zh")
_PART = re.compile(
    r"(?P<chinese>[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
    r"|(?P<foreign>[^\W\d_\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+(?:['’][^\W\d_\u3400-\u9fff]+)*)|(?P<kana>[\u3040-\u30ff]+)|(?P<figures>\d+)|(?P<marks>.)",
    re.DOTALL,
)
_NUMERAL = re.compile(
    "[零一二三四五六七八九两幺十百千万亿](?:[零一二三四五六七八九两幺十百千万亿]|点(?=[零一二三四五六七八九]))+"
)
_WITH_POINT = re.compile("[零一二三四五六七八九十百千万亿]+点[零一二三四五六七八九十百千万亿点]*")  # 十一点, 一点二
_NAMELESS = "mou3"  # 某, "a certain": what a reader says for a character whose reading nobody knows
_FIGURES = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")


class _Dictionary:
    """jieba's words with their kinds, and a tokenizer that knows them."""

    def __init__(self) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of its escapes, and of a package that it finds its files with
                import jieba
        except ImportError as error:
            raise VoiceError(f"Chinese text cannot be read: {error}", hint=HINT) from error
        path = Path(jieba.__file__).with_name("dict.txt")
        try:
            fields = path.read_text(encoding="utf-8").split()  # word, how often it is met, kind
            words, counts = fields[0::3], [int(field) for field in fields[1::3]]
            self.kinds = dict(zip(words, fields[2::3], strict=True))
        except (OSError, ValueError) as error:
            raise VoiceError(f"jieba's dictionary {path} could not be read: {error}", hint=HINT) from error
        # Its algorithm wants every beginning of a word too.
        known = dict.fromkeys((word[:end] for word in words for end in range(1, len(word))), 0)
        known.update(zip(words, counts, strict=True))
        total = sum(counts)
        self._tokenizer: Any = jieba.Tokenizer()
        self._tokenizer.FREQ, self._tokenizer.total, self._tokenizer.initialized = known, total, True

    def words(self, text: str) -> list[str]:
        return [str(word) for word in self._tokenizer.lcut(text, HMM=False)]


@functools.cache
def _dictionary() -> _Dictionary:
    return _Dictionary()


@functools.cache
def _pypinyin() -> Any:
    try:
        import pypinyin
    except ImportError as error:
        raise VoiceError(f"Chinese text cannot be read: {error}", hint=HINT) from error
    return pypinyin


@functools.cache
def _simplifier() -> Any:
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise VoiceError(f"Chinese text cannot be read: {error}", hint=HINT) from error
    return OpenCC("tw2s")  # with the 著 of Taiwan, which is 着 but in 著作


def simplified(text: str) -> str:
    """*text* in simplified characters, each in its place."""
    out = str(_simplifier().convert(text))
    return out if len(out) == len(text) else text


def read(text: str) -> list[Reading]:
    """The words and marks of *text* in order: pinyin for Chinese words; words of other scripts are foreign."""
    out: list[Reading] = []
    for part in _PART.finditer(text):
        if part["foreign"]:
            out.append(Reading(part[0], (), foreign=True))
        elif part["kana"]:
            out.append(Reading(part[0], (katakana(part[0]),), foreign=True))
        elif part["figures"]:
            out.append(Reading(part[0], tuple(_FIGURES[int(figure)] for figure in part[0])))
        elif part["marks"]:
            out.append(Reading(part[0]))
        else:
            out += _chinese(part[0])
    return out


def _words(text: str) -> list[str]:
    """The words of simplified text; the signs of a number are one."""
    out: list[str] = []
    at = 0
    for run in _NUMERAL.finditer(text):
        if run[0] not in _dictionary().kinds:
            out += [*_dictionary().words(text[at : run.start()]), run[0]]
            at = run.end()
    return out + _dictionary().words(text[at:])


def _chinese(text: str) -> list[Reading]:
    words = _words(simplified(text.translate(USUAL)))
    out = []
    at = 0
    for number, word in enumerate(words):
        written = text[at : at + len(word)]
        at += len(word)
        out.append(Reading(written, _pinyin(word, words[number - 1] if number else "", words[number + 1 :])))
    return out


def _pinyin(word: str, before: str, after: Sequence[str]) -> tuple[str, ...]:
    if word in polyphones.WORDS:
        return polyphones.WORDS[word]
    kinds = _dictionary().kinds
    if len(word) == 1:
        following = after[0] if after else ""
        place = polyphones.Place(before, following, kinds.get(before, ""), kinds.get(following, ""))
        alone = polyphones.alone(word, place)
        if alone:
            return (alone,)
    library = _pypinyin()
    found = library.lazy_pinyin(
        word,
        style=library.Style.TONE3,
        neutral_tone_with_five=True,
        v_to_u=False,
        errors=lambda signs: [_NAMELESS for _ in signs],
    )
    if len(word) > 1 and len(found) == len(word):
        found = polyphones.in_word(word, found, kinds.get(word, ""), known=word in library.constants.PHRASES_DICT)
        found[-1] = polyphones.line(word, before, after) or found[-1]
    if word != "一点" and _WITH_POINT.fullmatch(word):
        # As a word, 一点 (one o'clock, a little) is yi4 dian3. The one of 十一点 and 一点二 keeps its own tone.
        found = ["yi1" if word[at : at + 2] == "一点" else sound for at, sound in enumerate(found)]
    return tuple(found)
