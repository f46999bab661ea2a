"""Foreign words as a Japanese speaker says them: the sounds of eSpeak NG in katakana.

English words follow its British rules: these distinguish vowels that Japanese distinguishes too, and drop the r that
Japanese does not say. An unstressed vowel is said as it is written: Python ends in "son", not in "san".
"""

# Each row of a table is on one line.
# ruff: noqa: E501

from __future__ import annotations

import re
import unicodedata

from podcaster.engines.espeak import TIE

# The five vowels of each row, in the order of "aiueo".
_ROWS = {
    "": "ア イ ウ エ オ", "k": "カ キ ク ケ コ", "ɡ": "ガ ギ グ ゲ ゴ", "s": "サ シ ス セ ソ", "z": "ザ ジ ズ ゼ ゾ",
    "t": "タ ティ トゥ テ ト", "d": "ダ ディ ドゥ デ ド", "n": "ナ ニ ヌ ネ ノ", "h": "ハ ヒ フ ヘ ホ",
    "b": "バ ビ ブ ベ ボ", "p": "パ ピ プ ペ ポ", "m": "マ ミ ム メ モ", "r": "ラ リ ル レ ロ", "w": "ワ ウィ ウ ウェ ウォ",
    "j": "ヤ イ ユ イェ ヨ", "f": "ファ フィ フ フェ フォ", "v": "ヴァ ヴィ ヴ ヴェ ヴォ", "ʃ": "シャ シ シュ シェ ショ",
    "ʒ": "ジャ ジ ジュ ジェ ジョ", "ʧ": "チャ チ チュ チェ チョ", "ʤ": "ジャ ジ ジュ ジェ ジョ", "ʦ": "ツァ ツィ ツ ツェ ツォ",
    "kj": "キャ キ キュ キェ キョ", "ɡj": "ギャ ギ ギュ ギェ ギョ", "nj": "ニャ ニ ニュ ニェ ニョ", "hj": "ヒャ ヒ ヒュ ヒェ ヒョ",
    "bj": "ビャ ビ ビュ ビェ ビョ", "pj": "ピャ ピ ピュ ピェ ピョ", "mj": "ミャ ミ ミュ ミェ ミョ", "rj": "リャ リ リュ リェ リョ",
    "tj": "チャ チ チュ チェ チョ", "dj": "ジャ ジ ジュ ジェ ジョ", "fj": "フャ フィ フュ フェ フョ", "vj": "ヴャ ヴィ ヴュ ヴェ ヴョ",
    "kw": "クァ クィ ク クェ クォ", "ɡw": "グァ グィ グ グェ グォ",
}  # fmt: skip
_MORAE = {row + vowel: kana for row, five in _ROWS.items() for vowel, kana in zip("aiueo", five.split(), strict=True)}
# A consonant without a vowel behind it.
_ALONE = {
    "t": "ト", "d": "ド", "n": "ン", "m": "ム", "ŋ": "ング", "ʃ": "シュ", "ʒ": "ジュ", "ʧ": "チ", "ʤ": "ジ", "h": "", "j": "イ",
    "w": "ウ",
}  # fmt: skip
_VOWELS = (
    ("aɪə", "ai a"), ("aʊə", "au a"), ("aɪ", "ai"), ("aʊ", "au"), ("eɪ", "ei"), ("əʊ", "o:"), ("oʊ", "o:"), ("ɔɪ", "oi"),
    ("iə", "ia"), ("ɪə", "ia"), ("eə", "ea"), ("ɛə", "ea"), ("ʊə", "ua"), ("juː", "ju:"), ("iː", "i:"), ("uː", "u:"),
    ("ɑː", "a:"), ("ɔː", "o:"), ("ɜː", "a:"), ("ɛː", "ea"), ("yː", "ju:"), ("øː", "e:"), ("aː", "a:"), ("eː", "e:"),
    ("oː", "o:"), ("ɚ", "a:"), ("ɝ", "a:"), ("a", "a"), ("æ", "a"), ("ʌ", "a"), ("ɐ", "a"), ("ɑ", "a"), ("ɪ", "i"),
    ("i", "i"), ("ᵻ", "i"), ("ɨ", "i"), ("y", "ju"), ("ʊ", "u"), ("u", "u"), ("ɯ", "u"), ("ɛ", "e"), ("e", "e"),
    ("œ", "e"), ("ø", "e"), ("ɔ", "o"), ("ɒ", "o"), ("o", "o"), ("ɤ", "o"), ("ə", "ə"),
)  # fmt: skip
_CONSONANTS = {
    f"t{TIE}ʃ": "ʧ", f"d{TIE}ʒ": "ʤ", f"t{TIE}s": "ʦ", "tʃ": "ʧ", "dʒ": "ʤ", "ts": "ʦ", "θ": "s", "ð": "z", "g": "ɡ",
    "ɹ": "r", "l": "r", "ɾ": "r", "ɫ": "r", "ʁ": "r", "ʀ": "r", "x": "h", "ç": "h", "χ": "h", "ɣ": "ɡ", "β": "b", "ɲ": "nj",
    "ʎ": "rj", "ɕ": "ʃ", "ʑ": "ʒ", "ʂ": "ʃ", "ʐ": "ʒ", "q": "k", "c": "k", "ɟ": "ɡ", "ɱ": "m", "ɻ": "r", "ɽ": "r", "ʈ": "t",
    "ɖ": "d", "ɳ": "n", "ɭ": "r", "ʋ": "v", "ɸ": "f", "ħ": "h", "ɦ": "h",
}  # fmt: skip
_UNUSED = re.compile("[ˈˌˑʔʲʰʼ̩̃‿ |_-]|" + TIE)
_DOUBLED = frozenset("ptkʧʤ")  # after a short stressed vowel at the end of a word: "bit" is ビット
_LETTER_VOWELS = re.compile(r"[aeiouy]+")
_SAYS = {"a": "a", "e": "e", "i": "i", "o": "o", "u": "a", "y": "i"}


def katakana(word: str, sound: str) -> str:
    """*sound*, the IPA of *word*, in katakana; "" if nothing of it is known."""
    parts = _parts(sound)
    _spelled(word, parts)
    out = ""
    at = 0
    while at < len(parts):
        consonant = parts[at]
        if _is_vowel(consonant):
            out += _said("", consonant)
            at += 1
            continue
        following = parts[at + 1] if at + 1 < len(parts) else ""
        glide = parts[at + 2] if at + 2 < len(parts) else ""
        row = consonant + following
        if following in {"j", "w"} and row in _ROWS and glide and _is_vowel(glide):
            out += _said(row, glide)
            at += 3
        elif following and _is_vowel(following):
            out += _said(consonant, following)
            at += 2
        else:
            out += _alone(consonant, parts, at)
            at += 1
    return out


def _is_vowel(part: str) -> bool:
    return part[0] in "aiueo" or part.startswith("ju")


def _said(row: str, vowel: str) -> str:
    """A consonant with a vowel, or with two, or with a long one."""
    if vowel.startswith("ju"):
        row, vowel = (row + "j" if row + "j" in _ROWS or not row else row), vowel[1:]
    row = row if row in _ROWS else row[-1:]
    first, rest = vowel[0], vowel[1:].replace(" ", "")
    kana = _MORAE.get(row + first, _MORAE[first])
    return kana + "".join("ー" if c == ":" else _MORAE[c] for c in rest)


def _alone(consonant: str, parts: list[str], at: int) -> str:
    last = at + 1 == len(parts)
    before = parts[at - 1] if at else ""
    short = len(before) == 1 and before in "aiueo"
    if consonant == "m" and not last and parts[at + 1] in {"p", "b"}:
        return "ン"
    if consonant == "ŋ" and not last and parts[at + 1] in {"k", "ɡ"}:
        return "ン"
    kana = _ALONE[consonant] if consonant in _ALONE else _MORAE.get(f"{consonant}u", "")
    following = "".join(parts[at + 1 : at + 3])
    doubled = (last and consonant in _DOUBLED) or (consonant in "ptk" and following == "s")
    return (
        f"ッ{kana}"
        if short and (doubled or (consonant == "t" and following[:1] in {"f", "h", "b", "m", "w"}))
        else kana
    )


def _parts(sound: str) -> list[str]:
    """Consonants and vowels, as the tables know them; an unstressed vowel is "ə"."""
    sound = unicodedata.normalize("NFD", sound).replace("c\u0327", "ç")
    for old, new in _CONSONANTS.items():
        sound = sound.replace(old, new)
    sound = _UNUSED.sub("", sound)
    parts: list[str] = []
    while sound:
        for written, said in _VOWELS:
            if sound.startswith(written):
                parts.append(said)
                sound = sound[len(written) :]
                break
        else:
            if sound[0] in _ALONE or f"{sound[0]}u" in _MORAE:
                parts.append(sound[0])
            sound = sound[1:]
    return parts


def _spelled(word: str, parts: list[str]) -> None:
    """Give each unstressed vowel the sound of its letter, where vowels and letters can be counted off."""
    plain = unicodedata.normalize("NFD", word).casefold()
    found = _LETTER_VOWELS.findall(re.sub(r"(?<=[^aeiouy])e(?=s?$)", "", plain))
    vowels = [n for n, part in enumerate(parts) if part[0] in "aiueoə"]
    match = len(found) == len(vowels)
    for nth, n in enumerate(vowels):
        if parts[n] != "ə":
            continue
        last = n + 1 == len(parts)
        letters = found[nth] if match else ""
        if last and plain.endswith(("er", "or", "ar", "re", "our")):
            parts[n] = "a:"
        elif letters == "e" and parts[n + 1 :] and parts[n + 1] in {"n", "r"}:
            parts[n] = "u" if parts[n + 1] == "n" else "e"
        else:
            parts[n] = _SAYS.get(letters[1:2] if letters[:1] == "i" and letters[1:] else letters[:1], "a")
