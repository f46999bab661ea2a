"""The words by which speakers are known: labels, first names, "I" and "you", in each language. They are data."""

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


def gender(name: str, language: str) -> str:
    """The usual gender of a first name: "female", "male", or "" if it is not known or differs between languages."""
    found = _names()
    known = found.get(name.casefold(), {})
    code = primary(language)
    sexes = {known[code]} if code in known else set(known.values())
    return {"f": "female", "m": "male"}[sexes.pop()] if len(sexes) == 1 else ""


def is_first_name(name: str) -> bool:
    """Whether *name* is a first name in one of the languages."""
    return name.casefold() in _names()


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    for kind, language, words in _rows("labels.tsv"):
        found[kind, language] = frozenset(words.split("|") if kind == "faq" else words.split())
    return found


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for language, sex, names in _rows("first_names.tsv"):
        for name in names.split():
            found.setdefault(name.casefold(), {})[language] = sex
    return found


def _rows(name: str) -> list[tuple[str, str, str]]:
    text = (files("podcaster.script.speakers") / name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return [(first, second, third) for first, second, third in rows]
