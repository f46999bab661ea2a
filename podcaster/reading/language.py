"""The language of an article: as its page declares it, or as its words show."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from podcaster.text.languages import primary, tidy

_SAMPLE = 4000  # characters are plenty
_PIECE = 200  # characters; three of them do to confirm a declaration, and the detector is slow
_SURE = 0.9  # of the detector, before it may contradict a declaration


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
    if primary(declared or "en") == "en" and _is_english(some):
        return declared or "en"
    if declared and _agree(detect(some)[0], declared):
        return declared
    found, sure = detect(text)
    if not declared:
        return found if sure > 0.5 or len(text) > 200 else ""
    if sure < _SURE or not found or _agree(found, declared):
        return declared
    return found


# Most pages are in English, and so is what a template forgets to change: that is seen without the detector, whose model
# takes half a second to load. These are a third of the words of English prose, and few of any other language's.
_ENGLISH = frozenset((
    "the", "of", "and", "to", "a", "in", "is", "that", "it", "for", "on", "with", "as", "was", "at", "by", "be",
    "this", "from", "or", "are", "not", "have", "but", "you", "we", "he", "they",
))  # fmt: skip


def _is_english(text: str) -> bool:
    words = text.lower().split()
    return len(words) > 50 and sum(map(_ENGLISH.__contains__, words)) > len(words) / 5


_SIBLINGS = frozenset(("no", "nb", "nn", "da"))  # too close to each other for a detector to overrule a declaration


def _agree(found: str, declared: str) -> bool:
    plain = primary(declared)
    return found == plain or {found, plain} <= _SIBLINGS
