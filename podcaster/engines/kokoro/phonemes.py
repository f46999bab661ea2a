"""Text to the symbols that Kokoro was trained on. Nothing is dropped in silence.

Kokoro learnt from the phonemes of misaki: diphthongs and affricates are one letter (A as in "day", ʧ), words are
divided by spaces, punctuation stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from podcaster.engines import pronounce
from podcaster.engines.espeak import TIE
from podcaster.engines.pronounce import Speller, Symbol
from podcaster.errors import EngineError

# The model's own numbers, from the config.json of hexgrad/Kokoro-82M.
_NUMBERED = (
    '1;:,.!? 9—…"()“” \u0303ʣʥʦʨᵝꭧAI 31O 33Q 35ST 39W 41Yᵊabcdef 50hijklmnopqrstuvwxyzɑɐɒæ 75βɔɕç 80ɖðʤə 85ɚɛɜ 90ɟ 92ɡ'
    " 99ɥ 101ɨɪʝ 110ɯɰŋɳɲɴø 118ɸθœ 123ɹ 125ɾɻ 128ʁɽʂʃʈʧ 135ʊʋ 138ʌɣɤ 142χʎ 147ʒʔ 156ˈˌː 162ʰ 164ʲ 169↓ 171→↗↘ 177ᵻ"
)
# misaki's table from eSpeak NG to Kokoro, longest first, and what that table does not know.
_COMMON = {
    "ʔˌn\u0329": "tn", "ʔn\u0329": "tn", "ʔn": "tn", "ʔ": "t",
    f"a{TIE}ɪ": "I", f"a{TIE}ʊ": "W", f"d{TIE}ʒ": "ʤ", f"e{TIE}ɪ": "A", "e": "A", f"t{TIE}ʃ": "ʧ", f"ɔ{TIE}ɪ": "Y",
    f"ə{TIE}l": "ᵊl", "ʲo": "jo", "ʲə": "jə", "ʲ": "", "ɚɹ": "əɹ", "ɚ": "əɹ", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə",
    "ɬ": "l", "\u0303": "", "ʰ": "", "ʼ": "", "ˑ": "", "‿": "", "'": "ˈ", "ɝ": "ɜɹ", "ɲ": "nj", "ʎ": "lj",
}  # fmt: skip
# Sounds that English voices never learnt, as the nearest that they did.
_NEAREST = (
    "g=ɡ ɫ=l ʀ=ɹ ʁ=ɹ y=u ʏ=ʊ ø=ɜ œ=ɜ ʉ=u ɵ=ə ɱ=m ɭ=l c=k ɟ=ɡ ɣ=ɡ β=b χ=k ɯ=u ɨ=ɪ ɘ=ə ɤ=ʌ ħ=h ɦ=h ʍ=w ɕ=ʃ ʑ=ʒ ʂ=ʃ ʐ=ʒ"
    " q=k ɸ=f ʋ=v ɻ=ɹ ɽ=ɹ ʈ=t ɖ=d ɳ=n ɴ=ŋ"
)
_COMMON.update((pair[0], pair[2:]) for pair in _NEAREST.split())
_BRITISH = {f"e{TIE}ə": "ɛː", "iə": "ɪə", f"ə{TIE}ʊ": "Q", f"o{TIE}ʊ": "Q", "o": "ɔ", "ɾ": "t", "æ": "a", "ᵻ": "ɪ"}
_AMERICAN = {
    f"o{TIE}ʊ": "O", f"ə{TIE}ʊ": "O", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ː": "", "o": "ɔ", "ɾ": "T", "a": "æ",
    "ɒ": "ɑ",
}  # fmt: skip
# misaki's table for all other languages: only what is tied becomes one letter.
_OTHER = {
    f"a{TIE}ɪ": "I", f"a{TIE}ʊ": "W", f"d{TIE}z": "ʣ", f"d{TIE}ʒ": "ʤ", f"e{TIE}ɪ": "A", f"o{TIE}ʊ": "O",
    f"ə{TIE}ʊ": "Q", f"s{TIE}s": "S", f"t{TIE}s": "ʦ", f"t{TIE}ʃ": "ʧ", f"ɔ{TIE}ɪ": "Y",
    "ʀ": "ʁ", "ɫ": "l", "ɭ": "l", "ɵ": "ø", "ʉ": "y", "ɱ": "m", "ɦ": "h", "ħ": "h", "ʍ": "w", "ʑ": "ʥ", "ʐ": "ʒ",
    "ɬ": "l", "ʏ": "y", "ɝ": "ɜɹ", "ɘ": "ə", "g": "ɡ", "ʼ": "", "ˑ": "", "‿": "", "'": "ˈ", "-": "",
}  # fmt: skip
_TABLES = {
    accent: sorted({**common, **own}.items(), key=lambda pair: -len(pair[0]))
    for accent, common, own in (("us", _COMMON, _AMERICAN), ("gb", _COMMON, _BRITISH), ("", {}, _OTHER))
}
# IPA from a lexicon is often written without ties.
_UNTIED = {"tʃ": "ʧ", "dʒ": "ʤ", "eɪ": "A", "aɪ": "I", "aʊ": "W", "ɔɪ": "Y", "oʊ": "O", "əʊ": "Q", "ʦ": "ts", "ʣ": "dz"}


def _vocabulary() -> dict[str, int]:
    numbers: dict[str, int] = {" ": 16}
    for run in re.finditer(r"(\d+)(\D+)", _NUMBERED.replace(" \u0303", "\u0001\u0303")):
        for offset, symbol in enumerate(run[2].rstrip(" ")):
            numbers[" " if symbol == "\u0001" else symbol] = int(run[1]) + offset
    return numbers


VOCABULARY = _vocabulary()


def symbols(text: str, speller: Speller, *, accent: str, ipa: Sequence[tuple[str, str]] = ()) -> list[Symbol]:
    """*text* as Kokoro reads it. *accent*: "us", "gb", or "" for other languages than English.

    Raises EngineError for a word that has no sound.
    """
    lexicon = [(words, ipa_symbols(words, sound, accent)) for words, sound in ipa]
    found = pronounce.symbols(text, speller, lambda sound: kokoro(sound, accent), lexicon)
    return _with_stress_on_i(found) if accent else found


def _with_stress_on_i(found: list[Symbol]) -> list[Symbol]:
    """The pronoun with a light stress, as misaki writes it: without, the model swallows it at a sentence's start."""
    out: list[Symbol] = []
    for n, symbol in enumerate(found):
        alone = all(not 0 <= m < len(found) or found[m].word != symbol.word for m in (n - 1, n + 1))
        if symbol.text == "I" and symbol.word >= 0 and alone:
            out.append(Symbol("ˌ", symbol.word))
        out.append(symbol)
    return out


@lru_cache(maxsize=20_000)
def kokoro(sound: str, accent: str) -> str:
    """eSpeak NG's IPA in the model's symbols. Raises EngineError for a sound that has no symbol."""
    sound = unicodedata.normalize("NFD", sound).replace("c\u0327", "ç")
    for old, new in _TABLES[accent]:
        sound = sound.replace(old, new)
    sound = re.sub(r"(\S)\u0329", r"ᵊ\1", sound).replace("\u0329", "").replace(TIE, "")
    # Diacritics refine a sound that is already there (a dental t, a raised e); alone they have no symbol.
    sound = "".join(c for c in sound if c in VOCABULARY or not unicodedata.combining(c))
    unknown = sorted({c for c in sound if c not in VOCABULARY})
    if unknown:
        raise EngineError(f"the voice has no symbol for the sound {' '.join(unknown)!r} in {sound!r}")
    return sound


def ipa_symbols(word: str, sound: str, accent: str) -> str:
    """A lexicon's IPA in the model's symbols. Raises EngineError that names the entry."""
    tied = sound.strip().strip("/[]").replace(".", "").replace("\u035c", TIE)
    for old, new in _UNTIED.items():
        tied = tied.replace(old, new)
    try:
        # The model's own letters pass unchanged.
        parts = re.split(r"([AIWYOQT])", tied)
        return "".join(p if re.fullmatch(r"[AIWYOQT]", p) else kokoro(p, accent) for p in parts)
    except EngineError as error:
        raise EngineError(f"the lexicon's IPA for {word!r} cannot be said: {error}") from error
