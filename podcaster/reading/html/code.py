"""Listings in a page: their text without line numbers, their language."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from podcaster.model import Omission
from podcaster.reading.html.account import Account
from podcaster.reading.html.tags import SILENT_TAGS, drop
from podcaster.reading.spaces import verbatim

Element = Any

_GUTTER = re.compile(
    r"(?:^|[\s_-])(?:gutter|line-?nos?|line-?numbers?(?:-rows)?|lnt?|rouge-gutter|blob-num|ln-n(?:umbers)?|"
    r"crayon-nums|copy(?:-?btn|-button)?|code-?header)(?:$|\s)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight-source|brush:|sourceCode)[-:\s]\s*([\w+#.-]+)", re.IGNORECASE
)
_CODE_CELL = re.compile(r"(?:^|\s)(?:code|blob-code|crayon-code|hljs-ln-code|rouge-code)(?:$|\s)", re.IGNORECASE)
_LAYOUT = frozenset(("table", "thead", "tbody", "tfoot", "tr"))
_LINES = frozenset(("div", "p", "tr", "li"))
_NO_LANGUAGE = frozenset(("none", "text", "plain", "plaintext", "plain_text", "auto", "undefined"))
_SIGNS = re.compile(r"[{}<>=;$|\\\[\]#_*/]")
_SHORTEST_COPY, _LONGEST_COPY = 20, 100_000  # characters


def source(element: Element) -> tuple[str, str]:
    """The text of a <pre>, line by line, and what is left out of it: line numbers, buttons."""
    parts: list[str] = []
    gutters: list[str] = []

    def add(text: str | None, holder: Element, neighbour: Element | None) -> None:
        if text and (text.strip() or not _is_between(holder, neighbour)):
            parts.append(text)

    def visit(node: Element) -> None:
        if node.tag in SILENT_TAGS or (node is not element and _GUTTER.search(_names(node))):
            gutters.extend(node.itertext())
            return
        if node.tag == "br":
            parts.append("\n")
        line = node.tag in _LINES and node is not element
        if line and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
        add(node.text, node, node[0] if len(node) else None)
        for child in node:
            visit(child)
            add(child.tail, node, child)
        if line and parts and not parts[-1].endswith("\n"):
            parts.append("\n")

    visit(element)
    return verbatim("".join(parts)), " ".join(" ".join(gutters).split())


def _is_between(holder: Element, neighbour: Element | None) -> bool:
    """Whether white space only stands between the parts of a table, or between lines that are elements."""
    return holder.tag in _LAYOUT or (neighbour is not None and neighbour.tag in ("div", "p", "li"))


def language(element: Element) -> str:
    """The programming language that the page names, or nothing."""
    near = [element, *element.iterdescendants("code"), *list(element.iterancestors())[:3]]
    for node in near:
        named = node.get("data-lang") or node.get("data-language") or ""
        match = _LANGUAGE.search(node.get("class") or "")
        name = (named or (match.group(1) if match else "")).lower()
        if name and name not in _NO_LANGUAGE and len(name) < 30:
            return name
    return ""


def in_table(table: Element) -> Element | None:
    """The listing of a table that only puts line numbers beside code."""
    listings = list(table.iter("pre"))
    if not listings or len(listings) > 2:
        return None
    if len(listings) == 2 and not re.fullmatch(r"[\d\s]*", "".join(listings[0].itertext())):
        return None
    listing = listings[-1]
    rest = len("".join(table.itertext()).strip()) - len("".join(listing.itertext()).strip())
    numbers = len("".join(listings[0].itertext())) if len(listings) == 2 else 0
    return listing if rest - numbers < 40 else None


def is_listing(table: Element) -> bool:
    """Whether the cells of a table are lines of code, or all of them, beside the cells with their numbers."""
    if next(table.iter("pre"), None) is not None:
        return False
    names = [_names(cell) for cell in islice(table.iter("td"), 3)]
    return bool(names) and _GUTTER.search(names[0]) is not None and any(map(_CODE_CELL.search, names[1:]))


def _names(element: Element) -> str:
    return element.get("class") or ""


def take_out_copies(root: Element, account: Account) -> None:
    """Keep each listing once: programs that colour code often keep a hidden copy of the original."""
    for listing in list(root.iter("pre")):
        code = _squeezed(listing, _LONGEST_COPY)
        if len(code) < _SHORTEST_COPY:
            continue
        for other in (listing.getprevious(), listing.getnext()):
            if other is not None and other.tag in ("div", "table") and _repeats(other, code):
                account.note(other, Omission.DUPLICATE)
                drop(other)


def _repeats(element: Element, code: str) -> bool:
    """Whether an element holds only this listing, perhaps twice: once to read and once to copy."""
    text = _squeezed(element, 2 * len(code) + 1)
    return text in (code, code + code)


def _squeezed(element: Element, most: int) -> str:
    """The text of an element without white space, and no more of it than *most* characters."""
    parts: list[str] = []
    for text in element.itertext():
        parts.append("".join(text.split())[:most])
        most -= len(parts[-1])
        if most <= 0:
            break
    return "".join(parts)


def is_prose(element: Element, text: str) -> bool:
    """Whether a <pre> was used for words: a mail, a poem, a text file."""
    if language(element) or next(element.iter("code", "samp", "kbd"), None) is not None:
        return False
    words = re.findall(r"[^\W\d_]{2,}", text)
    if len(words) < 30:
        return False
    letters = sum(map(len, words))
    return letters > 0.7 * len(re.sub(r"\s", "", text)) and len(_SIGNS.findall(text)) < len(words) * 0.05
