"""The printed lines of a PDF, with the place and size of each. PDFium finds the letters."""

from __future__ import annotations

import ctypes
import itertools
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from podcaster.errors import HostileError, NoTextError, PodcasterError, UnreadableError, UnsupportedError
from podcaster.reading import assemble

_PAGES = 3000
_CHARACTERS = 20_000_000
_CUT = "\ufffe"  # PDFium's sign for a hyphen at the end of a line; the next line follows without a break
_ENDS = re.compile(f"\r\n|[\r\n]|(?<={_CUT})")
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00ad": "",
        _CUT: "-",
        "\x02": "-",
    }
)
_FARTHEST = 20_000.0  # points: a page of PDF has 14,400 at most
_GAP = 1.4  # times the size of the letters: no space between two words of a text is as wide
_NOTE = re.compile(
    r"(?<=[^\W\d_])\d{1,3}(?![\w.]*\w)|(?<=[.,;:!?)\]”’\"'»])\d{1,3}(?=\s|[.,;:)\]]|$)|(?<=\S )\d{1,3}(?=\s|$)"
)
_BOLD = re.compile(r"bold|black|heavy|demi|-medi\b|\bCMBX|\bSFBX|,b$", re.I)
_SEMITIC = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"  # letters of Hebrew and Arabic, and their marks
_RIGHT_TO_LEFT = re.compile(rf"[{_SEMITIC}](?:[{_SEMITIC} \xa0]*[{_SEMITIC}])?")
_INCORRECT_PASSWORD, _UNKNOWN_SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


@dataclass(slots=True)
class Cell:
    """A piece of a line that stands apart from its neighbours."""

    text: str
    x: float
    x1: float


@dataclass(slots=True)
class Line:
    """A printed line; lengths are in points."""

    text: str
    x: float
    x1: float
    y: float  # of its letters' feet, from the bottom of the page
    size: float
    page: int
    bold: bool = False
    cells: tuple[Cell, ...] = ()  # two and more, where it has wide gaps
    notes: tuple[str, ...] = ()  # numbers of notes that stood in it


@dataclass(slots=True)
class Page:
    lines: list[Line] = field(default_factory=list)
    width: float = 600.0
    height: float = 800.0
    has_picture: bool = False
    pieces: int = 0  # of text, on a page with next to no letters
    fields: int = 0  # of a form


@dataclass(frozen=True, slots=True)
class Data:
    """What the file says about itself."""

    title: str = ""
    author: str = ""
    date: str = ""


def pages(data: bytes, source: str) -> tuple[list[Page], Data]:
    """All pages with their lines, in the order in which the program that made the file wrote them."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _unreadable(getattr(error, "err_code", 0), source) from error
    if document.get_formtype() == pdfium.raw.FORMTYPE_XFA_FULL:
        raise UnsupportedError(
            "a form of Adobe LiveCycle (XFA), whose text is not in the pages",
            about=source,
            hint="open it in Adobe Reader and print it into a new PDF",
        )
    if len(document) > _PAGES:
        raise HostileError(f"{len(document):,} pages; at most {_PAGES:,} are read", about=source)
    found, total = [], 0
    with_form = document.get_formtype() != pdfium.raw.FORMTYPE_NONE
    for number in range(len(document)):
        try:
            page = _page(document[number], number, with_form=with_form)
        except pdfium.PdfiumError:  # one damaged page must not cost the others
            page = Page()
        total += sum(len(line.text) for line in page.lines)
        if total > _CHARACTERS:
            raise HostileError(f"more than {_CHARACTERS:,} characters", about=source)
        found.append(page)
    if not found:
        raise NoTextError("a PDF without pages", about=source)
    return found, _data(document)


def _unreadable(code: int, source: str) -> PodcasterError:
    if code == _INCORRECT_PASSWORD:
        return UnsupportedError(
            "protected by a password",
            about=source,
            hint="open it with its password and print it into a new PDF",
        )
    if code == _UNKNOWN_SECURITY:
        return UnsupportedError("protected against copying (DRM)", about=source, hint="only PDFs without DRM are read")
    return UnreadableError("a damaged PDF", about=source, hint="download or print it again")


def _data(document: Any) -> Data:
    match = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", _property(document, "CreationDate"))
    return Data(
        title=_property(document, "Title"),
        author=_property(document, "Author"),
        date="-".join(match.groups()) if match else "",
    )


def _property(document: Any, name: str) -> str:
    """One of the file's properties, on one line; empty where it is no text (half of a surrogate pair)."""
    try:
        return assemble.one_line(document.get_metadata_value(name))
    except UnicodeDecodeError:
        return ""


# ---------------------------------------------------------------- a page


def _page(page: Any, number: int, *, with_form: bool) -> Page:
    from pypdfium2 import raw

    out = Page(width=page.get_width(), height=page.get_height())
    if with_form:
        count = min(raw.FPDFPage_GetAnnotCount(page), 2000)
        out.fields = sum(_is_field(page, at) for at in range(count))
    letters = _Letters(page.get_textpage())
    found = [line for start, text in _rows(letters.text()) if (line := _line(letters, start, text, number))]
    turned = [line for line, angle in found if angle]
    if len(turned) > len(found) / 2:
        out.lines = [_turned(line, angle) for line, angle in found]
    else:  # upright text in the margin is not part of the text
        out.lines = [line for line, angle in found if not angle]
    if sum(len(line.text) for line in out.lines) < 100:
        kinds = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT]
        objects = [thing.type for thing in itertools.islice(page.get_objects(filter=kinds, max_depth=3), 10_000)]
        out.has_picture = raw.FPDF_PAGEOBJ_IMAGE in objects
        out.pieces = objects.count(raw.FPDF_PAGEOBJ_TEXT)
    letters.close()
    page.close()
    return out


def _is_field(page: Any, at: int) -> bool:
    from pypdfium2 import raw

    annotation = raw.FPDFPage_GetAnnot(page, at)
    if not annotation:
        return False
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    raw.FPDFPage_CloseAnnot(annotation)
    return bool(kind == raw.FPDF_ANNOT_WIDGET)


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """The rows of a page's text, each with the place of its first letter."""
    start = 0
    for row in _ENDS.split(text):
        at = text.index(row, start)
        yield at, row
        start = at + len(row)


def _sane(points: float) -> float:
    """A length that can be on a page; damaged files have others."""
    return max(-_FARTHEST, min(_FARTHEST, points)) if math.isfinite(points) else 0.0


class _Letters:
    """What PDFium knows about each letter of a page."""

    def __init__(self, page: Any) -> None:
        from pypdfium2 import raw

        self._page, self._raw = page, raw
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()
        self._name = ctypes.create_string_buffer(200)

    def text(self) -> str:
        """The text of the page: one character for each letter that PDFium counts."""
        count = self._page.count_chars()
        if count <= 0:
            return ""
        text: str = self._page.get_text_range()
        if len(text) == count:
            return text
        codes = (self._raw.FPDFText_GetUnicode(self._page, at) for at in range(count))
        return "".join(
            chr(code) if code and not 0xD800 <= code < 0xE000 and code <= 0x10FFFF else " " for code in codes
        )

    def across(self, at: int) -> tuple[float, float]:
        """Its left and its right edge."""
        left, right, low, high = self._numbers
        self._raw.FPDFText_GetCharBox(self._page, at, left, right, low, high)
        return _sane(left.value), _sane(right.value)

    def foot(self, at: int) -> tuple[float, float]:
        x, y = self._numbers[:2]
        self._raw.FPDFText_GetCharOrigin(self._page, at, x, y)
        return _sane(x.value), _sane(y.value)

    def size(self, at: int) -> float:
        plain = _sane(float(self._raw.FPDFText_GetFontSize(self._page, at)))
        if not self._raw.FPDFText_GetMatrix(self._page, at, self._matrix):
            return abs(plain) or 10.0
        return _sane(abs(plain) * math.hypot(self._matrix.c, self._matrix.d)) or 10.0

    def is_bold(self, at: int) -> bool:
        length = self._raw.FPDFText_GetFontInfo(self._page, at, self._name, len(self._name), None)
        name = self._name.raw[: max(0, min(length, len(self._name)) - 1)].decode("latin-1")
        return bool(_BOLD.search(name)) or int(self._raw.FPDFText_GetFontWeight(self._page, at)) >= 600

    def is_unknown(self, at: int) -> bool:
        """Whether the file does not say which letter it is, and PDFium guesses."""
        return int(self._raw.FPDFText_HasUnicodeMapError(self._page, at)) == 1

    def turn(self, at: int) -> int:
        """By how many right angles it is turned."""
        angle = float(self._raw.FPDFText_GetCharAngle(self._page, at))
        return round(angle / (math.pi / 2)) % 4 if math.isfinite(angle) and angle > 0.1 else 0

    def close(self) -> None:
        self._page.close()


def _line(letters: _Letters, start: int, text: str, page: int) -> tuple[Line, int] | None:
    """One row with its measures, and by how many right angles it is turned."""
    inner = text.strip()
    if not inner.strip("\0\ufffd"):
        return None
    if _RIGHT_TO_LEFT.search(inner):
        return _line_from_right(letters, start, text, page)
    first = start + len(text) - len(text.lstrip())
    last = first + len(inner) - 1
    middle = next((at for at in range((first + last) // 2, last) if not text[at - start].isspace()), first)
    size = letters.size(middle)
    gaps = _gaps(letters, inner, first, size)
    inner, gaps, notes = _without_notes(letters, inner, first, gaps)
    cells = _cells(letters, inner, first, gaps) if gaps else ()
    line = Line(
        text=_clean(inner),
        x=letters.across(first)[0],
        x1=letters.across(last)[1],
        y=letters.foot(middle)[1],
        size=size,
        page=page,
        bold=letters.is_bold(middle),
        cells=cells if len(cells) > 1 else (),
        notes=notes,
    )
    return (line, letters.turn(middle)) if line.text else None


def _line_from_right(letters: _Letters, start: int, text: str, page: int) -> tuple[Line, int]:
    """A row of Hebrew or Arabic. Some programs write it as it is seen, from left to right: its letters are turned."""

    def turned(match: re.Match[str]) -> str:
        edges = [letters.across(start + at) for at in range(match.start(), match.end())]
        # One sign stands for a whole word: PDFium has turned its letters, which have no order on the page.
        one_place = edges[0] == edges[-1] and len(edges) > 1
        seen = edges[0][0] < edges[-1][0] and not _is_spread(edges)
        return match[0][::-1] if seen or one_place else match[0]

    readable = "".join(
        "\0" if unicodedata.category(letter) == "Sk" or letters.is_unknown(start + at) else letter
        for at, letter in enumerate(text)
    )
    inner = _clean(_RIGHT_TO_LEFT.sub(turned, readable))
    at = [start + at for at, letter in enumerate(text) if not letter.isspace()]
    edges = [edge for place in (at[0], at[-1]) for edge in letters.across(place)]
    size, foot = letters.size(at[len(at) // 2]), letters.foot(at[0])[1]
    return Line(inner, min(edges), max(edges), foot, size, page, letters.is_bold(at[0])), letters.turn(at[0])


def _is_spread(edges: list[tuple[float, float]]) -> bool:
    """Whether letters have the same width: PDFium spreads the words that a file says beside its signs (ActualText)."""
    widths = [right - left for left, right in edges]
    return len(edges) > 2 and max(widths) - min(widths) < 0.01 * max(widths)


def _clean(text: str) -> str:
    return assemble.one_line(text.replace("\0", "").translate(_LIGATURES))


def _gaps(letters: _Letters, text: str, first: int, size: float) -> list[int]:
    """The spaces of a line that are wide."""
    found = []
    for match in re.finditer(r"\s+", text):
        before, after = letters.across(first + match.start() - 1)[1], letters.across(first + match.end())[0]
        if after - before > _GAP * size:
            found.append(match.start())
    return found


def _without_notes(letters: _Letters, text: str, first: int, gaps: list[int]) -> tuple[str, list[int], tuple[str, ...]]:
    """The line with blanks in place of small raised numbers, which refer to notes."""
    notes = []
    for match in _NOTE.finditer(text):
        at = first + match.start()
        before = at - 1 - (text[match.start() - 1] == " ")
        if letters.size(at) < 0.85 * letters.size(before) and letters.foot(at)[1] > letters.foot(before)[1] + 0.5:
            notes.append(match[0])
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    return text, gaps, tuple(notes)


def _cells(letters: _Letters, text: str, first: int, gaps: list[int]) -> tuple[Cell, ...]:
    cells = []
    for start, end in zip([0, *gaps], [*gaps, len(text)], strict=True):
        piece = text[start:end]
        words = piece.strip()
        if not _clean(words):
            continue
        at = first + start + len(piece) - len(piece.lstrip())
        cells.append(Cell(_clean(words), letters.across(at)[0], letters.across(at + len(words) - 1)[1]))
    return tuple(cells)


def _turned(line: Line, angle: int) -> Line:
    """The line of a page that lies on its side, as if it stood upright."""
    if angle == 1:
        line.x, line.x1, line.y = -line.y, -line.y + len(line.text) * line.size / 2, line.x
    elif angle == 3:
        line.x, line.x1, line.y = line.y, line.y + len(line.text) * line.size / 2, -line.x
    elif angle == 2:
        line.x, line.x1, line.y = -line.x, -line.x1, -line.y
    line.cells = ()
    return line
