"""Formulas in a page: MathML, MathJax, KaTeX, and pictures of TeX."""

from __future__ import annotations

import re
from typing import Any

from podcaster.reading.html_inline import folded

Element = Any

_CLASS = re.compile(
    r"(?:^|\s)(katex-display|katex|MathJax_Display|MathJax|mjx-chtml|mwe-math-element|MathJax_SVG|"
    r"MathJax_Preview|math inline|math display|arithmatex)(?:\s|$)"
)
_IMAGE = re.compile(
    r"(?:^|\s)(?:latex|tex|mwe-math-fallback-image-\w+|wp-katex-eq)(?:\s|$)|/latex\.php|latex\.codecogs|"
    r"/cgi-bin/mathtex",
    re.IGNORECASE,
)
_TEX_KIND = re.compile(r"\s*(?:application/x-)?(?:math/)?tex|math/tex", re.IGNORECASE)


def script(element: Element) -> tuple[str, bool] | None:
    """TeX of a MathJax script and whether it stands alone; None for any other script."""
    kind = (element.get("type") or "").lower()
    if not kind.startswith("math/tex"):
        return None
    return folded(element.text or ""), "mode=display" in kind


def is_formula(element: Element) -> bool:
    if element.tag in ("math", "mjx-container"):
        return True
    return element.tag in ("span", "div") and bool(_CLASS.search(element.get("class") or ""))


def read(element: Element) -> tuple[str, str, bool]:
    """What is displayed, its TeX if the page has it, and whether it stands alone."""
    math = element if element.tag == "math" else next(element.iter("math"), None)
    tex = ""
    for note in element.iter("annotation"):
        if _TEX_KIND.match(note.get("encoding") or ""):
            tex = folded("".join(note.itertext()))
    if math is not None:
        tex = tex or folded(math.get("alttext") or "")
        shown = folded("".join(_mathml(math)))
    else:
        shown = folded("".join(element.itertext()))
        tex = tex or (shown if "\\" in shown else "")
        shown = re.sub(r"^\\[(\[]|\\[)\]$|^\${1,2}|\${1,2}$", "", shown).strip()
    classes = element.get("class") or ""
    display = (math is not None and math.get("display") == "block") or element.get("display") == "true"
    return shown or tex, tex, bool(display or re.search(r"display", classes, re.IGNORECASE))


def _mathml(node: Element) -> list[str]:
    parts: list[str] = []
    if not isinstance(node.tag, str) or node.tag.startswith("annotation"):
        return parts
    parts.append(node.text or "")
    for number, child in enumerate(node):
        if number and node.tag == "mfrac":
            parts.append("/")
        elif number and node.tag in ("msup",):
            parts.append("^")
        elif number and node.tag in ("msub",):
            parts.append("_")
        parts += _mathml(child)
        parts.append(child.tail or "")
    return parts


def of_image(image: Element) -> str:
    """The TeX that a picture of a formula was drawn from."""
    if not _IMAGE.search(f"{image.get('class') or ''} {image.get('src') or ''}"):
        return ""
    return folded(image.get("alt") or "")
