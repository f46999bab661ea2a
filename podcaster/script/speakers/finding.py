"""Finds the conversation in an article: with the names of its speakers, or by its questions."""

from __future__ import annotations

from podcaster.model import Article
from podcaster.script.speakers import dialogue, unnamed
from podcaster.script.speakers.dialogue import Dialogue


def find(article: Article, language: str) -> Dialogue | None:
    """The conversation in *article*; None if there is none."""
    return dialogue.find(article, language) or unnamed.find(article, language)
