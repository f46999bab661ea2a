"""Formulas in a page: MathML, KaTeX, MathJax 2 and 3, TeX in marked elements, and pictures of TeX.

Programs write one formula several times: to be seen, for screen readers, and as TeX. `settle` leaves each formula in
the tree once, as one element that the walk understands.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from podcaster.reading.spaces import folded

Element = Any

MARK = "formula"  # value of data-podcaster on a settled formula
MATH_TAGS = ("math", "mml:math", "m:math", "mjx-container", "math-renderer")
_RENDERED = frozenset((
    "MathJax", "MathJax_Display", "MathJax_SVG", "MathJax_SVG_Display", "MathJax_CHTML", "mjx-chtml", "MJXc-display",
    "MathJax_MathML", "MathJax_PHTML", "MathJax_PHTML_Display", "MathJax_PlainSource", "MathJax_PlainSource_Display",
))  # fmt: skip
_PREVIEW = "MathJax_Preview"
_CLASSES = _RENDERED | {
    _PREVIEW, "katex", "katex-display", "katex-block", "mwe-math-element", "arithmatex", "latex-rendered", "mjpage",
    "math-inline", "math-display", "language-math",
}  # fmt: skip
_BESIDE_MATH = frozenset(("inline", "display", "notranslate"))  # pandoc's and Sphinx's second class
_DISPLAYED = re.compile(r"display|katex-block|mjpage__block", re.IGNORECASE)
_HOLDERS = frozenset(("span", "div", "code", "eq", "eqn"))
_PROSE = ("p", "h1", "h2", "h3", "ul", "ol", "blockquote", "article", "section")  # no formula has these inside it
_WORDS = 5  # that may stand beside a formula in its element: labels for the eye
_IMAGE = re.compile(
    r"(?:^|\s)(?:latex|tex|mwe-math-fallback-image-\w+|wp-katex-eq)(?:\s|$)|/latex\.php|latex\.codecogs|"
    r"/cgi-bin/mathtex",
    re.IGNORECASE,
)
_TEX_KIND = re.compile(r"\s*(?:application/x-)?(?:math/)?tex|math/tex", re.IGNORECASE)
_DELIMITED = re.compile(
    r"\s*(?:\\\((?P<p>.*)\\\)|\\\[(?P<b>.*)\\\]|\$\$(?P<d>.+)\$\$|\$(?P<s>[^$]+)\$|"
    r"\[math\](?P<m>.*)\[/math\])\s*",
    re.DOTALL,
)
_STYLE = re.compile(r"\\(?:display|text|script)style\b\s*")
_SKIPPED = frozenset(("annotation", "annotation-xml", "assistive-mml", "title", "desc", "defs"))
_FUNCTIONS = frozenset(("sin", "cos", "tan", "log", "ln", "exp", "max", "min", "lim"))


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula, however often the page has it."""

    shown: str  # as a reader sees it, on one line
    tex: str = ""  # its source, if known
    display: bool = False  # it stands alone, on a line of its own


def script(element: Element) -> Formula | None:
    """The formula in a MathJax script; None for any other script."""
    kind = (element.get("type") or "").lower()
    if not kind.startswith("math/tex"):
        return None
    tex = _tidy(element.text or "")
    return Formula(tex, tex, "mode=display" in kind)


@lru_cache(maxsize=4096)
def names_formula(classes: str) -> bool:
    """Whether a class attribute marks an element that holds one formula."""
    tokens = frozenset(classes.split())
    return not tokens.isdisjoint(_CLASSES) or ("math" in tokens and not tokens.isdisjoint(_BESIDE_MATH))


def settle(root: Element, named: Iterable[Element]) -> list[tuple[str, str]]:
    """Leave each formula in the tree once. Returns the text that was there, in all forms, and the one that is left.

    *named*: elements whose class says that they hold a formula, in the order of the page.
    """
    scripts = [e for e in root.iter("script") if (e.get("type") or "").lower().startswith("math/tex")]
    holders = [e for e in named if e.tag in _HOLDERS and next(e.iter(*_PROSE), None) is None]
    found = dict.fromkeys((*scripts, *holders, *root.iter(*MATH_TAGS)))
    changed: list[tuple[str, str]] = []
    # A preview comes last: where its formula follows it in a better form, it is taken out with that.
    for element in sorted(_outermost(found), key=lambda e: _PREVIEW in (e.get("class") or "")):
        if element.getparent() is None:
            continue  # taken out as another form of the formula beside it
        formula = script(element) if element.tag == "script" else read(element)
        if formula is not None and formula.shown:
            twins = _twins(element)
            text = " ".join("".join(e.itertext()) for e in (*twins, element))
            if not _has_prose(text, formula):
                _leave(element, twins, formula)
                changed.append((text, formula.shown))
    return changed


def _has_prose(text: str, formula: Formula) -> bool:
    """Whether an element says more than its formula: it was never closed, or its class means something else."""
    bare = re.sub(r"\\[a-zA-Z]+", " ", formula.tex)
    known = [formula.shown, formula.tex, *("".join(filter(str.isalpha, t)) for t in (formula.shown, bare))]
    words = re.findall(r"(?<![\\\w])[^\W\d_]{3,}", text)
    return sum(1 for word in words if not any(word in form for form in known)) > _WORDS


def _outermost(found: dict[Element, None]) -> list[Element]:
    """The elements that are inside no other of them; a listing counts instead of the code in it."""
    out = []
    for element in found:
        if not any(a in found for a in element.iterancestors()):
            parent = element.getparent()
            out.append(parent if element.tag == "code" and parent is not None and parent.tag == "pre" else element)
    return out


def _leave(element: Element, twins: Iterable[Element], formula: Formula) -> None:
    """Make *element* the only form of its formula."""
    for twin in twins:
        twin.getparent().remove(twin)  # there is no text behind it
    element.clear(keep_tail=True)
    element.tag = "span"
    element.text = formula.shown
    element.set("data-podcaster", MARK)
    element.set("data-tex", formula.tex)
    if formula.display:
        element.set("data-display", "true")


def _twins(element: Element) -> list[Element]:
    """The preview or rendering of the same formula that MathJax 2 put before *element*."""
    out: list[Element] = []
    if element.tag != "script" and _RENDERED.isdisjoint((element.get("class") or "").split()):
        return out
    before = element.getprevious()
    while before is not None and not (before.tail or "").strip() and before.get("data-podcaster") is None:
        classes = (before.get("class") or "").split()
        if _PREVIEW not in classes and (element.tag != "script" or _RENDERED.isdisjoint(classes)):
            break
        out.append(before)
        before = before.getprevious()
    return out


def settled(element: Element) -> Formula:
    """The formula of an element that `settle` has left."""
    return Formula(element.text or "", element.get("data-tex") or "", element.get("data-display") is not None)


# ---------------------------------------------------------------- one formula


def read(element: Element) -> Formula | None:
    """The formula that an element holds; None when it holds nothing that could be shown."""
    inner = next((f for s in element.iter("script") if (f := script(s)) is not None and f.shown), None)
    math = element if _local(element) == "math" else next(element.iter("math", "mml:math", "m:math"), None)
    if math is None and (markup := _attribute(element, "data-mathml")):
        math = _parsed(markup)
    display = _is_displayed(element, math)
    tex = inner.tex if inner is not None else _source(element, math)
    if math is not None:
        shown = folded("".join(_mathml(math)))
        tex = tex or _as_tex(math)
    elif shown := folded("".join(_glyphs(element))):
        tex = tex or _as_tex(element)
        shown = tex or shown
    else:
        shown, own_tex, own_display = _written(element)
        tex, display = tex or own_tex, display or own_display
        shown = tex or shown
    display = display or (inner is not None and inner.display)
    return Formula(shown or tex, tex, display) if shown or tex else None


def _is_displayed(element: Element, math: Element | None) -> bool:
    """Whether a formula stands alone, by what its elements say."""
    if math is not None and (math.get("display") == "block" or math.get("mode") == "display"):
        return True
    holders = (element, *element.iter("span", "div", "code", "mjx-container"))
    return any(e.get("display") == "true" or _DISPLAYED.search(e.get("class") or "") is not None for e in holders) or (
        element.tag == "div" and element.get("class") is not None
    )


def _source(element: Element, math: Element | None) -> str:
    """The TeX that the page keeps beside a formula, if it does."""
    for note in (element if math is None else math).iter("annotation", "mml:annotation", "m:annotation"):
        if _TEX_KIND.match(note.get("encoding") or "") and (tex := _tidy("".join(note.itertext()))):
            return tex
    if tex := _tidy(_attribute(element, "data-latex") or (math.get("alttext") or "" if math is not None else "")):
        return tex
    if attributes := element.get("data-attrs"):
        try:
            return _tidy(str(json.loads(attributes).get("persistentExpression") or ""))
        except (ValueError, AttributeError, RecursionError):
            return ""
    labelled = next((e for e in element.iter("span") if "mjx-math" in (e.get("class") or "").split()), None)
    return _tidy(labelled.get("aria-label") or "") if labelled is not None else ""


def _written(element: Element) -> tuple[str, str, bool]:
    """A formula that is TeX between its signs, or letters with raised and lowered ones: shown, TeX, on its own line."""
    raised = next(element.iter("sup", "sub"), None) is not None
    text = folded("".join(_markup(element) if raised else element.itertext()))
    delimited = _DELIMITED.fullmatch(text)
    if delimited is None:
        return folded("".join(element.itertext())), _tidy(text), False
    kind = delimited.lastgroup
    return text, _tidy(delimited[kind or 0]), kind in ("b", "d")


def _markup(node: Element) -> list[str]:
    """Letters and their exponents as TeX: pandoc's own form of "E = mc<sup>2</sup>"."""
    parts = [node.text or ""]
    for child in node:
        sign = {"sup": "^", "sub": "_"}.get(child.tag, "")
        parts += [sign, "{", *_markup(child), "}"] if sign else _markup(child)
        parts.append(child.tail or "")
    return parts


def _tidy(tex: str) -> str:
    """TeX without its delimiters and without size commands."""
    tex = folded(tex)
    if delimited := _DELIMITED.fullmatch(tex):
        tex = delimited[delimited.lastgroup or 0].strip()
    if _STYLE.search(tex):
        whole = re.fullmatch(r"\{\s*\\(?:display|text)style\b\s*(.*)\}", tex)
        tex = _STYLE.sub("", whole[1] if whole else tex).strip()
    return tex


def _attribute(element: Element, name: str) -> str:
    """An attribute of an element or of the first one inside it that has it."""
    return next((value for e in element.iter() if isinstance(e.tag, str) and (value := e.get(name))), "")


def _parsed(markup: str) -> Element | None:
    """The MathML that MathJax 2 keeps in an attribute."""
    import lxml.etree

    try:
        root = lxml.etree.HTML(markup)
    except (lxml.etree.LxmlError, ValueError):
        return None
    return next(root.iter("math"), None) if root is not None else None


# ---------------------------------------------------------------- MathML, and MathJax 3's elements of the same names


def _local(node: Element) -> str:
    """The MathML name of an element: <m:msup>, <mjx-msup> and <g data-mml-node="msup"> are all msup."""
    if not isinstance(node.tag, str):
        return "annotation"
    kind = node.get("data-mml-node") or node.tag.rpartition(":")[2].removeprefix("mjx-")
    return "mrow" if kind.lower() == "texatom" else str(kind)


def _mathml(node: Element) -> list[str]:
    parts: list[str] = []
    kind = _local(node)
    if kind in _SKIPPED:
        return parts
    parts.append("√" if kind == "msqrt" else node.text or "")
    for number, child in enumerate(node):
        parts.append(_BETWEEN.get(kind, "")[number - 1 : number] if number else "")
        parts += _mathml(child)
        parts.append(child.tail or "")
    return parts


_BETWEEN = {"mfrac": "/", "msup": "^", "msub": "_", "msubsup": "_^", "munderover": "_^"}  # the parts of a formula


def _glyphs(element: Element) -> list[str]:
    """The signs that MathJax 3 draws: it writes their code points into classes or attributes, not as text."""
    out = []
    for node in element.iter():
        if isinstance(node.tag, str):
            code = node.get("data-c") or next(iter(re.findall(r"\bmjx-c([0-9A-F]+)\b", node.get("class") or "")), "")
            if code and len(code) < 7:
                out.append(_sign(code))
    return out


def _sign(code: str) -> str:
    try:
        return unicodedata.normalize("NFKC", chr(int(code, 16)))
    except (ValueError, OverflowError):
        return ""


_LEAVES = frozenset(("mi", "mn", "mo", "mtext", "ms"))
_KNOWN = _LEAVES | {
    "mrow", "mstyle", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot", "munder", "mover", "munderover", "mtable",
    "mfenced", "mmultiscripts", "menclose",
}  # fmt: skip
_SCRIPTS = {"msup": "^", "msub": "_", "mover": "^", "munder": "_"}


def _kids(node: Element) -> list[Element]:
    """The parts of a MathML element, without the elements that only place them."""
    out: list[Element] = []
    for child in node:
        kind = _local(child)
        if kind in _KNOWN:
            out.append(child)
        elif kind not in _SKIPPED:
            out += _kids(child)
    return out


def _as_tex(node: Element) -> str:
    """MathML as TeX; "" if it has parts that TeX here cannot express."""
    try:
        return folded(_tex(node))
    except _Unreadable:
        return ""


class _Unreadable(Exception):
    """A formula that has no short form in TeX."""


def _tex(node: Element) -> str:
    kind = _local(node)
    if kind in _LEAVES:
        text = folded(unicodedata.normalize("NFKC", "".join(node.itertext()) or "".join(_glyphs(node))))
        if kind == "mi" and text in _FUNCTIONS:
            return f"\\{text} "
        return rf"\text{{{text}}}" if kind in ("mtext", "ms") or (kind == "mi" and len(text) > 1) else text
    parts = [_tex(child) for child in _kids(node)]
    if kind == "mfrac" and len(parts) == 2:
        return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"
    if kind in _SCRIPTS and len(parts) == 2:
        return f"{parts[0]}{_SCRIPTS[kind]}{{{parts[1]}}}"
    if kind in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}_{{{parts[1]}}}^{{{parts[2]}}}"
    if kind == "msqrt":
        return rf"\sqrt{{{''.join(parts)}}}"
    if kind in _KNOWN - {"mrow", "mstyle"}:
        raise _Unreadable
    return "".join(parts)


def of_image(image: Element) -> str:
    """The TeX that a picture of a formula was drawn from."""
    if not _IMAGE.search(f"{image.get('class') or ''} {image.get('src') or ''}"):
        return ""
    return _tidy(image.get("alt") or "")
