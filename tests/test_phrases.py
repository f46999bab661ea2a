"""The narrator's own words, one file a language."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import podcaster
from podcaster.script.menu_phrases import MenuPhrases, menu_phrases
from podcaster.script.speakable import LANGUAGES
from podcaster.text.phrases import Phrases, joined, phrases_for, written_date

FOLDER = Path(podcaster.__file__).parent / "text" / "phrase_data"
FILES = sorted(FOLDER.glob("*.toml"))
# Adjectives are English; which signs a formula may have is each language's own matter.
OWN = {"adjectives", "see_also", "updates", "notes_heads", "formula_words", "menu", "blank"}
ARTICLE = {"a"}  # "A" or "An", for English alone


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def forms(phrase: str | list[str]) -> list[str]:
    return [phrase] if isinstance(phrase, str) else phrase


def blanks(phrase: str | list[str]) -> list[set[str]]:
    """The names in braces in each form of a phrase."""
    return [{name for _, name, _, _ in Formatter().parse(form) if name} - ARTICLE for form in forms(phrase)]


def required(kind: type) -> set[str]:
    return {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}


def test_every_language_that_is_spoken_has_a_file() -> None:
    """Each language with rules of speech has phrases too."""
    assert {path.stem for path in FILES} >= set(LANGUAGES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_language_has_every_phrase(path: Path) -> None:
    """No phrase is missing, misspelled or empty, and each fills in what the English one does."""
    table, english = read(path), read(FOLDER / "en.toml")
    assert required(Phrases) <= table.keys() - {"menu"} <= {f.name for f in fields(Phrases)}
    assert table["menu"].keys() == required(MenuPhrases)
    for ours, theirs in ((table, english), (table["menu"], english["menu"])):
        for name in ours.keys() - OWN:
            assert all(form.strip() for form in forms(ours[name])), name
            assert blanks(ours[name]) == blanks(theirs[name]), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_phrases_of_the_file_are_the_ones_in_use(path: Path) -> None:
    """An edit of a file changes what is said in that language, with or without a region."""
    table = read(path)
    words, menu = phrases_for(f"{path.stem}-XX"), menu_phrases(path.stem)
    assert words is not None
    assert menu is not None
    assert (words.by, words.table_mention, words.see_also) == (
        table["by"],
        tuple(table["table_mention"]),
        tuple(table["see_also"]),
    )
    assert (menu.greeting, menu.failed) == (table["menu"]["greeting"], tuple(table["menu"]["failed"]))
    blank = table.get("blank", " ")
    assert joined(("Ann", "Ben"), path.stem) == f"Ann{blank}{table['conjunction']}{blank}Ben"


@pytest.mark.parametrize("language", ["", "xx", "ru", "../phrase_data/en", "en.toml", "."])
def test_a_language_without_a_file_has_no_phrases(language: str) -> None:
    """An unknown language adds nothing to an article, and no code reaches a file elsewhere."""
    assert phrases_for(language) is None
    assert menu_phrases(language) is None
    assert written_date(dt.date(2024, 3, 14), language) == "2024-03-14"
