"""Tables of data, told from tables that only lay out a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from podcaster.reading.html_inline import folded

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
LONGEST_CELL = 400  # characters; data is short, columns of a page are not


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[str, ...], ...]
    has_head: bool
    caption: str


def data(table: Element) -> Table | None:
    """The rows of a table of data; None when it is only there for the layout."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return None
    if any(inner is not table for inner in table.iter("table")):
        return None
    rows: list[tuple[str, ...]] = []
    heads: list[bool] = []
    longest, flow = 0, 0
    for row in table.iter("tr"):
        cells = [c for c in row if c.tag in ("td", "th")]
        texts = []
        for cell in cells:
            text = _text(cell)
            longest = max(longest, len(text))
            flow += sum(1 for e in cell.iterdescendants() if e.tag in _FLOW) > 1
            texts += [text] + [""] * (min(_span(cell), 20) - 1)
        if any(texts):
            rows.append(tuple(texts))
            in_head = any(a.tag == "thead" for a in row.iterancestors())
            heads.append(in_head or (bool(cells) and all(c.tag == "th" for c in cells)))
    if not rows:
        return None
    has_head = heads[0] and len(rows) > 1
    width = max(map(len, rows))
    if width < 2 and not has_head:
        return None
    if longest > LONGEST_CELL or (flow > len(rows) and not has_head):
        return None
    if len(rows) == 1 and not has_head:
        return None
    caption = next((_text(c) for c in table.iter("caption")), "")
    return Table(tuple(rows), has_head, caption)


def _span(cell: Element) -> int:
    value = cell.get("colspan") or "1"
    return max(1, int(value)) if value.isdecimal() and len(value) < 4 else 1


def _text(cell: Element) -> str:
    parts: list[str] = []

    def visit(node: Element) -> None:
        if not isinstance(node.tag, str) or (node.tag in ("script", "style", "sup") and _is_reference(node)):
            return
        parts.append(node.text or "")
        for child in node:
            visit(child)
            if child.tag in ("br", "p", "div", "li"):
                parts.append(" ")
            parts.append(child.tail or "")

    visit(cell)
    return folded("".join(parts))


def _is_reference(node: Element) -> bool:
    return node.tag != "sup" or next(node.iter("a"), None) is not None
