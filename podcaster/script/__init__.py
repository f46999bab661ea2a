"""Turns an article into everything that is said, in order, and accounts for every word."""

from __future__ import annotations

from podcaster import unforeseen
from podcaster.config import Settings
from podcaster.errors import UnsupportedError
from podcaster.model import Article, Script
from podcaster.script import foreign
from podcaster.script.lexicon import Lexicon
from podcaster.script.writer import Writer

VERSION = 6  # raise it when scripts change: other words, voices or pauses for the same article


def write(article: Article, settings: Settings, *, lexicon: Lexicon | None = None) -> Script:
    """The script of *article*. Without *lexicon* only the built-in pronunciations are known.

    Raises NoTextError when nothing would be said, LostTextError when a word is not accounted for, UnsupportedError
    when the article is longer than `longest_words`, and UnforeseenError for any exception that nobody expected.
    """
    with unforeseen.named(article.source or article.title):
        return _written(article, settings, Lexicon.builtin() if lexicon is None else lexicon)


def _written(article: Article, settings: Settings, lexicon: Lexicon) -> Script:
    # In scripts without blanks between words, eight letters count as one word.
    words = max(article.word_count, sum(len(block.text) for block in article.blocks) // 8)
    if words > settings.longest_words:
        raise UnsupportedError(
            f"about {words} words, more than the limit of {settings.longest_words}",
            about=article.source,
            hint="set longest_words higher in podcaster.toml, or split the article",
        )

    article = foreign.marked(article, settings)
    return Writer(article, settings, lexicon).script()
