"""Tables as a person would read them out: small ones row by row, larger ones only mentioned."""

from __future__ import annotations

from podcaster.model import Block
from podcaster.text.phrases import Phrases

_PAIR = 2  # columns
MOST_ROWS, MOST_COLUMNS, MOST_WORDS = 6, 4, 120
MOST_BY_HAND = 60  # rows, and columns
_YES, _NO = frozenset("✓✔✅☑🗸"), frozenset("✗✘❌✕☒🗴")
_NOTHING = frozenset(("", "-", "–", "—", "−", "n/a", "N/A", "…"))


def is_small(block: Block) -> bool:
    """Whether the table can be followed by ear."""
    rows = block.rows[1:] if block.has_head else block.rows
    width = max((len(row) for row in block.rows), default=0)
    words = sum(len(cell.split()) for row in block.rows for cell in row)
    return 0 < len(rows) <= MOST_ROWS and 0 < width <= MOST_COLUMNS and words <= MOST_WORDS


def is_sayable(block: Block) -> bool:
    """Whether the table can be read out if the user asks for it: up to MOST_BY_HAND rows and columns."""
    width = max((len(row) for row in block.rows), default=0)
    return 0 < len(block.rows) <= MOST_BY_HAND and 0 < width <= MOST_BY_HAND


def head_line(block: Block, words: Phrases | None) -> str:
    """The columns, named once."""
    if not block.has_head or not block.rows:
        return ""
    heads = ", ".join(cell for cell in block.rows[0] if cell not in _NOTHING)
    if not heads:
        return ""
    return words.table.format(heads=heads.rstrip(".")) if words else f"{heads.rstrip('.')}."


def row_line(block: Block, row: tuple[str, ...], words: Phrases | None) -> str:
    """ "piper: MOS 4.1, RTF 0.05.": the row's first cell, then each value behind the name of its column.

    Of a table of two columns a row is a pair, and the name of the second column was said once: "Earth: 1."
    """
    heads = block.rows[0] if block.has_head and len(block.rows[0]) > _PAIR else ()
    first, rest = (row[0], row[1:]) if row else ("", ())
    values = []
    for number, cell in enumerate(rest, start=1):
        if cell in _NOTHING:
            continue
        head = heads[number] if number < len(heads) and heads[number] not in _NOTHING else ""
        value = _value(cell, words)
        values.append(f"{head} {value}" if head and head.casefold() not in cell.casefold() else value)
    label = "" if first in _NOTHING else _value(first, words)
    told = ", ".join(values)
    line = f"{label}: {told}" if label and told else label or told
    return line if not line or line[-1] in ".!?" else f"{line}."


def _value(cell: str, words: Phrases | None) -> str:
    sign = cell.strip().rstrip("\ufe0f\ufe0e")
    if words and sign in _YES:
        return words.yes
    if words and sign in _NO:
        return words.no
    return cell
