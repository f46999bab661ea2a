"""Which line of a plain-text save is the article's title."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from podcaster.model import count_words
from podcaster.reading import bylines, dates, furniture
from podcaster.reading.plain import choose
from podcaster.reading.plain.about import BYLINE
from podcaster.reading.plain.lines import Piece

_BEFORE, _AFTER = 30, 6  # pieces around the beginning of the text that may be its title
_MOST_WORDS = 30
_LONGEST = 200  # characters
_WINDOW = 6  # pieces at the top of a save, among them the title of the window
_NEAR = 4  # pieces after a title that may say who and when
_LIKELY = 0.05  # the least chance of a title; below it, what the rules found stays

# What speaks for a line (> 0) or against it, in log odds: a logistic regression over the lines of 224 saves whose title
# is known, and of 244 in designs of blogs (bench/train_title.py). On sites it has not seen it finds 62 of 100 titles,
# and 77 are among the lines; in designs it has not seen 89, and 91 are.
WEIGHTS = {
    "the rules' choice": 1.3,
    "in the window's title": 1.9,
    "said twice": 1.5,
    "words that the text uses": 2.0,  # share
    "words, up to ten": 1.9,  # share
    "words beyond sixteen": 0.2,  # in tens
    "one or two words": -2.3,
    "ends with a stop": -1.5,
    "ends with a comma or colon": -0.8,
    "a writer follows": 0.4,
    "a date follows": 0.7,
    "pieces above the text": -0.4,  # in tens
    "within the text": -1.6,
    "a list's item": -1.3,
    "furniture": -1.1,
    "a byline": -0.3,
    "a blank line above": 0.8,
    "a blank line below": 0.4,
    "worth as prose": -0.9,
    "begins in the middle": 0.1,
    "in capitals": -0.8,
    "like a name": -0.7,
    "words of a menu": -2.1,  # share
    "has labels": -0.9,
    "separators": -0.3,
    "repeats its words": -0.6,
    "next to who or when": 0.6,
}
_BIAS = -5.9
_JOINED_NAMES = re.compile(r",? and | & |, ")
_NAME_LIKE = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]+ ){1,2}[A-ZÀ-Þ][\w.'’-]+")


def find(found: Sequence[Piece], rules: choose.Stretch, start: int) -> int:
    """The index of the title among the pieces; that of the rules if no line is likely. *start*: of the text."""
    best, best_at = _LIKELY, rules.title_at
    for at, said in candidates(found, rules, start):
        chance = 1 / (1 + math.exp(-_BIAS - sum(WEIGHTS[name] * value for name, value in said.items())))
        if chance > best:
            best, best_at = chance, at
    return best_at


def candidates(found: Sequence[Piece], rules: choose.Stretch, start: int) -> Iterator[tuple[int, dict[str, float]]]:
    """The lines that may be the title, with what speaks for each: the names of WEIGHTS, and how much of it."""
    worth = choose.values(found)
    plain = [bylines.plain_words(p.text) for p in found]
    window = _names(found, plain)
    often = Counter(plain)
    for at in range(max(0, start - _BEFORE), min(len(found), start + _AFTER)):
        if not _may_be(found[at], plain[at]) or often[plain[at]] > choose.MENU:
            continue
        in_window = at >= _WINDOW or sum(plain[at] in top for top in plain[:_WINDOW]) > 1
        yield (
            at,
            _signs(found, at)
            | {
                "the rules' choice": at == rules.title_at,
                "in the window's title": plain[at] in window and in_window,
                "said twice": _is_again(plain, at),
                "words that the text uses": choose.fits(found, worth, at),
                "pieces above the text": max(0, start - at) / 10,
                "within the text": at > start,
                "worth as prose": worth[at] > choose.SOME,
            },
        )


def _is_again(plain: Sequence[str], at: int) -> bool:
    """Whether another line of the save has the same words, and not many more."""
    own = plain[at]
    return any(n != at and own in other and len(other) < len(own) + 80 for n, other in enumerate(plain))


def _names(found: Sequence[Piece], plain: Sequence[str]) -> set[str]:
    """What the first lines name, with and without the site behind or before it."""
    names = set(plain[:_WINDOW])
    for piece in found[:_WINDOW]:
        for between in choose.SITE_BEHIND.finditer(piece.text):
            names.add(bylines.plain_words(piece.text[: between.start()]))
            names.add(bylines.plain_words(piece.text[between.end() :]))
    return names


def _may_be(piece: Piece, plain: str) -> bool:
    words = count_words(piece.text)
    if not plain or words > _MOST_WORDS or len(piece.text) > _LONGEST or choose.is_prose(piece):
        return False
    if words < 4 and furniture.line(piece.text) is not None:
        return False
    return words >= 8 or dates.date(piece.text) is None


_LABEL = re.compile(r"^[^.!?]{2,30}: .*\w+: |^(?:tags?|categor(?:y|ies)|by|in|posted|tested)\b.{0,30}:", re.IGNORECASE)
_BETWEEN = re.compile(r"\s[|·•∙⋅/«»›‹]\s|\s#\w|\^\d")


@lru_cache(maxsize=4096)
def _is_menu_word(word: str) -> bool:
    return furniture.line(word) is not None


def _of_menu(text: str) -> float:
    """The share of the words of a line that are furniture, each by itself: "Home About Archives"."""
    words = text.split()
    return sum(_is_menu_word(word) for word in words) / len(words) if words and len(text) <= _LONGEST else 0.0


def _is_byline_or_date(text: str) -> bool:
    """Whether a line says who wrote the text, or when."""
    return BYLINE.match(text) is not None or (len(text) < 80 and dates.date(text) is not None)


def _signs(found: Sequence[Piece], at: int) -> dict[str, float]:
    """Signs in a line and in the lines after it."""
    piece, text = found[at], found[at].text
    words = count_words(text)
    after = [p.text for p in found[at + 1 : at + 1 + _NEAR]]
    return {
        "words, up to ten": min(words, 10) / 10,
        "words beyond sixteen": max(0, words - 16) / 10,
        "one or two words": words < 3,
        "ends with a stop": text.endswith((".", "。")),
        "ends with a comma or colon": text.endswith((",", ";", ":", "，", "、", "：")),
        "a writer follows": any(BYLINE.match(line) is not None for line in after),
        "a date follows": any(len(line) < 80 and dates.date(line) is not None for line in after),
        "a list's item": bool(piece.marker),
        "furniture": furniture.line(text) is not None,
        "a byline": BYLINE.match(text) is not None,
        "a blank line above": piece.gap,
        "a blank line below": at + 1 < len(found) and found[at + 1].gap,
        "begins in the middle": text.startswith(("(", "[", "“", '"', "'", "‘", "*", "#", "-")) and not piece.marker,
        "in capitals": text.isupper(),
        "like a name": all(map(_NAME_LIKE.fullmatch, _JOINED_NAMES.split(text))),
        "words of a menu": _of_menu(text),
        "has labels": _LABEL.search(text) is not None,
        "separators": len(_BETWEEN.findall(text)) > 1,
        "repeats its words": len(set(text.lower().split())) * 2 <= words and words > 1,
        "next to who or when": any(_is_byline_or_date(line) for line in after[:1]),
    }
