"""The words of the pages in each language: buttons, headings, hints.

They are in page_data/, one TOML file per language. A page in a language without a file has English words. Each element
with such words is marked as English (`Words.mark`), so that a screen reader does not read them as if they were Russian.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as package_files
from typing import TYPE_CHECKING, NamedTuple

from podcaster.publishing.feed_text import feed_language
from podcaster.text.languages import right_to_left, written
from podcaster.text.phrases import joined

if TYPE_CHECKING:
    from markupsafe import Markup

_FOLDER = package_files("podcaster.publishing") / "page_data"
_MOST_NAMES = 12  # authors that are named before "and 3 others"

Sentences = Mapping[str, str | tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one page as attributes: `w.play`. The keys are those of page_data/en.toml."""

    language: str  # of these words, BCP 47
    page: str  # the language of the page
    sentences: Sentences

    def __getattr__(self, key: str) -> str:
        if isinstance(sentence := self.sentences.get(key), str):
            return sentence
        raise AttributeError(f"there are no words for {key!r}")

    def counted(self, key: str, n: int) -> str:
        """One of two forms with {n} filled in: "1 episode", "2 episodes"."""
        return self.sentences[key][0 if n == 1 else 1].format(n=n)

    def length(self, milliseconds: int) -> str:
        """A length of time for the eye: "45 s", "12 min", "1 h 5 min"."""
        seconds = (milliseconds + 500) // 1000
        if seconds < 60:
            return self.seconds.format(n=seconds)
        hours, minutes = divmod(round(seconds / 60), 60)
        return self.hours.format(h=hours, m=minutes) if hours else self.minutes.format(n=minutes)

    def size(self, number: int) -> str:
        """The size of a file: "640 kB", "12 MB"."""
        if number < 999_500:
            return self.kilobytes.format(n=max(1, round(number / 1000)))
        return self.megabytes.format(n=round(number / 1_000_000))

    def names(self, names: tuple[str, ...]) -> str:
        """Names in a row: "Jo Vane, Al Berg and Ulla Ross"."""
        return joined(names, self.page, most=_MOST_NAMES)

    def by_line(self, names: tuple[str, ...]) -> str:
        """Who wrote it: "By Jo Vane", and the names alone where there is no word for it."""
        return self.names(names) if self.mark else self.by.format(names=self.names(names))

    @property
    def mark(self) -> Markup:
        """The attributes of an element with these words: nothing if they are in the language of the page."""
        from markupsafe import Markup  # only when a page is made

        if self.language == self.page:
            return Markup("")
        direction = ' dir="ltr"' if right_to_left(self.page) else ""
        return Markup(f' lang="{self.language}"{direction}')

    @property
    def own(self) -> Markup:
        """The attributes of what is in the language of the page, within an element that has `mark`."""
        from markupsafe import Markup

        direction = ' dir="rtl"' if right_to_left(self.page) else ""
        return Markup(f' lang="{self.page}"{direction}' if self.mark else "")


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))


@lru_cache(maxsize=16)
def _sentences(code: str) -> Sentences:
    table = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


@lru_cache(maxsize=64)
def words(language: str) -> Words:
    """The words for a page in *language* (BCP 47): English ones if nobody has written any in it."""
    page, code = feed_language(language), written(language)
    there = code in _languages()
    return Words(page if there else "en", page, _sentences(code if there else "en"))


class Entry(NamedTuple):
    """The attributes of something on a page that has a language of its own: an episode in the list of a show."""

    own: str = ""  # of the whole: nothing if it is in the language of the page
    page: str = ""  # of a part of it that is in the language of the page all the same


@lru_cache(maxsize=256)
def entry(language: str, page: str) -> Entry:
    """The attributes of an entry in *language* ("" if it has none) on a page in *page*."""
    if not language or written(language) == written(page):
        return Entry()
    from markupsafe import Markup  # only when a page is made

    def attributes(tag: str) -> Markup:
        direction = "rtl" if right_to_left(tag) else "ltr"
        turned = right_to_left(language) != right_to_left(page)
        return Markup(f' lang="{feed_language(tag)}"' + (f' dir="{direction}"' if turned else ""))

    return Entry(attributes(language), attributes(page))
