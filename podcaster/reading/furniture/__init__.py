"""Text around an article that is never part of it, with the reason that the ledger shows.

Two kinds of evidence. *Names* are classes, ids and roles of elements; *lines* are whole paragraphs of text. A line
must match from its first letter to its last, and be short: an article may well speak of newsletters and cookies.
The rules are tables, one rule a line; `podcaster/reading/rules.py` describes their format.
"""

from __future__ import annotations

from podcaster.reading.furniture.lines import (
    LONGEST_EDGE,
    LONGEST_LINE,
    OF_STEPS,
    credit_behind,
    edge,
    ends,
    is_date,
    line,
)
from podcaster.reading.furniture.names import named, role

__all__ = [
    "LONGEST_EDGE",
    "LONGEST_LINE",
    "OF_STEPS",
    "credit_behind",
    "edge",
    "ends",
    "is_date",
    "line",
    "named",
    "role",
]
