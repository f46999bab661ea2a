"""Formulas of Word (OMML) as TeX, which the rest of reading knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from podcaster.reading.documents.office_xml import attribute, local

Element = Any
_SUMS = {"∑": "\\sum", "∏": "\\prod", "∫": "\\int", "⋃": "\\bigcup", "⋂": "\\bigcap"}
_DEEPEST = 60


def tex(element: Element, depth: int = 0) -> str:
    """The TeX of a formula or a part of it."""
    if depth > _DEEPEST:
        return ""
    name = local(element)
    if name == "t":
        return element.text or ""
    if name.endswith("Pr") or name in ("del", "moveFrom"):
        return ""
    if name in _SHAPES:
        return _SHAPES[name](lambda part: _part(element, part, depth), element)
    return "".join(tex(child, depth + 1) for child in element)


def _part(element: Element, name: str, depth: int) -> str:
    return ", ".join(tex(child, depth + 1) for child in element if local(child) == name)


def _value(element: Element, name: str, default: str) -> str:
    found = next((e for e in element.iter("{*}" + name)), None)
    return attribute(found, "val") if found is not None else default


Part = Callable[[str], str]


def _root(part: Part, _: Element) -> str:
    return f"\\sqrt[{part('deg')}]{{{part('e')}}}" if part("deg") else f"\\sqrt{{{part('e')}}}"


def _sum(part: Part, element: Element) -> str:
    sign = _value(element, "chr", "∫")
    low, high = (f"{mark}{{{part(name)}}}" if part(name) else "" for mark, name in (("_", "sub"), ("^", "sup")))
    return f"{_SUMS.get(sign, sign)}{low}{high} {part('e')}"


def _fence(part: Part, element: Element) -> str:
    return f"{_value(element, 'begChr', '(')}{part('e')}{_value(element, 'endChr', ')')}"


_SHAPES: dict[str, Callable[[Part, Element], str]] = {
    "f": lambda part, _: f"\\frac{{{part('num')}}}{{{part('den')}}}",
    "sSup": lambda part, _: f"{part('e')}^{{{part('sup')}}}",
    "sSub": lambda part, _: f"{part('e')}_{{{part('sub')}}}",
    "sSubSup": lambda part, _: f"{part('e')}_{{{part('sub')}}}^{{{part('sup')}}}",
    "rad": _root,
    "nary": _sum,
    "d": _fence,
    "bar": lambda part, _: f"\\overline{{{part('e')}}}",
}
