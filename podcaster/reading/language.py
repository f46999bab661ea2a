"""The language of an article: as its page declares it, or as its words show."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SAMPLE = 4000  # characters are plenty
_SURE = 0.9  # of the detector, before it may contradict a declaration


def tidy(tag: str) -> str:
    """A declared language as BCP 47: "en_us" -> "en-US"; nothing for what is no language tag."""
    tag = tag.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].strip()
    if not _TAG.fullmatch(tag):
        return ""
    first, *others = re.split(r"[-_]", tag)
    if first.lower() in ("und", "mul", "zxx", "xx"):
        return ""
    shaped = [o.upper() if len(o) == 2 else o.title() if len(o) == 4 else o.lower() for o in others]
    return "-".join([first.lower(), *shaped])


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


def choose(declared: str, text: str) -> str:
    """The declared language, unless the words are surely in another one: templates often forget to change it."""
    declared = tidy(declared)
    if len(text) < 200 and declared:
        return declared
    found, sure = detect(text)
    if not declared:
        return found if sure > 0.5 or len(text) > 200 else ""
    same = found == declared.split("-")[0] or {found, declared.split("-")[0]} <= _SIBLINGS
    if same or sure < _SURE or not found:
        return declared
    return found


_SIBLINGS = frozenset(("no", "nb", "nn", "da"))  # too close to each other for a detector to overrule a declaration
