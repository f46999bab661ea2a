"""Kinds of elements, and the plain text of one."""

from __future__ import annotations

from typing import Any

from podcaster.model import Omission

Element = Any  # lxml is not typed

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", *HEADINGS,
    "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "noscript", "ol",
    "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul", "xmp",
))  # fmt: skip
# What these hold is for the browser: code, and rules of layout.
WORDLESS_TAGS = frozenset(("script", "style"))
# Elements whose text is not part of what a page says, and what it is instead.
SILENT = {
    **dict.fromkeys(("button", "input", "select", "textarea", "datalist", "progress", "meter"), Omission.CONTROL),
    # The content of these is for browsers that cannot show them.
    **dict.fromkeys(("object", "applet", "canvas", "iframe", "audio", "video"), Omission.EMBED),
    **dict.fromkeys(("template", "noframes", "noembed", "frameset", "frame", "dialog"), Omission.HIDDEN),
    **dict.fromkeys(("head", "title", "meta", "link", "base"), Omission.METADATA),
    **dict.fromkeys(("annotation", "annotation-xml"), Omission.FORMULA),
    **dict.fromkeys(("rt", "rtc"), Omission.DUPLICATE),  # how the word before it is read
    **dict.fromkeys(("rp", "colgroup", "col"), Omission.MARKUP),
    "svg": Omission.FIGURE,
}
SILENT_TAGS = WORDLESS_TAGS | frozenset(SILENT)


def plain(element: Element) -> str:
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


def outside(element: Element, inner: Element) -> str:
    """All text of an element except that of one inside it."""
    before: list[str] = []
    after: list[str] = []
    node = inner
    while node is not element:
        parent = node.getparent()
        children = list(parent)
        at = children.index(node)
        before[:0] = [parent.text or "", *(f"{''.join(c.itertext())} {c.tail or ''}" for c in children[:at])]
        after.append(node.tail or "")
        after += [f"{''.join(c.itertext())} {c.tail or ''}" for c in children[at + 1 :]]
        node = parent
    return " ".join(" ".join([*before, *after]).split())


def drop(element: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def number(value: str | None, default: int) -> int:
    try:
        return int(value) if value and len(value) < 7 else default
    except ValueError:
        return default


def numeral(number: int, kind: str) -> str:
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
