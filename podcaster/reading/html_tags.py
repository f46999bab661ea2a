"""Kinds of elements, and the plain text of one."""

from __future__ import annotations

from typing import Any

Element = Any  # lxml is not typed

BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "noscript", "ol",
    "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul", "xmp",
))  # fmt: skip
SILENT_TAGS = frozenset((
    "script", "style", "template", "head", "title", "meta", "link", "base", "object", "embed", "applet",
    "param", "source", "track", "map", "area", "canvas", "svg", "button", "input", "select", "textarea",
    "datalist", "rp", "rt", "rtc", "noframes", "frameset", "frame", "iframe", "audio", "video", "progress",
    "meter", "dialog", "colgroup", "col", "annotation", "annotation-xml",
))  # fmt: skip


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
