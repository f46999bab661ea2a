"""Japanese as Kokoro reads it: katakana to the model's symbols. The table's facts are those of misaki."""

# Each row of a table is on one line.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Sequence

from podcaster.errors import EngineError

_TABLE = (
    "ア=a イ=i ウ=ɯ エ=e オ=o カ=ka キ=kʲi ク=kɯ ケ=ke コ=ko ガ=ɡa ギ=ɡʲi グ=ɡɯ ゲ=ɡe ゴ=ɡo サ=sa シ=ɕi ス=sɨ セ=se ソ=so ザ=ʣa ジ=ʥi "
    "ズ=zɨ ゼ=ʣe ゾ=ʣo タ=ta チ=ʨi ツ=ʦɨ テ=te ト=to ダ=da ヂ=ʥi ヅ=zɨ デ=de ド=do ナ=na ニ=ɲi ヌ=nɯ ネ=ne ノ=no ハ=ha ヒ=çi フ=ɸɯ "
    "ヘ=he ホ=ho バ=ba ビ=bʲi ブ=bɯ ベ=be ボ=bo パ=pa ピ=pʲi プ=pɯ ペ=pe ポ=po マ=ma ミ=mʲi ム=mɯ メ=me モ=mo ヤ=ja ユ=jɯ ヨ=jo ラ=ɾa "
    "リ=ɾʲi ル=ɾɯ レ=ɾe ロ=ɾo ワ=βa ヰ=i ヱ=e ヲ=o ヴ=vɯ ァ=a ィ=i ゥ=ɯ ェ=e ォ=o ャ=ja ュ=jɯ ョ=jo ヮ=βa ヵ=ka ヶ=ke ヷ=va ヸ=vʲi ヹ=ve "
    "ヺ=vo ッ=ʔ ー=ː イェ=je ウィ=βi ウェ=βe ウォ=βo クァ=kᵝa クィ=kᵝi クェ=kᵝe クォ=kᵝo クヮ=kᵝa グァ=ɡᵝa グィ=ɡᵝi グェ=ɡᵝe グォ=ɡᵝo グヮ=ɡᵝa "
    "シェ=ɕe ジェ=ʥe チェ=ʨe スィ=si ズィ=zi ツァ=ʦa ツィ=ʦʲi ツェ=ʦe ツォ=ʦo ティ=tʲi テュ=tʲɨ ディ=dʲi デュ=dʲɨ トゥ=tɯ ドゥ=dɯ ファ=ɸa フィ=ɸʲi "
    "フェ=ɸe フォ=ɸo フュ=ɸʲɨ フョ=ɸʲo ヴァ=va ヴィ=vʲi ヴェ=ve ヴォ=vo ヴュ=bʲɨ ヴャ=bʲa ヴョ=bʲo"
)
_MORAE = {entry.partition("=")[0]: entry.partition("=")[2] for entry in _TABLE.split()}
_SMALL_Y = {"ャ": "a", "ュ": "ɨ", "ョ": "o", "ェ": "e"}
# The n takes the place of what follows it within a word.
_NASALS = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾz", "n"))


def symbols(kana: str) -> str:
    """*kana*, the reading of a word in katakana, in the model's symbols. Raises EngineError for anything else."""
    parts: list[str] = []
    at = 0
    while at < len(kana):
        pair = kana[at : at + 2]
        sound = _MORAE.get(pair) if len(pair) == 2 else None
        if sound is None and len(pair) == 2:
            sound = _with_small_y(pair)
        width = 2 if sound is not None else 1
        if sound is None:
            sound = "n" if pair[0] == "ン" else _MORAE.get(pair[0])
        if sound is None:
            raise EngineError(f"the voice has no sound for {pair[0]!r} in the reading {kana!r}")
        parts.append("ɴ" if pair[0] == "ン" else sound)
        at += width
    return "".join(_nasal(parts[n + 1 : n + 2]) if part == "ɴ" else part for n, part in enumerate(parts))


def _with_small_y(pair: str) -> str | None:
    """The sound of キャ and its like: that of キ without its vowel, and another vowel."""
    first, vowel = _MORAE.get(pair[0], ""), _SMALL_Y.get(pair[1])
    if vowel is None or not first.endswith("i") or len(first) < 2:
        return None
    return first[:-1] + vowel


def _nasal(following: Sequence[str]) -> str:
    first = following[0][:1] if following else ""
    return next((nasal for before, nasal in _NASALS if first and first in before), "ɴ")
