"""From a tree of elements to blocks, in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from podcaster.model import Block, BlockKind, Image, Span, SpanKind
from podcaster.reading import furniture, html_code, html_math, html_tables
from podcaster.reading.html_inline import Inline, cut, folded

Element = Any  # lxml is not typed

BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav noscript ol optgroup option p pre section "
    "summary table tbody td tfoot th thead tr ul xmp".split()
)
SILENT_TAGS = frozenset(
    "script style template head title meta link base object embed applet param source track map area canvas svg button "
    "input select textarea datalist rp rt rtc noframes frameset frame iframe audio video progress meter dialog colgroup col "
    "annotation annotation-xml".split()
)
_EMPHASIS = frozenset("em i b strong cite mark dfn u var ins".split())
_CODE = frozenset("code kbd samp tt".split())
_STRUCK = frozenset("del s strike".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BREAK = "\ue000"  # a line break inside a paragraph, until it is known what it means
_MARKERS = "a A i I"
_END = re.compile(r"[.!?:;…。！？”\"'’)\]»]$")


@dataclass(slots=True)
class Found:
    """A block and the element that it was made from."""

    block: Block
    element: Element


@dataclass(frozen=True, slots=True)
class Where:
    """What a piece of text is inside of."""

    quote: int = 0
    depth: int = 0  # of lists
    embed: bool = False
    attribution: str = ""
    footnote: str | None = None
    heading: int = 0


@dataclass(slots=True)
class Walker:
    """Walks a tree once. *picture* says what an <img> shows, *address* makes links whole."""

    base: str = ""
    picture: Callable[[Element], Image | None] = lambda _: None
    footnotes: dict[Element, str] = field(default_factory=dict)  # element of a footnote -> its mark
    references: dict[Element, str] = field(default_factory=dict)  # <a> or <sup> -> the mark it refers to
    out: list[Found] = field(default_factory=list)
    inline: Inline = field(default_factory=Inline)
    marker: str = ""  # of the list item that begins here
    anchor: str = ""
    pending: tuple[Element, Where] | None = None

    def walk(self, root: Element) -> list[Found]:
        self.children(root, Where())
        self.flush()
        return self.out

    # ------------------------------------------------------------ blocks

    def children(self, element: Element, where: Where) -> None:
        self.text(element, element.text, where)
        for child in element:
            if isinstance(child.tag, str):
                self.element(child, where)
            self.text(element, child.tail, where)

    def text(self, element: Element, text: str | None, where: Where) -> None:
        if not text:
            return
        if self.pending is None:
            if not text.strip():
                return
            self.pending = (element, where)
        self.inline.add(text)

    def element(self, element: Element, where: Where) -> None:
        tag = element.tag
        if tag in SILENT_TAGS:
            if tag == "iframe":
                self.iframe(element)
            elif tag == "script":
                tex = html_math.script(element)
                if tex is not None:
                    self.formula(element, tex[0], tex[0], tex[1], where)
            return
        if tag not in _NOT_CAPTIONS and _is_caption(element):
            self.flush()
            image = next((i for img in element.iter("img") if (i := self.picture(img)) is not None), None)
            self.caption(element, image, element, where)
            return
        if tag in BLOCK_TAGS:
            self.flush()
            self.block(element, tag, where)
            self.flush()
        else:
            self.inlined(element, tag, where)

    def block(self, element: Element, tag: str, where: Where) -> None:
        if element.get("data-podcaster") == "attribution":
            return
        if element in self.footnotes:
            where = replace(where, footnote=self.footnotes[element], depth=0)
        if tag in _HEADINGS:
            self.anchor = element.get("id") or _inner_anchor(element)
            self.children(element, replace(where, heading=int(tag[1])))
        elif tag in ("ul", "ol", "menu", "dir"):
            self.list(element, tag, where)
        elif tag == "li":
            self.item(element, "•", where)
        elif tag == "dt":
            self.item(element, "•", replace(where, depth=max(1, where.depth)))
        elif tag == "dd":
            self.item(element, "", replace(where, depth=max(1, where.depth)))
        elif tag == "blockquote":
            self.quote(element, where)
        elif tag in ("pre", "listing", "xmp"):
            self.code(element, where)
        elif tag == "table":
            self.table(element, where)
        elif tag == "figure":
            self.figure(element, where)
        elif tag in ("hr", "noscript"):
            if tag == "noscript":
                self.children(element, where)
        else:
            if element.get("id") and not self.anchor:
                self.anchor = ""
            self.children(element, where)

    def list(self, element: Element, tag: str, where: Where) -> None:
        where = replace(where, depth=where.depth + 1)
        items = [c for c in element if c.tag == "li"]
        kind = element.get("type") or ""
        reverse = element.get("reversed") is not None
        number = _int(element.get("start"), len(items) if reverse else 1)
        if element.text and element.text.strip():
            self.text(element, element.text, where)
        for child in element:
            if child.tag == "li":
                self.flush()
                number = _int(child.get("value"), number)
                mark = "•" if tag != "ol" else f"{_numeral(number, kind)}."
                if child in self.footnotes:
                    self.block(child, "li", where)
                else:
                    self.item(child, mark, where)
                number += -1 if reverse else 1
                self.flush()
            elif isinstance(child.tag, str):
                self.element(child, where)
            self.text(element, child.tail, where)

    def item(self, element: Element, mark: str, where: Where) -> None:
        where = replace(where, depth=max(1, where.depth))
        self.marker = mark
        self.children(element, where)
        self.flush()
        self.marker = ""

    def quote(self, element: Element, where: Where) -> None:
        classes = f"{element.get('class') or ''}".lower()
        if re.search(r"twitter-(tweet|video)|instagram-media|tiktok-embed|reddit-(card|embed)|fb-post|mastodon-embed|bluesky-embed", classes):
            self.embed(element, where)
            return
        by = ""
        for cite in element.iter("footer", "cite", "figcaption"):
            if cite.tag == "cite" and not _ends_quote(cite, element):
                continue
            by = folded(_plain(cite)).lstrip("—–-―~ ").strip()
            if by:
                cite.set("data-podcaster", "attribution")
                break
        start = len(self.out)
        self.children(element, replace(where, quote=where.quote + 1))
        self.flush()
        if by:
            for found in reversed(self.out[start:]):
                if found.block.kind is BlockKind.QUOTE:
                    found.block = replace(found.block, attribution=by)
                    break

    def embed(self, element: Element, where: Where) -> None:
        paragraphs = [p for p in element.iter("p")]
        text = folded(" ".join(_plain(p) for p in paragraphs) if paragraphs else _plain(element))
        text = re.sub(r"\s*(?:https?://t\.co/\w+|pic\.twitter\.com/\w+)", "", text).strip()
        tail = folded("".join([t for p in paragraphs if (t := p.tail)]))
        by = tail.lstrip("—–- ").strip()
        links = [a.get("href") for a in element.iter("a") if a.get("href")]
        address = self.whole(links[-1]) if links else ""
        if text:
            spans = (Span(SpanKind.LINK, 0, len(text), address),) if address else ()
            self.emit(Block(BlockKind.EMBED, text, spans=spans, attribution=by), element)

    def code(self, element: Element, where: Where) -> None:
        text = html_code.source(element)
        if not text:
            return
        if html_code.is_prose(element, text):
            for paragraph in re.split(r"\n[ \t]*\n", text):
                if folded(paragraph):
                    kind = BlockKind.QUOTE if where.quote else BlockKind.PARAGRAPH
                    self.emit(Block(kind, folded(paragraph), level=where.quote), element)
            return
        self.emit(Block(BlockKind.CODE, text, language=html_code.language(element)), element)

    def table(self, element: Element, where: Where) -> None:
        listing = html_code.in_table(element)
        if listing is not None:
            self.code(listing, where)
            return
        table = html_tables.data(element)
        if table is None:
            self.children(element, where)
            return
        if table.caption:
            self.emit(Block(BlockKind.PARAGRAPH, table.caption), element)
        text = " ".join(cell for row in table.rows for cell in row if cell)
        self.emit(Block(BlockKind.TABLE, text, rows=table.rows, has_head=table.has_head), element)

    def figure(self, element: Element, where: Where) -> None:
        captions = [c for c in element.iter("figcaption")]
        inner = next((c for c in element.iter("blockquote", "pre", "table", "ul", "ol") if not _inside(c, captions)), None)
        if inner is not None or (not captions and len(_plain(element)) > 400):
            self.children(element, where)
            return
        image = next((i for img in element.iter("img") if (i := self.picture(img)) is not None), None)
        caption = captions[0] if captions else element
        self.caption(caption, image, element, where)

    def caption(self, element: Element, image: Image | None, owner: Element, where: Where) -> None:
        walker = Walker(self.base, lambda _: None, {}, self.references)
        walker.children(element, Where())
        walker.flush()
        found = [f.block for f in walker.out if f.block.text]
        text, spans = "", []
        for block in found:
            gap = len(text) + 1 if text else 0
            spans += [replace(s, start=s.start + gap, end=s.end + gap) for s in block.spans]
            text = f"{text} {block.text}" if text else block.text
        text, its = text, tuple(spans)
        if (behind := furniture.credit_behind(text)) >= 0:
            text, its = cut(text, its, 0, behind)
        elif furniture.line(text) is not None:
            text, its = "", ()
        if text or image is not None:
            self.emit(Block(BlockKind.FIGURE, text, spans=its, image=image), owner)

    def iframe(self, element: Element) -> None:
        title = folded(element.get("title") or "")
        address = self.whole(element.get("src") or element.get("data-src") or "")
        if title and re.search(r"//(?:www\.|player\.|w\.|open\.)?(?:youtube|youtube-nocookie|vimeo|soundcloud|spotify|ted|dailymotion)\.", address):
            self.flush()
            self.emit(Block(BlockKind.EMBED, title, spans=(Span(SpanKind.LINK, 0, len(title), address),)), element)

    def formula(self, element: Element, text: str, tex: str, display: bool, where: Where) -> None:
        text = folded(text)
        if not text:
            return
        if display and self.pending is None:
            self.emit(Block(BlockKind.FORMULA, text, spans=(Span(SpanKind.FORMULA, 0, len(text), tex),)), element)
            return
        self.pending = self.pending or (element, where)
        start = self.inline.length
        self.inline.add(text)
        self.inline.mark(SpanKind.FORMULA, start, tex)

    # ------------------------------------------------------------ inside a paragraph

    def inlined(self, element: Element, tag: str, where: Where) -> None:
        if element.get("data-podcaster") == "attribution":
            return
        if tag == "br":
            if self.pending is not None:
                self.inline.parts.append(_BREAK)
                self.inline.length += 1
                self.inline.spaced = True
            return
        if tag == "img":
            self.image(element, where)
            return
        if html_math.is_formula(element):
            self.formula(element, *html_math.read(element), where)
            return
        if tag == "wbr":
            return
        if element in self.references:
            start = self.inline.length
            self.text(element, _plain(element), where)
            self.inline.mark(SpanKind.NOTE_REF, start, self.references[element])
            return
        start, blocks = self.inline.length, len(self.out)
        self.children(element, where)
        if len(self.out) != blocks:
            start = 0
            if self.pending is None:
                return
        if tag == "a" and element.get("href"):
            address = self.whole(element.get("href"))
            if address:
                self.inline.mark(SpanKind.LINK, start, address)
        elif tag in _EMPHASIS:
            self.inline.mark(SpanKind.EMPHASIS, start)
        elif tag in _CODE:
            self.inline.mark(SpanKind.CODE, start)
        elif tag in _STRUCK:
            self.inline.mark(SpanKind.STRUCK, start)
        elif tag == "sup":
            self.inline.mark(SpanKind.SUPERSCRIPT, start)
        elif tag == "sub":
            self.inline.mark(SpanKind.SUBSCRIPT, start)
        elif tag == "q":
            pass
        language = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang")
        if language and tag in ("span", "i", "em", "cite", "q"):
            self.inline.mark(SpanKind.FOREIGN, start, language)

    def image(self, element: Element, where: Where) -> None:
        tex = html_math.of_image(element)
        if tex:
            self.formula(element, tex, tex, False, where)
            return
        image = self.picture(element)
        if image is not None and self.pending is None:
            self.emit(Block(BlockKind.FIGURE, "", image=image), element)

    # ------------------------------------------------------------ the end of a paragraph

    def flush(self) -> None:
        if self.pending is None:
            self.inline = Inline()
            return
        element, where = self.pending
        inline, self.pending, self.inline = self.inline, None, Inline()
        text, spans = inline.finish()
        for part, its_spans in _lines(text, spans):
            self.emit(self.shape(part, its_spans, where), element)

    def shape(self, text: str, spans: tuple[Span, ...], where: Where) -> Block:
        marker, self.marker = self.marker, ""
        anchor, self.anchor = self.anchor, ""
        if where.footnote is not None:
            return Block(BlockKind.FOOTNOTE, text, marker=where.footnote, spans=spans)
        if where.heading:
            return Block(BlockKind.HEADING, text, level=where.heading, marker=marker if marker != "•" else "", spans=spans, anchor=anchor)
        if where.quote:
            return Block(BlockKind.QUOTE, text, level=where.quote, marker=marker, spans=spans)
        if where.depth:
            return Block(BlockKind.LIST_ITEM, text, level=where.depth, marker=marker, spans=spans)
        return Block(BlockKind.PARAGRAPH, text, spans=spans)

    def emit(self, block: Block, element: Element) -> None:
        if block.text or block.image is not None:
            self.out.append(Found(block, element))

    def whole(self, address: str | None) -> str:
        """An absolute web or mail address, or nothing."""
        address = (address or "").strip()
        if not address or address.lower().startswith(("javascript:", "data:", "blob:", "about:")):
            return ""
        try:
            address = urljoin(self.base, address)
        except ValueError:  # "http://[broken"
            return ""
        return address if address.startswith(("http://", "https://", "mailto:", "#")) and len(address) < 4000 else ""


def _lines(text: str, spans: tuple[Span, ...]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """A paragraph at its line breaks: verses and addresses become lines, wrapped prose stays together."""
    if _BREAK not in text:
        yield text, spans
        return
    pieces, start = [], 0
    lines = text.split(_BREAK)
    for number, line in enumerate(lines):
        end = start + len(line)
        pieces.append([start, end])
        start = end + 1
        if number and _wrapped(lines[number - 1], line) and len(pieces) > 1:
            last = pieces.pop()
            pieces[-1][1] = last[1]
    for first, last in pieces:
        part, its = cut(text, spans, first, last)
        if _BREAK in part:
            part = part.replace(_BREAK, " ")
            part, its = _refold(part, its)
        if part:
            yield part, its


def _wrapped(before: str, after: str) -> bool:
    """Whether a line break between these lines only made room: a full line that stops in mid-sentence."""
    before, after = before.strip(), after.strip()
    return len(before) > 55 and bool(after) and after[0].islower() and not _END.search(before)


def _refold(text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    inline, moved = Inline(), []
    positions = []
    for char in text:
        positions.append(inline.length)
        inline.add(char)
    positions.append(inline.length)
    for span in spans:
        moved.append(replace(span, start=positions[span.start], end=positions[span.end]))
    inline.spans = moved
    return inline.finish()


_NOT_CAPTIONS = frozenset("html body main article section table caption figure figcaption li ul ol blockquote pre a img b strong em i h1 h2 h3 h4 h5 h6".split())
_CAPTION = re.compile(r"(?:^|[\s_-])(?:caption|captions|caption-?text|figcaption|legend|bildunterschrift|bildtext|pie-?de-?foto|cutline)(?:[\s_-]|$)|caption(?:\s|$)|(?:image|photo|picture|media|img|figure|thumb|pic)(?:[_-]?\w+)*[_-](?:text|desc|description|info|title|details)(?:\s|$)", re.IGNORECASE)
_PICTURE = re.compile(r"(?:^|[\s_-])(?:image|images|photo|photos|picture|figure|img|thumb|thumbnail|pic|slide|gallery-?item|wp-caption|illustration)(?:[\s_-]|$)|(?:image|photo|picture|figure)(?:-?wrapper|-?container|-?holder|-?block|-?box)", re.IGNORECASE)
LONGEST_CAPTION = 600  # characters


def _is_caption(element: Element) -> bool:
    """Whether an element is a picture's caption, or a picture with one, by its name and its size."""
    named = element.get("class") or ""
    if not named or element.tag not in ("div", "span", "p", "small", "cite", "dd", "dt", "dl", "aside", "center", "td"):
        return False
    caption = _CAPTION.search(named)
    picture = _PICTURE.search(named) if element.tag in ("div", "aside", "dl", "center") else None
    if not caption and not picture:
        return False
    text = folded(_plain(element))
    if len(text) > (LONGEST_CAPTION if caption else 300):
        return False
    if next(element.iter("h1", "h2", "h3", "h4", "li", "blockquote", "table", "pre", "iframe"), None) is not None:
        return False
    if caption:
        return True
    return sum(1 for _ in element.iter("img")) == 1 and sum(1 for _ in element.iter("p")) <= 1


def _inside(element: Element, others: list[Element]) -> bool:
    return any(a in others for a in element.iterancestors())


def _ends_quote(cite: Element, quote: Element) -> bool:
    """A <cite> names the speaker when nothing follows it in its quotation."""
    node = cite
    while node is not None and node is not quote:
        if (node.tail or "").strip() or any(folded(_plain(s)) for s in node.itersiblings() if isinstance(s.tag, str)):
            return False
        node = node.getparent()
    return True


def _plain(element: Element) -> str:
    """All text in an element that is displayed."""
    parts: list[str] = []

    def visit(node: Element) -> None:
        if not isinstance(node.tag, str) or node.tag in SILENT_TAGS:
            return
        parts.append(node.text or "")
        for child in node:
            visit(child)
            if child.tag == "br" or child.tag in BLOCK_TAGS:
                parts.append(" ")
            parts.append(child.tail or "")

    visit(element)
    return "".join(parts)


def _inner_anchor(element: Element) -> str:
    for child in element.iter("a", "span"):
        name = child.get("id") or child.get("name")
        if name:
            return str(name)
    return ""


def _int(value: str | None, default: int) -> int:
    try:
        return int(value) if value and len(value) < 7 else default
    except ValueError:
        return default


def _numeral(number: int, kind: str) -> str:
    """A list number as a browser shows it."""
    if kind in ("a", "A") and 0 < number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 0 < number < 4000:
        roman, rest = "", number
        for value, letters in _ROMAN:
            roman += letters * (rest // value)
            rest %= value
        return roman.lower() if kind == "i" else roman
    return str(number)


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
