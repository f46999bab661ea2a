"""PDF: the text of printed pages, without what is printed on every page."""

from __future__ import annotations

import io
import itertools
import logging
import re
import statistics
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from podcaster.errors import HostileError, NoTextError, UnreadableError, UnsupportedError
from podcaster.model import Article, Block, BlockKind, LeftOut, Omission
from podcaster.reading import assemble, safe

_PAGES = 3000
_CHARACTERS = 20_000_000
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": ""}
)
_HYPHENS = "-‐\u00ad"
_BULLET = re.compile(r"^([•◦▪■‣●○–*-]|\(?\d{1,3}[.)])\s+(?=\S)")
_CONTENTS = re.compile(r"^(table of )?contents$|(?:\.\s?){6,}\s*[\divxlc]*$", re.I)
_STOP = re.compile(r"[.!?:…”\"'’»)\]]$")
_PRINTED = re.compile(r"^(https?://\S+(\s+(page\s+)?\d+(\s*(/|of)\s*\d+)?)?|\d{1,2}[./]\d{1,2}[./]\d{2,4},?\s+\d{1,2}[:.]\d{2}.*|"
                      r"(page\s+)?\d+(\s*(/|of)\s*\d+)?|[ivxlc]{1,7}|[-–—]\s*\d+\s*[-–—])$", re.I)  # fmt: skip


@dataclass(slots=True)
class Line:
    """A printed line: where it stands on its page, in points, and how large it is printed."""

    text: str
    x: float
    y: float  # from the bottom
    size: float
    page: int
    bold: bool = False
    weight: int = 0  # characters of its longest piece, whose size is the line's: a bullet has a font of its own


@dataclass(slots=True)
class _Page:
    lines: list[Line] = field(default_factory=list)
    height: float = 800.0


def read(data: bytes, source: str) -> Article:
    """The article of a PDF with text in it. A scan is refused."""
    return safe.run_limited(_article, data, source, seconds=120, memory_mb=1024)


def _article(data: bytes, source: str) -> Article:
    pages, about = _pages(data, source)
    characters = sum(len(line.text) for page in pages for line in page.lines)
    if characters < 20 * max(1, len(pages)) and characters < 400:
        raise UnsupportedError(
            "a PDF without text: a scan or pictures",
            about=source,
            hint="make its text readable first, for example with ocrmypdf",
        )
    lines, gone = _without_running_heads(pages)
    body = _body_size(lines)
    title, lines = _title(about.get("title", ""), lines, body)
    blocks = _blocks(lines, body)
    return assemble.article(
        blocks,
        assemble.Facts(
            title=title or assemble.file_title(source),
            authors=_authors(about.get("author", "")),
            date=assemble.parse_date(about.get("date", "")),
        ),
        source,
        left_out=gone,
        blog=False,
    )


# ---------------------------------------------------------------- lines


def _pages(data: bytes, source: str) -> tuple[list[_Page], dict[str, str]]:
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnsupportedError("protected by a password", about=source, hint="print it into a new PDF")
        count = len(reader.pages)
        if count > _PAGES:
            raise HostileError(f"{count:,} pages; at most {_PAGES:,} are read", about=source)
        about = _about(reader)
        pages, total = [], 0
        for number in range(count):
            page = _page(reader.pages[number], number)
            total += sum(len(line.text) for line in page.lines)
            if total > _CHARACTERS:
                raise HostileError(f"more than {_CHARACTERS:,} characters", about=source)
            pages.append(page)
    except PyPdfError as error:
        raise UnreadableError(f"a damaged PDF: {error}", about=source, hint="download or print it again") from error
    if not pages:
        raise NoTextError("a PDF without pages", about=source)
    return pages, about


def _about(reader: Any) -> dict[str, str]:
    found = reader.metadata or {}
    date = str(found.get("/CreationDate") or "")
    match = re.match(r"D:(\d{4})(\d{2})(\d{2})", date)
    return {
        "title": assemble.one_line(str(found.get("/Title") or "")),
        "author": assemble.one_line(str(found.get("/Author") or "")),
        "date": "-".join(match.groups()) if match else "",
    }


def _page(page: Any, number: int) -> _Page:
    """The lines of a page in the order in which they were printed, which is the order of columns."""
    out = _Page(height=float(page.mediabox.height or 800))
    current: Line | None = None

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal current
        if not text or not text.strip("\n"):
            return
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] or tm[0] or 1) * abs(cm[3] or cm[0] or 1)
        height = abs(size) * scale or 10.0
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for at, part in enumerate(text.split("\n")):
            if at:
                current = None
            if not part:
                continue
            if current is not None and abs(current.y - y) < max(2.0, 0.5 * height) and x >= current.x - 1:
                current.text += part
                if len(part.strip()) > current.weight:
                    current.size, current.bold, current.weight = height, bold, len(part.strip())
            elif part.strip():
                current = Line(part, x, y, height, number, bold, len(part.strip()))
                out.lines.append(current)

    page.extract_text(visitor_text=visit)
    for line in out.lines:
        line.text = assemble.one_line(line.text.translate(_LIGATURES))
    out.lines = [line for line in out.lines if line.text]
    return out


def _shape(line: Line) -> tuple[str, int]:
    """A line with its numbers forgotten, and its height: "Page 3 of 9" is the same on every page."""
    return re.sub(r"\d+", "0", line.text.casefold()), round(line.y / 4)


def _without_running_heads(pages: list[_Page]) -> tuple[list[Line], list[LeftOut]]:
    edges: Counter[tuple[str, int]] = Counter()
    for page in pages:
        edges.update({_shape(line) for line in _edge(page)})
    often = max(2, len(pages) * 0.4)
    kept, gone = [], []
    for page in pages:
        edge = {id(line) for line in _edge(page)}
        for line in page.lines:
            repeated = len(pages) > 1 and edges[_shape(line)] >= often
            printed = id(line) in edge and len(line.text) < 200 and (repeated or _PRINTED.match(line.text))
            if printed or _CONTENTS.search(line.text):
                gone.append(LeftOut(line.text, Omission.NAVIGATION))
            else:
                kept.append(line)
    return kept, gone


def _edge(page: _Page) -> list[Line]:
    """The highest and the lowest row of a page, and the next one where it stands apart from the text as well."""
    rows = sorted({round(line.y) for line in page.lines})
    wanted = {*rows[:1], *rows[-1:]}
    for outer, inner, text in (rows[:3], rows[:-4:-1]) if len(rows) > 4 else ():
        if abs(text - inner) > 1.6 * abs(inner - outer):
            wanted.add(inner)
    return [line for line in page.lines if round(line.y) in wanted]


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _title(known: str, lines: list[Line], body: float) -> tuple[str, list[Line]]:
    """The title in the file's data if it is printed too or looks like one; else what is printed largest on page one."""
    first = [line for line in lines if line.page == lines[0].page][:40] if lines else []
    largest = max((line.size for line in first), default=0.0)
    big = []
    for line in first:
        if line.size >= largest * 0.97 and largest > body * 1.15:
            big.append(line)
        elif big:
            break
    printed = " ".join(line.text for line in big)
    useless = not known or re.search(
        r"\.(docx?|html?|tex|indd|pdf|qxd|pages)$|^(untitled|microsoft word|document\d*)", known, re.I
    )
    if (
        printed
        and len(printed) < 300
        and (useless or not known or assemble.same_words(printed, known) or known.startswith(printed))
    ):
        return known if known and not useless else printed, [line for line in lines if line not in big]
    if useless:
        return printed[:300], [line for line in lines if line not in big]
    rest = [line for line in lines if not (line in first and assemble.same_words(line.text, known))]
    return known, rest


def _authors(text: str) -> tuple[str, ...]:
    if (
        not text
        or re.search(r"@|\\|unknown|admin|user\b|^anonymous|chrome|acrobat|latex", text, re.I)
        or len(text) > 200
    ):
        return ()
    return tuple(a.strip() for a in re.split(r"\s*;\s*|\s+and\s+|,\s+(?=\w+\s+\w)", text) if a.strip())


# ---------------------------------------------------------------- paragraphs


def _blocks(lines: list[Line], body: float) -> list[Block]:
    """Paragraphs from lines: by the room between them, by indents, by how full the line before is."""
    gaps = [
        a.y - b.y
        for a, b in itertools.pairwise(lines)
        if a.page == b.page and 0 < a.y - b.y < body * 4 and abs(a.size - b.size) < 1
    ]
    usual = statistics.median_low(sorted(gaps)) if gaps else body * 1.2
    lengths = [len(line.text) for line in lines if abs(line.size - body) < 1]
    full = statistics.quantiles(lengths, n=10)[8] if len(lengths) >= 10 else 80.0
    blocks: list[Block] = []
    paragraph: list[Line] = []

    def flush() -> None:
        if paragraph:
            blocks.extend(_shaped(paragraph, body))
            paragraph.clear()

    for line in lines:
        if paragraph and _begins(paragraph, line, usual, full, body):
            flush()
        paragraph.append(line)
    flush()
    return blocks


def _begins(paragraph: list[Line], line: Line, usual: float, full: float, body: float) -> bool:
    """Whether *line* begins a new paragraph."""
    last = paragraph[-1]
    if abs(line.size - last.size) > 0.12 * body + 0.3 or (line.bold != last.bold and (len(last.text) < 0.6 * full)):
        return True
    if _BULLET.match(line.text) and (
        _STOP.search(last.text) or _BULLET.match(paragraph[0].text) or len(last.text) < 0.7 * full
    ):
        return True
    ended = bool(_STOP.search(last.text))
    short = len(last.text) < 0.75 * full
    jumps = line.page != last.page or line.y > last.y + usual  # the next page or column
    if jumps:
        if last.size > body * 1.12:  # a heading does not run over a page
            return True
        return ended and (short or line.text[:1].isupper())
    if last.y - line.y > usual * 1.35:
        return True
    left = min(p.x for p in paragraph[1:]) if len(paragraph) > 1 else last.x
    indented = line.x > left + 0.6 * body and len(paragraph) > 1 and line.x < left + 6 * body
    return ended and (indented or (short and line.text[:1].isupper()))


def _shaped(paragraph: list[Line], body: float) -> list[Block]:
    text = _joined([line.text for line in paragraph])
    if not safe.has_words(text):
        return []
    first = paragraph[0]
    size = max(line.size for line in paragraph)
    bold = all(line.bold for line in paragraph)
    large = size > body * 1.12
    if (large or (bold and len(paragraph) <= 2)) and len(text) < 160 and not text.endswith((".", ",", ";")):
        level = 2 if size > body * 1.35 else 3
        return [Block(BlockKind.HEADING, text, level=level)]
    bullet = _BULLET.match(first.text)
    if bullet and len(text) > len(bullet[0]):
        mark = bullet[1] if bullet[1][0] not in "-*–●■▪◦‣○" else "•"
        return [
            Block(
                BlockKind.LIST_ITEM,
                text[len(bullet[0]) :].strip(),
                level=1,
                marker=mark.replace("(", "").replace(")", "."),
            )
        ]
    return [Block(BlockKind.PARAGRAPH, text)]


def _joined(lines: list[str]) -> str:
    """Lines as running text: a word that was cut by a hyphen at the end of a line is made whole."""
    text = lines[0]
    for line in lines[1:]:
        word = re.search(r"(\w+)[" + _HYPHENS + r"]$", text)
        following = re.match(r"\w+", line)
        if word and following and following[0][:1].islower() and not word[1].isdigit():
            # A hyphen of the word ("well-known") cannot be told from one that was put in; the latter is the rule.
            text = text[:-1] + line
        elif word and following and re.search(r"\w[" + _HYPHENS + r"]$", text):
            text += line  # "Anglo-" + "Saxon", "1939-" + "45"
        else:
            text = f"{text} {line}"
    return text
