"""Tables of data, as opposed to tables that only lay out a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from podcaster.reading.spaces import folded

Element = Any

_FLOW = frozenset(
    [
        "p",
        "div",
        "table",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "article",
        "section",
        "figure",
    ]
)
_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "colgroup")
_CELLS = ("td", "th")
_BULLETS = ("•", "·", "●", "○", "◦", "▪", "■", "►", "▸", "‣", "»", "›", "–", "—", "*")
LONGEST_CELL = 400  # characters; data is short, columns of a page are not


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[str, ...], ...]
    has_head: bool
    caption: str
    stray: str = ""  # text that is in the table but in none of its cells
    references: tuple[str, ...] = ()  # marks of footnotes in its cells


def data(table: Element) -> Table | None:
    """The rows of a table of data; None when it is only there for the layout."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return None
    if any(inner is not table for inner in table.iter("table")):
        return None
    rows: list[tuple[str, ...]] = []
    heads: list[bool] = []
    references: list[str] = []
    longest, flow = 0, 0
    for row in table.iter("tr"):
        cells = [c for c in row if c.tag in _CELLS]
        texts = []
        for cell in cells:
            text = _text(cell, references)
            longest = max(longest, len(text))
            flow += sum(1 for e in cell.iterdescendants() if e.tag in _FLOW) > 1
            texts += [text] + [""] * (min(_span(cell), 20) - 1)
        if any(texts):
            rows.append(tuple(texts))
            in_head = any(a.tag == "thead" for a in row.iterancestors())
            heads.append(in_head or (bool(cells) and all(c.tag == "th" for c in cells)))
    if not rows or sum(is_bullet(cell) for cell in table.iter("td")) > len(rows) / 2:
        return None
    has_head = heads[0] and len(rows) > 1
    width = max(map(len, rows))
    if width < 2 and not has_head:
        return None
    if longest > LONGEST_CELL or (flow > len(rows) and not has_head):
        return None
    if len(rows) == 1 and not has_head:
        return None
    caption = " ".join(filter(None, (_text(c, references) for c in table.iter("caption"))))
    return Table(tuple(rows), has_head, caption, folded(" ".join(_stray(table))), tuple(references))


def is_bullet(cell: Element) -> bool:
    """Whether a cell has only the mark of a list, and the item stands in the cell beside it."""
    text = (cell.text or "").strip() if len(cell) == 0 else "".join(cell.itertext()).strip()
    return text in _BULLETS and text != "" and cell.getprevious() is None and cell.getnext() is not None


def is_item(cell: Element) -> bool:
    """Whether a cell stands beside the mark of a list."""
    before = cell.getprevious()
    return before is not None and before.tag == "td" and is_bullet(before)


def _stray(table: Element) -> Iterator[str]:
    """The text between the parts of a table, which browsers show in front of it."""
    for part in table.iter(*_PARTS):
        yield part.text or ""
        for child in part:
            if child.tag not in _PARTS and child.tag != "caption" and not (part.tag == "tr" and child.tag in _CELLS):
                yield "".join(child.itertext())
            yield child.tail or ""


def _span(cell: Element) -> int:
    value = cell.get("colspan") or "1"
    return max(1, int(value)) if value.isdecimal() and len(value) < 4 else 1


def _text(cell: Element, references: list[str]) -> str:
    """The text of a cell; marks of footnotes go into *references*."""
    parts: list[str] = []

    def visit(node: Element) -> None:
        if node.tag == "sup" and next(node.iter("a"), None) is not None:
            references.append(folded("".join(node.itertext())))
            return
        parts.append(node.text or "")
        for child in node:
            visit(child)
            if child.tag in ("br", "p", "div", "li"):
                parts.append(" ")
            parts.append(child.tail or "")

    visit(cell)
    return folded("".join(parts))
