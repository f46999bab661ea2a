"""From a tree of elements to blocks, in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from podcaster.model import Block, BlockKind, Image, Omission, Span, SpanKind
from podcaster.reading import furniture
from podcaster.reading.html import addresses, breaks, ear, embeds, quotes, ruby, tables
from podcaster.reading.html import captions as html_captions
from podcaster.reading.html import code as html_code
from podcaster.reading.html import language as html_language
from podcaster.reading.html import math as html_math
from podcaster.reading.html.account import Account, words_of
from podcaster.reading.html.inline import Inline, cut
from podcaster.reading.html.place import Where, joined
from podcaster.reading.html.tags import BLOCK_TAGS, SILENT, SILENT_TAGS, WORDLESS_TAGS, numeral, outside, plain
from podcaster.reading.html.tags import number as number_of
from podcaster.reading.spaces import folded

Element = Any  # lxml is not typed

_MARKS = {
    **dict.fromkeys(("em", "i", "b", "strong", "cite", "mark", "dfn", "u", "var", "ins"), SpanKind.EMPHASIS),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), SpanKind.CODE),
    **dict.fromkeys(("del", "s", "strike"), SpanKind.STRUCK),
    "sup": SpanKind.SUPERSCRIPT,
    "sub": SpanKind.SUBSCRIPT,
}


@dataclass(slots=True)
class Found:
    """A block and the element that it was made from."""

    block: Block
    element: Element


@dataclass(slots=True)
class Walker:
    """Walks a tree once. *picture* says what an <img> shows, *address* resolves links."""

    account: Account
    base: str = ""
    picture: Callable[[Element], Image | None] = lambda _: None
    footnotes: dict[Element, str] = field(default_factory=dict)  # element of a footnote -> its mark
    references: dict[Element, str] = field(default_factory=dict)  # <a> or <sup> -> the mark it refers to
    out: list[Found] = field(default_factory=list)
    inline: Inline = field(default_factory=Inline)
    marker: str = ""  # of the list item that begins here
    anchor: str = ""
    pending: tuple[Element, Where] | None = None
    declares: bool = False  # whether any element states a language of its own

    def walk(self, root: Element) -> list[Found]:
        self.declares = html_language.is_declared(root)
        self.children(root, Where())
        self.flush()
        return self.out

    # ------------------------------------------------------------ blocks

    def children(self, element: Element, where: Where) -> None:
        if before := element.text:
            self.text(element, before, where)
        for child in element:
            if isinstance(child.tag, str):
                self.element(child, where)
            if behind := child.tail:
                self.text(element, behind, where)

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
        if tag in SILENT_TAGS and not self.account.is_most(element):
            if tag == "iframe" and (block := embeds.player(element, self.whole)) is not None:
                self.account.added.append(block.text)
                self.shown(block, element)
            if tag not in WORDLESS_TAGS:
                self.account.gather(element, SILENT[tag])
            return
        if html_captions.is_caption(element):
            self.flush()
            image = next((i for img in element.iter("img") if (i := self.picture(img)) is not None), None)
            self.caption(element, image, element)
            return
        if tag in BLOCK_TAGS:
            self.flush()
            start = len(self.out)
            self.block(element, tag, where)
            self.flush()
            self.in_other_words(element, start)
        else:
            self.inlined(element, tag, where)

    def block(self, element: Element, tag: str, where: Where) -> None:
        if element.get("data-podcaster") == "attribution":
            self.attributed(element)
            return
        if element in self.footnotes:
            where = replace(where, footnote=self.footnotes[element], depth=0)
        match tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.anchor = element.get("id") or _inner_anchor(element)
                self.children(element, replace(where, heading=int(tag[1])))
            case "ul" | "ol" | "menu" | "dir":
                self.list(element, tag, where)
            case "li" | "dt" | "dd" | "td" if tag != "td" or tables.is_item(element):
                self.item(element, "" if tag == "dd" else "•", where)
            case "blockquote":
                self.quote(element, where)
            case "pre" | "listing" | "xmp":
                self.code(element, where)
            case "table":
                self.table(element, where)
            case "figure":
                self.figure(element, where)
            case "td" if tables.is_bullet(element):
                self.account.same.append("•")
            case "div" if embeds.is_card(element):
                self.post(element, embeds.card(element, self.whole))
            case _:
                self.children(element, where)

    def in_other_words(self, element: Element, start: int) -> None:
        """The blocks of an element that is to be said in other words: the first is said by them, the others not."""
        made = self.out[start:]
        if element.get("data-say") is None or not made:
            return
        aside = made[0].block.kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.FIGURE, BlockKind.FORMULA)
        words = ear.instead(element, self.account, room=ear.BESIDE if aside else None)
        if words is None:
            return
        for found in made:
            span = Span(SpanKind.SAID, 0, len(found.block.text), words)
            found.block, words = replace(found.block, spans=(*found.block.spans, span)), ""

    def list(self, element: Element, tag: str, where: Where) -> None:
        where = replace(where, depth=where.depth + 1)
        items = [c for c in element if c.tag == "li"]
        kind = element.get("type") or ""
        reverse = element.get("reversed") is not None
        number = number_of(element.get("start"), len(items) if reverse else 1)
        if element.text and element.text.strip():
            self.text(element, element.text, where)
        for child in element:
            if child.tag == "li":
                self.flush()
                number = number_of(child.get("value"), number)
                mark = "•" if tag != "ol" else f"{numeral(number, kind)}."
                if child in self.footnotes:
                    self.block(child, "li", where)
                else:
                    start = len(self.out)
                    self.item(child, mark, where)
                    self.in_other_words(child, start)
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

    def post(self, element: Element, post: Block | None) -> None:
        self.account.rest(element, words_of(post) if post is not None else "", Omission.EMBED)
        self.shown(post, element)

    def quote(self, element: Element, where: Where) -> None:
        if embeds.is_post(element):
            self.post(element, embeds.post(element, self.whole))
            return
        by = quotes.speaker(element)
        start = len(self.out)
        self.children(element, replace(where, quote=where.quote + 1))
        self.flush()
        if by:
            for found in reversed(self.out[start:]):
                if found.block.kind is BlockKind.QUOTE:
                    found.block = replace(found.block, attribution=by)
                    break
            else:  # a quotation that is only a list, a table or a listing
                self.emit(Block(BlockKind.QUOTE, by, level=where.quote + 1), element)

    def attributed(self, name: Element) -> None:
        """The name below a quotation is in it already. What is silent beside it is left out as elsewhere."""
        for silent in name.iter(*SILENT):
            if next(silent.iterancestors(*SILENT), None) is None:
                self.account.gather(silent, SILENT[silent.tag])

    def shown(self, block: Block | None, element: Element) -> None:
        """What is embedded stands by itself."""
        if block is not None:
            self.flush()
            self.emit(block, element)

    def code(self, element: Element, where: Where, owner: Element | None = None) -> None:
        """A listing. *owner*: the table that only puts it beside the numbers of its lines."""
        text, gutters = html_code.source(element)
        self.account.leave(gutters, Omission.MARKUP)
        if owner is not None:
            self.account.leave(outside(owner, element), Omission.MARKUP)
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
            self.code(listing, where, element)
            return
        if html_code.is_listing(element):
            self.code(element, where)
            return
        table = tables.data(element)
        if table is None:
            self.children(element, where)
            return
        self.account.leave(" ".join(table.references), Omission.FOOTNOTE)
        if table.stray:
            self.emit(Block(BlockKind.PARAGRAPH, table.stray), element)
        if table.caption:
            self.emit(Block(BlockKind.PARAGRAPH, table.caption), element)
        text = " ".join(cell for row in table.rows for cell in row if cell)
        self.emit(Block(BlockKind.TABLE, text, rows=table.rows, has_head=table.has_head), element)

    def figure(self, element: Element, where: Where) -> None:
        captions = list(element.iter("figcaption"))
        inner = next(
            (c for c in element.iter("blockquote", "pre", "table", "ul", "ol") if not _inside(c, captions)), None
        )
        if inner is not None or (not captions and len(plain(element)) > 400):
            self.children(element, where)
            return
        image = next((i for img in element.iter("img") if (i := self.picture(img)) is not None), None)
        caption = captions[0] if captions else element
        self.account.leave(outside(element, caption), Omission.FIGURE)
        self.caption(caption, image, element)

    def caption(self, element: Element, image: Image | None, owner: Element) -> None:
        walker = Walker(self.account, self.base, lambda _: None, {}, self.references)
        walker.children(element, Where())
        walker.flush()
        text, its = joined([f.block for f in walker.out if f.block.text])
        if (behind := furniture.credit_behind(text)) >= 0:
            self.account.leave(text[behind:].strip(), Omission.CREDIT)
            text, its = cut(text, its, 0, behind)
        elif (reason := furniture.line(text)) is not None:
            self.account.leave(text, reason)
            text, its = "", ()
        if text or image is not None:
            self.emit(Block(BlockKind.FIGURE, text, spans=its, image=image), owner)

    def formula(self, element: Element, formula: html_math.Formula, where: Where) -> None:
        if formula.display and not where.heading and where.footnote is None:
            self.flush()
            text = folded(formula.shown)
            spans = (Span(SpanKind.FORMULA, 0, len(text), formula.tex),)
            self.emit(Block(BlockKind.FORMULA, text, spans=spans), element)
            if element.tail:  # its comma or full stop does not begin the next paragraph
                behind = element.tail.lstrip(" \n\t.,;:")
                self.account.same.append(element.tail.removesuffix(behind))
                element.tail = behind
            return
        self.pending = self.pending or (element, where)
        start = self.inline.length
        self.inline.add(formula.shown)
        self.inline.mark(SpanKind.FORMULA, start, formula.tex)

    # ------------------------------------------------------------ inside a paragraph

    def inlined(self, element: Element, tag: str, where: Where) -> None:
        mark = element.get("data-podcaster")
        if mark == html_math.MARK:
            self.formula(element, html_math.settled(element), where)
            return
        if mark == "attribution":
            self.attributed(element)
            return
        if tag == "br":
            if self.pending is not None:
                self.inline.parts.append(breaks.BREAK)
                self.inline.length += 1
                self.inline.spaced = True
        elif tag == "img":
            self.image(element, where)
        elif element in self.references:
            start = self.inline.length
            self.text(element, plain(element), where)
            self.inline.mark(SpanKind.NOTE_REF, start, self.references[element])
        else:
            self.marked(element, tag, where)

    def marked(self, element: Element, tag: str, where: Where) -> None:
        """What is in an element, with the span that the element stands for."""
        start, blocks = self.inline.length, len(self.out)
        self.children(element, where)
        if len(self.out) != blocks:
            start = 0
            if self.pending is None:
                return
        if tag == "a" and (href := element.get("href")) and not href.lower().lstrip().startswith("javascript:"):
            self.inline.mark(SpanKind.LINK, start, self.whole(href))  # "" where a page does not say where it was
        elif tag in _MARKS:
            self.inline.mark(_MARKS[tag], start)
        elif tag == "ruby" and (reading := ruby.reading(element)):
            self.inline.mark(SpanKind.READING, start, reading)
        for kind, value in ear.spans(element, tag, self.account):
            self.inline.mark(kind, start, value)
        language = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang")
        if language and tag in ("span", "i", "em", "cite", "q"):
            self.inline.mark(SpanKind.FOREIGN, start, language)

    def image(self, element: Element, where: Where) -> None:
        tex = html_math.of_image(element)
        if tex:
            self.account.added.append(tex)
            self.formula(element, html_math.Formula(tex, tex), where)
            return
        image = self.picture(element)
        if image is not None and self.pending is None:
            self.emit(Block(BlockKind.FIGURE, "", image=image), element)

    # ------------------------------------------------------------ the end of a paragraph

    def flush(self) -> None:
        if self.pending is None:
            if self.inline.length or self.inline.spans:
                self.inline = Inline()
            return
        element, where = self.pending
        inline, self.pending, self.inline = self.inline, None, Inline()
        text, spans = inline.finish()
        for part, its_spans, is_item in breaks.bulleted(list(breaks.lines(text, spans))):
            block = where.block(part, its_spans, self.marker, self.anchor)
            self.marker = self.anchor = ""
            if is_item:
                self.account.same.append("•")  # the sign that was typed
                if block.kind is BlockKind.PARAGRAPH:
                    block = replace(block, kind=BlockKind.LIST_ITEM, level=1, marker="•")
            self.emit(block, element)

    def emit(self, block: Block, element: Element) -> None:
        if block.text or block.image is not None:
            if self.declares and block.kind is not BlockKind.CODE and (language := html_language.declared(element)):
                block = replace(block, language=language)
            self.out.append(Found(block, element))

    def whole(self, address: str | None) -> str:
        return addresses.whole(self.base, address)


def _inside(element: Element, others: list[Element]) -> bool:
    return any(a in others for a in element.iterancestors())


def _inner_anchor(element: Element) -> str:
    for child in element.iter("a", "span"):
        name = child.get("id") or child.get("name")
        if name:
            return str(name)
    return ""
