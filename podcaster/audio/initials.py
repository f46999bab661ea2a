"""The one sign by which an episode is known at the size of a thumbnail: a number or an initial of its title."""

from __future__ import annotations

import re
import unicodedata

from podcaster.text.languages import primary

# Words with which many titles of a language begin: their first letters would not tell covers apart.
_ARTICLES = {
    "ca": "el la els les un una",
    "da": "den det de en et",
    "de": "der die das dem den des ein eine einen einem einer eines",
    "en": "the a an",
    "es": "el la los las lo un una unos unas",
    "fr": "le la les un une des du",
    "hu": "a az egy",
    "it": "il lo la i gli le un uno una",
    "nb": "den det de en et ei",
    "nl": "de het een",
    "pt": "o a os as um uma uns umas",
    "sv": "den det de en ett",
}
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.,:/+-])[#№]?([0-9]{1,4}|[0-9]{1,2}\.[0-9]{1,2})(?![A-Za-z0-9_/+-]|[:.,][0-9])")
_WORD = re.compile(r"[\w'’\u200c\u200d\u0300-\u036f\u0900-\u0dff]+")
_ELIDED = re.compile(r"[^\W\d_]{1,4}['’](?=[^\W\d_]{2})")  # l'eau, dell'acqua, d’un
_ARABIC_ARTICLE = re.compile("(?:ال|لل|بال|وال)(?=[\u0621-\u064a]{3})")
_VIRAMA = 9  # the combining class of the sign that joins two consonants


def mark_of(title: str, language: str = "", number: int = 0) -> str:
    """What stands large on the cover of *title*: its number in a series, a number that it names, or its first letter.

    Articles are passed over ("The Ferry": F). "" for a title without letters and numbers.
    """
    if number > 0:
        return str(number)
    if found := _NUMBER.search(title):
        return found[1]
    title = unicodedata.normalize("NFKC", title)  # ligatures are not an initial
    words = [word for word in _WORD.findall(title) if any(c.isalnum() for c in word)]
    words = [word for word in words if not word.isdecimal()] or words
    if not words:
        return ""
    articles = _ARTICLES.get(primary(language), "").split()
    word = next((w for w in words if w.casefold() not in articles), words[0])
    return _initial(word, language)


def _initial(word: str, language: str) -> str:
    """The first letter of *word*, with the signs that belong to it; "3D" for a word that begins with a digit."""
    elided = _ELIDED.match(word)
    if elided and primary(language) in ("ca", "fr", "it"):
        word = word[elided.end() :]
    word = word[m.end() :] if (m := _ARABIC_ARTICLE.match(word)) else word
    start = next(i for i, c in enumerate(word) if c.isalnum())
    word = word[start:]
    if digits := re.match(r"\d{1,3}[a-zA-Z]?", word):
        return digits[0].upper()
    return _upper(word[: _cluster(word)], language)


def _cluster(word: str) -> int:
    """How many characters the first letter of *word* takes: with its signs, and in Thai with the vowel before it."""
    end = 2 if word[0] in "เแโใไ" else 1
    while end < len(word):
        here = word[end]
        joined = unicodedata.combining(word[end - 1]) == _VIRAMA or word[end - 1] == "\u200d"
        if not (unicodedata.category(here) in ("Mn", "Mc") or here == "\u200d" or joined):
            break
        end += 1
    return end


def _upper(letter: str, language: str) -> str:
    if primary(language) in ("tr", "az") and letter == "i":
        return "İ"
    large = letter.upper()
    return large if len(large) == len(letter) else letter
