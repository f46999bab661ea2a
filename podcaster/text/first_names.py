"""First names in each language, and whether they are those of women or men."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from podcaster.text.languages import primary


def gender(name: str, language: str) -> str:
    """The usual gender of a first name: "female", "male", or "" if it is not known or differs between languages."""
    known = _names().get(name.casefold(), {})
    code = primary(language)
    sexes = {known[code]} if code in known else set(known.values())
    return {"f": "female", "m": "male"}[sexes.pop()] if len(sexes) == 1 else ""


def is_first_name(name: str) -> bool:
    """Whether *name* is a first name in one of the languages."""
    return name.casefold() in _names()


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    text = (files("podcaster.text") / "first_names.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            language, sex, names = line.split("\t")
            for name in names.split():
                found.setdefault(name.casefold(), {})[language] = sex
    return found
