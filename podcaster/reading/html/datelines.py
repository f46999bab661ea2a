"""The date at the beginning of a text: "TIDEWATER, May 24, 2021 (AP) -- The lamps"."""

from __future__ import annotations

import datetime as dt
import re
from itertools import islice
from typing import Any

from podcaster.reading import dates
from podcaster.reading.html.whose import Whose
from podcaster.reading.spaces import folded

Element = Any

_PARAGRAPHS = 3  # of prose, in which a text may begin
_PROSE = 60  # characters of a paragraph
_LONGEST = 120  # characters before the text itself
_DASH = re.compile(r"\s*(?:--+|[—–]|\s-(?=\s))\s*(?=\S)")
_IN_BRACKETS = re.compile(r"\(([^()]{6,60})\)\s*(?=\S)")
_AGENCY = re.compile(r"/[^/]{2,30}/|\([^()]{2,30}\)")
_SMALL = re.compile(r"(?<![\w'’.])[^\W\d_A-ZÀ-Þ][^\W\d_]{2,}", re.UNICODE)  # a word that begins with a small letter
_WORDS = 9  # of places and agencies beside the date


def of_text(root: Element, whose: Whose, language: str) -> dt.date | dt.datetime | None:
    """The date with which the text begins, if it does so with one."""
    seen = 0
    for paragraph in islice(root.iter("p"), 40):
        text = folded(" ".join(islice(paragraph.itertext(), 30)))[:600]
        if len(text) < _PROSE or whose.is_aside(paragraph):
            continue
        if (found := _at_the_beginning(text, language)) is not None:
            return found
        seen += 1
        if seen == _PARAGRAPHS:
            break
    return None


def _at_the_beginning(text: str, language: str) -> dt.date | dt.datetime | None:
    begins = text[:_LONGEST]
    if bracket := _IN_BRACKETS.match(begins):
        return _date_only(bracket[1], language)
    for dash in _DASH.finditer(begins):
        if (found := _date_only(begins[: dash.start()], language)) is not None:
            return found
    return None


def _date_only(head: str, language: str) -> dt.date | dt.datetime | None:
    """The date of words that are a place, a date and an agency; None for words of a sentence."""
    head = _AGENCY.sub(" ", head)
    found = dates.date_within(head, language)
    if found is None or not head.strip(" ,.;:-–—")[-1:].isdigit():
        return None
    day, others = found
    return day if len(others.split()) <= _WORDS and not _SMALL.search(others) else None
