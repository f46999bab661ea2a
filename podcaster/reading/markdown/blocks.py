"""Markdown's tokens to blocks, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from podcaster.model import Block, BlockKind, Image, LeftOut, Omission, Span, SpanKind
from podcaster.reading import html as pages
from podcaster.reading.html.inline import cut
from podcaster.reading.markdown.inline import Line, Reader
from podcaster.reading.markdown.shortcodes import cut_out
from podcaster.reading.spaces import verbatim

if TYPE_CHECKING:
    from markdown_it.token import Token

_TASK = re.compile(r"\[[ xX]\](?:\s+|$)")
_BY = re.compile(r"(?:^|\s)(?:[—–―]|--)\s*([^\s—–―-][^—–―]{1,118})$")
_SENTENCES = re.compile(r"[.!?…]\s+\w.*[.!?…]\W?$", re.S)  # a paragraph, and below it a line that divides the text
_HEADING_ID = re.compile(r"\s*\{#([\w:.-]+)[^}\n]*\}\s*$|\s*\{[.:][^}\n]*\}\s*$")
_SAID = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.I | re.S)
_SHORT = 5000  # characters of HTML that are worth a look before the parser is asked
_QUERIES = {"dataview", "dataviewjs", "tasks", "query", "button", "meta-bind", "base"}
_MATH = {"math", "latex", "tex", "katex"}
_CONTENT = re.compile(r"<(img|iframe|table|figure|video|audio|math|pre)\b", re.I)
_BADGE = re.compile(r"shields\.io|badge|travis-ci|codecov|/actions/workflows/", re.I)


@dataclass(slots=True)
class Listing:
    """A list while its items are read."""

    ordered: bool
    number: int  # of the next item
    delimiter: str  # behind the number


@dataclass(slots=True)
class Blocks:
    """Collects the blocks of one document."""

    reader: Reader
    folder: Path | None
    out: list[Block] = field(default_factory=list)
    lists: list[Listing] = field(default_factory=list)
    marker: str = ""
    quotes: list[int] = field(default_factory=list)  # where in `out` each open quotation began
    hidden: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)  # of the HTML in it
    rows: list[tuple[str, ...]] = field(default_factory=list)
    has_head: bool = False
    html: str = ""

    def read(self, tokens: Sequence[Token]) -> list[Block]:
        for at, token in enumerate(tokens):
            kind = token.type
            if kind == "html_block":
                self.html += token.content
                continue
            self.flush_html()
            if kind == "inline":
                self.inline(token, tokens[at - 1])
            elif kind in ("bullet_list_open", "ordered_list_open"):
                delimiter = token.markup if token.markup in (".", ")") else "."
                self.lists.append(Listing(kind[0] == "o", int(token.attrs.get("start", 1)), delimiter))
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif kind == "list_item_open":
                self.item()
            elif kind == "blockquote_open":
                self.quotes.append(len(self.out))
            elif kind == "blockquote_close":
                self.end_quote(self.quotes.pop())
            elif kind in ("fence", "code_block"):
                self.code(token)
            elif kind == "table_open":
                self.rows, self.has_head = [], False
            elif kind == "tr_open":
                self.rows.append(())
            elif kind == "table_close":
                self.table()
        self.flush_html()
        return self.out

    def item(self) -> None:
        current = self.lists[-1]
        if current.ordered:
            self.marker = f"{current.number}{current.delimiter}"
            current.number += 1
        else:
            self.marker = "•"

    def inline(self, token: Token, opener: Token) -> None:
        line = self.reader.read(token.children or ())
        self.hidden += line.hidden
        if opener.type in ("th_open", "td_open"):
            self.rows[-1] = (*self.rows[-1], " ".join(text for text, _ in line.parts))
            self.has_head = self.has_head or opener.type == "th_open"
            return
        if opener.type == "heading_open" and not (opener.markup == "-" and _SENTENCES.search(token.content)):
            self.heading(line, int(opener.tag[1]))
            return
        self.figures_and_text(line)

    def heading(self, line: Line, level: int) -> None:
        text, spans = _joined(line)
        anchor = ""
        if match := _HEADING_ID.search(text):
            anchor = match[1] or ""
            text, spans = cut(text, spans, 0, match.start())
        text_only = re.sub(r"\s+#+$", "", text)
        text, spans = cut(text, spans, 0, len(text_only))
        if not text:
            return
        if self.quotes:
            self.out.append(Block(BlockKind.QUOTE, text, level=len(self.quotes), spans=spans))
        else:
            self.out.append(Block(BlockKind.HEADING, text, level=level, spans=spans, anchor=anchor))
        self.marker = ""

    def figures_and_text(self, line: Line) -> None:
        images = [(image, caption) for image, caption in line.images if not _BADGE.search(image.address)]
        parts = line.parts
        after_figure = bool(self.out) and self.out[-1].kind is BlockKind.FIGURE and not self.out[-1].text
        if images and line.only_emphasis and len(images) == 1:  # a picture with its caption in italics below
            text, spans = _joined(line)
            self.figure(images[0][0], text, spans)
            return
        if after_figure and not images and line.only_emphasis and sum(len(t) for t, _ in parts) < 300:
            text, spans = _joined(line)
            spans = tuple(s for s in spans if s.kind is not SpanKind.EMPHASIS)
            self.out[-1] = replace(self.out[-1], text=text, spans=spans)
            return
        for text, spans in parts:
            self.paragraph(text, spans)
        for image, caption in images:
            self.figure(image, caption)

    def figure(self, image: Image, caption: str, spans: tuple[Span, ...] = ()) -> None:
        spans = tuple(s for s in spans if s.kind is not SpanKind.EMPHASIS)
        self.out.append(Block(BlockKind.FIGURE, " ".join(caption.split()), spans=spans, image=image))
        self.marker = ""

    def paragraph(self, text: str, spans: tuple[Span, ...]) -> None:
        marker, self.marker = self.marker, ""
        if marker and (task := _TASK.match(text)):
            text, spans = cut(text, spans, task.end(), len(text))
        if not text:
            return
        if len(spans) == 1 and spans[0].kind is SpanKind.FORMULA and spans[0].end - spans[0].start == len(text):
            self.out.append(Block(BlockKind.FORMULA, text, spans=spans))
        elif self.quotes:
            self.out.append(Block(BlockKind.QUOTE, text, level=len(self.quotes), marker=marker, spans=spans))
        elif self.lists:
            self.out.append(Block(BlockKind.LIST_ITEM, text, level=len(self.lists), marker=marker, spans=spans))
        else:
            self.out.append(Block(BlockKind.PARAGRAPH, text, spans=spans))

    def end_quote(self, start: int) -> None:
        """A quotation that ends in "— Name" says who said it."""
        if start >= len(self.out) or self.out[-1].kind is not BlockKind.QUOTE:
            return
        last = self.out[-1]
        by = _BY.search(last.text)
        if not by or last.attribution:
            return
        if by.start() == 0 and len(self.out) - start > 1 and self.out[-2].kind is BlockKind.QUOTE:
            self.out.pop()
            self.out[-1] = replace(self.out[-1], attribution=by[1].strip())
        elif by.start() > 0 and last.text[: by.start()].rstrip()[-1:] in ".!?…”\"'’»*":
            text, spans = cut(last.text, last.spans, 0, by.start())
            self.out[-1] = replace(last, text=text, spans=spans, attribution=by[1].strip())

    def code(self, token: Token) -> None:
        text = verbatim(token.content)
        self.marker = ""
        if not text:
            return
        language = re.split(r"[\s,:{]", token.info.strip().removeprefix("{").lstrip(".").strip())[0].rstrip("}").lower()
        if language in _QUERIES:  # what is shown in its place is not in the file
            self.left_out.append(LeftOut(" ".join(text.split()), Omission.MARKUP))
        elif language in _MATH:
            folded = " ".join(text.split())
            self.out.append(Block(BlockKind.FORMULA, folded, spans=(Span(SpanKind.FORMULA, 0, len(folded), folded),)))
        else:
            self.out.append(Block(BlockKind.CODE, text, language=language))

    def table(self) -> None:
        rows = tuple(row for row in self.rows if any(row))
        if rows:
            text = " ".join(cell for row in rows for cell in row if cell)
            has_head = self.has_head and any(self.rows[0])
            self.out.append(Block(BlockKind.TABLE, text, rows=rows, has_head=has_head))
        self.marker = ""

    def flush_html(self) -> None:
        html, self.html = self.html, ""
        if not html:
            return
        html = cut_out(html, "<!--", "-->")
        if len(html) < _SHORT and not _SAID.sub("", html).strip() and not _CONTENT.search(html):
            return
        found = pages.read_fragment(html, base=self.reader.address, folder=self.folder)
        self.out += found.blocks
        self.left_out += found.left_out


def _joined(line: Line) -> tuple[str, tuple[Span, ...]]:
    text, spans = "", []
    for part, its in line.parts:
        gap = len(text) + 1 if text else 0
        spans += [replace(s, start=s.start + gap, end=s.end + gap) for s in its]
        text = f"{text} {part}" if text else part
    return text, tuple(spans)
