"""What surely does not belong to an article, whatever the model says: stock text, comments, other posts behind it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from podcaster.model import Omission, count_words
from podcaster.reading import bylines, dates, furniture
from podcaster.reading.plain import choose
from podcaster.reading.plain.about import BYLINE
from podcaster.reading.plain.lines import Piece
from podcaster.reading.plain.region import Choice

_FEWEST_BEFORE = 60  # words of a text before what ends it
_MOST_UNDOUBTED = 60  # words that are cut off without a doubt
_AROUND = 3  # pieces around a notice of rights, of which another one is furniture
_LONGEST_HEAD = 120  # characters of the line above a comment
_HEADS, _FEWER_HEADS, _ANSWERS = 3, 2, 3  # heads of comments that are needed; if buttons follow; how many buttons
_TO_HEAD, _TO_ANSWER = 20, 8  # pieces from the heading of the comments, or another head; to the buttons of one
_LONGEST_COMMENT = 600  # words
_MANY, _LONGER = 8, 1.5  # from 8 heads on, what stands between two may be 1.5 times as long as the text before them
_LISTED, _FEWEST_TITLE_WORDS = 20, 4  # pieces of a list of other articles; words of a title in it
_MOST_NAME_WORDS = 4
_MOST_LABEL_WORDS = 3
_FAR = 60  # pieces between the head of a list and the first of its articles
_MOST_BETWEEN = 80  # words that are said between the list and the first of its articles
_FEWEST_BETWEEN = 2  # titles between a title in the list and the same title above its text
_BELOW, _FEWEST_BELOW = 40, 100  # pieces below such a title, and words that are said of them
_NEAR = 12  # pieces between a title and its text
_CARDS, _CARD, _LONGEST_BYLINE = 5, 5, 60  # of one label; pieces of a card; characters
_CLOUD = re.compile(r"(?:[^()\[\],.;:!?\s][^()\[\],.;:!?]{0,40}\(\d{1,4}\) ?){5,}")
_YEAR = re.compile(r"\((?:1[5-9]|20)\d\d\)")
_GLUED = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z][a-z]+ \d)")  # "VaneMay 4"
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
_AGO = re.compile(r"\s(?:about|over|vor|hace|il y a|an?|one|\d)\b.*$", re.IGNORECASE)
_ARTICLES = frozenset(str.split("the a an der die das ein eine le la les un une el los las un una il lo gli"))


def without(found: Sequence[Piece], choice: Choice) -> Choice:
    """The choice without stock text, and up to the comments or the other posts behind the article.

    If more than a few lines are cut off, the choice is not sure at all: the user is told.
    """
    inside = [
        yes and not (furniture.ends(piece.text, "stock") or _is_cloud(piece.text))
        for piece, yes in zip(found, choice.inside, strict=True)
    ]
    words = [count_words(piece.text) if yes else 0 for piece, yes in zip(found, inside, strict=True)]
    before = [0]
    for count in words:
        before.append(before[-1] + count)
    end = min(part(found, before) for part in (_rights, _comments, _others, _cards))
    return Choice(
        inside=tuple(yes and at < end for at, yes in enumerate(inside)),
        sure=choice.sure if before[-1] - before[min(end, len(found))] <= _MOST_UNDOUBTED else 0.0,
    )


def _is_cloud(text: str) -> bool:
    """Whether a text is a cloud of labels with their counts: "harbour (12) lamps (3) fog (1)"."""
    return _CLOUD.fullmatch(text) is not None and _YEAR.search(text) is None


def _rights(found: Sequence[Piece], before: Sequence[int]) -> int:
    """Where a notice of rights ends the text: "All posts are licensed under CC BY". Other posts stand behind it.

    Only beside other furniture, and not above prose, or above more of the text than stands before it: a text may speak
    of such notices.
    """
    for at, piece in enumerate(found):
        behind = before[-1] - before[at + 1]
        if (
            before[at] >= max(behind, _FEWEST_BEFORE)
            and furniture.ends(piece.text, "rights")
            and not any(map(choose.is_prose, found[at + 1 : at + 2]))
            and any(map(_is_furniture, (*found[max(0, at - _AROUND) : at], *found[at + 1 : at + 1 + _AROUND])))
        ):
            return at
    return len(found)


def _is_furniture(piece: Piece) -> bool:
    return furniture.line(piece.text) is not None or furniture.ends(piece.text, "rights")


def _comments(found: Sequence[Piece], before: Sequence[int]) -> int:
    """Where comments begin. They are known by their heads: lines with a writer, a time, or both."""
    begins = next((at for at, count in enumerate(before) if count >= _FEWEST_BEFORE), len(found))
    heads: list[int] = []
    answers = 0
    last = -_TO_HEAD  # the heading of the comments, or the last head
    for at in range(begins, len(found)):
        text = found[at].text
        answers += bool(heads) and furniture.ends(text, "answer")
        if furniture.ends(text, "signed"):
            heads.append(at)
        elif furniture.line(text) is Omission.COMMENTS and not furniture.ends(text, "answer"):
            last = at
            continue
        elif _is_head(found, at) and (at - last <= _TO_HEAD or _is_answered(found, at)):
            heads.append(at)
        else:
            continue
        last = at
    if len(heads) < (_FEWER_HEADS if answers >= _ANSWERS else _HEADS):
        return len(found)
    longest = max(before[behind] - before[at] for at, behind in pairwise([*heads, len(found)]))
    if longest > max(_LONGEST_COMMENT, _LONGER * before[heads[0]] if len(heads) >= _MANY else 0):
        return len(found)  # the text goes on between them, or behind
    return heads[0] - (furniture.ends(found[heads[0]].text, "ago") and _is_name(found[heads[0] - 1]))


def _is_answered(found: Sequence[Piece], at: int) -> bool:
    """Whether the button of a comment stands below its head, before the next one."""
    for number in range(at + 1, min(len(found), at + 1 + _TO_ANSWER)):
        if furniture.ends(found[number].text, "answer"):
            return True
        if number > at + 1 and _is_head(found, number):
            return False
    return False


def _is_head(found: Sequence[Piece], at: int) -> bool:
    """Whether a line is the head of a comment: "Jo Vane, 4 May 2021 at 5:10 pm", "Jo Vane 3 hours ago".

    A time alone is one below a name, a name alone ("Jo Vane wrote:") above anything. Articles have such lines, too.
    """
    text = found[at].text
    if len(text) > _LONGEST_HEAD or found[at].marker:
        return False
    if furniture.ends(text, "ago"):
        return _is_name(found[at - 1])
    if furniture.ends(text, "comment"):
        return _may_be_name(_AGO.sub("", text))
    return furniture.ends(text, "speech") or (_TIME.search(text) is not None and _is_name_and_date(text))


def _is_name(piece: Piece) -> bool:
    return not piece.marker and _may_be_name(piece.text)


def _may_be_name(text: str) -> bool:
    """Whether a text may be a name, or that of a user: few words that begin with capitals, or one word."""
    words = text.strip(" ,|·•-–—").split()
    return (
        0 < len(words) <= _MOST_NAME_WORDS
        and all(word[0].isalpha() and not word.endswith((".", ":", "!", "?")) for word in words)
        and words[0].lower() not in _ARTICLES
        and (len(words) == 1 or all(word[0].isupper() or word.lower() == word.upper() for word in words))
    )


def _is_name_and_date(text: str) -> bool:
    """Whether a line is a name and a date, which is not one of change: "Jo Vane, 4 May 2021 at 5:10 pm"."""
    text = _GLUED.sub(" ", text)
    if dates.date(text) is None or dates.is_of_change(text):
        return False
    name = bylines.without_date(text).strip(" ,|·•-–—")
    return name != text and furniture.line(text) is None and _may_be_name(name.removeprefix("Reply "))


def _others(found: Sequence[Piece], before: Sequence[int]) -> int:
    """Where a list of other articles begins, of which one follows with its text."""
    heads = [at for at, piece in enumerate(found) if furniture.line(piece.text) is Omission.RELATED]
    if not heads:
        return len(found)
    plain = [bylines.plain_words(piece.text) for piece in found]
    own = set(plain[: next((at for at, count in enumerate(before) if count), 0)])
    for at in heads:
        if before[at] < 2 * _FEWEST_BEFORE:
            continue
        end = at + 1
        while end < min(len(found), at + _LISTED) and not choose.is_prose(found[end]):
            end += 1
        titles = {words for words in plain[at + 1 : end] if len(words.split()) >= _FEWEST_TITLE_WORDS} - own
        seen: list[str] = []
        for n in range(at + 1, min(len(found), at + _FAR)):
            if before[n] - before[at] > _MOST_BETWEEN:
                break  # the list stands in the article
            if plain[n] in seen[:-_FEWEST_BETWEEN] and _has_text(found, before, n):
                return at
            if plain[n] in titles and plain[n] not in seen:
                seen.append(plain[n])
    return len(found)


def _has_text(found: Sequence[Piece], before: Sequence[int], at: int) -> bool:
    """Whether text stands below a title that belongs to it."""
    near = found[at + 1 : at + _NEAR]
    return any(map(choose.is_prose, near)) and before[min(at + _BELOW, len(found))] - before[at] >= _FEWEST_BELOW


def _cards(found: Sequence[Piece], before: Sequence[int]) -> int:
    """Where cards of other articles begin: each with the same label, and a byline below it."""
    often = Counter(piece.text for piece in found if count_words(piece.text) <= _MOST_LABEL_WORDS)
    cards: dict[str, list[int]] = {}
    for at, piece in enumerate(found):
        if before[at] >= _FEWEST_BEFORE and often[piece.text] >= _CARDS:
            signed = (len(p.text) <= _LONGEST_BYLINE and BYLINE.match(p.text) for p in found[at + 1 : at + _CARD])
            if any(signed):
                cards.setdefault(piece.text, []).append(at)
    return min((places[0] for places in cards.values() if len(places) >= _CARDS), default=len(found))
