"""Prepare the markup of one document of a book: remove what is not text, bring in the notes, cut it into chapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from podcaster.model import LeftOut, Omission
from podcaster.reading.spaces import folded

Element = Any
Note = Callable[[str], str]  # the markup of the note that an address within the book leads to; "" for none

# Parts of a book that nobody wants to be read, by epub:type, by role and by the type in the guide.
SILENT = frozenset((
    *("cover", "titlepage", "title-page", "halftitlepage", "half-title", "halftitle", "toc", "toc-brief", "copyright"),
    *("copyright-page", "landmarks", "loi", "lot", "loa", "lov", "index", "colophon", "imprint", "imprimatur"),
    *("page-list", "pagelist", "seriespage", "other-credits", "bibliography"),
))  # fmt: skip
NOTES = frozenset(("footnotes", "rearnotes", "endnotes", "notes"))
_NOTE = frozenset(("footnote", "rearnote", "endnote"))
_BREAK = frozenset(("pagebreak",))
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_BLOCKS = ("p", "li", "ul", "ol", "dl", "table", "blockquote", "figure", "h1", "h2", "h3", "h4", "h5", "h6")
_MARK = re.compile(r"[\[(]?\s*(\d{1,4}|[a-z]|[*†‡§¶#]{1,4})\s*[\])]?\.?", re.I)
_CUT = "data-podcaster-chapter"
_CUTS = re.compile(rf'<hr {_CUT}="(\d+)">')
# Finds out quickly whether the markup needs any of this work.
_WORTH = re.compile(r"epub:type|<epub:switch|pg-boilerplate|role\s*=\s*[\"']doc-|href\s*=\s*[\"'][^\"'#:]+#")
_LONGEST = 3000  # characters of a note


@dataclass(slots=True)
class Part:
    """The markup of a chapter, or of the beginning of a document that none begins with."""

    html: str
    cut: str = ""  # the fragment that it begins at


@dataclass(slots=True)
class Parts:
    parts: list[Part] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def parts(text: str, cuts: tuple[str, ...], note: Note) -> Parts:
    """The document in pieces: one for each fragment of *cuts* that is in it, and the part before the first."""
    if kinds(_body_tag(text)) & (SILENT | NOTES):
        return Parts()
    inner = body(text)
    if not cuts and not _WORTH.search(inner):
        return Parts([Part(inner)])
    import lxml.html

    root = lxml.html.fragment_fromstring(inner, create_parent="div")
    out = Parts()
    _take_silent(root, out)
    _bring_notes(root, note)
    found = _mark_cuts(root, cuts)
    pieces = _CUTS.split(lxml.html.tostring(root, encoding="unicode"))
    out.parts = [
        Part(pieces[0]),
        *(Part(html, found[int(n)]) for n, html in zip(pieces[1::2], pieces[2::2], strict=True)),
    ]
    return out


def note_in(text: str, fragment: str) -> str:
    """The markup of the note with this identifier; "" if it is not there, or too long for one."""
    import lxml.html

    for element in lxml.html.fragment_fromstring(body(text), create_parent="div").iter():
        if isinstance(element.tag, str) and fragment in (element.get("id"), element.get("name")):
            node = element
            while node is not None and node.tag not in ("li", "p", "div", "aside", "dd", "section"):
                node = node.getparent()
            if node is None or node.getparent() is None or len("".join(node.itertext())) > _LONGEST:
                return ""
            inner = lxml.html.tostring(node, encoding="unicode", with_tail=False)
            return re.sub(r"^<li\b", "<div", re.sub(r"</li>$", "</div>", inner))
    return ""


def body(text: str) -> str:
    """The content of the body, as HTML: a self-closing element would otherwise swallow what follows."""

    def close(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name.lower() in _VOID else f"<{name}{match[2]}></{name}>"

    start = re.search(r"(?i)<body\b[^>]*>", text)
    end = text.lower().rfind("</body")
    inner = text[start.end() if start else 0 : end if end > 0 else len(text)]
    return re.sub(r"<([A-Za-z][\w:-]*)((?:\s[^<>]{0,2000}?)?)\s*/>", close, inner)


def _body_tag(text: str) -> Mapping[str, str]:
    tag = re.search(r"(?i)<body\b[^>]*>", text[:20_000])
    return dict(re.findall(r"([\w:-]+)\s*=\s*[\"']([^\"']*)[\"']", tag[0])) if tag else {}


def kinds(attributes: Mapping[str, str]) -> set[str]:
    """The kinds that an element states, by epub:type or by its role."""
    role = attributes.get("role") or ""
    return {*(attributes.get("epub:type") or "").lower().split(), role[4:] if role.startswith("doc-") else ""} - {""}


# ---------------------------------------------------------------- what is not text


def _take_silent(root: Element, out: Parts) -> None:
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or not (element.attrib or element.tag == "epub:switch"):
            continue
        said = kinds(element.attrib)
        if not (said or element.tag == "epub:switch" or "class" in element.attrib) or not _is_within(element, root):
            continue
        if element.tag == "epub:switch":
            _choose(element, out)
        elif said & _BREAK or "pg-boilerplate" in (element.get("class") or ""):
            _drop(element, out)
        elif said & _NOTE and element.tag != "a":
            element.attrib.pop("hidden", None)
            element.set("data-podcaster", "note")
            mark = _own_mark(element)
            element.set("data-mark", mark)
            _without_mark(element, mark)
        elif said & NOTES:
            element.attrib.pop("hidden", None)
            element.set("role", "doc-endnotes")
            for heading in [e for e in element if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]:
                _drop(heading, out)
        elif said & SILENT:
            _drop(element, out)


def _choose(switch: Element, out: Parts) -> None:
    """Keep one of several alternatives: the one in MathML, else the fallback."""
    cases = [e for e in switch if e.tag == "epub:case"]
    last = [e for e in switch if e.tag == "epub:default"]
    wanted = next((e for e in cases if next(e.iter("math"), None) is not None), last[0] if last else None)
    for element in (*cases, *last):
        if element is not wanted and wanted is not None:
            _drop(element, out)


def _is_within(element: Element, root: Element) -> bool:
    """Whether the element is still in the tree."""
    top = element
    while (parent := top.getparent()) is not None:
        top = parent
    return top is root


def _drop(element: Element, out: Parts) -> None:
    text = folded("".join(element.itertext()))
    if text:
        out.left_out.append(LeftOut(text, Omission.NAVIGATION))
    parent, tail = element.getparent(), element.tail or ""
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


# ---------------------------------------------------------------- notes


def _own_mark(element: Element) -> str:
    """The mark that a note begins with."""
    match = re.match(r"\W?(\d{1,4}|[*†‡§¶])\W", folded("".join(element.itertext())) + " ")
    return match[1] if match else "*"


def _without_mark(note: Element, mark: str) -> None:
    first = next((e for e in note.iter() if isinstance(e.tag, str) and (e.text or "").strip()), note)
    first.text = re.sub(rf"^\s*[\[(]?{re.escape(mark)}[\])]?[.:]?(?:\s+|$)", "", first.text or "")


def _bring_notes(root: Element, note: Note) -> None:
    """Move notes from other documents after the paragraph that refers to them, and make notes in this one reachable."""
    brought = 0
    for link in list(root.iter("a")):
        address = link.get("href") or ""
        document, sign, fragment = address.partition("#")
        if not (document and sign and fragment) or ":" in document or not _is_reference(link):
            continue
        html = note(address)
        place = next((e for e in (*reversed(list(link.iterancestors())), link) if e.tag in _BLOCKS), None)
        if not html or place is None or place.getparent() is None:
            continue
        brought += 1
        mark = folded("".join(link.itertext())).strip("[]() .")
        place.addnext(_aside(html, f"podcaster-note-{brought}", mark))
        link.set("href", f"#podcaster-note-{brought}")
        link.set("epub:type", "noteref")


def _is_reference(link: Element) -> bool:
    text = folded("".join(link.itertext()))
    if not _MARK.fullmatch(text):
        return False
    parent = link.getparent()
    raised = (parent is not None and parent.tag == "sup") or next(link.iter("sup"), None) is not None
    return raised or bool(kinds(link.attrib) & {"noteref"})


def _aside(html: str, name: str, mark: str) -> Element:
    import lxml.html

    aside = lxml.html.fragment_fromstring(html, create_parent="aside")
    for element in list(aside.iter()):
        for key in ("id", "hidden", "epub:type", "role", "data-podcaster"):
            element.attrib.pop(key, None)
    for link in list(aside.iter("a")):  # the way back
        if _MARK.fullmatch(folded("".join(link.itertext()))) or not re.search(r"\w", "".join(link.itertext())):
            link.drop_tree()
    _without_mark(aside, mark)
    aside.set("id", name)
    aside.set("data-podcaster", "note")
    aside.set("data-mark", mark)
    return aside


# ---------------------------------------------------------------- chapters


def _mark_cuts(root: Element, cuts: tuple[str, ...]) -> list[str]:
    """Put a mark before each element that begins a chapter. Returns the fragments in the order of the document."""
    import lxml.html

    found: list[str] = []
    wanted = set(cuts)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element is root:
            continue
        key = next((k for k in (element.get("id"), element.get("name")) if k in wanted), None)
        if key is None:
            continue
        wanted.discard(key)
        place = element
        while (parent := place.getparent()) is not None and parent is not root and _is_first(place, parent):
            place = parent
        sign = lxml.html.Element("hr")
        sign.set(_CUT, str(len(found)))
        place.addprevious(sign)
        found.append(key)
    return found


def _is_first(element: Element, parent: Element) -> bool:
    """Whether nothing stands before the element in its parent."""
    before: Iterator[Element] = element.itersiblings(preceding=True)
    return not (parent.text or "").strip() and not any(
        "".join(e.itertext()).strip() or (e.tail or "").strip() for e in before
    )
