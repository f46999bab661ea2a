"""Spellings that eSpeak NG misreads, and what to give it instead.

It reads letters that the rules of a language do not know by their number ("Nguyễn" becomes "N G U Y letter one E C
five N"), and it often leaves out the ending of an acronym ("NASA's", "about LLMs").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from podcaster.text.languages import primary

# ---------------------------------------------------------------- letters

KNOWN = 0x180  # the rules of every language know the letters below, except these two
_UNKNOWN = "ſŉ"
# Letters above that the rules of a language know
_OWN = {
    "vi": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "ro": "șț", "cmn": "ǎǐǒǔǖǘǚǜẑ", "cy": "ẁẃẅỳ",
    "ga": "ḃḋḟṁṗṡṫ", "gn": "ẽỹ", "hak": "ǹḿṳ", "it": "ƒș", "lv": "ȯḩ", "ltg": "ȯḩ", "mk": "ḱẑ", "uz": "ǵʻʼ", "haw": "ʻ",
    "sk": "ƒ", "chr": "ṿạẹịọụ",
}  # fmt: skip
_IPA = range(0x250, 0x2B0)
# Letters of Unicode that are marks (Hawaiʻi, Qurʾān, ǃKung) or apostrophes (Qurʼan), and letters without a useful name
_AS = {
    **dict.fromkeys("ʻʽʾʿˈˌːˑǀǁǂǃɁɂ", ""), **dict.fromkeys("ʼꞋꞌ", "’"), "ẞ": "SS", "Ỻ": "LL", "ỻ": "ll", "Ỽ": "V",
    "ỽ": "v",
}  # fmt: skip
# Names such as LATIN SMALL LETTER B WITH HOOK, LATIN CAPITAL LETTER OPEN E, LATIN LETTER SMALL CAPITAL A
_NAME = re.compile(
    r"LATIN (?P<case>SMALL CAPITAL|SMALL|CAPITAL)?\s?LETTER"
    r"(?: (?:OPEN|REVERSED|TURNED|DOTLESS|LONG|SMALL|CAPITAL|INSULAR|SCRIPT))*"
    r" (?P<letter>[A-Z]{1,2}|ENG|ESH|EZH|SCHWA|ALPHA|GAMMA|IOTA|UPSILON|THORN|ETH|WYNN|YOGH)(?= |$)"
)
_SPELLED = {
    "ENG": "ng", "ESH": "sh", "EZH": "zh", "SCHWA": "e", "ALPHA": "a", "GAMMA": "g", "IOTA": "i", "UPSILON": "u",
    "THORN": "th", "ETH": "d", "WYNN": "w", "YOGH": "y", "HV": "hw", "OI": "gh",
}  # fmt: skip


def folded(text: str, language: str) -> str:
    """*text* with plain letters in place of those that eSpeak NG would read by their number in *language*.

    A letter of the phonetic alphabet keeps its name ("open e") where it stands alone.
    """
    if text.isascii() or all(_is_known(c) for c in text):
        return text
    text = unicodedata.normalize("NFC", text)
    known = _OWN.get(primary(language), "")
    alone = sum(c.isalpha() for c in text) == 1
    out = ""
    for c in text:
        if _is_known(c) or c.lower() in known or (alone and ord(c) in _IPA):
            out += c
        elif not (unicodedata.combining(c) and out[-1:] and _is_latin(out[-1])):  # eSpeak NG reads a mark as a letter
            out += _plain(c)
    return out


def _is_known(letter: str) -> bool:
    return ord(letter) < KNOWN and letter not in _UNKNOWN


def _is_latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "")


@lru_cache(maxsize=2_000)
def _plain(letter: str) -> str:
    """The plain letters that a Latin letter is made from; any other letter unchanged."""
    if letter in _AS:
        return _AS[letter]
    if not (letter.isalpha() or letter.isdecimal()):
        return letter
    made_from = unicodedata.normalize("NFKC", letter)
    if made_from != letter:
        return "".join(c if _is_known(c) else _plain(c) for c in made_from)
    if not _is_latin(letter):
        return letter
    bare = unicodedata.normalize("NFD", letter)[0]
    found = _NAME.match(unicodedata.name(letter, ""))
    if bare != letter or not found:
        return bare if _is_known(bare) or bare == letter else _plain(bare)
    plain = _SPELLED.get(found["letter"], found["letter"].lower())
    return plain.capitalize() if found["case"] == "CAPITAL" else plain


# ---------------------------------------------------------------- endings

EDGES = '.,;:!?…()[]"“”‘«»'  # what stands around a word
_WORDS = frozenset("AEIOUMRV")  # As, Es, Is, Os, Us, Ms, Rs and Vs are words, or short for words, rather than letters
_HISSING = ("s", "z", "ʃ", "ʒ", "ʧ", "ʤ", "ʦ", "ʣ", "ɕ", "ʑ", "S")
_VOICELESS = ("p", "t", "k", "f", "θ")


def without_ending(word: str, language: str) -> str:
    """The stem of an English acronym, number or sign with a plural s or a possessive 's; "" for any other word.

    NASA's, U.S.'s, C++'s, PDFs, PhDs, 747s: there is no lower-case letter before the s.
    """
    if primary(language) != "en":
        return ""
    if stem := owner(word, language):
        return "" if stem[-1].islower() or stem[-1] in "'’" else stem
    stem = word.rstrip("'’")
    stem = stem[:-1] if stem.endswith("s") else ""
    return stem if stem and (stem[-1].isdecimal() or (stem[-1].isupper() and stem not in _WORDS)) else ""


def owner(word: str, language: str) -> str:
    """An English *word* without its possessive 's; "" where it has none."""
    return word[:-2] if word.endswith(("'s", "’s")) and primary(language) == "en" else ""


def ended(sound: str) -> str:
    """*sound*, in IPA or Kokoro's symbols, with the English s of plural and possessive: caps, cabs, classes."""
    last = next((c for c in reversed(sound) if c.isalpha() and unicodedata.category(c) != "Lm"), "")
    return sound + ("ɪz" if last in _HISSING else "s" if last in _VOICELESS else "z") if last else sound


def endings_written(text: str, language: str, sound: Callable[[str], str]) -> str:
    """*text* with the endings of acronyms spelled so that they are heard, for a voice that takes only text.

    *sound* returns eSpeak NG's phonemes of a text. An ending that no spelling makes audible stays as it is.
    """
    words = text.split()
    cores = [word.strip(EDGES) for word in words]
    stems = [without_ending(core, language) for core in cores]
    # Later acronyms have no endings until their turn: eSpeak NG looks at all capitals of a clause before it decides
    # whether to spell a word, so each one must be tested among its final neighbours.
    done = [w.replace(c, s) if s else w for w, c, s in zip(words, cores, stems, strict=True)]
    for n, (word, core, stem) in enumerate(zip(words, cores, stems, strict=True)):
        if not stem:
            continue
        silent, done[n] = sound(" ".join(done)), word
        for form in (core, f"{stem}'s", f"{stem}'S", f"{'.'.join(stem)}'s"):
            written = [*done[:n], word.replace(core, form), *done[n + 1 :]]
            if _is_ended(silent, sound(" ".join(written))):
                done = written
                break
    return " ".join(done)


def _is_ended(silent: str, sound: str) -> bool:
    """Whether *sound* is *silent* with an s in one place."""
    silent, sound = (re.sub("[^\\w]|[ˈˌː]", "", one).replace("ᵻ", "ɪ") for one in (silent, sound))
    same = next((n for n, (a, b) in enumerate(zip(silent, sound, strict=False)) if a != b), len(silent))
    rest = silent[same:]
    return sound.endswith(rest) and sound[same : len(sound) - len(rest)] in ("s", "z", "ɪz", "zɪ")
