"""Detect ids that programs make from the words of a heading: they say nothing about the element's purpose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from podcaster.model import Omission
from podcaster.reading.furniture.names import named, words_of
from podcaster.reading.html.tags import HEADINGS
from podcaster.reading.spaces import folded

Element = Any

_HOLDERS = frozenset(("section", "div", "article", "details"))
_LEVELS = 4  # above a heading, where an element with its id may be
_LONGEST = 200  # characters of a heading
_SURE = 3  # words of an id that nobody gives to furniture
# A heading of these is often one word, "Comments", and their ids are the same: other sections must be named so, too.
_ALSO_BY_HAND = (Omission.COMMENTS, Omission.RELATED, Omission.NEWSLETTER, Omission.SHARING, Omission.PROMOTION)


@dataclass
class Slugs:
    """The elements of one page whose id is made from their own heading; found on first use."""

    root: Element

    def own(self, element: Element, reason: Omission) -> bool:
        """Whether the id of *element*, which sounds like *reason*, only repeats the heading."""
        if element not in self._found:
            return False
        return element.tag in HEADINGS or self._made >= (2 if reason in _ALSO_BY_HAND else 1)

    @cached_property
    def _found(self) -> set[Element]:
        found: set[Element] = set()
        headed: set[Element] = set()  # whose first heading is behind us
        for heading in self.root.iter(*HEADINGS):
            words = folded("".join(heading.itertext()))[:_LONGEST]
            if words and _repeats(heading, words):
                found.add(heading)
            for _, holder in zip(range(_LEVELS), heading.iterancestors(), strict=False):
                if holder.tag in _HOLDERS and holder not in headed:
                    headed.add(holder)
                    if words and _repeats(holder, words):
                        found.add(holder)
        return found

    @cached_property
    def _made(self) -> int:
        """How many sections have an id that is made from their heading and never used for furniture."""
        ids = {words_of(e.get("id")) for e in self._found if e.tag not in HEADINGS}
        return sum(named(name) is None or name.count("-") + 1 >= _SURE for name in ids)


def _repeats(element: Element, words: str) -> bool:
    identity = element.get("id")
    return identity is not None and is_made_of(identity, words)


def is_made_of(identity: str, heading: str) -> bool:
    """Whether an id is the beginning of a heading, perhaps with a number behind it."""
    name, words = words_of(identity).rstrip("0123456789").rstrip("-"), words_of(heading)
    return bool(name) and (f"{words}-".startswith(f"{name}-") or words.replace("-", "") == name.replace("-", ""))
