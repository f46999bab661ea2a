"""From an article to all that is said of it, in order, and what became of every word."""

from __future__ import annotations

from podcaster.config import Settings
from podcaster.model import Article, Script
from podcaster.script.lexicon import Lexicon

VERSION = 2  # raise it when the same article is to be said in other words, voices or pauses


def write(article: Article, settings: Settings, *, lexicon: Lexicon | None = None) -> Script:
    """The script of *article*. Without *lexicon* only the built-in pronunciations are known.

    Raises NoTextError when nothing would be said, LostTextError when a word is not accounted for.
    """
    from podcaster.script.writer import Writer

    return Writer(article, settings, Lexicon.builtin() if lexicon is None else lexicon).script()
