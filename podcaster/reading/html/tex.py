"""Formulas in the text of a page, between delimiters, that a script draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from podcaster.reading.html.math import MARK, MATH_TAGS
from podcaster.reading.spaces import folded

Element = Any

_DRAWN = "data-podcaster-tex"  # on the root of a page that has such a script
_SCRIPTS = ("mathjax", "MathJax", "katex", "KaTeX")
_VERBATIM = frozenset(("pre", "code", "kbd", "samp", "tt", "script", "style", "textarea", "title", *MATH_TAGS))
# Each ends before the next sign of its kind, so a page full of signs is read once.
_FORMULA = re.compile(
    r"\$\$(?P<d>[^$]{1,2000})\$\$|"
    r"\\\((?P<p>(?:[^\\]|\\[^()]){1,1000})\\\)|"
    r"\\\[(?P<b>(?:[^\\]|\\[^\[\]]){1,2000})\\\]|"
    r"(?<![\\$\w])\$(?![\s\d$])(?P<s>[^$\n]{1,200})(?<![\s\\])\$(?![\w$])"
)
_MATHEMATICAL = re.compile(r"[\\^_=<>+]|^[A-Za-z]{1,2}'?$")  # text between single dollars, if it is not money


def note_script(root: Element, markup: str) -> None:
    """Write on the root whether the page has a script that draws formulas: scripts are taken out before all else."""
    if any(name in markup for name in _SCRIPTS):
        root.set(_DRAWN, "")


def wrap(root: Element) -> Iterator[tuple[str, str]]:
    """Make an element of each formula in the text. Returns the text before and after."""
    if root.get(_DRAWN) is None:
        return
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if _may_hold(element.text) and not _is_verbatim(element):
            yield from _in_text(element)
        if _may_hold(element.tail) and not _is_verbatim(element.getparent()):
            yield from _in_tail(element)


def _may_hold(text: str | None) -> bool:
    return text is not None and ("$" in text or "\\(" in text or "\\[" in text)


def _is_verbatim(element: Element | None) -> bool:
    while element is not None:
        if element.tag in _VERBATIM or element.get("data-podcaster") == MARK:
            return True
        element = element.getparent()
    return False


def _in_text(element: Element) -> Iterator[tuple[str, str]]:
    before, spans, changed = _split(element.text or "", alone=len(element) == 0)
    if spans:
        element.text = before
        for span in reversed(spans):
            element.insert(0, span)
    yield from changed


def _in_tail(element: Element) -> Iterator[tuple[str, str]]:
    before, spans, changed = _split(element.tail or "", alone=False)
    if spans:
        element.tail = None
        for span in reversed(spans):
            element.addnext(span)
        element.tail = before
    yield from changed


def _split(text: str, *, alone: bool) -> tuple[str, list[Element], list[tuple[str, str]]]:
    """The text before the first formula, and an element for each formula with the text behind it."""
    import lxml.html

    spans: list[Element] = []
    changed: list[tuple[str, str]] = []
    start, head = 0, ""
    for match in _FORMULA.finditer(text):
        kind = match.lastgroup or ""
        tex = folded(match[kind])
        if not tex or (kind == "s" and _MATHEMATICAL.search(tex) is None):
            continue
        if spans:
            spans[-1].tail = text[start : match.start()]
        else:
            head = text[: match.start()]
        span = lxml.html.Element("span", {"data-podcaster": MARK, "data-tex": tex})
        span.text = tex
        if kind in ("d", "b") and alone and match[0].strip() == text.strip():
            span.set("data-display", "true")
        spans.append(span)
        changed.append((match[0], tex))
        start = match.end()
    if spans:
        spans[-1].tail = text[start:]
    return head, spans, changed
