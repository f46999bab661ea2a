"""Japanese word by word, with the reading of each in katakana, by Open JTalk (extra `ja`).

Only the text analysis of pyopenjtalk-plus is used. It carries its dictionary and fetches nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from podcaster.engines.readings import USUAL, Reading
from podcaster.errors import EngineError, VoiceError
from podcaster.installing import extra

HINT = extra("ja")
# Words of other scripts than kana and Chinese characters: Latin, Greek, Cyrillic, Hangul.
_FOREIGN = re.compile(
    r"(?<!\d)(?<!\d )(?:(?![\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff10-\uff9f\U00020000-\U0003ffff々〆〇])"
    r"[^\W\d_])+(?:['’](?:s|t|re|ve|ll|d|m)\b)?"
)
_LETTERS = re.compile(r"[A-Z]{1,5}s?|[A-Za-z]")  # spelled, unless the dictionary knows the word
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # OpenAI, GitHub
_CHARACTER = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NAMELESS = "ナニ"  # for a character that the dictionary does not know: Chinese, or very rare
_SILENT = "’"  # Open JTalk's mark for a vowel that is whispered
# Parts of speech that belong to the word before: endings, counters, the parts of a number.
_ENDINGS = frozenset((("助動詞", "*"), ("助詞", "接続助詞"), ("名詞", "接尾"), ("動詞", "接尾"), ("形容詞", "接尾")))
_NUMBER = ("名詞", "数")

Foreign = Callable[[str], str]  # a word of another script -> katakana


@functools.cache
def _library() -> Any:
    try:
        import pyopenjtalk
    except ImportError as error:
        raise VoiceError(f"Open JTalk could not be loaded: {error}", hint=HINT) from error
    return pyopenjtalk


def _analysed(text: str) -> Sequence[Any]:
    try:
        # Its second dictionary (Sudachi) would take 110 MB; of 60 sentences it read one otherwise, and that one worse.
        return list(_library().g2p_mapping(text, use_sudachi_kanji_yomi=False))
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineError(f"Open JTalk failed at {text[:80]!r}: {error}") from error


def read(text: str, foreign: Foreign) -> list[Reading]:
    """The words and marks of *text* in order. Words of other scripts are read as *foreign* says."""
    told, places = _without_foreign(text, foreign)
    out: list[Reading] = []
    start = end = 0  # of the last word in *text*
    kind = ("", "")
    for token in _analysed(told):
        first, last = token["char_span"]
        known = last > first
        a, b = (places[first], places[last - 1] + 1) if known else (end, end)
        sounds = token["pron"].replace(_SILENT, "") if token["pos"] != "記号" or token["mora_count"] else ""
        if not sounds and known:
            sounds = _NAMELESS * len(_CHARACTER.findall(text[a:b]))
        before, kind = kind, (token["pos"], token["pos_group1"])
        if not any("ァ" <= c <= "ヺ" or c == "ー" for c in sounds):
            if known and a >= end:
                out.append(Reading(text[a:b]))
                start, end, kind = a, b, ("", "")
            continue
        joined = out and out[-1].sounds and (not known or a < end or (a == end and _goes_on(before, kind)))
        if joined:
            end = max(end, b)
            out[-1] = Reading(text[start:end], (*out[-1].sounds, sounds))
        else:
            start, end = a, max(a, b)
            out.append(Reading(text[start:end], (sounds,)))
    return out


def _goes_on(before: tuple[str, str], kind: tuple[str, str]) -> bool:
    """Whether a token is a part of the word before it."""
    return kind in _ENDINGS or (before == kind == _NUMBER)


def _without_foreign(text: str, foreign: Foreign) -> tuple[str, list[int]]:
    """*text* with words of other scripts in katakana, and for each of its characters the place in *text*."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    text = text.translate(USUAL)
    for match in _FOREIGN.finditer(text):
        kana = _kana_of(match[0], foreign)
        parts += [text[at : match.start()], kana or match[0]]
        places += range(at, match.start())
        places += _spread(match.start(), match.end(), len(kana)) if kana else range(match.start(), match.end())
        at = match.end()
    parts.append(text[at:])
    places += range(at, len(text))
    return "".join(parts), places


def _spread(start: int, end: int, count: int) -> Iterable[int]:
    """*count* places from the first to the last of a word."""
    return [start + (end - 1 - start) * n // max(1, count - 1) for n in range(count)]


def _kana_of(word: str, foreign: Foreign) -> str:
    """Katakana for a foreign word; "" for one that Open JTalk knows, or that it spells."""
    if _LETTERS.fullmatch(word) or (word.isascii() and _is_known(word)):
        return ""
    parts = _CAMEL.split(word)
    return foreign(word) if len(parts) == 1 else "".join(_kana_of(part, foreign) or _kana(part) for part in parts)


def _kana(word: str) -> str:
    """The reading that Open JTalk has for a word."""
    return "".join(token["pron"] for token in _analysed(word)).replace(_SILENT, "")


@functools.lru_cache(maxsize=4096)
def _is_known(word: str) -> bool:
    tokens = _analysed(word)
    return len(tokens) == 1 and not tokens[0]["is_unknown"]
