"""A check of the choice of an article: how much of the page's prose it leaves out, and whether another is better.

Only prose that may be the article's is compared: no links, comments, cards of other articles or lines about cookies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from podcaster.model import Omission, count_words
from podcaster.reading import furniture
from podcaster.reading.html import paragraphs, stretch, trim
from podcaster.reading.html import vote as html_vote
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.walk import Found
from podcaster.reading.spaces import folded

Element = Any

MANY = 80  # words: less prose than that is not worth a doubt, and an article with less a second look
_SENTENCES = 15  # words of a paragraph that could be the article's
FEW = 40  # words of prose: a page of which no more is read may be all comments, or all lines
_LOST = 0.5  # of the words that are read: if more than this share was left out as well, another choice is tried
_DOUBTED = 0.33  # the same, of the final choice: the user is warned
_BETTER = 1.2  # times the score of the first choice, for another to be taken
_LEVELS = 5  # above a paragraph, where an item of many is looked for
_LINE = 4  # words of a line that a page without paragraphs may consist of
_STEM = 5  # letters of a word that are compared: endings change
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class Net:
    """What is known about the paragraphs of one page."""

    found: Sequence[Found]
    said: Metadata
    thin: bool = False  # lines and comments count as well: the page has nothing else
    _own: dict[int, int] = field(default_factory=dict)  # of blocks that were asked for
    _items: dict[Element, bool] = field(default_factory=dict)  # elements, and whether they are one of several items

    def own(self, entry: Found) -> int:
        """How many words of a block could belong to the article: 0 for comments, teasers and footers."""
        known = self._own.get(id(entry))
        if known is None:
            known = self._own[id(entry)] = self._weighed(entry)
        return known

    def _weighed(self, entry: Found) -> int:
        block = entry.block
        if self.thin:
            good = trim.linked(block) < 0.5 and furniture.line(block.text) is None
            return words if good and (words := count_words(block.text)) >= _LINE else 0
        if not paragraphs.is_paragraph(block, _SENTENCES) or "cookie" in block.text.lower():
            return 0
        return 0 if self._is_item(entry.element) else count_words(block.text)

    def _is_item(self, element: Element) -> bool:
        """Whether a paragraph stands in the page's footer or in one of several items: comments, teasers, cards."""
        for level, holder in enumerate(element.iterancestors()):
            if level > _LEVELS or holder.tag in ("body", "html", "main"):
                return False
            if holder not in self._items:
                self._items[holder] = holder.tag == "footer" or _is_one_of_many(holder)
            if self._items[holder]:
                return True
        return False

    def left(self, kept: Sequence[bool]) -> int:
        """The words that are left out, though nothing marks them as part of another text."""
        if all(kept):
            return 0
        said = {f.block.text for f, good in zip(self.found, kept, strict=True) if good}
        own = [0 if good or f.block.text in said else self.own(f) for f, good in zip(self.found, kept, strict=True)]
        # A paragraph between two links or titles is a teaser; those of an article follow one another.
        return sum(n for before, n, after in zip([0, *own], own, [*own[1:], 0], strict=False) if before or after)

    def score(self, kept: Sequence[bool]) -> int:
        """How many words of a choice may be the article's, minus those that are furniture."""
        total = 0
        for entry, good in zip(self.found, kept, strict=True):
            if good and (own := self.own(entry)):
                total += own
            elif good and (trim.linked(entry.block) > 0.5 or furniture.line(entry.block.text) is not None):
                total -= count_words(entry.block.text)
        return total

    def agrees(self, kept: Sequence[bool]) -> float:
        """The share of the title's words that are in the choice; 1 if the title has too few words."""
        title = _stems(self.said.title)
        if len(title) < 3:
            return 1.0
        text = set(_stems(" ".join(f.block.text for f, good in zip(self.found, kept, strict=True) if good)))
        return sum(stem in text for stem in title) / len(title)


def _stems(text: str) -> list[str]:
    return list(dict.fromkeys(word[:_STEM] for word in _WORD.findall(text.lower())))


def _is_one_of_many(holder: Element) -> bool:
    parent = holder.getparent()
    if parent is None:
        return False
    sign = (holder.tag, holder.get("class"))
    same = sum(1 for e in parent if (e.tag, e.get("class")) == sign)
    return (same > 2 or holder.tag in ("li", "article")) and stretch.is_of_another(holder)


# ---------------------------------------------------------------- when a choice is doubted


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of a page a choice narrates."""

    said: int  # words of prose
    left: int  # words of prose that may be the article's as well
    taken: int = 0  # the most words of prose that a name has taken out in one piece

    @property
    def suspicious(self) -> bool:
        """Whether another choice should be tried."""
        return self.said < FEW or self.left > _LOST * self.said or self.taken > self.said

    @property
    def doubtful(self) -> bool:
        """Whether to report a doubt: too much of the article may be missing."""
        return self.left >= MANY and self.left > _DOUBTED * self.said


def weigh(net: Net, kept: Sequence[bool], doomed: Mapping[Element, Omission] | None = None) -> Weight:
    said = sum(html_vote.prose(f.block) for f, good in zip(net.found, kept, strict=True) if good)
    return Weight(said, net.left(kept), _taken(doomed or {}))


def _taken(doomed: Mapping[Element, Omission]) -> int:
    return max((prose_in(element, reason) for element, reason in doomed.items()), default=0)


def prose_in(element: Element, reason: Omission) -> int:
    """The words of an element's paragraphs; of comments and related articles, those that stand in one place."""
    runs: dict[Element, int] = {}
    for paragraph in element.iter("p"):
        text = folded("".join(paragraph.itertext()))
        if paragraphs.ends_sentence(text) and "cookie" not in text.lower() and next(paragraph.iter("a"), None) is None:
            words = count_words(text)
            if words >= _SENTENCES:
                holder = paragraph.getparent()
                runs[holder] = runs.get(holder, 0) + words
    if not runs:
        return 0
    return max(runs.values()) if reason in (Omission.COMMENTS, Omission.RELATED) else sum(runs.values())


# ---------------------------------------------------------------- the second way


_SURE = (Omission.HIDDEN, Omission.FOOTER, Omission.SHARING, Omission.NEWSLETTER, Omission.ADVERT)


def spares(element: Element, reason: Omission, said: int) -> bool:
    """Whether to keep an element whose name means furniture, because it has too much prose for that.

    *said*: the words of prose of the first choice; when they are few, anything but furniture for certain stays.
    """
    if said < FEW:
        return reason not in _SURE and element.tag != "nav" and count_words("".join(element.itertext())) > 2 * _LINE
    return prose_in(element, reason) >= (max(MANY, said) if reason in (Omission.COMMENTS, Omission.RELATED) else MANY)


def candidates(root: Element, found: Sequence[Found], said: Metadata, *, thin: bool) -> list[list[bool]]:
    """Other choices from the same blocks: by vote, as trafilatura has it, and by the densest element."""
    votes = html_vote.vote(root, found, fast=False)
    holder = stretch.densest(found)
    dense = [html_vote.prose(f.block) > 0 and (holder is None or holder in f.element.iterancestors()) for f in found]
    out = [stretch.between(found, votes, said), votes, stretch.between(found, dense, said)]
    if thin:
        out.append([trim.linked(f.block) < 0.5 or furniture.line(f.block.text) is None for f in found])
    return [kept for kept in out if any(kept)]


def best(net: Net, choices: Sequence[list[bool]]) -> list[bool]:
    """The choice with the best score; of those that are nearly as good, the one that agrees best with the title."""
    scores = [net.score(kept) for kept in choices]
    near = [
        kept for kept, score in zip(choices, scores, strict=True) if score >= min(max(scores), max(scores) / _BETTER)
    ]
    return max(near, key=lambda kept: (round(net.agrees(kept), 2), net.score(kept)))


def is_better(first: tuple[Net, list[bool]], second: tuple[Net, list[bool]]) -> bool:
    """Whether the second choice has clearly more text that may be the article, and fits the title as well."""
    (net, kept), (other, new) = first, second
    return other.score(new) > _BETTER * max(0, net.score(kept)) + _SENTENCES and other.agrees(new) >= net.agrees(kept)
