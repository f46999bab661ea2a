"""The words that the narrator adds to an article, in each language: cues, bylines, dates.

They stand in phrase_data, one TOML file a language. A language without a file gets no cues at all: a Russian voice
reading English words is worse than silence, and whatever a cue would have announced is in the notes all the same.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files as package_files
from typing import Any

from podcaster.text import dates
from podcaster.text.languages import written

_FOLDER = package_files("podcaster.text") / "phrase_data"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a narrator says in one language. {n} is a number, {name} the name of a programming language."""

    by: str
    conjunction: str
    others: str
    published: str  # a date without an author
    on_site: str
    from_site: str  # a site alone
    recorded: str  # the transcript of a recording by the author
    listing: tuple[str, str]  # one line, several lines; no language known
    listing_in: tuple[str, str]
    listings: str  # several listings in a row
    snippet: str  # code in a sentence, too long to be read
    table: str
    table_mention: tuple[str, str]
    picture: str  # before a caption
    picture_mention: str
    video: str
    video_mention: str
    post_mention: str
    formula: str  # within a sentence
    formula_mention: str
    footnote: str
    footnote_mention: str
    links_mention: tuple[str, str]
    quote: str  # only where one voice says everything
    end_quote: str
    question: str  # before the first question of an interview, which has only a letter
    answer: str
    yes: str
    no: str
    mix: tuple[str, str]  # the title of a mix: of one article, of {n}
    see_also: tuple[str, ...]
    notes_heads: tuple[str, ...] = ()
    extremes: str = ""  # of a column of numbers; without them none is summed up
    updates: tuple[str, ...] = ()  # how notes about later changes begin
    adjectives: bool = False  # the name of a language can stand before "listing" in small letters
    formula_words: dict[str, str] = field(default_factory=dict)
    comma: str = ", "
    stop: str = "."
    blank: str = " "  # between words


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir())


@lru_cache(maxsize=16)
def phrase_table(code: str) -> Mapping[str, Any] | None:
    """The phrases of a language without region ("en") as plain values; None if there are none."""
    if code not in _languages():
        return None
    table = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return {key: frozen(value) for key, value in table.items()}


def frozen(value: Any) -> Any:
    """A list as a tuple; anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def phrases_for(language: str) -> Phrases | None:
    """The narrator's own words in *language* (BCP 47); None if there are none."""
    return _phrases(written(language))


@lru_cache(maxsize=16)
def _phrases(code: str) -> Phrases | None:
    table = phrase_table(code)
    return None if table is None else Phrases(**{key: value for key, value in table.items() if key != "menu"})


def written_date(date: dt.date, language: str) -> str:
    """*date* as that language writes it out; ISO 8601 in a language without phrases."""
    return f"{date:%Y-%m-%d}" if phrases_for(language) is None else dates.written(date, language)


def recorded_by(names: tuple[str, ...], otherwise: str, language: str) -> str:
    """That people read, and not a voice: who, or *otherwise* whose it is; in English in a language without phrases."""
    words = phrases_for(language) or phrases_for("en")
    who = joined(names, language) or otherwise
    return words.recorded.format(names=who) if words else who


def joined(names: tuple[str, ...], language: str, *, most: int = 3) -> str:
    """Names in a row, as a person would say them; many become the first and the number of others."""
    words = phrases_for(language)
    if words is None or len(names) < 2:
        return (words.comma if words else ", ").join(names)
    joint = f"{words.blank}{words.conjunction}{words.blank}"
    if len(names) > most:
        return f"{names[0]}{joint}{words.others.format(n=len(names) - 1)}"
    return f"{words.comma.join(names[:-1])}{joint}{names[-1]}"
