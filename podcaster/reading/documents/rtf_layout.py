"""The lines of a rich text document as HTML: headings, lists, tables and footnotes by how the lines are set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from podcaster.reading.documents import finish

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop) ?([1-6])")
_TITLES = ("title", "titel")
_QUOTES = re.compile(r"(?:intense )?quote|quotations?|block ?text|zitat|citation")
_CODE = re.compile(r"(?:html )?preformatted(?: text)?|source ?code|code")
_CONTENTS = re.compile(r"(?:toc|contents|table of figures|index)(?: heading| \d+)?")
_BULLET = re.compile(r"[•●▪·◦‣–][ \u00a0]+")
_NUMBER = re.compile(r"\(?(\d{1,4}|[A-Za-z]|[ivxIVX]{1,6})[.)]")
_LARGER = 1.2  # than the text: a heading, where no style says so
_SHORT = 120  # characters of a heading


@dataclass(frozen=True, slots=True)
class Look:
    """How letters are set."""

    size: int = 24  # half points
    typed: bool = False  # monospaced


@dataclass(slots=True)
class Line:
    """A paragraph, and how it is set."""

    style: str = ""
    level: int = 0
    list: int = 0  # the number of its list; 0: it is in none
    depth: int = 0
    in_table: bool = False
    marker: str = ""
    text: str = ""
    looks: Counter[Look] = field(default_factory=Counter)  # letters of each

    @property
    def look(self) -> Look:
        return max(self.looks, key=lambda look: self.looks[look]) if self.looks else Look()


Table = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Layout:
    """Collects lines, and turns them into HTML at the end."""

    line: Line = field(default_factory=Line)
    done: list[Line | Table] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    outside: Line | None = None  # the line in which a footnote stands

    def add(self, html: str, letters: int = 0, look: Look = Look()) -> None:
        self.line.text += html
        if letters:
            self.line.looks[look] += letters

    def end_line(self) -> None:
        """End a paragraph; the next one has the same layout."""
        line, self.line = self.line, replace(self.line, text="", marker="", looks=Counter())
        if self.outside is not None:
            self.notes[-1] += finish.tag("p", line.text) if line.text.strip() else ""
        elif line.in_table:
            self.cell.append(line.text)
        else:
            self._end_table()
            self.done.append(line)

    def end_cell(self) -> None:
        if self.outside is None:
            self.cell.append(self.line.text)
            self.line = replace(self.line, text="", marker="", looks=Counter())
            self.cells.append("<br>".join(part for part in self.cell if part.strip()))
            self.cell = []

    def end_row(self) -> None:
        if self.cells and self.outside is None:
            self.rows.append(tuple(self.cells))
            self.cells = []

    def begin_note(self) -> None:
        self.notes.append("")
        self.line.text += finish.reference(len(self.notes))
        self.outside, self.line = self.line, Line()

    def end_note(self) -> None:
        if self.outside is not None:
            self.end_line()
            self.line, self.outside = self.outside, None

    def _end_table(self) -> None:
        if self.cells:
            self.end_row()
        if self.rows:
            self.done.append(tuple(self.rows))
            self.rows = []

    def html(self) -> str:
        """All of it, with the footnotes at the end."""
        self.end_note()
        self.line.in_table = False
        self.end_line()
        self._end_table()
        return _Page(self.done).html() + finish.footnotes((str(n), note) for n, note in enumerate(self.notes, 1))


class _Page:
    """Puts the lines into the elements around them."""

    def __init__(self, lines: Sequence[Line | Table]) -> None:
        self.lines = lines
        looks: Counter[Look] = Counter()
        for line in lines:
            if isinstance(line, Line):
                looks.update(line.looks)
        sizes: Counter[int] = Counter()
        for look, letters in looks.items():
            sizes[look.size] += letters
        self.body = sizes.most_common(1)[0][0] if sizes else 24
        self.larger = sorted((size for size in sizes if size >= self.body * _LARGER), reverse=True)
        # If all of a text is monospaced, as in a screenplay, it is not code.
        self.code_is_typed = 2 * sum(n for look, n in looks.items() if look.typed) < sum(looks.values())
        self.out: list[str] = []
        self.open: list[str] = []  # lists
        self.around = ""  # the element around the lines: blockquote or pre

    def html(self) -> str:
        for line in self.lines:
            if isinstance(line, Line):
                self._put(line)
            else:
                self._set("", 0)
                rows = ("".join(finish.tag("td", cell) for cell in row) for row in line)
                self.out.append(finish.tag("table", "".join(finish.tag("tr", row) for row in rows)))
        self._set("", 0)
        return "".join(self.out)

    def _put(self, line: Line) -> None:
        text, look = line.text, line.look
        code = bool(_CODE.fullmatch(line.style)) or (look.typed and self.code_is_typed and len(line.looks) == 1)
        if (not text.strip() and not (code and self.around)) or _CONTENTS.fullmatch(line.style):
            return
        heading = _HEADING.match(line.style)
        level = int(heading[1]) if heading else 1 if line.style in _TITLES else line.level
        if not level and not line.list and look.size in self.larger and sum(line.looks.values()) < _SHORT:
            level = min(6, self.larger.index(look.size) + 1)
        bullet = _BULLET.match(text)
        if level:
            self._set("", 0)
            self.out.append(finish.tag(f"h{level}", text))
        elif line.list or line.marker or bullet:
            number = _NUMBER.fullmatch(line.marker)
            self._set("", line.depth + 1, "ol" if number else "ul")
            value = number[1] if number and number[1].isdecimal() else ""
            self.out.append(f'<li value="{value}">' if value else "<li>")
            self.out.append(text[bullet.end() :] if bullet else text)
        elif code:
            self._set("pre", 0)
            self.out.append(text.replace("<br>", "\n") + "\n")
        else:
            self._set("blockquote" if _QUOTES.fullmatch(line.style) else "", 0)
            self.out.append(finish.tag("p", text))

    def _set(self, around: str, depth: int, kind: str = "ul") -> None:
        """Close and open elements until the next line is inside these."""
        while len(self.open) > depth or (depth and len(self.open) == depth and self.open[-1] != kind):
            self.out.append(f"</{self.open.pop()}>")
        if around != self.around:
            self.out.append((f"</{self.around}>" if self.around else "") + (f"<{around}>" if around else ""))
            self.around = around
        while len(self.open) < depth:
            self.open.append(kind)
            self.out.append(f"<{kind}>")
