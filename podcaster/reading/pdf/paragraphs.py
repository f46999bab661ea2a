"""Paragraphs, headings, lists, tables and notes from the lines of a PDF."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator

from podcaster.model import Block, BlockKind
from podcaster.reading import safe
from podcaster.reading.pdf.text import Line

_BULLET = re.compile(r"^([•◦▪■‣●○–*\uf0b7\uf0a7\u25fe\u2022!-]|\(?\d{1,3}[.)])\s+(?=\S)")
_STOP = re.compile(r"[.!?:…”\"'’»)\]]$")
_HYPHENS = "-‐\u00ad"
_NOTE_MARK = re.compile(r"^(\d{1,3}|[*†‡§¶]{1,3})[.)]?\s*")
_ROWS = 3  # of a table
_WORD = 100  # characters of a word before a hyphen, at most
_NEAR = 200  # lines of a paragraph that say where its left edge is
# Words before or behind the hyphen of a compound, which stays where the line ends with it.
_FIRST = frozenset((
    "well", "ill", "self", "long", "short", "high", "low", "full", "half", "cross", "world", "two", "three", "four",
    "five", "six", "seven", "eight", "nine", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety", "first", "second", "third", "hard", "soft", "large", "small", "early", "single", "double", "vice",
))  # fmt: skip
_SECOND = frozenset((
    "based", "known", "like", "free", "aware", "wide", "driven", "oriented", "specific", "style", "old", "year",
    "friendly", "called", "level", "grade", "scale", "size", "sized", "quality", "made", "looking", "minded",
    "term", "dependent", "related", "defined", "induced", "established", "founded", "born", "ended", "sided",
    "shaped", "colored", "coloured", "powered", "proof", "ranging", "reaching", "renowned", "century",
))  # fmt: skip
_ENDING = re.compile(r"(?:l?y|er|ers|est|ments?|ings?|ness|ish|ed|en|teen|teenth|ty|ties|ful|less|ity|ship|ary|ward|"
                     r"wards|way|ways|light|lights|hood|ened|ening|ens|wise|bing|scale)")  # fmt: skip


class Words:
    """The words of a document, by which a hyphen at the end of a line is judged."""

    def __init__(self, lines: list[Line]) -> None:
        self._known = {
            word.casefold() for line in lines for word in re.findall(rf"\w+(?:[{_HYPHENS}]\w+)*(?=\W)", line.text + " ")
        }

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether "first-" at the end of a line and "second" on the next are a word with a hyphen."""
        one, two = first.casefold(), second.casefold()
        if one + two in self._known:
            return False
        return f"{one}-{two}" in self._known or (one in _FIRST and not _ENDING.fullmatch(two)) or two in _SECOND


def blocks(lines: list[Line], body: float, words: Words) -> list[Block]:
    """Paragraphs from lines: by the space between them, by indents, by how full the line before is."""
    gaps = [
        a.y - b.y
        for a, b in itertools.pairwise(lines)
        if a.page == b.page and 0 < a.y - b.y < body * 4 and abs(a.size - b.size) < 1
    ]
    usual = statistics.median_low(sorted(gaps)) if gaps else body * 1.2
    lengths = [len(line.text) for line in lines if abs(line.size - body) < 1]
    full = statistics.quantiles(lengths, n=10)[8] if len(lengths) >= 10 else 80.0
    found: list[Block] = []
    for table, group in _tables(lines):
        if table:
            rows = tuple(tuple(cell.text for cell in line.cells) for line in group)
            found.append(Block(BlockKind.TABLE, "", rows=rows, has_head=True))
            continue
        paragraph: list[Line] = []
        for line in group:
            if paragraph and _begins(paragraph, line, usual, full, body):
                found += _shaped(paragraph, body, words)
                paragraph = []
            paragraph.append(line)
        if paragraph:
            found += _shaped(paragraph, body, words)
    return found


def notes(found: list[list[Line]], words: Words) -> Iterator[Block]:
    """The notes from the feet of the pages."""
    for lines in found:
        text = joined([line.text for line in lines], words)
        mark = _NOTE_MARK.match(text)
        rest = text[mark.end() :] if mark else text
        if safe.has_words(rest):
            yield Block(BlockKind.FOOTNOTE, rest, marker=mark[1] if mark else "")


def _tables(lines: list[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """The lines in groups: tables, and the lines between them."""
    text: list[Line] = []
    for cells, group in itertools.groupby(lines, key=lambda line: (len(line.cells), line.page)):
        rows = list(group)
        if cells[0] >= 3 and len(rows) >= _ROWS:
            if text:
                yield False, text
                text = []
            yield True, rows
        else:
            text += rows
    if text:
        yield False, text


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
    if not ended and line.text[:1].islower() and (last.page != line.page or last.y - line.y < 2.2 * usual):
        return False
    short = len(last.text) < 0.75 * full
    jumps = line.page != last.page or line.y > last.y + usual  # the next page or column
    if jumps:
        if last.size > body * 1.12:  # a heading does not run over a page
            return True
        upper = line.text[:1].isupper()
        return (ended and (short or upper)) or (upper and len(last.text) < 0.5 * full)
    if last.y - line.y > usual * 1.35:
        return True
    if len(last.text) < 0.6 * full and line.text[:1].isupper() and not last.text.endswith(","):
        return True  # the next word would have had room
    left = min((p.x for p in paragraph[max(1, len(paragraph) - _NEAR) :]), default=last.x)
    indented = line.x > left + 0.6 * body and len(paragraph) > 1 and line.x < left + 6 * body
    return ended and (indented or (short and line.text[:1].isupper()))


def _shaped(paragraph: list[Line], body: float, words: Words) -> list[Block]:
    text = joined([line.text for line in paragraph], words)
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
        mark = bullet[1].replace("(", "").replace(")", ".") if bullet[1].strip("()")[0].isdigit() else "•"
        return [Block(BlockKind.LIST_ITEM, text[len(bullet[0]) :].strip(), level=1, marker=mark)]
    return [Block(BlockKind.PARAGRAPH, text)]


def joined(lines: list[str], words: Words) -> str:
    """Lines as running text: a word that was cut by a hyphen at the end of a line is made whole."""
    parts, last = list[str](), lines[0]  # the end is all that is looked at for each line
    for line in lines[1:]:
        cut = re.search(rf"(\w+)[{_HYPHENS}]$", last[-_WORD:])
        following = re.match(r"\w+", line)
        if cut and following:
            small = following[0][:1].islower() and not cut[1].isdigit()
            if small and not words.keeps_hyphen(cut[1], following[0]):
                last = last[:-1]
            last += line  # "Anglo-" + "Saxon", "1939-" + "45", "well-" + "known" keep theirs
        else:
            parts += (last, " ")
            last = line
        if len(last) > 20 * _WORD:  # each of many lines ends with a hyphen
            parts.append(last[:-_WORD])
            last = last[-_WORD:]
    return "".join([*parts, last])
