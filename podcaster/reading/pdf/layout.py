"""From pages to one column of lines: columns in order, without what is printed on every page, notes apart."""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field, replace

from podcaster.model import LeftOut, Omission
from podcaster.reading.pdf.text import Cell, Line, Page

_DEPTH = 2  # a page is halved at most so often: four columns
_STEP = 4  # points between two places where a gap between columns is looked for
_CONTENTS = re.compile(r"^(table of )?contents$|(?:\.\s?){6,}\s*[\divxlc]*$", re.I)
_PAGE_WORD = r"(?:(?:page|seite|s\.|p\.|pg\.?|página|pagina|strana|side|sida)\s*)?"
_OF = r"(?:\s*(?:/|of|von|de|sur|di|av)\s*\d+)?"
_PRINTED = re.compile(
    rf"^(https?://\S+(\s+{_PAGE_WORD}\d+{_OF})?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}},?\s+\d{{1,2}}[:.]\d{{2}}.*|"
    rf"{_PAGE_WORD}\d+{_OF}|[ivxlc]{{1,7}}|[-–—|•]\s*\d+(\s*[-–—|•])?|\d+\s*[|•]|"
    rf".{{0,100}}\b(page|seite|página|pagina)\s*\d+\s*(/|of|sur|von|de|di)\s*\d+|\d+\s+\|\s.*|.*\s\|\s+\d+)$",
    re.I,
)
_FOOT_NOTE = re.compile(r"^(\d{1,3}|[*†‡§¶]{1,3})[.)]?\s*(?=\D)")
_ENTRY = re.compile(r"\s(\d{1,4}|[ivxlc]{1,7})$")  # of a table of contents
_RULE = re.compile(r"\W*[-_=*.~]\W*[-_=*.~]\W*[-_=*.~]\W*[-_=*.~]\W*\w?\W*")
_MARK = re.compile(r"^(\d{1,3}|[*†‡§¶]{1,3}|[a-z])$")
_NUMBERED = 10  # lines of a page that are counted in its margin


Row = list[Line]


@dataclass(slots=True)
class Text:
    """The running text of a document."""

    lines: list[Line] = field(default_factory=list)
    notes: list[list[Line]] = field(default_factory=list)  # the lines of each note at the foot of a page
    left_out: list[LeftOut] = field(default_factory=list)


def body_size(lines: list[Line]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def running_text(pages: list[Page]) -> Text:
    """All lines in reading order."""
    out = Text()
    _without_heads(pages, out)
    body = body_size([line for page in pages for line in page.lines])
    for page in pages:
        _without_line_numbers(page, out)
        lines = _marks_joined(_in_columns(page, body), body, out)
        _take_notes(lines, body, page, out)
        for line in lines:
            out.left_out += (LeftOut(note, Omission.FOOTNOTE) for note in line.notes)
        out.lines += lines
    return out


# ---------------------------------------------------------------- what is printed on every page


def _without_heads(pages: list[Page], out: Text) -> None:
    """Take running heads, page numbers and tables of contents off the pages."""
    edges = [_edges(page) for page in pages]
    body = body_size([line for page in pages for line in page.lines])
    for number, page in enumerate(pages):
        heads: set[int] = set()
        for side, rows in enumerate(edges[number]):
            for depth, row in enumerate(rows):
                if not _is_number(row) and (_is_text(row, page, body) or not _repeats(row, edges, number, side, depth)):
                    break
                heads |= {id(line) for line in row}
        page.lines = _without_contents([line for line in page.lines if id(line) not in heads], out)
        out.left_out += (LeftOut(text, Omission.NAVIGATION) for text in _texts(edges[number], heads))


def _texts(edges: tuple[list[Row], list[Row]], wanted: set[int]) -> list[str]:
    lines = {id(line): line.text for rows in edges for row in rows for line in row}
    return [text for key, text in lines.items() if key in wanted]


def _without_contents(lines: list[Line], out: Text) -> list[Line]:
    """The lines of a page without a table of contents and without drawn rules."""
    kept, within = [], False
    for line in lines:
        head = _CONTENTS.search(line.text) is not None
        within = head or (within and _ENTRY.search(line.text) is not None)
        if within:
            out.left_out.append(LeftOut(line.text, Omission.NAVIGATION))
        elif _RULE.fullmatch(line.text):
            out.left_out.append(LeftOut(line.text, Omission.DECORATION))
        else:
            kept.append(line)
    return kept


def _is_text(row: Row, page: Page, body: float) -> bool:
    """Whether a row is a title, or a full line of the running text."""
    if max(line.size for line in row) > 1.2 * body:
        return True
    width = max(line.x1 for line in page.lines) - min(line.x for line in page.lines)
    return len(row) == 1 and not row[0].cells and row[0].x1 - row[0].x > 0.75 * width and abs(row[0].size - body) < 0.5


def _edges(page: Page) -> tuple[list[Row], list[Row]]:
    """The three highest rows of a page from above, and the three lowest from below."""
    rows: list[Row] = []
    for line in sorted(page.lines, key=lambda line: -line.y):
        if rows and abs(rows[-1][0].y - line.y) < 3:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows[:3], rows[:-4:-1]


def _height(row: Row) -> float:
    return row[0].y


def _is_number(row: Row) -> bool:
    """Whether nothing but the number of the page, an address or the hour of printing stands there."""
    return all(len(line.text) < 200 and _PRINTED.match(line.text) for line in row)


def _shape(row: Row) -> str:
    """A row with its numbers forgotten: "Page 3 of 9" is the same on every page."""
    return " ".join(sorted(re.sub(r"[\d\W_]+", " ", line.text.casefold()).strip() for line in row)).strip()


def _repeats(row: Row, edges: list[tuple[list[Row], list[Row]]], number: int, side: int, depth: int) -> bool:
    """Whether pages nearby have the same row at that edge: a head of left pages only comes on every second one."""
    shape = _shape(row)
    if sum(len(line.text) for line in row) > 200:
        return False
    near = 0
    for other in (number - 2, number - 1, number + 1, number + 2):
        if not 0 <= other < len(edges):
            continue
        for at, candidate in enumerate(edges[other][side]):
            if (
                abs(at - depth) <= 1
                and abs(_height(candidate) - _height(row)) < 30
                and _alike(shape, _shape(candidate))
            ):
                near += 1
                break
    return near >= (2 if len(edges) > 6 and len(shape) < 3 else 1)


def _alike(one: str, other: str) -> bool:
    """Whether two heads are the same, but for a letter or two that a scanner misread."""
    if one == other:
        return True
    if min(len(one), len(other)) < 8:
        return False
    return difflib.SequenceMatcher(None, one, other).ratio() > 0.85


def _without_line_numbers(page: Page, out: Text) -> None:
    """Take off the numbers that a transcript or a manuscript has beside each line."""
    alone = [line for line in page.lines if re.fullmatch(r"\d{1,2}", line.text)]
    counted = sum(int(b.text) == int(a.text) + 1 for a, b in itertools.pairwise(alone))
    if counted >= _NUMBERED:
        ids = {id(line) for line in alone}
        out.left_out += (LeftOut(line.text, Omission.NAVIGATION) for line in alone)
        page.lines = [line for line in page.lines if id(line) not in ids]
        return
    begins = [(line, int(m[1])) for line in page.lines if (m := re.match(r"(\d{1,2})\s+(?=\D)", line.text))]
    if len(begins) < max(_NUMBERED, 0.6 * len(page.lines)):
        return
    if sum(b == a + 1 for (_, a), (_, b) in itertools.pairwise(begins)) >= 0.8 * len(begins) - 1:
        for line, _ in begins:
            number, _, line.text = line.text.partition(" ")
            line.cells = ()
            out.left_out.append(LeftOut(number, Omission.NAVIGATION))


# ---------------------------------------------------------------- columns


def _in_columns(page: Page, body: float) -> list[Line]:
    """The lines column by column, where a page has columns and they were written row by row."""
    pieces = [piece for line in page.lines for piece in _pieces(line)]
    return _ordered(page.lines, pieces, body, _DEPTH)


def _pieces(line: Line) -> list[Line]:
    if not line.cells:
        return [line]
    return [
        replace(line, text=c.text, x=c.x, x1=c.x1, cells=(), notes=line.notes if at == 0 else ())
        for at, c in enumerate(line.cells)
    ]


def _ordered(lines: list[Line], pieces: list[Line], body: float, depth: int) -> list[Line]:
    gutter = _gutter(pieces, body) if depth else None
    if gutter is None or not _row_by_row(lines, gutter):
        return lines
    out: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []

    def flush() -> None:
        for column in (left, right):
            whole = _rejoined(column)
            out.extend(_ordered(whole, list(column), body, depth - 1))
            column.clear()

    for line in sorted(pieces, key=lambda line: (-round(line.y), line.x)):
        if line.x < gutter < line.x1:
            flush()
            out.append(line)
        else:
            (left if line.x1 <= gutter else right).append(line)
    flush()
    return out


def _rejoined(column: list[Line]) -> list[Line]:
    """Pieces of one row that belong to the same column, as one line."""
    out: list[Line] = []
    for line in column:
        if out and abs(out[-1].y - line.y) < 1 and line.x >= out[-1].x1:
            last = out[-1]
            cells = (*(last.cells or (Cell(last.text, last.x, last.x1),)), Cell(line.text, line.x, line.x1))
            out[-1] = replace(last, text=f"{last.text} {line.text}", x1=line.x1, cells=cells)
        else:
            out.append(line)
    return out


def _gutter(pieces: list[Line], body: float) -> float | None:
    """Where the gap between two columns of running text is; None if the page has one column, or a table."""
    if len(pieces) < 12:
        return None
    low, high = min(p.x for p in pieces), max(p.x1 for p in pieces)
    total = sum(len(p.text) for p in pieces)
    best: tuple[int, float] | None = None
    step = max(_STEP, int(high - low) // 200)
    for at in range(int(low + 0.2 * (high - low)), int(low + 0.8 * (high - low)), step):
        crossing = sum(len(p.text) for p in pieces if p.x < at < p.x1)
        if crossing < 0.3 * total and (best is None or (crossing, abs(at - (low + high) / 2)) < best):
            best = (crossing, abs(at - (low + high) / 2))
            gutter = float(at)
    if best is None:
        return None
    sides = [p for p in pieces if p.x1 <= gutter], [p for p in pieces if p.x >= gutter]
    return gutter if all(_is_column(side, body, total) for side in sides) else None


def _is_column(side: list[Line], body: float, total: int) -> bool:
    """Whether these are lines of running text, which reach from one edge to the other, and no cells of a table."""
    if len(side) < 6 or sum(len(p.text) for p in side) < 0.12 * total:
        return False
    low, high = min(p.x for p in side), max(p.x1 for p in side)
    full = sum(p.x1 - p.x > 0.7 * (high - low) for p in side)
    return high - low > 8 * body and full >= 0.45 * len(side)


def _row_by_row(lines: list[Line], gutter: float) -> bool:
    """Whether the file has rows that run over both columns."""
    over = sum(any(a.x1 <= gutter <= b.x for a, b in itertools.pairwise(line.cells)) for line in lines)
    beside = sum(abs(a.y - b.y) < 2 and a.x1 <= gutter <= b.x for a, b in itertools.pairwise(lines) if a.page == b.page)
    return over + beside >= 3


# ---------------------------------------------------------------- notes


def _marks_joined(lines: list[Line], body: float, out: Text) -> list[Line]:
    """A raised number is a line by itself for PDFium: it begins the note behind it, or refers to one."""
    kept: list[Line] = []
    for at, line in enumerate(lines):
        if not _MARK.match(line.text) or line.size > 0.85 * body:
            kept.append(line)
            continue
        after = lines[at + 1] if at + 1 < len(lines) else None
        if after and abs(after.y - line.y) < after.size and line.x1 <= after.x + 1 and after.size < 0.95 * body:
            lines[at + 1] = replace(after, text=f"{line.text} {after.text}", x=line.x, cells=())
        elif any(abs(other.y - line.y) < body for other in lines if other is not line):
            out.left_out.append(LeftOut(line.text, Omission.FOOTNOTE))
        else:
            kept.append(line)
    return kept


def _take_notes(lines: list[Line], body: float, page: Page, out: Text) -> None:
    """Take the notes at the foot of a page off it: small print below the text that begins with a mark."""
    taken: set[int] = set()
    note: list[Line] = []
    for line in lines:
        small = line.size < 0.93 * body
        if small and _FOOT_NOTE.match(line.text) and line.y < 0.6 * page.height and (note or _below(line, lines, body)):
            note = [line]
            out.notes.append(note)
        elif note and small and line.y < note[-1].y:
            note.append(line)
        else:
            note = []
        if note:
            taken.add(id(line))
    lines[:] = [line for line in lines if id(line) not in taken]


def _below(line: Line, lines: list[Line], body: float) -> bool:
    """Whether nothing of the text stands below the line in its column."""
    return not any(
        other.y < line.y and other.size >= 0.93 * body and other.x < line.x1 and other.x1 > line.x for other in lines
    )
