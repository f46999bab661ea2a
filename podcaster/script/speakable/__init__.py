"""Turns written text into the words that a person would say. Where no rule is certain, text stays as it is."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from functools import lru_cache

from podcaster.script.speakable import basic, common
from podcaster.text.languages import primary

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ja", "zh")
WITH_FIGURES = ("ja",)  # of these: figures stay, because who reads the text says them with what is counted
Speak = Callable[[str, str], str]


@lru_cache(maxsize=32)
def _rules(language: str) -> Speak | None:
    if language in basic.LANGUAGES:
        return lambda text, _: basic.speak(text, language)
    if language not in LANGUAGES:
        return None
    speak: Speak = importlib.import_module(f"podcaster.script.speakable.{language}").speak
    return speak


def has_basic_rules(language: str) -> bool:
    """Whether only numbers, units, amounts and dates of *language* are known, and the voice reads the rest itself."""
    return primary(language) in basic.LANGUAGES


def has_rules(language: str) -> bool:
    """Whether there are rules for numbers and signs in *language*."""
    return primary(language) in LANGUAGES or has_basic_rules(language)


CLOSERS = "\"'”’»)]*_` "


def _with_stop(text: str, spoken: str) -> str:
    """*spoken* with the full stop of *text*, which an expanded abbreviation at its end may have removed."""
    end = text.rstrip(CLOSERS)[-1:]
    if (
        end
        and end in ".!?…"
        and "。" not in spoken[-2:]
        and spoken.rstrip(CLOSERS)[-1:] not in {".", "!", "?", "…", ":", ";", ""}
    ):
        return spoken + end
    return spoken


# No language has a name for a number this long, so it is read digit by digit or group by group.
_ENDLESS = re.compile(r"\d{100,}")
_ENDLESS_GROUPS = re.compile(r"(?<!\d)\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3}){33,}(?!\d)")


def _without_endless(text: str) -> str:
    text = _ENDLESS.sub(lambda m: " ".join(m[0]), text)
    return _ENDLESS_GROUPS.sub(lambda m: re.sub(r"\D", ", ", m[0]), text)


# A voice spells it out; the languages with rules take it away themselves.
_SCHEME = re.compile(r"(?<![\w/.])https?://(?:www\.)?(?=\w)", re.IGNORECASE)


def speakable(text: str, language: str = "en") -> str:
    """The text to give to a voice for *text*, one or a few sentences in *language* (BCP 47).

    Prose without digits, symbols and abbreviations is returned unchanged. In a language without rules of its own,
    numbers, units, amounts and dates become words as far as CLDR and num2words know them; in any other, only footnote
    marks, markup, emoji and the scheme of an address are removed. The engine reads the rest in its own way.
    """
    speak = _rules(primary(language))
    if primary(language) not in LANGUAGES and "://" in text:
        text = _SCHEME.sub("", text)
    if speak is not None:
        plain = _without_endless(text) if len(text) > 100 else text
        spoken = speak(plain, language)
    elif common.NOT_PLAIN.search(text):
        spoken = common.tidy(common.bare(text))
    else:
        return text
    if spoken is not text:
        spoken = _with_stop(text, spoken)
    # If no letter is left but *text* had some, read *text* as it is rather than nothing.
    return spoken if any(c.isalnum() for c in spoken) or not any(c.isalpha() for c in text) else text
