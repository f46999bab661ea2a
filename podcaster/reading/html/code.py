"""Listings in a page: their text without line numbers, their language."""

from __future__ import annotations

import re
from typing import Any

from podcaster.reading.html.tags import SILENT_TAGS
from podcaster.reading.spaces import verbatim

Element = Any

_GUTTER = re.compile(
    r"(?:^|[\s_-])(?:gutter|line-?nos?|line-?numbers?(?:-rows)?|lnt?|rouge-gutter|copy(?:-?btn|-button)?|"
    r"code-?header)(?:$|\s)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight-source|brush:|sourceCode)[-:\s]\s*([\w+#.-]+)", re.IGNORECASE
)
_NO_LANGUAGE = frozenset(("none", "text", "plain", "plaintext", "plain_text", "auto", "undefined"))
_SIGNS = re.compile(r"[{}<>=;$|\\\[\]#_*/]")


def source(element: Element) -> tuple[str, str]:
    """The text of a <pre>, line by line, and what is left out of it: numbers of lines, buttons."""
    parts: list[str] = []
    gutters: list[str] = []

    def visit(node: Element) -> None:
        if node.tag in SILENT_TAGS or (node is not element and _GUTTER.search(node.get("class") or "")):
            gutters.extend(node.itertext())
            return
        if node.tag == "br":
            parts.append("\n")
        line = node.tag in ("div", "p", "tr", "li") and node is not element
        if line and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
        parts.append(node.text or "")
        for child in node:
            visit(child)
            parts.append(child.tail or "")
        if line and parts and not parts[-1].endswith("\n"):
            parts.append("\n")

    visit(element)
    return verbatim("".join(parts)), " ".join(" ".join(gutters).split())


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


def is_prose(element: Element, text: str) -> bool:
    """Whether a <pre> was used for words: a mail, a poem, a text file."""
    if language(element) or next(element.iter("code", "samp", "kbd"), None) is not None:
        return False
    words = re.findall(r"[^\W\d_]{2,}", text)
    if len(words) < 30:
        return False
    letters = sum(map(len, words))
    return letters > 0.7 * len(re.sub(r"\s", "", text)) and len(_SIGNS.findall(text)) < len(words) * 0.05
