"""Shared by the readers of line-based markup: lists by their indents, and tables of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from podcaster.reading.documents import finish

_ROWS = 20_000


@dataclass(slots=True)
class Lists:
    """The lists that are open, and the indents of their items."""

    open: list[tuple[int, str]] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return len(self.open)

    @property
    def indent(self) -> int:
        """The indent of the items of the innermost list."""
        return self.open[-1][0] if self.open else -1

    def item(self, indent: int, mark: str) -> str:
        """The HTML before an item with this mark: "-", "2.", "." for the next number."""
        number = mark[:-1] if mark[:-1].isdecimal() and mark[-1:] in ".)" else ""
        kind = "ol" if number or mark == "." else "ul"
        out = []
        while self.open and (self.open[-1][0] > indent or (self.open[-1][0] == indent and self.open[-1][1] != kind)):
            out.append(f"</li></{self.open.pop()[1]}>")
        if self.open and self.open[-1][0] == indent:
            out.append("</li>")
        else:
            self.open.append((indent, kind))
            out.append(f"<{kind}>")
        value = f' value="{int(number)}"' if number else ""
        return "".join([*out, f"<li{value}>"])

    def close(self) -> str:
        out = "".join(f"</li></{kind}>" for _, kind in reversed(self.open))
        self.open.clear()
        return out


def table(
    rows: Sequence[Sequence[str]], inline: Callable[[str], str], *, caption: str = "", rule_is_head: bool = False
) -> str:
    """A table. *rule_is_head*: an empty row behind the first one makes it the head; other empty rows are rules."""
    head = rule_is_head and len(rows) > 1 and bool(rows[0]) and not rows[1]
    filled = [row for row in rows[:_ROWS] if row]
    html = []
    for number, row in enumerate(filled):
        name = "th" if head and number == 0 else "td"
        html.append(finish.tag("tr", "".join(finish.tag(name, inline(cell)) for cell in row)))
    return finish.tag("table", (finish.tag("caption", caption) if caption else "") + "".join(html)) if html else ""
