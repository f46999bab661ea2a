"""The language of an article: as its page declares it, or as its words show."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from podcaster.text.languages import primary, tidy

_SAMPLE = 4000  # characters are plenty
_PIECE = 200  # characters; three of them do to confirm a declaration, and the detector is slow
_SURE = 0.9  # of the detector, before it may contradict a declaration
_EASTERN = frozenset(("ja", "zh", "ko"))
_CHARACTERS = "぀-ヿ㐀-鿿가-힣"  # of these languages: about two of them are a word
_CHARACTER = re.compile(f"[{_CHARACTERS}]")
_SPACED = re.compile(rf"[^\W\d_{_CHARACTERS}]+")


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> tuple[str, float]:
    """The language of *text* and how sure that is, 0 to 1; ("", 0) when there is too little of it."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < 20:
        return "", 0.0
    name, probability = _model().classify(sample)
    return str(name), float(probability)


def _pieces(text: str) -> str:
    """The beginning, the middle and the end."""
    if len(text) <= 4 * _PIECE:
        return text
    return " ".join(text[at : at + _PIECE] for at in (0, (len(text) - _PIECE) // 2, len(text) - _PIECE))


def choose(declared: str, text: str) -> str:
    """The declared language, unless the words are surely in another one: templates often forget to change it."""
    declared = tidy(declared)
    if len(text) < 200 and declared:
        return declared
    some = _pieces(text)
    if _is_surely(primary(declared or "en"), some):
        return declared or "en"
    if declared and _agree(detect(some)[0], declared):
        return declared
    found, sure = detect(text)
    if not declared:
        return found if sure > 0.5 or len(text) > 200 else ""
    if sure < _SURE or not found or _agree(found, declared) or _holds(declared, found, text):
        return declared
    return found


def _holds(declared: str, found: str, text: str) -> bool:
    """Whether as many words of *text* are in the script of the declared language as in that of the one found.

    The detector counts bytes, of which Japanese, Chinese and Korean have more for the same words.
    """
    if (primary(declared) in _EASTERN) == (found in _EASTERN):
        return False
    eastern, spaced = len(_CHARACTER.findall(text)) / 2, len(_SPACED.findall(text))
    return spaced >= eastern if found in _EASTERN else eastern >= spaced


# What most pages declare is true, and that is seen without the detector, whose model takes half a second to load. These
# are a third of the words of prose in their language, and fewer in any other. The last three are never confirmed: they
# are there because their prose has many words of their neighbours'.
_FREQUENT = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to a in is that it for on with as was at by be this from or are not have but you we he they",
        "de": "der die das und in zu den mit von ist nicht ein eine auf für im sich es dem auch als an werden aus hat "
        "dass sie nach bei einer wird",
        "fr": "le la les de des du et en un une à est que qui dans pour pas sur au par plus ce il ne se son avec sont",
        "es": "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o",
        "it": "di e il che la a in un per è non una del le si con della i da sono al più come alla dei nel",
        "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao",
        "nl": "de van het een en in is dat op te die met voor niet zijn aan er om ook als bij door naar",
        "ca": "de la que i el en a els del les per un amb no una al és dels es va",
        "gl": "de a o que e do da en un para é con non unha os no se na por máis as dos como pero foi ao",
        "af": "die van en in is het 'n nie dat te vir op met wat hulle aan om ook",
    }.items()
}
_NEVER_CONFIRMED = frozenset(("ca", "gl", "af"))
_FEWEST = 50  # words; of fewer, the share is chance
_SHARE = 1 / 5


def _is_surely(language: str, text: str) -> bool:
    """Whether the frequent words of *language* are many in *text*, and more than those of any other language."""
    own = _FREQUENT.get(language)
    if own is None or language in _NEVER_CONFIRMED:
        return False
    words = text.lower().split()
    count = len(words) + len(_CHARACTER.findall(text)) / 2
    found = {name: sum(map(frequent.__contains__, words)) for name, frequent in _FREQUENT.items()}
    return count > _FEWEST and found[language] > count * _SHARE and found[language] == max(found.values())


_SIBLINGS = frozenset(("no", "nb", "nn", "da"))  # too close to each other for a detector to overrule a declaration


def _agree(found: str, declared: str) -> bool:
    plain = primary(declared)
    return found == plain or {found, plain} <= _SIBLINGS
