"""Written text to the words a person would say: pure, fast, and silent where no rule is sure."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from functools import lru_cache

from podcaster.script.speakable import common

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
Speak = Callable[[str, str], str]


@lru_cache(maxsize=32)
def _rules(language: str) -> Speak | None:
    if language not in LANGUAGES:
        return None
    speak: Speak = importlib.import_module(f"podcaster.script.speakable.{language}").speak
    return speak


CLOSERS = "\"'”’»)]*_` "


def _with_stop(text: str, spoken: str) -> str:
    """The stop of the sentence is heard: an abbreviation that ended it must not take it along."""
    end = text.rstrip(CLOSERS)[-1:]
    if end and end in ".!?…" and spoken.rstrip(CLOSERS)[-1:] not in {".", "!", "?", "…", ":", ";", ""}:
        return spoken + end
    return spoken


def speakable(text: str, language: str = "en") -> str:
    """What a voice should be given for *text*, one sentence or a few, written in *language* (BCP 47).

    Prose without digits, symbols and abbreviations comes back unchanged, byte for byte. In a language without
    rules here only debris (footnote marks, markup, emoji) goes, and the engine reads the rest its own way.
    """
    speak = _rules(re.split("[-_]", language, maxsplit=1)[0].lower())
    if speak is not None:
        spoken = speak(text, language)
    elif common.NOT_PLAIN.search(text):
        spoken = common.tidy(common.bare(text))
    else:
        return text
    if spoken is not text:
        spoken = _with_stop(text, spoken)
    # Silence is the one answer that is never right for words.
    return spoken if any(c.isalnum() for c in spoken) or not any(c.isalpha() for c in text) else text
