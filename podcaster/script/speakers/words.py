"""The words by which speakers are known: labels, "I" and "you", in each language. They are data."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from podcaster.text.languages import primary

_ALL = "*"


@lru_cache(maxsize=64)
def labels(kind: str, language: str) -> frozenset[str]:
    """The labels of a kind (question, answer, role, thing, faq), in lower case. A language without any has English."""
    found = _labels()
    code = primary(language)
    return found.get((kind, code), found.get((kind, "en"), frozenset())) | found.get((kind, _ALL), frozenset())


@lru_cache(maxsize=64)
def own(kind: str, language: str) -> frozenset[str]:
    """The words for "i" or "you" in a language, as they are written; none in a language without a list."""
    return _labels().get((kind, primary(language)), frozenset())


@lru_cache(maxsize=1)
def things() -> frozenset[str]:
    """Labels that are never speakers, in all languages: an English recipe may be in an article in German."""
    return frozenset().union(*(words for (kind, _), words in _labels().items() if kind == "thing"))


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    text = (files("podcaster.script.speakers") / "labels.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            kind, language, words = line.split("\t")
            found[kind, language] = frozenset(words.split("|") if kind == "faq" else words.split())
    return found
