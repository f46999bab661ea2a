"""The highest and the lowest value of each column of numbers, for the summary of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from podcaster.model import Block
from podcaster.text.languages import primary
from podcaster.text.phrases import Phrases

LEAST_ROWS = 3
MOST_COLUMNS = 3  # that are summed up: a listener cannot remember more
_NUMBER = re.compile(r"([^\d+−-]{0,5})([+−-]?\d[\d.,\s'’]{0,20})([^\d]{0,14})")
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_COMMA = ("de", "fr", "es", "it", "pt", "nl")  # languages with a decimal comma
_YEARS = range(1500, 2101)


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of a column, and which row each is from."""

    name: str
    values: tuple[tuple[float, int], ...]


def lines(block: Block, words: Phrases | None, language: str) -> list[str]:
    """A sentence for each column of numbers; none if there are none, or nobody has written the words."""
    if words is None or not words.extremes or not block.has_head:
        return []
    rows = block.rows[1:]
    found = columns(block.rows[0], rows, language)
    names = _names(block.rows[0], rows, language)
    out = []
    for column in found[:MOST_COLUMNS]:
        low, high = min(column.values)[1], max(column.values, key=lambda v: (v[0], -v[1]))[1]
        at = block.rows[0].index(column.name)
        out.append(
            words.extremes.format(
                head=column.name.rstrip(" .:"),
                high=rows[high][at],
                high_of=rows[high][names],
                low=rows[low][at],
                low_of=rows[low][names],
            )
        )
    return out


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> list[Column]:
    """The columns of numbers that can be compared; without years, ranks, and a row that adds up the others."""
    names = _names(heads, rows, language)
    out = []
    for at, head in enumerate(heads):
        cells = [(row[at] if at < len(row) else "", n) for n, row in enumerate(rows)]
        read = [(number, n) for cell, n in cells if (number := value(cell, language)) is not None]
        units = {_unit(cell) for cell, _ in cells if value(cell, language) is not None}
        told = [cell for cell, _ in cells if any(map(str.isalnum, cell))]
        if at == names or not head or len(read) < LEAST_ROWS or len(read) < len(told) or len(units) > 1:
            continue
        numbers = [number for number, _ in read]
        if _are_years(numbers, units) or _are_ranks(numbers):
            continue
        kept = _without_total(read)
        if len({number for number, _ in kept}) > 1:
            out.append(Column(head, tuple(kept)))
    return out


def value(cell: str, language: str) -> float | None:
    """The number of a cell that holds one, with its currency or unit; otherwise None."""
    match = _NUMBER.fullmatch(cell.strip())
    if not match:
        return None
    digits = re.sub(r"[\s'’]", "", match[2]).replace("−", "-").rstrip(".,")
    comma = primary(language) in _COMMA
    decimal, group = (",", ".") if comma else (".", ",")
    plain = digits.lstrip("+-")
    if "," in plain and "." in plain:
        decimal, group = (",", ".") if plain.rfind(",") > plain.rfind(".") else (".", ",")
    elif group in plain and not _GROUPS.fullmatch(plain):
        decimal, group = group, decimal
    try:
        return float(digits.replace(group, "").replace(decimal, "."))
    except ValueError:
        return None


def _unit(cell: str) -> str:
    match = _NUMBER.fullmatch(cell.strip())
    return f"{match[1]}{match[3]}".strip().casefold() if match else ""


def _names(heads: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> int:
    """The column that says what each row is about: the first one, or the one behind a rank."""
    first = [value(row[0], language) if row else None for row in rows]
    ranks = [number for number in first if number is not None]
    is_rank = len(ranks) == len(rows) and _are_ranks(ranks) and len(heads) > 1
    return 1 if is_rank and all(len(row) > 1 and value(row[1], language) is None for row in rows) else 0


def _are_years(numbers: Sequence[float], units: set[str]) -> bool:
    return units == {""} and all(number in _YEARS for number in numbers)


def _are_ranks(numbers: Sequence[float]) -> bool:
    return list(numbers) == list(range(1, len(numbers) + 1))


def _without_total(read: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """The values without the last one, if it is the sum of the others."""
    *others, last = read
    total = sum(number for number, _ in others)
    is_total = len(others) >= LEAST_ROWS and total and abs(last[0] - total) <= abs(total) / 100
    return list(others) if is_total else list(read)
